"""A dataset folder: where its files are, and what the writers of its pages of record are given besides the folder."""

from dataclasses import dataclass, field
from pathlib import Path

from pipeline.job.settings import Settings
from schemas import CONFIGS
from schemas.checks import SPLITS

CARD, CROISSANT, MANIFEST, CHECKSUMS, PROVENANCE = (
    "README.md",
    "croissant.json",
    "manifest.json",
    "checksums.sha256",
    "provenance.json",
)
SOURCES, LICENCE, CITATION, LEAKAGE = "sources.sha256", "LICENSE", "CITATION.cff", "leakage.json"


@dataclass(frozen=True, slots=True)
class Release:
    """A staged folder with what is not in it: the publisher's words, what made it, what was rejected, who helps to measure it."""

    folder: Path
    settings: Settings
    making: dict[str, object] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    workers: int = 0


def present_configs(folder: Path) -> list[str]:
    """The configs that have files, in the order of the contract."""
    return [config for config in CONFIGS if parquet_files(folder, config)]


def parquet_files(folder: Path, config: str) -> dict[str, list[Path]]:
    """The Parquet files of a config by split, splits in the order of the contract."""
    found = {split: sorted((folder / "data" / config).glob(f"{split}-*.parquet")) for split in SPLITS}
    return {split: files for split, files in found.items() if files}


def all_parquet(folder: Path, config: str) -> list[Path]:
    """The Parquet files of a config, in the order of the contract."""
    return [path for files in parquet_files(folder, config).values() for path in files]


def jsonl_file(folder: Path, config: str, split: str) -> Path:
    """The JSON lines of a config and split."""
    return folder / "jsonl" / config / f"{split}.jsonl"


def list_files(folder: Path) -> list[str]:
    """Every file of the folder, as its relative name, sorted.

    >>> list_files(Path(__file__).parent / "no such folder")
    []
    """
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
