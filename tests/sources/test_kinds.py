"""Every common kind of file: read as what it is, or refused by its right name with what to do; never read as something else."""

import base64
import io
import re
import zipfile
from pathlib import Path

import pytest

from pipeline.sources.books import is_contents
from pipeline.sources.documents import Document, PassedOver, Rejection
from pipeline.sources.listing import SourceFile
from pipeline.sources.pages import PageText, read_document
from pipeline.sources.readers import read_documents
from tests.tools.containers import PAGE, parquet, pdf, word, zipped

pytestmark = pytest.mark.filterwarnings(
    "error:unclosed file <_io:ResourceWarning", "error::pytest.PytestUnraisableExceptionWarning"
)  # a file left open
LINES = "".join(f"<p>{line}</p>" for line in PAGE.split("\n") if line)
HTML = f"<!DOCTYPE html><title>x</title>{LINES}"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TEXT = "\n".join(line for line in PAGE.split("\n") if line)


def chapter(title: str, body: str) -> bytes:
    """A chapter of a book."""
    return (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>'
        f'{title}</title><style/></head><body><a id="x"/>{body}</body></html>'
    ).encode()


def book(extra: str = "") -> bytes:
    """A book of two chapters, the second one first in its files, with contents in front; `extra` stands in its manifest."""
    ids = ("c", "b", "a")
    items = "".join(f'<item id="{i}" href="text/{i}.xhtml" media-type="application/xhtml+xml"/>' for i in sorted(ids))
    spine = "".join(f'<itemref idref="{i}"/>' for i in ids)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>讲话集</dc:title><dc:creator>甲乙</dc:creator><dc:date>2021-03</dc:date></metadata>"
        f'<manifest>{items}<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/>{extra}</manifest>'
        f"<spine>{spine}</spine></package>"
    )
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>在开渠大会上的讲话</text></navLabel>'
        '<content src="text/b.xhtml#p"/></navPoint></navMap></ncx>'
    )
    links = '<h1>目录</h1><p><a href="b.xhtml">在开渠大会上的讲话</a></p><p><a href="a.xhtml">在通水大会上的讲话</a></p>'
    container = '<container xmlns="urn:x"><rootfiles><rootfile full-path="OEBPS/x.opf"/></rootfiles></container>'
    return zipped({
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": container.encode(),
        "OEBPS/text/a.xhtml": chapter("", LINES + "<p>第一章</p>"),
        "OEBPS/text/b.xhtml": chapter("书", LINES),
        "OEBPS/text/c.xhtml": chapter("目录", links),
        "OEBPS/x.opf": package.encode(),
        "OEBPS/toc.ncx": ncx.encode(),
    })


def message(*parts: str, kind: str = "mixed", head: str = "From: =?utf-8?B?55Sy5LmZ?= <a@example.org>") -> bytes:
    """A message of these parts."""
    fields = [head, "Subject: =?gb2312?B?vbK7sA==?=", "Date: Thu, 04 Mar 2021 10:20:30 +0800", "MIME-Version: 1.0"]
    body = "".join(f"--x\r\n{part}\r\n" for part in parts)
    return "\r\n".join([*fields, f'Content-Type: multipart/{kind}; boundary="x"', "", f"{body}--x--"]).encode()


