"""Damage and orders in; out, the damage that is left out of the reading: less what is kept, with what is injected besides."""

from collections.abc import Iterable, Sequence

from pipeline.corrections.orders import Order
from pipeline.text.records import Damage

CORRECTED = "corrected"
"""The rule of all that a reader ordered."""


def correct_damage(damage: Sequence[Damage], orders: Iterable[Order]) -> list[Damage]:
    """The damage as the orders have it, in order and apart.

    >>> kept = Order("0" * 16, 4, "x", "kept", {"to": 6})
    >>> left_out = Order("0" * 16, 9, "x", "left_out", {"to": 11, "kind": "injected"})
    >>> correct_damage([Damage(0, 2, "pinyin"), Damage(3, 7, "pinyin")], [kept, left_out])
    [Damage(start=0, end=2, rule='pinyin'), Damage(start=9, end=11, rule='corrected')]
    """
    found = list(damage)
    for order in orders:
        end = order.number("to") or order.at
        if touches_damage(order):
            found = [one for one in found if one.end <= order.at or one.start >= end]
        if order.what == "left_out" and order.text("kind") == "injected":
            found.append(Damage(order.at, end, CORRECTED))
    return sorted(found)


def touches_damage(order: Order) -> bool:
    """Whether an order says of characters that they are damage, or that they are none."""
    return order.what == "kept" or (order.what == "left_out" and order.text("kind") == "injected")
