"""A sheet of a PDF in; out, its lines from top to foot, column after column, less what is written in white on white.

A PDF says where characters stand, and nothing of lines: they come in the order in which they were drawn. What was drawn later and
stands above all else comes first; vertical text is read as if its sheet were turned.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from ctypes import byref, c_uint
from functools import partial
from itertools import islice, pairwise
from typing import Any, NamedTuple, TypeAlias

Box: TypeAlias = "tuple[float, ...]"  # left, foot, right and top

SPACE = re.compile(r"\r\n|(?<=\S) (?=\S)")
LEADING = 0.125  # of a line's height, above and below a character
FLAT = 0.1  # points: a character that is no higher was not drawn
SAMPLES = 6  # characters of a line that say how high it is and where its foot: 一 and 。 do not
STOPPING = "，、；：。"  # they stand at the left of their width
COLUMN_GAP, SIZE = 1.5, 10.0  # sizes of a character between two columns, and the least size in points: a dash is not high
INDENT = 3.0  # heights of a character that the first line of a paragraph may be set in
FEWEST, SHORT = 5, 6  # lines of a column, and code points of one: what is shorter is a table
EVEN = 0.8  # of the place where a column of the same width would begin: what begins before is a table
ACROSS = 0.2  # of the lines of a sheet that may run across its columns
JUNK = str.maketrans("", "", "\ufffe\u0002\x00\x01\x03\ufffd")
NOWHERE = defaultdict[int, Box](lambda: (0.0, 0.0, 0.0, 0.0))
ANYWHERE = (float("-inf"), float("-inf"), float("inf"), float("inf"))
UNSEEN = "\x00"  # stands for a character that nobody sees
WHITE_FROM, PAINTED = 251, 64  # of 255; and what is painted on a sheet, more of which may lie behind any character
PAIRS = 40  # of characters that say whether a sheet is written from top to foot
PAIR = re.compile(r"[㐀-鿿](?=[㐀-鿿])")
RUBY = re.compile(r"[A-Za-z\u00c0-\u024f\u3041-\u312f'’\s]+")  # how a character is read, above it
RUBY_SIZE = 0.6  # of that of the character


class Drawn(NamedTuple):
    """A line of a sheet: its text, its edges, its foot, and the height of its characters."""

    text: str
    left: float
    right: float
    foot: float
    height: float
    column: int = 0  # from 1 on where a sheet has several
    cells: int = 1  # that stand apart in the line


def read_sheet(page: Any) -> list[Drawn]:
    """The lines of a sheet of pypdfium2."""
    return set_columns(leave_out_ruby(order_runs(read_pieces(page))))


def read_pieces(page: Any) -> list[Drawn]:
    """The lines of a sheet in the order in which they were drawn, cut where columns part."""
    drawn, rows = page.get_textpage(), list[Drawn]()
    text = drawn.get_text_range()
    box: Callable[[int], Box] = NOWHERE.__getitem__
    if len(text) == drawn.count_chars():
        text = leave_out_white(page, drawn, text)
        box = partial(box_of, drawn, text)
        box = partial(turn, box) if is_vertical(text, box) else box
    starts = [0, *(found.end() for found in SPACE.finditer(text) if found[0] == "\r\n" or is_torn(found, box)), len(text)]
    for start, end in pairwise(starts):
        inner = text[start:end].translate(JUNK).strip()
        if inner:
            at, last = end - len(text[start:end].lstrip()), start + len(text[start:end].rstrip()) - 1
            boxes = [box(index) for index in (at, *range(at, last, max(1, (last - at) // SAMPLES)), last)]
            heights = [top - foot for _left, foot, _right, top in boxes]
            rows.append(Drawn(inner, boxes[0][0], boxes[-1][2], min(foot for _left, foot, _right, _top in boxes), max(heights)))
    return rows


def box_of(drawn: Any, text: str, index: int) -> Box:
    """Left, foot, right and top of a character in points; where no font of this machine has it, those of its place in the line
    without the room above and below, and without the empty half behind a stop."""
    found: Box = drawn.get_charbox(index)
    if found[3] - found[1] > FLAT:
        return found
    left, foot, right, top = drawn.get_charbox(index, True)
    right -= 0.5 * (right - left) * (text[index] in STOPPING)
    return left, foot + LEADING * (top - foot), right, top - LEADING * (top - foot)


def turn(box: Callable[[int], Box], index: int) -> Box:
    """The box of a character of vertical text, as if its lines ran from left to right and below each other."""
    left, foot, right, top = box(index)
    return -top, left, -foot, right


def is_vertical(text: str, box: Callable[[int], Box]) -> bool:
    """Whether characters stand below each other more often than beside each other."""
    pairs = [found.start() for found in PAIR.finditer(text)]
    boxes = [(box(index), box(index + 1)) for index in pairs[:: len(pairs) // PAIRS + 1]]
    below = sum(after[3] <= one[1] and after[0] < one[2] and one[0] < after[2] for one, after in boxes)
    return 2 * below > len(boxes)


def is_torn(space: re.Match[str], box: Callable[[int], Box]) -> bool:
    """Whether a line of the sheet ends at a space: what follows stands lower (behind 。 before ——), or in another column."""
    (_left, foot, right, top), after = box(space.start() - 1), box(space.end())
    return after[3] < foot or after[0] - right > COLUMN_GAP * max(SIZE, top - foot)


def leave_out_white(page: Any, drawn: Any, text: str) -> str:
    """The text of a sheet with a sign for each character that is white on the white sheet; what is painted may lie behind it."""
    from pypdfium2.raw import FPDFText_GetFillColor

    red, green, blue, _alpha = colour = [c_uint() for _part in range(4)]
    sheet, into = drawn.raw, [*map(byref, colour)]
    whites = [index for index in range(len(text)) if FPDFText_GetFillColor(sheet, index, *into) and red.value >= WHITE_FROM
              and green.value >= WHITE_FROM and blue.value >= WHITE_FROM and text[index] > " "]  # fmt: skip
    grounds = [*islice(find_grounds(page), PAINTED + 1)] if whites else []
    if not whites or len(grounds) > PAINTED:
        return text
    signs = list(text)
    for index in whites:
        left, foot, right, top = drawn.get_charbox(index, True)
        middle, height = (left + right) / 2, (foot + top) / 2
        if not any(ground[0] <= middle <= ground[2] and ground[1] <= height <= ground[3] for ground in grounds):
            signs[index] = UNSEEN
    return "".join(signs)


def find_grounds(page: Any) -> Iterator[Box]:
    """Where a sheet is painted in another colour than white; what is painted inside of something else may be anywhere."""
    from pypdfium2 import raw

    colour = [c_uint() for _part in range(4)]
    for one in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING)):
        filled = one.type == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPageObj_GetFillColor(one, *colour)
        if not filled or min(part.value for part in colour[:3]) < WHITE_FROM:
            yield one.get_bounds() if one.level == 0 else ANYWHERE


def order_runs(rows: Sequence[Drawn]) -> list[Drawn]:
    """The lines of a sheet: of what was drawn one above the other the upper first, what is beside each other as it was drawn."""
    runs: list[list[Drawn]] = []
    for row in rows:
        if not runs or row.foot > runs[-1][-1].foot + 0.5 * row.height:
            runs.append([])
        runs[-1].append(row)
    reach = [(max(row.foot for row in run), min(row.foot for row in run)) for run in runs]
    groups, low = list[list[int]](), float("inf")
    for number in sorted(range(len(runs)), key=lambda number: -reach[number][0]):
        top, foot = reach[number]
        if top < low:
            groups.append([])
        groups[-1].append(number)
        low = min(low, foot) if top >= low else foot
    return [row for group in groups for number in sorted(group) for row in runs[number]]


def leave_out_ruby(rows: Sequence[Drawn]) -> list[Drawn]:
    """The lines of a sheet without those that say, above a line, how its characters are read."""
    kept: list[Drawn] = []
    for index, row in enumerate(rows):
        lines = [*kept[-1:], *rows[index + 1:index + 2]] if RUBY.fullmatch(row.text) else []
        if not any(row.height < RUBY_SIZE * line.height and line.foot < row.foot < line.foot + 2 * line.height
                   and line.left - 1 < row.left and row.right < line.right + 1 for line in lines):  # fmt: skip
            kept.append(row)
    return kept


def set_columns(pieces: Sequence[Drawn]) -> list[Drawn]:
    """The lines of a sheet, those of a column before those of the next one; elsewhere what stands in a line is one."""
    starts = find_starts(pieces)
    rows = join_beside(pieces, starts)
    columns = [column_of(row, starts) for row in rows]
    sides = [[row for row, column in zip(rows, columns, strict=True) if column == side] for side in range(1, len(starts) + 2)]
    running = all(len(side) >= FEWEST and sum(len(row.text) for row in side) > SHORT * len(side) for side in sides)
    if not starts or not running or columns.count(0) > ACROSS * len(rows):
        return join_beside(rows, [])
    across = sorted(row.foot for row, column in zip(rows, columns, strict=True) if column == 0)
    placed = [row._replace(column=column) for row, column in zip(rows, columns, strict=True)]
    return sorted(placed, key=lambda row: (-bisect_left(across, row.foot), row.column, -row.foot))


def find_starts(rows: Sequence[Drawn]) -> list[float]:
    """Where columns behind the first begin: at the left of many lines, with few lines across, and room for one as wide before."""
    lefts, rights = sorted(row.left for row in rows), sorted(row.right for row in rows)
    counts = Counter(map(round, lefts))
    starts = lefts[:1]
    for left in sorted(counts):
        beginning = sum(counts.get(left + near, 0) for near in (-1, 0, 1))
        across = bisect_left(lefts, left - 1) - bisect_left(rights, left)
        if beginning >= FEWEST and left > starts[-1] + SHORT * SIZE and across <= ACROSS * len(rows):
            starts.append(left)
    width = (rights[-1] - starts[0]) * EVEN if starts else 0.0
    if all(left >= starts[0] + width * place / len(starts) for place, left in enumerate(starts)):
        return starts[1:]
    return [left for left in starts if left >= starts[0] + width / 2][:1]


def column_of(row: Drawn, starts: Sequence[float]) -> int:
    """The column of a line, counted from 1; 0 of one that runs across several."""
    first, last = bisect_right(starts, row.left + 1), bisect_left(starts, row.right)
    return first + 1 if first == last else 0


def join_beside(rows: Sequence[Drawn], starts: Sequence[float]) -> list[Drawn]:
    """The lines of a sheet, each with what stands beside it, but for what begins another column there."""
    joined: list[Drawn] = []
    for row in rows:
        before = joined[-1] if joined else None
        at = bisect_right(starts, row.left + 1)
        parted = at and before is not None and before.right <= starts[at - 1] and row.left < starts[at - 1] + INDENT * row.height
        if before and not parted and row.left > before.right and abs(row.foot - before.foot) < 0.5 * before.height:
            cells = before.cells + row.cells
            joined[-1] = before._replace(text=f"{before.text} {row.text}", right=row.right, cells=cells)
        else:
            joined.append(row)
    return joined
