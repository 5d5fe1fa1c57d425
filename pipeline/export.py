"""Annotated shards in; out, a staged dataset folder: Parquet and JSONL per config and split, leakage.json and the card."""

import json
from collections import Counter
from functools import partial
from hashlib import sha256
from pathlib import Path
from shutil import copyfile

from pipeline.annotation.withdrawn import WITHDRAWN, read_list
from pipeline.groups.cutting import cut_groups
from pipeline.groups.files import link_groups, write_groups
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.release.folder import Release
from pipeline.release.leakage import measure_leakage
from pipeline.release.manifest import describe_making, keep_measured, leakage_key, read_measured, write_source_digests
from pipeline.release.render import seal
from pipeline.sources.listing import digest_source, list_sources
from pipeline.work.files import keep_only, read_stamp, whole_folder, write_json
from pipeline.work.tables import paths_of, read_table
from pipeline.work.workers import worth

KEY = "personal-key.jsonl"  # beside the dataset folder, which is uploaded
LEAKAGE = 16  # bytes of pages whose leakage is measured while one is written


def run(job: Job) -> dict[str, list[str]]:
    """Write the staged dataset; empty splits are left out, since `datasets` cannot load them."""
    folders = [job.work / "annotate" / str(key) for key in read_stamp(job.work, "annotate")["shards"]]  # type: ignore[attr-defined]
    groups = cut_groups(folders, job.settings.readers.shard_bytes)
    places = write_groups(job, groups)
    with whole_folder(job.staging) as staging:
        known = link_groups(places, staging)
        workers = worth(job.workers, sum(group.n_bytes for group in groups) // LEAKAGE)
        write_key(folders, job.output / KEY)
        if read_list(job.work):
            copyfile(job.work / WITHDRAWN, staging / WITHDRAWN)
        key, measured = (
            leakage_key({name: str(one.entry["sha256"]) for name, one in known.items()}, job.settings),
            read_measured(job.work),
        )
        measure = partial(measure_leakage, staging, workers, job.settings, fingerprints_of(folders))
        leakage = measured.get(key) or job.during("leakage", measure)
        write_json(staging / "leakage.json", leakage)
        write_source_digests(staging, job.during("sources", partial(require_unchanged, job)))
        release = Release(staging, job.settings, describe_making(job.settings), count_rejected(folders), known=known)
        job.during("card", partial(seal, release))
    keep_measured(job.work, known, [folder.name for folder in folders], {key: leakage})
    keep_only(job.work / "export", {place.name for some in places.values() for place in some})
    return {"outputs": ["work/staging"]}


def fingerprints_of(folders: list[Path]) -> list[Path]:
    """The folders that have the fingerprints of the texts of annotated shards."""
    return [path.parent for folder in folders for path in paths_of(folder, "speeches") if path.with_suffix(".arrow").exists()]


def write_key(folders: list[Path], path: Path) -> None:
    """What the masks of `text` stand for, a line each, for its owner's eyes; no file where nothing is masked."""
    path.unlink(missing_ok=True)
    for folder in folders:
        masked = [row for row in read_table(folder, "personal").to_pylist() if row["mask"]]
        if masked:
            texts = {row["page_id"]: row["text"] for row in read_table(folder, "pages", ["page_id", "text"]).to_pylist()}
            with path.open("a", encoding="utf-8", newline="\n") as file:
                path.chmod(0o600)
                for row in masked:
                    datum = texts[row["page_id"]][row["start"] : row["end"]]
                    said = {"page_id": row["page_id"], "mask": row["mask"], "datum": datum}
                    file.write(json.dumps(said, ensure_ascii=False) + "\n")


def require_unchanged(job: Job) -> list[tuple[str, str]]:
    """Every source with its sha256. Raises PipelineError when they are not what they were before they were read."""
    found = [(file.source, digest_source(file)) for file in list_sources(job.sources)]
    digest = sha256("".join(f"{source}\0{digest}" for source, digest in found).encode()).hexdigest()
    if read_stamp(job.work, "sources").get("digest", digest) != digest:
        raise PipelineError("a source was changed while it was read; nothing is published: build again when they are at rest")
    return found


def count_rejected(folders: list[Path]) -> dict[str, int]:
    """How many sources or records were rejected, by reason."""
    reasons = Counter(reason for folder in folders for reason in read_table(folder, "rejected", ["reason"])["reason"].to_pylist())
    return dict(sorted(reasons.items()))
