"""Parquet files and a question in SQL in; out, DuckDB's answer: one database in memory for the whole process, within bounds."""

import os
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

Row: TypeAlias = "tuple[Any, ...]"  # as a query returns it: DuckDB knows the types, Python does not

MEMORY = "400MB"  # of tables and sorting; what does not fit goes to a temporary folder that is there only then
THREADS = 2  # each holds buffers of its own


@cache
def database() -> duckdb.DuckDBPyConnection:
    """The database of this process: opening one costs more than most questions do."""
    spill = Path(tempfile.gettempdir()) / f"chinese-speeches-{os.getpid()}"
    return duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS, "temp_directory": str(spill)})


def open_database() -> duckdb.DuckDBPyConnection:
    """A connection of its own to the database; temporary views and tables are seen by nobody else."""
    return database().cursor()


def ask(query: str) -> list[Row]:
    """The rows of a query."""
    with open_database() as connection:
        return connection.execute(query).fetchall()


def rows_of(paths: Iterable[Path]) -> str:
    """The rows of some Parquet files, in SQL."""
    return f"read_parquet([{', '.join(map(literal, paths))}])"


def literal(path: Path) -> str:
    """A path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A column name in SQL."""
    return '"' + name.replace('"', '""') + '"'
