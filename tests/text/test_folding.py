"""The twin has the length of its text and is its own twin; traditional, radical and full-width pages read as plain ones."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.page import parse_page
from pipeline.text.folding import PAIRS, fold

PLAIN = """在全县春季造林工作会议上的讲话
同志们：
今天我们开会，讲三点意见。
一、提高认识，增强紧迫感
（一）认清形势。山要绿起来。
（二）明确目标。今年造林三千亩。
二、突出重点，完成任务
要选好苗，栽好树。
三、加强领导，确保实效
谢谢大家！
"""
OTHER = {
    "traditional": str.maketrans("县会议讲话开们认识强紧势来点见亩导确实谢", "縣會議講話開們認識強緊勢來點見畝導確實謝"),
    "radicals": str.maketrans("一二三山大", "⼀⼆三⼭⼤"),
    "full width": str.maketrans("0123456789", "０１２３４５６７８９"),
}


def outline(text: str) -> list[tuple[object, ...]]:
    """What a page's outline is, without its words."""
    return [
        (unit.start, unit.marker_end, unit.heading, unit.parent, unit.role, unit.numbering, unit.number)
        for units in parse_page(text).units
        for unit in units
    ]


def markdown(text: str) -> str:
    """The same page with signs of Markdown before its title and its sections."""
    return "\n".join(f"**{line}**" if line[0] in "在一二三" else line for line in text.splitlines()) + "\n"


MADE: dict[str, Callable[[str], str]] = {
    "Unicode line ends": lambda text: text.replace("\n", "\u2028"),
    "form feeds": lambda text: text.replace("\n", "\x0c"),
    "Markdown": markdown,
    "em spaces": lambda text: (text + "我们要把树种好，把林护好。" * 30).replace("\n", "\u2003\u2003"),
    "lost breaks": lambda text: (text + "我们要把树种好，把林护好。" * 30).replace("\n", "\u3000\u3000"),
}


@pytest.mark.parametrize("name", MADE)
def test_a_page_whose_lines_are_written_otherwise_has_the_same_headings(name: str) -> None:
    other = MADE[name](PLAIN)
    assert [words for words in headings(other) if words] == [words for words in headings(PLAIN) if words]


def headings(text: str) -> list[str]:
    """The headings of a page, in order."""
    parsed = parse_page(text)
    return [parsed.reading.text[slice(*unit.heading)] for units in parsed.units for unit in units if unit.heading]


@given(st.text())
def test_a_twin_has_the_length_of_its_text(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_every_code_point_has_one_twin_that_has_none_of_its_own() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    twin = fold(every)
    assert len(twin) == len(every) and fold(twin) == twin


def test_every_pair_is_two_characters_and_no_form_stands_twice() -> None:
    assert {len(pair) for pair in PAIRS} == {2}
    assert len({pair[0] for pair in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize("name", OTHER)
def test_a_page_in_another_form_has_the_same_outline(name: str) -> None:
    other = PLAIN.translate(OTHER[name])
    assert len(outline(PLAIN)) == 7
    assert outline(other) == outline(PLAIN)
