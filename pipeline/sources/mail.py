"""A message (.eml) or a saved page (.mht) in; out, its page, and what is attached to it as members of their own.

Both are MIME. The page is what a reader of mail shows: of alternatives the HTML, else the plain text; several texts, with a
picture between them or the foot of a mailing list, one behind the other. What is forwarded and the frames of a saved page are
members of their own, as attachments are. Pictures and styles of a saved page are parts of it, passed over as those of any page
are.
"""

import email
import html
import io
import re
from collections import Counter
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import IO, Any, NamedTuple

from pipeline.formats.decoding import Decoded, declared_charset, decode, decode_shown, explain
from pipeline.sources.archives import Member, Place, member_place
from pipeline.sources.documents import Document, Options, PassedOver, Rejection, real_name
from pipeline.sources.kinds import find_media_type

ENCODED = 4  # times the longest page: what base64 and attachments add
BODY_NAMES = {"text/html": "page.html"}
SAVED = ("Content-Location", "Snapshot-Content-Location")
WRITTEN = ("text/html", "text/plain")  # what a reader of mail shows, the better first
ONE_OF = ("multipart/alternative", "multipart/related")  # of these one part is the text
SENT_AS = ("base64", "quoted-printable")
UNSEEN_OF_HTML = re.compile(r"<[^<>]*>|\s+")


class Part(Message):
    """A message or a part of one; damaged parameters of its headers say nothing."""

    def get_param(self, param: str, failobj: Any = None, header: str = "content-type", unquote: bool = True) -> Any:
        """What a parameter of a header says."""
        try:
            said = super().get_param(param, failobj, header, unquote)
        except (TypeError, ValueError):
            return failobj
        return failobj if isinstance(said, tuple) and "\0" in str(said[0]) else said


class Body(NamedTuple):
    """A text of a message: where it stands, its bytes, and what they are."""

    part: Message
    data: bytes
    media_type: str
    charset: str | None

    def decode(self) -> Decoded | None:
        """Its text as it stands."""
        if self.media_type != "text/html":
            return decode(self.data, self.charset)
        declared = self.charset or declared_charset(self.data)
        return decode(self.data, declared) or decode_shown(self.data, declared)


