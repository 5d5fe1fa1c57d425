"""The sections of a speech and one order in; out, the sections as the order has them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.corrections.damage import CORRECTED
from pipeline.corrections.orders import Order
from pipeline.corrections.outlines import lay_out, plain_unit
from pipeline.corrections.places import Refused
from pipeline.corrections.speeches import require_text
from pipeline.text.characters import QUOTED, SPACES, STOPS
from pipeline.text.markers import Mark, find_marks
from pipeline.text.reading import Reading, page_offset, reading_offset
from pipeline.text.records import Extent, Line, Unit

HeadingSpan: TypeAlias = "Callable[[str, int, Sequence[Line], int], tuple[tuple[int, int] | None, int]]"
"""Where the heading behind a marker stands, and where the text behind it begins: as the outline reads it."""

BEHIND_HEADING = re.compile(rf"[{STOPS}｡{QUOTED}]*[{SPACES}\xa0]*")


@dataclass(frozen=True, slots=True)
class Speech:
    """A speech whose sections are corrected."""

    reading: Reading
    extent: Extent
    heading_span: HeadingSpan


def correct_sections(speech: Speech, units: Sequence[Unit], order: Order) -> tuple[Unit, ...]:
    """The sections with one order carried out. Raises Refused, and then nothing is."""
    at = reading_offset(speech.reading, order.at)
    require_text(speech.reading, at)
    return SECTIONS[order.what](speech, units, order)


def begin_section(speech: Speech, units: Sequence[Unit], order: Order) -> tuple[Unit, ...]:
    """Begin a section there; where one begins already, it is what the order says, and else what it was."""
    at = reading_offset(speech.reading, order.at)
    index, before = find_line(speech, at), next((unit for unit in units if unit.start == at), None)
    known = before if before is not None and before.role == "outline" else None
    others = [unit for unit in units if unit.start != at]
    above = next((unit for unit in reversed(others) if unit.start < at), None)
    if above is not None and at < above.marker_end:
        raise Refused("it stands in a marker")
    unit = known or make_unit(speech, at, index)
    sure = tuple(code for code in unit.defects if code != "doubtful")
    unit = unit._replace(rule=CORRECTED, confidence=1.0, defects=sure)
    if "marker" in order.said:
        unit = mark_unit(speech, unit, order.text("marker"))
    if "marker" in order.said or known is None:
        unit = head_unit(unit, speech.heading_span(speech.reading.twin, unit.marker_end, speech.extent.lines, index))
    if "heading_end" in order.said:
        unit = head_unit(unit, chosen_heading(speech, unit, index, order.number("heading_end")))
    unit = unit._replace(parent=choose_parent(speech, others, unit, order, known is not None))
    if above is not None and above.heading and above.heading[1] > at:
        others[others.index(above)] = shorten_heading(speech, above, at)
    return lay_out(speech.extent.lines, [*others, unit])


def find_line(speech: Speech, at: int) -> int:
    """The index of the line of the speech's text that holds the place."""
    index = next((i for i, line in enumerate(speech.extent.lines) if line.start <= at < line.end), None)
    if index is None:
        raise Refused("no text of a speech stands there")
    return index


def make_unit(speech: Speech, at: int, index: int) -> Unit:
    """A section that nobody has seen before: with the marker that stands there, if there is one."""
    line = speech.extent.lines[index]
    inline = bool(speech.reading.text[:at].rpartition("\n")[2].strip(" \u3000\t\xa0#*>-"))
    unit = plain_unit(at, "outline")._replace(numbering="bare", inline=inline)
    mark = next((mark for mark in find_marks(speech.reading.twin, [Line(at, line.end)]) if mark.start == at), None)
    return with_mark(unit, mark) if mark else unit


def with_mark(unit: Unit, mark: Mark) -> Unit:
    """The section with this marker."""
    return unit._replace(marker_end=mark.end, numbering=mark.system.numbering, number=mark.number, text_start=mark.end)


def mark_unit(speech: Speech, unit: Unit, marker: str) -> Unit:
    """The section with the marker that the order gives; "" for none."""
    text = speech.reading.text
    if not marker:
        return unit._replace(marker_end=unit.start, numbering="bare", number=None, text_start=unit.start)
    if not text.startswith(marker, unit.start):
        raise Refused(f"the marker 「{marker}」 does not stand there")
    end = unit.start + len(marker)
    mark = next((one for one in find_marks(speech.reading.twin, [Line(unit.start, end)]) if one.start == unit.start), None)
    if mark is None:
        return unit._replace(marker_end=end, numbering="other", number=None, text_start=end)
    return with_mark(unit, mark._replace(end=end))


