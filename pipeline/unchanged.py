"""The documents of a shard and a shard that was made before in; out, rows: only of what is not the same they are made.

A shard is found by the names of its first and last documents, which stay where one between them changes, comes or goes. Documents
are the same when all that decides their rows is, to the byte: of each a shard keeps a digest of that and the numbers of its rows.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pyarrow as pa

from pipeline.corrections.orders import Order
from pipeline.job.job import SHARD_TABLES
from pipeline.ranges import Surveyed, fetch, tell
from pipeline.sharding import Shard
from pipeline.sources.documents import Document, Rejection
from pipeline.work.files import digest_tree
from pipeline.work.tables import EXTRACTED, Made, Row, as_table, read_table

DOCUMENTS = "documents.json"  # of a shard: the digest of every document, and the numbers of its rows

Parse: TypeAlias = "Callable[[Document | Rejection, tuple[Order, ...]], Made]"


class Taken(NamedTuple):
    """The tables of a shard that was made before, and by its digest where the rows of each page begin and end in them."""

    tables: Mapping[str, pa.Table]
    places: Mapping[str, Mapping[str, slice]]

    def rows(self, digest: str) -> Made:
        """The rows of a page."""
        return {name: self.tables[name][place] for name, place in self.places[digest].items()}


def ends_of(documents: Sequence[Surveyed]) -> list[str]:
    """The names that a shard is found by: of the document that ends it, and of the one that begins it."""
    ends = {"last": documents[-1], "first": documents[0]}
    return [json.dumps([place, found.source, found.locator], ensure_ascii=False) for place, found in ends.items()]


def find_before(stamp: Mapping[str, object], code: str) -> Mapping[str, str]:
    """The shards that the last run has left, by the names that each is found by; none where other code has made them."""
    shards = stamp.get("ends")
    return shards if stamp.get("code") == code and isinstance(shards, dict) else {}


def digest_document(found: Surveyed, orders: Sequence[Order]) -> str:
    """What decides the rows of a document beside the code; "" where it has orders: what these come to is told with the rows."""
    return "" if orders else sha256(tell(found)).hexdigest()[:32]


def read_taken(folder: Path, name: str) -> Taken:
    """The pages of a shard; none where it is not as it was written. What was rejected is read again."""
    places, shard = dict[str, dict[str, slice]](), folder / name
    if name and (shard / DOCUMENTS).is_file() and digest_tree(shard) == name:
        starts = dict.fromkeys(SHARD_TABLES, 0)
        for digest, sizes in json.loads((shard / DOCUMENTS).read_text(encoding="utf-8")):
            ends = {table: starts[table] + size for table, size in zip(SHARD_TABLES, sizes, strict=True)}
            if digest and ends["pages"] > starts["pages"]:
                places[digest] = {table: slice(starts[table], end) for table, end in ends.items()}
            starts = ends
    return Taken({table: read_table(shard, table).cast(EXTRACTED[table]) for table in SHARD_TABLES if places}, places)


def make_tables(shard: Shard, taken: Taken, parse: Parse) -> tuple[Made, bytes]:
    """The rows of a shard by table, and what is kept of its documents."""
    orders = shard.orders or ((),) * len(shard.documents)
    told = [(digest_document(found, own), own) for found, own in zip(shard.documents, orders, strict=True)]
    left = fetch(found for found, (digest, _own) in zip(shard.documents, told, strict=True) if digest not in taken.places)
    pieces = [taken.rows(digest) if digest in taken.places else parse(next(left), own) for digest, own in told]
    sizes = ([len(piece.get(name, ())) for name in SHARD_TABLES] for piece in pieces)
    kept = [[digest, numbers] for (digest, _own), numbers in zip(told, sizes, strict=True)]
    names = dict.fromkeys(chain(SHARD_TABLES, *pieces))
    return {name: join([piece.get(name, []) for piece in pieces], name) for name in names}, json.dumps(kept).encode()


def join(parts: Sequence[list[Row] | pa.Table], name: str) -> list[Row] | pa.Table:
    """The rows of several documents in a table, as one table where some of them were taken."""
    if not any(isinstance(part, pa.Table) for part in parts):
        return [row for part in parts for row in part]
    return pa.concat_tables(as_table(part, EXTRACTED[name]) for part in parts).combine_chunks()
