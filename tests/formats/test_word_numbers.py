"""Automatic numbers: a paragraph reads as Word prints it."""

import io
import zipfile

import pytest

from pipeline.formats.word import read_word
from pipeline.formats.word_numbers import write_number
from tests.tools.containers import word_of


def level(depth: int, form: str, text: str, *more: str) -> str:
    """One level of a list."""
    said = [f'<start w:val="1"/><numFmt w:val="{form}"/><lvlText w:val="{text}"/>', *more]
    return f'<lvl w:ilvl="{depth}">{"".join(said)}</lvl>'


def item(text: str, depth: int | None = None, number: int | None = 1, style: str = "") -> str:
    """A paragraph, in the list of a number where it is given a level."""
    place = "" if depth is None else f'<numPr><ilvl w:val="{depth}"/><numId w:val="{number}"/></numPr>'
    styled = f'<pStyle w:val="{style}"/>' if style else ""
    return f"<p><pPr>{styled}{place}</pPr><r><t>{text}</t></r></p>"


NOTHING = '<suff w:val="nothing"/>'
OUTLINE = (
    '<abstractNum w:abstractNumId="0">'
    + level(0, "chineseCounting", "%1、", NOTHING)
    + level(1, "japaneseCounting", "（%2）", NOTHING)
    + level(2, "decimal", "%3.", '<suff w:val="space"/>')
    + "</abstractNum>"
)
CHAPTERS = (
    '<abstractNum w:abstractNumId="1">'
    + level(0, "chineseCountingThousand", "第%1章", '<suff w:val="space"/>', '<pStyle w:val="H1"/>')
    + level(1, "decimal", "%1.%2", "<isLgl/>", '<pStyle w:val="H2"/>')
    + "</abstractNum>"
)
ARTICLES = (
    '<abstractNum w:abstractNumId="2">'
    + level(0, "chineseCounting", "第%1章", NOTHING)
    + level(1, "chineseCounting", "第%2节", NOTHING)
    + level(2, "chineseCounting", "第%3条", NOTHING, '<lvlRestart w:val="0"/>')
    + level(3, "decimal", "%4.", NOTHING, '<lvlRestart w:val="1"/>')
    + "</abstractNum>"
)
NUMBERS = (
    '<num w:numId="1"><abstractNumId w:val="0"/></num>'
    '<num w:numId="2"><abstractNumId w:val="0"/></num>'
    '<num w:numId="3"><abstractNumId w:val="0"/><lvlOverride w:ilvl="0"><startOverride w:val="1"/></lvlOverride></num>'
    '<num w:numId="4"><abstractNumId w:val="1"/></num>'
    '<num w:numId="5"><abstractNumId w:val="0"/><lvlOverride w:ilvl="0">'
    + level(0, "bullet", "●")
    + '</lvlOverride></num><num w:numId="6"><abstractNumId w:val="9"/></num>'
    '<num w:numId="7"><abstractNumId w:val="2"/></num>'
)
STYLES = (
    '<style w:styleId="H1"><pPr><numPr><numId w:val="4"/></numPr></pPr></style>'
    '<style w:styleId="H2"><basedOn w:val="H1"/><pPr><numPr><numId w:val="4"/></numPr></pPr></style>'
    '<style w:styleId="H1a"><basedOn w:val="H1"/></style>'
    '<style w:styleId="ring"><basedOn w:val="ring"/></style>'
)



def gone(text: str, end: str, run: str = "{}") -> str:
    """A numbered paragraph whose end is marked as one that is not shown, and so are its runs."""
    ended = item(text, 0).replace("</numPr>", f"</numPr><rPr>{end}</rPr>")
    return ended.replace("<r>", run.split("{}")[0] + "<r>").replace("</r>", "</r>" + run.split("{}")[1])


