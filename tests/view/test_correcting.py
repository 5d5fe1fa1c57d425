"""Pages are corrected in the view: by keyboard alone, with the outline at once, and written where the page is served."""

import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pyarrow.parquet as pq
import pytest

from pipeline.corrections.orders import read_orders
from pipeline.job.job import Job
from pipeline.job.settings import read_settings
from pipeline.parse.page import parse_page
from pipeline.parse.rows import make_rows
from pipeline.parse.why import explain_places
from pipeline.serve import open_desk
from pipeline.sources.documents import Document, page_id_of
from pipeline.sources.pages import PageText as Found
from pipeline.view.page import run
from pipeline.work.tables import Row
from schemas import RECORDS
from tests.hub.published import write_dataset
from tests.tools import gold

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TEXT = (
    "在植树大会上的讲话\n同志们：\n今天讲讲。\n一、加强领导。要做好。\n各村要抓紧抓实\n要做完，要做好，不要拖到明年开春以后再做。\n"
    "二、抓好落实。要快。\n谢谢大家！\n来源：某网\n"
)
DATA = TEXT.encode()
PAGE_ID = page_id_of(Document("a.txt", None, DATA, "text/plain"))


def annotated(row: Row) -> Row:
    """A row with what annotate adds to it, as little as there can be."""
    known = row.get("section_id") or row.get("speech_id")
    return {"split": "train", "n_tokens": 1, "tokens": [str(row.get("text"))], "keywords": [], "cluster_id": known, **row}


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A dataset of one page beside its source."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_bytes(DATA)
    (tmp_path / "pages" / "dataset.toml").write_text("", encoding="utf-8")
    rows = make_rows(Document("a.txt", None, DATA, "text/plain"), TEXT, "utf-8")
    output = write_dataset(tmp_path / "output", [{name: [*map(annotated, rows[name])] for name in RECORDS}])
    job = Job((str(tmp_path / "pages"),), output, read_settings(tmp_path / "pages" / "dataset.toml"))
    run(job)
    return job


@pytest.fixture
def address(job: Job) -> Iterator[str]:
    """Where the view is served."""
    server, address = open_desk(job)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()
    server.server_close()


def ask(address: str, orders: list[dict[str, object]] | None = None, token: str = "") -> dict[str, object]:
    """What the server answers."""
    root, _, own = address.partition("?token=")
    data = None if orders is None else json.dumps({"orders": orders}).encode()
    with urlopen(Request(f"{root}corrections/{PAGE_ID}", data, {"X-Token": token or own})) as answer:
        found: dict[str, object] = json.loads(answer.read())
        return found


