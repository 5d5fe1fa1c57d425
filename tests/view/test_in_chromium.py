"""The view in a real browser: it finds, filters, marks the right characters, runs nothing of the data and asks nobody."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from pipeline.damage.damage import find_damage
from pipeline.job.job import Job
from pipeline.job.settings import Settings
from pipeline.view.page import TEXT_LIMIT, run, write_view
from schemas.spans import MEANINGS
from tests.hub.published import Piece, page_rows, write_dataset
from tests.tools.viewed_pages import ALIKE, CHANGED, GAP, HOSTILE_TITLE, REJECTED, example_pages, record

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMED = "one.textContent.trim() || one.labels?.length || one.ariaLabel"  # what a screen reader has to say of an element
pytestmark = pytest.mark.slow



@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with the example pages and their view."""
    folder = write_dataset(tmp_path_factory.mktemp("output"), example_pages(), [REJECTED])
    run(Job((), folder, Settings()))
    return folder


@pytest.fixture
def page(chromium: "Browser") -> Iterator["Page"]:
    """An empty page; at the end of a test it has printed nothing on its console, thrown nothing, asked nobody for anything."""
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: said.append(f"request: {request.url}") if not is_view(request.url) else None)
    yield page
    ran = page.evaluate("window.ran")
    page.close()
    assert (said, ran) == ([], None)


def contents(page: "Page", selector: str) -> list[str]:
    """The text of every element that is selected."""
    found: list[str] = page.locator(selector).evaluate_all("all => all.map(one => one.textContent)")
    return found


def is_view(url: str) -> bool:
    """Whether an address is the view on the disk, or a page's script beside it."""
    return re.fullmatch(r"file://[^?#]*/view(\.html|/[0-9a-f]{16}\.js)([?#].*)?", url) is not None


def open_view(page: "Page", output: Path, address: str = "") -> None:
    """Open the view of an output folder at an address."""
    page.goto(f"{(output / 'view.html').as_uri()}{address}")
    page.wait_for_selector("main h1")


def require_listed(page: "Page", titles: list[str]) -> None:
    """The list comes to have these titles, in this order: it is drawn again after a click, not with it."""
    from playwright.sync_api import expect

    expect(page.locator("a.open")).to_have_text(titles)


def test_the_overview_counts_and_its_bars_filter(page: "Page", output: Path) -> None:
    open_view(page, output)
    assert page.locator(".totals li").all_inner_texts()[0].startswith("4\npages")
    assert [text.split("\n")[0] for text in page.locator(".totals li").all_inner_texts()] == ["4", "5", "9", "1", "1", "1", "1"]
    page.get_by_role("link", name="number_gap").click()
    assert unquote(page.url).endswith("#speeches?defect=number_gap")
    require_listed(page, ["河长制会议讲话篇1"])
    page.go_back()
    page.get_by_role("link", name=re.compile("navigation")).click()
    page.wait_for_selector("a.open")
    require_listed(page, ["河长.txt", HOSTILE_TITLE])


SEARCHES = [
    ("三件事", ["三件事", "三件事(二)"]),
    ("😀要抓好", ["三件事(二)"]),
    ("都出了力", ["河长制会议讲话篇1"]),
    ("乙.txt", ["三件事(二)"]),
    ("首页 > 讲话", []),
    (".*", []),
]


@pytest.mark.parametrize(("words", "titles"), SEARCHES)
def test_any_substring_is_found_also_over_what_was_left_out(page: "Page", output: Path, words: str, titles: list[str]) -> None:
    open_view(page, output)
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.locator(".count", has_text="with").filter(has_not_text="still").wait_for()
    require_listed(page, titles)
    assert unquote(page.url.replace("+", "%20")).endswith(f"#speeches?q={words}")


def test_the_words_of_a_search_are_marked_in_the_list_and_in_the_text(page: "Page", output: Path) -> None:
    open_view(page, output, "#speeches?q=😀要抓好")
    assert page.locator(".snippet mark").all_inner_texts() == ["😀要抓好"]
    page.locator("a.open").click()
    page.wait_for_selector("article")
    assert page.locator("article mark").all_inner_texts() == ["😀要抓好"]
    assert page.locator(".hits").inner_text().startswith("hit 1 of 1")
    open_view(page, output, "#speech/{}?q=都出了力".format(record(example_pages(), "speeches")["speech_id"]))
    assert "".join(page.locator("article mark").all_inner_texts()) == "都出了力"


