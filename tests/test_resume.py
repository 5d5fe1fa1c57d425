"""A build that is killed, runs out of disk, or meets another one leaves the last dataset whole and ends in the same bytes."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from pipeline.job.errors import PipelineError
from pipeline.work.files import clear_up, put_in_place
from pipeline.work.lock import only_build
from tests.tools.command import ROOT, files_of, pipeline
from tests.tools.containers import PAGE

KILLS = 8
AS = resource.RLIMIT_AS
SMALL_SHARDS = '[dataset]\nsummary = "Pages of tests."\n[readers]\nshard_bytes = 20000\n'


def write_pages(folder: Path, said: str, count: int = 40) -> Path:
    """A folder of pages that say something."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        body = "".join(f"{said}第{number}号事情要办好,第{line}条要记住。\n" for line in range(40))
        (folder / f"{number:03d}.txt").write_text(PAGE + body, encoding="utf-8")
    return folder


def arguments(folder: Path, sources: Path, workers: int = 2) -> list[str]:
    """The command line of a build with small shards."""
    config = folder / "dataset.toml"
    config.write_text(SMALL_SHARDS, encoding="utf-8")
    paths = ["--sources", str(sources), "--output", str(folder / "out"), "--config", str(config)]
    return ["build", *paths, "--workers", str(workers)]


