"""The ledger accounts for every character, whatever the page."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.laws import find_breaches
from pipeline.parse.page import parse_page
from tests.test_laws import tables_of
from tests.tools.compilation import COMPILATION
from tests.tools.properties import examples

WORDS = [
    "一、",
    "(二)",
    "第三,",
    "一是",
    "2.5",
    "——",
    "同志们:",
    "讲话篇1",
    "谢谢大家!",
    "发展。",
    "，",
    "\n",
    "\n\n",
    "\u3000",
    " ",
    "領(lǐng)",
    "\u200b",
    "😀",
    "第1页共9页",
    "(3篇)",
    "渠修好了。" * 14 + "孩子们看到",
    "\n2、",
    "\n\n3、朝廷里的人。",
]


def partition(text: str) -> list[str]:
    """The texts of the spans of a page."""
    return [text[span.start : span.end] for span in parse_page(text).spans]


@given(st.text())
@examples(200)
def test_the_spans_of_any_text_put_together_are_the_text(text: str) -> None:
    assert "".join(partition(text)) == text


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map("".join).filter(str.strip))
@examples(150)
def test_any_mixture_of_the_genre_keeps_the_laws(text: str) -> None:
    assert find_breaches(tables_of(text)) == []


def test_a_blank_between_paragraphs_of_one_section_is_its_text_and_between_sections_the_speeches() -> None:
    spans = parse_page(COMPILATION).spans
    for before, span, after in zip(spans, spans[1:], spans[2:], strict=False):
        if COMPILATION[span.start : span.end] == "\n" and span.kind == "blank" and span.speech is not None:
            assert span.section is None
            assert before.section != after.section or before.kind != "body" or after.kind != "body"
