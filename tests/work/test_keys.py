"""A key's part that code decides changes with every module a stage reaches, and with no other."""

from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from pipeline.work.keys import ROOT, code_digest, reached, source_digest


def names(module: str) -> set[str]:
    """The files a module reaches, by path."""
    return {path.relative_to(ROOT).as_posix() for path in reached(module)}


def test_a_module_reaches_what_its_imports_import() -> None:
    reached_here = {"pipeline/extract.py", "pipeline/parse/page.py", "pipeline/outline/sections.py", "schemas/__init__.py"}
    assert reached_here <= names("pipeline.extract")


def test_extract_does_not_reach_a_later_stage() -> None:
    assert not {"pipeline/annotate.py", "pipeline/export.py", "pipeline/audit/gates.py"} & names("pipeline.extract")


def test_two_modules_have_two_digests_and_one_has_one() -> None:
    assert code_digest("pipeline.parse.ledger") == code_digest("pipeline.parse.ledger") != code_digest("pipeline.text.reading")


def test_a_name_imported_from_a_room_is_followed_into_its_module(tmp_path: Path) -> None:
    write(tmp_path, "pipeline/__init__.py", "pipeline/room/__init__.py", "pipeline/room/table.txt", "pipeline/room/other.py")
    (tmp_path / "pipeline" / "room" / "far.py").write_text("X = 1\n")
    (tmp_path / "pipeline" / "room" / "near.py").write_text("import pipeline.room.far\n")
    (tmp_path / "pipeline" / "stage.py").write_text("from pipeline.room import near\n")
    found = {path.relative_to(tmp_path).as_posix() for path in reached("pipeline.stage", tmp_path)}
    near, far, table = ("pipeline/room/near.py", "pipeline/room/far.py", "pipeline/room/table.txt")
    assert found == {"pipeline/__init__.py", "pipeline/stage.py", "pipeline/room/__init__.py", near, far, table}


def write(folder: Path, *names: str) -> None:
    """Empty files, with their folders."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


@pytest.mark.parametrize("stage", ["extract", "validate"])
def test_a_changed_line_in_anything_reached_changes_the_key(stage: str, tmp_path: Path) -> None:
    for folder in ("pipeline", "schemas"):
        copytree(ROOT / folder, tmp_path / folder, ignore=ignore_patterns("__pycache__"))
    module = f"pipeline.{stage}"
    before, files = source_digest(module, tmp_path), reached(module, tmp_path)
    assert len(files) > 5
    for path in sorted(files):
        whole = path.read_bytes()
        path.write_bytes(whole + b"\n# changed\n")
        assert source_digest(module, tmp_path) != before, path
        path.write_bytes(whole)
    assert source_digest(module, tmp_path) == before
