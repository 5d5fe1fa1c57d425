"""The signs of a page's pieces in; out, the role of each, decided together: the best path through the roles.

A speech is a title (or none), what stands under it, and its text; above the first stands the head of the page, behind
each its tail, or the rest: notes, papers, comments, whatever their words. The points of signs stand in weights.toml.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROLES = ("head", "title", "more", "under", "open", "first", "body", "inside", "last", "tail", "opener", "rest")
GROUPS = {
    "text": ("open", "first", "body", "last"),
    "site": ("head", "inside", "tail"),
    **{role: (role,) for role in ROLES},
    "body": ("body", "rest"),  # what follows the end may read like a text: what opened it decides
}
SAID = ("first", "open", "last", "tail")  # behind them a speech can begin, with or without a title
ENDED = (*SAID, "opener", "rest")  # behind them a titled one can begin, or the page end
STEPS = {
    "head": ("begin", "head"),
    "title": ("begin", "head", *ENDED),
    "more": ("title",),
    "under": ("title", "more", "under"),
    "open": ("begin", "head", *SAID),
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

Weights = Mapping[tuple[str, str], float]


class Model(NamedTuple):
    """The points of the table: of signs for each role, by name; of steps to a role from those before it, and to those after."""

    signs: dict[str, list[tuple[int, float]]]
    steps: tuple[tuple[tuple[int, float], ...], ...]
    afters: tuple[tuple[tuple[int, float], ...], ...]
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
    before = tuple(
        tuple((place[b], steps.get((b, role), 0)) for b in STEPS[role] if b != "begin") for role in ROLES
    )
    afters = tuple(
        tuple((after, step) for after, row in enumerate(before) for earlier, step in row if earlier == role)
        for role in range(len(ROLES))
    )
    ends = tuple((place[b], steps.get((b, "end"), 0)) for b in STEPS["end"])
    begins = tuple(0 if "begin" in STEPS[role] else NEVER for role in ROLES)
    return Model({sign: sorted(row.items()) for sign, row in by_sign.items()}, before, afters, ends, begins)


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


def score_pieces(signs: Sequence[frozenset[str]], model: Model = MODEL) -> list[list[float]]:
    """The points of every role for every piece; pieces with the same signs share their list."""
    known: dict[frozenset[str], list[float]] = {}
    scores = []
    for of_piece in signs:
        points = known.get(of_piece)
        if points is None:
            points = [0.0] * len(ROLES)
            for sign in of_piece:
                for role, value in model.signs.get(sign, ()):
                    points[role] += value
            known[of_piece] = points
        scores.append(points)
    return scores


class Decision(NamedTuple):
    """The roles of a page's pieces, the points of all of them together, and for every piece the points of the best path
    through each role."""

    roles: list[str]
    points: float
    through: list[list[float]]

    def margin(self, index: int, roles: Collection[str]) -> float:
        """How many points the best path that gives the piece none of these roles is behind."""
        others = (points for role, points in zip(ROLES, self.through[index], strict=True) if role not in roles)
        return self.points - max(others)


def walk(scores: Sequence[Sequence[float]], model: Model, start: float) -> list[list[float]]:
    """For every piece and role the points of the best path up to it; a beginning counts `start` more."""
    extra = [start if role in STARTS else 0 for role in ROLES]
    current = [float(begin + points + more) for begin, points, more in zip(model.begins, scores[0], extra, strict=True)]
    table = [current]
    for points in scores[1:]:
        current = [
            max([current[earlier] + step for earlier, step in before]) + own + more
            for before, own, more in zip(model.steps, points, extra, strict=True)
        ]
        table.append(current)
    return table


def best_path(scores: Sequence[Sequence[float]], model: Model = MODEL, start: float = 0) -> tuple[float, list[str]]:
    """The points and the roles of the best path."""
    return read_path(walk(scores, model, start), model) if scores else (0, [])


def read_path(table: Sequence[Sequence[float]], model: Model) -> tuple[float, list[str]]:
    """The best path that was walked, and its points; of equal ones that found first."""
    best, where = max((table[-1][role] + step, -role) for role, step in model.ends)
    path = [-where]
    for points in reversed(table[:-1]):
        values = [points[role] + step for role, step in model.steps[path[-1]]]
        path.append(model.steps[path[-1]][values.index(max(values))][0])
    return best, [ROLES[role] for role in reversed(path)]


def through(
    table: Sequence[Sequence[float]], scores: Sequence[Sequence[float]], model: Model, start: float
) -> list[list[float]]:
    """For every piece and role the points of the best path through it; `table` has those of the paths up to it."""
    extra = [start if role in STARTS else 0 for role in ROLES]
    behind = [2.0 * NEVER] * len(ROLES)
    for role, step in model.ends:
        behind[role] = step
    found: list[list[float]] = []
    for index in range(len(scores) - 1, -1, -1):
        found.append([points + rest for points, rest in zip(table[index], behind, strict=True)])
        values = [points + more + rest for points, more, rest in zip(scores[index], extra, behind, strict=True)]
        behind = [max([values[role] + step for role, step in after]) for after in model.afters]
    return found[::-1]


# points more or less for every beginning, while the declared count is not found
COUNT_BONUS = (5, -5, 10, -10, 20, -20, 30, -30, 40, -40)


def decide_roles(signs: Sequence[frozenset[str]], declared: int | None, model: Model = MODEL) -> Decision:
    """The role of every piece; a declared count decides between readings that are nearly as good."""
    scores, start = score_pieces(signs, model), 0
    if not scores:
        return Decision([], 0, [])
    table = walk(scores, model, start)
    points, path = read_path(table, model)
    if declared is not None and declared > 1 and count_starts(path) != declared:
        for bonus in COUNT_BONUS:
            other = walk(scores, model, bonus)
            found, roles = read_path(other, model)
            if count_starts(roles) == declared:
                table, points, path, start = other, found, roles, bonus
                break
    return Decision(path, points, through(table, scores, model, start))


def count_starts(path: Sequence[str]) -> int:
    """How many speeches begin."""
    return sum(role in STARTS for role in path)
