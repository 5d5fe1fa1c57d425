"""Readers: any container, chosen by content; every member and record is a page or a named rejection."""

import bz2
import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from selectolax.lexbor import SelectolaxError

from pipeline.job.errors import PipelineError
from pipeline.sources.documents import Document, Options, PassedOver, Rejection
from pipeline.sources.listing import SourceFile
from pipeline.sources.pages import read_document
from pipeline.sources.readers import DEPTH, read_documents
from pipeline.text.records import Stated
from tests.tools.containers import (
    PAGE,
    answer,
    arc,
    crawl,
    gzipped,
    json_lines,
    parquet,
    tarred,
    warc_record,
    word,
    word_of,
    zipped,
    zstandard_packed,
)

pytestmark = pytest.mark.filterwarnings(
    "error:unclosed file <_io:ResourceWarning", "error::pytest.PytestUnraisableExceptionWarning"
)  # a file left open
DATA = PAGE.encode()
A_PDF = "a PDF; install the extra pdf (.venv/bin/pip install '.[pdf]'), or convert it to text or HTML"
HTML = b"<!DOCTYPE html><meta charset=gbk><title>x</title><p>" + "同志们".encode("gbk")


def read(folder: Path, name: str, data: bytes, options: Options = Options()) -> list[Document | Rejection]:  # noqa: B008
    """What a file of these bytes gives."""
    path = folder / name
    path.write_bytes(data)
    return [found for found in read_documents(SourceFile(str(path), name), options) if not isinstance(found, PassedOver)]


def named(value: object) -> str:
    """The name of a case: that of its file, since bytes of archives may hold the time they were packed."""
    return value if isinstance(value, str) else ""


def pages(found: Iterable[Document | Rejection]) -> list[tuple[str, bytes]]:
    """Source and bytes of the documents."""
    return [(document.source, document.data) for document in found if isinstance(document, Document)]


def rejections(found: Iterable[Document | Rejection]) -> list[tuple[str, str | None, str, str]]:
    """The rejections, all but their bytes."""
    return [(r.source, r.locator, r.reason, r.detail) for r in found if isinstance(r, Rejection)]


CONTAINERS = [
    ("a.txt", DATA, ["a.txt"]),
    ("a.txt.gz", gzipped(DATA), ["a.txt.gz!a.txt"]),
    ("a.txt.zst", zstandard_packed(DATA), ["a.txt.zst!a.txt"]),
    ("a.txt.xz", lzma.compress(DATA), ["a.txt.xz!a.txt"]),
    ("a.txt.bz2", bz2.compress(DATA), ["a.txt.bz2!a.txt"]),
    ("a.zip", zipped({"b.txt": DATA, "c/d.txt": DATA}), ["a.zip!b.txt", "a.zip!c/d.txt"]),
    ("a.tar", tarred({"b.txt": DATA, "c/d.txt": DATA}), ["a.tar!b.txt", "a.tar!c/d.txt"]),
    ("a.tar.gz", tarred({"b.txt": DATA}, "w:gz"), ["a.tar.gz!b.txt"]),
    ("a.tar.zst", zstandard_packed(tarred({"b.txt": DATA})), ["a.tar.zst!b.txt"]),
    ("a.tgz", tarred({"b.zip": zipped({"c.txt.gz": gzipped(DATA)})}, "w:gz"), ["a.tgz!b.zip!c.txt.gz!c.txt"]),
    ("a.jsonl", json_lines([{"text": PAGE}, {"content": PAGE}]), ["a.jsonl!1", "a.jsonl!2"]),
    ("a.json", json.dumps([{"text": PAGE}, PAGE]).encode(), ["a.json!1", "a.json!2"]),
    ("a.json", json.dumps({"data": [{"text": PAGE}], "n": 1}, indent=1).encode("utf-16"), ["a.json!1"]),
    ("a.json", json.dumps({"title": "x", "content": PAGE.split("\n")}, indent=1).encode(), ["a.json!1"]),
    ("a.json", b'// x\n/* {"a"\n: 1} */ ' + json.dumps({"text": PAGE}).encode(), ["a.json!1"]),
    ("a.json", b"//\n\n" + json_lines([{"text": PAGE}, {"text": PAGE}]), ["a.json!1", "a.json!2"]),
    ("a.jsonl", json_lines([{"text": PAGE}, {"text": PAGE}]).decode().encode("utf-16"), ["a.jsonl!1", "a.jsonl!2"]),
    ("a.jsonl.gz", gzipped(json_lines([{"text": PAGE}])), ["a.jsonl.gz!1"]),
    ("a.parquet", parquet([{"text": PAGE}] * 130), [f"a.parquet!{n}" for n in range(1, 131)]),
    ("a.zip", zipped({"b.parquet": parquet([{"text": PAGE}])}), ["a.zip!b.parquet!1"]),
    ("a.warc", crawl([("http://example.org/", "200 OK", "text/plain", DATA)], packed=False), ["a.warc!3"]),
    ("a.warc.gz", crawl([("http://example.org/", "200 OK", "text/plain", DATA)] * 2), ["a.warc.gz!3", "a.warc.gz!5"]),
    ("a.arc", arc(DATA), ["a.arc!2"]),
    ("a.tar", tarred({"b.txt": DATA}) + tarred({"c.txt": DATA}), ["a.tar!b.txt", "a.tar!c.txt"]),
]


