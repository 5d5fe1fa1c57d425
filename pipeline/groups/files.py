"""Groups of shards in; out, their files, linked into a dataset folder: what a group has is written once, as long as it stays.

`work/export/<key>/` has the files of a group by config and split, with what is known of each. In a dataset folder a file goes by
the place of its group among those that have pages of its split: data/sections/train-00001-of-00003.parquet.
"""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from hashlib import sha256
from pathlib import Path
from shutil import copyfile, rmtree

import pyarrow as pa

from pipeline.groups.cutting import Group
from pipeline.groups.rows import open_rows, rows_of_splits
from pipeline.job.configuration import OPTIONAL, Dataset
from pipeline.job.job import Job
from pipeline.release.folder import Known, jsonl_file
from pipeline.release.manifest import measure_files
from pipeline.views.files import make_views
from pipeline.views.tasks import VIEWS
from pipeline.work.files import whole_folder, write_json
from pipeline.work.keys import code_digest
from pipeline.work.workers import work_off, worth
from schemas import CONFIGS
from schemas.names import SPLITS

FACTS, MADE = "facts.json", "views"  # what is known of each file; the views of its shards, until all are written
ENDS = {"data": ".parquet", "jsonl": ".jsonl"}  # folder of a release → the end of the names of its files


def write_groups(job: Job, groups: Sequence[Group]) -> list[Path]:
    """Write the files of every group that has none, or not the ones that were written; the folders of all."""
    said = job.settings.dataset
    places = [job.work / "export" / group_key(group, said) for group in groups]
    missing = [(place, group) for place, group in zip(places, groups, strict=True) if not is_as_written(place)]
    missing.sort(key=lambda task: -task[1].n_bytes)  # the largest first: no worker waits for the last one of them
    sizes = [group.n_bytes for _place, group in missing]
    workers = worth(job.workers, sum(sizes)) if len(missing) > 1 else 0
    job.work_through("files", work_off(partial(write_group, said), missing, workers), sizes)
    return places


def group_key(group: Group, said: Dataset) -> str:
    """What decides the bytes of the files of a group: its shards, what is published of them, and this code."""
    asked = json.dumps([sorted(said.configs), said.jsonl, said.tokens, [folder.name for folder in group.folders]])
    return sha256((code_digest(__name__) + asked).encode()).hexdigest()[:32]


def write_group(said: Dataset, task: tuple[Path, Group]) -> None:
    """Write the files of one group, and what is known of them."""
    place, group = task
    left_out = {*OPTIONAL} - {*said.configs}
    with whole_folder(place) as staging:
        made = [staging / MADE / folder.name for folder in group.folders]
        for shard, views in zip(group.folders, made, strict=True):
            make_views(shard, views)
        facts, told = dict[str, dict[str, object]](), dict[Path, str]()
        for config in (config for config in CONFIGS if config not in left_out):
            for folder in ("data", "jsonl") if said.jsonl else ("data",):
                (staging / folder / config).mkdir(parents=True)
            paths = {split: staging / "data" / config / f"{split}.parquet" for split in SPLITS}
            with ExitStack() as opened:
                lines = {split: staging / "jsonl" / config / f"{split}.jsonl" if said.jsonl else None for split in SPLITS}
                put = {split: opened.enter_context(open_rows(paths[split], config, lines[split], told)) for split in SPLITS}
                for split, rows in rows_of_splits(made if config in VIEWS else group.folders, config):
                    put[split](without_tokens(rows) if config == "sections" and not said.tokens else rows)
            facts |= measure_rows(staging, {path: told[path] for path in paths.values() if path in told})
        rmtree(staging / MADE)
        write_json(staging / FACTS, dict(sorted(facts.items())))


def measure_rows(place: Path, told: Mapping[Path, str]) -> dict[str, dict[str, object]]:
    """What is known of the Parquet files of a config and of their JSON lines, of which is told what they were to be."""
    known = {path: one._replace(lines=told[path]) for path, one in zip(told, measure_files([*told]), strict=True)}
    known |= {lines: Known(lines_entry(lines, one)) for path, one in known.items() if (lines := jsonl_file(path)).exists()}
    return {path.relative_to(place).as_posix(): found._asdict() | {"seen": seen(path)} for path, found in known.items()}


def lines_entry(path: Path, rows: Known) -> dict[str, object]:
    """The entry of JSON lines with these rows."""
    return {"sha256": rows.lines, "n_bytes": path.stat().st_size, "n_rows": rows.entry["n_rows"]}


def without_tokens(table: pa.Table) -> pa.Table:
    """The sections without their words, as dataset.toml asks."""
    index, field = table.schema.get_field_index("tokens"), table.schema.field("tokens")
    return table.set_column(index, field, pa.nulls(table.num_rows, field.type))


def list_data(place: Path) -> list[str]:
    """The files of rows of a group."""
    return sorted(path.relative_to(place).as_posix() for end in ENDS.values() for path in place.rglob(f"*{end}"))


def seen(path: Path) -> list[int]:
    """Length and time of a file: what the system knows without reading it."""
    return [path.stat().st_size, path.stat().st_mtime_ns]


def read_facts(place: Path) -> dict[str, dict[str, object]]:
    """What is known of the files of a group; nothing where it was not written to its end."""
    try:
        facts: dict[str, dict[str, object]] = json.loads((place / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts


def is_as_written(place: Path) -> bool:
    """Whether a group is there, and nobody has touched its files, here or where they are linked to."""
    facts = read_facts(place)
    return bool(facts) and {name: seen(place / name) for name in list_data(place)} == {n: f["seen"] for n, f in facts.items()}


def link_groups(places: Sequence[Path], folder: Path) -> dict[str, Known]:
    """Put the files of all groups into a dataset folder; what is known of each."""
    facts = [(place, read_facts(place)) for place in places]
    known: dict[str, Known] = {}
    for split in SPLITS:
        having = [(place, said) for place, said in facts if f"data/pages/{split}.parquet" in said]
        for index, (place, said) in enumerate(having):
            for name in (name for name in said if Path(name).stem == split):
                target = release_name(name, index, len(having))
                link(place / name, folder / target)
                known[target] = Known(**{field: said[name][field] for field in Known._fields})  # type: ignore[arg-type]
    return known


def release_name(name: str, index: int, count: int) -> str:
    """The name in a release of a file of a group.

    >>> release_name("data/pages/train.parquet", 0, 2)
    'data/pages/train-00000-of-00002.parquet'
    """
    stem, dot, end = name.partition(".")
    return f"{stem}-{index:05d}-of-{count:05d}{dot}{end}"


def link(source: Path, target: Path) -> None:
    """A second name for a file; where the system has no such names, a copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        copyfile(source, target)
