"""A message (.eml) or a saved page (.mht) in; out, its page, and what is attached to it as members of their own.

Both are MIME. The page is the HTML part, or the plain text where there is none. What is forwarded and the frames of a saved
page are members of their own, as attachments are. Pictures and styles of a saved page are parts of it, passed over as those of
any page are.
"""

import email
import io
import re
from collections import Counter
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import IO

from pipeline.sources.archives import Member, Place, member_place
from pipeline.sources.documents import Document, Options, PassedOver, Rejection, real_name
from pipeline.sources.kinds import find_media_type

ENCODED = 4  # times the longest page: what base64 and attachments add
BODY_NAMES = {"text/html": "page.html"}
SAVED = ("Content-Location", "Snapshot-Content-Location")


def read_mail(stream: IO[bytes], place: Place, options: Options) -> Iterator[Document | Member | PassedOver | Rejection]:
    """The page of a message, and its attachments."""
    limit = ENCODED * options.max_page_bytes
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield Rejection(place.page, None, "too_large", f"a message longer than {limit} bytes")
        return
    message = email.message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"))
    parts = list(walk(message))
    texts = [part for part in parts if part.get_content_maintype() == "text" and not is_attached(part)]
    body = next((part for part in texts if part.get_content_subtype() == "html"), next(iter(texts), None))
    if body is None:
        yield Rejection(place.page, None, "no_text", "a message without a text", data)
    else:
        yield read_message_body(message, body, place, options)
    names: Counter[str] = Counter()
    for part in parts:
        if part is body:
            continue
        name, content = open_part(part, body)
        if content is None:
            yield PassedOver(place.page, "part of a message or saved page")
        else:
            yield Member(member_place(place, name, names), io.BytesIO(content))


def walk(message: Message) -> Iterator[Message]:
    """The parts of a message that hold something, and the messages in it, not opened."""
    for part in message.get_payload() if message.get_content_maintype() == "multipart" and message.is_multipart() else ():
        if isinstance(part, Message):
            yield from [part] if part.get_content_type() == "message/rfc822" else walk(part)
    if not message.is_multipart():
        yield message


def open_part(part: Message, body: Message | None) -> tuple[str, bytes | None]:
    """The name and the bytes of a part that is a page of its own, None when it is none: an attachment, a message, a frame."""
    if part.is_multipart():
        inner = part.get_payload(0)
        return "message.eml", inner.as_bytes() if isinstance(inner, Message) else None
    content = part.get_payload(decode=True)
    framed = part.get_content_type() == "text/html" and body is not None and find_address(part) != find_address(body)
    name = read_header(part.get_filename() or "") or ("frame.html" if framed else "attachment")
    return name, content if isinstance(content, bytes) and (framed or is_attached(part)) else None


def read_sheets(message: Message) -> Iterator[str]:
    """The style sheets of a saved page."""
    for part in message.walk():
        content = part.get_payload(decode=True) if part.get_content_type() == "text/css" else None
        if isinstance(content, bytes):
            yield content.decode("utf-8", "replace")


def find_address(part: Message) -> str | None:
    """Where a part of a saved page came from; None when it does not say."""
    return next((str(found).strip() for name in SAVED if (found := part.get(name))), None)


def read_message_body(message: Message, body: Message, place: Place, options: Options) -> Document | Rejection:
    """The page of a message. The date of a saved page is that of its saving."""
    content = body.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    if len(data) > options.max_page_bytes:
        return Rejection(place.page, None, "too_large", f"longer than {options.max_page_bytes} bytes")
    address = find_address(body) or find_address(message)
    saved = address is not None or message.get_content_type() == "multipart/related"
    media_type = find_media_type(data, place.name if body is message else "", body.get_content_type())
    return Document(
        f"{place.page}!{BODY_NAMES.get(media_type, 'text.txt')}",  # the file that holds it has other bytes
        None,
        data,
        media_type,
        charset=body.get_content_charset(),
        url=address if address is not None and "://" in address else None,
        title=read_header(stored(message, "subject")),
        published=None if saved else read_day(stored(message, "date")),
        sheets="\n".join(read_sheets(message)) if saved else "",
        author=None if saved else read_header(stored(message, "from").split("<")[0].strip(' "')),
    )


def is_attached(part: Message) -> bool:
    """Whether a part is a file of its own that came with the message: one with a name that is no picture, too."""
    if part.get_content_disposition() == "attachment":
        return True
    kinds = ("application", "text") if part.get_content_disposition() == "inline" else ("application",)
    return part.get_filename() is not None and part.get_content_maintype() in kinds


def stored(message: Message, name: str) -> str:
    """A header as it stands, bytes that are no ASCII too; `message.get` would put signs of replacement for them."""
    return next((value for header, value in message.raw_items() if header.lower() == name), "")


def read_header(said: str) -> str | None:
    """A header as text: encoded words, or bytes of whatever encoding; None when it says nothing."""
    try:
        text = str(make_header(decode_header(said)))
    except (MessageError, LookupError, UnicodeError, ValueError):
        text = said
    text = real_name(text.encode("utf-8", "surrogateescape"))
    return re.sub(r"\s+", " ", text).strip() or None


def read_day(said: str) -> str | None:
    """The date-time of a message in ISO form, without its zone.

    >>> read_day("Thu, 04 Mar 2021 10:20:30 +0800")
    '2021-03-04T10:20:30'
    """
    try:
        return parsedate_to_datetime(said).replace(tzinfo=None).isoformat(timespec="seconds")
    except (TypeError, ValueError):
        return None
