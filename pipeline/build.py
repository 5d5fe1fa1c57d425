"""A job in; the stages that are not up to date, run in data order up to the one that was asked for."""

import shutil
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from importlib import import_module
from itertools import accumulate
from operator import attrgetter
from pathlib import Path

from pipeline.corrections.filing import lines_of
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.tongues import say
from pipeline.sources.listing import SourceFile, digest_sources, list_sources, require_apart, size_of
from pipeline.sources.rejected import LIST, tell_rejected
from pipeline.work.cluster import load_ray
from pipeline.work.files import clear_up, folders_in, read_stamp, require_ours, require_plain, write_json
from pipeline.work.keys import code_digest
from pipeline.work.lock import only_build
from pipeline.work.memory import give_back, give_back_at_once, give_back_early
from pipeline.work.progress import show_progress, show_summary
from pipeline.work.workers import keep_sockets, on_cluster, require_memory, start_server

STAGES = {
    "extract": ("readers", "personal", "corrections"),
    "annotate": ("words", "splits", "duplicates"),
    "validate": (),
    "export": ("dataset",),
    "audit": (),
}
"""The stages in data order, and the tables of dataset.toml that each one uses."""
LARGE = 8 << 20  # bytes of sources of which there is one shard: of one page that is larger than any shard but such
ON_PURPOSE = ("withdrawn", "duplicate_page")  # rejections that are no fault of the sources
OF_DATASET = ("manifest.json", "checksums.sha256")  # of the files that every dataset has; no library is read to know them
SOURCES = "sources"  # the stamp that says what the sources were before any stage read them
ROOMS = {"audit": "audit.gates"}
"""The stages that are a room, and where in it they begin."""


def run(job: Job, last: str) -> None:
    """Run every stage up to `last` that is not up to date, while no other build uses the output."""
    require_plain(job.output)
    require_memory()
    give_back_early()
    if on_cluster():  # which refuses an engine that is none
        load_ray()  # even where there will be no work for it
    files = list_sources(job.sources)
    require_apart(files, job.output, job.sources)
    with only_build(job.output):
        clear_up(job.output, job.work, *folders_in(job.work))
        require_ours(job.dataset, *OF_DATASET)
        require_ours(job.rejected, LIST)
        keep_sockets(job.work)
        start, names = time.monotonic(), list(STAGES)[: list(STAGES).index(last) + 1]
        if job.workers and not read_stamp(job.work, "extract") and is_large(job, files):
            start_server()  # it reads the code while this process reads the sources
        keys = stage_keys(job, files)
        current = find_current(job, names, keys)
        for name in names[current + 1 :]:
            if name == "export" and last == "audit":
                start_loading(job)
            run_stage(job, name, keys[name])
            job.keep()
            give_back()
        require_nothing_rejected(job)
        if names[current + 1 :]:
            extracted = read_stamp(job.work, "extract")
            read = (extracted["bytes"], time.monotonic() - start)
            show_summary(extracted["counts"], extracted["reasons"], extracted["unspoken"], read)  # type: ignore[arg-type]
            say("\n".join(tell_rejected(job.rejected, extracted.get("balance", {}))))  # type: ignore[arg-type]
            if "validate" in names:
                tell_splits(job)
        tell_corrections(job)
        made = last == "audit" and names[current + 1 :]
        say(f"{job.dataset if last == 'audit' else last} is {'written' if made else 'up to date'}")


def is_large(job: Job, files: Sequence[SourceFile]) -> bool:
    """Whether the sources that lie here fill more than one shard: what does not has no workers."""
    sizes = (size_of(file) for file in files if "://" not in file.address)
    return any(total > job.settings.readers.shard_bytes for total in accumulate(sizes))


def run_stage(job: Job, name: str, key: str) -> None:
    """Run one stage and leave the stamp that says what it made. What fits into one shard needs no workers behind extract."""
    say(f"{name} …")
    shards = read_stamp(job.work, "extract").get("shards") if name != "extract" else None
    alone = isinstance(shards, list) and len(shards) < 2
    workers = 0 if alone else job.workers
    if alone and int(str(read_stamp(job.work, "extract")["bytes"])) > LARGE:
        give_back_at_once()
    try:
        with import_module("pipeline.work.imports").without_pandas():
            results = import_module(module_of(name)).run(replace(job, workers=workers, watch=partial(show_progress, name)))
    except Exception as error:
        if "KeyboardInterrupt" in str(error) or str(error).endswith("interrupted"):  # as DuckDB tells it
            raise KeyboardInterrupt from error
        of_memory = isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException"
        if of_memory or not isinstance(error, unreadable()):
            raise  # says nothing of the files
        words = " ".join(str(error).split())[:300]
        raise PipelineError(f"{name}: {job.work} cannot be read ({words}); remove that folder and build again") from error
    write_json(job.work / f"{name}.json", {"key": key} | results | {"seen": look_at(job.output, results["outputs"])})
    require_nothing_rejected(job)
    if name == "extract":
        require_pages(job)


