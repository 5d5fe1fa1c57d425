"""A text in; out, the stretches of it that come again with the next number behind them, 讲话稿1 … 讲话稿2, or words that do.

One pass over the numbers: each is known by the few code points before it; what all of one kind have in common is read back.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.text.characters import CLOSING, NUMERALS, STOPS
from pipeline.text.numerals import number_value

SERIES = 4  # code points before a number by which a stretch is found again
LONGEST_SERIES = 60  # code points of a stretch
SAMPLED = 12  # code points of a sample of words
MARKS = "篇第之(（【\\[〖\\-—_"
MARK = re.compile(r"[ \u3000]?(?:[(（【\[〖][ \u3000]?)?(?:篇|第|之|[-—_])?[ \u3000]?$")  # between the words and their number
MARK_ENDS = re.compile(r"(?:[ \u3000]?篇)?(?:[ \u3000]?[)）】\]〗])?[:：]?")
BRACKET = re.compile(r"[【〖][^【〖】〗]*$")
BEHIND_THANKS = re.compile(  # led by what is found fast
    rf"第(?<=谢谢第)(?![1一]篇)[0-9{NUMERALS}]{{1,2}}篇(?=大家好|尊敬的|各位(?:领导|来宾|老师|同学|朋友))"
)
ENDED = re.compile(rf"[{STOPS}，,\n]")


class Numbered(NamedTuple):
    """A stretch of a series: where its words stop, where its number ends, the number."""

    stop: int
    end: int
    number: int


def numbers_behind(characters: str) -> re.Pattern[str]:
    """A pattern of the numbers that may be those of a series: behind one of the characters or a mark, or right before a greeting.

    >>> numbers = numbers_behind("稿话")
    >>> [one[0] for one in numbers.finditer("讲话1各位 讲话稿（二）讲话2031年 总结3条 第4季度 讲话12031年 花5尊敬的 一、")]
    ['1', '二', '1', '5']
    """
    figure = f"[0-9{NUMERALS}]"
    return re.compile(  # led by its first character, which is found fast
        rf"{figure}(?:(?<=[{re.escape(characters)}{MARKS} \u3000].)|(?={figure}?(?:尊敬|敬爱|亲爱|各位|同志|老师|大家|女士)))"
        rf"(?:(?<=[0-9])(?:[0-9]?(?![0-9.．年月日时分个点项名人次条届号季%％、~\-])|(?=[12][0-9]{{3}}年|[1-9]0年))|"
        rf"(?<=[{NUMERALS}])[{NUMERALS}]{{0,2}}(?![{NUMERALS}年月日季、是]))"
    )


def find_series(text: str, numbers: re.Pattern[str]) -> Iterator[tuple[int, list[Numbered]]]:
    """For every series the code points before the numbers that all its stretches have in common, and these, in order.

    >>> text, numbers = "请看植树会讲话稿（一）各位同志。植树会讲话稿（二）各位老师。", numbers_behind("稿长")
    >>> [(size, [text[one.stop - size:one.end] for one in members]) for size, members in find_series(text, numbers)]
    [(6, ['植树会讲话稿（一）', '植树会讲话稿（二）'])]
    >>> list(find_series("今年植树的亩数增长2，去年植树的亩数增长7", numbers))
    []
    """
    series: dict[tuple[str, str], list[Numbered]] = {}
    for figure in numbers.finditer(text, 1):
        begin, end = figure.span()
        if text[begin - 1] == "第" and text[end:end + 1] != "篇":
            continue
        mark = MARK.search(text, max(0, begin - 5), begin)
        stop = mark.start() if mark else begin
        words = text[max(0, stop - SERIES):stop]
        if not words[-1:].isalnum() and words[-1:] not in CLOSING:
            continue
        ends = MARK_ENDS.match(text, end)
        if (ends and "篇" not in ends[0]) or "第" in text[stop:begin]:  # not (3篇)
            opened = BRACKET.search(words)
            key = opened[0] if opened else words, text[stop:begin]
            series.setdefault(key, []).append(Numbered(stop, ends.end() if ends else end, number_value(figure[0]) or 0))
    for members in series.values():
        if rises(members):
            yield common_words(text, [member.stop for member in members]), members


def rises(members: Sequence[Numbered]) -> bool:
    """Whether the numbers begin at one or two, and most of them follow on each other."""
    steps = [below.number - above.number for above, below in pairwise(members) if below.number != above.number]
    return bool(steps) and min(member.number for member in members) < 3 and 2 * steps.count(1) >= len(steps)


def common_words(text: str, stops: Sequence[int]) -> int:
    """How many code points before all of the places are the same, back to what ends a sentence, or to the bracket they open."""
    first, size = stops[0], 0
    while size < min(LONGEST_SERIES, *stops) and len({text[stop - size - 1] for stop in stops}) == 1:
        size += 1
    words = text[first - size:first]
    begins = [found.end() for found in ENDED.finditer(words)]
    if opened := BRACKET.search(words):
        begins.append(opened.start())
    return size - max(begins, default=0)


def stands_in(words: str, text: str) -> bool:
    """Whether two of three samples of the words, at their beginning, in their middle and at their end, stand in the text.

    >>> text = "今年渠修了三里，田多了一成，县里的路通到了我们村口。"
    >>> [stands_in(words, text) for words in ("摘要：" + text[2:-1], "会开完了，县里的路通到了我们村口")]
    [True, False]
    """
    middle = len(words) // 2
    samples = words[1:1 + SAMPLED], words[middle:middle + SAMPLED], words[-1 - SAMPLED:-1]
    return sum(sample in text for sample in samples) > 1
