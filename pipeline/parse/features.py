"""The text of a speech in; out, four simple features of it and a quality made of them, from 0 (ruined) to 1 (clean prose).

running: the share of characters in lines that hold sentences or end like one: 谢谢大家！ damage: signs of damage a character:
strange and rare characters, lines that break off, stray letters. repetition: the share of characters in lines said before.
template: blanks to fill in, a character.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from pipeline.parse.quality import RUNNING
from pipeline.text.characters import COMMAS, ENDS, HAN, STOPS
from pipeline.text.folding import TWINS, code_points, fold_points

COMMON, RARE, STRANGE = 1, 2, 3
LEAST = 12  # code points of a line whose second occurrence is no set phrase
SENTENCE = re.compile(f"[{STOPS}，,]")
SAID = frozenset({"", *ENDS, *COMMAS})
"""What the last character of a line is, however short, that is no heading; of an empty line there is none."""
DAMAGE_SIGNS, LOW, PICTURES = r"?*#@&^~_|\\<>{}=", "a-zà-ɏ", "\u2600-\u27bf\U0001f300-\U0001faff"
TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
# Between Chinese characters, where none belongs: 工?作, 管lǐ理, 加😀强, 领www.a.com导. Not GDP, 5G, 3月.
# Its first character is looked for before what stands around it.
STRAY = re.compile(
    rf"[{DAMAGE_SIGNS}{LOW}A-Z{PICTURES})）](?:(?<=\(\)|（）)|(?:(?<=[{HAN}][{DAMAGE_SIGNS}])[{DAMAGE_SIGNS}]{{0,2}}|(?<=[{HAN}][{LOW}])[{LOW}]{{0,5}}|(?<=[{HAN}][{PICTURES}])\ufe0f?"
    rf"|(?<=[{HAN}]w)ww[.\w]{{3,30}})(?=[{HAN}])|(?:(?<=[{TONED}])|(?<=[a-zA-Z])(?<![a-zA-Z]{{2}})[a-zA-Z]*[{TONED}])[{TONED}]*[a-zA-Z]*)"
)
# A line that ends inside a sentence: neither a stop nor a heading's length. Not 一、提高认识.
BROKEN = re.compile(rf"\n(?<=[{HAN}{COMMAS}]{{2}}\n)(?=[{HAN}{COMMAS}。；])")
BLANKS = re.compile(
    rf"[xX×＊*○_某%％”》签达增完收此](?:(?<=[xX×＊*○])[xX×＊*○]+|(?<=_)_+|(?<=某)某|(?<=[{HAN}][xX×某])(?<!某某.)(?=[市县镇乡村局])|(?<=[{HAN}][%％])"
    r"|(?<=“”|《》)|(?<=\[标签)|(?:(?<=达)到?|(?<=增)长|(?<=完)成|(?<=收)入)(?:[亿万]元|个百分点)|(?<=此)处(?:隐藏|省略))"
)
LOSSES = {"damage": 12.0, "template": 8.0, "repetition": 1.0, "running": 0.3}
"""What each feature takes from the quality: one sign of damage in 12 characters, all of a text twice; not running, little."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is measured of a text, and what is made of it."""

    running: float
    damage: float
    repetition: float
    template: float

    def cells(self) -> dict[str, float]:
        """The features and the quality by the names of their columns."""
        return {name: round(getattr(self, name), 4) for name in LOSSES} | {"quality": self.quality}

    @property
    def quality(self) -> float:
        """From 0 to 1: what is left when damage, blanks, repetition and what does not run are taken away."""
        lost = LOSSES["damage"] * self.damage + LOSSES["template"] * self.template
        lost += LOSSES["repetition"] * self.repetition + LOSSES["running"] * (1 - self.running)
        return round(max(0.0, 1 - lost), 4)


def measure_features(text: str) -> Features:
    """The features of a text; an empty one has none of anything.

    >>> measure_features("同志们：\\n今天开这个会，主要讲两件事，一件是种树，一件是修路。").quality > 0.9
    True
    >>> measure_features("今年xx县增长%，管lǐ理\\ufffd得到加\\n强，人均收入达亿元。").quality
    0.0
    """
    return measure_texts([text])[0]


def measure_texts(texts: Sequence[str]) -> list[Features]:
    """The features of some texts, whose characters are looked up as one."""
    points = code_points("".join(texts))
    twin, kinds = fold_points(points), character_kinds()[points].tobytes()
    ends = [*accumulate(map(len, texts))]
    return [
        measure(text, twin[end - len(text) : end], kinds[end - len(text) : end]) for text, end in zip(texts, ends, strict=True)
    ]


def measure(text: str, twin: str, kinds: bytes) -> Features:
    """The features of a text, given its twin and the kinds of its characters."""
    lines = [line.strip() for line in text.split("\n")]
    written = sum(map(len, lines))
    if not written:
        return Features(1.0, 0.0, 0.0, 0.0)
    running = sum(len(line) for line in lines if line[-1:] in SAID or (len(line) >= RUNNING and SENTENCE.search(line)))
    long = [line for line in lines if len(line) >= LEAST]
    once = sum(map(len, dict.fromkeys(long)))
    signs = kinds.count(STRANGE) + kinds.count(RARE) / 2 + len(STRAY.findall(twin)) + len(BROKEN.findall(twin))
    blanks = len(BLANKS.findall(twin))
    return Features(running / written, signs / written, (sum(map(len, long)) - once) / written, blanks / written)


@cache
def character_kinds() -> NDArray[np.uint8]:
    """For every code point whether its twin is a common Chinese character, a rare one, or one that no Chinese text has."""
    kinds = np.zeros(len(TWINS), dtype=np.uint8)
    kinds[0x3400:0xA000] = RARE
    level_1 = (bytes([lead, tail]).decode("gb2312", "ignore") for lead in range(0xB0, 0xD8) for tail in range(0xA1, 0xFF))
    kinds[[ord(character) for character in level_1 if character]] = COMMON
    kinds[[0xFFFD, *range(0x80, 0xA0), *range(0xE000, 0xF900)]] = STRANGE
    kinds[0x370:0x600] = STRANGE  # Greek to Arabic: what bytes read wrongly become
    return kinds[TWINS]
