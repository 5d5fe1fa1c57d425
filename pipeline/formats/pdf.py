"""A PDF in; out, its text with the lines of a paragraph joined, less running heads and the numbers of sheets.

A sheet knows lines and no paragraphs: a line goes on in the next when it reaches the right edge of the text, the next begins at
the left one, and both stand as close and as large as lines of one paragraph do. Two columns are read one after the other, and
notes at the foot of a sheet stand behind the text. Needs the extra `pdf` (pypdfium2).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from typing import NamedTuple

from pipeline.formats.html import Content, Markup

AVAILABLE = find_spec("pypdfium2") is not None
# not: 2021年
NUMBER = re.compile(r"[-—–·\s第共页頁/／]*(?:page\s*)?\d{1,4}(?:\s*(?:of|/|／|页?[,，\s]*共)\s*\d{1,4})?[-—–·\s页頁]*", re.I)
SPACE = re.compile(r"\r\n|(?<=\S) (?=\S)")
RUN_OF_DIGITS = re.compile(r"\d+")
EDGE = 2  # lines at the top and at the foot of a sheet that may be running heads
OFTEN = 0.5  # the share of sheets from which on a line there is one
SHEETS = 3  # of at least so many
LEADING = 0.125  # of a line's height, above and below a character
FLAT = 0.1  # points: a character that is no higher was not drawn
SAMPLES = 6  # characters of a line that say how high it is and where its foot: 一 and 。 do not
UNBROKEN = re.compile(r"[“‘《〈（(「『【]*(?:[A-Za-z0-9.%]{1,12}|.)[，。、；：！？,;:!?》〉”’）)」』】…—]{0,4}")
STOPPING = "，、；：。"  # they stand at the left of their width
HALF = "，、；：“‘（《"  # they stand at the left or the right half of their width
SLACK = 0.5  # widths of a character from the right edge at which a line is full, besides what the next begins with
CLOSE = 1.4  # times the usual distance of lines: more is a new paragraph
COLUMN_GAP, SIZE = 1.5, 10.0  # sizes of a character between two columns, and the least size in points: a dash is not high
INDENT = 3.0  # heights of a character that the first line of a paragraph may be set in
MIDDLE = 0.4  # of the width of a sheet: a second column begins beyond it
FEWEST, SHORT = 5, 6  # lines of a column, and code points of one: what is shorter is a table
ACROSS = 0.2  # of the lines of a sheet that may run across its columns
NOTE = re.compile(r"[①-⑳]|[\[〔]\d{1,3}[\]〕]|注\s*[:：]")
NOTE_GAP, NOTE_SIZE = 3.0, 0.85  # heights between a text and its notes; their size beside that of the text
JUNK = str.maketrans("", "", "\ufffe\u0002\x00\x01\x03\ufffd")


class PdfError(Exception):
    """A PDF that gives no text; the reason and the detail of its rejection."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


class Row(NamedTuple):
    """A line of a sheet: its text, its edges, its foot, and the height of its characters."""

    text: str
    left: float
    right: float
    foot: float
    height: float
    column: int = 0  # 1 and 2 where a sheet has two


def read_pdf(data: bytes) -> Content:
    """The text of a PDF. Raises PdfError."""
    import pypdfium2 as pdfium

    try:
        with pdfium.PdfDocument(data) as document:
            sheets = [set_columns(read_sheet(document[index].get_textpage())) for index in range(len(document))]
            said = document.get_metadata_dict()
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise PdfError("encrypted" if locked else "damaged", f"not a PDF that opens: {error}") from error
    if not any(sheets):
        raise PdfError("no_text", "a PDF of pictures without text; recognise it (OCR) and give the text")
    rows = leave_out_heads(sheets)
    notes = [row for sheet in rows for row in sheet[len(sheet) - count_notes(sheet):]]
    text = "\n".join([*join_rows([sheet[:len(sheet) - count_notes(sheet)] for sheet in rows]), *join_rows([notes])])
    return Content(text, Markup(said.get("Title", "").strip() or None, None, said.get("Author", "").strip() or None))


