"""Possible markers in; out, those that are sections, each with its parent: nesting by sequence and context, never by kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from pipeline.bare import ENDING, SUBHEAD, TITLE
from pipeline.headings import heading_span
from pipeline.markers import Mark, System
from pipeline.records import Line

TOP = -1
REJECTED = -2
AHEAD = 60  # marks looked at to see how a sequence goes on
IMPLICIT = System("implicit", "implicit", "", (), (), inline=False)
# A paragraph that begins so turns to the audience: it is no part of the last item of a list, though of the section above.
TURNING = re.compile(r"(?:同志们|同志們|各位|朋友们|朋友們|女士们|女士們)[^。，,]{0,16}[！!，,：:]")
# A paragraph that begins so looks back over a list that is at its end.
LOOKING_BACK = re.compile(
    r"(?:以上|总之|總之|总的来说|總的來說|综上|綜上|总起来|總起來|由此可见|由此可見|上述|[这這]些就是|在[^，,。]{0,6}上述[^，,。]{0,8}(?:同时|同時))"
)
SPEAKING = re.compile(r"(?:讲|講|谈|談|提|说|說|强调|強調|安排|部署).{0,8}[点點个個方面][^，。,]{0,12}[。：:]?$")


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
    elif mark.system.heads or (mark.number is None and mark.system.name == "first"):
        return
    elif mark.number is None or mark.number == 1:
        if promising(growth, index):
            begin(growth, index)
    elif not mark.inline:
        orphan(growth, index)


def continued(growth: Growth, mark: Mark) -> int | None:
    """Which open level the mark carries on: an exact next number first, the same system, the innermost."""
    best, choice = (0, 0, 0), None
    for depth in range(len(growth.stack) - 1, -1, -1):
        level = growth.stack[depth]
        own = level.system is mark.system
        if not own and (mark.number is None or level.system.name not in mark.system.kin):
            continue
        exact = mark.number is None or level.number is None or mark.number == level.number + 1
        if not exact and not (own and tolerable(growth, level, mark)):
            continue
        if mark.inline and begun_in_sentence(growth, level, mark):
            continue
        score = (2 if exact else 1, int(own), int(growth.marks[level.node].inline == mark.inline))
        if score > best:
            best, choice = score, depth
    return choice


def tolerable(growth: Growth, level: Level, mark: Mark) -> bool:
    """Whether a number that is not the next can still belong to the sequence: a gap of one or two, a number written twice."""
    if mark.number is None or level.number is None:
        return False
    step = mark.number - level.number
    if mark.inline:
        return step == 2 or (step == 0 and mark.system.numbering == "yi" and level.number > 1)
    return 2 <= step <= 3 or (step == 0 and mark.number > 1)


def begun_in_sentence(growth: Growth, level: Level, mark: Mark) -> bool:
    """Whether the run of an inline marker began behind a comma or a word: 「原因有两个,一是…;二是…」 is one sentence."""
    line = growth.lines[mark.line]
    last = growth.marks[level.node].start
    written = growth.text[mark.start:mark.end]
    first = FIRST.sub(lambda found: FIRST_OF.get(found[0], "一"), written, count=1)
    found = growth.text.rfind(first, max(line.start, last + 1), mark.start)
    return found > last


FIRST = re.compile(r"[一二三四五六七八九十]+|[0-9０-９]+|[①-⑳]")
FIRST_OF = {digit: "1" for digit in "23456789"} | {digit: "１" for digit in "２３４５６７８９"} | dict.fromkeys("②③④⑤⑥⑦⑧⑨", "①")


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


def accept(growth: Growth, index: int, parent: int, run: int) -> None:
    """Enter a section into the tree."""
    growth.parents[index] = parent
    growth.runs[index] = run
    growth.members[run].append(index)
    growth.accepted.append(index)


def promising(growth: Growth, index: int) -> bool:
    """Whether a first item is followed by a second; asked of inline markers and of systems of which one proves nothing."""
    mark = growth.marks[index]
    if not (mark.inline or mark.system.weak):
        return True
    nested = False
    for other in growth.marks[index + 1:index + 1 + AHEAD]:
        if other.system is not mark.system and mark.system.name not in other.system.kin:
            continue
        if mark.number is None:
            return True
        if other.number == 1:
            if other.inline == mark.inline or mark.inline:
                return False
            nested = True
        elif other.number in (2, 3) and not (nested and other.inline):
            return True
    return mark.system is TITLE or mark.system is SUBHEAD


def begin(growth: Growth, index: int) -> None:
    """Begin a sequence: below the current section, beside an earlier one of its system, or under a heading that is lost."""
    mark = growth.marks[index]
    depth = next((d for d in range(len(growth.stack) - 1, -1, -1) if growth.stack[d].system is mark.system), None)
    if mark.system is TITLE or mark.system is ENDING:
        begin_title(growth, index)
    elif depth is None:
        push(growth, index, context(growth, index), "first_number")
    elif mark.inline or growth.marks[growth.stack[depth].node].inline:
        parent = context(growth, index)
        del growth.stack[depth]
        push(growth, index, parent, "first_number")
    elif is_nested(growth, index, growth.stack[depth]):
        push(growth, index, growth.accepted[-1], "same_system_below")
    else:
        restart(growth, index, depth)


def push(growth: Growth, index: int, parent: int, rule: str) -> None:
    """Open a level with the mark as its first section."""
    mark = growth.marks[index]
    run = len(growth.members)
    growth.members.append([])
    growth.stack.append(Level(mark.system, mark.number, index, parent, run))
    growth.rules[index] = rule
    accept(growth, index, parent, run)


def begin_title(growth: Growth, index: int) -> None:
    """A heading without a number stands above what begins again behind it, else below the outermost section."""
    if growth.marks[index].system is ENDING:
        growth.stack.clear()
        push(growth, index, TOP, "ending_heading")
        return
    following = next((mark for mark in growth.marks[index + 1:index + 1 + AHEAD] if not mark.inline), None)
    for depth, level in enumerate(growth.stack):
        if following is not None and following.number == 1 and level.system is following.system:
            del growth.stack[depth:]
            push(growth, index, level.parent, "bare_heading")
            return
    parent = growth.accepted[-1] if growth.accepted else TOP
    while parent != TOP and growth.parents[parent] != TOP:
        parent = growth.parents[parent]
    if parent != TOP and growth.marks[parent].inline:
        parent = TOP
    push(growth, index, parent, "bare_heading")


def is_nested(growth: Growth, index: int, level: Level) -> bool:
    """Whether a second 1 opens a list inside the item: behind that list the outer sequence goes on."""
    mark, expected = growth.marks[index], 2
    for other in growth.marks[index + 1:index + 1 + AHEAD]:
        if other.system is not mark.system or other.inline:
            continue
        if other.number == expected:
            expected += 1
        else:
            return level.number is not None and other.number == level.number + 1
    return False


def context(growth: Growth, index: int) -> int:
    """The section a new run belongs to: climb from the last section out of every list that the paragraphs between have left."""
    mark = growth.marks[index]
    last = node = growth.accepted[-1] if growth.accepted else TOP
    turned, ended = turns(growth, index, TURNING), turns(growth, index, LOOKING_BACK)
    while node != TOP:
        here = growth.marks[node]
        above = growth.parents[node]
        if here.system is mark.system or (here.inline and here.line != mark.line):
            turned, ended = turned and here.inline, ended and here.inline
        elif here.line == mark.line or here.system.numbering == "bare":
            break
        elif (turned and above != TOP) or (ended and not goes_on(growth, node, index)):
            turned = ended = False
        elif not left_list(growth, node, last, index):
            break
        node = above
    return node


def turns(growth: Growth, index: int, opening: re.Pattern[str]) -> bool:
    """Whether a paragraph between the last section and the mark begins with such words."""
    if not growth.accepted:
        return False
    mark, last = growth.marks[index], growth.accepted[-1]
    begin = growth.marks[last].line + 1 + heads_only(growth, last)
    return any(opening.match(growth.text, line.start, line.end) for line in growth.lines[begin:mark.line + mark.inline])


def goes_on(growth: Growth, node: int, index: int) -> bool:
    """Whether the sequence of that section has another item behind the mark."""
    here = growth.marks[node]
    following = next((m for m in growth.marks[index + 1:index + 1 + AHEAD] if m.system is here.system and not m.inline), None)
    return following is not None and here.number is not None and following.number == here.number + 1


def heads_only(growth: Growth, node: int) -> bool:
    """Whether the section's line holds only marker and heading, so that the next line is its text."""
    mark = growth.marks[node]
    if mark.inline:
        return False
    _heading, behind = heading_span(growth.text, mark.end, growth.lines, mark.line)
    return behind >= growth.lines[mark.line].end


