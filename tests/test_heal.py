"""What a hand, a disk or a sync program has changed since the last build is made again, or said in one line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipeline import annotate, export, validate
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.settings import Settings
from pipeline.work.files import write_json
from tests.tools.command import files_of, pipeline, run_process
from tests.tools.compilation import COMPILATION

WORK = Path("out") / "work"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page and a near copy of it, and the output of a build of both."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "pages").mkdir()
    (folder / "pages" / "a.txt").write_text(COMPILATION, encoding="utf-8")
    (folder / "pages" / "b.txt").write_text(COMPILATION.replace("要", "應"), encoding="utf-8")
    assert build(folder)[0] == 0
    return folder


def build(folder: Path) -> tuple[int, str]:
    """Build the pages; the status and all that was said."""
    result = pipeline("build", "--sources", folder / "pages", "--output", folder / "out", "--workers", 1)
    assert "Traceback" not in result.stderr, result.stderr
    return result.returncode, result.stdout + result.stderr


def cut(folder: Path, pattern: str) -> None:
    """The first file of a pattern is cut in the middle."""
    path = min(folder.glob(pattern))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_shard(folder: Path, pattern: str, stage: str) -> None:
    """A file that a stage would read is cut, and the last run of that stage is not known any more."""
    cut(folder / WORK, pattern)
    (folder / WORK / f"{stage}.json").unlink()


def cut_for_all(folder: Path, pattern: str) -> None:
    """A file that every stage knows is cut, and the dataset is gone."""
    cut(folder / WORK, pattern)
    shutil.rmtree(folder / "out" / "dataset")


def spoil_stamps(work: Path) -> None:
    """The stamps of three stages say nothing any more."""
    for stage, data in (("extract", b"\xff\xfe{"), ("annotate", b"{"), ("validate", b"[1]")):
        (work / f"{stage}.json").write_bytes(data)


def forge_similarities(work: Path) -> None:
    """No two texts are alike any more, and annotate has to run again."""
    for path in work.glob("similar-*"):
        rows = np.load(path)
        rows["similarity"] = 0.01
        np.save(path, rows)
    shutil.rmtree(work / "words")
    (work / "validate.json").unlink()


def spoil_dataset(dataset: Path) -> None:
    """A file is altered, one lost, one too many."""
    (dataset / "LICENSE").write_text("Ours.\n")
    (dataset / "README.md").unlink()
    (dataset / "notes.txt").write_text("mine")


CHANGED: dict[str, Callable[[Path], object]] = {
    "files of the dataset altered, lost and too many": lambda folder: spoil_dataset(folder / "out/dataset"),
    "stamps that are not UTF-8, no JSON, of another form": lambda folder: spoil_stamps(folder / WORK),
    "a shard cut in extract": lambda folder: cut_shard(folder, "extract/*/pages.parquet", "annotate"),
    "a shard cut in annotate": lambda folder: cut_shard(folder, "annotate/*/sections.parquet", "validate"),
    "a shard cut in extract, no dataset": lambda folder: cut_for_all(folder, "extract/*/pages.parquet"),
    "a shard cut in annotate, no dataset": lambda folder: cut_for_all(folder, "annotate/*/pages.parquet"),
    "words cut, no dataset": lambda folder: cut_for_all(folder, "words/*/sections.parquet"),
    "similarities forged, words lost": lambda folder: forge_similarities(folder / WORK),
    "no work folder": lambda folder: shutil.rmtree(folder / WORK),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_what_was_changed_is_made_again(change: Callable[[Path], object], built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(built, folder)
    before = files_of(folder / "out" / "dataset")
    change(folder)
    status, said = build(folder)
    assert (status, said.count("…") > 0) == (0, True)
    assert files_of(folder / "out" / "dataset") == before


def test_what_cannot_be_read_is_said_in_one_line(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(built, folder)
    cut_shard(folder, "words/*/sections.parquet", "annotate")
    shutil.rmtree(folder / WORK / "annotate")
    status, said = build(folder)
    assert (status, said.splitlines()[-1].endswith("remove that folder and build again")) == (1, True)


ODD = ["a[1]", "[a-z]", "what?", "cost$", "a::b", "two\nlines", "{x}", "caf\udce9"]  # the last: a byte that is no UTF-8


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_an_output_that_readers_take_for_a_pattern_is_refused_before_any_work(name: str, built: Path, tmp_path: Path) -> None:
    result = pipeline("build", "--sources", built / "pages", "--output", tmp_path / name)
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
    assert "give a folder without it" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_without_chinese_still_gets_the_message(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text("[dataset]\nlicense = '自由'\n", encoding="utf-8")
    result = run_process("build", "--config", tmp_path / "dataset.toml", "--output", tmp_path / "out", PYTHONIOENCODING="ascii")
    assert (result.returncode, "Traceback" in result.stderr) == (1, False)
    assert "found \\u300c\\u81ea\\u7531\\u300d" in result.stderr


def test_a_source_that_changes_while_it_is_read_publishes_nothing(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(built, folder)
    shutil.rmtree(folder / WORK / "annotate")
    for name in ("annotate", "validate", "export", "audit"):
        (folder / WORK / f"{name}.json").unlink()
    job = Job((str(folder / "pages"),), folder / "out", Settings())
    write_json(job.work / "sources.json", {"digest": "of other bytes"})
    for stage in (annotate, validate):
        write_json(job.work / f"{stage.__name__.partition('.')[2]}.json", stage.run(job))
    with pytest.raises(PipelineError, match=r"^a source was changed while it was read; nothing is published"):
        export.run(job)
