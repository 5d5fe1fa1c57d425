"""Training views in a build: configs like the others, left out where empty, stopped when they are not what records make."""

import json
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from pipeline.audit.gates import find_faults
from pipeline.views.tasks import VIEWS
from schemas import TABLES
from schemas.derived import arrow_schema
from tests.release.test_croissant import read_croissant
from tests.tools.command import OFFLINE, files_of, pipeline, run_python
from tests.tools.corruptions import digest_parquet


@pytest.fixture
def staged(thirty: Path, tmp_path: Path) -> Path:
    """A copy of the dataset to spoil."""
    for name, data in files_of(thirty / "dataset").items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_every_view_is_a_config_that_loads(thirty: Path, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom datasets import load_dataset\n"
        f"for name in {list(VIEWS)!r}:\n"
        f"    print(name, *load_dataset({str(thirty / 'dataset')!r}, name, cache_dir={str(tmp_path)!r})['train'].column_names)\n"
    )
    result = run_python("-c", code, **OFFLINE)
    expected = [[name, *TABLES[name].to_schema().columns] for name in VIEWS]
    assert [line.split() for line in result.stdout.splitlines()] == expected, result.stderr


def test_a_row_is_in_the_split_of_its_page(thirty: Path) -> None:
    splits = {}
    for split in ("train", "validation", "test"):
        for name in ("text", "segmentation"):
            frame = pl.read_parquet(thirty / "dataset" / "data" / name / f"{split}-*.parquet")
            splits[split, name] = set(frame["page_id"])
        pages = pl.read_parquet(thirty / "dataset" / "data" / "pages" / f"{split}-*.parquet")
        assert splits[split, "text"] | splits[split, "segmentation"] <= set(pages["page_id"])
    assert all(splits.values())


def test_the_card_says_what_a_view_is_made_of(thirty: Path) -> None:
    card = (thirty / "dataset" / "README.md").read_text(encoding="utf-8")
    said = {name: f"A pure function of {view.made_of}; words of templates version 2." for name, view in VIEWS.items()}
    assert [name for name, words in said.items() if words not in card] == []


def test_croissant_reads_every_view(thirty: Path) -> None:
    dataset = read_croissant(thirty / "dataset")
    for name in VIEWS:
        row = next(iter(dataset.records(record_set=name)))
        assert list(row) == [f"{name}/{column}" for column in TABLES[name].to_schema().columns]
    turns = next(iter(dataset.records(record_set="heading_generation_chat")))["heading_generation_chat/messages"]
    assert [turn["heading_generation_chat/messages/role"] for turn in turns] == [b"user", b"assistant"]


def test_a_view_without_rows_is_left_out(tmp_path: Path) -> None:
    told = "今天来听大家说话。有什么难处,当面讲,我们记下来。谢谢大家!"
    (tmp_path / "page.txt").write_text(f"在座谈会上的讲话\n\n同志们:\n\n{told}\n", encoding="utf-8")
    result = pipeline("build", "--sources", tmp_path / "page.txt", "--output", tmp_path / "output", "--workers", 1)
    assert result.returncode == 0, result.stderr
    configs = sorted(path.name for path in (tmp_path / "output" / "dataset" / "data").iterdir())
    assert configs == ["pages", "sections", "segmentation", "spans", "speeches"]


def test_a_sound_dataset_passes_the_gate_of_views(thirty: Path) -> None:
    assert find_faults(thirty / "dataset", ["views"]) == []


def test_views_that_are_not_what_the_records_make_are_found_even_with_true_digests(staged: Path) -> None:
    for name in VIEWS:
        path = staged / "data" / name / "test-00000-of-00001.parquet"
        pq.write_table(pq.read_table(path).slice(1), path)
        vouch(staged, name)
    assert {fault.file for fault in find_faults(staged, ["views"])} == {f"{name}/test" for name in VIEWS}


def test_a_view_of_a_split_that_is_missing_or_too_much_is_found(staged: Path) -> None:
    (staged / "data/text/test-00000-of-00001.parquet").unlink()
    assert [fault.expected for fault in find_faults(staged, ["views"])] == ["made again: expected its rows"]
    for folder in ("pages", "speeches", "sections", "spans"):
        (staged / "data" / folder / "test-00000-of-00001.parquet").unlink()
    found = {fault.file: fault.expected for fault in find_faults(staged, ["views"])}
    names = [name for name in VIEWS if name != "text"]
    assert found == {f"{name}/test": "expected no rows, as the records of this split make none" for name in names}


def vouch(folder: Path, name: str) -> None:
    """Let the manifest say what the spoilt files hold, as a careless repair would."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = digest_parquet(arrow_schema(TABLES[name]), [folder / "data" / name / "test-00000-of-00001.parquet"])
    manifest["configs"][name]["test"] |= found._asdict()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