def left_list(growth: Growth, node: int, last: int, index: int) -> bool:
    """Whether the mark stands behind a list whose items are one paragraph each, in a paragraph that is none of them."""
    mark, here = growth.marks[index], growth.marks[node]
    if node != last or mark.line + mark.inline - here.line - 1 - heads_only(growth, node) < 1:
        return False
    if mark.system.rank is not None and here.system.rank is not None and mark.system.rank > here.system.rank:
        return False
    members = growth.members[growth.runs[node]]
    return len(members) >= 2 and all(
        growth.marks[after].line - growth.marks[before].line <= 1 + heads_only(growth, before)
        for before, after in pairwise(members[-8:])
    )


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
    if above == TOP and mark.system.rank in (1, 2) and mark.line - last > 1 and not introduced(growth, mark.line):
        parent = imply(growth, index, level)
    push(growth, index, parent, "number_again")
    growth.defects[index] = ("number_restart",)


def introduced(growth: Growth, line: int) -> bool:
    """Whether the paragraph before the line announces a list."""
    end = growth.lines[line - 1].end
    return growth.text[end - 1] in "：:"


def imply(growth: Growth, index: int, level: Level) -> int:
    """Put implicit sections over the run before and over the one that begins; the latter's index."""
    members = growth.members[level.run]
    if growth.parents[members[0]] == TOP:
        first = first_paragraph(growth, growth.marks[members[0]].line, growth.marks[members[0] - 1].line + 1 if members[0] else 0)
        above = add_implicit(growth, first, growth.marks[members[0]].line)
        if above != TOP:
            for member in members:
                growth.parents[member] = above
    last = growth.marks[growth.accepted[-1]].line
    begin = last + 1 if not heads_only(growth, growth.accepted[-1]) else last + 2
    single = all(growth.marks[b].line - growth.marks[a].line == 1 for a, b in pairwise(members))
    return add_implicit(growth, begin if single else growth.marks[index].line - 1, growth.marks[index].line)


