"""The table of spans: the ledger, one row a stretch of page text with its owner or its name."""

import pandera.polars as pa
import polars as pl

from schemas.checks import PAGE_ID, SECTION_ID, SPEECH_ID, Placed
from schemas.names import KINDS as KINDS
from schemas.names import MEANINGS as MEANINGS
from schemas.names import PUBLISHED as PUBLISHED


class Spans(Placed):
    """One stretch of a page text; the stretches of a page partition it."""

    page_id: str = pa.Field(str_matches=PAGE_ID, description="Page the stretch stands on")
    start: pl.Int32 = pa.Field(ge=0, description="First code point in the page text")
    end: pl.Int32 = pa.Field(description="End in the page text, exclusive")
    kind: str = pa.Field(isin=KINDS, description="What the stretch is")
    speech_id: str = pa.Field(
        nullable=True, str_matches=SPEECH_ID, description="Speech that owns the stretch; null when it was left out"
    )
    section_id: str = pa.Field(nullable=True, str_matches=SECTION_ID, description="Section that owns the stretch")
    rule: str = pa.Field(
        nullable=True, str_matches=r"^[a-z_]+$", description="Rule of damage that left the stretch out; null where none did"
    )

    class Config:
        unique = ["page_id", "start"]  # noqa: RUF012  # Pandera reads a list
