"""A layout and one order in; out, the layout as the order has it. Text that no speech owns any more is left without a name."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.corrections.orders import Order
from pipeline.corrections.places import Refused
from pipeline.text.reading import Reading, reading_offset, split_lines
from pipeline.text.records import Extent, Layout, Line, Stretch

OURS = frozenset({"other", "blurb", "page_title", "contents", "attachment"})
"""Kinds of stretches that a speech that begins above them takes for its text; what is the site's stays the site's."""


def correct_layout(reading: Reading, layout: Layout, order: Order) -> Layout:
    """The layout with one order carried out. Raises Refused, and then nothing is."""
    found = LAYOUT[order.what](reading, layout, order)
    extents = tuple(sorted((one for one in found.extents if one.lines or one.title_end > one.start), key=lambda one: one.start))
    ends = [0, *(extent.end for extent in extents)]
    if any(extent.start < end or extent.end <= extent.start for extent, end in zip(extents, ends, strict=False)):
        raise Refused("speeches would overlap")
    stretches = tuple(sorted(apart(found.stretches, extents)))
    declared = found.declared_speeches
    defects = tuple(code for code in found.defects if code != "declared_count")
    miscounted = ("declared_count",) if declared is not None and declared != len(extents) else ()
    return replace(found, extents=extents, stretches=stretches, defects=(*defects, *miscounted))


def apart(stretches: Iterable[Stretch], extents: Sequence[Extent]) -> Iterator[Stretch]:
    """The stretches less what titles and lines of speeches hold."""
    owned = [piece for extent in extents for piece in (Line(extent.start, extent.title_end), *extent.lines)]
    index = 0
    for stretch in sorted(stretches):
        start = stretch.start
        while index < len(owned) and owned[index].end <= start:
            index += 1
        inside = index
        while inside < len(owned) and owned[inside].start < stretch.end:
            if owned[inside].start > start:
                yield stretch._replace(start=start, end=owned[inside].start)
            start = max(start, owned[inside].end)
            inside += 1
        if start < stretch.end:
            yield stretch._replace(start=start)


def begin_speech(reading: Reading, layout: Layout, order: Order) -> Layout:
    """Begin a speech: of the text of the speech it lies in, or of what no speech owns up to the next one."""
    at = reading_offset(reading, order.at)
    title_end = at if (end := order.number("title_end")) is None else reading_offset(reading, end)
    if title_end < at:
        raise Refused("its title ends before it begins")
    require_text(reading, at)
    inside = next((one for one in layout.extents if one.start <= at < one.end), None)
    if inside is None:
        stop = next((one.start for one in layout.extents if one.start > at), len(reading.text))
        lines = cut_out(split_lines_in(reading, at, stop), [one[:2] for one in layout.stretches if one.kind not in OURS])
        return replace(layout, extents=(*layout.extents, extent_of(reading, at, title_end, lines)))
    lines = [line for line in inside.lines if line.end > at]
    if at == inside.start and inside.title_end > title_end:
        lines = [*split_lines_in(reading, title_end, inside.title_end), *lines]
    elif at < inside.title_end and at > inside.start:
        lines = [*split_lines_in(reading, at, inside.title_end), *lines]
    new = extent_of(reading, at, title_end, [Line(max(line.start, at), line.end) for line in lines])
    kept = replace(inside, title_end=new.title_end, end=new.end, lines=new.lines, confidence=1.0)
    rest = [one for one in layout.extents if one is not inside]
    before = [] if at == inside.start else [shorten(inside, at)]
    return replace(layout, extents=(*rest, *before, kept if at == inside.start else new))


def merge_speech(reading: Reading, layout: Layout, order: Order) -> Layout:
    """Give a speech's title and text to the speech before; the first one's are left without a name."""
    index = require_extent(reading, layout, order)
    extents, gone = [*layout.extents], layout.extents[index]
    if index:
        above = extents[index - 1]
        lines = (*above.lines, *split_lines_in(reading, gone.start, gone.title_end), *gone.lines)
        extents[index - 1] = replace(above, lines=lines, end=gone.end)
    del extents[index]
    return replace(layout, extents=tuple(extents))


def end_speech(reading: Reading, layout: Layout, order: Order) -> Layout:
    """End a speech earlier or later: what lies between is no longer, or from now on, its text."""
    at = len(reading.text[:reading_offset(reading, order.at)].rstrip())
    index = next((i for i in range(len(layout.extents) - 1, -1, -1) if layout.extents[i].start < at), None)
    if index is None:
        raise Refused("no speech begins before it")
    extent = layout.extents[index]
    if at <= extent.title_end:
        raise Refused("it stands in the title of its speech")
    if at <= extent.end:
        changed = shorten(extent, at)
    else:
        changed = replace(extent, lines=(*extent.lines, *split_lines_in(reading, extent.end, at)), end=at)
    return replace(layout, extents=(*layout.extents[:index], changed, *layout.extents[index + 1:]))


def leave_out(reading: Reading, layout: Layout, order: Order) -> Layout:
    """Take characters out of the speeches that own them, under the name that the order gives."""
    start, end, kind = *stretch_of(reading, order), order.text("kind") or "other"
    extents = []
    for extent in layout.extents:
        if extent.start < end and start < extent.title_end and not (start <= extent.start and extent.title_end <= end):
            raise Refused("it cuts a title: say where the title ends with an order of its own")
        lines = cut_out(extent.lines, [(start, end)])
        titled = extent.title_end > extent.start and not start <= extent.start < end
        begin = extent.start if titled or not lines else lines[0].start
        extents.append(replace(
            extent, start=begin, title_end=extent.title_end if titled else begin, lines=tuple(lines),
            end=max([line.end for line in lines] + [extent.title_end if titled else begin]),
        ))  # fmt: skip
    named = [Stretch(*line, kind) for line in split_lines_in(reading, start, end)]
    others = [one for one in layout.stretches if one.end <= start or one.start >= end]
    touched = [one for one in layout.stretches if one.start < end and one.end > start]
    parts = [one._replace(end=start) for one in touched if one.start < start]
    parts += [one._replace(start=end) for one in touched if one.end > end]
    return replace(layout, extents=tuple(extents), stretches=(*others, *parts, *named))


def keep(reading: Reading, layout: Layout, order: Order) -> Layout:
    """Give characters that no speech owns to the speech that begins before them."""
    start, end = stretch_of(reading, order)
    index = next((i for i in range(len(layout.extents) - 1, -1, -1) if layout.extents[i].start <= start), None)
    if index is None:
        raise Refused("no speech begins before it")
    extent = layout.extents[index]
    if index + 1 < len(layout.extents) and layout.extents[index + 1].start < end:
        raise Refused("another speech begins in it")
    owned = [(extent.start, extent.title_end), *extent.lines]
    lines = sorted([*extent.lines, *cut_out(split_lines_in(reading, start, end), owned)])
    changed = replace(extent, lines=tuple(lines), end=max(extent.end, lines[-1].end if lines else extent.end))
    return replace(layout, extents=(*layout.extents[:index], changed, *layout.extents[index + 1:]))


def entitle(reading: Reading, layout: Layout, order: Order) -> Layout:
    """Say where a speech's title stands: the speech begins with it, and what stood above it is none of its text."""
    start, end = stretch_of(reading, order)
    index = next((i for i, one in enumerate(layout.extents) if one.end > start), None)
    if index is None:
        raise Refused("no speech ends behind it")
    extent = layout.extents[index]
    if extent.start < start and any(line.start < start for line in extent.lines):
        raise Refused("its speech has text before it: begin a speech there instead")
    lines = cut_out([*split_lines_in(reading, end, extent.title_end), *extent.lines], [(start, end)])
    changed = replace(extent, start=start, title_end=end, lines=tuple(lines), end=max(end, extent.end), confidence=1.0)
    return replace(layout, extents=(*layout.extents[:index], changed, *layout.extents[index + 1:]))


