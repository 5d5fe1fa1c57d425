"""A dataset folder in; out, where what six readers load of it, offline, cache empty, is not what its Parquet files hold.

    python -m pipeline.audit.loading output/dataset sections pages

prints for the named configs (none: all), as JSON, what each reader read of each split: the number of rows when they are those
of the files, in order and to the last value, or else what is wrong. That the files are what the manifest lists is the gate of
digests. It runs as a process of its own, since `datasets` reads its environment when it is imported. Rows pass as batches.
"""

import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.json as paj

from pipeline.audit.files import Finding
from pipeline.release.folder import jsonl_file, parquet_files, present_configs, said_of
from pipeline.release.manifest import read_manifest
from pipeline.work.database import rows_of
from pipeline.work.tables import read_batches
from schemas import TABLES
from schemas.derived import features
from schemas.types import stated_schema

if TYPE_CHECKING:
    from datasets import Dataset, IterableDataset

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
    "OMP_NUM_THREADS": "1",  # of Arrow: each thread holds a row group, and the workers share the cores
    "ARROW_IO_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # the one that gives back
    "POLARS_MAX_THREADS": "1",
    "POLARS_ROW_GROUP_PREFETCH_SIZE": "1",
}
FULL = frozenset({ENOSPC, EFBIG, EDQUOT})  # what is no fault of the files
PARENT = "CHINESE_SPEECHES_PARENT"  # the process that asked for the loading
ROWS = 1_000  # rows of a batch
MAPPED, DROP = (".arrow", ".parquet"), 4  # the ends of the names of what is mapped; MADV_DONTNEED of Linux
LINES_BYTES = 8 << 20  # of JSON lines parsed at a time, whatever the length of the line they end with
STAMPS = ("published", "date")
"""Columns that `datasets` does not load from JSON lines as they stand: where every value of a block looks like a date, its
reader makes them timestamps and then text again, 2021-03-04 to 2021-03-04 00:00:00, whatever the features say. The card warns."""
FAULTS = (OSError, ValueError, TypeError, KeyError, RuntimeError, pa.ArrowException, duckdb.Error, pl.exceptions.PolarsError)
"""What the readers are known to raise over a file that is not as they expect it; `datasets` adds its own."""

Read: TypeAlias = "int | str"
"""The number of rows that are as they should be, or what is wrong."""


def check_loading(folder: Path, configs: Sequence[str] = ()) -> Iterator[Finding]:
    """Every split of these configs (none: of all) is loaded in every way, offline, cache empty, with the rows of the manifest."""
    configs = configs or present_configs(folder)
    process = start_loading(folder, configs)
    output, errors = process.communicate()
    if process.returncode in FULL:
        raise OSError(process.returncode, os.strerror(process.returncode), str(folder.parent))
    if process.returncode:
        yield Finding("data", f"expected to be loaded, the process ended with: {' '.join(errors.split())[-300:]}")
        return
    found, listed = json.loads(output), read_manifest(folder)["configs"]
    for config in configs:
        for reader in readers_of(folder):
            yield from compare_read(f"{config}: {reader}", found[f"{reader} {config}"], listed.get(config, {}))


def compare_read(place: str, read: object, listed: Mapping[str, Mapping[str, object]]) -> Iterator[Finding]:
    """How what a reader read of a config differs from what the manifest lists of it."""
    if not isinstance(read, dict):
        yield Finding("data", f"{place}: expected to be loaded, found {read}")
        return
    for split in {**listed, **read}:
        found, expected = read.get(split, "expected this split"), listed.get(split, {}).get("n_rows")
        if found != expected:
            words = found if isinstance(found, str) else f"expected {expected} rows, found {found}"
            yield Finding("data", f"{place}: {split}: {words}")


