"""A page as read in; out, what makes its reading doubtful: nothing on it is of a speech, or its container says otherwise."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.parse.page import Parsed
from pipeline.parse.quality import list_defects
from pipeline.text.reading import Reading, cues_of
from pipeline.text.records import Extent, Layout, Unit
from schemas.defects import OF_PAGES

ADDRESS = re.compile("[我你您咱]|同志|各位|大家|诸位|朋友们|同学们|乡亲|女士|先生们")  # not: 他, 记者
SPEECH = re.compile("讲话|发言|致辞|致词|演讲|演说|讲稿|报告|答辞|祝酒|谢谢|感谢")
SHORT = 60  # characters of Chinese below which a page says too little to judge


def page_defects(parsed: Parsed, text: str) -> list[str]:
    """The codes of a page: what parsing found, that nothing on it is of a speech, what its text shows."""
    signs = ["no_speech_signs"] * lacks_signs(parsed.reading, parsed.layout)
    return list_defects((*parsed.layout.defects, *signs), text, OF_PAGES)


def speech_defects(parsed: Parsed, index: int, text: str) -> list[str]:
    """The codes of a speech: what parsing found, that its container says otherwise, what its text shows."""
    extent = parsed.layout.extents[index]
    differs = ["container"] * contradicts(parsed.reading, extent, parsed.units[index])
    return list_defects((*extent.defects, *differs), text)


def lacks_signs(reading: Reading, layout: Layout) -> bool:
    """Whether nothing on a page of one text is of a speech: nobody is addressed or says I, nothing is called a speech."""
    if len(layout.extents) != 1 or len(reading.twin) < SHORT:
        return False
    extent = layout.extents[0]
    if extent.salutation or extent.speaker:
        return False
    return ADDRESS.search(reading.twin) is None and SPEECH.search(reading.twin) is None


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
