"""The possible markers of a speech in; out, those that number no agenda: 「今天的议程有三项：一、…」."""

import re
from collections.abc import Sequence

from pipeline.text.markers import Mark
from pipeline.text.records import Line

# The words right before the first item. Not 程序, which is mostly asked for: 「会议要规范程序：一是…」.
AGENDA = re.compile(
    r"(?:会|會|会议|會議|今天|典礼|典禮|仪式|儀式|活动|活動)[^。！？!?；;]{0,14}(?:议程|議程|流程)[^。！？!?；;，,]{0,14}[：:。，,]?$"
)
NEAR = 40  # code points before the first item
LONGEST_ITEM = 60  # code points of an agenda's line: a longer one says more than what comes next


def without_agenda(text: str, lines: Sequence[Line], marks: Sequence[Mark]) -> list[Mark]:
    """The marks without the runs that an agenda's words lead to, whose items follow each other at once.

    >>> from pipeline.text.markers import find_marks
    >>> text = "会议议程有两项：\\n一、报告\\n二、颁奖\\n下面我讲两点。\\n一、早"
    >>> lines = [Line(0, 8), Line(9, 13), Line(14, 18), Line(19, 26), Line(27, 30)]
    >>> [mark.start for mark in without_agenda(text, lines, find_marks(text, lines))]
    [27]
    """
    kept: list[Mark] = []
    last: Mark | None = None  # the agenda's last item
    for mark in marks:
        if (last and follows(lines, last, mark)) or (mark.number == 1 and is_first(text, lines, mark)):
            last = mark
        else:
            kept.append(mark)
    return kept


def is_first(text: str, lines: Sequence[Line], mark: Mark) -> bool:
    """Whether the words before the mark announce an agenda, and the mark's line is no more than an item of it."""
    start, end = lines[mark.line]
    if mark.inline:
        return AGENDA.search(text, max(start, mark.start - NEAR), mark.start) is not None
    if not mark.line or end - start > LONGEST_ITEM:
        return False
    before = lines[mark.line - 1]
    return AGENDA.search(text, max(before.start, before.end - NEAR), before.end) is not None


def follows(lines: Sequence[Line], last: Mark, mark: Mark) -> bool:
    """Whether the mark is the agenda's next item: its next number, in the same line or the line behind."""
    start, end = lines[mark.line]
    near = mark.line == last.line if mark.inline else mark.line == last.line + 1 and end - start <= LONGEST_ITEM
    return near and mark.system is last.system and last.number is not None and mark.number == last.number + 1
