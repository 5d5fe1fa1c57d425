"""Bytes in; out, their text and the encoding that gave it, with the evidence for it. Decided on all bytes, strictly.

A byte order mark decides. Valid UTF-8 decides against everything but a declared encoding that gives better Chinese: real text
in another encoding is UTF-8 by chance only when it is a few characters long. Otherwise the declared encoding, GB18030 (which
holds GB2312 and GBK), Big5 and UTF-16 are all tried, and the one wins whose text has the largest share of common characters.
GB2312 and Big5 both put the characters of daily use in a first level of their own; of Chinese text read rightly more than
99 % belong there, of text read in the wrong encoding about a half. From 8 characters on that share never chose wrongly on
random pieces of real pages.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

BYTE_ORDER_MARKS = {
    "utf-8-sig": b"\xef\xbb\xbf",
    "utf-32-le": codecs.BOM_UTF32_LE,  # before UTF-16, whose mark begins it
    "utf-32-be": codecs.BOM_UTF32_BE,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "gb18030": b"\x84\x31\x95\x33",
}
"""Encoding → its byte order mark."""

WIDER = {
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "gb18030": ("gb18030",),
    "big5": ("big5",),
    "big5hkscs": ("big5",),
    "cp950": ("big5",),
    "utf-16": ("utf-16-le", "utf-16-be"),
    "utf-8": ("utf-8",),
}
"""Python's name of a declared encoding → what to decode with: pages declare GB2312 and use GBK."""

WEB: dict[str, tuple[str, dict[int, int]]] = {
    "gb18030": ("gb18030", str.maketrans(
        "\ue5e5\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
        "\u3000︐︒︑︓︔︕︖︗︘︙ḿ龴龵龶龷龸龹龺龻",
    )),
    "big5": ("big5hkscs", str.maketrans("•､‾∼♁☉¥¢£￭", "‧﹑¯～⊕⊙￥￠￡▓")),
}  # fmt: skip
"""Encoding as browsers read it (WHATWG) → Python's codec, and what that one reads otherwise: A3 A0 is an ideographic
space on the web, and Big5 is that of Hong Kong with Microsoft's signs."""

LABELS = {"x-gbk": "gbk", "cn-gb": "gb2312", "gb_2312-80": "gb2312", "x-x-big5": "big5", "cn-big5": "big5", "unicode": "utf-16"}
"""Names that pages declare and Python does not know."""

UNDECLARED = ("gb18030", "big5", "utf-16-le", "utf-16-be")
"""What is tried without being declared, the likelier first: it wins a tie."""

PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉「」『』【】—…·　０１２３４５６７８９％")
PLAUSIBLE = 0.6  # the least share of common characters in text that is Chinese and not a misreading of one
HEAD = 2048  # bytes in which a page declares its encoding; the HTML standard says 1024, pages are less careful
CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")  # not: what moves to another place, an end of file, an escape
CONTROL_SHARE = 0.01  # text has a stray control character now and then, never one in a hundred

