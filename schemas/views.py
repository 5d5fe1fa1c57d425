"""The tables of the training views: what trainers take, made from speeches, sections and spans alone."""

import pandera.polars as pa
import polars as pl

from schemas.checks import PAGE_ID, SECTION_ID, SPEECH_ID, matches

MESSAGE = pl.Struct({"role": pl.String(), "content": pl.String()})


class Text(pa.DataFrameModel):
    """Plain text for language models: one row a speech."""

    text: str = pa.Field(str_length={"min_value": 1}, description="Title and text of the speech")
    speech_id: str = pa.Field(unique=True, str_matches=SPEECH_ID, description="Speech it is made of")
    page_id: str = pa.Field(str_matches=PAGE_ID, description="Page of the speech")
    duplicate_of: str = pa.Field(
        nullable=True, str_matches=SPEECH_ID, description="The speech kept of its near-duplicate cluster"
    )

    class Config:
        strict = True
        ordered = True


class HeadingGeneration(pa.DataFrameModel):
    """A section's text to its heading: one row a section that has both."""

    prompt: str = pa.Field(str_length={"min_value": 1}, description="The task and the text of the section")
    completion: str = pa.Field(str_length={"min_value": 1}, description="Heading of the section")
    section_id: str = pa.Field(unique=True, str_matches=SECTION_ID, description="Section it is made of")

    class Config:
        strict = True
        ordered = True


class HeadingGenerationChat(pa.DataFrameModel):
    """The same as messages."""

    messages: pl.List = pa.Field(dtype_kwargs={"inner": MESSAGE}, description="The task as user, the heading as assistant")
    section_id: str = pa.Field(unique=True, str_matches=SECTION_ID, description="Section it is made of")

    class Config:
        strict = True
        ordered = True


class OutlineToSection(pa.DataFrameModel):
    """A place in the outline to the text that stands there: one row a section that has heading and text."""

    prompt: str = pa.Field(
        str_length={"min_value": 1}, description="The task, the title of the speech and the headings down to the section"
    )
    completion: str = pa.Field(str_length={"min_value": 1}, description="Text of the section")
    section_id: str = pa.Field(unique=True, str_matches=SECTION_ID, description="Section it is made of")

    class Config:
        strict = True
        ordered = True


class RetrievalPairs(pa.DataFrameModel):
    """A question, the section that answers it, and one of the same speech that does not. Trainers take columns by order."""

    anchor: str = pa.Field(str_length={"min_value": 1}, description="Title of the speech and headings down to the section")
    positive: str = pa.Field(str_length={"min_value": 1}, description="Text of the section")
    negative: str = pa.Field(
        str_length={"min_value": 1}, description="Text of another section of the speech, not a near-duplicate"
    )

    class Config:
        strict = True
        ordered = True

    @pa.dataframe_check
    @classmethod
    def positive_and_negative_differ(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, pl.col("positive") != pl.col("negative"))


class Segmentation(pa.DataFrameModel):
    """The lines of a speech with the outline as labels: one row a speech."""

    lines: pl.List = pa.Field(dtype_kwargs={"inner": pl.String()}, description="Lines of the speech's text")
    labels: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.String()},
        description="A label a line: B-n begins a section at depth n, I-n goes on in one, O is opening or closing",
    )
    speech_id: str = pa.Field(unique=True, str_matches=SPEECH_ID, description="Speech it is made of")

    class Config:
        strict = True
        ordered = True

    @pa.dataframe_check
    @classmethod
    def every_line_has_a_label(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, pl.col("lines").list.len() == pl.col("labels").list.len())
