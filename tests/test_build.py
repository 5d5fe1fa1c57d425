"""Whole builds, run as a user runs them: one command, real files, a dataset that loads."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from pipeline.build import run_stage
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.settings import Settings
from tests.tools.command import OFFLINE, files_of, pipeline, run_process, run_python
from tests.tools.compilation import COMPILATION


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three pages."""
    folder = tmp_path_factory.mktemp("pages")
    for name, place in (("a.txt", "市"), ("b.txt", "县"), ("deeper/c.txt", "镇")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(COMPILATION.replace("全市", f"全{place}").replace("去年", f"{place}里去年"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a build of the pages."""
    output = tmp_path_factory.mktemp("output")
    result = pipeline("build", "--sources", pages, "--output", output, "--workers", 1)
    assert result.returncode == 0, result.stderr
    return output


def test_a_build_loads_as_users_load_it(built: Path, tmp_path: Path) -> None:
    code = (
        "from datasets import load_dataset\n"
        f"load = lambda config: load_dataset({str(built / 'dataset')!r}, config, split='train', cache_dir={str(tmp_path)!r})\n"
        "print(len(load('pages')), len(load('speeches')), load('sections')[0]['role'])\n"
    )
    result = run_python("-c", code, **OFFLINE)
    assert result.stdout.split() == ["3", "6", "opening"], result.stderr


def test_a_second_build_elsewhere_has_the_same_bytes_for_any_number_of_workers(built: Path, pages: Path, tmp_path: Path) -> None:
    options = ("--sources", pages, "--output", tmp_path / "other", "--workers", 2)
    result = run_process("export", *options, PYTHONHASHSEED="7", LC_ALL="C")
    assert result.returncode == 0, result.stderr
    first, second = files_of(built / "dataset"), files_of(Job((), tmp_path / "other", Settings()).staging)
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_a_build_with_nothing_changed_runs_no_stage(built: Path, pages: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (built / "work").rglob("*.parquet")}
    result = pipeline("build", "--sources", pages, "--output", built)
    assert "…" not in result.stdout
    assert before == {path: path.stat().st_mtime_ns for path in (built / "work").rglob("*.parquet")}


REFUSED = [
    (["build", "--sources", "nowhere"], "nowhere: no such file or folder"),
    (["build", "--config", "nowhere.toml"], "nowhere.toml: No such file or directory; CONFIG"),
    (["buidl"], "invalid choice: 'buidl'"),
    (["build", "--colour"], "unrecognized arguments: --colour"),
    (["build", "--workers", "none"], "invalid int value: 'none'"),
    (["build", "--workers", "0"], "expected a whole number from 1"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_a_wrong_command_is_one_message_and_status_1(arguments: list[str], message: str, tmp_path: Path) -> None:
    result = pipeline(*arguments, "--output", tmp_path)
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr


ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(("word", "meant"), [("SOURCE", "SOURCES"), ("WORKER", "WORKERS"), ("OUTPT", "OUTPUT")])
def test_a_word_that_make_does_not_know_is_refused_with_the_nearest(word: str, meant: str) -> None:
    command = ["make", "-n", "build", f"{word}=1"]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # make test calls this from make
    result = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{word}=: no such word; did you mean {meant}=?" in result.stderr


def test_every_word_that_a_target_reads_may_be_given() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = next(line for line in text.splitlines() if line.startswith("WORDS :=")).split()[2:]
    assert {*re.findall(r"\$\(if \$\(([A-Z_]+)\)", text)} - {*known, "CHINESE"} == set()


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    result = pipeline("build", "--sources", tmp_path / "pages", "--output", tmp_path / "output")
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
    assert "an empty folder" in result.stderr


def test_a_page_that_does_not_decode_is_rejected_and_the_others_are_published(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\xff" * 5 + b"\x81")
    result = pipeline("build", "--sources", pages, tmp_path / "bad.txt", "--output", tmp_path / "output")
    assert result.returncode == 0, result.stderr
    assert "rejected" in result.stdout


def test_sources_without_any_page_publish_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = pipeline("build", "--sources", tmp_path / "empty.txt", "--output", tmp_path / "output")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "output" / "dataset").exists()


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (duckdb.InvalidInputException("counting the rows of 'turns' failed: KeyboardInterrupt:"), KeyboardInterrupt),
        (RuntimeError("Query interrupted"), KeyboardInterrupt),
        (duckdb.IOException("no magic bytes"), PipelineError),
        (RuntimeError("a fault of the code"), RuntimeError),
        (MemoryError(), MemoryError),
    ],
)
def test_what_a_library_raises_in_a_stage_is_told_as_what_it_is(
    raised: Exception, told: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_job: Job) -> None:
        raise raised

    monkeypatch.setattr("pipeline.validate.run", run)
    with pytest.raises(told) as caught:
        run_stage(Job((), tmp_path, Settings()), "validate", "key")
    assert type(caught.value) is told


@pytest.mark.parametrize("inside", [".", "out"])
def test_a_refused_output_leaves_nothing_in_the_source_folder(inside: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("讲话\n", encoding="utf-8")
    done = pipeline("build", "--sources", tmp_path, "--output", tmp_path / inside)
    assert (done.returncode, " OUTPUT" in done.stderr) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("name", ["dataset", "rejected"])
def test_a_build_replaces_no_folder_that_no_build_made(name: str, pages: Path, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "mine.csv").write_text("mine\n", encoding="utf-8")
    done = pipeline("build", "--sources", pages, "--output", tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert f"{tmp_path / name}: files that no build made" in done.stderr
    assert (tmp_path / name / "mine.csv").read_text(encoding="utf-8") == "mine\n"


def test_a_view_replaces_no_folder_that_no_view_made(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built / "dataset", tmp_path / "dataset")
    (tmp_path / "view").mkdir()
    (tmp_path / "view" / "mine.txt").touch()
    done = pipeline("view", "--output", tmp_path)
    assert (done.returncode, "files that no build made" in done.stderr) == (1, True)
    assert (tmp_path / "view" / "mine.txt").exists()
