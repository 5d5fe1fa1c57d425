"""The contract: one place for types, from which every other form is derived."""

import polars as pl
import pyarrow as pa
import pytest

from schemas import CONFIGS, TABLES
from schemas.derived import arrow_schema, column_table, features


@pytest.mark.parametrize("name", TABLES)
def test_features_and_arrow_schema_say_the_same(name: str) -> None:
    assert features(TABLES[name]).arrow_schema.remove_metadata() == arrow_schema(TABLES[name])


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described(name: str) -> None:
    assert [column.name for column in column_table(TABLES[name]) if not column.description] == []


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_keeps_the_contract(name: str) -> None:
    frame = pl.from_arrow(arrow_schema(TABLES[name]).empty_table())
    assert isinstance(frame, pl.DataFrame)
    assert TABLES[name].validate(frame).height == 0


def test_no_column_has_a_null_type() -> None:
    assert [field.name for name in CONFIGS for field in arrow_schema(TABLES[name]) if pa.types.is_null(field.type)] == []
