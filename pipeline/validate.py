"""Annotated shards in; out, report.json, written only when every row keeps the contract and every page the laws."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
from pyarrow.parquet import read_metadata

from pipeline.annotation.fingerprints import cut_lots
from pipeline.annotation.splits import is_near
from pipeline.job.errors import PipelineError
from pipeline.job.job import SHARD_TABLES, Job, collect
from pipeline.job.settings import Settings
from pipeline.laws import contract_breaches, find_breaches, name_laws
from pipeline.work.files import read_stamp, write_json
from pipeline.work.keys import code_digest
from pipeline.work.tables import count_rows, paths_of, read_table
from pipeline.work.workers import work_off, worth
from schemas.names import SPLITS

LOT = 12 << 20  # bytes of the tables of pages that are checked at once: a question costs about the same of many rows as of few
SHOWN = 20  # breaches shown; the rest is counted


def run(job: Job) -> dict[str, object]:
    """Check every shard that was not found sound before, then what holds across shards; raises PipelineError, a line a breach."""
    code, known = code_digest("pipeline.validate"), read_stamp(job.work, "validate")
    keys = [str(key) for key in read_stamp(job.work, "annotate")["shards"]]  # type: ignore[attr-defined]
    sound = known["shards"] if known.get("code") == code else []
    folders = [job.work / "annotate" / key for key in keys]
    unknown = [folder for folder in folders if folder.name not in sound]  # type: ignore[operator]
    breaches, sizes = list[str](), {folder: count_bytes(folder) for folder in unknown}
    lots = [*cut_lots(unknown, [*sizes.values()], LOT)]
    workers = worth(job.workers, sum(sizes.values())) if len(lots) > 1 else 0
    results = collect(work_off(check_shards, lots, workers), breaches)
    job.work_through("contract and laws", results, [sum(map(sizes.__getitem__, lot)) for lot in lots])
    counts = {name: sum(count_rows(folder, name) for folder in folders) for name in SHARD_TABLES}
    if not counts["pages"]:
        raise PipelineError("no page is left to publish: every source was rejected, see the reasons in the rejected table")
    require_no_breaches(breaches + repeated_pages(folders))
    extracted = read_stamp(job.work, "extract")
    splits = count_splits(folders, job.settings)
    quoting = read_stamp(job.work, "annotate").get("quoting_withdrawn", [])
    said = {"counts": counts, "laws": name_laws(), "splits": splits, "quoting_withdrawn": quoting}
    said |= {"corrections": extracted.get("corrections", {}), "sources": extracted.get("balance", {})}
    write_json(job.output / "report.json", said)
    return {"outputs": ["report.json"], "code": code, "shards": keys}


def count_splits(folders: list[Path], settings: Settings) -> dict[str, dict[str, object]]:
    """What every split has, and the parts of the characters that were asked and found; `met` where they are near enough."""
    found = {split: dict.fromkeys(("characters", "pages", "speeches", "sections"), 0) for split in SPLITS}
    for folder in folders:
        for name in ("pages", "speeches", "sections"):
            columns = ["split", "n_chars"] if name == "pages" else ["split"]
            counted = read_frame(folder, name, columns).group_by("split").agg(pl.len(), pl.col("^n_chars$").sum())
            for row in counted.iter_rows(named=True):
                found[row["split"]][name] += row["len"]
                found[row["split"]]["characters"] += row.get("n_chars", 0)
    tested = {"validation": settings.splits.validation, "test": settings.splits.test}
    asked, total = {"train": 1 - sum(tested.values())} | tested, max(1, sum(counts["characters"] for counts in found.values()))
    parts = {split: counts["characters"] / total for split, counts in found.items()}
    met = {split: is_near(parts[split], asked[split]) for split in SPLITS}
    return {
        split: {"asked": round(asked[split], 4), "found": round(parts[split], 4), "met": met[split], **found[split]}
        for split in SPLITS
    }


def count_bytes(folder: Path) -> int:
    """What the pages of a shard take before compression, as their file says it."""
    said = read_metadata(paths_of(folder, "pages")[0])
    return sum(said.row_group(place).total_byte_size for place in range(said.num_row_groups))


def read_frame(folder: Path, name: str, columns: list[str] | None = None) -> pl.DataFrame:
    """A table of a shard, for Polars."""
    return pl.DataFrame(read_table(folder, name, columns))


def check_shards(folders: Sequence[Path]) -> list[str]:
    """The breaches of the contract in some shards; where there are none, those of the laws."""
    found, tables = list[str](), dict[str, pl.DataFrame]()
    for name in SHARD_TABLES:
        frame = pl.concat([read_frame(folder, name) for folder in folders])
        found += contract_breaches(name, frame)
        tables[name] = frame.drop("tokens", strict=False)  # no law reads them, and they take more room than all else
    return found or [str(breach) for breach in find_breaches(tables)]


def repeated_pages(folders: list[Path]) -> list[str]:
    """Pages that stand in more than one shard."""
    ids = pl.concat([read_frame(folder, "pages", ["page_id"]) for folder in folders])["page_id"]
    repeated = ids.filter(ids.is_duplicated()).unique().sort()
    return [f"{page_id}: unique ids: the page stands in several shards" for page_id in repeated]


def require_no_breaches(breaches: list[str]) -> None:
    """Nothing, or the error that shows the breaches."""
    if breaches:
        more = [f"… and {len(breaches) - SHOWN} more"] if len(breaches) > SHOWN else []
        more.append(f"{len(breaches)} breaches of the contract; nothing is published")
        raise PipelineError("\n".join([*breaches[:SHOWN], *more]))


