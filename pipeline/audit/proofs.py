"""A dataset folder in; out, its parts, and what was proved before of parts with the same bytes, by the same code and libraries.

A part is what a group of pages has in one split: a file of each config, and their JSON lines. Most gates ask of a part what no
other part can change. What they found in order is kept in work/proofs.json, under a key made of the digests of the bytes as they
are now, of the code that looks at them, of the versions of libraries, and of what dataset.toml asks: no proof outlives any of it.
"""

import json
import platform
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version
from itertools import compress
from operator import not_
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from unicodedata import unidata_version

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.job.job import SHARD_TABLES, Job, collect
from pipeline.release.folder import Known, jsonl_file, settings_of
from pipeline.release.manifest import LIBRARIES, MADE_OF, leakage_key, measure_file, read_manifest, read_measured
from pipeline.work.digests import digest_file
from pipeline.work.files import read_stamp
from pipeline.work.keys import code_digest
from pipeline.work.tables import json_lines, read_batches
from pipeline.work.workers import work_off
from schemas import CONFIGS
from schemas.names import SPLITS

PROOFS = "proofs.json"
SHARED = tuple(name for name in SHARD_TABLES if name in CONFIGS)
"""The configs that are made of pages; the others, views, are made of them."""
CONTRACT = {"contract of records": SHARED, "contract of views": tuple(name for name in CONFIGS if name not in SHARED)}
"""The configs that are held against their contract, by the name that a proof of it has."""
Measured: TypeAlias = dict[str, dict[str, Any]]
"""What is known of the Parquet files of a part, by config, as JSON has it."""
Check: TypeAlias = Callable[..., object]


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


def list_parts(folder: Path) -> list[Part]:
    """The parts of a folder, splits in the order of the contract."""
    names = {path.stem for path in (folder / "data").glob("*/*.parquet")}
    return [Part(folder, name) for split in SPLITS for name in sorted(names) if name.startswith(f"{split}-")]


def measure_part(part: Part) -> Measured:
    """What is measured of the Parquet files of a part, by config."""
    return {config: measure_file(path)._asdict() for config in part.configs for path in part.files(config)}


@dataclass(frozen=True, slots=True)
class Proofs:
    """What was proved before, and what is proved now: by key, what was measured. `kept` is what export measured, by digests.

    `resting` is what will be proved as soon as something else is: by key, the key of that.
    """

    before: dict[str, Measured]
    now: dict[str, Measured]
    kept: Mapping[str, Any] = field(default_factory=dict)
    resting: dict[str, str] = field(default_factory=dict)

    def hold(self, keys: Sequence[str]) -> bool:
        """Whether all of this was proved before, and so is proved now, or rests on what is asked now."""
        if not {*keys} <= self.before.keys() | self.resting.keys():
            return False
        self.now.update({key: self.before[key] for key in keys if key in self.before})
        return True

    def rest(self, keys: Sequence[str], on: str) -> None:
        """Let these be proved as soon as another is: at once, where it was proved before."""
        if on in self.before:
            self.before.update({key: {} for key in keys})
        else:
            self.resting.update(dict.fromkeys(keys, on))


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

    def counts(self, proofs: Proofs) -> dict[str, int]:
        """The rows of JSON lines that are, to the byte, those of rows that export has made and counted."""
        sums = self.sums
        tables = {name: kept for name, digest in sums.items() if name.endswith(".parquet") and (kept := proofs.kept.get(digest))}
        named = {jsonl_file(Path(name)).as_posix(): kept for name, kept in tables.items()}
        return {name: kept["entry"]["n_rows"] for name, kept in named.items() if kept["lines"] == sums.get(name)}

    def key(self, gate: str, check: Check, part: Part, configs: Collection[str] = CONFIGS) -> str:
        """The key of what a gate finds of these configs of a part: no other bytes, code, library or words have it."""
        found = {name: digest for name, digest in self.parts[part].items() if Path(name).parent.name in configs}
        sums = [[name.replace(part.name, ""), digest] for name, digest in found.items()]
        what = [gate, code_digest(check.__module__), versions(), sums, self.said]
        return sha256(json.dumps(what).encode()).hexdigest()[:32]

    def recall(self, proofs: Proofs, part: Part) -> None:
        """Take what export measured of the rows that it has made as measured in the files of a part, which hold these rows."""
        found = {config: proofs.kept.get(self.parts[part][f"data/{config}/{part.name}.parquet"]) for config in part.configs}
        if all(found.values()):
            proofs.before[self.key("digests", measure_part, part)] = found  # type: ignore[assignment]

    def prove(self, proofs: Proofs, checks: Mapping[str, Check], loads: Check, job: Job) -> None:
        """Take what these gates ask as proved of parts whose rows are those that export has made of shards found sound.

        Where JSON lines are those of these rows to the byte, that rests on the gate that loads the part: it finds the rows of the
        Parquet files in them, in order and to the last value, or nothing is published. Without JSON lines rows are read here.
        What export has measured of these rows is so measured in the files.
        """
        keyed = [(name, check, CONTRACT.get(name, CONFIGS)) for name, check in checks.items()]
        keys = {part: [self.key(name, check, part, configs) for name, check, configs in keyed] for part in self.parts}
        made = lines_made(job.work, proofs.kept.get(MADE_OF))
        asked = [part for part, some in keys.items() if made and not proofs.hold(some) and is_made(part, self.parts[part], made)]
        bare = list[Part]()
        for part in asked:
            if 2 * len(part.configs) == len(self.parts[part]):
                proofs.rest(keys[part], self.key("loading", loads, part))
            else:
                bare.append(part)
        found, sound = work_off(partial(has_made, made), bare, job.workers), list[bool]()
        job.work_through("rows", collect(([one] for one in found), sound), [part.n_bytes() for part in bare])
        others = [*compress(bare, map(not_, sound))]
        for part in (part for part in asked if part not in others):
            self.recall(proofs, part)
        proofs.before.update({key: {} for part in bare if part not in others for key in keys[part]})

    def leakage(self, proofs: Proofs) -> dict[str, object] | None:
        """The leakage that export measured in files with these very bytes."""
        return proofs.kept.get(leakage_key(self.sums, settings_of(self.folder)))

    def known(self, proofs: Proofs) -> dict[str, Known]:
        """What was measured of the files."""
        found = {part: proofs.now.get(self.key("digests", measure_part, part), {}) for part in self.parts}
        pairs = [(f"data/{config}/{part.name}.parquet", one) for part, some in found.items() for config, one in some.items()]
        return {name: Known(**one) for name, one in pairs}


