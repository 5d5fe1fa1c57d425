"""How many examples the tests of a property take: a quarter of them every day, all with the slow tests."""

import os
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import settings

Test = TypeVar("Test", bound=Callable[..., None])
THOROUGH = "THOROUGH"  # set by `make test-slow`


def examples(most: int) -> Callable[[Test], Test]:
    """Take so many examples at most."""
    chosen = settings(max_examples=most if os.environ.get(THOROUGH) else most // 4, deadline=None)

    def mark(test: Test) -> Test:
        marked: Test = pytest.mark.thorough(chosen(test))
        return marked

    return mark