def source_when_called(source: str, name: str, called: str) -> str:
    """The source of a page when its file has another name, one without endings."""
    outer, *inner = source.split("!")
    packed = called != name and outer.count(".") == 2 and inner == [outer.rsplit(".", 1)[0]]
    return "!".join([called, *([called] if packed else inner)])


@pytest.mark.parametrize(("name", "data", "sources"), CONTAINERS, ids=named)
@pytest.mark.parametrize("called", ["", "unknown"])
def test_a_container_is_known_by_its_content(tmp_path: Path, name: str, data: bytes, sources: list[str], called: str) -> None:
    found = read(tmp_path, called or name, data)
    assert pages(found) == [(source_when_called(source, name, called or name), DATA) for source in sources]
    assert rejections(found) == []


TYPES = [
    ("page.txt", HTML, "text/html"),
    ("page.html", "同志们<br>开会".encode(), "text/html"),
    ("page.html", DATA, "text/plain"),
    ("page.txt", "同志们<br>开会".encode(), "text/plain"),
    ("page", b"<p>" + DATA, "text/html"),
    ("page.txt", "[1] 同志们\n[[注]]".encode(), "text/plain"),
    ("page.txt", "// 注\n同志们：[2021, 开会]".encode(), "text/plain"),
    ("notes.md", b"# " + DATA, "text/markdown"),
    ("page.html", "<html><p>同志们".encode("utf-16"), "text/html"),
    ("page.html.gz", gzipped("同志们<br>开会".encode()), "text/html"),
]


@pytest.mark.parametrize(("name", "data", "media_type"), TYPES, ids=named)
def test_the_media_type_is_read_from_the_content(tmp_path: Path, name: str, data: bytes, media_type: str) -> None:
    assert [document.media_type for document in read(tmp_path, name, data) if isinstance(document, Document)] == [media_type]


def test_a_record_brings_what_its_columns_say(tmp_path: Path) -> None:
    record = {
        "id": 7,
        "text": PAGE,
        "url": "http://example.org/7",
        "title": " 讲话 ",
        "date": "2021-03-04 10:20:30",
        "author": ["甲", "乙"],
    }
    expected = ("line 1 (id 7)", "text/plain", "http://example.org/7", "讲话", "2021-03-04T10:20:30", "甲 乙", PAGE)
    for name, data, word_ in (("a.jsonl", json_lines([record]), "line"), ("a.parquet", parquet([record]), "row")):
        (found,) = read(tmp_path, name, data)
        assert isinstance(found, Document)
        said = (found.locator, found.media_type, found.url, found.title, found.published, found.author, found.text)
        assert said == (expected[0].replace("line", word_), *expected[1:])


STATED = [
    ({"speaker": "甲乙", "date": "2021-03-04", "place": "丙"}, Stated(None, "甲乙", "2021-03-04", "丙"), "2021-03-04"),
    ({"讲话人": "甲乙", "讲话日期": "2021年3月4日", "发布时间": "2021-03-05"}, Stated(None, "甲乙", "2021-03-04"), "2021-03-05"),
    ({"date": "2021-03-04", "title": "讲话"}, Stated("讲话"), "2021-03-04"),
    ({"Speaker": "甲乙", "DATE": "2021-03-04", "Title": "讲话"}, Stated("讲话", "甲乙", "2021-03-04"), "2021-03-04"),
    ({"meta.speaker": "甲乙", "meta.date": "2021-03-04"}, Stated(None, "甲乙", "2021-03-04"), "2021-03-04"),
    ({"speaker": " ", "event": "造林会议"}, Stated(occasion="造林会议"), None),
    ({"speaker": " ", "date": "2021-03-04"}, Stated(date="2021-03-04"), "2021-03-04"),  # as in the rows that name one
]


@pytest.mark.parametrize(("said", "stated", "published"), STATED)
def test_a_record_states_what_its_speech_is(tmp_path: Path, said: dict[str, str], stated: Stated, published: str | None) -> None:
    table = [",".join([*said, "text"]), ",".join([*said.values(), f'"{PAGE}"'])]
    for name, data in (("a.jsonl", json_lines([said | {"text": PAGE}])), ("a.csv", "\n".join(table).encode())):
        (found,) = read(tmp_path, name, data)
        assert isinstance(found, Document)
        assert (found.stated, found.published, found.text) == (stated, published, PAGE)


