"""A reading and a speech's lines in; out, why each candidate is a section or none: the moves that were weighed, their points."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.outline.candidates import make_scene
from pipeline.outline.levels import SUMS
from pipeline.outline.moves import ACTIONS, SKIP, Move, Way
from pipeline.outline.search import read_back, search
from pipeline.outline.weights import WEIGHTS
from pipeline.text.reading import Reading
from pipeline.text.records import Line


class Weighed(NamedTuple):
    """A move that was weighed: what is done, at which depth, how far the best tree with it is behind, and what counts there."""

    action: str
    depth: int | None
    behind: int
    points: int
    features: tuple[tuple[str, int], ...]


class Explained(NamedTuple):
    """A candidate (offsets of the reading): its marker, its kind, and all that could be done with it, first what was."""

    start: int
    end: int
    system: str
    weighed: tuple[Weighed, ...]


def explain_outline(reading: Reading, lines: Sequence[Line]) -> list[Explained]:
    """Every candidate of a speech, in reading order.

    >>> from pipeline.text.reading import make_reading
    >>> text = "一、加强领导。要做好。\\n二、抓好落实。要快。"
    >>> [(one.system, one.weighed[0].action) for one in explain_outline(make_reading(text, []), [Line(0, 11), Line(12, 22)])]
    [('comma', 'begin'), ('comma', 'next')]
    """
    scene = make_scene(reading, lines)
    weighed = []
    for chosen, through in read_back(search(scene, SUMS)):
        behind = {chosen[:2]: (0.0, chosen)}
        for points, move in sorted(through, key=lambda one: one[0]):
            behind.setdefault(move[:2], (points, move))
        weighed.append(behind.values())
    return [
        Explained(
            here.start, here.mark.end, here.system.name, tuple(weigh(*way) for way in ways)
        )
        for here, ways in zip(scene.candidates, reversed(weighed), strict=True)
    ]


def weigh(behind: float, way: Way) -> Weighed:
    """A move with the points of its features, the heaviest first."""
    move = Move(*way)
    counted = [(name, WEIGHTS[name]) for name in move.features if WEIGHTS.get(name)]
    counted.sort(key=lambda one: (-abs(one[1]), one[0]))
    points = sum(value for _name, value in counted)
    return Weighed(ACTIONS[move.kind], None if move.kind == SKIP else move.depth + 1, round(behind), points, tuple(counted))
