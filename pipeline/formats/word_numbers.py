"""A Word document's lists and styles in; out, the number that Word prints before each paragraph of an automatic list.

Word and WPS turn 「一、」 typed at the beginning of a line into such a list of their own accord: without its numbers the outline
of many a speech is lost. Bullets are no numbers, and Word's own forms for other languages are written in digits.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

from pipeline.text.numerals import BRANCHES, STEMS

Element: TypeAlias = etree._Element
Styles: TypeAlias = "Mapping[str, Element]"

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLACE = re.compile(r"%(?P<level>[1-9])")  # 「%1、」, 「%1.%2」
SUFFIXES = {"space": " ", "nothing": ""}  # by default a tab
MOST_LEVELS = 9  # of a list
ANCESTORS = 32  # styles above a style; more is a ring

CHINESE_DIGITS = "零一二三四五六七八九"
LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
LEGAL_TRADITIONAL = str.maketrans("零一二三四五六七八九十百千", "零壹貳參肆伍陸柒捌玖拾佰仟")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"),
         (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
SYMBOLS = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": STEMS,
    "ideographZodiac": BRANCHES,
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
"""Word's name of a form → its symbols for 1, 2, 3 …; beyond them a number stands in digits."""

CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "taiwaneseDigital",
))  # fmt: skip
LEGALS = frozenset(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"))
UNNUMBERED = frozenset(("bullet", "none"))


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is printed: `legal` with all numbers in digits, `style` in paragraphs of this style.

    It begins anew behind a number of one of the first `restart` levels.
    """

    text: str
    form: str
    legal: bool
    start: int
    suffix: str
    style: str
    restart: int


@dataclass(frozen=True, slots=True)
class List:
    """A list: the counter it shares with others, its levels, and at which number it begins a level anew."""

    counter: str
    levels: Mapping[int, Level]
    restarts: Mapping[int, int]


def number_paragraphs(root: Element, numbering: Element | None, styles: Styles) -> dict[Element, str]:
    """The number of each paragraph that Word numbers, with what stands between it and the text."""
    lists = {} if numbering is None else read_lists(numbering)
    counts: dict[str, dict[int, int]] = {}
    begun: set[tuple[str, int]] = set()
    numbers: dict[Element, str] = {}
    for paragraph in root.iter(f"{W}p"):
        key, depth = find_place(paragraph, lists, styles)
        if key not in lists or depth not in lists[key].levels:
            continue
        used, counted = lists[key], counts.setdefault(lists[key].counter, {})
        following = counted[depth] + 1 if depth in counted else used.levels[depth].start
        counted[depth] = following if (key, depth) in begun else used.restarts.get(depth, following)
        begun.add((key, depth))
        for deeper in [level for level in counted if level > depth]:
            if deeper not in used.levels or depth < used.levels[deeper].restart:
                del counted[deeper]
        numbers[paragraph] = write_label(used.levels, counted, depth)
    return numbers


def find_place(paragraph: Element, lists: Mapping[str, List], styles: Styles) -> tuple[str, int]:
    """The list and level of a paragraph, as it or the nearest of its styles says; "" for none."""
    depth = ""
    for style, holder in find_holders(paragraph, styles):
        depth = depth or value(holder, "pPr/numPr/ilvl")
        key = value(holder, "pPr/numPr/numId")
        if key:
            levels = lists[key].levels if key in lists else {}
            own = (level for level, how in levels.items() if style and how.style == style)
            return key, natural(depth, next(own, 0))
    return "", 0


def find_holders(element: Element, styles: Styles, path: str = "pPr/pStyle") -> Iterator[tuple[str, Element]]:
    """Whatever may say how a paragraph or run is set: itself, its style (named at `path`), the styles this one is based on."""
    yield "", element
    style = value(element, path)
    for _ancestor in range(ANCESTORS):
        if style not in styles:
            return
        yield style, styles[style]
        style = value(styles[style], "basedOn")


def read_lists(numbering: Element) -> dict[str, List]:
    """Every list of a document by its number."""
    kinds = {value(kind, "@abstractNumId"): kind for kind in numbering.iter(f"{W}abstractNum")}
    linked = {value(kind, "styleLink"): kind for kind in kinds.values() if value(kind, "styleLink")}
    lists = {}
    for number in numbering.iter(f"{W}num"):
        kind = kinds.get(value(number, "abstractNumId"))
        if kind is None:
            continue
        kind = linked.get(value(kind, "numStyleLink"), kind)
        found = [level for holder in (kind, number) for level in holder.iter(f"{W}lvl")]  # its own come after those of its kind
        levels = {natural(value(level, "@ilvl"), 0): read_level(level) for level in found}
        restarts = {
            natural(value(override, "@ilvl"), 0): natural(value(override, "startOverride"), 1)
            for override in number.iter(f"{W}lvlOverride")
            if value(override, "startOverride")
        }
        lists[value(number, "@numId")] = List(value(kind, "@abstractNumId"), levels, restarts)
    return lists


def read_level(level: Element) -> Level:
    """One level of a list."""
    text, form, suffix, style = (value(level, name) for name in ("lvlText", "numFmt", "suff", "pStyle"))
    legal = level.find(f"{W}isLgl") is not None
    start, restart = natural(value(level, "start"), 0), natural(value(level, "lvlRestart"), MOST_LEVELS)
    return Level(text, form or "decimal", legal, start, SUFFIXES.get(suffix, "\t"), style, restart)


def write_label(levels: Mapping[int, Level], counted: Mapping[int, int], depth: int) -> str:
    """The number of a paragraph as Word prints it; "" for a bullet."""
    if levels[depth].form in UNNUMBERED or not levels[depth].text:
        return ""

    def write(place: re.Match[str]) -> str:
        level = int(place["level"]) - 1
        if level not in levels:
            return ""
        form = "decimal" if levels[depth].legal else levels[level].form
        return write_number(counted.get(level, levels[level].start), form)

    return PLACE.sub(write, levels[depth].text) + levels[depth].suffix


def write_number(number: int, form: str) -> str:
    """A number in one of Word's forms.

    >>> [write_number(n, "chineseCounting") for n in (3, 10, 12, 20, 105, 110)]
    ['三', '十', '十二', '二十', '一百零五', '一百一十']
    >>> [write_number(4, form) for form in ("decimal", "decimalEnclosedCircle", "upperRoman", "ideographTraditional")]
    ['4', '④', 'IV', '丁']
    """
    if form in SYMBOLS and 0 < number <= len(SYMBOLS[form]):
        return SYMBOLS[form][number - 1]
    if form in CHINESE:
        return write_chinese(number)
    if form in LEGALS:
        return write_chinese(number).translate(LEGAL_TRADITIONAL if form == "ideographLegalTraditional" else LEGAL)
    if form in ("lowerRoman", "upperRoman"):
        return write_roman(number) if form == "upperRoman" else write_roman(number).lower()
    if form.startswith("decimalFullWidth"):
        return str(number).translate(FULL_WIDTH)
    return f"{number:02}" if form == "decimalZero" else str(number)


def write_chinese(number: int) -> str:
    """A number in Chinese characters; in digits where no outline goes."""
    if not 0 < number < 10_000:
        return str(number)
    written = ""
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        written += f"{CHINESE_DIGITS[digit]}{unit}" if digit else "零" if written and not written.endswith("零") else ""
    return written.rstrip("零").removeprefix("一" if 10 <= number < 20 else "-")


def write_roman(number: int) -> str:
    """A number in capital Roman letters."""
    written = ""
    for worth, letters in ROMAN:
        times, number = divmod(number, worth)
        written += letters * times
    return written


def value(element: Element, path: str) -> str:
    """What an element says: the `val` of one below it, or an attribute of its own; "" when it is not there."""
    if path.startswith("@"):
        return str(element.get(f"{W}{path[1:]}", ""))
    found = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return "" if found is None else str(found.get(f"{W}val", ""))


def natural(said: str, otherwise: int) -> int:
    """A natural number as the file states it."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else otherwise
