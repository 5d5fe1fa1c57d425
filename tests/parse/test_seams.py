"""Numbers of a document site's chunks are left out of the text they cut; items of lists keep theirs."""

import pytest

from pipeline.laws import find_breaches
from pipeline.parse.page import parse_page
from tests.test_laws import tables_of

LONG = "今年的雨水来得早，渠里的淤泥还没有清完，村里的人都在等。我们先把要做的事说清楚，再分头去做。" * 3
CLAUSES = LONG.replace("。", "，")
SEAMS = {
    "amid a word": (f"1、修渠讲话\n同志们：{LONG}孩子们看到\n2、朝廷里的情景。{LONG}", ["\n2、"], "孩子们看到朝廷里的情景。"),
    "over an empty line": (f"修渠讲话\n同志们：{LONG}我们要\n\n2、种树。{LONG}", ["\n\n2、"], "我们要种树。"),
    "before a comma": (f"修渠讲话\n同志们：{LONG}在此\n2、，我谢谢大家。{LONG}", ["\n2、"], "在此，我谢谢大家。"),
    "the next chunk begins with a sentence": (
        f"修渠讲话\n同志们：{LONG}我们要\n2、种树。{LONG}\n3、还要浇水。{LONG}", ["\n2、", "3、"], "\n还要浇水。"
    ),
    "items that are whole": (f"修渠讲话\n同志们：\n1、{LONG}\n2、{LONG}\n3、{LONG}", [], "2、今年的雨水"),
    "short items without a stop": ("修渠讲话\n同志们：今天讲三点。\n1、修渠\n2、种树\n3、浇水", [], "2、种树"),
    "long items without a stop": (
        "修渠讲话\n同志们：今天讲三点。\n" + "\n".join(f"{n}、{CLAUSES}一件一件做" for n in (1, 2, 3)), [], "2、今年的雨水"
    ),
    "a decimal": (f"修渠讲话\n同志们：{LONG}浓度降到\n2.5。{LONG}", [], "2.5。"),
}


@pytest.mark.parametrize(("text", "left_out", "said"), SEAMS.values(), ids=SEAMS.keys())
def test_numbers_of_chunks_are_left_out(text: str, left_out: list[str], said: str) -> None:
    spans = parse_page(text).spans
    assert [text[span.start:span.end] for span in spans if span.kind == "injected"] == left_out
    assert said in "".join(text[span.start:span.end] for span in spans if span.speech is not None)
    assert find_breaches(tables_of(text)) == []
