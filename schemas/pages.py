"""The table of pages: one row a decoded document."""

import pandera.polars as pa
import polars as pl

from schemas.checks import PAGE_ID, SPLITS, Judged, is_calendar_date, length_is, matches


class Pages(Judged):
    """One decoded document, usually a compilation of several speeches."""

    page_id: str = pa.Field(
        unique=True, str_matches=r"^[0-9a-f]{16}$", description="First 16 hex digits of the sha256 of the source bytes"
    )
    source: str = pa.Field(
        unique=True,
        str_length={"min_value": 1},
        description="Path relative to its source folder, or member or URI in a container",
    )
    url: str = pa.Field(nullable=True, description="Address of the page, where the source states one")
    media_type: str = pa.Field(description="Media type of the source as read, such as text/plain")
    encoding: str = pa.Field(description="Encoding the bytes were decoded with")
    encoding_evidence: str = pa.Field(
        description="What the encoding was decided by: a byte order mark, valid UTF-8, what the page declares, "
        "or the share of common Chinese characters"
    )
    sha256: str = pa.Field(str_matches=r"^[0-9a-f]{64}$", description="sha256 of the source bytes")
    n_bytes: pl.Int64 = pa.Field(ge=1, description="Length of the source in bytes")
    title: str = pa.Field(nullable=True, description="Title of the page as it stands")
    published: str = pa.Field(
        nullable=True,
        str_matches=r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?)?)?)?$",
        description="ISO 8601 date or date-time the page states",
    )
    author: str = pa.Field(nullable=True, description="Author the page states")
    declared_speeches: pl.Int32 = pa.Field(nullable=True, ge=0, description="Number of speeches the page says it has")
    n_speeches: pl.Int32 = pa.Field(ge=0, description="Number of speeches found")
    n_chars: pl.Int32 = pa.Field(ge=1, description="Length of text in code points")
    text: str = pa.Field(
        description="The whole page text: decoded, without byte order mark, line ends turned into \\n, nothing else changed"
    )
    script: str = pa.Field(
        isin=["Hans", "Hant", "mixed"], description="Chinese script: Hans (simplified), Hant (traditional) or mixed"
    )
    defects: pl.List = pa.Field(dtype_kwargs={"inner": pl.String()}, description="Codes of what is lost or doubtful on the page")
    lineage: str = pa.Field(
        nullable=True,
        str_matches=PAGE_ID,
        description="Page of the earlier release that it supersedes, like it by 0.9 or more",
    )
    split: str = pa.Field(isin=SPLITS, description="Split the page and all its records belong to")

    @pa.dataframe_check
    @classmethod
    def dates_are_of_the_calendar(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, is_calendar_date("published"))

    @pa.dataframe_check
    @classmethod
    def n_chars_is_the_length_of_text(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return length_is(data, "text", "n_chars")

    @pa.dataframe_check
    @classmethod
    def page_id_begins_the_sha256(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, pl.col("sha256").str.starts_with(pl.col("page_id")))
