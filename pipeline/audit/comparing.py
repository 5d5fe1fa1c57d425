"""What a reader loaded of a config in; out, the number of its rows, or where it is not what the Parquet files hold.

Rows pass as batches, and what is not needed any more goes back to the system: the process holds no split as a whole.
"""

import ctypes
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import pyarrow as pa

from pipeline.release.folder import count_file, parquet_files
from pipeline.work.tables import read_batches
from schemas.types import stated_schema

if TYPE_CHECKING:
    from datasets import Dataset, Features, IterableDataset

BATCH_ROWS = 1_000  # rows of a batch
GIVEN_BACK = 64 << 20  # bytes of rows after which what is not needed any more goes back to the system
MOST_WAITING = 8 << 20  # bytes of rows that may stay, of one split and reader
MAPPED, DROP = re.compile(rb"^(\w+)-(\w+) .*\.(?:arrow|parquet)$", re.MULTILINE), 4  # files; MADV_DONTNEED of Linux

Read: TypeAlias = "int | str"
"""The number of rows that are as they should be, or what is wrong."""


class Expected(NamedTuple):
    """What a config should be loaded as: its Parquet files, those of some parts (None: of all), less some columns.

    `kept` are rows by split that are those of these files and need not be decoded again: mapped, not held. `believing` takes what
    `datasets` loads for that, as long as no other reader finds other rows. `lines`: each has its JSON lines.
    """

    folder: Path
    config: str
    parts: Sequence[str] | None
    kept: dict[str, pa.Table]
    lines: bool = True
    believing: bool = False
    without: Sequence[str] = ()

    @property
    def schema(self) -> pa.Schema:
        """The columns that are compared."""
        return pa.schema([field for field in stated_schema(self.config) if field.name not in self.without])

    @property
    def files(self) -> dict[str, list[Path]]:
        """The files that are compared, by split."""
        found, parts = parquet_files(self.folder, self.config), self.parts
        return {split: [path for path in files if parts is None or path.stem in parts] for split, files in found.items()}

    @property
    def sizes(self) -> dict[str, int]:
        """The rows of these files by split."""
        return {split: sum(map(count_file, files)) for split, files in self.files.items()}

    def n_bytes(self) -> int:
        """The bytes of these files."""
        return sum(path.stat().st_size for files in self.files.values() for path in files)

    def rows(self, split: str) -> Iterator[pa.RecordBatch]:
        """The rows of the files, some at a time."""
        schema = self.schema
        if split in self.kept:
            return iter(as_contract(self.kept[split], schema).to_batches(BATCH_ROWS))
        return (batch.cast(schema) for batch in read_batches(self.files[split], schema.names))

    def compare(self, split: str, tables: Iterable[pa.Table]) -> Read:
        """The number of rows of the tables when they are those of the files, else what is wrong with them."""
        schema = self.schema
        found = (table for whole in tables for table in cut(as_contract(whole, schema)))
        return compare_rows((batch for table in let_go(found) for batch in table.to_batches()), self.rows(split))

    def compare_datasets(self, loaded: "Mapping[str, Dataset | IterableDataset]", tables: "TablesOf") -> dict[str, Read]:
        """What is found in every split that was loaded: rows, or features that are not the contract's."""
        contract = features_of(self.config)
        return {
            str(split): self.compare(str(split), tables(self, str(split), dataset))
            if dataset.features == contract
            else f"expected the features of the contract, found {dataset.features}"
            for split, dataset in loaded.items()
        }


def features_of(config: str) -> "Features":
    """The columns of a config as `datasets` sees them."""
    from datasets import Features

    return Features.from_arrow_schema(stated_schema(config))


TablesOf: TypeAlias = "Callable[[Expected, str, Any], Iterator[pa.Table]]"
"""A loaded split in; out, what was loaded of the files that are compared."""


def cut(table: pa.Table) -> Iterator[pa.Table]:
    """The rows of a table, some at a time."""
    return (table.slice(row, BATCH_ROWS) for row in range(0, table.num_rows, BATCH_ROWS))


def as_contract(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The columns of a schema with its types."""
    table = table.select(schema.names)
    return table if table.schema.equals(schema) else table.cast(schema)


def compare_rows(found: Iterable[pa.RecordBatch], expected: Iterator[pa.RecordBatch]) -> Read:
    """The number of rows of both when they are equal, in order; else the first row that is not, and in which columns.

    >>> one, other = (pa.RecordBatch.from_pydict({"a": [1, 2], "b": ["x", last]}) for last in "yz")
    >>> compare_rows([one], iter([one])), compare_rows([other], iter([one])), compare_rows([], iter([one]))
    (2, 'expected the rows of its Parquet files, others from row 1 on, in b', 'expected more than 0 rows')
    """
    n_rows, rest = 0, pa.RecordBatch.from_pylist([])
    for batch in found:
        while batch.num_rows:
            while not rest.num_rows:
                rest = next(expected, None)
                if rest is None:
                    return f"expected {n_rows} rows, found more"
            size = min(batch.num_rows, rest.num_rows)
            one, other = batch.slice(0, size), rest.slice(0, size)
            if not one.equals(other):
                return f"expected the rows of its Parquet files, others from {first_other(one, other, n_rows)}"
            batch, rest, n_rows = batch.slice(size), rest.slice(size), n_rows + size
    more = rest.num_rows or any(batch.num_rows for batch in expected)
    return f"expected more than {n_rows} rows" if more else n_rows


def first_other(one: pa.RecordBatch, other: pa.RecordBatch, before: int) -> str:
    """The first row, counted from 0, in which two batches of one length differ, and the columns that differ there."""
    row = next(row for row in range(one.num_rows) if not one.slice(row, 1).equals(other.slice(row, 1)))
    names = [name for name in one.schema.names if not one[name].slice(row, 1).equals(other[name].slice(row, 1))]
    return f"row {before + row} on, in {', '.join(names)}"


def compare_read(read: object, expected: Mapping[str, int]) -> Iterator[str]:
    """How what a reader read of a config differs from the numbers of rows that its files have."""
    if not isinstance(read, dict):
        yield f"expected to be loaded, found {read}"
        return
    for split in {**expected, **read}:
        found = read.get(split, "expected this split")
        if found != expected.get(split):
            words = found if isinstance(found, str) else f"expected {expected.get(split)} rows, found {found}"
            yield f"{split}: {words}"


def let_go(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The tables; behind each what is not needed any more goes back to the system: freed memory, and pages of mapped files.

    `datasets` maps its cache, Polars the files: without this the process would seem to hold every row that it has read. The
    system reads a mapped page again when it is asked for. Linux only; elsewhere they are as they are.
    """
    waiting = 0
    for table in tables:
        yield table
        waiting += table.nbytes
        if waiting > GIVEN_BACK:
            give_back()
            waiting = 0
    if waiting > MOST_WAITING:
        give_back()


def give_back() -> None:
    """Let the system have freed memory, and the pages of mapped files."""
    pa.default_memory_pool().release_unused()
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    for start, end in MAPPED.findall(Path("/proc/self/maps").read_bytes()):
        libc.madvise(ctypes.c_void_p(int(start, 16)), ctypes.c_size_t(int(end, 16) - int(start, 16)), DROP)
