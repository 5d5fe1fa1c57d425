"""A parsed page in; out, its rows of the published tables, less the columns that `annotate` adds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pipeline.corrections.filing import outcome_row
from pipeline.corrections.orders import Order
from pipeline.corrections.turns import Placed as Turn
from pipeline.parse.features import measure_features, measure_texts
from pipeline.parse.ledger import owned_texts
from pipeline.parse.page import Parsed, page_title, parse_page
from pipeline.parse.personal import Datum, find_personal, name_masks
from pipeline.parse.signs import page_defects, section_defects, speech_defects
from pipeline.sources.documents import Document
from pipeline.text.reading import Reading, page_end, page_offset
from pipeline.text.records import Extent, Span, Unit, Value
from pipeline.text.script import script_of
from pipeline.work.tables import Row, Rows
from schemas.names import PUBLISHED

OF_MAIL = r"""[^\s<>()（）\[\]"',;:，；：、]{1,256}[@＠][A-Za-z0-9Ａ-Ｚａ-ｚ０-９．.-]{1,256}"""
MAILBOX = re.compile(rf"[<(（\[]?(?:mailto:)?{OF_MAIL}[>)）\]]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A parsed page with its id, and the text that each of its records owns."""

    page_id: str
    text: str
    parsed: Parsed
    speech_texts: dict[int, str]
    section_texts: dict[int, str]


def make_rows(document: Document, text: str, encoding: str, orders: Sequence[Order] = ()) -> Rows:
    """The rows of one page, of `pages` one, by table; and what became of its orders."""
    digest = sha256(document.data).hexdigest()
    parsed = parse_page(text, document.cues, document.stated, orders)
    page = ParsedPage(digest[:16], text, parsed, *owned_texts(text, parsed.spans))
    return {
        "pages": [page_row(page, document, digest, encoding)],
        "speeches": [speech_row(page, ordinal) for ordinal in range(len(parsed.layout.extents))],
        "sections": [row for ordinal in range(len(parsed.layout.extents)) for row in section_rows(page, ordinal)],
        "spans": span_rows(page.page_id, parsed.spans),
        "turns": [*turn_rows(page)],
        "personal": [*personal_rows(page)],
        "corrections": [{**outcome_row(outcome)} for outcome in parsed.outcomes],
    }


def page_row(page: ParsedPage, document: Document, digest: str, encoding: str) -> Row:
    """The row of `pages`. A record's title, and a container's time and author, come before what the page's own text says."""
    layout = page.parsed.layout
    return {
        "page_id": page.page_id,
        "source": document.source,
        "url": document.url,
        "media_type": document.media_type,
        "encoding": encoding,
        "encoding_evidence": document.evidence,
        "sha256": digest,
        "n_bytes": len(document.data),
        "title": document.stated.title or page_title(page.parsed) or document.title,
        "published": document.published or layout.published,
        "author": without_mailbox(document.author) or layout.author,
        "declared_speeches": layout.declared_speeches,
        "n_speeches": len(layout.extents),
        "n_chars": len(page.text),
        "text": page.text,
        "script": script_of(page.text),
        "defects": page_defects(layout, page.text),
    }


def without_mailbox(author: str | None) -> str | None:
    """The name of an author without the addresses beside it, which `personal` cannot show; None where nothing else stands there.

    >>> [without_mailbox(said) for said in ("张三 <zs@example.com>", "zs@example.com (张三)", "<zs@example.com>", "@某同志")]
    ['张三', '张三', None, '@某同志']
    """
    if author is None or (name := MAILBOX.sub("", author)) == author:
        return author
    return " ".join(name.split()).strip(" \"'()（）<>,;，；") or None


def speech_row(page: ParsedPage, index: int) -> Row:
    """The row of one speech."""
    reading, extent = page.parsed.reading, page.parsed.layout.extents[index]
    start = page_offset(reading, extent.start)
    text = page.speech_texts.get(start, "")
    return {
        "speech_id": f"{page.page_id}-p{start}",
        "page_id": page.page_id,
        "ordinal": index + 1,
        "title": reading.text[extent.start : extent.title_end] or extent.stated_title,
        **value_cells(reading, "occasion", extent.occasion),
        **value_cells(reading, "speaker", extent.speaker),
        **value_cells(reading, "date", extent.date),
        **value_cells(reading, "place", extent.place),
        **value_cells(reading, "salutation", extent.salutation),
        "start": start,
        "end": page_end(reading, extent.end),
        "n_sections": len(page.parsed.units[index]),
        "text": text,
        "n_chars": len(text),
        "confidence": extent.confidence,
        **measure_features(text).cells(),
        "defects": speech_defects(reading, extent, page.parsed.units[index], text),
    }


def value_cells(reading: Reading, name: str, value: Value | None) -> Row:
    """What is stated of a speech, and where on the page."""
    if value is None or value.start is None or value.end is None:
        return {name: value and value.text, f"{name}_start": None, f"{name}_end": None}
    return {name: value.text, f"{name}_start": page_offset(reading, value.start), f"{name}_end": page_end(reading, value.end)}


def section_rows(page: ParsedPage, index: int) -> list[Row]:
    """The rows of a speech's sections, in reading order."""
    extent, paths = page.parsed.layout.extents[index], dict[int | None, list[str]]({None: []})
    rows = [section_row(page, extent, unit) for unit in page.parsed.units[index]]
    measured = measure_texts([str(row["text"]) for row in rows])
    for ordinal, (unit, row, features) in enumerate(zip(page.parsed.units[index], rows, measured, strict=True), start=1):
        heading = page.parsed.reading.text[slice(*unit.heading)] if unit.heading else None
        paths[unit.start] = [*paths[unit.parent], heading or ""]
        row |= {"ordinal": ordinal, "heading": heading, "heading_path": [*paths[unit.start]], "quality": features.quality}
    return rows


def section_row(page: ParsedPage, extent: Extent, unit: Unit) -> Row:
    """The row of one section, all but its place among the others and its quality, which is measured of all at once."""
    reading = page.parsed.reading
    start = page_offset(reading, unit.start)
    text = page.section_texts.get(start, "")
    return {
        "section_id": f"{page.page_id}-s{start}",
        "speech_id": f"{page.page_id}-p{page_offset(reading, extent.start)}",
        "page_id": page.page_id,
        "parent_id": None if unit.parent is None else f"{page.page_id}-s{page_offset(reading, unit.parent)}",
        "depth": unit.depth,
        "role": unit.role,
        "numbering": unit.numbering,
        "marker": reading.text[unit.start : unit.marker_end].strip(),
        "number": unit.number,
        "inline": unit.inline,
        "implicit": unit.implicit,
        "text": text,
        "start": start,
        "end": page_end(reading, unit.end),
        "n_chars": len(text),
        "rule": unit.rule,
        "confidence": unit.confidence if unit.role == "outline" else extent.confidence,
        "defects": section_defects(extent, unit, text),
    }


def turn_rows(page: ParsedPage) -> Iterator[Row]:
    """The rows of all turns of the page, in reading order."""
    spans: dict[int | None, list[Span]] = {}
    for span in reversed(page.parsed.spans) if any(page.parsed.turns) else ():
        if span.kind in PUBLISHED:
            spans.setdefault(span.speech, []).append(span)
    for extent, turns in zip(page.parsed.layout.extents, page.parsed.turns, strict=True):
        speech = page_offset(page.parsed.reading, extent.start)
        yield from rows_of_turns(page, extent, turns, spans.get(speech, []))


def rows_of_turns(page: ParsedPage, extent: Extent, turns: Sequence[Turn], owned: list[Span]) -> Iterator[Row]:
    """The rows of a speech's turns; `owned` are the spans that carry its text, the last first, and are used up."""
    reading = page.parsed.reading
    speech = page_offset(reading, extent.start)
    ends = [page_offset(reading, turn.start) for turn in turns[1:]] + [page_end(reading, extent.end)] * bool(turns)
    for ordinal, (turn, end) in enumerate(zip(turns, ends, strict=True), start=1):
        start = page_offset(reading, turn.start)
        while owned and owned[-1].end <= start:
            owned.pop()
        yield {
            "turn_id": f"{page.page_id}-t{start}", "speech_id": f"{page.page_id}-p{speech}", "page_id": page.page_id,
            "ordinal": ordinal, "speaker": reading.text[turn.speaker.start : turn.speaker.end], "role": turn.role,
            "start": start, "end": end, "text": "".join(cut_spans(page.text, owned, start, end)).strip(),
        }  # fmt: skip


def cut_spans(text: str, spans: Sequence[Span], start: int, end: int) -> Iterator[str]:
    """What spans, the last first, hold between two offsets."""
    for span in reversed(spans):
        if span.start >= end:
            return
        yield text[max(span.start, start) : min(span.end, end)]


def personal_rows(page: ParsedPage) -> Iterator[Row]:
    """The rows of all personal data of the page, each with the speech that owns its first character."""
    spans = iter(page.parsed.spans)
    span = next(spans, None)
    for kind, start, end, form in find_personal(page.text):
        while span and span.end <= start:
            span = next(spans, None)
        speech = f"{page.page_id}-p{span.speech}" if span and span.speech is not None else None
        yield {"page_id": page.page_id, "speech_id": speech, "kind": kind, "start": start, "end": end, "form": form, "mask": None}


def mask_rows(text: str, rows: Sequence[Row]) -> list[Row]:
    """The rows of a page's personal data with masks."""
    data = [Datum(str(row["kind"]), int(str(row["start"])), int(str(row["end"])), str(row["form"])) for row in rows]
    return [row | {"mask": mask} for row, mask in zip(rows, name_masks(text, data), strict=True)]


def span_rows(page_id: str, spans: Sequence[Span]) -> list[Row]:
    """The rows of the ledger's spans."""
    speeches = {start: None if start is None else f"{page_id}-p{start}" for start in {span.speech for span in spans}}
    sections = {start: None if start is None else f"{page_id}-s{start}" for start in {span.section for span in spans}}
    return [
        {"page_id": page_id, "start": start, "end": end, "kind": kind, "rule": rule, "speech_id": speeches[speech],
         "section_id": sections[section]} for start, end, kind, speech, section, rule in spans
    ]  # fmt: skip