TABLES = [
    ("a.csv", "\ufeffid,text\r\n1,\"同志们，\n\"\"开会\"\"\"\r\n", "utf-8", ['同志们，\n"开会"']),
    ("a.csv", "标题;正文\n甲;同志们\n乙;开会\n", "gb18030", ["同志们", "开会"]),
    ("a.tsv", "id\ttext\n1\t同志们,开会\n", "utf-8", ["同志们,开会"]),
    ("a.csv", "sep=;\nID;Text\n1;同志们,开会\n", "utf-8-sig", ["同志们,开会"]),
    ("a.csv", 'id,text\n1,"说\\"好\\"，开会"\n', "utf-8", ['说"好"，开会']),
    ("A.CSV", "id,text\n1,\n2,同志们\n", "utf-16", ["同志们"]),
    ("a.txt", 'id,title,text\n1,甲,"同志们\n开会"\n', "utf-8", ["同志们\n开会"]),  # a table by its columns
    ("a.xls", "编号\t正文\n1\t同志们\n", "gb18030", ["同志们"]),
    ("a.csv", '\n\n"编\n号",text\n1,同志们\n', "utf-8", ["同志们"]),
    ("a.csv", "text,text\n同志们,开会\n", "utf-8", []),  # two of one name
]


@pytest.mark.parametrize(("name", "text", "encoding", "texts"), TABLES)
def test_a_table_gives_a_page_for_each_row(tmp_path: Path, name: str, text: str, encoding: str, texts: list[str]) -> None:
    assert [found.text for found in read(tmp_path, name, text.encode(encoding)) if isinstance(found, Document)] == texts


def test_a_row_that_does_not_fit_its_table_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", "id,text\n1,同志们\n2,开,会\n3,大家\n".encode())
    assert [document.text for document in found if isinstance(document, Document)] == ["同志们", "大家"]
    assert rejections(found) == [("a.csv", None, "bad_record", "a row of 3 cells where the head has 2: '2,开,会'")]


def test_paragraphs_of_a_record_are_its_lines(tmp_path: Path) -> None:
    layout = {"文件名": "a.txt", "段落": [{"行号": number, "内容": line} for number, line in enumerate(PAGE.split("\n"))]}
    found = read(tmp_path, "a.jsonl", json_lines([layout, {"text": PAGE.split("\n")}, {"text": [1, 2]}]))
    assert [document.text for document in found if isinstance(document, Document)] == [PAGE, PAGE]
    assert rejections(found) == [("a.jsonl!3", "line 3", "bad_record", "its text is not text")]


