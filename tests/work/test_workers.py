"""Results come in order, or as they end; a worker that is killed is one clear line, whatever the others were doing."""

import os
import signal
import time

import pytest

from pipeline.job.errors import PipelineError
from pipeline.work.workers import work_off


def wait_for(seconds: float) -> float:
    """A task that takes its time; one of no time at all ends its own process, as the system does for want of memory."""
    if not seconds:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(seconds)
    return seconds


def test_what_ends_first_comes_first_where_the_order_does_not_matter() -> None:
    assert list(work_off(wait_for, [0.3, 0.1, 0.2], 1)) == [0.3, 0.1, 0.2]
    assert next(work_off(wait_for, [9.0, 0.1, 0.2, 0.3], 2, in_order=False)) < 1


def test_a_killed_worker_is_one_line() -> None:
    with pytest.raises(PipelineError, match=r"^a worker was killed, perhaps for want of memory; .*try fewer WORKERS$"):
        list(work_off(wait_for, [0.1, 0.0, 0.1], 2))
