"""The elements and texts of a document in order, as steps; out, its text as lines, and what the markup says of each line."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from pipeline.text.records import Cue

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext",
    "pre", "search", "section", "select", "summary", "table", "tbody", "textarea", "tfoot", "thead", "tr", "ul", "xmp",
))  # fmt: skip
"""Elements that begin and end a line."""

CELLS = frozenset(("td", "th"))
BOX = "box"  # what stands apart from the paragraph that it is anchored in
BOLD_SHARE = 0.5  # of a page's characters: where more of it is bold, bold sets no line apart

# not: &lt; &amp; &#60;
ESCAPED_SIGN = re.compile(r"&(?:[lr][ds]quo|hellip|[mn]dash|middot|bull|times|#(?:8[0-9]{3}|12[0-9]{3}|65[0-9]{3}));")
HTML_SPACE = re.compile(r"[ \t\n\f\r]+")  # HTML's white space; not: U+3000 and U+00A0, which pages indent with
WIDE = re.compile(r"[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6“”‘’—…]")  # not: a


class LineMark(NamedTuple):
    """What an element says of the lines in it: a heading and its level, or a numbered item, its number and its list's depth."""

    kind: str
    level: int
    number: int | None = None


class Step(NamedTuple):
    """One step of the walk through the visible elements: an element begins or ends, or a text stands there."""

    tag: str
    begins: bool
    text: str
    preformatted: bool
    bold: bool = False
    mark: LineMark | None = None


class Line(NamedTuple):
    """A line of the page, the table row and cell (counted through the page, 0 for none) it stands in, and what is said of it."""

    text: str
    row: int
    cell: int
    bold: bool = False
    marks: tuple[LineMark, ...] = ()


class Flow(NamedTuple):
    """A page text and, in its offsets, what the markup says of its lines."""

    text: str
    cues: tuple[Cue, ...] = ()


@dataclass(slots=True)
class Open:
    """What is open at a step: headings, numbered items whose first line is still to come, rows and cells."""

    headings: list[LineMark] = field(default_factory=list)
    items: list[LineMark] = field(default_factory=list)
    rows: list[int] = field(default_factory=lambda: [0])
    cells: list[int] = field(default_factory=lambda: [0])
    count: int = 0

    def pass_by(self, step: Step) -> None:
        """Take note that an element begins or ends."""
        marks = None if step.mark is None else self.headings if step.mark.kind == "heading" else self.items
        stack = self.rows if step.tag == "tr" else self.cells if step.tag in CELLS else None
        if step.begins:
            self.count += stack is not None
            for into, value in ((marks, step.mark), (stack, self.count)):
                if into is not None:
                    into.append(value)  # type: ignore[arg-type]
        else:
            for into in (marks, stack):
                if into:
                    into.pop()


@dataclass(slots=True)
class Held:
    """A paragraph or a box that is open: its own steps, what goes before and behind them, and whether it has a text by now."""

    before: list[Step] = field(default_factory=list)
    own: list[Step] = field(default_factory=list)
    behind: list[Step] = field(default_factory=list)
    texted: bool = False


def unescape_signs(text: str) -> str:
    """A text whose signs were escaped once more than its tags; what would be a tag stays.

    >>> unescape_signs("&ldquo;好&rdquo;&#8230;&lt;br&gt;")
    '“好”…&lt;br&gt;'
    """
    return ESCAPED_SIGN.sub(lambda sign: unescape(sign[0]), text) if "&" in text else text


def flow_text(steps: Iterable[Step]) -> Flow:
    """The text of a document, its lines joined by `\\n`, and the cues of its lines.

    >>> steps = [("tr", True, ""), ("td", True, ""), ("", True, "一"), ("td", False, ""), ("td", True, ""), ("", True, "二")]
    >>> flow_text(Step(*step, preformatted=False) for step in [*steps, ("td", False, ""), ("tr", False, "")]).text
    '一\\t二'
    """
    lines, holders = lay_out(steps)
    return join_lines(lines, holders)


