"""A page's layout and sections in; out, the ledger: spans that partition the page text, each with its owner or its name."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from pipeline.parse.seams import RULE, find_seams
from pipeline.text.reading import Reading, find_break, page_offset
from pipeline.text.records import Damage, Extent, Layout, Line, Span, Unit
from schemas.names import PUBLISHED

Piece = tuple[int, int, str, int | None, int | None, str | None]
"""The fields of a span: start, end, kind, speech and section, in offsets of the reading until it is moved to the page, rule."""
make_span: Callable[[Piece], Span] = partial(tuple.__new__, Span)  # in half the time of `_make`; a page has hundreds
OF_TEXT = frozenset({"body", "blank"})  # pieces in which a chunk's number may stand
PIECE = re.compile(r"\s+|\S+")  # one run of white space, or of anything else


def draw_ledger(reading: Reading, damage: Sequence[Damage], layout: Layout, units: Sequence[Sequence[Unit]]) -> tuple[Span, ...]:
    """Every character of the page exactly once, in order: the pieces of speeches, stretches, blanks, and what was left out, the
    numbers between a text's chunks with it."""
    pieces: list[Piece] = [(start, end, kind, None, None, None) for start, end, kind in layout.stretches]
    for extent, sections in zip(layout.extents, units, strict=True):
        pieces += speech_pieces(reading.text, extent, sections)
    pieces.sort()
    if seams := find_seams(reading.twin, layout.extents, units):
        pieces = sorted(close_seams(pieces, seams))
    spans = merge(fill_gaps(reading.text, pieces))
    return tuple(map(make_span, merge(move_to_page(reading, damage, spans)) if damage else spans))


def close_seams(pieces: Sequence[Piece], seams: Sequence[Line]) -> Iterator[Piece]:
    """The pieces, what stands in the seams cut out of running text and left out; a seam that any other piece holds stays."""
    starts = [piece[0] for piece in pieces]
    held = (pieces[max(0, bisect_right(starts, start) - 1):bisect_left(starts, stop)] for start, stop in seams)
    closed = [
        seam for seam, over in zip(seams, held, strict=True) if all(one[1] <= seam.start or one[2] in OF_TEXT for one in over)
    ]
    ends = [seam.end for seam in closed]
    for start, end, kind, speech, section, rule in pieces:
        for at in range(bisect_right(ends, start), len(closed)):
            seam = closed[at]
            if seam.start >= end:
                break
            if start < seam.start:
                yield start, seam.start, kind, speech, section, rule
            start = seam.end
        if start < end:
            yield start, end, kind, speech, section, rule
    yield from ((start, end, "injected", None, None, RULE) for start, end in closed)


def speech_pieces(text: str, extent: Extent, units: Sequence[Unit]) -> list[Piece]:
    """The pieces of one speech: its title; marker, heading, stop and body of its sections; a break between paragraphs."""
    pieces: list[Piece] = []
    for unit in units:
        add_head(pieces, text, extent.start, unit)
    add_bodies(pieces, text, extent, units)
    pieces.sort()
    pieces += list(breaks_between(text, pieces))
    if extent.title_end > extent.start:
        pieces.append((extent.start, extent.title_end, "speech_title", extent.start, None, None))
    return pieces


def add_head(pieces: list[Piece], text: str, speech: int, unit: Unit) -> None:
    """Add marker, heading and the stop behind it."""
    section = unit.start
    if unit.marker_end > section:
        add_trimmed(pieces, text, (section, unit.marker_end, "marker", speech, section, None))
    if unit.heading:
        start, end = unit.heading
        pieces.append((start, end, "heading", speech, section, None))
        add_trimmed(pieces, text, (end, unit.text_start, "stop", speech, section, None))


def add_bodies(pieces: list[Piece], text: str, extent: Extent, units: Sequence[Unit]) -> None:
    """Add the running text of every section: the lines of the speech, cut where a section begins, whole ones with nothing but a
    line feed between them as one."""
    ends = [unit.start for unit in units[1:]] + [extent.end]
    speech, index, lines, last = extent.start, 0, extent.lines, len(extent.lines) - 1
    for unit, end in zip(units, ends, strict=False):  # a title alone has no units
        section, text_start = unit.start, unit.text_start
        while index <= last and lines[index][0] < end:
            start, stop = lines[index]
            if start >= text_start:
                while index < last and lines[index + 1][1] <= end and lines[index + 1][0] == stop + 1 and text[stop] == "\n":
                    index += 1
                    stop = lines[index][1]
            if start >= text_start and stop <= end:
                pieces.append((start, stop, "body", speech, section, None))
            else:
                add_trimmed(pieces, text, (max(start, text_start), min(stop, end), "body", speech, section, None))
            if stop > end:
                break
            index += 1


