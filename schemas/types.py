"""A table's name in; out, its Arrow schema as columns.json says it, without a model being read."""

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


def stated_schema(table: str) -> pa.Schema:
    """The Arrow schema of a table, in the order of its columns.

    >>> stated_schema("pages").names[:2]
    ['page_id', 'source']
    """
    return pa.schema([pa.field(name, TYPES[said]) for name, said in COLUMNS[table].items()])
