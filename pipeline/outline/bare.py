"""The short lines of a speech in; out, those that may be headings without a number, each with what speaks for and against it."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter

from pipeline.text.addresses import HELLO
from pipeline.text.characters import COLONS, COMMAS, ENDS_PARAGRAPH, IS_HAN, NUMERALS, STOP, STOPS
from pipeline.text.dates import DATE_LINE
from pipeline.text.greetings import closes, salutation_end
from pipeline.text.markers import Mark
from pipeline.text.reading import Reading, cues_of
from pipeline.text.records import Line
from pipeline.text.systems import System

TITLE = System("title", "bare", "", ("2025年工作回顾",), (), weak=True, inline=False)
PART = System("part", "bare", "", ("2025年工作回顾",), (), weak=True, inline=False)  # over headings that have no number either
CALL = System("call", "bare", "", ("我想对老师说：",), (), weak=True, inline=False)  # what is said to each of several
SENTENCE = System("sentence", "bare", "", ("产业结构持续优化。",), (), weak=True, inline=False)
LEVELS = {(system.name, level): replace(system, level=level) for system in (TITLE, SENTENCE) for level in range(1, 7)}
ITEMS = {level: System(f"item_{level}", "item", "", (), (), inline=False) for level in range(1, 7)}
ENDING = System("ending", "bare", "", ("结束语",), (), inline=False)
CALLING = re.compile(f"[^{STOPS}，,]{{5,39}}[{COLONS}]")  # a line that leads on
LONGEST_BARE = 40  # code points of a heading on a line of its own
NO_PART = frozenset({
    "bare.telling", "bare.caption", "bare.introducing", "bare.broken", "bare.dated", "bare.speaker", "bare.calls", "bare.greets",
})
PARALLEL = 4  # headings in parallel stand at most so many lines apart
BULLETS = frozenset("•●·○◦▪■")  # of a list of sentences
GREETED = frozenset(f"{COLONS}！!")
LONE_NUMBER = 4  # code points of a paragraph's number on a line of its own
OFTEN = 2  # more than one in so many lines are no headings, if they are sentences over lines no longer than they
SHORT_SENTENCE, TWICE, FULL_LINE = 18, 2, 24  # code points of a short one; times its length, code points of a line under it
PARAGRAPH = 45  # what follows a heading is a paragraph: at least this long
ENDING_WORDS = re.compile(r"(?:结束语|结语|小[ \u3000]*结|尾[ \u3000]*声|后记)[。：:]?$")
REPORTING = re.compile(  # what parts of a report are called: 2025年工作回顾, 今后五年的主要任务, 存在的问题
    r"(?:(?:[0-9]{4}|[二〇一三四五六七八九]{4}|[xX×]{2,4})年|过去(?:[一二三四五]年|的?一年)|今后[一二三四五]年|五年来|[去今明上]年|新的一年|下一?步|"
    rf"[“「]?十[{NUMERALS}]五[”」]?(?:时期|期间)|本届).{{0,12}}(?:工作|回顾|任务|要求|目标|安排|打算|思路|成[就绩]|情况|计划|建议|设想|举措|部署|重点)$|"
    r"对?当前的?.{0,4}形势.{0,8}$|存在的?(?:主要|突出)?(?:困难|问题|不足)$|加强.{0,4}自身建设$"
)
LEADING_IN = re.compile(r"[引前导序][ \u3000]*[言论]")
# What a line says by its words, one fact a row: its name, and the shape.
SHAPES = (
    ("telling", re.compile(  # running text: 「我讲几点意见」「因此要抓紧」
        r"(?:我(?!国|省|市|县|区|州|军|党|们的)|[那她它您你祝愿]|预祝|再见|因此|所以|但|为此|对此|在此|谢|同志|"
        r"各位|请|让|如果|由于|虽|可是|不过|然而|总之|[”‘’（(〔\[【，、；：。！？])")),
    ("pointing", re.compile(r"[这他]")),
    ("relating", re.compile(
        r"(?:今天|现在|当前|目前|去年|下面|以上|同时|此外|另外|会议|刚才|总的|首先|其次|再次|最后)")),
    ("hosting", re.compile(  # who leads a meeting: what is done next, who is there
        r"(?:现在|下面|接下来|首先)?[，,]?(?:大会|会议|我们)?(?:进行|请|有请|颁发|表彰|宣读|欢迎)(?!一步)|(?:参加|出席|列席|到会)(?:今天|这次|本次)?")),
    ("caption", re.compile(
        r"第 ?\d{1,3} ?页|.*?(?:摄$|图为|资料图|新华社|来源|编辑|责编|点击|下载|"
        r"阅读|www|http|掌声|鼓掌)|.*?\|.*\||[（(][^（）()]*[)）]$|…")),
    ("introducing", re.compile(
        r".*?(?:以下|下列|如下|下述|[几以下]个方面|几[点项]|这些|这样|什么|[吗呢吧了的]。?$|主要措施|"
        rf"[{NUMERALS}两][个项条点][^，。]{{0,6}}。$)")),
    ("broken", re.compile(rf".*[{COMMAS}；;{COLONS}（(《“‘—\-－·…]$")),
    ("dated", DATE_LINE),
    ("speaker", re.compile(r"[^，。]{1,10}[：:]$|.{0,6}(?:答|问|记者)$")),
)


def find_bare(
    reading: Reading, lines: Sequence[Line], marked: set[int], paragraphs: set[int], again: Collection[int]
) -> list[tuple[Mark, tuple[str, ...]]]:
    """The lines that may be headings without a number, in reading order, with their facts; `marked` are the lines that begin
    with a marker, `paragraphs` those of them that begin with the number of a paragraph, `again` those with the 1 of a kind
    that counts anew. A heading of a level that the container states is a system of its own."""
    text = reading.twin
    cues = cues_of(reading.cues, lines)
    shorts = [
        (index, kind)
        for index, line in enumerate(lines)
        if line.end - line.start <= LONGEST_BARE and index not in marked and (kind := bare_kind(text, line))
    ]
    sizes = [line.end - line.start for line in (*lines, Line(0, 0))]
    over = {index for index, _kind in shorts if sizes[index + 1] >= max(TWICE * sizes[index], FULL_LINE)}
    on_lines = sum(kind is SENTENCE and not (index in over and sizes[index] <= SHORT_SENTENCE) for index, kind in shorts)
    if OFTEN * on_lines > len(lines) - len(marked):
        shorts = [(index, kind) for index, kind in shorts if kind is not SENTENCE]
    parts = find_parts(text, lines, shorts, marked - paragraphs)
    shorts = [(index, PART if index in parts else kind) for index, kind in shorts]
    shorts = sorted([*shorts, *((index, CALL) for index in find_calls(text, lines, marked))], key=itemgetter(0))
    likes = likeness(text, lines, shorts)
    opened = sum(text[line.end - 1] not in ENDS_PARAGRAPH for line in lines) - sum(kind is TITLE for _i, kind in shorts)
    common: tuple[str, ...] = ("bare.broken_lines",) if 4 * opened > len(lines) else ()
    if cues and not any(cue.kind == "item" for cue in cues.values()):
        common += ("bare.page_has_cues",)
    found = []
    for index, kind in shorts:
        cue = cues.get(index)
        if index + 1 < len(lines) or cue:
            system = LEVELS.get((kind.name, cue.level), kind) if cue and cue.kind == "heading" else kind
            if kind is PART:
                placed = ["part.heading"]
            else:
                placed = [*place_facts(text, lines, index, marked - paragraphs, again), *likes[index]]
            if index - 1 in parts or kind is CALL:
                placed = [*(fact for fact in placed if fact != "bare.under_short_line"), *["part.first"] * (index - 1 in parts)]
            facts = (*line_facts(text, lines[index], TITLE if kind is PART else kind), *placed)
            mark = Mark(lines[index].start, lines[index].start, system, None, index, False)
            found.append((mark, (*facts, *([f"cue.{cue.kind}"] if cue else []), *common)))
    return found


def find_calls(text: str, lines: Sequence[Line], marked: set[int]) -> list[int]:
    """The lines that lead on to what is said to each of several: 我想对老师说： … 我想对家长说："""
    leading = [index for index, line in enumerate(lines) if index not in marked and CALLING.fullmatch(text, *line)]
    shapes = {index: text[lines[index].start:lines[index].start + 3] + text[lines[index].end - 2] for index in leading}
    different = {(shape, text[slice(*lines[index])]) for index, shape in shapes.items()}  # who speaks says the same again
    often = Counter(shape for shape, _said in different)
    return [index for index in leading if often[shapes[index]] > 1]


def find_parts(text: str, lines: Sequence[Line], shorts: Sequence[tuple[int, System]], marked: set[int]) -> set[int]:
    """The titles right above another title that has a paragraph below: on two levels, when there are several of them."""
    found = set()
    for (index, kind), (below, other) in pairwise(shorts):
        titled = kind is TITLE is other and below == index + 1 < len(lines) - 1
        text_at = below + 1 + (below + 2 < len(lines) and lines[below + 1].end - lines[below + 1].start <= LONE_NUMBER)
        if titled and below + 1 not in marked and lines[text_at].end - lines[text_at].start >= PARAGRAPH:
            headed = index == 0 or text[lines[index - 1].end - 1] in ENDS_PARAGRAPH
            if headed and not any(NO_PART.isdisjoint(line_facts(text, lines[one], TITLE)) is False for one in (index, below)):
                found.add(index)
    titles = {index for index, kind in shorts if kind is TITLE}
    told = {index for index in titles if REPORTING.match(text, *lines[index])}
    if 1 < len(told) < len(shorts) - 1:
        found |= told
    beside = {index for index in titles if LEADING_IN.fullmatch(text, *lines[index])}
    return found | beside if len(found) > 1 else set()


def find_items(reading: Reading, lines: Sequence[Line], marked: set[int]) -> list[Mark]:
    """The items of numbered lists, whose numbers a browser or Word shows and no character of the text says."""
    return [
        Mark(lines[index].start, lines[index].start, ITEMS[cue.level], cue.number, index, False)
        for index, cue in cues_of(reading.cues, lines).items()
        if cue.kind == "item" and cue.number is not None and cue.level in ITEMS and index not in marked
    ]


def bare_kind(text: str, line: Line) -> System | None:
    """Whether the line could be a title (no stop), a sentence as heading, an ending; None when it is neither.

    >>> [(found := bare_kind(t, Line(0, len(t)))) and found.name for t in ("去年工作回顾", "产业优化。", "结语", "好；", "二、")]
    ['title', 'sentence', 'ending', None, None]
    """
    last = text[line.end - 1]
    if ENDING_WORDS.match(text, line.start, line.end):
        return ENDING
    if last == "。":
        listed = text[line.start] in BULLETS or STOP.search(text, line.start, line.end - 1) is not None
        return None if listed else SENTENCE
    if last in f"{COMMAS}；;{COLONS}" or line.end - line.start < 2:
        return None
    stop = STOP.search(text, line.start, line.end)
    return TITLE if stop is None or stop.start() == line.end - 1 else None


def bare_name(system: System, here: System) -> str:
    """What a heading without a number is called beside another section: of the level above only beside others without one."""
    return TITLE.name if system is PART and here.numbering != "bare" else system.name


def line_facts(text: str, line: Line, kind: System) -> list[str]:
    """What the words and the length of a line say."""
    words, length = text[line.start:line.end], line.end - line.start
    facts = [f"bare.{kind.name}", f"{kind.name}.{'brief' if length <= 6 else 'short' if length <= 24 else 'long'}"]
    facts += [f"bare.{name}" for name, shape in SHAPES if shape.match(words)]
    commas = words.count("，") + words.count(",")
    if commas:
        facts.append(f"{kind.name}.commas" if commas > 1 else f"{kind.name}.comma")
    if words[-1] in "！!？?…":
        facts.append("bare.asks" if words[-1] in "？?" else "bare.calls")
    if words[0] in "“「《" and length - words.find(words[0]) < 24:
        facts.append("bare.quotes")
    if kind is TITLE and REPORTING.match(words):
        facts.append("bare.reporting")
    if 2 * len(IS_HAN.findall(words)) < length:
        facts.append("bare.few_han")
    greeting = words if words[-1] in "：:！!" else words + "："
    if HELLO.match(words.rstrip("！!。")) or (words[-1] in "！!" and closes(words)) or salutation_end(greeting):
        facts.append("bare.greets")
    return facts


def place_facts(text: str, lines: Sequence[Line], index: int, marked: set[int], again: Collection[int]) -> list[str]:
    """What the lines around say: whether a paragraph ended before and one begins behind."""
    facts = []
    if index == 0:
        facts.append("bare.first_line")
    elif index - 1 in marked:
        facts.append("bare.under_marker")
    elif text[lines[index - 1].end - 1] not in ENDS_PARAGRAPH:
        above = lines[index - 1]
        facts.append("bare.under_open_line" if above.end - above.start > LONGEST_BARE else "bare.under_short_line")
    if index + 1 in marked:
        return [*facts, "bare.over_restart" if index + 1 in again else "bare.over_marker"]
    if index + 1 >= len(lines):
        return [*facts, "bare.last_line"]
    start, end = lines[index + 1]
    if greets(text, lines, index + 1):
        facts.append("bare.over_greeting")
    if any(DATE_LINE.match(text, *below) for below in lines[index + 1:index + 3]):
        facts.append("bare.over_date")
    long, ended = end - start >= PARAGRAPH, text[end - 1] in ENDS_PARAGRAPH
    facts.append("bare.over_paragraph" if long and ended else "bare.over_open_line" if long else "bare.over_short_line")
    if index + 2 in marked and not long:
        facts.append("bare.over_lead")
    return facts


def greets(text: str, lines: Sequence[Line], index: int) -> bool:
    """Whether the line with that index is there and is nothing but a greeting."""
    if index >= len(lines) or lines[index].end - lines[index].start > LONGEST_BARE:
        return False
    words = text[slice(*lines[index])]
    return words[-1] in GREETED and salutation_end(words) >= len(words) - 1


def likeness(text: str, lines: Sequence[Line], shorts: Sequence[tuple[int, System]]) -> dict[int, list[str]]:
    """What the other lines of its kind say of each: how many there are, and whether the nearest look alike."""
    counts = Counter(kind.name for _index, kind in shorts)
    facts: dict[int, list[str]] = {}
    for index, kind in shorts:
        count = counts[kind.name]
        facts[index] = [f"{kind.name}.{'alone' if count == 1 else 'pair' if count < 3 else 'several' if count < 8 else 'many'}"]
    for system in (TITLE, SENTENCE):
        group = [index for index, kind in shorts if kind is system]
        for first, second in pairwise(group):
            (start, end), (other, other_end) = lines[first], lines[second]
            same = [
                name for name, holds in (
                    ("near", 1 < second - first <= PARALLEL), ("touching", second - first == 1),
                    ("same_start", text[start:start + 2] == text[other:other + 2]),
                    ("same_end", text[end - 3:end] == text[other_end - 3:other_end]),
                    ("same_length", abs((end - start) - (other_end - other)) <= 2),
                ) if holds
            ]
            for name in same:
                for place in (first, second):
                    fact = f"{system.name}.{name}"
                    facts[place].append(fact if fact not in facts[place] else f"{fact}_both")
    return facts
