"""The bytes and name of a file or member in; out, why it is neither a page nor a container that is read, and what to do.

Known by content where content shows it, by name where a kind is text that could be anything. A row is what a user will meet;
what has none is rejected when it decodes to no text.
"""

import re
from collections.abc import Collection

PDF, OLE, RTF = b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
LOCKED = "EncryptedPackage".encode("utf-16-le")  # the stream that an Office file with a password consists of

BEGINNINGS = (
    (0, PDF, "unsupported", "a PDF; install the extra pdf (.venv/bin/pip install '.[pdf]'), or convert it to text or HTML"),
    (0, RTF, "unsupported", "a rich text file; save it as .docx"),
    (0, b"7z\xbc\xaf\x27\x1c", "unsupported", "a 7z archive; pack it as .zip or .tar.gz"),
    (0, b"Rar!\x1a\x07", "unsupported", "a RAR archive; pack it as .zip or .tar.gz"),
    (0, b"MSCF\0\0\0\0", "unsupported", "a cabinet archive; pack it as .zip or .tar.gz"),
    (0, b"\x04\x22\x4d\x18", "unsupported", "an LZ4 file; pack it with gzip or zstd"),
    (0, b"\x1f\x9d", "unsupported", "a file packed by compress; pack it with gzip or zstd"),
    (0, b"\x31\xbe\0\0\0\xab", "unsupported", "a document of Microsoft Write or Word for DOS; save it as .docx"),
    (0, b"\xdb\xa5", "unsupported", "a Word file of before 1997; save it as .docx"),
    (0, b"CAJ\0", "unsupported", "a CAJ file; save it as PDF in its reader"),
    (0, b"HN\x01\0", "unsupported", "a CAJ file; save it as PDF in its reader"),
    (0, b"KDH ", "unsupported", "a KDH file of CNKI; save it as PDF in its reader"),
    (60, b"BOOKMOBI", "unsupported", "a Kindle book (.mobi, .azw); convert it to EPUB"),
    (60, b"TEXtREAd", "unsupported", "a Palm book; convert it to EPUB"),
    (0, b"ITSF", "unsupported", "a Windows help file (.chm); convert it to EPUB or HTML"),
    (0, b"AT&TFORM", "unsupported", "a DjVu file; recognise its text (OCR) and give that"),
    (0, b"%!PS", "unsupported", "a PostScript file; convert it to PDF or text"),
    (0, b"SQLite format 3\0", "unsupported", "an SQLite database; export its table as CSV or JSON lines"),
    (0, b"\0\x01\0\0Standard ", "unsupported", "an Access database; export its table as CSV or JSON lines"),
    (0, b"\x89HDF", "unsupported", "an HDF5 file; export its texts as JSON lines or Parquet"),
    (0, b"ARROW1\0\0", "unsupported", "an Arrow file; write it as Parquet"),
    (0, b"FEA1", "unsupported", "a Feather file; write it as Parquet"),
    (0, b"ORC", "unsupported", "an ORC file; write it as Parquet"),
    (0, b"Obj\x01", "unsupported", "an Avro file; write it as Parquet or JSON lines"),
    (0, b"\x93NUMPY", "unsupported", "a NumPy array; write its texts as JSON lines or Parquet"),
    (0, b"BEGIN:VCALENDAR", "unsupported", "a calendar; give the text itself"),
    (0, b"BEGIN:VCARD", "unsupported", "an address card; give the text itself"),
    (0, b"WEBVTT", "unsupported", "subtitles (WebVTT); join their lines to a text"),
    (0, b"[Script Info]", "unsupported", "subtitles (ASS); join their lines to a text"),
    (0, b"-- MySQL dump", "unsupported", "SQL; export the table as CSV or JSON lines"),
    (0, b"-- phpMyAdmin", "unsupported", "SQL; export the table as CSV or JSON lines"),
    (0, b"CREATE TABLE ", "unsupported", "SQL; export the table as CSV or JSON lines"),
    (0, b"INSERT INTO ", "unsupported", "SQL; export the table as CSV or JSON lines"),
    (0, b"\x89PNG", "binary", "a PNG picture"),
    (0, b"\xff\xd8\xff", "binary", "a JPEG picture"),
    (0, b"GIF8", "binary", "a GIF picture"),
    (0, b"II*\0", "binary", "a TIFF picture"),
    (0, b"MM\0*", "binary", "a TIFF picture"),
    (0, b"RIFF", "binary", "a WebP picture, a sound or a film"),
    (4, b"ftyp", "binary", "a film, a sound or a HEIC picture"),
    (0, b"ID3", "binary", "a sound"),
    (0, b"OggS", "binary", "a sound"),
    (0, b"fLaC", "binary", "a sound"),
    (0, b"\x1aE\xdf\xa3", "binary", "a film"),
    (0, b"\x7fELF", "binary", "a program"),
    (0, b"MZ\x90\0", "binary", "a program"),
    (0, b"\xca\xfe\xba\xbe", "binary", "a program"),
    (0, b"\0asm", "binary", "a program"),
)  # fmt: skip
"""Offset, bytes there, reason, detail."""

