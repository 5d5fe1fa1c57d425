"""A command reads no library that it does not need: they take longer to import than a small build to run."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree

ROOT = Path(__file__).resolve().parent.parent
CHECKED, LOADED = ("pandera", "polars", "duckdb"), ("datasets", "huggingface_hub")
WORKING = ("pipeline.parse.page", "jieba", "rjieba", "ray")
LIBRARIES = (*CHECKED, *LOADED, *WORKING, "pyarrow", "numpy", "fsspec")
NEEDLESS: dict[str, tuple[str, ...]] = {
    "pipeline.__main__": (*LIBRARIES, "pydantic"),
    "pipeline.build": LIBRARIES,
    "pipeline.extract": (*CHECKED, *LOADED, *WORKING),
    "pipeline.annotate": (*CHECKED, *LOADED, *WORKING),
    "pipeline.validate": (*LOADED, *WORKING),
    "pipeline.export": WORKING,
    "pipeline.audit.gates": WORKING,
}
"""Module → what it must do without, and so those before it: a build reads them in this order, and workers may do all the work."""


def loaded_after(*steps: str) -> list[set[str]]:
    """The modules that a new process has read after each step of some code."""
    code = "\nimport sys\n".join(f"{step}\nprint('read', *sys.modules)" for step in ("import sys", *steps))
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    return [set(line.split()) for line in told.stdout.splitlines() if line.startswith("read ")][1:]


def test_a_stage_reads_only_libraries_that_it_needs() -> None:
    found = zip(NEEDLESS, loaded_after(*(f"import {module}" for module in NEEDLESS)), strict=True)
    assert [(module, known & {*NEEDLESS[module]}) for module, known in found if known & {*NEEDLESS[module]}] == []


def test_a_build_that_changes_nothing_reads_no_library_of_tables(thirty: Path, tmp_path: Path) -> None:
    output = copytree(thirty, tmp_path / "output")
    order = ["build", "--sources", thirty.parent / "pages", "--output", output, "--config", thirty.parent / "dataset.toml"]
    code = f"from pipeline.__main__ import main\nassert main({[*map(str, order)]}) == 0"
    assert loaded_after(code)[0] & {*LIBRARIES} == set()
