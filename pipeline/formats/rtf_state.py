"""The braces and control words of a rich text file in; out, what they change: what is text, in which encoding, of what kind."""

import re
from dataclasses import dataclass, field, replace

from pipeline.formats.word_seen import LONGEST_EQUATION

SKIPPED = frozenset((
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "shprslt", "header", "headerl", "headerr", "headerf", "footer",
    "footerl", "footerr", "footerf", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "themedata",
    "annotation", "bkmkstart", "bkmkend", "nonshppict", "atnid", "atnauthor", "filetbl", "background", "template", "xmlnstbl",
    "datastore", "xe", "tc", "tcn",
))  # fmt: skip
"""Groups that are no text; so is a group that begins with `\\*`, but for those that follow."""

SILENT = frozenset(("shpinst", "do", "object"))  # groups of which only those below are text: shapes, drawings, objects
BOXED = frozenset(("shptxt", "dptxbxtext"))
COLOUR_TABLE = re.compile(rb"\{\s*\\colortbl(?P<colours>[^{}]{0,9999})\}")
PALE = re.compile(rb"\\red255\s*\\green255\s*\\blue255\b")
GROUND = re.compile(rb"\\(?:highlight|cb|chcbpat|cbpat|clcbpat)[1-9]")  # white text may show on it
CHANGES: dict[str, dict[str, bool | None]] = {
    "plain": {"hidden": False, "pale": False, "bold": False, "font": None},
    "intbl": {"tabled": True},
    "pard": {"tabled": False},
    "fldinst": {"skipped": True, "coded": True},
    "footnote": {"noted": True},
    "result": {"silent": False},
    **{word: {"silent": False, "boxed": True} for word in BOXED},
    **{word: {"silent": True} for word in SILENT},
    **{word: {"skipped": True} for word in SKIPPED},
}
"""Control word → what it changes in its group."""
CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950"}
"""A font's charset → the encoding of its bytes."""
ANSI, SYMBOLIC = 0, 2  # the charsets of Western fonts and of fonts of symbols
BYTES = re.compile(rb"[\x80-\xff]{2}")  # as in Chinese bytes, which stand in Western fonts too; of those of a sign each is alone
BULLET, PRIVATE = 0xB7, 0xF000  # a symbol; where Word has those that are no characters
CODE_PAGES = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 950: "cp950", 932: "cp932", 949: "cp949", 1252: "cp1252"}
"""What Windows calls an encoding; of others the bytes are ASCII, or every character is written as \\u."""


@dataclass(frozen=True, slots=True)
class GroupState:
    """What a group changes."""

    skipped: bool = False
    silent: bool = False
    coded: bool = False
    hidden: bool = False
    pale: bool = False
    noted: bool = False
    boxed: bool = False
    tabled: bool = False
    bold: bool = False
    font: int | None = None
    replaced: int = 1

    @property
    def shown(self) -> bool:
        """Whether its text is text of the page."""
        return not (self.skipped or self.silent or self.hidden or self.pale)


@dataclass(slots=True)
class Reader:
    """What is read so far: open groups, charsets of fonts, what waits, replacements to pass by, notes, the code of a field.

    `whites` are the colours that are not seen; `drawn` says that the last field drew its text.
    """

    states: list[GroupState] = field(default_factory=lambda: [GroupState()])
    charsets: dict[int | None, int] = field(default_factory=dict)
    encoding: str = "cp1252"
    font: int = 0
    default: int | None = None
    waiting: bytes = b""
    units: bytes = b""
    passing: int = 0
    starred: bool = False
    notes: int = 0
    code: str = ""
    drawn: bool = False
    whites: frozenset[int] = frozenset()

    def take(self) -> str:
        """The text of what waits."""
        text = self.units.decode("utf-16-le", "replace") + self.decode(self.waiting)
        self.waiting = self.units = b""
        self.note(text)
        return text if self.states[-1].shown else ""

    def note(self, text: str) -> None:
        """Take down what is said in the code of a field; none of those that draw is long."""
        if self.states[-1].coded and len(self.code) < LONGEST_EQUATION:
            self.code += text

    def decode(self, said: bytes) -> str:
        """Bytes as text, in the encoding of their font."""
        font = self.default if self.states[-1].font is None else self.states[-1].font
        charset = self.charsets.get(font)
        if charset == SYMBOLIC:
            return "".join("•" if byte == BULLET else chr(byte + PRIVATE if byte >= 0x80 else byte) for byte in said)
        western = charset == ANSI and not BYTES.search(said)
        return said.decode("cp1252" if western else CHARSETS.get(charset or ANSI, self.encoding), "replace")

    def change(self, **said: object) -> None:
        """Change the state of the group that is open."""
        self.states[-1] = replace(self.states[-1], **said)  # type: ignore[arg-type]


def find_whites(data: bytes) -> frozenset[int]:
    """The numbers of the colours in which text is not seen."""
    table = None if GROUND.search(data) else COLOUR_TABLE.search(data)
    colours = table["colours"].split(b";") if table else []
    return frozenset(number for number, colour in enumerate(colours) if PALE.search(colour))


def read_control(word: str, number: int, reader: Reader) -> None:
    """Take note of a brace or a control word."""
    starred, reader.starred = reader.starred, word == "*"
    if word == "{":
        reader.states.append(reader.states[-1])
    elif word == "}":
        if len(reader.states) > 1:
            reader.states.pop()
    elif (starred and word not in CHANGES) or (word == "fldrslt" and reader.drawn):
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
    elif word == "deff":
        reader.default = number
    elif word == "uc":
        reader.change(replaced=max(number, 0))
    elif word == "ansicpg":
        reader.encoding = CODE_PAGES.get(number, reader.encoding)
    elif word == "f":
        reader.font = number
        reader.change(font=number)
    elif word == "fcharset":
        reader.charsets[reader.font] = number
