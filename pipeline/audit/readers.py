"""A config of a dataset folder in; out, what each of six readers loads of it: numbers of rows, or what is wrong with them.

`datasets` loads all files; compared are those that are asked for. What it has loaded is what the readers after it are compared
with: mapped, it need not be decoded again. Polars and DuckDB decode the files by themselves: when they find the same rows, these
are those of the files; when any reader finds others, each is compared with the files.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.json as paj

from pipeline.audit.comparing import BATCH_ROWS, Expected, Read, features_of
from pipeline.release.folder import all_parquet, count_file, jsonl_file, parquet_files
from pipeline.work.database import rows_of
from pipeline.work.workers import gather

if TYPE_CHECKING:
    from datasets import Dataset, IterableDataset

SCANNED = 8 << 20  # bytes of Parquet from which on files are not scanned together
MUCH = 16 << 20  # bytes of Parquet
LOADED = 64 << 20  # bytes of Parquet that one process loads: a copy, which takes its memory with it
WORTH = 16 << 20  # bytes loaded and compared that are worth a copy, a twentieth of a second
COMPARED = 6  # times what a file costs that is only loaded costs one that all readers read
SHARES = 8  # that each worker loads, one behind the other, the largest first: none loads long when the others are done
LINES_BYTES = 8 << 20  # of JSON lines parsed at a time, whatever the length of the line they end with
STAMPS = ("published", "date")
"""Columns that `datasets` does not load from JSON lines as they stand: where every value of a block looks like a date, its
reader makes them timestamps and then text again, 2021-03-04 to 2021-03-04 00:00:00, whatever the features say. The card warns."""


def load_normally(expected: Expected, cache: str) -> dict[str, Read]:
    """As `load_dataset(folder, config)` loads it."""
    from datasets import load_dataset

    loaded = load_dataset(str(expected.folder), expected.config, cache_dir=cache)
    tables = {str(split): [*cut_rows(expected, str(split), one)] for split, one in loaded.items()}
    held = {split: pa.concat_tables(some) for split, some in tables.items() if some}
    if expected.believing:
        expected.kept.update(held)
    found = expected.compare_datasets(loaded, lambda _expected, split, _loaded: iter(tables[split]))
    sound = {split: table for split, table in held.items() if isinstance(found[split], int)}
    expected.kept.clear()
    expected.kept.update(sound)
    return found


def cut_rows(expected: Expected, split: str, dataset: "Dataset") -> Iterator[pa.Table]:
    """The rows of each file. Raises ValueError when there are not those of all files together."""
    start, compared = 0, expected.files[split]
    for path in parquet_files(expected.folder, expected.config)[split]:
        n_rows = count_file(path)
        if path in compared:
            yield dataset.data.table.slice(start, n_rows)
        start += n_rows
    if start != len(dataset):
        raise ValueError(f"expected {start} rows, found {len(dataset)}")


def load_streaming(expected: Expected, cache: str) -> dict[str, Read]:
    """As `load_dataset(folder, config, streaming=True)` streams it."""
    from datasets import load_dataset

    loaded = load_dataset(str(expected.folder), expected.config, streaming=True, cache_dir=cache)
    return expected.compare_datasets(loaded, cut_files)


def cut_files(expected: Expected, split: str, dataset: "IterableDataset") -> Iterator[pa.Table]:
    """The stream of each file; where all are compared, the stream as it is."""
    paths, compared = parquet_files(expected.folder, expected.config)[split], expected.files[split]
    shards = (dataset.shard(len(paths), index) for index, path in enumerate(paths) if path in compared)
    for stream in [dataset] if compared == paths else shards:
        yield from pass_rows(stream)


def pass_rows(stream: "IterableDataset") -> Iterator[pa.Table]:
    """The rows of a stream, some at a time."""
    yield from stream.with_format("arrow").iter(batch_size=BATCH_ROWS)


def load_jsonl(expected: Expected, cache: str) -> dict[str, Read]:
    """As the JSON lines load with the features of the contract, dates left aside: streamed, they take no room."""
    from datasets import load_dataset

    lines = {split: [str(jsonl_file(path)) for path in files] for split, files in expected.files.items() if files}
    loaded = load_dataset("json", data_files=lines, features=features_of(expected.config), streaming=True, cache_dir=cache)
    compared = expected._replace(without=STAMPS).compare_datasets(loaded, lambda _expected, _split, one: pass_rows(one))
    return dict.fromkeys(expected.files, 0) | compared


def load_lines(expected: Expected, _cache: str) -> dict[str, Read]:
    """As JSON lines are parsed with the types of the contract: the columns that `datasets` has left aside."""
    left = expected._replace(without=[name for name in expected.schema.names if name not in STAMPS])
    return {
        split: left.compare(split, (table for path in files for table in parse_lines(jsonl_file(path), left.schema)))
        for split, files in left.files.items()
    }


def parse_lines(path: Path, schema: pa.Schema) -> Iterator[pa.Table]:
    """These columns of the rows of a file of JSON lines, some whole lines at a time."""
    parsing = paj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    with path.open("rb") as file:
        rest = b""
        while block := file.read(LINES_BYTES):
            lines = rest + block
            end = lines.rfind(b"\n") + 1
            rest = lines[end:]
            if end:
                yield paj.read_json(pa.BufferReader(memoryview(lines)[:end]), paj.ReadOptions(block_size=end), parsing)
        if rest:
            yield paj.read_json(pa.BufferReader(rest), paj.ReadOptions(block_size=len(rest)), parsing)


def load_polars(expected: Expected, _cache: str) -> dict[str, Read]:
    """As Polars scans it."""
    return {split: expected.compare(split, scan(files)) for split, files in expected.files.items()}


def scan(files: Iterable[Path]) -> Iterator[pa.Table]:
    """The rows of files as Polars scans them, large ones one by one: it reads ten row groups ahead of who is slow."""
    for some in gather(files, lambda path: path.stat().st_size, SCANNED):
        yield from (frame.to_arrow() for frame in pl.scan_parquet(some).collect_batches())


def load_duckdb(expected: Expected, _cache: str) -> dict[str, Read]:
    """As DuckDB queries it; a database that has read much is closed, since it keeps what it has taken of memory."""
    found = {
        split: expected.compare(split, query(f"select * from {rows_of(files)}") if files else ())
        for split, files in expected.files.items()
    }
    if expected.n_bytes() >= MUCH:
        open_duckdb().close()
        open_duckdb.cache_clear()
    return found


def query(sql: str) -> Iterator[pa.Table]:
    """The rows of a query in their order, some at a time."""
    with open_duckdb().cursor() as connection:
        yield from (pa.Table.from_batches([batch]) for batch in connection.sql(sql).to_arrow_reader(BATCH_ROWS))


@cache
def open_duckdb() -> duckdb.DuckDBPyConnection:
    """A database that keeps the order of rows and nothing that was read, without threads of its own: copies of a process that
    has opened one have it, too.
    """
    bounds: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "async_threads": 0, "preserve_insertion_order": True}
    return duckdb.connect(config=bounds | {"enable_external_file_cache": False})


READERS: "dict[str, Callable[[Expected, str], dict[str, Read]]]" = {
    "datasets": load_normally,
    "streaming": load_streaming,
    "jsonl": load_jsonl,
    "lines": load_lines,
    "polars": load_polars,
    "duckdb": load_duckdb,
}
"""Every way that the card tells users to load the dataset; `lines` sees what `jsonl` leaves aside."""


def readers_of(expected: Expected) -> "dict[str, Callable[[Expected, str], dict[str, Read]]]":
    """The ways to load a config: JSON lines only where there are some, only `datasets` where nothing is to be compared."""
    if not any(expected.files.values()):
        return {"datasets": load_normally}
    asked = {"jsonl": expected.lines, "lines": expected.lines and any(name in STAMPS for name in expected.schema.names)}
    return {name: read for name, read in READERS.items() if asked.get(name, True)}


def cut_shares(asked: Sequence[Expected], workers: int) -> list[list[Expected]]:
    """Configs that one process loads each, the largest first."""
    sizes = {one.config: sum(path.stat().st_size for path in all_parquet(one.folder, one.config)) for one in asked}
    most = share_bytes(sum(sizes.values()), sum(one.n_bytes() for one in asked), workers)
    ordered = sorted(asked, key=lambda one: sizes[one.config], reverse=True)
    return list(gather(ordered, lambda one: sizes[one.config], most))


def share_bytes(n_bytes: int, compared: int, workers: int) -> int:
    """The bytes of Parquet of a share, of so many in all: where few of them are compared, a copy has more to load.

    >>> [share_bytes(256 << 20, compared << 20, 2) >> 20 for compared in (256, 64, 0)]
    [16, 42, 64]
    """
    cost = (n_bytes + (COMPARED - 1) * compared) // COMPARED
    return LOADED if workers < 2 or not cost else min(LOADED, max(WORTH, cost // (SHARES * workers)) * n_bytes // cost)
