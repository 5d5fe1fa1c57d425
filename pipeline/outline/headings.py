"""A marker's end or a short line in; out, where its heading ends, or what kind of heading without a number the line may be."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.text.addresses import HELLO
from pipeline.text.characters import COLONS, COMMAS, IS_HAN, NUMERALS, QUOTED, STOP
from pipeline.text.dates import DATE_LINE
from pipeline.text.greetings import closes, salutation_end
from pipeline.text.records import Line
from pipeline.text.systems import System

LONGEST = 50  # code points; beyond, the marker opens a paragraph without a heading
TITLE = System("title", "bare", "", ("2025年工作回顾",), (), weak=True, inline=False)
PART = System("part", "bare", "", ("2025年工作回顾",), (), weak=True, inline=False)  # over headings that have no number either
SHORT_FOREIGN = 9  # code points: Part One. may be a heading, a sentence in another language is none
CALL = System("call", "bare", "", ("我想对老师说：",), (), weak=True, inline=False)  # what is said to each of several
SENTENCE = System("sentence", "bare", "", ("产业结构持续优化。",), (), weak=True, inline=False)
LEVELS = {(system.name, level): replace(system, level=level) for system in (TITLE, SENTENCE) for level in range(1, 7)}
ITEMS = {level: System(f"item_{level}", "item", "", (), (), inline=False) for level in range(1, 7)}
ENDING = System("ending", "bare", "", ("结束语",), (), inline=False)
ENDING_NAMES = r"结束语|结语|小[ \u3000]*结|尾[ \u3000]*声|后记"
ENDING_WORDS = re.compile(f"(?:{ENDING_NAMES})[。：:]?$")
# What a line says by its words, one fact a row: its name, and the shape.
SHAPES = (
    ("telling", re.compile(  # running text: 「我讲几点意见」「因此要抓紧」
        r"(?:我(?!国|省|市|县|区|州|军|党|们的)|[那她它您你祝愿]|预祝|再见|因此|所以|但|为此|对此|在此|谢|同志|"
        r"各位|[同老先女朋家学]\w{1,3}们[，,]|请|让|值此|借此|如果|由于|虽|可是|不过|然而|总之|[”‘’（(〔\[【，、；：。！？])")),
    ("pointing", re.compile(r"[这他]")),
    ("relating", re.compile(
        r"(?:今天|现在|当前|目前|去年|下面|以上|同时|此外|另外|会议|刚才|总的|首先|其次|再次|最后)")),
    ("hosting", re.compile(  # who leads a meeting: what is done next, who is there
        r"(?:现在|下面|接下来|首先)?[，,]?(?:大会|会议|我们)?(?:进行|请|有请|颁发|表彰|宣读|欢迎)(?!一步)|(?:参加|出席|列席|到会)(?:今天|这次|本次)?")),
    ("caption", re.compile(
        r"第 ?\d{1,3} ?页|.*?(?:摄$|图为|资料图|新华社|来源|编辑|责编|点击|下载|"
        r"阅读|www|http|掌声|鼓掌)|.*?\|.*\||[（(][^（）()]*[)）]$|…")),
    ("introducing", re.compile(
        r".*?(?:以下|下列|如下|下述|[几以下]个方面|几[点项]|这些|这样|什么(?!.*[？?]$)|[吗呢吧了的]。?$|主要措施|"
        rf"[{NUMERALS}两][个项条点][^，。]{{0,6}}。$)")),
    ("broken", re.compile(rf".*[{COMMAS}；;{COLONS}（(《“‘—\-－·…]$")),
    ("dated", DATE_LINE),
    ("speaker", re.compile(r"[^，。]{1,10}[：:]$|.{0,6}(?:答|问|记者)$")),
)


def heading_span(text: str, start: int, lines: Sequence[Line], line: int) -> tuple[tuple[int, int] | None, int]:
    """The heading behind a marker that ends at `start` in that line, and where the text behind it begins.

    The heading of a marker that stands alone is looked for in the next line; behind a bare number (一) only where that line
    is nothing but a heading, because a paragraph may follow such a number at once.

    >>> heading_span("一、加强领导。要…", 2, [Line(0, 9)], 0)
    ((2, 6), 7)
    """
    end = lines[line].end
    begin = skip_spaces(text, start, end)
    if begin >= end:
        if line + 1 >= len(lines):
            return None, start
        begin, end = lines[line + 1]
        bare = text[start - 1] in NUMERALS and text[lines[line].start] != "第"
        if bare and (end - begin > LONGEST or STOP.search(text, begin, end)):
            return None, begin
    found = STOP.search(text, begin, min(end, begin + LONGEST + 1))
    stop = found.start() if found else end
    if stop - begin > LONGEST or stop == begin:
        return None, begin
    last = stop
    while text[last - 1].isspace():
        last -= 1
    return (begin, last), behind_stop(text, stop, end)


def skip_spaces(text: str, start: int, end: int) -> int:
    """The offset of the first character that is no space, `end` when there is none."""
    while start < end and text[start].isspace():
        start += 1
    return start


def behind_stop(text: str, stop: int, end: int) -> int:
    """Where the text begins behind the stop of a heading, closing quotation marks and spaces included in the stop."""
    while stop < end and (STOP.match(text, stop) or text[stop] in QUOTED):
        stop += 1
    return skip_spaces(text, stop, end)


def bare_kind(text: str, line: Line) -> System | None:
    """Whether the line could be a title (no stop), a sentence as heading, an ending; None when it is neither.

    >>> [(found := bare_kind(t, Line(0, len(t)))) and found.name for t in ("去年工作回顾", "产业优化。", "结语", "好；", "二、")]
    ['title', 'sentence', 'ending', None, None]
    """
    last = text[line.end - 1]
    if ENDING_WORDS.match(text, line.start, line.end):
        return ENDING
    if last == "." and line.end - line.start > SHORT_FOREIGN and IS_HAN.search(text, line.start, line.end) is None:
        return None  # a sentence in another language
    if last == "。":
        return SENTENCE if STOP.search(text, line.start, line.end - 1) is None else None
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
    if 2 * len(IS_HAN.findall(words)) < length:
        facts.append("bare.few_han")
    greeting = words if words[-1] in "：:！!" else words + "："
    if HELLO.match(words.rstrip("！!。")) or (words[-1] in "！!" and closes(words)) or salutation_end(greeting):
        facts.append("bare.greets")
    return facts
