"""A page text in; out, the characters in it that damage put there and that the reading leaves out.

Two tables of rules: marks (characters that were never part of the text) and, on what is left, breaks (line breaks, with
the stop injected before some of them, in the middle of a sentence). Nothing that could be the speaker's own is left out:
where the page does not tell, the characters stay. Rules read the folded twin, so that each has one form of its words.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

import numpy as np

from pipeline.damage.breaks import BREAK_RULES
from pipeline.damage.injected import MARK_RULES, NEEDS, Found
from pipeline.text.folding import code_points
from pipeline.text.reading import Reading, leave_out, make_reading, page_end, page_offset, split_lines
from pipeline.text.records import Damage
from pipeline.text.rules import Rule

DAMAGE_RULES: tuple[Rule[Any], ...] = (*MARK_RULES, *BREAK_RULES)
"""Every rule of damage."""

NEEDED = np.zeros(sys.maxunicode + 1, dtype=np.uint32)
"""For every code point the rules that need it, one bit each."""
for _place, _rule in enumerate(MARK_RULES):
    NEEDED[[ord(character) for character in NEEDS.get(_rule.name, "")]] |= np.uint32(1 << _place)


def find_damage(text: str) -> list[Damage]:
    r"""What the reading leaves out, in order and without overlap (code points of `text`).

    >>> find_damage("要切实贯彻《\n会\u200b计法》")
    [Damage(start=6, end=7, rule='open_bracket'), Damage(start=8, end=9, rule='invisible')]
    """
    return damage_of(make_reading(text, []))


def damage_of(page: Reading) -> list[Damage]:
    """What the reading leaves out of a page that was read with nothing left out."""
    marks = _in_order(Damage(*span, rule.name) for rule in rules_for(page.twin) for span in rule.find(page.twin))
    reading = leave_out(page, marks)
    lines = split_lines(reading.text)
    breaks = _in_order(Damage(*span, rule.name) for rule in BREAK_RULES for span in rule.find(reading.twin, lines))
    if not marks or not breaks:
        return marks or breaks
    moved = (Damage(page_offset(reading, start), page_end(reading, end), rule) for start, end, rule in breaks)
    return _in_order([*marks, *moved])


def rules_for(twin: str) -> list[Rule[Callable[[str], Found]]]:
    """The rules whose characters stand on the page."""
    held = int(np.bitwise_or.reduce(NEEDED[code_points(twin)], initial=0))
    return [rule for place, rule in enumerate(MARK_RULES) if rule.name not in NEEDS or held >> place & 1]


def _in_order(damage: Iterable[Damage]) -> list[Damage]:
    return list(_without_overlap(sorted(damage, key=attrgetter("start", "end"))))


def _without_overlap(damage: Iterable[Damage]) -> Iterator[Damage]:
    position = 0
    for start, end, rule in damage:
        if end > position:
            yield Damage(max(start, position), end, rule)
            position = end