def test_orders_are_written_and_the_page_read_again_in_a_second(job: Job, address: str) -> None:
    order = {"page": PAGE_ID, "at": TEXT.index("各村"), "context": "各村要抓紧", "what": "section", "parent": TEXT.index("一、")}
    ask(address)
    start = time.monotonic()
    answer = ask(address, [order])
    assert time.monotonic() - start < 1
    assert (answer["orders"], answer["refused"]) == ([order], [])
    found = {"start": order["at"], "depth": 2, "role": "outline", "corrected": True, "label": "各村要抓紧抓实"}
    assert found in answer["outline"]  # type: ignore[operator]
    written = (job.settings.folder / "corrections.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line) for line in written.splitlines()] == [order]
    assert ask(address, [])["orders"] == []


def test_nobody_without_the_token_is_answered(address: str) -> None:
    with pytest.raises(HTTPError, match="403"):
        ask(address, token="x")
    with pytest.raises(HTTPError, match="403"), urlopen(address.partition("?")[0]):
        pass


def test_what_is_no_order_is_not_written(job: Job, address: str) -> None:
    with pytest.raises(HTTPError, match="400"):
        ask(address, [{"page": PAGE_ID, "at": 3}])
    assert not (job.settings.folder / "corrections.jsonl").exists()


def open_page(browser: "Browser", address: str, width: int = 1280) -> "Page":
    """The page opened for correcting, the text in focus."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}#page/{PAGE_ID}")
    page.wait_for_selector(".correct")
    page.locator(".correct").evaluate("element => { element.open = true; }")
    page.locator(".read").focus()
    return page


def outline(page: "Page") -> list[str]:
    """The outline as corrected: depth and label."""
    found: list[str] = page.locator(".corrected-outline li").evaluate_all(
        "all => all.map(one => one.className.match(/depth-(.)/)[1] + ' ' + one.textContent)"
    )
    return found


def walk(page: "Page", words: str) -> None:
    """Move the cursor to the line that begins with these words."""
    for _step in range(20):
        page.keyboard.press("ArrowDown")
        if page.locator(".line.at").inner_text().startswith(words):
            return
    raise AssertionError(words)


@pytest.mark.slow
def test_a_page_is_corrected_by_keyboard_alone_and_reads_as_it_was_meant(chromium: "Browser", job: Job, address: str) -> None:
    page = open_page(chromium, address)
    walk(page, "各村")
    for key in ("s", "<", ">"):
        page.keyboard.press(key)
        page.locator(".correct .note", has_text="all carried out").wait_for()
    walk(page, "来源")
    page.keyboard.press("w")
    page.keyboard.press("l")
    page.keyboard.press("u")
    page.locator(".correct .note", has_text="4 orders written").wait_for()
    assert "2各村要抓紧抓实" in [item.replace(" ", "") for item in outline(page)]
    orders, faults = read_orders("c", (job.settings.folder / "corrections.jsonl").read_text(encoding="utf-8").splitlines())
    parsed = parse_page(TEXT, orders=orders)
    assert (faults, [one.result for one in parsed.outcomes]) == ([], ["applied"] * 4)
    assert parsed.layout.extents[0].end == len(TEXT) - 1
    assert [(unit.depth, unit.rule) for unit in parsed.units[0] if unit.start == TEXT.index("各村")] == [(2, "corrected")]
    page.close()


@pytest.mark.slow
def test_from_disk_orders_stay_in_the_browser_and_are_saved_as_a_file(chromium: "Browser", job: Job) -> None:
    address = (job.output / "view.html").as_uri()
    page = open_page(chromium, address)
    page.locator(".line", has_text="各村").click()
    page.get_by_role("button", name="section begins").click()
    assert "各村要抓紧抓实" in " ".join(outline(page))
    page.reload()
    page.wait_for_selector(".orders li")
    with page.expect_download() as download:
        page.get_by_role("button", name="save as file").click()
    orders, faults = read_orders("c", Path(download.value.path()).read_text(encoding="utf-8").splitlines())
    assert (faults, [(order.what, order.at) for order in orders]) == ([], [("section", TEXT.index("各村"))])
    page.close()


@pytest.mark.slow
def test_a_narrow_screen_shows_it_without_scrolling_sideways(chromium: "Browser", address: str) -> None:
    page = open_page(chromium, address, 390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def faults_of(gold_page: dict[str, Any], page: Found, orders: Path) -> list[str]:
    """What a page is read wrongly in, with the orders of a file."""
    lines = orders.read_text(encoding="utf-8").splitlines() if orders.exists() else []
    rows = make_rows(page.document, page.text, page.encoding, read_orders("c", lines)[0])
    if isinstance(rows, tuple):
        rows = rows[0]
    shown: list[str] = []
    gold.scorer().score_page(gold_page, rows["pages"][0], rows["speeches"], rows["sections"], shown)
    return shown


KEYS = {"bare missed": "sh", "missed": "s", "section too many": "x", "want None": "<", "parent": ">"}
"""The keys that mend a fault, by words of it."""


def point_at(page: "Page", text: str, start: int) -> None:
    """Move by arrow keys to the line with this place of the page, and to the sentence that begins there."""
    number = sum(1 for line in text[:start].split("\n")[:-1] if line.strip())
    page.evaluate("document.querySelector('.read').focus()")
    now = page.evaluate("(() => { const lines = [...document.querySelectorAll('.line')].filter(one => one.textContent.trim());"
                        " return lines.indexOf(document.querySelector('.line.at')); })()")  # fmt: skip
    for _step in range(abs(number - now)):
        page.keyboard.press("ArrowDown" if number > now else "ArrowUp")
    if text[text.rfind("\n", 0, start) + 1 : start].strip():
        words = text[start : start + 6]
        for _sentence in range(80):
            page.keyboard.press("ArrowRight")
            if str(page.evaluate("getSelection().toString()")).strip().startswith(words):
                return
        raise AssertionError(words)


@pytest.mark.slow
@pytest.mark.skipif(not gold.SHARED.exists(), reason="there is no ../shared beside this checkout")
def test_a_page_with_many_faults_is_corrected_by_keys_built_right_and_stays_right(chromium: "Browser", tmp_path: Path) -> None:
    pages = [found for name in gold.SETS for found in gold.read_pages(name)]
    gold_page, found = max(pages, key=lambda one: len(faults_of(one[0], one[1], tmp_path / "none")))
    orders, text, name = tmp_path / "pages" / "corrections.jsonl", found.text, "page.txt"
    if len(faults_of(gold_page, found, orders)) < 5:
        pytest.skip("no page is read with five faults or more")
    page_id, job = served_job(tmp_path, name, found)
    server, address = open_desk(job)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}#page/{page_id}")
    page.wait_for_selector(".correct")
    page.locator(".read").focus()
    for _round in range(40):
        faults = faults_of(gold_page, found, orders)
        print(faults)
        if not faults:
            break
        start = int(re.search(r"(?:at|of) (\d+)", faults[0])[1])  # type: ignore[index]
        point_at(page, text, start)
        for key in next(keys for words, keys in KEYS.items() if words in faults[0]):
            written = len(orders.read_text(encoding="utf-8").splitlines()) if orders.exists() else 0
            page.keyboard.press(key)
            page.locator(".correct .note", has_text=f"{written + 1} order").wait_for()
            page.locator(".correct .note", has_text="written").wait_for()
    page.close()
    server.shutdown()
    server.server_close()
    assert faults_of(gold_page, found, orders) == []
    assert built_faults(tmp_path, gold_page, 0) == []
    (tmp_path / "pages" / name).write_text(f"更新：今日\n{text}", encoding="utf-8", newline="")
    assert built_faults(tmp_path, gold_page, len("更新：今日\n")) == []


def served_job(folder: Path, name: str, found: Found) -> tuple[str, Job]:
    """A dataset of one page beside its source, and its page_id."""
    (folder / "pages").mkdir()
    (folder / "pages" / name).write_text(found.text, encoding="utf-8", newline="")
    (folder / "pages" / "dataset.toml").write_text("", encoding="utf-8")
    document = Document(name, None, found.text.encode(), "text/plain")
    rows = make_rows(document, found.text, "utf-8")
    output = write_dataset(folder / "output", [{table: [*map(annotated, rows[table])] for table in RECORDS}])
    job = Job((str(folder / "pages"),), output, read_settings(folder / "pages" / "dataset.toml"))
    run(job)
    return page_id_of(document), job


def built_faults(folder: Path, gold_page: dict[str, Any], shift: int) -> list[str]:
    """What a build of the folder has wrong in its one page, whose text begins `shift` characters later than the gold has it."""
    places = ["--sources", str(folder / "pages"), "--output", str(folder / "built"), "--workers", "1"]
    command = [sys.executable, "-m", "pipeline", "build", *places]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=gold.ROOT)
    assert done.returncode == 0, done.stderr
    data = folder / "built" / "dataset" / "data"
    tables = {name: pq.read_table(data / name).to_pylist() for name in ("pages", "speeches", "sections")}
    shown: list[str] = []
    gold.scorer().score_page(moved(gold_page, shift), tables["pages"][0], tables["speeches"], tables["sections"], shown)
    return shown


def moved(value: Any, shift: int, key: str = "") -> Any:
    """A gold page whose offsets are later by `shift`."""
    if isinstance(value, dict):
        return {name: moved(one, shift, name) for name, one in value.items()}
    if isinstance(value, list):
        return [moved(one, shift, key) for one in value]
    offset = key in ("start", "title_end", "body_end", "heading_end", "end", "parent") and isinstance(value, int)
    return value + shift if offset else value


@pytest.mark.slow
def test_a_drawn_list_tells_how_many_pages_are_right(chromium: "Browser", job: Job) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 900})
    page.goto(f"{(job.output / 'view.html').as_uri()}#work?list=sample")
    page.get_by_role("button", name="right", exact=True).click()
    page.locator(".count", has_text="1 of 1 pages looked at were right: between 21 and 100 % of all").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


@pytest.mark.slow
def test_the_corrections_of_two_people_are_compared(chromium: "Browser", job: Job, tmp_path: Path) -> None:
    same = {"page": PAGE_ID, "at": 3, "context": "大会", "what": "no_section"}
    first = [{**same, "by": "甲"}, {**same, "at": 24, "what": "section", "depth": 1}, {**same, "at": 40}]
    second = [{**same, "by": "乙"}, {**same, "at": 24, "what": "section", "depth": 2}]
    for name, orders in (("first", first), ("second", second)):
        (tmp_path / f"{name}.jsonl").write_text("".join(f"{json.dumps(order)}\n" for order in orders), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 390, "height": 900})
    page.goto(f"{(job.output / 'view.html').as_uri()}#agreement")
    for name in ("first", "second"):
        page.locator(f"input[name={name}]").set_input_files(tmp_path / f"{name}.jsonl")
    page.locator(".count", has_text="3 orders of two people, 1 alike: 33 %").wait_for()
    cells = "all => all.map(one => [...one.children].slice(1).map(td => td.textContent))"
    rows = page.locator(".records tbody tr").evaluate_all(cells)
    assert rows == [["24 大会", "section", "depth 1", "depth 2"], ["40 大会", "no_section", "✓", "nothing"]]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


@pytest.mark.slow
def test_the_view_says_why_a_line_is_read_as_it_is(chromium: "Browser", address: str) -> None:
    page = open_page(chromium, address)
    walk(page, "二、")
    page.locator(".why summary").first.click()
    page.locator(".why li").first.wait_for()
    said = page.locator(".why").inner_text()
    assert "next of its run · Depth 1 chosen" in said and "points behind" in said and "next.exact" in said
    page.close()


def test_the_server_says_why_a_line_is_read_as_it_is(address: str) -> None:
    root, _, token = address.partition("?token=")
    with urlopen(Request(f"{root}why/{PAGE_ID}?at={TEXT.index('二、')}", headers={"X-Token": token})) as answer:
        line = json.loads(answer.read())[0]
    assert [(one["marker"], one["weighed"][0]["action"]) for one in line["candidates"]] == [("二、", "next")]


def test_from_disk_it_is_known_why_what_is_doubtful_is_read_so() -> None:
    rows = make_rows(Document("a.txt", None, DATA, "text/plain"), TEXT, "utf-8")
    doubtful = rows["sections"][1]["start"]
    assert isinstance(doubtful, int)
    assert [*explain_places(TEXT, {doubtful})] == [str(doubtful)] and explain_places(TEXT, ()) == {}


ENGLISH = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const place = walker.currentNode.parentElement;
    if (!place.closest("script, bdi, [lang=zh], [lang=en], kbd, code, .record, noscript")) found.push(walker.currentNode.data);
  }
  return found.filter((text) => /[A-Za-z]{3}/.test(text));
}"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["overview", "speeches", "pages", "rejected", "work", "agreement", f"page/{PAGE_ID}", f"speech/{PAGE_ID}-p0"]
)
def test_the_view_says_nothing_in_english_to_a_chinese_reader(chromium: "Browser", job: Job, address: str) -> None:
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{(job.output / 'view.html').as_uri()}#{address}")
    page.wait_for_selector("main h1")
    assert set(page.evaluate(ENGLISH)) <= {"text/plain", "text/plain (1)", "utf-8", job.settings.dataset.title}
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    page.get_by_role("button", name="English").click()
    page.locator("#views a", has_text="Overview").wait_for()
    context.close()


def test_an_interrupt_ends_the_desk_quietly(job: Job) -> None:
    code = (
        "import signal; from pipeline.__main__ import run_as_command\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # as in a terminal, wherever the tests run
        "run_as_command()"
    )
    words = ["view", "--output", str(job.output), "--sources", *job.sources, "--serve"]
    command = [sys.executable, "-c", code, *words]
    with subprocess.Popen(command, cwd=gold.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None and running.stderr is not None
        address = next(line for line in running.stdout if line.startswith("http://"))
        page = urlopen(address.strip(), timeout=60).read()
        running.send_signal(signal.SIGINT)
        assert (running.stderr.read(), running.wait(), page[:9]) == ("", 0, b"<!DOCTYPE")
