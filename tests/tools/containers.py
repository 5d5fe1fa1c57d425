"""Containers made of pages, for the tests of readers."""

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping, Sequence

import docx
import pyarrow as pa
import pyarrow.parquet as pq
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PAGE = "在全市防汛会议上的讲话\n\n同志们:\n今天开会,讲两点意见。\n"
"""A page of our own."""


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def tarred(members: Mapping[str, bytes], mode: str = "w") -> bytes:
    """A tar archive; mode `w:gz` for a compressed one."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def json_lines(records: Sequence[object]) -> bytes:
    """JSON lines."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def parquet(records: Sequence[Mapping[str, object]]) -> bytes:
    """A Parquet file."""
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([*records]), buffer)
    return buffer.getvalue()


def word(paragraphs: Sequence[str], title: str = "") -> bytes:
    """A Word document, with a table of two cells behind the paragraphs."""
    document, buffer = docx.Document(), io.BytesIO()
    document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "堤防", "三十公里"
    document.save(buffer)
    return buffer.getvalue()


def word_of(body: str, numbering: str = "", styles: str = "") -> bytes:
    """A Word document of these elements, in Word's namespace, with nothing else in it."""
    name = 'xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    name += " " + name.replace("xmlns", "xmlns:w")
    parts = {"document": f"<body>{body}</body>", "numbering": numbering, "styles": styles}
    return zipped({"[Content_Types].xml": b""} | {f"word/{n}.xml": f"<{n} {name}>{x}</{n}>".encode() for n, x in parts.items()})


def crawl(responses: Sequence[tuple[str, str, str, bytes]], packed: bool = True) -> bytes:
    """A WARC file of responses: address, status line, Content-Type, payload; each with its request before it."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("crawl.warc.gz", {"software": "tests"}))
    for url, status, content_type, payload in responses:
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "example.org")], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
        headers = StatusAndHeaders(status, [("Content-Type", content_type)], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(payload), http_headers=headers))
    return buffer.getvalue()


def answer(payload: bytes, *headers: str) -> bytes:
    """What a server answers: a page under these HTTP headers."""
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/plain", *headers, "", ""]).encode() + payload


def warc_record(kind: str, block: bytes) -> bytes:
    """One record of a WARC file, of any kind."""
    heads = ["WARC/1.0", f"WARC-Type: {kind}", "WARC-Target-URI: http://example.org/", "Content-Type: application/http"]
    return "\r\n".join([*heads, f"Content-Length: {len(block)}", "", ""]).encode() + block + b"\r\n\r\n"


def arc(payload: bytes) -> bytes:
    """An ARC file of one response."""
    version, block = b"1 0 tests\nURL IP-address Archive-date Content-type Archive-length\n", answer(payload)
    records = (("filedesc://tests.arc", "text/plain", version), ("http://example.org/", "text/html", block))
    return b"".join(f"{url} 0.0.0.0 20310302100405 {kind} {len(data)}\n".encode() + data + b"\n" for url, kind, data in records)


def gzipped(data: bytes) -> bytes:
    """The same, compressed by gzip."""
    return gzip.compress(data, mtime=0)


def zstandard_packed(data: bytes) -> bytes:
    """The same, compressed by zstandard, in two frames."""
    pack = pa.Codec("zstd").compress
    return bytes(pack(data[: len(data) // 2])) + bytes(pack(data[len(data) // 2 :]))


def pdf(sheets: Sequence[Sequence[tuple[int, int, str]]], paint: str = "", way: str = "H") -> bytes:
    """A PDF of sheets of lines: each its place from the left and the foot in points, and its text, 12 points high.

    `paint` is drawn on each sheet before them; `way` is H for lines from left to right, V for lines from top to foot.
    """
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light "
               b"/Encoding /UniGB-UCS2-" + way.encode() + b" /DescendantFonts [4 0 R] >>",
               b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo "
               b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"]  # fmt: skip
    kids = []
    for lines in sheets:
        shown = (f"BT /F1 12 Tf {left} {foot} Td <{text.encode('utf-16-be').hex()}> Tj ET\n" for left, foot, text in lines)
        drawn = paint + "".join(shown)
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream".encode())
        page = f"/Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] {page} >>".encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n"
    return data + f"{end}startxref\n{len(data)}\n%%EOF".encode()
