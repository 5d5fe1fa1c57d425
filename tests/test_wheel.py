"""What is installed works without the repository: a wheel into a folder of its own, the command, the samples, the library."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_a_wheel_extracts_its_samples(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", ".", "--no-deps", "--wheel-dir", str(tmp_path)], cwd=ROOT, check=True)
    wheel = next(tmp_path.glob("chinese_speeches-*.whl"))
    subprocess.run([*pip, "install", str(wheel), "--no-deps", "--target", str(tmp_path / "site")], check=True)
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    command = [str(tmp_path / "site" / "bin" / "chinese-speeches"), "extract", "--output", "out", "--workers", "1"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "extract is up to date" in done.stdout
    code = "import pipeline; from pipeline import parse; print(pipeline.__file__, len(parse('讲话').spans))"
    said = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.startswith(str(tmp_path / "site")) and said.stdout.endswith(" 1\n")
