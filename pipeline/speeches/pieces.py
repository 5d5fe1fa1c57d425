"""The reading and its lines in; out, the lines with every title that is glued to its text, and every glued footer, cut off.

A cut is only an offer: a piece that is not chosen as a title is welded to the rest of its line again (`layout.weld`).
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, pairwise

from pipeline.lines.furniture import cuts_of_blurb, read_furniture
from pipeline.lines.site_words import (
    advertised,
    cuts_of_lead,
    cuts_of_preface,
    cuts_of_site,
    cuts_of_tail,
    ends_in_site,
    find_footer,
)
from pipeline.lines.speakers import is_speaker
from pipeline.lines.titles import NUMBER, STRONG, read_number
from pipeline.lines.told_speakers import cuts_of_signer
from pipeline.speeches.glued import (
    FIRST_LONG,
    GREETED_WITHIN,
    GREETINGS,
    GREETS,
    KINDS,
    SHORT_TITLE,
    SHORTEST_GLUED,
    cuts_inside,
    find_numbered,
)
from pipeline.speeches.heads import (
    TEMPLATE,
    TITLE_LABEL,
    cuts_of_head,
    cuts_of_page_head,
    find_behind,
    find_behind_blurb,
    find_repeat,
    find_template,
    find_variants,
)
from pipeline.text.characters import COLONS, ENDS, HAN, NUMERALS, QUOTED
from pipeline.text.dates import DAY_ABROAD, is_date_line
from pipeline.text.greetings import THANKED, is_closing, salutation_end
from pipeline.text.leads import begun
from pipeline.text.markers import begins_with_marker
from pipeline.text.reading import lines_holding
from pipeline.text.records import Line

SEVERAL = 1500  # code points from which a line may hold several speeches
NUMBERED_CHUNK = re.compile(r"[0-9]{1,2}\s*[、.．]\s*(?=\S[^\n]{100})")  # a document site numbers the chunks of a text
SENTENCE_END = re.compile(f"[{ENDS}][{QUOTED}]*")
# what a line would begin with: a greeting behind a stop, the number over it
OPENED = re.compile(
    rf"(?:(?<=\S)[。！？!?…][”」』)）]*|[0-9]-[0-9]{{1,2}}|篇\s*[)）】])\s*(?P<number>(?:[{NUMERALS}]{{1,3}}\s*[:：])?)"
    rf"(?={GREETS.pattern}|全体|诸位|[{HAN}、]{{1,10}}(?:同志|老师|同学|女士|先生|朋友|战友|乡亲)们)"
)
# the sign of a table or a list before a title; its column, or its first words as key words: [镇长在全镇]镇长在全镇大会上的讲话
SIGN_BEFORE = re.compile(
    rf"(?:[|•〇:：.]\s*(?:{TITLE_LABEL.pattern})?(?=[{HAN}])|{TITLE_LABEL.pattern}(?=[{HAN}0-9“《]))(?=[^\n]{{4,61}}(?:{STRONG}))|"
    rf"\[(?![{HAN}]{{0,6}}(?:长|书记|主席|主任|人|代表)\])[{HAN}]{{2,8}}\](?=[{HAN}][^\[\]\n]{{3,60}}(?:{STRONG}))|\[(?P<words>[{HAN}]{{4}})[^\[\]]{{0,16}}\](?=(?P=words))|"
    rf"[【<]正文?[】>]\s*(?=[{HAN}])|精选优质文档[-—\s]*倾情为你奉上\s*(?=[{HAN}])|关于这个问题[,，](?={GREETS.pattern})|"
    rf"{DAY_ABROAD}\s+(?={GREETS.pattern})|[{HAN}]{{2,10}}[0-9]{{1,2}}月[0-9]{{1,2}}日[电讯]\s+(?=[^\n。，,；;：:]{{4,40}}(?:{STRONG}|报告)\s?[—━-])|"
    rf"(?:(?:本文格式为\s?)?Word版本?[,，]?)?下载后?可(?:任意|自由)编辑(?:和复制)?(?![的模表])(?=[{HAN}])"
)
LABEL = re.compile(rf"(?<=[{ENDS}篇 \u3000])[【〖]\s*(?:第|篇)?\s*(?P<number>{NUMBER})\s*篇?\s*[】〗][ \u3000]*")
# without any of these and of the site's words nothing is cut off from a line that is not among the first, but what `ends_in_site`
# finds and a date
BEFORE_CUT = (*(begun(way) for way in KINDS if "篇" not in way), "篇", *GREETINGS)
OF_DOTS, GOING_ON, LEAST_TEXT = " \u3000<.…", frozenset(f"{ENDS}.~；;，,"), 30  # code points of a line that is no site's word
LEAST_LED = 40  # code points of a line that holds a reporter's words and the first of a speech
SHORT_LINE = 18  # code points: a preview does not break off so soon
IN_MARKS, FIRST_LINES = re.compile("《[^《》]{2,24}》(?P<name>.{2,6})"), 6  # 《山的那边》石坚
PERFORMED = re.compile("欣赏|朗诵|请听|表演|节目")
FILE_SUFFIX = re.compile(rf"(?<=[{HAN})）\]】0-9])\.(?:docx?|pdf|pptx?|wps|txt|rar)(?:VIP)?$")  # of a title that is a file's name
BY_EDITOR = ("下面是小编", "以下是小编")  # what may be glued to the text of a speech
TEMPLATE_LINES = 16  # pieces at a page's beginning


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
        sign = SIGN_BEFORE.match(text, start, end) if head else None
        again = find_template(text, sign.end() if sign else start, end) if head else None
        repeat = find_repeat(text, pieces, line) if head else None
        repeat = find_behind(text, pieces, line) if head and repeat is None else repeat
        named = cuts_of_named(text, lines, index) if text[start] == "《" else []
        named += cuts_of_blurb(text, start, end) if text.startswith(BY_EDITOR, start) else ()
        suffix = FILE_SUFFIX.search(text, start, end) if not pieces else None
        named += [suffix.start()] if suffix and text.find(text[start:end], end) < 0 else ()  # else the site's own name for it
        leads = [*cuts_of_lead(text, start, end), *cuts_of_signer(text, start, end)] if head and end - start > LEAST_LED else []
        if end - start < SHORTEST_GLUED or (plain and not (again or repeat or sign or leads)):
            pieces += split_at(text, line, named)
            continue
        sites = [*cuts_of_site(text, start, end)] if of_site else []
        cuts = [*cuts_of_head(text, start, end), *sites, *named]
        cuts += [repeat] if repeat else []
        cuts += [sign.end(), *cuts_of_head(text, sign.end(), end)] if sign else []
        if of_site and (advert := advertised(text, start, end)):
            cuts += [advert, *cuts_of_head(text, advert, end)]
        variants = [*find_variants(text, start, end), *find_behind_blurb(text, pieces, line)] if head else []
        cuts += [*leads, *(cuts_of_preface(text, start, end) if end - start > FIRST_LONG else ())] if head else []
        if again and text.count("\n" + text[start:again + TEMPLATE]) < 2:  # else it is the whole title that stands again
            cuts = [again, *cuts_of_head(text, again, end), *(cut for cut in sites if cut > again)]
        cuts += variants
        for title_end in variants[-1:]:
            cuts += [*cuts_of_blurb(text, title_end, end), *cuts_of_preface(text, title_end, end)]
        if not pieces and least < end - start and len(lines) < 4:
            cuts = sorted({*cuts, *cuts_of_page_head(text, start, end)})
        series = numbered[bisect_left(starts, start):bisect_left(starts, end)]
        starts_here, ends_here = ({*edges} for edges in zip(*series, strict=True)) if series else ((), ())
        if glued := [one for one in series if one.start in ends_here or one.end in starts_here or is_glued(text, line, one)]:
            cuts = [*cuts_outside(cuts, glued), *chain.from_iterable(glued)]
            cuts += [cut for title in glued for cut in cuts_of_blurb(text, title.end, end)]
        if end - start > least:
            cuts += [*cuts_inside(text, start, end, series), *cuts_of_opened(text, start, end), *cuts_of_labels(text, start, end)]
            cuts = sorted({*cuts})
            cuts += [cut for parts in pairwise([start, *cuts, end]) for cut in cuts_at_end(text, *parts)]
        cuts += [cut for place in cuts for cut in cuts_of_signer(text, place, end)] if head else []
        cuts += [foot] if of_site and (foot := find_footer(text, start, end)) is not None else []
        if text[end - 1] in ".…" and are_spoken(text, line, lines[index + 1:index + 2]):
            cuts = [cut for cut in cuts if text[cut:end].strip(OF_DOTS)]
        pieces += split_at(text, line, sorted({*cuts})) if cuts else [line]
    return pieces


def cuts_of_named(text: str, lines: Sequence[Line], index: int) -> list[int]:
    """Where who speaks begins behind a title in book marks, at the page's head or behind thanks; not in a list of works.

    >>> text = "我讲完了，谢谢大家！\\n《种树》石坚\\n我从小就喜欢种树。"
    >>> cuts_of_named(text, [Line(0, 10), Line(11, 17), Line(18, 27)], 1)
    [15]
    """
    found = IN_MARKS.fullmatch(text, *lines[index])
    above, below = lines[index - 1:index] if index else (), lines[index + 1:index + 2]
    if found is None or not is_speaker(found["name"]) or not below or text[below[0].start] == "《":
        return []
    if above and text[above[0].end - 1] in COLONS:
        return []
    greeted = any(salutation_end(text[start:min(end, start + 100)]) for start, end in lines[:index] if index < FIRST_LINES)
    opens = index < FIRST_LINES and not greeted
    thanked = above and above[0].end - above[0].start <= SHORT_TITLE and THANKED.search(text, *above[0])
    return [found.start("name")] if opens or (thanked and not PERFORMED.search(text, *above[0])) else []


def are_spoken(text: str, line: Line, below: Sequence[Line]) -> bool:
    """Whether the dots that end a line are the speaker's: those of a short line, and where the text goes on below; behind a stop
    or above the site's words they are not."""
    words = text[line.start:line.end].rstrip(OF_DOTS)
    if words[-1:] in ("。", "！", "？", "!", "?") or any(read_furniture(text[start:end]) for start, end in below):
        return False
    return len(words) < SHORT_LINE or any(goes_on_below(text, start, end) for start, end in below)


def goes_on_below(text: str, start: int, end: int) -> bool:
    """Whether a line is running text, an item, the day or thanks, not a title with the beginning of its text."""
    words = text[start:end]
    running = words[-1] in GOING_ON or len(words) >= LEAST_TEXT or is_date_line(words) or is_closing(words)
    return (running or begins_with_marker(words)) and not any(cuts_of_head(text, start, end))


def is_glued(text: str, line: Line, title: Line) -> bool:
    """Whether a title of a series stands inside the line, not as its whole or as the beginning of a longer title."""
    if title.start > line.start:
        return line.end - line.start > SHORT_TITLE or text[title.start - 1] in ENDS or text[title.start - 1] == "谢"
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
