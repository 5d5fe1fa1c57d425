"""Annotated shards in; out, report.json, written only when every row keeps the contract and every page the laws."""

from collections import Counter
from pathlib import Path

import polars as pl

from pipeline.contract import contract_breaches
from pipeline.errors import LawError, PipelineError
from pipeline.job import TABLES, Job
from pipeline.laws import LAWS, find_breaches
from pipeline.store import read_stamp, write_json

SHOWN = 20  # breaches shown; the rest is counted


def run(job: Job) -> dict[str, list[str]]:
    """Check every shard, then what holds across shards; raises LawError with one line a breach."""
    folders = [job.work / "annotate" / str(key) for key in read_stamp(job.work, "annotate")["shards"]]  # type: ignore[attr-defined]
    counts: Counter[str] = Counter()
    breaches: list[str] = []
    for folder in folders:
        tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES}
        found = [line for name, frame in tables.items() for line in contract_breaches(name, frame)]
        breaches += found or [str(breach) for breach in find_breaches(tables)]
        counts.update({name: frame.height for name, frame in tables.items()})
    if not counts["pages"]:
        raise PipelineError("no page is left to publish: every source was rejected, see the reasons in the rejected table")
    require_no_breaches(breaches + repeated_pages(folders))
    write_json(job.output / "report.json", {"counts": dict(counts), "laws": [law.__name__ for law in LAWS]})
    return {"outputs": ["report.json"]}


def repeated_pages(folders: list[Path]) -> list[str]:
    """Pages that stand in more than one shard."""
    ids = pl.concat([pl.read_parquet(folder / "pages.parquet", columns=["page_id"]) for folder in folders])["page_id"]
    repeated = ids.filter(ids.is_duplicated()).unique().sort()
    return [f"{page_id}: unique ids: the page stands in several shards" for page_id in repeated]


def require_no_breaches(breaches: list[str]) -> None:
    """Nothing, or the error that shows the breaches."""
    if breaches:
        more = [f"… and {len(breaches) - SHOWN} more"] if len(breaches) > SHOWN else []
        raise LawError("\n".join([*breaches[:SHOWN], *more, f"{len(breaches)} breaches of the contract; nothing is published"]))


