"""A dataset folder: where its files are, and what the writers of its pages of record are given besides the folder."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pyarrow.parquet as pq

from pipeline.job.errors import PipelineError
from schemas import CONFIGS
from schemas.names import SPLITS

if TYPE_CHECKING:
    from pipeline.job.configuration import Dataset
    from pipeline.job.settings import Settings

CARD, CROISSANT, MANIFEST = "README.md", "croissant.json", "manifest.json"
CHECKSUMS, PROVENANCE = "checksums.sha256", "provenance.json"
SOURCES, LICENCE, CITATION, LEAKAGE = "sources.sha256", "LICENSE", "CITATION.cff", "leakage.json"
SIGNATURE, BILL = "checksums.sha256.sig", "bom.json"
WRITTEN_LATER = (MANIFEST, PROVENANCE, CHECKSUMS, SIGNATURE)
"""What the manifest does not list: it is written after it."""
BLOCK = 1 << 20  # bytes of a file whose lines are counted at a time

Entry: TypeAlias = "dict[str, object]"


class Known(NamedTuple):
    """What is known of a file of rows: its entry in the manifest; of a Parquet file, its digest, its bytes as Arrow, and the
    sha256 of the JSON lines of the rows that were to be written to it.
    """

    entry: Entry
    digest: "Entry | None" = None
    n_arrow: int = 0
    lines: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """A staged folder with what is not in it: the publisher's words, what made it, what was rejected, who helps to measure it.

    `known` are files, by their names in the folder, that need not be read again.
    """

    folder: Path
    settings: "Settings"
    making: dict[str, object] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    workers: int = 0
    known: Mapping[str, Known] = field(default_factory=dict)


def settings_of(folder: Path) -> "Settings":
    """What was asked for a folder, as its manifest has it; what silence asks where it has none."""
    from pipeline.job.settings import Settings, read_copy  # who only looks for files does without

    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["configuration"]
        return read_copy(said)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, PipelineError):
        return Settings()


def said_of(folder: Path) -> "Dataset":
    """What the publisher says of a folder."""
    return settings_of(folder).dataset


def present_configs(folder: Path) -> list[str]:
    """The configs that have files, in the order of the contract."""
    return [config for config in CONFIGS if parquet_files(folder, config)]


def require_dataset(folder: Path, configs: Sequence[str] = ("pages",)) -> str:
    """The first of these configs that has files, or the error that says that there is no dataset."""
    for config in configs:
        if parquet_files(folder, config):
            return config
    raise PipelineError(f"{folder}: there is no dataset; `make build` makes one")


def parquet_files(folder: Path, config: str) -> dict[str, list[Path]]:
    """The Parquet files of a config by split, splits in the order of the contract."""
    found = {split: sorted((folder / "data" / config).glob(f"{split}-*.parquet")) for split in SPLITS}
    return {split: files for split, files in found.items() if files}


def all_parquet(folder: Path, config: str) -> list[Path]:
    """The Parquet files of a config, in the order of the contract."""
    return [path for files in parquet_files(folder, config).values() for path in files]


def parquet_entries(entries: Mapping[str, Entry], config: str) -> list[tuple[str, Entry]]:
    """The Parquet files of a config among files by name, in the order of the contract."""
    named = [(name, entry) for name, entry in entries.items() if name.startswith(f"data/{config}/")]
    return sorted(named, key=lambda item: (SPLITS.index(item[0].split("/")[2].split("-")[0]), item[0]))


def jsonl_file(path: Path) -> Path:
    """The JSON lines with the rows of a Parquet file.

    >>> jsonl_file(Path("data/pages/train-00000-of-00001.parquet")).as_posix()
    'jsonl/pages/train-00000-of-00001.jsonl'
    """
    return path.parents[2] / "jsonl" / path.parent.name / f"{path.stem}.jsonl"


def count_file(path: Path) -> int:
    """The rows of a Parquet file, the lines of another."""
    if path.suffix == ".parquet":
        return int(pq.read_metadata(path).num_rows)
    ended, last = 0, b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            ended, last = ended + block.count(b"\n"), block[-1:]
    return ended + (last not in (b"", b"\n"))


def list_files(folder: Path) -> list[str]:
    """Every file of the folder, as its relative name, sorted.

    >>> list_files(Path(__file__).parent / "no such folder")
    []
    """
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
