"""A command reads no library that it does not need: they take longer to import than a small build to run."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHECKED, LOADED, READER = ("pandera", "polars", "duckdb"), ("datasets", "huggingface_hub"), "pipeline.parse.page"
LIBRARIES = (*CHECKED, *LOADED, "pyarrow", "numpy", "fsspec", "ray", READER)
NEEDLESS = {
    "pipeline.__main__": (*LIBRARIES, "pydantic"),
    "pipeline.build": LIBRARIES,
    "pipeline.extract": (*CHECKED, *LOADED, "ray"),
    "pipeline.annotate": (*CHECKED, *LOADED, "ray", READER),
    "pipeline.validate": (*LOADED, "ray", READER),
    "pipeline.export": ("ray", READER),
    "pipeline.audit.gates": ("ray",),
}
"""Module → what it must do without."""


def loaded_after(code: str) -> set[str]:
    """The modules that a new process has read once it has run some code."""
    told = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return set(told.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("module", NEEDLESS)
def test_a_stage_reads_only_libraries_that_it_needs(module: str) -> None:
    assert loaded_after(f"import {module}") & {*NEEDLESS[module]} == set()


def test_a_build_that_changes_nothing_reads_no_library_of_tables(thirty: Path, tmp_path: Path) -> None:
    output = copytree(thirty, tmp_path / "output")
    order = ["build", "--sources", thirty.parent / "pages", "--output", output, "--config", thirty.parent / "dataset.toml"]
    code = f"from pipeline.__main__ import main\nassert main({[*map(str, order)]}) == 0"
    assert loaded_after(code) & {*LIBRARIES} == set()
