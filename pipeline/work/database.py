"""Parquet files and a question in SQL in; out, DuckDB's answer: one database in memory for the whole process, within bounds."""

import os
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa

Answer: TypeAlias = "tuple[Any, ...]"  # as a query returns it: DuckDB knows the types, Python does not

MEMORY = "600MB"  # of one process: a row group in several forms, and what sorting takes; the rest goes to a temporary folder


@cache
def database() -> duckdb.DuckDBPyConnection:
    """The database of this process: opening one costs more than most questions do. One thread: the workers share the cores."""
    spill = Path(tempfile.gettempdir()) / f"chinese-speeches-{os.getpid()}"
    bounds: dict[str, str | bool | int | float | list[str]] = {"memory_limit": MEMORY, "threads": 1, "temp_directory": str(spill)}
    bounds |= {"preserve_insertion_order": False, "enable_external_file_cache": False}  # each holds what nobody asks for again
    return duckdb.connect(config=bounds)


def close_database() -> None:
    """Close the database, if it is open: it keeps what it has taken of memory. Who asks again opens another."""
    if database.cache_info().currsize:
        database().close()
        database.cache_clear()


def open_database() -> duckdb.DuckDBPyConnection:
    """A connection of its own to the database; temporary views and tables are seen by nobody else."""
    return database().cursor()


def ask(query: str, **streams: pa.RecordBatchReader) -> list[Answer]:
    """The rows of a query; a stream is a table of its name that can be read once. Rows come in no order but that asked for."""
    with open_database() as connection:
        for name, stream in streams.items():
            connection.register(name, stream)
        return connection.execute(query).fetchall()


def rows_of(paths: Iterable[Path]) -> str:
    """The rows of some Parquet files, in SQL."""
    return f"read_parquet([{', '.join(map(literal, paths))}])"


def literal(value: str | Path) -> str:
    """A text or a path in SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A column name in SQL."""
    return '"' + name.replace('"', '""') + '"'
