"""A page text in; out, the reading: the same text less the characters that damage put there, with the way back to the page."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.text.folding import WIDE, fold
from pipeline.text.records import Cue, Damage, Line

LINE_ENDS = "\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
"""Within a class of a pattern: every character that ends a line."""
BREAK = re.compile(f"[{LINE_ENDS}]")
LONG_LINE = 300  # code points; in a longer line a paragraph's indent is a break that was lost
LOST_BREAK = "\u3000\u3000"
WIDE_BREAK = re.compile(f"[{WIDE}][{WIDE}]")
"""What a lost break is the twin of."""
# Not the wide spaces of 目　　录: one character alone on either side.
INDENT = re.compile(r"[^\S\n](?<=\S[^\S\n])[^\S\n]++(?!\n|$)(?!(?<=\s\s\S\u3000\u3000)\S\s\s)")


@dataclass(frozen=True, slots=True)
class Reading:
    """Text without its damage. `cuts[i]` is where in `text` something was left out, `shifts[i]` how much was, up to there.

    `twin` is the text as patterns match it, of equal length, never published; a break that was lost is a line feed there.
    `cues` are what the container says, in order.
    """

    text: str
    twin: str
    cuts: tuple[int, ...]
    shifts: tuple[int, ...]
    cues: tuple[Cue, ...] = ()


def make_reading(page_text: str, damage: Sequence[Damage], cues: Sequence[Cue] = ()) -> Reading:
    """Leave out the damage (in order, not overlapping).

    >>> make_reading("領(lǐng)導(dǎo)", [Damage(1, 7, "pinyin"), Damage(8, 13, "pinyin")]).text
    '領導'
    """
    return leave_out(Reading(page_text, make_twin(page_text), (), ()), damage, cues)


def leave_out(page: Reading, damage: Sequence[Damage], cues: Sequence[Cue] = ()) -> Reading:
    """The reading of a page that was read with nothing left out."""
    if not damage:
        return replace(page, cues=tuple(cue for cue in cues if cue.end > cue.start)) if cues or page.cues else page
    parts, cuts, shifts = [], [], []
    position = shift = 0
    for start, end, _rule in damage:
        parts.append(page.text[position:start])
        shift += end - start
        cuts.append(end - shift)
        shifts.append(shift)
        position = end
    parts.append(page.text[position:])
    text = "".join(parts)
    reading = Reading(text, make_twin(text), tuple(cuts), tuple(shifts))
    if not cues:
        return reading
    moved = (cue._replace(start=reading_offset(reading, cue.start), end=reading_offset(reading, cue.end)) for cue in cues)
    return replace(reading, cues=tuple(cue for cue in moved if cue.end > cue.start))


def make_twin(text: str) -> str:
    r"""The folded text with a line feed for the first character of a paragraph's indent inside a line too long for one.

    >>> make_twin("甲" * 300 + "\u3000\u3000乙")[299:]
    '甲\n\u3000乙'
    """
    twin = fold(text)
    if LOST_BREAK not in twin:
        return twin
    parts, position, end = [], 0, 0
    for gap in INDENT.finditer(twin):
        if gap.start() >= end:
            start, end = twin.rfind("\n", 0, gap.start()) + 1, twin.find("\n", gap.end()) % (len(twin) + 1)
            long = len(twin[start:end].strip()) > LONG_LINE
        place = gap[0].find(LOST_BREAK)
        if long and place >= 0:
            parts += [twin[position:gap.start() + place], "\n"]
            position = gap.start() + place + 1
    return "".join([*parts, twin[position:]])


def reading_offset(reading: Reading, offset: int) -> int:
    """The offset in the reading of the character at `offset` in the page; where it was left out, of the next that was not.

    >>> found = make_reading("領(lǐng)導", [Damage(1, 7, "pinyin")])
    >>> [reading_offset(found, offset) for offset in (0, 3, 7)]
    [0, 1, 1]
    """
    cuts, shifts = reading.cuts, reading.shifts
    index = bisect_right(range(len(cuts)), offset, key=lambda cut: cuts[cut] + (shifts[cut - 1] if cut else 0))
    return max(cuts[index - 1], offset - shifts[index - 1]) if index else offset


def page_offset(reading: Reading, offset: int) -> int:
    """The offset in the page of the character at `offset` in the reading.

    >>> page_offset(make_reading("領(lǐng)導", [Damage(1, 7, "pinyin")]), 1)
    7
    """
    index = bisect_right(reading.cuts, offset)
    return offset + (reading.shifts[index - 1] if index else 0)


def page_end(reading: Reading, offset: int) -> int:
    """The offset in the page just behind the character before `offset` in the reading (an `end`).

    >>> page_end(make_reading("領(lǐng)導", [Damage(1, 7, "pinyin")]), 1)
    1
    """
    return page_offset(reading, offset - 1) + 1 if offset else 0


@lru_cache(maxsize=1)  # a page without damage is asked for twice
def split_lines(text: str) -> tuple[Line, ...]:
    r"""Every line that is not blank, without its outer spaces.

    >>> split_lines("  一、\n\n\u3000二 \u2028三")
    (Line(start=2, end=4), Line(start=7, end=8), Line(start=10, end=11))
    """
    lines, lost = list[Line](), any(space in text for space in WIDE) and WIDE_BREAK.search(text) is not None
    behind = 0
    for whole in text.replace("\r", " ").splitlines(keepends=True):
        words = whole.strip()
        if words:
            start = behind + (whole.find(words[0]) if whole[0].isspace() else 0)
            end = start + len(words)
            if lost and len(words) > LONG_LINE and WIDE_BREAK.search(words):
                for gap in INDENT.finditer(text, start, end):
                    if LOST_BREAK in fold(gap[0]):
                        lines.append(Line(start, gap.start()))
                        start = gap.end()
            lines.append(Line(start, end))
        behind += len(whole)
    return tuple(lines)


def lines_holding(lines: Sequence[Line], places: Iterable[int]) -> set[int]:
    """The lines (indices) in which one of the places stands; they are in order.

    >>> sorted(lines_holding([Line(0, 3), Line(4, 6), Line(7, 9)], [2, 3, 8]))
    [0, 2]
    """
    held: set[int] = set()
    index, count = 0, len(lines)
    for place in places:
        while index < count and lines[index][1] <= place:
            index += 1
        if index < count and lines[index][0] <= place:
            held.add(index)
    return held


def find_break(gap: str) -> int | None:
    """Where the white space between two lines holds their break, or what is left of one that was lost; None within a line.

    >>> [find_break(gap) for gap in (" ", " \\n ", "\u3000\u3000")]
    [None, 1, 0]
    """
    if not gap or gap[0] == "\n":
        return 0 if gap else None
    found = BREAK.search(gap)
    lost = fold(gap).find(LOST_BREAK) if found is None else found.start()
    return None if lost < 0 else lost


def cues_of(cues: Sequence[Cue], lines: Sequence[Line]) -> dict[int, Cue]:
    """The cue of each line that a cue covers; a heading before a list item before bold."""
    found: dict[int, Cue] = {}
    index = 0
    for cue in cues:
        while index < len(lines) and lines[index].end <= cue.start:
            index += 1
        covers = index < len(lines) and cue.start <= lines[index].start < cue.end
        if covers and (cue.kind != "bold" or cue.end >= lines[index].end) and (index not in found or found[index].kind == "bold"):
            found[index] = cue
    return found
