"""What a build is asked to do: its sources, its folders, its settings, and how to show how far it is."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from pipeline.job.settings import Settings

Found = TypeVar("Found")
SHARD_TABLES = ("pages", "speeches", "sections", "spans", "turns", "personal", "rejected")


class Advance(NamedTuple):
    """How far some work is of its total, in bytes; how many of them this step did; pages where it counts them."""

    done: int
    work: int
    pages: int = 0


def count_bytes(results: Iterable[object], sizes: Iterable[int]) -> Iterator[Advance]:
    """A step for each result: the bytes that were worked on for it."""
    done = 0
    for _result, size in zip(results, sizes, strict=True):
        done += size
        yield Advance(done, size)


def collect(results: Iterable[list[Found]], found: list[Found]) -> Iterator[list[Found]]:
    """The results; what they hold is put to `found`."""
    for result in results:
        found += result
        yield result


Watch: TypeAlias = "Callable[[Iterable[Advance], int, str], None]"
"""Runs work to its end, step by step, and shows how far it is of its total, under a name; a total of 0 is not known."""


def run_unwatched(steps: Iterable[Advance], total: int, part: str) -> None:
    """Run the work and show nothing."""
    deque(steps, maxlen=0)


def stay() -> None:
    """What a stage has made stays where it is."""


@dataclass(frozen=True, slots=True)
class Job:
    """One build, as the command line asks for it. `workers` are processes besides this one; with 0 it does everything itself.
    `keep` puts what a stage has made where it belongs, if that is elsewhere.
    """

    sources: tuple[str, ...]
    output: Path
    settings: "Settings"
    workers: int = 0
    strict: bool = False
    watch: Watch = run_unwatched
    keep: Callable[[], None] = stay

    def work_through(self, part: str, results: Iterable[object], sizes: Sequence[int]) -> None:
        """Run work of so many bytes to its end, watched."""
        self.watch(count_bytes(results, sizes), sum(sizes), part)

    def during(self, part: str, work: Callable[[], Found]) -> Found:
        """What some work gives that cannot say how far it is: it is watched by its name."""
        found: list[Found] = []
        self.watch((Advance(0, 0) for _once in collect(([work()] for _once in range(1)), found)), 0, part)
        return found[0]

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
