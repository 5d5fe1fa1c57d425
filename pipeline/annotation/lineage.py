"""The pages of an earlier release and those of this one in; out, which page supersedes which, and the splits that pages keep.

A page that was changed has another digest and with it another id. It is the page that it was when nine tenths of its text are:
a typing error put right, a line end added, another name. Only pages that are no more are superseded, by pages that are new.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.annotation.clusters import Net, equal_pairs, propose_pairs, search_among
from pipeline.annotation.fingerprint_files import Marked, read_fingerprints, write_fingerprints
from pipeline.annotation.fingerprints import find_similarity

SAME = 0.9  # similarity from which on a page is the old page, changed
PAGES_AT_ONCE = 100  # pages read at a time
CHANGED = Net(6, 1, 0.85)  # at similarity 0.9 a pair is found with probability 1.000


@dataclass(frozen=True, slots=True)
class Previous:
    """An earlier release: the split of each page, the page that each supersedes, and the files with the texts."""

    splits: dict[str, str]
    lineage: dict[str, str]
    files: tuple[Path, ...]


def read_previous(files: Sequence[Path]) -> Previous:
    """The earlier release whose files of pages these are; nothing is known of none."""
    splits: dict[str, str] = {}
    lineage: dict[str, str] = {}
    for path in files:
        known = "lineage" in pq.read_schema(path).names
        table = pq.read_table(path, columns=["page_id", "split", *(["lineage"] if known else [])])
        pages = table["page_id"].to_pylist()
        splits |= zip(pages, table["split"].to_pylist(), strict=True)
        if known:
            lineage |= {page: old for page, old in zip(pages, table["lineage"].to_pylist(), strict=True) if old}
    return Previous(splits, lineage, tuple(files))


def find_lineage(previous: Previous, pages: Sequence[str], files: Sequence[Path]) -> dict[str, str]:
    """For the pages that supersede one the page_id of that; `files` are tables with the texts of all pages."""
    here = set(pages)
    known = {page: old for page, old in previous.lineage.items() if page in here}
    gone, new = previous.splits.keys() - here, here - previous.splits.keys()
    if not gone or not new:
        return known
    with TemporaryDirectory() as folder:
        old = list(write_pages(Path(folder), "old", gone, previous.files))
        texts = read_fingerprints([*old, *write_pages(Path(folder), "new", new, files)])
        return known | match_pages(texts, sum(texts.counts[: len(old)]))


def write_pages(folder: Path, name: str, wanted: Iterable[str], files: Sequence[Path]) -> Iterator[Path]:
    """Files of the fingerprints of the wanted pages."""
    ids = pa.array(sorted(wanted))
    for number, batch in enumerate(read_texts(files)):
        kept = batch.filter(pc.is_in(batch["page_id"], ids))
        if kept.num_rows:
            path = folder / f"{name}-{number:06d}.arrow"
            write_fingerprints(path, kept["page_id"].to_pylist(), kept["text"].to_pylist())
            yield path


def read_texts(files: Sequence[Path]) -> Iterator[pa.RecordBatch]:
    """The ids and texts of pages, some pages at a time."""
    for path in files:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            yield from file.iter_batches(PAGES_AT_ONCE, columns=["page_id", "text"], use_threads=False)


def match_pages(texts: Marked, old: int) -> dict[str, str]:
    """For new pages the old page (of the first `old` texts) that is most like it, if enough; of equals the smallest id."""
    best: dict[int, tuple[float, str]] = {}
    labels = (np.arange(len(texts.ids)) >= old).astype(np.int64)
    for first, second in propose_changed(texts, labels):
        one, other = sorted((first, second))
        distance = 1 - find_similarity(texts.read_form(one), texts.read_form(other))
        if distance <= 1 - SAME:
            best[other] = min(best.get(other, (1.0, "")), (distance, texts.ids[one].as_py()))
    return {texts.ids[new].as_py(): page for new, (_distance, page) in best.items()}


def propose_changed(texts: Marked, labels: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Pairs of an old page and a new one that may be one page: texts that are equal, and those whose signatures share a band."""
    for first, second in equal_pairs(texts.prints.digests):
        if labels[first] != labels[second]:
            yield first, second
    nodes = np.flatnonzero(texts.prints.signatures.any(axis=1))
    for pairs in propose_pairs(search_among(texts.prints, nodes), lambda some: labels[some], CHANGED):
        yield from zip(pairs.firsts.tolist(), pairs.seconds.tolist(), strict=True)
