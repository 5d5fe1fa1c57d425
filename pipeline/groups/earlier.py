"""Groups that were written before in; out, what a group still has of one: of its shards that stay the rows, and what is known.

A file of a group has the rows of its shards one behind the other. Where they lie is kept beside the files: when one shard of a
group becomes another, the rows of the others are neither made, nor counted, nor turned into JSON again. Where all shards of a
group have the same rows of a config as before, whatever else has changed of them, its files stay as they are.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from shutil import copyfile
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.groups.rows import BARE, Piece, Pieces, Some, kept_rows
from pipeline.release.folder import jsonl_file
from pipeline.views.files import digest_told
from pipeline.views.tasks import VIEWS
from pipeline.work.digests import Digest, digest_file
from pipeline.work.files import write_json
from pipeline.work.tables import PARTS
from schemas.names import SPLITS

FACTS, PIECES = "facts.json", "pieces.json"  # what is known of each file of a group; where the rows of its shards lie
Lying: TypeAlias = "Mapping[str, tuple[int, int, Piece]]"
"""By shard its first row and the first byte of its JSON lines, and what is known of its rows."""
Origins: TypeAlias = list[str]
"""For each shard of a group what its rows of a config are made of: equal, the rows are equal."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A group that was written before: where the rows of its shards lie, by the name of the file; its shards in their order; by
    config what their rows are made of.
    """

    place: Path
    files: Mapping[str, Lying]
    shards: Sequence[str]
    origins: Mapping[str, Origins]


def write_pieces(
    place: Path, code: str, made: tuple[Sequence[Path], Mapping[str, Origins]], pieces: Mapping[str, Pieces]
) -> None:
    """Keep where the rows of the shards of a group lie, what these are made of, and what has made them."""
    shards, origins = made
    texts = [*filter(None, map(texts_of, shards))]
    said = {"code": code, "shards": [shard.name for shard in shards], "texts": texts, "origins": origins}
    write_json(place / PIECES, {**said, "files": pieces})


def texts_of(shard: Path) -> str:
    """The name of the texts of an annotated shard, whatever all shards together say of them; none where it has them itself."""
    return digest_file(shard / PARTS) if (shard / PARTS).exists() else ""


def find_homes(places: Iterable[Path], code: str) -> dict[str, Path]:
    """By shard the group, of those that lie at these places, that this code has made of it and others; by its texts, too."""
    paths = [place / PIECES for place in places if (place / PIECES).is_file()]
    said = [(path.parent, json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return {name: place for place, one in said if one["code"] == code for name in (*one["texts"], *one["shards"])}


def find_place(homes: Mapping[str, Path], shards: Sequence[Path]) -> tuple[Path | None, int]:
    """The group that has most of these shards, or else of their texts, if any has; how many shards it has not."""
    place, new = choose_home(homes, [shard.name for shard in shards])
    return place or choose_home(homes, [*map(texts_of, shards)])[0], new


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
    return Earlier(place, {name: dict(lie(some)) for name, some in said["files"].items()}, said["shards"], said["origins"])


def find_origins(shards: Sequence[Path], configs: Sequence[str], earlier: Earlier | None) -> dict[str, Origins]:
    """What the rows of configs are made of, for each shard: of a table the files with its columns, of views what they tell."""
    new = [shard for shard in shards if not (earlier and shard.name in earlier.shards)]
    there, told = index_origins(earlier), {shard: digest_told(shard) for shard in new}
    return {
        config: [
            (told[shard] if config in VIEWS else digest_table(shard, config)) if shard in told else there[config, shard.name]
            for shard in shards
        ]
        for config in configs
    }


def index_origins(earlier: Earlier | None) -> dict[tuple[str, str], str]:
    """What the rows of an earlier group are made of, by config and shard."""
    if earlier is None:
        return {}
    pairs = ((config, zip(earlier.shards, some, strict=True)) for config, some in earlier.origins.items())
    return {(config, shard): one for config, some in pairs for shard, one in some}


def digest_table(shard: Path, name: str) -> str:
    """What decides the rows of a table of one shard, and their splits: pages say the split of what says none itself."""
    files = [shard / PARTS, *(shard / f"{one}.parquet" for one in ("pages", name))]
    return sha256("".join(digest_file(file) if file.exists() else "-" for file in files).encode()).hexdigest()


def take_files(
    earlier: Earlier, config: str, shards: Sequence[str], to: tuple[Path, dict[str, Pieces]]
) -> dict[str, dict[str, object]]:
    """Link the files of a config, of which these shards have the same rows as those before, to a place; what is known of them.
    Noted `to` the pieces is what each shard has of them.
    """
    (place, pieces), names, facts = to, dict(zip(earlier.shards, shards, strict=True)), read_facts(earlier.place)
    taken = {name: said for name, said in facts.items() if Path(name).parent.name == config}
    for name in taken:
        link_file(earlier.place / name, place / name)
        if lying := earlier.files.get(name):
            pieces[name] = [(names[shard], piece) for shard, (_row, _start, piece) in lying.items()]
    return {name: said | {"seen": seen(place / name)} for name, said in taken.items()}


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


def list_data(place: Path) -> list[str]:
    """The files of rows of a group or bundle."""
    found = (path for path in place.rglob("*.*") if path.name not in (FACTS, PIECES))
    return sorted(path.relative_to(place).as_posix() for path in found)


def seen(path: Path) -> list[int]:
    """Length and time of a file: what the system knows without reading it."""
    return [path.stat().st_size, path.stat().st_mtime_ns]


def read_facts(place: Path) -> dict[str, dict[str, object]]:
    """What is known of the files of a group; nothing where it was not written to its end."""
    try:
        facts: dict[str, dict[str, object]] = json.loads((place / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts


def is_as_written(place: Path) -> bool:
    """Whether a group is there, and nobody has touched its files, here or where they are linked to."""
    facts = read_facts(place)
    return bool(facts) and {name: seen(place / name) for name in list_data(place)} == {n: f["seen"] for n, f in facts.items()}


def link_file(source: Path, target: Path) -> None:
    """A second name for a file; where the system has no such names, a copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        copyfile(source, target)
