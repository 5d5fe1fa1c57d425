"""A scene in; out, the best tree over its candidates: a beam over partial trees, each move weighed by the sum of its features."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from pipeline.outline.candidates import Scene
from pipeline.outline.levels import Sums, Weighing, close
from pipeline.outline.moves import START, Move, State, Way, find_moves, make_move

BEAM = 4  # partial trees that are kept behind each candidate; with eight no gold page reads otherwise
BEHIND = 500  # points: a partial tree so far behind the best one never caught up on any gold page
Bonus = Callable[[int, tuple[int, int]], float]
Found = tuple[float, int, Way, float]
"""A move that was found: the points of the tree it leads to, the place of the one it comes from, itself, what it counts."""
Edge = tuple[int, int, Way, float]
"""A move between two partial trees, by their places in the beams before and behind a candidate (-1: it was not kept): from, to,
the move and its points."""


class Decision(NamedTuple):
    """What was done with a candidate; how many points the best tree loses in which something else is done with it, and what."""

    move: Move
    margin: float
    other: Move | None


@dataclass(frozen=True, slots=True)
class Lattice:
    """The beams (scores and partial trees, best first) behind every candidate, the moves between them, the final scores."""

    beams: list[list[tuple[float, State]]]
    edges: list[list[Edge]]
    finals: list[float]

    def best(self) -> int:
        """The place of the best tree among the last ones."""
        return self.finals.index(max(self.finals))


def search(scene: Scene, parts: Sums, beam: int = BEAM, bonus: Bonus | None = None) -> Lattice:
    """The beams behind every candidate and the moves between them; `bonus` is added to what a move counts, for learning."""
    current: list[tuple[float, State]] = [(0, START)]
    beams, steps = [current], []
    for index in range(len(scene.candidates)):
        weighing, least = Weighing(scene, index, parts), -math.inf
        found: list[Found] = []
        for source, (score, state) in enumerate(current):
            near = -math.inf if bonus else max(least - score, -BEHIND)  # what is further behind is not kept
            for way in find_moves(weighing, state, near):
                points = way[2] if bonus is None else way[2] + bonus(index, way[:2])
                total = score + points
                if total >= least:
                    found.append((total, source, way, points))
                    if total - BEHIND > least:
                        least = total - BEHIND
        found.sort(key=itemgetter(0), reverse=True)  # of equal ones that found first stays first
        current, edges = keep(Step(scene, index, current, beam), found)
        beams.append(current)
        steps.append(edges)
    finals = [score + parts[tuple(final_features(scene, state))].points for score, state in current]
    return Lattice(beams, steps, finals)


class Step(NamedTuple):
    """A candidate that is decided: the beam before it, and how many partial trees are kept behind it."""

    scene: Scene
    candidate: int
    current: list[tuple[float, State]]
    beam: int


def keep(step: Step, found: list[Found]) -> tuple[list[tuple[float, State]], list[Edge]]:
    """The best partial trees that the moves lead to, equal ones only once, and the moves that count."""
    kept: list[tuple[float, State]] = []
    edges = []
    places: dict[State, int] = {}
    least = found[0][0] - BEHIND
    for score, source, way, points in found:
        if score < least:
            break
        place = -1
        if len(kept) < step.beam:
            state = make_move(step.scene, step.current[source][1], step.candidate, way)
            place = places.setdefault(state, len(kept))
            if place == len(kept):
                kept.append((score, state))
        edges.append((source, place, way, points))
    return kept, edges


def deciding(decision: Decision, weights: Mapping[str, float]) -> str:
    """The name of the feature that parts a move most from what would have been done otherwise; what the marker says by itself
    only when there is no other."""
    own = set(decision.move.features)
    other = set(decision.other.features) if decision.other else set()
    best, most = "only_move", (False, -math.inf)
    for name in own ^ other:
        gain = weights.get(name, 0)
        weighed = (not name.startswith("take."), gain if name in own else -gain)
        if weighed > most or (weighed == most and name < best):
            best, most = name, weighed
    return best


def final_features(scene: Scene, state: State) -> list[str]:
    """The features of the runs that are open at the end."""
    return [name for level in state.stack for name in close(scene, level)]


def decide(lattice: Lattice) -> list[Decision]:
    """The moves of the best tree, one a candidate, each with its margin."""
    decisions = []
    for chosen, through in read_back(lattice):
        kind, depth = chosen[:2]
        others = [one for one in through if one[1][0] != kind or one[1][1] != depth]
        behind, other = min(others, key=itemgetter(0), default=(BEHIND, None))
        near = Move(*other) if other and behind < BEHIND else None
        decisions.append(Decision(Move(*chosen), min(behind, BEHIND), near))
    return decisions[::-1]


def read_back(lattice: Lattice) -> Iterator[tuple[Way, list[tuple[float, Way]]]]:
    """From the last candidate to the first: the best tree's move, and by how many points the best tree with each is behind."""
    place = lattice.best()
    best = lattice.finals[place]
    gains = [final - score for final, (score, _state) in zip(lattice.finals, lattice.beams[-1], strict=True)]
    for step in range(len(lattice.edges) - 1, -1, -1):
        beam, edges = lattice.beams[step], lattice.edges[step]
        chosen = next(edge for edge in edges if edge[1] == place)  # the best comes first
        before = [-float(BEHIND * len(lattice.edges))] * len(beam)
        through = []
        for source, target, move, points in edges:
            gain = points + gains[target if target >= 0 else place]
            if gain > before[source]:
                before[source] = gain
            behind = best - beam[source][0] - gain
            through.append((behind if behind > 0 else 0.0, move))
        yield chosen[2], through
        gains, place = before, chosen[0]
