"""Readers of a dataset: what is open before copies of the process are made is as good in these."""

from pathlib import Path

import pytest

from pipeline.audit.readers import open_duckdb
from pipeline.work.database import close_database, database

THREADS = Path("/proc/self/task")


@pytest.mark.skipif(not THREADS.is_dir(), reason="the system does not say which threads there are")
def test_databases_have_no_threads_that_a_copy_of_the_process_would_wait_for() -> None:
    open_duckdb.cache_clear()
    close_database()
    before = {path.name for path in THREADS.iterdir()}
    for connection in (open_duckdb(), database()):
        assert connection.execute("select 1").fetchall() == [(1,)]
    assert {path.name for path in THREADS.iterdir()} <= before
