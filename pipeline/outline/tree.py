"""Possible markers in; out, those that are sections, each with its parent: nesting by sequence and context, never by kind."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.outline.growth import AHEAD, IMPLICIT, REJECTED, TOP, Growth, accept, heads_only, lineage, push
from pipeline.outline.lost import add_implicit, imply, lost_line
from pipeline.outline.nesting import context, holds_list, introduced, too_low
from pipeline.outline.sequences import continued, is_nested, promising, skips_one
from pipeline.outline.unnumbered import ENDING, SUBHEAD, TITLE
from pipeline.text.markers import Mark
from pipeline.text.records import Line

FARTHEST = 9  # no run begins behind so many lost items: 273. is a paragraph number


class Node(NamedTuple):
    """A section found: its mark, the index of its parent among the nodes (TOP: none), the rule that took it, its defects."""

    mark: Mark
    parent: int
    rule: str
    run: int
    defects: tuple[str, ...]


def grow_tree(text: str, lines: Sequence[Line], marks: Sequence[Mark]) -> list[Node]:
    """The sections among the marks, in reading order."""
    size = len(marks)
    growth = Growth(text, lines, list(marks), [REJECTED] * size, [-1] * size, [()] * size, [""] * size, [], [], [])
    for index in range(size):
        place(growth, index)
    prune(growth)
    return collect(growth)


def place(growth: Growth, index: int) -> None:
    """Carry on an open sequence, begin one, or leave the mark out."""
    mark = growth.marks[index]
    depth = continued(growth, mark)
    if depth is not None:
        follow(growth, index, depth)
    elif not mark.system.begins or (mark.number is None and mark.system.name == "first"):
        return
    elif mark.number is None or mark.number == 1:
        if promising(growth, index):
            begin(growth, index)
    elif not mark.inline:
        orphan(growth, index)


def follow(growth: Growth, index: int, depth: int) -> None:
    """Take the mark as the next section of an open level; everything below it is closed."""
    mark, level = growth.marks[index], growth.stack[depth]
    del growth.stack[depth + 1:]
    number = mark.number if mark.number is not None else (level.number + 1 if level.number is not None else None)
    growth.stack[depth] = level._replace(number=number, node=index)
    broken = mark.number is not None and level.number is not None and mark.number > level.number + 1
    accept(growth, index, level.parent, level.run)
    growth.rules[index] = "next_number" if not broken else "number_after_gap"
    if broken:
        growth.defects[index] = ("number_gap",)


def begin(growth: Growth, index: int) -> None:
    """Begin a sequence: below the current section, beside an earlier one of its system, or under a heading that is lost."""
    mark = growth.marks[index]
    if mark.system.numbering == "bare":
        begin_title(growth, index)
        return
    depth = open_level(growth, mark)
    if depth is None:
        push(growth, index, context(growth, index), "first_number")
    elif holds_list(growth, growth.stack[depth].node, index):
        push(growth, index, context(growth, index), "same_system_below")
    elif mark.inline or growth.marks[growth.stack[depth].node].inline:
        parent = context(growth, index)
        del growth.stack[depth]
        push(growth, index, parent, "first_number")
    elif is_nested(growth, index, growth.stack[depth]):
        push(growth, index, growth.accepted[-1], "same_system_below")
    else:
        restart(growth, index, depth)


def open_level(growth: Growth, mark: Mark) -> int | None:
    """The innermost open level of the mark's own system; one that the text has left is closed."""
    depth = next((d for d in range(len(growth.stack) - 1, -1, -1) if growth.stack[d].system is mark.system), None)
    if depth is None or growth.stack[depth].node in lineage(growth, growth.accepted[-1]):
        return depth
    del growth.stack[depth]
    return None


def begin_title(growth: Growth, index: int) -> None:
    """A heading without a number stands above a numbering that begins again behind it, below one that goes on behind it."""
    if growth.marks[index].system is ENDING:
        growth.stack.clear()
        push(growth, index, TOP, "ending_heading")
        return
    ahead = growth.marks[index + 1:index + 1 + AHEAD]
    following = next((mark for mark in ahead if not mark.inline and mark.number is not None), None)
    parent = outermost(growth)
    if following is not None and following.number == 1:
        depth = next((d for d, level in enumerate(growth.stack) if level.system is following.system), None)
        if depth is not None:
            parent = growth.stack[depth].parent
            del growth.stack[depth:]
    else:
        depth = continued(growth, following) if following is not None else None
        usual = like_before(growth, index)
        parent = usual if usual != TOP else parent if depth is None else growth.stack[depth].node
        parent = parent if depth is None else part_of(growth, index, growth.stack[depth].node, parent)
    while parent != TOP and parent not in lineage(growth, growth.accepted[-1]):  # its sequence goes on, but beside this part
        parent = growth.parents[parent]
    push(growth, index, parent, "bare_heading")


