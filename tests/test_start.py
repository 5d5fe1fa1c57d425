"""A command reads no library that it does not need: they take longer to import than a small build to run."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHECKED, LOADED, READER = ("pandera", "polars", "duckdb"), ("datasets", "huggingface_hub"), "pipeline.parse.page"
LIBRARIES = (*CHECKED, *LOADED, "pyarrow", "numpy", "fsspec", "ray", READER)
NEEDLESS = (
    {
        "pipeline.__main__": (*LIBRARIES, "pydantic"),
        "pipeline.build": LIBRARIES,
        "pipeline.annotate": (*CHECKED, *LOADED, "ray", READER),
        "pipeline.validate": (*LOADED, "ray", READER),
        "pipeline.export": ("ray", READER),
    },
    {"pipeline.extract": (*CHECKED, *LOADED, "ray"), "pipeline.audit.gates": ("ray",)},
)
"""Module → what it must do without, and so those before it; each table for a process of its own."""


def loaded_after(*steps: str) -> list[set[str]]:
    """The modules that a new process has read after each step of some code."""
    code = "\nimport sys\n".join(f"{step}\nprint('read', *sys.modules)" for step in ("import sys", *steps))
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    return [set(line.split()) for line in told.stdout.splitlines() if line.startswith("read ")][1:]


@pytest.mark.parametrize("needless", NEEDLESS, ids=["tables", "readers"])
def test_a_stage_reads_only_libraries_that_it_needs(needless: dict[str, tuple[str, ...]]) -> None:
    found = zip(needless, loaded_after(*(f"import {module}" for module in needless)), strict=True)
    assert [(module, known & {*needless[module]}) for module, known in found if known & {*needless[module]}] == []


def test_a_build_that_changes_nothing_reads_no_library_of_tables(thirty: Path, tmp_path: Path) -> None:
    output = copytree(thirty, tmp_path / "output")
    order = ["build", "--sources", thirty.parent / "pages", "--output", output, "--config", thirty.parent / "dataset.toml"]
    code = f"from pipeline.__main__ import main\nassert main({[*map(str, order)]}) == 0"
    assert loaded_after(code)[0] & {*LIBRARIES} == set()
