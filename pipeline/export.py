"""Annotated shards in; out, a staged dataset folder: Parquet and JSONL per config and split, leakage.json and the card."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from hashlib import sha256
from pathlib import Path
from shutil import copyfile

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.annotation.withdrawn import FILE as WITHDRAWN
from pipeline.annotation.withdrawn import read_list
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.settings import OPTIONAL, Dataset
from pipeline.release.folder import Release, jsonl_file
from pipeline.release.leakage import measure_leakage
from pipeline.release.manifest import describe_making, write_source_digests
from pipeline.release.render import seal
from pipeline.sources.listing import digest_source, list_sources
from pipeline.views.files import make_views, read_view, views_of
from pipeline.views.tasks import VIEWS
from pipeline.work.files import read_stamp, whole_folder, write_json
from pipeline.work.tables import json_lines, read_table
from pipeline.work.workers import work_off
from schemas import CONFIGS, TABLES
from schemas.checks import SPLITS
from schemas.derived import arrow_schema

LINES = 2_000  # rows written as JSON lines at a time
ROW_GROUP_BYTES = 32 << 20  # uncompressed; readers want few (the Hub's viewer less than 300 MB), and hold a few of them at a time
FILE_BYTES = 1 << 30  # uncompressed
KEY = "personal-key.jsonl"  # beside the dataset folder, which is uploaded
WORTH_WORKERS = 16 << 20  # of Parquet; what is smaller is measured before workers have started
LAYOUT = {"compression": "zstd", "use_content_defined_chunking": True, "write_page_index": True}

def run(job: Job) -> dict[str, list[str]]:
    """Write the staged dataset; empty splits are left out, since `datasets` cannot load them."""
    folders = [job.work / "annotate" / str(key) for key in read_stamp(job.work, "annotate")["shards"]]  # type: ignore[attr-defined]
    make_views(folders, job)
    with whole_folder(job.staging) as staging:
        left_out = {*OPTIONAL} - {*job.settings.dataset.configs}
        tasks = [(config, split) for split in present_splits(folders) for config in CONFIGS if config not in left_out]
        write = partial(write_split, staging, folders, job.settings.dataset)
        job.work_through("files", work_off(write, tasks, job.workers), split_bytes(folders, tasks))
        large = sum(path.stat().st_size for path in staging.rglob("*.parquet")) >= WORTH_WORKERS
        workers = job.workers if large else 0
        write_key(folders, job.output / KEY)
        if read_list(job.work):
            copyfile(job.work / WITHDRAWN, staging / WITHDRAWN)
        write_json(staging / "leakage.json", job.during("leakage", partial(measure_leakage, staging, workers)))
        write_source_digests(staging, job.during("sources", partial(require_unchanged, job)))
        release = Release(staging, job.settings, describe_making(job.settings), count_rejected(folders), workers)
        job.during("card", partial(seal, release))
    return {"outputs": ["work/staging"]}


def write_key(folders: list[Path], path: Path) -> None:
    """What the masks of `text` stand for, a line each, for its owner's eyes; no file where nothing is masked."""
    path.unlink(missing_ok=True)
    for folder in folders:
        masked = [row for row in read_table(folder, "personal").to_pylist() if row["mask"]]
        if masked:
            texts = {row["page_id"]: row["text"] for row in read_table(folder, "pages", ["page_id", "text"]).to_pylist()}
            with path.open("a", encoding="utf-8", newline="\n") as file:
                path.chmod(0o600)
                for row in masked:
                    datum = texts[row["page_id"]][row["start"] : row["end"]]
                    said = {"page_id": row["page_id"], "mask": row["mask"], "datum": datum}
                    file.write(json.dumps(said, ensure_ascii=False) + "\n")


def require_unchanged(job: Job) -> list[tuple[str, str]]:
    """Every source with its sha256. Raises PipelineError when they are not what they were before they were read."""
    found = [(file.source, digest_source(file)) for file in list_sources(job.sources)]
    digest = sha256("".join(f"{source}\0{digest}" for source, digest in found).encode()).hexdigest()
    if read_stamp(job.work, "sources").get("digest", digest) != digest:
        raise PipelineError("a source was changed while it was read; nothing is published: build again when they are at rest")
    return found


def count_rejected(folders: list[Path]) -> dict[str, int]:
    """How many sources or records were rejected, by reason."""
    reasons = Counter(reason for folder in folders for reason in read_table(folder, "rejected", ["reason"])["reason"].to_pylist())
    return dict(sorted(reasons.items()))


def present_splits(folders: list[Path]) -> list[str]:
    """The splits that have pages, in the order of the contract."""
    present = {split for folder in folders for split in read_table(folder, "pages", ["split"])["split"].to_pylist()}
    return [split for split in SPLITS if split in present]


def split_bytes(folders: list[Path], tasks: list[tuple[str, str]]) -> list[int]:
    """About how many bytes are read for each config and split: of a table, its split's share of the pages."""
    splits = Counter(split for folder in folders for split in read_table(folder, "pages", ["split"])["split"].to_pylist())
    sizes = Counter[str]()
    for place in (place for folder in folders for place in (folder, views_of(folder))):
        sizes.update({path.stem: path.stat().st_size for path in place.glob("*.parquet")})
    return [sizes[f"{config}-{split}"] or sizes[config] * splits[split] // splits.total() for config, split in tasks]


def write_split(staging: Path, folders: list[Path], said: Dataset, task: tuple[str, str]) -> None:
    """Write the files of one config and split."""
    tables = split_rows(folders, *task)
    if task[0] == "sections" and not said.tokens:
        tables = map(without_tokens, tables)
    write_rows(staging, *task, tables, lines=said.jsonl)


def without_tokens(table: pa.Table) -> pa.Table:
    """The sections without their words, as dataset.toml asks."""
    index, field = table.schema.get_field_index("tokens"), table.schema.field("tokens")
    return table.set_column(index, field, pa.nulls(table.num_rows, field.type))


def write_rows(staging: Path, config: str, split: str, tables: Iterator[pa.Table], *, lines: bool = True) -> None:
    """Rows as Parquet files (one schema, large row groups, chunks that a repeated upload finds again) and as JSON lines."""
    schema, data, path = arrow_schema(TABLES[config]), staging / "data" / config, jsonl_file(staging, config, split)
    parts, room = list[Path](), 0
    with ExitStack() as opened, ExitStack() as part:
        for group in gather(tables, ROW_GROUP_BYTES):
            if not parts:
                data.mkdir(parents=True, exist_ok=True)
                if lines:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    file = opened.enter_context(path.open("wb"))
            if room <= 0:
                part.close()
                parts.append(data / f".{split}-{len(parts)}")
                writer, room = part.enter_context(pq.ParquetWriter(parts[-1], schema, **LAYOUT)), FILE_BYTES
            parted = max(1, round(group.nbytes / ROW_GROUP_BYTES))
            writer.write_table(group.cast(schema), row_group_size=-(-group.num_rows // parted))
            room -= group.nbytes
            for batch in group.to_batches(LINES) if lines else ():
                file.write(json_lines(batch))
    for index, part_path in enumerate(parts):
        part_path.rename(data / f"{split}-{index:05d}-of-{len(parts):05d}.parquet")


def split_rows(folders: list[Path], config: str, split: str) -> Iterator[pa.Table]:
    """The rows of one config and split, a shard at a time."""
    for folder in folders:
        rows = read_view(folder, config, split) if config in VIEWS else shard_rows(folder, config, split)
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
