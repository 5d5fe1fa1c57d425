"""The last words before a run in; out, what they announce: a number of points, the speaker's own points, an agenda."""

import re
from collections.abc import Sequence
from itertools import accumulate, islice
from operator import sub
from typing import NamedTuple

from pipeline.text.characters import COLONS, ENDS_PARAGRAPH, NUMERALS, QUOTED, STOP, STOPS
from pipeline.text.leads import begins
from pipeline.text.markers import Mark, read_mark
from pipeline.text.numerals import number_value
from pipeline.text.records import Line

ANNOUNCING = 150  # code points before its end in which a paragraph may announce
JUST_BEFORE = 50  # code points before the first item
# Not 「第三个方面」, not 「两方面的工作都要做，…」.
ANNOUNCED = re.compile(
    rf"(?<![第0-9{NUMERALS}])([{NUMERALS}两]{{1,2}}|[0-9]{{1,2}})(?:个|项|大|条|点)?"
    r"(?:方面|问题|意见|要求|环节|重点|任务|措施|建议|原因|工作|希望|体会|关系|点|条|项|件事)"
    r"(?P<end>[^，。,；;]{0,8}[。：:；]?$)?"
)
# A line that leads to a list without a colon.
LEADING = re.compile(
    rf"(?:以下|下列|如下|下述|下面|[这样])[几{NUMERALS}两0-9]{{1,2}}(?:个|项|大|条|点)?[^，。,；;]{{0,10}}[。：:]?$|"
    r"(?:如下|以下)[^，。,；;]{0,4}[。：:]?$"
)
# The speaker announces his own points: the outline of the speech, not a list inside a section.
SPEAKING = re.compile(
    r"(?:我|下面|接下来|[再先])[^。！？!?；;]{0,24}(?:讲|谈|提|说|强调|安排|部署)(?:以下|如下|下列)?"
    rf"[几{NUMERALS}两0-9]{{1,2}}(?:个|项|条)?(?:方面|点|问题|意见|要求|建议)"
    r"[^，。,]{0,12}[。：:；]?$|"
    rf"我[^。！？!?；;]{{0,16}}(?:从|做好|做到|抓好|开展|努力)(?:以下|如下|下列)?[几{NUMERALS}两0-9]{{1,2}}(?:个|项|条)?(?:方面|点|件事)[^，。,]{{0,12}}[：:]$"
)
# Not 程序, which is mostly asked for: 「会议要规范程序：一是…」.
AGENDA_WORDS = re.compile(
    r"(?:会|会议|今天|典礼|仪式|活动)[^。！？!?；;]{0,14}(?:议程|流程|程序|安排)[^。！？!?；;，,]{0,14}[：:。，,]?$"
)
# What minutes say above a list of what was laid before a council, or decided by it.
LAID_BEFORE = re.compile(r"(?:决定|报告|讨论|协商|审查)事项[：:]?$")
# What an agenda's item says: what is done, or who speaks.
AGENDA_ITEM = re.compile(
    r"(?:听取|通报|表彰|宣读|颁奖|选举|审议|全体起立|奏唱|奏国歌|合影|请[^。；;，,\n]{0,24}(?:讲话|致|发言|"
    r"上台|颁|授|宣布|宣读|通报|就座|入场|[作做][^。；;，,\n]{0,8}(?:报告|发言|讲话|介绍|部署|安排|说明|动员)))|"
    r"(?:[上中下]午|晚上)?[0-9]{1,2}\s*[:：]\s*[0-9]{2}\s*[-—~－至到]|"
    r"为[^。；;，,\n]{1,12}(?:颁|授|揭)|通过[^。；;，,\n]{0,20}(?:议程|名单|办法|报告|决议|草案)|(?:典型|表态|交流|大会)发言|"
    r"[^。；;，,\n]{0,12}(?:同志|领导|[校镇县市局院部乡村]长|书记|主任|代表)(?:就[^。；;，,\n]{0,24})?(?:作|做|上台)?[^。；;，,\n]{0,4}(?:总结|讲话|发言|致辞|报告|宣读|颁奖)"
)
# What minutes say below an item.
DECIDED = re.compile(r"(?:决定|决议|表决|表决结果|审议结果|审查意见|会议决定|处理情形|说明|办法)[：:]")
# A paragraph that begins so turns to the audience: it is no part of the last item of a list, though of the section above.
TURNING = re.compile(r"(?:同志们|各位|朋友们|女士们|[老同][师学]们|家长们|乡亲们)[^。，,]{0,16}[！!，,：:]")
# A paragraph that begins so looks back over a list that is at its end.
LOOKING_BACK = re.compile(
    r"(?:以上|总之|总的来说|综上|总起来|由此可见|上述|这些就是|在[^，,。]{0,6}上述[^，,。]{0,8}同时|"
    r"(?:同时[，,]?)?(?:我们)?(?:也|还|必须|要)?(?:清醒|深刻)地?(?:看到|认识到|体会到)|"
    r"[^，,。]{0,6}(?:实践|经验)[^，,。]{0,4}(?:使我们|让我们|告诉|证明|启示|表明))"
)
# A paragraph that begins so speaks of all that the sections above told, or of another time: it is no part of the last of them.
ADDRESSED = r"(?:(?:各位代表|同志们|各位委员)[，,！!：:\s]*)?"
PERIOD = (  # not 年轻干部, 九年义务教育
    rf"(?:回顾|回首|总结|纵观|(?:过去的?|这|近)[{NUMERALS}几两0-9]{{0,3}}年(?:多?来|间)?|"
    rf"[{NUMERALS}几两0-9]{{1,3}}年(?:多?来|间|(?=的|历程|实践|工作)))"
)
WIDENING = re.compile(
    rf"{ADDRESSED}(?:{PERIOD}[，,]?[^，。,0-9]{{0,14}}(?:年|实践|工作|成绩|经验|历程|变化)|"
    r"(?:在)?(?:肯定|看到|总结|取得)[^，。,]{0,8}成绩的同时|(?:工作中|当前|同时|但)?[，,]?(?:我们)?(?:也|还)?存在[^，。,]{0,12}(?:问题|困难|不足|差距)|"
    r"(?:[0-9]{4}|明)年[，,][^。：:]{0,24}(?:将|要|重点|着力|突出)[^。：:]{0,24}[：:]|(?:岁末年初|年末岁尾|年终岁尾))|"
    r"在[^，。,]{2,16}(?:实践|工作|过程)中[，,]我们[^。：:]{0,30}(?:经验|体会|启示|认识)|"
    r"(?:各位代表|同志们)[，,！!：:][^：:]{0,90}(?:民生|惠民|利民|为民)[^：:]{0,6}实事"
)
# What the heading of a part says that reviews some years, or tells of the year to come.
REVIEWING = re.compile(r"回顾|总结|[年期届][^，。]{0,6}(?:工作|成绩|情况|任务|安排|打算)|过去|今后|形势|目标|工作的?情况")
SUMMING_UP = re.compile(
    rf"{ADDRESSED}(?:{PERIOD}[，,]?|在[^，。,]{{2,16}}中[，,]我们|(?:以上|这些)就?是[^。]{{0,30}}。)[^。]{{0,40}}"
    "(?:体会|认识|启示|经验|深感|懂得|告诉|证明|表明)"
)
SENTENCE_END = re.compile(f"[{STOPS}](?=[^{STOPS}{QUOTED}])")
may_turn, may_widen = begins(TURNING), begins(WIDENING)
# 首先，我代表县委向大家表示感谢 counts nothing.
THANKS = re.compile(r"[^。！；\n]{0,40}(?:感谢|谢意|祝贺|恭喜|问候|慰问|敬意|欢迎|祝)")
NUMBER = re.compile(rf"[{NUMERALS}]+|[0-9]+|[①-⑳]")
COMMA = re.compile("[，,]")
HEADING = 30  # code points of a heading in which a part says that it reviews
RUNNING_LINE = 60  # code points of a line of running text
FARTHEST = 2000  # code points between the items of a list in a line
SAID = re.compile(r"[^。；;！？!?：:\n]{2,40}(?![^。；;！？!?：:\n])")
SAYS = re.compile("[，,]?我[还再]?[想要]说")  # 最后，我想说


