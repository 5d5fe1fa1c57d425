"""The script of a text is that of the characters that tell."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.script import SIMPLIFIED, TRADITIONAL, script_of


def test_the_table_pairs_different_characters_each_once() -> None:
    assert len(SIMPLIFIED) == len(TRADITIONAL)
    assert len({*SIMPLIFIED, *TRADITIONAL}) == 2 * len(SIMPLIFIED)
    assert all(unicodedata.name(character).startswith("CJK UNIFIED") for character in SIMPLIFIED + TRADITIONAL)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", "Hans"),
        ("一二三", "Hans"),
        ("同志们,今天召开会议", "Hans"),
        ("同志們,今天召開會議", "Hant"),
        ("国" * 95 + "國" * 5, "Hans"),
        ("國" * 95 + "国" * 5, "Hant"),
        ("同志们,我們", "mixed"),
    ],
)
def test_the_script_of_a_text(text: str, script: str) -> None:
    assert script_of(text) == script


@given(st.text())
def test_any_text_has_a_script(text: str) -> None:
    assert script_of(text) in ("Hans", "Hant", "mixed")
