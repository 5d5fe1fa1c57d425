"""Export: shards without pages of a split, row groups of large tables, JSON lines that say what the Parquet files say."""

import json
import shutil
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pipeline import export
from pipeline.audit.gates import GATES, find_faults
from pipeline.audit.loading import check_loading
from pipeline.audit.parquet import layout_problems
from pipeline.groups.cutting import MOST, Group, cut_bundles, cut_groups
from pipeline.groups.earlier import PIECES, Earlier, read_earlier, take_rows
from pipeline.groups.rows import ROW_GROUP_BYTES, Some, Told, open_rows
from pipeline.job.configuration import OPTIONAL, Dataset, Readers
from pipeline.job.job import Job
from pipeline.job.settings import Settings
from pipeline.release.folder import all_parquet, jsonl_file, parquet_files, present_configs
from pipeline.release.manifest import digest_entry, measure_file
from pipeline.work.files import write_json
from pipeline.work.tables import arrow_bytes, read_table
from schemas import CONFIGS, RECORDS, TABLES
from schemas.derived import arrow_schema
from tests.tools.command import files_of
from tests.tools.staged import PAGES, VILLAGES, export_shards, stage_pages
from tests.tools.thirty import build_again


def test_shards_without_pages_of_a_split_are_exported(thirty: Path) -> None:
    shards = json.loads((thirty / "work/annotate.json").read_text(encoding="utf-8"))["shards"]
    splits = [set(read_table(thirty / "work/annotate" / shard, "pages", ["split"])["split"].to_pylist()) for shard in shards]
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
        for path in all_parquet(dataset, config):
            table = pq.read_table(path)
            *lines, last = jsonl_file(path).read_text(encoding="utf-8").split("\n")
            assert pa.Table.from_pylist([json.loads(line) for line in lines], schema=table.schema).equals(table)
            assert last == ""


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file of rows with the place of its bytes on the disk and the time when they were written."""
    files = [path for part in ("data", "jsonl") for path in (folder / part).rglob("*.*")]
    return {path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


@pytest.mark.slow
def test_a_changed_page_has_the_files_of_its_group_written_and_no_others(tmp_path: Path) -> None:
    before = state_of(export_shards(tmp_path, VILLAGES))
    groups = {name.split("/")[2].split(".")[0] for name in before}
    assert len(groups) > 4
    changed = [*VILLAGES[:7], "中原村", *VILLAGES[8:]]
    after = state_of(staging := export_shards(tmp_path, changed))
    written = {name.split("/")[2].split(".")[0] for name, state in after.items() if before.get(name) != state}
    assert len({group for group in written if group.startswith("train")}) == 1
    assert files_of(staging) == files_of(export_shards(tmp_path / "afresh", changed))


@pytest.mark.parametrize("count", [1, None], ids=["one shard", "all of a group"])
def test_clusters_with_another_name_have_the_sections_of_their_group_written_and_nothing_else(
    count: int | None, tmp_path: Path
) -> None:
    staging, afresh = (export_shards(folder, VILLAGES) for folder in (tmp_path, tmp_path / "afresh"))
    before = state_of(staging)
    group = next(one for one in read_groups(staging) if "data/pages/train.parquet" in one.files and len(one.shards) > 1)
    (train,) = (name for name in before if name.startswith("data/sections/train") and is_link(staging / name, group.place))
    shutil.rmtree(afresh.parent / "export")
    for folder in (staging, afresh):
        shards = [name_clusters(folder.parent, name) if name in group.shards[:count] else name for name in VILLAGES]
        write_json(folder.parent / "annotate.json", {"shards": shards})
        export.run(Job((str(folder.parents[2] / "pages"),), folder.parents[1], Settings(readers=Readers(shard_bytes=2_000))))
    written = {name for name, state in state_of(staging).items() if before.get(name) != state}
    assert {name for name in written if "/train" in name} == {train, train.replace("data", "jsonl").replace("parquet", "jsonl")}
    assert files_of(staging) == files_of(afresh)
    known = {name for one in read_groups(staging) for lying in one.files.values() for name in lying}
    assert known == {*json.loads((staging.parent / "annotate.json").read_text(encoding="utf-8"))["shards"]}


def name_clusters(work: Path, shard: str) -> str:
    """Let the clusters of the sections of a shard have another name; the shard's name."""
    folder = work / "annotate" / f"{shard}二"
    shutil.copytree(work / "annotate" / shard, folder)
    table = pq.read_table(folder / "sections.parquet")
    names = pc.binary_join_element_wise("f", table["cluster_id"], "")
    index = table.schema.get_field_index("cluster_id")
    pq.write_table(table.set_column(index, table.schema.field(index), names), folder / "sections.parquet")
    return folder.name


