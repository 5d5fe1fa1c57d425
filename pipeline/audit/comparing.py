"""A dataset folder in; out, what is wrong with what users load of it: each reader's digests compared with the manifest's."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.audit.files import Finding
from pipeline.audit.loading import READERS, start_loading
from pipeline.audit.parquet import compare_digests
from pipeline.release.folder import present_configs
from pipeline.release.manifest import read_manifest
from pipeline.work.digests import Digest


def check_loading(folder: Path, configs: Sequence[str] = ()) -> Iterator[Finding]:
    """Every split of these configs (none: of all) is loaded in every way, offline, cache empty, with the rows of the manifest."""
    configs = configs or present_configs(folder)
    process = start_loading(folder, configs)
    output, errors = process.communicate()
    if process.returncode:
        yield Finding("data", f"expected to be loaded, the process ended with: {' '.join(errors.split())[-300:]}")
        return
    found, listed = json.loads(output), read_manifest(folder)["configs"]
    for config in configs:
        for reader in READERS:
            yield from compare_read(f"{config}: {reader}", found[f"{reader} {config}"], listed.get(config, {}))


def compare_read(place: str, read: object, listed: dict[str, object]) -> Iterator[Finding]:
    """How what a reader read of a config differs from what the manifest lists of it."""
    if not isinstance(read, dict):
        yield Finding("data", f"{place}: expected to be loaded, found {read}")
        return
    for split in {**listed, **read}:
        digest = read.get(split, "expected this split")
        problems = [digest] if isinstance(digest, str) else compare_digests(listed.get(split), Digest(*digest))
        yield from (Finding("data", f"{place}: {split}: {problem}") for problem in problems)
