"""The moves of a tree in; out, its sections in reading order, those whose headings are lost among them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from pipeline.outline.candidates import IMPLICIT, Candidate, Scene
from pipeline.outline.moves import BEGIN, LOST_ITEM, LOST_RUN, NEXT, RESUME, SKIP, Move
from pipeline.outline.words import SPEAKING
from pipeline.text.markers import Mark

TOP = -1
REACH = 40  # lines that are looked at for the words that lead to the first part


class Node(NamedTuple):
    """A section found: its mark, the index of its parent among the nodes (TOP: none), its run, its defects, its candidate;
    `rule` and `confidence` say what decided it and how sure that is."""

    mark: Mark
    parent: int
    run: int
    defects: tuple[str, ...]
    candidate: int
    rule: str = ""
    confidence: float = 1.0


@dataclass(slots=True)
class Growth:
    """The sections while they are entered: `path` are the last sections of the open levels, `runs` the members of every run."""

    scene: Scene
    nodes: list[Node] = field(default_factory=list)
    path: list[int] = field(default_factory=list)
    runs: list[list[int]] = field(default_factory=list)


def grow_nodes(scene: Scene, moves: Sequence[Move]) -> list[Node]:
    """The sections, in reading order, parents before their children."""
    growth = Growth(scene)
    for index, move in enumerate(moves):
        if move.kind != SKIP:
            enter(growth, index, move)
    order = sorted(range(len(growth.nodes)), key=lambda index: growth.nodes[index].mark.start)
    return in_order(growth.nodes, order)


def enter(growth: Growth, index: int, move: Move) -> None:
    """Enter the section of one move, and those that it implies."""
    here = growth.scene.candidates[index]
    depth = move.depth
    if move.kind == NEXT:
        level = growth.nodes[growth.path[depth]]
        del growth.path[depth:]
        add(growth, here.mark, level.run, gap_before(level, here), index)
        return
    if move.kind == RESUME:
        above = growth.nodes[growth.path[depth]].parent
        del growth.path[depth:]
        before = (node for node in reversed(growth.nodes) if node.parent == above and node.mark.system is here.system)
        add(growth, here.mark, next(before).run, (), index)
        return
    if move.kind == LOST_ITEM:
        level = growth.nodes[growth.path[depth - 1]]
        line = lost_line(growth, depth, here)
        del growth.path[depth - 1:]
        add(growth, implicit_mark(growth, line), level.run, ("number_restart",), index)
    elif move.kind == LOST_RUN:
        imply(growth, depth, index)
    restarts = len(growth.path) > move.depth and growth.nodes[growth.path[move.depth]].mark.system is here.system
    if move.kind == BEGIN:
        del growth.path[depth:]
    defects = ("number_restart",) if restarts or move.kind != BEGIN else ()
    if here.number > 1:
        defects = () if here.chain.carries else ("number_gap",)
    growth.runs.append([])
    add(growth, here.mark, len(growth.runs) - 1, defects, index)


def add(growth: Growth, mark: Mark, run: int, defects: tuple[str, ...], index: int) -> None:
    """A section below the last one of the path."""
    parent = growth.path[-1] if growth.path else TOP
    growth.path.append(len(growth.nodes))
    growth.runs[run].append(len(growth.nodes))
    growth.nodes.append(Node(mark, parent, run, defects, index))


def gap_before(level: Node, here: Candidate) -> tuple[str, ...]:
    """The defect of a section whose number is not the one behind the last."""
    before = level.mark.number
    return ("number_gap",) if before and here.number > before + 1 else ()


def imply(growth: Growth, depth: int, index: int) -> None:
    """Put implicit sections over the runs of its kind before, and over the one that begins."""
    here, nodes = growth.scene.candidates[index], growth.nodes
    line = lost_line(growth, depth, here)
    above = nodes[growth.path[depth]].parent
    if depth > 0 and nodes[above].mark.system is IMPLICIT:
        run, kept = nodes[above].run, 1
        del growth.path[depth - 1:]
    else:
        run, kept = len(growth.runs), 0
        growth.runs.append([])
        del growth.path[depth:]
    alike = [node for node, one in enumerate(nodes) if one.parent == above and one.mark.system is here.system]
    begins = [node for node in alike if growth.runs[nodes[node].run][0] == node]
    if here.system.rank not in (1, 2) and above != TOP:  # else what begins again before the last of them is lost, too
        begins = begins[-1:]
    for first, stop in list(zip(begins, [*begins[1:], len(nodes)], strict=True))[kept:]:
        imply_over(growth, range(first, stop), run, index)
    add(growth, implicit_mark(growth, line), run, ("number_restart",), index)


def imply_over(growth: Growth, members: range, run: int, index: int) -> None:
    """Put an implicit section over the nodes of one run, when a paragraph stands before it."""
    nodes, first = growth.nodes, members[0]
    above, mark = nodes[first].parent, nodes[first].mark
    begin = first_paragraph(growth.scene, mark.line, nodes[first - 1].mark.line + 1 if first else 0)
    if begin < mark.line:
        moved = [node for node in members if nodes[node].parent == above]
        add(growth, implicit_mark(growth, begin), run, ("number_restart",), index)
        over = growth.path.pop()
        for node in moved:
            nodes[node] = nodes[node]._replace(parent=over)


def implicit_mark(growth: Growth, line: int) -> Mark:
    """The mark of a section without marker or heading that begins with that line."""
    start = growth.scene.lines[line].start
    return Mark(start, start, IMPLICIT, None, line, False)


def lost_line(growth: Growth, depth: int, here: Candidate) -> int:
    """The line where a section with a lost heading begins: the paragraphs before its run that are not the last item's."""
    candidates, nodes = growth.scene.candidates, growth.nodes
    last = candidates[nodes[growth.path[-1]].candidate]
    members = growth.runs[nodes[growth.path[depth]].run]
    single = all(nodes[after].mark.line - nodes[before].mark.line == 1 for before, after in pairwise(members))
    begin = last.line + 1 + (last.alone and len(members) == 1)  # a list of short lines has no text below its headings
    return begin if single and begin < here.line else here.line - 1


def first_paragraph(scene: Scene, line: int, floor: int) -> int:
    """The line where the first lost section begins: behind 「下面，我讲几点意见。」, else the paragraph before its run.

    `line` itself when no paragraph stands between it and `floor`, where the section before ends its first line.
    """
    for candidate in range(line - 1, max(floor, line - REACH) - 1, -1):
        begin, end = scene.lines[candidate]
        if SPEAKING.search(scene.text, max(begin, end - 50), end) and candidate + 1 < line:
            return candidate + 1
    return max(line - 1, floor)


def in_order(nodes: Sequence[Node], order: Sequence[int]) -> list[Node]:
    """The sections in that order, with the places of their parents in it."""
    place_of = {index: place for place, index in enumerate(order)} | {TOP: TOP}
    return [nodes[index]._replace(parent=place_of[nodes[index].parent]) for index in order]