def read_groups(staging: Path) -> list[Earlier]:
    """The groups that a staged dataset is made of."""
    return [read_earlier(path.parent) for path in sorted((staging.parent / "export").glob(f"*/{PIECES}"))]


def is_link(path: Path, group: Path) -> bool:
    """Whether a file is the one of a group."""
    return path.samefile(group / "data/sections/train.parquet")


def test_what_a_later_group_takes_of_shards_that_stay_are_their_rows_and_lines(tmp_path: Path) -> None:
    staging = export_shards(tmp_path, VILLAGES[:4])
    groups = read_groups(staging)
    for group, path in [(one, path) for one in groups for path in (one.place / "data").glob("*/*.parquet")]:
        shards = group.files[path.relative_to(group.place).as_posix()]
        taken = [some for shard in shards for split, some in take_rows(group, path.parent.name, shard) if split == path.stem]
        assert pa.concat_tables(some.table for some in taken).equals(pq.read_table(path))
        assert b"".join(some.lines for some in taken) == jsonl_file(path).read_bytes()
        assert [some.known and some.known.n_rows for some in taken] == [some.table.num_rows for some in taken]
    assert any(len(shards) > 1 for group in groups for shards in group.files.values())


@pytest.mark.slow
def test_an_altered_file_of_the_last_dataset_is_written_again(tmp_path: Path) -> None:
    staging = export_shards(tmp_path, VILLAGES)
    before, path = files_of(staging), next((staging / "jsonl/pages").iterdir())
    path.write_bytes(path.read_bytes().replace("种".encode(), "秧".encode()))
    assert files_of(export_shards(tmp_path, VILLAGES)) == before


def test_where_files_cannot_be_linked_they_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_of(export_shards(tmp_path, VILLAGES[:4]))
    monkeypatch.setattr("os.link", Mock(side_effect=OSError("no links here")))
    assert files_of(export_shards(tmp_path, VILLAGES[:4])) == before


def test_few_pages_are_one_group_and_a_page_more_moves_one(tmp_path: Path) -> None:
    folders = [tmp_path / f"{number:03}" for number in range(200)]
    for folder in folders:
        folder.mkdir()
        pages = {"source": [folder.name, f"{folder.name}.txt"], "n_bytes": [400, 3_600], "split": ["test", "train"]}
        pq.write_table(pa.table(pages), folder / "pages.parquet")
    assert len(cut_groups(folders[:2], 4_000)) == 1
    groups = {group.folders for group in cut_groups(folders, 4_000)}
    assert 66 < len(groups) < 134
    fewer = {group.folders for group in cut_groups([*folders[:100], *folders[101:]], 4_000)}
    assert len(fewer - groups) <= 2
    assert [folder for group in cut_groups(folders, 4_000) for folder in group.folders] == folders
    assert len(cut_groups(folders, 7)) <= MOST


def test_what_groups_have_of_a_small_split_lies_in_few_files(tmp_path: Path) -> None:
    groups = [Group((tmp_path / f"{place}",), {"train": 3_600, "test": 400}, f"{place}.txt") for place in range(400)]
    bundles = cut_bundles(groups, 2_000, "test")
    assert [place for some in bundles for place in some] == [*range(400)]
    assert 20 < len(bundles) < 80
    fewer = cut_bundles([*groups[:100], *groups[101:]], 2_000, "test")
    as_before = [[place + (place >= 100) for place in some] for some in fewer]
    assert sum(some not in bundles for some in as_before) <= 1
    assert cut_bundles(groups, 2_000, "validation") == []


