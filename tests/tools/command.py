"""The command line as tests run it: in this process, which has read the libraries already, or as a process of its own."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from pipeline.__main__ import main
from pipeline.audit import gates, loading
from pipeline.audit.files import Finding
from pipeline.work import workers

ROOT = Path(__file__).resolve().parents[2]
OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}


class Here(Executor):
    """A pool without processes: what is handed in is done at once, by this process, which has read the libraries already."""

    def __init__(self, *_asked: object, **_named: object) -> None:
        pass

    def submit(self, work: Callable[..., Any], /, *tasks: Any, **named: Any) -> "Future[Any]":
        """What came of the work."""
        done: Future[Any] = Future()
        try:
            done.set_result(work(*tasks, **named))
        except Exception as error:
            done.set_exception(error)
        return done


class Done(NamedTuple):
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


def pipeline(*arguments: object, pool: type[Executor] = Here) -> Done:
    """Run a command here, in the folder of the repository, without workers but those of another pool, and without the gate that
    loads the dataset in a process of its own."""
    output, errors = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(ROOT), contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors),
        patch.object(gates, "check_loading", load_nothing), patch.object(gates, "start_loading"),
        patch.object(loading, "start_loading"), patch.object(workers, "ProcessPoolExecutor", pool),
        patch("multiprocessing.forkserver.ensure_running"),
    ):  # fmt: skip
        status = main([*map(str, arguments)])
    return Done(status, output.getvalue(), errors.getvalue())


def load_nothing(*_asked: object) -> Iterator[Finding]:
    """The gate of loading, left open: some builds of the tests go through it, and tests/audit sees it shut."""
    yield from ()


def run_process(*arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as a user does, with every gate."""
    return run_python("-m", "pipeline", *map(str, arguments), **environment)


def run_python(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run Python in the folder of the repository."""
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
