"""Keywords: jieba's own ranking, from tokens, with our stop words."""

from importlib import import_module

import pytest

from pipeline.annotation.keywords import read_stopwords
from pipeline.annotation.words import tokenize
from tests.tools.annotated import keywords_of
from tests.tools.compilation import COMPILATION

TEXTS = [
    COMPILATION,
    "防汛工作要落实责任。防汛物资要备足，物资台账要清楚。GDP增长5.2%，WTO规则要学。",
    "今年以来，我们植树造林三万亩，造林成活率达到百分之九十。",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_ranking_is_that_of_jieba_with_the_same_stop_words(text: str) -> None:
    extractor = import_module("jieba.analyse").TFIDF()  # read here: it takes longer than all tests of this room
    extractor.stop_words = set(read_stopwords())
    ranked = [word for word in extractor.extract_tags(text, topK=None) if any(map(str.isalpha, word))]
    assert keywords_of(tokenize(text), 1000) == ranked
    assert keywords_of(tokenize(text), 3) == ranked[:3]


CASES = [
    ("丙县 乙县 甲县 乙县", ["乙县", "丙县", "甲县"]),  # equal weights: the order of the text
    ("我們 這個 這些 他們 什麼 怎麼 為什麼 爲什麼 起來 團結", ["團結"]),
    ("因为 所以 我们 2024 3.5% 的 ，", []),  # no word that names a subject
    ("", []),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_ties_go_by_order_and_what_names_no_subject_is_left_out(words: str, expected: list[str]) -> None:
    assert keywords_of(words.split(), 10) == expected


def test_a_stop_word_is_a_word_of_its_own_line() -> None:
    assert all(word == word.strip().lower() and " " not in word for word in read_stopwords())
    assert {"我们", "首先", "the"} <= read_stopwords()
