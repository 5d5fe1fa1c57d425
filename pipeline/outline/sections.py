"""A speech's lines of running text in; out, its sections: opening, outline and closing."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.outline.candidates import IMPLICIT, Scene, make_scene
from pipeline.outline.closings import closing_start
from pipeline.outline.levels import SUMS
from pipeline.outline.nodes import TOP, Node, grow_nodes
from pipeline.outline.search import Decision, decide, deciding, search
from pipeline.outline.weights import DOUBTFUL, WEIGHTS, confidence
from pipeline.text.reading import Reading
from pipeline.text.records import Line, Unit


def read_outline(reading: Reading, lines: Sequence[Line]) -> tuple[Unit, ...]:
    """The sections of one speech in reading order; together they cover every line.

    >>> from pipeline.text.reading import make_reading
    >>> [(u.role, u.heading and t[slice(*u.heading)]) for t in ["同志们：\\n一、加强领导。要做好。\\n二、抓好落实。要快。"]
    ...  for u in read_outline(make_reading(t, []), [Line(0, 4), Line(5, 16), Line(17, 27)])]
    [('opening', None), ('outline', '加强领导'), ('outline', '抓好落实')]
    """
    if not lines:
        return ()
    scene = make_scene(reading, lines)
    decisions = decide(search(scene, SUMS))
    nodes = [judge(node, decisions) for node in grow_nodes(scene, [decision.move for decision in decisions])]
    for index in find_miscounted(scene, nodes):
        nodes[index] = nodes[index]._replace(defects=(*nodes[index].defects, "declared_count"))
    closing = closing_start(scene.text, lines, nodes)
    return tuple(lay_units(scene, nodes, closing))


def judge(node: Node, decisions: Sequence[Decision]) -> Node:
    """The section with the feature that decided it and how sure it is."""
    decision = decisions[node.candidate]
    sure = confidence(decision.margin)
    defects = (*node.defects, "doubtful") if sure < DOUBTFUL else node.defects
    return Node(node.mark, node.parent, node.run, defects, node.candidate, deciding(decision, WEIGHTS), sure)


def find_miscounted(scene: Scene, nodes: Sequence[Node]) -> list[int]:
    """The first items (indices among the nodes) of runs that are not as many as the words before them say."""
    runs: dict[int, list[int]] = {}
    for index, node in enumerate(nodes):
        runs.setdefault(node.run, []).append(index)
    return [
        members[0]
        for members in runs.values()
        if nodes[members[0]].mark.system is not IMPLICIT
        and scene.candidates[nodes[members[0]].candidate].words.announced not in (0, len(members))
    ]


class Stretch(NamedTuple):
    """A stretch of the speech that becomes a unit; `node` is None for the opening and the closing."""

    start: int
    stop: int
    role: str
    node: Node | None


def lay_units(scene: Scene, nodes: Sequence[Node], closing: int | None) -> list[Unit]:
    """One unit per part of the speech, with depths and ends filled in."""
    parts = cut_parts(scene.text, scene.lines, nodes, closing)
    shift = int(bool(parts) and parts[0].role == "opening")
    depths: list[int] = []
    for node in nodes:
        depths.append(1 if node.parent == TOP else depths[node.parent] + 1)
    ends = [part.stop for part in parts]
    for index in range(len(nodes) - 1, -1, -1):  # children stand behind their parents
        above = nodes[index].parent
        if above != TOP:
            ends[above + shift] = max(ends[above + shift], ends[index + shift])
    units = []
    for index, part in enumerate(parts):
        if part.node is None:
            units.append(plain_unit(part))
        else:
            parent = None if part.node.parent == TOP else nodes[part.node.parent].mark.start
            units.append(outline_unit(scene, part, Place(parent, depths[index - shift], ends[index])))
    return units


def cut_parts(text: str, lines: Sequence[Line], nodes: Sequence[Node], closing: int | None) -> list[Stretch]:
    """The speech cut at every section's start; a part stops behind its last character that is no white space."""
    starts: list[tuple[int, str, Node | None]] = [(node.mark.start, "outline", node) for node in nodes]
    if closing is not None:
        starts.append((closing, "closing", None))
    if not starts or starts[0][0] > lines[0].start:
        starts.insert(0, (lines[0].start, "opening", None))
    parts, line = [], 0
    for index, (start, role, node) in enumerate(starts):
        if index + 1 == len(starts):
            stop = lines[-1].end
        else:
            following = starts[index + 1][0]
            while line + 1 < len(lines) and lines[line + 1].start < following:
                line += 1
            stop = start + len(text[start:min(following, lines[line].end)].rstrip())
        parts.append(Stretch(start, stop, role, node))
    return parts


class Place(NamedTuple):
    """Where a section stands in the tree, and the end of its last descendant."""

    parent: int | None
    depth: int
    end: int


def plain_unit(part: Stretch) -> Unit:
    """The unit of an opening or a closing."""
    return Unit(part.start, part.start, None, part.start, part.stop, None, 1, part.role, "none", None, False, False, part.role)


def outline_unit(scene: Scene, part: Stretch, place: Place) -> Unit:
    """The unit of a section; its heading lies before its first child."""
    node = part.node
    if node is None:
        return plain_unit(part)
    mark, defects, here = node.mark, node.defects, scene.candidates[node.candidate]
    implicit = mark.system is IMPLICIT
    heading, behind = (None, mark.start) if implicit else (here.heading, here.behind)
    if heading is not None and heading[1] > part.stop:  # 二、认清形势一是…: up to its first child
        heading, behind = ((heading[0], part.stop), part.stop) if part.stop > heading[0] else (None, mark.end)
    behind = min(behind, part.stop)
    if heading is not None and heading[1] >= place.end:  # not a single sentence with its stop
        defects = (*defects, "empty_body")
    return Unit(mark.start, mark.end, heading, behind, place.end, place.parent, place.depth, "outline", mark.system.numbering,
                mark.number, mark.inline, implicit, node.rule, defects, node.confidence)
