"""Examples in; out, the points of signs and of steps: a conditional random field, trained with bounds.

Learning begins with the points set by hand and goes to where the gold's roles are most likely against all others, these with a
margin, and no point farther from what was set than it pays. Only rows of the table are learned, and none ever speaks against its
reason or goes far from what was set. What gold leaves open is summed over. There is no chance in it: the same pages make the
same table.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

from pipeline.speeches.roles import GROUPS, NEVER, ROLES, STEPS, WEIGHTS, read_rows
from tests.tools.gold import FURTHER
from tests.tools.page_examples import Example

SCALE = 8.0  # points that make a path e times as likely
MARGIN = 6.0  # points that every role has more where the gold does not allow it, while it is learned
NEAR = 0.01  # what a point away from the one set by hand costs, squared
FAR = 50  # points between those set by hand and those learned
ROUNDS = 80  # of the optimizer: with more it learns the pages by heart
BATCH = 192  # pages of about one length that are read together
FIXED = ("opener", "more", "rest")  # roles whose points are not learned: their signs decide alone
CASES, MADE = "cases", "made"
TIMES = {CASES: 16, MADE: 1}  # how much a page of a group counts; one of the sets that a caller has added, and all others
FURTHER_TIMES, KNOWN_TIMES = 2, 8
LITTLE = 1e-300  # instead of nothing, whose logarithm there is none of

Array = NDArray[np.float64]
Places = NDArray[np.intp]
Key = tuple[str, str, str]  # "sign" or "step", role or group, sign or next role
Points = dict[Key, float]
PLACE = {role: index for index, role in enumerate(ROLES)}
OF_GROUP = np.array([[float(role in GROUPS[group]) for role in ROLES] for group in GROUPS])
BEGINS = np.array([0.0 if "begin" in STEPS[role] else NEVER for role in ROLES])


class Table(NamedTuple):
    """Arrays of points, or of what is expected of them: group × sign, role × next role, role."""

    alone: Array
    steps: Array
    ends: Array


class Batch(NamedTuple):
    """Pages of about one length: the signs of their pieces (piece of page × sign), the roles allowed (page × piece × role),
    where there is a piece, the last of each page, how much each page counts."""

    signs: csr_array
    allowed: NDArray[np.bool_]
    filled: NDArray[np.bool_]
    last: Places
    times: Array


class Likely(NamedTuple):
    """Of all paths through pages, by the points of a table: the logarithm of their sum for each page, how often each piece is
    expected to have each role, each step to be gone, each role to be the last."""

    sums: Array
    roles: Array
    steps: Array
    ends: Array


def read_points() -> Points:
    """The points set by hand."""
    signs, steps = read_rows(WEIGHTS, 0)
    return {**{("sign", *key): float(v) for key, v in signs.items()}, **{("step", *key): float(v) for key, v in steps.items()}}


def learn(examples: Sequence[Example]) -> Points:
    """The points under which the gold's roles are most likely."""
    shown = {sign for example in examples for piece in example.signs for sign in piece}
    signs = {sign: place for place, sign in enumerate(sorted(shown))}
    by_hand, moving = make_tables(signs)
    batches = make_batches(examples, signs, by_hand)
    start = flatten(by_hand, moving)
    limits = [flatten(Table(*arrays), moving) for arrays in zip(*map(bounds_of, by_hand), strict=True)]

    def weigh(values: Array) -> tuple[float, Array]:
        table, found, lost = unflatten(values, by_hand, moving), Table(*map(np.zeros_like, by_hand)), 0.0
        for batch in batches:
            less, change = compare(batch, table)
            lost += less
            for total, array in zip(found, change, strict=True):
                total += array
        away = values - start
        return lost + NEAR / 2 * float(away @ away), flatten(found, moving) + NEAR * away

    result = minimize(weigh, start, jac=True, method="L-BFGS-B", bounds=list(zip(*limits, strict=True)),
                      options={"maxiter": ROUNDS, "maxcor": 20})  # fmt: skip
    learned, points = unflatten(result.x, by_hand, moving), read_points()
    return points | {key: float(getattr(learned, part)[place]) for key, part, place in places_of(points, signs)}


def times_of(example: Example) -> int:
    """How much a page counts."""
    name = example.group.split("/")[0]
    return FURTHER_TIMES if name in FURTHER else TIMES.get(name, KNOWN_TIMES)


def bounds_of(by_hand: Array) -> tuple[Array, Array]:
    """The least and the most that points may become: not too far from those set by hand, and not beyond zero."""
    least = np.where(by_hand > 0, np.maximum(by_hand - FAR, 0), by_hand - FAR)
    return least, np.where(by_hand < 0, np.minimum(by_hand + FAR, 0), by_hand + FAR)


def flatten(table: Table, moving: Table) -> Array:
    """What is learned of a table, in a row."""
    return np.concatenate([array[mask > 0] for array, mask in zip(table, moving, strict=True)])


