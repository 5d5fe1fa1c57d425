"""A page as it was read in; out, why: line by line the roles and sections that were weighed, the points of their features.

`behind` is by how many points the best page with another choice is behind: what would have changed the decision.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

from pipeline.outline.explain import Explained as Candidate
from pipeline.outline.explain import explain_outline
from pipeline.outline.weights import REASONS as OUTLINE_REASONS
from pipeline.parse.page import Parsed, parse_page
from pipeline.parse.reasons import REASONS as ROLE_REASONS
from pipeline.parse.reasons import Explained as Piece
from pipeline.parse.reasons import explain_roles
from pipeline.text.reading import page_end, page_offset, split_lines

REASONS: Mapping[str, str] = {**ROLE_REASONS, **OUTLINE_REASONS}
"""Feature → what it says."""
SHOWN = 5  # features of a role or a move that are shown
WAYS = 4  # roles or moves of a line that are shown
Record: TypeAlias = dict[str, Any]


def explain_page(text: str, parsed: Parsed) -> Iterator[Record]:
    """Every line of a page that is not blank: what was left out of it, its pieces with the roles weighed, its candidates."""
    reading = parsed.reading
    starts = [0, *(place + 1 for place, character in enumerate(text) if character == "\n")]
    lines: dict[int, Record] = {}

    def line_at(offset: int) -> Record:
        number = bisect_right(starts, offset)
        start, end = starts[number - 1], (starts[number] - 1 if number < len(starts) else len(text))
        new = {"line": number, "start": start, "end": end, "text": text[start:end], "spans": [], "pieces": [], "candidates": []}
        return lines.setdefault(number, new)

    for span in parsed.spans:
        if span.kind != "blank":
            line_at(span.start)["spans"].append({"start": span.start, "end": span.end, "kind": span.kind, "rule": span.rule})
    for piece in explain_roles(reading, split_lines(reading.text)):
        start, end = page_offset(reading, piece.start), page_end(reading, piece.end)
        line_at(start)["pieces"].append({"start": start, "end": end, "role": piece.role, "weighed": weighed_roles(piece)})
    for extent in parsed.layout.extents:
        for one in explain_outline(reading, extent.lines):
            start, end = page_offset(reading, one.start), page_end(reading, one.end)
            named = {"start": start, "end": end, "marker": reading.text[one.start:one.end], "system": one.system}
            line_at(start)["candidates"].append({**named, "weighed": weighed_moves(one)})
    yield from (lines[number] for number in sorted(lines))


def weighed_roles(piece: Piece) -> list[Record]:
    """The roles of a piece, first the one that it has."""
    ways = piece.weighed
    return [{"role": way.role, "behind": way.behind, "points": way.points, "features": dict(way.signs)} for way in ways]


def weighed_moves(one: Candidate) -> list[Record]:
    """What could be done with a candidate, first what was."""
    return [way._asdict() | {"features": dict(way.features)} for way in one.weighed]


def explain_places(text: str, places: Collection[int]) -> dict[str, Record]:
    """The lines of a page where something begins at one of these places (code points), by the place, no more than is shown."""
    lines = explain_page(text, parse_page(text)) if places else ()
    found = dict[str, Record]()
    for line in lines:
        begun = {one["start"] for one in (*line["pieces"], *line["candidates"])}
        found |= {str(place): shorten(line, place) for place in sorted(begun & {*places})}
    return found


def shorten(line: Record, place: int | None = None) -> Record:
    """A line without its words, with as much as is shown of what was weighed; with a place, of what begins there alone."""
    short: Record = {"line": line["line"], "start": line["start"]}
    for name in ("pieces", "candidates"):
        asked = [one for one in line[name] if place in (None, one["start"])]
        short[name] = [{**one, "weighed": [*map(shorten_way, one["weighed"][:WAYS])]} for one in asked]
    return short


def shorten_way(way: Record) -> Record:
    """A role or a move with its heaviest features."""
    return {**way, "features": dict(heaviest(way))}


def heaviest(way: Record) -> list[tuple[str, int]]:
    """The features that count most."""
    counted: list[tuple[str, int]] = sorted(way["features"].items(), key=lambda one: -abs(one[1]))
    return counted[:SHOWN]
