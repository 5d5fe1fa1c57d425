"""The tables of some pages in; out, every breach of the contract of a table, and of the laws across tables (laws.sql)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import pandera.errors
import polars as pl

from pipeline.work.database import open_database
from schemas import TABLES
from schemas.spans import PUBLISHED

MEMBER = "!"  # in the source of a record of a container, which may state a title that its text has not
FIELDS = {"body": "text", "marker": "marker", "heading": "heading"}  # which column of its section a span is part of
HELD = {"speeches": ("speech_id", ("text", "title")), "sections": ("section_id", ("text", "marker", "heading"))}
"""The columns that are what spans hold, with the key of their table."""

CHILDREN = ("speeches", "sections", "spans", "turns", "personal")
UNREAD = ("text", "tokens", "keywords")  # columns that no law in SQL reads
OWNED = """create temp view owned as
with extents as (
  select page_id, speech_id as id, speech_id, start, "end", 0 as depth, -1 as row from speeches
  union all select page_id, section_id, speech_id, start, "end", depth, row from sections)
select s.*, coalesce(s.parent_id, s.speech_id) as owner, case when o.id is not null then o end as above,
  lag(s.end, 1, 0) over (partition by s.page_id, coalesce(s.parent_id, s.speech_id) order by s.row) as reach
from sections s left join extents o
  on o.page_id = s.page_id and o.id = coalesce(s.parent_id, s.speech_id) and o.speech_id = s.speech_id and o.row < s.row"""
"""Sections with what they lie in (`above`: null where it is not before them) and where the sibling before them ends."""


class Breach(NamedTuple):
    """One broken law: its name, the page (its source, or its id where it has none), the code point where, and what is wrong."""

    law: str
    page: str
    offset: int
    detail: str

    def __str__(self) -> str:
        """As the user reads it."""
        return f"{self.page}:{self.offset}: {self.law}: {self.detail}"


def contract_breaches(name: str, frame: pl.DataFrame) -> list[str]:
    """What the Pandera model of a table finds, with the id of the row."""
    try:
        TABLES[name].validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        key = frame.columns[0]
        return [
            f"{name}: {case['column'] or ''} {case['check']}: 「{case['failure_case']}」"
            + ("" if case["index"] is None else f" ({key} {frame[key][case['index']]})")
            for case in errors.failure_cases.iter_rows(named=True)
        ]
    return []


@cache
def read_laws() -> dict[str, str]:
    """The laws in SQL by name."""
    parts = files("pipeline").joinpath("laws.sql").read_text(encoding="utf-8").split("\n-- ")[1:]
    return {name: query for name, _line, query in (part.partition("\n") for part in parts)}


def name_laws() -> list[str]:
    """Every law by name."""
    return [*read_laws(), "only deletion"]


def find_breaches(tables: Mapping[str, pl.DataFrame]) -> list[Breach]:
    """All breaches in the pages of these tables, in the order of the pages; the tables hold all rows of their pages."""
    rows = tables["pages"].select("page_id", "source", "text").iter_rows()
    pages = {page_id: (place, source, text) for place, (page_id, source, text) in enumerate(rows)}
    found = [*ask_laws(tables), *find_altered(tables)]
    told = []
    for law, page_id, offset, detail in sorted(found, key=lambda breach: pages.get(breach[1], (-1,))[0]):
        _place, source, text = pages.get(page_id, (-1, page_id, ""))
        quoted = text[offset : offset + 16].replace("\n", "⏎")
        told.append(Breach(law, source, offset, f"{detail} 「{quoted}」" if quoted else detail))
    return told


def ask_laws(tables: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, str, int, str]]:
    """What the laws in SQL find: law, page, code point, what is wrong."""
    with open_database() as connection:
        for name in ("pages", *CHILDREN):
            read = tables[name].drop(UNREAD, strict=False).with_row_index("row")
            connection.register(name, read.with_columns(pl.col("row").cast(pl.Int64)).to_arrow())
        connection.execute(OWNED)
        for law, query in read_laws().items():
            yield from ((law, *row) for row in sorted(connection.execute(query).fetchall()))


def find_altered(tables: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, str, int, str]]:
    """Law 2: what is published is the text of the spans that carry it, in order: a subsequence of the page."""
    spans = tables["spans"].select("page_id", "start", "end", "kind", "speech_id", "section_id").rows_by_key("page_id")
    read = {name: tables[name].select("page_id", key, "start", *columns) for name, (key, columns) in HELD.items()}
    rows = {name: frame.rows_by_key("page_id") for name, frame in read.items()}
    turns = tables["turns"].group_by("speech_id", maintain_order=True).agg(pl.col("start").first(), pl.col("text").str.join(""))
    spoken = {speech: (start, text) for speech, start, text in turns.iter_rows()}
    for page_id, source, media_type, text in tables["pages"].select("page_id", "source", "media_type", "text").iter_rows():
        states = may_state(source, media_type)
        held = held_places(spans.get(page_id, []))
        for name, (_key, columns) in HELD.items():
            for record, start, *values in rows[name].get(page_id, []):
                for column, value in zip(columns, values, strict=True):
                    places = held.get((column, record), ())
                    stated = states and column == "title" and not places
                    if (value or "") != "".join([text[here:there] for here, there in places]) and not stated:
                        yield "only deletion", page_id, start, f"{column} of {record} is not what its spans hold"
                if record in spoken and not squeeze(values[0]).endswith(squeeze(spoken[record][1])):
                    yield "turns", page_id, spoken[record][0], f"the turns of {record} do not hold its text from there on"


def may_state(source: str, media_type: str) -> bool:
    """Whether something beside the text of a page may state what its speech is: a record, or the fields before a Markdown text.

    >>> may_state("a.jsonl!3", "text/plain"), may_state("a.md", "text/markdown"), may_state("a.txt", "text/plain")
    (True, True, False)
    """
    return MEMBER in source or media_type == "text/markdown"


def held_places(spans: Sequence[tuple[int, int, str, str | None, str | None]]) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Where on the page lies what the spans hold for every published text: (column, id) to places."""
    held: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for start, end, kind, speech, section in spans:
        place = start, end
        if speech is not None and kind in PUBLISHED:
            held.setdefault(("text", speech), []).append(place)
        if speech is not None and kind == "speech_title":
            held.setdefault(("title", speech), []).append(place)
        if section is not None and kind in FIELDS:
            held.setdefault((FIELDS[kind], section), []).append(place)
    return held


def squeeze(text: str) -> str:
    """The text without white space: between turns it belongs to none."""
    return "".join(text.split())
