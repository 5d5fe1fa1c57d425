"""A compressed stream or an archive in; out, its members as streams, each to be read before the next is asked for.

Nothing is unpacked to a folder, so that no member's name can lead anywhere. What has to be read from its end (zip, Parquet)
is copied into a temporary file when it does not lie on disk itself.
"""

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EINVAL
from typing import IO, Any, TypeAlias, cast

import pyarrow as pa

from pipeline.sources.documents import PassedOver, Rejection, real_name
from pipeline.sources.listing import HIDDEN, is_passed_over

IN_MEMORY = 16 << 20  # bytes of an inner archive that are held in memory; more goes to a temporary file
SPOOL_BYTES = 4 << 30  # an inner archive larger than this is no archive of pages
PIECE = 1 << 10  # bytes asked of zstandard at once: a break takes with it what was asked
GZIP, MEMBER = 16 + zlib.MAX_WBITS, b"\x1f\x8b"  # what zlib calls the format, and how a member of it begins
PIECE_OF_FILE, SHOWN_BEHIND = 1 << 16, 20  # bytes read at once, and of what stands behind the end those that are told
SUFFIXES = (".gz", ".zst", ".xz", ".bz2", ".tgz")

Read: TypeAlias = "Callable[[int], bytes]"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stream stands: its source, the name that may hint at its kind, and in how many containers it lies."""

    source: str
    name: str
    depth: int = 0
    packed: bool = False

    @property
    def page(self) -> str:
        """The source of a page that stands here: what was compressed is not the file that holds it."""
        return f"{self.source}!{self.name.rsplit('/', 1)[-1]}" if self.packed else self.source


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a container, to be read before the next one is asked for."""

    place: Place
    stream: IO[bytes]


class Pieces(io.RawIOBase):
    """A stream that gives what it has: all that comes before a break is read before the error is raised."""

    def __init__(self, read: Read) -> None:
        self.read_some = read

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the beginning of a buffer; the number of bytes, 0 at the end."""
        try:
            piece = self.read_some(len(buffer))
        except EOFError as error:
            raise OSError(str(error)) from error  # warcio takes an EOFError for the end of a whole archive
        buffer[: len(piece)] = piece
        return len(piece)


def in_pieces(stream: IO[bytes]) -> IO[bytes]:
    """The same stream for a library that asks for more than it needs."""
    return cast(IO[bytes], Pieces(cast(io.BufferedReader, stream).read1))


class Gunzipped:
    """What a stream packed by gzip holds, one member behind the other. Zeros behind them are filling.

    Else what stands behind a whole member takes nothing from it, and is told to `wrong`.
    """

    def __init__(self, stream: IO[bytes], wrong: list[str]) -> None:
        self.stream, self.wrong, self.waiting = stream, wrong, b""
        self.member = zlib.decompressobj(GZIP)

    def read(self, size: int) -> bytes:
        """At most so many bytes, none at the end. Raises EOFError where the stream breaks off, BadGzipFile where it is broken."""
        made = b""
        while not made and (not self.member.eof or self.goes_on()):
            self.waiting = self.waiting or self.stream.read(PIECE_OF_FILE)
            if not self.waiting:
                raise EOFError("Compressed file ended before the end-of-stream marker was reached")
            try:
                made = self.member.decompress(self.waiting, size)
            except zlib.error as error:
                raise gzip.BadGzipFile(str(error)) from error
            self.waiting = self.member.unused_data if self.member.eof else self.member.unconsumed_tail
        return made

    def goes_on(self) -> bool:
        """Whether another member begins behind the one that is read."""
        rest = self.waiting.lstrip(b"\0")
        while not rest and (read := self.stream.read(PIECE_OF_FILE)):
            rest = read.lstrip(b"\0")
        rest += self.stream.read(1) if len(rest) == 1 else b""
        if rest.startswith(MEMBER):
            self.waiting, self.member = rest, zlib.decompressobj(GZIP)
            return True
        if rest:
            self.wrong.append(f"left out: what stands behind its end, beginning with {rest[:SHOWN_BEHIND]!r}")
        self.waiting, self.stream = b"", io.BytesIO()
        return False


class Archive(zipfile.ZipFile):
    """A zip archive. What points outside it raises BadZipFile, from wherever the archive is read."""

    def __init__(self, file: IO[bytes]) -> None:
        with inside():
            super().__init__(file)

    def open(self, *given: Any, **named: Any) -> IO[bytes]:
        """A member, by name or by what the archive's list says of it."""
        with inside():
            return super().open(*given, **named)


@contextmanager
def inside() -> Iterator[None]:
    """What a stream says of a place outside it, as what it says of an archive."""
    try:
        yield
    except (ValueError, OverflowError, OSError) as error:
        if isinstance(error, UnicodeError) or (isinstance(error, OSError) and error.errno != EINVAL):
            raise
        raise zipfile.BadZipFile("a member that begins before its archive") from error