class Hints(NamedTuple):
    """What the words before a run say: how many items they announce (0: nothing), whether they lead to a list, whether the
    speaker announces his points, whether the paragraph before speaks of just so many things, and whether it is an agenda;
    `cut`: the text breaks off, so that the items behind the first are not there."""

    announced: int
    introduced: bool
    spoken: bool
    called: bool
    agenda: bool
    agenda_item: bool
    cut: bool


NOTHING = Hints(0, False, False, False, False, False, False)


def read_words(text: str, lines: list[Line], mark: Mark, count: int) -> Hints:
    """What is said before a mark that could begin a run of so many items."""
    if mark.number is not None and mark.number > 1:
        return NOTHING
    item = AGENDA_ITEM.match(text, mark.end) is not None
    if not mark.inline and not mark.line:
        return NOTHING._replace(agenda_item=item)
    line = lines[mark.line - (not mark.inline)]
    end = mark.start if mark.inline else line.end
    start = max(line.start, end - JUST_BEFORE)
    spoken = SPEAKING.search(text, start, end) is not None
    return Hints(
        next((number_value(found[1]) or 0 for found in ANNOUNCED.finditer(text, start, end) if found["end"]), 0),
        spoken or text[end - 1] in COLONS or LEADING.search(text, start, end) is not None,
        spoken,
        not mark.inline and mark.number == 1 and text[end - 1] not in COLONS and count in counts_in(text, line),
        AGENDA_WORDS.search(text, start, end) is not None,
        item,
        breaks_off(text, lines[-1]),
    )


