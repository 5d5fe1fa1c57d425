"""A dataset folder in; out, what is wrong with its records: the contract, the laws on page texts, ids, splits, clusters."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import tee
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
import pyarrow.parquet as pq

from pipeline.annotation.withdrawn import WITHDRAWN, read_list, read_withdrawn, why_withdrawn
from pipeline.audit.files import Finding
from pipeline.audit.proofs import Part, list_parts
from pipeline.job.errors import PipelineError
from pipeline.laws import CHILDREN, MEMBER, contract_breaches, find_breaches
from pipeline.release.folder import LEAKAGE, SOURCES, all_parquet, parquet_files, present_configs
from pipeline.release.leakage import Leaks, measure_leakage, require_no_leakage
from pipeline.release.manifest import parse_checksum_line, read_manifest
from pipeline.views.files import columns_of
from pipeline.work.database import ask, rows_of
from pipeline.work.tables import read_batches
from pipeline.work.workers import gather
from schemas import CONFIGS, TABLES
from schemas.derived import key_columns

Tables: TypeAlias = dict[str, list[dict[str, Any]]]
PageGate: TypeAlias = "Callable[[Part, Iterator[Pages]], Iterator[Finding | None]]"
"""A part and its pages, some at a time, in; out, what is wrong with them, and None whenever some of them have been looked at."""
END = object()
TOGETHER = 16 << 20  # bytes of rows that are held against their contract at once


def check_contract(parts: Sequence[Part], configs: Sequence[str] = CONFIGS) -> Iterator[Finding]:
    """Every row of these configs keeps its Pandera model. Small files are asked together: a question has its price."""
    for config in configs:
        batches = ((part, batch) for part in parts for batch in read_batches(part.files(config)))
        for some in gather(batches, lambda pair: pair[1].nbytes, TOGETHER):
            if contract_breaches(config, pl.concat(pl.DataFrame(batch) for _part, batch in some)):
                for part, batch in some:
                    breaches = contract_breaches(config, pl.DataFrame(batch))
                    found = (f"expected rows of the contract: {line}" for line in breaches)
                    yield from (Finding(f"{config}/{part.split}", words) for words in found)


def check_laws(part: Part, some_pages: Iterable["Pages"]) -> Iterator[Finding | None]:
    """Spans partition every page text, and what is published is what they hold: each text is rebuilt and compared."""
    placed = dict.fromkeys(CHILDREN, 0)
    for pages in some_pages:
        placed = {name: number + pages.frames[name].height for name, number in placed.items()}
        yield from (Finding(part.split, f"expected the laws to hold: {breach}") for breach in find_breaches(pages.frames))
        yield None
    for name, number in placed.items():
        if rows := sum(pq.read_metadata(path).num_rows for path in part.files(name)) - number:
            found = f"found {rows} of no page from there on"
            yield Finding(f"{name}/{part.split}", f"expected rows in the order of their pages, {found}")


class Pages:
    """Some pages of a part with all their records, as frames and as rows, which are made once for all gates that ask for them."""

    def __init__(self, frames: dict[str, pl.DataFrame]) -> None:
        """Rows are made when they are asked for."""
        self.frames = frames

    @cached_property
    def rows(self) -> Tables:
        """The rows of the tables by name."""
        return {name: frame.to_dicts() for name, frame in self.frames.items()}


def read_pages(part: Part) -> Iterator[Pages]:
    """The pages of a part, some at a time; the rows of those before are let go."""
    before = Pages({})
    for frames in tables_of_pages(part):
        vars(before).pop("rows", None)
        before = Pages(frames)
        yield before


def pass_pages(part: Part, gates: Mapping[str, PageGate], most: int) -> Iterator[tuple[str, Finding]]:
    """What gates find first of the pages of a part, which are read once: after some pages (None) each waits for the others."""
    streams = iter(tee(read_pages(part), len(gates)))
    running = {name: gate(part, next(streams)) for name, gate in gates.items()}
    left = dict.fromkeys(gates, most)
    while running:
        for name, findings in [*running.items()]:
            found = next(findings, END)
            if isinstance(found, Finding):
                yield name, found
                left[name] -= 1
            if found is END or not left[name]:
                del running[name]


def tables_of_pages(part: Part) -> Iterator[dict[str, pl.DataFrame]]:
    """The pages of a part with all their records, words left aside, some pages at a time."""
    streams = {name: read_frames(part, name) for name in CHILDREN}
    waiting = {name: pl.DataFrame() for name in CHILDREN}
    for pages in read_frames(part, "pages"):
        tables = {"pages": pages}
        for name in CHILDREN:
            tables[name], waiting[name] = take(streams[name], waiting[name], pages["page_id"])
        yield whole(tables)


def read_frames(part: Part, name: str) -> Iterator[pl.DataFrame]:
    """The rows of one table in a part, a batch at a time."""
    return (pl.DataFrame(batch) for batch in read_batches(part.files(name), columns_of(name)))


def take(frames: Iterator[pl.DataFrame], waiting: pl.DataFrame, page_ids: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows at the head of a stream that belong to these pages, and those already read behind them."""
    taken: list[pl.DataFrame] = []
    while True:
        if waiting.height:
            others = (~waiting["page_id"].is_in(page_ids.implode())).arg_true()
            if others.len():
                return pl.concat([*taken, waiting[: others[0]]]), waiting[others[0] :]
            taken.append(waiting)
        following = next(frames, None)
        if following is None:
            return pl.concat(taken) if taken else waiting, pl.DataFrame()
        waiting = following


