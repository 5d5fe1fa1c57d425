"""The contract: one place for types, from which every other form is derived."""

import json
import os
import re
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from pipeline.damage.damage import DAMAGE_RULES
from pipeline.laws import contract_breaches
from pipeline.outline.weights import WEIGHTS
from pipeline.release.folder import Release, all_parquet, present_configs
from schemas import COLUMNS, CONFIGS, TABLES
from schemas.checks import SPLITS, is_calendar_date
from schemas.chinese import chinese_names
from schemas.defects import DEFECTS
from schemas.derived import arrow_schema, column_table, features
from schemas.models import MODELS
from schemas.personal import KINDS as PERSONAL_KINDS
from schemas.rejected import REASONS
from schemas.sections import NUMBERINGS, ROLES
from schemas.spans import KINDS
from schemas.turns import TURN_ROLES
from schemas.types import stated_features, stated_schema


@pytest.mark.parametrize("name", TABLES)
def test_features_and_arrow_schema_say_the_same(name: str) -> None:
    assert features(TABLES[name]).arrow_schema.remove_metadata() == arrow_schema(TABLES[name])


@pytest.mark.parametrize("name", TABLES)
def test_a_card_lists_columns_as_the_library_would(name: str) -> None:
    assert stated_features(name) == features(TABLES[name])._to_yaml_list()


def test_columns_json_says_what_the_models_say() -> None:
    said = {name: {column.name: column.type for column in column_table(model)} for name, model in MODELS.items()}
    if os.environ.get("APPROVE"):
        path = Path(__file__).resolve().parent.parent / "schemas" / "columns.json"
        path.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    else:
        assert json.dumps(said) == json.dumps(COLUMNS)  # in the same order
        assert all(stated_schema(name) == arrow_schema(model) for name, model in MODELS.items())


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


REJECTED = {"source": ["a"], "locator": [None], "stage": ["extract"], "detail": ["x"], "sha256": [None], "n_bytes": [1]}


@pytest.mark.parametrize(("reason", "kept"), [("empty", True), ("duplicate_page", True), ("nonsense", False), ("", False)])
def test_a_reason_is_one_of_the_list(reason: str, kept: bool) -> None:
    schema = arrow_schema(TABLES["rejected"])
    frame = pl.DataFrame(pa.table(REJECTED | {"reason": [reason]}, schema=schema))
    assert (not contract_breaches("rejected", frame)) is kept


SPOILT: dict[str, list[list[object]]] = {"defects": [["nonsense"], ["masked", "masked"]], "keywords": [["火车"]]}
SPOILT["tokens"] = [["火车"]]
SPOILT |= {"labels": [["B-9"]], "messages": [[{"role": "user", "content": ""}], [{"role": "robot", "content": "x"}]]}


def test_no_list_of_any_table_holds_a_null_or_a_foreign_word(staged: Release) -> None:
    seen = set[str]()
    for name in present_configs(staged.folder):
        frame = pl.read_parquet(all_parquet(staged.folder, name)[0]).head(2)
        assert not [*contract_breaches(name, frame)], name
        for column in (column for column, dtype in frame.schema.items() if isinstance(dtype, pl.List)):
            seen.add(column)
            for value in [[None], *SPOILT.get(column, [])]:
                cells = pl.Series(column, [value] * frame.height, dtype=frame.schema[column])
                assert [*contract_breaches(name, frame.with_columns(cells))], (name, column, value)
    assert seen == {"heading_path", "lines", *SPOILT}


DATES = [("2024", True), ("2024-02", True), ("2024-02-29", True), ("2023-02-29", False), ("2024-13", False), (None, True)]


@pytest.mark.parametrize(("date", "kept"), DATES)
def test_a_date_is_one_of_the_calendar(date: str | None, kept: bool) -> None:
    frame = pl.DataFrame({"date": [date]}, schema={"date": pl.String})
    assert frame.select(is_calendar_date("date"))["date"].to_list() == [kept]


NAMED = {
    "defects": {*DEFECTS}, "defect_names": {*DEFECTS},
    "kinds": {*KINDS}, "numberings": {*NUMBERINGS}, "roles": {*ROLES, *TURN_ROLES}, "splits": {*SPLITS},
    "reasons": {*REASONS}, "configs": {*TABLES}, "personal": {*PERSONAL_KINDS}, "scripts": {"Hans", "Hant", "mixed"},
    "columns": {column.name for table in TABLES.values() for column in column_table(table)},
    "rules": {name.split(".")[0] for name in WEIGHTS} | {rule.name for rule in DAMAGE_RULES}
    | {"opening", "closing", "corrected", "only_move", "none"},
}  # fmt: skip


@pytest.mark.parametrize("table", NAMED)
def test_every_code_and_column_has_its_chinese_name_and_no_other_has_one(table: str) -> None:
    assert chinese_names()[table].keys() == NAMED[table]
    assert all(re.search("[一-鿿]", name) for name in chinese_names()[table].values())