def require_pages(job: Job) -> None:
    """Nothing, or the error that says that every source was rejected, and the first of them by name."""
    extracted = read_stamp(job.work, "extract")
    counts, balance = extracted.get("counts"), extracted.get("balance")
    if isinstance(counts, dict) and isinstance(balance, dict) and not counts["pages"]:
        raise PipelineError("\n".join(["no page is left to publish: all was rejected", *tell_rejected(job.rejected, balance)]))


def start_loading(job: Job) -> None:
    """Let the process that will load the dataset read its libraries, where no worker needs the processor."""
    shards = read_stamp(job.work, "extract").get("shards")
    if job.workers > 1 and isinstance(shards, list) and len(shards) < 2:
        import_module("pipeline.audit.loading").start_loading(job.staging)


def module_of(stage: str) -> str:
    """The module whose `run` is the stage."""
    return f"pipeline.{ROOMS.get(stage, stage)}"


def tell_corrections(job: Job) -> None:
    """Say what became of the corrections, and which names of what is withdrawn name nothing; raise PipelineError for refused
    corrections, where the user asked for strictness."""
    unmet = read_stamp(job.work, "extract").get("unmet")
    if isinstance(unmet, list) and unmet:
        say("\n".join(map(str, unmet)))
    told = read_stamp(job.work, "extract").get("corrections")
    lines = [*lines_of(told)] if isinstance(told, dict) else []
    if job.strict and len(lines) > 1:
        raise PipelineError("\n".join([*lines, "with STRICT nothing is published"]))
    if lines:
        say("\n".join(lines))


def tell_splits(job: Job) -> None:
    """Say which splits are not of the size that was asked for; nothing where no stage has cut them yet."""
    splits = read_stamp(job.output, "report").get("splits")
    told = [f"{name} {said['found']:.1%}, asked {said['asked']:.1%}"
            for name, said in (splits.items() if isinstance(splits, dict) else ()) if not said["met"]]
    if told:
        say(f"shares of the splits, since what belongs together stays together: {'; '.join(told)}")


def require_nothing_rejected(job: Job) -> None:
    """Nothing, or what the user who asked for strictness is told: how much was rejected, why, and where to look."""
    said = read_stamp(job.work, "extract").get("reasons")
    reasons = {reason: count for reason, count in said.items() if reason not in ON_PURPOSE} if isinstance(said, dict) else {}
    if job.strict and reasons:
        found = ", ".join(f"{reason} {count}" for reason, count in reasons.items())
        raise PipelineError(f"rejected: {found}; see {job.rejected}; with STRICT nothing is published")


def stage_keys(job: Job, files: Sequence[SourceFile]) -> dict[str, str]:
    """The key of every stage: the key before it, its code and its settings; the first begins with the sources."""
    key, keys = digest_sources(files), {}
    write_json(job.work / f"{SOURCES}.json", {"digest": key})
    for name, tables in STAGES.items():
        before = ("splits",) if name == "extract" and job.settings.splits.previous else ()  # it may have withdrawn something
        key = sha256((key + code_digest(module_of(name)) + job.settings.digest((*tables, *before))).encode()).hexdigest()
        keys[name] = key
    return keys


def find_current(job: Job, names: Sequence[str], keys: Mapping[str, str]) -> int:
    """The place of the last stage that is up to date; -1 where none is. What a hand has changed since is made again, by its own
    stage where one that is to run reads it.
    """
    current, changed = -1, list[int]()
    for index, name in enumerate(names):
        stamp = read_stamp(job.work, name)
        if stamp.get("key") != keys[name]:
            break
        outputs, seen = stamp.get("outputs"), stamp.get("seen")
        if isinstance(outputs, list) and look_at(job.output, outputs) == seen:
            current = index
        else:
            changed.append(index)
            if isinstance(outputs, list) and isinstance(seen, dict):
                drop_changed(job, outputs, seen)
    return current if current == len(names) - 1 else min([current, *(index - 1 for index in changed)])


def look_at(output: Path, outputs: Iterable[str]) -> dict[str, list[int]]:
    """Length and time of every file of some outputs: what the system knows without reading them."""
    paths = [output / str(name) for name in outputs]
    files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path]) if file.is_file()]
    return {file.relative_to(output).as_posix(): [file.stat().st_size, file.stat().st_mtime_ns] for file in files}


def drop_changed(job: Job, outputs: Iterable[str], seen: Mapping[str, object]) -> None:
    """Remove what of the work folder is not as it was left; the dataset stays until another takes its place."""
    for name in map(str, outputs):
        now, path = look_at(job.output, [name]), job.output / name
        then = {file: state for file, state in seen.items() if file == name or file.startswith(f"{name}/")}
        if name.startswith("work/") and now != then:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def unreadable() -> tuple[type[Exception], ...]:
    """What libraries raise over a file that was cut or changed; those that were not read have raised nothing."""
    names = (("pyarrow", "ArrowException"), ("polars", "exceptions.PolarsError"), ("duckdb", "Error"))
    return tuple(attrgetter(name)(sys.modules[module]) for module, name in names if module in sys.modules)
