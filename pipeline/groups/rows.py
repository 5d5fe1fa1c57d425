"""Rows in; out, one Parquet file (one schema, large row groups, chunks that a repeated upload finds again) and its JSON lines."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import reduce
from hashlib import sha256
from pathlib import Path
from typing import IO, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.views.files import read_view
from pipeline.views.tasks import VIEWS
from pipeline.work.digests import Digest, add_digests, digest_batches
from pipeline.work.tables import arrow_bytes, cut_json_lines, read_table
from schemas.names import SPLITS
from schemas.types import stated_schema

BARE = "rows"  # of a group: the rows of the small splits
LINES = 2_000  # rows written as JSON lines at a time
DIGESTED = 10_000  # rows digested at a time: a word that comes again costs nothing
ROW_GROUP_BYTES = 32 << 20  # uncompressed; readers want few (the Hub's viewer less than 300 MB), and hold a few of them at a time
LAYOUT = {"compression": "zstd", "use_content_defined_chunking": True, "write_page_index": True}


class Piece(NamedTuple):
    """What is known of the rows that a shard has in a file: their number, the bytes of their JSON lines, their digest, and their
    bytes as Arrow.
    """

    n_rows: int
    n_bytes: int = 0
    digest: Digest | None = None
    n_arrow: int = 0


Pieces: TypeAlias = "list[tuple[str, Piece]]"
"""The shards that have rows in a file, in their order, each with what is known of these."""


class Told(NamedTuple):
    """What rows are that were to be written to a Parquet file, whatever it holds: the sha256 of their JSON lines, their digest,
    their bytes as Arrow, and the same by shard.
    """

    lines: str
    digest: Digest
    n_arrow: int
    pieces: Pieces


class Some(NamedTuple):
    """Rows to be written, and the shard that has them; where they were written before, what is known of them, and their JSON
    lines if they have any.
    """

    table: pa.Table
    shard: str = ""
    known: Piece | None = None
    lines: bytes = b""


Put: TypeAlias = "Callable[[Some], None]"


@contextmanager
def open_rows(path: Path, config: str, lines: Path | None = None, told: dict[Path, Told] | None = None) -> Iterator[Put]:
    """What writes rows of a config, where there are any: as Parquet and, with a path for them, as JSON lines. In the end it is
    `told` of the path what they are.
    """
    schema, waiting, digest, pieces = stated_schema(config), list[Some](), sha256(), list[tuple[str, Piece]]()
    with ExitStack() as opened:
        writers = list[pq.ParquetWriter]()
        files = list[IO[bytes]]()

        def write() -> None:
            if not writers:
                writers.append(opened.enter_context(pq.ParquetWriter(path, schema, **LAYOUT)))
                files.extend([opened.enter_context(lines.open("wb"))] if lines else [])
            group, parted = pa.concat_tables([some.table for some in waiting]), max(1, round(size_of(waiting) / ROW_GROUP_BYTES))
            writers[0].write_table(group, row_group_size=-(-group.num_rows // parted))
            sizes = list[int]()
            for some in waiting if files or told is not None else ():
                sizes.append(0)
                for text in [some.lines] if some.lines else cut_json_lines(some.table, LINES):
                    sizes[-1] += len(text)
                    digest.update(text)
                    for file in files:
                        file.write(text)
            pieces.extend(know_pieces(schema, waiting, sizes) if told is not None else ())
            waiting.clear()

        def put(some: Some) -> None:
            if some.table.num_rows:
                waiting.append(some._replace(table=some.table.cast(schema)))
            if size_of(waiting) >= ROW_GROUP_BYTES:
                write()

        yield put
        if waiting:
            write()
        if pieces and told is not None:
            sums = [piece.digest for _shard, piece in pieces if piece.digest]
            size = sum(piece.n_arrow for _shard, piece in pieces)
            told[path] = Told(digest.hexdigest(), reduce(add_digests, sums), size, pieces)


def size_of(waiting: Iterable[Some]) -> int:
    """The bytes of some rows as Arrow."""
    return sum(some.known.n_arrow if some.known else measure_table(some.table) for some in waiting)


def measure_table(table: pa.Table) -> int:
    """The bytes of rows as Arrow, whatever they were read from."""
    return sum(arrow_bytes(part) for column in table.columns for part in column.chunks)


def know_pieces(schema: pa.Schema, some_rows: Sequence[Some], sizes: Iterable[int]) -> Iterator[tuple[str, Piece]]:
    """What is known of rows with JSON lines of these sizes, by shard."""
    for (table, shard, known, _lines), size in zip(some_rows, sizes, strict=True):
        digest = None if known else digest_batches(schema, table.to_batches(DIGESTED))
        yield shard, known or Piece(table.num_rows, size, digest, measure_table(table))


@contextmanager
def keep_rows(path: Path, config: str) -> Iterator[Put]:
    """What keeps rows of a config, where there are any, to be read again as they are."""
    schema, options = stated_schema(config), pa.ipc.IpcWriteOptions(compression="zstd")
    with ExitStack() as opened:
        writers = list[pa.RecordBatchFileWriter]()

        def put(some: Some) -> None:
            if some.table.num_rows and not writers:
                writers.append(opened.enter_context(pa.ipc.new_file(str(path), schema, options=options)))
            for writer in writers:
                writer.write_table(some.table.cast(schema))

        yield put


def kept_rows(path: Path) -> pa.Table:
    """The rows that were kept."""
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def rows_of_splits(folders: Iterable[Path], config: str) -> Iterator[tuple[str, pa.Table]]:
    """The rows of one config by split, a shard at a time; for a view these are folders of views. Spans go with their page."""
    for folder in folders:
        if config in VIEWS:
            yield from ((split, read_view(folder, config, split)) for split in SPLITS)
            continue
        table = read_table(folder, config)
        splits = table["split"] if "split" in table.column_names else splits_of(folder, table["page_id"])
        yield from ((split, table.filter(pc.equal(splits, split))) for split in SPLITS)


def splits_of(folder: Path, page_ids: pa.ChunkedArray) -> pa.ChunkedArray:
    """The splits of pages of a shard."""
    pages = read_table(folder, "pages", ["page_id", "split"])
    return pages["split"].take(pc.index_in(page_ids, pages["page_id"].combine_chunks()))
