"""Lines of running text in; out, every marker that could open a section: at a line's beginning, or inside behind a stop."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.text.characters import COMMAS, COUNTING, HAN, NUMERALS, QUOTED, STOPS
from pipeline.text.numerals import NUMERAL, SYMBOLS, number_value
from pipeline.text.records import Line


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """One way of numbering. `kin`: systems whose sequence it may carry on (a lost comma, converted numerals).

    `rank` is its usual place in documents (1 above 2; None: anywhere), asked only where the sequence leaves a doubt.
    `weak`: a single one proves nothing, a run of two does. `inline`: may begin a sentence inside a line.
    `begins`: False when it never begins a sequence, only carries one on. `level`: that of headings which the container marks.
    """

    name: str
    numbering: str
    pattern: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    kin: tuple[str, ...] = ()
    rank: int | None = None
    weak: bool = False
    inline: bool = True
    begins: bool = True
    level: int = 0


CHINESE = rf"[{COUNTING}]{{1,4}}+"  # possessive: 第十四届 is not 第十 and a word
ARABIC = r"[0-9]{1,3}+"
COUNT = rf"(?:{CHINESE}|{ARABIC})"
GAP = r"[ \u3000]{0,3}"
# 第一 before these counts things (第一次, 第二产业, 第三季度) and opens nothing.
COUNTED = "产季次书届名位个条章节项批期线年天代步阶任时大台轮场版号类份方点层把手责目防屏底世春部间副家人种卷集课讲组艘架辆"
COUNTED += "站套支等句段例师军党医中高职实故"

LAST = "(?:最后(?:一[个点条])?[，,])?"  # 最后，第六， is one marker
NAMED = "问题|要求|任务|措施|举措|建议|希望|目标|原因|体会|感悟|启示|故事|案例|重点|关键词"
LETTERS = "ABCDEFGH"
WISHING = "[，,]?(?:再次|衷心|请允许我|借此机会|我){0,2}(?:祝|预祝|谢谢|感谢)"  # ends a speech and counts nothing

SYSTEMS = (
    System("chapter", "chapter", rf"第{GAP}(?:{CHINESE}|{ARABIC}){GAP}章[、，,:：]?",
        ("第一章 总则", "第2章"), ("第一，", "一章"), rank=0, inline=False),
    System("part", "chapter", rf"第{GAP}(?:{CHINESE}|{ARABIC}){GAP}(?:部分|编)[、，,:：]?",
        ("第一部分 回顾", "第二编"), ("一部分",), rank=0, inline=False),
    System("named", "other", rf"(?:{NAMED})之?{COUNT}[：:，,、]",
        ("问题之一：", "要求二：", "关键词3："), ("问题一大堆：", "要求一律"), rank=3, weak=True, inline=False),
    System("section", "chapter", rf"第{GAP}(?:{CHINESE}|{ARABIC}){GAP}节[、，,:：]?(?![课约日能省])",
        ("第一节 目标",), ("第一节课",), rank=1, inline=False),
    System("stage", "other", rf"第{COUNT}(?:阶段|步)[，,、：:]",
        ("第一阶段，", "第二步："), ("第一阶段的", "第一步棋"), rank=1, weak=True),
    System("point", "di",
        rf"{LAST}(?:第{GAP}{COUNT}|头一){GAP}(?:个[^\W\d_{NUMERALS}百的]{{0,4}}?|方面|点(?:希望|要求|意见|建议)?|层意思|"
        r"条|句话?|件(?:事情?)?)(?:[，,、：:]|(?:就?是|要)(?![非否素])[，,：:]?)",
        ("第一点，", "第一个方面：", "第一个问题是", "第二点希望：", "第三句话，", "第一个希望，", "第一个目标是", "第八点：",
         "第三点是", "最后一点，第八点：", "头一件，", "第四个问题是，"),
        ("第一个百年", "第一项:", "第一条规定", "第一个五年计划，"), kin=("di", "first"), rank=3),
    System("di", "di",
        rf"{LAST}第{GAP}{COUNT}(?:{GAP}[，,、：:．.]|就?是|要(?![务素义位件])|[ \u3000\t]+(?=\S)|(?=[ \u3000]*$))",
        ("第一，", "第二、", "第一是", "第二", "最后，第六，"), ("第一产业", "第二季度", "第一次", "第一书记", "第一要务"),
        kin=("point", "first", "yi_shi"), rank=3),
    System("di_lost", "di", rf"第{CHINESE}(?=[^\W\d_])(?![{COUNTED}])",
        ("第三纪律要求",), ("第三产业", "第一书记", "第二季度", "第十四届"), kin=("di",), inline=False, begins=False),
    System("yi_shi", "yi", rf"(?:{CHINESE}|[0-9]{{1,2}})(?:[个条]|则)?是(?![非否])",
        ("一是", "二是", "一个是", "1是"), ("一时", "一方面", "是一"), kin=("yi_yao", "di"), weak=True),
    System("yi_ze", "yi", rf"{CHINESE}则[，,]?(?![新消寓故笑启通公告短日以])",
        ("一则", "二则，"), ("一则新闻", "一则以喜"), kin=("yi_shi",), weak=True),
    System("yi_yao", "yi",
        rf"(?:{CHINESE}|[0-9]{{1,2}})(?:个)?要(?![素件闻塞害员]|点(?!面)|务(?![实必])|人(?![人民]))",
        ("一要", "十要", "四要务实"), ("一要素", "一手抓", "一要务"), kin=("yi_shi",), weak=True),
    System("other_one", "other", rf"其{CHINESE}(?:[，,、：:]|是)",
        ("其一，", "其二是"), ("其一生",), weak=True),
    System("first", "first", rf"(?:首先|其次|再次|再者|最后(?!{WISHING}))(?:[，,、：:]|(?:是|要)(?=\S))?",
        ("首先，", "其次", "最后，"), ("首要", "其它", "最后，祝", "最后谢谢"), kin=("di",), weak=True, inline=False),
    System("formal", "comma", r"[壹贰叁参肆伍陆柒捌玖拾]{1,3}[、，,．.：: \u3000]",
        ("壹、", "贰、", "参、"), ("叁佰", "参考、"), rank=0, inline=False),
    System("comma", "comma", rf"(?:{CHINESE}|－){GAP}[、．.^]",
        ("一、", "十二、", "三．", "－、"), ("一年", "一手抓", "二〇二〇年"), kin=("comma_comma", "comma_space", "comma_colon"),
        rank=1),
    System("comma_colon", "comma", rf"{CHINESE}[：:](?=\S)",
        ("一：总", "二:分"), ("一：",), kin=("comma",), rank=1, weak=True, inline=False),
    System("comma_comma", "comma", rf"{CHINESE}[，,]",
        ("一，", "二,"), ("一二",), kin=("comma", "comma_colon"), rank=1, weak=True),
    System("numeral", "chapter", rf"{CHINESE}(?={GAP}$)",
        ("一",), ("一、", "一 国"), rank=1, weak=True, inline=False),
    System("comma_space", "comma", rf"{CHINESE}[ \u3000\t]+(?=\S)",
        ("一　国", "二 国", "一\t国"), ("一国",), kin=("comma",), rank=1, weak=True, inline=False),
    System("paren", "paren", rf"[（(]{GAP}(?:{CHINESE}|[－—]){GAP}、?[)）][、，,]?|[㈠-㈩]",
        ("（一）", "(一、)", "(二)", "( 三 )", "（－）", "㈠"), ("（一", "（一般）"), rank=2),
    System("bracket", "paren", rf"[〔【\[［]{GAP}{CHINESE}{GAP}[〕】\]］]",
        ("〔一〕", "【二】", "[三]"), ("〔1〕", "【一级】"), kin=("paren",), rank=2),
    System("paren_half", "paren", rf"{CHINESE}[)）]",
        ("一）", "二)"), ("一(",), kin=("paren", "paren_open"), rank=2, weak=True, inline=False),
    System("paren_open", "paren", rf"[（(]{CHINESE}(?=[^\W\d_])(?![{COUNTED}是些]|[^\n]*[)）])",
        ("（一多种树",), ("（一九五七年三月）", "（一些"), kin=("paren", "paren_half"), rank=2, weak=True, inline=False),
    System("arabic_paren", "arabic_paren", rf"[（(]{GAP}{ARABIC}{GAP}[)）][、，,]?|[⑴-⒇]",
        ("（1）", "(10)", "⑴"), ("（2020）", "（1月）"), kin=("paren",), rank=4, weak=True),
    System("arabic_half", "arabic_paren", rf"{ARABIC}[)）]",
        ("1）", "2)"), ("1(",), kin=("arabic_paren",), rank=4, weak=True, inline=False),
    System("padded", "arabic", rf"0[1-9](?:(?={GAP}$)|[ \u3000\t]+(?=\S)|[、.．:：](?![0-9]))",
        ("01", "02 ", "03、"), ("01:30", "0.5", "2026"), rank=1, weak=True, inline=False),
    System("arabic", "arabic", rf"{ARABIC}{GAP}(?:[.．，,](?:(?=[ ]?(?:19|20)\d\d年)|(?![ ]?[0-9]))|、)|[⒈-⒛]",
        ("1.", "2．", "3、", "1.2026年", "1、5", "⒈"), ("2.5", "1.4亿", "3月4日", "1-11月", "1,000", "1、2、3"),
        kin=("comma",), rank=3, weak=True),
    System("part_latin", "chapter", r"(?:PART|Part)[ .]?[0-9]{1,2}+(?![0-9])[、，,:： \u3000.]{0,2}",
        ("PART 01", "Part 2："), ("Party",), rank=0, inline=False),
    System("decimal", "arabic", r"[1-9][0-9]?+[.．][1-9][0-9]?+(?:[ \u3000\t]+(?=[^\W\d_])|、(?=\S))(?![亿万千百个倍])",
        ("1.1 ", "2．3、"), ("1.1亿", "2.5 亿", "3.5%"), rank=3, weak=True, inline=False),
    System("circled", "circled", r"[①-⑳㉑-㉟❶-❿]",
        ("①", "⑳"), ("〇",), rank=5, weak=True),
    System("dash", "dash", r"(?:[—―─－–]|--)[—―─－–-]*+(?!(?:[0-9]{4}|[一二][一二三四五六七八九〇零]{3})年)",
        ("——", "--", "―"), ("-1", "一一", "——2026年1月3日"), weak=True, inline=False),
    System("stem", "other", r"[甲乙丙丁戊己庚辛壬癸](?:[、，,．.]|[ \u3000]+)",
        ("甲、", "乙　"), ("甲方", "己方", "甲："), rank=3, weak=True),
    System("branch", "other", r"[子丑寅卯辰巳午未申酉戌亥](?:[、：:．.]|[ \u3000]+)",
        ("子、",), ("子女", "未来"), rank=3, weak=True),
    System("latin", "other", rf"[{LETTERS}][.．、](?=[ \u3000]?[{HAN}])",
        ("A.工艺", "B、经过"), ("A.I.", "DNA、"), rank=3, weak=True, inline=False),
    System("arabic_space", "arabic",
        r"[1-9][0-9]?+[ \u3000\t]+(?=(?:(?:19|20)[0-9]{2}年)?[^\W\d_]{2}[^。！？；：\s]{1,30}$)", ("1　年度回顾", "2 当前形势"),
        ("3 月", "1 清水河 镇长", "5 个人来了。"), kin=("arabic",), rank=1, weak=True, inline=False),
    System("roman", "other", r"[Ⅰ-Ⅻ][、，,.．：: \u3000]",
        ("Ⅰ、", "Ⅱ."), ("Ⅲ期",), rank=1, weak=True, inline=False),
)
BY_NAME = {system.name: system for system in SYSTEMS}
NAMES = "".join(sorted({word[0] for word in NAMED.split("|")}))
OPENER = rf"(?=[-—―─－–{NAMES}第头A-H最其首再{COUNTING}壹贰叁参肆伍陆柒捌玖拾0-9（(〔【\[［P{SYMBOLS}])"  # all
MARKER = re.compile(OPENER + "(?:" + "|".join(f"(?P<{system.name}>{system.pattern})" for system in SYSTEMS) + ")", re.MULTILINE)
BEGINS = re.compile(OPENER + "(?:" + "|".join(system.pattern for system in SYSTEMS if system.begins) + ")", re.MULTILINE)
# Behind a stop and closing quotes (or a photographer's name, 记者 …/摄), or behind spaces where paragraphs were joined;
# not behind a comma: 「有两点,一是…」.
INSIDE = re.compile(
    rf"[{STOPS} \u3000/／](?:(?<=[{STOPS}])|(?<=[ \u3000])(?<![ \u3000]{{2}})|(?<=[/／])摄)"
    rf"[{QUOTED}）)\]〕]{{0,3}}[ \u3000]*+(?={BEGINS.pattern})", re.MULTILINE
)
# Two spaces part paragraphs that were joined: any marker may stand behind them. So does one space behind a stop in a line as
# long as a page; behind a word, where it may part anything, only these systems are known from words.
PARTED = re.compile(r"[ \u3000]{2}$")
LONG_LINE = 300  # code points
AFTER_SPACE = frozenset({"comma", "paren", "arabic", "arabic_paren", "chapter", "di"})
# 一、二、三产业; 三、四线城市; 第二、第三产业: numbers counted on, not a marker. Not 一、一线职工: the number does not rise.
COUNTED_ON = re.compile(rf"{GAP}第?({COUNT})(?={GAP}(?:[{COMMAS}]|[产季线把楼等次期届梯轮岁天百千万月日号]|年级|个月))")
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
    for index, (start, end) in enumerate(lines):
        if mark := read_mark(text, Line(start, end), index):
            marks.append(mark)
    marks.extend(find_inside(text, lines))
    marks.sort()
    return marks


def begins_with_marker(text: str, start: int = 0) -> bool:
    """Whether an outline marker that can begin a sequence stands there.

    >>> [begins_with_marker(line) for line in ("（二）抓好", "甲、抓好", "第十四届", "一年来")]
    [True, True, False, False]
    """
    return BEGINS.match(text, start) is not None


def find_inside(text: str, lines: Sequence[Line]) -> list[Mark]:
    """The possible markers inside the lines, in reading order."""
    marks: list[Mark] = []
    if not lines:
        return marks
    index = 0
    for found in INSIDE.finditer(text, lines[0].start, lines[-1].end):
        start = found.end()
        while lines[index].end <= start:
            index += 1
        if start <= lines[index].start:
            continue
        mark = read_mark(text, Line(start, lines[index].end), index)
        if mark is not None and can_stand(text, lines[index], found, mark) and not quoted(text, lines[index], start):
            marks.append(mark._replace(inline=True))
    return marks


def can_stand(text: str, line: Line, found: re.Match[str], mark: Mark) -> bool:
    """Whether a mark of that system may stand there inside the line, behind what was found before it."""
    if PARTED.search(text, found.start(), found.end()):
        return True
    stopped, spaced = found[0][0] not in " \u3000", found[0][-1] in " \u3000"
    if spaced and line.end - line.start > LONG_LINE:
        return stopped or (mark.system.numbering in AFTER_SPACE and not text[found.start() - 1].isascii())
    return stopped and (mark.system.inline or (mark.system.name == "dash" and line.end - line.start > LONG_LINE))


def quoted(text: str, line: Line, start: int) -> bool:
    """Whether a quotation of the line is open there: 「文件指出：“一、…。二、…。”」 lists nothing of the speech's own."""
    opened = text.rfind("“", max(line.start, start - LONGEST_QUOTED), start)
    return opened >= 0 and text.find("”", opened, start) < 0 <= text.find("”", start, min(line.end, start + 10 * LONGEST_QUOTED))


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
    if number is not None and counted_on(text, found.end(), rest.end, number):
        return None
    return Mark(rest.start, found.end(), system, number, line, False)


def mark_number(written: str, system: System) -> int | None:
    """The number a marker carries; None for dashes and for 最后, which only ends a sequence."""
    if system.name == "dash":
        return None
    if system.name == "first":
        return SECOND.get(written[:2])
    counted = NUMERAL.findall(written)
    return number_value(counted[-1]) if counted else LETTERS.find(written[0]) + 1 or None


def counted_on(text: str, start: int, end: int, number: int) -> bool:
    """Whether another, higher number follows at once: a list of numbers, no marker."""
    found = COUNTED_ON.match(text, start, end)
    return found is not None and (number_value(found[1]) or 0) > number
