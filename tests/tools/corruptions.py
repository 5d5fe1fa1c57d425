"""Faults of a dataset folder, each a small function, and seals: what a careless or a clever hand brings up to date after it."""

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from pipeline.groups.rows import Some, open_rows
from pipeline.release import manifest
from pipeline.release.folder import (
    CHECKSUMS,
    MANIFEST,
    SOURCES,
    WRITTEN_LATER,
    Entry,
    Release,
    jsonl_file,
    list_files,
    parquet_files,
)
from pipeline.release.manifest import checksum_line, digest_entry, file_entry, make_manifest
from pipeline.release.render import seal, vouch, write_files
from pipeline.work.digests import Digest, digest_batches, digest_file
from pipeline.work.files import write_json, write_text
from pipeline.work.tables import read_batches
from schemas import TABLES
from schemas.derived import arrow_schema

Fault = Callable[[Release], None]
Row = dict[str, object]

FIRST = "train-00000-of-00001.parquet"
COUNTED: dict[tuple[str, ...], Entry] = {}


def digest_parquet(schema: pa.Schema, paths: Iterable[Path]) -> Digest:
    """The digest of some Parquet files."""
    return digest_batches(schema, (batch.cast(schema) for batch in read_batches(paths)))


def no_seal(_release: Release) -> None:
    """Nothing is brought up to date."""


def seal_checksums(release: Release) -> None:
    """Only checksums.sha256 is made again, from the bytes as they are now."""
    names = [name for name in list_files(release.folder) if name != CHECKSUMS]
    write_text(release.folder / CHECKSUMS, "".join(checksum_line(digest_file(release.folder / name), name) for name in names))


def seal_files(release: Release) -> None:
    """The sums of files are made again everywhere, the digests of columns are not."""
    written = json.loads((release.folder / MANIFEST).read_text(encoding="utf-8"))
    written["files"] = list_entries(release.folder)
    written["sources"] = written["files"].get(SOURCES, {})
    write_files(release.folder, vouch(written))


def seal_digests(release: Release) -> None:
    """The whole manifest is made again."""
    with patch.object(manifest, "config_entry", remember_entry):
        write_files(release.folder, vouch(make_manifest(release, list_entries(release.folder), None)))


def remember_entry(release: Release, config: str) -> dict[str, Entry]:
    """Rows and digests of a config by split, counted once for the same bytes: a fault spoils one file of fifty."""
    folder = release.folder
    parts = {split: (config, *map(digest_file, files)) for split, files in parquet_files(folder, config).items()}
    for split, key in parts.items():
        if key not in COUNTED:
            files = parquet_files(folder, config)[split]
            COUNTED[key] = digest_entry(digest_parquet(arrow_schema(TABLES[config]), files))
    return {split: COUNTED[key] for split, key in parts.items()}



def list_entries(folder: Path) -> dict[str, Entry]:
    """What a manifest lists of the files as they are now."""
    return {name: file_entry(folder / name) for name in list_files(folder) if name not in WRITTEN_LATER}


def seal_all(release: Release) -> None:
    """Everything is made again, as a build would that had the fault in it from the start."""
    with patch.object(manifest, "config_entry", remember_entry):
        seal(release)