FILTERED = [
    ("split=test", ["三件事(二)"]),
    ("numbering=comma&split=train", ["河长制会议讲话篇1", HOSTILE_TITLE]),
    ("script=Hant", [HOSTILE_TITLE]),
    ("depth=2", ["河长制会议讲话篇1"]),
    ("cluster=kept", ["三件事"]),
    ("source=乙", ["三件事(二)"]),
    ("source=.txt&length=40-60&sort=n_chars", ["三件事(二)", "三件事"]),
]


@pytest.mark.parametrize(("query", "titles"), FILTERED)
def test_an_address_names_filters_and_order(page: "Page", output: Path, query: str, titles: list[str]) -> None:
    open_view(page, output, f"#speeches?{query}")
    require_listed(page, titles)
    for name, value in (part.split("=") for part in query.split("&")):
        field = page.locator(f".filters [name={name}]")
        assert field.count() == 0 or field.input_value() == value


def test_choosing_a_filter_and_a_column_writes_the_address(page: "Page", output: Path) -> None:
    open_view(page, output, "#pages")
    page.get_by_label("Declared count").select_option("differs")
    require_listed(page, ["河长.txt"])
    page.get_by_role("link", name="show all").click()
    page.get_by_role("button", name="Characters").click()
    sizes = [int(text) for text in page.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert sizes == sorted(sizes, reverse=True)
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    assert page.url.endswith("#pages?sort=-n_chars")


def test_the_arrow_keys_walk_the_outline_and_enter_chooses(page: "Page", output: Path) -> None:
    pages = example_pages()
    open_view(page, output, f"#speech/{record(pages, 'speeches')['speech_id']}")
    focused = "document.activeElement.querySelector('.label').textContent"
    page.locator("[role=treeitem]").first.focus()
    walk = [("ArrowDown", "一、 提高认识😀"), ("ArrowRight", "（一） 看清𠮷形势"), ("End", "二、 抓好落实"), ("Home", "opening")]
    for key, label in walk:
        page.keyboard.press(key)
        assert page.evaluate(focused) == label
    for key in ("ArrowDown", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate(focused) == "二、 抓好落实"
    for key in ("ArrowUp", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert page.locator("[aria-selected=true]").get_attribute("data-section") == record(pages, "sections", 2)["section_id"]
    assert page.locator(".path").inner_text() == "一、 提高认识😀 › （一） 看清𠮷形势"
    assert "".join(page.locator("article .chosen").all_inner_texts()).strip() == "（一）看清𠮷形势。各地都出了力。"


@pytest.mark.parametrize("index", range(5))
def test_a_link_to_a_section_opens_marks_and_shows_it(page: "Page", output: Path, index: int) -> None:
    pages = example_pages()
    section = record(pages, "sections", index)
    open_view(page, output, f"#speech/{section['speech_id']}?section={section['section_id']}")
    marked = "".join(contents(page, f"article [data-of='{section['section_id']}']"))
    heading = f"{section['heading']}" if section["heading"] else ""
    assert re.sub("[。\n]", "", marked) == re.sub("[。\n]", "", f"{section['marker']}{heading}{section['text']}")
    box = page.locator("article .chosen").first.bounding_box()
    assert box is not None and 0 <= box["y"] < 720
    page.get_by_text("Record").last.click()
    shown = dict(zip(page.locator(".panel th").all_inner_texts(), page.locator(".panel td").all_inner_texts(), strict=True))
    assert shown["heading"] == (section["heading"] or "null")
    assert set(section) - set(shown) == {"text", "tokens"}
    page.get_by_text("Words", exact=True).click()
    page.locator(".token").first.wait_for()
    assert contents(page, ".token") == section["tokens"]


@pytest.mark.parametrize("index", range(4))
def test_a_page_is_shown_whole_and_every_mark_is_at_its_characters(page: "Page", output: Path, index: int) -> None:
    rows = example_pages()[index]
    text = str(rows["pages"][0]["text"])
    open_view(page, output, f"#page/{rows['pages'][0]['page_id']}")
    assert page.locator(".read").evaluate("place => place.textContent") == text
    found: dict[int, str] = {}
    starts = page.locator(".read .span").evaluate_all("all => all.map(one => Number(one.dataset.start))")
    for start, part in zip(starts, contents(page, ".read .span"), strict=True):
        found[start] = found.get(start, "") + part
    bounds = {int(str(span["start"])): int(str(span["end"])) for span in rows["spans"]}
    assert found == {start: text[start:end] for start, end in bounds.items()}


def test_what_was_left_out_is_struck_through_with_its_kind_and_rule(page: "Page", output: Path) -> None:
    rows = example_pages()[0]
    open_view(page, output, f"#page/{rows['pages'][0]['page_id']}")
    left_out = ".left-out:not(.kind-blank)"
    assert contents(page, left_out) == ["首页 > 讲话稿😀", "河长制会议讲话(3篇)", "\u200b", "相关推荐:讲话稿大全"]
    lines = page.locator(left_out).evaluate_all("all => all.map(one => getComputedStyle(one).textDecorationLine)")
    assert set(lines) == {"line-through"}
    injected = page.locator(".kind-injected.span")
    rule = find_damage(str(rows["pages"][0]["text"]))[0].rule
    start = next(span["start"] for span in rows["spans"] if span["kind"] == "injected")
    place = f"{start}–{int(str(start)) + 1}"
    assert injected.get_attribute("title") == f"injected, left out: {MEANINGS['injected']} · rule {rule} · {place}"
    assert injected.get_attribute("data-invisible") == "U+200B"
    assert page.locator(".facts .wrong").inner_text() == "declared 3, found 2"
    assert page.locator(".ledger tfoot td").all_inner_texts()[1] == str(rows["pages"][0]["n_chars"])
    page.locator(".read").focus()
    page.keyboard.press("j")
    assert page.locator(".inspector").inner_text().startswith(f"navigation, left out: {MEANINGS['navigation']} · 0–9")


def test_what_was_left_out_of_a_speech_is_shown_on_demand(page: "Page", output: Path) -> None:
    speech = record(example_pages(), "speeches")
    open_view(page, output, f"#speech/{speech['speech_id']}")
    content = "place => place.textContent"
    assert page.locator("article").evaluate(content) == speech["text"]
    page.get_by_label("show what was left out of it").check()
    assert "各地都出\u200b了力" in page.locator("article").evaluate(content)


def test_near_duplicates_stand_side_by_side_with_their_differences(page: "Page", output: Path) -> None:
    pages = example_pages()
    one, other = record(pages, "speeches", 3), record(pages, "speeches", 4)
    open_view(page, output, "#speeches?cluster=any")
    page.get_by_role("link", name="2 alike").first.click()
    page.wait_for_selector(".compare")
    assert page.url.endswith(f"#compare/{one['speech_id']}/{other['speech_id']}")
    sides = "all => all.map(one => one.textContent).join('')"
    assert page.locator(".compare td:nth-child(1)").evaluate_all(sides) == ALIKE
    assert page.locator(".compare td:nth-child(2)").evaluate_all(sides) == CHANGED
    assert page.locator(".compare del").all_inner_texts() == ["今", "第一件，修好水渠；"]
    assert page.locator(".compare ins").all_inner_texts() == ["明", "😀", "村里的", "谢谢！"]


def test_the_rejected_are_listed_with_their_reason(page: "Page", output: Path) -> None:
    open_view(page, output, "#rejected?reason=undecodable")
    cells = page.locator(".records tbody td").all_inner_texts()
    assert cells == ["坏页<b>.txt", "null", "extract", "undecodable", "no encoding\u2028fits", "null", "7"]


def test_markup_and_script_in_the_data_are_text(page: "Page", output: Path) -> None:
    pages = example_pages()
    speech = record(pages, "speeches", 2)
    section = record(pages, "sections", 6)
    chosen = f"#speech/{speech['speech_id']}?section={section['section_id']}"
    for address in ("", "#speeches", "#pages", chosen, f"#page/{speech['page_id']}"):
        open_view(page, output, address)
        for summary in page.get_by_text("Record").all():
            summary.click()
        assert page.locator("img, iframe, b, main script, [onclick], [onerror], a[href^='javascript']").count() == 0
    assert HOSTILE_TITLE in page.locator("h1").inner_text()
    hostile = "<svg onload=window.ran=8>"
    for view in ("speeches?q=", f"speech/{speech['speech_id']}?q=", "page/", "rejected?reason=", "compare/"):
        open_view(page, output, f"#{view}{hostile}")
        assert page.locator("main svg").count() == 0


def test_the_policy_refuses_markup_even_if_the_script_had_a_hole(chromium: "Browser", output: Path) -> None:
    page = chromium.new_page()
    open_view(page, output)
    with pytest.raises(Exception, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<img src=x onerror=window.ran=9>'")
    page.close()


def test_an_unknown_id_is_a_message(page: "Page", output: Path) -> None:
    open_view(page, output, "#speech/0000000000000000-p0")
    assert "There is no speech 0000000000000000-p0 in this dataset." in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_no_view_is_wider_than_the_screen_and_everything_has_a_name(page: "Page", output: Path, width: int) -> None:
    pages = example_pages()
    speech, section = record(pages, "speeches"), record(pages, "sections", 2)
    one, other = record(pages, "speeches", 3), record(pages, "speeches", 4)
    page.set_viewport_size({"width": width, "height": 800})
    views = ["", "#speeches", "#pages", "#rejected", f"#page/{speech['page_id']}", f"#page/{one['page_id']}"]
    views.append(f"#speech/{speech['speech_id']}?section={section['section_id']}")
    views.append(f"#compare/{one['speech_id']}/{other['speech_id']}")
    for address in views:
        open_view(page, output, address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        named = page.locator("a, button, input, select, [role=treeitem], summary")
        assert named.evaluate_all(f"all => all.filter(one => !({NAMED})).map(one => one.outerHTML)") == []


def test_above_the_limit_every_page_is_a_script_beside_the_file(page: "Page", tmp_path: Path) -> None:
    pages = example_pages()
    output = write_dataset(tmp_path, pages)
    assert write_view(Job((), output, Settings()), limit=100) == ["view.html", "view"]
    assert sorted(path.stem for path in (output / "view").iterdir()) == sorted(str(rows["pages"][0]["page_id"]) for rows in pages)
    open_view(page, output, "#speeches?q=都出了力")
    page.locator(".count", has_not_text="still").wait_for()
    require_listed(page, ["河长制会议讲话篇1"])
    page.locator("a.open").click()
    page.wait_for_selector("article")
    assert page.locator("article").evaluate("place => place.textContent") == record(pages, "speeches")["text"]


def test_a_missing_script_is_a_message(chromium: "Browser", tmp_path: Path) -> None:
    pages = example_pages()
    output = write_dataset(tmp_path, pages)
    write_view(Job((), output, Settings()), limit=100)
    page_id = pages[0]["pages"][0]["page_id"]
    (output / "view" / f"{page_id}.js").unlink()
    page = chromium.new_page()
    open_view(page, output, f"#page/{page_id}")
    assert f"view/{page_id}.js is not beside this file" in page.get_by_role("alert").inner_text()
    page.close()


def test_three_thousand_speeches_open_in_three_seconds_and_are_searched_at_once(page: "Page", tmp_path: Path) -> None:
    paragraph = "今年要把{}号水渠修好，把{}里路铺平，让各村的粮食运得出来、卖得上价。"
    pages = []
    for first in range(0, 3000, 10):
        pieces = []
        for number in range(first, first + 10):
            body = "".join(paragraph.format(number, line) + "\n" for line in range(30))
            pieces += [Piece("speech_title", f"第{number}号水渠的讲话"), GAP, Piece("body", body), GAP]
        pages.append(page_rows(f"{first:04}.txt", pieces))
    output = write_dataset(tmp_path, pages)
    assert write_view(Job((), output, Settings()), TEXT_LIMIT) == ["view.html"]
    seconds = []
    for _attempt in range(3):  # the machine may be busy with something else
        begin = time.monotonic()
        open_view(page, output, "#speeches")
        page.wait_for_selector("a.open")
        seconds.append(time.monotonic() - begin)
    assert min(seconds) < 3
    page.locator("#progress:empty").wait_for(state="attached", timeout=60_000)
    page.keyboard.press("/")
    page.keyboard.insert_text("把2999号水渠")
    page.locator(".count", has_text=re.compile("^1 of")).wait_for()
    require_listed(page, ["第2999号水渠的讲话"])
