"""The contract: one Pandera model per published table, and what is derived from them.

models: every model by name. derived: what follows from a model. columns.json, made of the models by `make approve`: the types of
all columns for those who only read and write rows, since Pandera takes a second to import. names: what values are called.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandera.polars import DataFrameModel

COLUMNS: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("columns.json").read_text(encoding="utf-8"))
"""The type of every column by table and name, in their order."""

RECORDS = ("sections", "speeches", "pages", "spans")
"""The configs that every dataset has; turns, personal data and views that have no rows are left out."""

CONFIGS = tuple(name for name in COLUMNS if name != "rejected")


class Models(Mapping[str, "type[DataFrameModel]"]):
    """The models by the names of their tables, read when the first is asked for."""

    def __getitem__(self, name: str) -> "type[DataFrameModel]":
        from schemas.models import MODELS

        return MODELS[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COLUMNS)

    def __len__(self) -> int:
        return len(COLUMNS)


TABLES = Models()
"""Every table by name; all but `rejected` are configs of the dataset, the first is its default."""

__all__ = ["COLUMNS", "CONFIGS", "RECORDS", "TABLES"]