def read_sheet(page: "pypdfium2.PdfTextPage") -> list[Row]:  # type: ignore[name-defined] # noqa: F821 - an extra
    """The lines of a sheet from its top to its foot."""
    text, rows = page.get_text_range(), list[Row]()
    box = partial(box_of, page, text) if len(text) == page.count_chars() else lambda _index: (0.0, 0.0, 0.0, 0.0)
    starts = [0, *(found.end() for found in SPACE.finditer(text) if found[0] == "\r\n" or is_torn(found, box)), len(text)]
    for start, end in pairwise(starts):
        inner = text[start:end].translate(JUNK).strip()
        if inner:
            at, last = end - len(text[start:end].lstrip()), start + len(text[start:end].rstrip()) - 1
            boxes = [box(index) for index in (at, *range(at, last, max(1, (last - at) // SAMPLES)), last)]
            heights = [top - foot for _left, foot, _right, top in boxes]
            rows.append(Row(inner, boxes[0][0], boxes[-1][2], min(foot for _left, foot, _right, _top in boxes), max(heights)))
    return rows


def box_of(page: "pypdfium2.PdfTextPage", text: str, index: int) -> tuple[float, ...]:  # type: ignore[name-defined] # noqa: F821
    """Left, foot, right and top of a character in points; where no font of this machine has it, those of its place in the line
    without the room above and below, and without the empty half behind a stop."""
    drawn: tuple[float, ...] = page.get_charbox(index)
    if drawn[3] - drawn[1] > FLAT:
        return drawn
    left, foot, right, top = page.get_charbox(index, True)
    right -= 0.5 * (right - left) * (text[index] in STOPPING)
    return left, foot + LEADING * (top - foot), right, top - LEADING * (top - foot)


def is_torn(space: re.Match[str], box: Callable[[int], tuple[float, ...]]) -> bool:
    """Whether a line of the sheet ends at a space: what follows stands lower (behind 。 before ——), or in another column."""
    (_left, foot, right, top), after = box(space.start() - 1), box(space.end())
    return after[3] < foot or after[0] - right > COLUMN_GAP * max(SIZE, top - foot)


def set_columns(pieces: Sequence[Row]) -> list[Row]:
    """The lines of a sheet, those of its left column before those of its right one; elsewhere what stands in a line is one."""
    begin, end = min((row.left for row in pieces), default=0.0), max((row.right for row in pieces), default=0.0)
    second = usual([row.left for row in pieces if row.left > begin + MIDDLE * (end - begin)] or [end])
    rows = join_beside(pieces, second)
    columns = [1 if row.right <= second else 2 if row.left >= second - 1 else 0 for row in rows]
    sides = [[row for row, column in zip(rows, columns, strict=True) if column == side] for side in (1, 2)]
    running = all(len(side) >= FEWEST and sum(len(row.text) for row in side) > SHORT * len(side) for side in sides)
    if not running or columns.count(0) > ACROSS * len(rows):
        return join_beside(rows, end)
    across = sorted(row.foot for row, column in zip(rows, columns, strict=True) if column == 0)
    placed = [row._replace(column=column) for row, column in zip(rows, columns, strict=True)]
    return sorted(placed, key=lambda row: (-bisect_left(across, row.foot), row.column, -row.foot))


def join_beside(rows: Sequence[Row], second: float) -> list[Row]:
    """The lines of a sheet, each with what stands beside it, but for what begins a second column there."""
    joined: list[Row] = []
    for row in rows:
        before = joined[-1] if joined else None
        parted = before is not None and before.right <= second and second - 1 <= row.left < second + INDENT * row.height
        if before and not parted and row.left > before.right and abs(row.foot - before.foot) < 0.5 * before.height:
            joined[-1] = before._replace(text=f"{before.text} {row.text}", right=row.right)
        else:
            joined.append(row)
    return joined


def count_notes(rows: Sequence[Row]) -> int:
    """How many lines at the foot of a sheet are notes: below a gap, or smaller than the text, from the first that has a mark."""
    first = next((index for index, row in enumerate(rows) if index and NOTE.match(row.text) and all(
        other.foot < rows[index - 1].foot for other in rows[index:]
    ) and (rows[index - 1].foot - row.foot > NOTE_GAP * row.height or row.height < NOTE_SIZE * rows[index - 1].height)), None)
    return 0 if first is None else len(rows) - first


def leave_out_heads(sheets: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The sheets without their numbers and the lines that stand at the edge of many of them."""
    edges = [{without_digits(row) for row in (*rows[:EDGE], *rows[-EDGE:])} for rows in sheets]
    counts = Counter(line for lines in edges for line in lines)
    heads = {line for line, count in counts.items() if count >= max(SHEETS, OFTEN * len(sheets))}
    kept = []
    for rows in sheets:
        own = list(rows)
        for place in (0, -1):
            for _line in range(EDGE):
                if own and (without_digits(own[place]) in heads or NUMBER.fullmatch(own[place].text)):
                    own.pop(place)
        kept.append(own)
    return kept


def without_digits(row: Row) -> str:
    """A line as the other sheets have it: their numbers are others."""
    return RUN_OF_DIGITS.sub("0", row.text)


def join_rows(sheets: Sequence[Sequence[Row]]) -> Iterator[str]:
    """The paragraphs of all sheets."""
    rows = [row for sheet in sheets for row in sheet]
    if not rows:
        return
    columns = {row.column: [other for other in rows if other.column == row.column] for row in rows}
    edges = {column: (usual([row.left for row in held]), max(row.right for row in held)) for column, held in columns.items()}
    gap = usual([before.foot - row.foot for before, row in pairwise(rows) if before.foot > row.foot] or [0.0])
    paragraph = rows[0].text
    for before, row in pairwise(rows):
        width = max(before.right - before.left, 1.0) / max(len(before.text), 1)
        first = UNBROKEN.match(row.text)
        room = SLACK + (len(first[0]) if first else 1) + (before.text[-1] in HALF)
        full = before.right >= edges[before.column][1] - room * max(width, before.height)
        down = before.foot - row.foot
        close = down <= 0 or down <= CLOSE * max(gap, before.height)
        alike = abs(before.height - row.height) <= 0.5 * max(before.height, row.height, 1.0)
        if full and close and alike and row.left <= edges[row.column][0] + 0.7 * max(width, row.height):
            paragraph += glue(paragraph, row.text) + row.text
        else:
            yield paragraph
            paragraph = row.text
    yield paragraph


def glue(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: a space between words of Latin letters."""
    return " " if before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalnum() else ""


def usual(values: Sequence[float]) -> float:
    """The value that most lines have, to the whole point."""
    return float(Counter(round(value) for value in values).most_common(1)[0][0])
