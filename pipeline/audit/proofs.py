"""A dataset folder in; out, its parts, and what was proved before of parts with the same bytes, by the same code and libraries.

A part is what a group of pages has in one split: a file of each config, and their JSON lines. Most gates ask of a part what no
other part can change. What they found in order is kept in work/proofs.json, under a key made of the digests of the bytes as they
are now, of the code that looks at them, of the versions of libraries, and of what dataset.toml asks: no proof outlives any of it.
"""

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from unicodedata import unidata_version

from pipeline.release.folder import Known, jsonl_file
from pipeline.release.manifest import LIBRARIES, measure_file, read_manifest
from pipeline.work.digests import digest_file
from pipeline.work.keys import code_digest
from schemas import CONFIGS
from schemas.names import SPLITS

FILE = "proofs.json"
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

    def digest(self) -> str:
        """Digest of all its files, read as they are now."""
        tables = [path for config in self.configs for path in self.files(config)]
        paths = [*tables, *filter(Path.is_file, map(jsonl_file, tables))]
        said = [[path.relative_to(self.folder).as_posix().replace(self.name, ""), digest_file(path)] for path in paths]
        return sha256(json.dumps(said).encode()).hexdigest()


def list_parts(folder: Path) -> list[Part]:
    """The parts of a folder, splits in the order of the contract."""
    names = {path.stem for path in (folder / "data").glob("*/*.parquet")}
    return [Part(folder, name) for split in SPLITS for name in sorted(names) if name.startswith(f"{split}-")]


def measure_part(part: Part) -> Measured:
    """What is measured of the Parquet files of a part, by config."""
    return {config: measure_file(path)._asdict() for config in part.configs for path in part.files(config)}


class Proofs(NamedTuple):
    """What was proved before, and what is proved now: by key, what was measured."""

    before: Mapping[str, Measured]
    now: dict[str, Measured]

    def hold(self, keys: Sequence[str]) -> bool:
        """Whether all of this was proved before; then it is proved now."""
        if not self.before.keys() >= {*keys}:
            return False
        self.now.update({key: self.before[key] for key in keys})
        return True


def read_proofs(path: Path) -> Proofs:
    """The proofs of the last audit."""
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    return Proofs(before if isinstance(before, dict) else {}, {})


class Looks(NamedTuple):
    """A folder as it is looked at: its parts with the digests of their files, and what the publisher said."""

    folder: Path
    parts: Mapping[Part, str]
    said: str

    def key(self, gate: str, check: Callable[..., object], part: Part) -> str:
        """The key of what a gate finds of a part: no other bytes, code, library or words have it."""
        what = [gate, code_digest(check.__module__), versions(), self.parts[part], self.said]
        return sha256(json.dumps(what).encode()).hexdigest()[:32]

    def known(self, proofs: Proofs) -> dict[str, Known]:
        """What was measured of the files."""
        found = {part: proofs.now.get(self.key("digests", measure_part, part), {}) for part in self.parts}
        pairs = [(f"data/{config}/{part.name}.parquet", one) for part, some in found.items() for config, one in some.items()]
        return {name: Known(**one) for name, one in pairs}


def look_at_parts(folder: Path) -> Looks:
    """Read every file of rows of a folder as it is now."""
    asked = read_manifest(folder)["configuration"]
    said = json.dumps([asked["words"], *(asked["dataset"][name] for name in ("configs", "jsonl", "tokens"))], sort_keys=True)
    return Looks(folder, {part: part.digest() for part in list_parts(folder)}, said)


@cache
def versions() -> list[str]:
    """The versions of Python, of its tables of characters, and of all that files pass through."""
    return [platform.python_version(), unidata_version, *map(version, LIBRARIES)]
