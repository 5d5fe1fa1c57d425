"""Fingerprints of texts in; out, the clusters of those that are copies of each other, damaged or not.

Two texts are near-duplicates when their plain forms are as similar as asked: at 0.4 four of seven shingles of each are the
other's. Signatures that share one of 192 bands of 4 values propose the pairs; each is then computed exactly. This is the one
step that looks at all texts; it asks for the plain forms of proposed pairs only. A band pairs a text with no more than LAGS
others, so that pairs grow as texts do, whatever many of them share.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.annotation.components import Nodes, find_root, find_roots, link, start_components
from pipeline.annotation.fingerprints import SIGNATURE_VALUES, Digests, Fingerprints, Measure, Signatures, let_go, mix, room_for
from pipeline.job.configuration import Duplicates

THRESHOLD = Duplicates().similarity
ERROR = 0.06  # by which an estimate is less than the similarity at most, but for few pairs
LAGS = 64  # texts of one band that a text is paired with: those behind it, likest first
VALUES = 1 << 20  # of a band that are looked at at a time, where only some are wanted
LET_GO = 16  # bands that are searched until what was looked at of signatures in a file is let go of
PAIRS_AT_ONCE = 16_384  # pairs whose signatures are compared at a time: 25 MB


@dataclass(frozen=True, slots=True)
class Net:
    """How fine pairs are searched: the values of a band, how often each value stands in one, and the least estimate of a pair."""

    rows: int
    rounds: int
    floor: float

    def bands(self) -> Nodes:
        """The columns of every band; two bands of different rounds have one or two in common at most."""
        columns = [np.arange(SIGNATURE_VALUES).reshape(-1, stride).T.reshape(-1, self.rows) for stride in STRIDES[: self.rounds]]
        return np.concatenate(columns)


STRIDES = (1, 48, 12, 8)  # between the values of a band, round by round

# At similarity 0.4 / 0.45 / 0.6 a pair is found with probability 0.95 / 0.997 / 1.000. Bands of 3 values in one round find as
# much, and propose ten times as many pairs. An estimate errs by 0.035: a lower floor finds little more.
COPIES = Net(4, 4, 0.34)

@dataclass(frozen=True, slots=True)
class Near:
    """What near-duplicates are: the similarity of two texts by their indices, and from how much on it is enough."""

    measure: Measure
    least: float = THRESHOLD

    @property
    def net(self) -> Net:
        """The net that finds them."""
        return replace(COPIES, floor=self.least - ERROR)


@dataclass(frozen=True, slots=True)
class Share:
    """Some of all bands, from one to another, and of their values one part of several, by how they begin.

    Whatever texts have in common in a band, they have in one share: the pairs of all shares are those of one search.
    """

    first: int = 0
    last: int = SIGNATURE_VALUES
    part: int = 0
    parts: int = 1

    def choose(self, keys: Digests) -> Nodes:
        """The places of the values of this part."""
        return np.flatnonzero((keys >> np.uint64(48)) * np.uint64(self.parts) >> np.uint64(16) == self.part)


@dataclass(frozen=True, slots=True)
class Searched:
    """Texts among which pairs are searched: the signatures of all texts, the places of these, and their own by column."""

    signatures: Signatures
    nodes: Nodes
    columns: Signatures


EVERYTHING = Share()
Link: TypeAlias = tuple[int, int]
Label: TypeAlias = "Callable[[Nodes], NDArray[np.int64]]"
"""Gives each of some texts a label; pairs of texts with one label are of no interest."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Proposed pairs of texts, by their indices, and their estimated similarity."""

    firsts: Nodes
    seconds: Nodes
    estimates: NDArray[np.float64]


def find_clusters(
    ids: pa.Array, prints: Fingerprints, near: Near, link_all: "Callable[[Nodes], Iterable[Link]] | None" = None
) -> Nodes:
    """For each text the place of the one that its cluster is named after: of the texts it is linked to that of the smallest id.

    Those of a cluster need not be near-duplicates of each other: a
    chain links them. An empty plain form (a section that is a heading alone) is nobody's copy. `link_all` links some texts
    elsewhere than here.
    """
    parents = start_components(len(ids))
    for first, second in equal_pairs(prints.digests):
        if near.measure(first, second) == 1:
            link(parents, first, second)
    nodes = np.arange(len(ids))
    heads = nodes[(find_roots(parents, nodes) == nodes) & prints.signatures.any(axis=1)]
    for first, second in link_all(heads) if link_all else find_links(search_among(prints, heads), near):
        link(parents, first, second)
    return least_of_each(ids, find_roots(parents, nodes))


def find_links(
    searched: Searched, near: Near, share: Share = EVERYTHING, linked: Nodes | None = None
) -> Iterator[Link]:
    """Pairs of near-duplicates that link all texts that are linked in a share and were not before: fewer than there are texts."""
    parents = start_components(len(searched.signatures)) if linked is None else linked
    for pairs in propose_pairs(searched, lambda some: find_roots(parents, some), near.net, share):
        for first, second in zip(pairs.firsts.tolist(), pairs.seconds.tolist(), strict=True):
            if find_root(parents, first) == find_root(parents, second):
                continue  # the link would change nothing: a cluster of many copies costs its links, not its pairs
            if near.measure(first, second) >= near.least:
                link(parents, first, second)
                yield first, second


