"""A page cut into speeches in; out, what each states of itself: who speaks, on which occasion, where, when, and to whom.

What the record of the page states comes first, then the lines under the title, then the title, then a sentence that introduces
the speech or a note on it, its last lines, a report above it, and what the speaker says of himself. Nothing is said where nothing
is stated for certain. Patterns read the twin.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, pairwise, tee
from typing import Any

from pipeline.lines import told, told_dates, told_self, told_speakers
from pipeline.lines.speakers import SITE_SHAPES, is_speaker
from pipeline.text.addresses import find_address
from pipeline.text.characters import COMMAS
from pipeline.text.dates import Date, find_dates, parse_date
from pipeline.text.folding import fold
from pipeline.text.reading import Reading
from pipeline.text.records import NOTHING, Extent, Layout, Line, Stated, Value

TELLING_KINDS = frozenset({"byline", "other", "blurb", "page_title"})  # kinds of stretches that may tell of the speech below
OF_SITES = frozenset({"navigation", "filler", "footer"})
LONGEST_HEAD = 160  # code points of a line of a head; what is longer is text
TITLE_GAP = 40  # code points between two lines of a title
LEADS = 6  # lines of text among which one may introduce the speech
BEGUN = 4  # lines in which a speaker may give his name
NOTES, FOOT_LINES = 2, 6  # lines behind the speech that may be notes on it, that may say when it was published
AT_ENDS = 8  # code points beside a date among which its line ends
LAST_LINES = 3  # lines at the end of a speech among which its date and its speaker may stand
BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Head:
    """What may tell of one speech, each a run of lines: its `title`, the `block` under it, the `first` lines of its text.

    `begun` are those with which its text begins, however long, `said` the first where it alone begins with a label, `wrapped` two
    lines of a title as one, `reports` those above the text that may report on it, `foot` those behind it.
    """

    title: tuple[Line, ...]
    block: tuple[Line, ...]
    first: tuple[Line, ...]
    begun: tuple[Line, ...]
    said: tuple[Line, ...]
    reports: tuple[Line, ...]
    wrapped: tuple[Line, ...]
    leads: tuple[Line, ...]
    last: tuple[Line, ...]
    foot: tuple[Line, ...]


Finder = Callable[[str, Line], Line | None]
OF_TITLE: tuple[tuple[str, Callable[[str, Line], Line | Date | None]], ...] = (
    ("occasion", told.tell_occasion), ("speaker", told_speakers.tell_before_at), ("date", told_dates.tell_title_date))


def state_speeches(reading: Reading, layout: Layout, stated: Stated) -> Layout:
    """The layout with what its speeches state, and of a page of one speech what its record states before it."""
    site = any(kind in OF_SITES or SITE_SHAPES.search(reading.twin, start, end) for start, end, kind in layout.stretches)
    extents = [state_speech(reading, layout, index, site=site) for index in range(len(layout.extents))]
    if len(extents) == 1 and stated != NOTHING:
        extents = [state_record(extents[0], stated)]
    dates = [Line(date.start, date.end or 0) for extent in extents if (date := extent.date) and date.start is not None]
    own = {place.start for place in dates if not (site and stands_alone(reading.twin, place))}
    published = next((date for date, place in layout.stamps if place.start not in own or place.start >= extents[-1].end), None)
    return replace(layout, extents=tuple(extents), published=published)


def stands_alone(twin: str, place: Line) -> bool:
    """Whether nothing else stands on the line: a bare date under a title on a site's page is when it was published, too."""
    before = twin[max(0, place.start - AT_ENDS):place.start].rstrip(" \t\u3000")
    behind = twin[place.end:place.end + AT_ENDS].lstrip(" \t\u3000")
    return before[-1:] in ("", "\n") and behind[:1] in ("", "\n")


def state_record(extent: Extent, stated: Stated) -> Extent:
    """The speech with what the record of its page states of it, in cells of its own or in the title, where nothing else does."""
    said = {name: getattr(stated, name) for name in ("speaker", "occasion", "place") if getattr(stated, name)}
    said["date"] = (parse_date(stated.date or "") or "")[:10]
    title, twin = stated.title or "", fold(f"{stated.title or ''}\n")
    wanted = [(name, tell) for name, tell in OF_TITLE if not (said.get(name) or getattr(extent, name))]
    found = {name: tell(twin, Line(0, len(title))) for name, tell in wanted}
    said |= {name: one.iso if isinstance(one, Date) else title[one.start:one.end] for name, one in found.items() if one}
    cells: dict[str, Any] = {name: Value(text) for name, text in said.items() if text}
    return replace(extent, stated_title=stated.title or extent.stated_title, **cells)


