"""Documents to page texts: nothing of the text is changed, and what has none is named."""

import pytest

from pipeline.sources.documents import Document, Rejection
from pipeline.sources.pages import PageText, letter_shares, read_document
from pipeline.text.records import Stated
from tests.tools.containers import PAGE

HTML = "<!DOCTYPE html><meta charset=gb2312><title>讲话</title><meta name=PubDate content='2021年3月4日'><p>同志们:<p>开会"


def document(data: bytes, media_type: str = "text/plain") -> Document:
    """A document of these bytes."""
    return Document("a.txt", None, data, media_type)


def test_plain_text_is_only_freed_of_its_mark_and_its_line_ends_made_one() -> None:
    text = "\u3000讲话\t \x0b\r\n\r同志们\u200b\n\ufeff "
    page = read_document(document(("\ufeff" + text).encode()))
    assert isinstance(page, PageText)
    assert (page.text, page.encoding, page.document.evidence) == (
        "\u3000讲话\t \x0b\n\n同志们\u200b\n\ufeff ",
        "utf-8-sig",
        "byte order mark",
    )


def test_html_is_decoded_as_it_declares_and_says_what_it_is() -> None:
    page = read_document(document(HTML.encode("gbk"), "text/html"))
    assert isinstance(page, PageText)
    assert (page.text, page.encoding) == ("同志们:\n开会", "gb18030")
    assert page.document.evidence == "declared gb2312; 100% common characters"
    assert (page.document.title, page.document.published) == ("讲话", "2021-03-04")


def test_what_a_container_says_comes_before_what_the_markup_says() -> None:
    page = read_document(Document("a", None, HTML.encode("gbk"), "text/html", title="t", published="2020"))
    assert isinstance(page, PageText)
    assert (page.document.title, page.document.published) == ("t", "2020")


FRONT = "---\ntitle: 植树节讲话\nspeaker: 甲乙\ndate: 2021-03-04\nauthor: 丙丁\n---\n" + PAGE


def test_the_fields_before_a_markdown_text_state_what_a_record_would() -> None:
    page = read_document(document(FRONT.encode(), "text/markdown"))
    assert isinstance(page, PageText)
    found = page.document
    assert (page.text, found.title, found.published, found.author) == (FRONT, "植树节讲话", "2021-03-04", "丙丁")
    assert found.stated == Stated("植树节讲话", "甲乙", "2021-03-04")
    plain = read_document(document(FRONT.encode()))
    assert isinstance(plain, PageText) and plain.document.stated == Stated()


def test_signs_that_markdown_writes_as_entities_are_read() -> None:
    text = "# 讲话\n&ldquo;好&rdquo;&hellip;&nbsp;&lt;p&gt;\n" + PAGE
    page = read_document(document(text.encode(), "text/markdown"))
    assert isinstance(page, PageText) and page.text == "# 讲话\n“好”…&nbsp;&lt;p&gt;\n" + PAGE
    plain = read_document(document(text.encode()))
    assert isinstance(plain, PageText) and plain.text == text


def test_the_text_of_a_container_is_taken_as_it_is() -> None:
    page = read_document(Document("a", None, b"any bytes", "text/plain", text="\ufeff讲话\r\n"))
    assert isinstance(page, PageText)
    assert (page.text, page.document.evidence) == ("\ufeff讲话\n", "text in its container")


CUT = "<meta charset=gbk><meta name=description content='植树节上的讲"
BROKEN = [
    (CUT.encode("gbk")[:-1] + b"'><title>", b"<p>", "gb18030", "1 bytes of broken tags left out"),
    (b"<meta charset=utf-8><!-- \xe8\xae --><title>", b"<p>", "utf-8", "2 bytes of broken tags left out"),
    (b"<meta charset=gbk><title>", b"<script>x='\xc4'</script><p>", "gb18030", "1 bytes of broken tags left out"),
]


@pytest.mark.parametrize(("before", "between", "encoding", "evidence"), BROKEN)
def test_bytes_that_are_broken_where_nothing_is_shown_break_no_page(
    before: bytes, between: bytes, encoding: str, evidence: str
) -> None:
    page = read_document(document(before + "讲话".encode(encoding) + b"</title>" + between + PAGE.encode(encoding), "text/html"))
    assert isinstance(page, PageText)
    assert page.text.startswith("在全市防汛会议上的讲话") and page.document.title == "讲话"
    assert page.encoding == encoding and page.document.evidence.endswith(evidence)


def test_a_character_that_is_broken_where_it_is_shown_breaks_its_page() -> None:
    page = read_document(document(b"<p>" + PAGE.strip().encode("gbk") + b"\xc4</p>", "text/html"))
    assert isinstance(page, Rejection) and page.reason == "undecodable"


NOT_PUBLISHED = [
    (document(b""), "empty", "no bytes, or only white space"),
    (document(b" \n\t"), "empty", "no bytes, or only white space"),
    (document(b"\x00\x01\x02\xff" * 99), "binary", "utf-8 stops at byte 3; gb18030 stops at byte 3; big5 stops at byte 3"),
    (document(b"\x00\x01\x02" * 99), "binary", "control characters, more than one in a hundred"),
    (document(PAGE.encode() + b"\xff"), "undecodable", "utf-8 stops at byte 78; gb18030 stops at byte 32; big5 stops at byte 0"),
    (document(b"<script>x</script>", "text/html"), "no_text", "nothing of it is visible text"),
    (
        document(b"<div>" * 200_000, "text/html"),
        "too_deep",
        "markup with thousands of elements in elements, or of attributes of one",
    ),
    (document("好\n".encode() * 1_000_000), "too_large", "more than 200000 lines"),
    (document("\u3000\u00a0\n".encode()), "no_text", "nothing of it is visible text"),
    (document(b"A speech in English."), "not_chinese", "0% of its letters are Chinese, 0% kana"),
    (
        document("本日は晴天なり。皆様、ありがとうございます。".encode()),
        "not_chinese",
        "32% of its letters are Chinese, 68% kana",
    ),
]


@pytest.mark.parametrize(("given", "reason", "detail"), NOT_PUBLISHED)
def test_what_has_no_text_is_named_and_its_bytes_kept(given: Document, reason: str, detail: str) -> None:
    assert read_document(given) == Rejection("a.txt", None, reason, detail, given.data)


def test_pinyin_and_noise_between_the_characters_do_not_make_a_page_foreign() -> None:
    assert isinstance(read_document(document("領(lǐng)導(dǎo)們,同志們 $ _ @! u2 s/ |% Q) X+ 會(huì)議".encode())), PageText)
    assert letter_shares("領(lǐng)導(dǎo)")[0] < 0.5
