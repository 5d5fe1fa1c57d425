"""The outline so far and a numbering that begins again in; out, sections for the headings that were lost."""

from itertools import pairwise

from pipeline.outline.growth import IMPLICIT, TOP, Growth, Level, heads_only
from pipeline.outline.nesting import SPEAKING
from pipeline.text.markers import Mark


def imply(growth: Growth, index: int, level: Level) -> int:
    """Put implicit sections over the run before and over the one that begins; the latter's index."""
    members = growth.members[level.run]
    if growth.parents[members[0]] == TOP:
        first = first_paragraph(growth, growth.marks[members[0]].line, growth.marks[members[0] - 1].line + 1 if members[0] else 0)
        above = add_implicit(growth, first, growth.marks[members[0]].line, TOP)
        if above != TOP:
            moved = [node for node in growth.accepted if node >= members[0] and growth.parents[node] == TOP]
            for node in moved:
                growth.parents[node] = above
            growth.stack[:] = [open_level for open_level in growth.stack if open_level.node not in moved]
    return add_implicit(growth, lost_line(growth, level, index), growth.marks[index].line, TOP)


def lost_line(growth: Growth, level: Level, index: int) -> int:
    """The line where a section with a lost heading begins: the paragraphs before its run that are not the last item's."""
    last = growth.accepted[-1]
    single = all(growth.marks[b].line - growth.marks[a].line == 1 for a, b in pairwise(growth.members[level.run]))
    return growth.marks[last].line + 1 + heads_only(growth, last) if single else growth.marks[index].line - 1


def first_paragraph(growth: Growth, line: int, floor: int) -> int:
    """The line where the first lost section begins: behind 「下面，我讲几点意见。」, else the paragraph before its run.

    `line` itself when no paragraph stands between it and `floor`, where the section before ends its first line.
    """
    for candidate in range(line - 1, max(floor, line - 40) - 1, -1):
        begin, end = growth.lines[candidate]
        if SPEAKING.search(growth.text, max(begin, end - 50), end) and candidate + 1 < line:
            return candidate + 1
    return max(line - 1, floor)


def add_implicit(growth: Growth, line: int, before: int, parent: int) -> int:
    """A section without marker or heading that begins with that line; its parent when no line stands before its first child."""
    if not 0 <= line < before:
        return parent
    start = growth.lines[line].start
    growth.marks.append(Mark(start, start, IMPLICIT, None, line, False))
    growth.parents.append(parent)
    growth.runs.append(len(growth.members))
    growth.members.append([len(growth.marks) - 1])
    growth.defects.append(("number_restart",))
    growth.rules.append("lost_heading")
    return len(growth.marks) - 1
