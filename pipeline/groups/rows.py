"""Rows in; out, one Parquet file (one schema, large row groups, chunks that a repeated upload finds again) and its JSON lines."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.views.files import read_view
from pipeline.views.tasks import VIEWS
from pipeline.work.tables import json_lines, read_table
from schemas.types import stated_schema

LINES = 2_000  # rows written as JSON lines at a time
ROW_GROUP_BYTES = 32 << 20  # uncompressed; readers want few (the Hub's viewer less than 300 MB), and hold a few of them at a time
LAYOUT = {"compression": "zstd", "use_content_defined_chunking": True, "write_page_index": True}


def write_rows(path: Path, config: str, tables: Iterator[pa.Table], lines: Path | None = None) -> None:
    """Write rows of a config, where there are any: as Parquet and, with a path for them, as JSON lines."""
    schema = stated_schema(config)
    with ExitStack() as opened:
        writer = file = None
        for group in gather(tables, ROW_GROUP_BYTES):
            writer = writer or opened.enter_context(pq.ParquetWriter(path, schema, **LAYOUT))
            parted = max(1, round(group.nbytes / ROW_GROUP_BYTES))
            writer.write_table(group.cast(schema), row_group_size=-(-group.num_rows // parted))
            if lines:
                file = file or opened.enter_context(lines.open("wb"))
                for batch in group.to_batches(LINES):
                    file.write(json_lines(batch))


def split_rows(folders: Sequence[Path], config: str, split: str) -> Iterator[pa.Table]:
    """The rows of one config and split, a shard at a time; for a view these are folders of views."""
    read = read_view if config in VIEWS else shard_rows
    for folder in folders:
        rows = read(folder, config, split)
        if rows.num_rows:
            yield rows


def shard_rows(folder: Path, config: str, split: str) -> pa.Table:
    """The rows of one table of a shard in one split. Spans go where their page goes."""
    table = read_table(folder, config)
    if "split" in table.column_names:
        return table.filter(pc.equal(table["split"], split))
    pages = read_table(folder, "pages", ["page_id", "split"])
    return table.filter(pc.is_in(table["page_id"], pages.filter(pc.equal(pages["split"], split))["page_id"].combine_chunks()))


def gather(tables: Iterator[pa.Table], limit: int) -> Iterator[pa.Table]:
    """The same rows in tables of about `limit` bytes."""
    waiting: list[pa.Table] = []
    for table in tables:
        waiting.append(table)
        if sum(part.nbytes for part in waiting) >= limit:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)
