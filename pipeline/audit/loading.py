"""A dataset folder in; out, where what six readers load of it, offline, cache empty, is not what its Parquet files hold.

    python -m pipeline.audit.loading output/dataset sections pages

prints for the named configs (none: all), as JSON, what each reader read of each split: the number of rows when they are those
of the files, in order and to the last value, or else what is wrong. That the files are what the manifest lists is the gate of
digests. It runs as a process of its own, since `datasets` reads its environment when it is imported. Rows pass as batches.
"""

import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from errno import EDQUOT, EFBIG, ENOSPC
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pyarrow as pa

from pipeline.audit.comparing import Expected, Read, compare_read
from pipeline.audit.readers import cut_shares, open_duckdb, readers_of
from pipeline.release.folder import present_configs, said_of
from pipeline.work.imports import without
from pipeline.work.memory import RETURNING, collect_seldom
from pipeline.work.workers import unheard

if TYPE_CHECKING:
    from pipeline.audit.files import Finding

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
    "OMP_NUM_THREADS": "1",  # of Arrow: each thread holds a row group, and the workers share the cores
    "ARROW_IO_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "POLARS_MAX_THREADS": "1",
    "POLARS_ROW_GROUP_PREFETCH_SIZE": "1",
}
NOISE = ("nanobind", " - ", "See https://nanobind")  # what a library says whenever a process ends
FULL = frozenset({ENOSPC, EFBIG, EDQUOT})  # what is no fault of the files
PARENT = "CHINESE_SPEECHES_PARENT"  # the process that asked for the loading
ASKED = "CHINESE_SPEECHES_LOADING"  # where that one will say configs, parts, copies of this process, if there are lines: as JSON
WAITING = dict[Path, "subprocess.Popen[str]"]()  # by folder the processes that were not told yet what to load
FAULTS = (OSError, ValueError, TypeError, KeyError, RuntimeError, pa.ArrowException, duckdb.Error, pl.exceptions.PolarsError)
"""What the readers are known to raise over a file that is not as they expect it; `datasets` adds its own."""


def check_loading(
    folder: Path, configs: Sequence[str] = (), parts: Mapping[str, Sequence[str]] | None = None, workers: int = 1
) -> "Iterator[Finding]":
    """Every split of these configs (none: of all) is loaded in every way, offline, cache empty, with the rows of its files.

    `datasets` loads all of it; read by the others, and compared, are of these parts these configs (None: all of all).
    """
    from pipeline.audit.files import Finding  # the process that loads does without

    configs, lines = configs or present_configs(folder), said_of(folder).jsonl
    if folder not in WAITING:
        start_loading(folder)
    process = WAITING.pop(folder)
    output, errors = process.communicate(json.dumps([configs, parts, workers, lines]))
    if process.returncode in FULL:
        raise OSError(process.returncode, os.strerror(process.returncode), str(folder.parent))
    if process.returncode:
        said = " ".join(" ".join(line for line in errors.splitlines() if not line.startswith(NOISE)).split())
        yield Finding("data", f"expected to be loaded, the process ended with: {said[-300:]}")
        return
    found = json.loads(output)
    for config in configs:
        expected = Expected(folder, config, parts_of(config, parts), {}, lines)
        sizes = expected.sizes
        for reader in readers_of(expected):
            words = compare_read(found[f"{reader} {config}"], sizes)
            yield from (Finding("data", f"{config}: {reader}: {said}") for said in words)


def parts_of(config: str, parts: Mapping[str, Sequence[str]] | None) -> list[str] | None:
    """The parts whose files of a config are compared."""
    return None if parts is None else [part for part, configs in parts.items() if config in configs]