def equal_pairs(digests: Digests) -> Iterator[tuple[int, int]]:
    """Pairs of neighbours among the texts with one digest."""
    order = np.argsort(digests, kind="stable")
    ranked = digests[order]
    same = np.flatnonzero((ranked[1:] == ranked[:-1]) & (ranked[1:] != 0))
    yield from zip(order[same].tolist(), order[same + 1].tolist(), strict=True)


def propose_pairs(searched: Searched, label: Label, net: Net, share: Share = EVERYTHING) -> Iterator[Pairs]:
    """Pairs of these rows with different labels that share a band, but for those estimated under the floor.

    A pair comes once for every band that it shares; a band that too many share may pass it over.
    """
    bands = net.bands()
    for number in range(share.first, min(share.last, len(bands))):
        chosen, keys = band_values(searched.columns, bands[number], share)
        beside = mix(keys ^ searched.columns[bands[number - 1][0], chosen])  # like texts share it more often than others do
        order, keys = rank(keys, beside, searched.columns.shape[1])
        ranked, keys = keep_mixed(searched.nodes[chosen], order, keys, label)
        places, lag = np.arange(len(keys)), 1
        while lag <= LAGS and (places := keep_equal(keys, places, lag)).size:
            for part in np.array_split(places, range(PAIRS_AT_ONCE, places.size, PAIRS_AT_ONCE)):
                ends = ranked[np.stack([part, part + lag])]
                yield estimate(searched.signatures, ends[:, label(ends[0]) != label(ends[1])], net.floor)
            lag += 1
        let_go(searched.columns)
        if number % LET_GO == 0 or number == len(bands) - 1:
            let_go(searched.signatures)


def band_values(columns: Signatures, band: Nodes, share: Share) -> tuple[Nodes | slice, Digests]:
    """The values of a band that belong to a share, and whose they are; in memory are they and a lot of the others."""
    count = columns.shape[1]
    lots = [slice(start, start + VALUES) for start in range(0, count, VALUES)] if share.parts > 1 else [slice(0, count)]
    chosen, values = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.uint64)]
    for lot in lots:
        keys = np.zeros(len(columns[0, lot]), dtype=np.uint64)
        for column in band.tolist():
            keys = mix(keys + columns[column, lot])
        if share.parts == 1:
            return lot, keys
        chosen.append(share.choose(keys))
        values.append(keys[chosen[-1]])
        chosen[-1] += lot.start
    return np.concatenate(chosen), np.concatenate(values)


def search_among(prints: Fingerprints, nodes: Nodes) -> Searched:
    """Some of many texts, to be searched: each column is read several times, and in rows it lies all over the memory."""
    columns = turn(prints.signatures, nodes, room_for((SIGNATURE_VALUES, len(nodes)), prints.folder))
    return Searched(prints.signatures, nodes, columns)


def turn(signatures: Signatures, nodes: Nodes, columns: Signatures) -> Signatures:
    """Some signatures by column, written where there is room for them."""
    for start in range(0, len(nodes), PAIRS_AT_ONCE):
        columns[:, start : start + PAIRS_AT_ONCE] = signatures[nodes[start : start + PAIRS_AT_ONCE]].T
        let_go(columns)
        let_go(signatures)
    return columns


def rank(keys: Digests, beside: Digests, count: int) -> tuple[Nodes, Digests]:
    """The places of keys, one of `count`, in their order, those of one key in that of what stands beside them; the keys in order.

    Key, a byte from beside and place are packed into one number each: whole numbers are sorted far faster than places are.
    """
    width = np.uint64(max(1, count - 1).bit_length())
    packed = (keys >> (width + np.uint64(8)) << np.uint64(8)) | (beside >> np.uint64(56))
    packed = (packed << width) | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    return (packed & ((np.uint64(1) << width) - np.uint64(1))).astype(np.int64), packed >> (width + np.uint64(8))


def keep_mixed(nodes: Nodes, order: Nodes, keys: Digests, label: Label) -> tuple[Nodes, Digests]:
    """Of rows in the order of their keys those whose key stands at several labels: many copies of one text cost nothing more."""
    same = np.equal(keys[1:], keys[:-1])
    shared = np.append(same, False) | np.insert(same, 0, False) if len(keys) else np.zeros(0, dtype=bool)
    ranked, keys = nodes[order[shared]], keys[shared]
    if not len(keys):
        return ranked, keys
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    labels = label(ranked)
    mixed = np.minimum.reduceat(labels, starts) != np.maximum.reduceat(labels, starts)
    kept = np.repeat(mixed, np.diff(np.append(starts, len(keys))))
    return ranked[kept], keys[kept]


def keep_equal(keys: NDArray[np.uint64], places: Nodes, lag: int) -> Nodes:
    """The places whose key is also the key `lag` places on; in sorted keys a place that fails once fails for good."""
    places = places[places < len(keys) - lag]
    return places[np.equal(keys[places], keys[places + lag])]


def estimate(signatures: Signatures, ends: Nodes, floor: float) -> Pairs:
    """The pairs (two rows of `ends`) whose estimate reaches the floor."""
    estimates = (signatures[ends[0]] == signatures[ends[1]]).mean(axis=1)
    kept = estimates >= floor
    return Pairs(ends[0, kept], ends[1, kept], estimates[kept])


def least_of_each(ids: pa.Array, roots: Nodes) -> Nodes:
    """For each text the place of the smallest id of its component."""
    order: Nodes = pc.array_sort_indices(ids).to_numpy().astype(np.int64)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    least = rank.copy()
    np.minimum.at(least, roots, rank)
    return order[least[roots]]
