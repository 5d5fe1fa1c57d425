"""A rich text file (.rtf) in; out, its text as lines.

Bytes (`\\'d6`) are read in the encoding of their font or of the file, `\\u` as it stands with its replacement left out. Left
out are tables of fonts, colours and styles, pictures, codes of fields, headers and footers, hidden, white and deleted text.
Notes stand behind the text, each behind its mark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.formats.html import Content, Markup
from pipeline.formats.markup import Step, flow_text

TOKEN = re.compile(
    rb"\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|\\(?P<symbol>[^a-zA-Z])|(?P<brace>[{}])"
    rb"|(?P<plain>[^\\{}\r\n]+)",
    re.DOTALL,
)
SKIPPED = frozenset((
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "headerl", "headerr", "headerf", "footer", "footerl",
    "footerr", "footerf", "fldinst", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "themedata",
    "annotation", "bkmkstart", "bkmkend", "nonshppict", "atnid", "atnauthor", "filetbl",
    "background", "template", "xmlnstbl", "datastore",
))  # fmt: skip
"""Groups that are no text; so is a group that begins with `\\*`, but that of a shape's text."""

ENDS = {"par": "p", "line": "br", "sect": "p", "page": "p", "row": "tr", "cell": "td", "nestcell": "td"}
CHARACTERS = {
    "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "~": "\u00a0", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n",
}  # fmt: skip
NOTE_BEGINS = Step("p", True, "", preformatted=True)
COLOUR_TABLE = re.compile(rb"\{\s*\\colortbl(?P<colours>[^{}]{0,9999})\}")
PALE = re.compile(rb"\\red255\s*\\green255\s*\\blue255\b")
GROUND = re.compile(rb"\\(?:highlight|cb|chcbpat|cbpat|clcbpat)[1-9]")  # white text may show on it
CHANGES: dict[str, dict[str, bool | str]] = {
    "plain": {"hidden": False, "pale": False, "bold": False, "encoding": ""},
    "footnote": {"noted": True},
}
"""Control word → what it changes in its group."""
CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950"}
"""A font's charset → the encoding of its bytes."""
CODE_PAGES = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 950: "cp950", 932: "cp932", 949: "cp949", 1252: "cp1252"}
"""What Windows calls an encoding; of others the bytes are ASCII, or every character is written as \\u."""


@dataclass(frozen=True, slots=True)
class GroupState:
    """What a group changes."""

    skipped: bool = False
    hidden: bool = False
    pale: bool = False
    noted: bool = False
    bold: bool = False
    encoding: str = ""
    replaced: int = 1

    @property
    def shown(self) -> bool:
        """Whether its text is text of the page."""
        return not (self.skipped or self.hidden or self.pale)


@dataclass(slots=True)
class Reader:
    """What is read so far: open groups, encodings of fonts, what waits, replacements to pass by, notes, if in a table.

    `whites` are the colours that are not seen.
    """

    states: list[GroupState] = field(default_factory=lambda: [GroupState()])
    encodings: dict[int, str] = field(default_factory=dict)
    encoding: str = "cp1252"
    font: int = 0
    waiting: bytes = b""
    units: bytes = b""
    passing: int = 0
    starred: bool = False
    notes: int = 0
    tabled: bool = False
    whites: frozenset[int] = frozenset()

    def take(self) -> str:
        """The text of what waits."""
        said = self.waiting.decode(self.states[-1].encoding or self.encoding, "replace")
        text = self.units.decode("utf-16-le", "replace") + said
        self.waiting = self.units = b""
        return text if self.states[-1].shown else ""

    def change(self, **said: object) -> None:
        """Change the state of the group that is open."""
        self.states[-1] = replace(self.states[-1], **said)  # type: ignore[arg-type]


def read_rtf(data: bytes) -> Content:
    """The text of a rich text file.

    >>> read_rtf(b"{\\\\rtf1\\\\ansicpg936{\\\\fonttbl{\\\\f0 x;}}\\\\'cd\\\\'ac\\\\'d6\\\\'be\\\\u20204?:\\\\par x}").text
    '同志们:\\nx'
    """
    flow = flow_text(join_table_rows(data))
    return Content(flow.text, Markup(), flow.cues)


