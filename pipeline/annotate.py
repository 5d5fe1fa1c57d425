"""Extracted shards in; out, the same shards with tokens, keywords, near-duplicate clusters and splits.

Words are a matter of one shard and are found in parallel. Clusters and splits look at all shards, but only at fingerprints; what
they say about a shard is a small file of columns beside the rows, named by what it holds: a shard about which nothing new is
said is not written again, and no text is written twice.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.annotation.clusters import Near, find_clusters
from pipeline.annotation.components import Nodes, start_components
from pipeline.annotation.fingerprint_files import (
    Wholes,
    read_fingerprints,
    read_pairs,
    recall_similarity,
    write_fingerprints,
    write_pairs,
    write_seeds,
)
from pipeline.annotation.fingerprints import remember_similarity
from pipeline.annotation.joining import JoinRule, Records, join_clusters, join_passages, place_pages
from pipeline.annotation.keywords import rank_keywords
from pipeline.annotation.lineage import find_lineage, read_previous
from pipeline.annotation.representatives import KEPT, Likeness, find_likeness
from pipeline.annotation.splits import assign_splits, name_components, require_rule
from pipeline.annotation.withdrawn import find_quoting, read_list, read_withdrawn
from pipeline.annotation.words import ID, IDS, Segment, cut_words, load_segmenter, renew_words
from pipeline.job.configuration import Duplicates
from pipeline.job.job import SHARD_TABLES, Job
from pipeline.job.settings import Settings
from pipeline.linking import search_with
from pipeline.work.files import keep_named, keep_only, measure, name_of, named_folder, read_stamp, whole_folder, write_bytes
from pipeline.work.keys import code_digest
from pipeline.work.tables import ANNOTATED, PARTS, SCHEMAS, read_table, write_table
from pipeline.work.workers import work_off, worth

WORDS = ("n_tokens", "keywords", "tokens")
ADDED = {name: [field for field in SCHEMAS[name] if field.name in ANNOTATED and field.name not in WORDS] for name in SHARD_TABLES}
SAID = {name: pa.schema(fields) for name, fields in ADDED.items() if fields}
"""What all shards together say, by table."""
TOKENS = SCHEMAS["sections"].field("tokens").type
LOT = 1_000  # sections segmented at a time: their words are in memory as Python's


class Said(NamedTuple):
    """What all shards together say: cluster, kept text and similarity of speeches and of sections, in their order, by shard; the
    split of every page; the page that a page supersedes.
    """

    alike: dict[str, list[pa.Table]]
    splits: dict[str, str]
    lineage: dict[str, str]


def run(job: Job) -> dict[str, Any]:
    """Annotate every shard that is not there yet; the shards, in source order."""
    keys = find_words(job)
    said = job.during("near-duplicates and splits", partial(look_across, job, keys))
    names = [write_said(job.work, shard, said, place) for place, shard in enumerate(keys)]
    words = [shard for _extracted, shard in keys]
    keep_only(job.work / "annotate", names)
    speeches = [job.work / "words" / shard / "speeches.arrow" for shard in words]
    quoting = find_quoting(read_withdrawn(read_list(job.work)), speeches)
    similar = [similar_file(job.work, name) for name in IDS]
    for old in {*job.work.glob("similar-*")} - {*similar}:  # other code has measured it
        old.unlink()
    outputs = [f"work/annotate/{name}" for name in names] + [f"work/words/{shard}" for shard in words]
    outputs += [f"work/{path.name}" for path in similar if path.exists()]
    return {"shards": names, "words": words_code(job.settings), "quoting_withdrawn": quoting, "outputs": outputs}


def find_words(job: Job) -> list[tuple[str, str]]:
    """Every extracted shard's name with that of its words, once those are there."""
    code = words_code(job.settings)
    extracted = [str(key) for key in read_stamp(job.work, "extract")["shards"]]  # type: ignore[attr-defined]
    keys = [(key, sha256((code + key).encode()).hexdigest()[:32]) for key in extracted]
    lying = {key: name_of(job.work / "words", key) for _shard, key in keys}
    missing = [pair for pair in keys if not lying[pair[1]]]
    same = read_stamp(job.work, "annotate").get("words") == code
    before = find_before(job.work, [key for key, _words in missing], {*lying.values()}) if same and missing else {}
    sized = sorted(((measure(job.work / "extract" / key), key, words) for key, words in missing), reverse=True)
    tasks, sizes = [(key, words, before.get(key, "")) for _size, key, words in sized], [size for size, _key, _words in sized]
    workers = worth(job.workers, sum(sizes)) if len(tasks) > 1 else 0
    job.work_through("words", work_off(partial(find_shard_words, job.work, job.settings), tasks, workers, in_order=False), sizes)
    return [*zip(extracted, keep_named(job.work / "words", [key for _name, key in keys]), strict=True)]


