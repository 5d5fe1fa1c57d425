"""Whatever a page repeats, parsing takes time in proportion to its length.

What would take four times four times as long takes minutes here; the bound is so wide that a busy machine does not reach it.
"""

import sys
import time
from collections.abc import Callable
from types import FrameType

import pytest

from pipeline.parse.page import parse_page

SIZE = 4_000
REPEATED: dict[str, Callable[[int], str]] = {
    "spaces in a line": lambda n: "讲" + " " * n + "话",
    "wide spaces in a line": lambda n: "讲" + "\u3000" * n + "话",
    "spaces behind a stop": lambda n: "讲。" + " " * n + "话",
    "spaces behind a sign of a heading": lambda n: "# 讲" + " " * n + "话",
    "signs of bold": lambda n: "# 讲\n" + "**" * n,
    "signs of bold that nothing closes": lambda n: "# 讲\n" + "**讲 " * (n // 2),
    "open brackets": lambda n: "# 讲\n" + "[" * n,
    "quotation marks": lambda n: "“" * n,
    "stops": lambda n: "。" * n,
    "markers in a line": lambda n: "好。一是。" * (n // 4),
    "markers at line starts": lambda n: "一、好\n" * (n // 8),
    "numbers that rise": lambda n: "".join(f"{number}.好\n" for number in range(n // 8)),
    "short lines": lambda n: "好\n" * (n // 4),
    "titles": lambda n: "在会议上的讲话\n" * (n // 16),
    "greetings": lambda n: "同志们：\n" * (n // 8),
    "names": lambda n: "王某\n" * (n // 8),
    "lost breaks": lambda n: "讲话好\u3000\u3000" * (n // 4),
    "dashes": lambda n: "——好\n" * (n // 8),
    "pinyin": lambda n: "领(lǐng)" * (n // 4),
    "codes": lambda n: "a b " * n,
    "addresses": lambda n: "www.a.com " * (n // 4),
    "braces": lambda n: "{" * n,
    "rules of a print": lambda n: "第3页" + "=" * n,
}


LOOKED_AT = 6_000  # code points; and twice as many
SITES = {  # what rules for sites look at, again and again under a title and a greeting
    "titles of one character": "好1.好\n",
    "blurbs that name a title": "以下是为您推荐的《植树讲话》,希望有帮助!\n植树讲话\n",
    "blurbs that name none": "以下是为您推荐的《修渠致辞》,希望有帮助!\n植树讲话\n",
    "a title of other years": "植树会2031年讲话\n植树会2032年讲话\n",
    "editors' labels": "编者按\n本文是他的讲话。\n",
    "numbered verses": "6:25 你们要种树种树种树\n",
    "regulations": "特制定本办法:\n一、种树\n",
    "subjects": "我演讲的题目是《树》\n",
    "key words behind a title": "植树讲话 植 树 讲话 ",
    "numbers behind thanks": "谢谢第2篇大家好",
    "dashes in a line": "一、好。——好。——坏。",
    "sentences over dashes": "五年来，始终把树种好。\n——种树。\n",
    "pairs on a line": "一是好。二是坏。\n",
    "labels over titles": "第一篇:植树——种树\n植树——种树\n",
    "titles of other years": "2031年植树讲话\n",
    "halves of a title": "关于检查\n实施情况的报告\n",
    "attached papers": "附:\n植树讲话\n",
    "samples in a series": "讲话稿(3篇)\n好的。\n",
    "leads": "以下是他的讲话，请看\n",
    "notes under a rule": "————————\n1、见书。\n",
    "sentences in another language": "Make it good.\n",
    "names": "王建国\n",
    "guests": "各位来宾、",
    "guests whom nothing knows": "尊敬的阿福、",
    "chunks": "渠修好了，水来了，孩子们看到\n2、朝廷里的情景。",
    "fields of a form": "标 题：|植树讲话\n",
    "forum floors": "叶子(22345678) 2011-9-21 21:40:02\n好。\n",
}


def seconds(text: str) -> float:
    """The processor time that parsing takes."""
    begin = time.process_time()
    parse_page(text)
    return time.process_time() - begin


@pytest.mark.parametrize("name", REPEATED)
def test_what_is_repeated_takes_time_in_proportion(name: str) -> None:
    make = REPEATED[name]
    once = min(seconds(make(SIZE)) for _again in range(2))
    assert seconds(make(4 * SIZE)) < 8 * once + 1


def count_calls(text: str) -> int:
    """How many functions parsing calls, and steps of generators."""
    counted = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        parse_page(text)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("name", SITES)
def test_what_sites_repeat_is_looked_at_in_proportion(name: str) -> None:
    once, twice = (
        count_calls(f"在会上的讲话\n同志们：\n{(SITES[name] * length)[:length]}") for length in (LOOKED_AT, 2 * LOOKED_AT)
    )
    assert twice < 2.4 * once
