"""The work folder: JSON and folders that are either whole or not there, and what is known to be up to date."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A new folder to write in; when the block ends without error, its files are synced and it takes the place of `path`."""
    staging = path.with_name(f".{path.name}.tmp{os.getpid()}")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        yield staging
        sync_tree(staging)
        put_in_place(staging, path)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def put_in_place(staging: Path, path: Path) -> None:
    """Rename a folder to `path`; what stood there is renamed away first and then removed."""
    old = path.with_name(f".{path.name}.old{os.getpid()}")
    if path.exists():
        path.rename(old)
    staging.rename(path)
    sync(path.parent)
    shutil.rmtree(old, ignore_errors=True)


def sync_tree(folder: Path) -> None:
    """Write every file and folder below `folder` through to the disk."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    """Write a file or folder through to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_text(path: Path, text: str) -> None:
    """A text file in UTF-8, synced under a temporary name, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    staging = path.with_name(f".{path.name}.tmp{os.getpid()}")
    staging.write_text(text, encoding="utf-8", newline="\n")
    sync(staging)
    staging.replace(path)


def write_json(path: Path, value: object) -> None:
    """A value as JSON, readable, in the order given."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def read_stamp(work: Path, stage: str) -> dict[str, object]:
    """What the last complete run of a stage left: its key and its results. Empty when there was none."""
    try:
        stamp = json.loads((work / f"{stage}.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return stamp if isinstance(stamp, dict) else {}
