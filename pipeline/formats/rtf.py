"""A rich text file (.rtf) in; out, its text as lines.

Bytes (`\\'d6`) are read in the encoding of their font or of the file, `\\u` as it stands with its replacement left out. Left
out are tables of fonts, colours and styles, pictures, codes of fields, headers and footers, entries of an index, hidden, white
and deleted text, and what stands behind the document. Text boxes stand behind their paragraphs, notes behind the text, each
behind its mark.
"""

import re
from collections.abc import Iterator

from pipeline.formats.html import Content, Markup
from pipeline.formats.markup import BOX, Step, flow_text, set_apart
from pipeline.formats.rtf_state import GroupState, Reader, find_whites, read_control
from pipeline.formats.word_seen import read_equation

TOKEN = re.compile(
    rb"\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|\\(?P<symbol>[^a-zA-Z])|(?P<brace>[{}])"
    rb"|(?P<plain>[^\\{}\r\n]+)",
    re.DOTALL,
)
ENDS = {"par": "p", "line": "br", "sect": "p", "page": "p", "column": "p", "row": "tr", "cell": "td", "nestcell": "td"}
CHARACTERS = {
    "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "~": "\u00a0", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n",
}  # fmt: skip
PARAGRAPH_BEGINS, PARAGRAPH_ENDS = (Step("p", begins, "", preformatted=True) for begins in (True, False))


def read_rtf(data: bytes) -> Content:
    """The text of a rich text file.

    >>> read_rtf(b"{\\\\rtf1\\\\ansicpg936{\\\\fonttbl{\\\\f0 x;}}\\\\'cd\\\\'ac\\\\'d6\\\\'be\\\\u20204?:\\\\par x}").text
    '同志们:\\nx'
    """
    flow = flow_text(set_apart([PARAGRAPH_BEGINS, *join_table_rows(data.rstrip(b"\0"))]))
    return Content(flow.text, Markup(), flow.cues)


def join_table_rows(data: bytes) -> Iterator[Step]:
    """The steps of a file with cells around what stands in them, and its notes behind them; RTF only says where a cell ends."""
    reader = Reader(whites=find_whites(data))
    cells, inside, notes, noted = list[Step](), list[Step](), list[Step](), 0
    for step in walk(data, reader):
        state = reader.states[-1]
        if not (step.tag or step.text):
            continue
        if state.noted:
            notes += [step] if noted == reader.notes else [PARAGRAPH_BEGINS, step]
            noted = reader.notes
        elif step.tag == "td":
            cells += [step, *inside] if step.begins else [step]
            inside = []
        elif step.tag == "tr":
            yield from (step, *cells, *inside) if step.begins else (step, PARAGRAPH_ENDS, PARAGRAPH_BEGINS)
            cells, inside = [], []
        elif state.tabled or (state.boxed and (cells or inside)):
            inside.append(step)
        else:
            yield from (*cells, *inside, step)
            cells, inside = [], []
    yield from (*cells, *inside, *notes)


def walk(data: bytes, reader: Reader) -> Iterator[Step]:
    """The paragraphs, ends of cells and texts of a file, in the names that HTML has for them."""
    for token in find_tokens(data):
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
        replacement = reader.passing > 0 and not token["brace"]
        reader.passing = reader.passing - 1 if replacement else 0
        if replacement and word in CHARACTERS:
            continue
        yield text_step(reader)
        yield from find_steps(word, bool(token["brace"]), reader)
        before = reader.states[-1]
        read_control(word, 1 if token["number"] is None else int(token["number"]), reader)
        yield from pass_group(before, reader)
        if word == "}" and len(reader.states) == 1:
            return
    yield text_step(reader)


def find_tokens(data: bytes) -> Iterator[re.Match[bytes]]:
    """The tokens of a file without the data of its pictures and objects."""
    position = 0
    while token := TOKEN.search(data, position):
        yield token
        length = int(token["number"] or 0) if token["word"] == b"bin" else 0
        position = token.end() + (length if 0 < length <= len(data) - token.end() else 0)


def find_steps(word: str, brace: bool, reader: Reader) -> Iterator[Step]:
    """The steps that a control word stands for."""
    state = reader.states[-1]
    if word in ENDS and state.shown:
        begins = ENDS[word] != "p"  # RTF only says where a paragraph ends; the next one begins there
        yield from (Step(ENDS[word], now, "", preformatted=True) for now in (begins, not begins))
    elif word in CHARACTERS and not brace:
        reader.note(CHARACTERS[word])
        yield Step("", True, CHARACTERS[word] if state.shown else "", preformatted=True, bold=state.bold)


def pass_group(before: GroupState, reader: Reader) -> Iterator[Step]:
    """The steps of a group that begins or ends to be a box, or the code of a field."""
    state = reader.states[-1]
    if state.boxed != before.boxed:
        edge = Step(BOX, state.boxed, "", preformatted=True)
        yield from (edge, PARAGRAPH_BEGINS) if state.boxed else (PARAGRAPH_ENDS, edge)
    if before.coded and not state.coded:
        drawn, reader.code = read_equation(reader.code), ""
        reader.drawn = bool(drawn)
        yield Step("", True, drawn if state.shown else "", preformatted=True, bold=state.bold)


def text_step(reader: Reader) -> Step:
    """What waits, as text."""
    return Step("", True, reader.take(), preformatted=True, bold=reader.states[-1].bold)
