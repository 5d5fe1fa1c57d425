"""Sources in; out, shards of pages with their speeches, sections and spans, and what was rejected."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from pipeline.code import code_digest
from pipeline.documents import Document, Rejection
from pipeline.job import TABLES, Job
from pipeline.pages import read_page
from pipeline.readers import read_documents
from pipeline.rows import Row, Rows, make_rows
from pipeline.shards import work_off, write_tables
from pipeline.sources import SourceFile, digest_sources, list_sources
from pipeline.store import whole_folder


@dataclass(frozen=True, slots=True)
class Shard:
    """Sources that are read together, and the key of what comes out."""

    key: str
    files: tuple[SourceFile, ...]


def run(job: Job) -> dict[str, list[str]]:
    """Extract every shard that is not there yet; the shards, in source order."""
    shards = plan_shards(list_sources(job.sources))
    folder = job.work / "extract"
    for _done in work_off(partial(extract_shard, folder), [s for s in shards if not (folder / s.key).exists()], job.workers):
        pass
    return {"shards": [shard.key for shard in shards], "outputs": [f"work/extract/{shard.key}" for shard in shards]}


def plan_shards(files: Sequence[SourceFile]) -> list[Shard]:
    """Files cut into shards where the hash of a name says so: another file moves no other boundary."""
    groups: list[list[SourceFile]] = [[]]
    for file in files:
        groups[-1].append(file)
        if sha256(file.source.encode()).digest()[0] == 0:
            groups.append([])
    code = code_digest("pipeline.extract")
    return [Shard(sha256((code + digest_sources(group)).encode()).hexdigest()[:32], tuple(group)) for group in groups if group]


def extract_shard(folder: Path, shard: Shard) -> None:
    """Read, decode and parse the pages of one shard and write its tables."""
    rows: Rows = {name: [] for name in TABLES}
    for file in shard.files:
        for document in read_documents(file):
            found = document_rows(document)
            for name in found:
                rows[name] += found[name]
    with whole_folder(folder / shard.key) as staging:
        write_tables(staging, rows)


def document_rows(document: Document | Rejection) -> Rows:
    """The rows of one document: its page with all its records, or one row of `rejected`."""
    if isinstance(document, Rejection):
        return rejected_rows(document)
    page = read_page(document)
    return rejected_rows(page) if isinstance(page, Rejection) else make_rows(page.document, page.text, page.encoding)


def rejected_rows(rejection: Rejection) -> Rows:
    """The row of `rejected`."""
    data = rejection.data
    row: Row = {
        "source": rejection.source,
        "locator": rejection.locator,
        "stage": "extract",
        "reason": rejection.reason,
        "detail": rejection.detail,
        "sha256": None if data is None else sha256(data).hexdigest(),
        "n_bytes": None if data is None else len(data),
    }
    return {"rejected": [row]}
