"""A marker's end or a line in; out, where the heading ends, or whether the line is a heading without a marker."""

from collections.abc import Sequence

from pipeline.text.characters import NUMERALS, QUOTED, STOP
from pipeline.text.records import Line

LONGEST = 50  # code points; beyond, the marker opens a paragraph without a heading


def heading_span(text: str, start: int, lines: Sequence[Line], line: int) -> tuple[tuple[int, int] | None, int]:
    """The heading behind a marker that ends at `start` in that line, and where the text behind it begins.

    The heading of a marker that stands alone is looked for in the next line; behind a bare number (一) only where that line
    is nothing but a heading, because a paragraph may follow such a number at once.

    >>> heading_span("一、加强领导。要…", 2, [Line(0, 9)], 0)
    ((2, 6), 7)
    """
    end = lines[line].end
    begin = skip_spaces(text, start, end)
    if begin >= end:
        if line + 1 >= len(lines):
            return None, start
        begin, end = lines[line + 1]
        bare = text[start - 1] in NUMERALS and text[lines[line].start] != "第"
        if bare and (end - begin > LONGEST or STOP.search(text, begin, end)):
            return None, begin
    found = STOP.search(text, begin, min(end, begin + LONGEST + 1))
    stop = found.start() if found else end
    if stop - begin > LONGEST or stop == begin:
        return None, begin
    last = stop
    while text[last - 1].isspace():
        last -= 1
    return (begin, last), behind_stop(text, stop, end)


def skip_spaces(text: str, start: int, end: int) -> int:
    """The offset of the first character that is no space, `end` when there is none."""
    while start < end and text[start].isspace():
        start += 1
    return start


def behind_stop(text: str, stop: int, end: int) -> int:
    """Where the text begins behind the stop of a heading, closing quotation marks and spaces included in the stop."""
    while stop < end and (STOP.match(text, stop) or text[stop] in QUOTED):
        stop += 1
    return skip_spaces(text, stop, end)
