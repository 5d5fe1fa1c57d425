"""The table of turns: one row a person's turn to speak in an interview, a press conference or a sitting."""

import pandera.polars as pa
import polars as pl

from schemas.checks import PAGE_ID, SPEECH_ID, SPLITS, TURN_ID, Placed, id_is_made_of

TURN_ROLES = ["question", "answer", "chair", "speaker"]


class Turns(Placed):
    """One turn of a speech in which several speak; the turns of a speech are its text from the first turn to its end."""

    turn_id: str = pa.Field(unique=True, str_matches=TURN_ID, description="page_id, -t, start")
    speech_id: str = pa.Field(str_matches=SPEECH_ID, description="Speech the turn belongs to")
    page_id: str = pa.Field(str_matches=PAGE_ID, description="Page the turn stands on")
    ordinal: pl.Int32 = pa.Field(ge=1, description="Position in the speech, from 1")
    speaker: str = pa.Field(nullable=True, description="Who speaks, as it stands before the colon or in brackets, such as 记者")
    role: str = pa.Field(isin=TURN_ROLES, description="question, answer, chair (who leads the talk or the sitting) or speaker")
    start: pl.Int32 = pa.Field(ge=0, description="First code point of the turn in the page text: where the speaker is named")
    end: pl.Int32 = pa.Field(description="End of the turn in the page text, exclusive")
    text: str = pa.Field(
        str_length={"min_value": 1}, description="All its published text, the words that name the speaker included"
    )
    split: str = pa.Field(isin=SPLITS, description="Split of its page")

    @pa.dataframe_check
    @classmethod
    def turn_id_is_made_of_page_and_start(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return id_is_made_of(data, "turn_id", "t")