def start_loading(folder: Path, configs: Sequence[str]) -> subprocess.Popen[str]:
    """The process that loads configs of the folder; its caches are a folder of its own, beside this one, that goes with it."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.audit.loading", str(folder.resolve()), *configs],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, **OFFLINE, PARENT: str(os.getpid()), "TMPDIR": str(folder.resolve().parent)},
        cwd=Path(__file__).parent.parent.parent,
    )


def main(folder: Path, configs: Sequence[str]) -> None:
    """Load the configs and print what was found; only as long as the process that asked for it is the parent."""
    with tempfile.TemporaryDirectory(prefix=".loading.tmp") as cache:
        parent = int(os.environ.get(PARENT) or os.getppid())
        Thread(target=end_with, args=(parent, cache), daemon=True).start()
        os.environ.update(OFFLINE, HF_HOME=cache)
        json.dump(load_all(folder, configs or present_configs(folder), cache), sys.stdout, ensure_ascii=False)


def end_with(parent: int, cache: str) -> None:
    """End this process, its cache removed, soon after the one that started it is gone: a killed build leaves nobody at work."""
    while os.getppid() == parent:
        time.sleep(0.5)
    shutil.rmtree(cache, ignore_errors=True)
    os._exit(1)


def load_all(folder: Path, configs: Sequence[str], cache: str) -> dict[str, dict[str, Read] | str]:
    """`reader config` to what was read by split, or to one line that says what went wrong. What was cached goes at once."""
    from datasets.exceptions import DatasetsError  # after the environment is set

    found: dict[str, dict[str, Read] | str] = {}
    for config in configs:
        for reader, read in readers_of(folder).items():
            try:
                with tempfile.TemporaryDirectory(dir=cache) as own:
                    found[f"{reader} {config}"] = read(folder, config, own)
            except (*FAULTS, DatasetsError) as error:
                if full := FULL & {getattr(one, "errno", None) for one in chain_of(error)}:
                    sys.exit(max(full))
                found[f"{reader} {config}"] = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
    return found


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def load_normally(folder: Path, config: str, cache: str) -> dict[str, Read]:
    """As `load_dataset(folder, config)` loads it."""
    from datasets import load_dataset

    return compare_datasets(load_dataset(str(folder), config, cache_dir=cache), Expected(folder, config))


def load_streaming(folder: Path, config: str, cache: str) -> dict[str, Read]:
    """As `load_dataset(folder, config, streaming=True)` streams it."""
    from datasets import load_dataset

    return compare_datasets(load_dataset(str(folder), config, streaming=True, cache_dir=cache), Expected(folder, config))


def load_jsonl(folder: Path, config: str, cache: str) -> dict[str, Read]:
    """As the JSON lines load with the features of the contract, dates left aside."""
    from datasets import load_dataset

    lines = {split: [str(jsonl_file(path)) for path in files] for split, files in parquet_files(folder, config).items()}
    loaded = load_dataset("json", data_files=lines, features=features(TABLES[config]), cache_dir=cache)
    return compare_datasets(loaded, Expected(folder, config, STAMPS))


class Expected(NamedTuple):
    """What a config should be loaded as: its Parquet files, less some columns."""

    folder: Path
    config: str
    without: Sequence[str] = ()

    @property
    def schema(self) -> pa.Schema:
        """The columns that are compared."""
        return pa.schema([field for field in stated_schema(self.config) if field.name not in self.without])

    def compare(self, split: str, tables: Iterable[pa.Table]) -> Read:
        """The number of rows of the tables when they are those of a split, else what is wrong with them."""
        schema = self.schema
        batches = (batch for table in let_go(tables) for batch in table.select(schema.names).cast(schema).to_batches())
        files = parquet_files(self.folder, self.config).get(split, [])
        return compare_rows(batches, (batch.cast(schema) for batch in read_batches(files, schema.names)))


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


def compare_datasets(loaded: "Mapping[str, Dataset | IterableDataset]", expected: Expected) -> dict[str, Read]:
    """What is found in every split that was loaded: rows, or features that are not the contract's."""
    contract = features(TABLES[expected.config])
    return {
        str(split): expected.compare(str(split), dataset.with_format("arrow").iter(batch_size=ROWS))
        if dataset.features == contract
        else f"expected the features of the contract, found {dataset.features}"
        for split, dataset in loaded.items()
    }


def let_go(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The tables; behind each what is not needed any more goes back to the system: freed memory, and pages of mapped files.

    `datasets` maps its cache, Polars the files: without this the process would seem to hold every row that it has read. The
    system reads a mapped page again when it is asked for. Linux only; elsewhere they are as they are.
    """
    maps, libc = Path("/proc/self/maps"), ctypes.CDLL(None) if sys.platform == "linux" else None
    for table in tables:
        yield table
        pa.default_memory_pool().release_unused()
        for line in maps.read_text(encoding="utf-8").splitlines() if libc else ():
            if libc and line.endswith(MAPPED):
                start, end = (int(edge, 16) for edge in line.split()[0].split("-"))
                libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), DROP)


def load_lines(folder: Path, config: str, _cache: str) -> dict[str, Read]:
    """As the JSON lines are parsed with the types of the contract."""
    expected = Expected(folder, config)
    return {
        split: expected.compare(split, (table for path in files for table in parse_lines(jsonl_file(path), expected.schema)))
        for split, files in parquet_files(folder, config).items()
    }


def parse_lines(path: Path, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of a file of JSON lines, some whole lines at a time."""
    parsing = paj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
    with path.open("rb") as file:
        while lines := b"".join(file.readlines(LINES_BYTES)):
            yield paj.read_json(pa.BufferReader(lines), paj.ReadOptions(block_size=len(lines)), parsing)


def load_polars(folder: Path, config: str, _cache: str) -> dict[str, Read]:
    """As Polars scans it."""
    scans = {split: pl.scan_parquet(files).collect_batches() for split, files in parquet_files(folder, config).items()}
    return {split: Expected(folder, config).compare(split, (f.to_arrow() for f in frames)) for split, frames in scans.items()}


def load_duckdb(folder: Path, config: str, _cache: str) -> dict[str, Read]:
    """As DuckDB queries it."""
    return {
        split: Expected(folder, config).compare(split, query(f"select * from {rows_of(files)}"))
        for split, files in parquet_files(folder, config).items()
    }


def query(sql: str) -> Iterator[pa.Table]:
    """The rows of a query in their order, some at a time."""
    with duckdb.connect(config={"threads": 1, "preserve_insertion_order": True}) as connection:
        yield from (pa.Table.from_batches([batch]) for batch in connection.sql(sql).to_arrow_reader(ROWS))


READERS: dict[str, Callable[[Path, str, str], dict[str, Read]]] = {
    "datasets": load_normally,
    "streaming": load_streaming,
    "jsonl": load_jsonl,
    "lines": load_lines,
    "polars": load_polars,
    "duckdb": load_duckdb,
}
"""Every way that the card tells users to load the dataset."""


def readers_of(folder: Path) -> "dict[str, Callable[[Path, str, str], dict[str, Read]]]":
    """The ways to load this dataset: JSON lines only where there are some."""
    return READERS if said_of(folder).jsonl else {name: read for name, read in READERS.items() if name not in ("jsonl", "lines")}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
