"""A staged dataset in; out, output/dataset/, once every gate has let it pass: only the folder is looked at, and really loaded."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pyarrow as pa

from pipeline.audit.files import Finding, check_listed, check_manifest, check_shards
from pipeline.audit.loading import WAITING, check_loading, start_loading, stop_loading
from pipeline.audit.made_again import check_lines, check_made_again, check_views
from pipeline.audit.parquet import check_digests, check_layout, check_types
from pipeline.audit.proofs import CONTRACT, PROOFS, Looks, Measured, Part, Proofs, look_at_parts, measure_part, read_proofs
from pipeline.audit.reading import check_alike, check_reading
from pipeline.audit.records import (
    PageGate,
    check_clusters,
    check_contract,
    check_ids,
    check_laws,
    check_leakage,
    check_sources,
    check_splits,
    check_withdrawn,
    pass_pages,
)
from pipeline.audit.values import check_values
from pipeline.audit.words import check_words
from pipeline.job.errors import PipelineError
from pipeline.job.job import Advance, Job
from pipeline.job.settings import Settings
from pipeline.release.folder import Known
from pipeline.work.files import measure, put_in_place, sync_tree, write_json
from pipeline.work.workers import begin, gather, work_off

LARGE = 4 << 30  # bytes of a dataset of which even what is asked of it as a whole is for workers
CONTRACT_BYTES = 64 << 20  # bytes of Parquet that are held against their contract in one task
SHOWN = 20  # faults shown of a gate; more are not looked for

Gate = Callable[[Path], Iterator[Finding]]

DOORS: dict[str, Gate] = {"manifest": check_manifest, "types": check_types}
"""What the gates rest on: behind a door that is shut nothing can be said."""

WHOLE: dict[str, Gate] = {
    "shards": check_shards,
    "layout": check_layout,
    "ids": check_ids,
    "splits": check_splits,
    "clusters": check_clusters,
    "sources": check_sources,
    "withdrawn": check_withdrawn,
    "alike": check_alike,
}
"""Gates by name that ask of a folder what no part of it shows: functions of it that yield what is wrong with it."""

PARTS: dict[str, Callable[[Part], Iterator[Finding] | Measured]] = {
    "digests": measure_part,
    "words": check_words,
    "lines": check_lines,
}
"""Gates that ask each part by itself; what was proved of the same bytes is not asked again. Some measure what others rest on."""

PAGES: dict[str, PageGate] = {"laws": check_laws, "views": check_views, "values": check_values, "read again": check_reading}
"""Gates that ask the pages of each part, which are read once for all of them."""

MADE: dict[str, Callable[..., object]] = {
    "contract of records": check_contract, "laws": check_laws, "values": check_values, "words": check_words,
    "views": check_views, "lines": check_lines,
}  # fmt: skip
"""What is true of files that hold, row by row, what the stages before have made by this code, its records validated."""

MEASURED: dict[str, Callable[[Path, Mapping[str, Known]], Iterator[Finding]]] = {
    "digests": check_digests,
    "made again": check_made_again,
}
"""Gates that rest on what was measured in every part."""

GATES = (
    "files", "shards", "layout", "digests", "contract", "ids", "splits", "clusters", "leakage", "laws", "views", "values",
    "words", "sources", "lines", "withdrawn", "made again", "loading",
)  # fmt: skip
"""Every gate, in the order in which faults are told."""

VERIFYING = ("read again", "alike")
"""The gates that only `verify` asks: a build has just done what they do again."""

COSTS = {
    "loading": 110, "read again": 110, "words": 35, "values": 45, "views": 25, "leakage": 22, "contract": 22, "laws": 18,
    "lines": 14, "digests": 30, "files": 4,
}  # fmt: skip
"""What gates cost, in tenths of a second, of a dataset of 20 MB; the others one. The dearest begin first, so that no worker is
left alone with one at the end."""


class Fault(NamedTuple):
    """What a gate found."""

    gate: str
    file: str
    expected: str

    def __str__(self) -> str:
        """As the user reads it, in one line."""
        return f"{self.gate}: {self.file}: {' '.join(self.expected.split()):.400}"


Answer: TypeAlias = tuple[list[Fault], Measured]
"""The faults that were found, and what was measured."""


class Task(NamedTuple):
    """Something to ask for some gates, what it costs, and with its gate the key of what is proved when that finds nothing."""

    gates: tuple[str, ...]
    check: Callable[[], Answer]
    cost: float
    keys: tuple[tuple[str, str], ...] = ()


def run(job: Job) -> dict[str, list[str]]:
    """Audit the staged dataset; when all is well, put it in place by one rename."""
    if job.workers > 1 and job.staging not in WAITING:
        start_loading(job.staging)  # it reads its libraries while this process reads files
    proofs = read_proofs(job.work)
    try:
        faults = find_faults(job.staging, job=job, proofs=proofs)
    finally:
        stop_loading(job.staging)
    write_json(job.work / PROOFS, proofs.now)
    if faults:
        shutil.rmtree(job.work / "export", ignore_errors=True)  # the next staged dataset is written from its first byte
        raise PipelineError("\n".join([*map(str, faults), f"{len(faults)} faults in the staged dataset; nothing is published"]))
    sync_tree(job.staging)
    put_in_place(job.staging, job.dataset)
    return {"outputs": ["dataset"]}


def find_faults(folder: Path, gates: Sequence[str] = GATES, job: Job | None = None, proofs: Proofs | None = None) -> list[Fault]:
    """What the doors find; when they are open, what the named gates find, in the order of the gates."""
    faults = [fault for name, door in DOORS.items() for fault in pass_gate(name, door(folder))]
    if not faults:
        looks = look_at_parts(folder, job.workers if job else 0)
        if job and proofs and "loading" in gates:
            looks.prove(proofs, MADE, check_loading, job)
        job, proofs = job or Job((), folder, Settings()), proofs or Proofs({}, {})
        tasks = [*list_tasks(gates, looks, proofs, job.workers)]
        for task, (found, measured) in zip(tasks, ask_all(tasks, measure(folder), job), strict=True):
            wrong, faults = {fault.gate for fault in found}, faults + found
            proofs.now.update({key: measured for gate, key in task.keys if gate not in wrong})
        for name in (name for name in gates if name in MEASURED):
            faults += pass_gate(name, MEASURED[name](folder, looks.known(proofs)))
    ordered = (*DOORS, *GATES, *VERIFYING)
    return [fault for gate in ordered for fault in [one for one in faults if one.gate == gate][:SHOWN]]


def ask_all(tasks: Sequence[Task], size: int, job: Job) -> list[Answer]:
    """The answers to all tasks, watched. Where nothing is asked part by part, this process asks while another loads."""
    few = size <= LARGE and not any(name in (*PARTS, *PAGES) for task in tasks for name in task.gates)
    workers, loads = 0 if few else job.workers, ("loading",) if few and (job.workers > 1 or job.staging in WAITING) else ()
    begun = [task._replace(check=begin(task.check)) if task.gates == loads else task for task in tasks]
    placed = sorted(enumerate(begun), key=lambda pair: pair[1].cost, reverse=workers > 1)  # one alone: the cheapest first
    answers, costs = dict[int, Answer](), [int(size * task.cost) for task in tasks]
    job.watch(place_answers(work_off(ask, placed, workers, in_order=False), costs, answers), sum(costs), "gates")
    return [answers[place] for place in range(len(tasks))]


def list_tasks(names: Sequence[str], looks: Looks, proofs: Proofs, workers: int) -> Iterator[Task]:
    """What is to be asked for these gates and was not proved before."""
    for name in names:
        if name == "leakage":
            yield task_of(name, partial(check_leakage, looks.folder, looks.leakage(proofs)))
        elif name == "files":
            yield task_of(name, partial(check_listed, looks.folder, looks.sums, looks.counts(proofs)))
        elif name in WHOLE:
            yield task_of(name, partial(WHOLE[name], looks.folder))
        elif name == "loading":
            yield list_loading(looks, proofs, workers)
        elif name == "contract":
            for said, configs in CONTRACT.items():
                keys = {part: looks.key(said, check_contract, part, configs) for part in looks.parts}
                for some in gather((part for part, key in keys.items() if not proofs.hold([key])), Part.n_bytes, CONTRACT_BYTES):
                    check, share = partial(check_contract, some, configs), len(some) / len(keys) / len(CONTRACT)
                    yield task_of(name, check, share, [keys[part] for part in some])
        elif name in PARTS:
            keys = {part: looks.key(name, PARTS[name], part) for part in looks.parts}
            missing = [part for part, key in keys.items() if not proofs.hold([key])]
            yield from (task_of(name, partial(PARTS[name], part), 1 / len(keys), [keys[part]]) for part in missing)
    for part in looks.parts:
        asked = [(name, looks.key(name, PAGES[name], part)) for name in names if name in PAGES]
        left = tuple((name, key) for name, key in asked if not proofs.hold([key]))
        own = tuple(name for name, _key in left)
        if own:
            yield Task(own, partial(answer_pages, part, own), sum(COSTS.get(name, 1) for name in own) / len(looks.parts), left)


def task_of(name: str, check: Callable[[], Iterator[Finding] | Measured], share: float = 1.0, keys: Sequence[str] = ()) -> Task:
    """A task of one gate, of which this is a part."""
    return Task((name,), partial(answer, name, check), share * COSTS.get(name, 1), tuple((name, key) for key in keys))


def list_loading(looks: Looks, proofs: Proofs, workers: int) -> Task:
    """Loading, which starts processes of its own; what was loaded before of a part is not compared again."""
    keys = {part: looks.key("loading", check_loading, part) for part in looks.parts}
    missing = {part: key for part, key in keys.items() if not proofs.hold([key])}
    own = {(part, config): looks.key("loading", check_loading, part, [config]) for part in keys for config in part.configs}
    left = {pair: key for pair, key in own.items() if not proofs.hold([key]) and pair[0] in missing}
    asked = {part.name: [config for config in part.configs if (part, config) in left] for part in missing}
    check = partial(check_loading, looks.folder, (), asked, workers)
    resting = (key for key, on in proofs.resting.items() if on in missing.values())
    return task_of("loading", check, (len(own) + 5 * len(left)) / (6 * len(own)), [*missing.values(), *left.values(), *resting])


def ask(placed: tuple[int, Task]) -> tuple[int, Answer]:
    """The place of a task, and its answer."""
    place, task = placed
    pa.set_memory_pool(pa.system_memory_pool())  # the one that gives back
    return place, task.check()


def answer(name: str, check: Callable[[], Iterator[Finding] | Measured]) -> Answer:
    """The first faults that a gate finds, or what it measures."""
    found = check()
    return ([], found) if isinstance(found, dict) else (pass_gate(name, found), {})


def answer_pages(part: Part, names: Sequence[str]) -> Answer:
    """The faults that gates find in the pages of a part."""
    found = pass_pages(part, {name: PAGES[name] for name in names}, SHOWN)
    return [Fault(name, *finding) for name, finding in found], {}


def place_answers(asked: Iterable[tuple[int, Answer]], costs: Sequence[int], answers: dict[int, Answer]) -> Iterator[Advance]:
    """A step for each task as it ends; its answer is put in its place."""
    done = 0
    for place, answers[place] in asked:
        done += costs[place]
        yield Advance(done, costs[place])


def pass_gate(name: str, findings: Iterator[Finding]) -> list[Fault]:
    """The first faults that a gate finds."""
    return [Fault(name, *finding) for finding in islice(findings, SHOWN)]
