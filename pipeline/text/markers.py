"""Lines of running text in; out, every marker that could open a section: at a line's beginning, or inside behind a stop."""

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from pipeline.text.characters import COMMAS, COUNTING, ENDS, HAN, NUMERALS, QUOTED, STOPS
from pipeline.text.leads import begins
from pipeline.text.numerals import KNOWN_NUMBERS, NUMERAL, SYMBOLS, number_value
from pipeline.text.reading import LONG_LINE
from pipeline.text.records import Line
from pipeline.text.systems import COUNT, GAP, LETTERS, NAMED, ROMAN, SYSTEMS, System

BY_NAME = {system.name: system for system in SYSTEMS}
NAMES = "".join(sorted({word[0] for word in NAMED.split("|")}))
OPENERS = rf"-—―─━－–{NAMES}第头A-Ha-h最其首再{COUNTING}壹贰叁参肆伍陆柒捌玖拾0-9（(〔【\[［P{SYMBOLS}"
OPENER = f"(?=[{OPENERS}])"  # of all
NAMED_SYSTEMS = "|".join(f"(?:{system.pattern})(?P<{system.name}>)" for system in SYSTEMS)  # a group says which it was
MARKER = re.compile(f"{OPENER}(?:{NAMED_SYSTEMS})", re.MULTILINE)
may_open = begins(MARKER)
BEGINS = re.compile(OPENER + "(?:" + "|".join(system.pattern for system in SYSTEMS if system.begins) + ")", re.MULTILINE)
# Behind a stop and closing quotes (or a photographer's name, 记者 …/摄), or behind spaces where paragraphs were joined;
# not behind a comma: 「有两点,一是…」.
INSIDE = re.compile(
    rf"[{STOPS} \u3000/／](?=[{OPENERS}{QUOTED}）)\]〕摄 \u3000])"  # which is asked first, since mostly no such character follows
    rf"(?:(?<=[{STOPS}])|(?<=[ \u3000])(?<![ \u3000]{{2}})|(?<=[/／])摄)"
    rf"[{QUOTED}）)\]〕]{{0,3}}[ \u3000]*+(?={BEGINS.pattern})", re.MULTILINE
)
# In a line as long as a page the first of a list may stand behind a heading without a stop: 「…稳中向好(1)工业。…。(2)农业。」
REST = rf"[^\n]{{0,400}}?[{ENDS}；;]"
GLUED = re.compile(rf"[(（](?<=[{HAN}].)(?=(?:1[)）]{REST}[(（]2|一[)）]{REST}[(（]二)[)）])")
ONE = "统合第之万周期五六七八九十划如比唯惟同专归单不逐每初另对挑这那"  # 统一, 之一, 周一: no 一是 begins there
CLASSED = f"级高初第表图式件类组题例综{NUMERALS}"  # 五年级（1）班, 附件（一）
# 二、认清严峻形势一是…。二是…; 一、提高认识，抓好落实(一)…。(二)…; 一、怎么办1. 加强学习。 over a line with 2.: right behind a
# heading without a stop.
HEADED = re.compile(
    rf"[一1](?:(?:(?<=[{HAN}]一)(?<![{ONE}]一)|(?<=[{HAN}][ \u3000]一))(?=[是要](?!否)(?:(?!一[是要])[^\n。；;]){{2,200}}[。；;]"
    r"(?:(?:(?!一[是要])[^\n]){0,1500}[。；;])?二[是要])"
    rf"|(?<=[{HAN}]1)(?<![表图例题案第号]1)(?=[.．、] ?[{HAN}][^\n]{{0,300}}(?:\n[^\n]{{0,400}}){{1,6}}?\n[ \u3000]*2[.．、]))"
    rf"|[(（](?:(?<=[{HAN}].)|(?<=[{HAN}][ \u3000].))(?<![{CLASSED}].)"
    rf"(?=[一1][)）](?![班组类式图级项条款批])[{HAN}][^\n]{{0,400}}(?:\n[^\n]{{0,400}}){{0,6}}?"
    rf"(?:\n[ \u3000]*|[{ENDS}；;][ \u3000]*)[(（][二2][)）])"
)
LABELS = "[［【"
LABEL = re.compile(rf"[{re.escape(LABELS)}][{HAN}]{{2,6}}[\]］】]")
# Two spaces part paragraphs that were joined: any marker may stand behind them. So does one space behind a stop in a line as
# long as a page; behind a word, where it may part anything, only these systems are known from words.
WIDE_GAP = re.compile(r"[ \u3000]{2}$")
AFTER_SPACE = frozenset({"comma", "paren", "arabic", "arabic_paren", "chapter", "di"})
# 一、二、三产业; 三、四线城市; 第二、第三产业: numbers counted on, not a marker. Not 一、一线职工: the number does not rise.
COUNTED_ON = re.compile(rf"{GAP}第?({COUNT})(?={GAP}(?:[{COMMAS}]|[产季线把楼等次期届梯轮岁天百千万月日号]|年级|个月))")
DASHED = re.compile("[。；;]——")
# What points in a line follow: （一）水利建设。——…。——…
HEADS_POINTS = re.compile(rf"(?:[（(]{COUNT}[)）]|{COUNT}[、.．]|第{COUNT}[，,、]|[①-⑳])[^{STOPS}]{{1,30}}[{STOPS}]")
STOPPED_SENTENCE = re.compile(f"[{STOPS}][ \u3000]*")
LISTING = frozenset(COMMAS + " \u3000")  # what a marker ends with that may be a number among others
LONGEST_HEADED = 60  # code points of a heading that something is glued to
STOPPED = re.compile(f"[{STOPS}{COMMAS}]")
LONGEST_QUOTED = 200  # code points; a quotation mark left open further back is damage
SECOND = {"其次": 2, "再次": 3, "再者": 3, "首先": 1}


