"""Encodings: decided on all bytes, strictly; a page that decodes with loss does not decode."""

import codecs
import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.decoding import common_share, declared_charset, decode, explain, is_binary, known_encodings

SIMPLIFIED = "同志们：今天召开全市防汛工作会议，主要任务是总结去年的工作，部署今年的任务。"
TRADITIONAL = "各位同仁：今天召開全市防汛工作會議，主要任務是總結去年的工作，部署今年的任務。"
SHORT = "讲话稿全文如下，"

DECODED = [
    (SIMPLIFIED.encode(), None, SIMPLIFIED, "utf-8"),
    (codecs.BOM_UTF8 + SIMPLIFIED.encode(), None, SIMPLIFIED, "utf-8-sig"),
    (SIMPLIFIED.encode("gb18030"), None, SIMPLIFIED, "gb18030"),
    (SIMPLIFIED.encode("gb18030"), "gb2312", SIMPLIFIED, "gb18030"),
    (TRADITIONAL.encode("gbk"), "GB2312", TRADITIONAL, "gb18030"),
    (b"\x84\x31\x95\x33" + SIMPLIFIED.encode("gb18030"), None, SIMPLIFIED, "gb18030"),
    (SHORT.encode("gb18030"), None, SHORT, "gb18030"),
    (TRADITIONAL.encode("big5"), None, TRADITIONAL, "big5"),
    (TRADITIONAL.encode("big5"), "Big5", TRADITIONAL, "big5"),
    (TRADITIONAL.encode("big5"), "gb2312", TRADITIONAL, "big5"),  # declared wrongly: read as GB18030 it is no Chinese
    ((TRADITIONAL + "嘅").encode("big5hkscs"), "big5", TRADITIONAL + "嘅", "big5"),
    (TRADITIONAL.encode("big5") + b"\xa3\xe1\xa1\x45\xf9\xd6", None, TRADITIONAL + "€‧碁", "big5"),
    (SIMPLIFIED.encode("gbk") + b"\xa3\xa0\xa3\xa0\x80", "gbk", SIMPLIFIED + "\u3000\u3000€", "gb18030"),
    (SIMPLIFIED.encode(), "gb2312", SIMPLIFIED, "utf-8"),  # saved again as UTF-8, the declaration left as it was
    (codecs.BOM_UTF16_LE + SIMPLIFIED.encode("utf-16-le"), None, SIMPLIFIED, "utf-16-le"),
    (codecs.BOM_UTF16_BE + SIMPLIFIED.encode("utf-16-be"), "utf-8", SIMPLIFIED, "utf-16-be"),
    ((SIMPLIFIED + "\n2021").encode("utf-16-le"), None, SIMPLIFIED + "\n2021", "utf-16-le"),
    ((SIMPLIFIED + "\n2021").encode("utf-16-be"), "utf-16", SIMPLIFIED + "\n2021", "utf-16-be"),
    (codecs.BOM_UTF32_LE + SIMPLIFIED.encode("utf-32-le"), None, SIMPLIFIED, "utf-32-le"),
    (b"plain ASCII\r\nof two lines\r", "gbk", "plain ASCII\nof two lines\n", "utf-8"),
    (SIMPLIFIED.encode("gb18030"), "no-such-encoding", SIMPLIFIED, "gb18030"),
]


@pytest.mark.parametrize(("data", "charset", "text", "encoding"), DECODED)
def test_text_and_encoding(data: bytes, charset: str | None, text: str, encoding: str) -> None:
    decoded = decode(data, charset)
    assert decoded is not None
    assert (decoded.text, decoded.encoding) == (text, encoding)


NOT_DECODED = [
    SIMPLIFIED.encode() + b"\xff",
    codecs.BOM_UTF8 + SIMPLIFIED.encode("gb18030"),  # two files glued together
    SIMPLIFIED.encode("gb18030")[:-1] + b"\n",  # cut inside a character
    SIMPLIFIED.encode() + SIMPLIFIED.encode("gb18030"),
    "été à la française, où l'on dîne".encode("latin-1"),
    bytes(range(128, 256)),
]


