"""The text of a reading and its lines in; out, the layout: the speeches on the page and the named stretches around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.lines.furniture import ELSEWHERE
from pipeline.lines.metadata import FRONT_MATTER, STATED, find_author, find_stamps, is_stamped, read_fields
from pipeline.lines.site_words import GLUED_SITE
from pipeline.lines.speakers import is_speaker
from pipeline.lines.titles import declared_count, kind_of_text, title_key
from pipeline.lines.wording import NOTE, WORDED
from pipeline.speeches.page import Page, read_page
from pipeline.speeches.pieces import BEFORE_CUT, cut_lines
from pipeline.speeches.roles import DOUBTFUL, STARTS, Decision, confidence, decide_roles
from pipeline.speeches.signs import signs_of
from pipeline.text.characters import IS_HAN
from pipeline.text.dates import is_date_line
from pipeline.text.folding import find_pairs, pair_table
from pipeline.text.reading import Reading, find_break, lines_holding
from pipeline.text.records import Extent, Layout, Line, Stretch

TEXT = ("open", "first", "body", "last")
SPOKEN = frozenset((*TEXT, "title"))
ABOVE_TEXT = frozenset({"head", "under", "above"})
OF_SPEECH = SPOKEN | {"more"}
SOUGHT = pair_table(BEFORE_CUT, GLUED_SITE, (*WORDED, *ELSEWHERE))
CRUMBS, LEAST_NAME = (">", "»", "›", "·", "|", "- "), 4  # signs of a crumb; Chinese characters of what a page is called
# a site's words, a list of links, a line of a script
SERVES = re.compile(
    r"为您提供|(?:快捷|站内|全站)搜索|当前位置[:：]|位置是|首页| > |^以下[为是]|^[男女甲乙合][:：](?!.*(?:讲话|致辞)$)|"
    r"^\S{1,6}(?: +\S{1,6}){4,}$|^(?:重要|领导)(?:讲话|致辞|发言)$|^文库 "
)
MAY_SERVE = re.compile(r"为您|搜索|登录|注册|[:：]$|^\S{1,6}(?: +\S{1,6}){3,}$")  # where no kind of speech is named
STOPPED_DOTS = re.compile(r"(?:[。！？!?]|谢谢|大家|再见)\s*\.{2,}$")  # 谢谢大家！..
WORD = re.compile(r"\w")
"""Without one a line behind the end says nothing: | > •"""



def split_speeches(reading: Reading, lines: Sequence[Line]) -> Layout:
    """Cut a page into its speeches; every character that is not white space is in a title, a line or a stretch.

    >>> from pipeline.text.reading import make_reading
    >>> reading = make_reading("植树节上的讲话\\n同志们:\\n今天植树。", [])
    >>> layout = split_speeches(reading, [Line(0, 7), Line(8, 12), Line(13, 18)])
    >>> [(extent.start, extent.title_end, extent.end) for extent in layout.extents]
    [(0, 7, 18)]
    """
    page, matter = open_page(reading, lines)
    front = FRONT_MATTER.match(reading.twin)
    signs = signs_of(page)
    decision = decide_roles(signs, page.declared)
    extents = tuple(read_extents(reading, page, decision))
    stretches = [Stretch(*line, "byline") for line in matter]
    stretches += name_stretches(page, decision.roles, signs)
    return make_layout(reading, page, front, extents, stretches)


def open_page(reading: Reading, lines: Sequence[Line]) -> tuple[Page, list[Line]]:
    """The page below its front matter, cut into pieces, and the lines of the front matter."""
    twin, front = reading.twin, FRONT_MATTER.match(reading.twin)
    matter = [line for line in lines if front and line.end <= front.end()]
    before_cut, glued, telling = find_pairs(twin, SOUGHT)
    below = lines[len(matter):]
    pieces = cut_lines(twin, below, lines_holding(below, before_cut), lines_holding(below, glued))
    return read_page(twin, pieces, reading.cues, lines_holding(pieces, telling)), matter


def read_extents(reading: Reading, page: Page, decision: Decision) -> Iterator[Extent]:
    """The speeches, each from its beginning to the beginning of the next."""
    roles = decision.roles
    bounds = [index for index, role in enumerate(roles) if role in STARTS]
    for start, end in zip(bounds, [*bounds[1:], len(roles)], strict=False):
        titles = [page.pieces[i] for i in range(start, end) if roles[i] in ("title", "more")]
        lines = weld(reading.text, [page.pieces[i] for i in range(start, end) if roles[i] in TEXT])
        begin = page.pieces[start].start
        title_end = titles[-1].end if titles else begin
        elided = [is_elision(page, i) for i in range(start, end)]
        goes_on = any(elided[:last_said(roles, start, end) - start])
        unnamed = any(roles[i] == "tail" and WORD.search(page.lines[i]) and name_stretch(page, i, "tail") == "other"
                      for i in range(start, end))
        sure = confidence(margin_of(decision, start, last_said(roles, start, end)))
        yield Extent(
            start=begin, title_end=title_end, end=max(title_end, lines[-1].end if lines else begin), lines=lines,
            defects=(*find_cuts(reading.text, lines, any(elided) and not goes_on), *["elision"] * goes_on,
                     *["unnamed_tail"] * unnamed, *["doubtful"] * (sure < DOUBTFUL)),
            confidence=sure,
        )


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


def last_said(roles: Sequence[str], start: int, end: int) -> int:
    """The last piece of a speech's text, or of its title when it has none."""
    return next(index for index in range(end - 1, start - 1, -1) if roles[index] in SPOKEN)


