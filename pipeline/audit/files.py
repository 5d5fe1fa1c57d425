"""A dataset folder in; out, what is wrong with its files: names, lengths, digests, shards, the lists that vouch for them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.job.errors import PipelineError
from pipeline.release.folder import CHECKSUMS, MANIFEST, PROVENANCE, list_files, present_configs
from pipeline.release.json_schema import config_schema
from pipeline.release.manifest import WRITTEN_LATER, file_entry, parse_checksum_line, read_manifest
from pipeline.release.provenance import PREDICATE, STATEMENT
from pipeline.work.digests import digest_file
from schemas import CONFIGS
from schemas.checks import SPLITS

SHARD = re.compile(r"(?P<split>\w+)-(?P<index>\d{5})-of-(?P<count>\d{5})\.parquet")  # not: train-0.parquet


class Finding(NamedTuple):
    """What is wrong: the file (or config and split), and what was expected of it."""

    file: str
    expected: str


def check_manifest(folder: Path) -> Iterator[Finding]:
    """The manifest can be read."""
    try:
        read_manifest(folder)
    except PipelineError:
        yield Finding(MANIFEST, "expected a JSON object with configs, files and made_by")


def check_listed(folder: Path) -> Iterator[Finding]:
    """The folder holds the files of the manifest and no others, each with its bytes and rows."""
    present = [name for name in list_files(folder) if name not in WRITTEN_LATER]
    listed = read_manifest(folder)["files"]
    yield from (Finding(name, "expected no file that the manifest does not list") for name in present if name not in listed)
    for name, entry in listed.items():
        if name not in present:
            yield Finding(name, "expected a file, as the manifest lists it")
        elif (found := file_entry(folder / name)) != entry:
            wrong = ", ".join(
                f"{key} {entry.get(key)}, found {found.get(key)}" for key in found | entry if entry.get(key) != found.get(key)
            )
            yield Finding(name, f"expected {wrong}")


def check_checksums(folder: Path) -> Iterator[Finding]:
    """checksums.sha256 covers every other file, and every sum is right."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        yield Finding(CHECKSUMS, "expected a text file")
        return
    sums = {name: digest for digest, name in map(parse_checksum_line, lines)}
    names = [name for name in list_files(folder) if name != CHECKSUMS]
    yield from (Finding(CHECKSUMS, f"expected a line for {name}") for name in names if name not in sums)
    for name, digest in sums.items():
        if name not in names:
            yield Finding(name, "expected a file, as checksums.sha256 lists it")
        elif (found := digest_file(folder / name)) != digest:
            yield Finding(name, f"expected sha256 {digest}, found {found}")


def check_shards(folder: Path) -> Iterator[Finding]:
    """Every config has the same splits; their Parquet files are numbered without a gap; each split has its JSON lines."""
    found: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for path in sorted((folder / "data").glob("*/*")):
        name = path.relative_to(folder).as_posix()
        match = SHARD.fullmatch(path.name)
        if not match or match["split"] not in SPLITS or path.parent.name not in CONFIGS:
            yield Finding(name, "expected data/<config>/<split>-00000-of-0000N.parquet")
            continue
        found.setdefault((path.parent.name, match["split"]), set()).add((int(match["index"]), int(match["count"])))
    for (config, split), numbers in found.items():
        count = max(count for _index, count in numbers)
        if numbers != {(index, count) for index in range(count)}:
            yield Finding(f"data/{config}/{split}", f"expected {count} files numbered without a gap, found {len(numbers)}")
        if not (folder / "jsonl" / config / f"{split}.jsonl").is_file():
            yield Finding(f"jsonl/{config}/{split}.jsonl", "expected the rows of this split as JSON lines")
    for config in CONFIGS:
        for split in dict.fromkeys(split for _config, split in found):
            if (config, split) not in found and config in ("pages", "spans"):
                yield Finding(f"data/{config}/{split}", "expected files of every split that another config has")


def check_provenance(folder: Path) -> Iterator[Finding]:
    """The in-toto statement is of the form it names, and vouches for every file of the manifest and the manifest."""
    try:
        statement = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
        subjects = {str(subject["name"]): str(subject["digest"]["sha256"]) for subject in statement["subject"]}
        types = (statement["_type"], statement["predicateType"], sorted(statement["predicate"]))
    except (OSError, ValueError, KeyError, TypeError):
        yield Finding(PROVENANCE, "expected an in-toto statement")
        return
    if types != (STATEMENT, PREDICATE, ["buildDefinition", "runDetails"]):
        yield Finding(PROVENANCE, "expected an in-toto statement v1 with SLSA provenance v1")
    expected = {name: entry["sha256"] for name, entry in read_manifest(folder)["files"].items()}
    expected[MANIFEST] = digest_file(folder / MANIFEST)
    for name in sorted(expected.keys() | subjects.keys()):
        if expected.get(name) != subjects.get(name):
            yield Finding(PROVENANCE, f"expected subject {name} with sha256 {expected.get(name)}, found {subjects.get(name)}")


def check_schemas(folder: Path) -> Iterator[Finding]:
    """Every config has the JSON Schema of the contract."""
    for config in present_configs(folder):
        path = folder / "schema" / f"{config}.schema.json"
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = None
        if found != config_schema(config):
            yield Finding(f"schema/{config}.schema.json", "expected the JSON Schema of the contract")
