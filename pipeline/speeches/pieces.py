"""The reading and its lines in; out, the lines with every title that is glued to its text, and every glued footer, cut off.

A cut is only an offer: a piece that is not chosen as a title is welded to the rest of its line again (`weld`).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.speeches.furniture import advertised, cuts_of_site, find_footer, is_blurb
from pipeline.speeches.lines import squeeze
from pipeline.speeches.titles import NUMBER, SAMPLE, STRONG, TAIL, read_paper, read_title
from pipeline.text.characters import HAN, NUMERALS, STOPS
from pipeline.text.dates import YEAR
from pipeline.text.greetings import salutation_end
from pipeline.text.reading import find_break
from pipeline.text.records import Line

SHORTEST = 6  # code points of a title and its greeting: 篇一 同志们:
SEVERAL = 1500  # code points from which a line may hold several speeches
FIRST_LONG = 300  # code points from which the first line of a page may hold its head
GREETED = r"(?=[ \u3000]*(?:各位|同志|尊敬的))"
# a paper (报告, 总结) only right before a greeting: 「听取工作报告。各位代表」 is no title
GLUED_KIND = re.compile(
    rf"{STRONG}|篇\s?{NUMBER}|范文\s?{NUMBER}|第\s?{NUMBER}\s?篇|"
    rf"报告{GREETED}|总结{GREETED}|汇报{GREETED}|"
    r"主[ \u3000]持[ \u3000]词|讲[ \u3000]话(?:[ \u3000]稿)?|发[ \u3000]言(?:[ \u3000]稿)?|致[ \u3000][辞词]"
)
NUMBERED = re.compile(rf"(?:第\s?{NUMBER}\s?篇|[【\[](?:第|篇)?\s?{NUMBER}\s?篇?[】\]]|(?:篇|范文)\s?{NUMBER})\s*[:：]?")
REST = re.compile(
    rf"(?:的?(?:{TAIL}))*\s*(?P<sized>[0-9]{{3,5}}字(?:{TAIL})?)?(?:\s*[(（【][^)）】]{{1,10}}篇[)）】])?"
    rf"(?P<number>\s*[:：]?(?:篇|{SAMPLE}|第|之|[-—_－])?\s*{NUMBER}(?![、.．0-9年月日个是])篇?|\s*[(（【]\s*(?:第|篇)?\s*{NUMBER}\s*篇?[)）】])?[:：]?"
)
NAMED = re.compile(
    rf"(?P<sign>(?:{NUMBERED.pattern}|[0-9]{{1,2}}[.．、]|[(（]?[{NUMERALS}]{{1,3}}[)）、]|[★■▶◆●]\s*)?)"
    rf"(?:在|[{HAN}]{{2,16}}?(?:会议|大会|会))[^。！？；，,:：\n]{{0,40}}?(?:{STRONG})(?:材料|稿)?(?:\s?[0-9]{{1,2}}|[(（][^)）]{{1,4}}[)）])?"
)
SUBTITLED = re.compile(rf"\s*(?:——|下面是|以下是|[(（〔]\s*{YEAR}|{YEAR})")
GOES_ON = "的中里和、，。)）】》上时指后与及是精要"  # behind such a character it is a mention, no title
STOPPED = re.compile(f"[{STOPS}，,]")
NAMED_DATE = re.compile(rf"\s*[(（]\s*{YEAR}[^)）]{{2,30}}[)）](?:\s*[{HAN}]{{2,4}}(?=\s{{2,}}|\u3000|$))?")
SPACING = re.compile(r"[ \u3000\t]+(?=\S)")
# Where a greeting may begin; whether one does is asked of `salutation_end`.
GREETS = re.compile(
    r"尊敬的|敬爱的|亲爱的|各位|(?:同志|老师|同学|女士|先生|朋友|战友|乡亲)们"
)
CLOSING_BRACKETS = "】)）》〉」』]"
OPENS = re.compile(r"今天|目前|当前|刚才|这次|首先|近年来")
BOUNDARY = re.compile(r"[。！？!?”」…]\s*|\s{2,}|\u3000+")
SHORT_TITLE = 70  # code points: what follows a number in so short a line is its title
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
        if end - start < SHORTEST:
            pieces.append(line)
            continue
        cuts = [*cuts_of_head(text, start, end), *cuts_of_site(text, start, end)]
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


def title_cuts(text: str, kind: re.Match[str], end: int) -> Iterator[int]:
    """The cuts behind a title whose kind of speech stands at the match, none when text does not begin there."""
    rest = REST.match(text, kind.end(), end)
    if rest is None or rest.end() >= end or text[rest.end()] in CLOSING_BRACKETS:
        return
    stop = rest.end()
    if dated := NAMED_DATE.match(text, stop, end):
        behind = text[dated.end():min(end, dated.end() + 100)]
        if not behind or behind[0].isspace() or len(behind) > SHORT_TITLE or salutation_end(behind):
            yield stop
        if behind and (behind[0].isspace() or salutation_end(behind)):
            yield dated.end()
        return
    spaced = SPACING.match(text, stop, end)
    after = spaced.end() if spaced else stop
    numbered = rest["number"] or rest["sized"] or "篇" in kind[0]
    headed = "篇" in kind[0] and (kind.start() == 0 or text[kind.start() - 1].isspace())
    if headed and end - after <= SHORT_TITLE and text[end - 1] not in ":：。！":
        return  # never between a number and its own title
    greeted = salutation_end(text[after:min(end, after + 100)]) > 0 or text.startswith("大家好", after)
    opened = OPENS.match(text, after) is not None and bool(numbered or spaced)
    if greeted or opened or (spaced and (end - stop > FIRST_LONG or "篇" in (rest["number"] or kind[0]))):
        yield stop


def cuts_inside(text: str, start: int, end: int) -> Iterator[int]:
    """The cuts around titles in the middle of a line that holds a whole page."""
    for kind in GLUED_KIND.finditer(text, start, end):
        window_start = max(start, kind.start() - 60)
        begin = window_start if window_start == start else -1
        for boundary in BOUNDARY.finditer(text, window_start, kind.start()):
            begin = boundary.end()
        prefix = NUMBERED.match(text, begin, end) if begin >= 0 else None
        if begin < 0 or STOPPED.search(text, prefix.end() if prefix and prefix.end() <= kind.start() else begin, kind.start()):
            continue
        if cuts := list(title_cuts(text, kind, end)):
            yield begin
            yield from cuts


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