def unflatten(values: Array, by_hand: Table, moving: Table) -> Table:
    """The table with such values, and those set by hand where nothing is learned."""
    arrays = []
    for array, mask in zip(by_hand, moving, strict=True):
        own, values = np.split(values, [int(mask.sum())])
        arrays.append(array.copy())
        arrays[-1][mask > 0] = own
    return Table(*arrays)


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


def make_batches(examples: Iterable[Example], signs: Mapping[str, int], table: Table) -> list[Batch]:
    """The pages that can be learned from, the short ones first."""
    walked = (example for example in examples if is_walked(example, table))
    rows = sorted(walked, key=lambda example: len(example.signs))
    return [make_batch(rows[start : start + BATCH], signs) for start in range(0, len(rows), BATCH)]


def is_walked(example: Example, table: Table) -> bool:
    """Whether the roles that the gold leaves to the pieces of a page can follow one another."""
    reached, steps = BEGINS > NEVER, table.steps > NEVER
    for index, roles in enumerate(example.allowed):
        ways = reached @ steps if index else reached
        reached = ways & [role in roles for role in ROLES]
    return bool((reached & (table.ends > NEVER)).any()) and bool(example.signs)


def make_batch(examples: Sequence[Example], signs: Mapping[str, int]) -> Batch:
    """Pages in numbers; behind the end of a page every role is allowed."""
    lengths = np.array([len(example.signs) for example in examples])
    longest = int(lengths.max())
    allowed = np.ones((len(examples), longest, len(ROLES)), dtype=np.bool_)
    for page, example in zip(allowed, examples, strict=True):
        page[: len(example.signs)] = [[role in roles for role in ROLES] for roles in example.allowed]
    shown = [(page * longest + index, signs[sign]) for page, example in enumerate(examples)
             for index, piece in enumerate(example.signs) for sign in sorted(piece)]  # fmt: skip
    pieces, columns = np.array(shown).T
    table = csr_array((np.ones(len(shown)), (pieces, columns)), shape=(len(examples) * longest, len(signs)))
    filled = np.arange(longest) < lengths[:, None]
    return Batch(table, allowed, filled, lengths - 1, np.array([times_of(example) for example in examples], dtype=np.float64))


def compare(batch: Batch, table: Table) -> tuple[float, Table]:
    """How much less likely the gold's roles are than all, and what of every point there is more in all than in the gold's."""
    scores = (batch.signs @ (table.alone.T @ OF_GROUP)).reshape(batch.allowed.shape)
    everything = sum_paths(np.where(batch.allowed, scores, scores + MARGIN), batch, table)
    gold = sum_paths(np.where(batch.allowed, scores, scores + NEVER), batch, table)
    more = (everything.roles - gold.roles).reshape(-1, len(ROLES))
    alone = OF_GROUP @ (batch.signs.T @ more).T
    change = (alone / SCALE, (everything.steps - gold.steps) / SCALE, (everything.ends - gold.ends) / SCALE)
    return float(batch.times @ (everything.sums - gold.sums)), Table(*change)


def sum_paths(scores: Array, batch: Batch, table: Table) -> Likely:
    """All paths through the pages of a batch, forward and back; every page counts as often as it is to."""
    own, steps, ends = scores / SCALE, np.exp(table.steps / SCALE), table.ends / SCALE
    upto, onward = np.empty_like(own), np.empty_like(own)
    upto[:, 0] = BEGINS / SCALE + own[:, 0]
    for place in range(1, own.shape[1]):
        upto[:, place] = go_on(upto[:, place - 1], steps) + own[:, place]
    onward[:, -1] = ends
    for place in reversed(range(own.shape[1] - 1)):
        way = go_on(onward[:, place + 1] + own[:, place + 1], steps.T)
        onward[:, place] = np.where((place < batch.last)[:, None], way, ends)
    pages = np.arange(len(own))
    final = upto[pages, batch.last] + ends
    most = final.max(axis=1)
    sums = most + np.log(np.exp(final - most[:, None]).sum(axis=1))
    counted = (batch.filled * batch.times[:, None])[:, :, None]
    roles = np.exp(np.minimum(upto + onward - sums[:, None, None], 0)) * counted
    return Likely(sums, roles, expect_steps(upto, onward + own, sums, counted) * steps, roles[pages, batch.last].sum(axis=0))


def go_on(before: Array, steps: Array) -> Array:
    """The logarithm of the sum of all ways one step on."""
    most = before.max(axis=1, keepdims=True)
    onward: Array = np.log(np.maximum(np.exp(before - most) @ steps, LITTLE)) + most
    return onward


def expect_steps(upto: Array, onward: Array, sums: Array, counted: Array) -> Array:
    """How often every pair of roles is expected to follow one another, but for what the step itself counts."""
    before, behind = upto[:, :-1].max(axis=2, keepdims=True), onward[:, 1:].max(axis=2, keepdims=True)
    size = np.exp(np.where(counted[:, 1:] > 0, before + behind - sums[:, None, None], NEVER)) * counted[:, 1:]
    first = np.exp(upto[:, :-1] - before) * size
    found: Array = np.einsum("pir,pis->rs", first, np.exp(onward[:, 1:] - behind), optimize=True)
    return found
