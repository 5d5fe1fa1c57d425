"""A text in; its words out, as jieba cuts them with its default settings: joined again they are the text.

rjieba is jieba in Rust: the same dictionary and the same model, some fifteen times faster. It cuts differently in two places
only, and a passage around such a place is cut by jieba itself:

- runs of ASCII letters, digits and `+#&._%-` that are not one plain word or number (`2-3`, `a.b`, `PM_2`);
- Chinese characters outside U+4E00–U+9FD5 that rjieba keeps together with their neighbours (`𠀀`, `鿗`).

Both cut a text into stretches of Chinese and ASCII word characters first and never look beyond a stretch, so a passage that
is made of whole stretches can be cut alone.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

import jieba
import rjieba

from pipeline.job.errors import PipelineError

Segment: TypeAlias = Callable[[str], list[str]]

HAN = "\u4e00-\u9fd5"  # what jieba takes for Chinese: `jieba.re_han_default`
ASCII = r"a-zA-Z0-9+#&._%\-"  # what jieba adds to it in a stretch
# What rjieba adds to a stretch and jieba cuts into single characters. Surrogates are here because rjieba takes none.
RARE = "\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\ud800-\udfff"

# A stretch that is not Chinese alone: 「到2025年」 whole, not its 「年」, and not 「到年」. The lookbehind lets a match begin
# only where a stretch begins and `*+` gives nothing back, so that a long line of Chinese is walked once.
MIXED = re.compile(rf"(?<![{HAN}{ASCII}{RARE}])[{HAN}]*+[{ASCII}{RARE}][{HAN}{ASCII}{RARE}]*+")
RUN = re.compile(rf"[{ASCII}]+|[{RARE}]")  # 「2-3」 in 「2-3月」, 「𠀀」; not 「２」
# One plain word or number, which both cut alike: 「2025」 「3.5%」 「GDP」; not 「2-3」 「1.2.3」 「%」 「𠀀」.
PLAIN = re.compile(r"[a-zA-Z0-9]+(?:\.[0-9]+)?%?")


def load_segmenter(name: str, dictionaries: Sequence[Path] = ()) -> Segment:
    """The function that cuts a text: `rjieba` (fast) or `jieba` (the reference), which give the same words.

    User dictionaries (lines `word [frequency] [tag]`, UTF-8) are jieba's own and are read by `jieba` only.
    """
    if name not in ("jieba", "rjieba"):
        raise PipelineError(f"[words] segmenter: expected jieba or rjieba, found {name!r}")
    if dictionaries and name != "jieba":
        raise PipelineError('[words] dictionaries: read by jieba only; add segmenter = "jieba"')
    return tokenize if name == "rjieba" else load_jieba(tuple(dictionaries)).lcut


def tokenize(text: str) -> list[str]:
    """The words of a text, equal to `jieba.lcut(text)` and to the text when joined.

    >>> tokenize("到2025年，我们要建成2-3个中心。")
    ['到', '2025', '年', '，', '我们', '要', '建成', '2', '-', '3', '个', '中心', '。']
    """
    tokens: list[str] = []
    position = 0
    for start, end in find_passages(text):
        if position < start:
            tokens += rjieba.cut(text[position:start])
        tokens += load_jieba().lcut(text[start:end])
        position = end
    if position < len(text):
        tokens += rjieba.cut(text[position:])
    return tokens


def find_passages(text: str) -> Iterator[tuple[int, int]]:
    """Where jieba itself must cut, in order: whole stretches, so that each can be cut alone."""
    if all(map(PLAIN.fullmatch, RUN.findall(text))):  # most texts: this is looked at faster than stretches are
        return
    for stretch in MIXED.finditer(text):
        if not all(map(PLAIN.fullmatch, RUN.findall(stretch[0]))):
            yield stretch.span()


@cache
def load_jieba(dictionaries: tuple[Path, ...] = ()) -> jieba.Tokenizer:
    """jieba with its dictionary read from the package: its cache in the temporary folder can be anybody's and is left alone."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = read_dictionary(Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8"))
    tokenizer.initialized = True
    for dictionary in dictionaries:
        tokenizer.load_userdict(str(dictionary))
    return tokenizer


def read_dictionary(text: str) -> tuple[dict[str, int], int]:
    """What jieba's own `gen_pfdict` makes of lines of words, frequencies and tags, in less time: beginnings of words have 0.

    >>> read_dictionary("北京 3 ns\\n北京大学 2 nt\\n")
    ({'北京': 3, '北京大学': 2, '北': 0, '北京大': 0}, 5)
    """
    cells = text.split()
    counts = list(map(int, cells[1::3]))
    words = cells[::3]
    found = dict(zip(words, counts, strict=True))
    while words:
        words = [shorter for word in words if (shorter := word[:-1]) and shorter not in found]
        found |= dict.fromkeys(words, 0)
    return found, sum(counts)
