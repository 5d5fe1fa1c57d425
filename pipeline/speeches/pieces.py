"""The reading and its lines in; out, the lines with every title that is glued to its text, and every glued footer, cut off.

A cut is only an offer: a piece that is not chosen as a title is welded to the rest of its line again (`layout.weld`).
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, pairwise

from pipeline.lines.furniture import advertised, cuts_of_blurb, cuts_of_site, cuts_of_tail, ends_in_site, find_footer, is_blurb
from pipeline.lines.titles import NUMBER, STRONG, read_number, read_paper, read_title
from pipeline.lines.wording import squeeze
from pipeline.speeches.glued import (
    FIRST_LONG,
    GLUED_KIND,
    GOES_ON,
    GREETED_WITHIN,
    GREETINGS,
    GREETS,
    KINDS,
    LED,
    NAMED_DATE,
    NUMBERED,
    SHORT_TITLE,
    SHORTEST_GLUED,
    SPACING,
    STOPPED,
    cuts_inside,
    find_numbered,
    opens_title,
    title_cuts,
)
from pipeline.speeches.likeness import TEMPLATE, find_repeat, find_template
from pipeline.text.characters import ENDS, HAN, NUMERALS, QUOTED
from pipeline.text.dates import YEAR
from pipeline.text.greetings import is_closing, salutation_end
from pipeline.text.leads import begun
from pipeline.text.reading import lines_holding
from pipeline.text.records import Line

SEVERAL = 1500  # code points from which a line may hold several speeches
NAMED = re.compile(
    rf"(?P<sign>(?:{NUMBERED.pattern}|[0-9]{{1,2}}[.．、]|[(（]?[{NUMERALS}]{{1,3}}[)）、]|[★■▶◆●]\s*)?)"
    rf"(?:在|[{HAN}]{{2,16}}?(?:会议|大会|会))[^。！？；，,:：\n]{{0,40}}?(?:{STRONG})(?:材料|稿)?(?:\s?[0-9]{{1,2}}|[(（][^)）]{{1,4}}[)）])?"
)
NUMBERED_CHUNK = re.compile(r"[0-9]{1,2}\s*[、.．]\s*(?=\S[^\n]{100})")  # a document site numbers the chunks of a text
# a title before the dash of its occasion
REPORT = re.compile(rf"[^。！？；，,:：\n]{{2,60}}?(?:{STRONG}|报告)(?:稿|全文)?(?=(?:——|--|－－|━━|――)\s?(?:{YEAR}|在))")
SUBTITLED = re.compile(rf"\s*(?:——|下面是|以下是|[(（〔]\s*{YEAR}|{YEAR})")
SPACED_YEAR = re.compile(rf"[{HAN}] [0-9]+ 年|[0-9] [年月日]")
SENTENCE_END = re.compile(f"[{ENDS}][{QUOTED}]*")
# what a line would begin with: a greeting behind a stop, the number over it
OPENED = re.compile(
    rf"(?:(?<=\S)[。！？!?…][”」』)）]*|[0-9]-[0-9]{{1,2}}|篇\s*[)）】])\s*(?P<number>(?:[{NUMERALS}]{{1,3}}\s*[:：])?)"
    rf"(?={GREETS.pattern}|全体|诸位|[{HAN}、]{{1,10}}(?:同志|老师|同学|女士|先生|朋友|战友|乡亲)们)"
)
# the sign of a table or a list before a title; the title's first words as key words: [镇长在全镇]镇长在全镇大会上的讲话
SIGN_BEFORE = re.compile(rf"[|•]\s*(?=[{HAN}][^\n]{{3,60}}(?:{STRONG}))|\[(?P<words>[{HAN}]{{4}})[^\[\]]{{0,16}}\](?=(?P=words))")
LABEL = re.compile(rf"(?<=[{ENDS}篇 \u3000])[【〖]\s*(?:第|篇)?\s*(?P<number>{NUMBER})\s*篇?\s*[】〗][ \u3000]*")
# without any of these and of the site's words nothing is cut off from a line that is not among the first, but what `ends_in_site`
# finds and a date
BEFORE_CUT = (*(begun(way) for way in KINDS if "篇" not in way), "篇", *GREETINGS)
TEMPLATE_LINES = 8  # pieces at a page's beginning


def cut_lines(
    text: str, lines: Sequence[Line], worded: Collection[int] | None = None, sited: Collection[int] | None = None
) -> list[Line]:
    """The lines, cut behind titles that run into their text; nothing but white space is lost between the pieces. `worded` are
    those that hold words of `BEFORE_CUT`, `sited` of `GLUED_SITE`, None: any may.

    >>> text = "在春耕会上的讲话篇1 各位代表、同志们:今天开会。"
    >>> [text[start:end] for start, end in cut_lines(text, [Line(0, len(text))])]
    ['在春耕会上的讲话篇1', '各位代表、同志们:今天开会。']
    """
    pieces: list[Line] = []
    numbered = find_numbered(text)
    starts = [title.start for title in numbered]
    sited = range(len(lines)) if sited is None else sited
    held = range(len(lines)) if worded is None else {*worded, *sited, *lines_holding(lines, starts)}
    chunked = any(text[above.end - 1] not in ENDS and NUMBERED_CHUNK.match(text, *below) for above, below in pairwise(lines))
    least = SEVERAL if len(lines) > 3 and not chunked else FIRST_LONG
    for index, line in enumerate(lines):
        start, end = line
        of_site = index in sited or end - start > least or ends_in_site(text, start, end)
        plain = not of_site and index not in held and text[start] not in "(（"
        head = len(pieces) < TEMPLATE_LINES
        again, repeat = (find_template(text, start, end), find_repeat(text, pieces, line)) if head else (None, None)
        sign = SIGN_BEFORE.match(text, start, end) if head else None
        if end - start < SHORTEST_GLUED or (plain and not again and not repeat and not sign):
            pieces.append(line)
            continue
        cuts = [*cuts_of_head(text, start, end), *(cuts_of_site(text, start, end) if of_site else ())]
        cuts += [repeat] if repeat else []
        cuts += [sign.end(), *cuts_of_head(text, sign.end(), end)] if sign else []
        if of_site and (advert := advertised(text, start, end)):
            cuts += [advert, *cuts_of_head(text, advert, end)]
        if again and text.count("\n" + text[start:again + TEMPLATE]) < 2:  # else it is the whole title that stands again
            cuts = [again, *cuts_of_head(text, again, end)]
        if not pieces and least < end - start and len(lines) < 4:
            cuts = sorted({*cuts, *cuts_of_page_head(text, start, end)})
        series = numbered[bisect_left(starts, start):bisect_left(starts, end)]
        starts_here, ends_here = zip(*series, strict=True) if series else ((), ())
        if glued := [one for one in series if one.start in ends_here or one.end in starts_here or is_glued(text, line, one)]:
            cuts = [*cuts_outside(cuts, glued), *chain.from_iterable(glued)]
            cuts += [cut for title in glued for cut in cuts_of_blurb(text, title.end, end)]
        if end - start > least:
            cuts += [*cuts_inside(text, start, end, series), *cuts_of_opened(text, start, end), *cuts_of_labels(text, start, end)]
            cuts = sorted({*cuts})
            cuts += [cut for parts in pairwise([start, *cuts, end]) for cut in cuts_at_end(text, *parts)]
        cuts += [foot] if of_site and (foot := find_footer(text, start, end)) is not None else []
        pieces += split_at(text, line, sorted({*cuts})) if cuts else [line]
    return pieces


def is_glued(text: str, line: Line, title: Line) -> bool:
    """Whether a title of a series stands inside the line, not as its whole or as the beginning of a longer title."""
    if title.start > line.start:
        return line.end - line.start > SHORT_TITLE or text[title.start - 1] in ENDS
    return line.end - title.end > SHORT_TITLE


def cuts_outside(cuts: Sequence[int], titles: Sequence[Line]) -> list[int]:
    """The cuts that do not fall into one of the titles, which stand in order.

    >>> cuts_outside([3, 5, 8], [Line(2, 5)])
    [5, 8]
    """
    starts = [title.start for title in titles]
    return [cut for cut in cuts if not (at := bisect_left(starts, cut)) or titles[at - 1].end <= cut]


def cuts_of_opened(text: str, start: int, end: int) -> Iterator[int]:
    """Where a greeting begins behind a stop, the number over it, and the sentence that closes the speech before it.

    >>> line = "渠修好了。谢谢大家!二:各位来宾:欢迎大家。"
    >>> [line[cut:cut + 4] for cut in sorted({*cuts_of_opened(line, 0, len(line))})]
    ['谢谢大家', '二:各位', '各位来宾']
    """
    for opened in OPENED.finditer(text, start, end):
        if salutation_end(text[opened.end():min(end, opened.end() + 100)]):
            yield from (*closing_above(text, start, opened.start() + 1), opened.start("number"), opened.end())


def cuts_of_labels(text: str, start: int, end: int) -> Iterator[int]:
    """The cuts around the numbers in brackets of several speeches: 【篇一】…【篇二】…

    >>> line = "植树讲话稿二篇【篇一】今天栽树。【篇二】树要浇水。"
    >>> [line[cut:cut + 3] for cut in cuts_of_labels(line, 0, len(line))]
    ['【篇一', '今天栽', '【篇二', '树要浇']
    """
    found = [*LABEL.finditer(text, start, end)]
    if len(found) > 1 and [read_number(one["number"]) for one in found] == [*range(1, len(found) + 1)]:
        yield from chain.from_iterable(one.span() for one in found)


def closing_above(text: str, start: int, end: int) -> Iterator[int]:
    """Where the sentence begins that ends there, when it closes a speech."""
    near = max(start, end - GREETED_WITHIN)
    end = near + len(text[near:end].rstrip())
    begin = max((stop.end() for stop in SENTENCE_END.finditer(text, near, end - 1)), default=start)
    if begin > near and is_closing(text[begin:end].lstrip()):
        yield begin


def cuts_at_end(text: str, start: int, end: int) -> Iterator[int]:
    """Where the site's words begin behind a text that ends inside a line, or with it."""
    return chain(cuts_of_site(text, start, end), cuts_of_tail(text, start, end)) if end - start > SHORTEST_GLUED else iter(())


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
    if reported := REPORT.match(text, start, end):
        yield reported.end()
        return
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
        if SPACED_YEAR.match(text, gap.start() - 1, end) or numbers_title(text, gap.end(), end):
            continue  # 在县 2024 年的会上; 第一篇 在植树会上的讲话
        if gap.start() - position > 80 or stopped or salutation_end(text[position:min(end, position + 100)]):
            return
        yield gap.end()
        position = gap.end()


def numbers_title(text: str, stop: int, end: int) -> bool:
    """Whether a number of a compilation ends there, and its title follows."""
    return LED.search(text, max(0, stop - 12), stop) is not None and opens_title(text, stop, end)