LAYOUT: dict[str, Callable[[Reading, Layout, Order], Layout]] = {
    "speech": begin_speech, "no_speech": merge_speech, "end": end_speech, "left_out": leave_out, "kept": keep, "title": entitle,
}  # fmt: skip
"""The orders that change the layout."""


def extent_of(reading: Reading, at: int, title_end: int, lines: Sequence[Line]) -> Extent:
    """A speech of these lines, less its title."""
    rest = cut_out(lines, [(at, title_end)])
    last = title_end - (len(reading.text[at:title_end]) - len(reading.text[at:title_end].rstrip()))
    return Extent(at, last, max(last, rest[-1].end if rest else at), tuple(rest))


def shorten(extent: Extent, at: int) -> Extent:
    """The speech up to `at`."""
    lines = tuple(line._replace(end=min(line.end, at)) for line in extent.lines if line.start < at)
    title_end = min(extent.title_end, at)
    return replace(extent, title_end=title_end, lines=lines, end=max(title_end, lines[-1].end if lines else title_end))


def cut_out(lines: Iterable[Line], gone: Sequence[tuple[int, int]]) -> list[Line]:
    """The lines less some stretches, in order; a line with one inside becomes two.

    >>> cut_out([Line(0, 4), Line(5, 9)], [(2, 3), (4, 9)])
    [Line(start=0, end=2), Line(start=3, end=4)]
    """
    parts = list(lines)
    for start, end in gone:
        kept = [line for line in parts if line.end <= start or line.start >= end or end <= start]
        cut = [line for line in parts if line.end > start and line.start < end and end > start]
        kept += [line._replace(end=start) for line in cut if line.start < start]
        kept += [line._replace(start=end) for line in cut if line.end > end]
        parts = kept
    return sorted(parts)


def split_lines_in(reading: Reading, start: int, end: int) -> list[Line]:
    """The lines of a stretch of the reading, without outer spaces."""
    return [Line(line.start + start, line.end + start) for line in split_lines(reading.text[start:end])]


def require_text(reading: Reading, at: int) -> None:
    """Nothing, or Refused: a record begins with a character that is no white space."""
    if not reading.text[at:at + 1].strip():
        raise Refused("white space stands there: expected the first character of what begins")


def require_extent(reading: Reading, layout: Layout, order: Order) -> int:
    """The index of the speech that begins at the order's place."""
    at = reading_offset(reading, order.at)
    index = next((i for i, extent in enumerate(layout.extents) if extent.start == at), None)
    if index is None:
        raise Refused("no speech begins there")
    return index


def stretch_of(reading: Reading, order: Order) -> tuple[int, int]:
    """The stretch [at, to) in the reading, without outer white space."""
    start, end = reading_offset(reading, order.at), reading_offset(reading, order.number("to") or order.at)
    lines = split_lines_in(reading, start, end)
    if not lines:
        raise Refused("nothing but white space, or what is left out anyway, stands there")
    return lines[0].start, lines[-1].end
