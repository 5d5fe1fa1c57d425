"""A published dataset folder in; out, what a model trained on one split could have seen of another: leakage.json.

    python -m pipeline.leakage output/dataset

reads nothing but the Parquet files and prints the same as the dataset's leakage.json. Texts are compared with all texts of the
other splits, speeches with speeches and sections with sections, at 100 characters or more.
"""

import heapq
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.annotation.clusters import THRESHOLD, Net, propose_pairs
from pipeline.annotation.fingerprints import Fingerprints, find_similarity, join_fingerprints, make_fingerprints, plain_form
from pipeline.annotation.splits import FEWEST, LINKING, find_components
from pipeline.job.errors import PipelineError
from pipeline.release.folder import all_parquet
from pipeline.work.database import ask, literal, rows_of
from pipeline.work.tables import read_batches
from pipeline.work.workers import work_off

KEYS = {"speeches": "speech_id", "sections": "section_id"}
NETS = {0.38: Net(3, 0.38), 0.2: Net(2, 0.1)}
"""Similarity from which a net finds a pair with probability 0.97 → the net; an estimate under 0.1 is noise."""

FEW = 20_000  # records from which on the finer net is not cast: it would propose most pairs of all
LOOKED_AT = 100  # pairs of highest estimate that are computed; an estimate errs by 0.035

Facts: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Compared:
    """The records of a config that leakage compares, in order: their ids, the numbers of their splits, their fingerprints."""

    ids: pa.Array
    splits: NDArray[np.int64]
    prints: Fingerprints


def measure_leakage(dataset: Path, workers: int = 0) -> Facts:
    """The contents of leakage.json."""
    measure = f"Jaccard similarity of character 5-grams of letters and digits, records of {LINKING} characters or more"
    return {
        "command": "python -m pipeline.leakage DATASET",
        "similarity": measure,
        "near_duplicate_from": THRESHOLD,
        "components": count_components(dataset),
        "components_that_splits_need": FEWEST,
    } | dict(zip(KEYS, work_off(partial(measure_config, dataset), KEYS, workers), strict=True))


def count_components(dataset: Path) -> int:
    """How many groups of pages there are that share no near-duplicate."""
    pages = [row[0] for row in ask(f"select page_id from {rows_of(all_parquet(dataset, 'pages'))}")]
    links: list[tuple[str, str]] = []
    for config in KEYS:
        linking = f"from {rows_of(all_parquet(dataset, config))} where n_chars >= {LINKING}"
        shared = ask(f"select list(distinct page_id) {linking} group by cluster_id having count(distinct page_id) > 1")
        links += [(page, members[0]) for (members,) in shared for page in members]
    return len(set(find_components(pages, links).values()))


def measure_config(dataset: Path, config: str) -> Facts:
    """The leakage of one config: clusters cut (0 in a sound dataset), short clusters cut, the most similar pair across splits.

    `searched_from` is the similarity from which on a pair would have been found; null where all is one split.
    """
    rows, cut = rows_of(all_parquet(dataset, config)), "group by cluster_id having count(distinct split) > 1"
    compared, splits = ask(f"select count(*), count(distinct split) from {rows} where n_chars >= {LINKING}")[0]
    clusters, short = (
        ask(f"select count(*) from (select 1 from {rows} where n_chars {size} {LINKING} {cut})")[0][0] for size in (">=", "<")
    )
    facts = {"records_compared": compared, "clusters_cut": clusters, "short_clusters_cut": short}
    if splits < 2:
        return facts | {"searched_from": None, "highest_similarity": None}
    searched, pairs = find_closest(read_compared(all_parquet(dataset, config), KEYS[config], compared))
    return facts | {"searched_from": searched, "highest_similarity": compute_closest(rows, KEYS[config], pairs)}


def read_compared(files: Sequence[Path], key: str, count: int) -> Compared:
    """The records that are compared, `count` of them, read a batch at a time."""
    ids, splits, numbers = [pa.array([], pa.string())], [np.array([], dtype=np.int64)], dict[str, int]()

    def read_prints() -> Iterator[Fingerprints]:
        for batch in read_batches(files, [key, "split", "n_chars", "text"]):
            kept = batch.filter(pc.greater_equal(batch["n_chars"], LINKING))
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
            best = heapq.nlargest(LOOKED_AT, [*best, *found])
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
    """Nothing, or the error that says how many clusters are cut."""
    for config in KEYS:
        found = facts[config]
        if isinstance(found, dict) and found["clusters_cut"]:
            raise PipelineError(f"{config}: {found['clusters_cut']} near-duplicate clusters have records in more than one split")


def main() -> None:
    """Print the leakage of the dataset folder on the command line."""
    print(json.dumps(measure_leakage(Path(sys.argv[1])), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
