"""OpenDocument: numbers as they are printed, and nothing that is not shown."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.sources.documents import Document, Rejection
from pipeline.sources.listing import SourceFile
from pipeline.sources.readers import read_documents
from tests.tools.containers import zipped

NAMES = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table", "style"))
NAMES += ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
KIND = b"application/vnd.oasis.opendocument.text"


def content(body: str, styles: str = "") -> bytes:
    """The content of a document."""
    return f"<office:x {NAMES}>{styles}<office:body><office:text>{body}</office:text></office:body></office:x>".encode()


def read(folder: Path, members: dict[str, bytes]) -> Document | Rejection:
    """What a document of these members gives."""
    (folder / "a.odt").write_bytes(zipped({"mimetype": KIND} | members))
    (found,) = read_documents(SourceFile(str(folder / "a.odt"), "a.odt"))
    assert isinstance(found, Document | Rejection)
    return found


def level(number: int, form: str, more: str = "", name: str = "list-level-style-number") -> str:
    """A level of a numbering."""
    return f'<text:{name} text:level="{number}" style:num-suffix="、" style:num-format="{form}" {more}/>'


def numbering(*levels: str) -> str:
    """A numbering of lists."""
    return f'<text:list-style style:name="L">{"".join(levels)}</text:list-style>'


def listed(*items: str, said: str = 'text:style-name="L"') -> str:
    """A list; what is no element is a paragraph."""
    each = (item if item.startswith("<") else f"<text:p>{item}</text:p>" for item in items)
    return f"<text:list {said}>{''.join(f'<text:list-item>{item}</text:list-item>' for item in each)}</text:list>"


def hidden(family: str, name: str, above: str = "") -> str:
    """A style whose text is hidden, and one below it."""
    return (
        f'<style:style style:family="{family}" style:name="{above}"><style:text-properties text:display="none"/></style:style>'
        f'<style:style style:family="{family}" style:name="{name}" style:parent-style-name="{above}"/>'
    )


CHINESE, HEAD = "一, 二, 三, ...", 'text:outline-level="1"'
OUTLINE = '<text:outline-style style:name="Outline">{}</text:outline-style>'
PLACED = '<style:style style:family="paragraph" style:name="{}" {}/>'
TWO = numbering(level(1, CHINESE), level(2, "1", 'text:display-levels="2"'))
INNER = listed("<text:p>甲</text:p>" + listed("乙", "丙", said=""))

PRINTED = [
    *((numbering(level(1, form)), listed("甲", "乙"), text) for form, text in (
        ("壹, 貳, 參, ...", "壹、甲\n貳、乙"), ("子, 丑, 寅, ...", "子、甲\n丑、乙"), ("１, ２, ３, ...", "１、甲\n２、乙"),
        ("01, 02, 03, ...", "01、甲\n02、乙"), ("イ, ロ, ハ, ...", "1、甲\n2、乙"), ("", "甲\n乙"))),
    (TWO, INNER, "一、甲\n一.1、乙\n一.2、丙"),  # each level in its own form
    (TWO.replace('level="1"', 'level="1" text:start-value="3"'), INNER, "三、甲\n三.1、乙\n三.2、丙"),
    (TWO.replace('level="2"', 'level="2" text:start-value="5"'), INNER + listed("丁"), "一、甲\n一.5、乙\n一.6、丙\n一、丁"),
    (TWO.replace(f'num-format="{CHINESE}"', 'num-format=""'), INNER, "甲\n1、乙\n2、丙"),
    (OUTLINE.format(level(1, CHINESE, 'text:start-value="2"', "outline-level-style")),
     listed(f"<text:h {HEAD}>甲</text:h>", said='text:style-name="Outline"') + f"<text:h {HEAD}>乙</text:h>", "二、甲\n三、乙"),
    (TWO + PLACED.format("P", 'style:list-style-name="L"') + PLACED.format("Q", 'style:parent-style-name="P"'),
     listed('<text:p text:style-name="Q">甲</text:p>', "乙", said=""), "一、甲\n二、乙"),
    (TWO + PLACED.format("P", 'style:list-style-name="L"') + PLACED.format(
        "Q", 'style:parent-style-name="P" style:list-style-name=""'),
     listed('<text:p text:style-name="Q">甲</text:p>', said=""), "甲"),
    ("", '<text:h text:outline-level="²">甲<text:s text:c="²"/>乙</text:h>', "甲\u00a0乙"),
    ("", "<text:p>甲<!-- x -->乙<?x y?>丙</text:p>", "甲乙丙"),
    ("", "<text:p>甲<draw:frame><draw:text-box><text:p>图</text:p></draw:text-box></draw:frame>乙</text:p>", "甲乙\n图"),
    ("", "<text:p><draw:custom-shape><text:p>图</text:p></draw:custom-shape>甲</text:p>", "图\n甲"),
]  # fmt: skip
UNSEEN = [
    (hidden("paragraph", "P", "H"), '<text:p text:style-name="P">隐</text:p>'),
    (hidden("text", "T", "H"), '<text:p><text:span text:style-name="T">隐</text:span></text:p>'),
    ("", '<text:section text:display="condition" text:is-hidden="true"><text:p>隐</text:p></text:section>'),
    ("", '<text:p><text:span><text:hidden-paragraph text:is-hidden="true"/></text:span>隐</text:p>'),
    ("", '<text:p><text:hidden-text text:is-hidden="true">隐</text:hidden-text></text:p>'),
    ("", "<table:table><table:table-row><table:covered-table-cell><text:p>隐</text:p></table:covered-table-cell>"
     "</table:table-row></table:table>"),
    ("", "<text:table-of-content><text:table-of-content-source><text:index-title-template>隐</text:index-title-template>"
     "</text:table-of-content-source></text:table-of-content>"),
]  # fmt: skip
SEEN = [
    (hidden("text", "P", "H"), '<text:p text:style-name="P">显</text:p>'),  # of another family
    ("", '<text:section text:display="condition" text:is-hidden="false"><text:p>显</text:p></text:section>'),
    ("", '<text:p><text:hidden-paragraph text:is-hidden="false"/>显</text:p>'),
    ("", '<text:p><text:hidden-text text:is-hidden="false">显</text:hidden-text></text:p>'),
]


@pytest.mark.parametrize(("styles", "body", "text"), PRINTED)
def test_what_is_printed_is_read(tmp_path: Path, styles: str, body: str, text: str) -> None:
    found = read(tmp_path, {"content.xml": content(body, styles)})
    assert isinstance(found, Document)
    assert found.text == text


@pytest.mark.parametrize(("styles", "body"), UNSEEN)
def test_what_is_not_shown_is_left_out(tmp_path: Path, styles: str, body: str) -> None:
    found = read(tmp_path, {"content.xml": content(f"<text:p>甲</text:p>{body}", styles)})
    assert isinstance(found, Document)
    assert found.text == "甲"


@pytest.mark.parametrize(("styles", "body"), SEEN)
def test_what_a_condition_shows_is_read(tmp_path: Path, styles: str, body: str) -> None:
    found = read(tmp_path, {"content.xml": content(body, styles)})
    assert isinstance(found, Document)
    assert found.text == "显"


LOCKED = b'<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>'
REFUSED = [
    ({"meta.xml": b"<x/>"}, ("damaged", "not a whole OpenDocument: it has no content.xml")),
    ({"content.xml": bytes(range(256)), "META-INF/manifest.xml": LOCKED}, ("encrypted", "an OpenDocument with a password")),
    ({"encrypted-package": bytes(9), "META-INF/manifest.xml": LOCKED}, ("encrypted", "an OpenDocument with a password")),
]


@pytest.mark.parametrize(("members", "said"), REFUSED)
def test_what_cannot_be_read_is_told(tmp_path: Path, members: dict[str, bytes], said: tuple[str, str]) -> None:
    found = read(tmp_path, members)
    assert isinstance(found, Rejection)
    assert (found.reason, found.detail) == said


MANY: dict[str, Callable[[int], str]] = {
    "lists": lambda n: listed("甲") * n,
    "items": lambda n: listed(*["甲"] * n),
    "boxes": lambda n: f"<text:p>{'<draw:frame><text:p>图</text:p></draw:frame>' * n}甲</text:p>",
}


@pytest.mark.parametrize("name", MANY)
def test_what_is_repeated_is_read_in_proportion(tmp_path: Path, name: str) -> None:
    def seconds(count: int) -> float:
        begin = time.process_time()
        read(tmp_path, {"content.xml": content(MANY[name](count), TWO)})
        return time.process_time() - begin

    assert seconds(8_000) < 8 * min(seconds(2_000) for _again in range(2)) + 1
