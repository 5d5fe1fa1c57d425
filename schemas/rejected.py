"""The table of what was not published: one row a source or record, with its reason."""

import pandera.polars as pa
import polars as pl

REASONS = {
    "empty": "no bytes, nothing but white space, or a container with no page in it",
    "binary": "bytes that are no text: a picture, a program, a sound",
    "unsupported": "a document of a kind that is not read, such as PDF or an old Word file",
    "encrypted": "protected by a password",
    "too_large": "longer than max_page_bytes of dataset.toml once unpacked, or of more than 200,000 lines",
    "too_deep": "containers in containers, or elements in elements, more than anyone makes by hand",
    "undecodable": "no encoding decodes every byte into plausible text",
    "damaged": "a container that ends early or breaks its format; what came before the break is kept",
    "bad_record": "a record that is not JSON, or whose text is missing or not text",
    "http_error": "a crawled response other than success, such as 404",
    "no_text": "a page without visible text, such as one that scripts would fill in",
    "not_chinese": "fewer than one letter in five is Chinese, or more than one in ten is Japanese",
    "no_speech": "a page in which no speech was found",
    "personal_data": "personal data of a kind that [personal] reject of dataset.toml names",
    "withdrawn": "a page that [personal] withdrawn of dataset.toml names, or that holds a copy of a text that is withdrawn",
    "duplicate_page": "the same bytes as a page that comes before it",
}
"""Code → meaning. Codes are part of the contract (`rejected.reason`): they may be added, not renamed."""


class Rejected(pa.DataFrameModel):
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

    class Config:
        strict = True
        ordered = True
