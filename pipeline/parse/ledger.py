"""A page's layout and sections in; out, the ledger: spans that partition the page text, each with its owner or its name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from pipeline.text.reading import Reading, find_break, page_offset
from pipeline.text.records import Damage, Extent, Layout, Span, Unit

Placed = tuple[int, int, str, int | None, int | None, str | None]
"""The fields of a span."""
RUN = re.compile(r"\s+|\S+")  # one run of white space, or of anything else


class Piece(NamedTuple):
    """A span before it is moved to the page: offsets and owners in the reading."""

    start: int
    end: int
    kind: str
    speech: int | None = None
    section: int | None = None


def draw_ledger(reading: Reading, damage: Sequence[Damage], layout: Layout, units: Sequence[Sequence[Unit]]) -> tuple[Span, ...]:
    """Every character of the page exactly once, in order: the pieces of speeches, stretches, blanks, and what was left out."""
    pieces = [Piece(*stretch) for stretch in layout.stretches]
    for extent, sections in zip(layout.extents, units, strict=True):
        pieces += speech_pieces(reading.text, extent, sections)
    pieces.sort()
    return tuple(merge(move_to_page(reading, damage, fill_gaps(reading.text, pieces))))


def speech_pieces(text: str, extent: Extent, units: Sequence[Unit]) -> list[Piece]:
    """The pieces of one speech: its title; marker, heading, stop and body of its sections; a break between paragraphs."""
    pieces = [piece for unit in units for piece in head_pieces(text, extent.start, unit)]
    pieces += body_pieces(text, extent, units)
    pieces.sort()
    pieces += [found for before, after in pairwise(pieces) if (found := break_between(text, before, after))]
    if extent.title_end > extent.start:
        pieces.append(Piece(extent.start, extent.title_end, "speech_title", extent.start))
    return pieces


def head_pieces(text: str, speech: int, unit: Unit) -> Iterator[Piece]:
    """Marker, heading and the stop behind it."""
    if unit.marker_end > unit.start:
        yield from trimmed(text, Piece(unit.start, unit.marker_end, "marker", speech, unit.start))
    if unit.heading:
        yield Piece(*unit.heading, "heading", speech, unit.start)
        yield from trimmed(text, Piece(unit.heading[1], unit.text_start, "stop", speech, unit.start))


def body_pieces(text: str, extent: Extent, units: Sequence[Unit]) -> Iterator[Piece]:
    """The running text of every section: the lines of the speech, cut where a section begins."""
    ends = [unit.start for unit in units[1:]] + [extent.end]
    index = 0
    for unit, end in zip(units, ends, strict=False):  # a title alone has no units
        while index < len(extent.lines) and extent.lines[index].start < end:
            line = extent.lines[index]
            yield from trimmed(
                text, Piece(max(line.start, unit.text_start), min(line.end, end), "body", extent.start, unit.start)
            )
            if line.end > end:
                break
            index += 1


def trimmed(text: str, piece: Piece) -> Iterator[Piece]:
    """The piece without white space at its ends, or nothing."""
    inside = text[piece.start : piece.end]
    left = len(inside) - len(inside.lstrip())
    if left == 0 and not inside[-1:].isspace() and inside:
        yield piece
    elif left < len(inside):
        yield piece._replace(start=piece.start + left, end=piece.start + len(inside.rstrip()))


def break_between(text: str, before: Piece, after: Piece) -> Piece | None:
    """The one line break that is published between two pieces: text of their section, or else the speech's own."""
    gap = text[before.end : after.start]
    place = find_break(gap)
    if place is None or gap[:place].strip():
        return None
    position = before.end + place
    if before.kind == after.kind == "body" and before.section == after.section:
        return Piece(position, position + 1, "body", before.speech, before.section)
    return Piece(position, position + 1, "blank", before.speech)


def fill_gaps(text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces and, between them, blanks; anything else that nobody claimed is named `other`."""
    position = 0
    for piece in [*pieces, Piece(len(text), len(text), "blank")]:
        if text[position:piece.start].isspace():
            yield Piece(position, piece.start, "blank")
        elif piece.start > position:
            for run in RUN.finditer(text, position, piece.start):
                yield Piece(*run.span(), "blank" if run[0].isspace() else "other")
        if piece.end > piece.start:
            yield piece
        position = piece.end


def move_to_page(reading: Reading, damage: Sequence[Damage], pieces: Iterable[Piece]) -> Iterator[Placed]:
    """The pieces in offsets of the page, what was left out of the reading put back between them."""
    cut, shift = 0, 0
    owner: tuple[int | None, int | None] = (None, None)
    moved: tuple[int | None, int | None] = (None, None)
    for piece in pieces:
        if piece[3:] != owner:
            owner, moved = piece[3:], (page_start(reading, piece.speech), page_start(reading, piece.section))
        position = piece.start
        while cut < len(damage) and reading.cuts[cut] < piece.end:
            if reading.cuts[cut] > position:
                yield position + shift, reading.cuts[cut] + shift, piece.kind, *moved, None
                position = reading.cuts[cut]
            shift = reading.shifts[cut]
            yield left_out(damage[cut])
            cut += 1
        yield position + shift, piece.end + shift, piece.kind, *moved, None
    yield from map(left_out, damage[cut:])


def left_out(damage: Damage) -> Placed:
    """Characters that are no part of the reading."""
    return damage.start, damage.end, "injected", None, None, damage.rule


def page_start(reading: Reading, start: int | None) -> int | None:
    """The owner's start in offsets of the page."""
    return None if start is None else page_offset(reading, start)


def merge(pieces: Iterable[Placed]) -> Iterator[Span]:
    """Neighbours of one kind, one owner and one rule as one span."""
    for same, run in groupby(pieces, key=itemgetter(2, 3, 4, 5)):
        neighbours = list(run)
        yield Span(neighbours[0][0], neighbours[-1][1], *same)
