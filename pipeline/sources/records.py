"""A record (of JSON, a table, Parquet) in; out, the page in its text column, with what other columns say of it."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from pipeline.formats.markup import unescape_signs
from pipeline.sources.archives import Place
from pipeline.sources.documents import Document, Options, Rejection
from pipeline.sources.kinds import TEXT_COLUMNS, find_media_type
from pipeline.sources.unread import why_unread
from pipeline.text.dates import parse_date
from pipeline.text.records import Stated

Record: TypeAlias = "Mapping[str, object]"

USUAL = {
    "text": TEXT_COLUMNS,
    "url": ("url", "link", "source_url", "meta.url", "metadata.url", "网址", "链接"),
    "title": ("title", "headline", "meta.title", "metadata.title", "标题", "题目"),
    "published": (
        "published", "publish_date", "published_at", "pubdate", "date_published", "publish_time", "meta.date", "发布时间",
        "发布日期", "date", "日期", "时间",
    ),
    "author": ("author", "authors", "meta.author", "metadata.author", "作者"),
    "id": ("id", "_id", "doc_id", "meta.id", "metadata.id", "编号", "文件名"),
    "speaker": ("speaker", "speaker_name", "meta.speaker", "metadata.speaker", "讲话人", "演讲人", "发言人", "演讲者", "主讲人"),
    "place": ("place", "location", "venue", "meta.place", "metadata.place", "地点", "讲话地点"),
    "occasion": ("occasion", "event", "meeting", "meta.occasion", "metadata.occasion", "场合", "会议", "会议名称"),
    "speech_date": ("speech_date", "date_of_speech", "delivered", "meta.speech_date", "讲话日期", "讲话时间", "演讲日期"),
}  # fmt: skip
"""What a page needs → names that corpora give the column, the surer first; a dot goes down into a record."""

OF_A_SPEECH = ("date", "meta.date", "metadata.date", "日期", "时间")
"""Columns that hold the speech's own date where the record says who speaks or where; elsewhere they are the page's."""

SEVERAL = "several columns are called {}; name each by its own"
NAMED_COLUMNS = 12  # columns named in a message
# not: <p>&lt;p&gt;</p>, which shows a tag and is none
ESCAPED_TAG = re.compile(r"&lt;/?(?:p|br|div|span|strong|h[1-6])\b[^<>]{0,200}?&gt;", re.IGNORECASE)
ESCAPED_BREAK = re.compile(r"(?:\\r)?\\n|\\r")
LEAST_BREAKS = 2  # of an escaped text; not: C:\new


class Doubled(dict[str, object]):
    """A record with several values under one name, of which it keeps the last."""

    def __init__(self, pairs: Sequence[tuple[str, object]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _value in pairs)
        self.pairs, self.doubled = pairs, [name for name in counts if counts[name] > 1]


def make_record(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """The record of these names and values."""
    record = dict(pairs)
    return record if len(record) == len(pairs) else Doubled(pairs)


def load_json(text: str) -> Any:
    """What a JSON text says, its records with what stands in them twice. Raises ValueError, or RecursionError."""
    return json.loads(text, object_pairs_hook=make_record)


def has_text(names: Iterable[str], options: Options) -> bool:
    """Whether one of these columns is the text of a page."""
    chosen = options.text_column
    return any(name in (chosen, chosen.split(".")[0]) if chosen else name.lower() in USUAL["text"] for name in names)


def read_record(record: Record, place: Place, options: Options) -> Document | Rejection:
    """The page that a record holds: as text, as a list of paragraphs, or as bytes that are decoded like those of a file."""
    known = {name.lower(): record[name] for name in record} | dict(record)  # Title and TEXT are usual names too
    where = place.name if (name := find_text(known, options.id_column, "id")) is None else f"{place.name} (id {name})"
    twice = [name for name in (record.doubled if isinstance(record, Doubled) else ()) if has_text([name], options)]
    if twice:
        return Rejection(place.source, where, "bad_record", SEVERAL.format(twice[0]), bytes_of(record))
    text = unescape(join_paragraphs(find_value(known, options.text_column, "text")))
    if not isinstance(text, str | bytes):
        columns = ", ".join(list(record)[:NAMED_COLUMNS])
        detail = "its text is not text" if text is not None else f"no text in it; set text_column to one of: {columns}"
        if text is None and has_text(record, options):
            detail = "the cell of its text is empty"
        return Rejection(place.source, where, "bad_record", detail, bytes_of(record))
    try:
        data = text if isinstance(text, bytes) else text.encode("utf-8")
    except UnicodeEncodeError as error:
        return Rejection(place.source, where, "bad_record", f"half a character at {error.start}", bytes_of(record))
    if len(data) > options.max_page_bytes:
        return Rejection(place.source, where, "too_large", f"longer than {options.max_page_bytes} bytes")
    document = make_document(known, Place(place.source, where), data, options)
    if isinstance(text, str):
        return replace(document, charset="utf-8", text=None if document.media_type == "text/html" else text)
    reason = why_unread(data)
    return document if reason is None else Rejection(place.source, where, *reason, data)


def join_paragraphs(value: object) -> object:
    """A list of paragraphs (texts, or records that hold one each, as those of MNBVC) as one text; another value as it is.

    >>> join_paragraphs([{"行号": 0, "内容": "同志们："}, {"行号": 1, "内容": "开会。"}]), join_paragraphs(["甲", None, "乙"])
    ('同志们：\\n开会。', '甲\\n乙')
    """
    if not isinstance(value, list):
        return value
    paragraphs = [find_value(part, "", "text") if isinstance(part, Mapping) else part for part in value if part is not None]
    return "\n".join(paragraphs) if paragraphs and all(isinstance(part, str) for part in paragraphs) else value  # type: ignore[arg-type]


def unescape(value: object) -> object:
    """A text whose tags or line breaks were escaped once too often as it was meant; another value as it is.

    >>> unescape("&lt;p&gt;同志们：&lt;/p&gt;"), unescape("同志们：\\\\n一、\\\\n二、"), unescape("存在D:\\\\new"), unescape(1)
    ('<p>同志们：</p>', '同志们：\\n一、\\n二、', '存在D:\\\\new', 1)
    """
    if not isinstance(value, str):
        return value
    value = unescape_signs(value)
    if "<" not in value and ESCAPED_TAG.search(value):
        return html.unescape(value)
    broken = "\n" not in value and "\\" in value and len(ESCAPED_BREAK.findall(value)) >= LEAST_BREAKS
    return ESCAPED_BREAK.sub("\n", value) if broken else value


def make_document(record: Record, place: Place, data: bytes, options: Options) -> Document:
    """The document of a record whose page is `data`; what is HTML, a whole page or what stands in its body, is read as such."""
    title = find_text(record, options.title_column, "title")
    return Document(
        place.source,
        place.name,
        data,
        find_media_type(data, "record"),
        url=find_text(record, options.url_column, "url"),
        title=title,
        published=parse_date(find_text(record, options.date_column, "published") or ""),
        author=find_text(record, options.author_column, "author"),
        stated=read_stated(record, title, options),
    )


def read_stated(record: Record, title: str | None, options: Options) -> Stated:
    """What a record says of the speech in it."""
    speaker, place, occasion, day = (
        find_text(record, chosen, wanted)
        for chosen, wanted in (
            (options.speaker_column, "speaker"),
            (options.place_column, "place"),
            (options.occasion_column, "occasion"),
            (options.speech_date_column, "speech_date"),
        )
    )
    columns = {*USUAL["speaker"], *USUAL["place"], options.speaker_column, options.place_column}
    if day is None and (speaker or place or not columns.isdisjoint(record)):  # an empty cell, too, as in the other rows
        day = next((text for name in OF_A_SPEECH if (text := find_text(record, name, ""))), None)
    said = parse_date(day or "")
    return Stated(title, speaker, said and said.split("T")[0], place, occasion)


def state_fields(document: Document, fields: Record) -> Document:
    """A document with what the fields before its text say of it and of its speech, where its container says nothing."""
    said = make_document(fields, Place(document.source, ""), document.data, Options())
    kept = {name: getattr(document, name) or getattr(said, name) for name in ("url", "title", "published", "author")}
    return replace(document, **kept, stated=said.stated)


def find_value(record: Record, chosen: str, wanted: str) -> object:
    """The value of the chosen column, or of the first usual one that says something, else of the first that is there."""
    there = None
    for name in (chosen,) if chosen else USUAL[wanted]:
        value: object = record
        for part in [name] if name in record else name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is not None and not is_blank(value):
            return value
        there = value if there is None else there
    return there


def is_blank(value: object) -> bool:
    """Whether a cell is there and says nothing.

    >>> is_blank(" "), is_blank([]), is_blank(["", None]), is_blank(0)
    (True, True, True, False)
    """
    if isinstance(value, list):
        return all(part is None or is_blank(part) for part in value)
    return isinstance(value, str | bytes) and not value.strip()


def find_text(record: Record, chosen: str, wanted: str) -> str | None:
    """The same as text, None when it says nothing."""
    return as_text(find_value(record, chosen, wanted))


def as_text(value: object) -> str | None:
    """A cell as text; None when it says nothing.

    >>> as_text(["甲", "乙"]), as_text(" "), as_text(date(2021, 3, 4)), as_text(7)
    ('甲 乙', None, '2021-03-04', '7')
    """
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return " ".join(filter(None, map(as_text, value))) or None
    text = "" if value is None or isinstance(value, Mapping | bytes) else str(value).strip()
    return text.encode("utf-8", "ignore").decode("utf-8") or None


def bytes_of(record: Record) -> bytes:
    """A record as JSON, to be kept with its rejection."""
    return json.dumps(record.pairs if isinstance(record, Doubled) else record, ensure_ascii=True, default=str).encode()
