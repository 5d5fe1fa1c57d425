"""A text in; out, its twin for matching: one code point for one, so that offsets stay; never published.

The twin has simplified forms for traditional and variant ones, plain characters for compatibility forms (radicals ⼀⽉,
vertical and small punctuation, full-width digits and letters), 〇 for every circle that is written for it, a plain or an
ideographic space for whatever is as wide, and a line feed for whatever ends a line.
folding.txt holds the pairs: the single-character entries of OpenCC's tables (Apache License 2.0), Unicode's
compatibility decompositions of one character, the radicals that Unicode names as equivalent but does not decompose, and
the sign of a ratio (∶), which is written for a colon. OpenCC's way of 么 (幺) and 抬 (擡) is turned round, and what stands
for 干 了 只 借 in traditional texts alone goes there (乾瞭衹藉). A form that stands for several words goes to the commonest:
for matching this is enough, for publishing it would not be.
"""

import re
import sys
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

PAIRS = files("pipeline.text").joinpath("folding.txt").read_text(encoding="utf-8").splitlines()
NARROW = "\xa0\u2000\u2002\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
WIDE = "\u2001\u2003\u3000"
OTHER_SPACES = [*(f"{space}\u3000" for space in WIDE), *(f"{space} " for space in NARROW)]
"""Spaces of other widths: pages indent with two em spaces, and set names off by spaces that do not break."""
SIGNS_END = 0x20000  # behind the last character that is a sign of anything
LAST_PAIRED = 0xFFFF  # a code point beyond is looked up as this one, which is no character of a word
TWINS = np.arange(sys.maxunicode + 1, dtype="<u4")
"""For every code point its twin."""
for pair in [*PAIRS, *OTHER_SPACES, *(f"{end}\n" for end in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")]:
    TWINS[ord(pair[0])] = ord(pair[1])


def fold(text: str) -> str:
    """The twin of a text, of the same length.

    >>> fold("⼀、認清形勢（２）")
    '一、认清形势（2）'
    >>> fold("县长\u00a0陆远舟\u2003\u2003开会")
    '县长 陆远舟\u3000\u3000开会'
    """
    return text if text.isascii() else fold_points(code_points(text))


def fold_points(points: npt.NDArray[np.uint32]) -> str:
    """The twin of a text by its code points."""
    twin: bytes = TWINS[points].tobytes()
    return twin.decode("utf-32-le", "surrogatepass")


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The code points of a text as an array."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def sign_table(signs: Iterable[re.Pattern[str]]) -> npt.NDArray[np.uint16]:
    """For every code point which of the signs it is, one bit each; a sign is a pattern of one character."""
    table, characters = np.zeros(len(TWINS), dtype=np.uint16), "".join(map(chr, range(SIGNS_END)))
    for place, sign in enumerate(signs):
        table[[*map(ord, "".join(sign.findall(characters)))]] |= np.uint16(1 << place)
    return table


def signs_held(text: str, table: npt.NDArray[np.uint16]) -> int:
    """The signs of a table that a text holds: each character is looked at once for all of them.

    >>> [signs_held(text, sign_table([re.compile("[?]"), re.compile("[0-9]")])) for text in ("讲话", "讲?", "讲2?")]
    [0, 1, 3]
    """
    return int(np.bitwise_or.reduce(table[code_points(text)]))


class Pairs(NamedTuple):
    """Groups of words as found by their first two characters: for every code point whether it begins any, those that it begins,
    and those that it goes on, one bit for several words of a group; the bits of each group."""

    begins: npt.NDArray[np.bool_]
    first: npt.NDArray[np.uint64]
    second: npt.NDArray[np.uint64]
    groups: tuple[np.uint64, ...]


def pair_table(*groups: Sequence[str]) -> Pairs:
    """The tables for groups of words; of a word of one character anything may stand behind."""
    first, second = np.zeros(LAST_PAIRED + 1, np.uint64), np.zeros(LAST_PAIRED + 1, np.uint64)
    share, masks = 64 // len(groups), []
    for number, words in enumerate(groups):
        bits = [np.uint64(1 << (number * share + place)) for place in range(share)]
        for place, word in enumerate(sorted(words, key=lambda word: word[1:2])):
            bit = bits[place * (share - 1) // len(words)] if len(word) > 1 else bits[-1]
            first[ord(word[0])] |= bit
            second[ord(word[1]) if len(word) > 1 else slice(None)] |= bit
        masks.append(np.bitwise_or.reduce(bits))
    return Pairs(first != 0, first, second, tuple(masks))


def find_pairs(text: str, pairs: Pairs) -> list[list[int]]:
    """For every group where its words may begin: everywhere where one does, and seldom elsewhere.

    >>> find_pairs("开会讲话，讲话！", pair_table(["讲话", "发言"], ["会", "！"]))
    [[2, 5], [1, 7]]
    """
    points = code_points(f"{text}\0").astype(np.intp)
    begun = pairs.begins.take(points[:-1], mode="clip").nonzero()[0]  # the few that are looked at further
    held = pairs.first.take(points[begun], mode="clip") & pairs.second.take(points[begun + 1], mode="clip")
    return [begun[held & group != 0].tolist() for group in pairs.groups]