def test_a_text_that_many_rows_share_is_held_once(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    texts = pa.DictionaryArray.from_arrays([0] * 2000 + [1], ["讲" * 1_000_000, PAGE])
    pq.write_table(pa.table({"text": texts}), buffer, store_schema=False)  # columns of text, as other programs write them
    found = read(tmp_path, "a.parquet", buffer.getvalue(), Options(max_page_bytes=1_000_000))
    assert [reason for _source, _locator, reason, _detail in rejections(found)] == ["too_large"] * 2000
    assert pages(found) == [("a.parquet!2001", DATA)]


def test_columns_are_chosen_by_name_down_into_a_record(tmp_path: Path) -> None:
    options = Options(text_column="page.words", url_column="page.from", title_column="none")
    (found,) = read(
        tmp_path, "a.jsonl", json_lines([{"page": {"words": PAGE, "from": "x"}, "title": "t", "text": "no"}]), options
    )
    assert isinstance(found, Document)
    assert (found.text, found.url, found.title) == (PAGE, "x", None)


def test_a_record_keeps_its_bytes_in_whatever_container(tmp_path: Path) -> None:
    found = [*read(tmp_path, "a.jsonl", json_lines([{"text": PAGE}])), *read(tmp_path, "a.parquet", parquet([{"text": PAGE}]))]
    assert {data for _source, data in pages(found)} == {DATA}


ESCAPED = [
    ("&lt;p&gt;同志们：&lt;/p&gt;&lt;p&gt;开会&amp;nbsp;了。", "同志们：\n开会\xa0了。"),
    ("同志们：\\n开会。\\r\\n散会。", "同志们：\n开会。\n散会。"),
    ("同志们：&ldquo;开会&rdquo;&mdash;&mdash;散会&hellip;", "同志们：“开会”——散会…"),
    ("同志们：\n文件放在\\note\\new里。", "同志们：\n文件放在\\note\\new里。"),
]


@pytest.mark.parametrize(("stored", "text"), ESCAPED)
def test_a_record_that_was_escaped_once_too_often_is_read_as_it_was_meant(tmp_path: Path, stored: str, text: str) -> None:
    (found,) = read(tmp_path, "a.jsonl", json_lines([{"text": stored}]))
    assert isinstance(found, Document)
    page = read_document(found)
    assert not isinstance(page, Rejection)
    assert page.text == text


def test_records_of_a_json_document_by_name_are_pages(tmp_path: Path) -> None:
    data = json.dumps({"a1": {"title": "甲", "text": PAGE}, "a2": {"text": PAGE}}, indent=1).encode()
    assert [source for source, _data in pages(read(tmp_path, "a.json", data))] == ["a.json!1", "a.json!2"]


@pytest.mark.parametrize("text", ["<html><p>同志们", "<p>同志们</p>\n<p>开会"])
def test_a_record_that_is_html_is_read_as_such(tmp_path: Path, text: str) -> None:
    (found,) = read(tmp_path, "a.jsonl", json_lines([{"content": text}]))
    assert isinstance(found, Document)
    assert (found.media_type, found.text, found.charset) == ("text/html", None, "utf-8")


def test_a_column_of_bytes_is_read_like_files(tmp_path: Path) -> None:
    found = read(tmp_path, "a.parquet", parquet([{"content": DATA}, {"content": HTML}, {"content": b"%PDF-1.4"}]))
    assert [(d.data, d.media_type, d.charset, d.text) for d in found if isinstance(d, Document)] == [
        (DATA, "text/plain", None, None),
        (HTML, "text/html", None, None),
    ]
    assert rejections(found) == [("a.parquet!3", "row 3", "unsupported", A_PDF)]


UNREADABLE = [
    pa.array([b"\xff", b"1"]).view(pa.string()),
    pa.array([2**62, 0], pa.timestamp("us")),
    pa.array([2**30, 0], pa.date32()),
]


@pytest.mark.parametrize("column", UNREADABLE, ids=lambda column: str(column.type))
def test_a_row_that_cannot_be_read_is_named_and_the_others_read(tmp_path: Path, column: pa.Array) -> None:
    pq.write_table(pa.table({"text": [PAGE, PAGE], "date": column}), tmp_path / "rows.parquet")
    found = read(tmp_path, "a.parquet", (tmp_path / "rows.parquet").read_bytes())
    assert [(source, reason) for source, _locator, reason, _detail in rejections(found)] == [("a.parquet!1", "bad_record")]
    assert pages(found) == [("a.parquet!2", DATA)]


def test_broken_records_are_named_and_the_others_read(tmp_path: Path) -> None:
    lines = [
        b'{"text": "\xe8\xae\xb2"}',
        b'{"text": ',
        b"[1]",
        b'{"text": 3}',
        b'{"words": "x"}',
        b'{"text": "\\ud800"}',
        b'{"text": ' + b"9" * 4301 + b"}",
        b"",
        b'{"text": "ok"}',
    ]
    found = read(tmp_path, "a.jsonl", b"\n".join(lines))
    assert pages(found) == [("a.jsonl!1", "讲".encode()), ("a.jsonl!9", b"ok")]
    assert rejections(found) == [
        ("a.jsonl!2", "line 2", "bad_record", "not JSON: Expecting value: line 2 column 1 (char 10)"),
        ("a.jsonl!3", "line 3", "bad_record", "not a JSON record in braces"),
        ("a.jsonl!4", "line 4", "bad_record", "its text is not text"),
        ("a.jsonl!5", "line 5", "bad_record", "no text in it; set text_column to one of: words"),
        ("a.jsonl!6", "line 6", "bad_record", "half a character at 0"),
        ("a.jsonl!7", "line 7", "bad_record", rejections(found)[5][3]),
    ]


def test_records_by_name_on_one_line_are_pages(tmp_path: Path) -> None:
    records = {"甲": {"text": PAGE}, "乙": {"text": PAGE}}
    assert pages(read(tmp_path, "a.json", json_lines([records]))) == [("a.json!1", DATA), ("a.json!2", DATA)]
    assert pages(read(tmp_path, "b.json", json_lines([{"data": [{"text": PAGE}]}]))) == [("b.json!1", DATA)]


def test_json_lines_in_another_encoding_are_read(tmp_path: Path) -> None:
    data = json.dumps({"text": PAGE}, ensure_ascii=False).encode("gb18030")
    assert pages(read(tmp_path, "a.jsonl", data)) == [("a.jsonl!1", DATA)]


def test_a_word_document_gives_its_paragraphs_and_tables(tmp_path: Path) -> None:
    data = word(["一、提高\t认识", "第二段\n换行", " "], title="讲话")
    (found,) = read(tmp_path, "a.docx", data)
    assert isinstance(found, Document)
    assert (found.text, found.title, found.data) == ("一、提高\t认识\n第二段\n换行\n堤防\t三十公里", "讲话", data)


HIDDEN = '<style w:type="character" w:styleId="h"><rPr><vanish/></rPr></style>'
RUN = "<r>{0}<t>二</t></r>"
SEEN = [
    (RUN.format("<rPr><vanish/></rPr>"), "一三"),
    (RUN.format('<rPr><vanish w:val="0"/></rPr>'), "一二三"),
    ("<ins><r><t>二</t></r></ins><del><r><delText>x</delText></r></del><moveFrom><r><t>x</t></r></moveFrom>", "一二三"),
    ("<sdt><sdtContent><r><t>二</t></r></sdtContent></sdt>", "一二三"),
    ("<sdt><sdtPr><showingPlcHdr/></sdtPr><sdtContent><r><t>单击此处</t></r></sdtContent></sdt>", "一三"),
    ("<r><instrText>PAGE</instrText></r><fldSimple><r><t>2</t></r></fldSimple>", "一2三"),
    ('<r><sym w:font="宋体" w:char="2461"/></r><r><sym w:char="no"/></r><r><tab/><br/></r>', "一②\t\n三"),
    ('</p><p><pPr><rPr><del w:id="1"/></rPr></pPr><r><t>二</t></r></p><p>', "一\n二三"),
    ('<r><rPr><rStyle w:val="h"/></rPr><t>二</t></r>', "一三"),
    ('<m:t xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">x</m:t>', "一x三"),
]


@pytest.mark.parametrize(("inner", "text"), SEEN)
def test_a_word_document_gives_what_is_seen_of_it(tmp_path: Path, inner: str, text: str) -> None:
    (found,) = read(tmp_path, "a.docx", word_of(f"<p><r><t>一</t></r>{inner}<r><t>三</t></r></p>", styles=HIDDEN))
    assert isinstance(found, Document)
    assert found.text == text


def test_notes_of_a_word_document_stand_behind_it_with_their_marks(tmp_path: Path) -> None:
    name = 'xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    notes = "".join(f"<footnote><p><r><{mark}/></r><r><t> {text}</t></r></p></footnote>" for mark, text in
                    (("separator", ""), ("footnoteRef", "乙"), ("footnoteRef", "丙")))  # fmt: skip
    data = zipped({
        "[Content_Types].xml": b"",
        "word/document.xml": f"<document {name}><body><p><r><t>甲</t></r></p></body></document>".encode(),
        "word/footnotes.xml": f"<footnotes {name}>{notes}</footnotes>".encode(),
    })
    (found,) = read(tmp_path, "a.docx", data)
    assert isinstance(found, Document)
    assert found.text == "甲\n[1] 乙\n[2] 丙"


