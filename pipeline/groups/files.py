"""Groups of shards in; out, their files, linked into a dataset folder: what a group has is written once, as long as it stays.

`work/export/<key>/` has the files of a group by config and split, with what is known of each. Of the small splits it keeps the
rows alone: the files of a bundle of groups are written from these, into a folder of their own. In a dataset folder a file goes by
the place of its group or bundle among those with pages of its split: data/sections/train-00001-of-00003.parquet.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import TypeVar

import pyarrow as pa

from pipeline.groups.cutting import Group, cut_bundles
from pipeline.groups.earlier import (
    FACTS,
    Earlier,
    find_homes,
    find_origins,
    find_place,
    is_as_written,
    link_file,
    read_earlier,
    read_facts,
    seen,
    take_files,
    take_rows,
    write_pieces,
)
from pipeline.groups.rows import BARE, Piece, Pieces, Put, Some, Told, keep_rows, kept_rows, open_rows, rows_of_splits
from pipeline.job.configuration import OPTIONAL, Dataset
from pipeline.job.job import Job
from pipeline.release.folder import Known, jsonl_file
from pipeline.release.manifest import digest_entry, file_entry
from pipeline.views.files import make_views
from pipeline.views.tasks import VIEWS
from pipeline.work.database import close_database
from pipeline.work.files import whole_folder, write_json
from pipeline.work.keys import code_digest
from pipeline.work.workers import work_off, worth
from schemas import CONFIGS
from schemas.names import SPLITS

MADE = "views"  # of the shards of a group, until all its files are written
MUCH = 4 << 20  # bytes of pages of a group behind which the database is worth a hundredth of a second to open again
SMALL = SPLITS[1:]  # of which a group has so little that it would have a file of next to nothing
Of = TypeVar("Of")


def write_groups(job: Job, groups: Sequence[Group]) -> dict[str, list[Path]]:
    """Write the files of every group and bundle that has none, or not the ones that were written; the folders by split."""
    said, shard_bytes = job.settings.dataset, job.settings.readers.shard_bytes
    names = [[folder.name for folder in group.folders] for group in groups]
    places = [job.work / "export" / folder_key(said, some) for some in names]
    homes = find_homes(filter(is_as_written, sorted((job.work / "export").glob("*"))), folder_key(said, []))
    before = [find_place(homes, group.folders) for group in groups]
    tasks = [
        (place, (group, old), group.n_bytes * new // len(group.folders))
        for place, group, (old, new) in zip(places, groups, before, strict=True)
    ]
    write_missing(job, "files", partial(write_group, said), tasks)
    found, facts = dict.fromkeys(SPLITS, places), [read_facts(place) for place in places]
    bundles = list[tuple[Path, tuple[str, list[Path]], int]]()
    for split in SMALL:
        found[split] = []
        for some in cut_bundles(groups, shard_bytes, split):
            sums = [str(one["entry"]) for at in some for name, one in facts[at].items() if is_kept(name, split)]
            found[split].append(job.work / "export" / folder_key(said, [split, *sums]))
            size = sum(groups[at].sizes[split] for at in some)
            bundles.append((found[split][-1], (split, [places[at] for at in some]), size))
    write_missing(job, "files of validation and test", partial(write_bundle, said), bundles)
    return found


def folder_key(said: Dataset, names: Sequence[str]) -> str:
    """What decides the bytes of the files of a group or bundle: what they are made of, what is published of it, and this code."""
    asked = json.dumps([sorted(said.configs), said.jsonl, said.tokens, names])
    return sha256((code_digest(__name__) + asked).encode()).hexdigest()[:32]


def write_missing(job: Job, what: str, write: Callable[[tuple[Path, Of]], None], tasks: Iterable[tuple[Path, Of, int]]) -> None:
    """Write the folders that are not there as they were written; with each stands how many bytes of pages are new in it. `what`
    the user is told that they are."""
    missing = [task for task in tasks if not is_as_written(task[0])]
    missing.sort(key=lambda task: -task[2])  # the largest first: no worker waits for the last one of them
    sizes = [size for _place, _of, size in missing]
    workers = worth(job.workers, sum(sizes)) if len(missing) > 1 else 0
    if missing:
        job.work_through(what, work_off(write, [(place, of) for place, of, _size in missing], workers, in_order=False), sizes)


def write_group(said: Dataset, task: tuple[Path, tuple[Group, Path | None]]) -> None:
    """Write the files of one group, and what is known of them; what an earlier group has of the same shards is taken from it: of
    a config whose rows are the same the files, else the rows of the shards that stay.
    """
    place, (group, before) = task
    earlier = read_earlier(before) if before else None
    origins = find_origins(group.folders, configs_of(said), earlier)
    same = {config for config, found in origins.items() if earlier and earlier.origins.get(config) == found}
    with whole_folder(place) as staging:
        for shard in group.folders if origins.keys() & VIEWS.keys() - same else ():
            if not (earlier and shard.name in earlier.shards):
                make_views(shard, staging / MADE / shard.name)
        facts, pieces = dict[str, dict[str, object]](), dict[str, Pieces]()
        for config in origins:
            if earlier and config in same:
                facts |= take_files(earlier, config, [shard.name for shard in group.folders], (staging, pieces))
                continue
            rows = rows_of_group(group, staging / MADE, config, earlier)
            spared = config == "sections" and not said.tokens
            told = ((split, some._replace(table=without_tokens(some.table)) if spared else some) for split, some in rows)
            facts |= write_rows(staging, config, told, (said.jsonl, SMALL, pieces))
        rmtree(staging / MADE, ignore_errors=True)
        if group.n_bytes >= MUCH:
            close_database()
        write_pieces(staging, folder_key(said, []), (group.folders, origins), pieces)
        write_json(staging / FACTS, dict(sorted(facts.items())))


def rows_of_group(group: Group, made: Path, config: str, earlier: Earlier | None) -> Iterator[tuple[str, Some]]:
    """The rows of a config by split, shard by shard: what an earlier group has of it, or what is made of it."""
    for shard in group.folders:
        if earlier and shard.name in earlier.shards:
            yield from take_rows(earlier, config, shard.name)
        else:
            place = made / shard.name if config in VIEWS else shard
            yield from ((split, Some(table, shard.name)) for split, table in rows_of_splits([place], config))


def write_bundle(said: Dataset, task: tuple[Path, tuple[str, Sequence[Path]]]) -> None:
    """Write the files of a split of several groups, and what is known of them."""
    place, (split, groups) = task
    with whole_folder(place) as staging:
        facts = dict[str, dict[str, object]]()
        for config in configs_of(said):
            files = (group / BARE / config / f"{split}.arrow" for group in groups)
            rows = ((split, Some(kept_rows(path))) for path in files if path.exists())
            facts |= write_rows(staging, config, rows, (said.jsonl, (), {}))
        write_json(staging / FACTS, dict(sorted(facts.items())))


def configs_of(said: Dataset) -> list[str]:
    """The configs that are published."""
    return [config for config in CONFIGS if config not in {*OPTIONAL} - {*said.configs}]


def write_rows(
    place: Path, config: str, rows: Iterable[tuple[str, Some]], how: tuple[bool, Collection[str], dict[str, Pieces]]
) -> dict[str, dict[str, object]]:
    """Write the rows of a config, each with its split: as they are published, or as they are kept for that; what is known.
    `how`: whether as JSON lines, too; which splits are kept; where to note what every shard has of the files.
    """
    told, put, (jsonl, kept, pieces) = dict[Path, Told](), dict[str, Put](), how
    bare = {split: place / BARE / config / f"{split}.arrow" for split in kept}
    with ExitStack() as opened:
        for split in SPLITS:
            path = bare.get(split) or place / "data" / config / f"{split}.parquet"
            lines = jsonl_file(path) if jsonl and split not in kept else None
            for file in filter(None, (path, lines)):
                file.parent.mkdir(parents=True, exist_ok=True)
            put[split] = opened.enter_context(keep_rows(path, config) if split in kept else open_rows(path, config, lines, told))
        for split, some in rows:
            put[split](some)
            if split in kept and some.table.num_rows:
                name = bare[split].relative_to(place).as_posix()
                pieces.setdefault(name, []).append((some.shard, Piece(some.table.num_rows)))
    pieces |= {path.relative_to(place).as_posix(): one.pieces for path, one in told.items()}
    known = {path: Known(file_entry(path)) for path in bare.values() if path.exists()}
    return know_rows(place, told) | say_facts(place, known)


def know_rows(place: Path, told: Mapping[Path, Told]) -> dict[str, dict[str, object]]:
    """What is known of the Parquet files of a config and of their JSON lines, of which is told what they were to hold."""
    known = {path: Known(file_entry(path), digest_entry(one.digest), one.n_arrow, one.lines) for path, one in told.items()}
    known |= {lines: Known(lines_entry(lines, one)) for path, one in known.items() if (lines := jsonl_file(path)).exists()}
    return say_facts(place, known)


def say_facts(place: Path, known: Mapping[Path, Known]) -> dict[str, dict[str, object]]:
    """What is known of files by their names in a folder, with what the system knows of them."""
    return {path.relative_to(place).as_posix(): found._asdict() | {"seen": seen(path)} for path, found in known.items()}


def lines_entry(path: Path, rows: Known) -> dict[str, object]:
    """The entry of JSON lines with these rows."""
    return {"sha256": rows.lines, "n_bytes": path.stat().st_size, "n_rows": rows.entry["n_rows"]}


def without_tokens(table: pa.Table) -> pa.Table:
    """The sections without their words, as dataset.toml asks."""
    index, field = table.schema.get_field_index("tokens"), table.schema.field("tokens")
    return table.set_column(index, field, pa.nulls(table.num_rows, field.type))


def is_kept(name: str, split: str) -> bool:
    """Whether a file of a group has rows of a small split.

    >>> is_kept("rows/pages/test.arrow", "test"), is_kept("data/pages/test.parquet", "test")
    (True, False)
    """
    return name.startswith(f"{BARE}/") and Path(name).stem == split


def link_groups(places: Mapping[str, Sequence[Path]], folder: Path) -> dict[str, Known]:
    """Put the files of all groups and bundles into a dataset folder; what is known of each."""
    known: dict[str, Known] = {}
    for split, some in places.items():
        facts = [(place, read_facts(place)) for place in some]
        having = [(place, said) for place, said in facts if f"data/pages/{split}.parquet" in said]
        for index, (place, said) in enumerate(having):
            for name in (name for name in said if Path(name).stem == split and not is_kept(name, split)):
                target = release_name(name, index, len(having))
                link_file(place / name, folder / target)
                known[target] = Known(**{field: said[name][field] for field in Known._fields})  # type: ignore[arg-type]
    return known


def release_name(name: str, index: int, count: int) -> str:
    """The name in a release of a file of a group.

    >>> release_name("data/pages/train.parquet", 0, 2)
    'data/pages/train-00000-of-00002.parquet'
    """
    stem, dot, end = name.partition(".")
    return f"{stem}-{index:05d}-of-{count:05d}{dot}{end}"