def find_head(twin: str, layout: Layout, index: int, address: Line | None) -> Head:
    """The head of a speech of the layout."""
    extent, several = layout.extents[index], len(layout.extents) > 1
    begun = extent.lines[:BEGUN]
    telling = [part for line in telling_lines(layout, index) for part in told.split_bars(twin, line)]
    body = extent.lines[0].start if extent.lines else extent.end
    over = [line for line in telling if line.start < extent.start and not several][-6:]
    title = (Line(extent.start, extent.title_end),) if extent.title_end > extent.start else ()
    under = [line for line in telling if extent.title_end <= line.start < body]
    first = [line for line in extent.lines[:LEADS] if line.end - line.start <= LONGEST_HEAD]
    greeted = [line for line in first if address and line.end <= address.start]
    block = under if title else [*over, *under]
    last = extent.lines[-LAST_LINES:] if len(extent.lines) > LAST_LINES else ()
    foot = [line for line in telling if line.start >= extent.end][:FOOT_LINES]
    pairs = pairwise([*over[-1:], *title, *under, *greeted])
    return Head(
        title=title,
        block=tuple(block),
        first=tuple([line for line in greeted if twin[line.end - 1] not in COMMAS] if greeted else first[:2]),  # no guests
        begun=begun,
        said=() if any(told_speakers.LABEL.match(twin, *line) for line in extent.lines[1:]) else begun[:1],
        reports=tuple(line for line in (*over, *under) if line.end <= body),
        wrapped=tuple(Line(one.start, two.end) for one, two in pairs if two.start - one.end < TITLE_GAP),
        leads=(*over, *title, *under, *first, *last, *foot[:NOTES]),
        last=last,
        foot=tuple(foot),
    )


def telling_lines(layout: Layout, index: int) -> list[Line]:
    """The lines between the speech before and the speech behind that may tell of this one."""
    above = layout.extents[index - 1].end if index else 0
    first = bisect_left(layout.stretches, (above,))
    last = len(layout.stretches)
    if index + 1 < len(layout.extents):
        last = bisect_left(layout.stretches, (layout.extents[index + 1].start,))
    near = layout.stretches[first:last]
    return [Line(start, end) for start, end, kind in near if kind in TELLING_KINDS and end - start <= LONGEST_HEAD]


def state_speech(reading: Reading, layout: Layout, index: int, *, site: bool) -> Extent:
    """The speech with what its head states; a bare 2031-03-02 is its date only where it greets and no `site` is about."""
    twin, extent = reading.twin, layout.extents[index]
    address = find_address(twin, extent.lines)
    head = find_head(twin, layout, index, address)
    date = next(find_dates_told(twin, head, plain=address is not None and not site), None)
    named, again = tee(find_speakers(twin, head, address))
    speaker = next((place for place in named if is_speaker(twin[place.start:place.end])), None) or next(again, None)
    lines = (*head.block, *subtitles(twin, head), *head.title, *head.wrapped)
    places = (*head.block, *head.first, *head.title, *(line for line in over_title(head) if told.PLACED.match(twin, *line)))
    reported = find_all(twin, told.tell_reported_place, head.reports)
    occasions = chain(
        find_all(twin, told.tell_occasion, lines),
        find_all(twin, told.tell_lead_occasion, head.leads),
        find_all(twin, told.tell_event, head.title),
    )
    return replace(
        extent,
        defects=(*extent.defects, "impossible_date") if date and date.iso is None else extent.defects,
        occasion=cut(reading, next(occasions, None), ""),
        speaker=cut(reading, speaker, ""),
        date=Value(date.iso, date.start, date.end) if date and date.iso else None,
        place=cut(reading, next(chain(find_all(twin, told.tell_place, places), reported), None), ""),
        salutation=cut(reading, address, "\n"),
    )


def find_all(twin: str, tell: Finder, lines: Iterable[Line]) -> Iterator[Line]:
    """What the lines tell, in their order."""
    return (found for line in lines if (found := tell(twin, line)))


