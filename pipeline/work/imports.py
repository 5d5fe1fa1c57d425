"""Libraries that look for others when they are imported find none of those that no stage needs: they take a second."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pyarrow as pa

SPARED = ("pandas", "pkg_resources", "hypothesis")  # for which Pyarrow and Pandera, jieba, and Pandera look


class Absent(NamedTuple):
    """As long as it is asked for modules, some are not there."""

    names: tuple[str, ...]

    def find_spec(self, name: str, *_place: object) -> None:
        """Nothing is known of any module but these: that they are not there."""
        if name in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Nobody in this process imports these modules meanwhile."""
    absent = Absent(names)
    sys.meta_path.insert(0, absent)
    try:
        yield
    finally:
        sys.meta_path.remove(absent)


@contextmanager
def without_pandas() -> Iterator[None]:
    """Nobody in this process imports pandas or the others meanwhile. Pandera is the same for tables of Polars.

    Pyarrow would import it with the first list that it is handed; it looks once, and again only for who wants a pandas table.
    """
    with without(*SPARED):
        pa.array([""])
        yield