def breaks_off(text: str, line: Line) -> bool:
    """Whether a text ends in the middle of a sentence: in dots, or a long last line without a stop.

    >>> breaks_off("把防火的准备做好...", Line(0, 11)), breaks_off("把防火的准备做好。", Line(0, 9))
    (True, False)
    """
    dots = text[line.end - 1] == "…" or text.endswith("...", line.start, line.end)
    return dots or (line.end - line.start > JUST_BEFORE and text[line.end - 1] not in ENDS_PARAGRAPH)


def counts_in(text: str, line: Line) -> set[int]:
    """The numbers of things that a paragraph speaks of.

    >>> sorted(counts_in("继续办好十方面民生实事，抓好三项工作。", Line(0, 19)))
    [3, 10]
    """
    return {number_value(found[1]) or 0 for found in ANNOUNCED.finditer(text, max(line.start, line.end - ANNOUNCING), line.end)}


def begun_in_sentence(text: str, line: Line, mark: Mark) -> bool:
    """Whether the first item of an inline marker's form stands in the middle of a sentence: 「原因有两个,一是…;二是…」.

    >>> from pipeline.text.markers import find_marks
    >>> for text in ("有两点,一是学;二是干。", "有两点。一是学;二是干。"):
    ...     [begun_in_sentence(text, Line(0, 12), mark) for mark in find_marks(text, [Line(0, 12)])]
    [True]
    [False, False]
    """
    if not mark.number or mark.number == 1:
        return False
    first = NUMBER.sub(first_of, text[mark.start:mark.end], count=1)
    found = text.rfind(first, max(line.start, mark.start - FARTHEST), mark.start)
    return found > line.start and text[found - 1] not in f"{STOPS} \u3000{QUOTED}）)"