def read_mail(stream: IO[bytes], place: Place, options: Options) -> Iterator[Document | Member | PassedOver | Rejection]:
    """The page of a message, and its attachments."""
    limit = ENCODED * options.max_page_bytes
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield Rejection(place.page, None, "too_large", f"a message longer than {limit} bytes")
        return
    try:
        yield from read_message(email.message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"), Part), data, place, options)
    except RecursionError:
        yield Rejection(place.page, None, "too_deep", "a message of too many parts in parts", data)


def read_message(
    message: Message, data: bytes, place: Place, options: Options
) -> Iterator[Document | Member | PassedOver | Rejection]:
    """The same of a message whose parts are known."""
    bodies = find_bodies(message, place)
    if not bodies:
        yield Rejection(place.page, None, "no_text", "a message without a text", data)
    else:
        yield from read_message_body(message, bodies, place, options)
    names: Counter[str] = Counter()
    taken = {id(body.part) for body in bodies}
    for part in walk(message):
        if id(part) in taken:
            continue
        name, content = open_part(part, bodies[0].part if bodies else None)
        if content is None:
            yield PassedOver(place.page, "part of a message or saved page")
        else:
            yield Member(member_place(place, name, names), io.BytesIO(content))


def find_bodies(message: Message, place: Place) -> list[Body]:
    """The texts that are shown of a message, but for those that say nothing, or the same as HTML beside them."""
    texts = find_texts(message)
    shown = [part for part in texts if part.get_content_type() in WRITTEN] or texts[:1]
    bodies = [read_text_part(part, place.name if part is message else "") for part in shown]
    bodies = [body for body in bodies if body.data.strip()] or bodies[:1]
    by_kind = {body.part.get_content_type(): body for body in bodies}
    if len(bodies) == 2 and by_kind.keys() == {*WRITTEN}:
        read = [by_kind[kind].decode() for kind in WRITTEN]
        seen, again = (UNSEEN_OF_HTML.sub("", html.unescape(found.text)) if found else "" for found in read)
        return [by_kind[WRITTEN[0]]] if again and again in seen else bodies
    return bodies


def find_texts(part: Message) -> list[Message]:
    """The parts of a message that are texts of its own, in its order; where one stands for others, that of the better kind."""
    if is_attached(part) or not part.is_multipart():
        return [part] if part.get_content_maintype() == "text" and not is_attached(part) else []
    if part.get_content_maintype() != "multipart":
        return []  # a message in it
    found: list[list[Message]] = []
    for inner in part.get_payload():
        found.append(find_texts(inner))  # type: ignore[arg-type]
    if part.get_content_type() in ONE_OF:
        return min(filter(None, found), key=rank_of, default=[])
    return [text for texts in found for text in texts]


def rank_of(texts: list[Message]) -> int:
    """How far from the best kind the best of some texts is."""
    return min(WRITTEN.index(kind) if (kind := text.get_content_type()) in WRITTEN else len(WRITTEN) for text in texts)


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
        return "message.eml", open_message(part, inner) if isinstance(inner, Message) else None
    content = part.get_payload(decode=True)
    framed = part.get_content_type() == "text/html" and body is not None and find_address(part) != find_address(body)
    name = read_header(part.get_filename() or "") or ("frame.html" if framed else "attachment")
    return name, content if isinstance(content, bytes) and (framed or is_attached(part)) else None


def open_message(part: Message, inner: Message) -> bytes:
    """The bytes of a message in another one, also where it was sent encoded, which the rules forbid."""
    data, sent = inner.as_bytes(), str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if inner.keys() or sent not in SENT_AS:
        return data
    encoded = Message()
    encoded["Content-Transfer-Encoding"] = sent
    encoded.set_payload(data.decode("ascii", "surrogateescape"))
    content = encoded.get_payload(decode=True)
    return content if isinstance(content, bytes) else data


def read_sheets(message: Message) -> Iterator[str]:
    """The style sheets of a saved page."""
    for part in message.walk():
        content = part.get_payload(decode=True) if part.get_content_type() == "text/css" else None
        if isinstance(content, bytes):
            yield content.decode("utf-8", "replace")


def find_address(part: Message) -> str | None:
    """Where a part of a saved page came from; None when it does not say."""
    return next((str(found).strip() for name in SAVED if (found := part.get(name))), None)


def read_text_part(part: Message, name: str) -> Body:
    """A text of a message."""
    content = part.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    return Body(part, data, find_media_type(data, name, part.get_content_type()), part.get_content_charset())


def read_message_body(message: Message, bodies: list[Body], place: Place, options: Options) -> Iterator[Document | Rejection]:
    """The page of a message. The date of a saved page is that of its saving."""
    body = bodies[0]
    if len(bodies) > 1:
        read = [body.decode() for body in bodies]
        lost = [body.data for body, decoded in zip(bodies, read, strict=True) if decoded is None]
        yield from (Rejection(place.page, None, "undecodable", explain(data), data) for data in lost)
        body = join_bodies([(one.media_type, decoded.text) for one, decoded in zip(bodies, read, strict=True) if decoded], body)
    if len(body.data) > options.max_page_bytes:
        yield Rejection(place.page, None, "too_large", f"longer than {options.max_page_bytes} bytes")
        return
    address = find_address(body.part) or find_address(message)
    saved = address is not None or message.get_content_type() == "multipart/related"
    yield Document(
        f"{place.page}!{BODY_NAMES.get(body.media_type, 'text.txt')}",  # the file that holds it has other bytes
        None,
        body.data,
        body.media_type,
        charset=body.charset,
        url=address if address is not None and "://" in address else None,
        title=read_header(stored(message, "subject")),
        published=None if saved else read_day(stored(message, "date")),
        sheets="\n".join(read_sheets(message)) if saved else "",
        author=None if saved else read_header(stored(message, "from").split("<")[0].strip(' "')),
    )


def join_bodies(texts: list[tuple[str, str]], first: Body) -> Body:
    """Several texts as one, which is HTML where one of them is."""
    kinds = {media_type for media_type, _text in texts}
    if "text/html" not in kinds:
        return first._replace(data="\n".join(text for _kind, text in texts).encode(), media_type="text/plain", charset="utf-8")
    parts = (text if kind == "text/html" else f"<pre>{html.escape(text)}</pre>" for kind, text in texts)
    return first._replace(data="\n".join(parts).encode(), media_type="text/html", charset="utf-8")


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
    except (TypeError, ValueError, OverflowError):
        return None
