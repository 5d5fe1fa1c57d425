"""The possible markers of a speech in; out, how the sequence of each goes on."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.text.markers import Mark
from pipeline.text.systems import SYSTEMS

FAR = 10**9  # the index of nothing
LOWEST = 10  # ranks are below
CARRIERS = defaultdict(list, {system.name: [other.name for other in SYSTEMS if system.name in other.kin] for system in SYSTEMS})
"""For every system those that may carry its sequence on."""


class Chain(NamedTuple):
    """How the sequence of a mark goes on, all by indices of marks (FAR: none).

    `following` is the next mark that carries the next number of its system, `direct` whether no 1 of that system stands
    between, `far` whether it stands more than a line further down, `crosses` whether a part of a higher rank begins before it.
    `skips`: the number behind the next one comes first (一、 and then 三、). `length` is how many items follow one another.
    `after` is the number behind the last item that follows without another number of the system between.
    `carries`: the number before its own stands somewhere above. `across`: somewhere in its sequence a part of a higher rank
    begins between two items, and the numbers run on. `again`: its own number comes again before the next one, which
    therefore follows that.
    """

    following: int
    direct: bool
    far: bool
    crosses: bool
    skips: bool
    length: int
    after: int
    carries: bool
    across: bool
    again: bool


def link_marks(marks: Sequence[Mark]) -> list[Chain]:
    """The chain of every mark.

    >>> from pipeline.text.markers import find_marks
    >>> from pipeline.text.reading import split_lines
    >>> text = "一、好\\n（一）早\\n（二）快\\n二、多"
    >>> [(chain.following, chain.length) for chain in link_marks(find_marks(text, split_lines(text)))]
    [(3, 1), (2, 1), (1000000000, 0), (1000000000, 0)]
    """
    places: dict[tuple[str, int, bool], int] = {}  # the nearest mark behind, by system, number and place
    nearest: dict[tuple[str, bool], int] = {}
    parts = [FAR] * LOWEST  # by rank, where the next part of that rank or a higher one begins
    seen = {(mark.system.name, mark.number): index for index, mark in reversed(list(enumerate(marks)))}
    chains: list[Chain] = [Chain(FAR, True, False, False, False, 0, 0, False, False, False)] * len(marks)
    for index in range(len(marks) - 1, -1, -1):
        mark = marks[index]
        name, number, rank = mark.system.name, mark.number or 0, mark.system.rank
        numbers = (number + 1 if number else 0, 1, number + 2, number)
        following, restart, second, same = [places.get((name, value, False), FAR) for value in numbers]
        near = nearest.get((name, False), FAR)
        if mark.inline:
            inside = [places.get((name, value, True), FAR) for value in numbers]
            following, restart, second, same = map(min, (following, restart, second, same), inside)
            near = min(near, nearest.get((name, True), FAR))
            if number and following == FAR:  # 「第一，…。第二个原因是…。」
                carried = [places.get((other, number + 1, side), FAR) for other in CARRIERS[name] for side in (False, True)]
                following = min(carried, default=FAR)
        elif number and following == FAR and (beside := places.get((name, number + 1, True), FAR)) < FAR:
            following = beside if marks[beside].line == mark.line else FAR  # 一是…。二是…。 on one line
        after = (chains[near].after if near == following else marks[near].number or 0) if near < FAR else 0
        direct = restart > following or not number
        crosses = rank is not None and rank > 0 and parts[min(rank - 1, 2)] < following < FAR
        chains[index] = Chain(
            following,
            direct=direct,
            far=following < FAR and marks[following].line > mark.line + 1,
            crosses=crosses,
            skips=number > 0 and second < following,
            length=chains[following].length + 1 if following < FAR else 0,
            after=after,
            carries=seen.get((name, number - 1), FAR) < index,
            across=number > 0 and direct and following < FAR and (crosses or chains[following].across),
            again=number > 0 and same < following,
        )
        places[name, number, mark.inline] = nearest[name, mark.inline] = index
        if not mark.inline and rank is not None and not mark.system.weak:
            parts[rank:] = [index] * (LOWEST - rank)
    for chain in chains:
        if chain.across and chain.following < FAR:
            chains[chain.following] = chains[chain.following]._replace(across=True)
    return chains
