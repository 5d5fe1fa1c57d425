"""A source file in; out, its pages one after another as documents, or the reasons why there are none. Chosen by content.

A container is opened as often as it takes: pages in a zip in a gzip. It is read as a stream, one page in memory at a time.
One that breaks off gives what came before the break and one rejection.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, TypeAlias, TypeVar, cast
from urllib.parse import unquote

from pipeline.formats.html import Content
from pipeline.formats.opendocument import CONTENT, MEDIA_TYPE, TEMPLATE_TYPE, is_locked, read_opendocument
from pipeline.formats.pdf import AVAILABLE, PdfError, read_pdf
from pipeline.formats.rtf import read_rtf
from pipeline.formats.word import (
    BROKEN,
    READ_PARTS,
    ConversionError,
    ForeignFileError,
    find_main,
    find_program,
    read_legacy,
    read_word,
)
from pipeline.sources.archives import DECOMPRESSORS, Archive, Member, Place, read_compressed, read_tar, read_zip, seekable
from pipeline.sources.books import CONTAINER, LARGEST_SHEET, MIMETYPE, read_book
from pipeline.sources.corpora import read_json, read_json_lines, read_parquet
from pipeline.sources.documents import Document, Options, PassedOver, Rejection, breaks_format, what_broke
from pipeline.sources.kinds import find_container, find_media_type
from pipeline.sources.listing import SourceFile, open_source
from pipeline.sources.mail import read_mail
from pipeline.sources.tables import read_delimited
from pipeline.sources.unread import HEAD, LOCKED, OLE, PDF, RTF, why_packed_unread, why_unread
from pipeline.text.dates import parse_date

Found: TypeAlias = "Iterator[Document | Rejection | PassedOver]"
Page = TypeVar("Page")
Reader: TypeAlias = "Callable[[IO[bytes], Place, Options], Found]"

EMPTY = ("empty", "a container with no page in it")
DEPTH = 5  # containers around a page: a .gz in a .zip in a .tar.gz makes four
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PACKED: dict[str, tuple[str, Callable[[zipfile.ZipFile], Content]]] = {
    WORD_TYPE: ("a Word document", read_word),
    MEDIA_TYPE: ("an OpenDocument", read_opendocument),
    TEMPLATE_TYPE: ("an OpenDocument", read_opendocument),
}
"""Media type of a document that is packed as a zip → its name, and what reads it."""

LEADING = 16  # bytes before a file's own beginning: a mark, blank lines
SAVED_WITH = ("_files", ".files")  # behind the name of a page
# not: <link rel=icon href="a.ico">; of an address its last name
SHEET = re.compile(
    rb"<link\b(?=[^<>]*stylesheet)[^<>]*\bhref\s*=\s*[\"']?(?:[^\"'<>]{0,999}/)?(?P<name>[^\"'\s<>/?#]{1,99})", re.IGNORECASE
)


def read_documents(file: SourceFile, options: Options = Options()) -> Found:  # noqa: B008 - frozen
    """The pages of a file."""
    yield from (found for found, _count in read_metered(file, options))


def read_metered(file: SourceFile, options: Options) -> Iterator[tuple[Document | Rejection | PassedOver, int]]:
    """The pages of a file, and how many of its bytes were read by then."""
    with open_source(file) as stream:
        for found in read_stream(cast(IO[bytes], stream), Place(file.source, file.source), options):
            yield add_sheets(found, file), stream.count


def add_sheets(found: Document | Rejection | PassedOver, file: SourceFile) -> Document | Rejection | PassedOver:
    """A page that a browser saved with the style sheets that it put into a folder beside it; what else is found as it is."""
    if not isinstance(found, Document) or found.source != file.source or found.media_type != "text/html" or "://" in file.address:
        return found
    folders = [Path(file.address).with_name(Path(file.address).stem + end) for end in SAVED_WITH]
    names = [unquote(link["name"].decode("utf-8", "replace")) for link in SHEET.finditer(found.data)]
    paths = [folder / name for folder in folders for name in names if (folder / name).is_file()]
    return replace(found, sheets="\n".join(path.read_bytes()[:LARGEST_SHEET].decode("utf-8", "replace") for path in paths))


def read_stream(stream: IO[bytes], place: Place, options: Options) -> Found:
    """The pages of a stream that begins here."""
    if place.depth > DEPTH:
        yield Rejection(place.source, None, "too_deep", f"in more than {DEPTH} containers")
        return
    buffered = io.BufferedReader(cast(io.RawIOBase, stream), 16 * HEAD)
    empty = True
    try:
        for found in until_damaged(read_content(cast(IO[bytes], buffered), place, options), place):
            empty = empty and isinstance(found, PassedOver)
            yield found
        if empty:
            yield Rejection(place.source, None, *EMPTY)
    finally:
        if not buffered.closed:
            buffered.detach()  # who opened the stream closes it


def until_damaged(pages: Iterator[Page], place: Place) -> Iterator[Page | Rejection]:
    """What is found; where the container breaks its format, its rejection comes last."""
    try:
        yield from pages
    except Exception as error:
        if not breaks_format(error):
            raise
        yield Rejection(place.source, None, "damaged", what_broke(error))


def read_content(stream: IO[bytes], place: Place, options: Options) -> Found:
    """The pages of a stream, by the reader that its first bytes call for."""
    container = find_container(cast(io.BufferedReader, stream).peek(HEAD), place.name)
    if container in DECOMPRESSORS:
        yield from read_members(read_compressed(container, stream, place), options)
    else:
        yield from READERS.get(container, read_single)(stream, place, options)


def read_members(members: Iterable[Member | Document | Rejection | PassedOver], options: Options) -> Found:
    """The pages of an archive's members; what is found already is handed on."""
    for member in members:
        if isinstance(member, Member):
            yield from read_stream(member.stream, member.place, options)
        else:
            yield member


