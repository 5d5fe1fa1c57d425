"""What is known of most lines without a look at them is what a look at them tells."""

import re
from pathlib import Path

import pytest

from pipeline.lines.furniture import ELSEWHERE, FURNITURE_RULES, read_furniture
from pipeline.speeches.around import find_plain, look_around
from pipeline.speeches.layout import open_page
from pipeline.speeches.pieces import cut_lines
from pipeline.speeches.signs import signs_of, signs_of_piece
from pipeline.text.leads import first_of, led
from pipeline.text.reading import Reading, make_reading, split_lines
from pipeline.text.systems import SYSTEMS

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "samples").glob("*.txt"))
ODD = (
    "第一篇：在植树会上的讲话\n同志们：\n今天开会。\n" + "植树要紧，大家都要动手。\n" * 9 +
    "这件事由三个部分组成。\n请登录www.example.com查看。\n欢迎下载，更多范文请点击收藏。\n2031年3月2日\n谢谢大家。\n再说几句，时间不早了。\n"
)


def read(path: Path) -> Reading:
    """The reading of a sample; one of them is in another encoding, which reads as damage here."""
    return make_reading(path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n"), [])


MARKED = Path(__file__).with_name("pages.txt").read_text(encoding="utf-8")
CASES = re.sub("[⟪¦⟫]", "", MARKED).replace("LONG", "粮食要存好。" * 50)
TEXTS = {path.stem: read(path) for path in SAMPLES} | {
    "odd": make_reading(ODD, []), "one line": make_reading(ODD.replace("\n", ""), []),
    **{block.split("\n", 1)[0]: make_reading(block.split("\n", 1)[1], []) for block in CASES.split("=== ")[1:]},
}


@pytest.mark.parametrize("name", TEXTS)
def test_plain_sentences_have_the_signs_that_a_look_at_them_tells(name: str) -> None:
    page, _matter = open_page(TEXTS[name], split_lines(TEXTS[name].text))
    around = look_around(page)
    assert signs_of(page) == [frozenset(signs_of_piece(around, index)) for index in range(len(page.pieces))]


def test_most_sentences_amid_a_speech_are_plain() -> None:
    page, _matter = open_page(TEXTS["odd"], split_lines(ODD))
    assert len({*find_plain(look_around(page))}) >= 8


@pytest.mark.parametrize("name", TEXTS)
def test_lines_that_hold_no_word_before_a_cut_are_not_cut(name: str) -> None:
    reading = TEXTS[name]
    lines = split_lines(reading.text)
    page, matter = open_page(reading, lines)
    assert page.pieces == cut_lines(reading.twin, lines[len(matter):])


def test_every_example_of_a_row_begins_as_its_pattern_says_and_holds_what_it_needs() -> None:
    for rule in FURNITURE_RULES:
        for line in rule.examples:
            found = read_furniture(line)
            assert found is not None, line
            assert read_furniture(line, any(word in line for word in ELSEWHERE)) == found, line
    for system in SYSTEMS:
        for marker in system.examples:
            assert re.match(first_of(system.pattern), marker), (system.name, marker)


def test_a_led_pattern_finds_what_its_ways_find() -> None:
    ways = ["讲话", "讲稿", "篇\\s?[0-9]", "报告(?=各位)", "悼[词辞]", "篇"]
    plain, fast = (re.compile(pattern) for pattern in ("|".join(ways), led(ways)))
    text = "讲话讲稿篇 1篇，报告各位报告悼辞悼"
    assert [found.span() for found in plain.finditer(text)] == [found.span() for found in fast.finditer(text)]
