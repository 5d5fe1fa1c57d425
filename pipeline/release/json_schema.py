"""The contract in; out, one JSON Schema (2020-12) per config for the lines of its JSONL: schema/<config>.schema.json."""

from typing import TypeAlias

import pandera.polars as pandera
import pyarrow as pa

from schemas import TABLES
from schemas.derived import arrow_schema

Schema: TypeAlias = "dict[str, object]"

DIALECT = "https://json-schema.org/draft/2020-12/schema"
BOUNDS = {pa.int32(): 2**31, pa.int64(): 2**63}
KEYWORDS = {
    "isin": (("enum", "allowed_values"),),
    "str_matches": (("pattern", "pattern"),),
    "greater_than": (("exclusiveMinimum", "min_value"),),
    "greater_than_or_equal_to": (("minimum", "min_value"),),
    "less_than_or_equal_to": (("maximum", "max_value"),),
    "str_length": (("minLength", "min_value"), ("maxLength", "max_value")),
}
"""What a Pandera check is in JSON Schema: keyword and the name of its argument. Checks across columns have no counterpart."""


def config_schema(config: str) -> Schema:
    """The JSON Schema of one config: every column required, none besides."""
    model = TABLES[config]
    columns, types = model.to_schema().columns, arrow_schema(model)
    return {
        "$schema": DIALECT,
        "title": config,
        "description": " ".join((model.__doc__ or "").split()),
        "type": "object",
        "properties": {name: column_schema(types.field(name).type, column) for name, column in columns.items()},
        "required": list(columns),
        "additionalProperties": False,
    }


def column_schema(type_: pa.DataType, column: "pandera.Column") -> Schema:
    """The JSON Schema of one column."""
    schema = type_schema(type_) | ({"description": column.description} if column.description else {})
    for check in column.checks:
        for keyword, argument in KEYWORDS.get(check.name or "", ()):
            if check.statistics[argument] is not None:
                schema[keyword] = check.statistics[argument]
    if not column.nullable:
        return schema
    nullable = schema | {"type": [schema["type"], "null"]}
    return nullable | ({"enum": [*allowed, None]} if isinstance(allowed := schema.get("enum"), list) else {})


def type_schema(type_: pa.DataType) -> Schema:
    """The JSON Schema of an Arrow type.

    >>> type_schema(pa.list_(pa.string()))
    {'type': 'array', 'items': {'type': 'string'}}
    """
    if pa.types.is_list(type_):
        return {"type": "array", "items": type_schema(type_.value_type)}
    if pa.types.is_struct(type_):
        fields = {type_.field(index).name: type_schema(type_.field(index).type) for index in range(type_.num_fields)}
        return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    if pa.types.is_integer(type_):
        return {"type": "integer", "minimum": -BOUNDS[type_], "maximum": BOUNDS[type_] - 1}
    return {"type": {pa.string(): "string", pa.bool_(): "boolean", pa.float32(): "number"}[type_]}
