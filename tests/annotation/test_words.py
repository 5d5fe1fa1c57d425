"""Words: token for token jieba's, on real pages and on text that nobody writes; joined they are the text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotation.words import RARE, load_jieba, load_segmenter, tokenize
from pipeline.job.errors import PipelineError
from pipeline.text.folding import fold
from tests.tools.gold import ROOT, SHARED
from tests.tools.properties import examples

PAGES = sorted((SHARED / "corpus" / "pages").glob("*.txt"))
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))

NASTY = [
    "2-3个", "1.2.3", "a.b.c", "3.5%-4.5%", "--", "—", "%", "12A股", "卡拉OK厅", "T恤衫", "C++和C#", "AT&T公司", "PM_2.5",
    "１２３", "№5", "鿗", "𠀀𠀁", "㐀人", "豈更", "〇", "二〇二五年", "γ射线", "哈哈哈哈哈", "的的的", "人民人民", "xx同志",
    "××县", "x月x日", "①②", "（一）", "\r\n", "\n", " ", "\u3000", "\u200b", "😀", "👨‍👩‍👧", "é", "領(lǐng)導", "同誌",
    "www.example.com/a_b-c#d", "2021-03-04", "12:30", "是", "改革", "我们", "不", "\x00", "\ufeff", "\ud800",
    "x+1.5", "c#2-3", "互联网+", "R&D-2",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not PAGES, reason="no real pages beside this checkout (../shared/corpus/pages)")
def test_the_words_of_every_real_page_are_jiebas() -> None:
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        assert tokenize(text) == load_jieba().lcut(text), path.name


@pytest.mark.skipif(not SAMPLES, reason="no samples in this checkout")
def test_the_words_of_every_sample_are_jiebas() -> None:
    for path in SAMPLES:
        text = path.read_bytes().decode("utf-8", "replace")
        assert tokenize(text) == load_jieba().lcut(text), path.name


@pytest.mark.parametrize("text", NASTY)
def test_the_words_of_a_hard_passage_are_jiebas_whatever_stands_around_it(text: str) -> None:
    for whole in (text, f"改革{text}开放", f"a{text}1", f"{text}{text}", f"{text}年2-3月{text}"):
        assert tokenize(whole) == load_jieba().lcut(whole), whole


@examples(500)
@given(st.lists(st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec="utf-8"), max_size=3)), max_size=12))
def test_the_words_of_any_text_are_jiebas_and_join_to_it(parts: list[str]) -> None:
    text = "".join(parts)
    tokens = tokenize(text)
    assert tokens == load_jieba().lcut(text)
    assert "".join(tokens) == text


@examples(500)
@given(st.text(st.sampled_from("0aB.%+#&_-年的股国鿗𠀀，\n"), max_size=14))
def test_every_run_of_ascii_signs_is_cut_as_jieba_cuts_it(text: str) -> None:
    assert tokenize(text) == load_jieba().lcut(text)


@pytest.mark.slow
def test_every_code_point_is_cut_as_jieba_cuts_it() -> None:
    for start in range(0, 0x110000, 4096):
        characters = [chr(point) for point in range(start, start + 4096)]
        text = "。".join(f"{character}{character}中{character}a" for character in characters)
        assert tokenize(text) == load_jieba().lcut(text), hex(start)


def test_the_edges_of_what_rjieba_alone_takes_for_chinese_are_cut_as_jieba_cuts_them() -> None:
    edges = {ord(character) + step for character in RARE if character != "-" for step in (-1, 0, 1)}
    for point in sorted(edges):
        text = f"{chr(point)}{chr(point)}中{chr(point)}国"
        assert tokenize(text) == load_jieba().lcut(text), hex(point)


def test_a_user_dictionary_adds_a_word_and_leaves_the_default_alone(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("河湖长制 100 n\n", encoding="utf-8")
    assert load_segmenter("jieba", [tmp_path / "own.txt"])("推行河湖长制") == ["推行", "河湖长制"]
    assert load_segmenter("jieba")("推行河湖长制") == load_segmenter("rjieba")("推行河湖长制") != ["推行", "河湖长制"]


REFUSED = [
    ("hanlp", (), "[words] segmenter: expected jieba or rjieba, found 'hanlp'"),
    ("rjieba", (Path("own.txt"),), '[words] dictionaries: read by jieba only; add segmenter = "jieba"'),
]


@pytest.mark.parametrize(("name", "dictionaries", "message"), REFUSED)
def test_what_cannot_be_done_is_refused(name: str, dictionaries: tuple[Path, ...], message: str) -> None:
    with pytest.raises(PipelineError) as refusal:
        load_segmenter(name, dictionaries)
    assert str(refusal.value) == message


@given(st.text(alphabet="我們為了幾十年的發展，国会議员講話GDP2-3𠀀\n", max_size=60))
def test_words_of_either_script_join_to_the_text(text: str) -> None:
    assert "".join(load_segmenter("rjieba")(text)) == text


def test_a_traditional_text_is_cut_as_its_simplified_form_is() -> None:
    text = "行政長官為了幾十年的發展發表談話，年輕人離不開祖國的支持。"
    cut = load_segmenter("rjieba")(text)
    assert [*map(fold, cut)] == tokenize("行政长官为了几十年的发展发表谈话，年轻人离不开祖国的支持。")
    assert "".join(cut) == text and cut != tokenize(text)


def test_words_of_a_users_dictionary_are_in_his_own_script(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("護河員 1000 n\n", encoding="utf-8")
    assert "護河員" in load_segmenter("jieba", [tmp_path / "own.txt"])("護河員們發表談話")