def whole(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables, one without rows with the columns of its model."""
    return {name: frame if frame.width else empty(name) for name, frame in tables.items()}


def empty(name: str) -> pl.DataFrame:
    """A table without rows."""
    return pl.DataFrame(schema={column: field.dtype.type for column, field in TABLES[name].to_schema().columns.items()})


def check_ids(folder: Path) -> Iterator[Finding]:
    """An id stands once in the whole config, whatever its files and splits."""
    for config in present_configs(folder):
        key = ", ".join(key_columns(TABLES[config]))
        if key:
            rows = rows_of(all_parquet(folder, config))
            found = ask(f"select {key}, count(*) from {rows} group by all having count(*) > 1 order by all limit 20")
            yield from (
                Finding(config, f"expected {key} once, found {'-'.join(map(str, row[:-1]))} {row[-1]} times") for row in found
            )


def check_splits(folder: Path) -> Iterator[Finding]:
    """A row stands in the files of the split it names, and a span in those of its page."""
    for config in present_configs(folder):
        pages = parquet_files(folder, "pages")
        for split, files in parquet_files(folder, config).items():
            columns = TABLES[config].to_schema().columns
            if "split" in columns:
                wrong = ask(f"select count(*) from {rows_of(files)} where split != '{split}'")
            elif "page_id" not in columns:  # a view of sections: the gate `views` makes it again, split by split
                continue
            else:
                there = rows_of(pages.get(split, []))
                wrong = ask(f"select count(*) from {rows_of(files)} where page_id not in (select page_id from {there})")
            if wrong[0][0]:
                yield Finding(f"{config}/{split}", f"expected rows of this split only, found {wrong[0][0]} others")


MEMBERS = "from records k where k.cluster_id = r.cluster_id"
KEPT = "k.duplicate_of is null"
CLUSTER_RULES = {
    "the cluster to be named after one of its records": "cluster_id not in (select id from records)",
    "duplicate_of to be null or a kept record of the cluster": f"duplicate_of not in (select k.id {MEMBERS} and {KEPT})",
    "a record of the cluster to be kept": f"(select count(*) {MEMBERS} and {KEPT}) = 0",
}
"""What is true of no record `r` of a sound dataset, by what was expected."""


def check_clusters(folder: Path) -> Iterator[Finding]:
    """Clusters are named after a member, keep one record; that none is cut by the splits is for the gate of leakage."""
    for config in ("speeches", "sections"):
        key = key_columns(TABLES[config])[0]
        rows = rows_of(all_parquet(folder, config))
        records = f"with records as (select {key} as id, cluster_id, duplicate_of from {rows})"
        for expected, fault in CLUSTER_RULES.items():
            for row in ask(
                f"{records} select cluster_id, count(*) from records r where {fault} group by all order by all limit 5"
            ):
                yield Finding(config, f"expected {expected}, cluster {row[0]} ({row[1]} records)")


def check_leakage(folder: Path, kept: Leaks | None = None) -> Iterator[Finding]:
    """leakage.json says what the Parquet files show, as export has measured in them or as is measured now; nothing is cut."""
    try:
        said = json.loads((folder / LEAKAGE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        said = None
    found = kept or measure_leakage(folder)
    if said != found:
        yield Finding(LEAKAGE, f"expected {found}, found {said}")
    try:
        require_no_leakage(found)
    except PipelineError as error:
        yield Finding(LEAKAGE, f"expected nothing to be cut: {error}")


def check_withdrawn(folder: Path) -> Iterator[Finding]:
    """The list of what is withdrawn is one, and no page has its name and no speech is a copy of it."""
    try:
        withdrawn = read_withdrawn(read_list(folder))
    except (ValueError, LookupError, TypeError):
        yield Finding(WITHDRAWN, "expected a list of what is withdrawn")
        return
    for part in list_parts(folder) if withdrawn.lines else ():
        for frames in tables_of_pages(part):
            speeches = frames["speeches"].rows_by_key("page_id", named=True)
            for page in frames["pages"].iter_rows(named=True):
                if why_withdrawn(withdrawn, page, speeches.get(page["page_id"], [])):
                    yield Finding(f"pages/{part.split}", f"expected no withdrawn text, found {page['page_id']}")


def check_sources(folder: Path) -> Iterator[Finding]:
    """Every page comes from a file of sources.sha256, with its sha256 where it is that file; the others were rejected."""
    try:
        lines = (folder / SOURCES).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        yield Finding(SOURCES, "expected a text file")
        return
    digests = {name: digest for digest, name in map(parse_checksum_line, lines)}
    given = set[str]()
    for source, digest in ask(f"select source, sha256 from {rows_of(all_parquet(folder, 'pages'))} order by source"):
        origin = next((source[:end] for end in ends_of_names(source) if source[:end] in digests), "")
        given.add(origin)
        if not origin:
            yield Finding(SOURCES, f"expected a line for {source} or for what holds it")
        elif origin == source and digests[source] != digest:
            yield Finding(SOURCES, f"expected {digest} for {source}, found {digests[source]}")
    rejected = sum(read_manifest(folder)["rejected"].values())
    if len(lost := sorted(digests.keys() - given)) > rejected:
        yield Finding(SOURCES, f"expected pages of {', '.join(lost)}: {rejected} were rejected in all")


def ends_of_names(source: str) -> list[int]:
    """Where the names of a page's source and of the containers around it end, longest first.

    >>> ends_of_names("a.zip!b.jsonl!7")
    [15, 13, 5]
    """
    return [len(source), *(place for place in range(len(source) - 1, 0, -1) if source[place] == MEMBER)]
