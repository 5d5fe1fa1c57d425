"""The reading and its lines in; out, the lines with every title that is glued to its text, and every glued footer, cut off.

A cut is only an offer: a piece that is not chosen as a title is welded to the rest of its line again (`weld`).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.speeches.furniture import advertised, cuts_of_site, find_footer, is_blurb
from pipeline.speeches.glued import (
    FIRST_LONG,
    GLUED_KIND,
    GOES_ON,
    GREETS,
    NAMED_DATE,
    NUMBERED,
    SHORTEST_GLUED,
    SPACING,
    STOPPED,
    cuts_inside,
    title_cuts,
)
from pipeline.speeches.lines import squeeze
from pipeline.speeches.titles import STRONG, read_paper, read_title
from pipeline.text.characters import HAN, NUMERALS
from pipeline.text.dates import YEAR
from pipeline.text.greetings import salutation_end
from pipeline.text.reading import find_break
from pipeline.text.records import Line

SEVERAL = 1500  # code points from which a line may hold several speeches
NAMED = re.compile(
    rf"(?P<sign>(?:{NUMBERED.pattern}|[0-9]{{1,2}}[.．、]|[(（]?[{NUMERALS}]{{1,3}}[)）、]|[★■▶◆●]\s*)?)"
    rf"(?:在|[{HAN}]{{2,16}}?(?:会议|大会|会))[^。！？；，,:：\n]{{0,40}}?(?:{STRONG})(?:材料|稿)?(?:\s?[0-9]{{1,2}}|[(（][^)）]{{1,4}}[)）])?"
)
CHUNK_NUMBER = re.compile(r"1\s*[、.．]\s*(?=\S[^\n]{100})")  # a document site numbers the chunks of a text
SECOND = re.compile(rf"^2\s*[、.．][^\n]{{0,60}}(?:{STRONG})", re.MULTILINE)  # unless it is a title's
SUBTITLED = re.compile(rf"\s*(?:——|下面是|以下是|[(（〔]\s*{YEAR}|{YEAR})")
TEMPLATE = 6  # code points at the beginning of a title by which it is found again
TEMPLATE_LINES = 8  # pieces at the beginning of a page


def cut_lines(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, cut behind titles that run into their text; nothing but white space is lost between the pieces.

    >>> text = "在春耕会上的讲话篇1 各位代表、同志们:今天开会。"
    >>> [text[start:end] for start, end in cut_lines(text, [Line(0, len(text))])]
    ['在春耕会上的讲话篇1', '各位代表、同志们:今天开会。']
    """
    pieces: list[Line] = []
    for line in lines:
        start, end = line
        if end - start < SHORTEST_GLUED:
            pieces.append(line)
            continue
        cuts = [*cuts_of_head(text, start, end), *cuts_of_site(text, start, end)]
        if cuts and (chunk := CHUNK_NUMBER.match(text, start, end)) and not SECOND.search(text):
            cuts.append(chunk.end())
        if advert := advertised(text, start, end):
            cuts += [advert, *cuts_of_head(text, advert, end)]
        again = find_template(text, start, end) if len(pieces) < TEMPLATE_LINES else None
        if again and text.count("\n" + text[start:again + TEMPLATE]) < 2:  # else it is the whole title that stands again
            cuts = [again, *cuts_of_head(text, again, end)]
        if not pieces and end - start > FIRST_LONG and len(lines) < 4:
            cuts = sorted({*cuts, *cuts_of_page_head(text, start, end)})
        if end - start > SEVERAL or (end - start > FIRST_LONG and len(lines) < 4):
            cuts = sorted({*cuts, *cuts_inside(text, start, end)})
        if (foot := find_footer(text, start, end)) is not None:
            cuts.append(foot)
        if cuts:
            pieces += split_at(text, line, sorted({*cuts}))
        else:
            pieces.append(line)
    return pieces


def find_template(text: str, start: int, end: int) -> int | None:
    """Where a title of the page's head is printed again behind itself, glued: 讲话稿(2篇)讲话稿(一)同志们:

    >>> find_template("植树节讲话稿(2篇)植树节讲话稿(一)同志们:", 0, 23)
    10
    """
    again = text.find(text[start:start + TEMPLATE], start + TEMPLATE, min(end, start + 90)) if end - start > 2 * TEMPLATE else -1
    if again < 0 or STOPPED.search(text, start, again):
        return None
    return again


