"""A folded text in; out, the dates in it, as much of each in ISO form as is stated, and whether a line is a date.

A day that no calendar has is no date.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.characters import HAN, NUMERALS
from pipeline.text.folding import fold
from pipeline.text.leads import begins
from pipeline.text.numerals import number_value

# not: 20231128123456 (no separator after the day), 电话2023-4455
DATE = re.compile(
    r"(?<!\d)(?P<year>(?:1[89]|20)\d\d)"
    r"(?:(?:[-/.]|年)(?P<month>\d{1,2})(?!-\d{1,2}月)(?:(?:[-/.]|月)(?P<day>\d{1,2})(?:日|(?!\d))(?:[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?)?)?)?"
    r"(?!\d)"
)
PACKED = re.compile(r"^(?P<year>(?:1[89]|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)$")  # not: 2023112
LARGEST = {"hour": 23, "minute": 59, "second": 59}

SPACING = r"[ \t\u3000]*"
FIGURES = r"[0-9]"
ZEROS = "〇零Oo0"  # all of them are written for 〇: 二〇二一, 二零二一, 二O二一
CHINESE_DIGIT = f"[{NUMERALS}百元廿卅{ZEROS}]"
DAYS = rf"(?:{FIGURES}{{1,2}}|{CHINESE_DIGIT}{{1,3}})"
WRITTEN = re.compile(
    rf"(?:(?:中华)?民国{SPACING}(?P<republic>{FIGURES}{{1,3}}|{CHINESE_DIGIT}{{1,5}})|"
    rf"(?<![0-9前元])(?P<taiwan>1[0-9]{{2}})(?=年[0-9]{{1,2}}月[0-9]{{1,2}}日)|"
    rf"(?<!{FIGURES})(?P<year>[12]{FIGURES}{{3}}|[一二][一二三四五六七八九{ZEROS}]{{3}}))"
    rf"{SPACING}年(?:[（(](?:公元|西元)?{SPACING}(?P<common>[12][0-9]{{3}})年[)）])?(?:{SPACING}(?P<month>{DAYS}){SPACING}月(?!份){SPACING}(?:(?P<day>{DAYS}){SPACING}[日号])?)?"
)  # not: 12031年, 二十年, 2031年来, 前120年3月2日
PARTED = re.compile(
    r"(?<![0-9.\-/])(?P<year>(?:1[89]|2[01])\d\d)(?P<sign>[-./．])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\d.\-/])"
)  # not: 192.168.1.1, 2031.3.2.1
FORMS = re.compile(rf"[0-9{NUMERALS}元{ZEROS}](?:{SPACING}年|(?<=[0-9])[-./．][0-9])")
PLAIN = str.maketrans(dict.fromkeys(ZEROS, "零") | {"廿": "二十", "卅": "三十", "元": "一"})
KNOWN_DATES = 1024  # lines that are remembered
REPUBLIC = 1911  # 民國1年 is 1912
FIRST_YEAR, LAST_YEAR = 1800, 2199  # years of speeches; what is written for others is a number
YEAR = r"(?:[0-9]{4}|20[0-9xX×*_]{1,3}|[xX×]{2,4}|[一二][一二三四五六七八九〇零0Oo]{3})\s*年"  # samples leave years open: 20xx年
MONTH = rf"\s*(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})\s*月"
DAY_ABROAD = (  # Shiqiao, 22 November 2031, alone or behind the day in Chinese
    rf"(?:[0-9]{{4}}年[0-9月日]{{4,6}}[，,] ?[{HAN}]{{2,8}} +)?[A-Z][a-z]+, [0-9]{{1,2}} [A-Z][a-z]+ [0-9]{{4}}"
)
ABROAD = re.compile(f"{DAY_ABROAD}$")
DATE_LINE = re.compile(
    rf"[(（〔\[]\s*于?(?:{YEAR}.{{0,40}}|{MONTH}.{{1,12}})[)）〕\]][?？]?(?:\s*[^。，,]{{2,12}})?$|"
    rf"[—\-－]*\s*(?:{YEAR}|(?:(?:中华)?民国)?1[0-9]{{2}}年|(?:中华)?民国(?:[{NUMERALS}百零〇]{{1,5}}|[0-9]{{2,3}})年){MONTH}(?:\s*(?:[0-9]{{1,2}}|"
    rf"[{NUMERALS}]{{1,3}})\s*[日号])?(?:\s*[(（].{{1,8}}[)）]|[上下]午)?\s*[?？]?"
    rf"(?:[,，、 ]?(?!.*(?:讲话|致辞|发言|演讲)).{{0,10}}$|"
    rf"在[^。！]{{4,44}}$)|"
    r"[(（]?(?:1[89]|20)[0-9]{2}[.．][0-9]{1,2}[.．][0-9]{1,2}[)）]?$|"
    rf"[—\-－]*\s*{YEAR}\s*(?:元旦|除夕|春节|新春|元宵节?|端午节?|中秋节?|重阳节?|国庆节?|五一|劳动节|教师节|[春夏秋冬][天季日]?)$|"
    rf"[—\-－(（]*\s*(?:{YEAR}|[今去]?年)\s*[xX×*_ ]{{0,3}}月\s*[xX×*_ ]{{0,3}}日[)）]?$|"
    r"(?:香港|台北|澳门|北京)时间\s*[0-9]{1,2}[时:：][0-9]{1,2}分?$"
)
"""A line that is a date, in brackets or not, with its place or its feast."""
may_be_date = begins(DATE_LINE)


class Date(NamedTuple):
    """A date and where it stands; `iso` is as much of it as is stated, None when no calendar has it (2031年2月30日)."""

    start: int
    end: int
    iso: str | None


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[Date]:
    """The dates in a stretch of text, in order.

    >>> [found.iso for found in find_dates("二〇三一年三月二日；2031.3.2；民国120年3月；2031年工作回顾；2031-13-45；120年3月2日")]
    ['2031-03-02', '2031-03-02', '2031-03', '2031', None, '2031-03-02']
    >>> [found.iso for found in find_dates("民国120年（2031年）3月2日；佛历 2574年（公元 2031年）3月2日")]
    ['2031-03-02', '2031-03-02']
    """
    words = text[start:end]
    if FORMS.search(words):
        yield from (found._replace(start=start + found.start, end=start + found.end) for found in dates_of(words))


@lru_cache(KNOWN_DATES)
def dates_of(words: str) -> tuple[Date, ...]:
    """The dates in a line, of which several ask."""
    dates = []
    for one in sorted([*WRITTEN.finditer(words), *PARTED.finditer(words)], key=re.Match.start):
        year, month, day = (number_of(one[name]) for name in ("year", "month", "day"))
        year = number_of(one.groupdict().get("common")) or year  # 民国106年（2017年）1月26日
        if year is None:
            year = REPUBLIC + (number_of(one["republic"] or one["taiwan"]) or 0)
        if FIRST_YEAR <= year <= LAST_YEAR:
            dates.append(Date(one.start(), one.end(), iso_date(year, month, day)))
    return tuple(dates)


def number_of(written: str | None) -> int | None:
    """The number of a year, a month or a day: 2031, 二〇三一, 二O三一, 十二, 廿八, 元.

    >>> [number_of(words) for words in ("2031", "二〇三一", "二O三一", "廿八", "元", "三〇", None)]
    [2031, 2031, 2031, 28, 1, 30, None]
    """
    if written is None:
        return None
    return int(written) if written.isdecimal() else number_value(written.translate(PLAIN))


def iso_date(year: int, month: int | None, day: int | None) -> str | None:
    """A date in ISO form as far as it is given, None when no calendar has it.

    >>> iso_date(2031, 3, None), iso_date(2031, 2, 30), iso_date(2032, 2, 29)
    ('2031-03', None, '2032-02-29')
    """
    try:
        whole = date(year, 1 if month is None else month, 1 if day is None else day).isoformat()
    except ValueError:
        return None
    return whole[: 4 if month is None else 7 if day is None else 10]


def parse_date(text: str) -> str | None:
    """The date or date-time of a text in ISO form; a time zone is left out, since it is seldom meant.

    >>> parse_date("2023-11-28T12:44:06+08:00"), parse_date("2023年3月4日"), parse_date("20231128"), parse_date("2023")
    ('2023-11-28T12:44:06', '2023-03-04', '2023-11-28', '2023')
    >>> parse_date("二〇二三年三月四日"), parse_date("民國112年3月4日"), parse_date("2023 年 3 月"), parse_date("2023年3-5月")
    ('2023-03-04', '2023-03-04', '2023-03', '2023')
    >>> parse_date("2023-13-01"), parse_date("2023-02-30"), parse_date("昨天")
    (None, None, None)
    """
    found = PACKED.match(text.strip()) or DATE.search(text)
    if found is None or found["month"] is None:
        written = next(find_dates(fold(text)), None)
        if written is not None or found is None:
            return written and written.iso
    parts = {name: int(value) for name, value in found.groupdict().items() if value is not None}
    if any(parts.get(name, 0) > largest for name, largest in LARGEST.items()):
        return None
    stated = iso_date(parts["year"], parts.get("month"), parts.get("day"))
    time = ":".join(f"{parts[name]:02}" for name in ("hour", "minute", "second") if name in parts)
    return f"{stated}T{time}" if stated and time else stated


def is_date_line(line: str) -> bool:
    """Whether the line is a date, in brackets or not, place included.

    >>> [is_date_line(line) for line in ("（一九三一年三月二日）", "2031年3月2日在甲县会上", "2031.3.2", "2031年工作回顾")]
    [True, True, True, False]
    """
    return len(line) <= 60 and line[-1] not in "。！；" and may_be_date(line[0]) and DATE_LINE.match(line) is not None
