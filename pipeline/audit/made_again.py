"""A dataset folder in; out, where it differs from what its own rows and words make: all that is derived is made again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path

import pyarrow as pa

from pipeline.audit.files import Finding
from pipeline.audit.parquet import compare_digests
from pipeline.audit.proofs import Part
from pipeline.audit.records import Pages, read_pages
from pipeline.release.folder import MANIFEST, SIGNATURE, Known, jsonl_file, list_files, said_of
from pipeline.release.manifest import Manifest, measure_file, read_manifest, say_making, sum_digests
from pipeline.release.render import facts_of, is_data, render, vouch
from pipeline.views.files import view_tables
from pipeline.views.tasks import VIEWS
from pipeline.work.digests import Digest, add_digests, digest_batches
from pipeline.work.tables import json_lines, read_batches
from schemas.types import stated_schema

QUOTED_LENGTH = 60  # characters of a line that is quoted


def check_made_again(folder: Path, known: Mapping[str, Known]) -> Iterator[Finding]:
    """Every file that follows from the rows and the words of the manifest has the bytes that they make."""
    manifest = read_manifest(folder)
    yield from check_making(manifest)
    made = render(facts_of(folder, manifest, known)) | vouch(manifest)
    for name, content in made.items():
        yield from compare_bytes(folder, name, content)
    others = [name for name in list_files(folder) if name not in made and name != SIGNATURE and not is_data(name)]
    yield from (Finding(name, "expected no such file") for name in others)


def check_making(manifest: Manifest) -> Iterator[Finding]:
    """The dataset was made by this very code, with these libraries."""
    said, found = say_making(), manifest["made_by"]
    for name, value in said.items():
        if found.get(name) != value:
            yield Finding(MANIFEST, f"made_by: expected the {name} of this program, {value!s:.90}, found {found.get(name)!s:.90}")


def compare_bytes(folder: Path, name: str, expected: bytes) -> Iterator[Finding]:
    """The first line in which a file differs from what was made."""
    path = folder / name
    if not path.is_file():
        yield Finding(name, "expected this file")
    elif (found := path.read_bytes()) != expected:
        ours, theirs = expected.split(b"\n"), found.split(b"\n")
        alike = takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False))
        place = sum(1 for _pair in alike)
        yield Finding(name, f"line {place + 1}: expected {quote(ours, place)}, found {quote(theirs, place)}")


def quote(lines: list[bytes], place: int) -> str:
    """A line, quoted, or that there is none."""
    return f"「{lines[place].decode(errors='replace'):.{QUOTED_LENGTH}}」" if place < len(lines) else "the end"


def check_lines(part: Part) -> Iterator[Finding]:
    """JSON lines are the rows of the Parquet files in their order, byte for byte as they were written."""
    for rows in (path for config in part.configs for path in part.files(config)):
        path = jsonl_file(rows)
        problem = compare_lines(path, rows) if path.is_file() else ""  # the gate `shards` asks for the file
        if problem:
            yield Finding(path.relative_to(part.folder).as_posix(), problem)


def compare_lines(path: Path, rows: Path) -> str:
    """How JSON lines differ from the rows of a Parquet file; "" when they do not."""
    row = 0
    with path.open("rb") as lines:
        for batch in read_batches([rows]):
            expected = json_lines(batch)
            if lines.read(len(expected)) != expected:
                return f"expected the rows of the Parquet files, another line among {row + 1} to {row + batch.num_rows}"
            row += batch.num_rows
        return "expected nothing behind the last row" if lines.read(1) else ""


def check_views(part: Part, some_pages: Iterable[Pages]) -> Iterator[Finding | None]:
    """Every view holds what its source columns make, no row more and none less."""
    said = said_of(part.folder).configs
    streams = {name: Rows(read_batches(part.files(name))) for name in VIEWS if name in said or part.files(name)}
    others = dict.fromkeys(streams, False)
    for pages in some_pages:
        for name, rows in view_tables(pages.rows):
            if name in streams and not others[name]:
                others[name] = not rows.equals(streams[name].take(rows.num_rows, rows.schema))
        yield None
    left = (name for name, rows in streams.items() if others[name] or rows.take(1, stated_schema(name)).num_rows)
    yield from compare_views(part, [*left])


def compare_views(part: Part, others: Sequence[str]) -> Iterator[Finding]:
    """How views of a part that stand otherwise than they are made differ from what is made."""
    made = digest_views(part, others) if others else {}
    for name in others:
        found = sum_digests(measure_file(path) for path in part.files(name))
        if name in made and name in said_of(part.folder).configs:
            problems = compare_digests(found, made[name]) if found else ["expected its rows"]
            yield from (Finding(f"{name}/{part.split}", f"made again: {problem}") for problem in problems)
        elif found:
            yield Finding(f"{name}/{part.split}", "expected no rows, as the records of this split make none")


class Rows:
    """The rows of batches, as many as are asked for."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        """Nothing is read yet."""
        self.batches, self.waiting = batches, list[pa.RecordBatch]()

    def take(self, n_rows: int, schema: pa.Schema) -> pa.Table:
        """The next rows; fewer where there are no more."""
        while sum(batch.num_rows for batch in self.waiting) < n_rows and (batch := next(self.batches, None)):
            self.waiting.append(batch)
        table = pa.Table.from_batches(self.waiting, schema)
        self.waiting = table.slice(n_rows).to_batches()
        return table.slice(0, n_rows)


def digest_views(part: Part, names: Sequence[str]) -> dict[str, Digest]:
    """The digests of these views as the records of a part make them."""
    digests: dict[str, Digest] = {}
    views = (view for pages in read_pages(part) for view in view_tables(pages.rows))
    for name, rows in views:
        if name in names:
            found = digest_batches(rows.schema, rows.to_batches())
            digests[name] = add_digests(digests[name], found) if name in digests else found
    return digests