def split_at(text: str, line: Line, cuts: Sequence[int]) -> Iterator[Line]:
    """The pieces of the line between the cuts, without outer spaces."""
    edges = [line.start, *cuts, line.end]
    for start, end in pairwise(edges):
        piece = text[start:end]
        if stripped := piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            yield Line(first, first + len(stripped))


def cuts_of_head(text: str, start: int, end: int) -> Iterator[int]:
    """Where the title that begins the line ends, and where the date and name behind it end."""
    if text[start] in "(（" and (dated := NAMED_DATE.match(text, start, end)):
        behind = dated.end() + len(text[dated.end():end]) - len(text[dated.end():end].lstrip())
        return iter([behind] if salutation_end(text[behind:min(end, behind + 100)]) else [])
    prefix = NUMBERED.match(text, start, end)
    cuts: list[int] = []
    for kind in GLUED_KIND.finditer(text, start, min(end, start + 90)):
        if STOPPED.search(text, prefix.end() if prefix and prefix.end() <= kind.start() else start, kind.start()):
            break
        cuts = list(title_cuts(text, kind, end)) or cuts
    return iter(cuts or list(cuts_of_greeting(text, start, end)) or cuts_of_name(text, start, end))


def cuts_of_name(text: str, start: int, end: int) -> Iterator[int]:
    """Where the subtitle, the date or a long text begins behind a name of a speech that begins the line.

    >>> [list(cuts_of_name(line, 0, len(line))) for line in ("在植树会上的讲话——2031年在甲县", "在植树会上的讲话很短")]
    [[8], []]
    """
    named = NAMED.match(text, start, end)
    if named is None or named.end() >= end or text[named.end()] in GOES_ON:
        return
    long = end - named.end() >= (40 if named["sign"] else 80)
    if long or SUBTITLED.match(text, named.end(), end):
        yield named.end()


def cuts_of_greeting(text: str, start: int, end: int) -> Iterator[int]:
    """Where a greeting begins behind a title that has a number, or behind any title that a space parts from it.

    >>> [list(cuts_of_greeting(line, 0, len(line))) for line in ("【篇二】同志们:", "述职报告 各位代表:", "听取报告的各位代表:")]
    [[4], [5], []]
    """
    near = min(end, start + 165)
    if text.find(":", start, near) < 0 and text.find("：", start, near) < 0:
        return
    for greets in GREETS.finditer(text, start + 2, min(end, start + 75)):
        begin = greets.start()
        words = squeeze(text[start:begin]) if salutation_end(text[begin:min(end, begin + 100)]) else ""
        if words and words[-1] in "!！。" and is_blurb(words):
            yield begin
            return
        title = (read_title(words) or read_paper(words)) if words else None
        parted = text[begin - 1].isspace() or text[begin - 1] in "】》"
        if title and (title.shape or (parted and not STOPPED.search(text, start, begin))):
            yield begin
            return


def cuts_of_page_head(text: str, start: int, end: int) -> Iterator[int]:
    """The cuts between the short stretches that spaces part at the beginning of a page on one line."""
    position = start
    for gap in SPACING.finditer(text, start, min(end, start + 600)):
        stopped = text[gap.start() - 1] in "。！？!?，,"
        if gap.start() - position > 80 or stopped or salutation_end(text[position:min(end, position + 100)]):
            return
        yield gap.end()
        position = gap.end()


def weld(text: str, pieces: Sequence[Line]) -> tuple[Line, ...]:
    """The pieces, those of one line joined again.

    >>> weld("甲 乙\\n丙", [Line(0, 1), Line(2, 3), Line(4, 5)])
    (Line(start=0, end=3), Line(start=4, end=5))
    """
    joined: list[Line] = []
    for piece in pieces:
        gap = text[joined[-1].end:piece.start] if joined else ""
        if joined and find_break(gap) is None and not gap.strip():
            joined[-1] = Line(joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return tuple(joined)
