"""A Pandera model in; its Arrow schema, `datasets` Features and column table out, so that no type is written twice."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandera.polars as pa
import polars as pl
import pyarrow as arrow

from schemas.types import NAMES, TYPES
from schemas.views import MESSAGE

if TYPE_CHECKING:
    from datasets import Features

ARROW = {
    pl.String: TYPES["string"],
    pl.Int32: TYPES["int32"],
    pl.Int64: TYPES["int64"],
    pl.Float32: TYPES["float"],
    pl.Boolean: TYPES["bool"],
    pl.List(pl.String): TYPES["list of string"],
    pl.List(MESSAGE): TYPES["list of role and content"],
}


@dataclass(frozen=True, slots=True)
class Column:
    """One row of a data dictionary."""

    name: str
    type: str
    nullable: bool
    description: str


def arrow_schema(model: type[pa.DataFrameModel]) -> arrow.Schema:
    """The Arrow schema of a table, in the order of its columns."""
    return arrow.schema([arrow.field(name, ARROW[column.dtype.type]) for name, column in model.to_schema().columns.items()])


def features(model: type[pa.DataFrameModel]) -> "Features":
    """The same as `datasets` sees it."""
    from datasets import Features  # takes a second to import; workers that only write Parquet do without

    return Features.from_arrow_schema(arrow_schema(model))


def key_columns(model: type[pa.DataFrameModel]) -> list[str]:
    """The columns that say which row is meant: the first unique one, or those that are unique together; none is no key."""
    schema = model.to_schema()
    alone = [name for name, column in schema.columns.items() if column.unique]
    return alone[:1] or list(schema.unique or [])


def column_table(model: type[pa.DataFrameModel]) -> list[Column]:
    """Name, type, nullability and meaning of every column."""
    schema, columns = arrow_schema(model), model.to_schema().columns
    return [
        Column(name, NAMES[schema.field(name).type], column.nullable, column.description or "")
        for name, column in columns.items()
    ]
