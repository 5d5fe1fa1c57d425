"""A text in; its words out, as jieba cuts them with its default settings: joined again they are the text.

rjieba is jieba in Rust: the same dictionary and the same model, some fifteen times faster. It cuts differently in two places
only:

- runs of ASCII letters, digits and `+#&._%-` that are not one plain word or number (`2-3`, `a.b`, `PM_2`), which jieba cuts by
  a pattern of its own: it is asked again of the whole run;
- Chinese characters outside U+4E00–U+9FD5 that rjieba keeps together with their neighbours (`𠀀`, `鿗`): a passage around one is
  cut by jieba itself, as is one around a word of ASCII characters alone, which a run would hide (`AT&T`, `C++`).

Where two ways to cut are equally likely, as of 哈哈哈哈哈, the last bit of a sum decides; long before the end of a stretch it
may decide otherwise in Rust.

jieba's dictionary is simplified: a traditional text is cut where jieba cuts its simplified form, character for character the
same length, and keeps its own characters. With a dictionary of the user's nothing is folded: his words are in his script.

Both cut a text into stretches of Chinese and ASCII word characters first and never look beyond a stretch, so a passage that
is made of whole stretches can be cut alone.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import accumulate, chain, groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.job.errors import PipelineError
from pipeline.text.folding import fold
from pipeline.text.script import TRADITIONAL, script_of

if TYPE_CHECKING:
    import jieba

Segment: TypeAlias = Callable[[str], list[str]]
Tables: TypeAlias = Mapping[str, pa.Table]
IDS = {"speeches": "speech_id", "sections": "section_id"}
ID = "id"  # of either, in words as they were before

HAN = "\u4e00-\u9fd5"  # what jieba takes for Chinese: `jieba.re_han_default`
TELLING = frozenset(TRADITIONAL)  # a text without any is not asked further
HAN_CHARACTER = re.compile(f"[{HAN}]+")
ASCII = r"a-zA-Z0-9+#&._%\-"  # what jieba adds to it in a stretch
# What rjieba adds to a stretch and jieba cuts into single characters. Surrogates are here because rjieba takes none.
RARE = "\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\ud800-\udfff"

# A stretch that is not Chinese alone: 「到2025年」 whole, not its 「年」, and not 「到年」. The lookbehind lets a match begin
# only where a stretch begins and `*+` gives nothing back, so that a long line of Chinese is walked once.
MIXED = re.compile(rf"(?<![{HAN}{ASCII}{RARE}])[{HAN}]*+[{ASCII}{RARE}][{HAN}{ASCII}{RARE}]*+")
RUN = re.compile(rf"[{ASCII}]+")
# A run that is not one plain word or number, which both cut alike: 「2-3」 「1.2.3」 「%」; not 「2025」 「3.5%」 「GDP」 「２」.
ODD = re.compile(rf"[{ASCII}](?<![{ASCII}].)(?!(?<=[a-zA-Z0-9])[a-zA-Z0-9]*+(?:\.[0-9]++)?+%?+(?![{ASCII}]))")
# What jieba cuts a run into, and what is between: `jieba.finalseg.re_skip`.
PARTS = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
# What jieba itself must cut: 「𠀀」, and the words of its dictionary that are ASCII alone; not 「互联网+」, 「R&D」, 「3#楼」.
OWN = re.compile(rf"[{RARE}&#+](?:(?<=[{RARE}])|(?<=AT&)T|(?<=[cC]#)|(?<=[cC]\+)\+)")


def load_segmenter(name: str, dictionaries: Sequence[Path] = ()) -> Segment:
    """The function that cuts a text: `rjieba` (fast) or `jieba` (the reference), which give the same words.

    User dictionaries (lines `word [frequency] [tag]`, UTF-8) are jieba's own and are read by `jieba` only.
    """
    if name not in ("jieba", "rjieba"):
        raise PipelineError(f"[words] segmenter: expected jieba or rjieba, found {name!r}")
    if dictionaries and name != "jieba":
        raise PipelineError('[words] dictionaries: read by jieba only; add segmenter = "jieba"')
    segment = tokenize if name == "rjieba" else load_jieba(tuple(dictionaries)).lcut
    return segment if dictionaries else partial(cut_either_script, segment)


def cut_either_script(segment: Segment, text: str) -> list[str]:
    """The words of a text; of a traditional one, where its simplified form is cut.

    >>> cut_either_script(tokenize, "為了幾十年的發展"), tokenize("為了幾十年的發展")
    (['為了', '幾十年', '的', '發展'], ['為', '了', '幾', '十年', '的', '發展'])
    """
    if TELLING.isdisjoint(text) or script_of(text) != "Hant":
        return segment(text)
    ends = [0, *accumulate(map(len, segment(HAN_CHARACTER.sub(lambda found: fold(found[0]), text))))]
    return [text[start:end] for start, end in pairwise(ends)]


def tokenize(text: str) -> list[str]:
    """The words of a text, equal to `jieba.lcut(text)` and to the text when joined.

    >>> tokenize("到2025年，我们要建成2-3个中心。")
    ['到', '2025', '年', '，', '我们', '要', '建成', '2', '-', '3', '个', '中心', '。']
    """
    tokens: list[str] = []
    position = 0
    for start, end in find_passages(text):
        tokens += cut_fast(text[position:start])
        tokens += load_jieba().lcut(text[start:end])
        position = end
    return tokens + cut_fast(text[position:])


def cut_fast(text: str) -> list[str]:
    """The words of a text in which jieba itself is not needed."""
    words = load_rjieba()(text)
    return [*cut_runs(words)] if ODD.search(text) else words


def cut_runs(words: Sequence[str]) -> Iterator[str]:
    """The words, those that are part of a run of ASCII characters cut again.

    >>> [*cut_runs(["到", "x+1", ".", "5", "年"])]
    ['到', 'x', '+', '1.5', '年']
    """
    for is_ascii, some in groupby(words, str.isascii):  # few are, and the others are passed by fast
        for is_run, part in groupby(some, is_part) if is_ascii else [(False, some)]:
            yield from filter(None, PARTS.split("".join(part))) if is_run else part


def is_part(word: str) -> bool:
    """Whether a word is part of a run: 「2」 and 「-」; not 「年」, not 「 」."""
    return RUN.fullmatch(word) is not None


def find_passages(text: str) -> Iterator[tuple[int, int]]:
    """Where jieba itself must cut, in order: whole stretches, so that each can be cut alone."""
    if OWN.search(text):  # few texts
        yield from (stretch.span() for stretch in MIXED.finditer(text) if OWN.search(stretch[0]))


@cache
def load_rjieba() -> Segment:
    """jieba in Rust, read where words are cut: it takes a tenth of a second."""
    import rjieba

    cut: Segment = rjieba.cut
    return cut


@cache
def load_jieba(dictionaries: tuple[Path, ...] = ()) -> "jieba.Tokenizer":
    """jieba with its dictionary read from the package: its cache in the temporary folder can be anybody's and is left alone."""
    import jieba

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