PARTS = [
    ("docProps/core.xml", "docProps/none.xml"),  # a part that is missing or that nothing leads to matters only if it has text
    ("word/styles.xml", "word/NULL"),
    ("word/document.xml", "word/document2.xml"),
    ("document.main+xml", "document.macroEnabled.main+xml"),
    ("schemas.openxmlformats.org/wordprocessingml/2006", "purl.oclc.org/ooxml/wordprocessingml"),
]


@pytest.mark.parametrize(("name", "other"), PARTS)
def test_a_word_document_needs_nothing_but_its_text(tmp_path: Path, name: str, other: str) -> None:
    with zipfile.ZipFile(io.BytesIO(word(["一、提高认识"]))) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    changed = {part.replace(name, other): data.replace(name.encode(), other.encode()) for part, data in parts.items()}
    (found,) = read(tmp_path, "a.docx", zipped(changed))
    assert isinstance(found, Document)
    assert found.text == "一、提高认识\n堤防\t三十公里"


RESPONSES = [
    ("http://example.org/a", "200 OK", "text/html; charset=GB2312", "<p>同志们".encode("gbk")),
    ("http://example.org/b", "404 Not Found", "text/html", b"<p>no"),
    ("http://example.org/c.png", "200 OK", "image/png", b"\x89PNG"),
    ("http://example.org/d.pdf", "200 OK", "", b"%PDF-1.4"),
    ("http://example.org/e.htm", "206 Partial Content", "", "同志们<br>".encode()),
]


def test_a_crawl_gives_its_pages_with_address_and_charset(tmp_path: Path) -> None:
    found = read(tmp_path, "c.warc.gz", crawl(RESPONSES))
    documents = [document for document in found if isinstance(document, Document)]
    assert [(d.source, d.locator, d.media_type, d.charset, d.url) for d in documents] == [
        ("c.warc.gz!3", "record 3 (http://example.org/a)", "text/html", "GB2312", "http://example.org/a"),
        ("c.warc.gz!11", "record 11 (http://example.org/e.htm)", "text/html", None, "http://example.org/e.htm"),
    ]
    assert rejections(found) == [
        ("c.warc.gz!5", "record 5 (http://example.org/b)", "http_error", "HTTP status 404"),
        ("c.warc.gz!7", "record 7 (http://example.org/c.png)", "unsupported", "stated to be image/png"),
        ("c.warc.gz!9", "record 9 (http://example.org/d.pdf)", "unsupported", A_PDF),
    ]


def chunked(data: bytes) -> bytes:
    """A body sent in chunks."""
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data)


