"""Clusters of texts in; out, for each text whether it is kept or which kept one it is like, and how much.

A chain links texts that have nothing in common, so a text is left out only for one that it is a near-duplicate of itself: of a
cluster, in the order of the ids, every text is kept that is like no kept one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.annotation.clusters import Near
from pipeline.annotation.components import Nodes
from pipeline.annotation.fingerprints import Signatures

KEPT = -1


class Alike(NamedTuple):
    """A text that is not kept, the kept text that it is a near-duplicate of, and the similarity."""

    text: int
    kept: int
    similarity: float


Compare: TypeAlias = "Callable[[list[Nodes]], Iterable[Alike]]"
"""Compares the texts of each of some clusters, which are in the order of their ids."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """For each text the place of the kept text that it is a near-duplicate of (KEPT if it is kept itself), and the similarity."""

    kept: Nodes
    similarity: NDArray[np.float32]


def find_likeness(ids: pa.Array, clusters: Nodes, compare: Compare) -> Likeness:
    """Which texts are kept; `clusters` are numbers."""
    order = np.lexsort((pc.rank(ids).to_numpy(), clusters))
    starts = np.flatnonzero(np.concatenate([[True], np.diff(clusters[order]) != 0])) if len(order) else order
    found = Likeness(np.full(len(ids), KEPT), np.zeros(len(ids), dtype=np.float32))
    ends = np.append(starts[1:], len(order))
    several = np.flatnonzero(ends - starts > 1)
    for alike in compare([order[start:end] for start, end in zip(starts[several], ends[several], strict=True)]):
        found.kept[alike.text], found.similarity[alike.text] = alike.kept, alike.similarity
    return found


def compare_members(signatures: Signatures, near: Near, clusters: Iterable[Nodes]) -> Iterator[Alike]:
    """The texts of some clusters that are not kept; the first of each is."""
    for members in clusters:
        kept: list[int] = []
        for member in members.tolist():
            alike, similarity = find_most_like(member, kept, signatures, near)
            if similarity >= near.least:
                yield Alike(member, alike, similarity)
            else:
                kept.append(member)


def find_most_like(member: int, kept: Sequence[int], signatures: Signatures, near: Near) -> tuple[int, float]:
    """A kept text that a text is a near-duplicate of, the likeliest first, and the similarity; KEPT and 0 if none."""
    estimates = (signatures[list(kept)] == signatures[member]).mean(axis=1) if kept else np.zeros(0)
    for place in np.argsort(-estimates, kind="stable").tolist():
        if estimates[place] < near.net.floor:
            break
        if (similarity := near.measure(kept[place], member)) >= near.least:
            return kept[place], similarity
    return KEPT, 0.0
