"""What several tables check alike: the names of the splits, lengths, offsets, the form of ids."""

from collections.abc import Collection, Mapping
from typing import Any

import pandera.polars as pa
import polars as pl

from schemas.defects import DEFECTS
from schemas.names import SPLITS as SPLITS

PAGE_ID = r"^[0-9a-f]{16}$"
SPEECH_ID = r"^[0-9a-f]{16}-p\d+$"
SECTION_ID = r"^[0-9a-f]{16}-s\d+$"
TURN_ID = r"^[0-9a-f]{16}-t\d+$"


class Table(pa.DataFrameModel):
    """What holds of every table: its columns are these, in this order."""

    class Config:
        strict = True
        ordered = True


def matches(data: pa.PolarsData, expression: pl.Expr) -> pl.LazyFrame:
    """The truth of an expression for every row; a null is false."""
    return data.lazyframe.select(expression.fill_null(False))


def length_is(data: pa.PolarsData, text: str, length: str) -> pl.LazyFrame:
    """Whether `length` counts the code points of `text`."""
    return matches(data, pl.col(text).str.len_chars() == pl.col(length))


def id_is_made_of(data: pa.PolarsData, column: str, letter: str) -> pl.LazyFrame:
    """Whether the id is the page's, the letter, and the start."""
    return matches(data, pl.col(column) == pl.format("{}-" + letter + "{}", "page_id", "start"))


def lists_hold_no_null(data: pa.PolarsData, *names: str) -> pl.LazyFrame:
    """Whether none of these lists has a null in it."""
    return matches(data, pl.all_horizontal(~pl.col(name).list.eval(pl.element().is_null()).list.any() for name in names))


def is_calendar_date(name: str) -> pl.Expr:
    """Whether a date, as far as it is stated, is one that a calendar has; a null is one."""
    day = pl.col(name).str.slice(0, 10)
    full = pl.when(day.str.len_chars() == 4).then(day + "-01-01").when(day.str.len_chars() == 7).then(day + "-01").otherwise(day)
    return pl.col(name).is_null() | (full.str.to_date("%Y-%m-%d", strict=False).is_not_null())


def words_stand_in(words: pl.Expr, text: pl.Expr) -> pl.Expr:
    """Whether every word of a list stands in the text beside it."""
    return pl.struct(words.alias("words"), text.alias("text")).map_elements(holds_words, return_dtype=pl.Boolean)


def holds_words(row: Mapping[str, Any]) -> bool:
    """Whether the words of a row stand in its text."""
    return all(word is not None and word in row["text"] for word in row["words"])


def codes_are_known(data: pa.PolarsData, name: str, codes: Collection[str]) -> pl.LazyFrame:
    """Whether a list holds nothing but codes, each once; a null is none."""
    known = pl.col(name).list.eval(pl.element().is_in(list(codes)).fill_null(False)).list.all()
    return matches(data, known & (pl.col(name).list.n_unique() == pl.col(name).list.len()))


class Judged(Table):
    """What holds of every table that says what is lost or doubtful in its records."""

    @pa.dataframe_check
    @classmethod
    def defects_are_known(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return codes_are_known(data, "defects", DEFECTS)


class Placed(Table):
    """What holds of every table of stretches of a page."""

    @pa.dataframe_check
    @classmethod
    def start_comes_before_end(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, pl.col("start") < pl.col("end"))
