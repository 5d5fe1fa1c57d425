"""What libraries give on known text: another release of one that gives something else is seen before a dataset is."""

from pipeline.annotation.fingerprints import make_fingerprints
from pipeline.annotation.words import tokenize

TEXT = "今年春天雨水少，渠里的水救了三百亩麦子。大家要把渠道再修一遍，把种子备好，把路修到地头。" * 3


def test_the_signature_of_a_text_is_what_it_was() -> None:
    found = make_fingerprints([TEXT])
    assert found.digests.tolist() == [4174419139179976050]
    assert found.signatures[0][:6].tolist() == [35141, 62944, 5892, 51704, 41609, 64365]
    assert (found.signatures.shape, int(found.signatures.astype(int).sum())) == ((1, 192), 6466340)


def test_the_words_of_a_text_are_what_they_were() -> None:
    said = "今年 春天 雨水 少 ， 渠里 的 水救 了 三百亩 麦子 ； 2021 年 3 月 4 日 GDP 增长 3.5% 。 𠀀"
    words = said.split()
    assert tokenize("".join(words)) == words
