"""Every law is seen to hold on a sound page, and to fail by name when one cell is altered."""

from collections.abc import Callable

import polars as pl
import pytest

from pipeline.laws import find_breaches
from pipeline.parse.rows import make_rows
from pipeline.sources.documents import Document
from pipeline.work.tables import SCHEMAS
from tests.tools.annotated import annotated
from tests.tools.compilation import COMPILATION

Tables = dict[str, pl.DataFrame]


def tables_of(text: str) -> Tables:
    """The tables of one page, as extract makes them."""
    rows = annotated(make_rows(Document("page.txt", None, text.encode(), "text/plain"), text, "utf-8"))
    empty = {name: pl.from_arrow(schema.empty_table()) for name, schema in SCHEMAS.items() if name != "rejected"}
    return {
        name: pl.DataFrame(rows[name], schema=frame.schema) for name, frame in empty.items() if isinstance(frame, pl.DataFrame)
    }


def alter(table: str, row: int, column: str, value: object) -> Callable[[Tables], Tables]:
    """A copy of the tables in which one cell is another."""

    def altered(tables: Tables) -> Tables:
        frame = tables[table]
        values = frame[column].to_list()
        values[row] = value
        return tables | {table: frame.with_columns(pl.Series(column, values, dtype=frame.schema[column]))}

    return altered


def drop(table: str, row: int) -> Callable[[Tables], Tables]:
    """A copy of the tables without one row."""

    def dropped(tables: Tables) -> Tables:
        frame = tables[table]
        keep = [index for index in range(frame.height) if index != row % frame.height]
        return tables | {table: frame[keep]}

    return dropped


def disown(tables: Tables) -> Tables:
    """A copy of the tables in which body is called something else."""
    return tables | {"spans": tables["spans"].with_columns(pl.col("kind").replace("body", "other"))}


FAULTS = [
    ("conservation", drop("spans", 2)),
    ("conservation", drop("spans", -1)),
    ("conservation", alter("spans", 1, "start", 1)),
    ("only deletion", alter("sections", 1, "text", "另一段话。")),
    ("only deletion", alter("sections", 1, "heading", "另一个标题")),
    ("only deletion", alter("sections", 1, "marker", "九、")),
    ("only deletion", alter("speeches", 0, "text", "另一篇讲话。")),
    ("only deletion", alter("speeches", 0, "title", "另一个题目")),
    ("only deletion", disown),
    ("parents exist", alter("sections", 1, "speech_id", "0000000000000000-p0")),
    ("parents exist", alter("sections", 1, "parent_id", "0000000000000000-s0")),
    ("parents exist", alter("speeches", 0, "speech_id", "0000000000000000-p0")),
    ("parents exist", drop("sections", 1)),
    ("parents exist", drop("pages", 0)),
    ("parents contain", alter("sections", 1, "end", 10**6)),
    ("parents contain", alter("sections", 1, "depth", 7)),
    ("siblings are apart", alter("sections", 1, "start", 0)),
    ("siblings are apart", alter("speeches", 1, "start", 0)),
    ("heading paths", alter("sections", 1, "heading_path", ["甲", "乙"])),
    ("counts balance", alter("pages", 0, "n_speeches", 9)),
    ("counts balance", alter("speeches", 0, "n_sections", 9)),
    ("counts balance", alter("speeches", 0, "ordinal", 9)),
    ("counts balance", alter("sections", 1, "ordinal", 9)),
    ("one split a page", alter("sections", 1, "split", "test")),
    ("one split a page", alter("speeches", 0, "split", "test")),
]
TURN_FAULTS = [
    ("turns", alter("turns", 1, "end", 10**6)),
    ("turns", alter("turns", 1, "ordinal", 9)),
    ("turns", alter("turns", 1, "text", "另一个回答。")),
    ("turns", drop("turns", 1)),
    ("turns", drop("turns", -1)),
    ("parents exist", alter("turns", 1, "speech_id", "0000000000000000-p0")),
    ("parents exist", drop("pages", 0)),
    ("one split a page", alter("turns", 1, "split", "test")),
]
CONVERSATION = "答记者问\n问：何时开工？\n答：明天一早就开工。\n问：何时完工？\n答：后天晚上就完工。"


def test_a_sound_page_breaks_no_law() -> None:
    assert find_breaches(tables_of(COMPILATION)) == []


@pytest.mark.parametrize(("law", "fault"), FAULTS)
def test_a_fault_is_caught_by_the_law_it_breaks(law: str, fault: Callable[[Tables], Tables]) -> None:
    assert law in {breach.law for breach in find_breaches(fault(tables_of(COMPILATION)))}


def test_a_sound_conversation_breaks_no_law() -> None:
    tables = tables_of(CONVERSATION)
    assert (tables["turns"].height, find_breaches(tables)) == (4, [])


@pytest.mark.parametrize(("law", "fault"), TURN_FAULTS)
def test_a_fault_among_turns_is_caught(law: str, fault: Callable[[Tables], Tables]) -> None:
    assert law in {breach.law for breach in find_breaches(fault(tables_of(CONVERSATION)))}


def test_a_breach_names_source_offset_and_text() -> None:
    tables = tables_of(COMPILATION)
    source = tables["pages"]["source"][0]
    first = find_breaches(drop("spans", 0)(tables))[0]
    begin = COMPILATION[:16].replace("\n", "⏎")
    second = tables["spans"]["start"][1], tables["spans"]["end"][1]
    assert str(first) == f"{source}:0: conservation: a span is [{second[0]}, {second[1]}), expected one from 0 「{begin}」"
