"""Annotated shards in; out, the rows of their training views by split.

A group of shards has its views made where its files are written: beside them for as long as that takes, not kept twice.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.views.masks import mask_tables
from pipeline.views.sections import TOLD, told_sections
from pipeline.views.tasks import VIEWS, Tables
from pipeline.work.tables import PARTS, read_table
from schemas.names import SPLITS
from schemas.types import stated_schema

READ = {
    "sections": "section_id speech_id page_id parent_id depth role numbering number heading heading_path text "
    "defects quality duplicate_of cluster_id",
    "speeches": "speech_id page_id title text defects quality duplicate_of",
    "pages": "page_id text split",
    "spans": "page_id speech_id section_id kind start end",
    "personal": "page_id speech_id start end mask",
}
"""The columns that views are made of: the others are half of a table."""
NAMES = ("duplicate_of", "cluster_id")
"""Columns of names of which views see whether there is one and which are equal, never the names: other shards change these."""


def make_views(folder: Path, place: Path) -> None:
    """Write the views of one annotated shard; a view that has no rows in a split has no file for it."""
    whole = {name: number_names(read_table(folder, name, columns.split())).to_pylist() for name, columns in READ.items()}
    splits = {page["page_id"]: page["split"] for page in whole["pages"]}
    place.mkdir(parents=True)
    for split in SPLITS:
        tables = {name: [row for row in rows if splits[row["page_id"]] == split] for name, rows in whole.items()}
        for name, rows in view_tables(tables):
            with pa.OSFile(str(place / f"{name}-{split}.arrow"), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
                writer.write_table(rows)


def number_names(table: pa.Table) -> pa.Table:
    """A table with numbers for names, equal ones for equal names.

    >>> number_names(pa.table({"text": ["a", "b", "c", "d"], "cluster_id": ["y", "x", None, "y"]}))["cluster_id"].to_pylist()
    [0, 1, None, 0]
    """
    for name in (name for name in NAMES if name in table.column_names):
        numbers = table[name].combine_chunks().dictionary_encode().indices
        table = table.set_column(table.schema.get_field_index(name), name, numbers)
    return table


def digest_told(folder: Path) -> str:
    """What decides the views of an annotated shard: the folders that have columns of it, and of its own those that are read."""
    digest = sha256((folder / PARTS).read_bytes() if (folder / PARTS).exists() else b"")
    for name, columns in READ.items():
        if (path := folder / f"{name}.parquet").exists():
            own = [column for column in pq.read_schema(path).names if column in columns.split()]
            digest.update(repr(number_names(pq.ParquetFile(path).read(own, use_threads=False)).to_pylist()).encode())
    return digest.hexdigest()


def columns_of(name: str) -> list[str]:
    """The columns of a table that views are made of: all but its words, which are half of it."""
    return [column for column in stated_schema(name).names if column not in ("tokens", "keywords")]


def view_tables(tables: Tables) -> Iterator[tuple[str, pa.Table]]:
    """Every view that has rows, with the types of the contract; masks stand for personal data where there are some."""
    tables = mask_tables(tables)
    tables = {**tables, TOLD: told_sections(tables)}
    for name, view in VIEWS.items():
        rows = pa.Table.from_pylist(list(view.rows(tables)), schema=stated_schema(name))
        if rows.num_rows:
            yield name, rows


def read_view(place: Path, name: str, split: str) -> pa.Table:
    """The rows of one view of an annotated shard in one split."""
    path = place / f"{name}-{split}.arrow"
    if not path.exists():
        return stated_schema(name).empty_table()
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()
