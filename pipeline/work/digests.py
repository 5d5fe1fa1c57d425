"""Record batches or files in; out, digests: of every column of a table whatever the order of its rows, and of files.

Every cell has a number below 2**64. Of null it is 0; of a text, the second half of its MD5, as a little-endian number; `true`,
`false` and fractions are texts, as JSON writes them. A list, a record and a row are what their parts make: beginning with 1, what
is there times STEP plus the number of the next part, mixed in the end; a whole number is mixed like a list of it. The digest of a
column is the sum of its numbers; that of the rows sums the numbers of whole rows, and sees a cell that changed its row. Sums
find accidents, not forgers: the sha256 of the files is what a signature would cover.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from hashlib import file_digest, md5
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

STEP = np.uint64(6364136223846793005)  # odd: no part's number gets lost
MIXING = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))
LAST = np.uint64(31)
Numbers: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.uint64]]"
"""The numbers of the cells of a column."""


class Digest(NamedTuple):
    """Number of rows, digest of the rows, digest of each column."""

    n_rows: int
    rows: str
    columns: dict[str, str]


def digest_batches(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Digest:
    """The digest of a stream of batches, read once, in bounded memory."""
    return reduce(add_digests, map(digest_batch, batches), Digest(0, f"{0:016x}", dict.fromkeys(schema.names, f"{0:016x}")))


def digest_batch(batch: pa.RecordBatch) -> Digest:
    """The digest of some rows."""
    columns = [number_cells(column) for column in batch.columns]
    sums = [f"{int(numbers.sum(dtype=np.uint64)):016x}" for numbers in (join_parts(columns, batch.num_rows), *columns)]
    return Digest(batch.num_rows, sums[0], dict(zip(batch.schema.names, sums[1:], strict=True)))


def number_cells(column: pa.Array) -> Numbers:
    """The numbers of cells.

    >>> number_cells(pa.array(["a", None, "a"])).tolist()
    [7000413967451013937, 0, 7000413967451013937]
    >>> one, two = number_cells(pa.array([[1], [1, 2]])), number_cells(pa.array([1, 2]))
    >>> one.tolist() == [join_parts([two[:1]], 1)[0], join_parts([two[:1], two[1:]], 1)[0]]
    True
    """
    if pa.types.is_list(column.type):
        numbers = number_lists(column)
    elif pa.types.is_struct(column.type):
        numbers = join_parts([number_cells(part) for part in column.flatten()], len(column))
    elif pa.types.is_integer(column.type):
        numbers = join_parts([column.fill_null(0).cast(pa.int64()).to_numpy().view(np.uint64)], len(column))
    else:
        return number_texts(column)
    return np.where(column.is_valid().to_numpy(zero_copy_only=False), numbers, np.uint64(0)) if column.null_count else numbers


def number_texts(column: pa.Array) -> Numbers:
    """The numbers of texts, and of what is written as one; each value is looked at once, since most columns have few."""
    coded = column.dictionary_encode()
    values = coded.dictionary
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        texts = values.cast(pa.binary()).to_pylist()
    else:
        texts = [str(value).lower().encode() for value in values.to_pylist()]
    sums = b"".join([md5(text, usedforsecurity=False).digest() for text in texts])
    numbers = np.append(np.frombuffer(sums, dtype="<u8")[1::2].astype(np.uint64), np.uint64(0))
    indices = coded.indices.fill_null(len(texts)) if column.null_count else coded.indices
    found: Numbers = numbers[indices.to_numpy(zero_copy_only=False)]
    return found


def number_lists(column: pa.Array) -> Numbers:
    """The numbers of lists."""
    offsets = column.offsets.to_numpy().astype(np.int64)
    lengths = np.diff(offsets)
    items = number_cells(column.values.slice(offsets[0], offsets[-1] - offsets[0]))
    steps = powers(int(lengths.max(initial=0)) + 1)
    behind = np.repeat(offsets[1:] - offsets[0], lengths) - np.arange(1, len(items) + 1)
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(items * steps[behind], dtype=np.uint64)])
    ends = offsets - offsets[0]
    return mix(steps[lengths] + sums[ends[1:]] - sums[ends[:-1]])


def join_parts(parts: Sequence[Numbers], n_rows: int) -> Numbers:
    """The numbers of records or rows, of which the parts have these.

    >>> join_parts([np.array([7], np.uint64)], 1).tolist() == mix(STEP + np.array([7], np.uint64)).tolist()
    True
    """
    joined = np.ones(n_rows, np.uint64)
    for part in parts:
        joined = joined * STEP + part
    return mix(joined)


@lru_cache(8)
def powers(count: int) -> Numbers:
    """The first powers of STEP."""
    return np.cumprod(np.concatenate([np.ones(1, np.uint64), np.full(count, STEP)]), dtype=np.uint64)


def mix(numbers: Numbers) -> Numbers:
    """Numbers whose bits each depend on all bits of one that was given: the end of SplitMix64 (Steele, Lea and Flood, 2014)."""
    for shift, factor in MIXING:
        numbers = (numbers ^ (numbers >> shift)) * factor
    return numbers ^ (numbers >> LAST)


def add_digests(one: Digest, other: Digest) -> Digest:
    """The digest of the rows of both.

    >>> add_digests(Digest(1, "ffffffffffffffff", {"text": "01"}), Digest(2, "2", {"text": "0f"}))
    Digest(n_rows=3, rows='0000000000000001', columns={'text': '0000000000000010'})
    """
    columns = {name: add_sums(digest, other.columns[name]) for name, digest in one.columns.items()}
    return Digest(one.n_rows + other.n_rows, add_sums(one.rows, other.rows), columns)


def add_sums(one: str, other: str) -> str:
    """The sum of two digests of columns."""
    return f"{(int(one, 16) + int(other, 16)) % 2**64:016x}"


def digest_file(path: Path) -> str:
    """The sha256 of a file, read a block at a time."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
