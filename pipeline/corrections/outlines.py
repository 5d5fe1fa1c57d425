"""Sections that somebody has chosen in; out, the same sections laid out: who encloses whom, how deep, and where each ends."""

from collections.abc import Sequence

from pipeline.text.records import Line, Unit


def lay_out(lines: Sequence[Line], chosen: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units in reading order with parents that hold: they cover every line, parents contain, siblings are apart.

    A unit whose parent has ended by then stands below the section that ended it. The first unit begins where the text does.
    """
    if not lines:
        return ()
    units = sorted(chosen, key=lambda unit: unit.start)
    if not units or units[0].start > lines[0].start:
        units.insert(0, plain_unit(lines[0].start, "opening"))
    nested = nest(as_told(units))
    ends = [unit.end for unit in cut(lines, nested)]
    places = {unit.start: index for index, unit in enumerate(nested)}
    for index in range(len(nested) - 1, -1, -1):  # children stand behind their parents
        parent = nested[index].parent
        if parent is not None:
            ends[places[parent]] = max(ends[places[parent]], ends[index])
    return tuple(with_defects([unit._replace(end=end) for unit, end in zip(cut(lines, nested), ends, strict=True)]))


def plain_unit(start: int, role: str) -> Unit:
    """An opening or a closing."""
    return Unit(start, start, None, start, start, None, 1, role, "none", None, False, False, role)


def as_told(units: Sequence[Unit]) -> list[Unit]:
    """The units without what only the ends of an outline can have: an opening behind a section, a closing before one."""
    kept = []
    for index, unit in enumerate(units):
        follows = any(one.role == "outline" for one in units[index + 1:])
        if not (unit.role == "opening" and index) and not (unit.role == "closing" and follows):
            kept.append(unit)
    return kept


def nest(units: Sequence[Unit]) -> list[Unit]:
    """The units with parents that are still open where they begin, and their depths."""
    path, nested, ended_by = list[Unit](), list[Unit](), dict[int, int]()
    for unit in units:
        above = unit.parent if unit.role == "outline" else None
        while above is not None and above not in (one.start for one in path):
            above = ended_by.get(above)
        while path and path[-1].start != above:
            ended_by[path.pop().start] = unit.start
        placed = unit._replace(parent=above, depth=len(path) + 1)
        nested.append(placed)
        if unit.role == "outline":
            path.append(placed)
    return nested


def cut(lines: Sequence[Line], units: Sequence[Unit]) -> list[Unit]:
    """The units with `end` where their own text ends, and without a heading that reaches into the next."""
    parts, index = [], 0
    for place, unit in enumerate(units):
        following = units[place + 1].start if place + 1 < len(units) else lines[-1].end
        while index + 1 < len(lines) and lines[index + 1].start < following:
            index += 1
        end = min(following, lines[index].end)
        if unit.heading and unit.heading[1] > end:
            unit = unit._replace(heading=None, text_start=unit.marker_end)
        parts.append(unit._replace(text_start=min(unit.text_start, end), end=end))
    return parts


def with_defects(units: Sequence[Unit]) -> list[Unit]:
    """The units less the defects that no longer hold, with those of a heading that has nothing below it."""
    told, last, seen = [], dict[int | None, int | None](), set[tuple[int | None, str]]()
    for unit in units:
        gone = {"empty_body"}
        if (unit.parent, unit.numbering) not in seen:
            gone.add("number_restart")
        if unit.number is not None and last.get(unit.parent, 0) == unit.number - 1:
            gone.add("number_gap")
        last[unit.parent] = unit.number
        seen.add((unit.parent, unit.numbering))
        empty = unit.heading is not None and unit.heading[1] >= unit.end
        kept = tuple(code for code in unit.defects if code not in gone)
        told.append(unit._replace(defects=(*kept, "empty_body") if empty else kept))
    return told
