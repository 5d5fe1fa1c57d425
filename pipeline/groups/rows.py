"""Rows in; out, one Parquet file (one schema, large row groups, chunks that a repeated upload finds again) and its JSON lines."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import reduce
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import IO, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.views.files import read_view
from pipeline.views.tasks import VIEWS
from pipeline.work.digests import Digest, add_digests, digest_batches
from pipeline.work.tables import arrow_bytes, json_lines, read_table
from schemas.names import SPLITS
from schemas.types import stated_schema

LINES = 2_000  # rows written as JSON lines at a time
ROW_GROUP_BYTES = 32 << 20  # uncompressed; readers want few (the Hub's viewer less than 300 MB), and hold a few of them at a time
LAYOUT = {"compression": "zstd", "use_content_defined_chunking": True, "write_page_index": True}


class Told(NamedTuple):
    """What rows are that were to be written to a Parquet file, whatever it holds: the sha256 of their JSON lines, their digest,
    and their bytes as Arrow.
    """

    lines: str
    digest: Digest
    n_arrow: int


@contextmanager
def open_rows(
    path: Path, config: str, lines: Path | None = None, told: dict[Path, Told] | None = None
) -> Iterator[Callable[[pa.Table], None]]:
    """What writes rows of a config, where there are any: as Parquet and, with a path for them, as JSON lines. In the end it is
    `told` of the path what they are.
    """
    schema, waiting, digest, known = stated_schema(config), list[pa.Table](), sha256(), list[tuple[Digest, int]]()
    with ExitStack() as opened:
        writers = list[pq.ParquetWriter]()
        files = list[IO[bytes]]()

        def write() -> None:
            if not writers:
                writers.append(opened.enter_context(pq.ParquetWriter(path, schema, **LAYOUT)))
                files.extend([opened.enter_context(lines.open("wb"))] if lines else [])
            group = pa.concat_tables(waiting).cast(schema)
            waiting.clear()
            parted = max(1, round(group.nbytes / ROW_GROUP_BYTES))
            writers[0].write_table(group, row_group_size=-(-group.num_rows // parted))
            batches = group.to_batches(LINES) if files or told is not None else []
            for text in map(json_lines, batches):
                digest.update(text)
                for file in files:
                    file.write(text)
            if told is not None:
                known.append((digest_batches(schema, batches), sum(map(arrow_bytes, chain.from_iterable(batches)))))

        def put(table: pa.Table) -> None:
            if table.num_rows:
                waiting.append(table)
            if sum(part.nbytes for part in waiting) >= ROW_GROUP_BYTES:
                write()

        yield put
        if waiting:
            write()
        if known and told is not None:
            digests, sizes = zip(*known, strict=True)
            told[path] = Told(digest.hexdigest(), reduce(add_digests, digests), sum(sizes))


@contextmanager
def keep_rows(path: Path, config: str) -> Iterator[Callable[[pa.Table], None]]:
    """What keeps rows of a config, where there are any, to be read again as they are."""
    schema, options = stated_schema(config), pa.ipc.IpcWriteOptions(compression="zstd")
    with ExitStack() as opened:
        writers = list[pa.RecordBatchFileWriter]()

        def put(table: pa.Table) -> None:
            if table.num_rows and not writers:
                writers.append(opened.enter_context(pa.ipc.new_file(str(path), schema, options=options)))
            for writer in writers:
                writer.write_table(table.cast(schema))

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
