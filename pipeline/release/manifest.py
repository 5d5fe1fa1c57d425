"""A staged dataset in; out, manifest.json and checksums.sha256: what every file and column holds, and what it was made from."""

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pyarrow.parquet as pq

from pipeline.job.errors import PipelineError
from pipeline.release.folder import CHECKSUMS, MANIFEST, PROVENANCE, SOURCES, Release, list_files, parquet_files, present_configs
from pipeline.sources.listing import SourceFile, digest_source
from pipeline.work.digests import Digest, digest_file, digest_parquet
from pipeline.work.files import write_json, write_text
from pipeline.work.workers import work_off
from schemas import TABLES
from schemas.derived import arrow_schema

Entry: TypeAlias = "dict[str, object]"

VERSION = 1
WRITTEN_LATER = (MANIFEST, PROVENANCE, CHECKSUMS)
METHOD = (
    "columns: sum modulo 2**64, over the rows, of the second half of the MD5 of each cell's text as a little-endian number, "
    "null as 0; rows: the same of a row's cell numbers in decimal joined with |; the order of the rows does not matter"
)


def write_manifest(release: Release) -> None:
    """Write manifest.json: everything in the folder but what is written after it."""
    folder = release.folder
    configs = present_configs(folder)
    names = [name for name in list_files(folder) if name not in WRITTEN_LATER]
    words = {key: release.settings.text("dataset", key) for key in ("name", "version", "released")}
    manifest = {
        "manifest": VERSION,
        "dataset": {key: value for key, value in words.items() if value},
        "configs": dict(zip(configs, work_off(partial(config_entry, folder), configs, release.workers), strict=True)),
        "files": {name: file_entry(folder / name) for name in names},
        "sources": file_entry(folder / SOURCES),
        "rejected": release.rejected,
        "made_by": release.making,
        "digests": METHOD,
    }
    write_json(folder / MANIFEST, manifest)


def config_entry(folder: Path, config: str) -> Entry:
    """Rows and digests of a config by split."""
    schema = arrow_schema(TABLES[config])
    return {split: digest_entry(digest_parquet(schema, files)) for split, files in parquet_files(folder, config).items()}


def digest_entry(digest: Digest) -> Entry:
    """A digest as the manifest has it."""
    return {"n_rows": digest.n_rows, "rows": digest.rows, "columns": digest.columns}


def file_entry(path: Path) -> Entry:
    """sha256, length and, where the file has rows, their number."""
    counted = {"n_rows": count_rows(path)} if path.suffix in (".parquet", ".jsonl", ".sha256") else {}
    return {"sha256": digest_file(path), "n_bytes": path.stat().st_size} | counted


def count_rows(path: Path) -> int:
    """The rows of a Parquet file, the lines of another."""
    if path.suffix == ".parquet":
        return int(pq.read_metadata(path).num_rows)
    with path.open("rb") as file:
        return sum(1 for _line in file)


def read_manifest(folder: Path) -> dict[str, dict[str, Entry]]:
    """manifest.json of a dataset folder, its tables at least there."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PipelineError(f"{path}: expected the manifest of a dataset ({error})") from error
    missing = [
        key
        for key in ("configs", "files", "made_by")
        if not isinstance(manifest, dict) or not isinstance(manifest.get(key), dict)
    ]
    if missing:
        raise PipelineError(f"{path}: expected the manifest of a dataset, without {', '.join(missing)}")
    return manifest  # type: ignore[no-any-return]


def write_checksums(release: Release) -> None:
    """Write checksums.sha256 over every other file, as `sha256sum -c` reads it."""
    digests = known_digests(release.folder)
    names = [name for name in list_files(release.folder) if name != CHECKSUMS]
    lines = [checksum_line(digests.get(name) or digest_file(release.folder / name), name) for name in names]
    write_text(release.folder / CHECKSUMS, "".join(lines))


def known_digests(folder: Path) -> dict[str, str]:
    """The sha256 of every file that the manifest lists, so that no large file is read for it again."""
    return {name: str(entry["sha256"]) for name, entry in read_manifest(folder)["files"].items()}


def write_source_digests(folder: Path, files: Iterable[SourceFile]) -> None:
    """Write sources.sha256: every file that was read, published or rejected, by its name in the dataset."""
    lines = [checksum_line(digest_source(file), file.source) for file in files]
    write_text(folder / SOURCES, "".join(lines))


def checksum_line(digest: str, name: str) -> str:
    r"""A line as sha256sum writes it, odd names escaped.

    >>> checksum_line("0a", "a\nb")
    '\\0a  a\\nb\n'
    """
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n")
    return f"{'' if escaped == name else chr(92)}{digest}  {escaped}\n"


def parse_checksum_line(line: str) -> tuple[str, str]:
    r"""Digest and name of a line.

    >>> parse_checksum_line('\\0a  a\\nb\n')
    ('0a', 'a\nb')
    """
    digest, _two_spaces, name = line.rstrip("\n").partition("  ")
    if not digest.startswith("\\"):
        return digest, name
    return digest[1:], name.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")
