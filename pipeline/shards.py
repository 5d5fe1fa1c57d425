"""Shards of a stage: which are done, the work of those that are not, in one process or several."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.job import TABLES
from pipeline.rows import Rows
from schemas import TABLES as MODELS
from schemas.derived import arrow_schema

Task = TypeVar("Task")
SCHEMAS = {name: arrow_schema(MODELS[name]) for name in TABLES}


def work_off(work: Callable[[Task], None], tasks: Sequence[Task], workers: int) -> Iterator[int]:
    """Do the tasks; yield how many are done after each. One task, or one worker, needs no other process."""
    if workers == 1 or len(tasks) < 2:
        for done, task in enumerate(tasks, start=1):
            work(task)
            yield done
        return
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=get_context("spawn")) as pool:
        for done, _none in enumerate(pool.map(work, tasks), start=1):
            yield done


def write_tables(folder: Path, rows: Rows) -> None:
    """The rows of a shard, one Parquet file a table, each with the contract's types."""
    for name in TABLES:
        pq.write_table(pa.Table.from_pylist(rows[name], schema=SCHEMAS[name]), folder / f"{name}.parquet", compression="zstd")


def read_table(folder: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """One table of a shard."""
    return pq.read_table(folder / f"{name}.parquet", columns=columns)
