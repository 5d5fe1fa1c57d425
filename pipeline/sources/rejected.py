"""Extracted shards in; out, output/rejected/: what was not published, as a list to read and as the bytes themselves."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from pipeline.work.files import whole_folder
from pipeline.work.tables import read_table

LIST = "rejected.jsonl"


def write_rejected(shards: Sequence[Path], folder: Path) -> None:
    """Write the list of everything rejected and a file of bytes for each sha256 in it; no folder when there is nothing."""
    rows = [row for shard in shards for row in read_table(shard, "rejected").to_pylist()]
    if not rows:
        shutil.rmtree(folder, ignore_errors=True)
        return
    with whole_folder(folder) as staging:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (staging / LIST).write_text("".join(lines), encoding="utf-8", newline="\n")
        for path in (path for shard in shards for path in sorted((shard / "bytes").iterdir())):
            link_or_copy(path, staging / path.name)


def link_or_copy(path: Path, target: Path) -> None:
    """A second name for a file; a copy where the file system knows no second names."""
    try:
        os.link(path, target)
    except FileExistsError:
        return
    except OSError:
        shutil.copyfile(path, target)
