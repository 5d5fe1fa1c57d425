"""Extracted shards in; out, the same shards with tokens, keywords, clusters and splits."""

from functools import partial
from hashlib import sha256
from pathlib import Path

import jieba

from pipeline.code import code_digest
from pipeline.job import TABLES, Job
from pipeline.rows import Rows
from pipeline.shards import read_table, work_off, write_tables
from pipeline.store import read_stamp, whole_folder


def run(job: Job) -> dict[str, list[str]]:
    """Annotate every shard that is not there yet; the shards, in source order."""
    extracted = read_stamp(job.work, "extract")["shards"]
    code = code_digest("pipeline.annotate") + job.settings.digest(("words", "splits"))
    shards = [(str(key), sha256((code + str(key)).encode()).hexdigest()[:32]) for key in extracted]  # type: ignore[attr-defined]
    folder = job.work
    missing = [shard for shard in shards if not (folder / "annotate" / shard[1]).exists()]
    for _done in work_off(partial(annotate_shard, folder), missing, job.workers):
        pass
    return {"shards": [key for _source, key in shards], "outputs": [f"work/annotate/{key}" for _source, key in shards]}


def annotate_shard(work: Path, shard: tuple[str, str]) -> None:
    """Fill the columns of one shard."""
    rows: Rows = {name: read_table(work / "extract" / shard[0], name).to_pylist() for name in TABLES}
    counts: dict[str, int] = {}
    for section in rows["sections"]:
        section["tokens"] = jieba.lcut(str(section["text"]))
        section["n_tokens"] = len(section["tokens"])
        speech = str(section["speech_id"])
        counts[speech] = counts.get(speech, 0) + len(section["tokens"])
    for speech_row in rows["speeches"]:
        speech_row["n_tokens"] = counts.get(str(speech_row["speech_id"]), 0)
    with whole_folder(work / "annotate" / shard[1]) as staging:
        write_tables(staging, rows)