class Mark(NamedTuple):
    """A marker that could open a section; `number` None when the system does not count, `line` its line's index."""

    start: int
    end: int
    system: System
    number: int | None
    line: int
    inline: bool


def find_marks(text: str, lines: Sequence[Line]) -> list[Mark]:
    """Every possible marker in the lines, in reading order."""
    marks = []
    for index, line in enumerate(lines):
        first = text[line.start]
        mark = read_mark(text, line, index) if may_open(first) else None
        if mark is None and first in LABELS:
            mark = read_mark(text, Line(behind_label(text, *line), line.end), index)
        elif mark is None and first in "“「" and text.startswith("第", line.start + 1):  # each point in quotation marks
            mark = read_mark(text, Line(line.start + 1, line.end), index)
        if mark is not None:
            marks.append(mark)
    marks.extend(find_inside(text, lines))
    marks.sort()
    return marks


def behind_label(text: str, start: int, end: int) -> int:
    """Where a line begins behind the name of who speaks, which a live record puts before it in brackets: 「[县长]一、…」."""
    found = LABEL.match(text, start, end)
    return found.end() if found else start


def begins_with_marker(text: str, start: int = 0) -> bool:
    """Whether an outline marker that can begin a sequence stands there.

    >>> [begins_with_marker(line) for line in ("（二）抓好", "甲、抓好", "第十四届", "一年来")]
    [True, True, False, False]
    """
    return may_open(text[start:start + 1]) and BEGINS.match(text, start) is not None


def find_inside(text: str, lines: Sequence[Line]) -> list[Mark]:
    """The possible markers inside the lines, in reading order."""
    marks: list[Mark] = []
    if not lines:
        return marks
    index, begin, end = 0, lines[0].start, lines[-1].end
    long = any(line_end - start > LONG_LINE for start, line_end in lines)
    gaps = [Line(*found.span()) for found in INSIDE.finditer(text, begin, end)]
    if long:
        gaps += [Line(found.start(), found.start()) for found in GLUED.finditer(text, begin, end)]
    headed = {found.start() for found in HEADED.finditer(text, begin, end)}
    if long or headed:
        gaps += [Line(start, start) for start in headed]
        gaps.sort(key=itemgetter(1))
    for gap in gaps:
        start = gap.end
        while lines[index].end <= start:
            index += 1
        if start <= lines[index].start or (marks and marks[-1].start == start):
            continue
        mark = read_mark(text, Line(start, lines[index].end), index)
        if mark is None or quoted(text, lines[index], start) or closes_bracket(text, lines[index], mark):
            continue
        glued = gap.start == start and start in headed
        if under_heading(text, lines[index].start, start) if glued else can_stand(text, lines[index], gap, mark):
            marks.append(Mark(*mark[:5], True))
    return marks


def under_heading(text: str, begin: int, start: int) -> bool:
    """Whether nothing but a marker and words without a stop stands before that place, behind a stop or where a line begins;
    before （一） commas may stand among them."""
    window, stop = max(begin, start - LONGEST_HEADED), STOPPED_SENTENCE if text[start] in "（(" else STOPPED
    stops = [found.end() for found in stop.finditer(text, window, start - 3)]
    marked = (place for place in (*stops[-2:], *[begin] * (window == begin)) if begins_with_marker(text, skip(text, place)))
    return any(stop.search(text, skip(text, place) + 3, start) is None for place in marked)


