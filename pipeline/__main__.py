"""The one entry: `python -m pipeline STAGE`. Runs what is not up to date, up to the stage, and shows errors as one line."""

import argparse
import os
import sys
import time
from dataclasses import replace
from functools import partial
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from pipeline.code import code_digest
from pipeline.errors import PipelineError
from pipeline.job import Job
from pipeline.lock import only_build
from pipeline.progress import show_progress, show_summary
from pipeline.settings import read_settings
from pipeline.sources import digest_sources, list_sources
from pipeline.store import clear_up, read_stamp, write_json

STAGES = {
    "extract": ("readers",),
    "annotate": ("words", "splits"),
    "validate": (),
    "export": ("dataset",),
    "audit": (),
}
"""The stages in data order, and the tables of dataset.toml that each one uses."""
ON_DATASET = ("view",)
"""Stages that take output/dataset/ as it is: they bring nothing up to date, and no other target implies them."""


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line and run; 0 when all is well, 1 with a message for the user."""
    try:
        options = parse_arguments(arguments)
        if options.stage == "diff":
            import_module("pipeline.diff").run_diff(options.old, options.new, options.output)
            return 0
        settings = read_settings(options.config)
        job = Job(tuple(options.sources), options.output, settings, options.workers, options.strict)
        if options.stage in ON_DATASET:
            run_on_dataset(job, options.stage)
            return 0
        with only_build(job.output):
            clear_up(job.output, job.work, *(job.work / name for name in STAGES))
            run_stages(job, "audit" if options.stage == "build" else options.stage)
    except SystemExit as stop:  # argparse has said what is wrong, or printed its help
        return 1 if stop.code else 0
    except PipelineError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        words = f"{error.filename}: {error.strerror}" if error.filename else " ".join(str(error).split())
        print(f"{words}; what was published before is as it was", file=sys.stderr)
        return 1
    return 0


def parse_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """The command line, checked."""
    parser = argparse.ArgumentParser(
        prog="python -m pipeline", description="From pages of Chinese speeches to a dataset that loads."
    )
    stages = [*STAGES, "build", "diff", *ON_DATASET]
    parser.add_argument("stage", choices=stages, help="the stage to bring up to date; build is all of them")
    parser.add_argument("--sources", nargs="+", default=["samples"], help="files, folders, globs")
    parser.add_argument("--output", type=Path, default=Path("output"))
    parser.add_argument("--config", type=Path, default=Path("dataset.toml"))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes that share the work")
    parser.add_argument("--strict", action="store_true", help="fail when anything was rejected")
    parser.add_argument("--old", type=Path, help="diff: the dataset folder before")
    parser.add_argument("--new", type=Path, help="diff: the dataset folder after")
    options = parser.parse_args(arguments)
    if options.stage == "diff" and not (options.old and options.new):
        parser.error("diff takes --old FOLDER and --new FOLDER")
    if options.workers < 1:
        parser.error(f"--workers {options.workers}: expected a whole number from 1")
    return options


def run_stages(job: Job, last: str) -> None:
    """Run every stage up to `last` that is not up to date."""
    start, keys = time.monotonic(), stage_keys(job)
    names = list(STAGES)[: list(STAGES).index(last) + 1]
    current = max((index for index, name in enumerate(names) if is_current(job, name, keys[name])), default=-1)
    for name in names[current + 1 :]:
        print(f"{name} …", flush=True)
        results = import_module(f"pipeline.{name}").run(replace(job, watch=partial(show_progress, name)))
        write_json(job.work / f"{name}.json", {"key": keys[name]} | results)
        require_nothing_rejected(job)
    require_nothing_rejected(job)
    if names[current + 1 :]:
        extracted = read_stamp(job.work, "extract")
        show_summary(extracted["counts"], extracted["reasons"], (extracted["bytes"], time.monotonic() - start))  # type: ignore[arg-type]
    print(f"{job.dataset if last == 'audit' else last} is up to date")


def require_nothing_rejected(job: Job) -> None:
    """Nothing, or what the user who asked for strictness is told: how much was rejected, why, and where to look."""
    reasons = read_stamp(job.work, "extract").get("reasons")
    if job.strict and isinstance(reasons, dict) and reasons:
        found = ", ".join(f"{reason} {count}" for reason, count in reasons.items())
        raise PipelineError(f"rejected: {found}; see {job.rejected}; with STRICT nothing is published")


def run_on_dataset(job: Job, stage: str) -> None:
    """Run one stage on the dataset that is there."""
    outputs = import_module(f"pipeline.{stage}").run(job)["outputs"]
    print(f"{job.output / outputs[0]} is written")


def stage_keys(job: Job) -> dict[str, str]:
    """The key of every stage: the key before it, its code and its settings; the first begins with the sources."""
    key, keys = digest_sources(list_sources(job.sources)), {}
    for name, tables in STAGES.items():
        key = sha256((key + code_digest(f"pipeline.{name}") + job.settings.digest(tables)).encode()).hexdigest()
        keys[name] = key
    return keys


def is_current(job: Job, name: str, key: str) -> bool:
    """Whether the last run of a stage had this key and what it left is still there."""
    stamp = read_stamp(job.work, name)
    outputs = stamp.get("outputs", [])
    return stamp.get("key") == key and isinstance(outputs, list) and all((job.output / str(path)).exists() for path in outputs)


if __name__ == "__main__":
    sys.exit(main())
