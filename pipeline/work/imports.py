"""Libraries that look for pandas when they are imported find none: it takes three quarters of a second, and no stage needs it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa


class NoPandas:
    """As long as it is asked for modules, there is no pandas."""

    @staticmethod
    def find_spec(name: str, *_place: object) -> None:
        """Nothing is known of any module but pandas: that it is not there."""
        if name == "pandas":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@contextmanager
def without_pandas() -> Iterator[None]:
    """Nobody in this process imports pandas meanwhile. Pandera is the same for tables of Polars.

    Pyarrow would import it with the first list that it is handed; it looks once, and again only for who wants a pandas table.
    """
    sys.meta_path.insert(0, NoPandas)
    try:
        pa.array([""])
        yield
    finally:
        sys.meta_path.remove(NoPandas)