def head_unit(unit: Unit, found: tuple[tuple[int, int] | None, int]) -> Unit:
    """The section with this heading; one with neither marker nor heading stands in for a heading that is lost."""
    heading, behind = found
    bare = unit.marker_end == unit.start
    numbering = ("bare" if heading else "implicit") if bare else unit.numbering
    start = unit.start if bare and heading is None else behind
    return unit._replace(heading=heading, text_start=start, numbering=numbering, implicit=numbering == "implicit")


def chosen_heading(speech: Speech, unit: Unit, index: int, page_end: int | None) -> tuple[tuple[int, int] | None, int]:
    """The heading that ends where the order says, in the marker's line, or in the next where the marker stands alone."""
    lines, text = speech.extent.lines, speech.reading.text
    if page_end is None:
        return None, unit.marker_end
    end = reading_offset(speech.reading, page_end)
    alone = not text[unit.marker_end:lines[index].end].strip()
    line = lines[index + 1] if alone and index + 1 < len(lines) else Line(unit.marker_end, lines[index].end)
    start = line.start + len(text[line.start:line.end]) - len(text[line.start:line.end].lstrip())
    if not start < end <= line.end:
        raise Refused(f"heading_end: expected an offset in its line, [{show(speech, start + 1)}, {show(speech, line.end)}]")
    behind = BEHIND_HEADING.match(text, end, line.end)
    return (start, len(text[:end].rstrip())), behind.end() if behind else end


def shorten_heading(speech: Speech, unit: Unit, at: int) -> Unit:
    """The section whose heading another one cuts: the rest of it, if there is any."""
    start = unit.heading[0] if unit.heading else at
    end = len(speech.reading.text[:at].rstrip())
    return unit._replace(heading=(start, end) if start < end else None, text_start=end if start < end else unit.marker_end)


def choose_parent(speech: Speech, others: Sequence[Unit], unit: Unit, order: Order, known: bool) -> int | None:
    """The start of the section that is to enclose this one."""
    path = open_path(others, unit.start)
    if order.number("parent") is not None:
        parent = reading_offset(speech.reading, order.number("parent") or 0)
        if parent not in (one.start for one in path):
            raise Refused(f"parent: expected a section that is open there: {told(speech, path)}; found {order.said['parent']}")
        return parent
    if "parent" in order.said:
        return None
    depth = order.number("depth")
    if depth is not None:
        if not 1 <= depth <= len(path) + 1:
            raise Refused(f"depth: expected 1 to {len(path) + 1}, found {depth}")
        return path[depth - 2].start if depth > 1 else None
    return unit.parent if known else likely_parent(path, unit)


def likely_parent(path: Sequence[Unit], unit: Unit) -> int | None:
    """Beside an open section that is numbered alike; else below the last one where the numbers begin, else beside it."""
    beside = next((one for one in reversed(path) if one.numbering == unit.numbering), None)
    if beside is not None:
        return beside.parent
    if not path or unit.number == 1 or unit.inline:
        return path[-1].start if path else None
    return path[-1].parent


def open_path(units: Sequence[Unit], at: int) -> list[Unit]:
    """The sections that are open just before a place, outermost first."""
    by_start = {unit.start: unit for unit in units}
    one = next((unit for unit in reversed(units) if unit.start < at and unit.role == "outline"), None)
    path = list[Unit]()
    while one is not None:
        path.insert(0, one)
        one = None if one.parent is None else by_start.get(one.parent)
    return path


def told(speech: Speech, path: Sequence[Unit]) -> str:
    """The starts of sections, as a message has them."""
    return ", ".join(str(show(speech, unit.start)) for unit in path) or "there is none"


def show(speech: Speech, offset: int) -> int:
    """An offset as the user knows it."""
    return page_offset(speech.reading, offset)


def end_section(speech: Speech, units: Sequence[Unit], order: Order) -> tuple[Unit, ...]:
    """Take a section away; what stands below it goes to the section that encloses it."""
    at = reading_offset(speech.reading, order.at)
    gone = next((unit for unit in units if unit.start == at), None)
    if gone is None or gone.role == "opening":
        raise Refused("no section begins there")
    rest = [unit._replace(parent=gone.parent) if unit.parent == at else unit for unit in units if unit is not gone]
    return lay_out(speech.extent.lines, rest)


def begin_closing(speech: Speech, units: Sequence[Unit], order: Order) -> tuple[Unit, ...]:
    """Begin the closing there."""
    at = reading_offset(speech.reading, order.at)
    find_line(speech, at)
    if any(unit.start >= at and unit.role == "outline" for unit in units):
        raise Refused("sections begin behind it")
    closing = plain_unit(at, "closing")._replace(rule=CORRECTED)
    return lay_out(speech.extent.lines, [*(unit for unit in units if unit.role != "closing" and unit.start < at), closing])


SECTIONS: dict[str, Callable[[Speech, Sequence[Unit], Order], tuple[Unit, ...]]] = {
    "section": begin_section, "no_section": end_section, "closing": begin_closing,
}  # fmt: skip
"""The orders that change the outline."""