def alter_bytes(name: str) -> Fault:
    """One byte in the first quarter of a file is another: in its rows, not in what describes them."""

    def fault(release: Release) -> None:
        data = bytearray((release.folder / name).read_bytes())
        data[len(data) // 4] ^= 1
        (release.folder / name).write_bytes(bytes(data))

    return fault


def replace_text(name: str, old: str, new: str) -> Fault:
    """The first place of a text in a file is another text."""

    def fault(release: Release) -> None:
        text = (release.folder / name).read_text(encoding="utf-8")
        assert old in text
        write_text(release.folder / name, text.replace(old, new, 1))

    return fault


def remove_file(name: str) -> Fault:
    """A file is gone."""
    return lambda release: (release.folder / name).unlink()


def add_file(name: str, text: str) -> Fault:
    """A file too many."""
    return lambda release: write_text(release.folder / name, text)


def rename_file(old: str, new: str) -> Fault:
    """A file has another name."""

    def fault(release: Release) -> None:
        (release.folder / old).rename(release.folder / new)

    return fault


def cut_file(name: str) -> Fault:
    """A file stops in the middle, as after a full disk."""

    def fault(release: Release) -> None:
        data = (release.folder / name).read_bytes()
        (release.folder / name).write_bytes(data[: len(data) // 2])

    return fault


def alter_json(name: str, alter: Callable[[dict], object]) -> Fault:  # type: ignore[type-arg]  # JSON of any form
    """A JSON file says something else."""

    def fault(release: Release) -> None:
        value = json.loads((release.folder / name).read_text(encoding="utf-8"))
        alter(value)
        write_json(release.folder / name, value)

    return fault


def alter_head(alter: Callable[[dict], object]) -> Fault:  # type: ignore[type-arg]  # YAML of any form
    """The YAML of the card says something else."""

    def fault(release: Release) -> None:
        _dashes, head, body = (release.folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
        value = yaml.safe_load(head)
        alter(value)
        write_text(
            release.folder / "README.md", "---\n" + yaml.safe_dump(value, allow_unicode=True, sort_keys=False) + "---\n" + body
        )

    return fault


def alter_parquet(config: str, alter: Callable[[pa.Table], pa.Table], split: str = "train", **options: object) -> Fault:
    """A Parquet file holds another table, or the same with other options; the JSON lines stay."""

    def fault(release: Release) -> None:
        path = release.folder / "data" / config / f"{split}-00000-of-00001.parquet"
        layout: dict[str, object] = {"compression": "zstd", "write_page_index": True} | options
        pq.write_table(alter(pq.read_table(path)), path, **layout)

    return fault


def alter_rows(config: str, alter: Callable[[list[Row]], list[Row]], split: str = "train") -> Fault:
    """The rows of a config and split are others, in Parquet and JSON lines alike."""

    def fault(release: Release) -> None:
        path = next((release.folder / "data" / config).glob(f"{split}-00000-of-*.parquet"))
        table = pq.read_table(path)
        changed = pa.Table.from_pylist(alter(table.to_pylist()), schema=table.schema)
        with open_rows(path, config, jsonl_file(path)) as put:
            put(Some(changed))

    return fault


def alter_cell(config: str, column: str, value: object, row: int = 1, split: str = "train") -> Fault:
    """One cell is another, in Parquet and JSON lines alike."""

    def alter(rows: list[Row]) -> list[Row]:
        return [{**cells, column: value} if index == row else cells for index, cells in enumerate(rows)]

    return alter_rows(config, alter, split)


def swap_cells(config: str, column: str, first: int, second: int) -> Fault:
    """Two rows have exchanged one cell."""

    def alter(rows: list[Row]) -> list[Row]:
        rows[first][column], rows[second][column] = rows[second][column], rows[first][column]
        return rows

    return alter_rows(config, alter)


def alter_all(config: str, cells: Callable[[Row], Row]) -> Fault:
    """Some cells of every row are others."""
    return alter_rows(config, lambda rows: [row | cells(row) for row in rows])


def double_row(config: str, row: int, source: str, target: str) -> Fault:
    """A row stands in the files of two splits."""

    def fault(release: Release) -> None:
        table = pq.read_table(release.folder / "data" / config / f"{source}-00000-of-00001.parquet")
        alter_rows(config, lambda rows: [*rows, table.to_pylist()[row]], target)(release)

    return fault


def move_row(config: str, row: int, source: str, target: str) -> Fault:
    """A row stands in the files of another split."""
    return both(double_row(config, row, source, target), alter_rows(config, lambda rows: rows[:row] + rows[row + 1 :], source))


def drop_line(name: str) -> Fault:
    """The last line of a file is gone."""

    def fault(release: Release) -> None:
        path = release.folder / name
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))

    return fault


def remove_folder(name: str) -> Fault:
    """A folder is gone."""
    return lambda release: shutil.rmtree(release.folder / name)


def both(*faults: Fault) -> Fault:
    """Several faults."""

    def fault(release: Release) -> None:
        for one in faults:
            one(release)

    return fault


def with_column(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    """The table with another column in the place of the one of this name."""
    return table.set_column(table.column_names.index(name), name, values)


def as_type(name: str, type_: pa.DataType) -> Callable[[pa.Table], pa.Table]:
    """The table with a column of another type."""
    return lambda table: with_column(table, name, table[name].cast(type_))


def as_null(name: str) -> Callable[[pa.Table], pa.Table]:
    """The table with a column of nothing, as when types are guessed from a first row without a value."""
    return lambda table: with_column(table, name, pa.nulls(table.num_rows))


def frame_of(folder: Path, config: str) -> pl.DataFrame:
    """All rows of a config."""
    return pl.read_parquet(folder / "data" / config / "*.parquet")
