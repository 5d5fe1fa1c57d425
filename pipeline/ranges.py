"""A large source in; out, what its pages are called and where they lie, found range by range, and the pages of a range.

JSON lines are cut behind the end of a line, Parquet between row groups. Workers look through the ranges; where shards end and
which page is a copy is decided by what they say of each page, as if one process had read the file; who parses a shard reads its
stretch of the file again.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from hashlib import sha256
from itertools import accumulate, groupby, pairwise
from typing import IO, TypeAlias, cast

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.job.errors import PipelineError
from pipeline.sources.archives import Place
from pipeline.sources.corpora import lines_and_lengths, numbered, read_line, read_rows
from pipeline.sources.documents import Document, Options, PassedOver, Rejection
from pipeline.sources.kinds import find_container
from pipeline.sources.listing import SourceFile, open_source, size_of
from pipeline.sources.readers import EMPTY, read_metered, until_damaged
from pipeline.sources.unread import HEAD
from pipeline.work.workers import work_off

RANGE = 32 << 20  # bytes of a file that are looked through as one task; a file of less than two of them is read whole
GROUP = 4 * RANGE  # bytes of the largest row group: a shard reads its group from the beginning


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of a source: lines, from a byte to a byte, with the number of those before it; or rows by their numbers."""

    file: SourceFile
    kind: str
    start: int
    end: int
    options: Options
    before: int = 0


@dataclass(frozen=True, slots=True)
class Lying:
    """A document that lies in a stretch of its own, and what is said of it: `key` decides the key of its shard."""

    source: str
    locator: str | None
    url: str | None
    sha256: str
    n_bytes: int
    key: bytes
    range: Range


Surveyed: TypeAlias = Document | Rejection | Lying
"""What is known of a document of a large source; one without a text is here itself."""


def read_in_ranges(workers: int, file: SourceFile, options: Options) -> Iterator[tuple[Surveyed | PassedOver, int]]:
    """What a file holds, and how many of its bytes were read by then; workers, if any, look through a large one by ranges."""
    ranges = cut_ranges(file, options) if workers else []
    if len(ranges) < 2:
        yield from read_metered(file, options)
        return
    size, before, broken = size_of(file), 0, False
    for done, found in enumerate(work_off(survey, number_lines(ranges, workers), workers)):
        for index, one in enumerate(() if broken else found, start=1):
            yield one, size * (done * len(found) + index) // (len(ranges) * len(found))
        before += len(found)
        broken = broken or any(isinstance(one, Rejection) and one.source == file.source for one in found)
    if not before:
        yield Rejection(file.source, None, *EMPTY), size


def cut_ranges(file: SourceFile, options: Options) -> list[Range]:
    """The ranges of a large file; none of a small one, and of one that can only be read from its beginning."""
    size = size_of(file)
    if size < 2 * RANGE:
        return []
    with open_source(file) as source:
        stream = io.BufferedReader(cast(io.RawIOBase, source), 16 * HEAD)
        kind = find_container(stream.peek(HEAD), file.source) or ""
        bounds = BOUNDS[kind](cast(IO[bytes], stream), size) if kind in BOUNDS and stream.seekable() else []
    return [Range(file, kind, start, end, options) for start, end in pairwise(bounds) if start < end]


def bounds_of_lines(stream: IO[bytes], size: int) -> list[int]:
    """Where ranges of lines begin, and the end of the last."""
    bounds = [0]
    for place in range(RANGE, size, RANGE):
        stream.seek(place - 1)
        while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
            pass
        bounds.append(stream.tell())
    return sorted({*bounds, size})


def bounds_of_rows(stream: IO[bytes], _size: int) -> list[int]:
    """The first rows of ranges of row groups, and the number of all rows; none where a group is large or there is damage."""
    try:
        metadata = pq.ParquetFile(stream).metadata
    except (pa.ArrowException, OSError):  # who reads it whole tells
        return []
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    bounds, row, n_bytes = [0], 0, 0
    for group in groups:
        row, n_bytes = row + group.num_rows, n_bytes + group.total_byte_size
        if n_bytes >= RANGE or group is groups[-1]:
            bounds.append(row)
            n_bytes = 0
    return bounds if max((group.total_byte_size for group in groups), default=0) <= GROUP else []


BOUNDS: dict[str, Callable[[IO[bytes], int], list[int]]] = {"json_lines": bounds_of_lines, "parquet": bounds_of_rows}


