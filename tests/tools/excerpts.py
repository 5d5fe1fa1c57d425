"""Speeches of our own with planted excerpts of others: how many are joined, how many are cut by the splits.

    python -m tests.tools.excerpts [count]     1,000 excerpts of 100 to 1,000 characters, over three salts
"""

import sys
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from pipeline.annotate import find_alike
from pipeline.annotation.components import start_components
from pipeline.annotation.fingerprint_files import read_fingerprints, write_fingerprints, write_seeds
from pipeline.annotation.joining import JoinRule, join_passages, place_pages
from pipeline.annotation.splits import SplitRule, assign_splits, name_components
from pipeline.job.configuration import Duplicates
from tests.tools.planted import make_sentences, make_texts

SALTS = ("a", "b", "c")


def plant_excerpts(count: int, random: Random) -> list[str]:
    """So many speeches, as many of others with an excerpt of one each, and half as many that share nothing."""
    sentences = make_sentences(200 * count, random)
    whole, own = make_texts(count, 3_000, sentences, random), make_texts(count, 2_000, sentences, random)
    for number, text in enumerate(own):
        size, place = random.randint(100, 1_000), random.randrange(len(text))
        start = random.randrange(len(whole[number]) - size)
        own[number] = text[:place] + whole[number][start : start + size] + text[place:]
    return [*whole, *own, *make_texts(count // 2, 3_000, sentences, random)]


def find_components(texts: list[str], folder: Path) -> list[str]:
    """The component of the page of each text, a page each."""
    pages, path = [f"{number:016x}" for number in range(len(texts))], folder / "speeches.arrow"
    write_seeds(path, write_fingerprints(path, [f"{page}-p0" for page in pages], texts))
    parents = start_components(len(pages))
    find_alike([path], pages, parents, Duplicates())
    speeches = read_fingerprints([path])
    join_passages(parents, place_pages(pages, speeches.ids), speeches, JoinRule())
    return list(name_components(pages, parents).values())


def measure(count: int, random: Random) -> tuple[float, list[int], dict[int, int]]:
    """The part of excerpts that are joined to their speech, those cut by each salt, and how many components have what size."""
    texts = plant_excerpts(count, random)
    with TemporaryDirectory() as folder:
        components = find_components(texts, Path(folder))
    names = {f"{number:016x}": name for number, name in enumerate(components)}
    joined = sum(components[number] == components[count + number] for number in range(count)) / count
    cut = []
    for salt in SALTS:
        sizes = dict(zip(names, map(len, texts), strict=True))
        splits = list(assign_splits(names, SplitRule(0.25, 0.25, salt), {}, sizes).values())
        cut.append(sum(splits[number] != splits[count + number] for number in range(count)))
    return joined, cut, dict(sorted(Counter(Counter(components).values()).items()))


if __name__ == "__main__":
    recall, cuts, sizes = measure(int(sys.argv[1]) if sys.argv[1:] else 1_000, Random(1))
    print(f"joined {recall:.4f}   cut {cuts}   components by size {sizes}")
