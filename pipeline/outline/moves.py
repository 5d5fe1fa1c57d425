"""A partial tree and a candidate in; out, what can be done with the candidate, each move with its features and points."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.outline.candidates import IMPLICIT, Candidate, Scene, goes_on
from pipeline.outline.levels import NONE, NUMBER_OF, Level, Sum, Terms, Weighing, close, stands_alone

ACTIONS = ("skip", "next", "resume", "begin", "lost_run", "lost_item")
SKIP, NEXT, RESUME, BEGIN, LOST_RUN, LOST_ITEM = range(6)
DEEPEST = 8  # open levels; nothing of the genre is deeper than six
ROOT = 63  # the parent of what stands at the top
KINDS = 64


class State(NamedTuple):
    """A partial tree as far as the future can see it: its open levels, outermost first, and the pairs of kinds nested so far.

    A pair is one number, and the lower kind of it by itself another.
    """

    stack: tuple[Level, ...]
    pairs: frozenset[int]


START = State((), frozenset())


Way = tuple[int, int, float, tuple[Sum, ...]]
"""A move as it is weighed: the fields of `Move`."""


class Move(NamedTuple):
    """What is done with a candidate; `depth` is that of the level it then stands in.

    `parts` have its features, those of the candidate itself last, `points` are theirs.
    """

    kind: int
    depth: int
    points: float
    parts: tuple[Sum, ...]

    @property
    def features(self) -> list[str]:
        """All that counts."""
        return [name for part in self.parts for name in part.features]


ALONE = Terms(None, NONE, NONE, ROOT)
"""What is said where nothing stands above a run."""


def find_moves(weighing: Weighing, state: State, least: float = -math.inf) -> list[Way]:
    """The moves with the candidate that count at least so much, skipping it first."""
    here, (stack, pairs) = weighing.here, state
    stated = here.system.level > 0
    taking, begins, own = weighing.taking, weighing.begins, (weighing.taking, weighing.beginning)
    moves: list[Way] = [(SKIP, -1, 0, ())]
    if stack and weighing.twin == stack[-1].node:
        return moves  # the line is a section already, by its marker
    closed: tuple[Sum, ...] = ()  # what the levels say that are left when a run begins further out
    begin_points = taking[1] + weighing.beginning[1]
    outer = NONE  # whether an inner run could go on as well
    lower = -1 - weighing.number in pairs
    deepest = len(stack)
    known, places = weighing.inner, weighing.places or read_places(weighing)
    for depth in range(deepest, -1, -1):
        told = known.get(stack[depth - 1]) if depth else ALONE
        following, left, below, above = told or weighing.read_terms(stack[depth - 1], depth == deepest)
        known = weighing.outer
        paused = stack[depth].paused if depth < deepest else None
        if paused is not None and paused == (here.system, here.number - 1):
            moves.append(make_way(RESUME, depth, pass_over(weighing, stack, depth), (weighing.parts["next.resumes",], taking)))
        elif begins and depth < DEEPEST and not (stated and refuses(stack, depth, here)):
            beside = 0 if depth == deepest else 2 if stack[depth].system is here.system else 1
            seen = 2 if above * KINDS + weighing.number in pairs else int(lower)
            place = places[9 * (above == ROOT) + 3 * seen + beside]
            points = begin_points + below[1] + place[1]
            if points >= least:
                moves.append((BEGIN, depth, points, (*closed, below, place, *own)))
        if depth == 0:
            break
        level = stack[depth - 1]
        if following is not None:
            moves.append(make_way(NEXT, depth - 1, pass_over(weighing, stack, depth), (following, outer, taking)))
            if here.number == level.number + 1 and level.system is here.system:
                outer = weighing.parts["next.outer",]
        restarts = begins and level.system is here.system and here.number == 1 and not here.inline
        if restarts and (way := lost(weighing, stack, depth - 1)):
            moves.append(make_way(way[0], depth - 1, closed, (*way[1], *own)))
        closed = (*closed, left)
        begin_points += left[1]
    return moves


def make_way(kind: int, depth: int, closed: tuple[Sum, ...], parts: tuple[Sum, ...]) -> Way:
    """The move with the sum of its points."""
    parts = (*closed, *parts)
    return kind, depth, sum([part[1] for part in parts]), parts


def pass_over(weighing: Weighing, stack: tuple[Level, ...], depth: int) -> tuple[Sum, ...]:
    """What the levels below that depth say, which are closed when an outer run goes on."""
    return tuple([weighing.pass_over(level) for level in reversed(stack[depth:])])


def refuses(stack: tuple[Level, ...], depth: int, here: Candidate) -> bool:
    """Whether a heading whose level the container states can begin no run there: not below a lower one, not beside its own."""
    lower = any(above.system.level >= here.system.level for above in stack[:depth])
    return lower or any(open_run.system is here.system for open_run in stack[depth:])


def read_places(weighing: Weighing) -> list[Sum]:
    """What each place of a run says (see `place_features`), the same for all candidates of which the same is known."""
    here = weighing.here
    low, runs_on = here.system.rank is not None and here.system.rank > 1, here.chain.carries and here.number > 1
    known = low, runs_on, here.words.introduced, here.words.spoken
    places = weighing.parts.places.get(known)
    if places is None:
        named = (place_features(here, top, seen, beside) for top in (False, True) for seen in range(3) for beside in range(3))
        places = weighing.parts.places[known] = [weighing.parts[tuple(one)] for one in named]
    weighing.places = places
    return places


def place_features(here: Candidate, top: bool, seen: int, beside: int) -> Iterator[str]:
    """The features of a run that begins at the top or below another (there beside nothing, it is the first), the pair of kinds
    seen before (2) or the lower with another (1), beside a run of its own kind (2) or of another (1)."""
    if top:
        yield "stay.top" if beside else "stay.first"
        if here.system.rank is not None and here.system.rank > 1:
            yield "stay.top_low"
    if seen == 2:
        yield "stay.pair_seen"
        if here.chain.carries and here.number > 1:
            yield "stay.numbers_run_on"
    elif seen:
        yield "stay.other_pair_seen"
    if beside:
        yield "beside"
    if beside == 2:
        yield "beside.same_system"
        if here.words.introduced:
            yield "beside.same_introduced"
    if top and beside and here.words.introduced:
        yield "stay.top_spoken" if here.words.spoken else "stay.top_introduced"


def lost(weighing: Weighing, stack: tuple[Level, ...], depth: int) -> tuple[int, tuple[Sum, ...]] | None:
    """The kind of move that takes a numbering that begins again for a sign of lost headings, and what speaks for that: the run
    that is complete, and how the numbering begins again."""
    scene, index, here, level = weighing.scene, weighing.index, weighing.here, stack[depth]
    last = scene.candidates[stack[-1].node]
    if here.line - last.line - 1 - stands_alone(stack[-1], last) < 1 or scene.candidates[level.node].inline:
        return None
    between = scene.candidates[stack[-1].node + 1:index]
    if any(one.system is here.system and one.number == level.number + 1 and not one.inline for one in between):
        return None  # it has its number: 1、 2、 3、 1、 2、
    named = [f"lost.{'high' if here.system.rank in (1, 2) or not depth else 'low'}"]
    if here.words.introduced:
        named.append("lost.introduced")
    if goes_on(scene, level.node, index):
        named.append("lost.goes_on")
    if here.line - last.line == 2:
        named.append("lost.one_paragraph")
    if here.listed:
        named.append("lost.listed")
    if level.items == 1:
        named.append("lost.single")
    if here.chain.after and here.chain.after == level.number + 1:
        named.append("lost.returns")
    above = stack[depth - 1] if depth else None
    if above is None or above.system is IMPLICIT:
        kind, named = LOST_RUN, [*named, "lost.run_again" if above else "lost.run"]
    elif scene.candidates[above.node].chain.skips and above.number:
        kind, named = LOST_ITEM, [*named, "lost.item"]
    elif above.system.numbering != "implicit":
        kind, named = LOST_RUN, [*named, "lost.run_below"]
    else:
        return None
    return kind, (weighing.parts[tuple(close(scene, level))], weighing.parts[tuple(named)])


def make_move(scene: Scene, state: State, index: int, move: Way) -> State:
    """The partial tree after the move."""
    kind, depth = move[:2]
    if kind == SKIP:
        return state
    here, stack = scene.candidates[index], state.stack
    if kind == NEXT:
        number = here.number or (stack[depth].number and stack[depth].number + 1)
        return State((*stack[:depth], grown(scene, stack[depth], index, number)), state.pairs)
    kept = stack[:depth]
    if kind == LOST_ITEM:
        kept = (*kept[:-1], grown(scene, kept[-1], index, kept[-1].number + 1))
    elif kind == LOST_RUN:
        implied = kept[-1].system is IMPLICIT if kept else False
        outer = kept[-1] if implied else Level(IMPLICIT, 0, stack[depth].first, stack[depth].first, 1, 0, 0, 0, None)
        kept = (*(kept[:-1] if implied else kept), grown(scene, outer, index, outer.number))
    above_number = NUMBER_OF[kept[-1].system.name] if kept else ROOT
    number = NUMBER_OF[here.system.name]
    pair = above_number * KINDS + number
    pairs = state.pairs if pair in state.pairs else state.pairs | {pair, -1 - number}
    beside = stack[depth] if kind == BEGIN and depth < len(stack) else None
    paused = (beside.system, beside.number) if beside and beside.number else None
    return State((*kept, Level(here.system, here.number, index, index, 1, 0, 0, 0, paused)), pairs)


def grown(scene: Scene, level: Level, index: int, number: int) -> Level:
    """The run with another item; the item before is complete."""
    here, before = scene.candidates[index], scene.candidates[level.node]
    size, lines = here.start - before.start, here.line - before.line
    return Level(
        level.system, number, index, level.first, level.items + 1, level.total + size, max(level.largest, size),
        max(level.lines, lines), level.paused,
    )
