"""The outline so far and a mark in; out, whether the mark carries on or begins a sequence of numbers."""

import re

from pipeline.outline.growth import AHEAD, Growth, Level
from pipeline.outline.unnumbered import SUBHEAD, TITLE
from pipeline.text.markers import Mark

FIRST = re.compile(r"[一二三四五六七八九十]+|[0-9０-９]+|[①-⑳]")
FIRST_OF = dict.fromkeys("23456789", "1") | dict.fromkeys("２３４５６７８９", "１") | dict.fromkeys("②③④⑤⑥⑦⑧⑨", "①")


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


def promising(growth: Growth, index: int) -> bool:
    """Whether a first item is followed by a second; asked of inline markers and of systems of which one proves nothing."""
    mark = growth.marks[index]
    if not (mark.inline or mark.system.weak):
        return True
    before = growth.text[max(0, mark.start - 2):mark.start]
    if mark.inline and mark.system.numbering == "circled" and before[-1:] not in ("：", ":") and not before.isspace():
        return False  # the sign of a note
    nested: set[tuple[str, bool]] = set()  # lists inside the first item: what begins them, and whether inside a line
    for other in growth.marks[index + 1:index + 1 + AHEAD]:
        if other.system is not mark.system and mark.system.name not in other.system.kin:
            continue
        if mark.number is None:
            return True
        if other.number == 1:
            if other.system is mark.system and (other.inline == mark.inline or mark.inline):
                return False
            nested.add((other.system.name, other.inline))
        elif other.number in (2, 3) and (other.system.name, other.inline) not in nested:
            return True
    return mark.system is TITLE or mark.system is SUBHEAD


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


def goes_on(growth: Growth, node: int, index: int) -> bool:
    """Whether the sequence of that section has another item behind the mark."""
    here = growth.marks[node]
    ahead = growth.marks[index + 1:index + 1 + AHEAD]
    following = next((m for m in ahead if m.system is here.system and (here.inline or not m.inline)), None)
    return following is not None and here.number is not None and following.number == here.number + 1


def skips_one(growth: Growth, node: int, index: int) -> bool:
    """Whether the sequence of that section goes on behind the mark with one number left out: 一、 and then 三、."""
    here = growth.marks[node]
    following = next((m for m in growth.marks[index + 1:index + 1 + AHEAD] if m.system is here.system and not m.inline), None)
    return following is not None and here.number is not None and following.number == here.number + 2
