"""What several tables check alike: the names of the splits, lengths, offsets, the form of ids."""

import pandera.polars as pa
import polars as pl

SPLITS = ["train", "validation", "test"]
PAGE_ID = r"^[0-9a-f]{16}$"
SPEECH_ID = r"^[0-9a-f]{16}-p\d+$"
SECTION_ID = r"^[0-9a-f]{16}-s\d+$"
TURN_ID = r"^[0-9a-f]{16}-t\d+$"


def matches(data: pa.PolarsData, expression: pl.Expr) -> pl.LazyFrame:
    """The truth of an expression for every row; a null is false."""
    return data.lazyframe.select(expression.fill_null(False))


def length_is(data: pa.PolarsData, text: str, length: str) -> pl.LazyFrame:
    """Whether `length` counts the code points of `text`."""
    return matches(data, pl.col(text).str.len_chars() == pl.col(length))


def spans_something(data: pa.PolarsData) -> pl.LazyFrame:
    """Whether `start` comes before `end`."""
    return matches(data, pl.col("start") < pl.col("end"))


def id_is_made_of(data: pa.PolarsData, column: str, letter: str) -> pl.LazyFrame:
    """Whether the id is the page's, the letter, and the start."""
    return matches(data, pl.col(column) == pl.format("{}-" + letter + "{}", "page_id", "start"))
