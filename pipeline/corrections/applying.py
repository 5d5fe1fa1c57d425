"""A page with its orders in; out, step by step as it is parsed, what they change, and what became of each order.

Orders are carried out in the order of their lines; one that is refused is tried again when another has been carried out, since
it may need what that one brings (the parent of a section, a speech that holds it).
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, TypeVar

from pipeline.corrections.damage import correct_damage, touches_damage
from pipeline.corrections.orders import Order
from pipeline.corrections.places import Refused, carry_over, lacks_place
from pipeline.corrections.sections import SECTIONS, HeadingSpan, Speech, correct_sections
from pipeline.corrections.speeches import LAYOUT, correct_layout
from pipeline.corrections.turns import TURNS, Placed, correct_turns
from pipeline.corrections.values import VALUES, correct_value
from pipeline.text.reading import Reading, reading_offset
from pipeline.text.records import Damage, Layout, Unit

Outlines: TypeAlias = "tuple[tuple[Unit, ...], ...]"
Conversations: TypeAlias = "tuple[tuple[Placed, ...], ...]"
State = TypeVar("State")


class Outcome(NamedTuple):
    """What became of an order: `applied`, `carried` (over to a later copy of its page), or `refused` and why."""

    order: Order
    result: str
    reason: str = ""

    def __str__(self) -> str:
        """As the user reads it."""
        return f"{self.order}: {self.result}{': ' * bool(self.reason)}{self.reason}"


@dataclass(slots=True)
class Corrections:
    """The orders of one page while it is parsed: what is left to carry out, and what became of the others."""

    waiting: list[Order] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def damage(self, found: Sequence[Damage]) -> Sequence[Damage]:
        """The damage corrected."""
        told = [order for order in self.waiting if touches_damage(order)]
        for order in told:
            if order.what == "left_out":
                self.note(order)
        return correct_damage(found, told) if told else found

    def layout(self, reading: Reading, found: Layout) -> Layout:
        """The layout corrected."""
        return self.carry_out(LAYOUT, found, lambda layout, order: correct_layout(reading, layout, order))

    def values(self, reading: Reading, found: Layout) -> Layout:
        """What speeches state corrected."""
        return self.carry_out(VALUES, found, lambda layout, order: correct_value(reading, layout, order))

    def sections(self, reading: Reading, layout: Layout, found: Outlines, heading_span: HeadingSpan) -> Outlines:
        """The outlines of the speeches corrected."""

        def correct(outlines: Outlines, order: Order) -> Outlines:
            index = holder_of(reading, layout, order)
            speech = Speech(reading, layout.extents[index], heading_span)
            return (*outlines[:index], correct_sections(speech, outlines[index], order), *outlines[index + 1 :])

        return self.carry_out(SECTIONS, found, correct)

    def turns(self, reading: Reading, layout: Layout, found: Conversations) -> Conversations:
        """The turns of the speeches corrected."""

        def correct(turns: Conversations, order: Order) -> Conversations:
            index = holder_of(reading, layout, order)
            corrected = correct_turns(reading, layout.extents[index], turns[index], order)
            return (*turns[:index], corrected, *turns[index + 1 :])

        return self.carry_out(TURNS, found, correct)

    def carry_out(self, kinds: Container[str], state: State, step: Callable[[State, Order], State]) -> State:
        """Carry out the orders of these kinds, the refused again as long as any is carried out."""
        asked = [order for order in self.waiting if order.what in kinds]
        while asked:
            refused = list[tuple[Order, str]]()
            for order in asked:
                try:
                    state = step(state, order)
                except Refused as refusal:
                    refused.append((order, str(refusal)))
                else:
                    self.note(order)
            if len(refused) == len(asked):
                for order, reason in refused:
                    self.note(order, reason)
                break
            asked = [order for order, _reason in refused]
        return state

    def note(self, order: Order, refusal: str = "") -> None:
        """Take an order from those that wait, and say what became of it."""
        self.waiting = [one for one in self.waiting if one is not order]
        result = "refused" if refusal else "carried" if order.carried else "applied"
        self.outcomes.append(Outcome(order, result, refusal))


def holder_of(reading: Reading, layout: Layout, order: Order) -> int:
    """The index of the speech that holds the place of an order."""
    at = reading_offset(reading, order.at)
    index = next((i for i, extent in enumerate(layout.extents) if extent.start <= at < extent.end), None)
    if index is None:
        raise Refused("no speech holds it")
    return index


def place_orders(text: str, orders: Sequence[Order]) -> Corrections:
    """The orders that have their place on this page; the others are refused."""
    corrections = Corrections()
    later = iter(carry_over([order for order in orders if order.carried], text))
    for order in orders:
        found = next(later) if order.carried else order
        reason = str(found) if isinstance(found, Refused) else lacks_place(found, text)
        if isinstance(found, Order) and not reason:
            corrections.waiting.append(found)
        else:
            corrections.note(order, reason)
    return corrections