def set_apart(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps of a document with its boxes behind the paragraphs that they stand in; before those that begin with them.

    >>> steps = [("p", True, ""), ("", True, "我们"), (BOX, True, ""), ("", True, "图"), (BOX, False, ""), ("", True, "开会")]
    >>> [step.text for step in set_apart(Step(*step, preformatted=False) for step in [*steps, ("p", False, "")]) if step.text]
    ['我们', '开会', '图']
    """
    held = [Held()]
    for step in steps:
        if step.begins and step.tag in ("p", BOX):
            held.append(Held())
        if step.tag != BOX:
            held[-1].own.append(step)
            held[-1].texted = held[-1].texted or bool(step.text.strip())
        if not step.begins and step.tag in ("p", BOX) and len(held) > 1:
            done, around = held.pop(), held[-1]
            into = around.own if step.tag == "p" else around.behind if around.texted else around.before
            into += [*done.before, *done.own, *done.behind]
        if len(held) == 1:
            yield from (*held[0].before, *held[0].own, *held[0].behind)
            held = [Held()]
    for left in held:
        yield from (*left.before, *left.own, *left.behind)


def lay_out(steps: Iterable[Step]) -> tuple[list[Line], frozenset[int]]:
    """The lines of a page, and the rows that hold other rows, which are there for the layout and not for their cells."""
    lines: list[Line] = []
    pieces: list[Step] = []
    opened, holders = Open(), set[int]()
    for step in steps:
        if step.text:
            pieces.append(step)
        elif step.tag in BLOCKS or step.tag in CELLS:
            lines += finish_lines(pieces, opened)
            pieces = []
            if step.tag == "tr" and step.begins:
                holders.add(opened.rows[-1])
            opened.pass_by(step)
    lines += finish_lines(pieces, opened)
    return lines, frozenset(holders)


def finish_lines(pieces: Sequence[Step], opened: Open) -> list[Line]:
    """The texts between two line ends of the layout, as lines; none where there is only white space."""
    if not pieces:
        return []
    texts = join_pieces(pieces)
    bold = all(piece.bold for piece in pieces if piece.text.strip())
    marks = tuple(opened.headings[-1:])
    lines = [Line(text, opened.rows[-1], opened.cells[-1], bold, marks) for text in texts]
    if lines and opened.items:
        lines[0] = lines[0]._replace(marks=(*opened.items, *marks))
        opened.items.clear()
    return lines


def join_pieces(pieces: Sequence[Step]) -> list[str]:
    """The lines that texts behind each other make."""
    if any(piece.preformatted for piece in pieces):
        text = "".join(piece.text if piece.preformatted else HTML_SPACE.sub(" ", piece.text) for piece in pieces)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text.strip("\n").split("\n") if HTML_SPACE.sub("", text) else []
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

    return HTML_SPACE.sub(space, text)


def join_lines(lines: Sequence[Line], holders: frozenset[int]) -> Flow:
    """The page text. The cells of a row stand on one line, tabs between them, where every cell is a single line."""
    lengths = Counter((line.row, line.cell) for line in lines)
    broken = {row for (row, _cell), length in lengths.items() if length > 1} | holders | {0}
    bold = sum(len(line.text) for line in lines if line.bold) < BOLD_SHARE * sum(len(line.text) for line in lines)
    texts, cues, position = list[str](), list[Cue](), 0
    for before, line in zip((None, *lines), lines, strict=False):
        gap = "" if before is None else "\t" if before.row == line.row and line.row not in broken else "\n"
        cues += line_cues(line, position + len(gap), bold)
        texts += [gap, line.text]
        position += len(gap) + len(line.text)
    return Flow("".join(texts), tuple(cues))


def line_cues(line: Line, position: int, bold: bool) -> Iterator[Cue]:
    """The cues of a line that begins at `position`, over its text without outer spaces."""
    start, end = position + len(line.text) - len(line.text.lstrip()), position + len(line.text.rstrip())
    if start < end:
        for mark in line.marks:
            yield Cue(start, end, mark.kind, mark.level, mark.number)
        if bold and line.bold and all(mark.kind != "heading" for mark in line.marks):
            yield Cue(start, end, "bold")


def flow_steps(text: str, cues: Iterable[Cue]) -> Iterator[Step]:
    """The steps of which a text and its cues come."""
    said, position = list(cues), 0
    said.sort(key=lambda cue: cue.start, reverse=True)
    for line in text.split("\n"):
        position += len(line) + 1
        own = list[Cue]()
        while said and said[-1].start < position:
            own.append(said.pop())
        marks = [LineMark(cue.kind, cue.level, cue.number) for cue in own if cue.kind != "bold"]
        yield from (Step("p", True, "", preformatted=True, mark=mark) for mark in (None, *marks))
        yield Step("", True, line, preformatted=True, bold=len(marks) < len(own))
        yield from (Step("p", False, "", preformatted=True, mark=mark) for mark in (*reversed(marks), None))


def join_flows(flows: Iterable[Flow]) -> Flow:
    """One text of several, behind each other; those without text bring nothing."""
    texts, cues, position = list[str](), list[Cue](), 0
    for text, said in flows:
        if text:
            texts.append(text)
            cues += [cue._replace(start=cue.start + position, end=cue.end + position) for cue in said]
            position += len(text) + 1
    return Flow("\n".join(texts), tuple(cues))
