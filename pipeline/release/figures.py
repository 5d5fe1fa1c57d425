"""A dataset folder in; out, every figure that its card shows, counted in the published files."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import pyarrow.parquet as pq

from pipeline.job.configuration import Dataset, Splits
from pipeline.release.folder import LEAKAGE, Entry, Known, all_parquet, parquet_files, present_configs
from pipeline.views.masks import mask_record
from pipeline.work.database import Answer, open_database, quoted, rows_of
from pipeline.work.tables import Row, arrow_bytes, read_batches
from schemas import TABLES
from schemas.names import KINDS, PUBLISHED, SPLITS

EDGES = (10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)  # characters; where the bars of a length picture begin and end
COUNTED_COLUMNS = {"script": "pages", "role": "sections", "numbering": "sections", "depth": "sections"}
"""Columns of few values that the card counts, with their tables."""

CLEAN = "len(defects) = 0 and duplicate_of is null and confidence >= 0.95"
"""What a section is that nothing can be said against."""

RECORD_LENGTH = (20, 200)  # characters of a section that is short enough to be shown whole
MASKING = {
    "pages": ("page_id", "text"), "personal": ("page_id", "start", "end", "mask"), "spans": ("page_id", "kind", "start", "end"),
}  # fmt: skip
"""What masks are made of."""

Ask: TypeAlias = "Callable[[str], list[Answer]]"
Counts: TypeAlias = "dict[str, int]"


@dataclass(frozen=True, slots=True)
class Lengths:
    """Characters of the texts of a config and split."""

    total: int
    least: int
    median: int
    ninth: int
    most: int
    bars: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of stretch in the ledger: published or left out, with its stretches and characters."""

    name: str
    published: bool
    n_spans: int
    n_chars: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted: by config and split, by kind of stretch, by defect, by value of a column."""

    rows: dict[str, Counts]
    n_bytes: dict[str, Counts]
    lengths: dict[str, dict[str, Lengths]]
    kinds: tuple[Kind, ...]
    defects: dict[str, Counts]
    duplicates: dict[str, int]
    clusters: dict[str, int]
    values: dict[str, Counts]
    personal: Counts
    masked: int
    clean: int
    corrected: int
    record: Row
    rejected: Counts
    leakage: dict[str, object] | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a dataset's derived files follow from: what is counted, what the publisher says, the entries of its data files.

    `terms` are the bytes of the publisher's own LICENSE; `changes` is what changed since the release before, where one is named.
    """

    figures: Figures
    said: Dataset
    data: Mapping[str, Entry]
    terms: bytes | None = None
    changes: dict[str, object] | None = None
    asked: Splits = Splits()  # noqa: RUF009 - it never changes


@dataclass(frozen=True, slots=True)
class Asked:
    """What decides the figures of a folder: the sha256 of its files of rows by name, what was rejected, and leakage.json."""

    files: tuple[tuple[str, object], ...]
    rejected: tuple[tuple[str, int], ...]
    leakage: bytes
    folder: Path = field(compare=False)
    known: Mapping[str, Known] = field(compare=False)


def count_figures(folder: Path, rejected: Mapping[str, int], known: Mapping[str, Known] | None = None) -> Figures:
    """The figures of a folder; what was rejected is not in it and comes from the build or from the manifest. Where all files of
    rows are known and have the bytes of those that were counted last, they are not counted again.
    """
    known, leakage = known or {}, folder / LEAKAGE
    names = [path.relative_to(folder).as_posix() for config in present_configs(folder) for path in all_parquet(folder, config)]
    files = tuple((name, known[name].entry["sha256"]) for name in names if name in known)
    said = leakage.read_bytes() if leakage.is_file() else b""
    asked = Asked(files, tuple(rejected.items()), said, folder, known)
    return count_once(asked) if len(files) == len(names) else count_asked(asked)


def count_asked(asked: Asked) -> Figures:
    """The figures that are asked for."""
    folder, rejected, known = asked.folder, asked.rejected, asked.known
    configs = present_configs(folder)
    clustered = [config for config in configs if has(config, "cluster_id", "duplicate_of")]
    with open_database() as connection:

        def ask(query: str) -> list[Answer]:
            return connection.execute(query).fetchall()

        for config in configs:
            ask(f"create temp view {config} as select * from {rows_of(all_parquet(folder, config))}")
        masked = one(ask, "select count(mask) from personal") if "personal" in configs else 0
        return Figures(
            {config: count_config(folder, config) for config in configs},
            {config: measure_rows(folder, config, known) for config in configs},
            {config: measure_lengths(ask, config) for config in configs if has(config, "n_chars", "split")},
            tuple(count_kinds(ask)),
            {config: count_defects(ask, config) for config in configs if has(config, "defects")},
            {config: one(ask, f"select count(*) from {config} where duplicate_of is not null") for config in clustered},
            {config: count_clusters(ask, config) for config in clustered},
            {column: count_values(ask, table, column) for column, table in COUNTED_COLUMNS.items()},
            count_values(ask, "personal", "kind") if "personal" in configs else {},
            masked,
            one(ask, f"select count(*) from sections where {CLEAN}"),
            one(ask, "select count(*) from sections where rule = 'corrected'"),
            choose_record(ask, masked > 0),
            dict(rejected),
            read_leakage(folder),
        )