def first_paragraph(growth: Growth, line: int, floor: int) -> int:
    """The line where the first lost section begins: behind 「下面，我讲几点意见。」, else the paragraph before its run."""
    for candidate in range(line - 1, max(floor, line - 40) - 1, -1):
        begin, end = growth.lines[candidate]
        if SPEAKING.search(growth.text, max(begin, end - 30), end) and candidate + 1 < line:
            return candidate + 1
    return line - 1


def add_implicit(growth: Growth, line: int, before: int) -> int:
    """A section without marker or heading that begins with that line; TOP when no line stands before its first child."""
    if not 0 <= line < before:
        return TOP
    start = growth.lines[line].start
    growth.marks.append(Mark(start, start, IMPLICIT, None, line, False))
    growth.parents.append(TOP)
    growth.runs.append(len(growth.members))
    growth.members.append([len(growth.marks) - 1])
    growth.defects.append(("number_restart",))
    growth.rules.append("lost_heading")
    return len(growth.marks) - 1


def orphan(growth: Growth, index: int) -> None:
    """A run whose first items are lost, at line starts only."""
    mark = growth.marks[index]
    number = mark.number or 0
    nexts = (m.number for m in growth.marks[index + 1:index + 1 + AHEAD] if m.system is mark.system or mark.system.name in m.system.kin)
    following = next(nexts, None)
    if following != number + 1 and (mark.system.weak or number > 3):
        return
    depth = next((d for d in range(len(growth.stack) - 1, -1, -1) if growth.stack[d].system is mark.system), None)
    if depth is not None:
        parent = growth.stack[depth].parent
        del growth.stack[depth:]
    else:
        parent = growth.accepted[-1] if growth.accepted else TOP
        while parent != TOP and stands_below(growth.marks[parent], mark):
            parent = growth.parents[parent]
    push(growth, index, parent, "number_after_gap")
    growth.defects[index] = ("number_gap",)


def stands_below(here: Mark, mark: Mark) -> bool:
    """Whether a section can only stand below the one that follows it."""
    if here.inline:
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
