"""A dataset folder in; out, its manifest: what every file and column holds, what was said of it, and what it was made from."""

import json
import platform
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypedDict

import pyarrow as pa

from pipeline.annotation.withdrawn import WITHDRAWN
from pipeline.job.errors import PipelineError
from pipeline.job.settings import Copy, Settings, digest_said
from pipeline.release.folder import MANIFEST, SOURCES, Entry, Known, Release, count_file, parquet_files, present_configs
from pipeline.work.digests import Digest, add_digests, digest_batches, digest_file
from pipeline.work.files import write_json, write_text
from pipeline.work.keys import LOCK, code_digest, source_digest
from pipeline.work.tables import arrow_bytes, read_batches
from pipeline.work.workers import work_off
from schemas.types import stated_schema

VERSION = 2
MEASURED = "measured.json"  # in work: what was measured of which bytes
MADE_OF = "made"  # there: the shards that rows were made of, and the sha256 of their JSON lines by the names of the Parquet files
METHOD = (
    "columns: sum modulo 2**64, over the rows, of each cell's number: the second half of the MD5 of its text, little endian, "
    "null 0; of a list, record or row h = 1, for each part h = h * 6364136223846793005 + the number of the part, then what ends "
    "SplitMix64 of h; a whole number is as a list of itself; rows: the same of whole rows; the order of the rows does not matter"
)
CODE_STAGES = ("extract", "annotate", "export")
"""The stages that make what is published; validate and audit only look at it."""

COMPARED = ("pages", "speeches", "sections")
"""The configs that leakage is measured of."""

LIBRARIES = (
    "datasets", "duckdb", "huggingface_hub", "jieba", "lxml", "numpy", "pandera", "polars", "pyarrow", "rensa", "rjieba",
    "selectolax", "warcio",
)  # fmt: skip
"""The libraries that records, files or checks pass through."""


class Manifest(TypedDict):
    """manifest.json. `configuration` is all that was said, the names of files replaced by their digests."""

    manifest: int
    dataset: dict[str, str]
    configuration: Copy
    configs: dict[str, dict[str, Entry]]
    files: dict[str, Entry]
    sources: Entry
    withdrawn: Entry
    rejected: dict[str, int]
    changes: dict[str, object] | None
    made_by: dict[str, object]
    digests: str


def make_manifest(release: Release, files: Mapping[str, Entry], changes: dict[str, object] | None) -> Manifest:
    """The manifest of a folder with these files, `changes` having been counted."""
    folder, said = release.folder, release.settings.dataset
    configs = present_configs(folder)
    words = {"name": said.name, "version": said.version, "released": said.released}
    return {
        "manifest": VERSION,
        "dataset": {key: value for key, value in words.items() if value},
        "configuration": release.settings.copy(),
        "configs": dict(zip(configs, work_off(partial(config_entry, release), configs, release.workers), strict=True)),
        "files": {name: files[name] for name in sorted(files)},
        "sources": files[SOURCES],
        "withdrawn": files.get(WITHDRAWN, {"n_rows": 0}),
        "rejected": release.rejected,
        "changes": changes,
        "made_by": release.making,
        "digests": METHOD,
    }


def describe_making(settings: Settings) -> dict[str, object]:
    """What made a dataset: this program, the digest of every table of settings, Python.

    Rows do not depend on Python but for its Unicode tables, which say what is a letter.
    """
    said = {table: digest_said({table: words}) for table, words in sorted(settings.copy().items())}
    return say_making() | {"configuration": said, "python": platform.python_version(), "unicode": unicodedata.unidata_version}


def say_making() -> dict[str, object]:
    """Digests of the code of every stage and of the lock file; versions of libraries."""
    return {
        "code": {stage: source_digest(f"pipeline.{stage}") for stage in CODE_STAGES},
        "lock": digest_file(LOCK),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def config_entry(release: Release, config: str) -> dict[str, Entry]:
    """Rows and digests of a config by split."""
    files = parquet_files(release.folder, config)
    return {split: sum_known(release.folder, paths, release.known) for split, paths in files.items()}


def sum_known(folder: Path, files: Iterable[Path], known: Mapping[str, Known]) -> Entry:
    """Rows and digests of some files of a folder together; what is not known of them is measured."""
    return sum_digests(known.get(path.relative_to(folder).as_posix()) or measure_file(path) for path in files)


def sum_digests(files: Iterable[Known]) -> Entry:
    """Rows and digests of some files together; nothing of none."""
    digests = [Digest(**one.digest) for one in files if one.digest]  # type: ignore[arg-type]
    return digest_entry(reduce(add_digests, digests)) if digests else {}


def measure_file(path: Path) -> Known:
    """What is known of a file: its entry; of a Parquet file, read once, its digest and how large it is as Arrow, too."""
    if path.suffix != ".parquet":
        return Known(file_entry(path))
    schema, sizes = stated_schema(path.parent.name), list[int]()

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in read_batches([path]):
            sizes.extend(map(arrow_bytes, batch.columns))
            yield batch.cast(schema)

    digest = digest_batches(schema, batches())
    return Known(file_entry(path), digest_entry(digest), sum(sizes))


def leakage_key(sums: Mapping[str, str], settings: Settings) -> str:
    """The key of what is measured of the leakage of files with these sha256, by their names: nothing else decides it."""
    files = sorted((name, digest) for name, digest in sums.items() if name.startswith(tuple(f"data/{c}/" for c in COMPARED)))
    asked = [settings.duplicates.model_dump(mode="json"), settings.splits.model_dump(mode="json", exclude={"previous"})]
    what = [code_digest("pipeline.release.leakage"), unicodedata.unidata_version, asked, files]
    return sha256(json.dumps(what).encode()).hexdigest()


def read_measured(work: Path) -> dict[str, Any]:
    """What the last export measured, by the digest of what was measured."""
    try:
        measured = json.loads((work / MEASURED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return measured if isinstance(measured, dict) else {}


def keep_measured(work: Path, known: Mapping[str, Known], shards: Sequence[str], others: Mapping[str, object]) -> None:
    """Keep what is known of Parquet files made of these shards, and what else was measured, for an audit of the same bytes."""
    tables = {name: one for name, one in known.items() if one.digest}
    rows = {str(one.entry["sha256"]): one._asdict() for one in tables.values()}
    made = {"shards": [*shards], "lines": {name: one.lines for name, one in tables.items()}}
    write_json(work / MEASURED, rows | {MADE_OF: made} | dict(others))


def digest_entry(digest: Digest) -> Entry:
    """A digest as the manifest has it."""
    return {"n_rows": digest.n_rows, "rows": digest.rows, "columns": digest.columns}


def file_entry(path: Path, digest: str = "", n_rows: int | None = None) -> Entry:
    """sha256, length and, where the file has rows, their number; what is known of them is not read again."""
    counts = path.suffix in (".parquet", ".jsonl", ".sha256")
    counted = {"n_rows": count_file(path) if n_rows is None else n_rows} if counts else {}
    return {"sha256": digest or digest_file(path), "n_bytes": path.stat().st_size} | counted


def bytes_entry(data: bytes) -> Entry:
    """The entry of a file that holds these bytes and no rows."""
    return {"sha256": sha256(data).hexdigest(), "n_bytes": len(data)}


def read_manifest(folder: Path) -> Manifest:
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


def write_source_digests(folder: Path, digests: Iterable[tuple[str, str]]) -> None:
    """Write sources.sha256: every file that was read, published or rejected, by its name in the dataset."""
    write_text(folder / SOURCES, "".join(checksum_line(digest, source) for source, digest in digests))


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
