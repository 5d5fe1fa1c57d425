"""What readers hand on: a page as its source holds it, or the reason why there is none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One page as its source holds it; `text` is set when the container already holds decoded text."""

    source: str
    locator: str | None
    data: bytes
    media_type: str
    charset: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    author: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A source, member or record that gives no page."""

    source: str
    locator: str | None
    reason: str
    detail: str
    data: bytes | None = None
