"""Annotated shards in; out, the rows of their training views by split: work/views/<key>/<view>-<split>.parquet.

A shard's views are made once for all that export writes of them, and again only when shard, views or templates change.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.job.job import Job
from pipeline.views.masks import mask_tables
from pipeline.views.tasks import VIEWS, Tables
from pipeline.work.files import keep_only, measure, whole_folder
from pipeline.work.keys import code_digest
from pipeline.work.tables import read_table
from pipeline.work.workers import work_off
from schemas import RECORDS
from schemas.names import SPLITS
from schemas.types import stated_schema


def make_views(folders: Sequence[Path], job: Job) -> None:
    """Make the views of every annotated shard that has none yet; those of shards that are no more go."""
    missing = [folder for folder in folders if not views_of(folder).exists()]
    job.work_through("views", work_off(make_shard_views, missing, job.workers), [measure(folder) for folder in missing])
    for place in {views_of(folder).parent for folder in folders}:
        keep_only(place, [views_of(folder).name for folder in folders])


def make_shard_views(folder: Path) -> None:
    """Write the views of one annotated shard; a view that has no rows in a split has no file for it."""
    whole = {name: read_table(folder, name, columns_of(name)) for name in (*RECORDS, "personal")}
    with whole_folder(views_of(folder)) as staging:
        for split in SPLITS:
            pages = whole["pages"].filter(pc.field("split") == split)["page_id"].combine_chunks()
            tables = {name: table.filter(pc.field("page_id").isin(pages)).to_pylist() for name, table in whole.items()}
            for name, rows in view_tables(tables):
                pq.write_table(rows, staging / f"{name}-{split}.parquet", compression="zstd")


def columns_of(name: str) -> list[str]:
    """The columns of a table that views are made of: all but its words, which are half of it."""
    return [column for column in stated_schema(name).names if column not in ("tokens", "keywords")]


def view_tables(tables: Tables) -> Iterator[tuple[str, pa.Table]]:
    """Every view that has rows, with the types of the contract; masks stand for personal data where there are some."""
    tables = mask_tables(tables)
    for name, view in VIEWS.items():
        rows = pa.Table.from_pylist(list(view.rows(tables)), schema=stated_schema(name))
        if rows.num_rows:
            yield name, rows


def read_view(folder: Path, name: str, split: str) -> pa.Table:
    """The rows of one view of an annotated shard in one split."""
    path = views_of(folder) / f"{name}-{split}.parquet"
    return pq.read_table(path) if path.exists() else stated_schema(name).empty_table()


def views_of(folder: Path) -> Path:
    """Where the views of an annotated shard are."""
    return folder.parent.parent / "views" / sha256((views_code() + folder.name).encode()).hexdigest()[:32]


@cache
def views_code() -> str:
    """Digest of the code and the templates that make views."""
    return code_digest("pipeline.views.tasks")