def look_at_parts(folder: Path, workers: int = 0) -> Looks:
    """Read every file of rows of a folder as it is now. Threads are enough for workers: what they do is digest."""
    asked = read_manifest(folder)["configuration"]
    said = json.dumps([asked["words"], *(asked["dataset"][name] for name in ("configs", "jsonl", "tokens"))], sort_keys=True)
    parts = list_parts(folder)
    with ThreadPoolExecutor(max(1, workers)) as threads:
        return Looks(folder, dict(zip(parts, threads.map(Part.sums, parts), strict=True)), said)


def lines_made(work: Path, made: object) -> Mapping[str, str]:
    """The sha256 of the JSON lines of the rows that export has made, by Parquet file; of none where validate saw other shards."""
    said = read_stamp(work, "validate")
    sound = isinstance(made, dict) and said.get("code") == code_digest("pipeline.validate") and said["shards"] == made["shards"]
    return made["lines"] if sound else {}  # type: ignore[index]


def is_made(part: Part, sums: Mapping[str, str], made: Mapping[str, str]) -> bool:
    """Whether a part has the Parquet files that were made, and its JSON lines, as far as it has some, are those of their rows.

    `sums` are the sha256 of its files as they are; `made` those of the JSON lines of all rows that were made.
    """
    expected = {name: digest for name, digest in made.items() if Path(name).stem == part.name}
    written = {name: sums.get(jsonl_file(Path(name)).as_posix(), digest) for name, digest in expected.items()}
    return written == expected and {name for name in sums if name.endswith(".parquet")} == expected.keys()


def has_made(made: Mapping[str, str], part: Part) -> bool:
    """Whether the Parquet files of a part hold the rows that were made for them, in order, to the last value."""
    files = {path: path.relative_to(part.folder).as_posix() for config in part.configs for path in part.files(config)}
    return all(digest_rows(path) == made[name] for path, name in files.items())


def digest_rows(path: Path) -> str:
    """The sha256 of the rows of a file as JSON lines; of none where they have no numbers, which lines would tell as null."""
    digest = sha256()
    for batch in read_batches([path]):
        fractions = [column for column in batch.columns if pa.types.is_floating(column.type)]
        if not all(pc.all(pc.is_finite(column)).as_py() is not False for column in fractions):
            return ""
        digest.update(json_lines(batch))
    return digest.hexdigest()


@cache
def versions() -> list[str]:
    """The versions of Python, of its tables of characters, and of all that files pass through."""
    return [platform.python_version(), unidata_version, *map(version, LIBRARIES)]
