"""Whatever a page repeats, parsing takes time in proportion to its length.

What would take four times four times as long takes minutes here; the bound is so wide that a busy machine does not reach it.
"""

import time
from collections.abc import Callable

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
