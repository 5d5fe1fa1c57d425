"""Libraries that look for others when they are imported find none of those that no stage needs: they take a second."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

SPARED = ("pandas", "pkg_resources", "hypothesis")  # for which Pyarrow and Pandera, jieba, and Pandera look


class NoPandas:
    """As long as it is asked for modules, there is none of those that are spared."""

    @staticmethod
    def find_spec(name: str, *_place: object) -> None:
        """Nothing is known of any module but these: that they are not there."""
        if name in SPARED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@contextmanager
def without_pandas() -> Iterator[None]:
    """Nobody in this process imports pandas or the others meanwhile. Pandera is the same for tables of Polars.

    Pyarrow would import it with the first list that it is handed; it looks once, and again only for who wants a pandas table.
    """
    sys.meta_path.insert(0, NoPandas)
    try:
        pa.array([""])
        yield
    finally:
        sys.meta_path.remove(NoPandas)
