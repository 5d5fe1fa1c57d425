"""A dataset folder in; out, its parts, and what was proved before of parts with the same bytes, by the same code and libraries.

A part is what a group of pages has in one split: a file of each config, and their JSON lines. Most gates ask of a part what no
other part can change. What they found in order is kept in work/proofs.json, under a key made of the digests of the bytes as they
are now, of the code that looks at them, of the versions of libraries, and of what dataset.toml asks: no proof outlives any of it.
"""

import json
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar
from unicodedata import unidata_version

from pipeline.release.folder import Known, jsonl_file, settings_of
from pipeline.release.manifest import LIBRARIES, leakage_key, measure_file, read_manifest, read_measured
from pipeline.work.digests import digest_file
from pipeline.work.keys import code_digest
from schemas import CONFIGS
from schemas.names import SPLITS

PROOFS = "proofs.json"
Item = TypeVar("Item")
Measured: TypeAlias = dict[str, dict[str, Any]]
"""What is known of the Parquet files of a part, by config, as JSON has it."""


class Part(NamedTuple):
    """The files of a group of pages in one split: data/<config>/<name>.parquet."""

    folder: Path
    name: str

    @property
    def split(self) -> str:
        """The split that its rows are in."""
        return self.name.partition("-")[0]

    def files(self, config: str) -> list[Path]:
        """Its Parquet file of a config; none where it has no rows."""
        path = self.folder / "data" / config / f"{self.name}.parquet"
        return [path] if path.is_file() else []

    @property
    def configs(self) -> list[str]:
        """The configs that it has rows of, in the order of the contract."""
        return [config for config in CONFIGS if self.files(config)]

    def n_bytes(self) -> int:
        """The bytes of its Parquet files."""
        return sum(path.stat().st_size for config in self.configs for path in self.files(config))

    def sums(self) -> dict[str, str]:
        """The sha256 of all its files, read as they are now, by their names in the folder."""
        tables = [path for config in self.configs for path in self.files(config)]
        paths = [*tables, *filter(Path.is_file, map(jsonl_file, tables))]
        return {path.relative_to(self.folder).as_posix(): digest_file(path) for path in paths}


def gather(items: Iterable[Item], size: Callable[[Item], int], most: int) -> Iterator[list[Item]]:
    """Things in their order, small ones together until they have a size.

    >>> [*gather(["ab", "c", "def", "g"], len, 3)]
    [['ab', 'c'], ['def'], ['g']]
    """
    some, sized = list[Item](), 0
    for item in items:
        some.append(item)
        sized += size(item)
        if sized >= most:
            yield some
            some, sized = [], 0
    if some:
        yield some


def list_parts(folder: Path) -> list[Part]:
    """The parts of a folder, splits in the order of the contract."""
    names = {path.stem for path in (folder / "data").glob("*/*.parquet")}
    return [Part(folder, name) for split in SPLITS for name in sorted(names) if name.startswith(f"{split}-")]


def measure_part(part: Part) -> Measured:
    """What is measured of the Parquet files of a part, by config."""
    return {config: measure_file(path)._asdict() for config in part.configs for path in part.files(config)}


class Proofs(NamedTuple):
    """What was proved before, and what is proved now: by key, what was measured. `kept` is what export measured, by digests."""

    before: dict[str, Measured]
    now: dict[str, Measured]
    kept: Mapping[str, Any] = {}

    def hold(self, keys: Sequence[str]) -> bool:
        """Whether all of this was proved before; then it is proved now."""
        if not self.before.keys() >= {*keys}:
            return False
        self.now.update({key: self.before[key] for key in keys})
        return True


def read_proofs(work: Path) -> Proofs:
    """The proofs of the last audit, and what export has measured."""
    try:
        before = json.loads((work / PROOFS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    return Proofs(before if isinstance(before, dict) else {}, {}, read_measured(work))


class Looks(NamedTuple):
    """A folder as it is looked at: its parts with the sha256 of their files by name, and what the publisher said."""

    folder: Path
    parts: Mapping[Part, Mapping[str, str]]
    said: str

    @property
    def sums(self) -> dict[str, str]:
        """The sha256 of all files of rows by name."""
        return {name: digest for some in self.parts.values() for name, digest in some.items()}

    def key(self, gate: str, check: Callable[..., object], part: Part) -> str:
        """The key of what a gate finds of a part: no other bytes, code, library or words have it."""
        sums = [[name.replace(part.name, ""), digest] for name, digest in self.parts[part].items()]
        what = [gate, code_digest(check.__module__), versions(), sums, self.said]
        return sha256(json.dumps(what).encode()).hexdigest()[:32]

    def recall(self, proofs: Proofs) -> None:
        """Take what export measured of files with these very bytes as measured."""
        for part, sums in self.parts.items():
            found = {config: proofs.kept.get(sums[f"data/{config}/{part.name}.parquet"]) for config in part.configs}
            if all(found.values()):
                proofs.before[self.key("digests", measure_part, part)] = found  # type: ignore[assignment]

    def leakage(self, proofs: Proofs) -> dict[str, object] | None:
        """The leakage that export measured in files with these very bytes."""
        return proofs.kept.get(leakage_key(self.sums, settings_of(self.folder)))

    def known(self, proofs: Proofs) -> dict[str, Known]:
        """What was measured of the files."""
        found = {part: proofs.now.get(self.key("digests", measure_part, part), {}) for part in self.parts}
        pairs = [(f"data/{config}/{part.name}.parquet", one) for part, some in found.items() for config, one in some.items()]
        return {name: Known(**one) for name, one in pairs}


def look_at_parts(folder: Path) -> Looks:
    """Read every file of rows of a folder as it is now."""
    asked = read_manifest(folder)["configuration"]
    said = json.dumps([asked["words"], *(asked["dataset"][name] for name in ("configs", "jsonl", "tokens"))], sort_keys=True)
    return Looks(folder, {part: part.sums() for part in list_parts(folder)}, said)


@cache
def versions() -> list[str]:
    """The versions of Python, of its tables of characters, and of all that files pass through."""
    return [platform.python_version(), unidata_version, *map(version, LIBRARIES)]