def read_zip_pages(stream: IO[bytes], place: Place, options: Options) -> Found:
    """The pages of a zip archive; or of what only looks like one: a document or a book."""
    with seekable(stream, place) as file:
        if file is None:
            yield Rejection(place.source, None, "too_large", "an archive in an archive, too large to copy")
            return
        with Archive(file) as archive:
            names = sorted(archive.namelist())
            mimetype = read_mimetype(archive) if "mimetype" in names else MEDIA_TYPE if CONTENT in names else ""
            if mimetype == MIMETYPE or CONTAINER in names:
                yield from read_book(archive, place, options)
            elif find_main(names) is not None:
                yield read_packed_page(archive, WORD_TYPE, place, options)
            elif mimetype in PACKED:
                yield read_packed_page(archive, mimetype, place, options)
            elif (detail := why_packed_unread(names, mimetype)) is not None:
                yield Rejection(place.source, None, "unsupported", detail)
            else:
                yield from read_members(read_zip(archive, place), options)


def read_mimetype(archive: zipfile.ZipFile) -> str:
    """What a document that is packed as a zip says it is."""
    with archive.open("mimetype") as stream:
        return stream.read(HEAD).decode("ascii", "replace").strip()


def read_packed_page(archive: zipfile.ZipFile, media_type: str, place: Place, options: Options) -> Document | Rejection:
    """The page that a document packed as a zip is."""
    file = cast(IO[bytes], archive.fp)
    file.seek(0)
    data = file.read(options.max_page_bytes + 1)
    unpacked = sum(info.file_size for info in archive.infolist() if info.filename.endswith(READ_PARTS))
    if max(len(data), unpacked) > options.max_page_bytes:
        return Rejection(place.page, None, "too_large", f"longer than {options.max_page_bytes} bytes")
    name, read = PACKED[media_type]
    if any(info.flag_bits & 0x1 for info in archive.infolist()) or is_locked(archive):
        return Rejection(place.page, None, "encrypted", f"{name} with a password", data)
    try:
        return content_page(read(archive), media_type, data, place)
    except ForeignFileError as error:
        return Rejection(place.page, None, "unsupported", str(error), data)
    except (*BROKEN, OSError) as error:
        return Rejection(place.page, None, "damaged", f"not a whole {name.removeprefix('a ').removeprefix('an ')}: {error}", data)


def content_page(content: Content, media_type: str, data: bytes, place: Place) -> Document:
    """The document of a file whose text is read already."""
    text, markup, cues = content
    found = Document(place.page, None, data, media_type, title=markup.title, author=markup.author, text=text, cues=cues)
    return replace(found, published=parse_date(markup.published or ""))


def read_parquet_pages(stream: IO[bytes], place: Place, options: Options) -> Found:
    """The pages of a Parquet file."""
    with seekable(stream, place) as file:
        if file is None:
            yield Rejection(place.source, None, "too_large", "a Parquet file in an archive, too large to copy")
        else:
            yield from read_parquet(file, place, options)


def read_crawl(stream: IO[bytes], place: Place, options: Options) -> Found:
    """The pages of a crawl."""
    from pipeline.sources.crawls import read_warc  # with a library that takes long to load

    return read_warc(stream, place, options)


def read_single(stream: IO[bytes], place: Place, options: Options) -> Found:
    """The one page that a stream is."""
    data = stream.read(options.max_page_bytes + 1)
    if len(data) > options.max_page_bytes:
        yield Rejection(place.page, None, "too_large", f"longer than {options.max_page_bytes} bytes")
        return
    reason = why_unread(data, place.name)
    found = read_whole(data, place)
    if found is not None:
        yield found
    elif reason is not None:
        yield Rejection(place.page, None, *reason, data)
    else:
        yield Document(place.page, None, data, find_media_type(data, place.name))


def read_whole(data: bytes, place: Place) -> Document | Rejection | None:
    """The page of a file that is read as a whole by the reader of its kind; None when it is of no such kind."""
    program = find_program() if data.startswith(OLE) and "WordDocument".encode("utf-16-le") in data else None
    try:
        if program is not None and LOCKED not in data:
            return content_page(read_legacy(data, program), "application/msword", data, place)
        beginning = data[:LEADING].lstrip(b"\xef\xbb\xbf\r\n\t ")
        if beginning.startswith(RTF):
            return content_page(read_rtf(data[data.find(RTF):]), "application/rtf", data, place)
        if beginning.startswith(PDF) and AVAILABLE:
            return content_page(read_pdf(data), "application/pdf", data, place)
    except PdfError as error:
        return Rejection(place.page, None, error.reason, error.detail, data)
    except ConversionError as error:
        return Rejection(place.page, None, "damaged", str(error), data)
    return None


READERS: dict[str | None, Reader] = {
    "tar": lambda stream, place, options: read_members(read_tar(stream, place), options),
    "zip": read_zip_pages,
    "parquet": read_parquet_pages,
    "json_lines": read_json_lines,
    "json": read_json,
    "mail": lambda stream, place, options: read_members(read_mail(stream, place, options), options),
    "table": read_delimited,
    "warc": read_crawl,
}
"""Container → what reads it; all else is one page."""
