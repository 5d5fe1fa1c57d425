"""What each step costs: MB of UTF-8 per second on one core, the median of several runs, over all text of some folders.

    python -m tests.tools.bench samples ../shared/corpus/pages

A comparison is made in one run and read as a ratio. The second table shows that parsing is linear in the length of a page.
"""

import gc
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import jieba

from pipeline.annotation.words import tokenize
from pipeline.damage.damage import find_damage
from pipeline.formats.decoding import decode
from pipeline.formats.html import read_html
from pipeline.outline.sections import read_outline
from pipeline.parse.ledger import draw_ledger
from pipeline.parse.page import parse_page
from pipeline.parse.quality import find_defects
from pipeline.speeches.layout import split_speeches
from pipeline.text.reading import make_reading, split_lines

RUNS = 5
PAGE_BYTES = (1_000_000, 2_000_000, 5_000_000, 10_000_000)


def seconds(work: Callable[[], object]) -> float:
    """The median time of some runs."""
    times = []
    for _run in range(RUNS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return median(times)


def time_steps(texts: list[str]) -> dict[str, float]:
    """The time of every step of parsing, each on what the step before it gave, and of the words."""
    damage = [find_damage(text) for text in texts]
    readings = [make_reading(text, found) for text, found in zip(texts, damage, strict=True)]
    layouts = [split_speeches(reading, split_lines(reading.text)) for reading in readings]
    units = [
        [read_outline(reading, extent.lines) for extent in layout.extents]
        for reading, layout in zip(readings, layouts, strict=True)
    ]
    parsed = list(zip(readings, damage, layouts, units, strict=True))
    jieba.initialize()
    return {
        "damage": seconds(lambda: [find_damage(text) for text in texts]),
        "speeches": seconds(lambda: [split_speeches(reading, split_lines(reading.text)) for reading in readings]),
        "outline": seconds(lambda: [read_outline(r, e.lines) for r, _d, layout, _u in parsed for e in layout.extents]),
        "ledger": seconds(lambda: [draw_ledger(*parts) for parts in parsed]),
        "parse_page, all of these": seconds(lambda: [parse_page(text) for text in texts]),
        "defects of whole texts": seconds(lambda: [find_defects(text) for text in texts]),
        "words": seconds(lambda: [tokenize(text) for text in texts]),
        "words, plain jieba": seconds(lambda: [jieba.lcut(text) for text in texts]),
    }


def main(folders: list[str]) -> None:
    """Print both tables."""
    gc.set_threshold(1_000_000)  # as the workers of a build do
    found = [decode(path.read_bytes()) for folder in folders for path in sorted(Path(folder).glob("*.txt"))]
    texts = [decoded.text for decoded in found if decoded is not None]
    n_bytes = sum(len(text.encode()) for text in texts)
    print(f"{len(texts)} pages, {n_bytes / 1e6:.1f} MB of UTF-8")
    for name, time in time_steps(texts).items():
        print(f"{name:28}{n_bytes / time / 1e6:10.1f} MB/s")
    whole = "\n\n".join(texts)
    size = len(whole.encode())
    source = "".join(f"<p>{line}<br>\n" for text in texts for line in text.split("\n"))
    print(f"{'HTML to text':28}{len(source.encode()) / seconds(lambda: read_html(source)) / 1e6:10.1f} MB/s")
    for wanted in PAGE_BYTES:
        page = whole * (wanted // size) + whole[: len(whole) * (wanted % size) // size]
        print(f"one page of {wanted / 1e6:4.0f} MB{wanted / seconds(partial(parse_page, page)) / 1e6:20.1f} MB/s")


if __name__ == "__main__":
    main(sys.argv[1:])
