"""A page text in; out, the characters in it that damage put there and that the reading leaves out."""

from pipeline.records import Damage


def find_damage(text: str) -> list[Damage]:
    """What the reading leaves out, in order and without overlap (code points of `text`)."""
    return [Damage(index, index + 1, "zero_width") for index, character in enumerate(text) if character == "\u200b"]
