"""The table of speeches: one row a text with its title, salutation, body and closing."""

import pandera.polars as pa
import polars as pl

from schemas.checks import (
    PAGE_ID,
    SPEECH_ID,
    SPLITS,
    Judged,
    Placed,
    id_is_made_of,
    is_calendar_date,
    length_is,
    lists_hold_no_null,
    matches,
    words_stand_in,
)

STATED = ("occasion", "speaker", "date", "place", "salutation")
"""What is stated of a speech: each value with its `_start` and `_end`, which are null when the record of the page states it."""


def placed(description: str) -> pl.Int32:
    """A column for a place of a stated value."""
    field: pl.Int32 = pa.Field(nullable=True, ge=0, description=f"{description}; null when the page's record states it")
    return field


def has_place(name: str) -> pl.Expr:
    """Whether start and end are both there, in order and with a value, or neither is."""
    value, start, end = pl.col(name), pl.col(f"{name}_start"), pl.col(f"{name}_end")
    return (start.is_null() & end.is_null()) | (value.is_not_null() & (start < end)).fill_null(value=False)


class Speeches(Judged, Placed):
    """One speech of a page."""

    speech_id: str = pa.Field(unique=True, str_matches=SPEECH_ID, description="page_id, -p, start")
    page_id: str = pa.Field(str_matches=PAGE_ID, description="Page the speech stands on")
    ordinal: pl.Int32 = pa.Field(ge=1, description="Position on the page, from 1")
    title: str = pa.Field(nullable=True, description="Title line as it stands, numbering suffix included, outer spaces not")
    occasion: str = pa.Field(nullable=True, description="Occasion the speech was given on, as it stands")
    occasion_start: pl.Int32 = placed("First code point of the occasion in the page text")
    occasion_end: pl.Int32 = placed("End of the occasion in the page text, exclusive")
    speaker: str = pa.Field(nullable=True, description="Name or office of the speaker, as it stands")
    speaker_start: pl.Int32 = placed("First code point of the speaker in the page text")
    speaker_end: pl.Int32 = placed("End of the speaker in the page text, exclusive")
    date: str = pa.Field(
        nullable=True,
        str_matches=r"^\d{4}(-\d\d(-\d\d)?)?$",
        description="Date of the speech (ISO 8601), as far as it is stated; never the time the site gives",
    )
    date_start: pl.Int32 = placed("First code point of the date in the page text")
    date_end: pl.Int32 = placed("End of the date in the page text, exclusive")
    place: str = pa.Field(nullable=True, description="Place of the speech, as it stands")
    place_start: pl.Int32 = placed("First code point of the place in the page text")
    place_end: pl.Int32 = placed("End of the place in the page text, exclusive")
    salutation: str = pa.Field(nullable=True, description="Words the audience is addressed with at the beginning, as they stand")
    salutation_start: pl.Int32 = placed("First code point of the salutation in the page text")
    salutation_end: pl.Int32 = placed("End of the salutation in the page text, exclusive")
    start: pl.Int32 = pa.Field(ge=0, description="First code point of the speech in the page text (its title, if it has one)")
    end: pl.Int32 = pa.Field(description="End of the speech in the page text, exclusive")
    n_sections: pl.Int32 = pa.Field(ge=0, description="Number of its sections, opening and closing included")
    text: str = pa.Field(description="All its published text without the title, paragraphs separated by \\n")
    n_chars: pl.Int32 = pa.Field(ge=0, description="Length of text in code points")
    n_tokens: pl.Int32 = pa.Field(ge=0, description="Number of words in its sections (jieba)")
    keywords: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.String()}, description="Words with the highest TF-IDF weight, best first"
    )
    confidence: pl.Float32 = pa.Field(
        ge=0, le=1, description="How often speeches decided by such a margin begin and end where they should, 0 to 1"
    )
    running: pl.Float32 = pa.Field(ge=0, le=1, description="Share of characters in lines that hold sentences")
    damage: pl.Float32 = pa.Field(ge=0, description="Signs of damage a character: strange and rare characters, broken lines")
    repetition: pl.Float32 = pa.Field(ge=0, le=1, description="Share of characters in lines that stand in the text before")
    template: pl.Float32 = pa.Field(ge=0, description="Blanks to fill in a character: xx县, 增长%, 达亿元")
    quality: pl.Float32 = pa.Field(ge=0, le=1, description="What the four leave of 1: clean prose is near it, ruins are 0")
    defects: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.String()}, description="Codes of what is lost or doubtful in the speech"
    )
    cluster_id: str = pa.Field(str_matches=SPEECH_ID, description="Near-duplicate cluster: the smallest speech_id in it")
    duplicate_of: str = pa.Field(
        nullable=True,
        str_matches=SPEECH_ID,
        description="Kept speech that it is a near-duplicate of; null if kept itself",
    )
    similarity: pl.Float32 = pa.Field(
        nullable=True, gt=0, le=1, description="Similarity to duplicate_of (character 5-grams of the plain form); null if kept"
    )
    split: str = pa.Field(isin=SPLITS, description="Split of its page")

    @pa.dataframe_check
    @classmethod
    def lists_hold_no_null(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return lists_hold_no_null(data, "keywords", "defects")

    @pa.dataframe_check
    @classmethod
    def keywords_stand_in_the_text(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, words_stand_in(pl.col("keywords"), pl.col("text")))

    @pa.dataframe_check
    @classmethod
    def dates_are_of_the_calendar(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, is_calendar_date("date"))

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
    def what_is_stated_has_one_place_or_none(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, pl.all_horizontal(has_place(name) for name in STATED))

    @pa.dataframe_check
    @classmethod
    def speech_id_is_made_of_page_and_start(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return id_is_made_of(data, "speech_id", "p")
