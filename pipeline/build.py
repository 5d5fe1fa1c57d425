"""A job in; the stages that are not up to date, run in data order up to the one that was asked for."""

import time
from dataclasses import replace
from functools import partial
from hashlib import sha256
from importlib import import_module

from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.sources.listing import digest_sources, list_sources, require_apart
from pipeline.work.files import clear_up, read_stamp, write_json
from pipeline.work.keys import code_digest
from pipeline.work.lock import only_build
from pipeline.work.progress import show_progress, show_summary

STAGES = {
    "extract": ("readers", "personal"),
    "annotate": ("words", "splits"),
    "validate": (),
    "export": ("dataset",),
    "audit": (),
}
"""The stages in data order, and the tables of dataset.toml that each one uses."""
ROOMS = {"audit": "audit.gates"}
"""The stages that are a room, and where in it they begin."""


def run(job: Job, last: str) -> None:
    """Run every stage up to `last` that is not up to date, while no other build uses the output."""
    with only_build(job.output):
        clear_up(job.output, job.work, *(job.work / name for name in STAGES))
        start, keys = time.monotonic(), stage_keys(job)
        names = list(STAGES)[: list(STAGES).index(last) + 1]
        current = max((index for index, name in enumerate(names) if is_current(job, name, keys[name])), default=-1)
        for name in names[current + 1 :]:
            run_stage(job, name, keys[name])
        require_nothing_rejected(job)
        if names[current + 1 :]:
            extracted = read_stamp(job.work, "extract")
            show_summary(extracted["counts"], extracted["reasons"], (extracted["bytes"], time.monotonic() - start))  # type: ignore[arg-type]
        print(f"{job.dataset if last == 'audit' else last} is up to date")


def run_stage(job: Job, name: str, key: str) -> None:
    """Run one stage and leave the stamp that says what it made. What fits into one shard needs no workers behind extract."""
    print(f"{name} …", flush=True)
    shards = read_stamp(job.work, "extract").get("shards") if name != "extract" else None
    workers = 0 if isinstance(shards, list) and len(shards) < 2 else job.workers
    results = import_module(module_of(name)).run(replace(job, workers=workers, watch=partial(show_progress, name)))
    write_json(job.work / f"{name}.json", {"key": key} | results)
    require_nothing_rejected(job)


def module_of(stage: str) -> str:
    """The module whose `run` is the stage."""
    return f"pipeline.{ROOMS.get(stage, stage)}"


def require_nothing_rejected(job: Job) -> None:
    """Nothing, or what the user who asked for strictness is told: how much was rejected, why, and where to look."""
    reasons = read_stamp(job.work, "extract").get("reasons")
    if job.strict and isinstance(reasons, dict) and reasons:
        found = ", ".join(f"{reason} {count}" for reason, count in reasons.items())
        raise PipelineError(f"rejected: {found}; see {job.rejected}; with STRICT nothing is published")


def stage_keys(job: Job) -> dict[str, str]:
    """The key of every stage: the key before it, its code and its settings; the first begins with the sources."""
    files = list_sources(job.sources)
    require_apart(files, job.output)
    key, keys = digest_sources(files), {}
    for name, tables in STAGES.items():
        key = sha256((key + code_digest(module_of(name)) + job.settings.digest(tables)).encode()).hexdigest()
        keys[name] = key
    return keys


def is_current(job: Job, name: str, key: str) -> bool:
    """Whether the last run of a stage had this key and what it left is still there."""
    stamp = read_stamp(job.work, name)
    outputs = stamp.get("outputs", [])
    return stamp.get("key") == key and isinstance(outputs, list) and all((job.output / str(path)).exists() for path in outputs)
