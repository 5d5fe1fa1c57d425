"""The row of every table of rules: what it is called, how it is found, texts that show it and texts that only look like it."""

import re
from typing import Generic, NamedTuple, TypeVar

Find = TypeVar("Find")


class Rule(NamedTuple, Generic[Find]):
    """A rule that reads or leaves out text; tests/test_rules.py asks each whether it finds its examples and no counter-example.

    `find` is what its room finds it by: a function, a pattern, or a record of both. Each text that has it matches `hint`.
    `left`: what the first example is without what the rule leaves out.
    """

    name: str
    find: Find
    examples: tuple[str, ...]
    counters: tuple[str, ...]
    why: str = ""
    left: str = ""
    hint: re.Pattern[str] = re.compile("")
