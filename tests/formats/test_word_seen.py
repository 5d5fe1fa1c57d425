"""What Word shows of a document is its text, and nothing else: what is left out, what is there twice, what a field draws."""

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.formats.word import read_word
from pipeline.sources.documents import Document, Rejection
from pipeline.sources.listing import SourceFile
from pipeline.sources.readers import read_documents
from tests.tools.containers import word_of, zipped


def run(text: str, said: str = "") -> str:
    """A run of a text."""
    return f"<r><rPr>{said}</rPr><t>{text}</t></r>"


def paragraph(*runs: str, said: str = "") -> str:
    """A paragraph of runs; of what is no element, one run."""
    return f"<p><pPr>{said}</pPr>{''.join(one if one.startswith('<') else run(one) for one in runs)}</p>"


def mark(kind: str) -> str:
    """A mark of a field."""
    return f'<r><fldChar w:fldCharType="{kind}"/></r>'


def code(text: str) -> str:
    """A piece of the code of a field."""
    return f"<r><instrText>{text}</instrText></r>"


def ways(*inner: str) -> str:
    """The same for newer and for older programs."""
    name = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    each = [f"<mc:Choice>{one}</mc:Choice>" for one in inner[:-1]] + [f"<mc:Fallback>{inner[-1]}</mc:Fallback>"]
    return f"<r><mc:AlternateContent {name}>{''.join(each)}</mc:AlternateContent></r>"


BEGIN, SEPARATE, END = mark("begin"), mark("separate"), mark("end")
PAGE = BEGIN + code(" PAGE ") + SEPARATE + run("7") + END
BOX = f"<r><txbxContent>{paragraph('图')}</txbxContent></r>"
ROW = "<tr><trPr>{}</trPr><tc><tcPr/>" + paragraph("甲") + "</tc></tr>"
TABLE = "<tbl>{}<tr><tc>" + paragraph("乙") + "</tc></tr></tbl>"

SEEN = [
    (paragraph("<r><sym w:char='D800'/></r>", "甲", "<r><sym w:char='0007'/></r>"), "\ufffd甲\ufffd"),
    (paragraph("<r><t>甲<!-- x -->乙<?x y?>丙</t></r>"), "甲乙丙"),
    (paragraph(ways("<x/>", "<t>①</t>"), "甲"), "①甲"),  # a sign that only the older form has as text
    (paragraph(ways("<t>甲</t>", "<t>甲</t>", "<t>甲</t>")), "甲"),
    (paragraph(BEGIN, code(r" eq \o\ac(○,"), code("1"), code(")"), END, "甲"), "①甲"),
    (paragraph(BEGIN, code(r" EQ \o\ac(○,21) "), SEPARATE, END, "甲"), "㉑甲"),
    (paragraph(BEGIN, code(r" EQ \o\ac(○,1) "), SEPARATE, run("①"), END, "甲"), "①甲"),
    (paragraph(BEGIN, code(r' EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(zào),造)'), END, "林"), "造林"),
    (paragraph(r"<fldSimple w:instr='EQ \o\ac(○,三)'/>", "<fldSimple w:instr='PAGE'><r><t>4</t></r></fldSimple>"), "㊂4"),
    (paragraph(BEGIN, code(r" EQ \o\ac((((("), END, BEGIN, code(r"EQ \x"), END, "甲"), "甲"),
    (paragraph(BEGIN, code(" IF "), PAGE, code(' = 1 "甲" "乙" '), SEPARATE, "乙", END, "丙"), "乙丙"),
    (paragraph(BEGIN, code(" IF "), BEGIN, code(r"EQ \o\ac(○,1)"), END, code(" = 1 "), SEPARATE, "乙", END), "乙"),
    (paragraph(BEGIN, code(" TOC "), "甲") + paragraph("乙"), "甲\n乙"),  # a field that nothing ends hides nothing
    (paragraph(END, SEPARATE, "甲"), "甲"),
    (paragraph("甲", said="<pStyle w:val='hid'/>") + paragraph("乙"), "乙"),
    (paragraph(run("甲", "<vanish w:val='0'/>"), "乙", said="<pStyle w:val='hid'/>"), "甲"),
    (TABLE.format(ROW.format("<del/>")), "乙"),
    (TABLE.format(ROW.format("<hidden/>")), "乙"),
    (TABLE.format(ROW.replace("<tcPr/>", "<tcPr><cellDel/></tcPr>").format("")), "乙"),
    (paragraph("甲", BOX, "乙"), "甲乙\n图"),
    (paragraph(BOX, "甲乙"), "图\n甲乙"),
    (paragraph("甲", BOX, "乙", BOX), "甲乙\n图\n图"),
    (paragraph("甲", f"<r><txbxContent>{TABLE.format('')}{paragraph('丙', BOX, '丁')}</txbxContent></r>", "子"),
     "甲子\n乙\n丙丁\n图"),
    (paragraph("甲", said="<rPr><del/></rPr>") + paragraph("乙", said="<rPr><del/></rPr>") + paragraph("丙"), "甲乙丙"),
]  # fmt: skip


