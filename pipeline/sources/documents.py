"""What readers hand on: a page as its source holds it, or the reason why there is none."""

import io
import traceback
from dataclasses import dataclass
from errno import EINVAL
from hashlib import sha256
from typing import IO

from pipeline.formats.decoding import common_share, try_decoding
from pipeline.text.records import NOTHING, Cue, Stated
from schemas.names import REASONS as REASONS

DAMAGE = (EOFError, NotImplementedError, UnicodeDecodeError)
"""Errors of Python's own that broken bytes raise wherever they are read."""

OF_NAMES = ("gb18030", "big5")  # encodings of names, the likelier first


@dataclass(frozen=True, slots=True)
class Document:
    """One page as its source holds it.

    `source` is its name in the dataset: a path relative to the source folder; `archive.zip!inner/page.txt` for a member;
    `corpus.jsonl!17` for the 17th record. No two documents of a build share it. `locator` is the place as a person would
    look for it. `data` are the bytes whose sha256 is the page's identity. Where the container holds decoded text (JSON lines,
    Parquet), `text` is that text and `data` is the same in UTF-8, so that a record keeps its identity when it moves from one
    container to another. A Word document has its `text` and keeps the bytes of its file.
    `charset` is what the transport declares, such as a HTTP header; what the page itself declares is read with the page.
    `stated` is what the columns of a record, or the fields of a container, say of the one speech that the page holds.
    `cues` are what its markup says of the lines, in offsets of the page text, and `evidence` what the encoding
    was decided by: both known with the text. `sheets` are the style sheets that were saved with a page.
    """

    source: str
    locator: str | None
    data: bytes
    media_type: str
    charset: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    author: str | None = None
    text: str | None = None
    stated: Stated = NOTHING
    cues: tuple[Cue, ...] = ()
    evidence: str = ""
    sheets: str = ""


def page_id_of(document: Document) -> str:
    """The id of a document's page."""
    return sha256(document.data).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A source, member or record that gives no page; `reason` is a code of `REASONS`.

    `data` is None when its bytes are not kept: damage of a whole container, or more than a page may have.
    """

    source: str
    locator: str | None
    reason: str
    detail: str
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What stands in a source and is no page, nor meant to be one; `why` says what it is, in words that are counted."""

    source: str
    why: str


@dataclass(frozen=True, slots=True)
class Options:
    """How readers read. A column name may go down into a record: `meta.url`. "" lets the reader look for the usual names."""

    max_page_bytes: int = 16 << 20
    text_column: str = ""
    url_column: str = ""
    title_column: str = ""
    date_column: str = ""
    author_column: str = ""
    id_column: str = ""
    speaker_column: str = ""
    place_column: str = ""
    occasion_column: str = ""
    speech_date_column: str = ""


class Meter(io.RawIOBase):
    """A stream that counts the bytes that are read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.count = stream, 0
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable  # type: ignore[method-assign]

    def readable(self) -> bool:
        """True: it is there to be read."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill a buffer, as far as there are bytes; how many they are."""
        count = int(self.stream.readinto(buffer))  # type: ignore[attr-defined]
        self.count += count
        return count


def breaks_format(error: Exception) -> bool:
    """Whether bytes that break their format raised an error: a library or one of its classes did, and no line of ours.

    Not the machine (gzip, bz2 and zstd raise an OSError that has no number; EINVAL: an archive points before its own beginning),
    nor the way to the source, which says nothing of its bytes.
    """
    frames = [frame for frame, _line in traceback.walk_tb(error.__traceback__)]
    if any(frame.f_code is Meter.readinto.__code__ for frame in frames) or isinstance(error, MemoryError | ImportError):
        return False
    if isinstance(error, OSError):
        return error.errno in (None, EINVAL)
    raised_in, of = (str(name).partition(".")[0] for name in (frames[-1].f_globals.get("__name__"), type(error).__module__))
    return isinstance(error, DAMAGE) or raised_in != "pipeline" or of not in ("pipeline", "builtins")


def what_broke(error: Exception) -> str:
    """What an error says of the bytes that raised it, with its kind where that is needed to understand it.

    >>> what_broke(EOFError("cut  off")), what_broke(KeyError("charset")), what_broke(EOFError())
    ('cut off', "KeyError: 'charset'", 'EOFError')
    """
    said, kind = " ".join(str(error).split()), type(error)
    plain = kind.__module__ != "builtins" or isinstance(error, (*DAMAGE, OSError))
    return said if said and plain else f"{kind.__name__}: {said}" if said else kind.__name__


def real_name(stored: bytes, others: bytes = b"") -> str:
    """A stored name as it was meant: one of a Chinese Windows does not say whether it is GB18030 or Big5; its `others` help.

    >>> [real_name("市长讲话.txt".encode("gb18030")), real_name("市長講話.txt".encode("big5"))]
    ['市长讲话.txt', '市長講話.txt']
    """
    if (name := try_decoding(stored, "utf-8")) is not None:
        return name
    found = {name: text for encoding in OF_NAMES if (name := try_decoding(stored, encoding)) and
             (text := try_decoding(others, encoding) or name)}
    return max(found, key=lambda name: common_share(found[name]), default=stored.decode("utf-8", "backslashreplace"))
