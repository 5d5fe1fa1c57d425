"""A reading and its lines in; out, why each piece of the page has its role: the roles that were weighed, and their points."""

import tomllib
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.speeches.layout import open_page
from pipeline.speeches.roles import MODEL, ROLES, WEIGHTS, decide_roles
from pipeline.speeches.signs import signs_of
from pipeline.text.reading import Reading
from pipeline.text.records import Line

POINTS = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))["points"]
REASONS: dict[str, str] = {
    row[0]: row[-1] for role, rows in reversed(POINTS.items()) if role != "step" for row in rows
}  # fmt: skip
"""What each sign says, in the words of the first role that it counts for."""

FAR = 10_000  # points: a role that is so far behind cannot stand there


class Weighed(NamedTuple):
    """A role that was weighed for a piece: the points of its signs there, and how far the best page with it is behind."""

    role: str
    points: int
    behind: int
    signs: tuple[tuple[str, int], ...]


class Explained(NamedTuple):
    """A piece of the page (offsets of the reading), the role that it has, and all that could be, first what is."""

    start: int
    end: int
    role: str
    weighed: tuple[Weighed, ...]


def explain_roles(reading: Reading, lines: Sequence[Line]) -> list[Explained]:
    """Every piece of the page below its front matter.

    >>> from pipeline.text.reading import make_reading
    >>> reading = make_reading("植树节上的讲话\\n同志们:\\n今天植树。", [])
    >>> [piece.role for piece in explain_roles(reading, [Line(0, 7), Line(8, 12), Line(13, 18)])]
    ['title', 'first', 'last']
    """
    page, _matter = open_page(reading, lines)
    signs = signs_of(page)
    decision = decide_roles(signs, page.declared)
    found = []
    for index, (piece, of_piece, role) in enumerate(zip(page.pieces, signs, decision.roles, strict=True)):
        through = decision.through(index)
        weighed = []
        for place, name in enumerate(ROLES):
            behind, counted = round(decision.points - through[place]), tuple(count_signs(of_piece, place))
            if name == role or behind < FAR:
                weighed.append(Weighed(name, sum(points for _sign, points in counted), behind, counted))
        found.append(Explained(*piece, role, tuple(sorted(weighed, key=lambda one: (one.role != role, one.behind)))))
    return found


def count_signs(signs: frozenset[str], place: int) -> list[tuple[str, int]]:
    """The signs that count for a role, the heaviest first."""
    counted = [(sign, round(points)) for sign in sorted(signs) for role, points in MODEL.signs.get(sign, ()) if role == place]
    return sorted(((sign, points) for sign, points in counted if points), key=lambda one: -abs(one[1]))
