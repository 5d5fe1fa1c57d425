"""A file and a place in it in; out, why each line is read as it is: the roles and moves that were weighed, and their points."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.job.errors import PipelineError
from pipeline.job.tongues import in_words, say
from pipeline.parse.page import parse_page
from pipeline.parse.why import REASONS, WAYS, Record, explain_page, heaviest
from pipeline.sources.documents import Rejection
from pipeline.sources.listing import list_sources
from pipeline.sources.pages import pages_of_file

WORDS = 60  # code points of a line that the terminal shows


def run_explain(page: Path, line: int | None, at: int | None, form: str) -> None:
    """Print why a page is read as it is: all lines, or one (from 1), or the one at an offset (code points, from 0)."""
    records = list(explain_file(page, line, at))
    records = [record for record in records if record["lines"]]
    if form == "json":
        print(json.dumps(records, ensure_ascii=False, indent=1))
        return
    whole = line is None and at is None
    for record in records:
        say("\n".join(tell_page(record, whole)))


def explain_file(path: Path, line: int | None = None, at: int | None = None) -> Iterator[Record]:
    """Every page of a file with its lines, or the one that is asked for: a.jsonl!3 is the third of it, as `source` names it.

    Raises PipelineError when there is none.
    """
    file, sign, inside = str(path).partition("!") if not path.is_file() else (str(path), "", "")
    if not Path(file).is_file():
        raise PipelineError(f"{path}: expected a file with a page in it")
    reasons, told, listed = [], False, list_sources((file,))[0]
    for found in pages_of_file(listed):
        source = found.source if isinstance(found, Rejection) else found.document.source
        if sign and source != f"{listed.source}!{inside}":
            continue
        if isinstance(found, Rejection):
            reasons.append(f"{found.reason}: {found.detail}")
        else:
            lines = list(explain_page(found.text, parse_page(found.text, found.document.cues, found.document.stated)))
            lines = [one for one in lines if asked_for(one, line, at)]
            told = told or bool(lines)
            reasons.append(f"the page has {found.text.count(chr(10)) + 1} lines, {len(found.text)} characters")
            yield {"page": found.document.source, "lines": lines}
    if not told:
        raise PipelineError(f"{path}: nothing to explain there: {'; '.join(reasons) or 'no page in it'}")


def asked_for(record: Record, line: int | None, at: int | None) -> bool:
    """Whether a line is the one that is asked for."""
    return line in (None, record["line"]) and (at is None or record["start"] <= at <= record["end"])


def tell_page(record: Record, whole: bool) -> Iterator[str]:
    """The words for a terminal: a line each, or all that was weighed for one."""
    yield f"{record['page']}"
    for line in record["lines"]:
        yield from tell_line(line, 1 if whole else WAYS)
    if not whole:
        named = {name for line in record["lines"] for name in features_shown(line)}
        yield from (f"    {name}: {in_words(REASONS[name])}" for name in sorted(named) if REASONS.get(name))


def tell_line(line: Record, ways: int) -> Iterator[str]:
    """A line: its words, what was left out of it, its pieces and candidates."""
    words = line["text"].strip()
    yield f"{line['line']:>5}  {words[:WORDS]}{'…' if len(words) > WORDS else ''}"
    for span in line["spans"]:
        if span["kind"] == "damage":
            yield f"       left out at {span['start']}: {span['rule']}"
    for piece in line["pieces"]:
        yield from tell_ways("role", [{**way, "name": in_words(way["role"])} for way in piece["weighed"][:ways]])
    for one in line["candidates"]:
        moves = [{**way, "name": name_of(way)} for way in one["weighed"][:ways]]
        yield from tell_ways(f"「{one['marker']}」" if one["marker"] else "heading", moves)


def name_of(move: Record) -> str:
    """A move with its depth, in the user's language."""
    return in_words(move["action"]) + (f" at depth {move['depth']}" if move["depth"] else "")


def tell_ways(name: str, ways: Sequence[Record]) -> Iterator[str]:
    """What was chosen, and what else could be, by how many points the best page with it is behind."""
    for number, way in enumerate(ways):
        points = ", ".join(f"{key} {value:+}" for key, value in heaviest(way)) or "0"
        said = f"{' ' * len(name)}   or {way['name']}, {way['behind']} points behind" if number else f"{name} {way['name']}"
        yield f"       {said}: {points}"


def features_shown(line: Record) -> Iterator[str]:
    """The names of the features that the words for a terminal show."""
    for one in (*line["pieces"], *line["candidates"]):
        for way in one["weighed"][:WAYS]:
            yield from (name for name, _points in heaviest(way))
