"""Texts of our own with planted copies, damaged at a known rate: what the search for near-duplicates is measured with.

    python -m tests.tools.planted           recall and precision by damage and length
    python -m tests.tools.planted 100000    time and memory for so many sections

Sentences are words of jieba's dictionary drawn by their frequency; the texts draw from one pool of sentences, so that different
texts have sentences in common, as speeches do. (At 50 characters a text is two sentences, and two texts that share one of them
count as different here: precision says so.)
"""

import resource
import sys
import time
from collections.abc import Sequence
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pyarrow as pa

from pipeline.annotation.clusters import Near, find_clusters
from pipeline.annotation.fingerprint_files import read_fingerprints, write_fingerprints
from pipeline.annotation.fingerprints import Fingerprints, make_fingerprints, remember_similarity
from pipeline.annotation.plain import plain_form
from pipeline.annotation.representatives import KEPT, compare_members, find_likeness
from pipeline.annotation.words import load_jieba

LOT = 10_000  # texts that are in memory
POOL = 20_000  # sentences: of 100,000 texts of 530 characters some 70 million pairs share one


@cache
def read_words() -> tuple[list[str], list[int]]:
    """The words of jieba's dictionary, and the sums of their frequencies."""
    known = {word: weight for word, weight in load_jieba().FREQ.items() if weight and "\u4e00" <= word[0] <= "\u9fd5"}
    return [*known], [*accumulate(known.values())]


def make_sentences(count: int, random: Random) -> list[str]:
    """Sentences of 8 to 30 words."""
    words, weights = read_words()
    sentences = []
    for _number in range(count):
        drawn = random.choices(words, cum_weights=weights, k=random.randint(8, 30))
        drawn.insert(len(drawn) // 2, "，")
        sentences.append("".join(drawn) + "。")
    return sentences


@cache
def draw_sentences() -> list[str]:
    """Sentences for all tests of a process: drawing them takes longer than most tests."""
    return make_sentences(8_000, Random(1))


def make_texts(count: int, length: int, sentences: Sequence[str], random: Random) -> list[str]:
    """Different texts of about `length` code points."""
    texts = []
    for _number in range(count):
        text = ""
        while len(text) < length:
            text += random.choice(sentences)
        texts.append(text)
    return texts


def damage(text: str, rate: float, random: Random) -> str:
    """The text with this part of its characters replaced, doubled by a stray one, or lost."""
    characters = list(text)
    for _number in range(round(len(text) * rate)):
        place = random.randrange(len(characters))
        stray = chr(random.randrange(0x4E00, 0x9FA6))
        characters[place : place + 1] = random.choice(([stray], [characters[place], stray], []))
    return "".join(characters)


def cluster(texts: Sequence[str]) -> list[str]:
    """The clusters of texts, with their indices as ids."""
    forms = [plain_form(text) for text in texts]
    return name_clusters([f"{index:07d}" for index in range(len(texts))], make_fingerprints(forms), forms)


def name_clusters(ids: Sequence[str], prints: Fingerprints, forms: Sequence[str]) -> list[str]:
    """The cluster ids of texts with these ids, fingerprints and plain forms."""
    return [ids[place] for place in find_clusters(pa.array(ids), prints, Near(remember_similarity(forms.__getitem__))).tolist()]


def measure(texts: Sequence[str], copies: Sequence[Sequence[str]]) -> tuple[float, float]:
    """Recall and precision: the part of planted pairs found, and the part of found pairs that were planted."""
    count = len(texts)
    clusters = cluster([*texts, *(copy for made in copies for copy in made)])
    found: dict[str, list[int]] = {}
    for index, name in enumerate(clusters):
        found.setdefault(name, []).append(index % count)
    pairs = [(a, b) for members in found.values() for place, a in enumerate(members) for b in members[place + 1 :]]
    right = sum(a == b for a, b in pairs)
    planted = count * len(copies) * (len(copies) + 1) // 2
    return right / planted, right / len(pairs) if pairs else 1.0


def print_table() -> None:
    """Recall (original and copy / two copies without their original) and precision, 1,000 texts each."""
    random = Random(1)
    sentences = make_sentences(POOL, random)
    print("damage  " + "".join(f"{length:>8} characters      " for length in (50, 100, 200, 530, 2000)))
    for rate in (0.0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.1):
        cells = []
        for length in (50, 100, 200, 530, 2000):
            texts = make_texts(1000, length, sentences, random)
            made = [[damage(text, rate, random) for text in texts] for _copy in range(2)]
            recall, precision = measure(texts, made[:1])
            recall_of_copies, _precision = measure(made[0], made[1:])
            cells.append(f"{recall:8.4f} / {recall_of_copies:.4f} p{precision:.4f}")
        print(f"{rate:5.0%} " + " ".join(cells), flush=True)


def print_time(count: int) -> None:
    """Seconds and memory to cluster `count` texts of 530 code points, a tenth of them copies damaged by 3 %, as a build does."""
    random = Random(1)
    sentences, start = make_sentences(POOL, random), time.process_time()
    with TemporaryDirectory() as folder:
        paths, taken, size = list[Path](), 0.0, 0
        for number in range(0, count, LOT):
            texts = make_texts(min(LOT, count - number) * 9 // 10, 520, sentences, random)
            texts += [damage(text, 0.03, random) for text in texts[: min(LOT, count - number) - len(texts)]]
            size += sum(len(text.encode()) for text in texts)
            paths.append(Path(folder) / f"{number:07d}.arrow")
            start = time.process_time()
            write_fingerprints(paths[-1], [f"{number + place:07d}" for place in range(len(texts))], texts)
            taken += time.process_time() - start
        print(f"{count} texts, {size / 1e6:.0f} MB: fingerprints {taken:.1f} s of CPU, {peak()} MB at most", flush=True)
        start = time.process_time()
        found = read_fingerprints(paths)
        near = Near(remember_similarity(found.read_form))
        clusters = find_clusters(found.ids, found.prints, near)
        middle = time.process_time()
        kept = find_likeness(found.ids, clusters, partial(compare_members, found.prints.signatures, near)).kept
        end = time.process_time()
    print(f"clusters {middle - start:.1f} s, representatives {end - middle:.1f} s, {peak()} MB at most, one process")
    print(f"{len(set(clusters.tolist()))} clusters, {(kept == KEPT).sum()} texts kept")


def peak() -> int:
    """The most memory this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print_time(int(sys.argv[1]))
    else:
        print_table()
