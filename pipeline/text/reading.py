"""A page text in; out, the reading: the same text less the characters that damage put there, with the way back to the page."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.text.records import Damage, Line


@dataclass(frozen=True, slots=True)
class Reading:
    """Text without its damage. `cuts[i]` is where in `text` something was left out, `shifts[i]` how much was, up to there."""

    text: str
    cuts: tuple[int, ...]
    shifts: tuple[int, ...]


def make_reading(page_text: str, damage: Sequence[Damage]) -> Reading:
    """Leave out the damage (in order, not overlapping).

    >>> make_reading("領(lǐng)導(dǎo)", [Damage(1, 7, "pinyin"), Damage(8, 13, "pinyin")]).text
    '領導'
    """
    parts, cuts, shifts = [], [], []
    position = shift = 0
    for start, end, _rule in damage:
        parts.append(page_text[position:start])
        shift += end - start
        cuts.append(end - shift)
        shifts.append(shift)
        position = end
    parts.append(page_text[position:])
    return Reading("".join(parts), tuple(cuts), tuple(shifts))


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


def split_lines(text: str) -> list[Line]:
    r"""Every line that is not blank, without its outer spaces.

    >>> split_lines("  一、\n\n\u3000二 \n")
    [Line(start=2, end=4), Line(start=7, end=8)]
    """
    lines, position = [], 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = position + raw.index(stripped[0])
            lines.append(Line(start, start + len(stripped)))
        position += len(raw) + 1
    return lines
