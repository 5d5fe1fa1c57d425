"""A staged dataset in; out, output/dataset/, once every gate has let it pass: only the folder is looked at, and really loaded."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pipeline.audit.files import Finding, check_listed, check_manifest, check_shards
from pipeline.audit.loading import check_loading
from pipeline.audit.made_again import check_lines, check_made_again, check_views
from pipeline.audit.parquet import check_digests, check_layout, check_types
from pipeline.audit.reading import check_alike, check_reading
from pipeline.audit.records import (
    check_clusters,
    check_contract,
    check_ids,
    check_laws,
    check_leakage,
    check_sources,
    check_splits,
    check_withdrawn,
)
from pipeline.audit.values import check_values
from pipeline.audit.words import check_words
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job, Step
from pipeline.job.settings import Settings
from pipeline.release.folder import all_parquet, present_configs
from pipeline.work.files import measure, put_in_place, sync_tree
from pipeline.work.workers import work_off

PART = 64 << 20  # bytes of Parquet that are loaded in one go
SHOWN = 20  # faults shown of a gate; more are not looked for

Gate = Callable[[Path], Iterator[Finding]]

DOORS: dict[str, Gate] = {"manifest": check_manifest, "types": check_types}
"""What the gates rest on: behind a door that is shut nothing can be said."""

GATES: dict[str, Gate] = {
    "files": check_listed,
    "shards": check_shards,
    "layout": check_layout,
    "digests": check_digests,
    "contract": check_contract,
    "ids": check_ids,
    "splits": check_splits,
    "clusters": check_clusters,
    "leakage": check_leakage,
    "laws": check_laws,
    "views": check_views,
    "values": check_values,
    "words": check_words,
    "sources": check_sources,
    "lines": check_lines,
    "withdrawn": check_withdrawn,
    "made again": check_made_again,
    "loading": check_loading,
}
"""Every gate by name: a function of the folder alone that yields what is wrong with it."""

VERIFYING: dict[str, Gate] = {"read again": check_reading, "alike": check_alike}
"""The gates that only `verify` asks: a build has just done what they do again."""

DEAREST = ("loading", "read again", "words", "values", "views", "laws", "contract", "digests")
"""The gates that read everything: begun first, so that no worker is left alone with one at the end."""

COSTS = {"loading": 40, "read again": 40, "words": 15, "values": 6, "made again": 5, "contract": 4, "digests": 4, "views": 3}
"""What gates cost, in tenths of a second, of a dataset of 20 MB; the others one."""


class Fault(NamedTuple):
    """What a gate found."""

    gate: str
    file: str
    expected: str

    def __str__(self) -> str:
        """As the user reads it, in one line."""
        return f"{self.gate}: {self.file}: {' '.join(self.expected.split()):.400}"


def run(job: Job) -> dict[str, list[str]]:
    """Audit the staged dataset; when all is well, put it in place by one rename."""
    faults = find_faults(job.staging, job=job)
    if faults:
        raise PipelineError("\n".join([*map(str, faults), f"{len(faults)} faults in the staged dataset; nothing is published"]))
    sync_tree(job.staging)
    put_in_place(job.staging, job.dataset)
    return {"outputs": ["dataset"]}


def find_faults(
    folder: Path, gates: Sequence[str] = tuple(GATES), job: Job | None = None
) -> list[Fault]:
    """What the doors find; when they are open, what the named gates find, in the order of the gates."""
    faults = [fault for door in DOORS.items() for fault in pass_gate(folder, door)]
    if not faults:
        job = job or Job((), folder, Settings())
        tasks = list(list_tasks(folder, gates, job.workers))
        found: list[list[Fault]] = [[] for _task in tasks]
        passed = work_off(partial(pass_placed, folder), enumerate(tasks), job.workers, in_order=False)
        costs = share_costs(measure(folder), [name for name, _check in tasks])
        job.watch(place_found(passed, costs, found), sum(costs), "gates")
        faults = [fault for some in found for fault in some]
    return sorted(faults, key=lambda fault: [*DOORS, *GATES, *VERIFYING].index(fault.gate))


def share_costs(size: int, names: Sequence[str]) -> list[int]:
    """What each task costs of a dataset of so many bytes: the parts of a gate share what it costs."""
    return [size * COSTS.get(name, 1) // names.count(name) for name in names]


def place_found(
    passed: Iterable[tuple[int, list[Fault]]], costs: Sequence[int], found: list[list[Fault]]
) -> Iterator[Step]:
    """A step for each task as it ends; what it found is put in its place."""
    done = 0
    for place, found[place] in passed:
        done += costs[place]
        yield Step(done, costs[place])


def pass_placed(folder: Path, task: tuple[int, tuple[str, Gate]]) -> tuple[int, list[Fault]]:
    """The place of a task, and the faults that it finds."""
    return task[0], pass_gate(folder, task[1])


def list_tasks(folder: Path, gates: Sequence[str], workers: int) -> Iterator[tuple[str, Gate]]:
    """The named gates, the dearest first; loading in parts, so that all workers have some and none has one for long."""
    for name in sorted(gates, key=lambda name: DEAREST.index(name) if name in DEAREST else len(DEAREST)):
        if name == "loading":
            yield from ((name, partial(check_loading, configs=configs)) for configs in share_configs(folder, workers))
        else:
            yield name, {**GATES, **VERIFYING}[name]


def share_configs(folder: Path, workers: int) -> list[tuple[str, ...]]:
    """The configs shared out, so that every part has about as much to load."""
    sizes = {config: sum(path.stat().st_size for path in all_parquet(folder, config)) for config in present_configs(folder)}
    parts: list[list[str]] = [[] for _part in range(min(max(1, workers, sum(sizes.values()) // PART), len(sizes)))]
    for config in sorted(sizes, key=sizes.__getitem__, reverse=True):
        min(parts, key=lambda part: sum(sizes[name] for name in part)).append(config)
    return [tuple(part) for part in parts]


def pass_gate(folder: Path, gate: tuple[str, Gate]) -> list[Fault]:
    """The faults that one gate finds."""
    name, check = gate
    return [Fault(name, *finding) for finding in islice(check(folder), SHOWN)]
