"""JSON lines, a JSON document or Parquet in; out, the pages of its records."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.formats.decoding import decode
from pipeline.sources.archives import Place
from pipeline.sources.documents import Document, Options, Rejection
from pipeline.sources.kinds import JSON_COMMENTS
from pipeline.sources.records import find_value, load_json, make_record, read_record

ROWS = 64  # rows of Parquet read at once: a page may be megabytes
WHOLE_BYTES = 256 << 20  # a JSON document is read as a whole; a larger one is a corpus that wants lines
LISTS = ("data", "rows", "records", "items", "documents", "docs", "articles", "pages", "list", "results", "数据")
"""Keys under which a JSON document holds its list of records."""


def read_json_lines(stream: IO[bytes], place: Place, options: Options) -> Iterator[Document | Rejection]:
    """The pages of a file with one JSON record a line."""
    for number, (line, _n_bytes) in enumerate(lines_and_lengths(stream, options.max_page_bytes), start=1):
        alone = number == 1 and len(line) <= options.max_page_bytes and not cast(io.BufferedReader, stream).peek(1)
        if alone and (records := records_of(line)):
            yield from read_records(records, place, options)
        elif (found := read_line(line, numbered(place, "line", number), options)) is not None:
            yield found


def lines_and_lengths(stream: IO[bytes], limit: int) -> Iterator[tuple[bytes, int]]:
    """The lines of a stream, of one longer than the limit its beginning, and the length of each."""
    while line := stream.readline(limit + 1):
        n_bytes, rest = len(line), line if len(line) > limit else b""
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(1 << 20)
            n_bytes += len(rest)
        yield line, n_bytes


def numbered(place: Place, what: str, number: int) -> Place:
    """The place of a record in its container."""
    return Place(f"{place.source}!{number}", f"{what} {number}")


def records_of(line: bytes) -> list[object]:
    """The records of a JSON document that stands on one line; none where it is a record, or broken."""
    decoded = decode(line)
    try:
        records = find_records(decoded.text) if decoded else []
    except (ValueError, RecursionError):
        return []
    return records if len(records) > 1 or not decoded or records != [load_json(decoded.text)] else []


def read_line(line: bytes, place: Place, options: Options) -> Document | Rejection | None:
    """The page of one line; None where it is blank."""
    if len(line) > options.max_page_bytes:
        return Rejection(place.source, place.name, "too_large", f"longer than {options.max_page_bytes} bytes")
    if not line.strip():
        return None
    decoded = decode(line)
    if decoded is None:
        return Rejection(place.source, place.name, "undecodable", "no encoding decodes the line", line)
    try:
        record = load_json(decoded.text)
    except (ValueError, RecursionError) as error:  # ValueError: a number of more than 4300 digits, too
        return Rejection(place.source, place.name, "bad_record", f"not JSON: {error}", line)
    if not isinstance(record, dict):
        return Rejection(place.source, place.name, "bad_record", "not a JSON record in braces", line)
    return read_record(record, place, options)


def read_json(stream: IO[bytes], place: Place, options: Options) -> Iterator[Document | Rejection]:
    """The pages of a JSON document: of every record in its list, or of the one record that it is."""
    data = stream.read(WHOLE_BYTES + 1)
    if len(data) > WHOLE_BYTES:
        detail = f"a JSON document longer than {WHOLE_BYTES} bytes; write one record a line"
        yield Rejection(place.source, None, "too_large", detail)
        return
    decoded = decode(data)
    if decoded is None:
        yield Rejection(place.source, None, "undecodable", "no encoding decodes the JSON document", data)
        return
    try:
        records = find_records(decoded.text)
    except (ValueError, RecursionError) as error:
        yield Rejection(place.source, None, "damaged", f"not JSON: {error}", data)
        return
    yield from read_records(records, place, options)


def read_records(records: Sequence[object], place: Place, options: Options) -> Iterator[Document | Rejection]:
    """The pages of the records of a JSON document."""
    for number, record in enumerate(records, start=1):
        where = numbered(place, "record", number)
        if isinstance(record, dict):
            yield read_record(record, where, options)
        elif isinstance(record, str):
            yield read_record({"text": record}, where, Options(options.max_page_bytes))
        else:
            yield Rejection(where.source, where.name, "bad_record", "neither a JSON record in braces nor a text")


def find_records(text: str) -> list[object]:
    """The records of a JSON document, also by name, or of JSON lines in an encoding to be read as a whole. Raises ValueError.

    >>> find_records('{"data": [{"text": "甲"}], "count": 1}'), find_records('{"text": []}'), find_records('{"a": 1}\\n{"a": 2}')
    ([{'text': '甲'}], [{'text': []}], [{'a': 1}, {'a': 2}])
    >>> find_records('{"a1": {"text": "甲"}, "a2": {"text": "乙"}}')
    [{'text': '甲'}, {'text': '乙'}]
    """
    text = re.sub(rf"\A{JSON_COMMENTS}", "", text)
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(line.strip().startswith("{") and line.strip().endswith("}") for line in lines):
        return [load_json(line) for line in lines]
    found = load_json(text)
    if isinstance(found, list):
        return found
    if isinstance(found, Mapping) and find_value(found, "", "text") is None:
        lists = (found[name] for name in LISTS if isinstance(found.get(name), list))
        named = list(found.values()) if found and all(holds_text(record) for record in found.values()) else [found]
        return next((records for records in lists if any(isinstance(record, Mapping) for record in records)), named)
    return [found]


def holds_text(value: object) -> bool:
    """Whether a value is a record with a text."""
    return isinstance(value, Mapping) and find_value(value, "", "text") is not None


def read_parquet(stream: IO[bytes], place: Place, options: Options) -> Iterator[Document | Rejection]:
    """The pages of a Parquet file."""
    return read_rows(stream, place, options, range(1 << 63))


def read_rows(stream: IO[bytes], place: Place, options: Options, wanted: range) -> Iterator[Document | Rejection]:
    """The pages of some rows, counted from 0, of a Parquet file, a few rows in memory at a time.

    What a dictionary holds once is held in memory once.
    """
    with pq.ParquetFile(stream) as file:
        columns = (file.schema.column(index) for index in range(len(file.schema)))
        dictionaries = [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]
    stream.seek(0)
    with pq.ParquetFile(stream, read_dictionary=dictionaries, buffer_size=1 << 20, pre_buffer=False) as file:
        for group, rows in enumerate(rows_of_groups(file.metadata)):
            start, end = rows.start, min(rows.stop, wanted.stop)
            for batch in file.iter_batches(ROWS, row_groups=[group]) if end > max(start, wanted.start) else ():
                first = max(0, wanted.start - start)
                if first < batch.num_rows and start < end:
                    yield from read_batch(batch.slice(first, end - start - first), start + first, place, options)
                start += batch.num_rows


def read_batch(batch: pa.RecordBatch, start: int, place: Place, options: Options) -> Iterator[Document | Rejection]:
    """The pages of a batch of rows, the first of which has this number, counted from 0."""
    large = find_large(batch, options.max_page_bytes)
    for index in range(batch.num_rows):
        where = numbered(place, "row", start + index + 1)
        if index in large:
            yield Rejection(where.source, where.name, "too_large", f"longer than {options.max_page_bytes} bytes")
        else:
            yield read_row(batch.slice(index, 1), where, options)


def rows_of_groups(metadata: pq.FileMetaData) -> Iterator[range]:
    """The rows of every row group."""
    start = 0
    for group in range(metadata.num_row_groups):
        yield range(start, start := start + metadata.row_group(group).num_rows)


def find_large(batch: pa.RecordBatch, limit: int) -> frozenset[int]:
    """The rows of a batch that hold a text of more than so many bytes: known before any of them is made."""
    large: set[int] = set()
    for column in batch.columns:
        coded = isinstance(column, pa.DictionaryArray)
        values = column.dictionary if coded else column
        if not (pa.types.is_string(values.type) or pa.types.is_binary(values.type) or pa.types.is_large_string(values.type)):
            continue
        lengths = pc.binary_length(values)
        lengths = lengths.take(column.indices) if coded else lengths
        large.update(pc.indices_nonzero(pc.greater(lengths.fill_null(0), limit)).to_pylist())
    return frozenset(large)


def read_row(batch: pa.RecordBatch, place: Place, options: Options) -> Document | Rejection:
    """The page of a batch of one row."""
    try:
        record = make_record([(name, column[0].as_py()) for name, column in zip(batch.schema.names, batch.columns, strict=True)])
    except (ValueError, OverflowError) as error:  # a string that is no UTF-8, a time that no calendar has
        return Rejection(place.source, place.name, "bad_record", f"a value that cannot be read: {error}")
    return read_record(record, place, options)
