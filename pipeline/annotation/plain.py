"""A text in; its plain form out: small letters and digits, nothing else, as near-duplicates and shared passages are found in it.

Copies of this genre differ in script, width, spacing and punctuation throughout, so none of it is compared. A character has the
form that NFKD gives it, without marks, in lower case, folded by the table that parsing matches with: traditional characters and
variants are simplified. One look at a table of all code points gives the form of a whole text at once.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from pipeline.text.folding import TWINS, code_points

NOT_PLAIN = re.compile(r"[\W_]+")  # 「，」 「 」 「__」; not 「一」, not 「1」
SEVERAL = 0xFFFFFFFF  # in the table: a character whose form has several characters
BLOCKS = ((0, 0x3400), (0xA640, 0xAC00), (0xF900, 0x10000), (0x1D400, 0x1D800), (0x1EE00, 0x1F300), (0x2F800, 0x2FA20))
"""Where characters with another form are; Hangul is left as it is composed."""


def plain_form(text: str) -> str:
    r"""A text as it is compared.

    >>> plain_form("各位代表，\n　ＧＤＰ增长５．２％！"), plain_form("⑴ ½ é"), plain_form("認清形勢")
    ('各位代表gdp增长52', '112e', '认清形势')
    """
    return plain_forms([text])[0]


def plain_forms(texts: Sequence[str]) -> list[str]:
    """Texts as they are compared, looked at as one.

    >>> plain_forms(["各位代表，", "", "⑴ ½ é"])
    ['各位代表', '', '112e']
    """
    table, several = read_forms()
    points = table[code_points("".join(texts))]
    ends = np.cumsum([0, *map(len, texts)])
    if len(found := np.flatnonzero(points == SEVERAL)):
        odd = {*np.searchsorted(ends, found, side="right").tolist()}
        return plain_forms([text.translate(several) if place in odd else text for place, text in enumerate(texts, start=1)])
    kept = points != 0
    bounds = np.concatenate([[0], np.cumsum(kept)])[ends]
    form = str(points[kept].tobytes(), "utf-32-le", "surrogatepass")
    return [form[start:end] for start, end in pairwise(bounds.tolist())]


@cache
def read_forms() -> tuple[NDArray[np.uint32], dict[int, str]]:
    """The form of every code point (0 of one that has none), and the forms that have several characters."""
    table = np.arange(0x110000, dtype=np.uint32)
    for run in NOT_PLAIN.finditer(table.tobytes().decode("utf-32-le", "surrogatepass")):
        table[run.start() : run.end()] = 0
    several: dict[int, str] = {}
    for point in (point for start, end in BLOCKS for point in range(start, end)):
        form = "".join(filter(str.isalnum, normalize("NFKD", chr(point)).lower()))
        table[point] = ord(form) if len(form) == 1 else SEVERAL if form else 0
        if len(form) > 1:
            several[point] = form
    single = table != SEVERAL
    table[single] = TWINS[table[single]]
    return np.where(single, table[TWINS], table), several
