"""A dataset folder in; out, what is wrong with its files: names, lengths, digests, shards, the lists that vouch for them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pipeline.job.errors import PipelineError
from pipeline.job.settings import digest_said, read_copy
from pipeline.release.folder import CHECKSUMS, MANIFEST, PROVENANCE, WRITTEN_LATER, jsonl_file, list_files, said_of
from pipeline.release.manifest import Manifest, checksum_line, file_entry, read_manifest
from pipeline.work.digests import digest_file
from schemas import CONFIGS
from schemas.names import SPLITS

SHARD = re.compile(r"(?P<split>\w+)-(?P<index>\d{5})-of-(?P<count>\d{5})\.parquet")  # not: train-0.parquet


class Finding(NamedTuple):
    """What is wrong: the file (or config and split), and what was expected of it."""

    file: str
    expected: str


def check_manifest(folder: Path) -> Iterator[Finding]:
    """The manifest can be read, has the keys of its version, and its copy of dataset.toml is one that a build would take."""
    try:
        manifest: Mapping[str, object] = read_manifest(folder)
    except PipelineError:
        yield Finding(MANIFEST, "expected a JSON object with configs, files and made_by")
        return
    keys = Manifest.__annotations__
    yield from (Finding(MANIFEST, f"expected the key {key}") for key in keys if key not in manifest)
    yield from (Finding(MANIFEST, f"expected no key {key}") for key in manifest if key not in keys)
    if keys.keys() == manifest.keys():
        yield from check_said(read_manifest(folder))


def check_said(manifest: Manifest) -> Iterator[Finding]:
    """What the manifest says of the publisher's words is what its copy of dataset.toml says."""
    said = manifest["configuration"]
    try:
        read_copy(said)
    except PipelineError as error:
        yield from (Finding(MANIFEST, f"configuration: {line}") for line in str(error).splitlines())
        return
    digests = manifest["made_by"].get("configuration")
    expected = {table: digest_said({table: words}) for table, words in sorted(said.items())}
    if digests != expected:
        yield Finding(MANIFEST, f"expected the digests {expected} of its configuration, found {digests}")
    words = {key: said["dataset"][key] for key in ("name", "version", "released") if said["dataset"][key]}
    if manifest["dataset"] != words:
        yield Finding(MANIFEST, f"expected the dataset {words}, found {manifest['dataset']}")


def check_listed(
    folder: Path, sums: Mapping[str, str] = MappingProxyType({}), counts: Mapping[str, int] = MappingProxyType({})
) -> Iterator[Finding]:
    """The folder holds the files of the manifest and no others, each with its bytes and rows. Of some the digests are known, as
    the files are now, or the number of the rows that files with these bytes have.
    """
    present = [name for name in list_files(folder) if name not in WRITTEN_LATER]
    yield from (Finding(name, f"expected no {what}") for name, what in find_strange(folder))
    listed = read_manifest(folder)["files"]
    yield from (Finding(name, "expected no file that the manifest does not list") for name in present if name not in listed)
    for name, entry in listed.items():
        if name not in present:
            yield Finding(name, "expected a file, as the manifest lists it")
        elif (found := file_entry(folder / name, sums.get(name, ""), counts.get(name))) != entry:
            wrong = ", ".join(
                f"{key} {entry.get(key)}, found {found.get(key)}" for key in found | entry if entry.get(key) != found.get(key)
            )
            yield Finding(name, f"expected {wrong}")


def check_sums(folder: Path) -> Iterator[Finding]:
    """checksums.sha256 covers every other file with the sums that the manifest and the files written after it have."""
    manifest = read_manifest(folder)
    sums = {name: entry["sha256"] for name, entry in manifest["files"].items()}
    for name in (MANIFEST, PROVENANCE):
        sums[name] = digest_file(folder / name) if (folder / name).is_file() else "a file"
    lines = [checksum_line(str(sums[name]), name) for name in sorted(sums)]
    path = folder / CHECKSUMS
    found = path.read_bytes().decode(errors="replace").splitlines(keepends=True) if path.is_file() else []
    if found != lines:
        wrong = next((line for line in lines if line not in found), "no other line")
        yield Finding(CHECKSUMS, f"expected {wrong}")


def find_strange(folder: Path) -> Iterator[tuple[str, str]]:
    """What is in the folder and is neither a file nor a folder with files: a link could lead anywhere."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            yield name, "link"
        elif path.is_dir() and not any(path.iterdir()):
            yield name, "empty folder"
        elif not path.is_dir() and not path.is_file():
            yield name, "pipe or device"


def check_shards(folder: Path) -> Iterator[Finding]:
    """Files of rows are named after split and group; pages and spans have each group, the other configs no more of them.

    Each Parquet file has its JSON lines, where dataset.toml asks for them, and no other file is there.
    """
    found: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for path in sorted((folder / "data").glob("*/*")):
        match = SHARD.fullmatch(path.name)
        if not match or match["split"] not in SPLITS or path.parent.name not in CONFIGS:
            name = path.relative_to(folder).as_posix()
            yield Finding(name, "expected data/<config>/<split>-00000-of-0000N.parquet")
            continue
        found.setdefault((path.parent.name, match["split"]), set()).add((int(match["index"]), int(match["count"])))
    for split in SPLITS:
        pages = found.get(("pages", split), set())
        groups = {(index, max(count for _index, count in pages)) for index in range(len(pages))}
        for config in CONFIGS:
            numbers = found.get((config, split), set())
            if (config in ("pages", "spans") and numbers != groups) or not numbers <= groups:
                words = f"the files {sorted(groups)} of pages, numbered without a gap, found {sorted(numbers)}"
                yield Finding(f"data/{config}/{split}", f"expected {words}")
    lines = {jsonl_file(path) for path in (folder / "data").glob("*/*.parquet")} if said_of(folder).jsonl else set()
    for path in sorted(lines ^ {*(folder / "jsonl").rglob("*.*")}):
        yield Finding(path.relative_to(folder).as_posix(), f"expected {'this file' if path in lines else 'no such file'}")
