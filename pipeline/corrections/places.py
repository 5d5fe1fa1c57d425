"""An order and a page text in; out, the order with its offsets on that page, or why it has no place there."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.corrections.orders import Order

QUOTED = 12  # characters of the page that a message shows
MOVING = ("to", "heading_end", "title_end", "parent", "speech")


class Refused(Exception):
    """An order that is not carried out; the message says why."""


def lacks_place(order: Order, text: str) -> str:
    """Why the order has no place on the page; "" when all that it names stands where it says."""
    beyond = next((key for key in MOVING if (order.number(key) or 0) > len(text)), "at" if order.at > len(text) else "")
    if beyond:
        return f"{beyond} lies beyond the page, which has {len(text)} characters"
    if not stands(order, text, order.at):
        found = text[max(0, order.at - QUOTED) : order.at] if order.what == "end" else text[order.at : order.at + QUOTED]
        return f"expected 「{flat(order.context)}」 there, found 「{flat(found)}」"
    end = order.number("to")
    if order.text("until") and end is not None and not text.endswith(order.text("until"), 0, end):
        return f"expected 「{flat(order.text('until'))}」 before {end}, found 「{flat(text[max(0, end - QUOTED) : end])}」"
    return ""


def stands(order: Order, text: str, at: int) -> bool:
    """Whether the order's context stands at `at`: behind it, or of `end` before it."""
    return text.endswith(order.context, 0, at) if order.what == "end" else text.startswith(order.context, at)


def flat(text: str) -> str:
    """A text in one line."""
    return text.replace("\n", "⏎")


def carry_over(orders: Sequence[Order], text: str) -> list[Order | Refused]:
    """The orders of an earlier copy of a page as they are on this one, each found by its context.

    A context that stands once is found there; one that stands several times, where it is nearest to the shift of the nearest
    order that was found, unless two are equally near.
    """
    found = {index: places[0] for index, order in enumerate(orders) if len(places := find_places(order, text)) == 1}
    return [carry_one(order, text, shift_near(order, [orders[index].at for index in found], found.values())) for order in orders]


def find_places(order: Order, text: str) -> list[int]:
    """Every offset where the order's context stands, as its `at`."""
    behind = len(order.context) if order.what == "end" else 0
    return [place + behind for place in find_all(text, order.context)]


def find_all(text: str, words: str) -> list[int]:
    """Every offset where these words stand.

    >>> find_all("一是一是一", "一是一")
    [0, 2]
    """
    places, at = list[int](), text.find(words)
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    return places


def shift_near(order: Order, known: Sequence[int], moved: Iterable[int]) -> int:
    """How far the nearest order that was found for certain has moved."""
    shifts = [(abs(before - order.at), after - before) for before, after in zip(known, moved, strict=True)]
    return min(shifts)[1] if shifts else 0


def carry_one(order: Order, text: str, shift: int) -> Order | Refused:
    """The order on this page; its other offsets move with it, or are found by the text that ends or begins there."""
    places = sorted(find_places(order, text), key=lambda place: abs(place - order.at - shift))
    quoted = f"its page was crawled anew and 「{flat(order.context)}」"
    if not places:
        return Refused(f"{quoted} is no longer on it")
    if len(places) > 1 and abs(places[0] - order.at - shift) == abs(places[1] - order.at - shift):
        return Refused(f"{quoted} stands on it {len(places)} times")
    moved = places[0] - order.at
    said = order.said | {key: value + moved for key in MOVING if (value := order.number(key)) is not None}
    for key, name in (("to", "until"), ("parent", "parent_context")):
        expected, words = said.get(key), order.text(name)
        if isinstance(expected, int) and words:
            behind = len(words) if key == "to" else 0
            ends = [place + behind for place in find_all(text, words)]
            ends = [end for end in ends if (end > places[0]) == (key == "to")]
            if not ends:
                return Refused(f"its page was crawled anew and 「{flat(words)}」, its {name}, is no longer on it")
            said[key] = min(ends, key=lambda end: abs(end - expected))
    return replace(order, at=places[0], said=said, origin=order)
