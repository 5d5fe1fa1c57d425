"""Patterns are matched on the folded twin: a form that no twin has, in a pattern, is one that never matches."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from pipeline.text.folding import fold

ROOMS = ("text", "damage", "speeches", "outline")
HOUSE = Path(__file__).resolve().parents[2] / "pipeline"
WRITTEN_OUT = re.compile(r"\\u4e00|\\u3400|一-鿿|一二三四五六七八九十")
OF_OTHERS = {"text/characters", "annotation/words", "sources/pages", "formats/word_numbers"}
"""Where such characters stand once for all, or as others define them: jieba, Unicode's blocks, Word."""


def named_patterns() -> Iterator[tuple[str, str]]:
    """Every compiled pattern of the rooms that read twins, those of the rows of tables too."""
    for room in ROOMS:
        for module in iter_modules(import_module(f"pipeline.{room}").__path__, f"pipeline.{room}."):
            for name, value in vars(import_module(module.name)).items():
                rows = value if isinstance(value, tuple) else tuple(value.values()) if isinstance(value, dict) else (value,)
                for row in rows:
                    pattern = getattr(getattr(row, "find", row), "pattern", None)
                    written = pattern.pattern if isinstance(pattern, re.Pattern) else pattern
                    if isinstance(written, str):
                        yield f"{module.name}.{name}", written.replace("\uf900-\ufaff", "")  # the range of all Han characters


@pytest.mark.parametrize("room", ROOMS)
def test_a_pattern_is_its_own_twin(room: str) -> None:
    found = {name: written for name, written in named_patterns() if name.startswith(f"pipeline.{room}.")}
    of_pages = {name for name in found if name.endswith("BREAK")}
    other = {name: [one for one in written if fold(one) != one] for name, written in found.items() if name not in of_pages}
    assert {name: forms for name, forms in other.items() if forms} == {}


@pytest.mark.parametrize("room", sorted(path.parent.name for path in HOUSE.glob("*/__init__.py")))
def test_han_and_numerals_are_written_out_in_one_module(room: str) -> None:
    modules = {f"{room}/{path.stem}": path.read_text(encoding="utf-8") for path in (HOUSE / room).glob("*.py")}
    assert {name for name, code in modules.items() if WRITTEN_OUT.search(code)} - OF_OTHERS == set()


def test_common_simplified_characters_are_their_own_twins() -> None:
    level_1 = (bytes([lead, tail]) for lead in range(0xB0, 0xD8) for tail in range(0xA1, 0xFF))
    common = [character for code in level_1 if (character := code.decode("gb2312", "ignore"))]
    assert len(common) == 3755
    assert [character for character in common if fold(character) != character] == ["藉", "乾", "著"]  # 憑藉, 乾部, 沿著
