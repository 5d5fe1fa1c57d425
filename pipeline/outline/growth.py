"""Possible markers in; out, the outline as it grows: what is taken, under what, in which sequence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.outline.headings import heading_span
from pipeline.text.markers import Mark, System
from pipeline.text.records import Line

TOP = -1
REJECTED = -2
AHEAD = 60  # marks looked at to see how a sequence goes on
IMPLICIT = System("implicit", "implicit", "", (), (), inline=False)


class Level(NamedTuple):
    """A sequence that can still go on: its system, its last number and section, their parent, and its run's identity."""

    system: System
    number: int | None
    node: int
    parent: int
    run: int


@dataclass(frozen=True, slots=True)
class Growth:
    """The tree while it grows: per mark its parent (or REJECTED), run and defects; the open levels, outermost first."""

    text: str
    lines: Sequence[Line]
    marks: list[Mark]
    parents: list[int]
    runs: list[int]
    defects: list[tuple[str, ...]]
    rules: list[str]
    members: list[list[int]]
    stack: list[Level]
    accepted: list[int]


def push(growth: Growth, index: int, parent: int, rule: str) -> None:
    """Open a level with the mark as its first section. Levels inside sections that end where it begins cannot go on."""
    mark = growth.marks[index]
    run = len(growth.members)
    around = {TOP, *lineage(growth, parent)}
    growth.stack[:] = [level for level in growth.stack if level.parent in around]
    growth.members.append([])
    growth.stack.append(Level(mark.system, mark.number, index, parent, run))
    growth.rules[index] = rule
    accept(growth, index, parent, run)


def lineage(growth: Growth, node: int) -> list[int]:
    """A section and those above it, innermost first."""
    above = []
    while node != TOP:
        above.append(node)
        node = growth.parents[node]
    return above


def accept(growth: Growth, index: int, parent: int, run: int) -> None:
    """Enter a section into the tree."""
    growth.parents[index] = parent
    growth.runs[index] = run
    growth.members[run].append(index)
    growth.accepted.append(index)


def heads_only(growth: Growth, node: int) -> bool:
    """Whether the section's line holds only marker and heading, so that the next line is its text."""
    mark = growth.marks[node]
    if mark.inline:
        return False
    _heading, behind = heading_span(growth.text, mark.end, growth.lines, mark.line)
    return behind >= growth.lines[mark.line].end
