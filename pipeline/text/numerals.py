"""The number written in an outline marker in; out, its value."""

import re
from functools import lru_cache

KNOWN_NUMBERS = 4096  # words whose value is remembered
DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
DIGITS |= {character: value for row in ("壹贰叁肆伍陆柒捌玖", "壹贰参肆伍陆柒捌玖") for value, character in enumerate(row, 1)}
DIGITS |= {"－": 1, "—": 1}  # what character recognition makes of 一: （－）
UNITS = {"十": 10, "拾": 10, "百": 100}
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ORDINALS = {"首": 1, "其": 2, "再": 3}
# Each row: the characters that stand for `first`, `first` + 1, … in the order of their code points.
ENCLOSED = (("①", "⑳", 1), ("㉑", "㉟", 21), ("㊱", "㊿", 36), ("⑴", "⒇", 1), ("⒈", "⒛", 1), ("❶", "❿", 1), ("㈠", "㈩", 1),
            ("㊀", "㊉", 1), ("Ⅰ", "Ⅻ", 1))

SYMBOLS = STEMS + BRANCHES + "".join(f"{first}-{last}" for first, last, _value in ENCLOSED)
NUMERAL = re.compile(rf"[{''.join((*DIGITS, *UNITS))}]+|\d+|[首再{SYMBOLS}]")  # what number_value reads


@lru_cache(KNOWN_NUMBERS)
def number_value(written: str) -> int | None:
    """The value of an outline number, None when it is none.

    >>> [number_value(w) for w in ("一", "十", "十二", "二十", "一百零五", "二〇", "拾贰", "年")]
    [1, 10, 12, 20, 105, 20, 12, None]
    >>> [number_value(w) for w in ("１０", "12", "③", "⑶", "丙", "巳", "Ⅳ")]
    [10, 12, 3, 3, 3, 6, 4]
    """
    if written.isdecimal():
        return int(written)
    if len(written) == 1 and written not in DIGITS and written not in UNITS:
        return symbol_value(written)
    if not any(character in UNITS for character in written):
        return digits_value(written)
    total = current = 0
    for character in written:
        if character in UNITS:
            total += (current or 1) * UNITS[character]
            current = 0
        elif character in DIGITS:
            current = DIGITS[character]
        else:
            return None
    return total + current


def digits_value(written: str) -> int | None:
    """The value of Chinese digits that stand one behind another (二〇 is 20)."""
    total = 0
    for character in written:
        if character not in DIGITS:
            return None
        total = total * 10 + DIGITS[character]
    return total if written else None


def symbol_value(symbol: str) -> int | None:
    """The value of one character: an enclosed or Roman number, a heavenly stem, an earthly branch.

    >>> [symbol_value(s) for s in "①⒉㈢❹癸亥人"]
    [1, 2, 3, 4, 10, 12, None]
    """
    for first, last, value in ENCLOSED:
        if first <= symbol <= last:
            return ord(symbol) - ord(first) + value
    for row in (STEMS, BRANCHES):
        if symbol in row:
            return row.index(symbol) + 1
    return ORDINALS.get(symbol)
