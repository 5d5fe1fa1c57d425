"""The Pandera models of all tables."""

from pandera.polars import DataFrameModel

from schemas.pages import Pages
from schemas.personal import Personal
from schemas.rejected import Rejected
from schemas.sections import Sections
from schemas.spans import Spans
from schemas.speeches import Speeches
from schemas.turns import Turns
from schemas.views import VIEW_TABLES

MODELS: dict[str, type[DataFrameModel]] = {
    "sections": Sections,
    "speeches": Speeches,
    "pages": Pages,
    "spans": Spans,
    "turns": Turns,
    "personal": Personal,
    "rejected": Rejected,
    **VIEW_TABLES,
}
"""Every model by the name of its table."""
