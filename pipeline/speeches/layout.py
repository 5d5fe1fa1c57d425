"""The text of a reading and its lines in; out, the layout: the speeches on the page and the named stretches around them."""

import re
from collections.abc import Iterator, Sequence

from pipeline.speeches.boundaries import Division, divide_page
from pipeline.speeches.candidates import CONTINUED, SHORT, View, is_running
from pipeline.speeches.furniture import is_blurb, read_furniture
from pipeline.speeches.page_head import Start, announces_several
from pipeline.speeches.pieces import cut_lines, weld
from pipeline.speeches.stated import is_speaker, read_published
from pipeline.text.greetings import is_closing, is_date_line
from pipeline.text.markers import begins_with_marker
from pipeline.text.reading import Reading
from pipeline.text.records import Extent, Layout, Line, Stretch

UNDER_TITLE = 12  # lines at most between a title and its text
NOTE_LENGTH = 400  # code points: no line of an explanation is longer
WRAPPED = re.compile(r".{4,40}(?:会议|大会|会|仪式|论坛)?上$|.{2,40}第.{1,3}次(?:会议|大会)$")
NOTE = re.compile(r"(?P<one>1\s*[.．、](?![0-9])|①|[〔\[［]1[〕\]］])|[0-9]{1,2}\s*[.．、]|[②-⑳]|[〔\[［][0-9]{1,2}[〕\]］]")
# Right above the title of the next speech: 第二部分 周年庆典致辞. Not 第二部分人要先走。
CATEGORY = re.compile(r"第[一二三四五六七八九十]{1,3}(?:部分|章|辑|輯|编|編|单元|類|类)[^。！？；，,]{0,30}$")
SIGN = re.compile(r"(?<=[^\s：:；;])①")  # of a note, inside a line; not the first item of a list
DAY = re.compile(r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日")  # under a text; not: 2031-03-02 10:00, the site's own
FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<fields>(?:(?!---)[^\n]*\n){1,200}?)---[ \t]*(?:\n|$)")
FIELD = re.compile(r"^(?P<name>title|date|author|published)\s*:\s*[\"']?(?P<value>[^\"'\n]+)", re.MULTILINE)


def split_speeches(reading: Reading, lines: Sequence[Line]) -> Layout:
    """Cut a page into its speeches; every character that is not white space is in a title, a line or a stretch.

    >>> from pipeline.text.reading import make_reading
    >>> reading = make_reading("植树节上的讲话\\n同志们:\\n今天植树。", [])
    >>> layout = split_speeches(reading, [Line(0, 7), Line(8, 12), Line(13, 18)])
    >>> [(extent.start, extent.title_end, extent.end) for extent in layout.extents]
    [(0, 7, 18)]
    """
    text = reading.text
    front = FRONT_MATTER.match(text)
    matter = [line for line in lines if front and line.end <= front.end()]
    pieces = cut_lines(text, lines[len(matter):])
    division = divide_page(text, pieces)
    bounds = [start.index for start in division.starts]
    stretches = [Stretch(*line, "byline") for line in matter]
    stretches += read_head(division, bounds[0] if bounds else len(pieces))
    extents = []
    for start, end in zip(division.starts, [*bounds[1:], len(pieces)], strict=False):
        extent, around = read_extent(division.view, start, end)
        extents.append(extent)
        stretches += around
    return make_layout(division, front, extents, sorted(stretches))


def make_layout(
    division: Division, front: re.Match[str] | None, extents: Sequence[Extent], stretches: Sequence[Stretch]
) -> Layout:
    """The layout with what the page states of itself."""
    text = division.view.text
    fields = {found["name"]: found["value"].strip() for found in FIELD.finditer(front["fields"])} if front else {}
    stated = [text[start:end] for start, end, kind in stretches if kind == "byline" and not (front and start < front.end())]
    stated = [line for line in stated if read_furniture(line)]
    published, author = read_published([*(f"{name}:{value}" for name, value in fields.items()), *stated[:12]])
    page_title = None if division.page_title is None else division.view.line(division.page_title)
    declared = division.declared
    mismatch = declared is not None and declared != len(extents)
    return Layout(
        title=fields.get("title", page_title), published=published, author=fields.get("author", author),
        declared_speeches=declared, extents=tuple(extents), stretches=tuple(stretches),
        defects=("declared_count",) if mismatch else (),
    )


def read_head(division: Division, first: int) -> Iterator[Stretch]:
    """The stretches above the first speech."""
    view = division.view
    for index in range(first):
        row = view.rows[index]
        if index in division.contents:
            kind = "contents"
        elif row is not None:
            kind = row.kind if row.reach != "rest" else "other"
        elif is_running(view, index):
            kind = "blurb"
        else:
            named = index == division.page_title or index in view.titles or announces_several(view.line(index))
            kind = "page_title" if named else "other"
        yield Stretch(*view.pieces[index], kind)