# not: <p>charset=gbk</p>
DECLARED_BY_META = re.compile(rb"<meta\b[^>]{0,300}?\bcharset\s{0,9}=\s{0,9}[\"']?\s{0,9}(?P<label>[\w:.-]{1,40})", re.IGNORECASE)
# not: <? xml encoding="gbk" ?>
XML = re.compile(rb"^\s{0,99}<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"'](?P<label>[\w:.-]{1,40})", re.IGNORECASE)


# no byte of GBK or Big5 looks like < or >; not: the text of an element
HIDDEN = re.compile(
    rb"<!--(?:(?!-->).)*+(?:-->|$)|<(?P<name>script|style)\b(?:(?!</(?P=name)).)*+|</?[a-zA-Z][^<>]*>", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page text, the encoding it was decoded with, and why that one."""

    text: str
    encoding: str
    evidence: str


def decode(data: bytes, charset: str | None = None) -> Decoded | None:
    """The text of the bytes without byte order mark, line ends made `\\n`; None when no encoding fits all of them.

    >>> decode("讲话\\r\\n".encode("gb18030"), "GB2312")
    Decoded(text='讲话\\n', encoding='gb18030', evidence='declared gb2312; 100% common characters')
    >>> decode(b"\\xef\\xbb\\xbf\\xff") is None
    True
    """
    for encoding, mark in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            text = try_decoding(data[len(mark) :], encoding.removesuffix("-sig"))
            return None if text is None else Decoded(one_line_end(text), encoding, "byte order mark")
    declared = known_encodings(charset)
    text = try_decoding(data, "utf-8")
    if text is not None and (text.isascii() or not declared or "utf-8" in declared):
        return Decoded(one_line_end(text), "utf-8", f"declared {charset}".lower() if "utf-8" in declared else "valid UTF-8")
    found = candidates(data, declared) | ({} if text is None else {"utf-8": text})
    shares = {encoding: common_share(found[encoding]) for encoding in found}
    best = max(shares, key=lambda encoding: round(shares[encoding], 1), default=None)
    if best is None or (shares[best] < PLAUSIBLE and best != "utf-8"):
        return None
    reason = f"declared {charset}".lower() if best in declared else "best of those that decode"
    return Decoded(one_line_end(found[best]), best, f"{reason}; {shares[best]:.0%} common characters")


def decode_shown(data: bytes, charset: str | None = None) -> Decoded | None:
    """The text of an HTML page that is broken only where nothing is shown: in tags, comments, scripts, where sites cut a summary.

    >>> decode_shown("<meta content='讲".encode("gbk")[:-1] + "'><p>同志们：讲话稿全文如下".encode("gbk")).text
    "<meta content=''><p>同志们：讲话稿全文如下"
    >>> decode_shown("<p>同志们：讲".encode("gbk")[:-1]) is None
    True
    """
    found = decode(HIDDEN.sub(ascii_only, data), charset)
    if found is None:
        return None
    encoding = found.encoding.removesuffix("-sig")
    mended = HIDDEN.sub(lambda part: part[0] if try_decoding(part[0], encoding) is not None else ascii_only(part), data)
    whole = decode(mended, encoding)
    return whole and replace(whole, evidence=f"{whole.evidence}; {len(data) - len(mended)} bytes of broken tags left out")


def ascii_only(part: re.Match[bytes]) -> bytes:
    """The ASCII of what is found."""
    return part[0].decode("ascii", "ignore").encode()


def declared_charset(data: bytes) -> str | None:
    """The encoding that an HTML or XML page declares for itself.

    >>> declared_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">')
    'gb2312'
    """
    found = XML.search(data[:HEAD]) or DECLARED_BY_META.search(data[:HEAD])
    return found["label"].decode("ascii", "replace") if found else None


def is_binary(text: str) -> bool:
    """Whether what decoded is no text, judged by its share of control characters. Bytes that did not decode are asked as Latin-1.

    >>> is_binary("讲话"), is_binary(b"PNG\\0\\1\\2\\3".decode("latin-1"))
    (False, True)
    """
    return len(CONTROLS.findall(text)) > CONTROL_SHARE * len(text)


def explain(data: bytes) -> str:
    """Where the usual encodings stop decoding, for the detail of a rejection."""
    stops = []
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            share = common_share(decode_strictly(data, encoding))
            stops.append(f"as {encoding} only {share:.0%} of its characters are common ones")
        except UnicodeDecodeError as error:
            stops.append(f"{encoding} stops at byte {error.with_traceback(None).start}")
    return "; ".join(stops)


def one_line_end(text: str) -> str:
    """The text with `\\r\\n` and `\\r` turned into `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def known_encodings(charset: str | None) -> tuple[str, ...]:
    """The encodings to try for a declared one; none when nobody knows its name."""
    if not charset:
        return ()
    label = charset.strip().lower()
    try:
        name = codecs.lookup(LABELS.get(label, label)).name
    except (LookupError, ValueError):  # ValueError: a name that a damaged head left, with half a character or a NUL in it
        return ()
    return WIDER.get(name, ())


def candidates(data: bytes, declared: tuple[str, ...]) -> dict[str, str]:
    """Every encoding that decodes all bytes, with its text: the declared ones, then the others in order of likelihood."""
    texts = {encoding: try_decoding(data, encoding) for encoding in dict.fromkeys(declared + UNDECLARED)}
    return {encoding: text for encoding, text in texts.items() if text is not None}


def try_decoding(data: bytes, encoding: str) -> str | None:
    """The text, when every byte decodes."""
    try:
        return decode_strictly(data, encoding)
    except UnicodeDecodeError as error:
        error.with_traceback(None)  # which its handler is in: it would keep all frames of the build, with what they hold
        return None


def decode_strictly(data: bytes, encoding: str) -> str:
    """The text as browsers read it. Raises UnicodeDecodeError where they would put a sign of replacement.

    >>> decode_strictly(b"\\xa3\\xa0\\x80", "gb18030"), decode_strictly(b"\\xa1\\x45\\xa3\\xe1", "big5")
    ('\\u3000€', '‧€')
    """
    codec, signs = WEB.get(encoding, (encoding, {}))
    text = data.decode(codec, HANDLERS.get(encoding, "strict"))
    return text.translate(signs) if signs and not text.isascii() else text


def read_euro(error: UnicodeError) -> tuple[str, int]:
    """The byte 80 of GBK; another one is an error."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


def read_as_microsoft(error: UnicodeError) -> tuple[str, int]:
    """A pair of bytes of Big5 that only Microsoft's code page has; another one is an error."""
    if isinstance(error, UnicodeDecodeError):
        text = error.object[error.start : error.start + 2].decode("cp950", "ignore")
        if text and not text.isascii():
            return text, error.start + 2
    raise error


HANDLERS = {"gb18030": "chinese-speeches-euro", "big5": "chinese-speeches-microsoft"}
codecs.register_error(HANDLERS["gb18030"], read_euro)
codecs.register_error(HANDLERS["big5"], read_as_microsoft)

def common_share(text: str) -> float:
    """The share of common Chinese characters and punctuation among the characters outside ASCII; 0 where there are none.

    >>> common_share("讲话 (2)"), common_share("é")
    (1.0, 0.0)
    """
    counts = Counter(text)
    common = first_levels()
    foreign = sum(count for character, count in counts.items() if not character.isascii())
    return sum(count for character, count in counts.items() if character in common) / max(foreign, 1)


@cache
def first_levels() -> frozenset[str]:
    """The first level of GB2312 (rows 16 to 55) and of Big5 (A440 to C67E), and Chinese punctuation."""
    simplified = (bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    traditional = (code.to_bytes(2, "big").decode("big5", "ignore") for code in range(0xA440, 0xC67F))
    return frozenset(character for character in (*simplified, *traditional) if "一" <= character <= "龥") | PUNCTUATION
