"""A dataset folder in; out, what is wrong with its training views: each is made again from the folder's records and compared."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.audit.files import Finding
from pipeline.audit.parquet import compare_digests
from pipeline.audit.records import tables_of_pages
from pipeline.release.folder import parquet_files
from pipeline.release.manifest import read_manifest
from pipeline.views.files import view_tables
from pipeline.views.tasks import VIEWS
from pipeline.work.digests import Digest, add_digests, digest_batches
from schemas.checks import SPLITS


def check_views(folder: Path) -> Iterator[Finding]:
    """Every view holds, split by split, what its source columns make, no row more and none less."""
    listed = read_manifest(folder)["configs"]
    for split in SPLITS:
        made = digest_views(folder, split)
        for name in VIEWS:
            entry = listed.get(name, {}).get(split)
            if name in made:
                problems = compare_digests(entry, made[name])
                yield from (Finding(f"{name}/{split}", f"made again: {problem}") for problem in problems)
            elif entry is not None:
                yield Finding(f"{name}/{split}", "expected no rows, as the records of this split make none")


def digest_views(folder: Path, split: str) -> dict[str, Digest]:
    """The digest of every view that the records of a split make, some pages at a time."""
    digests: dict[str, Digest] = {}
    if split not in parquet_files(folder, "pages"):
        return digests
    for frames in tables_of_pages(folder, split):
        for name, rows in view_tables({table: frame.to_dicts() for table, frame in frames.items()}):
            found = digest_batches(rows.schema, rows.to_batches())
            digests[name] = add_digests(digests[name], found) if name in digests else found
    return digests
