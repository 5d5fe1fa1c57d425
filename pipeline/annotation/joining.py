"""Pages and what their records share in; out, which pages are one component and go to one split.

Records of one near-duplicate cluster join their pages, and so do passages that two speeches share. Set phrases join nothing:
short texts, short records that many pages have, passages that stand in many components.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.annotation.components import Nodes, find_root, find_roots, link
from pipeline.annotation.fingerprint_files import Marked
from pipeline.annotation.fingerprints import Digests
from pipeline.annotation.passages import find_common, find_overlaps
from pipeline.annotation.seeds import Seeds, keep_shared
from pipeline.annotation.splits import FEWEST
from pipeline.job.configuration import Duplicates

PHRASE = 300  # characters; what more pages than a set phrase's have of fewer is one: a wish, an oath, a closing
READ = 10_000_000  # characters of the texts whose seeds, 16 MB, are read at a time; what several components have is a small part
LOOSER = (1, 2, 4, 8)  # times the passages that join, one after the other, while a component is larger than train may be


@dataclass(frozen=True, slots=True)
class JoinRule:
    """What joins pages; which part of all characters a component may have, given those of every page."""

    limits: Duplicates = Duplicates()  # noqa: RUF009 - it never changes
    most: float = 1.0
    sizes: Nodes = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def holds(self, parents: Nodes) -> bool:
        """Whether no component is larger than it may be; where too few pages are, all are in train, and none is too large."""
        return len(self.sizes) < FEWEST or find_largest(parents, self.sizes) <= self.most * self.sizes.sum()


@dataclass(frozen=True, slots=True)
class Joined:
    """The seeds that several pages have, the hashes of set phrases, and the limits by which pages were joined."""

    shared: Seeds
    common: Digests
    limits: Duplicates


@dataclass(frozen=True, slots=True)
class Shared:
    """Texts, the seeds that several of their pages have, and what joins these."""

    texts: Marked
    seeds: Seeds
    limits: Duplicates


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


def find_linking(records: Records, limits: Duplicates) -> NDArray[np.bool_]:
    """Whether each record joins its page to those of its cluster."""
    pairs = np.unique(np.stack([records.clusters, records.pages], axis=1), axis=0)
    size = int(records.clusters.max(initial=-1)) + 1
    longest = np.zeros(size, dtype=np.int64)
    np.maximum.at(longest, records.clusters, records.lengths)
    phrase = (np.bincount(pairs[:, 0], minlength=size) > limits.phrase_pages) & (longest < PHRASE)
    linking: NDArray[np.bool_] = (records.lengths >= limits.record_chars) & ~phrase[records.clusters]
    return linking


def join_clusters(parents: Nodes, records: Records, limits: Duplicates) -> None:
    """Join the pages that have records of one cluster, if those say more than a set phrase."""
    linking = np.flatnonzero(find_linking(records, limits))
    order = linking[np.argsort(records.clusters[linking], kind="stable")]
    clusters, pages = records.clusters[order], records.pages[order]
    same = np.flatnonzero((clusters[1:] == clusters[:-1]) & (pages[1:] != pages[:-1]))
    for one, other in zip(pages[same].tolist(), pages[same + 1].tolist(), strict=True):
        link(parents, one, other)


def join_passages(parents: Nodes, pages: Nodes, texts: Marked, rule: JoinRule) -> Joined:
    """Join the pages whose texts share too much; `pages` are the places of the texts' pages.

    Small passages chain pages to components that no split can hold. Then longer ones are asked for; what near-duplicates join
    is one component, whatever its size.
    """
    shared = read_shared(texts, pages)
    best: tuple[Nodes, Joined] | None = None
    for factor in LOOSER if rule.holds(parents) else LOOSER[:1]:
        tried, limits = parents.copy(), loosen(rule.limits, factor)
        joined = Joined(shared, join_shared(tried, pages, Shared(texts, shared, limits)), limits)
        best = best or (tried, joined)
        if rule.holds(tried):
            best = tried, joined
            break
    parents[:], joined = best  # type: ignore[misc]
    return joined


def loosen(limits: Duplicates, factor: int) -> Duplicates:
    """Limits by which so many times longer passages join.

    >>> loosened = loosen(Duplicates(), 8)
    >>> loosened.passage_chars, loosened.passage_part
    (640, 1.0)
    """
    longer = {"passage_chars": limits.passage_chars * factor, "passage_part": min(1.0, limits.passage_part * factor)}
    return limits.model_copy(update=longer)


def join_shared(parents: Nodes, pages: Nodes, found: Shared) -> Digests:
    """Join the pages whose texts share too much; the hashes of set phrases.

    Joining lets components be fewer, and so a passage of many pages that all quote one may be a set phrase no more: it is done
    until nothing is joined.
    """
    while True:
        roots = find_roots(parents, pages)
        common = find_common(found.seeds, roots, found.limits.phrase_pages)
        apart, known = keep_shared(found.seeds, roots), is_joined(parents, pages)
        linked = False
        for overlap in find_overlaps(apart, roots, common, found.texts.read_form, known):
            if overlap.is_too_much(found.limits.passage_chars, found.limits.passage_part):
                link(parents, int(pages[overlap.first]), int(pages[overlap.second]))
                linked = True
        if not linked:
            return common


def find_largest(parents: Nodes, sizes: Nodes) -> int:
    """The characters of the largest component.

    >>> find_largest(np.array([0, 0, 2]), np.array([3, 4, 5]))
    7
    """
    return int(np.bincount(find_roots(parents, np.arange(len(parents))), weights=sizes).max(initial=0))


def read_shared(texts: Marked, labels: Nodes) -> Seeds:
    """The seeds that stand at several labels, read a part at a time."""
    parts = 1 + int(texts.lengths.sum()) // READ
    return np.concatenate([keep_shared(texts.read_seeds(part, parts), labels) for part in range(parts)])


def is_joined(parents: Nodes, pages: Nodes) -> Callable[[int, int], bool]:
    """Whether two texts, by their numbers, are on joined pages by now."""
    return lambda one, other: find_root(parents, int(pages[one])) == find_root(parents, int(pages[other]))
