"""A speech's lines of running text in; out, its sections: opening, outline and closing."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.outline.candidates import IMPLICIT, Scene, make_scene
from pipeline.outline.levels import SUMS
from pipeline.outline.nodes import TOP, Node, grow_nodes
from pipeline.outline.search import Decision, decide, deciding, search
from pipeline.outline.weights import DOUBTFUL, WEIGHTS, confidence
from pipeline.text.characters import COMMAS, ENDS, HAN, NUMERALS
from pipeline.text.dates import DATE_LINE
from pipeline.text.greetings import SOURCE, closes
from pipeline.text.reading import Reading
from pipeline.text.records import Line, Unit

CLOSING_LINES = 6  # a closing is looked for in so many last lines
LONGEST_CLOSING = 600  # code points; an appeal that runs longer is a part of the speech
APPEAL = re.compile(  # a line from its beginning
    r"同志们|各位|朋友们|让我们|最后|谢谢|我就讲|我的讲话|祝|请(?:投|支持我|相信我|给我)|(?:今天的)?(?:会议|大会|演练|活动)?到此(?:结束|为止)|"
    rf"散会(?:[。！!{COMMAS}]|$|以?后[{COMMAS}]?请)|(?:现在|下面)?[{COMMAS}]?我提议(?:[^。]{{0,40}}(?:举杯|干杯)|[：:{COMMAS}]?$)"
)
VOCATIVE = re.compile(
    rf"(?:尊敬的|亲爱的)?[{HAN}]{{0,4}}(?P<who>[{HAN}]{{2}}(?<![我你您他她它咱人])们)(?:、[{HAN}]{{1,8}}们)*[！!{COMMAS}]"
)
CALLED = re.compile(r"让我们|希望|祝|愿|你们|请|相信|努力|加油|再见|吧|谢|大家|[！!~]$")
"""What is said to those who are spoken to, not told of them."""
WISH = re.compile("[恳敬]?请(?:大家|各位|诸位|同志们)|希望(?:大家|各位|同志们)")
"""It closes a speech, but directly under a heading it is what the heading asks for."""
SUMS_UP = re.compile(
    r"这就?是我[^，。！!]{0,14}(?:汇报|报告|发言|演讲|讲话|讲的|说的|体会|想法|设想|打算|分享)|"
    rf"以上(?:[{NUMERALS}0-9几两]+[条点个]|就?是|这些|汇报|报告|发言|意见|内容|说明)[^。]{{0,40}}(?:请|谢|不当|不妥|供|指正|希望)"
)
CONCLUSION = re.compile(r"结[ \u3000]*[语论]|结束语|小结|尾声")
"""Under such a heading the sum is what it is about."""
TRUST = re.compile("我们?(?:坚信|相信|深信)|相信(?:经过|通过|在)")
"""It closes a speech before thanks, or with an exclamation."""
TOASTED = re.compile(rf"为[^。！!]{{2,40}}[{COMMAS}]$|.*举杯[：:{COMMAS}]$")
"""A line of a toast over the next one: 为两国人民的友谊，⏎干杯！"""
SIGNED = re.compile(rf"[^{ENDS}{COMMAS}；;：:]{{2,24}}$")
"""A name or an office over the date at the end."""
SIGNATURES = 2  # such lines at most: three are verses or a list
LAST_WORDS = re.compile(r"(?<![^，,。；！!？、 \u3000])谢谢[!！。]$|(?:干杯|加油)[!！]$")
"""They close a speech, but with a long sentence before them, right under a heading, they are a part of what it is about."""
SHORT_LAST = 40  # code points
OPENING = 200  # code points at the beginning of a speech in which the audience is named


def read_outline(reading: Reading, lines: Sequence[Line]) -> tuple[Unit, ...]:
    """The sections of one speech in reading order; together they cover every line.

    >>> from pipeline.text.reading import make_reading
    >>> [(u.role, u.heading and t[slice(*u.heading)]) for t in ["同志们：\\n一、加强领导。要做好。\\n二、抓好落实。要快。"]
    ...  for u in read_outline(make_reading(t, []), [Line(0, 4), Line(5, 16), Line(17, 27)])]
    [('opening', None), ('outline', '加强领导'), ('outline', '抓好落实')]
    """
    if not lines:
        return ()
    scene = make_scene(reading, lines)
    decisions = decide(search(scene, SUMS))
    nodes = [judge(node, decisions) for node in grow_nodes(scene, [decision.move for decision in decisions])]
    for index in find_miscounted(scene, nodes):
        nodes[index] = nodes[index]._replace(defects=(*nodes[index].defects, "declared_count"))
    closing = closing_line(scene.text, lines, nodes)
    return tuple(lay_units(scene, nodes, closing))


def judge(node: Node, decisions: Sequence[Decision]) -> Node:
    """The section with the feature that decided it and how sure it is."""
    decision = decisions[node.candidate]
    sure = confidence(decision.margin)
    defects = (*node.defects, "doubtful") if sure < DOUBTFUL else node.defects
    return Node(node.mark, node.parent, node.run, defects, node.candidate, deciding(decision, WEIGHTS), sure)


def find_miscounted(scene: Scene, nodes: Sequence[Node]) -> list[int]:
    """The first items (indices among the nodes) of runs that are not as many as the words before them say."""
    runs: dict[int, list[int]] = {}
    for index, node in enumerate(nodes):
        runs.setdefault(node.run, []).append(index)
    return [
        members[0]
        for members in runs.values()
        if nodes[members[0]].mark.system is not IMPLICIT
        and scene.candidates[nodes[members[0]].candidate].words.announced not in (0, len(members))
    ]


def closing_line(text: str, lines: Sequence[Line], nodes: Sequence[Node]) -> int:
    """The index of the line where the closing begins, `len(lines)` when there is none."""
    last = max((node.mark.line + (node.mark.system.numbering == "bare") for node in nodes), default=0)
    signed = 0  # lines that sign over the date at the end, not yet passed
    begin, half, opening = len(lines), (lines[-1].end - lines[0].start) // 2, text[lines[0].start:lines[0].start + OPENING]
    for index in range(len(lines) - 1, max(last, len(lines) - 1 - CLOSING_LINES), -1):
        start, end = lines[index]
        if lines[-1].end - start > min(LONGEST_CLOSING, half):
            break
        line = text[start:end]
        called, before = VOCATIVE.match(line), opening[:start - lines[0].start]
        appeals = APPEAL.match(line) or (called and (CALLED.search(line, called.end()) or called["who"] in before))
        appeals = appeals or (SUMS_UP.match(line) and not (index == last + 1 and CONCLUSION.search(text, *lines[last])))
        wished = WISH.match(line) is not None and not (nodes and asked_for(text, lines, last, index))
        thanks = LAST_WORDS.search(line) and (index > last + 1 or not nodes or len(line) < SHORT_LAST)
        ended = begin < len(lines) or (index + 1 == len(lines) and line[-1] in "！!")
        trusted = ended and index > last + 1 and TRUST.match(line)
        toasted = begin < len(lines) and TOASTED.match(line) and "杯" in text[lines[begin].start:lines[-1].end]
        if DATE_LINE.match(line):
            begin, signed = index, count_signatures(text, lines[:index]) if index + 1 == len(lines) else 0
        elif signed or appeals or wished or thanks or trusted or toasted or closes(line) or SOURCE.match(line):
            begin, signed = index, max(0, signed - 1)
        elif begin < len(lines):
            break
    return begin


def count_signatures(text: str, above: Sequence[Line]) -> int:
    """How many lines right above a date at the end say who signed; 0 when there are more than such lines are."""
    unstopped = 0
    while unstopped < len(above) and unstopped <= SIGNATURES and SIGNED.match(text[slice(*above[-1 - unstopped])]):
        unstopped += 1
    return unstopped if unstopped <= SIGNATURES else 0


def asked_for(text: str, lines: Sequence[Line], last: int, index: int) -> bool:
    """Whether a wish stands, with others above it, right under a heading that no stop ends."""
    while index - 1 > last and WISH.match(text, *lines[index - 1]):
        index -= 1
    return index == last + 1 and text[lines[last].end - 1] not in ENDS


class Stretch(NamedTuple):
    """A stretch of the speech that becomes a unit; `node` is None for the opening and the closing."""

    start: int
    stop: int
    role: str
    node: Node | None


def lay_units(scene: Scene, nodes: Sequence[Node], closing: int) -> list[Unit]:
    """One unit per part of the speech, with depths and ends filled in."""
    parts = cut_parts(scene.text, scene.lines, nodes, closing)
    shift = int(bool(parts) and parts[0].role == "opening")
    depths: list[int] = []
    for node in nodes:
        depths.append(1 if node.parent == TOP else depths[node.parent] + 1)
    ends = [part.stop for part in parts]
    for index in range(len(nodes) - 1, -1, -1):  # children stand behind their parents
        above = nodes[index].parent
        if above != TOP:
            ends[above + shift] = max(ends[above + shift], ends[index + shift])
    units = []
    for index, part in enumerate(parts):
        if part.node is None:
            units.append(plain_unit(part))
        else:
            parent = None if part.node.parent == TOP else nodes[part.node.parent].mark.start
            units.append(outline_unit(scene, part, Place(parent, depths[index - shift], ends[index])))
    return units


def cut_parts(text: str, lines: Sequence[Line], nodes: Sequence[Node], closing: int) -> list[Stretch]:
    """The speech cut at every section's start; a part stops behind its last character that is no white space."""
    starts: list[tuple[int, str, Node | None]] = [(node.mark.start, "outline", node) for node in nodes]
    if closing < len(lines):
        starts.append((lines[closing].start, "closing", None))
    if not starts or starts[0][0] > lines[0].start:
        starts.insert(0, (lines[0].start, "opening", None))
    parts, line = [], 0
    for index, (start, role, node) in enumerate(starts):
        if index + 1 == len(starts):
            stop = lines[-1].end
        else:
            following = starts[index + 1][0]
            while line + 1 < len(lines) and lines[line + 1].start < following:
                line += 1
            stop = start + len(text[start:min(following, lines[line].end)].rstrip())
        parts.append(Stretch(start, stop, role, node))
    return parts


