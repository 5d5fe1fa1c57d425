"""Plain forms in; out, the passages that two of them share, letter by letter, wherever they stand.

Seeds that several texts have propose places, and from each the run is read to both sides. What many groups of pages have that
nothing else links is a set phrase of the genre: it is taken out of a run before the run counts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from pipeline.annotation.components import Nodes
from pipeline.annotation.fingerprints import Digests
from pipeline.annotation.seeds import LEAST, LONG_SHINGLE, Seeds, cut_seeds, find_groups, hash_runs, is_among

REPEATED = 4  # places of one seed in one group of pages that are looked at
CHUNK = 100_000  # matches that are Python's at a time, or seeds that are looked at


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two texts share but for set phrases, in characters of the plain form: the longest passage, all, the shorter text."""

    first: int
    second: int
    longest: int
    shared: int
    shorter: int

    @property
    def share(self) -> float:
        """The shared part of the shorter text."""
        return self.shared / self.shorter

    def is_too_much(self, characters: float, share: float) -> bool:
        """Whether it is too much for two splits: so many characters, or such a part of the shorter text."""
        return self.shared >= characters or self.share >= share


def find_common(seeds: Seeds, labels: Nodes, most: int) -> Digests:
    """The hashes, in order, that stand at more labels than `most`; the seeds are in the order of theirs."""
    return np.concatenate([np.zeros(0, dtype=np.uint64), *(common_among(some, labels, most) for some in cut_seeds(seeds, CHUNK))])


def common_among(seeds: Seeds, labels: Nodes, most: int) -> Digests:
    """Those hashes of some seeds, among which are all of a hash."""
    pairs = np.stack([seeds["hash"], labels[seeds["text"]].astype(np.uint64)], axis=1)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    pairs = pairs[np.concatenate([[True], (pairs[1:] != pairs[:-1]).any(axis=1)])]
    starts, counts = find_groups(pairs[:, 0])
    found: Digests = pairs[starts, 0][counts > most]
    return found


Read = Callable[[int], str]


def find_overlaps(
    seeds: Seeds, labels: Nodes, common: Digests, read_form: Read, known: Callable[[int, int], bool]
) -> Iterator[Overlap]:
    """What pairs of texts with different labels share, if a passage; a pair that is `known` by its turn is left out.

    `common` are the hashes of set phrases. `read_form` gives a plain form by the number of its text.
    """
    matches = propose_matches(seeds[~is_among(seeds["hash"], common)], labels)
    for (first, second), places in groupby(matches, key=lambda match: match[:2]):
        if not known(first, second):
            forms = read_form(first), read_form(second)
            overlap = measure_overlap(first, second, forms, [(here, there) for _first, _second, here, there in places], common)
            if overlap.shared:
                yield overlap


def propose_matches(seeds: Seeds, labels: Nodes) -> Iterator[tuple[int, int, int, int]]:
    """Equal seeds in texts of different labels, in order: the numbers of two texts, the lesser first, a place in each."""
    own = labels[seeds["text"]]
    order = np.lexsort((seeds["place"], seeds["text"], own, seeds["hash"]))
    seeds, own = seeds[order], own[order]
    if not len(seeds):
        return
    changed = np.concatenate([[True], (seeds["hash"][1:] != seeds["hash"][:-1]) | (own[1:] != own[:-1])])
    starts = np.flatnonzero(changed)
    rank = np.arange(len(seeds)) - np.repeat(starts, np.diff(np.append(starts, len(seeds))))
    seeds, own = seeds[rank < REPEATED], own[rank < REPEATED]
    parts, places, lag = [np.zeros((4, 0), dtype=np.int64)], np.arange(len(seeds)), 1
    while (places := places[places < len(seeds) - lag]).size:
        places = places[seeds["hash"][places] == seeds["hash"][places + lag]]
        apart = places[own[places] != own[places + lag]]
        one, other = seeds[apart], seeds[apart + lag]
        swap = one["text"] > other["text"]
        ends = [np.where(swap, other[name], one[name]) for name in ("text", "place")]
        others = [np.where(swap, one[name], other[name]) for name in ("text", "place")]
        parts.append(np.array([ends[0], others[0], ends[1], others[1]], dtype=np.int64))
        lag += 1
    found = np.concatenate(parts, axis=1)
    order = np.lexsort((found[3], found[2], found[1], found[0]))
    for part in np.array_split(order, range(CHUNK, len(order), CHUNK)):
        yield from map(tuple, found[:, part].T.tolist())


def measure_overlap(
    first: int, second: int, forms: tuple[str, str], matches: Sequence[tuple[int, int]], common: Digests
) -> Overlap:
    """What two texts share, from places of equal seeds."""
    swapped = len(forms[0]) > len(forms[1])
    short, long = reversed(forms) if swapped else forms
    ends: dict[int, int] = {}  # by how far the places are apart: where the last run ended
    runs: list[tuple[int, int]] = []
    for one, other in matches:
        here, there = (other, one) if swapped else (one, other)
        if here >= ends.get(there - here, 0):
            start, end = here - common_end(short[:here], long[:there]), here + common_start(short, long, here, there)
            ends[there - here] = end
            if end - start >= LEAST:
                runs.append((start, end))
    lengths = [end - start for start, end in leave_common_out(short, join_runs(runs), common)]
    return Overlap(first, second, max(lengths, default=0), sum(lengths), len(short))


def common_start(one: str, other: str, here: int, there: int) -> int:
    """How many characters are equal from two places on.

    >>> common_start("甲乙丙丁", "乙丙戊", 1, 0)
    2
    """
    most = min(len(one) - here, len(other) - there)
    length, step = 0, min(LONG_SHINGLE, most)
    while step and one[here + length : here + length + step] == other[there + length : there + length + step]:
        length, step = length + step, min(2 * step, most - length - step)
    while step > 1:
        half = step // 2
        if one[here + length : here + length + half] == other[there + length : there + length + half]:
            length, step = length + half, step - half
        else:
            step = half
    return length


def common_end(one: str, other: str) -> int:
    """How many characters two texts have in common at their ends.

    >>> common_end("甲乙丙丁", "戊丙丁")
    2
    """
    size = LONG_SHINGLE
    while (length := common_start(one[-size:][::-1], other[-size:][::-1], 0, 0)) == size:
        size *= 2
    return length


def join_runs(runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs that overlap as one.

    >>> join_runs([(5, 9), (0, 3), (2, 4)])
    [(0, 4), (5, 9)]
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted(runs):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def leave_common_out(form: str, runs: Sequence[tuple[int, int]], common: Digests) -> Iterator[tuple[int, int]]:
    """What is left of runs of a form without set phrases, where it is still a passage."""
    for start, end in runs:
        left = start
        if len(common):
            hashes = hash_runs(form[start:end])
            for place in np.flatnonzero(is_among(hashes, common)).tolist():
                if start + place - left >= LEAST:
                    yield left, start + place
                left = start + place + LONG_SHINGLE
        if end - left >= LEAST:
            yield left, end
