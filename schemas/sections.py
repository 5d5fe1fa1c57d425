"""The table of sections: one row a unit of a speech's own outline."""

import pandera.polars as pa
import polars as pl

from schemas.checks import (
    PAGE_ID,
    SECTION_ID,
    SPEECH_ID,
    SPLITS,
    Judged,
    Placed,
    id_is_made_of,
    length_is,
    lists_hold_no_null,
    matches,
)

ROLES = ["opening", "outline", "closing"]
NUMBERINGS = [
    "none", "comma", "paren", "di", "yi", "first", "arabic", "arabic_paren", "circled", "chapter", "dash",
    "bare", "implicit", "other", "item",
]  # fmt: skip


class Sections(Judged, Placed):
    """One section of a speech: an opening, a unit of the outline, or a closing."""

    heading_path: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.String()},
        description="Headings of the ancestors, outermost first, then its own; a missing heading is empty",
    )
    marker: str = pa.Field(description="Marker as it stands, such as （一）; empty when there is none")
    text: str = pa.Field(description="Its own text without marker and heading, up to its first child")
    section_id: str = pa.Field(unique=True, str_matches=SECTION_ID, description="page_id, -s, start")
    speech_id: str = pa.Field(str_matches=SPEECH_ID, description="Speech the section belongs to")
    page_id: str = pa.Field(str_matches=PAGE_ID, description="Page the section stands on")
    parent_id: str = pa.Field(
        nullable=True, str_matches=SECTION_ID, description="Enclosing section; null at the top of the speech"
    )
    ordinal: pl.Int32 = pa.Field(ge=1, description="Position in reading order in the speech, from 1")
    depth: pl.Int32 = pa.Field(ge=1, description="Depth in the outline; 1 is the top")
    role: str = pa.Field(isin=ROLES, description="opening (before the outline), outline, or closing (after it)")
    numbering: str = pa.Field(isin=NUMBERINGS, description="Numbering system of the marker; item: a list of the container")
    number: pl.Int32 = pa.Field(nullable=True, description="Value of the marker's number")
    inline: bool = pa.Field(description="Whether the marker stands inside a line")
    implicit: bool = pa.Field(description="Whether the section stands in for a heading that is lost on the page")
    heading: str = pa.Field(nullable=True, description="Heading as it stands, without marker and final punctuation")
    start: pl.Int32 = pa.Field(ge=0, description="First code point of the section in the page text")
    end: pl.Int32 = pa.Field(description="End of its last descendant in the page text, exclusive")
    n_chars: pl.Int32 = pa.Field(ge=0, description="Length of text in code points")
    n_tokens: pl.Int32 = pa.Field(ge=0, description="Number of tokens")
    tokens: pl.List = pa.Field(
        nullable=True,
        dtype_kwargs={"inner": pl.String()},
        description="Words of text (jieba, of a traditional text by its simplified form); joined they are text again; null where "
        "the dataset leaves words out",
    )
    keywords: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.String()}, description="Words with the highest TF-IDF weight, best first"
    )
    rule: str = pa.Field(str_length={"min_value": 1}, description="Name of the feature that decided for the section")
    confidence: pl.Float32 = pa.Field(
        ge=0, le=1, description="How often sections with such a margin are right, 0 to 1; of an opening or closing, its speech's"
    )
    quality: pl.Float32 = pa.Field(ge=0, le=1, description="How clean its text is, from 0 to 1, by the features of `speeches`")
    defects: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.String()}, description="Codes of what is lost or doubtful in the section"
    )
    cluster_id: str = pa.Field(str_matches=SECTION_ID, description="Near-duplicate cluster: the smallest section_id in it")
    duplicate_of: str = pa.Field(
        nullable=True,
        str_matches=SECTION_ID,
        description="Kept section that it is a near-duplicate of; null if kept itself",
    )
    similarity: pl.Float32 = pa.Field(
        nullable=True, gt=0, le=1, description="Similarity to duplicate_of (character 5-grams of the plain form); null if kept"
    )
    split: str = pa.Field(isin=SPLITS, description="Split of its page")

    @pa.dataframe_check
    @classmethod
    def lists_hold_no_null(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return lists_hold_no_null(data, "heading_path", "keywords", "defects")

    @pa.dataframe_check
    @classmethod
    def keywords_are_tokens(cls, data: pa.PolarsData) -> pl.LazyFrame:
        others = pl.col("keywords").list.set_difference(pl.col("tokens")).list.len()
        return matches(data, pl.col("tokens").is_null() | (others == 0))

    @pa.dataframe_check
    @classmethod
    def n_chars_is_the_length_of_text(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return length_is(data, "text", "n_chars")

    @pa.dataframe_check
    @classmethod
    def what_is_left_out_says_how_alike_it_is(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, pl.col("similarity").is_null() == pl.col("duplicate_of").is_null())

    @pa.dataframe_check
    @classmethod
    def section_id_is_made_of_page_and_start(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return id_is_made_of(data, "section_id", "s")

    @pa.dataframe_check
    @classmethod
    def tokens_join_to_text(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, pl.col("tokens").is_null() | (pl.col("tokens").list.join("") == pl.col("text")))

    @pa.dataframe_check
    @classmethod
    def n_tokens_counts_the_tokens(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, pl.col("tokens").is_null() | (pl.col("tokens").list.len() == pl.col("n_tokens")))

    @pa.dataframe_check
    @classmethod
    def heading_path_ends_with_the_heading(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, pl.col("heading_path").list.last() == pl.col("heading").fill_null(""))
