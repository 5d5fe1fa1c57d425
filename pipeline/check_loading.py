"""A dataset folder in; out, what is wrong with what users load of it: each reader's digests compared with the manifest's."""

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.check_files import Finding
from pipeline.check_parquet import compare_digests
from pipeline.digests import Digest
from pipeline.loading import READERS, start_loading
from pipeline.manifest import read_manifest
from pipeline.release import parquet_files, present_configs


def check_loading(folder: Path) -> Iterator[Finding]:
    """Every config and split is loaded in every way, offline with an empty cache, with the rows that the manifest says."""
    process = start_loading(folder)
    output, errors = process.communicate()
    if process.returncode:
        yield Finding("data", f"expected to be loaded, the process ended with: {' '.join(errors.split())[-300:]}")
        return
    found, listed = json.loads(output), read_manifest(folder)["configs"]
    for config in present_configs(folder):
        for split in parquet_files(folder, config):
            for reader in READERS:
                read, entry = found[f"{reader} {config} {split}"], listed.get(config, {}).get(split)
                problems = [read] if isinstance(read, str) else compare_digests(entry, Digest(*read))
                yield from (Finding(f"{config}/{split}", f"{reader}: {problem}") for problem in problems)