def read_extent(view: View, start: Start, end: int) -> tuple[Extent, list[Stretch]]:
    """One speech from its start to the start of the next, and what between them is not its text."""
    first = start.index + 1 if start.titled else start.index
    body = read_under_title(view, first, end) if start.titled else first
    kinds = [*["byline"] * (body - first), *read_kinds(view, body, end)]
    stretches = [
        Stretch(*view.pieces[index], name_under(view, index) if index < body else kind)
        for index, kind in enumerate(kinds, first) if kind != "body"
    ]
    lines = weld(view.text, [view.pieces[index] for index, kind in enumerate(kinds, first) if kind == "body"])
    begin, title_end = view.pieces[start.index] if start.titled else (view.pieces[start.index].start,) * 2
    extent = Extent(
        start=begin, title_end=title_end, end=max(title_end, lines[-1].end if lines else begin), lines=lines,
        defects=find_cuts(view.text, lines, range(body, end), view),
    )
    return extent, stretches


def name_under(view: View, index: int) -> str:
    """The kind of a line between a title and its text."""
    row = view.rows[index]
    if row is not None:
        return row.kind
    return "blurb" if is_running(view, index) else "byline"


def read_under_title(view: View, first: int, end: int) -> int:
    """The first piece of text under a title: behind date, subtitle, speaker, caption, filler and blurb."""
    index = first
    while index < min(end, first + UNDER_TITLE):
        line = view.line(index)
        above = view.line(index - 1)
        subtitle = line.startswith(("——", "--", "－－")) and len(line) <= SHORT and line[-1] not in "。；！"
        wrapped = index > first and above.startswith(("——", "2", "1", "（", "(")) and WRAPPED.match(line) is not None
        again = (index in view.titles and not begins_with_marker(line)) or (index == first and CONTINUED.match(line) is not None)
        plain = is_summary(view, index, end) or is_date_line(line[:61]) or is_speaker(line) or subtitle or wrapped or again
        if view.rows[index] is None and not plain and not is_blurb(line):
            break
        index += 1
    return index


def is_summary(view: View, index: int, end: int) -> bool:
    """Whether a paragraph tells of the speech before the greeting begins it."""
    return index + 1 < end and index + 1 in view.greetings and index not in view.greetings and is_running(view, index)


def read_kinds(view: View, first: int, end: int) -> list[str]:
    """For every piece its kind: body, or the furniture that it is or that a line above it opened."""
    kinds: list[str] = []
    opened, reach = "", ""
    notes = find_notes(view, first, end)
    last_text = max((index for index in range(first, end) if is_running(view, index)), default=first)
    for index in range(first, end):
        row = view.rows[index]
        if index == notes:
            opened, reach = "footnote" if view.line(index)[0] in "①〔[［" else "glossary", "rest"
        if reach == "list" and row is None and is_running(view, index):
            opened = reach = ""
        if reach == "rest":
            kinds.append(opened)
        elif row is not None and not (row.kind == "byline" and is_stated(view, index, min(last_text, end - 6))):
            kinds.append(row.kind)
            if row.reach == "rest" and not closes_page(view, first, index, end):
                continue
            if row.reach != "line":
                opened, reach = row.kind, row.reach
        elif index in view.chained and not view.titles[index].stem:
            kinds.append("other")
        else:
            kinds.append(opened or "body")
    if kinds and kinds[-1] == "body" and end < len(view.pieces) and CATEGORY.match(view.line(end - 1)):
        kinds[-1] = "other"
    return kinds


def is_stated(view: View, index: int, last: int) -> bool:
    """Whether a line that reads like the site's byline is the speaker's: text follows behind it, or it is the day of the text."""
    return index < last or DAY.fullmatch(view.line(index)) is not None


def find_notes(view: View, first: int, end: int) -> int | None:
    """Where explanations without a heading begin: number one right behind the last closing, or a sign told of above."""
    for index in range(end - 1, first, -1):
        line = view.line(index)
        found = NOTE.match(line)
        if found and found["one"]:
            told = found[0] == "①" and SIGN.search(view.text, view.pieces[first].start, view.pieces[index].start)
            return index if told or is_closing(view.line(index - 1)) else None
        if found is None and (len(line) > NOTE_LENGTH or is_closing(line)):
            return None
    return None


def closes_page(view: View, first: int, index: int, end: int) -> bool:
    """Whether all from here on may be left out: there is text above, and a footer is not longer than it."""
    text_above = view.pieces[index].start - view.pieces[first].start
    text_below = view.pieces[end - 1].end - view.pieces[index].start
    row = view.rows[index]
    return text_above > 0 and (row is None or row.kind != "footer" or text_below <= text_above)


def find_cuts(text: str, lines: Sequence[Line], pieces: range, view: View) -> tuple[str, ...]:
    """cut_end when the site says that it shows a part, or the last line breaks off; cut_start when the first has no beginning."""
    elided = any((row := view.rows[index]) is not None and row.reason == "elision of a preview" for index in pieces)
    broken = bool(lines) and text[lines[-1].end - 1] in "，,、；;：:…"
    headless = bool(lines) and text[lines[0].start] in "，。、；：！？,;:!?)）”"
    return (*(["cut_start"] if headless else []), *(["cut_end"] if elided or broken else []))
