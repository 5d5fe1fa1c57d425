"""Two dataset folders in; out, the records that were added, removed or changed between them, counted by cause."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

import duckdb
import pyarrow.parquet as pq

from pipeline.job.errors import PipelineError
from pipeline.job.tongues import Tongue
from pipeline.release.blocks import heads, table
from pipeline.release.folder import SOURCES, Release, all_parquet
from pipeline.release.manifest import parse_checksum_line, read_manifest
from pipeline.work.database import open_database, quoted, rows_of
from schemas import CONFIGS, TABLES
from schemas.derived import key_columns

Making: TypeAlias = Mapping[str, object]

SHOWN = 5  # ids given as examples of each count
SHARING = ("split", "cluster_id", "duplicate_of", "similarity", "lineage")
"""Columns that other pages decide: a record may change in them while it stays what it was."""

NAMING = ("source", "url")
"""Columns that say where a page came from: the same bytes under another name are the same page."""

RECORD_STAGES = ("extract", "annotate")  # the code that makes records; export only writes them down
DECIDING = ("splits", "duplicates", "words")  # the tables of dataset.toml that reach records


class Change(NamedTuple):
    """How many records of a config changed in one way for one cause; some of their ids."""

    config: str
    change: str
    cause: str
    number: int
    examples: tuple[str, ...]


def count_changes(release: Release) -> dict[str, object] | None:
    """What changed since the release that dataset.toml names, as the manifest has it; None when it names none."""
    for path in release.settings.files("dataset", "previous"):
        version = read_manifest(path.parent).get("dataset", {}).get("version", "")
        found = compare_datasets(path.parent, release.folder, release.making)
        return {"since": version, "records": [list(change[:4]) for change in found]}
    return None


def compare_datasets(old: Path, new: Path, making: Making | None = None) -> list[Change]:
    """Every change from `old` to `new`, in the order of the configs; `making` stands in for a manifest not yet written."""
    before = read_manifest(old)["made_by"]
    causes = find_causes(before, making if making is not None else read_manifest(new)["made_by"])
    with open_database() as connection:
        connection.execute(f"create temp table superseded as {find_superseded(old, new)}")
        for side, folder in (("old", old), ("new", new)):
            for config in CONFIGS:
                create_view(connection, side, config, all_parquet(folder, config))
        connection.execute("create temp table moved (page_id varchar, cause varchar)")
        moved = list(find_moved(connection, old, new, causes))
        if moved:
            connection.executemany("insert into moved values (?, ?)", moved)
        return [change for config in CONFIGS for change in compare_config(connection, config, causes)]


def find_causes(before: Making, after: Making) -> str:
    """What differs in what made two datasets, in words.

    >>> find_causes({"lock": "1", "code": {"extract": "a"}}, {"lock": "2", "code": {"extract": "b"}})
    'code and libraries changed'
    """
    differing = {
        "code": [part(before, "code", stage) != part(after, "code", stage) for stage in RECORD_STAGES],
        "configuration": [part(before, "configuration", table) != part(after, "configuration", table) for table in DECIDING],
        "libraries": [before.get("lock") != after.get("lock")],
    }
    names = [name for name, differs in differing.items() if any(differs)]
    return " and ".join(names) + " changed" if names else "nothing known changed"


def part(making: Making, name: str, key: str) -> object:
    """One digest of a making."""
    table = making.get(name)
    return table.get(key) if isinstance(table, dict) else None


def find_superseded(old: Path, new: Path) -> str:
    """SQL for the pages that supersede one of the old release."""
    if "lineage" not in pq.read_schema(all_parquet(new, "pages")[0]).names:
        return "select ''::varchar as new_page, ''::varchar as old_page limit 0"
    pages = {side: rows_of(all_parquet(folder, "pages")) for side, folder in (("old", old), ("new", new))}
    gone = f"lineage in (select page_id from {pages['old']}) and lineage not in (select page_id from {pages['new']})"
    return f"select page_id as new_page, min(lineage) as old_page from {pages['new']} where {gone} group by page_id, lineage"


def create_view(connection: duckdb.DuckDBPyConnection, side: str, config: str, files: list[Path]) -> None:
    """The rows of one config: key, page, digest of what the page says of it, digest of what other pages decide.

    What stands on a page that supersedes one goes by the id that it would have on the old page.
    """
    columns = list(TABLES[config].to_schema().columns)
    key = key_columns(TABLES[config])
    if not files or not key:
        return
    names = {str(row[0]) for row in connection.execute(f"describe select * from {rows_of(files)}").fetchall()}
    own = [name for name in columns if name not in SHARING + NAMING]
    if missing := [name for name in key if name not in names]:
        raise PipelineError(f"{files[0].parent}: expected a column {missing[0]}; not a release of this dataset")
    page = "page_id" if "page_id" in names else f"split_part({quoted(key[0])}, '-', 1)"
    whole, was = " || '-' || ".join(f"{quoted(name)}::varchar" for name in key), f"coalesce(old_page, {page})"
    text = {
        "id": f"{was} || substr({whole}, 17)" if side == "new" else whole,
        "page_id": was if side == "new" else page,
        "superseding": "old_page is not null",
        "own": row_digest([name for name in own if name in names]),
        "named": row_digest([name for name in NAMING if name in names]),
        "shared": row_digest([name for name in SHARING if name in names]),
    } | ({"source": "source"} if config == "pages" else {})
    said = ", ".join(f"{expression} as {name}" for name, expression in text.items())
    joined = f"left join superseded on {side}_page = {page}"
    connection.execute(f"create temp view {side}_{config} as select {said} from {rows_of(files)} {joined}")


def row_digest(names: list[str]) -> str:
    """SQL for a digest of some columns, with their names: a column that is new is a change."""
    cells = ", ".join(f"{quoted(name)} := {quoted(name)}" for name in names)
    return f"md5(to_json(struct_pack({cells}))::varchar)" if names else "''"


def find_moved(connection: duckdb.DuckDBPyConnection, old: Path, new: Path, causes: str) -> Iterator[tuple[str, str]]:
    """Pages that only one side has, with the cause: the source came, went, changed, or was rejected on the other side."""
    read = {"old": read_sources(old), "new": read_sources(new)}
    for side, other, word in (("old", "new", "removed"), ("new", "old", "added")):
        alone = (
            f"select page_id, source from {side}_pages where page_id not in (select page_id from {other}_pages) order by page_id"
        )
        for page_id, source in connection.execute(alone).fetchall():
            digest = read[other].get(source)
            cause = f"source {word}" if digest is None else causes if digest == read[side].get(source) else "source changed"
            yield str(page_id), cause


def read_sources(folder: Path) -> dict[str, str]:
    """The sources that a dataset was made of, with their sha256."""
    path = folder / SOURCES
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {name: digest for digest, name in map(parse_checksum_line, lines)}


COMPARISON = """
select change, cause, count(*), min(id, {shown}) from (
  select
    coalesce(o.id, n.id) as id,
    case when o.id is null then 'added' when n.id is null then 'removed' else 'changed' end as change,
    case
      when o.id is null or n.id is null then coalesce(m.cause, '{causes}')
      when n.superseding then 'source changed'
      when o.own != n.own then '{causes}'
      when o.named != n.named then 'source renamed'
      else 'only split or cluster changed'
    end as cause
  from old_{config} o full join new_{config} n on o.id = n.id left join moved m on m.page_id = coalesce(o.page_id, n.page_id)
  where o.id is null or n.id is null or o.own != n.own or o.named != n.named or o.shared != n.shared
) group by change, cause order by change, cause
"""


def compare_config(connection: duckdb.DuckDBPyConnection, config: str, causes: str) -> Iterator[Change]:
    """The changes of one config; one without a key is a function of the others and is not compared by itself."""
    names = {str(row[0]) for row in connection.execute("select view_name from duckdb_views() where temporary").fetchall()}
    sides = [side for side in ("old", "new") if f"{side}_{config}" in names]
    if len(sides) == 1:
        change, cause = ("added", "config added") if sides == ["new"] else ("removed", "config removed")
        rows = connection.execute(f"select count(*), min(id, {SHOWN}) from {sides[0]}_{config}").fetchall()
        yield from (Change(config, change, cause, int(number), tuple(examples)) for number, examples in rows)
    elif sides:
        rows = connection.execute(COMPARISON.format(config=config, causes=causes, shown=SHOWN)).fetchall()
        yield from (Change(config, change, cause, int(number), tuple(examples)) for change, cause, number, examples in rows)


def change_table(changes: object, say: Tongue) -> str:
    """Changes (config, change, cause, records) as a table.

    >>> change_table([], Tongue("en", {}))
    'No record was added, removed or changed.'
    """
    if not isinstance(changes, list) or not changes:
        return say("No record was added, removed or changed.")
    return table(heads(say, "config", "change", "cause", "records"), [[f"`{config}`", *others] for config, *others in changes])
