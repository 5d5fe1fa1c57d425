"""The files of a dataset folder and of a repository in; out, what a commit has to add, change and remove."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha1
from pathlib import Path

from pipeline.release.folder import BILL, CARD, CITATION, CROISSANT, LEAKAGE, LICENCE, SOURCES, WRITTEN_LATER

OUR_FOLDERS = ("assets", "data", "jsonl", "schema")
OUR_FILES = (BILL, CARD, CITATION, CROISSANT, LEAKAGE, LICENCE, SOURCES, "withdrawn.jsonl", *WRITTEN_LATER)
"""What a release writes: such a file that the folder has not is left over from another release. Other files are not ours."""


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of the dataset folder, as it was audited."""

    path: Path
    n_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file of a repository: the sha256 of a large one, the git blob id of a small one."""

    n_bytes: int
    blob_id: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Names of files by what becomes of them."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the repository holds the folder already."""
        return not (self.added or self.changed or self.removed)


def make_plan(files: Mapping[str, LocalFile], held: Mapping[str, HeldFile]) -> Plan:
    """What it takes to bring a repository to the state of the folder."""
    shared = [name for name in sorted(files) if name in held]
    others = [name for name in sorted(held) if name not in files]
    same = {name for name in shared if is_held(files[name], held[name])}
    return Plan(
        added=tuple(name for name in sorted(files) if name not in held),
        changed=tuple(name for name in shared if name not in same),
        removed=tuple(name for name in others if is_ours(name, files)),
        unchanged=tuple(name for name in shared if name in same),
        kept=tuple(name for name in others if not is_ours(name, files)),
    )


def is_held(file: LocalFile, held: HeldFile) -> bool:
    """Whether the repository says that it holds these bytes."""
    if file.n_bytes != held.n_bytes:
        return False
    return held.sha256 == file.sha256 if held.sha256 else held.blob_id == blob_id(file.path)


def is_ours(name: str, files: Iterable[str]) -> bool:
    """Whether a file of a repository is one that releases write.

    >>> is_ours("data/sections/train-00003-of-00004.parquet", []), is_ours("LICENSE", []), is_ours("maps/a.svg", ["maps/b.svg"])
    (True, True, True)
    >>> is_ours(".gitattributes", []), is_ours("notes/method.md", [])
    (False, False)
    """
    folder, slash, _rest = name.partition("/")
    return name in OUR_FILES if not slash else folder in {*OUR_FOLDERS, *(other.split("/")[0] for other in files if "/" in other)}


def blob_id(path: Path) -> str:
    """The name git gives the content of a file: SHA-1 over its length and its bytes."""
    begun = sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        return file_digest(file, begun.copy).hexdigest()
