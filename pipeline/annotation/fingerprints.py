"""Plain forms in; out, what near-duplicates are found by: the digest and the MinHash signature of each.

Similarity is the Jaccard similarity of the character 5-grams of two plain forms.
Plain forms under 20 characters are compared as they are: one damaged character there is more than 5 %, and the set phrases of
the genre are about as long. Signatures (rensa's R-MinHash over all shingles, the low half of each value) are the same on any
machine.
"""

import mmap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

SHINGLE = 5  # characters: shorter ones are set phrases, longer ones break at every damaged character
FEW = 1_000  # characters of the plain form up to which shingles are compared as they stand
SHORTEST = 20  # characters of the plain form from which on shingles are compared
SIGNATURE_VALUES = 192  # of a signature: estimates that err by 0.035; of each value 16 bits are kept, 384 bytes a text
HASHED = 100_000  # characters whose shingles are hashed at a time, but for a longer text: what is made of them stays in the cache
RANDOM_SEED = 42  # any; another one gives other signatures of the same worth
HELD = 25_000  # signatures that stand in memory, 10 MB; more lie in a file that is mapped, and let go of
BLOCK = 500_000  # texts of a table that one process searches
PAIRS = 1 << 18  # whose similarity is remembered: 60 MB

Item = TypeVar("Item")
Measure: TypeAlias = Callable[[int, int], float]
Digests: TypeAlias = NDArray[np.uint64]
Signatures: TypeAlias = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Of many texts, in order: a digest of each plain form (0 if empty) and its signature (zeros if it is short).

    In `folder` lies what is too much for memory; None: where the system keeps what is temporary.
    """

    digests: Digests
    signatures: Signatures
    folder: Path | None = None


def find_similarity(first: str, second: str) -> float:
    """The Jaccard similarity of two plain forms' shingles; when one is too short for shingles, 1 if they are equal, else 0.

    >>> find_similarity("谢谢大家", "谢谢大家"), find_similarity("谢谢大家", "谢谢各位")
    (1.0, 0.0)
    """
    if first == second:
        return 1.0
    if min(len(first), len(second)) < SHORTEST:
        return 0.0
    if max(len(first), len(second)) <= FEW:
        few, others = cut_shingles(first), cut_shingles(second)
        same = len(few & others)
        return same / (len(few) + len(others) - same)
    ours, theirs = make_shingles(first), make_shingles(second)
    common = np.intersect1d(ours, theirs, assume_unique=True).size
    return common / (ours.size + theirs.size - common)


def remember_similarity(read_form: Callable[[int], str]) -> Measure:
    """The similarity of two texts by their indices; each pair is computed once, whoever asks. `read_form` gives a plain form."""
    read = lru_cache(256)(read_form)
    compute = lru_cache(PAIRS)(lambda first, second: find_similarity(read(first), read(second)))
    return lambda first, second: compute(min(first, second), max(first, second))


@lru_cache(128)
def cut_shingles(form: str) -> frozenset[str]:
    """The shingles of a plain form as they stand: of a short one these are compared faster than their hashes."""
    return frozenset([form[place : place + SHINGLE] for place in range(len(form) - SHINGLE + 1)])


@lru_cache(128)
def make_shingles(form: str) -> NDArray[np.uint64]:
    """The set of a plain form's shingles, each as 64 bits; no two of ten million would be taken for one."""
    hashes = hash_shingles([form])[0]
    hashes.sort()
    distinct: NDArray[np.uint64] = hashes[np.concatenate([[True], hashes[1:] != hashes[:-1]])]
    return distinct


def make_fingerprints(forms: Sequence[str]) -> Fingerprints:
    """Digests and signatures of plain forms."""
    digests = np.array([make_digest(form) for form in forms], dtype=np.uint64)
    signatures = np.zeros((len(forms), SIGNATURE_VALUES), dtype=np.uint16)
    long = [index for index, form in enumerate(forms) if len(form) >= SHORTEST]
    for lot in cut_lots(long, [len(forms[index]) for index in long], HASHED):
        hashes, offsets = hash_shingles([forms[index] for index in lot])
        rows = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, SIGNATURE_VALUES, RANDOM_SEED).to_rows()
        values = np.fromiter(chain.from_iterable(rows), dtype=np.uint32, count=len(lot) * SIGNATURE_VALUES)
        signatures[lot] = values.astype(np.uint16).reshape(-1, SIGNATURE_VALUES)
    return Fingerprints(digests, signatures)


def cut_lots(items: Sequence[Item], sizes: Sequence[int], limit: int) -> Iterator[list[Item]]:
    """The items in lots whose sizes sum up to `limit` at most, a larger item alone.

    >>> list(cut_lots("abcde", [1, 1, 5, 2, 1], 3))
    [['a', 'b'], ['c'], ['d', 'e']]
    """
    lot: list[Item] = []
    room = limit
    for item, size in zip(items, sizes, strict=True):
        if lot and size > room:
            yield lot
            lot, room = [], limit
        lot.append(item)
        room -= size
    if lot:
        yield lot


def join_fingerprints(parts: Iterable[Fingerprints], count: int, folder: Path | None = None) -> Fingerprints:
    """The fingerprints of several lots of texts, `count` together, as one; of the parts one is held at a time.

    Where there are more than are held, they lie in `folder`.
    """
    joined = Fingerprints(np.zeros(count, dtype=np.uint64), room_for((count, SIGNATURE_VALUES), folder), folder)
    place = 0
    for part in parts:
        joined.digests[place : place + len(part.digests)] = part.digests
        joined.signatures[place : place + len(part.digests)] = part.signatures
        place += len(part.digests)
        let_go(joined.signatures)
    return joined


def room_for(shape: tuple[int, int], folder: Path | None) -> Signatures:
    """Room for signatures: in memory, or for more than are held in a file of a folder that has no name and ends with it.

    >>> room_for((2, SIGNATURE_VALUES), None).shape
    (2, 192)
    """
    if shape[0] * shape[1] <= HELD * SIGNATURE_VALUES:
        return np.zeros(shape, dtype=np.uint16)
    with TemporaryFile(dir=folder) as file:
        return np.asarray(np.memmap(file, dtype=np.uint16, mode="w+", shape=shape))


def let_go(signatures: Signatures) -> None:
    """Let the system have the memory of signatures that lie in a file; they are read again where they are looked at."""
    mapped: object = signatures
    while isinstance(mapped, np.ndarray):
        mapped = mapped.base
    if isinstance(mapped, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)


def make_digest(form: str) -> int:
    """64 bits of a plain form; equal digests are looked into before two texts are called equal."""
    return int.from_bytes(blake2b(form.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") if form else 0


def hash_shingles(forms: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """A 64-bit hash of every shingle of every form, and where each form's hashes begin and end."""
    points = np.frombuffer("".join(forms).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    hashes = np.zeros(len(points) - SHINGLE + 1, dtype=np.uint64)
    for place in range(SHINGLE):
        hashes = mix(hashes + points[place : place + len(hashes)])
    lengths = np.array([len(form) for form in forms])
    across = np.cumsum(lengths)[:-1, None] - np.arange(1, SHINGLE)  # shingles that begin in one form and end in the next
    offsets = np.concatenate([[0], np.cumsum(lengths - SHINGLE + 1)]).astype(np.uint64)
    return np.delete(hashes, across.ravel()), offsets


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finalizer of splitmix64: every bit of the input moves every bit of the output; one to one."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
