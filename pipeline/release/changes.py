"""Two dataset folders in; out, the records that were added, removed or changed between them, counted by cause."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, TypeAlias

import duckdb
import pyarrow.parquet as pq

from pipeline.annotation.withdrawn import find_withdrawn, read_list, read_withdrawn
from pipeline.job.errors import PipelineError
from pipeline.job.settings import Settings
from pipeline.job.tongues import Tongue
from pipeline.release.blocks import heads, table
from pipeline.release.folder import SOURCES, Release, all_parquet
from pipeline.release.manifest import CODE_STAGES, parse_checksum_line, read_manifest
from pipeline.work.database import open_database, quoted, rows_of
from schemas import CONFIGS, RECORDS, TABLES
from schemas.derived import key_columns

Said: TypeAlias = Mapping[str, object]

SHOWN = 5  # ids given as examples of each count
SHARING = ("split", "cluster_id", "duplicate_of", "similarity", "lineage")
"""Columns that other pages decide: a record may change in them while it stays what it was."""

NAMING = ("source", "url")
"""Columns that say where a page came from: the same bytes under another name are the same page."""

MADE_ON_PAGES = (*RECORDS, "turns", "personal")
"""The configs whose rows extract and annotate make; export, which makes those of the others, only writes them down."""
APART = (("readers", "shard_bytes"), ("splits", "previous"), ("personal", "withdrawn"))
"""Keys of dataset.toml that change no record, or of whose doing there is a word for each page."""


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
        made = {"made_by": release.making, "configuration": release.settings.copy()}
        found = compare_datasets(path.parent, release.folder, made)
        return {"since": version, "records": [list(change[:4]) for change in found]}
    return None


def compare_datasets(old: Path, new: Path, said: Said | None = None) -> list[Change]:
    """Every change from `old` to `new`, in the order of the configs; `said` stands in for a manifest not yet written."""
    before, after = read_manifest(old), read_manifest(new) if said is None else said
    causes = {name: find_causes(before, after, CODE_STAGES[: 2 if name in MADE_ON_PAGES else 3]) for name in CONFIGS}
    with open_database() as connection:
        connection.execute(f"create temp table superseded as {find_superseded(old, new)}")
        for side, folder in (("old", old), ("new", new)):
            for config in CONFIGS:
                create_view(connection, side, config, all_parquet(folder, config))
        connection.execute("create temp table moved (page_id varchar, cause varchar)")
        moved = list(find_moved(connection, old, new))
        if moved:
            connection.executemany("insert into moved values (?, ?)", moved)
        return [change for config in CONFIGS for change in compare_config(connection, config, causes[config])]


def find_causes(before: Said, after: Said, stages: Sequence[str]) -> str:
    """What differs in what made two datasets, in words; of the code, that of these stages.

    >>> made = [{"lock": name, "code": {"extract": name}} for name in "ab"]
    >>> said = [{"words": {"segmenter": "jieba"}}, {"corrections": {"files": ["0a"]}}]
    >>> old, new = ({"made_by": one, "configuration": other} for one, other in zip(made, said, strict=True))
    >>> find_causes(old, new, ["extract"])
    'code and libraries and [words] segmenter and corrections changed'
    """
    made = part(before, "made_by"), part(after, "made_by")
    code = [[part(side, "code").get(stage) for stage in stages] for side in made]
    differing = {
        "code": code[0] != code[1],
        "libraries": made[0].get("lock") != made[1].get("lock"),
        "Unicode": made[0].get("unicode") != made[1].get("unicode"),
        **dict.fromkeys(find_said(part(before, "configuration"), part(after, "configuration")), True),
    }
    names = [name for name, differs in differing.items() if differs]
    return " and ".join(names) + " changed" if names else "nothing known changed"


def find_said(before: Said, after: Said) -> Iterator[str]:
    """The keys of dataset.toml that differ and reach records; what a manifest does not say was not asked for."""
    for name, keys in Settings().copy().items():
        for key, silence in keys.items():
            reaches = key == "tokens" if name == "dataset" else (name, key) not in APART
            if reaches and part(before, name).get(key, silence) != part(after, name).get(key, silence):
                yield name if name == "corrections" else f"[{name}] {key}"


def part(said: Said, name: str) -> Said:
    """A table of a table; nothing where there is none."""
    table = said.get(name)
    return table if isinstance(table, dict) else {}


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


def find_moved(connection: duckdb.DuckDBPyConnection, old: Path, new: Path) -> Iterator[tuple[str, str]]:
    """Pages that only one side has for a cause of their own: they were withdrawn, or the source came, went or changed."""
    read = {"old": read_sources(old), "new": read_sources(new)}
    for side, other, word in (("old", "new", "removed"), ("new", "old", "added")):
        alone = (
            f"select page_id, source from {side}_pages where page_id not in (select page_id from {other}_pages) order by page_id"
        )
        found = connection.execute(alone).fetchall()
        gone = [str(page_id) for page_id, _source in found] if side == "old" else []
        files = [all_parquet(old, name) for name in ("pages", "speeches")]
        withdrawn = {*find_withdrawn(read_withdrawn(read_list(new)), gone, *files)}
        for page_id, source in found:
            digest = digest_of(read[other], source)
            if digest is None:
                yield str(page_id), f"source {word}"
            elif page_id in withdrawn:
                yield str(page_id), "text withdrawn"
            elif digest != digest_of(read[side], source):
                yield str(page_id), "source changed"


def digest_of(read: Mapping[str, str], source: str) -> str | None:
    """The sha256 of a source, or of the container that it stands in.

    >>> digest_of({"a!.zip": "0a"}, "a!.zip!b.txt"), digest_of({}, "b.txt")
    ('0a', None)
    """
    names = accumulate(source.split("!"), "{}!{}".format)
    return next((read[name] for name in names if name in read), None)


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
    rows = [[f"`{config}`", say(change), cause_words(cause, say), number] for config, change, cause, number in changes]
    return table(heads(say, "config", "change", "cause", "records"), rows)


def cause_words(cause: str, say: Tongue) -> str:
    """A cause in a language.

    >>> cause_words("code and [words] segmenter changed", Tongue("zh", {"code": "代码", " and ": "、"}))
    '代码、[words] segmenter changed'
    """
    names = cause.removesuffix(" changed")
    if cause in say.phrases or names == cause:
        return say(cause)
    return say("{names} changed", names=say(" and ").join(map(say, names.split(" and "))))