VANISHED = "<rPr><vanish/></rPr>"
HIDDEN = gone("子", "<vanish/>").replace("<r>", f"<r>{VANISHED}")
BOXED = f"<txbxContent>{item('子', 0)}</txbxContent>"
BOX = (
    '<p><r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    f"<mc:Choice>{BOXED}</mc:Choice><mc:Fallback>{BOXED}</mc:Fallback></mc:AlternateContent></r></p>"
)
PRINTED = [
    ([item("甲", 0), item("乙", 0)], "一、甲\n二、乙"),
    ([item("甲", 0), item("子", 1), item("丑", 1), item("x", 2), item("乙", 0), item("寅", 1)],
     "一、甲\n（一）子\n（二）丑\n1. x\n二、乙\n（一）寅"),
    ([item("甲", 0), item("一段话。"), item("乙", 0)], "一、甲\n一段话。\n二、乙"),
    ([item("甲", 0), item("乙", 0, 2)], "一、甲\n二、乙"),  # lists of one kind count on together
    ([item("甲", 0), item("乙", 0), item("丙", 0, 3), item("丁", 0, 3)], "一、甲\n二、乙\n一、丙\n二、丁"),  # begun anew
    ([item("甲", style="H1"), item("乙", style="H2"), item("丙", style="H1a")], "第一章 甲\n1.1\t乙\n第二章 丙"),
    ([item("甲", 0, 5), item("乙", 0, 6), item("丙", 0, 0), item("丁", 8), item("戊", style="ring")], "甲\n乙\n丙\n丁\n戊"),
    ([item("甲", 0), item("", 0), item("乙", 0)], "一、甲\n三、乙"),  # an empty paragraph counts; its number has no text
    ([item("甲", 0, 0, "H1"), item("乙", style="H1")], "甲\n第一章 乙"),  # 0 takes a paragraph out of its style's list
    ([item("甲", 0, 7), item("子", 2, 7), item("丑", 1, 7), item("寅", 2, 7), item("乙", 0, 7), item("卯", 2, 7)],
     "第一章甲\n第一条子\n第一节丑\n第二条寅\n第二章乙\n第三条卯"),
    ([item("甲", 0, 7), item("子", 3, 7), item("丑", 2, 7), item("寅", 3, 7), item("乙", 0, 7), item("卯", 3, 7)],
     "第一章甲\n1.子\n第一条丑\n2.寅\n第二章乙\n1.卯"),
    ([item("甲", 0), gone("子", "<del/>", "<del>{}</del>"), item("乙", 0)], "一、甲\n二、乙"),
    ([item("甲", 0), gone("子", "<moveFrom/>", "<moveFrom>{}</moveFrom>"), item("乙", 0)], "一、甲\n二、乙"),
    ([item("甲", 0), gone("子", "<del/>", "<del>{}</del>"), f"<tbl><tr><tc>{item('乙', 0)}</tc></tr></tbl>"], "一、甲\n二、乙"),
    ([item("甲", 0), gone("子", "<vanish/>", "{}"), item("乙", 0)], "一、甲\n二、子\n三、乙"),  # only its end is hidden
    ([item("甲", 0), HIDDEN, item("乙", 0)], "一、甲\n二、乙"),
    ([item("甲", 0), item("子", 0).replace("<r>", f"<r>{VANISHED}"), item("乙", 0)], "一、甲\n三、乙"),
    ([item("甲", 0), BOX, item("乙", 0)], "一、甲\n二、子\n三、乙"),  # a text box stands there for each age of programs
    ([item("甲", 0), item("", 0).replace("<t></t>", '<sym w:char="F0B7"/>')], "一、甲\n二、\uf0b7"),
]  # fmt: skip


@pytest.mark.parametrize(("items", "text"), PRINTED)
def test_a_paragraph_has_the_number_that_word_prints(items: list[str], text: str) -> None:
    data = word_of("".join(items), OUTLINE + CHAPTERS + ARTICLES + NUMBERS, STYLES)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert read_word(archive)[0] == text


FORMS = [
    ("chineseCounting", 1001, "一千零一"),
    ("chineseCounting", 10_000, "10000"),
    ("chineseCounting", 0, "0"),
    ("chineseLegalSimplified", 12, "拾贰"),
    ("ideographLegalTraditional", 32, "參拾貳"),
    ("decimalEnclosedCircleChinese", 21, "21"),
    ("ideographZodiac", 12, "亥"),
    ("lowerLetter", 3, "c"),
    ("lowerRoman", 1999, "mcmxcix"),
    ("decimalFullWidth", 12, "１２"),
    ("decimalZero", 7, "07"),
    ("hebrew1", 7, "7"),
]


@pytest.mark.parametrize(("form", "number", "written"), FORMS)
def test_a_number_is_written_in_its_form(form: str, number: int, written: str) -> None:
    assert write_number(number, form) == written
