"""The turns of a speech and one order in; out, the turns with one that begins, or none that begins, where the order says."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.corrections.orders import Order
from pipeline.corrections.places import Refused
from pipeline.corrections.speeches import stretch_of
from pipeline.text.reading import Reading, reading_offset
from pipeline.text.records import Extent, Line

TURNS = ("turn", "no_turn")
"""The orders that say who speaks where."""


class Placed(NamedTuple):
    """One turn (offsets of the reading): where it stands, the words that name its speaker, and its role."""

    start: int
    end: int
    speaker: Line
    role: str


def correct_turns(reading: Reading, extent: Extent, found: Sequence[Placed], order: Order) -> tuple[Placed, ...]:
    """The turns, in order and without a gap: each ends where the next begins, the last one with the speech."""
    turns = {turn.start: turn for turn in found}
    if order.what == "no_turn":
        at = reading_offset(reading, order.at)
        if at not in turns:
            raise Refused("no turn begins there")
        del turns[at]
    else:
        start, end = stretch_of(reading, order)
        if start < extent.title_end or end > extent.end:
            raise Refused("not in the text of the speech")
        turns[start] = Placed(start, extent.end, Line(start, end), order.text("role") or "speaker")
    starts = sorted(turns)
    return tuple(turns[start]._replace(end=end) for start, end in zip(starts, [*starts, extent.end][1:], strict=True))
