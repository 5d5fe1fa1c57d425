"""Extracted shards in; out, output/rejected/: what was not published, as a list to read and as the bytes themselves."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from pipeline.work.files import whole_folder

LIST = "rejected.jsonl"
SHOWN = 5  # rejections that are told on the terminal
DETAIL_LENGTH = 120  # characters of each


def write_rejected(shards: Sequence[Path], folder: Path) -> None:
    """Write the list of everything rejected and a file of bytes for each sha256 in it; no folder when there is nothing."""
    from pipeline.work.tables import read_table  # who only tells what was rejected reads no tables

    rows = [row for shard in shards for row in read_table(shard, "rejected").to_pylist()]
    if not rows:
        shutil.rmtree(folder, ignore_errors=True)
        return
    with whole_folder(folder) as staging:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (staging / LIST).write_text("".join(lines), encoding="utf-8", newline="\n")
        for path in (path for shard in shards for path in sorted((shard / "bytes").iterdir())):
            link_or_copy(path, staging / path.name)


def tell_rejected(folder: Path, balance: Mapping[str, object]) -> list[str]:
    """Where everything went, and the first rejections by name, for the terminal."""
    passed = balance.get("passed_over")
    counts = {name: balance.get(name, 0) for name in ("pages", "rejected", "merged")}
    counts["passed over"] = sum(passed.values()) if isinstance(passed, dict) else 0
    lines = [f"{balance.get('in', 0)} in the sources = " + " + ".join(f"{count} {name}" for name, count in counts.items())]
    if (folder / LIST).exists():
        with (folder / LIST).open(encoding="utf-8") as rows:
            read = (json.loads(line) for line in rows)
            first = [*islice((row for row in read if row["reason"] != "duplicate_page"), SHOWN)]
        lines += [f"  {plain(row['source'])}: {plain(row['detail'])}" for row in first]
        lines += [f"  all that was rejected: {folder / LIST}"]
    return lines


def plain(said: str) -> str:
    """Foreign text for a terminal: one line without control characters."""
    return "".join(sign if sign.isprintable() else "�" for sign in said)[:DETAIL_LENGTH]


def link_or_copy(path: Path, target: Path) -> None:
    """A second name for a file; a copy where the file system knows no second names."""
    try:
        os.link(path, target)
    except FileExistsError:
        return
    except OSError:
        shutil.copyfile(path, target)
