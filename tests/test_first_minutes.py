"""The first five minutes: the notebook runs, the commands of the README run, the templates of the repository are sound."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_the_notebook_runs_from_its_first_cell_to_its_last(tmp_path: Path) -> None:
    notebook = json.loads((ROOT / "examples" / "quickstart.ipynb").read_text(encoding="utf-8"))
    assert all(cell["outputs"] == [] for cell in notebook["cells"] if cell["cell_type"] == "code")
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    environment = os.environ | {"OUTPUT": str(tmp_path / "output")}
    command, place = [sys.executable, "-c", code], ROOT / "examples"
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told, most = map(float, re.findall(r"([\d.]+)%", done.stdout)[-2:])
    assert told > most


def test_the_template_of_a_wrong_page_asks_for_page_and_outline() -> None:
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/wrong-page.yml").read_text(encoding="utf-8"))
    needed = [part["id"] for part in form["body"] if part.get("validations", {}).get("required")]
    assert needed == ["page", "outline"]


def test_the_workflow_runs_targets_that_are_there_and_sends_nothing_from_a_pull_request() -> None:
    flow = yaml.safe_load((ROOT / ".github/workflows/dataset.yml").read_text(encoding="utf-8"))
    steps = flow["jobs"]["build"]["steps"]
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {found for step in steps for found in re.findall(r"make ([a-z-]+)", step.get("run", ""))} <= targets
    asked = [step for step in steps if "pull_request" in step.get("if", "")]
    assert [("DRY_RUN=1" in step["run"], "env" in step) for step in asked] == [(True, False)]
