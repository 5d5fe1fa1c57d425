"""A page as read in; out, what makes its reading doubtful: little in it is of a speech, or its container says otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.lines.spoken import ENOUGH, GREETING_POINTS, OCCASION_POINTS, STATED_POINTS, speech_points
from pipeline.parse.quality import list_defects
from pipeline.text.folding import fold
from pipeline.text.reading import Reading, cues_of
from pipeline.text.records import Extent, Layout, Unit
from schemas.defects import OF_PAGES

UNSPOKEN = "no_speech_signs"
SHORT = 60  # code points of a text that says too little to judge


def mark_unspoken(reading: Reading, layout: Layout) -> Layout:
    """The layout with `no_speech_signs` among the defects of texts that have too little of a speech, and of a page of such."""
    marked = tuple(
        replace(one, defects=(*one.defects, UNSPOKEN)) if lacks_signs(reading, one) else one for one in layout.extents
    )
    whole = [UNSPOKEN] * (bool(marked) and all(UNSPOKEN in extent.defects for extent in marked))
    return replace(layout, extents=marked, defects=(*layout.defects, *whole))


def lacks_signs(reading: Reading, extent: Extent) -> bool:
    """Whether nothing says that the text was spoken: no greeting, no name of a kind of speech, nobody who is addressed."""
    body = extent.lines[0].start if extent.lines else extent.end
    title, text = f"{fold(extent.stated_title or '')}\n{reading.twin[extent.start:body]}", reading.twin[body:extent.end]
    said = (value for value in (extent.speaker, extent.occasion) if value is not None and value.start is None)
    stated = any(value.text not in (extent.stated_title or "") for value in said)  # in a cell of its own
    points = GREETING_POINTS * (extent.salutation is not None) + STATED_POINTS * stated
    points += OCCASION_POINTS * (extent.occasion is not None)
    return points < ENOUGH and len(text) >= SHORT and points + speech_points(title, text) < ENOUGH


def page_defects(layout: Layout, text: str) -> list[str]:
    """The codes of a page: what parsing found, and what its text shows."""
    return list_defects(layout.defects, text, OF_PAGES)


def speech_defects(reading: Reading, extent: Extent, units: Sequence[Unit], text: str) -> list[str]:
    """The codes of a speech: what parsing found, that its container says otherwise, what its text shows."""
    return list_defects((*extent.defects, *["container"] * contradicts(reading, extent, units)), text)


def section_defects(extent: Extent, unit: Unit, text: str) -> list[str]:
    """The codes of a section: what parsing found of it, that its speech may be none, what its text shows."""
    return list_defects((*unit.defects, *[UNSPOKEN] * (UNSPOKEN in extent.defects)), text)


def contradicts(reading: Reading, extent: Extent, units: Sequence[Unit]) -> bool:
    """Whether a line that the container calls a heading begins no section, or its levels and the depths of sections differ."""
    depths = {unit.start: unit.depth for unit in units if unit.role == "outline"}
    headings = [
        (cue.level, depths.get(extent.lines[index].start))
        for index, cue in cues_of(reading.cues, extent.lines).items() if cue.kind == "heading"
    ]  # fmt: skip
    read = [(level, depth) for level, depth in headings if depth is not None]
    nested = all((other > level, other < level) == (below > depth, below < depth)
                 for (level, depth), (other, below) in pairwise(read))
    return len(read) < len(headings) or not nested
