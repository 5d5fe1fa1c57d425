"""The signs of a page's pieces in; out, the role of each, decided together: the best path through the roles.

A speech is a title (or none), what stands under it (without a title, above it), and its text; above the first stands
the head of the page, behind each its tail, or the rest: notes, papers, comments, whatever their words. The points of
signs stand in weights.toml.
"""

import math
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

ROLES = ("head", "title", "more", "under", "open", "first", "body", "inside", "last", "tail", "opener", "rest", "above")
GROUPS = {
    "text": ("open", "first", "body", "last"),
    "site": ("head", "inside", "tail"),
    **{role: (role,) for role in ROLES},
    "under": ("under", "above"),  # a speech without a title has its date and speaker above it
    "body": ("body", "rest"),  # what follows the end may read like a text: what opened it decides
}
SAID = ("first", "open", "last", "tail")  # behind them a speech can begin, with or without a title
ENDED = (*SAID, "opener", "rest")  # behind them a titled one can begin, or the page end
STEPS = {
    "head": ("begin", "head"),
    "title": ("begin", "head", *ENDED),
    "more": ("title", "more"),
    "under": ("title", "more", "under"),
    "above": ("begin", "head", "above"),
    "open": ("begin", "head", "above", *SAID),
    "first": ("title", "more", "under"),
    "body": ("open", "first", "body", "inside"),
    "inside": ("open", "first", "body", "inside"),
    "last": ("open", "first", "body", "inside"),
    "tail": SAID,
    "opener": ENDED,
    "rest": ("opener", "rest"),
    "end": ("head", *ENDED),
}
"""What may stand right before a role."""

STARTS = ("title", "open")
NEVER = -10**6
KNOWN_SIGNS = 4096  # sets of signs whose points are remembered: pieces of all pages share them

Weights = Mapping[tuple[str, str], float]


Best = Callable[[Sequence[float], Sequence[float]], list[float]]
"""From the points of all roles and a piece's own to the most points that each role can have, its own among them."""


class Model(NamedTuple):
    """The points of the table: of signs for each role, by name; of steps to a role from those before it. `score` sums those of a
    piece's signs, `before` and `behind` choose among the roles from which each role is come to, and to which it is gone on."""

    signs: dict[str, list[tuple[int, float]]]
    score: Callable[[frozenset[str]], list[float]]
    steps: tuple[tuple[tuple[int, float], ...], ...]
    before: Best
    behind: Best
    ends: tuple[tuple[int, float], ...]
    begins: tuple[int, ...]


