"""A text in; out, whether names or figures in it were replaced by signs: xx ×× ** __ ☆ □□."""

import re
from collections.abc import Callable

from pipeline.text.characters import COMMAS, IS_HAN, NUMERALS, QUOTED

RUN = re.compile("[xX×☆□○*_][xX×☆□○*_]*+")
LATIN = re.compile("[A-Za-z]")
NAMED_BY_X = "光射轴形型染值坐"  # X光, x轴: words, not masks
# what a masked name or figure is followed by
UNITS = "省州盟市区县旗镇乡村局厅委部办校院厂路年月日时届同书主副个名人万亿元家项%％"
QUOTES = frozenset(QUOTED)
LEAST_LINE, NEAR = 2, 200  # signs of a mask of * or _; code points on either side among which bold letters end
OF_ONE = "省市县区镇乡村年月日次届期"  # what one sign alone masks the name or the number of
IS_BOLD_END = re.compile(r"[^*\n]{1,60}\*\*(?P<after>.?)")


def has_mask(text: str) -> bool:
    """Whether a sign stands where a name or a figure stood.

    >>> has_mask("x县20××年"), has_mask("**县**镇"), has_mask("**同志们**要做X光")
    (True, True, False)
    >>> has_mask("XX 副县长"), has_mask("增长 XX%"), has_mask("顾问***先生"), has_mask("我叫***，"), has_mask("以“xxx”为主题")
    (True, True, True, True, True)
    >>> has_mask("自20_年以来"), has_mask("第*次会议"), has_mask("中共 * 市 * 镇")
    (True, True, True)
    >>> has_mask("我叫__，今年"), has_mask("今天,____届的同学"), has_mask("202x年")
    (True, True, True)
    >>> has_mask("在*市长*那里"), has_mask("好\\n* 市区"), has_mask("“数据要素×”行动")
    (False, False, False)
    >>> has_mask("要**抓紧**落实"), has_mask("- **一是**"), has_mask("Xerox 公司")
    (False, False, False)
    """
    return any(_KINDS[match.group()[0]](text, *match.span()) for match in RUN.finditer(text))


def _is_letter_mask(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if LATIN.search(before + after):
        return False
    if end - start > 1:  # XX 副县长, 增长 XX%, “xxx”
        before = text[start - 2 : start - 1] if before == " " and start > 1 else before
        after = text[end + 1 : end + 2] if after == " " else after
        return bool(IS_HAN.match(before) or IS_HAN.match(after)) or (before == "“" and after == "”")
    before_han = IS_HAN.match(after) is not None and after not in NAMED_BY_X
    if before.isdigit():  # 202x年
        return after == "年"
    return before_han or (IS_HAN.match(before) is not None and after in "。，,、%")


def _is_times_mask(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start].strip(), text[end : end + 2].strip()
    measured = before[-1:].isdigit() and after[:1].isdigit()
    if measured or (end - start == 1 and after[:1] in QUOTES and text.rfind("“", max(0, start - 3), start) < 0):  # “数据要素×”
        return False
    return bool(end - start > 1 or IS_HAN.match(after) or IS_HAN.match(before[-1:]))


def _is_shape_mask(text: str, start: int, end: int) -> bool:
    """Inside a sentence; at the beginning of a line or before a choice it is a bullet or a box, in 一九四○年 a zero."""
    if not start or not IS_HAN.match(text, start - 1) or text[start - 1] in NUMERALS or text.startswith((*NUMERALS,), end):
        return False
    return end - start > 1 or IS_HAN.match(text, end) is not None


def _is_line_mask(text: str, start: int, end: int) -> bool:
    """Before a unit, when the run is not the beginning of **bold** letters; behind a word, when no other such run is near."""
    if end - start < LEAST_LINE or end == len(text):
        return _is_lone_mask(text, start, end)
    bold = IS_BOLD_END.match(text, end)
    is_bold = bold is not None and (not bold["after"] or bold["after"] not in UNITS)
    if text[end] in UNITS and not is_bold:
        return True
    near = _near(text, start, end)
    least = LEAST_LINE - (text[start] == "_")  # 我叫__，
    named = IS_HAN.match(text, end) or (end - start > least and text[end] in COMMAS)
    sign = text[start:end] if end - start != 2 * LEAST_LINE else text[start : start + LEAST_LINE]  # **能力****越大**
    return start > 0 and bool(IS_HAN.match(text, start - 1) and named) and sign not in near


def _near(text: str, start: int, end: int) -> str:
    """What stands near on the same line."""
    return text[max(0, start - NEAR) : start].rpartition("\n")[2] + text[end : end + NEAR].partition("\n")[0]


def _is_lone_mask(text: str, start: int, end: int) -> bool:
    """One sign: 20_年, 第*次, 中共 * 市; not *slanted* letters, not the sign of a list or a note."""
    before, after = text[max(0, start - 2) : start].strip(" ")[-1:], text[end : end + 2].strip(" ")[:1]
    if text[start:end] == "_":
        return before.isdigit() and after == "年" and not text.startswith("年度", end)
    spaced = text[start - 1 : start] == " ", text[end : end + 1] == " "
    alone = "*" not in _near(text, start, end) or spaced == (True, True)
    named = IS_HAN.match(before) is not None and after != "" and after in OF_ONE
    return named and spaced[0] == spaced[1] and alone


_KINDS: dict[str, Callable[[str, int, int], bool]] = {
    "x": _is_letter_mask,
    "X": _is_letter_mask,
    "×": _is_times_mask,
    "☆": _is_shape_mask,
    "□": _is_shape_mask,
    "○": _is_shape_mask,
    "*": _is_line_mask,
    "_": _is_line_mask,
}
