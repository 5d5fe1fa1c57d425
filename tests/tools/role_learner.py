"""Examples in; out, the points of signs and of steps: a structured perceptron over arrays.

Learning begins with the points set by hand. The best path of a page is compared with the best that agrees with its gold, and
what differs is moved just so far that the gold's path wins with a margin. Only rows of the table are learned, and none ever
speaks against its reason or goes far from what was set. Steps are parts of `GRAIN`, so that sums are exact and no order shows
in them: the same pages make the same table.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.speeches.roles import GROUPS, NEVER, ROLES, STEPS, WEIGHTS, read_rows
from tests.tools.gold import FURTHER
from tests.tools.page_examples import Example

ROUNDS = 48
STEP = 0.5  # the longest step on one page; it grows shorter from round to round
GRAIN = 1024
FAR = 50  # points between those set by hand and those learned
MARGIN = 6.0  # points by which the gold's path has to be better, for every piece with another role
FIXED = ("opener", "more", "rest")  # roles whose points are not learned: their signs decide alone
MADE, TIMES = "made", 4  # pages that are made count once, those of sets that a caller has added twice, all others so often

Array = NDArray[np.float64]
Places = NDArray[np.intp]
Key = tuple[str, str, str]  # "sign" or "step", role or group, sign or next role
Points = dict[Key, float]
PLACE = {role: index for index, role in enumerate(ROLES)}
OF_GROUP = np.array([[float(role in GROUPS[group]) for role in ROLES] for group in GROUPS])
BEGINS = np.array([0.0 if "begin" in STEPS[role] else NEVER for role in ROLES])


class Coded(NamedTuple):
    """An example in numbers: the signs of all pieces in a row, where those of each begin, the roles allowed, how many signs
    there are on all pages."""

    signs: Places
    firsts: Places
    allowed: NDArray[np.bool_]
    width: int


class Table(NamedTuple):
    """Arrays of points, of changes, or of what is learned: group × sign, role × next role, role."""

    alone: Array
    steps: Array
    ends: Array

    def scores(self, page: Coded) -> Array:
        """The points of every role for every piece."""
        found: Array = np.add.reduceat((self.alone.T @ OF_GROUP)[page.signs], page.firsts)
        return found


def read_points() -> Points:
    """The points set by hand."""
    signs, steps = read_rows(WEIGHTS, 0)
    return {**{("sign", *key): float(v) for key, v in signs.items()}, **{("step", *key): float(v) for key, v in steps.items()}}


def learn(examples: Sequence[Example]) -> Points:
    """The points after all rounds over the pages: the mean of those after each round of the second half."""
    shown = {sign for example in examples for piece in example.signs for sign in piece}
    signs = {sign: place for place, sign in enumerate(sorted(shown))}
    coded = [code(example, signs) for example in examples]
    times = [1 if one.group == MADE else 2 if one.group.split("/")[0] in FURTHER else TIMES for one in examples]
    pages = [page for turn in range(TIMES) for page, often in zip(coded, times, strict=True) if turn < often]
    table, moving = make_tables(signs)
    limits = [bounds_of(array) for array in table]
    total = Table(*map(np.zeros_like, table))
    for number in range(ROUNDS):
        for page in pages:
            move(table, moving, page, STEP * (1 - number / ROUNDS))
            for array, (least, most) in zip(table, limits, strict=True):
                np.clip(array, least, most, out=array)
        if 2 * number >= ROUNDS:
            for added, array in zip(total, table, strict=True):
                added += array
    points = read_points()
    return points | {key: float(getattr(total, part)[place]) * 2 / ROUNDS for key, part, place in places_of(points, signs)}


def bounds_of(by_hand: Array) -> tuple[Array, Array]:
    """The least and the most that points may become: not too far from those set by hand, and not beyond zero."""
    least = np.where(by_hand > 0, np.maximum(by_hand - FAR, 0), by_hand - FAR)
    return least, np.where(by_hand < 0, np.minimum(by_hand + FAR, 0), by_hand + FAR)


def code(example: Example, signs: Mapping[str, int]) -> Coded:
    """The example in numbers."""
    rows = [[signs[sign] for sign in sorted(piece)] for piece in example.signs]
    firsts = np.cumsum([0, *map(len, rows)])[:-1].astype(np.intp)
    allowed = np.array([[role in roles for role in ROLES] for roles in example.allowed])
    return Coded(np.array([place for row in rows for place in row], np.intp), firsts, allowed, len(signs))


def places_of(points: Iterable[Key], signs: Mapping[str, int]) -> Iterator[tuple[Key, str, tuple[int, ...]]]:
    """Where each row stands in which of the arrays; those whose sign no page shows are left out."""
    for key in points:
        kind, one, other = key
        if kind == "sign" and other in signs:
            yield key, "alone", (list(GROUPS).index(one), signs[other])
        elif kind == "step":
            yield (key, "ends", (PLACE[one],)) if other == "end" else (key, "steps", (PLACE[one], PLACE[other]))


def make_tables(signs: Mapping[str, int]) -> tuple[Table, Table]:
    """The points set by hand, and 1 where they are learned."""
    shapes = (len(GROUPS), len(signs)), (len(ROLES), len(ROLES)), (len(ROLES),)
    start, moving = Table(*map(np.zeros, shapes)), Table(*map(np.zeros, shapes))
    for before in ROLES:
        start.ends[PLACE[before]] = 0 if before in STEPS["end"] else NEVER
        for role in ROLES:
            start.steps[PLACE[before], PLACE[role]] = 0 if before in STEPS[role] else NEVER
    points = read_points()
    for key, part, place in places_of(points, signs):
        getattr(start, part)[place] += points[key]
        getattr(moving, part)[place] = key[1] not in FIXED
    return start, moving


def move(table: Table, moving: Table, page: Coded, longest: float) -> None:
    """Move the points for a page; not where its gold's path wins with the margin or cannot be walked."""
    scores = table.scores(page)
    right, wanted = best_path(np.where(page.allowed, scores, scores + NEVER), table)
    wrong, got = best_path(np.where(page.allowed, scores, scores + MARGIN), table)
    if right < NEVER / 2 or wanted == got:
        return
    counted = zip(moving, count_path(page, wanted), count_path(page, got), strict=True)
    changes = [mask * (more - less) for mask, more, less in counted]
    size = sum(float((change * change).sum()) for change in changes)
    step = round(min(longest, (wrong - right) / size) * GRAIN) / GRAIN if size else 0
    for array, change in zip(table, changes, strict=True):
        array += step * change


def count_path(page: Coded, path: Sequence[int]) -> Table:
    """How often every point counts on a path."""
    roles = np.array(path)
    by_role, steps, ends = np.zeros((page.width, len(ROLES))), np.zeros((len(ROLES), len(ROLES))), np.zeros(len(ROLES))
    np.add.at(by_role, (page.signs, np.repeat(roles, np.diff([*page.firsts, len(page.signs)]))), 1)
    np.add.at(steps, (roles[:-1], roles[1:]), 1)
    ends[path[-1]] += 1
    return Table(OF_GROUP @ by_role.T, steps, ends)


def best_path(scores: Array, table: Table) -> tuple[float, list[int]]:
    """The points and the roles of the best path."""
    current, before = BEGINS + scores[0], list[Places]()
    for points in scores[1:]:
        ways = current[:, None] + table.steps
        before.append(ways.argmax(axis=0))
        current = ways.max(axis=0) + points
    current = current + table.ends
    path = [int(current.argmax())]
    for ways_back in reversed(before):
        path.append(int(ways_back[path[-1]]))
    return float(current.max()), path[::-1]
