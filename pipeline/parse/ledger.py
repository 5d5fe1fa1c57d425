"""A page's layout and sections in; out, the ledger: spans that partition the page text, each with its owner or its name."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from pipeline.text.reading import Reading, find_break, page_offset
from pipeline.text.records import Damage, Extent, Layout, Span, Unit

Piece = tuple[int, int, str, int | None, int | None]
"""A span before it is moved to the page: start, end, kind, speech and section, in offsets of the reading."""
Placed = tuple[int, int, str, int | None, int | None, str | None]
"""The fields of a span."""
make_span: Callable[[Placed], Span] = partial(tuple.__new__, Span)  # in half the time of `_make`; a page has hundreds
PIECE = re.compile(r"\s+|\S+")  # one run of white space, or of anything else


def draw_ledger(reading: Reading, damage: Sequence[Damage], layout: Layout, units: Sequence[Sequence[Unit]]) -> tuple[Span, ...]:
    """Every character of the page exactly once, in order: the pieces of speeches, stretches, blanks, and what was left out."""
    pieces: list[Piece] = [(start, end, kind, None, None) for start, end, kind in layout.stretches]
    for extent, sections in zip(layout.extents, units, strict=True):
        pieces += speech_pieces(reading.text, extent, sections)
    pieces.sort()
    return tuple(merge(move_to_page(reading, damage, fill_gaps(reading.text, pieces))))


def speech_pieces(text: str, extent: Extent, units: Sequence[Unit]) -> list[Piece]:
    """The pieces of one speech: its title; marker, heading, stop and body of its sections; a break between paragraphs."""
    pieces = [piece for unit in units for piece in head_pieces(text, extent.start, unit)]
    pieces += body_pieces(text, extent, units)
    pieces.sort()
    pieces += list(breaks_between(text, pieces))
    if extent.title_end > extent.start:
        pieces.append((extent.start, extent.title_end, "speech_title", extent.start, None))
    return pieces


def head_pieces(text: str, speech: int, unit: Unit) -> Iterator[Piece]:
    """Marker, heading and the stop behind it."""
    if unit.marker_end > unit.start:
        yield from trimmed(text, (unit.start, unit.marker_end, "marker", speech, unit.start))
    if unit.heading:
        yield *unit.heading, "heading", speech, unit.start
        yield from trimmed(text, (unit.heading[1], unit.text_start, "stop", speech, unit.start))


def body_pieces(text: str, extent: Extent, units: Sequence[Unit]) -> Iterator[Piece]:
    """The running text of every section: the lines of the speech, cut where a section begins, whole ones with nothing but a line
    feed between them as one."""
    ends = [unit.start for unit in units[1:]] + [extent.end]
    index, lines, last = 0, extent.lines, len(extent.lines) - 1
    for unit, end in zip(units, ends, strict=False):  # a title alone has no units
        section, text_start = unit.start, unit.text_start
        while index <= last and lines[index][0] < end:
            start, stop = lines[index]
            if start >= text_start:
                while index < last and lines[index + 1][1] <= end and lines[index + 1][0] == stop + 1 and text[stop] == "\n":
                    index += 1
                    stop = lines[index][1]
            piece = (max(start, text_start), min(stop, end), "body", extent.start, section)
            if piece[0] == start and piece[1] == stop:
                yield piece
            else:
                yield from trimmed(text, piece)
            if stop > end:
                break
            index += 1


def trimmed(text: str, piece: Piece) -> Iterator[Piece]:
    """The piece without white space at its ends, or nothing."""
    start, end, kind, speech, section = piece
    inside = text[start:end]
    left = len(inside) - len(inside.lstrip())
    if left < len(inside):
        yield start + left, start + len(inside.rstrip()), kind, speech, section


def breaks_between(text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The one line break that is published between two neighbours: text of their section, or else the speech's own."""
    for (_start, end, kind, speech, section), (after, _end, following, _speech, other) in pairwise(pieces):
        gap = text[end:after]
        place = 0 if gap == "\n" else find_break(gap)
        if place is None or gap[:place].strip():
            continue
        if kind == following == "body" and section == other:
            yield end + place, end + place + 1, "body", speech, section
        else:
            yield end + place, end + place + 1, "blank", speech, None


def fill_gaps(text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces and, between them, blanks; anything else that nobody claimed is named `other`."""
    position = 0
    for piece in [*pieces, (len(text), len(text), "blank", None, None)]:
        start, end = piece[:2]
        if start > position:
            if text[position:start].isspace():
                yield position, start, "blank", None, None
            else:
                for run in PIECE.finditer(text, position, start):
                    yield *run.span(), "blank" if run[0].isspace() else "other", None, None
        if end > start:
            yield piece
        position = end


def move_to_page(reading: Reading, damage: Sequence[Damage], pieces: Iterable[Piece]) -> Iterator[Placed]:
    """The pieces in offsets of the page, what was left out of the reading put back between them."""
    if not damage:
        yield from ((*piece, None) for piece in pieces)
        return
    cut, shift, cuts = 0, 0, (*reading.cuts, len(reading.text))
    moved: dict[int | None, int | None] = {None: None}
    for start, end, kind, *owners in pieces:
        for owner in owners:
            if owner not in moved:
                moved[owner] = page_offset(reading, owner or 0)
        speech, section = moved[owners[0]], moved[owners[1]]
        position = start
        while cuts[cut] < end:
            if cuts[cut] > position:
                yield position + shift, cuts[cut] + shift, kind, speech, section, None
                position = cuts[cut]
            shift = reading.shifts[cut]
            yield left_out(damage[cut])
            cut += 1
        yield position + shift, end + shift, kind, speech, section, None
    yield from map(left_out, damage[cut:])


def left_out(damage: Damage) -> Placed:
    """Characters that are no part of the reading."""
    return damage.start, damage.end, "injected", None, None, damage.rule


def merge(pieces: Iterable[Placed]) -> Iterator[Span]:
    """Neighbours of one kind, one owner and one rule as one span."""
    first = last = 0
    same: tuple[str, int | None, int | None, str | None] | None = None
    for piece in pieces:
        owner = piece[2:]
        if owner != same:
            if same is not None:
                yield make_span((first, last, *same))
            first, same = piece[0], owner
        last = piece[1]
    if same is not None:
        yield Span(first, last, *same)
