"""Extracted shards in; out, the same shards with tokens, keywords, near-duplicate clusters and splits.

Words are a matter of one shard and are found in parallel. Clusters and splits look at all shards, but only at fingerprints; what
they say about a shard is part of its key, so that a shard about which nothing new is said is not written again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.code import code_digest
from pipeline.duplicates import find_clusters
from pipeline.fingerprint_files import read_fingerprints, write_fingerprints
from pipeline.job import TABLES, Job, count_steps
from pipeline.keywords import find_keywords, require_limit
from pipeline.settings import Settings
from pipeline.shards import SCHEMAS, read_table, work_off
from pipeline.splits import LINKING, assign_splits, find_components, read_previous, require_rule
from pipeline.store import keep_only, read_stamp, whole_folder
from pipeline.words import load_segmenter

IDS = {"speeches": "speech_id", "sections": "section_id"}


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard: the keys of what was extracted and of its words, and what all shards together say about it."""

    extracted: str
    words: str
    clusters: dict[str, list[str]]
    splits: dict[str, str]

    @property
    def key(self) -> str:
        """The key of the annotated shard."""
        said = json.dumps([self.extracted, self.words, self.clusters, self.splits], sort_keys=True)
        return sha256(said.encode()).hexdigest()[:32]


def run(job: Job) -> dict[str, list[str]]:
    """Annotate every shard that is not there yet; the shards, in source order."""
    require_rule(job.settings)
    require_limit(job.settings)
    keys = find_words(job)
    shards = look_across(job, keys)
    missing = [shard for shard in shards if not (job.work / "annotate" / shard.key).exists()]
    job.watch(count_steps(work_off(partial(finish_shard, job.work), missing, job.workers)), len(missing))
    keep_only(job.work / "words", [shard.words for shard in shards])
    keep_only(job.work / "annotate", [shard.key for shard in shards])
    return {"shards": [shard.key for shard in shards], "outputs": [f"work/annotate/{shard.key}" for shard in shards]}


def find_words(job: Job) -> list[tuple[str, str]]:
    """Every extracted shard's key with the key of its words, once those are there."""
    code = code_digest("pipeline.annotate") + job.settings.digest(("words",))
    extracted = [str(key) for key in read_stamp(job.work, "extract")["shards"]]  # type: ignore[attr-defined]
    keys = [(key, sha256((code + key).encode()).hexdigest()[:32]) for key in extracted]
    missing = [pair for pair in keys if not (job.work / "words" / pair[1]).exists()]
    job.watch(count_steps(work_off(partial(find_shard_words, job.work, job.settings), missing, job.workers)), len(missing))
    return keys


def find_shard_words(work: Path, settings: Settings, keys: tuple[str, str]) -> None:
    """The columns of one shard that need no other shard, and its fingerprints."""
    segment = load_segmenter(settings.text("words", "segmenter"), settings.files("words", "dictionaries"))
    limit = require_limit(settings)
    tables = {name: read_table(work / "extract" / keys[0], name) for name in IDS}
    tokens = [segment(text) for text in tables["sections"]["text"].to_pylist()]
    spoken: dict[str, list[str]] = {key: [] for key in tables["speeches"]["speech_id"].to_pylist()}
    for speech, words in zip(tables["sections"]["speech_id"].to_pylist(), tokens, strict=True):
        spoken[speech] += words
    with whole_folder(work / "words" / keys[1]) as staging:
        write_words(staging, "speeches", list(spoken.values()), limit)
        write_words(staging, "sections", tokens, limit)
        for name, table in tables.items():
            ids, pages, texts = (table[column].to_pylist() for column in (IDS[name], "page_id", "text"))
            write_fingerprints(staging / f"{name}.arrow", ids, pages, texts)


def write_words(folder: Path, name: str, tokens: list[list[str]], limit: int) -> None:
    """The columns of a table that its words decide; a speech's tokens are its sections' and are not written again."""
    columns: dict[str, list[object]] = {
        "n_tokens": [len(words) for words in tokens],
        "keywords": [find_keywords(words, limit) for words in tokens],
    }
    if name == "sections":
        columns["tokens"] = [*tokens]
    schema = pa.schema([SCHEMAS[name].field(column) for column in columns])
    pq.write_table(pa.table(columns, schema=schema), folder / f"{name}.parquet", compression="zstd")


def look_across(job: Job, keys: Sequence[tuple[str, str]]) -> list[Shard]:
    """Clusters of all speeches and of all sections, and the splits of all pages, by shard."""
    clusters: dict[str, str] = {}
    links: list[tuple[str, str]] = []
    for name in IDS:
        found = read_fingerprints([job.work / "words" / words / f"{name}.arrow" for _extracted, words in keys])
        names = find_clusters(found.ids, found.prints, found.read_form)
        clusters |= zip(found.ids, names, strict=True)
        lengths = zip(found.pages, names, found.lengths, strict=True)
        links += [(page, cluster) for page, cluster, length in lengths if length >= LINKING]
    pages = [read_ids(job, key, "pages", "page_id") for key, _words in keys]
    components = find_components((page for shard in pages for page in shard), links)
    splits = assign_splits(components, require_rule(job.settings), read_previous(job.settings))
    return [
        Shard(
            *shard,
            {name: [clusters[key] for key in read_ids(job, shard[0], name, column)] for name, column in IDS.items()},
            {page: splits[page] for page in shard_pages},
        )
        for shard, shard_pages in zip(keys, pages, strict=True)
    ]


def read_ids(job: Job, key: str, name: str, column: str) -> list[str]:
    """The ids of one table of an extracted shard."""
    return [str(value) for value in read_table(job.work / "extract" / key, name, [column])[column].to_pylist()]


def finish_shard(work: Path, shard: Shard) -> None:
    """Write one shard with everything filled."""
    with whole_folder(work / "annotate" / shard.key) as staging:
        for name in TABLES:
            table = read_table(work / "extract" / shard.extracted, name)
            for column, values in said_columns(work, shard, name, table).items():
                field = SCHEMAS[name].field(column)
                array = values if isinstance(values, pa.ChunkedArray) else pa.array(values, type=field.type)
                table = table.set_column(table.column_names.index(column), field, array)
            pq.write_table(table, staging / f"{name}.parquet", compression="zstd")


def said_columns(work: Path, shard: Shard, name: str, table: pa.Table) -> dict[str, object]:
    """The columns of a table that annotation fills."""
    columns: dict[str, object] = {}
    if name in IDS:
        words = read_table(work / "words" / shard.words, name)
        columns |= zip(words.column_names, words.columns, strict=True)
        columns["cluster_id"] = clusters = shard.clusters[name]
        own = table[IDS[name]].to_pylist()
        columns["duplicate_of"] = [None if key == cluster else cluster for key, cluster in zip(own, clusters, strict=True)]
    if "split" in table.column_names:
        columns["split"] = [shard.splits[page] for page in table["page_id"].to_pylist()]
    return columns
