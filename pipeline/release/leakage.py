"""A published dataset folder in; out, what a model trained on one split could have seen of another: leakage.json.

    python -m pipeline.leakage output/dataset

reads nothing but the Parquet files and prints the same as the dataset's leakage.json. Texts are compared with all texts of the
other splits: speeches with speeches and sections with sections as wholes, if they are long enough, and speeches with speeches
for the passages they share.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.annotation.clusters import Net, propose_pairs, search_among
from pipeline.annotation.components import find_roots, start_components
from pipeline.annotation.fingerprint_files import Marked, arrange, read_fingerprints, write_fingerprints, write_seeds
from pipeline.annotation.fingerprints import Fingerprints, remember_similarity
from pipeline.annotation.joining import JoinRule, Records, find_largest, find_linking, join_clusters, join_passages, place_pages
from pipeline.annotation.passages import Overlap, find_overlaps
from pipeline.annotation.seeds import LEAST, keep_shared
from pipeline.annotation.splits import FEWEST
from pipeline.job.errors import PipelineError
from pipeline.job.settings import Settings
from pipeline.release.folder import all_parquet, settings_of
from pipeline.work.tables import read_batches
from pipeline.work.workers import work_off
from schemas.names import SPLITS

KEYS = {"speeches": "speech_id", "sections": "section_id"}
CONTAINMENT = "containment"
MEASURES = (*KEYS, CONTAINMENT)
CUTS = {
    **dict.fromkeys(KEYS, ("clusters_cut", "near-duplicate clusters have records in more than one split")),
    CONTAINMENT: ("pairs_cut", "pairs of speeches in two splits share {characters} characters or a part of {share:g}"),
}
"""What must be 0 in each part, and how it is told when it is not."""

NETS = {0.4: Net(4, 4, 0.34), 0.2: Net(2, 1, 0.1)}
"""Similarity from which a net finds a pair with probability 0.94 or more → the net; an estimate under 0.1 is noise."""

FEW = 20_000  # records from which on the finer net is not cast: it would propose most pairs of all
LOOKED_AT = 100  # pairs of highest estimate that are computed; an estimate errs by 0.035

Leaks: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Measured:
    """A dataset folder and what was asked for it; the folders of the fingerprints of its texts, where a build has them."""

    dataset: Path
    asked: Settings
    words: tuple[Path, ...] = ()


def measure_leakage(dataset: Path, workers: int = 0, asked: Settings | None = None, words: Sequence[Path] = ()) -> Leaks:
    """The contents of leakage.json; what was asked is what the manifest says, if nothing else is given. The fingerprints in
    `words` are those of the dataset's texts: without them they are made again.
    """
    asked = asked or settings_of(dataset)
    measured = Measured(dataset, asked, tuple(words))
    shortest = asked.duplicates.record_chars
    measure = f"Jaccard similarity of character 5-grams of letters and digits, records of {shortest} characters or more"
    facts = {
        "command": "python -m pipeline.leakage DATASET",
        "similarity": measure,
        "near_duplicate_from": asked.duplicates.similarity,
        "components_that_splits_need": FEWEST,
    }
    return facts | dict(zip(MEASURES, work_off(partial(measure_part, measured), MEASURES, workers), strict=True))


def measure_part(measured: Measured, part: str) -> Leaks:
    """One of the parts of leakage.json."""
    return measure_containment(measured) if part == CONTAINMENT else measure_config(measured, part)


def measure_containment(measured: Measured) -> Leaks:
    """What speeches of different splits share word by word, characters counted in the plain form, and how pages hang together.

    `pairs_cut` are those that share too much for two splits: 0 in a sound dataset. A passage in more components than
    `set_phrase_above` is a set phrase and is not counted. `loosened` says how many times longer than asked a passage had to be
    to join pages, for no component to be larger than train is asked to be.
    """
    dataset, asked = measured.dataset, measured.asked
    table = read_columns(dataset, "pages", ["page_id", "n_chars"]).sort_by("page_id")
    ids, sizes = table["page_id"].to_pylist(), table["n_chars"].to_numpy().astype(np.int64)
    rule = JoinRule(asked.duplicates, 1 - asked.splits.validation - asked.splits.test, sizes)
    parents, own = start_components(len(ids)), np.zeros(0, dtype=np.int64)
    for config in ("sections", "speeches"):
        records, own = read_records(dataset, config, ids)
        join_clusters(parents, records, rule.limits)
    with TemporaryDirectory() as folder:
        texts = read_texts(Path(folder), measured, "speeches", seeded=True)
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


def describe_highest(ids: pa.Array, overlaps: Sequence[Overlap], figure: Callable[[Overlap], float]) -> Leaks:
    """The highest figure and the pair that has it, of equals that of the smallest ids; 0 and null where nothing is shared."""
    found = [(-figure(o), sorted((ids[o.first].as_py(), ids[o.second].as_py()))) for o in overlaps]
    value, pair = min(found, default=(0, None))
    return {"value": round(-value, 4) if value else 0, "ids": pair}


def read_texts(folder: Path, measured: Measured, config: str, seeded: bool = False) -> Marked:
    """The texts of a config in the order of the dataset, with fingerprints and, where asked, seeds; made in a folder."""
    key = KEYS[config]
    if measured.words:
        texts = read_fingerprints([shard / f"{config}.arrow" for shard in measured.words])
        ids = read_columns(measured.dataset, config, [key])[key].combine_chunks()
        return arrange(texts, pc.index_in(ids, texts.ids).to_numpy().astype(np.int64))
    paths = list[Path]()
    for number, batch in enumerate(read_batches(all_parquet(measured.dataset, config), [key, "text"])):
        paths.append(folder / f"{number:06d}.arrow")
        forms = write_fingerprints(paths[-1], batch[key].to_pylist(), batch["text"].to_pylist())
        if seeded:
            write_seeds(paths[-1], forms)
    return read_fingerprints(paths)


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


def measure_config(measured: Measured, config: str) -> Leaks:
    """The leakage of one config: clusters cut (0 in a sound dataset), set phrases cut, the most similar pair across splits.

    `searched_from` is the similarity from which on a pair would have been found; null where all is one split.
    """
    dataset, limits = measured.dataset, measured.asked.duplicates
    pages = sorted(read_columns(dataset, "pages", ["page_id"])["page_id"].to_pylist())
    records, splits = read_records(dataset, config, pages)
    long = np.flatnonzero(records.lengths >= limits.record_chars)
    cut = count_cut(records, splits, linking := find_linking(records, limits))
    facts = {"records_compared": len(long), "clusters_cut": cut}
    facts |= {"set_phrases_cut": count_cut(records, splits, ~linking)}
    if len(set(splits[long].tolist())) < 2:
        return facts | {"searched_from": None, "highest_similarity": None}
    with TemporaryDirectory() as folder:
        texts = read_texts(Path(folder), measured, config)
        searched, pairs = find_closest(texts.prints, splits, long)
        return facts | {"searched_from": searched, "highest_similarity": compute_closest(texts, pairs)}


def count_cut(records: Records, splits: NDArray[np.int64], counted: NDArray[np.bool_]) -> int:
    """How many clusters have records that are counted in more than one split."""
    pairs = np.unique(np.stack([records.clusters[counted], splits[counted]]), axis=1)
    return int((np.bincount(pairs[0]) > 1).sum())


def find_closest(
    prints: Fingerprints, splits: NDArray[np.int64], compared: NDArray[np.int64]
) -> tuple[float, list[tuple[int, int]]]:
    """The pairs across splits with the highest estimates, and the similarity from which on pairs were searched for.

    Of equal texts in one split only the first is looked at. The finer net is cast where the wide one has caught nothing.
    """
    told = np.stack([prints.digests[compared], splits[compared].astype(np.uint64)])
    firsts = compared[np.unique(told, axis=1, return_index=True)[1]]
    nodes = firsts[prints.signatures[firsts].any(axis=1)]
    best: list[tuple[float, int, int]] = []
    searched = max(NETS)
    for searched in NETS if len(nodes) <= FEW else [max(NETS)]:
        for pairs in propose_pairs(search_among(prints, nodes), lambda some: splits[some], NETS[searched]):
            high = pairs.estimates >= (best[-1][0] if len(best) == LOOKED_AT else 0)
            if high.any():
                found = zip(*(column[high].tolist() for column in (pairs.estimates, pairs.firsts, pairs.seconds)), strict=True)
                best = heapq.nlargest(LOOKED_AT, {*best, *found})
        if best:
            break
    return searched, [(first, second) for _estimate, first, second in best]


def compute_closest(texts: Marked, pairs: Sequence[tuple[int, int]]) -> Leaks | None:
    """The most similar of the pairs, computed from their forms; of equals, that of the smallest ids. None when there is none."""
    measure = remember_similarity(texts.read_form)
    found = [(1 - measure(a, b), sorted((texts.ids[a].as_py(), texts.ids[b].as_py()))) for a, b in pairs]
    distance, ids = min(found, default=(None, []))
    return None if distance is None else {"similarity": round(1 - distance, 4), "ids": ids}


def require_no_leakage(facts: Leaks) -> None:
    """Nothing, or the error that says how many clusters or pairs are cut."""
    for part, (figure, told) in CUTS.items():
        found = facts[part]
        if isinstance(found, dict) and found[figure]:
            raise PipelineError(f"{part}: {found[figure]} {told.format_map(found.get('limits', {}))}")