def brotli(data: bytes) -> bytes:
    """The same, compressed by brotli."""
    return bytes(pa.compress(data, "brotli", asbytes=True))


PACKED = [
    answer(zlib.compress(DATA), "Content-Encoding: deflate"),
    answer(zlib.compress(DATA, wbits=-15), "Content-Encoding: deflate"),
    answer(gzipped(DATA), "Content-Encoding: GZIP"),
    answer(gzipped(gzipped(DATA)), "Content-Encoding: gzip, x-gzip"),
    answer(brotli(DATA), "Content-Encoding: br"),
    answer(zstandard_packed(DATA), "Content-Encoding: zstd"),
    answer(chunked(zlib.compress(DATA)), "Transfer-Encoding: Chunked", "Content-Encoding: deflate"),
    *(answer(DATA, f"Content-Encoding: {name}") for name in ("gzip", "deflate", "br", "zstd", "none")),
    answer(DATA, "Transfer-Encoding: chunked"),
]


@pytest.mark.parametrize("block", PACKED, ids=range(len(PACKED)))
def test_a_response_is_the_page_and_not_as_it_was_sent(tmp_path: Path, block: bytes) -> None:
    assert pages(read(tmp_path, "a.warc", warc_record("response", block))) == [("a.warc!1", DATA)]


RECORDS = [
    ("response", answer(gzipped(DATA)[:-9], "Content-Encoding: gzip"), "damaged", "its body is not whole: Compressed file ended"),
    ("response", answer(zlib.compress(DATA)[:-9], "Content-Encoding: deflate"), "damaged", "a deflated stream ends early"),
    ("revisit", answer(b""), "duplicate_page", "a revisit: the server answered as it had before"),
    ("continuation", DATA, "unsupported", "a record of the type continuation"),
]


@pytest.mark.parametrize(("kind", "block", "reason", "detail"), RECORDS, ids=named)
def test_a_record_that_gives_no_page_is_named(tmp_path: Path, kind: str, block: bytes, reason: str, detail: str) -> None:
    found = read(tmp_path, "a.warc", warc_record(kind, block) + warc_record("response", answer(DATA)))
    assert rejections(found) == [("a.warc!1", "record 1 (http://example.org/)", reason, rejections(found)[0][3])]
    assert detail in rejections(found)[0][3]
    assert pages(found) == [("a.warc!2", DATA)]


def test_a_member_without_a_name_is_read(tmp_path: Path) -> None:
    assert pages(read(tmp_path, "a.zip", zipped({"AB": DATA}).replace(b"AB", b"\0B"))) == [("a.zip!", DATA)]


def test_member_names_of_a_chinese_windows_are_read(tmp_path: Path) -> None:
    data = zipped({"AAAA.txt": DATA}).replace(b"AAAA", "讲话".encode("gb18030"))
    assert pages(read(tmp_path, "a.zip", data)) == [("a.zip!讲话.txt", DATA)]
    assert pages(read(tmp_path, "a.zip", zipped({"讲话.txt": DATA}))) == [("a.zip!讲话.txt", DATA)]


def test_member_names_in_big5_are_told_by_all_names_of_an_archive(tmp_path: Path) -> None:
    stored = {b"AA": "說明", b"BBBB": "市長致詞"}
    data = zipped({f"{name.decode()}{name.decode()}.txt": DATA for name in stored})
    for name, meant in stored.items():
        data = data.replace(name * 2, meant.encode("big5"))
    assert [source for source, _data in pages(read(tmp_path, "a.zip", data))] == ["a.zip!說明.txt", "a.zip!市長致詞.txt"]


def test_two_members_of_one_name_have_two_sources(tmp_path: Path) -> None:
    data = zipped({"a.txt": DATA, "b.txt": b"x"}).replace(b"b.txt", b"a.txt")
    assert pages(read(tmp_path, "z.zip", data)) == [("z.zip!a.txt", DATA), ("z.zip!a.txt~2", b"x")]


