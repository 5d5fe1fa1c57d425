"""A folder or file of the work folder is whole or not there."""

from pathlib import Path

import pytest

from pipeline.work.files import read_stamp, whole_folder, write_json


def test_a_folder_appears_only_when_its_block_ends(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "shard") as staging:
        (staging / "file").write_text("new", encoding="utf-8")
        assert not (tmp_path / "shard").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["shard"]


def test_a_folder_is_as_before_when_its_block_fails(tmp_path: Path) -> None:
    (tmp_path / "shard").mkdir()
    (tmp_path / "shard" / "file").write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "shard") as staging:
        (staging / "file").write_text("half", encoding="utf-8")
        raise RuntimeError
    assert (tmp_path / "shard" / "file").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["shard"]


def test_a_stamp_that_is_not_there_or_cut_is_empty(tmp_path: Path) -> None:
    assert read_stamp(tmp_path, "extract") == {}
    (tmp_path / "extract.json").write_text('{"key": ', encoding="utf-8")
    assert read_stamp(tmp_path, "extract") == {}


def test_a_stamp_is_read_as_written(tmp_path: Path) -> None:
    write_json(tmp_path / "extract.json", {"key": "页"})
    assert read_stamp(tmp_path, "extract") == {"key": "页"}
