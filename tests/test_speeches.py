"""Pages in tests/speech_pages.txt: ⟪ begins a speech, ¦ ends its title, ⟫ ends the speech; LONG stands for a long text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading import split_lines
from pipeline.records import Layout
from pipeline.speeches import split_speeches

PAGES = (Path(__file__).parent / "speech_pages.txt").read_text(encoding="utf-8")
CASES = [tuple(block.rstrip("\n").split("\n", 1)) for block in PAGES.split("=== ")[1:]]
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
FRAGMENTS = (
    "在植树会上的讲话", "篇1", "篇二", "(三)", "同志们:", "各位代表！",
    "谢谢大家!", "今天开会。", "一、", "目录", "注释", "附件",
    "相关推荐", "时间:2031-01-02", "（一九三一年三月）", "下面是小编整理的,供大家参考。", "大全(3篇)", "---",
    "\n", "\n", "\n\n", "　　", " ", "第1篇",
    "【篇2】", "出处:某书", "王某", "——2031年1月2日在", "1.",
)


def read_marks(page: str) -> tuple[str, list[tuple[int, int, int]]]:
    """The page without its marks, and (start, title end, end) of every speech marked in it."""
    text, marks = "", []
    for character in page.replace("LONG", "粮食要存好。" * 300):
        if character == "⟪":
            marks.append([len(text)] * 3)
        elif character == "¦":
            marks[-1][1] = len(text)
        elif character == "⟫":
            marks[-1][2] = len(text)
        else:
            text += character
    return text, [(start, title_end, end) for start, title_end, end in marks]


def split(text: str) -> Layout:
    """The layout of a text without damage."""
    return split_speeches(text, split_lines(text))


def require_whole(text: str, layout: Layout) -> None:
    """Every character that is not white space stands in one title, line or stretch, and all are in order."""
    covered = [0] * len(text)
    parts = [(extent.start, extent.title_end) for extent in layout.extents]
    parts += [(line.start, line.end) for extent in layout.extents for line in extent.lines]
    parts += [(stretch.start, stretch.end) for stretch in layout.stretches]
    for start, end in parts:
        for index in range(start, end):
            covered[index] += 1
    assert max(covered, default=0) <= 1
    assert [character for character, times in zip(text, covered, strict=True) if not times and not character.isspace()] == []
    edges = [edge for extent in layout.extents for edge in (extent.start, extent.end)]
    assert edges == sorted(edges)
    for extent in layout.extents:
        assert all(extent.title_end <= line.start < line.end <= extent.end for line in extent.lines)
        assert list(extent.lines) == sorted(extent.lines)
    assert list(layout.stretches) == sorted(layout.stretches)


@pytest.mark.parametrize(("name", "page"), CASES, ids=[name for name, _page in CASES])
def test_a_page_is_cut_where_its_marks_stand(name: str, page: str) -> None:
    text, marks = read_marks(page)
    layout = split(text)
    assert [(extent.start, extent.title_end, extent.end) for extent in layout.extents] == marks, name
    require_whole(text, layout)


@given(st.text(max_size=200))
def test_any_text_at_all_is_laid_out_whole(text: str) -> None:
    require_whole(text, split(text))


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40))
def test_any_mixture_of_page_parts_is_laid_out_whole(fragments: list[str]) -> None:
    text = "".join(fragments)
    require_whole(text, split(text))
