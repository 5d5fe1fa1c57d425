"""A page text in; out, its layout, its sections and the ledger of its characters. Pure: no file, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.damage.damage import find_damage
from pipeline.damage.markdown import find_markdown_cues
from pipeline.outline.sections import read_outline
from pipeline.parse.ledger import draw_ledger
from pipeline.parse.turns import Turn, find_turns
from pipeline.speeches.layout import split_speeches
from pipeline.speeches.stated import state_speeches
from pipeline.text.reading import Reading, make_reading, split_lines
from pipeline.text.records import NOTHING, Cue, Layout, Span, Stated, Unit


@dataclass(frozen=True, slots=True)
class Parsed:
    """A page as parsed: `layout`, `units`, `turns` (of each extent) in offsets of the reading, `spans` in those of the page."""

    reading: Reading
    layout: Layout
    units: tuple[tuple[Unit, ...], ...]
    spans: tuple[Span, ...]
    turns: tuple[tuple[Turn, ...], ...]


def parse_page(text: str, cues: Sequence[Cue] = (), stated: Stated = NOTHING) -> Parsed:
    """Parse one page (decoded, line ends `\\n`; cues and statements of its container). Never raises, whatever the text."""
    damage = find_damage(text)
    reading = make_reading(text, damage, sorted([*cues, *find_markdown_cues(text)]))
    layout = state_speeches(reading, split_speeches(reading, split_lines(reading.text)), stated)
    units = tuple(read_outline(reading, extent.lines) for extent in layout.extents)
    turns = tuple(find_turns(reading.twin, extent.lines, extent.end) for extent in layout.extents)
    return Parsed(reading, layout, units, draw_ledger(reading, damage, layout, units), turns)
