"""A speech's sections in; out, the runs whose introduction announces another number of items: 「下面我讲四个方面」."""

import re
from collections.abc import Sequence

from pipeline.outline.tree import Node
from pipeline.text.numerals import number_value
from pipeline.text.records import Line

# The last words before a run; not 「第三个方面」, not 「两方面的工作都要做，…」.
ANNOUNCED = re.compile(
    r"(?<![第0-9一二三四五六七八九十])([一二三四五六七八九十两兩]{1,2}|[0-9]{1,2})(?:个|個|项|項|大|条|條|点|點)?"
    r"(?:方面|问题|問題|意见|意見|要求|环节|環節|重点|重點|任务|任務|措施|建议|建議|原因|工作|希望|体会|體會|关系|關係|点|點|条|條|项|項|件事)"
    r"[^，。,；;]{0,8}[。：:；]?$"
)
NEAR = 40  # code points before the first item


def find_miscounted(text: str, lines: Sequence[Line], nodes: Sequence[Node]) -> frozenset[int]:
    """The first items (indices among the nodes) of runs that are not as many as the words before them say."""
    runs: dict[int, list[int]] = {}
    for index, node in enumerate(nodes):
        runs.setdefault(node.run, []).append(index)
    return frozenset(
        members[0]
        for members in runs.values()
        if (count := announced_count(text, lines, nodes[members[0]])) is not None and count != len(members)
    )


def announced_count(text: str, lines: Sequence[Line], node: Node) -> int | None:
    """How many items the words right before a run's first item announce.

    >>> found = ANNOUNCED.search("同志们，下面我讲四个方面的意见。")
    >>> found and number_value(found[1])
    4
    """
    mark = node.mark
    if mark.inline:
        start, end = lines[mark.line].start, mark.start
    elif mark.line:
        start, end = lines[mark.line - 1]
    else:
        return None
    found = ANNOUNCED.search(text, max(start, end - NEAR), end)
    return number_value(found[1]) if found else None