def cut_words(segment: Segment, texts: Sequence[str]) -> pa.ListArray:
    """The words of some texts: joined they are the texts, so that only their lengths are asked for.

    >>> cut_words(lambda text: [text[:1], text[1:]], ["要学", "😀人们"]).to_pylist()
    [['要', '学'], ['😀', '人们']]
    """
    words = [segment(text) for text in texts]
    joined = "".join(texts)
    counts = np.fromiter(map(len, words), dtype=np.int32, count=len(words))
    lengths = np.fromiter(map(len, chain.from_iterable(words)), dtype=np.int64, count=int(counts.sum()))
    points = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)
    widths = sum(((points > last).astype(np.int8) for last in (0x7F, 0x7FF, 0xFFFF)), np.ones(len(points), dtype=np.int8))
    ends = start_at_zero(np.cumsum(widths, dtype=np.int32))[np.cumsum(lengths)]
    values = pa.Array.from_buffers(
        pa.string(), len(lengths), [None, pa.py_buffer(start_at_zero(ends)), pa.py_buffer(joined.encode())]
    )
    return pa.ListArray.from_arrays(pa.array(start_at_zero(np.cumsum(counts, dtype=np.int32))), values)


def start_at_zero(ends: NDArray[np.int32]) -> NDArray[np.int32]:
    """Where each part begins, and where the last one ends, given where each ends."""
    return np.concatenate([np.zeros(1, dtype=np.int32), ends])


def renew_words(tables: Tables, before: Tables, find: Callable[[Tables], Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
    """The columns of words of speeches and sections: as they were `before`, with ids; where texts differ, as `find` finds."""
    if not before:
        return {**find(tables)}
    changed = tables["speeches"][IDS["speeches"]].filter(pa.array(find_changed(tables, before))).combine_chunks()
    chosen = {name: table.filter(pc.is_in(table[IDS["speeches"]], value_set=changed)) for name, table in tables.items()}
    rows = dict[str, pa.Table]()
    for name, found in find(chosen).items():
        ids = pa.concat_arrays([chosen[name][IDS[name]].combine_chunks(), before[name][ID].combine_chunks()])
        both = pa.concat_tables([found, before[name].drop_columns([ID]).cast(found.schema)])
        rows[name] = both.take(pc.index_in(tables[name][IDS[name]], ids)).combine_chunks()  # what is found stands first
    return rows


def find_changed(tables: Tables, before: Tables) -> NDArray[np.bool_]:
    """Whether each speech has other sections than `before`: as its words join to its texts, only they have to be looked at."""
    names, sections = tables["speeches"][IDS["speeches"]].combine_chunks(), tables["sections"]
    known = pc.index_in(sections[IDS["sections"]], before["sections"][ID].combine_chunks())
    tokens = before["sections"]["tokens"].take(known).combine_chunks()
    texts = pc.equal(pc.binary_join(tokens, ""), sections["text"].combine_chunks())
    same = pc.fill_null(texts, False).to_numpy(zero_copy_only=False)
    sizes = pc.fill_null(pc.list_value_length(tokens), 0).to_numpy()
    owners = pc.index_in(sections[IDS["speeches"]].combine_chunks(), names).to_numpy()
    stood = before["speeches"]["n_tokens"].take(pc.index_in(names, before["speeches"][ID].combine_chunks()))
    counted = np.bincount(owners, weights=sizes, minlength=len(names))
    others = np.bincount(owners, weights=~same, minlength=len(names))
    changed: NDArray[np.bool_] = (others > 0) | (pc.fill_null(stood, -1).to_numpy() != counted)
    return changed