def start_loading(folder: Path) -> None:
    """Start the process that loads a folder: it reads its libraries and waits to be told what to load. Its caches are a folder of
    its own, beside this one, that goes with it.
    """
    own = {PARENT: str(os.getpid()), ASKED: "1", "TMPDIR": str(folder.resolve().parent)}
    with unheard():
        WAITING[folder] = subprocess.Popen(
            [sys.executable, "-m", "pipeline.audit.loading", str(folder.resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=RETURNING | os.environ | OFFLINE | own,
            cwd=Path(__file__).parent.parent.parent,
        )


def stop_loading(folder: Path) -> None:
    """Let the process go that was to load a folder, if it still waits."""
    if process := WAITING.pop(folder, None):
        process.communicate("")


def main(folder: Path, configs: Sequence[str]) -> None:
    """Load the configs and print what was found; only as long as the process that asked for it is the parent."""
    with tempfile.TemporaryDirectory(prefix=".loading.tmp") as cache:
        parent = int(os.environ.get(PARENT) or os.getppid())
        Thread(target=end_with, args=(parent, cache), daemon=True).start()
        os.environ.update(OFFLINE, HF_HOME=cache)
        json.dump(load_all(folder, configs or present_configs(folder), cache), sys.stdout, ensure_ascii=False)


def remember(look: Callable[..., object]) -> Callable[..., object]:
    """The same function, which looks at the same place once; where it is told the files, it looks each time.

    >>> numbers = iter("xyz")
    >>> look = remember(lambda path, **_said: path + next(numbers))
    >>> look("a"), look("a"), look("a", data_files="b"), look("b")
    ('ax', 'ax', 'ay', 'bz')
    """
    found = dict[str, object]()

    def look_once(path: str, **said: object) -> object:
        if said.get("data_files"):
            return look(path, **said)
        if path not in found:
            found[path] = look(path, **said)
        return deepcopy(found[path])

    return look_once


def end_with(parent: int, cache: str) -> None:
    """End this process, its cache removed, soon after the one that started it is gone: a killed build leaves nobody at work."""
    while os.getppid() == parent:
        time.sleep(0.5)
    shutil.rmtree(cache, ignore_errors=True)
    os._exit(1)


def load_all(folder: Path, configs: Sequence[str], cache: str) -> dict[str, dict[str, Read] | str]:
    """`reader config` to what was read by split, or to one line that says what went wrong. What was cached goes at once."""
    collect_seldom()
    from datasets import config as options  # after the environment is set
    from datasets import load
    from datasets.exceptions import DatasetsError

    options.HF_DATASETS_MULTITHREADING_MAX_WORKERS = 1  # files on a disk are looked at faster than threads start
    told = sys.stdin.read() if ASKED in os.environ else json.dumps([configs, None, 1, said_of(folder).jsonl])
    if not told:
        return {}
    configs, parts, workers, lines = json.loads(told)
    asked = [Expected(folder, config, parts_of(config, parts), {}, lines, believing=True) for config in configs]
    shares = cut_shares(asked, workers)
    if sys.platform != "linux":
        return load_configs(asked, cache)
    load.dataset_module_factory = remember(load.dataset_module_factory)  # card and names are the same, whatever is loaded
    with suppress(*FAULTS, DatasetsError):  # who reads of the folder tells
        load.dataset_module_factory(str(folder))
    open_duckdb().execute("select 1").fetchall()  # it has begun before there are copies, each of which would open its own
    gc.freeze()  # copies of this process share its memory as long as nobody counts in it
    return load_apart(shares, cache, workers)


def load_apart(shares: list[list[Expected]], cache: str, workers: int) -> dict[str, dict[str, Read] | str]:
    """What every reader read of some configs, in copies of this process that take their memory with them; Linux makes such."""
    found: dict[str, dict[str, Read] | str] = {}
    running: dict[Connection, BaseProcess] = {}
    while shares or running:
        while shares and len(running) < max(1, workers):
            receiver, sender = Pipe(duplex=False)
            child = get_context("fork").Process(target=load_share, args=(shares.pop(0), cache, os.getpid(), sender), daemon=True)
            child.start()
            sender.close()
            running[receiver] = child
        for ended in wait([*running]):
            found |= take_read(running.pop(ended), ended)  # type: ignore[arg-type, call-overload]
    return found


def load_share(some: Sequence[Expected], cache: str, parent: int, sender: Connection) -> None:
    """Send what every reader read of some configs."""
    Thread(target=end_with, args=(parent, cache), daemon=True).start()
    sender.send(load_configs(some, cache))


def take_read(child: BaseProcess, receiver: Connection) -> dict[str, dict[str, Read] | str]:
    """What a copy of this process has read; the end of this process where it came to none."""
    try:
        found: dict[str, dict[str, Read] | str] = receiver.recv()
    except EOFError:
        child.join()
        status = child.exitcode or 0
        sys.exit(status if status > 0 else f"killed by signal {-status}")
    child.join()
    return found


def load_configs(some: Sequence[Expected], cache: str) -> dict[str, dict[str, Read] | str]:
    """What every reader read of some configs."""
    return {name: read for expected in some for name, read in load_config(expected, cache).items()}


def load_config(expected: Expected, cache: str) -> dict[str, dict[str, Read] | str]:
    """What every reader read of a config; when one of them read other rows than `datasets`, each is compared with the files."""
    with tempfile.TemporaryDirectory(dir=cache) as own, without("scipy"):  # it would be imported, and not be used
        found = {f"{name} {expected.config}": try_reader(read, expected, own) for name, read in readers_of(expected).items()}
    if not expected.believing or all(isinstance(read, dict) and {*map(type, read.values())} <= {int} for read in found.values()):
        return found
    return load_config(expected._replace(kept={}, believing=False), cache)


def try_reader(read: Callable[[Expected, str], dict[str, Read]], expected: Expected, cache: str) -> dict[str, Read] | str:
    """What a reader read of a config, or one line that says what went wrong."""
    from datasets.exceptions import DatasetsError

    try:
        return read(expected, cache)
    except (*FAULTS, DatasetsError) as error:
        if full := FULL & {getattr(one, "errno", None) for one in chain_of(error)}:
            sys.exit(max(full))
        return f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
