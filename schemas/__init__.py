"""The contract: one Pandera model per published table, and what is derived from them."""

from pandera.polars import DataFrameModel

from schemas.pages import Pages
from schemas.personal import Personal
from schemas.rejected import Rejected
from schemas.sections import Sections
from schemas.spans import Spans
from schemas.speeches import Speeches
from schemas.turns import Turns
from schemas.views import VIEW_TABLES

TABLES: dict[str, type[DataFrameModel]] = {
    "sections": Sections,
    "speeches": Speeches,
    "pages": Pages,
    "spans": Spans,
    "turns": Turns,
    "personal": Personal,
    "rejected": Rejected,
    **VIEW_TABLES,
}
"""Every table by name; all but `rejected` are configs of the dataset, the first is its default."""

RECORDS = ("sections", "speeches", "pages", "spans")
"""The configs that every dataset has; turns, personal data and views that have no rows are left out."""

CONFIGS = (*RECORDS, "turns", "personal", *VIEW_TABLES)

__all__ = ["CONFIGS", "RECORDS", "TABLES", "Pages", "Personal", "Rejected", "Sections", "Spans", "Speeches", "Turns"]
