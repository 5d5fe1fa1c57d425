"""The lines of a text in; out, the breaks behind full lines where an editor wrapped it at one width, be they blanks by now."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from pipeline.damage.injected import begins_item
from pipeline.damage.runs import FINAL, Spans
from pipeline.text.characters import COMMAS, HAN, IS_HAN
from pipeline.text.records import Line

USUAL, NARROWEST, WIDEST = 26, 20, 60  # code points of a full line where an editor wrapped the text, of one on a narrow page
FEWEST_FULL = 4  # full lines, near each other, that show a width
BLANK = re.compile(rf"(?<=[{HAN}{COMMAS}；”》)）]) (?=[{HAN}“《0-9])|(?<=[0-9]) (?=[{HAN}])")
FEWEST_BLANKS, BLANK_WIDTHS = 5, range(20, 51)  # blanks behind lines of one width that show it; widths in code points
NEAR = 4  # lines from one full line to the next
SENTENCE_MARK = re.compile(f"[{COMMAS}。；：“]")
GREETS = re.compile("(?:尊敬|敬爱|亲爱)的|各位")


def find_wraps(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks behind the full lines of a text wrapped at one width, which may be that of a narrow page, or the blanks that a
    document site made of them.
    """
    yield from sorted({*wrapped_breaks(text, lines), *wrapped_blanks(text, lines)})


def wrapped_blanks(text: str, lines: Sequence[Line]) -> Spans:
    """The blanks amid sentences that stand where lines of one width ended, if those fill most of the lines that have blanks:
    形势异 常严峻.
    """
    if text.count(" ") < FEWEST_BLANKS:
        return
    blanks = {line: [found.start() for found in BLANK.finditer(text, *line)] for line in lines if " " in text[slice(*line)]}
    columns = {line: column_edges(text, line) for line, some in blanks.items() if some}
    sizes = [
        (places[end - line.start] - places[start + 1 - line.start]) // 2
        for line, places in columns.items() for start, end in pairwise([line.start - 1, *blanks[line]])
    ]
    full, width = max((sum(width - 4 <= size <= width for size in sizes), -width) for width in BLANK_WIDTHS)
    if full < FEWEST_BLANKS or -4 * full * width < sum(places[-1] for places in columns.values()):
        return
    for line, places in columns.items():
        yield from blanks_at(text, line, blanks[line], (places, -width))


def column_edges(text: str, line: Line) -> list[int]:
    """The columns before every character of a line, and behind the last one."""
    return [0, *accumulate(1 + (not character.isascii()) for character in text[slice(*line)])]


def blanks_at(text: str, line: Line, blanks: Sequence[int], widths: tuple[Sequence[int], int]) -> Spans:
    """Those blanks of a line that end a full line of some characters; `widths` are the columns of the line, and how many."""
    columns, width = widths
    at, first = 0, line.start
    while at < len(blanks):
        limit = columns[first - line.start] + 2 * (width + 1)
        last = bisect_right(blanks, limit, key=lambda blank: columns[blank - line.start]) - 1
        parts = (k for k in range(at, last) if text[blanks[k] - 1] in FINAL or begins_item(text, blanks[k] + 1))
        last = next(parts, last)  # a paragraph ends there
        ends = last >= at and columns[blanks[last] - line.start] >= limit - 10
        blank = blanks[last if ends else at]
        runs = text[blank - 1] not in FINAL and not begins_item(text, blank + 1) and reads_on(text, Line(first, blank))
        if ends and runs and not (begins_item(text, first) and "。" not in text[first:blank]):  # a heading may end there
            yield blank, blank + 1
        at, first = (last if ends else at) + 1, blank + 1


def wrapped_breaks(text: str, lines: Sequence[Line]) -> Spans:
    """The breaks of that kind."""
    sizes = [end - start for start, end in lines]
    wide = [at for at, size in enumerate(sizes[:-1]) if NARROWEST <= size <= WIDEST]
    open_lines = [at for at in wide if text[lines[at].end - 1] not in FINAL]
    if len(open_lines) < FEWEST_FULL:
        return
    indented = [size + indent_of(text, start) for size, (start, _end) in zip(sizes, lines, strict=True)]
    measured = (indented, sizes, [columns_of(text, line) for line in lines])
    found: set[tuple[int, int]] = set()
    for least in (USUAL, NARROWEST):
        wrapped: set[int] = set()
        for widths in measured:
            left = [index for index in open_lines if sizes[index] >= least and index not in wrapped]
            for group in full_lines(widths, left):
                if len(group) >= FEWEST_FULL and 2 * sum(reads_on(text, lines[index]) for index in group) >= len(group):
                    wrapped.update(group)
                    found.update(breaks_behind(text, lines, group, narrow=least < USUAL))
    yield from sorted(found)


def indent_of(text: str, start: int) -> int:
    """How many ideographic spaces, or pairs of others, the line begins with: they belong to the width of a paragraph's first."""
    before = text[max(0, start - 4) : start]
    spaces = before[len(before.rstrip(" \u3000")) :]
    return (len(spaces) + spaces.count("\u3000")) // 2


def full_lines(widths: Sequence[int], open_lines: Sequence[int]) -> Iterator[list[int]]:
    """Groups of lines that are near each other and of one width, with none between or behind them that is wider."""
    group: list[int] = []
    for index in open_lines:
        width = widths[group[-1]] if group else 0
        if not group or widths[index] > width + 2 or index - group[-1] > NEAR:
            yield group
            group = [index]
        elif widths[index] >= width - 2 and max(widths[group[-1] + 1 : index + 2]) <= width + 2:
            group.append(index)
    yield group


def breaks_behind(text: str, lines: Sequence[Line], group: Sequence[int], *, narrow: bool) -> Spans:
    """The breaks behind the lines of a group; on a `narrow` page not before a greeting, nor before a line that stands alone."""
    breaks = [(lines[index].end, lines[index + 1].start) for index in group]
    fewest, least = min(text.count("\n", *span) for span in breaks), min(indent_of(text, after) for _end, after in breaks)
    for index, (end, after) in zip(group, breaks, strict=True):
        indented = "\u3000" in text[end:after] or indent_of(text, after) > least
        other = narrow and (GREETS.match(text, after) or is_alone(text, *lines[index : index + 2]))
        if text.count("\n", end, after) == fewest and not (indented or other or begins_item(text, after)):
            yield end, after


def is_alone(text: str, full: Line, rest: Line) -> bool:
    """A line much shorter than the full one above, without a stop: no rest of a sentence, but words of the site or a title."""
    return 3 * (rest.end - rest.start) < full.end - full.start and IS_HAN.match(text, rest.end - 1) is not None


def reads_on(text: str, line: Line) -> bool:
    """A line of running text has a comma or a stop inside; a list of titles has none."""
    return SENTENCE_MARK.search(text, line.start + 1, line.end - 1) is not None


def columns_of(text: str, line: Line) -> int:
    """A Chinese character takes two columns; of a line that is too long for a full one, a number that is too high."""
    start, end = line
    indent = 2 * indent_of(text, start)
    return indent + 2 * (end - start) if end - start > 2 * WIDEST + 2 else indent + len(text[start:end].encode("gbk", "replace"))
