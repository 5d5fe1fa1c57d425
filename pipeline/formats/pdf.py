"""A PDF in; out, its text with the lines of a paragraph joined, less running heads and the numbers of sheets.

A sheet knows lines and no paragraphs: a line goes on in the next when it reaches the right edge of the text, the next begins at
the left one, and both stand as close and as large as lines of one paragraph do. Columns are read one after the other, and notes
at the foot of a sheet stand behind the text. Needs the extra `pdf` (pypdfium2).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import memmove
from functools import cache
from importlib.util import find_spec
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from pipeline.formats.html import Content, Markup
from pipeline.formats.pdf_sheets import Drawn, read_sheet

SQUARE = Path(__file__).with_name("square.ttf")
EASTERN = (128, 129, 134, 136)  # charsets of fonts: Japanese, Korean, Chinese in short and in full forms
AVAILABLE = find_spec("pypdfium2") is not None
# not: 2021年
NUMBER = re.compile(
    r"[-—–·\s第共页頁/／]*(?:page\s*)?(?P<number>\d{1,4})(?:\s*(?:of|/|／|页?[,，\s]*共)\s*\d{1,4})?[-—–·\s页頁]*", re.I
)
STATED = re.compile(r"[页頁]|page|of|^\s*[-—–·].*[-—–·]\s*$", re.I)  # of a number, that it is one of a sheet
SENTENCE = re.compile(r"[。！？!?；;：:，,…]\s*$")
RUN_OF_DIGITS = re.compile(r"\d+")
EDGES = (0, -1)  # the first line of a sheet, and the last
EDGE = 2  # lines at the top and at the foot of a sheet that may be running heads
OFTEN = 0.5  # the share of sheets from which on a line there is one
SHEETS = 3  # of at least so many
COUNTED, YEAR = 2, 4  # sheets that are counted alike, and the digits of a year, which is none of a sheet that stands alone
LINE, APART = 2.0, 1.2  # heights of a character from line to line, and times the usual distance: more is apart
UNBROKEN = re.compile(r"[“‘《〈（(「『【]*(?:[A-Za-z0-9.%]{1,12}|.)[，。、；：！？,;:!?》〉”’）)」』】…—]{0,4}")
HALF = "，、；：“‘（《"  # they stand at the left or the right half of their width
SLACK = 0.5  # widths of a character from the right edge at which a line is full, besides what the next begins with
CLOSE = 1.4  # times the usual distance of lines: more is a new paragraph
MARK = re.compile(r"[①-⑳]|[\[〔]\d{1,3}[\]〕]")
NOTE = re.compile(rf"(?P<mark>{MARK.pattern})|注\s*[:：]")
NOTE_GAP, NOTE_SIZE = 3.0, 0.85  # heights between a text and its notes; their size beside that of the text


class PdfError(Exception):
    """A PDF that gives no text; the reason and the detail of its rejection."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def read_pdf(data: bytes) -> Content:
    """The text of a PDF. Raises PdfError."""
    import pypdfium2 as pdfium

    use_no_fonts_of_this_machine()
    try:
        with pdfium.PdfDocument(data) as document:
            sheets = [read_sheet(document[index]) for index in range(len(document))]
            said = document.get_metadata_dict()
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise PdfError("encrypted" if locked else "damaged", f"not a PDF that opens: {error}") from error
    if not any(sheets):
        raise PdfError("no_text", "a PDF of pictures without text; recognise it (OCR) and give the text")
    kept = leave_out_heads(sheets)
    ends = [len(rows) - count_notes(rows) for rows in kept]
    notes = [row for rows, end in zip(kept, ends, strict=True) for row in rows[end:]]
    text = "\n".join([*join_rows([rows[:end] for rows, end in zip(kept, ends, strict=True)]), *join_rows([notes])])
    return Content(text, Markup(said.get("Title", "").strip() or None, None, said.get("Author", "").strip() or None))


@cache
def use_no_fonts_of_this_machine() -> Any:
    """A PDF that names a font and does not bring it is read alike on all machines: one font stands for all Chinese ones, in which
    a character is a square (tests/tools/square_font.py makes it), and pdfium's own ones for the others.

    pdfium asks for fonts by fpdf_sysfontinfo.h; what it calls must live as long as it does, so it is given back and kept.
    """
    from pypdfium2.raw import FPDF_SYSFONTINFO, FPDF_SetSystemFontInfo

    font = SQUARE.read_bytes()

    def choose(_info: Any, _weight: int, _italic: int, charset: int, _pitch: int, _face: Any, _exact: Any) -> int | None:
        return 1 if charset in EASTERN else None

    def give(_info: Any, _font: Any, table: int, into: int | None, size: int) -> int:
        if table:
            return 0
        if into and size >= len(font):
            memmove(into, font, len(font))
        return len(font)

    kinds, fonts = dict(FPDF_SYSFONTINFO._fields_), FPDF_SYSFONTINFO()
    fonts.version, fonts.MapFont, fonts.GetFontData = 1, kinds["MapFont"](choose), kinds["GetFontData"](give)
    FPDF_SetSystemFontInfo(fonts)
    return fonts


def count_notes(rows: Sequence[Drawn]) -> int:
    """How many lines at the foot of a sheet are notes: smaller than the text, or below a gap with a mark that stands in the text.

    The first of them has a mark, and none of them stands above the end of the text.
    """
    tops = [*accumulate((row.foot for row in reversed(rows)), max)][::-1]
    marks = set[str]()
    for index, (row, before) in enumerate(zip(rows, [None, *rows], strict=False)):
        if before and (note := NOTE.match(row.text)) and tops[index] < before.foot:
            referred = note["mark"] is None or note["mark"] in marks
            gap = before.foot - row.foot > NOTE_GAP * row.height
            if (gap and referred) or row.height < NOTE_SIZE * before.height:
                return len(rows) - index
        marks.update(MARK.findall(row.text))
    return 0


