"""A file and a place in it in; out, why each line is read as it is: the roles and moves that were weighed, and their points."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.job.errors import PipelineError
from pipeline.outline.explain import Explained as Candidate
from pipeline.outline.explain import explain_outline
from pipeline.outline.weights import REASONS as OUTLINE_REASONS
from pipeline.parse.page import Parsed, parse_page
from pipeline.sources.documents import Document, Options, Rejection
from pipeline.sources.listing import list_sources
from pipeline.sources.pages import Page, read_page
from pipeline.sources.readers import read_documents
from pipeline.speeches.explain import REASONS as ROLE_REASONS
from pipeline.speeches.explain import Explained as Piece
from pipeline.speeches.explain import explain_roles
from pipeline.text.reading import page_end, page_offset, split_lines

SHOWN = 5  # features of a role or a move that the terminal shows
WAYS = 4  # roles or moves of a line that the terminal shows
WORDS = 60  # code points of a line that the terminal shows
Record = dict[str, Any]


def run_explain(page: Path, line: int | None, at: int | None, form: str) -> None:
    """Print why a page is read as it is: all lines, or one (from 1), or the one at an offset (code points, from 0)."""
    records = list(explain_file(page, line, at))
    records = [record for record in records if record["lines"]]
    if form == "json":
        print(json.dumps(records, ensure_ascii=False, indent=1))
        return
    whole = line is None and at is None
    for record in records:
        print("\n".join(tell_page(record, whole)))


def explain_file(path: Path, line: int | None = None, at: int | None = None) -> Iterator[Record]:
    """Every page of a file with its lines, or the one that is asked for. Raises PipelineError when there is none."""
    if not path.is_file():
        raise PipelineError(f"{path}: expected a file with a page in it")
    reasons, told = [], False
    for document in read_documents(list_sources((str(path),))[0], Options()):
        found = read_page(document) if isinstance(document, Document) else document
        if isinstance(found, Page):
            lines = list(explain_page(found.text, parse_page(found.text, found.document.cues, found.document.stated)))
            lines = [one for one in lines if asked_for(one, line, at)]
            told = told or bool(lines)
            reasons.append(f"the page has {found.text.count(chr(10)) + 1} lines, {len(found.text)} characters")
            yield {"page": found.document.source, "lines": lines}
        elif isinstance(found, Rejection):
            reasons.append(f"{found.reason}: {found.detail}")
    if not told:
        raise PipelineError(f"{path}: nothing to explain there: {'; '.join(reasons) or 'no page in it'}")


def asked_for(record: Record, line: int | None, at: int | None) -> bool:
    """Whether a line is the one that is asked for."""
    return line in (None, record["line"]) and (at is None or record["start"] <= at <= record["end"])


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


def tell_page(record: Record, whole: bool) -> Iterator[str]:
    """The words for a terminal: a line each, or all that was weighed for one."""
    yield f"{record['page']}"
    for line in record["lines"]:
        yield from tell_line(line, 1 if whole else WAYS)
    if not whole:
        named = {name for line in record["lines"] for name in features_shown(line)}
        known = {**ROLE_REASONS, **OUTLINE_REASONS}
        yield from (f"    {name}: {known[name]}" for name in sorted(named) if known.get(name))


def tell_line(line: Record, ways: int) -> Iterator[str]:
    """A line: its words, what was left out of it, its pieces and candidates."""
    words = line["text"].strip()
    yield f"{line['line']:>5}  {words[:WORDS]}{'…' if len(words) > WORDS else ''}"
    for span in line["spans"]:
        if span["kind"] == "damage":
            yield f"       left out at {span['start']}: {span['rule']}"
    for piece in line["pieces"]:
        yield from tell_ways("role", [{**way, "name": way["role"]} for way in piece["weighed"][:ways]])
    for one in line["candidates"]:
        moves = [{**way, "name": way["action"] + (f" at depth {way['depth']}" if way["depth"] else "")} for way in one["weighed"]]
        yield from tell_ways(f"「{one['marker']}」" if one["marker"] else "heading", moves[:ways])


def tell_ways(name: str, ways: Sequence[Record]) -> Iterator[str]:
    """What was chosen, and what else could be, by how many points the best page with it is behind."""
    for number, way in enumerate(ways):
        counted = sorted(way["features"].items(), key=lambda one: -abs(one[1]))[:SHOWN]
        points = ", ".join(f"{key} {value:+}" for key, value in counted) or "0"
        said = f"{' ' * len(name)}   or {way['name']}, {way['behind']} points behind" if number else f"{name} {way['name']}"
        yield f"       {said}: {points}"


def features_shown(line: Record) -> Iterator[str]:
    """The names of the features that the words for a terminal show."""
    for one in (*line["pieces"], *line["candidates"]):
        for way in one["weighed"][:WAYS]:
            yield from sorted(way["features"], key=lambda name: -abs(way["features"][name]))[:SHOWN]
