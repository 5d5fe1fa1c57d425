"""A dataset folder in; out, where what six readers load of it, offline, cache empty, is not what its Parquet files hold.

    python -m pipeline.audit.loading output/dataset sections pages

prints for the named configs (none: all), as JSON, what each reader read of each split: the number of rows when they are those
of the files, in order and to the last value, or else what is wrong. That the files are what the manifest lists is the gate of
digests. It runs as a process of its own, since `datasets` reads its environment when it is imported. Rows pass as batches.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.json as paj

from pipeline.audit.comparing import ROWS, Expected, Read
from pipeline.audit.files import Finding
from pipeline.release.folder import jsonl_file, parquet_files, present_configs, said_of
from pipeline.release.manifest import count_rows
from pipeline.work.database import rows_of
from schemas import TABLES
from schemas.derived import features

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
PARTS = "CHINESE_SPEECHES_PARTS"  # the parts whose files are compared, as JSON
LINES_BYTES = 8 << 20  # of JSON lines parsed at a time, whatever the length of the line they end with
STAMPS = ("published", "date")
"""Columns that `datasets` does not load from JSON lines as they stand: where every value of a block looks like a date, its
reader makes them timestamps and then text again, 2021-03-04 to 2021-03-04 00:00:00, whatever the features say. The card warns."""
FAULTS = (OSError, ValueError, TypeError, KeyError, RuntimeError, pa.ArrowException, duckdb.Error, pl.exceptions.PolarsError)
"""What the readers are known to raise over a file that is not as they expect it; `datasets` adds its own."""

def check_loading(folder: Path, configs: Sequence[str] = (), parts: Sequence[str] | None = None) -> Iterator[Finding]:
    """Every split of these configs (none: of all) is loaded in every way, offline, cache empty, with the rows of its files.

    `datasets` loads all of it; read by the others, and compared, are the files of these parts (None: of all).
    """
    configs = configs or present_configs(folder)
    process = start_loading(folder, configs, parts)
    output, errors = process.communicate()
    if process.returncode in FULL:
        raise OSError(process.returncode, os.strerror(process.returncode), str(folder.parent))
    if process.returncode:
        yield Finding("data", f"expected to be loaded, the process ended with: {' '.join(errors.split())[-300:]}")
        return
    found = json.loads(output)
    for config in configs:
        expected = Expected(folder, config, parts)
        for reader in readers_of(expected):
            yield from compare_read(f"{config}: {reader}", found[f"{reader} {config}"], expected.sizes)


def compare_read(place: str, read: object, expected: Mapping[str, int]) -> Iterator[Finding]:
    """How what a reader read of a config differs from the numbers of rows that its files have."""
    if not isinstance(read, dict):
        yield Finding("data", f"{place}: expected to be loaded, found {read}")
        return
    for split in {**expected, **read}:
        found = read.get(split, "expected this split")
        if found != expected.get(split):
            words = found if isinstance(found, str) else f"expected {expected.get(split)} rows, found {found}"
            yield Finding("data", f"{place}: {split}: {words}")


def start_loading(folder: Path, configs: Sequence[str], parts: Sequence[str] | None) -> subprocess.Popen[str]:
    """The process that loads configs of the folder; its caches are a folder of its own, beside this one, that goes with it."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.audit.loading", str(folder.resolve()), *configs],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, **OFFLINE, PARENT: str(os.getpid()), PARTS: json.dumps(parts), "TMPDIR": str(folder.resolve().parent)},
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
    parts = json.loads(os.environ.get(PARTS, "null"))
    for expected in (Expected(folder, config, parts) for config in configs):
        for reader, read in readers_of(expected).items():
            name = f"{reader} {expected.config}"
            try:
                with tempfile.TemporaryDirectory(dir=cache) as own:
                    found[name] = read(expected, own)
            except (*FAULTS, DatasetsError) as error:
                if full := FULL & {getattr(one, "errno", None) for one in chain_of(error)}:
                    sys.exit(max(full))
                found[name] = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
    return found


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def load_normally(expected: Expected, cache: str) -> dict[str, Read]:
    """As `load_dataset(folder, config)` loads it."""
    from datasets import load_dataset

    return expected.compare_datasets(load_dataset(str(expected.folder), expected.config, cache_dir=cache), cut_rows)


