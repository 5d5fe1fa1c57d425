"""What a build is asked to do: its sources, its folders, its settings."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.settings import Settings

TABLES = ("pages", "speeches", "sections", "spans", "rejected")


@dataclass(frozen=True, slots=True)
class Job:
    """One build, as the command line asks for it."""

    sources: tuple[str, ...]
    output: Path
    settings: Settings
    workers: int = 1
    strict: bool = False

    @property
    def work(self) -> Path:
        """Where stages leave their results."""
        return self.output / "work"

    @property
    def staging(self) -> Path:
        """The dataset before its audit."""
        return self.work / "staging"

    @property
    def dataset(self) -> Path:
        """The dataset that passed its audit."""
        return self.output / "dataset"
