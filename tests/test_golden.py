"""The samples are built once more and come out as approved: the same files, the same outlines, the same bytes.

`make approve` accepts what is built now; the difference in tests/golden is then reviewed like code.
"""

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.tools.command import ROOT, files_of, run_process

GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the samples."""
    output = tmp_path_factory.mktemp("golden")
    result = run_process("build", "--sources", "samples", "--output", output, "--workers", 1)
    assert result.returncode == 0, result.stderr
    if os.environ.get("APPROVE"):
        GOLDEN.mkdir(exist_ok=True)
        for name, text in approved(output / "dataset").items():
            (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")
    return output / "dataset"


def approved(dataset: Path) -> dict[str, str]:
    """What is kept of a dataset: what can be read as a difference, and one digest of all rows."""
    return {
        "files.txt": "".join(f"{name}\n" for name in files_of(dataset)),
        "outlines.txt": "".join(outline_lines(dataset)),
        "card.md": (dataset / "README.md").read_text(encoding="utf-8").split("\n---\n", 1)[1],
        "rows.sha256": digest_of_rows(dataset) + "\n",
    }


def digest_of_rows(dataset: Path) -> str:
    """One digest of the rows of every config and split, from those that the manifest has and the audit has checked."""
    configs = json.loads((dataset / "manifest.json").read_text(encoding="utf-8"))["configs"]
    return sha256(json.dumps(configs, sort_keys=True).encode()).hexdigest()


def outline_lines(dataset: Path) -> Iterator[str]:
    """The outlines of all speeches, a line a section: depth, marker, heading, length, rule, defects."""
    pages = {row["page_id"]: row["source"] for row in read(dataset, "pages")}
    sections: dict[str, list[dict[str, object]]] = {}
    for row in read(dataset, "sections"):
        sections.setdefault(str(row["speech_id"]), []).append(row)
    for speech in read(dataset, "speeches"):
        yield f"\n{pages[speech['page_id']]} {speech['ordinal']} 「{speech['title'] or ''}」 {speech['defects']}\n"
        for row in sections.get(str(speech["speech_id"]), []):
            indent = "  " * int(str(row["depth"]))
            words = f"{row['marker']}「{row['heading'] or ''}」 {row['n_chars']}"
            yield f"{indent}{words} {row['role']} {row['rule']} {row['defects']}\n"


def read(dataset: Path, config: str) -> list[dict[str, object]]:
    """All rows of a config."""
    files = sorted((dataset / "data" / config).glob("*.parquet"))
    return [row for path in files for row in pq.read_table(path).to_pylist()]


@pytest.mark.parametrize("name", ["files.txt", "outlines.txt", "card.md", "rows.sha256"])
def test_the_samples_come_out_as_approved(dataset: Path, name: str) -> None:
    assert approved(dataset)[name] == (GOLDEN / name).read_text(encoding="utf-8")
