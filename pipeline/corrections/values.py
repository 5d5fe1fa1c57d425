"""A layout and one order in; out, the layout with what its speech states as the order has it: its place, and the words there."""

from dataclasses import replace

from pipeline.corrections.orders import Order
from pipeline.corrections.places import Refused
from pipeline.corrections.speeches import stretch_of
from pipeline.text.dates import find_dates
from pipeline.text.reading import Reading, reading_offset
from pipeline.text.records import Layout, Value

VALUES = ("occasion", "speaker", "date", "place", "salutation")
"""The orders that say what a speech states."""


def correct_value(reading: Reading, layout: Layout, order: Order) -> Layout:
    """The layout with one value corrected: of the speech named, else of the last one that begins before it, else the first."""
    start, end = stretch_of(reading, order)
    index = find_speech(reading, layout, order, start)
    words = reading.text[start:end]
    if "\n" in words:
        raise Refused("more than one line stands there")
    if order.what == "date":
        found = next(find_dates(reading.twin, start, end), None)
        if found is None or found.iso is None:
            raise Refused(f"「{words}」 is no date")
        words = found.iso
    changed = replace(layout.extents[index], **{order.what: Value(words, start, end)})  # type: ignore[arg-type]
    return replace(layout, extents=(*layout.extents[:index], changed, *layout.extents[index + 1:]))


def find_speech(reading: Reading, layout: Layout, order: Order, start: int) -> int:
    """The index of the speech that the order speaks of."""
    if not layout.extents:
        raise Refused("the page holds no speech")
    named = order.number("speech")
    if named is None:
        return max([0, *(i for i, extent in enumerate(layout.extents) if extent.start <= start)])
    at = reading_offset(reading, named)
    index = next((i for i, extent in enumerate(layout.extents) if extent.start == at), None)
    if index is None:
        raise Refused(f"no speech begins at {named}, which the order names")
    return index
