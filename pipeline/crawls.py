"""A WARC crawl in; out, the pages that servers answered with, and the texts of WET files."""

from collections.abc import Iterator
from typing import IO

from warcio.archiveiterator import ArchiveIterator
from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecord

from pipeline.archives import Place
from pipeline.documents import Document, Options, Rejection
from pipeline.media import find_media_type, find_refusal

PAGES = ("response", "resource", "conversion")  # not: request, metadata, warcinfo, revisit
TEXTS = ("text/", "application/xhtml+xml", "application/octet-stream", "application/x-download", "application/force-download")


def read_warc(stream: IO[bytes], place: Place, options: Options) -> Iterator[Document | Rejection]:
    """The pages of a crawl, in its order; the number of a record counts all of them."""
    archive = ArchiveIterator(stream)
    for number, record in enumerate(archive, start=1):
        where = Place(f"{place.source}!{number}", f"record {number}")
        found = read_response(record, where, options) if record.rec_type in PAGES else None
        missing = read_to_end(record)
        if missing:
            yield Rejection(where.source, where.name, "damaged", f"{missing} of its bytes are missing")
        elif found is not None:
            yield found
    if archive.err_count:
        yield Rejection(place.source, None, "damaged", f"{archive.err_count} records do not end where they say")


def read_to_end(record: ArcWarcRecord) -> str:
    """How much of what its head announces a record lacks; "" when it is whole."""
    while record.raw_stream.read(1 << 16):
        pass
    if not isinstance(record.raw_stream, LimitReader):
        return "all"  # no Content-Length, or one that is no number
    return str(record.raw_stream.limit or "")


def read_response(record: ArcWarcRecord, place: Place, options: Options) -> Document | Rejection:
    """The page of one record. What is no text is named and left where it is: a crawl is full of pictures."""
    url = record.rec_headers.get_header("WARC-Target-URI")
    where = f"{place.name} ({url})"
    status = "200" if record.http_headers is None else record.http_headers.get_statuscode()
    headers = record.http_headers or record.rec_headers
    stated, charset = split_content_type(headers.get_header("Content-Type") or "")
    if not status.startswith("2"):
        return Rejection(place.source, where, "http_error", f"HTTP status {status}")
    if stated and not stated.startswith(TEXTS) and record.rec_type != "conversion":
        return Rejection(place.source, where, "unsupported", f"stated to be {stated}")
    data = record.content_stream().read(options.max_page_bytes + 1)
    if len(data) > options.max_page_bytes:
        return Rejection(place.source, where, "too_large", f"longer than {options.max_page_bytes} bytes")
    refusal = find_refusal(data)
    if refusal is not None:
        return Rejection(place.source, where, *refusal)
    name = (url or "").split("?")[0].split("#")[0]
    return Document(place.source, where, data, find_media_type(data, name, stated), charset=charset, url=url)


def split_content_type(header: str) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type.

    >>> split_content_type("text/HTML; charset=GB2312")
    ('text/html', 'GB2312')
    """
    media_type, *parameters = (part.strip() for part in header.split(";"))
    charsets = [value for name, _, value in (part.partition("=") for part in parameters) if name.strip().lower() == "charset"]
    return media_type.lower(), charsets[0].strip(" \"'") if charsets else None
