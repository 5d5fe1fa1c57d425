"""A cluster makes what one machine makes, byte by byte, also when it loses a node on the way."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from tempfile import mkdtemp
from threading import Thread

import pytest

from pipeline import build, linking, ranges
from pipeline.extract import run
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.settings import parse_settings
from pipeline.work.cluster import connect
from pipeline.work.workers import work_off
from tests.test_linking import look, write_texts
from tests.tools.command import ROOT, files_of
from tests.tools.containers import json_lines
from tests.tools.thirty import build_again, page_text

HEAD, OTHER = "127.0.0.1", "127.0.0.2"
RAY = "import sys; from ray.scripts.scripts import main; sys.exit(main())"
START = ("start", "--block", "--num-cpus=1", "--object-store-memory=100000000", "--disable-usage-stats")
TOKEN = token_hex(32)  # of the clusters of this process alone: the library reads it once
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed: make .venv/ray")


def test_an_engine_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGINE", "rays")
    with pytest.raises(PipelineError, match="ENGINE=rays"):
        list(work_off(len, ["a"], 1))


def test_without_the_library_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGINE", "ray")
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(PipelineError, match=r"pip install '\.\[ray\]'"):
        list(work_off(len, ["a"], 1))
    with pytest.raises(PipelineError, match="ENGINE=ray needs another library"):  # even where there is no work for it
        build.run(Job((str(ROOT / "samples"),), tmp_path / "out", parse_settings({})), "extract")
    assert not (tmp_path / "out").exists()


@contextmanager
def node(address: str, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A node of a cluster, in a session of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", RAY, *START, f"--node-ip-address={address}", *options],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT), "NODE": address},
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Kill a node with all that it began."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(true: Callable[[], object], seconds: float = 120) -> None:
    """Wait for something that another process does."""
    end_of_waiting = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end_of_waiting, "waited in vain"
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as trial:
        trial.bind((HEAD, 0))
        return int(trial.getsockname()[1])


def answers(port: int) -> bool:
    """Whether the head of a cluster listens at a port."""
    with socket.socket() as trial:
        return trial.connect_ex((HEAD, port)) == 0


def linger(folder: Path, task: int) -> int:
    """A task that leaves its mark when it begins and takes its time."""
    (folder / f"{task} {os.environ['NODE']} {os.getpid()}").touch()
    time.sleep(2)
    return task


def killed_when(places: Callable[[], list[Path]], other: "subprocess.Popen[bytes]") -> Thread:
    """What kills a node as soon as there is something, and the worker that it names: that would live a second longer."""

    def kill() -> None:
        wait_until(places)
        end(other)
        for pid in (place.name.split()[-1] for place in places() if " " in place.name):
            os.kill(int(pid), signal.SIGKILL)

    killer = Thread(target=kill)
    killer.start()
    return killer


def wait_for_processors(number: int) -> None:
    """Wait until the cluster has as many processors as it should."""
    ray = import_module("ray")
    wait_until(lambda: ray.cluster_resources().get("CPU") == number)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[int]:
    """The port of the head of a cluster to which this process is connected."""
    found, temporary = free_port(), Path(mkdtemp(prefix="ray"))  # sockets need a short path
    monkeypatch.setenv("ENGINE", "ray")
    monkeypatch.setenv("RAY_ADDRESS", f"{HEAD}:{found}")
    monkeypatch.setenv("RAY_AUTH_MODE", "token")
    monkeypatch.setenv("RAY_AUTH_TOKEN", TOKEN)
    with node(HEAD, "--head", f"--port={found}", "--include-dashboard=false", f"--temp-dir={temporary}"):
        wait_until(lambda: answers(found))
        ray = connect(1)
        try:
            wait_for_processors(1)
            yield found
        finally:
            ray.shutdown()
            rmtree(temporary, ignore_errors=True)


@needs_ray
@pytest.mark.slow
def test_what_a_killed_node_was_at_is_done_again_and_the_bytes_are_those_of_one_machine(
    port: int, thirty: Path, tmp_path: Path
) -> None:
    join, begun, output = (OTHER, f"--address={HEAD}:{port}"), tmp_path / "begun", tmp_path / "output"
    begun.mkdir()
    with node(*join) as other:
        wait_for_processors(2)
        killer = killed_when(lambda: [*begun.glob(f"* {OTHER} *")], other)
        assert [*work_off(partial(linger, begun), range(6), 2)] == [*range(6)]
        killer.join()
        assert len([*begun.iterdir()]) > 6
    wait_for_processors(1)
    with node(*join) as other:
        wait_for_processors(2)
        killer = killed_when(lambda: [*(output / "work" / "extract").glob("[0-9a-f]*")], other)
        assert build_again(thirty.parent, output, 2) == ""
        killer.join()
    assert files_of(output / "dataset") == files_of(thirty / "dataset")


@needs_ray
@pytest.mark.slow
def test_ranges_of_a_source_and_shares_of_near_duplicates_are_tasks(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lines.jsonl").write_bytes(json_lines([{"text": page_text(number)} for number in range(60)]))
    paths, settings = write_texts(tmp_path, 80), parse_settings({"readers": {"shard_bytes": 10_000}})
    made = []
    with node(OTHER, f"--address={HEAD}:{port}"):
        wait_for_processors(2)
        for workers in (0, 2):
            result = run(Job((str(tmp_path / "lines.jsonl"),), tmp_path / str(workers), settings, workers))
            made.append((result, files_of(tmp_path / str(workers)), look(paths, workers)))
            monkeypatch.setattr(ranges, "RANGE", 5_000)
            monkeypatch.setattr(linking, "BLOCK", 50)
    assert made[0] == made[1]
