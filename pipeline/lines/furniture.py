"""A line in; out, the row of the table that says what it is when it is the site's; whether it speaks of samples."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.text.characters import NUMERALS
from pipeline.text.leads import first_of, words_in
from pipeline.text.rules import Rule

FOR_READERS = "(?:大家|您|你)(?:准备|整理|收集|搜集|带来|分享|筛选|精选|推荐|提供[^。]{0,8}(?:范文|样本|参考|模板))"
BLURB = re.compile(  # every way begins with a plain character, by which it is found
    r"本篇[^。！？]{2,24}(?:稿|讲话|致辞|发言)[,，]?来[自着]|小编|范文网|投稿推荐|通过以上内容|希望本文|网友上传|不代表本站|原创文章|以下范文|借鉴以下|下面是几篇|仅供参考|供大家参考|欢迎阅读|希望(?:能够|能)?(?:对|帮助|给|帮到(?:大家|您|你))|演讲稿(?:范文(?![:：篇])|的格式|是)|"
    rf"以上[两{NUMERALS}0-9]{{1,2}}篇(?:范文|致辞|讲话|发言|演讲)|讲话稿(?:的使用|是|具有)|为{FOR_READERS}|给{FOR_READERS}|一起(?:来)?看看|阅读与收藏|希望(?:大家|您|你们?)(?:能|会)?喜欢|欢迎(?:大家)?(?:阅读|查阅|借鉴|与身边)|感谢您的(?:阅读|观看)"
)  # not 「编者按」: what an editor says of one speech belongs to it

BLURB_BELOW = re.compile(r"[^。！!]{4,160}[。！!]\s*")
SPEAKING = re.compile(  # 「我谈几点看法,供大家参考。」
    r"我(?!们|[给为]大家(?:准备|整理|收集|搜集|带来|推荐|精选))[^。！？]{0,40}(?:谈|讲|说|提|汇报|交流)"
)
LIST_SIGNS = "-•·●■◆★▶►»> \t\u3000"  # what lists of links are printed with


class SiteRow(NamedTuple):
    """What lines of one shape are; furniture.toml says what each word is."""

    kind: str
    reach: str
    why: str
    words: Sequence[str]
    before: str = ""
    after: str = ""
    holds: Sequence[str] = ()

    @property
    def pattern(self) -> str:
        """What the lines look like."""
        return f"{self.before}(?:{'|'.join(self.words)}){self.after}"

    @property
    def ways(self) -> list[str]:
        """The same in as many patterns as there are words."""
        return [f"{self.before}(?:{word}){self.after}" for word in self.words]


def read_rules() -> Iterator[Rule[SiteRow]]:
    """The table, in its order; a rule is named by its first example."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    for row in table["row"]:
        yes, no, _seen = (row.pop(key) for key in ("yes", "no", "seen"))
        yield Rule(yes[0], SiteRow(**row), (*yes,), (*no,), row["why"])


def join_ways(ways: Sequence[str]) -> re.Pattern[str]:
    """One pattern of several: the group that matched is the number of the one, from 1. Groups hold nothing and stand last: what
    begins with a letter is passed over by it."""
    return re.compile("|".join(f"(?:{way})()" for way in ways))


FURNITURE_RULES = (*read_rules(),)
USUAL = [rule.find for rule in FURNITURE_RULES if not rule.find.holds]
HELD = [rule.find for rule in FURNITURE_RULES if rule.find.holds]  # only lines with one of their words are looked at
WHERE_HELD = join_ways([row.pattern for row in HELD])
RARE = "\u4de9"  # a character that no row names: what may begin with it may begin with almost any
FIRSTS = [(number, way, re.compile(first_of(way))) for number, row in enumerate(USUAL) for way in row.ways]
OPEN = [(number, way) for number, way, first in FIRSTS if first.match(RARE)]
NARROW = [(number, first) for number, _way, first in FIRSTS if not first.match(RARE)]
MAY_BEGIN = re.compile("|".join(f"(?:{first.pattern})" for _number, first in NARROW))
UNSAID = [(number, way) for number, way in OPEN if not words_in(way)]  # what they hold
OPENLY = {worded: (ways, join_ways([way for _number, way in ways])) for worded, ways in ((True, OPEN), (False, UNSAID))}
ELSEWHERE = (*(word for _number, way in OPEN for word in words_in(way)), *(word for row in HELD for word in row.holds))
"""Without any of these a line matches no row that may begin with almost any character but those of `UNSAID`."""
KNOWN = [re.compile(row.pattern) for row in USUAL]
ANYWHERE = re.compile("|".join(re.escape(word) for row in HELD for word in row.holds))


@lru_cache(4096)
def rows_beginning(first: str) -> list[tuple[int, re.Pattern[str]]]:
    """The rows, and their places, that know the first character of a line."""
    known = {number: None for number, pattern in NARROW if pattern.match(first)} if MAY_BEGIN.match(first) else ()
    return [(number, KNOWN[number]) for number in known]


def read_furniture(line: str, worded: bool = True) -> SiteRow | None:
    """The row that the line matches, None when it may be running text; `worded`: it may hold one of the words of `ELSEWHERE`.

    >>> read_furniture("相关推荐:").kind, read_furniture("- 上一篇:无").kind, read_furniture("相关工作要抓紧")
    ('navigation', 'navigation', None)
    """
    if line[0] in LIST_SIGNS:
        line = line.lstrip(LIST_SIGNS) or line
    if line.endswith("】") and "【" not in line:  # the other half was torn off
        line = "【" + line
    known = next((number for number, pattern in rows_beginning(line[0]) if pattern.match(line)), len(USUAL))
    ways, openly = OPENLY[worded]
    found = openly.match(line)
    number = min(known, ways[(found.lastindex or 1) - 1][0]) if found else known
    if number < len(USUAL):
        return USUAL[number]
    found = WHERE_HELD.match(line) if worded and ANYWHERE.search(line) else None
    return HELD[(found.lastindex or 1) - 1] if found else None


@lru_cache(1024)  # the lines of a page's head are asked about by several signs
def is_blurb(line: str) -> bool:
    """Whether a paragraph above the first speech speaks of samples and of the site.

    >>> is_blurb("讲话稿的使用越来越频繁,下面是小编整理的范文,欢迎阅读。"), is_blurb("今天我们开会部署春耕。")
    (True, False)
    """
    return BLURB.search(line, 0, 240) is not None and SPEAKING.search(line, 0, 240) is None


def cuts_of_blurb(text: str, start: int, end: int) -> Iterator[int]:
    """Where the site's words end that stand right under a title."""
    if (blurb := BLURB_BELOW.match(text, start, end)) and is_blurb(blurb[0]):
        yield blurb.end()