def words_code(settings: Settings) -> str:
    """What decides the words of a text."""
    return code_digest("pipeline.annotate") + settings.digest(("words",))


def find_before(work: Path, missing: Sequence[str], wanted: Collection[str | None]) -> dict[str, str]:
    """For extracted shards the words that no shard wants any more and that have most of their pages."""
    old = [path.parent for path in sorted((work / "words").glob("[!.]*/speeches.arrow")) if path.parent.name not in wanted]
    homes = {str(name)[:16]: path.name for path in old for name in read_fingerprints([path / "speeches.arrow"]).ids.to_pylist()}
    pages = {key: read_table(work / "extract" / key, "speeches", ["page_id"])["page_id"].to_pylist() for key in missing}
    counted = {key: Counter(homes[page] for page in found if page in homes) for key, found in pages.items()}
    return {key: name for key, found in counted.items() for name, _count in found.most_common(1)}


def read_words(folder: Path) -> dict[str, pa.Table]:
    """The words of a shard as they were found, with the ids of their texts."""
    rows = {name: pq.ParquetFile(folder / f"{name}.parquet").read(use_threads=False) for name in IDS}
    return {name: table.add_column(0, ID, read_fingerprints([folder / f"{name}.arrow"]).ids) for name, table in rows.items()}


def find_shard_words(work: Path, settings: Settings, keys: tuple[str, str, str]) -> None:
    """The columns of one shard that need no other shard, and its fingerprints. The last key is that of its words before."""
    segment = load_segmenter(settings.words.segmenter, settings.files("words", "dictionaries"))
    tables = {name: read_table(work / "extract" / keys[0], name, sorted({key, "speech_id", "text"})) for name, key in IDS.items()}
    with named_folder(work / "words", keys[1]) as staging:
        before = read_words(work / "words" / keys[2]) if keys[2] else {}
        for name, rows in renew_words(tables, before, partial(words_tables, segment, settings.words.keywords)).items():
            write_table(rows, staging / f"{name}.parquet")
        fingerprint(staging, *(tables[name] for name in IDS))


def fingerprint(folder: Path, speeches: pa.Table, sections: pa.Table) -> None:
    """Write the fingerprints of the speeches of a shard, with their seeds, and of its sections."""
    paths = [folder / f"{name}.arrow" for name in IDS]
    forms = write_fingerprints(paths[0], speeches["speech_id"].to_pylist(), speeches["text"].to_pylist())
    write_seeds(paths[0], forms)
    wholes = Wholes(paths[0], forms, pc.index_in(sections["speech_id"], speeches["speech_id"]).to_pylist())
    write_fingerprints(paths[1], sections["section_id"].to_pylist(), sections["text"].to_pylist(), wholes)


