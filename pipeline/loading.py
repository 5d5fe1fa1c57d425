"""A dataset folder in; out, the digests of every config and split as six readers load them, offline and with an empty cache.

    python -m pipeline.loading output/dataset sections pages

prints those of the named configs (none: of all) as JSON: reader, config and split to what was read, or to what went wrong. It
runs as a process of its own, since `datasets` reads its environment when it is imported. Rows pass as batches, never as a list.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.json as paj

from pipeline.digests import Digest, digest_batches, digest_parquet
from pipeline.release import jsonl_file, parquet_files, present_configs
from schemas import TABLES
from schemas.derived import arrow_schema, features

if TYPE_CHECKING:
    from datasets import Dataset, IterableDataset

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
}
PARENT = "CHINESE_SPEECHES_PARENT"  # the process that asked for the loading
ROWS = 1_000  # rows of a batch
LINE_BYTES = 64 << 20  # a line must fit into a block
STAMPS = ("published", "date")
"""Columns that `datasets` does not load from JSON lines as they stand: where every value of a block looks like a date, its
reader makes them timestamps and then text again, 2021-03-04 to 2021-03-04 00:00:00, whatever the features say. The card warns."""
FAULTS = (OSError, ValueError, TypeError, KeyError, RuntimeError, pa.ArrowException, duckdb.Error, pl.exceptions.PolarsError)
"""What the readers are known to raise over a file that is not as they expect it; `datasets` adds its own."""

Read: TypeAlias = "Digest | str"


def start_loading(folder: Path, configs: Sequence[str]) -> subprocess.Popen[str]:
    """The process that loads configs of the folder; its caches are a folder of its own that goes with it."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.loading", str(folder.resolve()), *configs],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, **OFFLINE, PARENT: str(os.getpid())},
        cwd=Path(__file__).parent.parent,
    )


def main(folder: Path, configs: Sequence[str]) -> None:
    """Load the configs and print what was found; only as long as the process that asked for it is the parent."""
    with tempfile.TemporaryDirectory() as cache:
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
        for reader, read in READERS.items():
            try:
                with tempfile.TemporaryDirectory(dir=cache) as own:
                    found[f"{reader} {config}"] = read(folder, config, own)
            except (*FAULTS, DatasetsError) as error:
                found[f"{reader} {config}"] = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
    return found


def load_normally(folder: Path, config: str, cache: str) -> dict[str, Read]:
    """As `load_dataset(folder, config)` loads it."""
    from datasets import load_dataset

    return digest_datasets(load_dataset(str(folder), config, cache_dir=cache), config)


def load_streaming(folder: Path, config: str, cache: str) -> dict[str, Read]:
    """As `load_dataset(folder, config, streaming=True)` streams it."""
    from datasets import load_dataset

    return digest_datasets(load_dataset(str(folder), config, streaming=True, cache_dir=cache), config)


def load_jsonl(folder: Path, config: str, cache: str) -> dict[str, Read]:
    """As the JSON lines load with the features of the contract, dates left aside."""
    from datasets import load_dataset

    options = {"data_dir": f"jsonl/{config}", "features": features(TABLES[config]), "cache_dir": cache}
    return digest_datasets(load_dataset(str(folder), **options), config, STAMPS)


def digest_datasets(
    loaded: "Mapping[str, Dataset | IterableDataset]", config: str, without: Sequence[str] = ()
) -> dict[str, Read]:
    """The digest of every split that was loaded, without some columns."""
    return {str(split): digest_dataset(dataset, config, without) for split, dataset in loaded.items()}


def digest_dataset(dataset: "Dataset | IterableDataset", config: str, without: Sequence[str] = ()) -> Read:
    """The digest of a loaded dataset, without some columns, or how its features are not the contract's."""
    expected = features(TABLES[config])
    if dataset.features != expected:
        return f"expected the features of the contract, found {dataset.features}"
    schema = pa.schema([field for field in arrow_schema(TABLES[config]) if field.name not in without])
    tables = dataset.with_format("arrow").iter(batch_size=ROWS)
    return digest_batches(schema, (batch for table in tables for batch in table.select(schema.names).cast(schema).to_batches()))


def load_lines(folder: Path, config: str, _cache: str) -> dict[str, Read]:
    """As the JSON lines are parsed with the types of the contract."""
    schema = arrow_schema(TABLES[config])
    parsing = paj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
    found: dict[str, Read] = {}
    for split in parquet_files(folder, config):
        with paj.open_json(jsonl_file(folder, config, split), paj.ReadOptions(block_size=LINE_BYTES), parsing) as reader:
            found[split] = digest_batches(schema, (batch.cast(schema) for batch in reader))
    return found


def load_polars(folder: Path, config: str, _cache: str) -> dict[str, Read]:
    """As Polars scans it."""
    schema = arrow_schema(TABLES[config])
    return {split: digest_batches(schema, scan_batches(files, schema)) for split, files in parquet_files(folder, config).items()}


def scan_batches(files: list[Path], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows of some Parquet files through Polars."""
    for frame in pl.scan_parquet(files).collect_batches():
        yield from frame.to_arrow().cast(schema).to_batches()


def load_duckdb(folder: Path, config: str, _cache: str) -> dict[str, Read]:
    """As DuckDB queries it."""
    schema = arrow_schema(TABLES[config])
    return {split: digest_parquet(schema, files) for split, files in parquet_files(folder, config).items()}


READERS: dict[str, Callable[[Path, str, str], dict[str, Read]]] = {
    "datasets": load_normally,
    "streaming": load_streaming,
    "jsonl": load_jsonl,
    "lines": load_lines,
    "polars": load_polars,
    "duckdb": load_duckdb,
}
"""Every way that the card tells users to load the dataset."""


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
