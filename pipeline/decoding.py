"""Bytes in; out, their text and the encoding that gave it, without any loss."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text and the name of its encoding."""

    text: str
    encoding: str
    evidence: str


def decode(data: bytes, charset: str | None = None) -> Decoded | None:
    """The text of the bytes, byte order mark removed and line ends turned into `\\n`; None when no encoding fits."""
    for encoding in ([charset] if charset else []) + ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), encoding, "decodes")
    return None
