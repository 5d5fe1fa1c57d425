"""Sources in; out, shards of documents that are parsed together, each with its key.

A document ends a shard when the hash of its name says so, with a chance that grows with its size: shards have about the same
size, and a page that changes, comes or goes moves no boundary but its own.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from hashlib import sha256

from pipeline.corrections.orders import Order
from pipeline.job.job import Advance
from pipeline.sources.documents import Document, Options, PassedOver, Rejection
from pipeline.sources.listing import SourceFile, size_of
from pipeline.sources.readers import read_metered

LARGEST = 2  # times the average size of a shard: where chance would have a shard larger, it ends all the same
READ = "read"  # under which what is not passed over is counted
RECORD_BYTES = 1 << 10  # what a page weighs beside its bytes


@dataclass(frozen=True, slots=True)
class Shard:
    """Documents that are parsed together, each with its orders; the key of what comes out; the bytes of sources read by then,
    and how many of them for it.
    """

    key: str
    documents: tuple[Document | Rejection, ...]
    position: int
    read: int
    orders: tuple[tuple[Order, ...], ...] = ()

    @property
    def step(self) -> Advance:
        """How far the build is with this shard done."""
        return Advance(self.position, self.read, len(self.documents))


def read_once(
    files: Iterable[SourceFile], options: Options, passed: Counter[str]
) -> Iterator[tuple[Document | Rejection, int]]:
    """Every document of the sources in order, and the bytes of sources read by then; the same bytes only once.

    What is read and what is passed over is counted in `passed`.
    """
    seen: dict[bytes, str] = {}
    before = 0
    for file in files:
        size = size_of(file)
        for found, count in read_metered(file, options):
            position = before + min(count, size)
            passed[found.why if isinstance(found, PassedOver) else READ] += 1
            if isinstance(found, PassedOver):
                continue
            digest = sha256(found.data or b"").digest()[:16]
            if isinstance(found, Rejection) or not found.data.strip() or digest not in seen:
                yield found, position
            else:
                yield Rejection(found.source, found.locator, "duplicate_page", f"the same bytes as {seen[digest]}"), position
            if isinstance(found, Document):
                seen.setdefault(digest, found.source)
        before += size


def cut_shards(documents: Iterable[tuple[Document | Rejection, int]], average: int, code: str) -> Iterator[Shard]:
    """The stream of documents cut into shards of so many bytes on average."""
    waiting: list[Document | Rejection] = []
    weight = position = before = 0
    for document, position in documents:
        size = RECORD_BYTES + len(document.data or b"")
        waiting.append(document)
        weight += size
        if weight >= LARGEST * average or ends_shard(document.source, size, average):
            yield Shard(shard_key(waiting, code), tuple(waiting), position, position - before)
            waiting, weight, before = [], 0, position
    if waiting:
        yield Shard(shard_key(waiting, code), tuple(waiting), position, position - before)


def ends_shard(source: str, size: int, average: int) -> bool:
    """Whether a shard ends with the document of this name and size.

    >>> sum(ends_shard(f"{number}.txt", 1, 100) for number in range(10_000))
    108
    """
    return int.from_bytes(sha256(source.encode()).digest()[:8]) * average < size << 64


def shard_key(documents: Iterable[Document | Rejection], code: str) -> str:
    """The key of a shard: what its documents are, to the byte, and the code that parses them."""
    digest = sha256(code.encode())
    for found in documents:
        said: list[object] = [found.source, found.locator, sha256(found.data or b"").hexdigest(), found.data is None]
        if isinstance(found, Rejection):
            said += [found.reason, found.detail]
        else:
            said += [found.media_type, found.charset, found.url, found.title, found.published, found.author, found.text is None]
            said += astuple(found.stated)
        digest.update(json.dumps(said).encode())
    return digest.hexdigest()[:32]