STREAMS = (
    ("EncryptedPackage", "encrypted", "an Office file with a password"),
    ("WordDocument", "unsupported", "an old Word file (.doc, .wps); install LibreOffice (soffice), or save it as .docx"),
    ("Workbook", "unsupported", "an Excel workbook (.xls, .et); save its sheet as CSV"),
    ("Book", "unsupported", "an Excel workbook (.xls, .et); save its sheet as CSV"),
    ("PowerPoint Document", "unsupported", "a PowerPoint file (.ppt, .dps); save it as PDF or text"),
    ("__substg1.0_", "unsupported", "an Outlook message (.msg); save it as .eml"),
    ("", "unsupported", "an old Office file; save it as .docx"),
)
"""Stream of an old Office file, whose names are UTF-16 → reason, detail."""

MEMBERS = (
    ("xl/", "an Excel workbook (.xlsx); save its sheet as CSV"),
    ("ppt/", "a PowerPoint file (.pptx); save it as PDF or text"),
    ("visio/", "a Visio drawing; give the text itself"),
    ("OFD.xml", "an OFD document; export it as PDF or text in its reader"),
    ("FixedDocSeq.fdseq", "an XPS document; save it as PDF"),
    ("FixedDocumentSequence.fdseq", "an XPS document; save it as PDF"),
    ("Index/Document.iwa", "an iWork document (.pages, .numbers, .key); export it as .docx or CSV"),
    ("index.apxl", "a Keynote document; export it as PDF or text"),
    ("AndroidManifest.xml", "an Android program"),
    ("META-INF/MANIFEST.MF", "a Java program"),
    ("content.json", "a mind map; export it as text"),
    ("[Content_Types].xml", "an office document other than Word's; save it as .docx, PDF or CSV"),
)
"""What begins the name of a member of a file that is packed as a zip → detail."""

MIMETYPES = {
    "application/vnd.oasis.opendocument.spreadsheet": "a spreadsheet (.ods); save its sheet as CSV",
    "application/vnd.oasis.opendocument.presentation": "a presentation (.odp); save it as PDF or text",
    "application/vnd.oasis.opendocument.graphics": "a drawing (.odg); give the text itself",
}
"""What the member `mimetype` says → detail."""

NAMED = {
    (".yaml", ".yml"): "YAML; write one JSON record a line",
    (".toml", ".ini", ".cfg", ".conf", ".properties"): "settings of a program, no page",
    (".py", ".js", ".ts", ".css", ".java", ".c", ".h", ".cpp", ".go", ".rs", ".sh", ".bat", ".php", ".rb"): "a program, no page",
    (".sql",): "SQL; export the table as CSV or JSON lines",
    (".tex", ".bib"): "LaTeX; convert it to text or HTML",
    (".srt", ".vtt", ".ass", ".ssa", ".lrc", ".sub"): "subtitles; join their lines to a text",
    (".rst", ".adoc", ".org"): "markup that is not read; convert it to Markdown or HTML",
    (".po", ".pot", ".strings"): "translations of a program, no page",
    (".log",): "a log, no page",
    (".caj", ".nh", ".kdh", ".teb"): "a CAJ file; save it as PDF in its reader",
    (".ceb", ".cebx"): "a file of Founder Apabi; save it as PDF in its reader",
    (".pdg", ".uvz"): "a book of SSReader; save it as PDF in its reader",
}  # fmt: skip
"""Endings of names of kinds that are text → detail."""