def margin_of(decision: Decision, start: int, last: int) -> float:
    """How many points the best reading is ahead of those in which the speech does not begin there, or does not end there."""
    return min(decision.margin(start, STARTS), decision.margin(last, (decision.roles[last],)))


def name_stretches(page: Page, roles: Sequence[str], signs: Sequence[frozenset[str]]) -> Iterator[Stretch]:
    """The stretches around the speeches; what follows an end has the kind of the line that opened it, whatever its words."""
    opened = "other"
    for index, role in enumerate(roles):
        if role == "opener":
            row = page.rows[index]
            opened = row.kind if row is not None else "footnote" if NOTE.match(page.lines[index]) else "attachment"
        if role in ("opener", "rest"):
            yield Stretch(*page.pieces[index], opened)
        elif role in ABOVE_TEXT and "contents" in signs[index]:
            yield Stretch(*page.pieces[index], "contents")
        elif role not in OF_SPEECH:
            yield Stretch(*page.pieces[index], name_stretch(page, index, role))


def name_stretch(page: Page, index: int, role: str) -> str:
    """The kind of a piece that is no title and no text."""
    row = page.rows[index]
    if row is not None:
        return row.kind if row.reach != "rest" or role == "tail" else "other"
    if role in ("under", "above"):
        return "blurb" if page.running[index] else "byline"
    if index in page.linked:
        return "navigation"
    if role == "tail" and is_date_line(page.lines[index]):
        return "byline"
    if role == "tail" and not page.running[index] and (declared_count(page.lines[index]) or 0) > 1:
        return "page_title"  # of another compilation that follows
    if role == "head":
        kind = index in page.titles and page.titles[index].kind
        named = index == page.page_title or kind or declared_count(page.lines[index])
        if page.running[index]:
            return "blurb"
        return "page_title" if named else "byline" if is_stamped(page.lines[index]) else "other"
    return "other"


def is_elision(page: Page, index: int) -> bool:
    """Whether the piece says that a part is left out."""
    row = page.rows[index]
    return row is not None and row.why == "elision of a preview"


