"""Groups that were written before in; out, what a group still has of one: of its shards that stay the rows, and what is known.

A file of a group has the rows of its shards one behind the other. Where they lie is kept beside the files: when one shard of a
group becomes another, the rows of the others are neither made, nor counted, nor turned into JSON again.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.groups.rows import BARE, Piece, Pieces, Some, kept_rows
from pipeline.release.folder import jsonl_file
from pipeline.work.digests import Digest
from pipeline.work.files import write_json
from schemas.names import SPLITS

PIECES = "pieces.json"
Lying: TypeAlias = "Mapping[str, tuple[int, int, Piece]]"
"""By shard its first row and the first byte of its JSON lines, and what is known of its rows."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A group that was written before: where the rows of its shards lie, by the name of the file."""

    place: Path
    files: Mapping[str, Lying]
    shards: frozenset[str]


def write_pieces(place: Path, code: str, shards: Sequence[str], pieces: Mapping[str, Pieces]) -> None:
    """Keep where the rows of the shards of a group lie, and what has made them."""
    write_json(place / PIECES, {"code": code, "shards": [*shards], "files": pieces})


def find_homes(places: Iterable[Path], code: str) -> dict[str, Path]:
    """By shard the group, of those that lie at these places, that this code has made of it and others."""
    paths = [place / PIECES for place in places if (place / PIECES).is_file()]
    said = [(path.parent, json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return {shard: place for place, one in said if one["code"] == code for shard in one["shards"]}


def choose_home(homes: Mapping[str, Path], shards: Sequence[str]) -> tuple[Path | None, int]:
    """The group that has most of these shards, if any does; how many shards it has not.

    >>> choose_home({"a": Path("one"), "b": Path("one"), "c": Path("other")}, ["a", "b", "c", "d"])[1], choose_home({}, ["a"])
    (2, (None, 1))
    """
    for place, count in Counter(homes[shard] for shard in shards if shard in homes).most_common(1):
        return place, len(shards) - count
    return None, len(shards)


def read_earlier(place: Path) -> Earlier:
    """A group that was written before."""
    said = json.loads((place / PIECES).read_text(encoding="utf-8"))
    return Earlier(place, {name: dict(lie(some)) for name, some in said["files"].items()}, frozenset(said["shards"]))


def lie(pieces: Sequence[tuple[str, Sequence[object]]]) -> Iterator[tuple[str, tuple[int, int, Piece]]]:
    """Where the rows of each shard begin in a file, as its pieces were kept."""
    row = start = 0
    for shard, said in pieces:
        one = Piece(*said)  # type: ignore[arg-type]
        yield shard, (row, start, one._replace(digest=one.digest and Digest(*one.digest)))
        row, start = row + one.n_rows, start + one.n_bytes


def take_rows(earlier: Earlier, config: str, shard: str) -> Iterator[tuple[str, Some]]:
    """The rows of a config that a shard has in each split."""
    for split in SPLITS:
        for name in (f"{BARE}/{config}/{split}.arrow", f"data/{config}/{split}.parquet"):
            if shard in earlier.files.get(name, {}):
                row, start, piece = earlier.files[name][shard]
                table = read_file(earlier.place / name).slice(row, piece.n_rows).combine_chunks()
                lines = read_lines(jsonl_file(earlier.place / name), start, piece.n_bytes)
                yield split, Some(table, shard, piece if piece.digest else None, lines)


@lru_cache(len(SPLITS))
def read_file(path: Path) -> pa.Table:
    """The rows of a file: one shard after the other is asked for those of each split."""
    if path.suffix != ".parquet":
        return kept_rows(path)
    with pq.ParquetFile(path) as file:
        return file.read(use_threads=False)


def read_lines(path: Path, start: int, n_bytes: int) -> bytes:
    """Some JSON lines of a file; none where there is no such file."""
    if not path.exists():
        return b""
    with path.open("rb") as file:
        file.seek(start)
        return file.read(n_bytes)
