"""Pages are corrected in the view: by keyboard alone, with the outline at once, and written where the page is served."""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from pipeline.corrections.orders import read_orders
from pipeline.job.job import Job
from pipeline.job.settings import read_settings
from pipeline.parse.page import parse_page
from pipeline.parse.rows import make_rows, page_id_of
from pipeline.serve import open_desk
from pipeline.sources.documents import Document
from pipeline.view.page import run
from pipeline.work.tables import Row
from schemas import RECORDS
from tests.hub.published import write_dataset

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TEXT = (
    "在植树大会上的讲话\n同志们：\n今天讲讲。\n一、加强领导。要做好。\n各村要抓紧抓实\n要做完，要做好，不要拖到明年开春以后再做。\n"
    "二、抓好落实。要快。\n谢谢大家！\n来源：某网\n"
)
DATA = TEXT.encode()
PAGE_ID = page_id_of(Document("a.txt", None, DATA, "text/plain"))
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]


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


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """The browser of this machine; without one these tests are skipped."""
    api = pytest.importorskip("playwright.sync_api", reason="the dependency group browser is not installed")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium on this machine: the view is not tried in a browser")
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


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
