"""The elements and texts of a document in order, as steps; out, its text as lines."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext",
    "pre", "search", "section", "select", "summary", "table", "tbody", "textarea", "tfoot", "thead", "tr", "ul", "xmp",
))  # fmt: skip
"""Elements that begin and end a line."""

CELLS = frozenset(("td", "th"))

SPACES = re.compile(r"[ \t\n\f\r]+")  # HTML's white space; not: U+3000 and U+00A0, which pages indent with
WIDE = re.compile(r"[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6“”‘’—…]")  # not: a


class Line(NamedTuple):
    """A line of the page, and the table row and cell (counted through the page, 0 for none) it stands in."""

    text: str
    row: int
    cell: int


class Step(NamedTuple):
    """One step of the walk through the visible elements: an element begins or ends, or a text stands there."""

    tag: str
    begins: bool
    text: str
    preformatted: bool


def flow_text(steps: Iterable[Step]) -> str:
    """The text of a document, its lines joined by `\\n`.

    >>> steps = [("tr", True, ""), ("td", True, ""), ("", True, "一"), ("td", False, ""), ("td", True, ""), ("", True, "二")]
    >>> flow_text(Step(*step, preformatted=False) for step in [*steps, ("td", False, ""), ("tr", False, "")])
    '一\\t二'
    """
    return join_lines(*lay_out(steps))


def lay_out(steps: Iterable[Step]) -> tuple[list[Line], frozenset[int]]:
    """The lines of a page, and the rows that hold other rows, which are there for the layout and not for their cells."""
    lines: list[Line] = []
    pieces: list[Step] = []
    rows, cells, holders, count = [0], [0], set[int](), 0
    for step in steps:
        if step.text:
            pieces.append(step)
            continue
        if step.tag not in BLOCKS and step.tag not in CELLS:
            continue
        lines += [Line(text, rows[-1], cells[-1]) for text in finish_lines(pieces)]
        pieces = []
        stack = rows if step.tag == "tr" else cells if step.tag in CELLS else None
        if stack is not None and step.begins:
            count += 1
            if step.tag == "tr":
                holders.add(rows[-1])
            stack.append(count)
        elif stack is not None:
            stack.pop()
    lines += [Line(text, rows[-1], cells[-1]) for text in finish_lines(pieces)]
    return lines, frozenset(holders)


def finish_lines(pieces: Sequence[Step]) -> list[str]:
    """The texts between two line ends of the layout, as lines; none where there is only white space."""
    if any(piece.preformatted for piece in pieces):
        text = "".join(piece.text if piece.preformatted else SPACES.sub(" ", piece.text) for piece in pieces)
        return text.strip("\r\n").split("\n") if SPACES.sub("", text) else []
    text = collapse_spaces("".join(piece.text for piece in pieces))
    return [text] if text else []


def collapse_spaces(text: str) -> str:
    """A line with its runs of white space made one space; none where the source only breaks its line in Chinese text.

    >>> collapse_spaces(" 同志们\\n开会 了\\nOK ")
    '同志们开会 了 OK'
    """
    text = text.strip(" \t\n\f\r")

    def space(gap: re.Match[str]) -> str:
        broken = "\n" in gap[0] and WIDE.match(text, gap.start() - 1) and WIDE.match(text, gap.end())
        return "" if broken else " "

    return SPACES.sub(space, text)


def join_lines(lines: Sequence[Line], holders: frozenset[int]) -> str:
    """The page text. The cells of a row stand on one line, tabs between them, where every cell is a single line."""
    lengths = Counter((line.row, line.cell) for line in lines)
    broken = {row for (row, _cell), length in lengths.items() if length > 1} | holders | {0}
    texts = [lines[0].text] if lines else []
    for before, line in pairwise(lines):
        texts += ["\t" if before.row == line.row and line.row not in broken else "\n", line.text]
    return "".join(texts)