def leave_out_heads(sheets: Sequence[Sequence[Drawn]]) -> list[list[Drawn]]:
    """The sheets without their numbers and the lines that stand at the edge of many of them."""
    spacing = find_spacing(sheets)
    heads, counted = find_heads(sheets, spacing), count_sheets(sheets)
    kept = []
    for number, rows in enumerate(sheets):
        own = list(rows)
        for edge in EDGES:
            for _line in range(EDGE):
                if own and (without_digits(own[edge]) in heads or is_number(own, edge, number, counted, spacing)):
                    own.pop(edge)
        kept.append(own)
    return kept


def find_spacing(sheets: Sequence[Sequence[Drawn]]) -> float:
    """How far lines of text stand below each other; where they are few, or stand far apart, as far as lines usually do."""
    heights = [row.height for rows in sheets for row in rows]
    return min(find_gap(sheets) or float("inf"), LINE * usual(heights or [0.0]))


def find_gap(sheets: Sequence[Sequence[Drawn]]) -> float:
    """How far most lines stand below the one before them."""
    return usual([before.foot - row.foot for rows in sheets for before, row in pairwise(rows) if before.foot > row.foot] or [0.0])


def find_heads(sheets: Sequence[Sequence[Drawn]], spacing: float) -> set[str]:
    """The lines that stand at the edge of many sheets: at the same height, apart from the text, and no sentences.

    What closes one speech of a page after the other is none of them.
    """
    counts = Counter[tuple[str, int]]()
    for rows in sheets:
        edges = [(place, rows[place]) for place in {*range(-min(EDGE, len(rows)), min(EDGE, len(rows)))}]
        counts.update({(without_digits(row), round(row.foot)) for place, row in edges
                       if not SENTENCE.search(row.text) and is_apart(rows, place, EDGE, spacing)})  # fmt: skip
    least = max(SHEETS, OFTEN * len(sheets))
    return {line for line, foot in counts if sum(counts.get((line, foot + near), 0) for near in (-1, 0, 1)) >= least}


def is_apart(rows: Sequence[Drawn], place: int, lines: int, spacing: float) -> bool:
    """Whether a line at the edge of a sheet, or the next ones of so many lines there, stand apart from those behind them."""
    inward = rows[place:lines + 1] if place >= 0 else rows[max(len(rows) - lines - 1, 0):len(rows) + place + 1]
    return len(rows) <= lines or any(abs(one.foot - next_.foot) > APART * spacing for one, next_ in pairwise(inward))


def count_sheets(sheets: Sequence[Sequence[Drawn]]) -> Counter[tuple[int, int]]:
    """For each edge of a sheet, and each number that its first sheet would have, on how many sheets it is counted so."""
    counts = Counter[tuple[int, int]]()
    for number, rows in enumerate(sheets):
        found = {(edge, NUMBER.fullmatch(row.text)) for edge in EDGES for row in (rows[:EDGE] if edge == 0 else rows[-EDGE:])}
        counts.update({(edge, int(one["number"]) - number) for edge, one in found if one})
    return counts


def is_number(rows: Sequence[Drawn], edge: int, number: int, counted: Counter[tuple[int, int]], spacing: float) -> bool:
    """Whether the line at an edge of a sheet is its number: it says so, other sheets are counted alike, or it stands apart."""
    found = NUMBER.fullmatch(rows[edge].text)
    if found is None:
        return False
    alike = counted[edge, int(found["number"]) - number] >= COUNTED
    return alike or STATED.search(found[0]) is not None or (len(found["number"]) < YEAR and is_apart(rows, edge, 1, spacing))


def without_digits(row: Drawn) -> str:
    """A line as the other sheets have it: their numbers are others."""
    return RUN_OF_DIGITS.sub("0", row.text)


def join_rows(sheets: Sequence[Sequence[Drawn]]) -> Iterator[str]:
    """The paragraphs of all sheets."""
    rows = [row for sheet in sheets for row in sheet]
    if not rows:
        return
    columns: dict[int, list[Drawn]] = {}
    for row in rows:
        columns.setdefault(row.column, []).append(row)
    edges = {column: (edge_of(held), max(row.right for row in held)) for column, held in columns.items()}
    gap = find_gap([rows])
    paragraph = rows[0].text
    for before, row in pairwise(rows):
        width = max(before.right - before.left, 1.0) / max(len(before.text), 1)
        first = UNBROKEN.match(row.text)
        room = SLACK + (len(first[0]) if first else 1) + (before.text[-1] in HALF)
        left, right = edges[before.column]
        full = before.right >= right - room * max(width, before.height) and before.left < (left + right) / 2
        down = before.foot - row.foot
        close = down <= 0 or down <= CLOSE * max(gap, before.height)
        alike = abs(before.height - row.height) <= 0.5 * max(before.height, row.height, 1.0) and min(before.cells, row.cells) == 1
        if full and close and alike and row.left <= edges[row.column][0] + 0.7 * max(width, row.height):
            paragraph += glue(paragraph, row.text) + row.text
        else:
            yield paragraph
            paragraph = row.text
    yield paragraph


def edge_of(rows: Sequence[Drawn]) -> float:
    """Where lines begin, to the whole point: at the left of most of their text."""
    counts = Counter[int]()
    for row in rows:
        counts[round(row.left)] += len(row.text)
    return float(counts.most_common(1)[0][0])


def glue(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: a space between words of Latin letters."""
    return " " if before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalnum() else ""


def usual(values: Sequence[float]) -> float:
    """The value that most lines have, to the whole point."""
    return float(Counter(round(value) for value in values).most_common(1)[0][0])
