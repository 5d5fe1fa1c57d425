"""Validation of several shards: each is checked once, by any number of workers, and every breach is told with its source."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import annotate, extract, validate
from pipeline.job.errors import PipelineError
from pipeline.job.job import Advance, Job
from pipeline.job.settings import parse_settings
from pipeline.work.files import write_json
from tests.tools.thirty import page_text

PAGES = 7


@pytest.fixture(scope="module")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A job whose pages are annotated, in several shards."""
    folder = tmp_path_factory.mktemp("annotated")
    (folder / "pages").mkdir()
    for number in range(PAGES):
        (folder / "pages" / f"{number:02d}.txt").write_text(page_text(number), encoding="utf-8")
    made = Job((str(folder / "pages"),), folder / "output", parse_settings({"readers": {"shard_bytes": 4000}}))
    for stage in (extract, annotate):
        write_json(made.work / f"{stage.__name__.split('.')[1]}.json", stage.run(made))
    return made


@pytest.fixture
def job(annotated: Job, tmp_path: Path) -> Job:
    """The same job with files of its own, to be spoilt."""
    shutil.copytree(annotated.output.parent, tmp_path, dirs_exist_ok=True)
    return replace(annotated, sources=(str(tmp_path / "pages"),), output=tmp_path / "output")


def checked(job: Job) -> int:
    """How many shards a validation checks; it leaves its stamp."""
    totals: list[int] = []

    def watch(steps: Iterable[Advance], total: int, part: str) -> None:
        done = [step.done for step in steps]
        assert (done == sorted(done), done[-1:] in ([], [total]), part) == (True, True, "contract and laws")
        totals.append(len(done))

    write_json(job.work / "validate.json", validate.run(replace(job, watch=watch)))
    return sum(totals)


def test_a_shard_is_checked_once(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validate, "LOT", 1)  # a step is a shard
    shards = len(list((job.work / "annotate").iterdir()))
    assert shards > 2
    assert [checked(job), checked(job)] == [shards, 0]
    stamp = json.loads((job.work / "validate.json").read_text(encoding="utf-8"))
    write_json(job.work / "validate.json", stamp | {"code": "another"})
    assert checked(replace(job, workers=2)) == shards
    report = json.loads((job.output / "report.json").read_text(encoding="utf-8"))
    assert report["counts"]["pages"] == PAGES
    assert report["splits"]["train"] == {"asked": 0.9, "found": 1.0, "met": False} | {
        name: report["splits"]["train"][name] for name in ("characters", "pages", "speeches", "sections")
    }
    assert (report["splits"]["test"]["asked"], report["splits"]["test"]["found"]) == (0.05, 0.0)


def test_every_breach_is_told_and_no_report_is_written(job: Job) -> None:
    changed = sorted((job.work / "extract").iterdir())[:2]
    for folder in changed:
        table = pq.read_table(folder / "pages.parquet")
        wrong = pa.array([number + 1 for number in table["n_speeches"].to_pylist()], pa.int32())
        place = table.column_names.index("n_speeches")
        pq.write_table(table.set_column(place, table.schema.field(place), wrong), folder / "pages.parquet")
    pages = sum(pq.read_metadata(folder / "pages.parquet").num_rows for folder in changed)
    with pytest.raises(PipelineError) as refusal:
        validate.run(job)
    lines = str(refusal.value).splitlines()
    assert lines[-1] == f"{pages} breaches of the contract; nothing is published"
    assert {line.partition(":")[0] for line in lines[:-1]} < {f"{number:02d}.txt" for number in range(PAGES)}
    assert all(":0: counts balance: n_speeches is 2, found 1 「" in line for line in lines[:-1])
    assert not (job.output / "report.json").exists()


def test_a_build_whose_every_page_is_rejected_says_so(job: Job) -> None:
    for path in Path(job.sources[0]).iterdir():
        path.write_bytes(b"\xff")
    for stage in (extract, annotate):
        write_json(job.work / f"{stage.__name__.split('.')[1]}.json", stage.run(job))
    with pytest.raises(PipelineError, match=r"^no page is left to publish: every source was rejected"):
        validate.run(job)