def read(body: str) -> str:
    """The text of a Word document."""
    styles = "<style w:styleId='hid'><rPr><vanish/></rPr></style>"
    with zipfile.ZipFile(io.BytesIO(word_of(body, styles=styles))) as archive:
        return read_word(archive).text


@pytest.mark.parametrize(("body", "text"), SEEN)
def test_what_word_shows_is_the_text(body: str, text: str) -> None:
    assert read(body) == text


DELETED = paragraph("<del><r><delText>甲</delText></r></del>", "乙", said="<rPr><del/></rPr>")
WHITE = paragraph(run("甲", "<color w:val='FFFFFF'/>"), "乙")
MANY: dict[str, Callable[[int], str]] = {
    "deleted ends": lambda n: DELETED * n + paragraph("丙"),
    "white runs": lambda n: WHITE * n,
    "white rows": lambda n: f"<tbl>{f'<tr><tc>{WHITE}</tc></tr>' * n}</tbl>",
    "open fields": lambda n: paragraph(*[BEGIN + SEPARATE] * n, *["甲"] * n),
    "text boxes": lambda n: paragraph(*[BOX] * n, "甲"),
}


@pytest.mark.parametrize("name", MANY)
def test_what_is_not_shown_is_found_in_proportion(name: str) -> None:
    def seconds(count: int) -> float:
        begin = time.process_time()
        read(MANY[name](count))
        return time.process_time() - begin

    assert seconds(4_000) < 8 * min(seconds(1_000) for _again in range(2)) + 1


RELATED = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Target="afchunk.x"/></Relationships>'
)
CHUNK = '<altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="r1"/>'
CHUNKS = [
    ("html", "<h2>一、甲</h2><p>子<table><tr><td>丑<td>寅</table>".encode(), "一、甲\n子\n丑\t寅", "heading 2"),
    ("xhtml", "<ol><li>卯</ol>".encode(), "卯", "item 1"),
    ("htm", "<meta charset=gbk><p>今天我们开会".encode("gbk"), "今天我们开会", ""),
    ("txt", "今天开会\n讲话".encode(), "今天开会\n讲话", ""),
    ("rtf", b"{\\rtf1 \\u20170?\\par}", "今", ""),
    ("mht", b"MIME-Version: 1.0", None, ""),
    ("docx", b"", None, ""),
    ("txt", b"\xff\xff\xff", None, ""),
]


@pytest.mark.parametrize(("end", "data", "text", "cue"), CHUNKS)
def test_another_file_in_a_document_is_read_or_told(tmp_path: Path, end: str, data: bytes, text: str | None, cue: str) -> None:
    with zipfile.ZipFile(io.BytesIO(word_of(paragraph("首") + CHUNK + paragraph("尾")))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    related = RELATED.replace(b".x", f".{end}".encode())
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(members | {"word/_rels/document.xml.rels": related, f"word/afchunk.{end}": data}))
    (found,) = read_documents(SourceFile(str(path), "a.docx"))
    if text is None:
        assert isinstance(found, Rejection)
        told = f"a Word document that holds another file (word/afchunk.{end}); open it in Word and save it again"
        assert (found.reason, found.detail) == ("unsupported", told)
    else:
        assert isinstance(found, Document)
        assert found.text == f"首\n{text}\n尾"
        assert f"{found.cues[0].kind} {found.cues[0].level}" == cue if cue else not found.cues