def join_table_rows(data: bytes) -> Iterator[Step]:
    """The steps of a file with cells around what stands in them, and its notes behind them; RTF only says where a cell ends."""
    reader = Reader(whites=find_whites(data))
    cells, inside, notes, noted = list[Step](), list[Step](), list[Step](), 0
    for step in walk(data, reader):
        if reader.states[-1].noted:
            notes += [step] if noted == reader.notes else [NOTE_BEGINS, step]
            noted = reader.notes
        elif step.tag == "td":
            cells += [step, *inside] if step.begins else [step]
            inside = []
        elif step.tag == "tr":
            yield from (step, *cells, *inside) if step.begins else (step,)
            cells, inside = [], []
        elif reader.tabled:
            inside.append(step)
        else:
            yield from (*cells, *inside, step)
            cells, inside = [], []
    yield from (*cells, *inside, *notes)


def find_whites(data: bytes) -> frozenset[int]:
    """The numbers of the colours in which text is not seen."""
    table = None if GROUND.search(data) else COLOUR_TABLE.search(data)
    colours = table["colours"].split(b";") if table else []
    return frozenset(number for number, colour in enumerate(colours) if PALE.search(colour))


def walk(data: bytes, reader: Reader) -> Iterator[Step]:
    """The paragraphs, ends of cells and texts of a file, in the names that HTML has for them."""
    for token in TOKEN.finditer(data):
        if token["byte"] or token["plain"]:
            content = bytes.fromhex(token["byte"].decode()) if token["byte"] else token["plain"]
            passed = min(reader.passing, len(content))
            reader.passing -= passed
            if reader.units and passed < len(content):
                yield text_step(reader)
            reader.waiting += content[passed:]
            continue
        word = (token["word"] or token["symbol"] or token["brace"]).decode("latin-1")
        if word == "u" and token["number"]:
            if reader.waiting:
                yield text_step(reader)
            reader.units += (int(token["number"]) % 65536).to_bytes(2, "little")
            reader.passing = reader.states[-1].replaced
            continue
        yield text_step(reader)
        shown = reader.states[-1].shown
        if word in ENDS and shown:
            yield from (Step(ENDS[word], begins, "", preformatted=True) for begins in (True, False))
        elif word in CHARACTERS and shown and not token["brace"]:
            yield Step("", True, CHARACTERS[word], preformatted=True, bold=reader.states[-1].bold)
        read_control(word, 1 if token["number"] is None else int(token["number"]), reader)
    yield text_step(reader)


def text_step(reader: Reader) -> Step:
    """What waits, as text."""
    return Step("", True, reader.take(), preformatted=True, bold=reader.states[-1].bold)


def read_control(word: str, number: int, reader: Reader) -> None:
    """Take note of a brace or a control word."""
    starred, reader.starred = reader.starred, word == "*"
    if word == "{":
        reader.states.append(reader.states[-1])
    elif word == "}":
        if len(reader.states) > 1:
            reader.states.pop()
    elif word in SKIPPED or (starred and word != "shptxt"):
        reader.change(skipped=True)
    elif word in ("v", "deleted", "b"):
        reader.change(**{"bold" if word == "b" else "hidden": number != 0})
    elif word == "cf":
        reader.change(pale=number in reader.whites)
    elif word in CHANGES:
        reader.change(**CHANGES[word])
        if word == "footnote":
            reader.notes += 1
            reader.waiting = f"[{reader.notes}] ".encode()
    elif word in ("intbl", "pard"):
        reader.tabled = word == "intbl"
    elif word == "uc":
        reader.change(replaced=max(number, 0))
    elif word == "ansicpg":
        reader.encoding = CODE_PAGES.get(number, reader.encoding)
    elif word == "f":
        reader.font = number
        reader.change(encoding=reader.encodings.get(reader.font, ""))
    elif word == "fcharset" and number in CHARSETS:
        reader.encodings[reader.font] = CHARSETS[number]