def zstandard(stream: IO[bytes]) -> Read:
    """What reads a stream packed by zstandard."""
    unpacked = pa.CompressedInputStream(pa.PythonFile(stream, "r"), "zstd")
    return lambda size: cast(bytes, unpacked.read(min(size, PIECE)))


DECOMPRESSORS: dict[str, Callable[[IO[bytes], list[str]], Read]] = {
    "gzip": lambda stream, wrong: Gunzipped(stream, wrong).read,
    "zstd": lambda stream, _wrong: zstandard(stream),
    "xz": lambda stream, _wrong: lzma.LZMAFile(stream).read1,  # noqa: SIM115 - its reader closes it
    "bzip2": lambda stream, _wrong: bz2.BZ2File(stream).read1,
}
"""Container → what takes its compression away; what is wrong behind its end goes to a list."""


def read_compressed(container: str, stream: IO[bytes], place: Place) -> Iterator[Member | Rejection]:
    """What a compressed stream holds: an archive keeps the name of the file, a page adds its own."""
    name = next((place.name.removesuffix(suffix) for suffix in SUFFIXES if place.name.endswith(suffix)), place.name)
    wrong: list[str] = []
    unpacked = cast(IO[bytes], Pieces(DECOMPRESSORS[container](stream, wrong)))
    yield Member(Place(place.source, name, place.depth + 1, packed=True), unpacked)
    for detail in wrong:
        yield Rejection(place.source, None, "damaged", detail)


class Header(tarfile.TarInfo):
    """The head of a tar's member. `tarfile` takes a broken one for the end of the archive, and what follows is lost unnoticed."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> "Header":
        """The next head. Raises ReadError when it is broken."""
        try:
            return super().fromtarfile(tarfile_)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError(str(error)) from error


def read_tar(stream: IO[bytes], place: Place) -> Iterator[Member | Rejection | PassedOver]:
    """The files of a tar archive, and of those put behind it; links, which bring nothing of their own, are passed over."""
    names: Counter[str] = Counter()
    reading = {"tarinfo": Header, "ignore_zeros": True, "encoding": "utf-8", "errors": "surrogateescape"}
    with tarfile.open(fileobj=in_pieces(stream), mode="r|", **reading) as archive:  # type: ignore[call-overload]
        for info in archive:
            if not info.isreg() or is_passed_over(info.name):
                if not info.isdir():
                    yield PassedOver(f"{place.source}!{info.name}", HIDDEN if info.isreg() else "link in an archive")
                continue
            content = archive.extractfile(info)
            if content is not None:
                yield Member(member_place(place, real_name(info.name.encode("utf-8", "surrogateescape")), names), content)


def read_zip(archive: Archive, place: Place) -> Iterator[Member | Rejection | PassedOver]:
    """The files of a zip archive in its order."""
    names: Counter[str] = Counter()
    others = b" ".join(map(stored_name, archive.infolist()))
    for info in archive.infolist():
        if info.filename.endswith("/"):
            continue
        if is_passed_over(info.filename):
            yield PassedOver(f"{place.source}!{info.filename}", HIDDEN)
            continue
        inner = member_place(place, real_name(stored_name(info), others), names)
        if info.flag_bits & 0x1:
            yield Rejection(inner.source, None, "encrypted", "a member with a password")
            continue
        if info.header_offset < 0:
            yield Rejection(inner.source, None, "damaged", "a member that begins before its archive")
            continue
        try:
            content = archive.open(info)
        except NotImplementedError as error:
            yield Rejection(inner.source, None, "unsupported", f"a member packed in a way that is not read: {error}")
        except (zipfile.BadZipFile, UnicodeDecodeError) as error:  # the list at the archive's end still names the others
            yield Rejection(inner.source, None, "damaged", f"a member without a head of its own: {error}")
        else:
            with content:
                yield Member(inner, content)


def stored_name(info: zipfile.ZipInfo) -> bytes:
    """The name of a member as the archive holds it."""
    return info.filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace")


def member_place(place: Place, name: str, names: Counter[str]) -> Place:
    """The place of a member; the second one of a name is called `name~2`."""
    names[name] += 1
    source = f"{place.source}!{name}" + (f"~{names[name]}" if names[name] > 1 else "")
    return Place(source, name, place.depth + 1)


@contextmanager
def seekable(stream: IO[bytes], place: Place) -> Iterator[IO[bytes] | None]:
    """The stream itself when it lies on disk, else a copy that can be read from its end; None when it is too large to copy."""
    if place.depth == 0 and stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as copy:
        while copy.tell() <= SPOOL_BYTES and (part := stream.read(1 << 20)):
            copy.write(part)
        yield copy if copy.tell() <= SPOOL_BYTES else None
