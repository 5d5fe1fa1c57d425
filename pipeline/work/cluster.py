"""Tasks in; out, their results in order, from a Ray cluster whose nodes see the folders of this process by the same names.

What a task makes is a file that is whole or not there, and a task done twice makes the same bytes: what a lost worker or node was
at is done again elsewhere.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from pipeline.job.errors import PipelineError

Task = TypeVar("Task")
Result = TypeVar("Result")
AGAIN = 5  # times that a task is begun anew when its worker or node is lost
AHEAD = 1  # tasks that wait for a worker: each may hold the bytes of a shard in memory
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}  # nothing is told to anyone; no advice


def work_on_cluster(work: Callable[[Task], Result], tasks: Iterable[Task], workers: int) -> Iterator[Result]:
    """The results of the tasks, in order; tasks are taken as they are needed, a few more than the cluster has processors."""
    ray = connect(workers)
    far, most = ray.remote(max_retries=AGAIN)(work_there), (1 + AHEAD) * round(ray.cluster_resources().get("CPU", 1))
    running: deque[Any] = deque()
    try:
        for task in tasks:
            running.append(far.remote(str(Path.cwd()), work, task))
            if len(running) >= most:
                yield result_of(ray, running.popleft())
        while running:
            yield result_of(ray, running.popleft())
    finally:
        for waited_for in running:  # only where the build ends before its time
            ray.cancel(waited_for, force=True)


def work_there(folder: str, work: Callable[[Task], Result], task: Task) -> Result:
    """Do a task in the folder that the build was started in: names of files may be relative to it."""
    os.chdir(folder)
    return work(task)


def connect(workers: int) -> ModuleType:
    """The library, once it is connected to the cluster at RAY_ADDRESS; without an address to one of `workers` on this machine."""
    ray = load_ray()
    if not ray.is_initialized():
        address = os.environ.get("RAY_ADDRESS") or "local"
        here: dict[str, Any] = {"num_cpus": workers, "include_dashboard": False} if address == "local" else {}
        try:
            ray.init(address, logging_level="ERROR", log_to_driver=False, **here)
        except (ConnectionError, RuntimeError, ValueError) as error:
            words = " ".join(str(error).split())[:200]
            raise PipelineError(f"RAY_ADDRESS={address}: no cluster answers there ({words})") from error
    return ray


def load_ray() -> ModuleType:
    """The library, quiet. Raises PipelineError where it is not installed."""
    os.environ.update({name: said for name, said in QUIET.items() if name not in os.environ})
    try:
        return import_module("ray")
    except ImportError as error:
        raise PipelineError("ENGINE=ray needs another library: .venv/bin/pip install '.[ray]'") from error


def result_of(ray: ModuleType, waited_for: Any) -> Any:
    """The result of a task, or the error that ended it, as if the task had been done here."""
    try:
        return ray.get(waited_for)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from error
    except ray.exceptions.RayError as error:
        words = " ".join(str(error).split())[:200]
        raise PipelineError(f"the cluster gave a task up after {AGAIN + 1} tries ({words}); what is done is kept") from error
