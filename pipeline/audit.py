"""A staged dataset in; out, output/dataset/, once every config and split has really been loaded and compared."""

import json
import os
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.errors import PipelineError
from pipeline.job import Job
from pipeline.leakage import measure_leakage, require_no_leakage
from pipeline.store import put_in_place, sync_tree
from schemas import CONFIGS, TABLES
from schemas.derived import features

OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}


def run(job: Job) -> dict[str, list[str]]:
    """Load the staged dataset; when all is well, put it in place by one rename."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ.update(OFFLINE, HF_HOME=cache)  # read by datasets when it is imported
        for config in CONFIGS:
            for path in sorted((job.staging / "data" / config).glob("*.parquet")):
                audit_split(job.staging, config, path.name.split("-")[0], cache)
    audit_leakage(job.staging)
    sync_tree(job.staging)
    put_in_place(job.staging, job.dataset)
    return {"outputs": ["dataset"]}


def audit_split(folder: Path, config: str, split: str, cache: str) -> None:
    """One config and split, loaded in both ways that users load it, holds the rows that were written."""
    from datasets import load_dataset  # after the environment is set

    written = pq.read_table(sorted((folder / "data" / config).glob(f"{split}-*.parquet")))
    loaded = load_dataset(str(folder), config, split=split, cache_dir=cache)
    if loaded.features != features(TABLES[config]):
        raise PipelineError(f"{config}/{split}: loads with other features than the contract's: {loaded.features}")
    if loaded.with_format("arrow")[:].cast(written.schema) != written:
        raise PipelineError(f"{config}/{split}: loads with other rows than were written")
    streamed = load_dataset(str(folder), config, split=split, streaming=True)
    if list(streamed) != written.to_pylist():
        raise PipelineError(f"{config}/{split}: streams other rows than were written")


def audit_leakage(folder: Path) -> None:
    """What leakage.json says is what the Parquet files show, and no cluster is cut."""
    said, found = json.loads((folder / "leakage.json").read_text(encoding="utf-8")), measure_leakage(folder)
    if said != found:
        raise PipelineError(f"leakage.json: says {said}, the Parquet files show {found}")
    require_no_leakage(found)