def add_trimmed(pieces: list[Piece], text: str, piece: Piece) -> None:
    """Add the piece without white space at its ends, unless it is nothing else."""
    start, end, kind, speech, section, rule = piece
    inside = text[start:end]
    words = inside.strip()
    if words:
        start += len(inside) - len(inside.lstrip()) if len(words) < len(inside) else 0
        pieces.append((start, start + len(words), kind, speech, section, rule))


def breaks_between(text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The one line break that is published between two neighbours: text of their section, or else the speech's own."""
    for (_start, end, kind, speech, section, _rule), (after, _end, following, _speech, other, _none) in pairwise(pieces):
        gap = text[end:after]
        place = 0 if gap == "\n" else find_break(gap)
        if place is None or (place and gap[:place].strip()):
            continue
        if kind == following == "body" and section == other:
            yield end + place, end + place + 1, "body", speech, section, None
        else:
            yield end + place, end + place + 1, "blank", speech, None, None


def fill_gaps(text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces and, between them, blanks; anything else that nobody claimed is named `other`."""
    position = 0
    for piece in [*pieces, (len(text), len(text), "blank", None, None, None)]:
        start, end = piece[:2]
        if start > position:
            if text[position:start].isspace():
                yield position, start, "blank", None, None, None
            else:
                for run in PIECE.finditer(text, position, start):
                    yield *run.span(), "blank" if run[0].isspace() else "other", None, None, None
        if end > start:
            yield piece
        position = end


def move_to_page(reading: Reading, damage: Sequence[Damage], pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces in offsets of the page, what was left out of the reading put back between them."""
    cut, shift, cuts = 0, 0, (*reading.cuts, len(reading.text))
    moved: dict[int | None, int | None] = {None: None}
    for start, end, kind, *owners, rule in pieces:
        for owner in owners:
            if owner not in moved:
                moved[owner] = page_offset(reading, owner or 0)
        speech, section = moved[owners[0]], moved[owners[1]]
        position = start
        while cuts[cut] < end:
            if cuts[cut] > position:
                yield position + shift, cuts[cut] + shift, kind, speech, section, rule
                position = cuts[cut]
            shift = reading.shifts[cut]
            yield left_out(damage[cut])
            cut += 1
        yield position + shift, end + shift, kind, speech, section, rule
    yield from map(left_out, damage[cut:])


def left_out(damage: Damage) -> Piece:
    """Characters that are no part of the reading."""
    return damage.start, damage.end, "injected", None, None, damage.rule


def merge(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours of one kind, one owner and one rule as one piece."""
    merged: list[Piece] = []
    begin = stop = 0
    kind, speech, section, rule = "", *[None] * 3
    for start, end, own_kind, own_speech, own_section, own_rule in pieces:
        if own_section != section or own_kind != kind or own_speech != speech or own_rule != rule:
            if kind:
                merged.append((begin, stop, kind, speech, section, rule))
            begin, kind, speech, section, rule = start, own_kind, own_speech, own_section, own_rule
        stop = end
    if kind:
        merged.append((begin, stop, kind, speech, section, rule))
    return merged


def owned_texts(text: str, spans: Sequence[Span]) -> tuple[dict[int, str], dict[int, str]]:
    """The published text of every speech and of every section, by start: the spans that carry it, put together."""
    speeches: dict[int, list[str]] = {}
    sections: dict[int, list[str]] = {}
    for start, end, kind, speech, section, _rule in spans:
        if speech is not None and kind in PUBLISHED:
            speeches.setdefault(speech, []).append(text[start:end])
            if section is not None and kind == "body":
                sections.setdefault(section, []).append(text[start:end])
    return {key: "".join(parts) for key, parts in speeches.items()}, {key: "".join(parts) for key, parts in sections.items()}