def count_told(text: str, lines: Sequence[Line]) -> list[tuple[int, ...]]:
    """How many of the lines above each, and above the end, begin in each way to turn from what was told: to the audience, back
    over a list, to more than that, to what it has taught."""
    turns = [may_turn(text[start]) and TURNING.match(text, start, end) is not None for start, end in lines]
    looks = [LOOKING_BACK.match(text, *line) is not None for line in lines]
    wide = [may_widen(text[start]) and WIDENING.match(text, start, end) is not None for start, end in lines]
    all_told = [widened or looked for widened, looked in zip(wide, looks, strict=True)]
    sums = [told and SUMMING_UP.match(text, *line) is not None for told, line in zip(all_told, lines, strict=True)]
    return [*zip(*(accumulate(told, initial=0) for told in (turns, looks, wide, sums)), strict=True)]


def told_inside(text: str, start: int, end: int) -> tuple[str, ...]:
    """How the sentences between two places of one line turn from what was told before them.

    >>> [told_inside(text, 0, len(text)) for text in ("渠通了。五年来的工作告诉我们：", "渠通了。九年义务教育工作要抓紧：")]
    [('leave.widened', 'leave.summed_up'), ()]
    """
    begun = (stop.end() for stop in SENTENCE_END.finditer(text, max(start, end - ANNOUNCING - JUST_BEFORE), end))
    found = [begin for begin in begun if may_widen(text[begin]) and WIDENING.match(text, begin, end)] if end > start else []
    summed = any(SUMMING_UP.match(text, begin, end) for begin in found)
    return (*["leave.widened"] * bool(found), *["leave.summed_up"] * summed)


def turned_from(told: Sequence[tuple[int, ...]], first: int, last: int, on: int) -> list[str]:
    """How the lines from `first` up to `last`, exclusive, turn from what a run has told; `on`: whether it goes on."""
    if last <= first or told[last] == told[first]:
        return []
    turns, looks, wide, sums = map(sub, told[last], told[first])
    named = []
    if turns:
        named.append("leave.turned" if on else "leave.turned_at_end")
    if looks:
        named.append("leave.looked_back")
    if wide:
        named.append("leave.widened" if wide == 1 else "leave.widened_more")
    if sums:
        named.append("leave.summed_up")
    return named


def between(counts: Sequence[int], first: int, last: int) -> int:
    """How many lines from `first` up to `last`, exclusive, were counted."""
    return counts[last] - counts[first] if last > first else 0


def counts_on(text: str, line: Line, mark: Mark) -> bool:
    """Whether the next number follows behind a comma of the same sentence: 「第一是调查，第二是调查，第三还是调查。」"""
    stop = STOP.search(text, mark.end, min(line.end, mark.end + RUNNING_LINE))
    end = stop.start() if stop else line.end
    return any(
        (found := read_mark(text, Line(comma.end(), end), mark.line)) and found.system is mark.system
        and mark.number is not None and found.number == mark.number + 1
        for comma in islice(COMMA.finditer(text, mark.end, min(end, mark.end + RUNNING_LINE)), 5)
    )


def noted(text: str, mark: Mark) -> bool:
    """Whether a circled number stands again below, where its note may be, or no three of them make a list."""
    return text.find(text[mark.start], mark.end) >= 0 or "③" not in text


def widens(told: Sequence[tuple[int, ...]], first: int, last: int) -> bool:
    """Whether one of the lines from `first` up to `last`, exclusive, speaks of more than the section above them."""
    return last > first and told[last][2:] != told[first][2:]


def widened_under(line: str) -> str:
    """What the rest of a section's first line says of a list behind words on all that was told: whether it belongs there."""
    return "stay.widened_review" if REVIEWING.search(line, 0, HEADING) else "stay.widened_topic"


def first_of(found: re.Match[str]) -> str:
    """The 1 of the form in which a number is written."""
    forms = (("①", "⑳", "①"), ("0", "9", "1"))
    return next((one for low, high, one in forms if low <= found[0][0] <= high), "一")


def said_by(text: str, lines: Sequence[Line], mark: Mark) -> str:
    """The number and the words up to the first stop of a line that begins with a number; nothing for others and for long ones."""
    if mark.inline or not mark.number:
        return ""
    found = SAID.match(text, mark.end, lines[mark.line].end)
    return text[mark.start:found.end()] if found else ""
