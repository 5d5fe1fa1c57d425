"""The first bytes of a file or member in; out, what it is: a container to open, or a page of some media type."""

import re

from pipeline.formats.decoding import decode
from pipeline.sources.unread import HEAD, TAGS, WHOLE_HTML, why_unread

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

# not: {标题}, and not the first line { of a JSON document printed over many lines
JSON_LINE = re.compile(rb'^(?:\xef\xbb\xbf)?\s{0,99}\{\s{0,99}"[^"\n]{0,200}"\s{0,99}:')
JSON_COMMENTS = r"(?:\s{0,99}(?://[^\n]{0,300}\n|/\*(?:[^*]|\*(?!/)){0,900}\*/)){0,99}\s{0,99}"
JSON_DOCUMENT = re.compile(
    rb'^(?:\xef\xbb\xbf)?' + JSON_COMMENTS.encode() + rb'(?:\{\s{0,99}"[^"\n]{0,200}"\s{0,99}:|'
    rb'\[\s{0,99}(?:[\[{]\s{0,99}){0,9}(?:"|(?:-?[0-9.]{1,20}|null|true|false)\s{0,99},\s{0,99}["\[{]))'
)  # not: [1]、[[注]]
BLOCK_TAG = re.compile(rb"<(?:p|br|div)\b[^<>]{0,300}>", re.IGNORECASE)
TAG = re.compile(rf"</?(?:{'|'.join(TAGS.split())})[\s/>]".encode(), re.IGNORECASE)  # not: a < b, <abc>
# not: 来自：某处 (no head of a message), From a distance
MAIL = re.compile(rb"^(?:[A-Za-z][A-Za-z-]{1,40}:[ \t][^\r\n]{0,2000}\r?\n(?:[ \t][^\r\n]{0,2000}\r?\n){0,50}){2}")
MAIL_FIELDS = re.compile(rb"^(?:mime-version|from|to|subject|date|content-type|received|message-id):", re.I | re.MULTILINE)
END_OF_FIELDS = re.compile(rb"(?<=\n)\r?\n")

TEXT_COLUMNS = ("text", "content", "raw_content", "body", "article", "document", "正文", "内容", "全文", "段落", "paragraphs")
"""Names that corpora give the column of the text, the surer first."""
DELIMITERS = ",\t;|"
COLUMN = re.compile(r"[\w.\- ]{1,24}")  # not: a sentence
LONGEST_HEAD = 400  # bytes
TABLE_NAMES = (".csv", ".tsv", ".tab")
HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml")
MARKDOWN_NAMES = (".md", ".markdown")
TEXT_NAMES = (".txt", ".text", *MARKDOWN_NAMES)
HTML_TYPES = ("text/html", "application/xhtml+xml")


def find_container(beginning: bytes, name: str = "") -> str | None:
    """The container that begins so; None for what is a page or nothing at all. A table without known names shows it by its own.

    A message may have a long way to the fields that every one has: servers put theirs in front.

    >>> find_container(b"WARC/1.0"), find_container(b'{"text": "..."}'), find_container("{讲话}".encode())
    ('warc', 'json_lines', None)
    >>> find_container(b'[{"text": "..."}]'), find_container(b"id,text", "a.CSV"), find_container(b"id,text", "a.txt")
    ('json', 'table', None)
    """
    head = beginning[:HEAD]
    if head[257:262] == b"ustar":
        return "tar"
    if is_json_lines(head):
        return "json_lines"
    if JSON_DOCUMENT.match(narrow(head)):
        return "json"
    if is_mail(beginning):
        return "mail"
    known = next((kind for magic, kind in CONTAINERS.items() if head.startswith(magic)), None)
    table = is_table(head) or (name.lower().endswith(TABLE_NAMES) and not why_unread(head))
    return known or ("table" if table else None)


def is_table(head: bytes) -> bool:
    """Whether a table begins so, whatever its name: a line of names, one of them that of a text, above one with as many cells.

    >>> [is_table(text.encode()) for text in ("id,正文\\n1,同志们\\n", "text,\\n讲话,", "正文\\n同志们", "text,一段话。\\n1,2")]
    [True, False, False, False]
    """
    lines = head.lstrip(b"\xef\xbb\xbf\r\n").splitlines()[:2]
    if len(lines) < 2 or len(lines[0]) > LONGEST_HEAD or (found := decode(lines[0])) is None:
        return False
    sign = max(DELIMITERS, key=found.text.count)
    names = [name.strip(' "') for name in found.text.split(sign)]
    named = len(names) > 1 and any(name.lower() in TEXT_COLUMNS for name in names) and all(map(COLUMN.fullmatch, names))
    return named and (lines[1].count(sign.encode()) >= len(names) - 1 or sign.encode() + b'"' in lines[1])


def is_mail(head: bytes) -> bool:
    """Whether a message or a saved page begins so, with the fields that every one has.

    >>> is_mail(b"From: a\\nMIME-Version: 1.0\\n\\n"), is_mail("Title: 讲话\\nDate: 2021\\n\\n同志们".encode())
    (True, False)
    """
    head = END_OF_FIELDS.split(head.removeprefix(b"\xef\xbb\xbf"), 1)[0]
    fields = set(map(bytes.lower, MAIL_FIELDS.findall(head))) if MAIL.match(head) else set()
    return len(fields) > 2 or (len(fields) > 1 and b"mime-version:" in fields)


def is_json_lines(head: bytes) -> bool:
    """Whether each line is a record of its own: the first one is, from its brace on, and does not go on in the next."""
    found = JSON_LINE.match(head)
    if found is None or b"\n" in found[0].lstrip():
        return False
    first, ends, _rest = head[found.start() :].lstrip(b"\xef\xbb\xbf\r\n\t ").partition(b"\n")
    return not ends or not first.rstrip().endswith((b",", b"{", b"[", b":"))


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
    blocks = len(BLOCK_TAG.findall(head))
    written = blocks > 2 and 2 * blocks > head.count(b"\n") and not name.endswith(MARKDOWN_NAMES)
    if WHOLE_HTML.match(head) or (named and first) or written:
        return "text/html"
    return "text/markdown" if name.endswith(MARKDOWN_NAMES) else "text/plain"


def narrow(head: bytes) -> bytes:
    """The ASCII of UTF-16 as it stands in other encodings.

    >>> narrow("<p>".encode("utf-16"))
    b'<p>'
    """
    return head.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
