"""A dataset folder and a README in; out, as JSON, what this environment's `datasets` does not load as the Parquet files are.

    python tests/tools/load_anywhere.py output/dataset README.md

The lines are those of the README and of the card, run as they stand but for the name of the config. It asks for nothing but
`datasets` and what that brings, so that any version can be tried.
"""

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^(\w+) = (load_dataset\(.*)$", re.MULTILINE)
STAMPS = ("published", "date")  # what the card says that the JSON reader makes timestamps of


def lines_of(document: Path) -> dict[str, str]:
    """The calls of `load_dataset` in a document, each once, by the name they are given to."""
    return {name: call for block in BLOCK.findall(document.read_text(encoding="utf-8")) for name, call in LINE.findall(block)}


def spelt_for(call: str, config: str, split: str) -> str:
    """A call for another config and split.

    >>> spelt_for('load_dataset("json", data_files="./jsonl/sections/train-*.jsonl", split="train")', "spans", "test")
    'load_dataset("json", data_files="./jsonl/spans/test-*.jsonl", split="train")'
    >>> spelt_for('load_dataset("output/dataset", "speeches", split="train")', "spans", "test")
    'load_dataset("output/dataset", "spans", split="test")'
    """
    named = re.sub(r'"(sections|speeches)"', f'"{config}"', call)
    named = re.sub(r"/(sections|speeches)/", f"/{config}/", named)
    if '"json"' in named:
        return named.replace("/train-", f"/{split}-")
    return named.replace('split="train"', f'split="{split}"')


def rows_of(loaded: Any, without: tuple[str, ...]) -> list[dict[str, object]]:
    """The rows of what was loaded."""
    return [{name: value for name, value in row.items() if name not in without} for row in loaded]


def faults_of(folder: Path, calls: dict[str, str]) -> Iterator[str]:
    """What is loaded otherwise than it stands in the Parquet files, or not at all."""
    from datasets import load_dataset  # after the environment is set

    for path in sorted((folder / "data").glob("*/*-00000-of-*.parquet")):
        config, split = path.parent.name, path.name.partition("-")[0]
        expected = [row for part in sorted(path.parent.glob(f"{split}-*")) for row in pq.read_table(part).to_pylist()]
        known: dict[str, Any] = {"load_dataset": load_dataset, "os": os}
        for name, call in calls.items():
            without = STAMPS if '"json"' in call else ()
            try:
                known[name] = eval(spelt_for(call, config, split), known)
                found = rows_of(known[name], without)
            except Exception as error:  # whatever a version raises is what is asked for
                yield f"{config} {split} {name}: {type(error).__name__}: {' '.join(str(error).split())[:300]}"
                continue
            if found != rows_of(expected, without):
                yield f"{config} {split} {name}: expected {len(expected)} rows as in Parquet, found {len(found)} others"


def main(folder: Path, readme: Path) -> None:
    """Print the version and the faults of both documents' lines."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ.update(HF_HOME=cache, HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_DATASETS_DISABLE_PROGRESS_BARS="1")
        import datasets

        found = {}
        for document, place in ((folder / "README.md", folder), (readme, folder.parent.parent)):
            os.chdir(place)
            found[str(document)] = list(faults_of(folder, lines_of(document)))
        json.dump({"datasets": datasets.__version__, "faults": found}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
