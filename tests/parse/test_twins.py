"""A page written otherwise (script, width, radicals, line ends, lost breaks, Markdown) has the same speeches and outline."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.formats.decoding import decode
from pipeline.parse.page import Parsed, parse_page
from pipeline.text.folding import PAIRS
from pipeline.text.reading import LONG_LINE, page_end, page_offset

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "samples").glob("*.txt"))
TRADITIONAL = {ord(pair[1]): pair[0] for pair in PAIRS if "\u4e00" <= pair[0] <= "\u9fff"}
RADICALS = str.maketrans("一二三山大月日工见人", "⼀⼆三⼭⼤⽉⽇⼯⻅⼈")
WIDE = {digit: digit + 0xFEE0 for digit in range(ord("0"), ord("9") + 1)}


def join_lines(text: str) -> str:
    """The page without its line ends, an indent for each."""
    return "\u3000\u3000".join(line.strip() for line in text.split("\n") if line.strip())


def sign_lines(sign: str, end: str = "") -> Callable[[str], str]:
    """How to write a page with a sign before each line that has words."""
    return lambda text: "\n".join(f"{sign}{line.strip()}{end}" if line.strip() else line for line in text.split("\n"))


def sign_headings(text: str) -> str:
    """The page with Markdown's signs before titles and before the headings that stand alone in their lines."""
    parsed = parse_page(text)
    reading, layout = parsed.reading, parsed.layout
    spans = [(extent.start, extent.title_end, 1) for extent in layout.extents]
    units = [unit for units in parsed.units for unit in units if unit.role == "outline"]
    spans += [(*unit.heading, unit.depth + 1) for unit in units if unit.heading]
    stated = {(page_offset(reading, start), page_end(reading, end)): level for start, end, level in spans}
    offset, lines = 0, []
    for line in text.split("\n"):
        words = line.strip()
        start = offset + line.find(words)
        lines.append("#" * level + f" {words}" if (level := stated.get((start, start + len(words)))) else line)
        offset += len(line) + 1
    return "\n".join(lines)


WRITTEN: dict[str, Callable[[str], str]] = {
    "traditional": lambda text: text.translate(TRADITIONAL),
    "radicals": lambda text: text.translate(RADICALS),
    "full width": lambda text: text.translate(WIDE),
    "line separators": lambda text: text.replace("\n", "\u2028"),
    "next lines": lambda text: text.replace("\n", "\x85"),
    "vertical tabs": lambda text: text.replace("\n", "\x0b"),
    "form feeds": lambda text: text.replace("\n", "\x0c"),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "indents": lambda text: "\n".join(f"\u3000\u3000{line}" for line in text.split("\n")),
    "lost breaks": join_lines,
    "quotes": sign_lines("> "),
    "list items": sign_lines("- "),
    "bold": sign_lines("**", "**"),
    "headings": sign_headings,
}

POSSIBLE: dict[str, Callable[[str], bool]] = {
    "lost breaks": lambda text: len(text) > LONG_LINE,  # a shorter line is a paragraph with wide spaces in it
    **dict.fromkeys(("quotes", "list items", "bold"), lambda text: text.count("\n") > 1),  # one sign is no Markdown
}
"""The pages that can be written so."""


def outline(parsed: Parsed) -> list[tuple[object, ...]]:
    """The speeches and sections of a page by the characters that are no white space."""

    def place(offset: int) -> int:
        return len("".join(parsed.reading.twin[:offset].split()))

    speeches = [(place(extent.start), place(extent.title_end), place(extent.end)) for extent in parsed.layout.extents]
    sections = [
        (place(unit.start), unit.depth, unit.numbering, unit.number, unit.heading and place(unit.heading[1]))
        for units in parsed.units for unit in units if unit.role == "outline"
    ]  # fmt: skip
    return [*speeches, *sections]


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_page_written_otherwise_is_read_the_same(path: Path, way: str) -> None:
    decoded = decode(path.read_bytes())
    assert decoded is not None
    text = decoded.text.replace("\r\n", "\n")
    if way not in POSSIBLE or POSSIBLE[way](text):
        assert outline(parse_page(WRITTEN[way](text))) == outline(parse_page(text))
