"""What a build is asked to do: its sources, its folders, its settings, and how to show how far it is."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias, TypeVar

from pipeline.job.settings import Settings

Found = TypeVar("Found")
TABLES = ("pages", "speeches", "sections", "spans", "turns", "personal", "rejected")


class Step(NamedTuple):
    """How far a stage is: of its total (bytes of sources, or shards), and in pages where it counts them."""

    done: int
    pages: int


def count_steps(results: Iterable[object]) -> Iterator[Step]:
    """A step for each result: a shard done."""
    for done, _result in enumerate(results, start=1):
        yield Step(done, 0)


def collect_steps(results: Iterable[list[Found]], found: list[Found]) -> Iterator[Step]:
    """A step for each result; what it holds is put to `found`."""
    for done, result in enumerate(results, start=1):
        found += result
        yield Step(done, 0)


Watch: TypeAlias = "Callable[[Iterable[Step], int], None]"
"""Runs a stage's work to its end, step by step, and shows how far it is of its total."""


def run_unwatched(steps: Iterable[Step], total: int) -> None:
    """Run the work and show nothing."""
    deque(steps, maxlen=0)


@dataclass(frozen=True, slots=True)
class Job:
    """One build, as the command line asks for it. `workers` are processes besides this one; with 0 it does everything itself."""

    sources: tuple[str, ...]
    output: Path
    settings: Settings
    workers: int = 0
    strict: bool = False
    watch: Watch = run_unwatched

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

    @property
    def rejected(self) -> Path:
        """What was not published: a list of it, and the bytes."""
        return self.output / "rejected"
