"""Record batches or files in; out, digests: of every column of a table whatever the order of its rows, and of files.

The digest of a cell is the second half of the MD5 of its text, as a little-endian number; a null is 0. The text of a cell
is the string itself, a decimal number, `true` or `false`, or compact JSON for a list or record. The digest of a column is the
sum of its cells modulo 2**64; the digest of the rows is the same over the digests of a row's cells, joined with `|`, so that it
sees a cell that changed its row. Sums find accidents, not forgers: the sha256 of the files is what a signature would cover.
"""

from collections.abc import Iterable, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from pipeline.work.database import ask, quoted

PLAIN = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_boolean)


class Digest(NamedTuple):
    """Number of rows, digest of the rows, digest of each column."""

    n_rows: int
    rows: str
    columns: dict[str, str]


def digest_batches(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Digest:
    """The digest of a stream of batches, read once, in bounded memory."""
    reader = pa.RecordBatchReader.from_batches(schema, batches)
    return make_digest(schema, ask(digest_query(schema, "batches"), batches=reader))


def digest_query(schema: pa.Schema, source: str) -> str:
    """The SQL of a digest."""
    cells = ", ".join(f"coalesce(md5_number_lower({cell_text(field)}), 0::ubigint) as {quoted(field.name)}" for field in schema)
    sums = ", ".join(f"sum({quoted(name)})" for name in schema.names)
    row = f"sum(md5_number_lower(concat_ws('|', {', '.join(map(quoted, schema.names))})))"
    return f"select count(*), {row}, {sums} from (select {cells} from {source})"


def cell_text(field: pa.Field) -> str:
    """The SQL of the text of a cell.

    >>> cell_text(pa.field("tokens", pa.list_(pa.string())))
    'to_json("tokens")::varchar'
    """
    plain = any(is_type(field.type) for is_type in PLAIN)
    return f"{quoted(field.name)}::varchar" if plain else f"to_json({quoted(field.name)})::varchar"


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


def make_digest(schema: pa.Schema, found: Sequence[Sequence[int | None]]) -> Digest:
    """What the query found, sums as 16 hex digits."""
    count, *sums = found[0]
    rows, *columns = [f"{(value or 0) % 2**64:016x}" for value in sums]
    return Digest(count or 0, rows, dict(zip(schema.names, columns, strict=True)))


def digest_file(path: Path) -> str:
    """The sha256 of a file, read a block at a time."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