def words_tables(segment: Segment, limit: int, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The columns that words decide; a speech's tokens are its sections' and are not written again."""
    lots = [cut_words(segment, lot["text"].to_pylist()).cast(TOKENS) for lot in tables["sections"].to_batches(LOT)]
    tokens = pa.chunked_array(lots, TOKENS).combine_chunks()
    sizes = pc.list_value_length(tokens).to_numpy()
    words, speeches = tokens.flatten().dictionary_encode(), tables["speeches"]["speech_id"].combine_chunks()
    owners = pc.index_in(tables["sections"]["speech_id"].combine_chunks(), speeches).to_numpy()
    found = {
        "sections": (np.arange(len(sizes)), sizes),
        "speeches": (owners, np.bincount(owners, weights=sizes, minlength=len(speeches))),
    }
    rows = dict[str, pa.Table]()
    for name, (texts, n_tokens) in found.items():
        keywords = rank_keywords(words, np.repeat(texts, sizes).astype(np.int64), len(n_tokens), limit)
        columns = {"n_tokens": pa.array(n_tokens.astype(np.int32)), "keywords": keywords, "tokens": tokens}
        schema = pa.schema([SCHEMAS[name].field(column) for column in WORDS if column in SCHEMAS[name].names])
        rows[name] = pa.table([columns[column] for column in schema.names], schema=schema)
    return rows


def look_across(job: Job, keys: Sequence[tuple[str, str]]) -> Said:
    """Clusters of all speeches and of all sections, and the splits of all pages."""
    of_pages = [read_table(job.work / "extract" / key, "pages", ["page_id", "n_chars"]) for key, _words in keys]
    sizes = {
        page: size for table in of_pages for page, size in zip(*(column.to_pylist() for column in table.columns), strict=True)
    }
    pages = sorted(sizes)
    parents = start_components(len(pages))
    files = {name: [job.work / "words" / words / f"{name}.arrow" for _extracted, words in keys] for name in IDS}
    parts, limits = require_rule(job.settings), job.settings.duplicates
    alike = {name: find_alike(paths, pages, parents, limits, job.workers) for name, paths in files.items()}
    speeches = read_fingerprints(files["speeches"])
    rule = JoinRule(limits, 1 - parts.validation - parts.test, np.array([sizes[page] for page in pages], dtype=np.int64))
    join_passages(parents, place_pages(pages, speeches.ids), speeches, rule)
    before = read_previous(job.settings.files("splits", "previous"))
    lineage = find_lineage(before, pages, [job.work / "extract" / key / "pages.parquet" for key, _words in keys])
    kept = before.splits | {page: before.splits[old] for page, old in lineage.items() if old in before.splits}
    return Said(alike, assign_splits(name_components(pages, parents), parts, kept, sizes), lineage)


def find_alike(
    paths: Sequence[Path], pages: Sequence[str], parents: Nodes, limits: Duplicates, workers: int = 0
) -> list[pa.Table]:
    """What all texts of a table say of each, by shard; pages that share some are joined."""
    found = read_fingerprints(paths)
    kept = similar_file(paths[0].parents[2], paths[0].stem)
    known, asked = read_pairs(kept), dict[tuple[int, int], float]()
    near = Near(recall_similarity(found.prints.digests, remember_similarity(found.read_form), known, asked), limits.similarity)
    with search_with(paths, found.prints.signatures, near, workers) as search:
        named = find_clusters(found.ids, found.prints, near, search.links)
        likeness = find_likeness(found.ids, named, search.compare)
    if asked != known:
        write_bytes(kept, write_pairs(asked))
    join_clusters(parents, Records(place_pages(pages, found.ids), named, found.lengths), limits)
    return list(cut_table(alike_table(found.ids, named, likeness), found.counts))


def similar_file(work: Path, name: str) -> Path:
    """Where the similarities of texts of a table are kept, to be known the next time."""
    return work / f"similar-{name}-{code_digest('pipeline.annotation.fingerprints')[:16]}.npy"


def alike_table(ids: pa.Array, clusters: Nodes, likeness: Likeness) -> pa.Table:
    """What all texts say of each, as columns."""
    kept = likeness.kept == KEPT
    copy_of, similarity = pa.array(likeness.kept, mask=kept), pa.array(likeness.similarity, mask=kept)
    columns = {"cluster_id": ids.take(pa.array(clusters)), "duplicate_of": ids.take(copy_of), "similarity": similarity}
    return pa.table(columns)


def cut_table(table: pa.Table, counts: Sequence[int]) -> Iterator[pa.Table]:
    """A table in parts of so many rows."""
    yield from (table.slice(end - count, count) for count, end in zip(counts, accumulate(counts), strict=True))


def write_said(work: Path, shard: tuple[str, str], said: Said, place: int) -> str:
    """Write what is said of a shard, unless it is there; the shard's name, which is the digest of what makes it."""
    parts = [f"../../{stage}/{key}" for stage, key in zip(("extract", "words"), shard, strict=True)]
    files = {PARTS: json.dumps(parts).encode()}
    for name, schema in SAID.items():
        buffer = BytesIO()
        columns = said_columns(read_table(work / "extract" / shard[0], name, ["page_id"]), name, said, place)
        write_table(pa.table([columns[column] for column in schema.names], schema=schema), buffer)
        files[f"{name}.parquet"] = buffer.getvalue()
    key = sha256(b"".join(sha256(content).digest() for content in files.values())).hexdigest()[:32]
    if not (work / "annotate" / key).exists():
        with whole_folder(work / "annotate" / key) as staging:
            for name, content in files.items():
                (staging / name).write_bytes(content)
    return key


def said_columns(table: pa.Table, name: str, said: Said, place: int) -> dict[str, object]:
    """The columns that all shards together say of a table of one of them."""
    pages = table["page_id"].to_pylist()
    columns: dict[str, object] = {"split": [said.splits[page] for page in pages]}
    columns["lineage"] = [said.lineage.get(page) for page in pages]
    if name in IDS:
        alike = said.alike[name][place]
        columns |= zip(alike.column_names, alike.columns, strict=True)
    return columns
