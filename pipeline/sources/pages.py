"""A document in; out, its page text with the encoding it came from and what its markup says of it, or why there is no text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.formats.decoding import Decoded, declared_charset, decode, decode_shown, explain, is_binary, one_line_end
from pipeline.formats.front import read_front
from pipeline.formats.html import is_overgrown, read_html
from pipeline.formats.markup import unescape_signs
from pipeline.sources.documents import Document, Options, PassedOver, Rejection, breaks_format, what_broke
from pipeline.sources.listing import SourceFile
from pipeline.sources.readers import read_documents
from pipeline.sources.records import state_fields
from pipeline.text.dates import parse_date
from pipeline.text.folding import code_points

CHINESE_SHARE = 0.2  # of the letters; pages with pinyin or noise injected into them have four in five
KANA_SHARE = 0.1  # of the letters; Japanese has one in two, Chinese quotes a word
LINES = 200_000  # of a page: 16 MB of speeches have half as many, and what has more is no speech and takes minutes
HAN = re.compile("[㐀-䶿一-鿿豈-﫿𠀀-𳎯]")
KANA = re.compile("[ぁ-ゖゝ-ゟァ-ヺー-ヿ]")  # not: ・, which Chinese writes too


@dataclass(frozen=True, slots=True)
class PageText:
    """A document whose text is known."""

    document: Document
    text: str
    encoding: str


def pages_of_file(file: SourceFile, options: Options = Options()) -> Iterator[PageText | Rejection]:  # noqa: B008 - frozen
    """The pages of a file, and what could not be read of it."""
    for found in read_documents(file, options):
        if not isinstance(found, PassedOver):
            yield read_document(found) if isinstance(found, Document) else found


def read_document(document: Document) -> PageText | Rejection:
    """The page of a document; one at which a library fails is damaged."""
    try:
        return read_text(document)
    except Exception as error:
        if not breaks_format(error):
            raise
        return rejected(document, "damaged", what_broke(error))


def read_text(document: Document) -> PageText | Rejection:
    """The page of a document. Raises what the libraries of its format raise."""
    if not document.data.strip():
        return rejected(document, "empty", "no bytes, or only white space")
    decoded = decode_document(document)
    if decoded is None:
        reason = "binary" if is_binary(document.data[:8192].decode("latin-1")) else "undecodable"
        return rejected(document, reason, explain(document.data))
    if is_binary(decoded.text):
        return rejected(document, "binary", "control characters, more than one in a hundred")
    page = PageText(replace(document, evidence=decoded.evidence), decoded.text, decoded.encoding)
    if document.media_type == "text/html" and document.text is None:
        if is_overgrown(page.text):
            return rejected(document, "too_deep", "markup with thousands of elements in elements, or of attributes of one")
        page = read_markup(page)
    elif document.media_type == "text/markdown":
        page = replace(page, text=unescape_signs(page.text))
        if fields := read_front(page.text):
            page = replace(page, document=state_fields(page.document, fields))
    if not page.text.strip():
        return rejected(document, "no_text", "nothing of it is visible text")
    if page.text.count("\n") > LINES:
        return rejected(document, "too_large", f"more than {LINES} lines")
    shares = letter_shares(page.text)
    if shares[0] < CHINESE_SHARE or shares[1] > KANA_SHARE:
        return rejected(document, "not_chinese", f"{shares[0]:.0%} of its letters are Chinese, {shares[1]:.0%} kana")
    return page


def decode_document(document: Document) -> Decoded | None:
    """The text of a document as it stands, before its markup is read."""
    if document.text is not None:
        return Decoded(one_line_end(document.text), "utf-8", "text in its container")
    if document.media_type != "text/html":
        return decode(document.data, document.charset)
    declared = document.charset or declared_charset(document.data)
    return decode(document.data, declared) or decode_shown(document.data, declared)


def read_markup(page: PageText) -> PageText:
    """An HTML page with its visible text, and its document with what the markup says where its container says nothing."""
    text, markup, cues = read_html(page.text, page.document.sheets)
    document = replace(
        page.document,
        url=page.document.url or markup.url,
        title=page.document.title or markup.title,
        published=page.document.published or parse_date(markup.published or ""),
        author=page.document.author or markup.author,
        cues=cues,
    )
    return replace(page, document=document, text=text)


def letter_shares(text: str) -> tuple[float, float]:
    """The shares of Chinese characters and of kana among all letters.

    >>> letter_shares("讲话 abcdef"), letter_shares("123")
    ((0.25, 0.0), (0.0, 0.0))
    """
    points = code_points(text)
    rest = points[(points < 0x4E00) | (points > 0x9FA5)].tobytes().decode("utf-32-le", "surrogatepass")
    common = len(text) - len(rest)  # Chinese characters without a doubt: most of a page
    letters = max(common + sum(map(str.isalpha, rest)), 1)
    return (common + len(HAN.findall(rest))) / letters, len(KANA.findall(rest)) / letters


def rejected(document: Document, reason: str, detail: str) -> Rejection:
    """The rejection of a document, with its bytes."""
    return Rejection(document.source, document.locator, reason, detail, document.data)
