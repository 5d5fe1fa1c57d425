"""The words of texts in; out, the few that tell each from other texts: jieba's TF-IDF, without cutting the texts again."""

from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from statistics import median_high

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.text.folding import TWINS, fold


def rank_keywords(words: pa.DictionaryArray, texts: NDArray[np.int64], count: int, limit: int) -> pa.ListArray:
    """The words of greatest TF-IDF in each of so many texts, greatest first; of equals, the one that stands first.

    `texts` is of which text each of the words is. The weights are those of `jieba.analyse.extract_tags` with its own IDF table
    (a word not in it has the median). Left out: words of one character, stop words, and what has no letter at all (jieba would
    take figures for rare words).

    >>> words = pa.array("责任 防汛 工作 防汛 的 责任".split()).dictionary_encode()
    >>> rank_keywords(words, np.array([0, 0, 0, 0, 2, 2]), 3, 2).to_pylist()
    [['防汛', '责任'], [], ['责任']]
    """
    weights = np.array([find_weight(word) for word in words.dictionary.to_pylist()], dtype=np.float64)
    numbers = words.indices.to_numpy()
    counted = np.flatnonzero(weights[numbers] > 0) if len(weights) else np.zeros(0, dtype=np.int64)
    pairs, first, counts = count_pairs(texts[counted] * len(weights) + numbers[counted])
    owners, found = np.divmod(pairs, max(1, len(weights)))
    totals = np.bincount(owners, weights=counts, minlength=count)
    scores = counts * (weights[found] / totals[owners])
    likely = find_likely(scores, owners, limit)
    owners, found = owners[likely], found[likely]
    order = np.lexsort((first[likely], -scores[likely], owners))
    sizes = np.bincount(owners, minlength=count)
    ranks = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    ends = np.cumsum(np.minimum(sizes, limit), dtype=np.int32)
    best = words.dictionary.take(pa.array(found[order][ranks < limit]))
    return pa.ListArray.from_arrays(pa.array(np.concatenate([np.zeros(1, dtype=np.int32), ends])), best)


def count_pairs(pairs: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The distinct numbers in order, where each stands first, and how often. Number and place are packed into one to be sorted.

    >>> [column.tolist() for column in count_pairs(np.array([7, 2, 7]))]
    [[2, 7], [1, 0], [1, 2]]
    """
    width = max(1, len(pairs)).bit_length()
    packed = np.sort(pairs << width | np.arange(len(pairs)))
    ranked = packed >> width
    starts = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]])) if len(pairs) else pairs
    return ranked[starts], packed[starts] & ((1 << width) - 1), np.diff(np.append(starts, len(pairs)))


def find_likely(scores: NDArray[np.float64], owners: NDArray[np.int64], limit: int) -> NDArray[np.int64]:
    """Where the `limit` greatest scores of each owner stand, with those that are about as great; owners are in order.

    >>> find_likely(np.array([0.1, 0.3, 0.2, 0.1]), np.array([4, 4, 4, 7]), 2).tolist()
    [1, 2, 3]
    """
    if not len(scores):
        return owners
    keys = owners - scores / (2 * scores.max())  # half a unit apart at most: the owners stay in order
    starts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]]))
    sizes = np.diff(np.append(starts, len(owners)))
    least = np.sort(keys)[starts + np.minimum(sizes, limit) - 1]
    return np.flatnonzero(keys <= np.repeat(least, sizes))


@lru_cache(1 << 17)
def find_weight(token: str) -> float:
    """The weight of a token, of a traditional one that of the simplified; 0 of what is no word."""
    weights, unknown = read_weights()
    return (weights.get(token) or weights.get(token.translate(read_twins()), unknown)) if is_word(token) else 0.0


def is_word(token: str) -> bool:
    """「防汛」 and 「GDP」 are; 「的」, 「因为」, 「我們」, 「2024」 and 「3.5%」 are not."""
    named = len(token.strip()) > 1 and any(map(str.isalpha, token))
    return named and token.lower().translate(read_twins()) not in fold_stopwords()


@cache
def read_twins() -> dict[int, int]:
    """The code points that have another twin: a word is folded faster by them than by a look at a table of all."""
    points = np.flatnonzero(np.arange(len(TWINS)) != TWINS)
    return dict(zip(points.tolist(), TWINS[points].tolist(), strict=True))


@cache
def read_stopwords() -> frozenset[str]:
    """The words that name no subject, from `stopwords.txt`: one a line, `#` begins a comment."""
    lines = files("pipeline.annotation").joinpath("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def fold_stopwords() -> frozenset[str]:
    """The same in the forms that both scripts fold to."""
    return frozenset(map(fold, read_stopwords()))


@cache
def read_weights() -> tuple[dict[str, float], float]:
    """jieba's IDF table and its median. Read from the file: importing `jieba.analyse` loads a tagger that nobody asked for."""
    import jieba

    cells = (Path(jieba.__file__).parent / "analyse" / "idf.txt").read_text(encoding="utf-8").split()
    weights = dict(zip(cells[::2], map(float, cells[1::2]), strict=True))
    return weights, median_high(weights.values())
