"""Records of JSON lines or Parquet in; out, the pages in their text column, with what other columns say of them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import IO, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.formats.decoding import decode
from pipeline.sources.archives import Place
from pipeline.sources.documents import Document, Options, Rejection
from pipeline.sources.kinds import find_media_type, find_refusal
from pipeline.text.dates import parse_date

Record: TypeAlias = "Mapping[str, object]"

USUAL = {
    "text": ("text", "content", "raw_content", "body", "article", "document", "正文", "内容", "全文"),
    "url": ("url", "link", "source_url", "meta.url", "metadata.url", "网址", "链接"),
    "title": ("title", "headline", "meta.title", "metadata.title", "标题"),
    "published": ("published", "date", "publish_date", "published_at", "pubdate", "meta.date", "发布时间", "日期"),
    "author": ("author", "authors", "meta.author", "metadata.author", "作者"),
    "id": ("id", "_id", "doc_id", "meta.id", "metadata.id", "编号"),
}
"""What a page needs → names that corpora give the column, the surer first; a dot goes down into a record."""

ROWS = 64  # rows of Parquet read at once: a page may be megabytes
SHOWN = 12  # columns named in a message


def read_json_lines(stream: IO[bytes], place: Place, options: Options) -> Iterator[Document | Rejection]:
    """The pages of a file with one JSON record a line."""
    number = 0
    while line := stream.readline(options.max_page_bytes + 1):
        number += 1
        record = Place(f"{place.source}!{number}", f"line {number}")
        if len(line) > options.max_page_bytes:
            yield Rejection(record.source, record.name, "too_large", f"longer than {options.max_page_bytes} bytes")
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
        elif line.strip():
            yield read_line(line, record, options)


def read_line(line: bytes, place: Place, options: Options) -> Document | Rejection:
    """The page of one line."""
    decoded = decode(line)
    if decoded is None:
        return Rejection(place.source, place.name, "undecodable", "no encoding decodes the line", line)
    try:
        record = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:  # ValueError: a number of more than 4300 digits, too
        return Rejection(place.source, place.name, "bad_record", f"not JSON: {error}", line)
    if not isinstance(record, dict):
        return Rejection(place.source, place.name, "bad_record", "not a JSON record in braces", line)
    return read_record(record, place, options)


def read_parquet(stream: IO[bytes], place: Place, options: Options) -> Iterator[Document | Rejection]:
    """The pages of a Parquet file, a few rows in memory at a time."""
    number = 0
    for batch in pq.ParquetFile(stream).iter_batches(ROWS):
        for index in range(batch.num_rows):
            number += 1
            yield read_row(batch.slice(index, 1), Place(f"{place.source}!{number}", f"row {number}"), options)


def read_row(batch: pa.RecordBatch, place: Place, options: Options) -> Document | Rejection:
    """The page of a batch of one row."""
    try:
        (record,) = batch.to_pylist()
    except (ValueError, OverflowError) as error:  # a string that is no UTF-8, a time that no calendar has
        return Rejection(place.source, place.name, "bad_record", f"a value that cannot be read: {error}")
    return read_record(record, place, options)


def read_record(record: Record, place: Place, options: Options) -> Document | Rejection:
    """The page that a record holds: as text, or as bytes that are decoded like those of a file."""
    where = place.name if (name := find_text(record, options.id_column, "id")) is None else f"{place.name} (id {name})"
    text = find_value(record, options.text_column, "text")
    if not isinstance(text, str | bytes):
        columns = ", ".join(list(record)[:SHOWN])
        detail = "its text is not text" if text is not None else f"no text in it; set text_column to one of: {columns}"
        return Rejection(place.source, where, "bad_record", detail, bytes_of(record))
    try:
        data = text if isinstance(text, bytes) else text.encode("utf-8")
    except UnicodeEncodeError as error:
        return Rejection(place.source, where, "bad_record", f"half a character at {error.start}", bytes_of(record))
    if len(data) > options.max_page_bytes:
        return Rejection(place.source, where, "too_large", f"longer than {options.max_page_bytes} bytes")
    document = make_document(record, Place(place.source, where), data, options)
    if isinstance(text, str):
        return replace(document, charset="utf-8", text=None if document.media_type == "text/html" else text)
    refusal = find_refusal(data)
    return document if refusal is None else Rejection(place.source, where, *refusal, data)


def make_document(record: Record, place: Place, data: bytes, options: Options) -> Document:
    """The document of a record whose page is `data`; what is HTML, a whole page or what stands in its body, is read as such."""
    return Document(
        place.source,
        place.name,
        data,
        find_media_type(data, "record"),
        url=find_text(record, options.url_column, "url"),
        title=find_text(record, options.title_column, "title"),
        published=parse_date(find_text(record, options.date_column, "published") or ""),
        author=find_text(record, options.author_column, "author"),
    )


def find_value(record: Record, chosen: str, wanted: str) -> object:
    """The value of the chosen column, or of the first usual one that has a value."""
    for name in (chosen,) if chosen else USUAL[wanted]:
        value: object = record
        for part in [name] if name in record else name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is not None:
            return value
    return None


def find_text(record: Record, chosen: str, wanted: str) -> str | None:
    """The same as text, None when it says nothing."""
    return as_text(find_value(record, chosen, wanted))


def as_text(value: object) -> str | None:
    """A cell as text; None when it says nothing.

    >>> as_text(["甲", "乙"]), as_text(" "), as_text(date(2021, 3, 4)), as_text(7)
    ('甲 乙', None, '2021-03-04', '7')
    """
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return " ".join(filter(None, map(as_text, value))) or None
    text = "" if value is None or isinstance(value, Mapping | bytes) else str(value).strip()
    return text.encode("utf-8", "ignore").decode("utf-8") or None


def bytes_of(record: Record) -> bytes:
    """A record as JSON, to be kept with its rejection."""
    return json.dumps(record, ensure_ascii=True, default=str).encode()