def find_dates_told(twin: str, head: Head, *, plain: bool) -> Iterator[Date]:
    """The dates that the head gives the speech, the most trusted first."""
    over = over_title(head)
    labelled = any(label.match(twin, *line) for line in (*over, *head.block) for label in (told.PLACED, told_speakers.LABELLED))
    finders: tuple[tuple[Callable[[str, Line], Date | None], Sequence[Line]], ...] = (
        (partial(told_dates.tell_date, plain=plain, labelled=labelled), (*head.block, *head.first)),
        (partial(told_dates.tell_event_date, labelled=labelled), over),
        (told_dates.tell_title_date, head.title),
        (told_dates.tell_lead_date, head.leads),
        (told_dates.tell_reported_date, head.reports),
        (told_dates.tell_last_date, head.last[-2:]),
        (told_dates.tell_end_date, head.last[-1:]),
        (told_dates.tell_today, head.first),
    )
    yield from (found for tell, lines in finders for line in lines if (found := tell(twin, line)))
    days = {day for line in head.leads if (day := told_dates.tell_lead_day(twin, line))}
    below = (next(find_dates(twin, *line), None) for line in head.foot if days)
    begun = {line.start for line in head.foot}  # not: 更新日期：2031年3月2日
    yield from (date for date in below if date and date.iso and date.iso[4:] in days and date.start in begun)


def find_speakers(twin: str, head: Head, address: Line | None) -> Iterator[Line]:
    """The speakers that the head names, the most trusted first."""
    lines = (*head.block, *head.first)
    over = over_title(head)
    signed = {twin[place.start:place.end] for place in find_all(twin, told_speakers.tell_sure, lines)}
    if len(signed) > 1 and not any(find_all(twin, told_speakers.tell_label, lines)):
        return  # a text of several
    of_site = any(SITE_SHAPES.search(twin, *line) for line in head.block)
    finders: tuple[tuple[Finder, Sequence[Line]], ...] = (
        (told_speakers.tell_label, (*lines, *head.title, *over, *signed_lines(twin, head))),
        (told_speakers.tell_sure, lines),
        (told_speakers.tell_lecturer, (*lines, *head.title)),
        (told_speakers.tell_name, tuple(name_lines(twin, head, address))),
        (told_speakers.tell_before_at, (*head.block, *subtitles(twin, head), *head.title)),
        (told_speakers.tell_lead, head.leads),
        (told_speakers.tell_name, head.block[:1] if head.title and not of_site else ()),
        (told_speakers.tell_sure, over[-2:] if any(told.NO_SUBJECT.match(twin, *line) for line in head.title) else ()),
        (told_speakers.tell_name, tuple(signed_lines(twin, head))),
        (partial(told_speakers.tell_headline, told=(*head.reports, *head.foot)), head.title),
        (told_speakers.tell_reported, head.reports),
        (told_self.tell_says, head.said),
        (told_self.tell_own_name, head.begun),
    )
    yield from (found for tell, lines in finders for found in find_all(twin, tell, lines))


def over_title(head: Head) -> tuple[Line, ...]:
    """The lines above the title, of which only what a label says is believed."""
    return tuple(line for line in head.leads if head.title and line.end <= head.title[0].start)


def name_lines(twin: str, head: Head, address: Line | None) -> Iterator[Line]:
    """The lines of the block that may be nothing but a name: a date stands on them or beside them, or the greeting behind."""
    lines = (*head.block, *head.first)
    dated = [any(find_dates(twin, *line)) for line in lines]
    for index, line in enumerate(lines):
        greeted = address is not None and line.end <= address.start and not twin[line.end:address.start].strip()
        if greeted or any(dated[max(index - 1, 0):index + 2]):
            yield line


def subtitles(twin: str, head: Head) -> Iterator[Line]:
    """The subtitles that stand among the first lines of the text."""
    return (line for line in head.first if told.SUBTITLE.match(twin, *line))


def signed_lines(twin: str, head: Head) -> Iterator[Line]:
    """The lines at the end of the text that stand right above a date, or on its line."""
    for one, other in pairwise(head.last):
        if told_dates.tell_last_date(twin, other):
            yield from (one, other)


def cut(reading: Reading, place: Line | None, between: str) -> Value | None:
    """The published words of a place; `between` stands for the line breaks in them."""
    return None if place is None else Value(BREAK.sub(between, reading.text[place.start:place.end]), *place)
