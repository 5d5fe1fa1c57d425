"""A reading and its lines in; out, why each piece of the page has its role: the roles that were weighed, and their points."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.speeches.layout import open_page
from pipeline.speeches.roles import MODEL, ROLES, decide_roles
from pipeline.speeches.signs import signs_of
from pipeline.text.reading import Reading
from pipeline.text.records import Line


class Weighed(NamedTuple):
    """A role that was weighed for a piece: the points of its signs there, and how far the best page with it is behind."""

    role: str
    points: int
    behind: int
    signs: tuple[tuple[str, int], ...]


class Explained(NamedTuple):
    """A piece of the page (offsets of the reading), the role that it has, and all that could be, the best first."""

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
    for piece, of_piece, role, through in zip(page.pieces, signs, decision.roles, decision.through, strict=True):
        weighed = (
            Weighed(name, sum(points for _sign, points in counted), round(decision.points - through[place]), counted)
            for place, name in enumerate(ROLES)
            if (counted := tuple(count_signs(of_piece, place)))
        )
        found.append(Explained(*piece, role, tuple(sorted(weighed, key=lambda one: one.behind))))
    return found


def count_signs(signs: frozenset[str], place: int) -> list[tuple[str, int]]:
    """The signs that count for a role, the heaviest first."""
    counted = [(sign, round(points)) for sign in sorted(signs) for role, points in MODEL.signs.get(sign, ()) if role == place]
    return sorted(((sign, points) for sign, points in counted if points), key=lambda one: -abs(one[1]))
