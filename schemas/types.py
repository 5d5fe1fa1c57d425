"""A table's name in; out, its Arrow schema as columns.json says it, without a model being read."""

from copy import deepcopy

import pyarrow as pa

from schemas import COLUMNS

MESSAGE = pa.struct({"role": pa.string(), "content": pa.string()})
TYPES = {
    "string": pa.string(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float": pa.float32(),
    "bool": pa.bool_(),
    "list of string": pa.list_(pa.string()),
    "list of role and content": pa.list_(MESSAGE),
}
"""Every type that a column can have, by its name in columns.json and in column tables."""

NAMES = {type_: name for name, type_ in TYPES.items()}


FEATURES: dict[str, dict[str, object]] = {
    "float": {"dtype": "float32"},
    "list of string": {"list": "string"},
    "list of role and content": {"list": [{"name": name, "dtype": "string"} for name in ("role", "content")]},
}
"""How `datasets` writes the types in a card that have other names there."""


def stated_schema(table: str) -> pa.Schema:
    """The Arrow schema of a table, in the order of its columns.

    >>> stated_schema("pages").names[:2]
    ['page_id', 'source']
    """
    return pa.schema([pa.field(name, TYPES[said]) for name, said in COLUMNS[table].items()])


def stated_features(table: str) -> list[dict[str, object]]:
    """The columns of a table as `datasets` writes them in a card; the library itself takes a second to import.

    >>> stated_features("pages")[0]
    {'name': 'page_id', 'dtype': 'string'}
    """
    return [{"name": name, **deepcopy(FEATURES.get(said, {"dtype": said}))} for name, said in COLUMNS[table].items()]
