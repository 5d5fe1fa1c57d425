r"""Rich text: what a reader of it shows, in the right encoding, and nothing of what it does not show."""

import time
from collections.abc import Callable

import pytest

from pipeline.formats.rtf import read_rtf

HEAD = (
    r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 x;}{\f1\froman\fcharset0 y;}{\f2\fcharset2 z;}"
    r"{\f3\fcharset136 u;}}"
)
WESTERN = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset134 x;}}"
OLDER = r"{\shprslt{\*\do{\dptxbxtext\pard 图\par}}}"
SHAPE = r"{\shp{\*\shpinst\shpleft0{\sp{\sn shapeType}{\sv 202}}{\shptxt \pard\plain 图\par}}" + OLDER + "}"
CELLS = r"\trowd\pard\intbl 甲{}乙\cell 丙\cell\row\pard 丁\par"

SHOWN = [
    (rf"甲{SHAPE}乙\par 丙", "甲乙\n图\n丙"),
    (rf"{SHAPE}甲\par 乙\par", "图\n甲\n乙"),
    (CELLS.replace("{}", SHAPE), "甲乙\t丙\n图\n丁"),
    (r"{\*\do\dobxpage{\dptxbxtext\pard 图\par}}甲\par", "图\n甲"),
    (r"{\header{\shp{\*\shpinst{\shptxt 图\par}}}}甲\par", "甲"),
    (r"甲{\pict\wmetafile8\bin5 }}{\x}乙\par", "甲乙"),
    (r"甲{\pict\jpegblip\bin8 ab{c{d{e}乙\par", "甲乙"),
    (r"甲\bin999 乙\par", "甲乙"),  # more than there is
    (r"甲{\object\objemb{\*\objclass x}{\*\objdata 010500}{\result{\pard 图\par}}}乙\par", "甲图\n乙"),
    (r"甲{\xe{子}}{\tc 丑}{\xe {\v 寅}}乙\par", "甲乙"),
    (r"{\field{\*\fldinst EQ \\o\\ac(○,1)}{\fldrslt }}甲{\field{\*\fldinst{ PAGE }}{\fldrslt 3}}乙\par", "①甲3乙"),
    (r"{\field{\*\fldinst EQ \\o\\ac(○,1)}{\fldrslt (1)}}甲{\field{\*\fldinst{ PAGE }}{\fldrslt 3}}", "①甲3"),
    (r"甲\column 乙\par", "甲\n乙"),
    (CELLS.replace("{}", r"{\footnote\pard\plain 注\par}"), "甲乙\t丙\n丁\n[1] 注"),
    (r"\trowd{\pard\intbl 甲}\cell{\pard\intbl 乙}\cell\row\pard 丁\par", "甲\t乙\n丁"),
]  # fmt: skip
READ = [
    (HEAD + r"{\uc1\u21516}{\u24535}{\u20204}:\par}", "同志们:"),  # a brace ends what a sign is replaced by
    (HEAD + r"\u8220\ldblquote x\u8221\rdblquote\u8212\_\uc0\u8212\_}", "“x”——-"),  # a control word may be it
    (HEAD + r"\u19968\b\f0 x\par}", "一x"),  # and still does what it says
    (WESTERN + r"\'cd\'ac\f0\'cd\'ac\plain\'d6\'be}", "同同志"),
    (HEAD + r"\f0\'cd\'ac{\f1\'93}\'d6\'be{\f2\'b7}\f1 ab\'94\f0\'c4\'e3}", "同“志•ab”你"),
    (HEAD + r"\f1\'cd\'ac\'d6\'be\f3\'a6\'50\f2\'a8 a}", "同志同\uf0a8 a"),
    (HEAD + "{\\f2\\'b7\\tab}x\\par}", "•\tx"),
    (HEAD + "x\\par}{\\rtf1 y}\r\n-- z --", "x"),
    (HEAD + "x\\par" + "\0" * 60, "x"),
    (HEAD + "x\\par}" + "\0" * 60, "x"),
]  # fmt: skip


def written(text: str) -> bytes:
    """A text in which every character that is no ASCII is written as its bytes."""
    return b"".join(one.encode() if one.isascii() else b"".join(b"\\'%02x" % byte for byte in one.encode("gbk")) for one in text)


@pytest.mark.parametrize(("source", "text"), SHOWN)
def test_what_is_shown_is_read(source: str, text: str) -> None:
    assert read_rtf(written(HEAD + source + "}")).text == text


@pytest.mark.parametrize(("source", "text"), READ)
def test_signs_are_read_as_what_they_are(source: str, text: str) -> None:
    assert read_rtf(source.encode()).text == text


MANY: dict[str, Callable[[int], str]] = {
    "code of a field": lambda n: r"{\field{\*\fldinst EQ " + r"\\o(x)" * n + r"}{\fldrslt 甲}}",
    "text boxes": lambda n: SHAPE * n,
    "notes": lambda n: r"{\footnote x\par}" * n,
    "data": lambda n: r"{\pict\bin1 }}" * n,
    "open groups": lambda n: r"{\shptxt x\par" * n,
}


@pytest.mark.parametrize("name", MANY)
def test_what_is_repeated_is_read_in_proportion(name: str) -> None:
    def seconds(count: int) -> float:
        begin = time.process_time()
        read_rtf(written(HEAD + MANY[name](count) + "}"))
        return time.process_time() - begin

    assert seconds(8_000) < 8 * min(seconds(2_000) for _again in range(2)) + 1
