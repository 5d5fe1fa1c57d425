"""A published dataset folder in; out, what a model trained on one split could have seen of another: leakage.json.

    python -m pipeline.leakage output/dataset

reads nothing but the Parquet files and prints the same as the dataset's leakage.json. Texts are compared with all texts of the
other splits, speeches with speeches and sections with sections, at 100 characters or more.
"""

import heapq
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.components import Nodes
from pipeline.duplicates import THRESHOLD, Net, propose_pairs
from pipeline.errors import PipelineError
from pipeline.fingerprints import Fingerprints, find_similarity, join_fingerprints, make_fingerprints, plain_form
from pipeline.splits import FEWEST, LINKING, find_components

KEYS = {"speeches": "speech_id", "sections": "section_id"}
ALIKE = Net(2, 0.1)  # finds a pair of similarity 0.2 / 0.3 with probability 0.98 / 1.00; estimates under 0.1 are noise
LOOKED_AT = 100  # pairs of highest estimate that are computed; an estimate errs by 0.035
BATCH = 2_000  # rows read at a time

Facts: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Record:
    """What leakage looks at of a row."""

    id: str
    cluster_id: str
    split: str
    n_chars: int


def measure_leakage(dataset: Path) -> Facts:
    """The contents of leakage.json."""
    measure = f"Jaccard similarity of character 5-grams of letters and digits, records of {LINKING} characters or more"
    files = {config: sorted((dataset / "data" / config).glob("*.parquet")) for config in KEYS}
    return {
        "command": "python -m pipeline.leakage DATASET",
        "similarity": measure,
        "near_duplicate_from": THRESHOLD,
        "components": count_components(dataset),
        "components_that_splits_need": FEWEST,
    } | {config: measure_config(files[config], key) for config, key in KEYS.items()}


def count_components(dataset: Path) -> int:
    """How many groups of pages there are that share no near-duplicate."""
    pages = pq.read_table(sorted((dataset / "data" / "pages").glob("*.parquet")), columns=["page_id"])["page_id"].to_pylist()
    links: list[tuple[str, str]] = []
    for config in KEYS:
        for path in sorted((dataset / "data" / config).glob("*.parquet")):
            table = pq.read_table(path, columns=["page_id", "cluster_id", "n_chars"])
            linking = table.filter(pc.field("n_chars") >= LINKING)
            links += zip(linking["page_id"].to_pylist(), linking["cluster_id"].to_pylist(), strict=True)
    return len(set(find_components(pages, links).values()))


def measure_config(files: Sequence[Path], key: str) -> Facts:
    """The leakage of one config: clusters cut (0 in a sound dataset), short clusters cut, the most similar pair found."""
    records: list[Record] = []
    prints: list[Fingerprints] = []
    for batch, texts in read_records(files, key):
        records += batch
        if len(files) > 1:  # one file is one split: nothing to compare
            prints.append(make_fingerprints([plain_form(text) if len(text) >= LINKING else "" for text in texts]))
    pairs = find_closest([record.split for record in records], join_fingerprints(prints))
    return {
        "records_compared": sum(record.n_chars >= LINKING for record in records),
        "clusters_cut": count_cut(record for record in records if record.n_chars >= LINKING),
        "short_clusters_cut": count_cut(record for record in records if record.n_chars < LINKING),
        "highest_similarity": compute_closest(files, key, [(records[first].id, records[second].id) for first, second in pairs]),
    }


def read_records(files: Sequence[Path], key: str) -> Iterator[tuple[list[Record], list[str]]]:
    """The records of a config with their texts, a batch at a time."""
    for path in files:
        for batch in pq.ParquetFile(path).iter_batches(BATCH, columns=[key, "cluster_id", "split", "n_chars", "text"]):
            *columns, texts = (batch[name].to_pylist() for name in (key, "cluster_id", "split", "n_chars", "text"))
            yield [Record(*row) for row in zip(*columns, strict=True)], texts


def count_cut(records: Iterable[Record]) -> int:
    """How many clusters these records show in more than one split."""
    splits: dict[str, set[str]] = {}
    for record in records:
        splits.setdefault(record.cluster_id, set()).add(record.split)
    return sum(len(found) > 1 for found in splits.values())


def find_closest(splits: Sequence[str], prints: Fingerprints) -> list[tuple[int, int]]:
    """The pairs across splits with the highest estimates; of equal texts in one split only the first is looked at."""
    names, numbers = np.unique(np.array(splits, dtype=np.str_), return_inverse=True)
    if len(names) < 2:
        return []
    _keys, firsts = np.unique(np.stack([prints.digests, numbers.astype(np.uint64)]), axis=1, return_index=True)
    nodes = firsts[prints.signatures[firsts].any(axis=1)]

    def is_inside(firsts: Nodes, seconds: Nodes) -> NDArray[np.bool_]:
        return np.equal(numbers[firsts], numbers[seconds])

    best: list[tuple[float, int, int]] = []
    for pairs in propose_pairs(prints.signatures, nodes, is_inside, ALIKE):
        high = pairs.estimates >= (best[-1][0] if len(best) == LOOKED_AT else 0)
        found = zip(*(column[high].tolist() for column in (pairs.estimates, pairs.firsts, pairs.seconds)), strict=True)
        best = heapq.nlargest(LOOKED_AT, [*best, *found])
    return [(first, second) for _estimate, first, second in best]


def compute_closest(files: Sequence[Path], key: str, pairs: Sequence[tuple[str, str]]) -> Facts | None:
    """The most similar of the pairs, computed from their texts; of equals, that of the smallest ids. None when there is none."""
    if not pairs:
        return None
    wanted = {record for pair in pairs for record in pair}
    forms = {
        record.id: plain_form(text)
        for batch, texts in read_records(files, key)
        for record, text in zip(batch, texts, strict=True)
        if record.id in wanted
    }
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