def part_of(growth: Growth, index: int, node: int, usual: int) -> int:
    """The section whose part a heading without a number is: `node`, when it has no text but such headings, else the usual one."""
    last = growth.accepted[-1]
    if last == node and heads_only(growth, node) and growth.marks[index].line - growth.marks[node].line == 1:
        return node
    return node if growth.parents[last] == node and growth.marks[last].system is growth.marks[index].system else usual


def like_before(growth: Growth, index: int) -> int:
    """The nearest section of the kind that headings like this one stood below before; TOP when there is none."""
    system = growth.marks[index].system
    runs = growth.members[-1:-AHEAD:-1]
    first = next((members[0] for members in runs if members and growth.marks[members[0]].system is system), None)
    if first is None or growth.parents[first] == TOP:
        return TOP
    kind = growth.marks[growth.parents[first]].system
    node = growth.accepted[-1]
    while node != TOP and growth.marks[node].system is not kind:
        node = growth.parents[node]
    return node


def outermost(growth: Growth) -> int:
    """The section without parent that stands above the last one; none above an inline one."""
    node = growth.accepted[-1] if growth.accepted else TOP
    while node != TOP and growth.parents[node] != TOP:
        node = growth.parents[node]
    return TOP if node != TOP and growth.marks[node].inline else node


def restart(growth: Growth, index: int, depth: int) -> None:
    """A second run under the same parent; when nothing introduces it, the headings above both are lost."""
    level = growth.stack[depth]
    mark = growth.marks[index]
    parent = level.parent
    last = growth.marks[growth.accepted[-1]].line
    if parent != TOP and growth.marks[parent].system is SUBHEAD and mark.line - last > 2:
        parent = growth.parents[parent]
    above = growth.parents[parent] if parent != TOP and growth.marks[parent].system is IMPLICIT else parent
    del growth.stack[depth:]
    lost = mark.system.rank in (1, 2) and mark.line - last > 1 and not introduced(growth, index)
    if lost and above == TOP:
        parent = imply(growth, index, level)
    elif lost and skips_one(growth, parent, index):
        parent = add_implicit(growth, lost_line(growth, level, index), mark.line, growth.parents[parent])
    push(growth, index, parent, "number_again")
    growth.defects[index] = ("number_restart",)


def orphan(growth: Growth, index: int) -> None:
    """A run whose first items are lost, at line starts only."""
    mark = growth.marks[index]
    number = mark.number or 0
    ahead = growth.marks[index + 1:index + 1 + AHEAD]
    following = next((m.number for m in ahead if m.system is mark.system or mark.system.name in m.system.kin), None)
    if number > FARTHEST or (following != number + 1 and (mark.system.weak or number > 2)):
        return
    depth = open_level(growth, mark)
    if depth is not None:
        parent = growth.stack[depth].parent
        del growth.stack[depth:]
    else:
        parent = growth.accepted[-1] if growth.accepted else TOP
        while parent != TOP and stands_below(growth.marks[parent], mark):
            parent = growth.parents[parent]
        kept = lineage(growth, parent)
        growth.stack[:] = [level for level in growth.stack if level.node in kept]
    push(growth, index, parent, "number_after_gap")
    growth.defects[index] = ("number_gap",)


def stands_below(here: Mark, mark: Mark) -> bool:
    """Whether a section can only stand below the one that follows it."""
    if here.inline or too_low(here, mark):
        return True
    return here.system.rank is not None and mark.system.rank is not None and here.system.rank >= mark.system.rank


def prune(growth: Growth) -> None:
    """Leave out runs of one that prove nothing; what stood below them goes to their parent."""
    for members in growth.members:
        if len(members) == 1 and growth.marks[members[0]].system is not IMPLICIT:
            mark = growth.marks[members[0]]
            if mark.inline or (mark.system.weak and mark.system is not TITLE and mark.system is not SUBHEAD):
                growth.runs[members[0]] = -1


def collect(growth: Growth) -> list[Node]:
    """The accepted sections in reading order, parents as indices among them."""
    kept = sorted((i for i in range(len(growth.marks)) if growth.runs[i] >= 0), key=lambda i: (growth.marks[i].start, -i))
    place_of = {index: place for place, index in enumerate(kept)}
    nodes = []
    for index in kept:
        parent = growth.parents[index]
        while parent != TOP and parent not in place_of:
            parent = growth.parents[parent]
        above = TOP if parent == TOP else place_of[parent]
        nodes.append(Node(growth.marks[index], above, growth.rules[index], growth.runs[index], growth.defects[index]))
    return nodes