@pytest.mark.parametrize("data", NOT_DECODED)
def test_what_does_not_decode_without_loss_is_not_decoded(data: bytes) -> None:
    assert decode(data) is None


def test_the_evidence_is_told() -> None:
    assert [getattr(decode(data, charset), "evidence", None) for data, charset in EVIDENCE] == list(EVIDENCE.values())


EVIDENCE = {
    (codecs.BOM_UTF8 + b"a", None): "byte order mark",
    (SIMPLIFIED.encode(), None): "valid UTF-8",
    (SIMPLIFIED.encode(), "UTF-8"): "declared utf-8",
    (SIMPLIFIED.encode("gbk"), "GBK"): "declared gbk; 100% common characters",
    (SIMPLIFIED.encode("gbk"), None): "best of those that decode; 100% common characters",
}


@given(st.text(alphabet=st.sampled_from(sorted({*SIMPLIFIED, *TRADITIONAL, "\n", "2", "a"})), min_size=1))
def test_utf_8_text_is_never_changed(text: str) -> None:
    decoded = decode(text.encode())
    assert decoded is not None
    assert decoded.text == text


@given(st.integers(0, len(SIMPLIFIED) - 9), st.integers(8, 30), st.sampled_from(["gb18030", "big5", "utf-8"]))
def test_eight_characters_are_enough_to_tell_encodings_apart(start: int, length: int, encoding: str) -> None:
    text = (TRADITIONAL if encoding == "big5" else SIMPLIFIED)[start : start + length]
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert decoded.text == text


@given(st.binary(max_size=200), st.sampled_from([None, "gbk", "big5", "utf-8", "utf-16", "nonsense"]))
def test_what_decodes_keeps_every_byte(data: bytes, charset: str | None) -> None:
    decoded = decode(data, charset)
    if (
        decoded is not None
        and b"\r" not in data
        and "\r" not in decoded.text
        and decoded.encoding.startswith(("utf-8", "utf-16"))
    ):
        assert data.endswith(decoded.text.encode(decoded.encoding.removesuffix("-sig")))


DECLARED = [
    (b'<meta charset="gbk">', "gbk"),
    (b"<META HTTP-EQUIV=Content-Type CONTENT='text/html;charset=GB2312'>", "GB2312"),
    (b'<?xml version="1.0" encoding="Big5"?><html>', "Big5"),
    (b"<p>charset=gbk</p>", None),
    (b"<meta name=description content=none>" + b" " * 3000 + b"<meta charset=gbk>", None),
]


@pytest.mark.parametrize(("data", "charset"), DECLARED)
def test_a_page_declares_its_encoding_in_its_head(data: bytes, charset: str | None) -> None:
    assert declared_charset(data) == charset


def test_names_that_pages_use_for_encodings_are_known() -> None:
    names = ("X-GBK", " gb_2312-80 ", "unicode", "koi8-r", "none", "g\0bk", "gb\udcff", None)
    assert [known_encodings(name) for name in names] == [
        ("gb18030",), ("gb18030",), ("utf-16-le", "utf-16-be"), (), (), (), (), (),
    ]  # fmt: skip


def test_a_stray_control_character_makes_no_binary() -> None:
    assert not is_binary("讲" * 200 + "\x01")
    assert is_binary("讲\x00\x01话")


def test_the_explanation_names_the_first_byte_that_does_not_decode() -> None:
    assert explain("讲话".encode() + b"\xff") == "utf-8 stops at byte 6; gb18030 stops at byte 6; big5 stops at byte 4"
    assert common_share("") == 0


def test_bytes_that_do_not_decode_keep_nothing_in_memory() -> None:
    gc.collect()
    gc.disable()
    try:
        decode("讲话".encode() + b"\xff\xff\x81")
        explain(b"\x80\xff\x81" * 20)
        assert gc.collect() == 0
    finally:
        gc.enable()
