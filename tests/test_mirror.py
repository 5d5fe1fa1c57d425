"""An address as output has what a folder would have, whenever a build is killed; and another machine goes on from there."""

import json
import os
import shutil
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import fsspec
import pytest

from pipeline.job.errors import PipelineError
from pipeline.mirror import CHECKSUMS, LIST, parse_list, run_at
from pipeline.publish.address import Store
from tests.tools.command import files_of, pipeline
from tests.tools.containers import PAGE
from tests.tools.store import held

FIRST = {
    "work/extract.json": "一", "work/extract/ab/pages.parquet": "甲", "work/names/extract/1": "ab",
    "dataset/README.md": "卡", "dataset/data/1.parquet": "甲", "dataset/LICENSE": "许可", CHECKSUMS: "甲卡",
}  # fmt: skip
SECOND = {
    "work/extract.json": "二", "work/extract/cd/pages.parquet": "乙", "work/names/extract/1": "cd",
    "dataset/README.md": "新", "dataset/data/2.parquet": "乙", "dataset/LICENSE": "许可", CHECKSUMS: "乙新",
}  # fmt: skip


class Killed(Exception):
    """What ends a build in the middle."""


def write(folder: Path, files: dict[str, str]) -> None:
    """Make a folder hold these files, and an empty one in each shard."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for shard in (folder / "work" / "extract").iterdir():
        (shard / "bytes").mkdir()
    (folder / ".lock").touch()


@contextmanager
def machine(folder: Path) -> Iterator[None]:
    """A machine with room of its own."""
    with patch.dict(os.environ, {"SCRATCH": str(folder)}):
        yield


def work(address: str, files: dict[str, str] | None = None) -> dict[str, bytes]:
    """What a command finds that works at an address, and writes these files there."""
    found = {}

    def run(options: Namespace) -> None:
        found.update(files_of(options.output))
        if files is not None:
            write(options.output, files)

    run_at(Namespace(output=address, sources=["pages"]), run)
    return {name: data for name, data in found.items() if name != ".lock"}


@contextmanager
def killed_at(step: int) -> Iterator[list[str]]:
    """A build that is killed when it changes the address for so many times; what it was about to do."""
    done: list[str] = []

    def counted(name: str, old: object) -> object:
        def act(*asked: object, **named: object) -> object:
            done.append(name)
            if len(done) > step:
                raise Killed
            return old(*asked, **named)  # type: ignore[operator]

        return act

    system = type(fsspec.filesystem("memory"))
    with (
        patch.object(Store, "put", counted("put", Store.put)), patch.object(Store, "remove", counted("remove", Store.remove)),
        patch.object(system, "pipe_file", counted("list", system.pipe_file)),
    ):  # fmt: skip
        yield done


def in_bytes(files: dict[str, str]) -> dict[str, bytes]:
    """The same in bytes."""
    return {name: text.encode() for name, text in files.items()}


def of_dataset(files: dict[str, bytes]) -> dict[str, bytes]:
    """What lies in the dataset."""
    return {name: data for name, data in files.items() if name.startswith("dataset/")}


def test_another_machine_finds_what_was_left_with_its_times(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with machine(tmp_path / "one"):
        assert work(address, FIRST) == {}
        times = {path.name: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    with machine(tmp_path / "two"):
        assert work(address) == in_bytes(FIRST)
        (output,) = (tmp_path / "two").glob("*/output")
        assert {path.name: path.stat().st_mtime_ns for path in output.rglob("*.parquet")} == times
        assert (output / "work/extract/ab/bytes").is_dir()
        work(address, SECOND)
    with machine(tmp_path / "one"):
        assert work(address) == in_bytes(SECOND)
        (output,) = (tmp_path / "one").glob("*/output")
        assert [path.name for path in (output / "work" / "extract").iterdir()] == ["cd"]
    assert held(address).keys() - {LIST} == SECOND.keys()
    assert capsys.readouterr().out.endswith(f"{address} has what {output} has\n")


@pytest.mark.parametrize("step", range(12))
def test_a_build_that_is_killed_anywhere_leaves_what_was_or_what_is(tmp_path: Path, step: int) -> None:
    address = f"memory://{tmp_path.name}/speeches"
    with machine(tmp_path / "one"):
        work(address, FIRST)
        with killed_at(step) as done, suppress(PipelineError, Killed):
            work(address, SECOND)
        there = held(address)
        assert CHECKSUMS not in there or of_dataset(there) in (of_dataset(in_bytes(FIRST)), of_dataset(in_bytes(SECOND)))
    listed = json.loads(there[LIST])
    with machine(tmp_path / "two"):
        found = work(address)
    assert all(sha256(data).hexdigest() == listed[name][0] for name, data in found.items())
    assert {name: data for name, data in found.items() if name in there} == found
    with machine(tmp_path / "one"):
        work(address, SECOND)
    with machine(tmp_path / "three"):
        assert work(address) == in_bytes(SECOND)
    assert held(address).keys() - {LIST} == SECOND.keys()
    assert step < len(done) or step > 8


def test_a_shard_that_is_not_whole_there_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"memory://{tmp_path.name}/speeches"
    with machine(tmp_path / "one"):
        work(address, FIRST | {"work/extract/ab/spans.parquet": "丙"})
    with fsspec.open("/".join((address, "work", "extract", "ab", "spans.parquet")), "wb") as file:
        file.write(b"cut")
    with machine(tmp_path / "two"):
        assert work(address).keys() == FIRST.keys() - {"work/extract/ab/pages.parquet"}
    assert f"{address}: 1 files are not as files.json says and are made again\n" in capsys.readouterr().out


def test_two_builds_at_one_address_are_told(tmp_path: Path) -> None:
    address = f"memory://{tmp_path.name}/speeches"

    def other(options: Namespace) -> None:
        write(options.output, FIRST)
        with machine(tmp_path / "two"):
            work(address, SECOND)

    with machine(tmp_path / "one"), pytest.raises(PipelineError, match="speeches: another build has written there meanwhile; "):
        run_at(Namespace(output=address), other)
    with machine(tmp_path / "three"):
        assert work(address) == in_bytes(SECOND)


def test_an_address_among_the_sources_is_refused(tmp_path: Path) -> None:
    with machine(tmp_path), pytest.raises(PipelineError, match=r"^memory://a/b/out: OUTPUT lies in a source folder"):
        run_at(Namespace(output="memory://a/b/out/", sources=["memory://a/b"]), lambda _options: None)


def test_a_cluster_takes_room_that_all_see(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGINE", "ray")
    monkeypatch.delenv("SCRATCH", raising=False)
    with pytest.raises(PipelineError, match=r"^ENGINE=ray with an address as OUTPUT takes SCRATCH, a folder that all nodes see"):
        run_at(Namespace(output="memory://a"), lambda _options: None)


def test_a_stage_at_an_address_is_up_to_date_on_another_machine(address: str, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    for number in range(3):
        (tmp_path / "pages" / f"{number}.txt").write_text(f"{PAGE}第{number}条。", encoding="utf-8")
    said = []
    for name in ("one", "two"):
        with machine(tmp_path / name):
            said.append(pipeline("extract", "--sources", tmp_path / "pages", "--output", address, "--workers", 1))
    assert [(done.returncode, done.stderr) for done in said] == [(0, ""), (0, "")]
    assert ["extract …" in done.stdout for done in said] == [True, False]


@pytest.mark.slow
def test_a_dataset_at_an_address_has_the_bytes_of_one_in_a_folder(address: str, thirty: Path, tmp_path: Path) -> None:
    options = ("--sources", thirty.parent / "pages", "--config", thirty.parent / "dataset.toml", "--workers", 1)
    for stage in ("annotate", "build"):
        with machine(tmp_path / stage):
            done = pipeline(stage, *options, "--output", address)
        assert (done.returncode, done.stderr) == (0, "")
        assert ("extract …" in done.stdout) is (stage == "annotate")
    there = held(address)
    assert of_dataset(there) == {
        f"dataset/{name}": data for name, data in files_of(thirty / "dataset").items()
    }


@pytest.mark.parametrize("said", [b"[]", b"{", b'{"work/x": 3}', b'{"work/../../x": ["", 0, 0]}', b'{"/etc/x": ["", 0, 0]}'])
def test_a_list_that_no_build_has_written_is_refused(said: bytes) -> None:
    with pytest.raises(PipelineError, match=LIST):
        parse_list(said)