def read_rows(path: Path, by_hand: int = 1) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """The points of the table: by role or group and sign, by role and next role."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))["points"]
    steps = {(before, after): points[by_hand] for before, after, *points, _why in table.pop("step")["rows"]}
    return {(role, sign): points[by_hand] for role, rows in table.items() for sign, *points, _why in rows}, steps


def make_model(signs: Weights, steps: Weights) -> Model:
    """The tables as the search needs them."""
    place = {role: index for index, role in enumerate(ROLES)}
    by_sign: dict[str, dict[int, float]] = {}
    for (group, sign), points in signs.items():
        for role in GROUPS[group]:
            row = by_sign.setdefault(sign, {})
            row[place[role]] = row.get(place[role], 0) + points
    rows = tuple(tuple((place[b], steps.get((b, role), 0)) for b in STEPS[role] if b != "begin") for role in ROLES)
    after = tuple(
        tuple((role, step) for role, row in enumerate(rows) for b, step in row if b == own) for own in range(len(ROLES))
    )
    ends = tuple((place[b], steps.get((b, "end"), 0)) for b in STEPS["end"])
    begins = tuple(0 if "begin" in STEPS[role] else NEVER for role in ROLES)
    table = {sign: sorted(row.items()) for sign, row in by_sign.items()}
    score = lru_cache(KNOWN_SIGNS)(partial(score_signs, table))
    return Model(table, score, rows, write_choice(rows), write_choice(after), ends, begins)


def write_choice(rows: Sequence[Sequence[tuple[int, float]]]) -> Best:
    """The choices as one function, each written out, what several roles choose from chosen once: seven times as fast as a loop.

    >>> write_choice([[(0, 0), (1, -5)], [(1, 0)]])([3, 9], [10, 20])
    [14.0, 29]
    """
    groups = list(dict.fromkeys(map(tuple, rows)))
    lines = [", ".join(f"{name}_{role}" for role in range(len(rows))) + f" = {name}" for name in ("points", "own")]
    for number, group in enumerate(groups):
        first, *others = [f"points_{role} + {float(step)!r}" if step else f"points_{role}" for role, step in group]
        lines += [f"best_{number} = {first}", *(f"if {other} > best_{number}: best_{number} = {other}" for other in others)]
    found = ", ".join(f"best_{groups.index(tuple(row))} + own_{role}" for role, row in enumerate(rows))
    written: dict[str, Best] = {}
    exec("\n ".join(["def choose(points, own):", *lines, f"return [{found}]"]), written)
    return written["choose"]


def score_signs(table: Mapping[str, Sequence[tuple[int, float]]], signs: frozenset[str]) -> list[float]:
    """The points of every role for a piece with these signs."""
    points = [0.0] * len(ROLES)
    for sign in signs:
        for role, value in table.get(sign, ()):
            points[role] += value
    return points


WEIGHTS = Path(__file__).with_name("weights.toml")
MODEL = make_model(*read_rows(WEIGHTS))
CONFIDENCE = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))["confidence"]
DOUBTFUL: float = CONFIDENCE["doubtful"]


def confidence(margin: float) -> float:
    """How often speeches that were ahead by so many points were right, on pages that nothing was learned from.

    >>> confidence(1000) > confidence(0)
    True
    """
    found: float = CONFIDENCE["shares"][bisect_right(CONFIDENCE["margins"], margin)]
    return found


class Decision(NamedTuple):
    """The roles of a page's pieces, the points of all of them together, and for every piece its own points of each role and
    those of the best path up to it and from it on, its own among them."""

    roles: list[str]
    points: float
    own: Sequence[Sequence[float]]
    upto: list[list[float]]
    onward: list[list[float]]

    def through(self, index: int) -> list[float]:
        """The points of the best path through each role of a piece."""
        rows = zip(self.upto[index], self.onward[index], self.own[index], strict=True)
        return [upto + onward - own for upto, onward, own in rows]

    def margin(self, index: int, roles: Collection[str]) -> float:
        """How many points the best path that gives the piece none of these roles is behind."""
        others = (points for role, points in zip(ROLES, self.through(index), strict=True) if role not in roles)
        return self.points - max(others)


def walk(scores: Sequence[Sequence[float]], model: Model) -> list[list[float]]:
    """For every piece and role the points of the best path up to it."""
    current = [float(begin + points) for begin, points in zip(model.begins, scores[0], strict=True)]
    table = [current]
    for points in scores[1:]:
        current = model.before(current, points)
        table.append(current)
    return table


def read_path(table: Sequence[Sequence[float]], model: Model) -> tuple[float, list[str]]:
    """The best path that was walked, and its points; of equal ones that found first."""
    best, where = max((table[-1][role] + step, -role) for role, step in model.ends)
    path = [-where]
    for points in reversed(table[:-1]):
        values = [points[role] + step for role, step in model.steps[path[-1]]]
        path.append(model.steps[path[-1]][values.index(max(values))][0])
    return best, [ROLES[role] for role in reversed(path)]


def walk_back(scores: Sequence[Sequence[float]], model: Model) -> list[list[float]]:
    """For every piece and role the points of the best path from it to the end."""
    ends = dict(model.ends)
    current = [ends.get(role, 2.0 * NEVER) + points for role, points in enumerate(scores[-1])]
    table = [current]
    for points in reversed(scores[:-1]):
        current = model.behind(current, points)
        table.append(current)
    return table[::-1]


COUNT_BONUS = (5, 10, 20, 30, 40)  # points more, or less, for every beginning, while the declared count is not found

ONE_BONUS = COUNT_BONUS[:2]
"""The same for the one beginning of a page on which none is found."""


class Walked(NamedTuple):
    """The points of every role for every piece, of the best paths up to each, of the best of all, and its roles."""

    scores: Sequence[Sequence[float]]
    table: list[list[float]]
    points: float
    path: list[str]


def decide_roles(signs: Sequence[frozenset[str]], declared: int | None, model: Model = MODEL) -> Decision:
    """The role of every piece; a declared count decides between readings that are nearly as good, one speech between that and
    none."""
    scores = [*map(model.score, signs)]
    if not scores:
        return Decision([], 0, [], [], [])
    found = walk_raised(scores, 0, model)
    if not count_starts(found.path):
        raised = (walk_raised(scores, bonus, model) for bonus in ONE_BONUS)
        found = next((one for one in raised if count_starts(one.path) == 1), found)
    if declared is not None and declared > 1 and count_starts(found.path) != declared:
        found = next(find_counted(scores, declared - count_starts(found.path), declared, model), found)
    return Decision(found.path, found.points, found.scores, found.table, walk_back(found.scores, model))


def walk_raised(scores: Sequence[Sequence[float]], bonus: float, model: Model) -> Walked:
    """The best path when every beginning counts so much more."""
    if bonus:
        scores = [[own + bonus * (role in STARTS) for role, own in zip(ROLES, row, strict=True)] for row in scores]
    table = walk(scores, model)
    return Walked(scores, table, *read_path(table, model))


def find_counted(scores: Sequence[Sequence[float]], missing: int, declared: int, model: Model) -> Iterator[Walked]:
    """The best path with the declared count, if one bonus finds it: the more points, the more beginnings, so the last one tells
    whether that many are found at all."""
    most = walk_raised(scores, math.copysign(COUNT_BONUS[-1], missing), model)
    if (declared - count_starts(most.path)) * missing > 0:
        return
    for bonus in COUNT_BONUS:
        found = most if bonus == COUNT_BONUS[-1] else walk_raised(scores, math.copysign(bonus, missing), model)
        if count_starts(found.path) == declared:
            yield found


def count_starts(path: Sequence[str]) -> int:
    """How many speeches begin."""
    return sum(role in STARTS for role in path)
