"""A published dataset folder in; out, what a model trained on one split could have seen of another: leakage.json.

    python -m pipeline.leakage output/dataset

reads nothing but the Parquet files and prints the same as the dataset's leakage.json. Texts are compared with all texts of the
other splits: speeches with speeches and sections with sections as wholes, if they are long enough, and speeches with speeches
for the passages they share.
"""

import heapq
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.annotation.clusters import Net, propose_pairs
from pipeline.annotation.components import find_roots, start_components
from pipeline.annotation.fingerprint_files import read_fingerprints, write_fingerprints, write_seeds
from pipeline.annotation.fingerprints import Fingerprints, find_similarity, join_fingerprints, make_fingerprints
from pipeline.annotation.joining import Records, Rule, find_largest, find_linking, join_clusters, join_passages, place_pages
from pipeline.annotation.passages import Overlap, find_overlaps
from pipeline.annotation.plain import plain_form
from pipeline.annotation.seeds import LEAST, keep_shared
from pipeline.annotation.splits import FEWEST
from pipeline.job.configuration import Duplicates
from pipeline.job.errors import PipelineError
from pipeline.job.settings import Settings
from pipeline.release.folder import all_parquet, settings_of
from pipeline.work.database import ask, literal, rows_of
from pipeline.work.tables import read_batches
from pipeline.work.workers import work_off
from schemas.names import SPLITS

KEYS = {"speeches": "speech_id", "sections": "section_id"}
CONTAINMENT = "containment"
MEASURES = (*KEYS, CONTAINMENT)
COLUMNS = ("speech_id", "text")
CUTS = {
    **dict.fromkeys(KEYS, ("clusters_cut", "near-duplicate clusters have records in more than one split")),
    CONTAINMENT: ("pairs_cut", "pairs of speeches in two splits share {characters} characters or a part of {share:g}"),
}
"""What must be 0 in each part, and how it is told when it is not."""

NETS = {0.4: Net(4, 4, 0.34), 0.2: Net(2, 1, 0.1)}
"""Similarity from which a net finds a pair with probability 0.94 or more → the net; an estimate under 0.1 is noise."""

FEW = 20_000  # records from which on the finer net is not cast: it would propose most pairs of all
LOOKED_AT = 100  # pairs of highest estimate that are computed; an estimate errs by 0.035

Facts: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Compared:
    """The records of a config that leakage compares, in order: their ids, the numbers of their splits, their fingerprints."""

    ids: pa.Array
    splits: NDArray[np.int64]
    prints: Fingerprints


def measure_leakage(dataset: Path, workers: int = 0, asked: Settings | None = None) -> Facts:
    """The contents of leakage.json; what was asked is what the manifest says, if nothing else is given."""
    asked = asked or settings_of(dataset)
    shortest = asked.duplicates.record_chars
    measure = f"Jaccard similarity of character 5-grams of letters and digits, records of {shortest} characters or more"
    facts = {
        "command": "python -m pipeline.leakage DATASET",
        "similarity": measure,
        "near_duplicate_from": asked.duplicates.similarity,
        "components_that_splits_need": FEWEST,
    }
    return facts | dict(zip(MEASURES, work_off(partial(measure_part, dataset, asked), MEASURES, workers), strict=True))


def measure_part(dataset: Path, asked: Settings, part: str) -> Facts:
    """One of the parts of leakage.json."""
    return measure_containment(dataset, asked) if part == CONTAINMENT else measure_config(dataset, part, asked.duplicates)


