"""The speeches of a page in; out, the numbers that a document site put before chunks of their text, with the breaks they made.

Such a site cuts a text into chunks of some hundred characters wherever they end, and numbers them: 孩子们看到⏎2、朝廷里的情景.
What the outline took for a marker is none. The numbers are found when titles and sections are, which often begin with one.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from pipeline.text.characters import ENDS, ENDS_PARAGRAPH
from pipeline.text.records import Extent, Line, Unit

CHUNK_NUMBER = re.compile(r"[0-9]{1,3}、[ \u3000]?(?=\S)")
RULE = "page_mark"
"""The rule by which they are left out: numbers of the printed page cut sentences."""
LEAST_ABOVE, LEAST_CHUNK = 60, 100  # code points of the line above, and of the longer of the two
WHOLE = re.compile(f"[{ENDS}]")


def find_seams(twin: str, extents: Sequence[Extent], units: Sequence[Sequence[Unit]]) -> list[Line]:
    """What is left out, in order: from the end of a line that breaks off amid a sentence to the words behind the next number; of
    the chunks behind it that begin with a sentence the number alone.

    >>> from pipeline.text.records import Extent
    >>> one, two, three = "渠修好了。" * 14 + "孩子们看到", "2、水来了。" + "树也种了。" * 20, "3、稻子熟了。"
    >>> lines = (Line(0, 75), Line(76, 181), Line(182, 190))
    >>> find_seams(f"{one}\\n{two}\\n{three}", [Extent(0, 0, 190, lines)], [[]])
    [Line(start=75, end=78)]
    """
    seams: list[Line] = []
    last = 0
    for extent, sections in zip(extents, units, strict=True):
        markers = {unit.start for unit in sections if unit.marker_end > unit.start}
        for seam, number in seams_of(twin, extent.lines, markers, last):
            seams.append(seam)
            last = number
    return seams


def seams_of(twin: str, lines: Sequence[Line], markers: Collection[int], last: int) -> Iterator[tuple[Line, int]]:
    """The seams of one speech with their numbers; `last` is the number of the chunk before, 0 when none was found."""
    for above, below in pairwise(lines):
        found = CHUNK_NUMBER.match(twin, *below)
        if found is None or below.start in markers:
            continue
        number, size = int(found[0].split("、", 1)[0]), below.end - below.start
        sure = breaks_off(twin, above) and max(above.end - above.start, size) >= LEAST_CHUNK and number > last
        if sure or (last and number == last + 1 and size >= LEAST_CHUNK):
            whole = twin[above.end - 1] in ENDS_PARAGRAPH
            yield Line(below.start if whole else above.end, found.end()), number
            last = number


def breaks_off(twin: str, line: Line) -> bool:
    """Whether a line of several sentences ends within one."""
    long = line.end - line.start >= LEAST_ABOVE
    return long and twin[line.end - 1] not in ENDS_PARAGRAPH and WHOLE.search(twin, *line) is not None
