"""The tables of the training views: what trainers take, made from speeches, sections and spans alone."""

from typing import Any

import pandera.polars as pa
import polars as pl

from schemas.checks import PAGE_ID, SECTION_ID, SPEECH_ID, Judged, Table, matches
from schemas.names import LEVELS

MESSAGE = pl.Struct({"role": pl.String(), "content": pl.String()})
LABELS = ["O", *(f"{letter}-{level}" for level in range(1, LEVELS + 1) for letter in "BI")]


def defects_of(record: str) -> Any:
    """The column that every view carries from the record that a row is made of."""
    words = f"Codes of what is lost or doubtful in the {record}"
    return pa.Field(dtype_kwargs={"inner": pl.String()}, description=words)


def quality_of(record: str) -> Any:
    """The other one: a number from 0 to 1."""
    return pa.Field(ge=0, le=1, description=f"Quality of the {record}")


class Text(Judged):
    """Plain text for language models: one row a speech of 50 characters or more in Chinese prose, near-duplicates left out."""

    text: str = pa.Field(str_length={"min_value": 1}, description="Title, less what sites add, and text of the speech")
    speech_id: str = pa.Field(unique=True, str_matches=SPEECH_ID, description="Speech it is made of")
    page_id: str = pa.Field(str_matches=PAGE_ID, description="Page of the speech")
    defects: pl.List = defects_of("speech")
    quality: pl.Float32 = quality_of("speech")


class HeadingGeneration(Judged):
    """A section's text to its heading: one row a section that holds no others, has a heading and 20 to 2,000 characters.

    Near-duplicates are left out, headings of more than 32 characters (those above included) or that name nothing, texts not half
    as long again as their heading, and texts that hold more than the section's own words: captions, calls to the hall, what
    follows a list.
    """

    prompt: str = pa.Field(str_length={"min_value": 1}, description="The task and the text of the section")
    completion: str = pa.Field(str_length={"min_value": 1}, description="Heading of the section")
    section_id: str = pa.Field(unique=True, str_matches=SECTION_ID, description="Section it is made of")
    defects: pl.List = defects_of("section")
    quality: pl.Float32 = quality_of("section")


class HeadingGenerationChat(Judged):
    """The task of `heading_generation` as messages, in a table of its own since trainers must not see both forms in a row."""

    messages: pl.List = pa.Field(dtype_kwargs={"inner": MESSAGE}, description="The task as user, the heading as assistant")
    section_id: str = pa.Field(unique=True, str_matches=SECTION_ID, description="Section it is made of")
    defects: pl.List = defects_of("section")
    quality: pl.Float32 = quality_of("section")

    @pa.dataframe_check
    @classmethod
    def a_user_asks_and_an_assistant_answers(cls, data: pa.PolarsData) -> pl.LazyFrame:
        turns = pl.col("messages")
        roles = turns.list.eval(pl.element().struct.field("role")).list.join("|", ignore_nulls=False) == "user|assistant"
        said = turns.list.eval(pl.element().struct.field("content").str.len_chars().fill_null(0) > 0).list.all()
        return matches(data, roles & said)


class OutlineToSection(Judged):
    """A place in the outline to the text there: one row a section of `heading_generation`."""

    prompt: str = pa.Field(
        str_length={"min_value": 1}, description="The task, the title of the speech and the headings down to the section"
    )
    completion: str = pa.Field(str_length={"min_value": 1}, description="Text of the section")
    section_id: str = pa.Field(unique=True, str_matches=SECTION_ID, description="Section it is made of")
    defects: pl.List = defects_of("section")
    quality: pl.Float32 = quality_of("section")


class OutlineGeneration(Judged):
    """A speech without its headings to its outline: one row a speech of up to 6,000 characters whose outline is whole.

    It has three headings or more, every section has one, and the numbers below each run on from 1 in one way.
    """

    prompt: str = pa.Field(str_length={"min_value": 1}, description="The task, the title and the text without headings")
    completion: str = pa.Field(
        str_length={"min_value": 1}, description="Headings in reading order, one a line, an ideographic space a level further in"
    )
    speech_id: str = pa.Field(unique=True, str_matches=SPEECH_ID, description="Speech it is made of")
    defects: pl.List = defects_of("speech")
    quality: pl.Float32 = quality_of("speech")


