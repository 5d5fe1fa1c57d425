"""Speeches, spans and personal data in; out, the texts of speeches in which masks stand for the data."""

from collections.abc import Mapping, Sequence

from pipeline.work.tables import Row
from schemas.names import PUBLISHED


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
