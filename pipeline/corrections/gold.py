"""A parsed page in; out, its gold: where speeches and sections begin and end, offsets only, for the parser to be measured on."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeAlias

from pipeline.text.reading import Reading, page_end, page_offset
from pipeline.text.records import Extent, Layout, Unit

Gold: TypeAlias = "dict[str, object]"


def gold_of(file: str, text: str, reading: Reading, parsed: tuple[Layout, Sequence[Sequence[Unit]]]) -> Gold:
    """The gold of a page whose text stands in this file."""
    layout, units = parsed
    speeches = [speech_gold(reading, extent, some) for extent, some in zip(layout.extents, units, strict=True)]
    return {"file": file, "sha256": sha256(text.encode()).hexdigest(), "chars": len(text), "speeches": speeches}


def speech_gold(reading: Reading, extent: Extent, units: Sequence[Unit]) -> Gold:
    """The gold of a speech: openings and closings are no units of its outline."""
    return {
        "start": page_offset(reading, extent.start),
        "title_end": end_of(reading, extent.start, extent.title_end),
        "body_end": page_end(reading, extent.end),
        "sections": [section_gold(reading, unit) for unit in units if unit.role == "outline"],
    }


def section_gold(reading: Reading, unit: Unit) -> Gold:
    """The gold of a section."""
    start = page_offset(reading, unit.start)
    marker = reading.text[unit.start : unit.marker_end].rstrip()
    return {
        "start": start,
        "marker_len": end_of(reading, unit.start, unit.start + len(marker)) - start,
        "heading_end": page_end(reading, unit.heading[1]) if unit.heading else None,
        "parent": None if unit.parent is None else page_offset(reading, unit.parent),
        "kind": unit.numbering,
        "inline": unit.inline,
    }


def end_of(reading: Reading, start: int, end: int) -> int:
    """The end of [start, end) on the page; of nothing, its start."""
    return page_end(reading, end) if end > start else page_offset(reading, start)
