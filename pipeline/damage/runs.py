"""A text and its lines in; out, the breaks around numbers, letters and marks that a program set as lines of their own."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.damage.injected import begins_item
from pipeline.text.characters import CLOSING, IS_HAN, OPENING, STOPS
from pipeline.text.records import Line

Spans = Iterator[tuple[int, int]]

FINAL = f"{STOPS}…"
SAID_TEXT = 20  # code points of a line that is running text rather than a heading
NOTE_NUMBER = re.compile(r"\d{1,3}$")
LONE_NUMBER = re.compile(r"[（(]?(?:\d[\d.,]{0,9}|[xX×]{1,4})[%％]?$")  # xx stands for a number that is not told
COUNTED = re.compile("[年月日届号时分名个位万亿元多余项人家次所座公里米吨亩户倍周岁级篇]")  # what a number is said of
YEAR_ALONE, OF_YEAR = re.compile("(?:19|20)(?:[0-9]{2}|[xX×*]{2})$"), re.compile("年(?![轻青龄老纪幼华代])")
YEAR_SIZE, FEWEST_MARKS = 4, 4  # code points of a year; marks alone on their lines: two pairs


def may_go_on(text: str, start: int) -> bool:
    """Whether a sentence may go on there: a Chinese character, and no marker."""
    return IS_HAN.match(text, start) is not None and not begins_item(text, start)


def find_split_notes(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks around and inside a note mark whose brackets and number stand on lines of their own."""
    for index in [index for index, (start, end) in enumerate(lines[:-2]) if end - start == 1 and text[start] in "[［" and index]:
        (before, before_end), opening, number, closing = lines[index - 1 : index + 3]
        if not (text[closing.start] in "]］" and NOTE_NUMBER.match(text, number.start, number.end)):
            continue
        yield before_end, opening.start
        yield opening.end, number.start
        yield number.end, closing.start
        if index + 3 < len(lines) and closing.end - closing.start == 1 and before_end - before >= SAID_TEXT and \
                text[before_end - 1] not in FINAL and may_go_on(text, lines[index + 3].start):
            yield closing.end, lines[index + 3].start


def find_split_numbers(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks around numbers that stand on lines of their own amid sentences."""
    short = (index for index, line in enumerate(lines[1:-1], 1) if line.end - line.start <= 12)
    lone = (index for index in short if LONE_NUMBER.match(text, *lines[index]) and not begins_item(text, lines[index].start))
    amid = [at for at in lone if text[lines[at - 1].end - 1] not in FINAL and COUNTED.match(text, lines[at + 1].start)]
    for index in amid if len(amid) > 1 else ():  # one may be a page's
        yield lines[index - 1].end, lines[index].start
        yield lines[index].end, lines[index + 1].start
    for upper, lower in pairwise(lines):
        if upper.end - upper.start == YEAR_SIZE and YEAR_ALONE.match(text, *upper) and OF_YEAR.match(text, lower.start):
            yield upper.end, lower.start


def breaks_before_opening(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks amid sentences before opening marks that stand on lines of their own."""
    for index in marks_alone(text, lines, OPENING):
        yield lines[index - 1].end, lines[index].start


def breaks_behind_closing(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks amid sentences behind closing marks that stand on lines of their own."""
    for index in marks_alone(text, lines, CLOSING):
        if may_go_on(text, lines[index + 1].start):
            yield lines[index].end, lines[index + 1].start


def marks_alone(text: str, lines: Sequence[Line], marks: str) -> Iterator[int]:
    """The lines amid sentences that hold nothing but one of the marks, where a program set several marks so."""
    alone = [at for at, line in enumerate(lines[1:-1], 1) if line.end - line.start == 1 and text[line.start] in OPENING + CLOSING]
    for index in alone if len(alone) >= FEWEST_MARKS else ():
        if text[lines[index].start] in marks and text[lines[index - 1].end - 1] not in FINAL:
            yield index
