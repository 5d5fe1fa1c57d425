"""A WARC or ARC crawl in; out, the pages that servers answered with, and the texts of WET files."""

import re
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from gzip import BadGzipFile
from io import BytesIO
from typing import IO, cast

import pyarrow as pa
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecord

from pipeline.sources.archives import MEMBER, Gunzipped, Place, in_pieces
from pipeline.sources.documents import Document, Options, PassedOver, Rejection
from pipeline.sources.kinds import find_media_type
from pipeline.sources.unread import why_unread

PAGE_RECORDS = ("response", "resource", "conversion")
ABOUT = ("request", "metadata", "warcinfo", "arc_header")  # records about pages, none themselves
CHUNK, CHUNK_HEAD = re.compile(rb"(?P<size>[0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n"), 1 << 10  # and the longest of its heads
TEXTS = ("text/", "application/xhtml+xml", "application/octet-stream", "application/x-download", "application/force-download")


def read_warc(stream: IO[bytes], place: Place, options: Options) -> Iterator[Document | Rejection | PassedOver]:
    """The pages of a crawl, in its order; the number of a record counts all of them."""
    archive, number = ArchiveIterator(in_pieces(stream)), 0
    while record := next_record(archive):
        number += 1
        where = Place(f"{place.source}!{number}", f"record {number}")
        found = None if record.rec_type in ABOUT else read_response(record, where, options)
        missing = read_to_end(record)
        if missing:
            yield Rejection(where.source, where.name, "damaged", f"{missing} of its bytes are missing")
        else:
            yield found or PassedOver(where.source, "crawl record that is about pages")
    if archive.err_count:
        yield Rejection(place.source, None, "damaged", f"{archive.err_count} records do not end where they say")


def next_record(archive: ArchiveIterator) -> ArcWarcRecord | None:
    """The next record; None after the last one. Raises EOFError where the crawl breaks off."""
    try:
        return next(archive, None)
    except ArchiveLoadFailed as error:
        raise EOFError(*error.args) from error
    except OverflowError as error:
        raise EOFError("a record that states a length no file has") from error
    except AttributeError as error:  # of warcio, which asks for an address that is not there how it begins
        raise EOFError("a record without an address") from error


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
    if record.rec_type == "revisit":
        return Rejection(place.source, where, "duplicate_page", "a revisit: the server answered as it had before")
    if record.rec_type not in PAGE_RECORDS:
        return Rejection(place.source, where, "unsupported", f"a record of the type {record.rec_type}")
    status = "200" if record.http_headers is None else record.http_headers.get_statuscode()
    headers = record.http_headers or record.rec_headers
    stated, charset = split_content_type(headers.get_header("Content-Type") or "")
    if not status.startswith("2"):
        return Rejection(place.source, where, "http_error", f"HTTP status {status}")
    if stated and not stated.startswith(TEXTS) and record.rec_type != "conversion":
        return Rejection(place.source, where, "unsupported", f"stated to be {stated}")
    if cut := record.rec_headers.get_header("WARC-Truncated"):
        return Rejection(place.source, where, "damaged", f"its body is not whole: the crawler cut it off (WARC-Truncated: {cut})")
    try:
        data = read_body(record, options.max_page_bytes + 1)
    except (EOFError, zlib.error, BadGzipFile) as error:
        return Rejection(place.source, where, "damaged", f"its body is not whole: {error}")
    if len(data) > options.max_page_bytes:
        return Rejection(place.source, where, "too_large", f"longer than {options.max_page_bytes} bytes")
    reason = why_unread(data)
    if reason is not None:
        return Rejection(place.source, where, *reason)
    name = (url or "").split("?")[0].split("#")[0]
    return Document(place.source, where, data, find_media_type(data, name, stated), charset=charset, url=url)


def read_body(record: ArcWarcRecord, limit: int) -> bytes:
    """So many bytes of a body, as the server's page and not as it was sent. A body that is packed otherwise than stated stays."""
    said = [record.http_headers.get_header(name) or "" if record.http_headers else "" for name in (SENT, CONTENT_ENCODED)]
    sent, packed = (value.strip().lower() for value in said)
    *coded, last = (name.strip() for name in sent.split(","))
    data: bytes = unchunk(record.raw_stream, limit) if last == "chunked" else record.raw_stream.read(limit)
    for name in reversed([*packed.split(","), *(coded if last == "chunked" else ())]):
        data = UNPACK.get(name.strip(), as_it_is)(data, limit) if len(data) < limit else data
    return data


def unchunk(stream: IO[bytes], limit: int) -> bytes:
    """So many bytes of a body that was sent in chunks; from what is no chunk on, as it stands. Fields behind the last are none
    of its text. Raises EOFError where a chunk breaks off."""
    parts, room = list[bytes](), limit
    while room > 0 and (head := stream.readline(CHUNK_HEAD)):
        size = int(found["size"], 16) if (found := CHUNK.fullmatch(head)) else -1
        if not size:
            break
        chunk = b"".join(pieces_of(stream, min(size, room)))
        if len(chunk) < min(size, room):
            raise EOFError("a chunk ends early")
        end = stream.read(2) if size <= room else b"\r\n"
        whole = size > 0 and end == b"\r\n"
        parts += [chunk] if whole else [head, chunk, end, *pieces_of(stream, room)]
        room = room - len(chunk) if whole else 0
    return b"".join(parts)[:limit]


def pieces_of(stream: IO[bytes], count: int) -> Iterator[bytes]:
    """So many bytes of a stream, as they come."""
    while count > 0 and (piece := stream.read(count)):
        count -= len(piece)
        yield piece


def as_it_is(data: bytes, _limit: int) -> bytes:
    """The body of a server that packs nothing, or in a way that nobody knows."""
    return data


def unpack_gzip(data: bytes, limit: int) -> bytes:
    """The content of a body packed by gzip."""
    return b"".join(pieces_of(cast(IO[bytes], Gunzipped(BytesIO(data), [])), limit)) if data.startswith(MEMBER) else data


def unpack_deflate(data: bytes, limit: int) -> bytes:
    """The content of a deflated body, with the head the standard asks for or, as many servers send it, without."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(window)
        try:
            unpacked = unpacker.decompress(data, limit)
        except zlib.error:
            continue
        if not unpacker.eof and len(unpacked) < limit:
            raise EOFError("a deflated stream ends early")
        return unpacked
    return data


def unpack_arrow(codec: str, data: bytes, limit: int) -> bytes:
    """The content of a body packed in a way that Arrow knows."""
    try:
        return cast(bytes, pa.CompressedInputStream(pa.BufferReader(data), codec).read(limit))
    except OSError:
        return data


SENT, CONTENT_ENCODED = "Transfer-Encoding", "Content-Encoding"
UNPACK: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": unpack_gzip,
    "x-gzip": unpack_gzip,
    "deflate": unpack_deflate,
    "br": partial(unpack_arrow, "brotli"),
    "zstd": partial(unpack_arrow, "zstd"),
}
"""Content-Encoding → what takes it away."""


def split_content_type(header: str) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type.

    >>> split_content_type("text/HTML; charset=GB2312")
    ('text/html', 'GB2312')
    """
    media_type, *parameters = (part.strip() for part in header.split(";"))
    charsets = [value for name, _, value in (part.partition("=") for part in parameters) if name.strip().lower() == "charset"]
    return media_type.lower(), charsets[0].strip(" \"'") if charsets else None