def part(content: bytes, kind: str, *fields: str) -> str:
    """A part of a message."""
    head = [f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", *fields, ""]
    return "\r\n".join([*head, base64.b64encode(content).decode()])


HTML_PART = part(HTML.encode("gbk"), "text/html; charset=gb2312", "Content-Location: http://example.org/a.html")
WORD_PART = part(word(["同志们"]), "application/octet-stream", "Content-Disposition: attachment; filename*=utf-8''%E8%AE%B2.docx")

RTF = b"{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 x;}}" + b"".join(
    b"".join(b"\\'%02x" % byte for byte in line.encode("gbk")) + b"\\par\n" for line in TEXT.split("\n")
) + b"}"  # fmt: skip
ODT_NAMES = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table", "style"))


def opendocument(body: str, styles: str = "") -> bytes:
    """An OpenDocument text."""
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": opendocument_content(body, styles)})


def opendocument_content(body: str, styles: str = "") -> bytes:
    """The content of an OpenDocument text."""
    content = f"<office:document-content {ODT_NAMES}>{styles}<office:body><office:text>{body}</office:text></office:body>"
    return f"{content}</office:document-content>".encode()


ODT_CONTENT = opendocument_content("".join(f"<text:p>{line}</text:p>" for line in TEXT.split("\n")))
ODT = opendocument("".join(f"<text:p>{line}</text:p>" for line in TEXT.split("\n")))
SHEET = [(40, 540 - 18 * row, line) for row, line in enumerate(TEXT.split("\n"))]
READ = [
    ("a.rtf", RTF, ["a.rtf"]),
    ("a.doc", RTF, ["a.doc"]),
    ("a.odt", ODT, ["a.odt"]),
    ("a.pdf", pdf([SHEET]), ["a.pdf"]),
    ("a.txt", PAGE.encode(), ["a.txt"]),
    ("a.md", b"# " + PAGE.encode(), ["a.md"]),
    ("a.txt", b"\r\n" + pdf([SHEET]), ["a.txt"]),
    ("a.html", HTML.encode(), ["a.html"]),
    ("a.doc", HTML.encode("gbk"), ["a.doc"]),  # what many sites send as a Word file
    ("a.docx", word(PAGE.split("\n")), ["a.docx"]),
    ("a.csv", f'id,text\n1,"{PAGE}"\n'.encode(), ["a.csv!1"]),
    ("a.tsv", f'id\ttext\n1\t"{PAGE}"\n'.encode("gbk"), ["a.tsv!1"]),
    ("a.json", b'[{"text": "' + PAGE.replace("\n", "\\n").encode() + b'"}]', ["a.json!1"]),
    ("a.parquet", parquet([{"text": PAGE}]), ["a.parquet!1"]),
    ("a.epub", book(), ["a.epub!2", "a.epub!3"]),
    ("a.mht", message(HTML_PART, part(b"x", "image/png"), kind="related"), ["a.mht!page.html"]),
    ("a.rtf", b"\xef\xbb\xbf\r\n" + RTF, ["a.rtf"]),
    ("a.ott", zipped({"mimetype": b"application/vnd.oasis.opendocument.text-template", "content.xml": ODT_CONTENT}), ["a.ott"]),
    ("a.odt", zipped({"content.xml": ODT_CONTENT}), ["a.odt"]),
    ("a.mht", b"\xef\xbb\xbf" + message(HTML_PART, kind="related"), ["a.mht!page.html"]),
    ("a.eml", message(part(PAGE.encode(), "text/plain; charset=utf-8"), WORD_PART), ["a.eml!text.txt", "a.eml!讲.docx"]),
    ("a.eml", message(part(PAGE.encode(), "text/plain"), WORD_PART.replace("attachment", "inline")),
     ["a.eml!text.txt", "a.eml!讲.docx"]),
]  # fmt: skip


def read(folder: Path, name: str, data: bytes) -> list[Document | Rejection | PassedOver]:
    """What a file of these bytes gives."""
    (folder / name).write_bytes(data)
    return list(read_documents(SourceFile(str(folder / name), name)))


@pytest.mark.parametrize(("name", "data", "sources"), READ, ids=[name for name, _data, _sources in READ])
def test_a_kind_that_is_read_gives_its_pages(tmp_path: Path, name: str, data: bytes, sources: list[str]) -> None:
    found = [one for one in read(tmp_path, name, data) if not isinstance(one, PassedOver)]
    assert [one.source for one in found] == sources
    documents = [one for one in found if isinstance(one, Document)]
    assert all("!" in one.source or one.data == data for one in documents)  # what has a file's name has its bytes: the audit asks
    pages = [read_document(one) for one in documents]
    assert [page for page in pages if isinstance(page, Rejection)] == []
    first = pages[0]
    assert isinstance(first, PageText)
    assert "在全市防汛会议上的讲话" in first.text


SPINE = b'<spine><itemref idref="c"/><itemref idref="b"/><itemref idref="a"/></spine>'
ODD_BOOKS = [
    ((SPINE, b""), ["a.epub!1", "a.epub!2"]),
    ((SPINE, b"<spine/>"), ["a.epub!1", "a.epub!2"]),
    ((b"text/b.xhtml", b"Text/B.xhtml"), ["a.epub!2", "a.epub!3"]),
    ((b"application/xhtml+xml", b"text/xml"), ["a.epub!2", "a.epub!3"]),
    ((b"mimetype", b"nothing"), ["a.epub!2", "a.epub!3"]),
    ((b"OEBPS/x.opf", b"OEBPS/x.xyz"), ["a.epub!1", "a.epub!2"]),
]


@pytest.mark.parametrize(("change", "sources"), ODD_BOOKS)
def test_a_book_without_a_right_list_of_chapters_is_read(tmp_path: Path, change: tuple[bytes, bytes], sources: list[str]) -> None:
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        members = {name.replace(change[0].decode(), change[1].decode()) if change[0].startswith((b"mime", b"OEBPS")) else name:
                   archive.read(name).replace(*change) for name in archive.namelist()}  # fmt: skip
    found = read(tmp_path, "a.epub", zipped(members))
    assert [one.source for one in found if isinstance(one, Document)] == sources


@pytest.mark.parametrize("name", ["META-INF/container.xml", "OEBPS/x.opf", "OEBPS/toc.ncx"])
@pytest.mark.parametrize("content", [b"", b"\0\0", b"<"], ids=["empty", "zeros", "cut"])
def test_a_book_with_a_list_that_cannot_be_read_gives_its_chapters(tmp_path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        members = {member: archive.read(member) for member in archive.namelist()} | {name: content}
    found = [one for one in read(tmp_path, "a.epub", zipped(members)) if isinstance(one, Document)]
    assert [one.locator for one in found] == ["OEBPS/text/a.xhtml", "OEBPS/text/b.xhtml"][:: 1 if name.endswith("opf") else -1]


def test_a_book_is_read_with_its_style_sheets(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    linked = b'<head><link rel="stylesheet" href="../a%20b.css"/></head><body><p class="x">x</p>'
    members["OEBPS/text/b.xhtml"] = members["OEBPS/text/b.xhtml"].replace(b"<body>", linked)
    found = read(tmp_path, "a.epub", zipped({**members, "OEBPS/a b.css": b".x{display:none}"}))
    pages = [page for one in found if isinstance(one, Document) and isinstance(page := read_document(one), PageText)]
    assert [page.text for page in pages] == [TEXT, TEXT + "\n第一章"]


def test_a_chapter_that_is_broken_breaks_no_book(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        stored = archive.getinfo("OEBPS/text/b.xhtml").header_offset + 60
    data = bytearray(book())
    data[stored : stored + 9] = bytes(9)
    found = read(tmp_path, "a.epub", bytes(data))
    assert [(one.source, one.reason) for one in found if isinstance(one, Rejection)] == [("a.epub!2", "damaged")]
    assert [one.source for one in found if isinstance(one, Document)] == ["a.epub!3"]


@pytest.mark.parametrize("piece", ["<a href=x>字", "<a href ", "<", "<a href href ", "<a href=x>字<b>"])
def test_a_chapter_of_links_that_do_not_end_is_read_in_time(piece: str) -> None:
    assert not is_contents(piece * 200_000)


UNSEEN = [
    ("a.odt", opendocument(
        '<text:p>甲<text:span text:style-name="H">隐</text:span><text:span text:style-name="W">白</text:span>乙</text:p>'
        '<text:section text:display="none"><text:p>隐</text:p></text:section>',
        '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="W"><style:text-properties xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:'
        'xsl-fo-compatible:1.0" fo:color="#FFFFFF"/></style:style>')),
    ("a.rtf", b"{\\rtf1{\\colortbl;\\red255\\green255\\blue255;}\\u30002?{\\cf1 x}{\\v y}\\u20057?}"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), UNSEEN)
def test_hidden_and_white_text_is_left_out(tmp_path: Path, name: str, data: bytes) -> None:
    (found,) = read(tmp_path, name, data)
    assert isinstance(found, Document)
    assert found.text == "甲乙"


@pytest.mark.parametrize("data", [LINES * 2, f"{TEXT}\n{TEXT}".replace("\n", "<br>\n")], ids=["p", "br"])
def test_a_text_written_in_tags_is_html_whatever_its_name(tmp_path: Path, data: str) -> None:
    (found,) = read(tmp_path, "a.txt", data.encode())
    assert isinstance(found, Document)
    page = read_document(found)
    assert not isinstance(page, Rejection) and page.text == f"{TEXT}\n{TEXT}"


def test_a_book_gives_its_chapters_in_its_order_with_what_it_says_of_them(tmp_path: Path) -> None:
    found = read(tmp_path, "a.epub", book())
    assert found[0] == PassedOver("a.epub!1", "contents of a book")
    pages = [page for one in found if isinstance(one, Document) and isinstance(page := read_document(one), PageText)]
    said = [(page.document.title, page.document.author, page.document.published, page.text) for page in pages]
    assert said == [
        ("在开渠大会上的讲话", "甲乙", "2021-03", TEXT),
        ("讲话集", "甲乙", "2021-03", TEXT + "\n第一章"),
    ]


def test_sheets_of_a_pdf_are_joined_to_paragraphs_without_their_heads(tmp_path: Path) -> None:
    full = "各乡镇要把思想统一到部署上来，切实抓紧抓好"
    sheets = [
        [(60, 570, "讲话汇编"), (40, 540, f"{name}、提高认识"), (64, 515, full), (40, 497, "不松劲。"),
         (64, 479, f"第{name}点完了。"),
         (190, 20, f"— {number} —")]
        for number, name in enumerate("一二三", start=1)
    ]  # fmt: skip
    (found,) = read(tmp_path, "a.pdf", pdf(sheets))
    assert isinstance(found, Document)
    assert found.text == "\n".join(f"{name}、提高认识\n{full}不松劲。\n第{name}点完了。" for name in "一二三")


def test_a_line_of_a_pdf_is_full_when_the_next_begins_with_what_does_not_fit(tmp_path: Path) -> None:
    full = "各乡镇要把思想统一到部署上来，切实抓紧抓好"
    lines = [full, "不松劲，还要把去年没有做完的那几件", "事”），", "一件一件做完。", full[:12], full, "（完）"]
    sheet = [(64, 560 - 18 * place, line) for place, line in enumerate(lines)]
    (found,) = read(tmp_path, "a.pdf", pdf([sheet]))
    assert isinstance(found, Document) and found.text is not None
    assert found.text.split("\n") == [full + lines[1] + lines[2], lines[3], lines[4], full + lines[6]]


COLUMN = [
    "同志们：",
    "今年的雨水来得早，村里人",
    "都在等。我们先把要做的事",
    "说清楚，再分头去做。",
    "一、清渠。各组自己安排，",
    "三天做完。",
]
OTHER = [
    "二、选种。要早选早晒，一",
    "户也不能落下，哪一户有困",
    "难就先帮哪一户，帮到底。",
    "谢谢大家，今天就说到这里",
    "各组回去以后就动手。",
    "散会。",
]
LEFT, RIGHT = ([(left, 520 - 18 * place, line) for place, line in enumerate(ls)] for left, ls in ((40, COLUMN), (220, OTHER)))
BY_ROW = [cell for pair in zip(LEFT, RIGHT, strict=True) for cell in pair]


@pytest.mark.parametrize("drawn", [[*LEFT, *RIGHT], BY_ROW], ids=["by column", "by row"])
def test_columns_of_a_pdf_are_read_one_after_the_other(tmp_path: Path, drawn: list[tuple[int, int, str]]) -> None:
    (found,) = read(tmp_path, "a.pdf", pdf([[(100, 560, "在春耕大会上所作的动员讲话稿"), *drawn, (160, 20, "第 1 页 共 1 页")]]))
    assert isinstance(found, Document) and found.text is not None
    assert "".join(found.text.split("\n")) == "".join(["在春耕大会上所作的动员讲话稿", *COLUMN, *OTHER])
    assert found.text.split("\n")[2] == "".join(COLUMN[1:4])


BROKEN = [
    ("a.rtf", RTF.replace(b"ansicpg936", b"ansicpg9361"), Document),
    ("a.eml", message(part(PAGE.encode(), "text/plain; charset=utf-8")).replace(b"=?gb2312?", b"=?gb\xd82312?"), Document),
    ("a.pdf", pdf([SHEET]).replace(b"/Type /Page ", b"/Type /Pxge "), Rejection),
]


@pytest.mark.parametrize(("name", "data", "kind"), BROKEN)
def test_a_broken_name_or_sheet_raises_nothing(tmp_path: Path, name: str, data: bytes, kind: type) -> None:
    assert isinstance(read(tmp_path, name, data)[0], kind)


def test_notes_at_the_foot_of_a_sheet_stand_behind_the_text(tmp_path: Path) -> None:
    sheets = [[(40, 540, "一、清渠要清到底"), (40, 522, "清完①。"), (40, 60, "① 见县志。")], [(64, 540, "二、选种")]]
    (found,) = read(tmp_path, "a.pdf", pdf(sheets))
    assert isinstance(found, Document)
    assert found.text == "一、清渠要清到底清完①。\n二、选种\n① 见县志。"


def test_a_pdf_of_pictures_is_refused_by_name(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "a.pdf", pdf([[]]))
    assert isinstance(found, Rejection)
    assert (found.reason, found.detail) == ("no_text", "a PDF of pictures without text; recognise it (OCR) and give the text")


def test_headings_and_lists_of_an_opendocument(tmp_path: Path) -> None:
    body = '<text:h text:outline-level="2">甲<text:s text:c="2"/>乙</text:h><text:list text:style-name="L">'
    body += "".join(f"<text:list-item><text:p>{line}</text:p></text:list-item>" for line in ("子", "丑")) + "</text:list>"
    level = '<text:list-level-style-number text:level="1" style:num-suffix="、" style:num-format="一, 二, 三, ..."/>'
    (found,) = read(tmp_path, "a.odt", opendocument(body, f'<text:list-style style:name="L">{level}</text:list-style>'))
    assert isinstance(found, Document)
    assert (found.text, [cue.level for cue in found.cues]) == ("甲\u00a0\u00a0乙\n一、子\n二、丑", [2])


LEVELS = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-suffix="、" '
    'style:num-format="一, 二, 三, ..."/><text:list-level-style-number text:level="2" text:display-levels="2" '
    'style:num-format="1"/></text:list-style><text:outline-style><text:outline-level-style text:level="1" '
    'style:num-prefix="第" style:num-suffix="章 " style:num-format="1"/></text:outline-style>'
)
OPEN_LIST = '<text:list text:style-name="L"'
COUNTED = [
    (f"{OPEN_LIST}>$甲$</text:list><text:p>乙</text:p>{OPEN_LIST} text:continue-numbering='true'>$丙$</text:list>",
     "一、甲\n乙\n二、丙"),
    (f"{OPEN_LIST} xml:id='x'>$甲$</text:list>{OPEN_LIST}>$乙$</text:list>{OPEN_LIST} text:continue-list='x'>$丙$"
     "</text:list>", "一、甲\n一、乙\n二、丙"),
    (f"{OPEN_LIST}><text:list-item text:start-value='3'><text:p>甲</text:p><text:list>$乙$$丙$</text:list></text:list-item>"
     "</text:list>", "三、甲\n三.1乙\n三.2丙"),
    ('<text:h text:outline-level="1">甲</text:h><text:h text:outline-level="1" text:is-list-header="true">乙</text:h>'
     '<text:h text:outline-level="1">丙</text:h>', "第1章 甲\n乙\n第2章 丙"),
    ('<text:p>甲<text:note><text:note-citation>2</text:note-citation><text:note-body><text:p>乙</text:p></text:note-body>'
     "</text:note>丙</text:p>", "甲丙\n[2] 乙"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "text"), COUNTED)
def test_numbers_of_an_opendocument_are_those_that_are_printed(tmp_path: Path, body: str, text: str) -> None:
    marked = re.sub(r"\$(.)\$", r"<text:list-item><text:p>\1</text:p></text:list-item>", body)
    (found,) = read(tmp_path, "a.odt", opendocument(marked, LEVELS))
    assert isinstance(found, Document)
    assert found.text == text


def rtf(text: str) -> bytes:
    """A rich text file; every character that is no ASCII is written as its bytes."""
    return b"{\\rtf1\\ansi\\ansicpg936 " + b"".join(
        one.encode() if one.isascii() else b"".join(b"\\'%02x" % byte for byte in one.encode("gbk")) for one in text
    ) + b"}"  # fmt: skip


RICH = [
    (r"一、甲{\footnote \pard\plain {\chftn} 乙}丙。\par 二、丁{\footnote 戊\par 己}\par",
     "一、甲丙。\n二、丁\n[1]  乙\n[2] 戊\n己"),
    (r"\pard 甲\par\trowd\pard\intbl 乡\cell 里\cell\row\trowd\pard\intbl 青禾\cell 12\cell\row\pard 乙\par",
     "甲\n乡\t里\n青禾\t12\n乙"),
    (r"\pard\intbl 甲\par 乙\cell 丙\cell\row 丁", "甲\n乙\n丙\n丁"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text"), RICH)
def test_notes_and_rows_of_a_rich_text_file(tmp_path: Path, source: str, text: str) -> None:
    (found,) = read(tmp_path, "a.rtf", rtf(source))
    assert isinstance(found, Document)
    assert found.text == text


def test_an_old_word_file_is_read_where_libreoffice_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = OLE + "WordDocument".encode("utf-16-le")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [found.detail for found in read(tmp_path, "a.doc", old) if isinstance(found, Rejection)] == [
        "an old Word file (.doc, .wps); install LibreOffice (soffice), or save it as .docx"
    ]
    (tmp_path / "new.docx").write_bytes(word(["同志们"]))
    program = tmp_path / "soffice"
    program.write_text(f'#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\n/bin/cp {tmp_path}/new.docx "$2"/page.docx\n')
    program.chmod(0o755)
    (found,) = read(tmp_path, "a.doc", old)
    assert isinstance(found, Document)
    assert ((found.text or "")[:3], found.data) == ("同志们", old)


def test_a_saved_page_is_its_html_and_a_message_says_who_wrote_it(tmp_path: Path) -> None:
    saved, passed = read(tmp_path, "a.mht", message(HTML_PART, part(b"x", "image/png"), kind="related"))
    assert isinstance(saved, Document)
    page = read_document(saved)
    assert not isinstance(page, Rejection)
    assert (page.text, saved.url, saved.title, saved.published) == (TEXT, "http://example.org/a.html", "讲话", None)
    assert passed == PassedOver("a.mht", "part of a message or saved page")
    written = read(tmp_path, "a.eml", message(part(PAGE.encode(), "text/plain; charset=utf-8")))[0]
    assert isinstance(written, Document)
    assert (written.author, written.title, written.published) == ("甲乙", "讲话", "2021-03-04T10:20:30")


FRAME = part(HTML.encode(), "text/html; charset=utf-8", "Content-Location: http://example.org/b.html")
INNER = message(part(PAGE.encode(), "text/plain; charset=utf-8")).decode().replace("--x", "--y").replace('"x"', '"y"')
FORWARDED = f"Content-Type: message/rfc822\r\n\r\n{INNER}"
MEMBERS = [
    ("a.mht", message(HTML_PART, FRAME, kind="related"), "a.mht!frame.html"),
    ("a.eml", message(part(PAGE.encode(), "text/plain; charset=utf-8"), FORWARDED), "a.eml!message.eml!text.txt"),
]


@pytest.mark.parametrize(("name", "data", "member"), MEMBERS, ids=["frame", "forwarded"])
def test_frames_of_a_saved_page_and_forwarded_messages_are_pages(tmp_path: Path, name: str, data: bytes, member: str) -> None:
    outer, inner = read(tmp_path, name, data)
    assert isinstance(outer, Document)
    assert isinstance(inner, Document)
    assert inner.source == member
    page = read_document(inner)
    assert not isinstance(page, Rejection)
    assert page.text.split() == PAGE.split()


SHEETED = "<link rel=stylesheet href='./a_files/x.css'><p>同志们：今天开会，只讲两件事。</p><p class=hid>转载请注明出处</p>"


def test_sheets_that_were_saved_with_a_page_hide_what_they_hide(tmp_path: Path) -> None:
    (tmp_path / "a_files").mkdir()
    (tmp_path / "a_files" / "x.css").write_text(".hid{display:none}")
    sheet = part(b".hid{display:none}", "text/css", "Content-Location: cid:x")
    body = part(SHEETED.encode(), "text/html; charset=utf-8", "Content-Location: http://example.org/a.html")
    found = [*read(tmp_path, "a.html", SHEETED.encode()), read(tmp_path, "a.mht", message(body, sheet, kind="related"))[0]]
    pages = [read_document(one) for one in found if isinstance(one, Document)]
    assert [page.text for page in pages if isinstance(page, PageText)] == ["同志们：今天开会，只讲两件事。"] * 2
    (alone,) = read(tmp_path, "b.html", SHEETED.encode())
    assert isinstance(alone, Document) and alone.sheets == ""


def test_a_header_that_is_no_ascii_is_read(tmp_path: Path) -> None:
    raw = message(HTML_PART).replace(b"=?gb2312?B?vbK7sA==?=", "讲话".encode("gbk"))
    (found,) = read(tmp_path, "a.eml", raw)
    assert isinstance(found, Document)
    assert found.title == "讲话"


ODS = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}
REFUSED = [
    ("a.xls", OLE + "Workbook".encode("utf-16-le"), "unsupported", "an Excel workbook (.xls, .et); save its sheet as CSV"),
    ("a.ppt", OLE + "PowerPoint Document".encode("utf-16-le"), "unsupported", "PowerPoint"),
    ("a.msg", OLE + "__substg1.0_".encode("utf-16-le"), "unsupported", "save it as .eml"),
    ("a.xlsx", zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "unsupported", "an Excel workbook (.xlsx)"),
    ("a.pptx", zipped({"[Content_Types].xml": b"", "ppt/x.xml": b""}), "unsupported", "a PowerPoint file (.pptx)"),
    ("a.ofd", zipped({"OFD.xml": b"<x/>", "Doc_0/Document.xml": PAGE.encode()}), "unsupported", "an OFD document"),
    ("a.ods", zipped(ODS), "unsupported", "a spreadsheet (.ods)"),
    ("a.jar", zipped({"META-INF/MANIFEST.MF": b"x"}), "unsupported", "a Java program"),
    ("a.pages", zipped({"Index/Document.iwa": b"x"}), "unsupported", "an iWork document"),
    ("a.caj", b"CAJ\0" + bytes(99), "unsupported", "a CAJ file; save it as PDF in its reader"),
    ("a.mobi", bytes(60) + b"BOOKMOBI", "unsupported", "a Kindle book (.mobi, .azw); convert it to EPUB"),
    ("a.doc", b"\x31\xbe\0\0\0\xab" + PAGE.encode("gbk"), "unsupported", "Word for DOS; save it as .docx"),
    ("a.doc", b"\xdb\xa5\x2d\0" + PAGE.encode("gbk"), "unsupported", "a Word file of before 1997; save it as .docx"),
    ("a.ceb", b"Founder CEB" + bytes(99), "unsupported", "Founder Apabi; save it as PDF"),
    ("a.chm", b"ITSF\3\0", "unsupported", "a Windows help file"),
    ("a.sqlite", b"SQLite format 3\0" + bytes(99), "unsupported", "an SQLite database"),
    ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n同志们\n".encode(), "unsupported", "subtitles"),
    ("a", "1\r\n00:00:01,000 --> 00:00:02,000\r\n同志们\r\n".encode(), "unsupported", "subtitles"),
    ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n同志们\n".encode(), "unsupported", "subtitles (WebVTT)"),
    ("a.lrc", "[00:01.00]同志们\n[00:02.00]开会\n[00:03.00]讲话\n".encode(), "unsupported", "subtitles"),
    ("a.yaml", f"title: 讲话\ntext: |\n  {PAGE}".encode(), "unsupported", "YAML; write one JSON record a line"),
    ("a.toml", PAGE.encode(), "unsupported", "settings of a program"),
    ("a.py", b'"""' + PAGE.encode() + b'"""', "unsupported", "a program"),
    ("a.sql", f"INSERT INTO t VALUES ('{PAGE}')".encode(), "unsupported", "SQL"),
    ("a.tex", PAGE.encode(), "unsupported", "LaTeX"),
    ("a.xml", f"<?xml version='1.0'?><rss><x>{PAGE}</x></rss>".encode(), "unsupported", "a feed"),
    ("a.fodt", f"<?xml version='1.0'?><office:document>{PAGE}".encode(), "unsupported", "an OpenDocument as one XML file"),
    ("a.txt", f"\ufeffWEBVTT\n\n00:01.000 --> 00:02.000\n{PAGE}".encode(), "unsupported", "subtitles (WebVTT)"),
    ("a.txt", f"<rss version='2.0'><x>{PAGE}</x></rss>\n".encode(), "unsupported", "a feed"),
    ("a.txt", f"<doc><p>{PAGE}</p></doc>".encode(), "unsupported", "an XML document other than XHTML"),
    ("a.txt", f"INSERT INTO t VALUES ('{PAGE}')".encode(), "unsupported", "SQL"),
    ("a.mbox", b"From a@example.org Thu Mar 04 10:20:30 2021\n" + PAGE.encode(), "unsupported", "a mailbox"),
    ("a.ics", b"BEGIN:VCALENDAR\n" + PAGE.encode(), "unsupported", "a calendar"),
    ("a.7z", b"7z\xbc\xaf\x27\x1c", "unsupported", "a 7z archive"),
    ("a.rar", b"Rar!\x1a\x07\0", "unsupported", "a RAR archive"),
    ("a.png", b"\x89PNG\r\n", "binary", "a PNG picture"),
    ("a.jpg", b"\xff\xd8\xff\xe0", "binary", "a JPEG picture"),
    ("a.tif", b"II*\0", "binary", "a TIFF picture"),
    ("a.mp4", b"\0\0\0\x18ftypmp42", "binary", "a film"),
    ("a.mp3", b"ID3\3", "binary", "a sound"),
    ("a.exe", b"MZ\x90\0", "binary", "a program"),
    ("a.feather", b"ARROW1\0\0", "unsupported", "an Arrow file"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "reason", "detail"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_kind_that_is_not_read_is_refused_by_its_name(tmp_path: Path, name: str, data: bytes, reason: str, detail: str) -> None:
    (found,) = read(tmp_path, name, data)
    assert isinstance(found, Rejection)
    assert (found.reason, detail in found.detail) == (reason, True)