def number_lines(ranges: Sequence[Range], workers: int) -> Iterator[Range]:
    """The ranges, those of lines with the number of lines before each, which workers count."""
    if ranges[0].kind != "json_lines":
        yield from ranges
        return
    counts = [*work_off(count_lines, ranges, workers)]
    for part, before in zip(ranges, accumulate(counts[:-1], initial=0), strict=True):
        yield replace(part, before=before)


def count_lines(part: Range) -> int:
    """How many lines end in a range."""
    count, rest = 0, part.end - part.start
    with open_source(part.file) as stream:
        stream.seek(part.start)
        while rest > 0 and (data := stream.read(min(rest, 1 << 20))):
            count, rest = count + data.count(b"\n"), rest - len(data)
    return count


def survey(part: Range) -> list[Surveyed]:
    """What lies in a range, in its order; behind it, where the file is damaged, the rejection of all that follows."""
    return [note(found, place) for found, place in read_range(part)]


def note(found: Document | Rejection, place: Range) -> Surveyed:
    """What decides about a document, in place of its bytes."""
    if isinstance(found, Rejection) or not found.data.strip():
        return found
    digest = sha256(found.data).hexdigest()
    return Lying(found.source, found.locator, found.url, digest, len(found.data), tell(found), place)


def tell(found: Surveyed) -> bytes:
    """What a document says to the key of its shard: what it is, to the byte."""
    if isinstance(found, Lying):
        return found.key
    said: list[object] = [found.source, found.locator, sha256(found.data or b"").hexdigest(), found.data is None]
    if isinstance(found, Rejection):
        said += [found.reason, found.detail]
    else:
        said += [found.media_type, found.charset, found.url, found.title, found.published, found.author, found.text is None]
        said += [*astuple(found.stated), found.sheets]
    return json.dumps(said).encode()


def read_range(part: Range) -> Iterator[tuple[Document | Rejection, Range]]:
    """The pages of a range, each with the stretch that it lies in."""
    with open_source(part.file) as source:
        stream = cast(IO[bytes], io.BufferedReader(cast(io.RawIOBase, source), 16 * HEAD))
        place = Place(part.file.source, part.file.source)
        for found in until_damaged(RANGED[part.kind](stream, place, part), place):
            yield (found, part) if isinstance(found, Rejection) else found


def read_range_of_lines(stream: IO[bytes], place: Place, part: Range) -> Iterator[tuple[Document | Rejection, Range]]:
    """The pages of some lines."""
    stream.seek(part.start)
    start, number = part.start, part.before
    for line, n_bytes in lines_and_lengths(stream, part.options.max_page_bytes):
        end, number = start + n_bytes, number + 1
        if (found := read_line(line, numbered(place, "line", number), part.options)) is not None:
            yield found, replace(part, start=start, end=end, before=number - 1)
        if end >= part.end:
            break
        start = end


def read_range_of_rows(stream: IO[bytes], place: Place, part: Range) -> Iterator[tuple[Document | Rejection, Range]]:
    """The pages of some rows."""
    for row, found in enumerate(read_rows(stream, place, part.options, range(part.start, part.end)), start=part.start):
        yield found, replace(part, start=row, end=row + 1)


RANGED: dict[str, Callable[[IO[bytes], Place, Range], Iterator[tuple[Document | Rejection, Range]]]] = {
    "json_lines": read_range_of_lines,
    "parquet": read_range_of_rows,
}


def fetch(documents: Iterable[Surveyed]) -> Iterator[Document | Rejection]:
    """The documents themselves, those that lie in a large source read from there."""
    for lies, lot in groupby(documents, key=lambda found: isinstance(found, Lying) and found.range.file):
        if lies:
            yield from read_again(cast(list[Lying], [*lot]))
        else:
            yield from cast(Iterable[Document | Rejection], lot)


def read_again(lot: Sequence[Lying]) -> Iterator[Document]:
    """Documents that lie one behind the other. Raises PipelineError when they are no longer what they were."""
    pages = read_range(replace(lot[0].range, end=lot[-1].range.end))
    for wanted in lot:
        found = next((page for page, _place in pages if page.source == wanted.source), None)
        if not isinstance(found, Document) or tell(found) != wanted.key:
            raise PipelineError(f"{wanted.range.file.address}: changed while it was read; run again")
        yield found
