"""Parsing as a whole: speeches keep their outline wherever on a page they stand, and line ends change nothing."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.decoding import decode
from pipeline.parse.page import parse_page
from pipeline.parse.rows import make_rows
from pipeline.sources.documents import Document
from tests.outline.test_properties import BODIES, Item, outlines, render
from tests.tools.properties import examples

OCCASIONS = ("春耕动员会", "河道整治推进会", "安全生产例会", "教师节座谈会", "招商项目调度会", "年度总结大会")
SPEECHES = st.lists(st.tuples(outlines(), BODIES), min_size=1, max_size=3)


def page(speeches: Sequence[tuple[list[Item], str]], first: int) -> str:
    """A page of speeches, each with a title of its own and thanks at its end."""
    texts = [f"{render(items, body)}\n谢谢大家！" for items, body in speeches]
    parts = [f"在全县{OCCASIONS[first + number]}上的讲话\n\n{text}" for number, text in enumerate(texts)]
    return "\n\n".join(parts) + "\n"


def outlines_of(text: str, offset: int = 0) -> list[tuple[object, ...]]:
    """Start, title and sections of every speech: role, depth, start, marker's end and heading, `offset` added to the places."""
    parsed = parse_page(text)
    return [
        (
            extent.start + offset,
            parsed.reading.text[extent.start : extent.title_end],
            [(unit.role, unit.depth, unit.start + offset, unit.marker_end + offset, unit.end + offset) for unit in units],
        )
        for extent, units in zip(parsed.layout.extents, parsed.units, strict=True)
    ]


@given(SPEECHES, SPEECHES)
@examples(80)
def test_speeches_of_two_pages_on_one_page_stay_what_they_are(
    first: list[tuple[list[Item], str]], second: list[tuple[list[Item], str]]
) -> None:
    one, other = page(first, 0), page(second, 3)
    assert outlines_of(f"{one}\n{other}") == outlines_of(one) + outlines_of(other, len(one) + 1)


@given(SPEECHES, st.sampled_from(["\r\n", "\r"]))
@examples(30)
def test_line_ends_change_nothing(speeches: list[tuple[list[Item], str]], line_end: str) -> None:
    text = page(speeches, 0)
    decoded = decode(text.replace("\n", line_end).encode())
    assert decoded is not None
    assert decoded.text == text


def test_cells_of_a_table_above_a_speech_are_no_title_of_its_page() -> None:
    text = "索引号\t0001\t主题分类\t农业\n在全县春耕会议上的讲话\n同志们：\n今年的雨水来得早，渠里的淤泥还没有清完。"
    (row,) = make_rows(Document("page.html", None, text.encode(), "text/html"), text, "utf-8")["pages"]
    assert row["title"] == "在全县春耕会议上的讲话"