def test_what_systems_leave_in_archives_is_passed_over(tmp_path: Path) -> None:
    members = {"a.txt": DATA, "__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "d/Thumbs.db": b"x", "./b.txt": DATA}
    assert [source for source, _data in pages(read(tmp_path, "a.tar", tarred(members)))] == ["a.tar!a.txt", "a.tar!./b.txt"]


FIRST, SECOND = (warc_record("response", answer(DATA + name)) for name in (b"1", b"2"))
LISTED = b"PK\x01\x02\x14\x03\x14\x00\x00\x00"
CUT_CRAWL = crawl([("http://example.org/", "200 OK", "text/plain", DATA)], packed=False)[:-44]

REFUSED = [
    ("a.pdf", b"%PDF-1.7\n", ("a.pdf", None, "damaged", "not a PDF that opens")),
    ("a.png", b"\x89PNG\r\n", ("a.png", None, "binary", "a PNG picture")),
    ("a.xml", b"<?xml version='1.0'?><x>", ("a.xml", None, "unsupported", "an XML document other than XHTML")),
    ("a.json", b'[{"text": "x"', ("a.json", None, "damaged", "not JSON: Expecting ',' delimiter")),
    ("a.json", b'[["x", "y"]]', ("a.json!1", "record 1", "bad_record", "neither a JSON record in braces nor a text")),
    ("a.json", b'[\n [1, "x"]\n]', ("a.json!1", "record 1", "bad_record", "neither a JSON record in braces nor a text")),
    ("a.json", b'{"name":\n1}', ("a.json!1", "record 1", "bad_record", "no text in it; set text_column to one of: name")),
    ("a.csv", b"id,name\n1,x\n", ("a.csv", None, "bad_record", "no column of text; set text_column to one of: id, name")),
    (
        "a.xlsx",
        zipped({"[Content_Types].xml": b"", "xl/x": b""}),
        ("a.xlsx", None, "unsupported", "an Excel workbook (.xlsx)"),
    ),
    (
        "a.docx",
        zipped({"[Content_Types].xml": b"", "word/document.xml": b"<"}),
        ("a.docx", None, "damaged", "not a whole Word document"),
    ),
    (
        "a.docx",
        word_of("").replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(LISTED, LISTED[:-2] + b"\x01\x00"),
        ("a.docx", None, "encrypted", "a Word document with a password"),
    ),
    (
        "a.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        ("a.docx", None, "encrypted", "an Office file with a password"),
    ),
    (
        "a.gz",
        gzipped(DATA * 99)[:-20],
        ("a.gz", None, "damaged", "Compressed file ended before the end-of-stream marker was reached"),
    ),
    ("a.zip", zipped({"a": DATA})[:-30], ("a.zip", None, "damaged", "File is not a zip file")),
    ("a.parquet", parquet([{"text": PAGE}])[:-9], ("a.parquet", None, "damaged", "Parquet")),
    ("a.zst", zstandard_packed(DATA)[:-9], ("a.zst", None, "damaged", "Truncated compressed stream")),
    ("a.xz", lzma.compress(DATA)[:-9], ("a.xz", None, "damaged", "Compressed file ended")),
    ("a.bz2", b"BZh9" + b"\x00" * 99, ("a.bz2", None, "damaged", "Invalid data stream")),
    ("a.warc", b"WARC/1.0\r\nnonsense", ("a.warc!1", "record 1", "damaged", "all of its bytes are missing")),
    ("a.warc", CUT_CRAWL, ("a.warc!3", "record 3", "damaged", "40 of its bytes are missing")),
    ("a.warc", warc_record("metadata", b""), ("a.warc", None, "empty", "a container with no page in it")),
    ("a.zip", zipped({"README.md": DATA}), ("a.zip", None, "empty", "a container with no page in it")),
    ("a.gz", gzipped(zipped({})), ("a.gz", None, "empty", "a container with no page in it")),
    ("a.zip", zipped({"a": DATA}).replace(b"PK\x01\x02\x14\x03\x14\x00", b"PK\x01\x02\x14\x03\xff\xff"),
     ("a.zip", None, "damaged", "zip file version 25.5")),
    ("a.zip", zipped({"讲": DATA}).replace("讲".encode(), b"\xff\xfe\xfd"), ("a.zip", None, "damaged", "can't decode byte 0xff")),
    ("a.zip", b"PK\3\4" + zipped({"a": DATA})[10:], ("a.zip!a", None, "damaged", "a member that begins before its archive")),
    ("a.warc", FIRST.replace(b"-Target-", b"-Source-"), ("a.warc", None, "damaged", "a record without an address")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "rejection"), REFUSED, ids=named)
def test_what_is_no_page_is_named(tmp_path: Path, name: str, data: bytes, rejection: tuple[str, str | None, str, str]) -> None:
    found = read(tmp_path, name, data)
    assert [(r.source, r.locator, r.reason) for r in found if isinstance(r, Rejection)] == [rejection[:3]]
    assert rejection[3] in rejections(found)[0][3]
    assert pages(found) == []


TWO = {"a.txt": DATA, "b.txt": DATA * 999}
LINES = json_lines([{"text": PAGE}, {"text": PAGE * 999}])
HEADLESS = zipped({"a.txt": DATA, "b.txt": DATA, "c.txt": DATA}).replace(b"\0b.txt", b"\0x.txt", 1)
BROKEN = [
    ("a.tar", tarred(TWO)[:20_000], ["a.tar!a.txt"], ["a.tar!b.txt", "a.tar"]),
    ("a.tar", tarred(TWO)[:1100], ["a.tar!a.txt"], ["a.tar"]),  # in the head of b.txt
    ("a.tar", tarred(TWO).replace(b"b.txt", b"c.txt"), ["a.tar!a.txt"], ["a.tar"]),  # a head with a wrong checksum
    ("a.tar.gz", gzipped(tarred({"a.txt": DATA}) + Random(1).randbytes(9000))[:-2000], ["a.tar.gz!a.txt"], ["a.tar.gz"]),
    ("a.warc.gz", gzipped(FIRST) + gzipped(SECOND)[:-30], ["a.warc.gz!1"], ["a.warc.gz"]),
    ("a.warc.gz", gzipped(FIRST) + b"rubbish" + gzipped(SECOND), ["a.warc.gz!1"], ["a.warc.gz"]),
    ("a.jsonl.gz", gzipped(LINES)[:-30], ["a.jsonl.gz!1"], ["a.jsonl.gz"]),
    ("a.jsonl.xz", lzma.compress(LINES)[:-60], ["a.jsonl.xz!1"], ["a.jsonl.xz"]),
    ("a.zip", HEADLESS, ["a.zip!a.txt", "a.zip!c.txt"], ["a.zip!b.txt"]),
]


@pytest.mark.parametrize(("name", "data", "kept", "refused"), BROKEN, ids=named)
def test_what_comes_before_the_break_of_a_container_is_kept(
    tmp_path: Path, name: str, data: bytes, kept: list[str], refused: list[str]
) -> None:
    found = read(tmp_path, name, data)
    assert [source for source, _data in pages(found)] == kept
    assert [(source, reason) for source, _locator, reason, _detail in rejections(found)] == [(r, "damaged") for r in refused]


def fail(name: str, error: Exception) -> None:
    """Raise an error in a module of this name."""
    module: dict[str, object] = {"__name__": name, "error": error}
    exec("def fail():\n    raise error", module)
    module["fail"]()  # type: ignore[operator]


RAISED = [
    ("lxml.etree", KeyError("x"), "KeyError: 'x'"),
    ("pipeline.formats.html", SelectolaxError("no selector"), "no selector"),
    ("pipeline.sources.mail", EOFError(), "EOFError"),
    ("zipfile", OSError("Invalid data stream"), "Invalid data stream"),
    ("pipeline.formats.html", KeyError("x"), None),
    ("pipeline.sources.mail", PipelineError("x"), None),
    ("zipfile", OSError(5, "Input/output error"), None),
    ("zipfile", MemoryError(), None),
    ("importlib", ImportError("x"), None),
]


@pytest.mark.parametrize(("module", "error", "detail"), RAISED, ids=repr)
def test_an_error_of_a_library_rejects_its_page_and_one_of_ours_ends_the_run(
    monkeypatch: pytest.MonkeyPatch, module: str, error: Exception, detail: str | None
) -> None:
    monkeypatch.setattr("pipeline.sources.pages.read_html", lambda *_given: fail(module, error))
    page = Document("a", None, HTML, "text/html")
    if detail is None:
        with pytest.raises(type(error)):
            read_document(page)
    else:
        assert read_document(page) == Rejection("a", None, "damaged", detail, HTML)


def test_a_member_with_a_password_is_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": DATA, "b.txt": DATA}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    found = read(tmp_path, "a.zip", bytes(data))
    assert rejections(found) == [("a.zip!a.txt", None, "encrypted", "a member with a password")]
    assert pages(found) == [("a.zip!b.txt", DATA)]


LARGE = [
    ("a.txt", b"x" * 1001, "a.txt"),
    ("a.gz", gzipped(b"x" * 1001), "a.gz!a"),
    ("a.zip", zipped({"bomb": b"x" * 10_000_000}), "a.zip!bomb"),
    ("a.jsonl", json_lines([{"text": "x" * 1001}, {"text": "ok"}]), "a.jsonl!1"),
    ("a.parquet", parquet([{"text": "x" * 1001}]), "a.parquet!1"),
    ("a.warc", crawl([("http://example.org/", "200 OK", "text/plain", b"x" * 1001)]), "a.warc!3"),
    ("a.docx", word(["x" * 1001]), "a.docx"),
]


@pytest.mark.parametrize(("name", "data", "source"), LARGE, ids=named)
def test_a_page_larger_than_allowed_is_named_and_not_read(tmp_path: Path, name: str, data: bytes, source: str) -> None:
    found = read(tmp_path, name, data, Options(max_page_bytes=1000))
    assert rejections(found) == [(source, rejections(found)[0][1], "too_large", "longer than 1000 bytes")]
    assert [text for _source, text in pages(found)] == ([b"ok"] if name == "a.jsonl" else [])


def test_containers_in_containers_end_somewhere(tmp_path: Path) -> None:
    data = DATA
    for _level in range(DEPTH + 1):
        data = gzipped(data)
    assert rejections(read(tmp_path, "a.gz", data)) == [("a.gz", None, "too_deep", "in more than 5 containers")]
    assert pages(read(tmp_path, "b.gz", gzipped(gzipped(gzipped(DATA))))) == [("b.gz!b", DATA)]
