"""Pages and what their records share in; out, which pages are one component and go to one split.

Records of one near-duplicate cluster join their pages, and so do passages that two speeches share. Set phrases join nothing:
texts under 100 characters, short records that more than eight pages have, passages that stand in more than eight components.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.annotation.components import Nodes, find_root, find_roots, link
from pipeline.annotation.fingerprint_files import Marked
from pipeline.annotation.fingerprints import Digests
from pipeline.annotation.passages import COMMON, find_common, find_overlaps
from pipeline.annotation.seeds import Seeds, keep_shared

LINKING = 100  # characters of a record that joins pages; thanks and salutations are the same in thousands of speeches
PHRASE = 300  # characters; more than COMMON pages have a record of fewer: a wish, an oath, a closing that many end with


PARTS = 16  # in which seeds are read; what several components have is a small part of all


@dataclass(frozen=True, slots=True)
class Records:
    """Records of a table, in order: their pages by place, their clusters as numbers, the lengths of their texts."""

    pages: Nodes
    clusters: Nodes
    lengths: Nodes


def place_pages(pages: Sequence[str], records: pa.Array) -> Nodes:
    """For records by id the places of their pages in `pages`."""
    places: Nodes = pc.index_in(pc.utf8_slice_codeunits(records, 0, 16), pa.array(pages, pa.string())).to_numpy().astype(np.int64)
    return places


def find_linking(records: Records) -> NDArray[np.bool_]:
    """Whether each record joins its page to those of its cluster."""
    pairs = np.unique(np.stack([records.clusters, records.pages], axis=1), axis=0)
    size = int(records.clusters.max(initial=-1)) + 1
    longest = np.zeros(size, dtype=np.int64)
    np.maximum.at(longest, records.clusters, records.lengths)
    phrase = (np.bincount(pairs[:, 0], minlength=size) > COMMON) & (longest < PHRASE)
    linking: NDArray[np.bool_] = (records.lengths >= LINKING) & ~phrase[records.clusters]
    return linking


def join_clusters(parents: Nodes, records: Records) -> None:
    """Join the pages that have records of one cluster, if those say more than a set phrase."""
    linking = np.flatnonzero(find_linking(records))
    order = linking[np.argsort(records.clusters[linking], kind="stable")]
    clusters, pages = records.clusters[order], records.pages[order]
    same = np.flatnonzero((clusters[1:] == clusters[:-1]) & (pages[1:] != pages[:-1]))
    for one, other in zip(pages[same].tolist(), pages[same + 1].tolist(), strict=True):
        link(parents, one, other)


def join_passages(parents: Nodes, pages: Nodes, texts: Marked) -> tuple[Seeds, Digests]:
    """Join the pages whose texts share too much; `pages` are the places of the texts' pages.

    Joining lets components be fewer, and so a passage of many pages that all quote one may be a set phrase no more: it is done
    until nothing is joined. Returned are the seeds that several pages have and the hashes of set phrases.
    """
    shared = read_shared(texts, pages)
    while True:
        roots = find_roots(parents, pages)
        common = find_common(shared, roots)
        linked = False
        for overlap in find_overlaps(keep_shared(shared, roots), roots, common, texts.read_form, is_joined(parents, pages)):
            if overlap.joins:
                link(parents, int(pages[overlap.first]), int(pages[overlap.second]))
                linked = True
        if not linked:
            return shared, common


def read_shared(texts: Marked, labels: Nodes) -> Seeds:
    """The seeds that stand at several labels, read a part at a time."""
    return np.concatenate([keep_shared(texts.read_seeds(part, PARTS), labels) for part in range(PARTS)])


def is_joined(parents: Nodes, pages: Nodes) -> Callable[[int, int], bool]:
    """Whether two texts, by their numbers, are on joined pages by now."""
    return lambda one, other: find_root(parents, int(pages[one])) == find_root(parents, int(pages[other]))
