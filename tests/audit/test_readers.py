"""Readers of a dataset: what is open before copies of the process are made is as good in these."""

from pathlib import Path

import pytest

from pipeline.audit.readers import open_duckdb

THREADS = Path("/proc/self/task")


@pytest.mark.skipif(not THREADS.is_dir(), reason="the system does not say which threads there are")
def test_the_database_has_no_threads_that_a_copy_of_the_process_would_wait_for() -> None:
    open_duckdb.cache_clear()
    before = {path.name for path in THREADS.iterdir()}
    assert open_duckdb().execute("select 1").fetchall() == [(1,)]
    assert {path.name for path in THREADS.iterdir()} <= before
