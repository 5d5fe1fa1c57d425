"""Rows in; out, the table files of a shard, and back: whole, or some rows at a time."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.job.job import SHARD_TABLES
from schemas.types import stated_schema

Cell: TypeAlias = "str | int | float | bool | list[str] | list[dict[str, str]] | None"
Row: TypeAlias = "dict[str, Cell]"
Rows: TypeAlias = "dict[str, list[Row]]"
"""The rows of some tables, by the table's name."""
Made: TypeAlias = "Mapping[str, list[Row] | pa.Table]"
"""The same, of which some are tables already."""

SCHEMAS = {name: stated_schema(name) for name in SHARD_TABLES}
ANNOTATED = ("n_tokens", "tokens", "keywords", "cluster_id", "duplicate_of", "similarity", "lineage", "split")
"""The columns that `annotate` adds: until then no table has them."""
EXTRACTED = {name: pa.schema([field for field in schema if field.name not in ANNOTATED]) for name, schema in SCHEMAS.items()}
LINE_ENDS = "\u2028\u2029\u0085"
LOOKED_AT = 128 << 10  # bytes in which line ends are looked for at a time: with all that is found of them they fit into the cache
PARTS = "parts.json"  # of a shard some of whose columns lie in other folders: which ones, as seen from its own
BYTES = 4 << 20  # of a batch as the file holds it before compression; a row that is longer is a batch of its own
ROWS = 10_000  # of a batch at most: repeated values take next to no room in a file
BUFFER = 1 << 20  # bytes read at a time; otherwise a whole row group is


def read_batches(files: Iterable[Path], columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The rows of some Parquet files in their order, a batch at a time: memory is that of a batch, however long the texts."""
    for path in files:
        with pq.ParquetFile(path, pre_buffer=False, buffer_size=BUFFER) as file:
            for index in range(file.num_row_groups):
                group = file.metadata.row_group(index)
                rows = max(1, min(ROWS, group.num_rows * BYTES // max(group.total_byte_size, 1)))
                yield from file.iter_batches(rows, row_groups=[index], columns=columns, use_threads=False)


def arrow_bytes(column: pa.Array) -> int:
    """The bytes of values as Arrow has them, with the four that say where a text or list ends, without what says which are null:
    however rows are cut into batches, it is the same.

    >>> arrow_bytes(pa.array(["讲话", None, "a"])), arrow_bytes(pa.array([[1, 2], None])), arrow_bytes(pa.array([True, None]))
    (19, 24, 2)
    """
    if pa.types.is_list(column.type):
        return 4 * len(column) + arrow_bytes(column.flatten())
    if pa.types.is_struct(column.type):
        return sum(map(arrow_bytes, column.flatten()))
    if pa.types.is_string(column.type):
        return 4 * len(column) + text_bytes(column)
    return len(column) * max(1, int(column.type.bit_width) // 8)


def text_bytes(column: pa.StringArray) -> int:
    """The bytes of texts, of which nulls have none; without nulls it is known where the first begins and the last ends."""
    if column.null_count or not len(column):
        return int(pc.sum(pc.binary_length(column)).as_py() or 0)
    ends = np.frombuffer(column.buffers()[1], dtype=np.int32)
    return int(ends[column.offset + len(column)] - ends[column.offset])


def json_lines(rows: pa.RecordBatch) -> bytes:
    """Rows as JSON lines; what some readers take for the end of a line inside a text (U+2028, U+2029, U+0085) is escaped."""
    return b"".join(cut_json_lines(rows, max(1, rows.num_rows)))


def cut_json_lines(rows: pa.RecordBatch | pa.Table, n_rows: int) -> Iterator[bytes]:
    """The same, so many rows at a time. Polars cuts them: of cut lists it would take in the whole, with every part again."""
    import polars as pl  # what only writes tables does without

    for some in pl.DataFrame(rows).iter_slices(n_rows):
        buffer = BytesIO()
        some.write_ndjson(buffer)
        lines = buffer.getvalue()
        for end in LINE_ENDS if has_line_ends(np.frombuffer(lines, dtype=np.uint8)) else ():
            lines = lines.replace(end.encode(), f"\\u{ord(end):04x}".encode())
        yield lines


def has_line_ends(lines: NDArray[np.uint8]) -> bool:
    """Whether one of LINE_ENDS may stand among bytes of UTF-8: one look at all of them is far faster than a search for each.

    >>> [has_line_ends(np.frombuffer(text.encode(), dtype=np.uint8)) for text in ("，“倨”", "\\u2028", "a\\u0085\\n")]
    [False, True, True]
    >>> has_line_ends(np.frombuffer(b"-" * (LOOKED_AT - 1) + "\\u2028\\n".encode(), dtype=np.uint8))
    True
    """
    blocks = (lines[start : start + LOOKED_AT + 2] for start in range(0, len(lines), LOOKED_AT))
    return any(may_end_line(block[:-2], block[1:-1], block[2:]) for block in blocks)


def may_end_line(first: NDArray[np.uint8], second: NDArray[np.uint8], third: NDArray[np.uint8]) -> bool:
    """Whether one of three bytes that follow one another, and the next two, or one, may be one of LINE_ENDS."""
    separators = (first == 0xE2) & (second == 0x80) & (third - np.uint8(0xA8) < 2)
    return bool((separators | ((first == 0xC2) & (second == 0x85))).any())


def write_tables(folder: Path, rows: Made, schemas: Mapping[str, pa.Schema] = SCHEMAS) -> None:
    """The rows of a shard, one Parquet file a table, each with the contract's types."""
    for name in SHARD_TABLES:
        write_table(as_table(rows[name], schemas[name]), folder / f"{name}.parquet")


def as_table(rows: list[Row] | pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows as a table; one is what it is."""
    return rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(rows, schema=schema)


def write_table(table: pa.Table, place: Path | BytesIO) -> None:
    """A table of the work folder, which every stage reads and none publishes: with the fastest zstd it takes three tenths less
    room than with lz4, and writing and reading it take as long.
    """
    pq.write_table(table, place, compression="zstd", compression_level=1, write_statistics=False)


def read_table(folder: Path, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    """One table of a shard, put together where its columns lie in several folders: the same rows in the same order."""
    wanted = SCHEMAS[name].names if columns is None else columns
    found: dict[str, tuple[pa.Field, pa.ChunkedArray]] = {}
    for path in paths_of(folder, name):
        with pq.ParquetFile(path) as file:
            held = file.read([column for column in wanted if column in file.schema_arrow.names], use_threads=False)
            found |= {field.name: (field, column) for field, column in zip(held.schema, held.columns, strict=True)}
    chosen = [found[column] for column in wanted if columns is not None or column in found]
    return pa.table([column for _field, column in chosen], schema=pa.schema([field for field, _column in chosen]))


def paths_of(folder: Path, name: str) -> list[Path]:
    """The files with columns of one table of a shard."""
    listed = folder / PARTS
    parts = [*json.loads(listed.read_text(encoding="utf-8")), "."] if listed.exists() else ["."]
    return [path for part in parts if (path := folder / part / f"{name}.parquet").exists()]


def count_rows(folder: Path, name: str) -> int:
    """How many rows a table of a shard has."""
    rows: int = pq.read_metadata(paths_of(folder, name)[0]).num_rows
    return rows