def hear_interrupts() -> None:
    """Undo what a shell does to those that it starts in the background: they ignore interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(options: list[str], prepare: Callable[[], None] = hear_interrupts) -> subprocess.Popen[str]:
    """A build that runs on its own."""
    command = [sys.executable, "-m", "pipeline", *options]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, preexec_fn=prepare, start_new_session=True)


@contextmanager
def no_process_left(session: int) -> Iterator[None]:
    """Every process of a session is gone soon after the block: workers notice that the build is."""
    yield
    for _look in range(1000):
        command = ["ps", "-s", str(session), "-o", "stat="]
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
        if all(state.startswith("Z") for state in found):
            return
    os.killpg(session, signal.SIGKILL)
    pytest.fail(f"workers are left: {found}")


@pytest.mark.slow
def test_a_build_killed_at_any_moment_ends_in_the_same_bytes(tmp_path: Path) -> None:
    old, new = write_pages(tmp_path / "old", "去年"), write_pages(tmp_path / "new", "今年")
    for folder in ("killed", "calm"):
        (tmp_path / folder).mkdir()
    began = time.monotonic()
    calm = pipeline(*arguments(tmp_path / "calm", new))
    assert calm.returncode == 0, calm.stderr
    duration = time.monotonic() - began
    first = pipeline(*arguments(tmp_path / "killed", old))
    assert first.returncode == 0, first.stderr
    before, after = files_of(tmp_path / "killed/out/dataset"), files_of(tmp_path / "calm/out/dataset")
    random, killed = Random(4), 0
    while killed < KILLS:
        build = start(arguments(tmp_path / "killed", new))
        with no_process_left(build.pid):
            try:
                build.communicate(timeout=random.uniform(0.1, 1) * duration)
            except subprocess.TimeoutExpired:
                build.kill()
                build.communicate()
                killed += 1
        assert files_of(tmp_path / "killed/out/dataset") in (before, after)
        if not build.returncode:  # it came to its end: the other pages again
            old, new, before, after = new, old, after, before
    last = pipeline(*arguments(tmp_path / "killed", new))
    assert last.returncode == 0, last.stderr
    assert files_of(tmp_path / "killed/out/dataset") == after


@pytest.mark.slow
def test_an_interrupted_build_says_one_line_and_goes_on(tmp_path: Path) -> None:
    options, random = arguments(tmp_path, write_pages(tmp_path / "pages", "今年")), Random(5)
    interrupted = 0
    while interrupted < KILLS // 2:
        build = start(options)
        with no_process_left(build.pid):
            time.sleep(random.uniform(0.5, 6))  # from the imports of the build and of its workers to the audit
            os.killpg(build.pid, signal.SIGINT)  # as a terminal does: the build and all that it has started
            _output, errors = build.communicate()
        if build.returncode == 0:  # it came to its end: from the beginning again
            shutil.rmtree(tmp_path / "out")
        else:
            interrupted += 1
            assert (build.returncode, errors.splitlines()[-1]) == (1, "stopped; the next build goes on from here")
            assert "Traceback" not in errors
    assert pipeline(*options).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("made", ["extract", "words", "export"])
def test_a_killed_worker_is_one_line_and_the_next_build_ends_in_the_same_bytes(made: str, tmp_path: Path) -> None:
    pages = write_pages(tmp_path / "pages", "今年")
    (tmp_path / "calm").mkdir()
    assert pipeline(*arguments(tmp_path / "calm", pages)).returncode == 0
    build = start(arguments(tmp_path, pages))
    with no_process_left(build.pid):
        while not any((tmp_path / "out" / "work" / made).glob("*")):
            time.sleep(0.01)
        os.kill(find_worker(build.pid), signal.SIGKILL)
        _output, errors = build.communicate()
    assert (build.returncode, "Traceback" in errors) == (1, False)
    assert errors.splitlines()[-1].startswith("a worker was killed, perhaps for want of memory")
    assert not (tmp_path / "out" / "dataset").exists()
    assert pipeline(*arguments(tmp_path, pages)).returncode == 0
    assert files_of(tmp_path / "out/dataset") == files_of(tmp_path / "calm/out/dataset")


def find_worker(session: int) -> int:
    """A worker of a build: a child of the server that it started, the youngest of them."""
    words = ["ps", "-ww", "-s", str(session), "-o", "pid=,ppid=,args="]
    found = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in found.splitlines()]
    servers = {pid for pid, parent, words in rows if "forkserver" in words and int(parent) == session}
    return max(int(pid) for pid, parent, _words in rows if parent in servers)


@pytest.mark.slow
@pytest.mark.parametrize("limit", [30_000, 300_000])
def test_a_full_disk_is_one_message_and_the_last_dataset_stays(tmp_path: Path, limit: int) -> None:
    result = pipeline(*arguments(tmp_path, write_pages(tmp_path / "old", "去年"), workers=1))
    assert result.returncode == 0, result.stderr
    before = files_of(tmp_path / "out/dataset")
    sources = write_pages(tmp_path / "new", "今年", count=400)
    build = start(arguments(tmp_path, sources), lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    with no_process_left(build.pid):
        _output, errors = build.communicate()
    assert build.returncode == 1
    assert "what was published before is as it was" in errors.splitlines()[-1]
    assert "Traceback" not in errors
    assert files_of(tmp_path / "out/dataset") == before
    again = pipeline(*arguments(tmp_path, sources))
    assert again.returncode == 0, again.stderr


def test_a_folder_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    sources = write_pages(tmp_path / "pages", "今年", 1)
    output = Path("/sys/kernel/out") if os.geteuid() == 0 else tmp_path / "closed/out"
    (tmp_path / "closed").mkdir(mode=0o555)
    result = pipeline("build", "--sources", sources, "--output", output)
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
    assert result.stderr.startswith(f"{output}: ")


def test_a_second_build_in_one_output_is_refused(tmp_path: Path) -> None:
    sources = write_pages(tmp_path / "pages", "今年", 1)
    with only_build(tmp_path / "out"):
        result = pipeline("build", "--sources", sources, "--output", tmp_path / "out")
    assert result.returncode == 1
    assert result.stderr == f"{tmp_path / 'out'}: another build is at work there; wait for its end or give another OUTPUT\n"
    with only_build(tmp_path / "out"), pytest.raises(PipelineError), only_build(tmp_path / "out"):
        pass


def test_strict_refuses_what_would_be_rejected(tmp_path: Path) -> None:
    sources = write_pages(tmp_path / "pages", "今年", 2)
    (sources / "bad.txt").write_bytes(b"\xff")
    options = ("build", "--sources", sources, "--output", tmp_path / "out")
    result = pipeline(*options, "--strict")
    message = f"rejected: undecodable 1; see {tmp_path / 'out/rejected'}; with STRICT nothing is published\n"
    assert (result.returncode, result.stderr) == (1, message)
    assert not (tmp_path / "out/dataset").exists()
    result = pipeline(*options)
    assert result.returncode == 0, result.stderr
    assert "rejected 1 undecodable 1" in " ".join(result.stdout.split())  # the widths follow the seconds
    assert pipeline(*options, "--strict").returncode == 1


def test_words_that_a_killed_build_left_half_written_are_not_read(tmp_path: Path) -> None:
    pages = write_pages(tmp_path / "pages", "去年", 8)
    options = ["annotate", *arguments(tmp_path, pages, 1)[1:]]
    assert pipeline(*options).returncode == 0
    whole = min((tmp_path / "out" / "work" / "words").iterdir())
    left = whole.rename(whole.with_name(f".{whole.name}.tmp1"))
    (left / "sections.arrow").unlink()
    write_pages(pages, "今年", 1)
    last = pipeline(*options)
    assert last.returncode == 0, last.stderr
    assert not left.exists()


def test_what_a_killed_build_left_is_cleared_up(tmp_path: Path) -> None:
    for name in (".shard.tmp12", ".loading.tmpx_7a", ".dataset.old12", ".gone.old7", ".lock", "shard", "gone"):
        (tmp_path / name).mkdir()
    (tmp_path / ".extract.json.tmp9").write_text("{", encoding="utf-8")
    (tmp_path / ".dataset.old12/kept").write_text("x", encoding="utf-8")
    clear_up(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "dataset", "gone", "shard"]
    assert (tmp_path / "dataset/kept").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="a disk of its own takes root")
@pytest.mark.parametrize("size", ["200k", "400k", "600k"])
def test_a_disk_that_is_full_is_one_line(size: str, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    options = arguments(tmp_path, write_pages(tmp_path / "pages", "今年", 12))
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        result = pipeline(*options[:3], "--output", disk / "out", *options[5:])
    finally:
        subprocess.run(["umount", "-l", disk], check=True)
    last = result.stderr.splitlines()[-1]
    assert (result.returncode, "Traceback" in result.stderr) == (1, False)
    ended = r"No space left on device; make room there, or give another OUTPUT; what was published before is as it was"
    assert last.endswith(ended) and last.startswith(f"{disk}/out") and ".tmp" not in last


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="a system of its own takes root")
def test_without_shared_memory_one_process_does_all(tmp_path: Path) -> None:
    options = ["extract", *arguments(tmp_path, write_pages(tmp_path / "pages", "今年", 12))[1:]]
    hidden = ["unshare", "-m", "sh", "-c", 'mount --bind /proc/self /dev/shm && exec "$@"', "sh"]
    command = [*hidden, sys.executable, "-m", "pipeline", *options]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "no workers can be started here" in result.stderr


def test_little_room_for_addresses_is_refused_before_any_work(tmp_path: Path) -> None:
    options = arguments(tmp_path, write_pages(tmp_path / "pages", "今年", 1))
    build = start(options, lambda: resource.setrlimit(AS, (1 << 31, 1 << 31)))
    _output, errors = build.communicate()
    words = "limited to 2048 MB of addresses (ulimit -v), and a build takes 6000: raise the limit"
    assert (build.returncode, errors.splitlines()[-1]) == (1, f"memory: {words}")


def test_the_sockets_of_a_killed_build_go_with_the_next() -> None:
    with tempfile.TemporaryDirectory() as folder:  # with a short name: sockets have no room for long ones
        code = "keep_sockets(Path(sys.argv[1])); print(get_temp_dir(), flush=True); os.kill(os.getpid(), 9)"
        imports = "import os, sys; from pathlib import Path; from pipeline.work.workers import get_temp_dir, keep_sockets"
        command = [sys.executable, "-c", f"{imports}; {code}", folder]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (said.returncode, Path(said.stdout.strip()).parent) == (-signal.SIGKILL, Path(folder)), said.stderr
        clear_up(Path(folder))
        assert list(Path(folder).iterdir()) == []


def test_a_folder_is_put_in_place_of_another_and_its_own_name_is_free(tmp_path: Path) -> None:
    for name in ("staging", "dataset"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name, encoding="utf-8")
    put_in_place(tmp_path / "staging", tmp_path / "dataset")
    assert [path.name for path in tmp_path.iterdir()] == ["dataset"]
    assert (tmp_path / "dataset/file").read_text(encoding="utf-8") == "staging"