def cut_rows(expected: Expected, split: str, dataset: "Dataset") -> "Iterator[Dataset]":
    """The rows of each file. Raises ValueError when there are not those of all files together."""
    start, compared = 0, expected.files[split]
    for path in parquet_files(expected.folder, expected.config)[split]:
        rows = range(start, start := start + count_rows(path))
        if path in compared:
            yield dataset.select(rows)
    if start != len(dataset):
        raise ValueError(f"expected {start} rows, found {len(dataset)}")


def load_streaming(expected: Expected, cache: str) -> dict[str, Read]:
    """As `load_dataset(folder, config, streaming=True)` streams it."""
    from datasets import load_dataset

    loaded = load_dataset(str(expected.folder), expected.config, streaming=True, cache_dir=cache)
    return expected.compare_datasets(loaded, cut_files)


def cut_files(expected: Expected, split: str, dataset: "IterableDataset") -> "Iterator[IterableDataset]":
    """The stream of each file."""
    paths, compared = parquet_files(expected.folder, expected.config)[split], expected.files[split]
    yield from (dataset.shard(len(paths), index) for index, path in enumerate(paths) if path in compared)


def load_jsonl(expected: Expected, cache: str) -> dict[str, Read]:
    """As the JSON lines load with the features of the contract, dates left aside."""
    from datasets import load_dataset

    lines = {split: [str(jsonl_file(path)) for path in files] for split, files in expected.files.items() if files}
    loaded = load_dataset("json", data_files=lines, features=features(TABLES[expected.config]), cache_dir=cache)
    found = expected._replace(without=STAMPS).compare_datasets(loaded, lambda _expected, _split, dataset: iter([dataset]))
    return dict.fromkeys(expected.files, 0) | found


def load_lines(expected: Expected, _cache: str) -> dict[str, Read]:
    """As the JSON lines are parsed with the types of the contract."""
    return {
        split: expected.compare(split, (table for path in files for table in parse_lines(jsonl_file(path), expected.schema)))
        for split, files in expected.files.items()
    }


def parse_lines(path: Path, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of a file of JSON lines, some whole lines at a time."""
    parsing = paj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
    with path.open("rb") as file:
        while lines := b"".join(file.readlines(LINES_BYTES)):
            yield paj.read_json(pa.BufferReader(lines), paj.ReadOptions(block_size=len(lines)), parsing)


def load_polars(expected: Expected, _cache: str) -> dict[str, Read]:
    """As Polars scans it."""
    scans = {split: pl.scan_parquet(files).collect_batches() if files else iter(()) for split, files in expected.files.items()}
    return {split: expected.compare(split, (frame.to_arrow() for frame in frames)) for split, frames in scans.items()}


def load_duckdb(expected: Expected, _cache: str) -> dict[str, Read]:
    """As DuckDB queries it."""
    return {
        split: expected.compare(split, query(f"select * from {rows_of(files)}") if files else ())
        for split, files in expected.files.items()
    }


def query(sql: str) -> Iterator[pa.Table]:
    """The rows of a query in their order, some at a time."""
    with duckdb.connect(config={"threads": 1, "preserve_insertion_order": True}) as connection:
        yield from (pa.Table.from_batches([batch]) for batch in connection.sql(sql).to_arrow_reader(ROWS))


READERS: "dict[str, Callable[[Expected, str], dict[str, Read]]]" = {
    "datasets": load_normally,
    "streaming": load_streaming,
    "jsonl": load_jsonl,
    "lines": load_lines,
    "polars": load_polars,
    "duckdb": load_duckdb,
}
"""Every way that the card tells users to load the dataset."""


def readers_of(expected: Expected) -> "dict[str, Callable[[Expected, str], dict[str, Read]]]":
    """The ways to load a config: JSON lines only where there are some, only `datasets` where nothing is to be compared."""
    if not any(expected.files.values()):
        return {"datasets": load_normally}
    lines = said_of(expected.folder).jsonl
    return {name: read for name, read in READERS.items() if lines or name not in ("jsonl", "lines")}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
