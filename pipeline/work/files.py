"""The work folder: JSON and folders that are either whole or not there, and what is known to be up to date."""

import ctypes
import errno
import json
import os
import re
import shutil
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from socket import gethostname
from zlib import crc32

from pipeline.job.errors import PipelineError

TEMPORARY = re.compile(r"\.(?P<name>.+)\.(?P<use>tmp|new|old)\d+|\.loading\.tmp\w+|pymp-\w+")  # not: .lock
PATTERN = re.compile(r"[*?\[\]{}$\r\n\ud800-\udfff]|::")  # not: (1), 讲话 2024
NAMES = "names"  # beside the folders of shards: under its key, the name of each
AT_FOLDER, EXCHANGE = -100, 2
"""Linux: paths as they are (AT_FDCWD), and both names exchanged (RENAME_EXCHANGE)."""


def mark() -> str:
    """What sets the names of this process apart from those of all others in a folder that several machines share."""
    return f"{os.getpid()}{crc32(gethostname().encode()):010d}"


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A new folder to write in; when the block ends without error, its files are synced and it takes the place of `path`."""
    with begun_folder(path) as staging:
        yield staging
        sync_tree(staging)
        put_in_place(staging, path)


@contextmanager
def named_folder(folder: Path, key: str) -> Iterator[Path]:
    """A whole folder in `folder` that is named by what it holds, so that what follows from it stands when other code makes the
    same; `name_of` finds it by its key.
    """
    with begun_folder(folder / key) as staging:
        yield staging
        sync_tree(staging)
        name = digest_tree(staging)
        put_in_place(staging, folder / name)
        write_text(folder.parent / NAMES / folder.name / key, name)


@contextmanager
def begun_folder(path: Path) -> Iterator[Path]:
    """An empty folder beside `path` that is gone when the block ends, unless it has got another name."""
    staging = path.with_name(f".{path.name}.tmp{mark()}")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def name_of(folder: Path, key: str) -> str | None:
    """The name of the folder that was made under a key; None where there is none."""
    try:
        name = (folder.parent / NAMES / folder.name / key).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return name if name and (folder / name).is_dir() else None


def keep_named(folder: Path, keys: Sequence[str]) -> list[str]:
    """Remove all that was made under other keys; the names of what stays, in the order of the keys. All of it is there."""
    names = [name for key in keys if (name := name_of(folder, key))]
    if len(names) < len(keys):  # a folder of the network shows late what another machine has put there
        raise PipelineError(f"{folder}: what was made there is not to be seen yet: build again to go on")
    keep_only(folder.parent / NAMES / folder.name, keys)
    keep_only(folder, names)
    return names


def digest_tree(folder: Path) -> str:
    """The digest of the names and bytes of all files below a folder."""
    digest = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]


def put_in_place(staging: Path, path: Path) -> None:
    """Give a folder the name `path`. What stood there stands there until that moment, where the system can exchange names."""
    new = path.with_name(f".{path.name}.new{mark()}")
    staging.rename(new)  # so that a build killed between here and the end does not take what is left for its staging
    if not path.exists():
        new.rename(path)
    elif not exchange(new, path):
        old = path.with_name(f".{path.name}.old{mark()}")
        path.rename(old)
        new.rename(path)
        shutil.rmtree(old, ignore_errors=True)
    sync(path.parent)
    shutil.rmtree(new, ignore_errors=True)


def exchange(new: Path, path: Path) -> bool:
    """Exchange two names in one step; False where the system cannot."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    failed = rename(AT_FOLDER, os.fsencode(new), AT_FOLDER, os.fsencode(path), EXCHANGE)
    if failed and ctypes.get_errno() not in (errno.ENOSYS, errno.EINVAL):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(path))
    return not failed


def require_plain(path: Path) -> None:
    """Nothing, or the error that says that readers of datasets take the path for a pattern, a variable or an address."""
    found = PATTERN.search(str(path.absolute()))
    if found:
        words = "readers of datasets take that for something else than a name: give a folder without it"
        raise PipelineError(f"{str(path)!r}: {found[0]!r} in a path; {words}")


def require_ours(folder: Path, *signs: str) -> None:
    """Nothing, or the error that says that a folder that is about to be replaced holds what no build made: files, and none of
    the names (patterns of `Path.glob`) by which such a folder is known."""
    if folder.is_dir() and any(folder.iterdir()) and not any(next(folder.glob(sign), None) for sign in signs):
        raise PipelineError(f"{folder}: files that no build made stand there and would be lost; move them or give another OUTPUT")


def clear_up(*folders: Path) -> None:
    """Remove what a killed build left half done in folders, and give back its name to what it was about to replace."""
    for folder in folders:
        for path in sorted([*folder.glob(".*"), *folder.glob("pymp-*")]):
            found = TEMPORARY.fullmatch(path.name)
            if found is None:
                continue
            if found["use"] == "old" and not (folder / found["name"]).exists():
                path.rename(folder / found["name"])
            elif path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def folders_in(work: Path) -> list[Path]:
    """The folders of a work folder in which builds make something."""
    return [path for path in (*work.glob("*"), *work.glob(f"{NAMES}/*")) if path.is_dir()]


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Remove what a folder holds besides these."""
    for path in folder.iterdir() if folder.exists() else ():
        if path.name not in names:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def measure(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def sync_tree(folder: Path) -> None:
    """Write every file and folder below `folder` through to the disk."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    """Write a file or folder through to the disk; Windows does so for files alone, which it wants opened for writing."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_text(path: Path, text: str) -> None:
    """A text file in UTF-8, whole or not there."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """A file, synced under a temporary name, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    staging = path.with_name(f".{path.name}.tmp{mark()}")
    staging.write_bytes(data)
    sync(staging)
    staging.replace(path)


def write_json(path: Path, value: object) -> None:
    """A value as JSON, readable, in the order given."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def read_stamp(work: Path, stage: str) -> dict[str, object]:
    """What the last complete run of a stage left: its key and its results. Empty when there was none."""
    try:
        stamp = json.loads((work / f"{stage}.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # not there, not JSON, not even UTF-8
        return {}
    return stamp if isinstance(stamp, dict) else {}
