"""A Word document's styles: headings by style, ancestor or paragraph, bold lines, readings above characters."""

import io
import zipfile

import pytest

from pipeline.formats.word import read_word
from tests.tools.containers import word_of

STYLES = """
<style styleId="a"><name val="heading 2"/></style>
<style styleId="b"><name val="own"/><basedOn val="a"/></style>
<style styleId="c"><name val="own"/><pPr><outlineLvl val="0"/></pPr><rPr><b/></rPr></style>
<style styleId="t"><name val="Title"/></style>
<style styleId="s"><name val="Strong"/><rPr><b/></rPr></style>
<style styleId="n"><name val="plain"/><basedOn val="c"/><pPr><outlineLvl val="9"/></pPr></style>
""".replace("styleId=", "w:styleId=").replace(" val=", " w:val=")


def paragraph(properties: str, *runs: str) -> str:
    """A paragraph of runs, each its properties and its text parted by a bar."""
    parts = (run.rpartition("|") for run in runs)
    inner = "".join(f"<r><rPr>{how}</rPr><t>{text}</t></r>" for how, _bar, text in parts)
    return f"<p><pPr>{properties}</pPr>{inner}</p>".replace(" val=", " w:val=")


CASES = [
    (paragraph('<pStyle val="a"/>', "甲"), ["heading 2 甲"]),
    (paragraph('<pStyle val="b"/>', "甲"), ["heading 2 甲"]),
    (paragraph('<pStyle val="c"/>', "甲"), ["heading 1 甲"]),
    (paragraph('<pStyle val="t"/>', "甲"), ["heading 0 甲"]),
    (paragraph('<pStyle val="n"/>', "<b val='0'/>|甲"), []),
    (paragraph('<outlineLvl val="2"/>', "甲"), ["heading 3 甲"]),
    (paragraph("", "<b/>|甲", "<rStyle val='s'/>|乙"), ["bold 0 甲乙"]),
    (paragraph("", "<b/>|甲", "乙"), []),
    (paragraph("", "<b val='0'/>|甲"), []),
    (paragraph('<outlineLvl val="²"/>', "甲"), []),  # no number, though Python calls it a digit
    (paragraph('<pStyle val="a"/><outlineLvl val="-1"/>', "甲"), ["heading 2 甲"]),
]


@pytest.mark.parametrize(("body", "cues"), CASES)
def test_what_styles_say_of_paragraphs(body: str, cues: list[str]) -> None:
    data = word_of(body + paragraph("", "一段话。"), styles=STYLES)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text, _markup, found = read_word(archive)
    assert [f"{cue.kind} {cue.level} {text[cue.start : cue.end]}" for cue in found] == cues


def test_the_reading_above_characters_is_no_text() -> None:
    ruby = "<p><r><ruby><rt><r><t>zào</t></r></rt><rubyBase><r><t>造</t></r></rubyBase></ruby></r><r><t>林</t></r></p>"
    with zipfile.ZipFile(io.BytesIO(word_of(ruby))) as archive:
        assert read_word(archive).text == "造林"


WHITE = "<color val='FFFFFF'/>"
SHADED = "<tcPr><shd w:fill='1F3864'/></tcPr>"
UNSEEN = [
    (paragraph("", "甲", f"{WHITE}|版权", "<rStyle val='w'/>|所有", "<color w:themeColor='background1'/>|归", "乙"), "甲乙"),
    (paragraph("", f"{WHITE}<shd w:fill='000000'/>|甲", f"{WHITE}<highlight val='blue'/>|乙"), "甲乙"),
    (paragraph("<shd w:fill='C00000'/>", f"{WHITE}|甲"), "甲"),
    (f"<tbl><tr><tc>{SHADED}{paragraph('', f'{WHITE}|甲')}</tc></tr></tbl>", "甲"),
    (f"<tbl><tblPr><tblStyle w:val='x'/></tblPr><tr><tc>{paragraph('', f'{WHITE}|甲')}</tc></tr></tbl>", "甲"),
    (f"<p><r><txbxContent>{paragraph('', f'{WHITE}|甲')}</txbxContent></r></p>", "甲"),
    (f"<tbl><tr><tblPrEx><shd w:fill='C00000'/></tblPrEx><tc>{paragraph('', f'{WHITE}|甲')}</tc></tr></tbl>", "甲"),
    (paragraph("<pStyle w:val='v'/>", "甲") + paragraph("", "乙"), "乙"),  # white, as the style of its paragraph says
]


@pytest.mark.parametrize(("body", "text"), UNSEEN)
def test_white_text_is_left_out_where_its_ground_is_white(body: str, text: str) -> None:
    white = "<rPr><color w:val='FFFFFF'/></rPr>"
    styles = f"<style w:styleId='w'>{white}</style><style w:styleId='v'>{white}</style>"
    with zipfile.ZipFile(io.BytesIO(word_of(body, styles=styles))) as archive:
        assert read_word(archive).text == text
