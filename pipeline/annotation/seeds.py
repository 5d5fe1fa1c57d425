"""Plain forms in; out, their seeds: of 19 neighbouring shingles of 32 characters the one of least hash.

A run of 50 equal characters holds 19 equal shingles, and with them one equal seed: no run is missed, and a text costs a tenth of
its characters.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.annotation.components import Nodes
from pipeline.annotation.fingerprints import Digests, cut_lots, mix

LONG_SHINGLE = 32  # characters: long enough that few set phrases are looked at, a power of two
LEAST = 50  # characters of a run that is a passage
LOT = 1_000_000  # characters looked at at a time, but for a longer text: memory is theirs, not the corpus's
WINDOW = LEAST - LONG_SHINGLE + 1  # shingles of which one is a seed
NONE = np.uint64(2**64 - 1)

SEED = np.dtype([("hash", np.uint64), ("text", np.int32), ("place", np.int32)])
Seeds = NDArray[np.void]
"""Rows of SEED: the hash of a shingle, the number of its text, its first character in the plain form."""


def make_seeds(forms: Sequence[str]) -> Seeds:
    """The seeds of plain forms in the order of their hashes."""
    parts = [np.zeros(0, dtype=SEED)]
    for lot in cut_lots(range(len(forms)), list(map(len, forms)), LOT):
        parts.append(find_seeds(lot, [forms[number] for number in lot]))
    seeds = np.concatenate(parts)
    return take(seeds, np.lexsort((seeds["place"], seeds["text"], seeds["hash"])))


def find_seeds(numbers: Sequence[int], forms: Sequence[str]) -> Seeds:
    """The seeds of some forms, looked at as one: a shingle that reaches into the next form is none."""
    lengths = np.array([len(form) for form in forms])
    ends = np.cumsum(lengths)
    hashes = hash_runs("".join(forms))
    for back in range(1, LONG_SHINGLE):
        hashes[(places := ends - back)[(places >= 0) & (places < len(hashes))]] = NONE
    chosen = np.flatnonzero((hashes == least_around(hashes)) & (hashes != NONE))
    texts = np.searchsorted(ends, chosen, side="right")
    seeds = np.zeros(len(chosen), dtype=SEED)
    seeds["hash"], seeds["text"], seeds["place"] = hashes[chosen], np.array(numbers)[texts], chosen - (ends - lengths)[texts]
    return seeds


def hash_runs(form: str) -> Digests:
    """The hash of every run of LONG_SHINGLE characters: each round joins two runs to one of twice the length."""
    points = np.frombuffer(form.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if len(points) < LONG_SHINGLE:
        return np.zeros(0, dtype=np.uint64)
    hashes, length, factor = mix(points.astype(np.uint64)), 1, 0x9E3779B97F4A7C15
    while length < LONG_SHINGLE:
        hashes = hashes[:-length] * np.uint64(factor) + hashes[length:]
        length, factor = 2 * length, factor * factor % 2**64
    return mix(hashes)


def least_around(hashes: Digests) -> Digests:
    """For every hash the greatest of the least ones of all windows that it stands in: its own, if one of them chooses it."""
    if not len(hashes):
        return hashes
    least = slide(np.minimum, np.concatenate([hashes, np.full(WINDOW - 1, NONE)]), WINDOW)
    return slide(np.maximum, np.concatenate([np.zeros(WINDOW - 1, dtype=np.uint64), least]), WINDOW)


def slide(choose: np.ufunc, values: Digests, width: int) -> Digests:
    """What `choose` makes of every `width` neighbours.

    >>> slide(np.minimum, np.array([3, 1, 4, 1, 5, 9, 2], dtype=np.uint64), 3).tolist()
    [1, 1, 1, 1, 2]
    """
    length = 1
    while 2 * length <= width:
        values, length = choose(values[:-length], values[length:]), 2 * length
    chosen: Digests = choose(values[: len(values) - width + length], values[width - length :])
    return chosen


def keep_shared(seeds: Seeds, labels: Nodes) -> Seeds:
    """Of seeds in the order of their hashes those whose hash stands at several labels; `labels` are the texts'."""
    if not len(seeds):
        return seeds
    starts, counts = find_groups(seeds["hash"])
    own = labels[seeds["text"]]
    return take(seeds, np.repeat(np.minimum.reduceat(own, starts) != np.maximum.reduceat(own, starts), counts))


def cut_seeds(seeds: Seeds, size: int) -> Iterator[Seeds]:
    """Seeds in the order of their hashes, so many at a time; those of one hash stay together.

    >>> seeds = np.array([(hash, 0, 0) for hash in (1, 1, 1, 2, 3)], dtype=SEED)
    >>> [some["hash"].tolist() for some in cut_seeds(seeds, 2)]
    [[1, 1, 1], [2, 3]]
    """
    start = 0
    while start < len(seeds):
        last = seeds["hash"][min(start + size, len(seeds)) - 1]
        end = int(np.searchsorted(seeds["hash"][start:], last, side="right")) + start
        yield seeds[start:end]
        start = end


def take(seeds: Seeds, chosen: NDArray[np.generic]) -> Seeds:
    """Some of the seeds."""
    taken: Seeds = seeds[chosen]
    return taken


def find_groups(values: NDArray[np.generic]) -> tuple[Nodes, Nodes]:
    """Where runs of equal values begin, and their lengths."""
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    return starts, np.diff(np.append(starts, len(values)))


def is_among(values: Digests, known: Digests) -> NDArray[np.bool_]:
    """Which values are among the known ones, which are in order."""
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    found: NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, values), len(known) - 1)] == values
    return found