# not: 1. 第一条字幕 (no time below it)
SUBTITLES = re.compile(rb"^(?:\xef\xbb\xbf)?\s{0,9}\d{1,6}\r?\n\d\d:\d\d:\d\d[,.]\d{1,3}\s{0,9}-->")
LYRICS = re.compile(rb"^(?:\[[a-z]{2}:[^\n\]]{0,99}\]\r?\n){0,9}(?:\[\d\d:\d\d[.:]\d\d\d?\][^\n]{0,999}\r?\n){3}")
MAILBOX = re.compile(rb"^From \S{1,99}@\S{1,99} [A-Z][a-z]{2} [A-Z][a-z]{2}")
WHOLE_HTML = re.compile(
    rb"^(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]{0,200}\?>|<!--(?:(?!-->).){0,2000}-->)*<(?:!doctype\s{1,9}html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)  # not: 讲话<html>
OTHER_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s{0,99}<\?xml\b", re.IGNORECASE)
ELEMENT = re.compile(rb"\s{0,99}<(?P<name>[A-Za-z][\w:.-]{0,40})(?:\s[^<>]{0,999})?>")
TAGS = "a article b body br center div font form frameset h1 h2 h3 head html iframe img link meta ol p script span style table ul"
HTML_ELEMENTS = frozenset(f"{TAGS} section main i em strong u pre blockquote h4 h5 h6 header footer nav".encode().split())
FLAT = (
    (b"mso-application", "a Word or Excel document as one XML file; save it as .docx or CSV"),
    (b"office:document", "an OpenDocument as one XML file; save it as .odt"),
    (b"<rss", "a feed; give its pages"),
    (b"<feed", "a feed; give its pages"),
    (b"<tei", "a TEI document; convert it to text or HTML"),
    (b"", "an XML document other than XHTML; convert it to text or HTML"),
)
"""What stands in the head of an XML document → detail."""
HEAD = 4096


def why_unread(data: bytes, name: str = "") -> tuple[str, str] | None:
    """Why something is no page and no container that is read: reason and detail; None when it may be a page.

    >>> why_unread("同志们".encode(), "a.yml"), why_unread("讲话".encode())
    (('unsupported', 'YAML; write one JSON record a line'), None)
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    for offset, beginning, reason, detail in BEGINNINGS:
        if data.startswith(beginning, offset):
            return reason, detail
    if data.startswith(OLE):
        return next((reason, detail) for stream, reason, detail in STREAMS if stream.encode("utf-16-le") in data)
    head = data[:HEAD]
    if (OTHER_XML.match(head) or is_element(data)) and not WHOLE_HTML.match(head):
        return "unsupported", next(detail for mark, detail in FLAT if mark in head.lower())
    if SUBTITLES.match(head) or LYRICS.match(head):
        return "unsupported", "subtitles; join their lines to a text"
    if MAILBOX.match(head):
        return "unsupported", "a mailbox (mbox); save each message as .eml"
    named = (detail for endings, detail in NAMED.items() if name.lower().endswith(endings))
    return next((("unsupported", detail) for detail in named if not WHOLE_HTML.match(head)), None)


def is_element(data: bytes) -> bool:
    """Whether it is one XML element of another kind than those of HTML, from its tag to the tag that closes it."""
    found = ELEMENT.match(data[:HEAD])
    return found is not None and found["name"] not in HTML_ELEMENTS and data.rstrip().endswith(b"</" + found["name"] + b">")


def why_packed_unread(names: Collection[str], mimetype: str) -> str | None:
    """Why a file that is packed as a zip is no archive of pages; None when it may be one.

    >>> why_packed_unread(["[Content_Types].xml", "xl/workbook.xml"], "")
    'an Excel workbook (.xlsx); save its sheet as CSV'
    """
    if mimetype in MIMETYPES:
        return MIMETYPES[mimetype]
    return next((detail for beginning, detail in MEMBERS if any(name.startswith(beginning) for name in names)), None)
