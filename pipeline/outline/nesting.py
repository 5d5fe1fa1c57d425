"""The outline so far and a mark that begins a run in; out, the section the run belongs to."""

import re
from itertools import pairwise

from pipeline.outline.growth import TOP, Growth, heads_only, lineage
from pipeline.outline.sequences import goes_on
from pipeline.outline.unnumbered import ENDING, SUBHEAD, TITLE
from pipeline.text.markers import Mark

POINTS = frozenset({"yi", "dash", "circled"})
# A paragraph that begins so turns to the audience: it is no part of the last item of a list, though of the section above.
TURNING = re.compile(r"(?:同志们|同志們|各位|朋友们|朋友們|女士们|女士們)[^。，,]{0,16}[！!，,：:]")
# A paragraph that begins so looks back over a list that is at its end.
LOOKING_BACK = re.compile(
    r"(?:以上|总之|總之|总的来说|總的來說|综上|綜上|总起来|總起來|由此可见|由此可見|上述|[这這]些就是|在[^，,。]{0,6}上述[^，,。]{0,8}(?:同时|同時))"
)
# The speaker announces his own points: the outline of the speech, not a list inside a section.
SPEAKING = re.compile(
    r"(?:我|下面|接下来|接下來|[再先])[^。！？!?；;]{0,24}(?:讲|講|谈|談|提|说|說|强调|強調|安排|部署)(?:以下|如下|下列)?[几幾一二三四五六七八九十两兩0-9]{1,2}(?:个|個|项|項|条|條)?(?:方面|点|點|问题|問題|意见|意見|要求|建议)"
    r"[^，。,]{0,12}[。：:；]?$"
)


def context(growth: Growth, index: int) -> int:
    """The section a new run belongs to: climb from the last section out of every list that the paragraphs between have left."""
    mark = growth.marks[index]
    if announced(growth, index):
        return TOP
    last = node = growth.accepted[-1] if growth.accepted else TOP
    turned, ended = turns(growth, index, TURNING, 0), turns(growth, index, LOOKING_BACK, mark.line + mark.inline - 1)
    while node != TOP:
        here = growth.marks[node]
        above = growth.parents[node]
        if holds_list(growth, node, index):
            break
        if here.system is mark.system or (here.inline and here.line != mark.line and not goes_on(growth, node, index)):
            turned, ended = turned and here.inline, ended and here.inline
        elif too_low(here, mark) and not goes_on(growth, node, index):
            pass
        elif here.line == mark.line or here.system is TITLE or here.system is ENDING:
            break
        elif (turned and above != TOP and here.system is not SUBHEAD) or (ended and not goes_on(growth, node, index)):
            turned = ended = False
        elif not left_list(growth, node, last, index):
            break
        node = above
    return node


def holds_list(growth: Growth, node: int, index: int) -> bool:
    """Whether a list inside a line is part of a section of its own system that begins a line and whose sequence goes on."""
    mark, here = growth.marks[index], growth.marks[node]
    return here.system is mark.system and mark.inline and not here.inline and goes_on(growth, node, index)


def too_low(here: Mark, mark: Mark) -> bool:
    """Whether sections of that kind hold no parts numbered like the mark: no 一、 or （一） below 一是 or ——, 一、 below 1."""
    if here.system.name == "arabic" and mark.system.numbering == "comma" and mark.system.name != "formal" and not mark.inline:
        return True
    return not mark.inline and (mark.system.rank or 9) <= 2 and (here.system.numbering in POINTS or (here.system.rank or 0) > 3)


def announced(growth: Growth, index: int) -> bool:
    """Whether the speaker announces the run as his points, and no section around it goes on behind it."""
    begin, end = before(growth, index)
    found = SPEAKING.search(growth.text, begin, end)
    if found is None or not growth.accepted or found.end() <= growth.marks[growth.accepted[-1]].end:
        return False
    around = lineage(growth, growth.accepted[-1])
    return growth.marks[around[-1]].system.numbering != "bare" and not any(goes_on(growth, node, index) for node in around)


def before(growth: Growth, index: int) -> tuple[int, int]:
    """The last words before a mark: of its own line, or of the line before."""
    mark = growth.marks[index]
    if mark.inline:
        start, end = growth.lines[mark.line].start, mark.start
    elif mark.line:
        start, end = growth.lines[mark.line - 1]
    else:
        return 0, 0
    return max(start, end - 50), end


def introduced(growth: Growth, index: int) -> bool:
    """Whether the words before a mark announce a list."""
    begin, end = before(growth, index)
    return growth.text[end - 1] in "：:" or SPEAKING.search(growth.text, begin, end) is not None


def turns(growth: Growth, index: int, opening: re.Pattern[str], floor: int) -> bool:
    """Whether a paragraph between the last section and the mark, from line `floor` on, begins with such words."""
    if not growth.accepted:
        return False
    mark, last = growth.marks[index], growth.accepted[-1]
    begin = growth.marks[last].line + 1 + heads_only(growth, last)
    paragraphs = growth.lines[max(begin, floor):mark.line + mark.inline]
    return any(opening.match(growth.text, line.start, line.end) for line in paragraphs)


def left_list(growth: Growth, node: int, last: int, index: int) -> bool:
    """Whether the mark stands behind a list whose items are one paragraph each, in a paragraph that is none of them."""
    mark, here = growth.marks[index], growth.marks[node]
    if node != last or mark.line + mark.inline - here.line - 1 < 1 or heads_only(growth, node) or goes_on(growth, node, index):
        return False
    if mark.system.rank is not None and here.system.rank is not None and mark.system.rank > here.system.rank:
        return False
    members = growth.members[growth.runs[node]]
    return len(members) >= 2 and all(
        growth.marks[after].line - growth.marks[before].line <= 1 + heads_only(growth, before)
        for before, after in pairwise(members[-8:])
    )
