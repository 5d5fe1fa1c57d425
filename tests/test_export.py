"""Export: shards without pages of a split, row groups of large tables, JSON lines that say what the Parquet files say."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.audit.gates import GATES, find_faults
from pipeline.audit.loading import check_loading
from pipeline.audit.parquet import layout_problems
from pipeline.export import ROW_GROUP_BYTES, write_rows
from pipeline.job.settings import OPTIONAL, Dataset, Settings
from pipeline.release.folder import jsonl_file, parquet_files, present_configs
from schemas import CONFIGS, RECORDS, TABLES
from schemas.derived import arrow_schema
from tests.tools.command import files_of
from tests.tools.staged import PAGES, stage_pages
from tests.tools.thirty import build_again


def test_shards_without_pages_of_a_split_are_exported(thirty: Path) -> None:
    shards = json.loads((thirty / "work/annotate.json").read_text(encoding="utf-8"))["shards"]
    splits = [set(pq.read_table(thirty / f"work/annotate/{shard}/pages.parquet")["split"].to_pylist()) for shard in shards]
    assert len(splits) > 5
    assert set.union(*splits) == {"train", "validation", "test"}
    assert any("test" not in found for found in splits)
    for config in ("pages", "speeches", "sections", "spans"):
        assert list(parquet_files(thirty / "dataset", config)) == ["train", "validation", "test"]


@pytest.mark.slow
def test_one_worker_and_two_publish_the_same_bytes(thirty: Path, tmp_path: Path) -> None:
    assert build_again(thirty.parent, tmp_path, 2) == ""
    assert files_of(thirty / "dataset") == files_of(tmp_path / "dataset")


def test_json_lines_are_the_rows_of_the_parquet_files(thirty: Path) -> None:
    dataset = thirty / "dataset"
    for config in present_configs(dataset):
        for split, files in parquet_files(dataset, config).items():
            table = pa.concat_tables(map(pq.read_table, files))
            *lines, last = jsonl_file(dataset, config, split).read_text(encoding="utf-8").split("\n")
            assert pa.Table.from_pylist([json.loads(line) for line in lines], schema=table.schema).equals(table)
            assert last == ""


@pytest.mark.parametrize("megabytes", [1, 5, 30])
def test_tables_of_any_size_lie_in_few_large_row_groups(megabytes: int, tmp_path: Path) -> None:
    schema = arrow_schema(TABLES["text"])
    characters = np.random.default_rng(megabytes).integers(0x4E00, 0x9FA6, megabytes * 1_000_000 // 3, dtype="<u4")
    text = characters.tobytes().decode("utf-32-le")

    def tables() -> list[pa.Table]:
        """150 MB of rows of a tenth of a table each."""
        row = len(text) // 10
        rows = [{"text": text[row * n : row * n + row], "speech_id": f"{n}", "page_id": "0"} for n in range(10)]
        return [pa.Table.from_pylist(rows, schema=schema) for _table in range(150 // megabytes)]

    write_rows(tmp_path, "text", "train", iter(tables()))
    (path,) = (tmp_path / "data/text").iterdir()
    metadata = pq.read_metadata(path)
    assert list(layout_problems(metadata)) == []
    assert metadata.num_row_groups <= 150_000_000 // ROW_GROUP_BYTES + 1
    assert sum(1 for _line in (tmp_path / "jsonl/text/train.jsonl").open(encoding="utf-8")) == metadata.num_rows


def test_a_dataset_without_views_lines_and_words_passes_every_gate(tmp_path: Path) -> None:
    said = Dataset(configs=("text",), jsonl=False, tokens=False, language="zh")
    folder = stage_pages(tmp_path / "release", Settings(said))
    names = ["pages", "personal", "sections", "spans", "speeches", "text"]
    assert sorted(path.name for path in (folder / "data").iterdir()) == names
    assert not (folder / "jsonl").exists()
    assert pq.read_table(folder / "data/sections")["tokens"].null_count == pq.read_table(folder / "data/sections").num_rows
    assert find_faults(folder, [gate for gate in GATES if gate != "loading"]) == []
    assert list(check_loading(folder, ["sections"])) == []
    assert "jsonl" not in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", [{"jsonl": True}, {"tokens": True}, {"configs": OPTIONAL}])
def test_the_gates_miss_what_dataset_toml_promises(wrong: dict[str, object], tmp_path: Path) -> None:
    folder = stage_pages(tmp_path / "release", Settings(Dataset(configs=("text",), jsonl=False, tokens=False)), PAGES[:1])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["configuration"]["dataset"] |= wrong
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    faults = {fault.gate for fault in find_faults(folder, ["shards", "words", "views"])}
    assert faults


def test_the_configs_that_may_be_left_out_are_all_but_those_of_the_laws() -> None:
    assert {*RECORDS, "personal", *OPTIONAL} == {*CONFIGS}
