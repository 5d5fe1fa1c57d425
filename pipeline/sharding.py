"""Sources in; out, shards of documents that are parsed together, each with its key.

A document ends a shard when the hash of its name says so, with a chance that grows with its size: shards have about the same
size, and a page that changes, comes or goes moves no boundary but its own.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from pipeline.corrections.orders import Order
from pipeline.job.job import Advance
from pipeline.ranges import Lying, Surveyed, tell
from pipeline.sources.documents import Document, Options, PassedOver, Rejection
from pipeline.sources.listing import SourceFile, size_of
from pipeline.sources.readers import read_metered

LARGEST = 2  # times the average size of a shard: where chance would have a shard larger, it ends all the same
AHEAD = 8  # shards that are read ahead: 32 MB
READ = "read"  # under which what is not passed over is counted
RECORD_BYTES = 1 << 10  # what a page weighs beside its bytes


@dataclass(frozen=True, slots=True)
class Shard:
    """Documents that are parsed together, each with its orders; the key of what comes out; the bytes of sources read for it; the
    name of what came out before of most of them, if anything did.
    """

    key: str
    documents: tuple[Surveyed, ...]
    read: int
    orders: tuple[tuple[Order, ...], ...] = ()
    before: str = ""

    @property
    def step(self) -> Advance:
        """What is done with this shard."""
        return Advance(self.read, self.read, len(self.documents))

    @property
    def weight(self) -> int:
        """What its documents weigh."""
        return sum(map(weigh, self.documents))


Read: TypeAlias = "Callable[[SourceFile, Options], Iterator[tuple[Surveyed | PassedOver, int]]]"
"""Gives what a file holds, and how many of its bytes were read by then."""


def read_once(
    files: Iterable[SourceFile], options: Options, passed: Counter[str], read: Read = read_metered
) -> Iterator[tuple[Surveyed, int]]:
    """Every document of the sources in order, and the bytes of sources read by then; the same bytes only once.

    What is read and what is passed over is counted in `passed`.
    """
    seen: dict[bytes, str] = {}
    before = 0
    for file in files:
        size = size_of(file)
        for found, count in read(file, options):
            position = before + min(count, size)
            passed[found.why if isinstance(found, PassedOver) else READ] += 1
            if isinstance(found, PassedOver):
                continue
            first = found.source if isinstance(found, Rejection) else seen.setdefault(digest_of(found), found.source)
            if first == found.source or (isinstance(found, Document) and not found.data.strip()):
                yield found, position
            else:
                yield Rejection(found.source, found.locator, "duplicate_page", f"the same bytes as {first}"), position
        before += size


def digest_of(found: Document | Lying) -> bytes:
    """What equal pages have in common."""
    return bytes.fromhex(found.sha256)[:16] if isinstance(found, Lying) else sha256(found.data).digest()[:16]


def cut_shards(documents: Iterable[tuple[Surveyed, int]], average: int, code: str) -> Iterator[Shard]:
    """The stream of documents cut into shards of so many bytes on average."""
    waiting: list[Surveyed] = []
    weight = position = before = 0
    for document, position in documents:
        size = weigh(document)
        waiting.append(document)
        weight += size
        if weight >= LARGEST * average or ends_shard(document.source, size, average):
            yield Shard(shard_key(waiting, code), tuple(waiting), position - before)
            waiting, weight, before = [], 0, position
    if waiting:
        yield Shard(shard_key(waiting, code), tuple(waiting), position - before)


def weigh(document: Surveyed) -> int:
    """The bytes of a document, and what it weighs beside them."""
    return RECORD_BYTES + (document.n_bytes if isinstance(document, Lying) else len(document.data or b""))


def largest_first(shards: Iterable[Shard]) -> Iterator[Shard]:
    """The shards, of those that are read ahead the largest first: no worker has a large one left when the others are done."""
    waiting: list[Shard] = []
    for shard in shards:
        waiting.append(shard)
        if len(waiting) > AHEAD:
            yield take_largest(waiting)
    while waiting:
        yield take_largest(waiting)


def take_largest(waiting: list[Shard]) -> Shard:
    """The largest of some shards, the first of equals; it is no longer among them."""
    return waiting.pop(max(range(len(waiting)), key=lambda place: waiting[place].weight))


def ends_shard(source: str, size: int, average: int) -> bool:
    """Whether a shard ends with the document of this name and size.

    >>> sum(ends_shard(f"{number}.txt", 1, 100) for number in range(10_000))
    108
    """
    return int.from_bytes(sha256(source.encode()).digest()[:8]) * average < size << 64


def shard_key(documents: Iterable[Surveyed], code: str) -> str:
    """The key of a shard: what its documents are, to the byte, and the code that parses them."""
    digest = sha256(code.encode())
    for found in documents:
        digest.update(tell(found))
    return digest.hexdigest()[:32]
