"""Messages: what a reader of mail shows of one is its page, whatever its parts are, and however it was sent or damaged."""

import base64
from pathlib import Path

import pytest

from pipeline.sources.documents import Document, PassedOver, Rejection
from pipeline.sources.listing import SourceFile
from pipeline.sources.pages import PageText, read_document
from pipeline.sources.readers import read_documents
from tests.sources.test_kinds import INNER, WORD_PART, message, part
from tests.tools.containers import PAGE

SPEECH, FOOT = "在全市防汛会议上的讲话\n同志们：\n一、抓思想。", "二、抓落实。\n谢谢大家！"
LINES = [*SPEECH.split("\n"), *FOOT.split("\n")]


def plain(text: str, encoding: str = "utf-8") -> str:
    """A part of plain text."""
    return part(text.encode(encoding), f"text/plain; charset={encoding}")


def marked(text: str, encoding: str = "utf-8") -> str:
    """The same as HTML."""
    return part("".join(f"<p>{line}</p>" for line in text.split("\n")).encode(encoding), f"text/html; charset={encoding}")


def nested(kind: str, *parts: str, boundary: str = "y") -> str:
    """A part of parts."""
    body = "".join(f"--{boundary}\r\n{one}\r\n" for one in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n{body}--{boundary}--'


def found_in(folder: Path, data: bytes) -> list[Document | Rejection | PassedOver]:
    """What a message gives."""
    (folder / "a.eml").write_bytes(data)
    return list(read_documents(SourceFile(str(folder / "a.eml"), "a.eml")))


def texts_of(found: list[Document | Rejection | PassedOver]) -> list[list[str]]:
    """The lines of every page."""
    pages = [read_document(one) for one in found if isinstance(one, Document)]
    return [[line for line in page.text.split("\n") if line.strip()] for page in pages if isinstance(page, PageText)]


PICTURE = part(b"x", "image/png", "Content-Disposition: inline")
BLANK = plain("\r\n \r\n")
SHOWN = [
    (message(marked(SPEECH), PICTURE, marked(FOOT)), LINES),  # as Apple Mail sends
    (message(plain(SPEECH), PICTURE, plain(FOOT, "gb18030")), LINES),
    (message(plain(SPEECH), marked(FOOT, "gbk")), LINES),  # with the foot of a mailing list
    (message(nested("alternative", plain("x"), nested("related", marked(SPEECH), PICTURE, boundary="z")), plain(FOOT)), LINES),
    (message(plain("x"), nested("mixed", marked(SPEECH), PICTURE, marked(FOOT)), kind="alternative"), LINES),
    (message(plain(SPEECH + "\n" + FOOT), marked(SPEECH + "\n" + FOOT)), LINES),  # twice the same
    (message(plain(SPEECH + "\n" + FOOT), plain("谢谢大家！")), [*LINES, "谢谢大家！"]),
    (message(BLANK, plain(SPEECH + "\n" + FOOT), BLANK, PICTURE, BLANK), LINES),
    (message(plain("甲 < 乙 & 丙"), PICTURE, marked(FOOT)), ["甲 < 乙 & 丙", *FOOT.split("\n")]),
    (message(plain(SPEECH), part(b"BEGIN:VCALENDAR", "text/calendar"), plain(FOOT)), LINES),
]


@pytest.mark.parametrize(("data", "lines"), SHOWN, ids=range(len(SHOWN)))
def test_the_page_of_a_message_is_all_that_is_shown_of_it(tmp_path: Path, data: bytes, lines: list[str]) -> None:
    found = found_in(tmp_path, data)
    assert texts_of(found) == [lines]
    assert [one for one in found if isinstance(one, Rejection)] == []


def test_one_text_of_a_message_keeps_its_bytes(tmp_path: Path) -> None:
    (first, *_rest) = found_in(tmp_path, message(BLANK, plain(PAGE, "gb18030"), WORD_PART))
    assert isinstance(first, Document)
    assert (first.data, first.charset) == (PAGE.encode("gb18030"), "gb18030")


def test_a_text_of_a_message_that_nothing_decodes_is_named_beside_the_others(tmp_path: Path) -> None:
    found = found_in(tmp_path, message(plain(SPEECH), part(b"\xff\xfe\xfd" * 9, "text/plain"), plain(FOOT)))
    assert [(one.source, one.reason) for one in found if isinstance(one, Rejection)] == [("a.eml", "undecodable")]
    assert texts_of(found) == [LINES]
    found = found_in(tmp_path, message(marked(SPEECH), part(b"\xff\xfe\xfd" * 9, "text/plain")))
    assert [(one.source, one.reason) for one in found if isinstance(one, Rejection)] == [("a.eml", "undecodable")]
    assert texts_of(found) == [LINES[:3]]


PLAIN = message(plain(SPEECH))
DAMAGED = [
    PLAIN.replace(b"Thu, 04 Mar 2021 10:20:30 +0800", b"Thu, 04 Mar 99999999999 10:20:30 +0800"),
    PLAIN.replace(b"+0800", b"+99999999999999"),
    PLAIN.replace(b"; charset=utf-8", b"; charset*0=ut; charset*"),
    PLAIN.replace(b"; charset=utf-8", b"; charset*0=ut; charset*=x''y; charset*x=z"),
    PLAIN.replace(b"; charset=utf-8", b"; charset*=a%00\0''utf-8"),
    PLAIN.replace(b"; charset=utf-8", b"; name*=a\0''x"),
]


@pytest.mark.parametrize("data", DAMAGED, ids=range(len(DAMAGED)))
def test_damaged_fields_of_a_message_say_nothing(tmp_path: Path, data: bytes) -> None:
    assert texts_of(found_in(tmp_path, data)) == [LINES[:3]]


def test_a_message_is_known_behind_many_fields_of_servers(tmp_path: Path) -> None:
    fields = b"".join(b"X-Received: by 2002 with SMTP id %d;\r\n\tThu, 4 Mar 2021 10:20:30 +0800\r\n" % n for n in range(99))
    assert texts_of(found_in(tmp_path, b"Delivered-To: b@example.org\r\n" + fields + PLAIN)) == [LINES[:3]]


def test_a_message_of_parts_in_parts_without_end_is_named(tmp_path: Path) -> None:
    head = b"From: a\nTo: b\nMIME-Version: 1.0\n"
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(2000))
    for deep in (parts, b"Content-Type: message/rfc822\n\n" * 2000):
        (found,) = found_in(tmp_path, head + deep + b"Content-Type: text/plain\n\nx\n")
        assert isinstance(found, Rejection) and found.reason == "too_deep"


def test_fields_in_a_text_make_no_message_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text(f"Title: x\nAuthor: y\n\n{PAGE}\nFrom: a\nTo: b\nSubject: c\n", encoding="utf-8")
    (found,) = read_documents(SourceFile(str(tmp_path / "a.eml"), "a.eml"))
    assert found.source == "a.eml"


def test_a_forwarded_message_that_was_sent_encoded_is_opened(tmp_path: Path) -> None:
    sent = base64.encodebytes(INNER.encode()).decode()
    forwarded = f"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{sent}"
    found = found_in(tmp_path, message(plain("见转发。"), forwarded))
    assert [one.source for one in found] == ["a.eml!text.txt", "a.eml!message.eml!text.txt"]
    assert texts_of(found)[1] == [line for line in PAGE.split("\n") if line]