class Place(NamedTuple):
    """Where a section stands in the tree, and the end of its last descendant."""

    parent: int | None
    depth: int
    end: int


def plain_unit(part: Stretch) -> Unit:
    """The unit of an opening or a closing."""
    return Unit(part.start, part.start, None, part.start, part.stop, None, 1, part.role, "none", None, False, False, part.role)


def outline_unit(scene: Scene, part: Stretch, place: Place) -> Unit:
    """The unit of a section; its heading lies before its first child."""
    node = part.node
    if node is None:
        return plain_unit(part)
    mark, defects, here = node.mark, node.defects, scene.candidates[node.candidate]
    implicit = mark.system is IMPLICIT
    heading, behind = (None, mark.start) if implicit else (here.heading, here.behind)
    if heading is not None and heading[1] > part.stop:  # 二、认清形势一是…: up to its first child
        heading, behind = ((heading[0], part.stop), part.stop) if part.stop > heading[0] else (None, mark.end)
    behind = min(behind, part.stop)
    if heading is not None and heading[1] >= place.end:  # not a single sentence with its stop
        defects = (*defects, "empty_body")
    return Unit(mark.start, mark.end, heading, behind, place.end, place.parent, place.depth, "outline", mark.system.numbering,
                mark.number, mark.inline, implicit, node.rule, defects, node.confidence)
