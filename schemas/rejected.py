"""The table of what was not published: one row a source or record, with its reason."""

import pandera.polars as pa
import polars as pl

from schemas.checks import Table
from schemas.names import REASONS as REASONS


class Rejected(Table):
    """One page, record or member that could not be published."""

    source: str = pa.Field(description="Path relative to its source folder, or member or URI in a container")
    locator: str = pa.Field(nullable=True, description="Place inside the source, such as a line or a record number")
    stage: str = pa.Field(description="Stage that rejected it")
    reason: str = pa.Field(isin=[*REASONS], description="Reason code")
    detail: str = pa.Field(description="What was found, in one line")
    sha256: str = pa.Field(
        nullable=True, str_matches=r"^[0-9a-f]{64}$", description="sha256 of its bytes, which are kept under this name"
    )
    n_bytes: pl.Int64 = pa.Field(nullable=True, ge=0, description="Length in bytes")
