"""The code and the settings in; out, the digests and versions that say what made a dataset."""

from importlib.metadata import version

from pipeline.job.settings import Settings
from pipeline.work.digests import digest_file
from pipeline.work.keys import ROOT, source_digest

STAGES = ("extract", "annotate", "export")
"""The stages that make what is published; validate and audit only look at it."""

LIBRARIES = (
    "datasets", "duckdb", "huggingface_hub", "jieba", "lxml", "numpy", "pandera", "polars", "pyarrow", "rensa", "rjieba",
    "selectolax", "warcio",
)  # fmt: skip
"""The libraries that records, files or checks pass through. Not the Python version: any from 3.11 gives the same bytes."""


def describe_making(settings: Settings) -> dict[str, object]:
    """Digests of the code of every stage, of the lock file, of every table of settings; versions of libraries."""
    return {
        "code": {stage: source_digest(f"pipeline.{stage}") for stage in STAGES},
        "lock": digest_file(ROOT / "requirements.lock"),
        "configuration": {table: settings.digest((table,)) for table in sorted(settings.tables)},
        "libraries": {name: version(name) for name in LIBRARIES},
    }
