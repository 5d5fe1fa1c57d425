"""Record batches or files in; out, digests: of every column of a table whatever the order of its rows, and of files.

The digest of a cell is the second half of the MD5 of its text, as a little-endian number; a null is 0. The text of a cell
is the string itself, a decimal number, `true` or `false`, or compact JSON for a list or record. The digest of a column is the
sum of its cells modulo 2**64; the digest of the rows is the same over the digests of a row's cells, joined with `|`, so that it
sees a cell that changed its row. Sums find accidents, not forgers: the sha256 of the files is what a signature would cover.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import file_digest, md5
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.work.database import ask, quoted

PART = "part_number"  # a column that no table has
PLAIN = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_boolean)


class Digest(NamedTuple):
    """Number of rows, digest of the rows, digest of each column."""

    n_rows: int
    rows: str
    columns: dict[str, str]


def digest_batches(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Digest:
    """The digest of a stream of batches, read once, in bounded memory."""
    return digest_parts(schema, [batches])[0]


def digest_parts(schema: pa.Schema, parts: Sequence[Iterable[pa.RecordBatch]]) -> list[Digest]:
    """The digests of several streams of batches of one table, read one behind the other: a question has its price."""
    numbered = pa.schema([pa.field(field.name, pa.uint64()) if is_plain(field) else field for field in schema])
    numbered = numbered.append(pa.field(PART, pa.int32()))

    def number() -> Iterator[pa.RecordBatch]:
        for place, batch in ((place, batch) for place, batches in enumerate(parts) for batch in batches):
            cells = zip(schema, batch.columns, strict=True)
            columns = [digest_cells(column) if is_plain(field) else column for field, column in cells]
            own = pa.array(np.full(batch.num_rows, place, dtype=np.int32))
            yield pa.RecordBatch.from_arrays([*columns, own], schema=numbered)

    reader = pa.RecordBatchReader.from_batches(numbered, number())
    found = {place: values for place, *values in ask(digest_query(schema, "batches"), batches=reader)}
    nothing = [0] * (2 + len(schema))
    return [make_digest(schema, [value or 0 for value in found.get(place, nothing)]) for place in range(len(parts))]


def is_plain(field: pa.Field) -> bool:
    """Whether cells of a column are written without JSON."""
    return any(is_type(field.type) for is_type in PLAIN)


def digest_cells(column: pa.Array) -> pa.Array:
    """The digests of plain cells; each value is looked at once, since most columns have few.

    >>> digest_cells(pa.array(["a", None, "a"])).to_pylist()
    [7000413967451013937, 0, 7000413967451013937]
    """
    coded = column.dictionary_encode()
    values = coded.dictionary.cast(pa.string()).cast(pa.binary()).to_pylist()
    sums = b"".join([md5(value, usedforsecurity=False).digest() for value in values])
    return pa.array(np.frombuffer(sums, dtype="<u8")[1::2]).take(coded.indices).fill_null(0)


def digest_query(schema: pa.Schema, source: str) -> str:
    """The SQL of the digests of the parts of a table whose plain cells are digests."""
    cells = ", ".join(quoted(field.name) if is_plain(field) else cell_digest(field.name) for field in schema)
    sums = ", ".join(f"sum({quoted(name)})" for name in schema.names)
    row = f"sum(md5_number_lower(concat_ws('|', {', '.join(map(quoted, schema.names))})))"
    part = quoted(PART)
    return f"select {part}, count(*), {row}, {sums} from (select {part}, {cells} from {source}) group by {part}"


def cell_digest(name: str) -> str:
    """The SQL of the digests of a column of lists, records or fractions."""
    return f"coalesce(md5_number_lower(to_json({quoted(name)})::varchar), 0::ubigint) as {quoted(name)}"


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


def make_digest(schema: pa.Schema, found: Sequence[int]) -> Digest:
    """What the query found, sums as 16 hex digits."""
    rows, *columns = [f"{value % 2**64:016x}" for value in found[1:]]
    return Digest(found[0], rows, dict(zip(schema.names, columns, strict=True)))


def digest_file(path: Path) -> str:
    """The sha256 of a file, read a block at a time."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