def skip(text: str, start: int) -> int:
    """Behind the spaces and quotation marks there."""
    while text[start:start + 1] in (" ", "\u3000", "”", "」"):
        start += 1
    return start


def can_stand(text: str, line: Line, gap: Line, mark: Mark) -> bool:
    """Whether a mark of that system may stand there inside the line, behind the stop and the spaces before it."""
    before = text[gap.start:gap.end]
    if WIDE_GAP.search(before):
        return True
    if not before:
        return line.end - line.start > LONG_LINE
    stopped, spaced = before[0] not in " \u3000", before[-1] in " \u3000"
    if spaced and line.end - line.start > LONG_LINE:
        return stopped or (mark.system.numbering in AFTER_SPACE and not text[gap.start - 1].isascii())
    if mark.system.name == "dash":
        return stopped and (line.end - line.start > LONG_LINE or are_points(text, line, mark.start))
    return stopped and mark.system.inline


def are_points(text: str, line: Line, start: int) -> bool:
    """Whether a dash inside a line is one of several points: the first of them stands behind a marker's heading, and no other
    marker before the second.

    >>> text = "（一）水利建设。——修渠。——修库。"
    >>> are_points(text, Line(0, 17), 8), are_points("他说过。——甲某。我也说过。——乙某。", Line(0, 18), 4)
    (True, False)
    """
    dashes = [found.start() + 1 for found in DASHED.finditer(text, *line)]
    if len(dashes) < 2 or dashes[0] > start:
        return False
    before = max((found.end() for found in STOPPED_SENTENCE.finditer(text, line.start, dashes[0] - 1)), default=line.start)
    behind = (found.end() for found in STOPPED_SENTENCE.finditer(text, *dashes[:2]))
    another = any(HEADS_POINTS.match(text, place) for place in behind)
    return HEADS_POINTS.match(text, before, dashes[0]) is not None and not another


def quoted(text: str, line: Line, start: int) -> bool:
    """Whether a quotation of the line is open there: 「文件指出：“一、…。二、…。”」 lists nothing of the speech's own."""
    opened = text.rfind("“", max(line.start, start - LONGEST_QUOTED), start)
    return opened >= 0 and text.find("”", opened, start) < 0 <= text.find("”", start, min(line.end, start + 10 * LONGEST_QUOTED))


def closes_bracket(text: str, line: Line, mark: Mark) -> bool:
    """Whether the mark ends with the bracket that the line has opened before it: 以（3：1）取胜, （附件：1）."""
    if text[mark.end - 1] not in "）)" or text[mark.start] in "（(":
        return False
    opened, closed = (max(text.rfind(sign, line.start, mark.start) for sign in pair) for pair in ("（(", "）)"))
    return opened > closed


def read_mark(text: str, rest: Line, line: int) -> Mark | None:
    """The marker at the beginning of the rest of that line, when there is one.

    >>> found = [read_mark(t, Line(0, len(t)), 0) for t in ("（三）", "一、二、三产业", "2.5", "十、")]
    >>> [mark and (mark.system.name, mark.number) for mark in found]
    [('paren', 3), None, None, ('comma', 10)]
    """
    found = MARKER.match(text, rest.start, rest.end)
    if found is None or found.lastgroup is None:
        return None
    system = BY_NAME[found.lastgroup]
    number = mark_number(found[0], system)
    if number is not None and text[found.end() - 1] in LISTING and counted_on(text, found.end(), rest.end, number):
        return None
    return Mark(rest.start, found.end(), system, number, line, False)


@lru_cache(KNOWN_NUMBERS)
def mark_number(written: str, system: System) -> int | None:
    """The number a marker carries; None for dashes and for 最后, which only ends a sequence."""
    if system.name == "dash":
        return None
    if system.name == "first":
        return SECOND.get(written[:2])
    if system.name == "roman_paren":
        return ROMAN.index(written[1:-1]) + 1
    counted = NUMERAL.findall(written)
    return number_value(counted[-1]) if counted else LETTERS.find(written.strip("（(")[0].upper()) + 1 or None


def counted_on(text: str, start: int, end: int, number: int) -> bool:
    """Whether another, higher number follows at once: a list of numbers, no marker."""
    found = COUNTED_ON.match(text, start, end)
    return found is not None and (number_value(found[1]) or 0) > number