def measure_containment(dataset: Path, asked: Settings) -> Facts:
    """What speeches of different splits share word by word, characters counted in the plain form, and how pages hang together.

    `pairs_cut` are those that share too much for two splits: 0 in a sound dataset. A passage in more components than
    `set_phrase_above` is a set phrase and is not counted. `loosened` says how many times longer than asked a passage had to be
    to join pages, for no component to be larger than train is asked to be.
    """
    table = read_columns(dataset, "pages", ["page_id", "n_chars"]).sort_by("page_id")
    ids, sizes = table["page_id"].to_pylist(), table["n_chars"].to_numpy().astype(np.int64)
    rule = Rule(asked.duplicates, 1 - asked.splits.validation - asked.splits.test, sizes)
    parents, own = start_components(len(ids)), np.zeros(0, dtype=np.int64)
    for config in ("sections", "speeches"):
        records, own = read_records(dataset, config, ids)
        join_clusters(parents, records, rule.limits)
    with TemporaryDirectory() as folder:
        texts = read_fingerprints(list(write_forms(Path(folder), read_batches(all_parquet(dataset, "speeches"), COLUMNS))))
        places = place_pages(ids, texts.ids)
        joined = join_passages(parents, places, texts, rule)
        labels = find_roots(parents, places) * len(SPLITS) + own
        shared, known = keep_shared(joined.shared, own), lambda a, b: bool(own[a] == own[b])
        overlaps = list(find_overlaps(shared, labels, joined.common, texts.read_form, known))
    limits = {"characters": joined.limits.passage_chars, "share": joined.limits.passage_part}
    return {
        "passages_from": LEAST,
        "limits": limits,
        "loosened": joined.limits.passage_chars // rule.limits.passage_chars,
        "set_phrase_above": rule.limits.phrase_pages,
        "components": len(set(find_roots(parents, np.arange(len(ids))).tolist())),
        "largest_component": round(find_largest(parents, sizes) / max(1, int(sizes.sum())), 4),
        "pairs_cut": sum(overlap.is_too_much(*limits.values()) for overlap in overlaps),
        **{name: describe_highest(texts.ids, overlaps, figure) for name, figure in FIGURES.items()},
    }


FIGURES: dict[str, Callable[[Overlap], float]] = {
    "longest_passage": lambda overlap: overlap.longest,
    "most_shared": lambda overlap: overlap.shared,
    "highest_share": lambda overlap: overlap.share,
}
"""What is told of the pair across splits that has most of it: characters, characters, part of the shorter speech."""


def describe_highest(ids: pa.Array, overlaps: Sequence[Overlap], figure: Callable[[Overlap], float]) -> Facts:
    """The highest figure and the pair that has it, of equals that of the smallest ids; 0 and null where nothing is shared."""
    found = [(-figure(o), sorted((ids[o.first].as_py(), ids[o.second].as_py()))) for o in overlaps]
    value, pair = min(found, default=(0, None))
    return {"value": round(-value, 4) if value else 0, "ids": pair}


def write_forms(folder: Path, batches: Iterator[pa.RecordBatch]) -> Iterator[Path]:
    """Files of the fingerprints and seeds of speeches, a batch each."""
    for number, batch in enumerate(batches):
        path = folder / f"{number:06d}.arrow"
        write_seeds(path, write_fingerprints(path, batch["speech_id"].to_pylist(), batch["text"].to_pylist()))
        yield path


def read_columns(dataset: Path, config: str, columns: list[str]) -> pa.Table:
    """Some short columns of a whole config."""
    return pa.Table.from_batches(list(read_batches(all_parquet(dataset, config), columns)))


def read_records(dataset: Path, config: str, pages: Sequence[str]) -> tuple[Records, NDArray[np.int64]]:
    """What joins the pages of a config's records, and the splits of these as numbers."""
    table = read_columns(dataset, config, [KEYS[config], "cluster_id", "n_chars", "split"]).combine_chunks()
    clusters = pc.index_in(table["cluster_id"], pc.unique(table["cluster_id"]))
    places = place_pages(pages, table[KEYS[config]].combine_chunks())
    numbers = [column.to_numpy().astype(np.int64) for column in (clusters, table["n_chars"])]
    return Records(places, *numbers), place_splits(table["split"])


def place_splits(names: pa.ChunkedArray) -> NDArray[np.int64]:
    """Splits as numbers."""
    places: NDArray[np.int64] = pc.index_in(names, pa.array(SPLITS)).to_numpy().astype(np.int64)
    return places


