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
from copy import deepcopy
from errno import EDQUOT, EFBIG, ENOSPC
from functools import cache
from pathlib import Path
from threading import Thread

import duckdb
import polars as pl
import pyarrow as pa
import yaml

from pipeline.audit.comparing import Expected, Read
from pipeline.audit.files import Finding
from pipeline.audit.readers import readers_of
from pipeline.release.folder import all_parquet, present_configs

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
    "OMP_NUM_THREADS": "1",  # of Arrow: each thread holds a row group, and the workers share the cores
    "ARROW_IO_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # the one that gives back
    "MALLOC_ARENA_MAX": "2",
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0",  # Polars gives back, too
    "POLARS_MAX_THREADS": "1",
    "POLARS_ROW_GROUP_PREFETCH_SIZE": "1",
}
LOADED = 64 << 20  # bytes of Parquet that are loaded in one go
FULL = frozenset({ENOSPC, EFBIG, EDQUOT})  # what is no fault of the files
PARENT = "CHINESE_SPEECHES_PARENT"  # the process that asked for the loading
ASKED = "CHINESE_SPEECHES_PARTS"  # the parts whose files are compared, as JSON
FAULTS = (OSError, ValueError, TypeError, KeyError, RuntimeError, pa.ArrowException, duckdb.Error, pl.exceptions.PolarsError)
"""What the readers are known to raise over a file that is not as they expect it; `datasets` adds its own."""


def share_configs(folder: Path, workers: int) -> list[tuple[str, ...]]:
    """The configs shared out, so that every part has about as much to load."""
    sizes = {config: sum(path.stat().st_size for path in all_parquet(folder, config)) for config in present_configs(folder)}
    shares: list[list[str]] = [[] for _worker in range(min(max(1, workers, sum(sizes.values()) // LOADED), len(sizes)))]
    for config in sorted(sizes, key=sizes.__getitem__, reverse=True):
        min(shares, key=lambda share: sum(sizes[name] for name in share)).append(config)
    return [tuple(share) for share in shares]


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
        expected = Expected(folder, config, parts, {})
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
        env={**os.environ, **OFFLINE, PARENT: str(os.getpid()), ASKED: json.dumps(parts), "TMPDIR": str(folder.resolve().parent)},
        cwd=Path(__file__).parent.parent.parent,
    )


def main(folder: Path, configs: Sequence[str]) -> None:
    """Load the configs and print what was found; only as long as the process that asked for it is the parent."""
    with tempfile.TemporaryDirectory(prefix=".loading.tmp") as cache:
        parent = int(os.environ.get(PARENT) or os.getppid())
        Thread(target=end_with, args=(parent, cache), daemon=True).start()
        os.environ.update(OFFLINE, HF_HOME=cache)
        yaml.safe_load = remember(yaml.safe_load)  # the head of the card is the same, whatever is loaded
        json.dump(load_all(folder, configs or present_configs(folder), cache), sys.stdout, ensure_ascii=False)


def remember(parse: Callable[[str], object]) -> Callable[[str], object]:
    """The same parser, which parses the same text once.

    >>> remember(json.loads)("[1]")
    [1]
    """
    parsed = cache(parse)
    return lambda text: deepcopy(parsed(text))


def end_with(parent: int, cache: str) -> None:
    """End this process, its cache removed, soon after the one that started it is gone: a killed build leaves nobody at work."""
    while os.getppid() == parent:
        time.sleep(0.5)
    shutil.rmtree(cache, ignore_errors=True)
    os._exit(1)


def load_all(folder: Path, configs: Sequence[str], cache: str) -> dict[str, dict[str, Read] | str]:
    """`reader config` to what was read by split, or to one line that says what went wrong. What was cached goes at once."""
    from datasets import config as asked  # after the environment is set
    from datasets.exceptions import DatasetsError

    asked.HF_DATASETS_MULTITHREADING_MAX_WORKERS = 1  # files on a disk are looked at faster than threads start
    found: dict[str, dict[str, Read] | str] = {}
    parts = json.loads(os.environ.get(ASKED, "null"))
    for config in configs:
        expected = Expected(folder, config, parts, {})
        with tempfile.TemporaryDirectory(dir=cache) as own:
            for reader, read in readers_of(expected).items():
                try:
                    found[f"{reader} {config}"] = read(expected, own)
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


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
