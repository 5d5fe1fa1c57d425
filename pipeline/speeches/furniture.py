"""A line in; out, the row of the table that says what it is when it belongs to the site: navigation, byline, footer …"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.text.rules import Rule

BLURB = re.compile(
    r"小编|范文网|以下范文|借鉴以下|下面是几篇|仅供参考|供大家参考|欢迎阅读|希望(?:能够|能)?(?:对|帮助|给)|演讲稿(?:范文|的格式|是)|"
    r"讲话稿(?:的使用|是|具有)|为(?:大家|您|你)(?:准备|整理|收集|搜集|带来|分享|筛选|精选|推荐|提供[^。]{0,8}(?:范文|样本|参考|模板))|一起(?:来)?看看|阅读与收藏|欢迎(?:大家)?(?:阅读|查阅|借鉴)|感谢您的(?:阅读|观看)"
)  # not 「编者按」: what an editor says of one speech belongs to it

SPEAKING = re.compile(r"我(?!们)[^。！？]{0,40}(?:谈|讲|说|提|汇报|交流)")  # 「我谈几点看法,供大家参考。」


SIGNS = "-•·●■◆★▶►»> \t\u3000"  # what lists of links are printed with


class Row(NamedTuple):
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


def read_rules() -> Iterator[Rule[Row]]:
    """The table, in its order; a rule is named by its first example."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    for row in table["row"]:
        yes, no, _seen = (row.pop(key) for key in ("yes", "no", "seen"))
        yield Rule(yes[0], Row(**row), (*yes,), (*no,), row["why"])


def join_rows(rows: Sequence[Row]) -> re.Pattern[str]:
    """One pattern of rows: the first group that matched is the number of its row, from 1."""
    return re.compile("|".join(f"({row.pattern})" for row in rows))


FURNITURE_RULES = (*read_rules(),)
USUAL = [rule.find for rule in FURNITURE_RULES if not rule.find.holds]
HELD = [rule.find for rule in FURNITURE_RULES if rule.find.holds]  # only lines with one of their words are looked at
USUALLY, WHERE_HELD = join_rows(USUAL), join_rows(HELD)
ANYWHERE = re.compile("|".join(re.escape(word) for row in HELD for word in row.holds))


def read_furniture(line: str) -> Row | None:
    """The row that the line matches, None when it may be running text.

    >>> read_furniture("相关推荐:").kind, read_furniture("- 上一篇:无").kind, read_furniture("相关工作要抓紧")
    ('navigation', 'navigation', None)
    """
    if line[0] in SIGNS:
        line = line.lstrip(SIGNS) or line
    if line.endswith("】") and "【" not in line:  # the other half was torn off
        line = "【" + line
    if found := USUALLY.match(line):
        return USUAL[(found.lastindex or 1) - 1]
    found = WHERE_HELD.match(line) if ANYWHERE.search(line) else None
    return HELD[(found.lastindex or 1) - 1] if found else None


def is_blurb(line: str) -> bool:
    """Whether a paragraph above the first speech speaks of samples and of the site.

    >>> is_blurb("讲话稿的使用越来越频繁,下面是小编整理的范文,欢迎阅读。"), is_blurb("今天我们开会部署春耕。")
    (True, False)
    """
    return BLURB.search(line, 0, 240) is not None and SPEAKING.search(line, 0, 240) is None
