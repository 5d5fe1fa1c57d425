"""The first bytes of a file or member in; out, what it is: a container to open, a page to read, or something to refuse."""

import re

HEAD = 4096
"""Bytes that are looked at."""

CONTAINERS = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\xfd7zXZ\0": "xz",
    b"BZh": "bzip2",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",  # an empty one
    b"PAR1": "parquet",
    b"WARC/": "warc",
    b"filedesc://": "warc",  # its forerunner ARC
}
"""Magic bytes → container."""

REFUSED = {
    b"%PDF-": ("unsupported", "a PDF; convert it to text or HTML"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("unsupported", "an old Word, Excel or PowerPoint file; save it as .docx"),
    b"{\\rtf": ("unsupported", "a rich text file; save it as .docx"),
    b"7z\xbc\xaf\x27\x1c": ("unsupported", "a 7z archive; pack it as .zip or .tar.gz"),
    b"Rar!\x1a\x07": ("unsupported", "a RAR archive; pack it as .zip or .tar.gz"),
    b"\x89PNG": ("binary", "a PNG picture"),
    b"\xff\xd8\xff": ("binary", "a JPEG picture"),
    b"GIF8": ("binary", "a GIF picture"),
    b"RIFF": ("binary", "a WebP picture, a sound or a film"),
    b"\x7fELF": ("binary", "a program"),
}
"""Magic bytes → reason and detail. What has no row here is refused when it decodes to no text."""

ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")  # the stream that an Office file with a password consists of

# not: {标题}, and not the first line { of a JSON document printed over many lines
JSON_LINE = re.compile(rb'^(?:\xef\xbb\xbf)?\s{0,99}\{\s{0,99}"[^"\n]{0,200}"\s{0,99}:')
JSON_DOCUMENT = re.compile(rb'^(?:\xef\xbb\xbf)?\s{0,99}(?:\{\s{0,99}"[^"\n]{0,200}"\s{0,99}:|\[\s{0,99}(?:\{\s{0,99})?")')
TAGS = "a article b body br center div font form frameset h1 h2 h3 head html iframe img link meta ol p script span style table ul"
TAG = re.compile(rf"</?(?:{'|'.join(TAGS.split())})[\s/>]".encode(), re.IGNORECASE)  # not: a < b, <abc>
PROLOGUE = rb"^(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]{0,200}\?>|<!--(?:(?!-->).){0,2000}-->)*"
WHOLE_HTML = re.compile(PROLOGUE + rb"<(?:!doctype\s{1,9}html|html|head|body)\b", re.IGNORECASE | re.DOTALL)  # not: 讲话<html>
OTHER_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s{0,99}<\?xml\b", re.IGNORECASE)

TABLE_NAMES = (".csv", ".tsv", ".tab")
HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml")
MARKDOWN_NAMES = (".md", ".markdown")
TEXT_NAMES = (".txt", ".text", *MARKDOWN_NAMES)
HTML_TYPES = ("text/html", "application/xhtml+xml")


def find_container(head: bytes, name: str = "") -> str | None:
    """The container that begins so; None for what is a page or nothing at all. A table shows what it is by its name alone.

    >>> find_container(b"WARC/1.0"), find_container(b'{"text": "..."}'), find_container("{讲话}".encode())
    ('warc', 'json_lines', None)
    >>> find_container(b'[{"text": "..."}]'), find_container(b"id,text", "a.CSV"), find_container(b"id,text", "a.txt")
    ('json', 'table', None)
    """
    if head[257:262] == b"ustar":
        return "tar"
    if is_json_lines(head):
        return "json_lines"
    if JSON_DOCUMENT.match(narrow(head)):
        return "json"
    known = next((kind for magic, kind in CONTAINERS.items() if head.startswith(magic)), None)
    return known or ("table" if name.lower().endswith(TABLE_NAMES) and not find_refusal(head) else None)


def is_json_lines(head: bytes) -> bool:
    """Whether each line is a record of its own: the first one is, from its brace on, and does not go on in the next."""
    found = JSON_LINE.match(head)
    if found is None or b"\n" in found[0].lstrip():
        return False
    first, ends, _rest = head[found.start() :].lstrip(b"\xef\xbb\xbf\r\n\t ").partition(b"\n")
    return not ends or not first.rstrip().endswith((b",", b"{", b"[", b":"))


def find_refusal(data: bytes) -> tuple[str, str] | None:
    """Why something is no page and no container that is read: reason and detail; None when it may be a page."""
    for magic, refusal in REFUSED.items():
        if data.startswith(magic):
            return ("encrypted", "an Office file with a password") if ENCRYPTED_OFFICE in data else refusal
    if OTHER_XML.match(data[:HEAD]) and not WHOLE_HTML.match(data[:HEAD]):
        return "unsupported", "an XML document other than XHTML"
    return None


def find_media_type(data: bytes, name: str, stated: str = "") -> str:
    """HTML, Markdown or plain text: by content; where that leaves it open, by what the transport states and by name.

    >>> find_media_type(b"<!DOCTYPE html><p>", "page.txt"), find_media_type("同志们<br>".encode(), "page.htm")
    ('text/html', 'text/html')
    >>> find_media_type("同志们<br>".encode(), "page.txt"), find_media_type(b"# a", "page.md")
    ('text/plain', 'text/markdown')
    """
    head, name = narrow(data[: 16 * HEAD]), name.lower()
    first = TAG.search(head)
    begins = first is not None and not head[: first.start()].removeprefix(b"\xef\xbb\xbf").strip()
    named = stated in HTML_TYPES or name.endswith(HTML_NAMES) or (begins and not name.endswith(TEXT_NAMES))
    if WHOLE_HTML.match(head) or (named and first):
        return "text/html"
    return "text/markdown" if name.endswith(MARKDOWN_NAMES) else "text/plain"


def narrow(head: bytes) -> bytes:
    """The ASCII of UTF-16 as it stands in other encodings.

    >>> narrow("<p>".encode("utf-16"))
    b'<p>'
    """
    return head.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