def make_layout(
    reading: Reading, page: Page, front: re.Match[str] | None, extents: tuple[Extent, ...], stretches: Sequence[Stretch]
) -> Layout:
    """The layout with what the page states of itself."""
    text = reading.text
    found = read_fields(reading.twin, text, front) if front else {}
    fields = {name: text[slice(*place)] for name, place in found.items()}
    above = front.end() if front else 0
    bylines = [Line(start, end) for start, end, kind in stretches if kind == "byline" and start >= above][:STATED]
    stamps = tuple(find_stamps(reading.twin, [*found.values(), *bylines]))
    author = find_author(reading.twin, text, bylines)
    named = find_name(page, extents, stretches)
    page_title = None if named is None else text[slice(*named)]
    mismatch = page.declared is not None and page.declared != len(extents)
    if len(extents) == 1 and "title" in fields:
        extents = (replace(extents[0], stated_title=fields["title"]),)
    return Layout(
        title=fields.get("title", page_title), published=stamps[0][0] if stamps else None, author=fields.get("author", author),
        declared_speeches=page.declared, extents=extents, stretches=tuple(stretches),
        defects=("declared_count",) if mismatch else (), stamps=stamps,
    )


def find_name(page: Page, extents: Sequence[Extent], stretches: Sequence[Stretch]) -> Line | None:
    """What the page is called: its first short line that names it and not its first speech, or the title of its only one."""
    first = page.page_title
    own = None if first is None or not names(page.lines[first]) else page.pieces[first]
    title = page.titles.get(first) if first is not None else None
    words = "" if own is None else page.text[slice(*own)]
    opens = own is not None and len(extents) > 1 and own.start == extents[0].start
    if opens and not declared_count(words) and ((title and title.number is not None) or others_differ(page.text, words, extents)):
        own = None  # 植树讲话稿 篇1
    if own and (title is None or title.kind or first in page.headed or declared_count(page.text[slice(*own)])):
        return own
    begin = min((extent.start for extent in extents), default=0)
    heads = [Line(start, end) for start, end, kind in stretches if kind == "page_title" and start < begin]
    others = [line for line in heads if line != own and ends_or_begins(page.text, line) and names(page.text[slice(*line)])]
    if others:
        return others[0]
    if len(extents) == 1 and extents[0].title_end > extents[0].start:
        return Line(extents[0].start, extents[0].title_end)
    return own


def others_differ(text: str, words: str, extents: Sequence[Extent]) -> bool:
    """Whether all speeches but the first, which has the title, have other titles."""
    return {"", title_key(words)}.isdisjoint(title_key(text[extent.start:extent.title_end]) for extent in extents[1:])


def ends_or_begins(text: str, line: Line) -> bool:
    """Whether a line of the text begins or ends with these words: what stands in the middle of one is a part of a sentence."""
    return text[line.start - 1:line.start] in ("", "\n") or text[line.end:line.end + 1] in ("", "\n")


def names(words: str) -> bool:
    """Whether the words can be what a page is called: not 讲话稿, > 讲话稿, - 目录, 快捷搜索：, nor a person."""
    served = SERVES.search(words) or (MAY_SERVE.search(words) and not kind_of_text(words.rstrip(":：")))
    return not (served or words.startswith(CRUMBS)) and len(IS_HAN.findall(words)) >= LEAST_NAME and not is_speaker(words)


def find_cuts(text: str, lines: Sequence[Line], elided: bool) -> tuple[str, ...]:
    """cut_end when the site says that it shows a part, or the last line breaks off; cut_start when the first has no beginning."""
    broken = bool(lines) and text.endswith((*"，,、；;：:…", ".."), lines[-1].start, lines[-1].end)
    broken = broken and STOPPED_DOTS.search(text, *lines[-1]) is None
    headless = bool(lines) and text[lines[0].start] in "，。、；：！？,;:!?)）”"
    return (*(["cut_start"] if headless else []), *(["cut_end"] if elided or broken else []))