class Summary(Judged):
    """A section's text to the headings down to it: one row a section of `heading_generation` whose headings are all there.

    Left out are texts shorter than these headings.
    """

    prompt: str = pa.Field(
        str_length={"min_value": 1}, description="The task, the title of the speech and the text of the section"
    )
    completion: str = pa.Field(str_length={"min_value": 1}, description="Headings down to the section, outermost first")
    section_id: str = pa.Field(unique=True, str_matches=SECTION_ID, description="Section it is made of")
    defects: pl.List = defects_of("section")
    quality: pl.Float32 = quality_of("section")


class RetrievalPairs(Table):
    """A question, the section that answers it, and another of the same speech. Trainers take columns by order: no ids here.

    A heading alone, of an untitled speech, is no question. The other section says no more of the question's heading.
    """

    anchor: str = pa.Field(str_length={"min_value": 1}, description="Title of the speech and headings down to the section")
    positive: str = pa.Field(str_length={"min_value": 1}, description="Text of the section")
    negative: str = pa.Field(
        str_length={"min_value": 1}, description="Text of another section of the speech, not its near-duplicate"
    )

    @pa.dataframe_check
    @classmethod
    def positive_and_negative_differ(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, pl.col("positive") != pl.col("negative"))


class RetrievalSources(Judged):
    """The sections that the rows of `retrieval_pairs` are made of, in the same order."""

    positive_id: str = pa.Field(unique=True, str_matches=SECTION_ID, description="Section that answers")
    negative_id: str = pa.Field(str_matches=SECTION_ID, description="The other section")
    speech_id: str = pa.Field(str_matches=SPEECH_ID, description="Speech of both")
    defects: pl.List = defects_of("answer")
    quality: pl.Float32 = quality_of("answer")


class Segmentation(Judged):
    """Lines of a speech with the outline as labels: one row a window of lines, 480 characters or less where lines allow it.

    Every section that has a text begins a line: lines are cut where one begins inside, and at sentences when they are long.
    """

    lines: pl.List = pa.Field(dtype_kwargs={"inner": pl.String()}, description="Lines of the speech's text, blank ones left out")
    labels: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.String()},
        description=f"A label a line: B-n begins a section at depth n (the deepest told apart is {LEVELS}), I-n goes on in it, "
        "O is opening, closing or a speech without outline",
    )
    speech_id: str = pa.Field(str_matches=SPEECH_ID, description="Speech it is made of")
    ordinal: pl.Int32 = pa.Field(ge=1, description="Position of the window in the speech, from 1")
    page_id: str = pa.Field(str_matches=PAGE_ID, description="Page of the speech")
    defects: pl.List = defects_of("speech")
    quality: pl.Float32 = quality_of("speech")

    class Config:
        unique = ["speech_id", "ordinal"]  # noqa: RUF012 - as Pandera reads it

    @pa.dataframe_check
    @classmethod
    def every_line_has_a_label(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, pl.col("lines").list.len() == pl.col("labels").list.len())

    @pa.dataframe_check
    @classmethod
    def labels_are_known(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return matches(data, pl.col("labels").list.eval(pl.element().is_in(LABELS)).list.all())

    @pa.dataframe_check
    @classmethod
    def what_goes_on_has_begun(cls, data: pa.PolarsData) -> pl.LazyFrame:
        same = pl.element().str.slice(1) == pl.element().shift(1).str.slice(1)
        return matches(data, pl.col("labels").list.eval(~pl.element().str.starts_with("I-") | same.fill_null(True)).list.all())


VIEW_TABLES: dict[str, type[pa.DataFrameModel]] = {
    "text": Text,
    "heading_generation": HeadingGeneration,
    "heading_generation_chat": HeadingGenerationChat,
    "outline_to_section": OutlineToSection,
    "outline_generation": OutlineGeneration,
    "summary": Summary,
    "retrieval_pairs": RetrievalPairs,
    "retrieval_sources": RetrievalSources,
    "segmentation": Segmentation,
}
"""The table of every view by the name of its config."""
