"""Texts in; out, the clusters of those that are copies of each other, damaged or not.

A text is compared in a plain form: NFKC, small letters, nothing but letters and digits, because copies of this genre differ in
width, spacing and punctuation throughout. Two texts are near-duplicates when the character 5-grams of their plain forms have a
Jaccard similarity of 0.4 or more (4 of 7 shingles of each are the other's too). MinHash signatures (rensa's, over all shingles)
in 64 bands of 3 rows propose the pairs; each pair is then computed exactly. Plain forms under 20 characters are compared as
they are: one damaged character there is more than 5 %, and the set phrases of the genre are about as long.

Signatures are computed shard by shard and are small (776 bytes a text); `find_clusters` is the one step that looks at all of
them, and it asks for the texts of proposed pairs only. Nothing depends on the order of the texts.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from pipeline.components import Nodes, find_root, find_roots, link, start_components

THRESHOLD = 0.4  # 5 % damage leaves 0.6, two copies damaged by 5 % each 0.45; different texts of the genre stay under 0.3
SHINGLE = 5  # characters: 4 are set phrases, longer ones break at every damaged character
SHORTEST = 20  # characters of the plain form from which on shingles are compared
BANDS, ROWS = 64, 3  # at similarity 0.4 / 0.45 / 0.6 a pair is proposed with probability 0.985 / 0.998 / 1.000
SLACK = 0.1  # an estimate from 192 values errs by 0.035: a pair estimated under THRESHOLD - SLACK is not worth computing
SEED = 42  # any; another one gives other signatures of the same worth

_NOT_PLAIN = re.compile(r"[\W_]+")  # 「，」 「 」 「__」; not 「一」, not 「1」
_CHUNK = 16_384  # pairs whose signatures are compared at a time: 25 MB


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What clustering needs of many texts: a digest of each plain form (0 if empty) and its signature (zeros if short)."""

    digests: NDArray[np.uint64]
    signatures: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Proposed pairs of texts, by their indices, and their estimated similarity."""

    firsts: Nodes
    seconds: Nodes
    estimates: NDArray[np.float64]


def plain_form(text: str) -> str:
    """A text as it is compared.

    >>> plain_form("各位代表，\\n　ＧＤＰ增长５．２％！")
    '各位代表gdp增长52'
    """
    return _NOT_PLAIN.sub("", normalize("NFKC", text).lower())


def find_similarity(first: str, second: str) -> float:
    """The Jaccard similarity of two texts' shingles; for a text too short for shingles, 1 if they are equal, else 0.

    >>> find_similarity("谢谢大家！", "谢谢，大家"), find_similarity("谢谢大家！", "谢谢各位！")
    (1.0, 0.0)
    """
    return _compare(plain_form(first), plain_form(second))


def fingerprint(texts: Sequence[str]) -> Fingerprints:
    """Digests and signatures of texts, in their order."""
    forms = [plain_form(text) for text in texts]
    digests = np.array([_digest(form) for form in forms], dtype=np.uint64)
    signatures = np.zeros((len(forms), BANDS * ROWS), dtype=np.uint32)
    long = [index for index, form in enumerate(forms) if len(form) >= SHORTEST]
    if long:
        hashes, offsets = _hash_shingles([forms[index] for index in long])
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, BANDS * ROWS, SEED)
        signatures[long] = matrix.to_rows()
    return Fingerprints(digests, signatures)


def find_clusters(ids: Sequence[str], prints: Fingerprints, read_text: Callable[[int], str]) -> list[str]:
    """The cluster of each text: the smallest id among the texts it is linked to, its own when there is none.

    `read_text` gives a text by its index. Two texts of a cluster need not be near-duplicates of each other: a chain links them.
    An empty plain form (a section that is a heading alone) is nobody's copy.
    """
    parents = start_components(len(ids))
    read_form = lru_cache(4096)(lambda index: plain_form(read_text(index)))
    for first, second in _equal_pairs(prints.digests):
        if read_form(first) == read_form(second):
            link(parents, first, second)
    nodes = np.arange(len(ids))
    heads = nodes[(find_roots(parents, nodes) == nodes) & prints.signatures.any(axis=1)]

    def is_linked(firsts: Nodes, seconds: Nodes) -> NDArray[np.bool_]:
        return find_roots(parents, firsts) == find_roots(parents, seconds)

    for pairs in find_candidates(prints.signatures, heads, is_linked, THRESHOLD - SLACK):
        for first, second in zip(pairs.firsts.tolist(), pairs.seconds.tolist(), strict=True):
            if find_root(parents, first) == find_root(parents, second):
                continue  # the link would change nothing: a cluster of many copies costs its links, not its pairs
            if _compare(read_form(first), read_form(second)) >= THRESHOLD:
                link(parents, first, second)
    return _name_clusters(ids, find_roots(parents, nodes))


def find_candidates(
    signatures: NDArray[np.uint32], nodes: Nodes, is_settled: Callable[[Nodes, Nodes], NDArray[np.bool_]], floor: float
) -> Iterator[Pairs]:
    """Pairs of these rows that share a band, each once, but for those settled already or estimated under `floor`."""
    for band in range(BANDS):
        keys = _band_keys(signatures[nodes, band * ROWS : (band + 1) * ROWS])
        order = np.argsort(keys, kind="stable")
        ranked, keys = nodes[order], keys[order]
        places, lag = np.arange(len(keys)), 1
        while (places := _keep_equal(keys, places, lag)).size:
            for start in range(0, places.size, _CHUNK):
                part = places[start : start + _CHUNK]
                firsts, seconds = ranked[part], ranked[part + lag]
                apart = ~is_settled(firsts, seconds)
                yield _estimate(signatures, firsts[apart], seconds[apart], band, floor)
            lag += 1


def _keep_equal(keys: NDArray[np.uint64], places: Nodes, lag: int) -> Nodes:
    """The places whose key is also the key `lag` places on; in sorted keys a place that fails once fails for good."""
    places = places[places < len(keys) - lag]
    return places[keys[places] == keys[places + lag]]


def _estimate(signatures: NDArray[np.uint32], firsts: Nodes, seconds: Nodes, band: int, floor: float) -> Pairs:
    """The pairs that this band is the first to propose and that are estimated at `floor` or more."""
    equal = signatures[firsts] == signatures[seconds]
    estimates = equal.mean(axis=1)
    first_band = equal.reshape(-1, BANDS, ROWS).all(axis=2).argmax(axis=1)
    kept = (first_band == band) & (estimates >= floor)
    return Pairs(firsts[kept], seconds[kept], estimates[kept])


def _equal_pairs(digests: NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
    """Pairs of neighbours among the texts with one digest."""
    order = np.argsort(digests, kind="stable")
    ranked = digests[order]
    same = np.flatnonzero((ranked[1:] == ranked[:-1]) & (ranked[1:] != 0))
    yield from zip(order[same].tolist(), order[same + 1].tolist(), strict=True)


def _name_clusters(ids: Sequence[str], roots: Nodes) -> list[str]:
    names: dict[int, str] = {}
    for name, root in zip(ids, roots.tolist(), strict=True):
        names[root] = min(name, names.get(root, name))
    return [names[root] for root in roots.tolist()]


def _compare(first: str, second: str) -> float:
    if first == second:
        return 1.0
    if min(len(first), len(second)) < SHORTEST:
        return 0.0
    ours, theirs = _shingles(first), _shingles(second)
    common = len(ours & theirs)
    return common / (len(ours) + len(theirs) - common)


@lru_cache(256)
def _shingles(form: str) -> frozenset[str]:
    return frozenset(form[start : start + SHINGLE] for start in range(len(form) - SHINGLE + 1))


def _digest(form: str) -> int:
    return int.from_bytes(blake2b(form.encode("utf-8", "surrogatepass"), digest_size=8).digest()) if form else 0


def _hash_shingles(forms: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """A 64-bit hash of every shingle of every form, and where each form's hashes begin and end."""
    points = np.frombuffer("".join(forms).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    hashes = np.zeros(len(points) - SHINGLE + 1, dtype=np.uint64)
    for place in range(SHINGLE):
        hashes = _mix(hashes + points[place : place + len(hashes)])
    lengths = np.array([len(form) for form in forms])
    ends = np.cumsum(lengths)
    across = (ends[:-1, None] - np.arange(1, SHINGLE)).ravel()  # shingles that begin in one form and end in the next
    offsets = np.concatenate([[0], np.cumsum(lengths - SHINGLE + 1)]).astype(np.uint64)
    return np.delete(hashes, across), offsets


def _band_keys(rows: NDArray[np.uint32]) -> NDArray[np.uint64]:
    keys = np.zeros(len(rows), dtype=np.uint64)
    for column in rows.T:
        keys = _mix(keys + column)
    return keys


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finalizer of splitmix64: every bit of the input moves every bit of the output; one to one."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