@pytest.mark.parametrize("megabytes", [pytest.param(1, marks=pytest.mark.slow), pytest.param(5, marks=pytest.mark.slow), 30])
def test_tables_of_any_size_lie_in_few_large_row_groups(megabytes: int, tmp_path: Path) -> None:
    schema = arrow_schema(TABLES["text"])
    characters = np.random.default_rng(megabytes).integers(0x4E00, 0x9FA6, megabytes * 1_000_000 // 3, dtype="<u4")
    text = characters.tobytes().decode("utf-32-le")

    def tables() -> list[pa.Table]:
        """150 MB of rows of a tenth of a table each."""
        row = len(text) // 10
        rows = [{"text": text[row * n : row * n + row], "speech_id": f"{n}", "page_id": "0"} for n in range(10)]
        return [pa.Table.from_pylist(rows, schema=schema) for _table in range(150 // megabytes)]

    path, lines = tmp_path / "train.parquet", tmp_path / "train.jsonl"
    with open_rows(path, "text", lines) as put:
        for table in tables():
            put(Some(table))
    metadata = pq.read_metadata(path)
    assert list(layout_problems(metadata)) == []
    assert metadata.num_row_groups <= 150_000_000 // ROW_GROUP_BYTES + 1
    assert sum(1 for _line in lines.open(encoding="utf-8")) == metadata.num_rows


def test_what_is_told_of_rows_is_what_their_file_holds_however_they_were_handed_over(tmp_path: Path) -> None:
    rows = pq.read_table(stage_pages(tmp_path / "release", Settings()) / "data/sections")
    assert rows.num_rows > 20
    for size in (7, rows.num_rows):
        path, told = tmp_path / f"{size}" / "sections" / "train.parquet", dict[Path, Told]()
        path.parent.mkdir(parents=True)
        with open_rows(path, "sections", None, told) as put:
            for start in range(0, rows.num_rows, size):
                put(Some(rows.slice(start, size)))
        measured = measure_file(path)
        assert (digest_entry(told[path].digest), told[path].n_arrow) == (measured.digest, measured.n_arrow)
        assert measured.n_arrow == sum(map(arrow_bytes, rows.combine_chunks().to_batches()[0].columns)) > 1_000


def test_a_dataset_without_views_lines_and_words_passes_every_gate(tmp_path: Path) -> None:
    said = Dataset(configs=("text",), jsonl=False, tokens=False, language="zh")
    folder = stage_pages(tmp_path / "release", Settings(said))
    names = ["pages", "personal", "sections", "spans", "speeches", "text"]
    assert sorted(path.name for path in (folder / "data").iterdir()) == names
    assert not (folder / "jsonl").exists()
    assert pq.read_table(folder / "data/sections")["tokens"].null_count == pq.read_table(folder / "data/sections").num_rows
    assert find_faults(folder, [gate for gate in GATES if gate != "loading"]) == []
    assert "jsonl" not in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_dataset_without_lines_and_words_is_loaded(tmp_path: Path) -> None:
    folder = stage_pages(tmp_path / "release", Settings(Dataset(configs=("text",), jsonl=False, tokens=False)), PAGES[:1])
    assert list(check_loading(folder, ["sections"])) == []


def test_the_gates_miss_what_dataset_toml_promises(tmp_path: Path) -> None:
    folder = stage_pages(tmp_path / "release", Settings(Dataset(configs=("text",), jsonl=False, tokens=False)), PAGES[:1])
    written = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    said = written["configuration"]["dataset"]
    for wrong in ({"jsonl": True}, {"tokens": True}, {"configs": OPTIONAL}):
        written["configuration"]["dataset"] = said | wrong
        (folder / "manifest.json").write_text(json.dumps(written), encoding="utf-8")
        assert find_faults(folder, ["shards", "words", "views"]) != [], wrong


def test_the_configs_that_may_be_left_out_are_all_but_those_of_the_laws() -> None:
    assert {*RECORDS, "personal", *OPTIONAL} == {*CONFIGS}