def measure_config(dataset: Path, config: str, limits: Duplicates) -> Facts:
    """The leakage of one config: clusters cut (0 in a sound dataset), set phrases cut, the most similar pair across splits.

    `searched_from` is the similarity from which on a pair would have been found; null where all is one split.
    """
    pages = sorted(read_columns(dataset, "pages", ["page_id"])["page_id"].to_pylist())
    records, splits = read_records(dataset, config, pages)
    long = records.lengths >= limits.record_chars
    cut = count_cut(records, splits, linking := find_linking(records, limits))
    facts = {"records_compared": (compared := int(long.sum())), "clusters_cut": cut}
    facts |= {"set_phrases_cut": count_cut(records, splits, ~linking)}
    if len(set(splits[long].tolist())) < 2:
        return facts | {"searched_from": None, "highest_similarity": None}
    files, key = all_parquet(dataset, config), KEYS[config]
    searched, pairs = find_closest(read_compared(files, key, compared, limits.record_chars))
    return facts | {"searched_from": searched, "highest_similarity": compute_closest(rows_of(files), key, pairs)}


def count_cut(records: Records, splits: NDArray[np.int64], counted: NDArray[np.bool_]) -> int:
    """How many clusters have records that are counted in more than one split."""
    pairs = np.unique(np.stack([records.clusters[counted], splits[counted]]), axis=1)
    return int((np.bincount(pairs[0]) > 1).sum())


def read_compared(files: Sequence[Path], key: str, count: int, least: int) -> Compared:
    """The records that are compared, `count` of them of so many characters at least, read a batch at a time."""
    ids, splits, numbers = [pa.array([], pa.string())], [np.array([], dtype=np.int64)], dict[str, int]()

    def read_prints() -> Iterator[Fingerprints]:
        for batch in read_batches(files, [key, "split", "n_chars", "text"]):
            kept = batch.filter(pc.greater_equal(batch["n_chars"], least))
            ids.append(kept[key])
            names = kept["split"].to_pylist()
            splits.append(np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64))
            yield make_fingerprints([plain_form(text) for text in kept["text"].to_pylist()])

    prints = join_fingerprints(read_prints(), count)
    return Compared(pa.concat_arrays(ids), np.concatenate(splits), prints)


def find_closest(records: Compared) -> tuple[float, list[tuple[str, str]]]:
    """The pairs across splits with the highest estimates, and the similarity from which on pairs were searched for.

    Of equal texts in one split only the first is looked at. The finer net is cast where the wide one has caught nothing.
    """
    _keys, firsts = np.unique(np.stack([records.prints.digests, records.splits.astype(np.uint64)]), axis=1, return_index=True)
    nodes = firsts[records.prints.signatures[firsts].any(axis=1)]
    best: list[tuple[float, int, int]] = []
    searched = max(NETS)
    for searched in NETS if len(nodes) <= FEW else [max(NETS)]:
        for pairs in propose_pairs(records.prints.signatures, nodes, lambda some: records.splits[some], NETS[searched]):
            high = pairs.estimates >= (best[-1][0] if len(best) == LOOKED_AT else 0)
            found = zip(*(column[high].tolist() for column in (pairs.estimates, pairs.firsts, pairs.seconds)), strict=True)
            best = heapq.nlargest(LOOKED_AT, {*best, *found})
        if best:
            break
    return searched, [(records.ids[first].as_py(), records.ids[second].as_py()) for _estimate, first, second in best]


def compute_closest(rows: str, key: str, pairs: Sequence[tuple[str, str]]) -> Facts | None:
    """The most similar of the pairs, computed from their texts; of equals, that of the smallest ids. None when there is none."""
    if not pairs:
        return None
    wanted = ", ".join(map(literal, sorted({record for pair in pairs for record in pair})))
    forms = {str(name): plain_form(str(text)) for name, text in ask(f"select {key}, text from {rows} where {key} in ({wanted})")}
    distance, ids = min((1 - find_similarity(forms[a], forms[b]), sorted((a, b))) for a, b in pairs)
    return {"similarity": round(1 - distance, 4), "ids": ids}


def require_no_leakage(facts: Facts) -> None:
    """Nothing, or the error that says how many clusters or pairs are cut."""
    for part, (figure, told) in CUTS.items():
        found = facts[part]
        if isinstance(found, dict) and found[figure]:
            raise PipelineError(f"{part}: {found[figure]} {told.format_map(found.get('limits', {}))}")


def main() -> None:
    """Print the leakage of the dataset folder on the command line."""
    print(json.dumps(measure_leakage(Path(sys.argv[1])), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
