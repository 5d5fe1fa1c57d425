"""A page text in; out, its layout, its sections and the ledger of its characters. Pure: no file, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.corrections.applying import Outcome, place_orders
from pipeline.corrections.damage import touches_damage
from pipeline.corrections.orders import Order
from pipeline.corrections.turns import Placed as Turn
from pipeline.damage.damage import damage_of
from pipeline.damage.markdown import find_markdown_cues
from pipeline.outline.headings import heading_span
from pipeline.outline.sections import read_outline
from pipeline.parse.ledger import draw_ledger
from pipeline.parse.signs import mark_unspoken
from pipeline.parse.stated import state_speeches
from pipeline.parse.turns import find_turns, mark_overrun
from pipeline.speeches.layout import split_speeches
from pipeline.text.characters import IS_HAN
from pipeline.text.reading import Reading, leave_out, make_reading, split_lines
from pipeline.text.records import NOTHING, Cue, Layout, Span, Stated, Unit


@dataclass(frozen=True, slots=True)
class Parsed:
    """A page as parsed: `layout`, `units`, `turns` (of each extent) in offsets of the reading, `spans` in those of the page."""

    reading: Reading
    layout: Layout
    units: tuple[tuple[Unit, ...], ...]
    spans: tuple[Span, ...]
    turns: tuple[tuple[Turn, ...], ...]
    outcomes: tuple[Outcome, ...] = ()


def parse_page(text: str, cues: Sequence[Cue] = (), stated: Stated = NOTHING, orders: Sequence[Order] = ()) -> Parsed:
    """Parse one page (decoded, line ends `\\n`; cues and statements of its container; a reader's corrections).

    Never raises, whatever the text and the orders.
    """
    corrections = place_orders(text, orders)
    page = make_reading(text, [])
    damage = corrections.damage(damage_of(page))
    reading = leave_out(page, damage, sorted([*cues, *find_markdown_cues(page.twin)]))
    layout = corrections.layout(reading, split_speeches(reading, split_lines(reading.text)))
    layout = mark_unspoken(reading, corrections.values(reading, state_speeches(reading, layout, stated)))
    units = tuple(read_outline(reading, extent.lines) for extent in layout.extents)
    units = corrections.sections(reading, layout, units, heading_span)
    turns = corrections.turns(
        reading, layout, tuple(find_turns(reading.twin, extent.lines, extent.end) for extent in layout.extents)
    )
    outcomes = tuple(corrections.outcomes)
    half = [one for one in outcomes if one.result == "refused" and touches_damage(one.order)]
    if half:  # the reading had them already: it is made again without
        gone = {(one.order.file, one.order.line) for one in half}
        done = parse_page(text, cues, stated, [order for order in orders if (order.file, order.line) not in gone])
        return replace(done, outcomes=(*done.outcomes, *half))
    spoken = zip(units, turns, layout.extents, strict=True)
    units = tuple(mark_overrun(reading.twin, own, said, extent.end) for own, said, extent in spoken)
    return Parsed(reading, layout, units, draw_ledger(reading, damage, layout, units), turns, outcomes)


def page_title(parsed: Parsed) -> str | None:
    """The title of the page, never a row of a table; of one speech the speech's, where it only adds to it or has no Chinese."""
    layout, tabled = parsed.layout, "\t" in (parsed.layout.title or "")
    if layout.title and len(layout.extents) == 1:
        own = parsed.reading.text[layout.extents[0].start : layout.extents[0].title_end]
        if own and (own in layout.title or tabled or not IS_HAN.search(layout.title)):
            return own
    return None if tabled else layout.title