count_once = lru_cache(maxsize=1)(count_asked)
"""The same, kept until others are asked for."""


def has(config: str, *columns: str) -> bool:
    """Whether a config has these columns."""
    return set(columns) <= TABLES[config].to_schema().columns.keys()


def one(ask: Ask, query: str) -> int:
    """The one number that a query returns."""
    return int(ask(query)[0][0])


def count_config(folder: Path, config: str) -> Counts:
    """Rows of a config by split."""
    return {
        split: sum(pq.read_metadata(path).num_rows for path in files) for split, files in parquet_files(folder, config).items()
    }


def measure_rows(folder: Path, config: str, known: Mapping[str, Known]) -> Counts:
    """Bytes of the rows of a config as Arrow, by split."""

    def measure(path: Path) -> int:
        said = known.get(path.relative_to(folder).as_posix())
        return said.n_arrow if said else sum(map(arrow_bytes, chain.from_iterable(read_batches([path]))))

    return {split: sum(map(measure, files)) for split, files in parquet_files(folder, config).items()}


def measure_lengths(ask: Ask, config: str) -> dict[str, Lengths]:
    """The lengths of a config by split."""
    bars = ", ".join(
        f"count(*) filter (n_chars >= {low} and n_chars < {high})" for low, high in zip((0, *EDGES), (*EDGES, 2**31), strict=True)
    )
    middle = ", ".join(f"quantile_disc(n_chars, {part})" for part in (0.5, 0.9))
    found = ask(f"select split, sum(n_chars), min(n_chars), {middle}, max(n_chars), {bars} from {config} group by split")
    rows = {
        str(split): Lengths(int(total), int(least), int(median), int(ninth), int(most), tuple(map(int, counts)))
        for split, total, least, median, ninth, most, *counts in found
    }
    return {split: rows[split] for split in SPLITS if split in rows}


def count_kinds(ask: Ask) -> Iterator[Kind]:
    """The ledger by kind, in the order of the contract, published stretches first."""
    kept = f"(speech_id is not null and kind in ({', '.join(repr(kind) for kind in (*PUBLISHED, 'speech_title'))}))"
    found = ask(f'select kind, {kept} as kept, count(*), sum("end" - "start") from spans group by all')
    counted = {(str(kind), bool(kept)): (int(number), int(length)) for kind, kept, number, length in found}
    for published in (True, False):
        yield from (Kind(kind, published, *counted[kind, published]) for kind in KINDS if (kind, published) in counted)


def count_defects(ask: Ask, config: str) -> Counts:
    """Records of a config that carry each defect."""
    found = ask(f"select code, count(*) from (select unnest(list_distinct(defects)) as code from {config}) group by code")
    return {str(code): int(number) for code, number in sorted(found)}


def count_clusters(ask: Ask, config: str) -> int:
    """Clusters of more than one record."""
    return one(ask, f"select count(*) from (select 1 from {config} group by cluster_id having count(*) > 1)")


def count_values(ask: Ask, table: str, column: str) -> Counts:
    """Records of a table by the value of a column, most first."""
    found = ask(f"select {column}::varchar, count(*) from {table} group by all order by 2 desc, 1")
    return {str(value): int(number) for value, number in found}


def choose_record(ask: Ask, masked: bool) -> Row:
    """One record of the default config: the first with a heading and a text short enough to be shown whole, or the first; where
    data are masked, of a page that has none, or with the masks.
    """
    low, high = RECORD_LENGTH
    best = f"(heading is not null and n_chars between {low} and {high}) desc, section_id"
    order = f"page_id in (select page_id from personal where mask is not null), {best}" if masked else best
    record = next(iter(read_rows(ask, "sections", TABLES["sections"].to_schema().columns, f"order by {order} limit 1")), {})
    if not (masked and record):
        return record
    here = f"where page_id = '{record['page_id']}'"
    return mask_record(record, {name: read_rows(ask, name, columns, here) for name, columns in MASKING.items()})


def read_rows(ask: Ask, table: str, columns: Iterable[str], which: str) -> list[Row]:
    """Some columns of some rows of a table."""
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in ask(f"select {', '.join(map(quoted, names))} from {table} {which}")]


def read_leakage(folder: Path) -> dict[str, object] | None:
    """leakage.json of the folder; None when it has none that can be read."""
    try:
        facts = json.loads((folder / LEAKAGE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return facts if isinstance(facts, dict) else None
