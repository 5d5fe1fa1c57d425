"""Real pages and twins of them with damage of a kind: how well `quality` tells the one from the other.

    python -m tests.tools.quality ../shared/corpus/pages ../shared/reading/long/pages     AUC by kind of damage, and of all
"""

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from pipeline.formats.decoding import decode
from pipeline.parse.features import measure_features
from pipeline.parse.ledger import owned_texts
from pipeline.parse.page import parse_page
from tests.tools.planted import damage

LEAST = 200  # code points of a speech
PINYIN = ("lǐng", "dǎo", "jiàn", "shè", "gōng", "zuò")


def break_lines(text: str, random: Random) -> str:
    """A line end every hundred characters or so, inside sentences."""
    return re.sub("(?<=[\u4e00-\u9fa5])(?=[\u4e00-\u9fa5])", lambda _match: "\n" if random.random() < 0.01 else "", text)


def annotate(text: str, random: Random) -> str:
    """A reading behind one character in a hundred."""
    return re.sub("[\u4e00-\u9fa5]", lambda m: f"{m[0]}{random.choice(PINYIN)}" if random.random() < 0.01 else m[0], text)


def misread(text: str, random: Random) -> str:
    """A tenth of the text as UTF-8 read as GBK."""
    start = random.randrange(max(1, len(text) * 9 // 10))
    end = start + len(text) // 10 + 1
    return text[:start] + text[start:end].encode().decode("gbk", "replace") + text[end:]


def blank(text: str, _random: Random) -> str:
    """A template: no figure stands, places are xx."""
    return re.sub(r"\d+(?:\.\d+)?", "", re.sub("[\u4e00-\u9fa5](?=[省市县区镇乡])", "xx", text)) + "\n今年xx县增长%，完成亿元。"


def repeat(text: str, random: Random) -> str:
    """A third of the lines twice."""
    return "\n".join(f"{line}\n{line}" if random.random() < 0.33 else line for line in text.split("\n"))


def eat(text: str, random: Random) -> str:
    """A question mark for one character in a hundred."""
    return re.sub("[\u4e00-\u9fa5]", lambda m: "?" if random.random() < 0.01 else m[0], text)


DAMAGES: dict[str, Callable[[str, Random], str]] = {
    "stray characters, 3 %": lambda text, random: damage(text, 0.03, random),
    "broken lines": break_lines,
    "readings": annotate,
    "a tenth misread": misread,
    "blanks of a template": blank,
    "a third of the lines twice": repeat,
    "eaten characters": eat,
}


def read_speeches(folders: Sequence[str]) -> list[str]:
    """The speeches of the pages of some folders."""
    texts: list[str] = []
    for path in (path for folder in folders for path in sorted(Path(folder).glob("*.txt"))):
        if decoded := decode(path.read_bytes()):
            owned, _sections = owned_texts(decoded.text, parse_page(decoded.text).spans)
            texts += [text for text in owned.values() if len(text) >= LEAST]
    return texts


def area(clean: Sequence[float], damaged: Sequence[float]) -> float:
    """The part of pairs of a clean and a damaged text in which the clean one has more; half of those that have the same."""
    pairs = [(one > other) + (one == other) / 2 for one in clean for other in damaged]
    return sum(pairs) / len(pairs)


def measure(folders: Sequence[str]) -> dict[str, float]:
    """The area under the curve for every kind of damage, and for all together."""
    random, texts = Random(1), read_speeches(folders)
    clean = [measure_features(text).quality for text in texts]
    found = {name: [measure_features(spoil(text, random)).quality for text in texts] for name, spoil in DAMAGES.items()}
    areas = {name: area(clean, damaged) for name, damaged in found.items()}
    return areas | {f"all, {len(texts)} speeches": area(clean, [value for values in found.values() for value in values])}


if __name__ == "__main__":
    for name, value in measure(sys.argv[1:]).items():
        print(f"{name:32}{value:.4f}")
