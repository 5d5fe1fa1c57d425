"""Tables with personal data in; out, the texts that views are made of, in which masks stand for the data."""

from collections.abc import Mapping, Sequence

from pipeline.work.tables import Row
from schemas.names import PUBLISHED

HIDDEN = ("text", "heading", "heading_path", "title")
"""The columns of sections, and the title of speeches, that views show."""

WORD_COLUMNS = ("tokens", "keywords")
"""Its columns that hold what the text does, word by word."""

Data = list[tuple[str, str]]
"""What stands in the published texts of a page, with its mask; longer data first."""


def mask_tables(tables: Mapping[str, Sequence[Row]]) -> dict[str, Sequence[Row]]:
    """The same tables with masks in sections and titles; the texts of speeches are masked where views take them."""
    found = find_data(tables)
    if not found:
        return dict(tables)
    sections = [mask_cells(row, HIDDEN, found) for row in tables["sections"]]
    return {**tables, "sections": sections, "speeches": [mask_cells(row, ("title",), found) for row in tables["speeches"]]}


def mask_cells(row: Row, names: Sequence[str], found: Mapping[str, Data]) -> Row:
    """A record of a page with masks in these columns, which hold a text or several."""
    masked, data = dict(row), found.get(str(row["speech_id"])[:16], [])
    for name in names if data else ():
        value = row.get(name)
        masked[name] = [mask_words(str(item), data) for item in value] if isinstance(value, list) else value
        masked[name] = mask_words(value, data) if isinstance(value, str) else masked[name]
    return masked


def mask_record(row: Row, tables: Mapping[str, Sequence[Row]]) -> Row:
    """A section with masks, without the words that are a part of what they stand for; the tables are those of its page."""
    found = find_data(tables)
    data = found.get(str(row["page_id"]), [])
    masked = mask_cells(row, (*HIDDEN, *WORD_COLUMNS), found)
    for name in WORD_COLUMNS:
        words = masked.get(name)
        if isinstance(words, list):
            masked[name] = [str(word) for word in words if not any(str(word) in datum for datum, _mask in data)]
    return masked


def mask_words(text: str, data: Data) -> str:
    """A text with masks wherever the data stand in it.

    >>> mask_words("电话13800138000，内线1380", [("13800138000", "〔mobile_number 1〕")])
    '电话〔mobile_number 1〕，内线1380'
    """
    for datum, mask in data:
        text = text.replace(datum, mask)
    return text


def find_data(tables: Mapping[str, Sequence[Row]]) -> dict[str, Data]:
    """The data of every page that has masks: as they stand on the page, and as they are published, without what is left out."""
    found: dict[str, dict[str, str]] = {}
    rows = [row for row in tables.get("personal", ()) if row["mask"] is not None]
    texts = {page["page_id"]: str(page["text"]) for page in tables["pages"]} if rows else {}
    left: dict[object, list[tuple[int, int]]] = {}
    for span in tables["spans"] if rows else ():
        if span["kind"] not in PUBLISHED:
            left.setdefault(span["page_id"], []).append((int(str(span["start"])), int(str(span["end"]))))
    for row in rows:
        start, end, text = int(str(row["start"])), int(str(row["end"])), texts[row["page_id"]]
        gone = {place for one, other in left.get(row["page_id"], []) for place in range(max(one, start), min(other, end))}
        forms = found.setdefault(str(row["page_id"]), {})
        forms.setdefault(text[start:end], str(row["mask"]))
        if published := "".join(text[place] for place in range(start, end) if place not in gone):
            forms.setdefault(published, str(row["mask"]))
    return {page: sorted(forms.items(), key=lambda item: (-len(item[0]), item[0])) for page, forms in found.items()}


def masked_texts(tables: Mapping[str, Sequence[Row]]) -> dict[object, str]:
    """For every speech with masked data its text with the masks; of others nothing is said."""
    masks: dict[object, list[tuple[int, int, str]]] = {}
    for row in tables.get("personal", ()):
        if row["mask"] is not None and row["speech_id"] is not None:
            masks.setdefault(row["speech_id"], []).append((int(str(row["start"])), int(str(row["end"])), str(row["mask"])))
    texts: dict[object, str] = {speech["speech_id"]: str(speech["text"]) for speech in tables["speeches"]} if masks else {}
    places: dict[object, list[int]] = {}
    for span in tables["spans"] if masks else ():
        if span["speech_id"] in masks and span["kind"] in PUBLISHED:
            places.setdefault(span["speech_id"], []).extend(range(int(str(span["start"])), int(str(span["end"]))))
    return {speech: mask_text(texts[speech], places.get(speech, []), found) for speech, found in masks.items()}


def mask_text(text: str, places: Sequence[int], masks: Sequence[tuple[int, int, str]]) -> str:
    """A text with masks, given where on the page each of its characters stands.

    >>> mask_text("电话13800138000。", range(100, 114), [(102, 113, "〔mobile_number 1〕")])
    '电话〔mobile_number 1〕。'
    """
    masked, last = list(text), None
    starts = {place: (start, mask) for start, end, mask in masks for place in range(start, end)}
    for index, place in enumerate(places):
        if place in starts:
            masked[index] = "" if last == starts[place][0] else starts[place][1]
        last = starts[place][0] if place in starts else last
    return "".join(masked)
