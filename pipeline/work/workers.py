"""Tasks in; out, their results in order, from one process or several."""

import os
import signal
import socket
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import active_children, forkserver, get_all_start_methods, get_context, parent_process, resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from multiprocessing.util import get_temp_dir
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar

from pipeline.job.errors import PipelineError
from pipeline.job.tongues import say
from pipeline.work.cluster import AHEAD, Result, Task, work_on_cluster

PRELOAD = ["pipeline.work.server"]  # which reads the stages once, not every worker of every stage
LONGEST = 107 - len("/pymp-12345678/listener-12345678")  # bytes of a folder in which sockets have room for their names
ADDRESSES = 6_000 << 20  # of one process, most of them never touched; with 4,000 MB the database has too few
FEW = 16 << 20  # bytes of pages that this process is done with before workers have started
STARTED = Event()  # from when on there is what workers are made of
ENGINES = ("", "processes", "ray")
Item = TypeVar("Item")


def work_off(
    work: Callable[[Task], Result], tasks: Iterable[Task], workers: int, in_order: bool = True
) -> Iterator[Result]:
    """The results of the tasks, in order or as they come; tasks are taken as they are needed. Without workers this process works.

    Workers are new processes: what one stage has taken of memory is given back when it ends.
    """
    if not workers:
        yield from map(work, tasks)
        return
    if on_cluster():
        yield from work_on_cluster(work, tasks, workers)
        return
    running: deque[Future[Result]] = deque()
    STARTED.set()
    try:
        pool, ended = ProcessPoolExecutor(workers, mp_context=worker_context(), initializer=end_with_parent), False
    except OSError as error:  # no semaphores: a system without /dev/shm
        say(f"no workers can be started here ({error.strerror}: /dev/shm); one process does all", aloud=True)
        yield from map(work, tasks)
        return
    try:
        for task in tasks:
            running.append(submit(pool, work, task))
            if len(running) > workers + AHEAD:
                yield take_next(running, in_order).result()
        while running:
            yield take_next(running, in_order).result()
        ended = True
    except BrokenProcessPool as error:
        raise PipelineError("a worker was killed, perhaps for want of memory; what is done is kept: try fewer WORKERS") from error
    finally:
        for worker in () if ended else active_children():  # what they have begun is whole or not there
            worker.terminate()
        pool.shutdown(cancel_futures=True)


def begin(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin what is the work of another process; what it comes to is waited for when it is asked for."""
    ended: Future[Result] = Future()

    def run() -> None:
        try:
            ended.set_result(work())
        except BaseException as error:
            ended.set_exception(error)

    Thread(target=run, daemon=True).start()  # which does not keep an interrupted build
    return ended.result


def worth(workers: int, n_bytes: int) -> int:
    """The workers for work on so many bytes of pages: none where they would have to be started for little.

    >>> worth(2, FEW), worth(0, FEW)
    (2, 0)
    """
    return workers if n_bytes >= FEW or STARTED.is_set() else 0


def gather(items: Iterable[Item], size: Callable[[Item], int], most: int) -> Iterator[list[Item]]:
    """Things in their order, small ones together until they have a size.

    >>> [*gather(["ab", "c", "def", "g"], len, 3)]
    [['ab', 'c'], ['def'], ['g']]
    """
    some, sized = list[Item](), 0
    for item in items:
        some.append(item)
        sized += size(item)
        if sized >= most:
            yield some
            some, sized = [], 0
    if some:
        yield some


def on_cluster() -> bool:
    """Whether ENGINE=ray asks for a cluster."""
    engine = os.environ.get("ENGINE", "")
    if engine not in ENGINES:
        raise PipelineError(f"ENGINE={engine}: there are ENGINE=processes, which is meant without the word, and ENGINE=ray")
    return engine == "ray"


def take_next(running: deque[Future[Result]], in_order: bool) -> Future[Result]:
    """The first of what was begun, or what ended first; it is no longer among what runs."""
    if in_order:
        return running.popleft()
    ended = next(one for one in running if one in wait_for(running, return_when=FIRST_COMPLETED).done)
    running.remove(ended)
    return ended


def require_memory() -> None:
    """Nothing, or the error that says that libraries would end this process in the middle of its work, without a word."""
    if find_spec("resource") is None:  # Windows limits no addresses
        return
    resource = import_module("resource")
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if 0 <= limit < ADDRESSES:
        words = f"limited to {limit >> 20} MB of addresses (ulimit -v), and a build takes {ADDRESSES >> 20}: raise the limit"
        raise PipelineError(f"memory: {words}")


def keep_sockets(folder: Path) -> None:
    """Let the sockets of workers lie in a folder that the next build clears, if it can hold any: however this process ends."""
    if not hasattr(socket, "AF_UNIX"):  # Windows has pipes
        return
    place = folder.absolute() / f".socket.tmp{os.getpid()}"
    try:
        with socket.socket(socket.AF_UNIX) as trial:
            trial.bind(str(place))
        place.unlink()
    except OSError:  # a file system without sockets
        return
    if len(os.fsencode(place.parent)) <= LONGEST:
        before, tempfile.tempdir = tempfile.tempdir, str(place.parent)
        get_temp_dir()  # is remembered
        tempfile.tempdir = before


def worker_context() -> BaseContext:
    """How workers are started: as copies of a server that has read the code, or anew where the system has no such server."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    return context


def start_server() -> None:
    """Let the server read the code that workers begin with, while this process does something else."""
    if worker_context().get_start_method() == "forkserver" and not on_cluster():
        STARTED.set()
        resource_tracker.ensure_running()  # which, when it starts, lets interrupts be heard again
        with unheard():
            forkserver.ensure_running()


def submit(pool: ProcessPoolExecutor, work: Callable[[Task], Result], task: Task) -> Future[Result]:
    """Hand a task to the pool. A worker that is started for it never hears an interrupt: the build ends it, without a word."""
    with unheard():
        return pool.submit(work, task)


@contextmanager
def unheard() -> Iterator[None]:
    """Processes that are started meanwhile never hear an interrupt."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def end_with_parent() -> None:
    """Let this worker end when the build that began it is killed; else it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()
