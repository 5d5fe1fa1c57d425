"""A process gives back what it has let go of, once it is large, and only what it is not told otherwise."""

import os

import numpy as np
import pytest

from pipeline.work import memory
from pipeline.work.database import ask, database
from pipeline.work.memory import RETURNING, give_back, give_back_early, resident


def test_what_the_user_has_said_of_memory_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in RETURNING:
        monkeypatch.setenv(name, "")  # to be set back in the end
        monkeypatch.delenv(name)
    monkeypatch.setenv("ARROW_DEFAULT_MEMORY_POOL", "mimalloc")
    give_back_early()
    said = {name: os.environ[name] for name in RETURNING}
    assert said == RETURNING | {"ARROW_DEFAULT_MEMORY_POOL": "mimalloc"}


def test_only_a_large_process_closes_its_database(monkeypatch: pytest.MonkeyPatch) -> None:
    ask("select 1")
    monkeypatch.setattr(memory, "resident", lambda: memory.MUCH - 1)
    give_back()
    assert database.cache_info().currsize == 1
    monkeypatch.setattr(memory, "resident", lambda: memory.MUCH)
    give_back()
    assert database.cache_info().currsize == 0
    assert ask("select 1") == [(1,)]


@pytest.mark.skipif(not resident(), reason="the system does not say what is in memory")
def test_what_is_in_memory_is_counted() -> None:
    before = resident()
    held = np.ones(64 << 20, dtype=np.uint8)
    assert held.all() and 60 << 20 <= resident() - before < 80 << 20
