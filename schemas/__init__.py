"""The contract: one Pandera model per published table, and what is derived from them."""

from schemas.pages import Pages
from schemas.rejected import Rejected
from schemas.sections import Sections
from schemas.spans import Spans
from schemas.speeches import Speeches

TABLES = {"sections": Sections, "speeches": Speeches, "pages": Pages, "spans": Spans, "rejected": Rejected}
"""Every table by name; all but `rejected` are configs of the dataset, the first is its default."""

CONFIGS = ("sections", "speeches", "pages", "spans")

__all__ = ["CONFIGS", "TABLES", "Pages", "Rejected", "Sections", "Spans", "Speeches"]
