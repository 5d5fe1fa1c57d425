"""The lines of a speech in; out, the lines that are headings although they carry no number."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.text.greetings import DATED, salutation_end
from pipeline.text.markers import Mark, System
from pipeline.text.records import Line

TITLE = System("title", "bare", "", ("2025年工作回顾",), (), weak=True, inline=False)
SUBHEAD = System("subhead", "bare", "", ("产业结构持续优化。",), (), weak=True, inline=False)
ENDING = System("ending", "bare", "", ("结束语",), (), inline=False)
LONGEST_BARE = 40  # code points of a heading on a line of its own
SHORT = 24  # a line this short that ends a paragraph of its own is likely a heading, when there are several
PARAGRAPH = 45  # what follows a heading is a paragraph: at least this long
OPENING = 30  # the first paragraph under a title is at least this long
LEAD = 8  # or this long, when it leads to numbered sections
NEAR = 4  # headings in parallel stand at most so many lines apart

ENDING_WORDS = re.compile(r"(?:结束语|結束語|结语|結語|小[ \u3000]*[结結]|尾[ \u3000]*声|后记)[。：:]?$")
ENDS_PARAGRAPH = frozenset("。！？!?…”’）)』」】；;：:")
STOPS = re.compile(r"[。！？；：!?;:｡]")
SENTENCE = re.compile(r"[^。！？；：!?;:｡“”《》]*(?:[“《][^”》]*[”》][^。！？；：!?;:｡“”《》]*)*。$")
# Words that begin running text: 「我讲几点意见」「因此要抓紧」.
TELLING = re.compile(
    r"^(?:我(?!国|國|省|市|县|縣|区|區|州|军|軍|党|黨|们的|們的)|[这這那他她它您你]|因此|所以|但|为此|為此|对此|對此|在此|谢|謝|同志|"
    r"各位|请|請|让|讓|如果|由于|由於|虽|雖|可是|不过|不過|然而|总之|總之|[”‘’（(〔\[【《》，、；：。！？])"
)
# Words that begin sentences of running text, though not always titles: 「当前的形势和任务」 is one.
RELATING = re.compile(
    r"^(?:今天|现在|現在|当前|當前|目前|去年|下面|以上|同时|同時|此外|另外|会议|會議|刚才|剛才|总的|總的|首先|其次|再次|最后|最後)"
)
CAPTION = re.compile(r"摄$|攝$|图为|圖為|资料图|记者|記者|新华社|来源|來源|编辑|責編|责编|点击|下载|阅读|閱讀|www|http|掌声|鼓掌")
QUESTION = re.compile(r"什么|什麼|吗|嗎|呢|怎|何|是否|谁|誰|哪")
INTRODUCING = re.compile(
    r"(?:以下|下列|如下|下述|[几幾以下][个個]方面|[几幾][点點项項]|[这這]些|[这這][样樣]|什么|什麼|[吗嗎呢吧了的]。?$|主要措施|"
    r"[一二三四五六七八九十两兩][个個项項条條点點][^，。]{0,6}。$)"
)
BROKEN = re.compile(r"[，,、；;：:（(《“‘—\-－·…]$")
HAN = re.compile(r"[\u4e00-\u9fff]")


def find_bare(text: str, lines: Sequence[Line], marked: set[int]) -> list[Mark]:
    """Headings without a number, in reading order; `marked` are the lines that begin with a marker."""
    found = find_titles(text, lines, marked)
    taken = marked | {mark.line for mark in found}
    found += find_subheads(text, lines, taken)
    return sorted(found)


def bare_mark(lines: Sequence[Line], index: int, system: System) -> Mark:
    """The mark of a heading line: no marker, so it begins and ends where the line begins."""
    return Mark(lines[index].start, lines[index].start, system, None, index, False)


def find_titles(text: str, lines: Sequence[Line], marked: set[int]) -> list[Mark]:
    """Short lines without any stop, over a paragraph or over numbered sections."""
    endings, titles, open_lines = [], [], 0
    for index, (start, end) in enumerate(lines):
        if index in marked:
            continue
        if end - start <= 6 and ENDING_WORDS.match(text, start, end):
            endings.append(bare_mark(lines, index, ENDING))
            continue
        if text[end - 1] not in ENDS_PARAGRAPH or text[end - 1] == "”" or text[end - 1] == "?":
            open_lines += text[end - 1] not in ENDS_PARAGRAPH
            if end - start <= LONGEST_BARE and is_title(text, lines, index) and follows_heading(text, lines, index, marked):
                titles.append(bare_mark(lines, index, TITLE))
    if open_lines > 3 + len(titles) + len(lines) // 5:  # lines are broken anywhere: nothing can be told from them
        return endings
    if len(titles) + len(endings) < 2:
        titles = [mark for mark in titles if mark.line + 1 in marked and mark.line > 0]
    return endings + titles


def is_title(text: str, lines: Sequence[Line], index: int) -> bool:
    """Whether the line by itself can be a title.

    >>> [is_title(t, [Line(0, len(t))], 0) for t in ("二、", "去年工作回顾", "，大家认真理解", "2026年1月3日", "各位领导、")]
    [False, True, False, False, False]
    """
    start, end = lines[index]
    line = text[start:end]
    if line[-1] == "?" and not QUESTION.search(line):  # a note's sign that was lost in the page's encoding
        line = line[:-1]
    if end - start < 4 or STOPS.search(line) or BROKEN.search(line) or TELLING.match(line) or DATED.match(line):
        return False
    if CAPTION.search(line):
        return False
    if line[0] == "“" and len(line) - line.find("”") < 5:
        return False
    if line.count("，") + line.count(",") > 2 or salutation_end(line + "："):
        return False
    return 2 * len(HAN.findall(line)) >= end - start


def follows_heading(text: str, lines: Sequence[Line], index: int, marked: set[int]) -> bool:
    """Whether what stands around the line lets it be a heading: an ended paragraph before, a paragraph or a marker behind."""
    if index + 1 >= len(lines):
        return False
    if index and not (text[lines[index - 1].end - 1] in ENDS_PARAGRAPH or index - 1 in marked):
        return False
    start, end = lines[index + 1]
    if index + 1 in marked:
        return True
    leads = index + 2 in marked  # 「今年要做好五件事:」 over 一、
    return end - start >= (LEAD if leads else OPENING) and text[end - 1] in ENDS_PARAGRAPH


def find_subheads(text: str, lines: Sequence[Line], taken: set[int]) -> list[Mark]:
    """Short sentences on lines of their own, in parallel, each over a paragraph."""
    subheads, shorts, paragraphs = [], 0, 0
    for index, (start, end) in enumerate(lines):
        if index in taken:
            continue
        if end - start > LONGEST_BARE:
            paragraphs += end - start > PARAGRAPH
            continue
        if end - start < 5 or text[end - 1] != "。":
            continue
        shorts += 1
        if is_subhead(text, lines, index, taken):
            subheads.append(index)
    enough = 3 if taken else 5
    plain = sum(is_plain(text[slice(*lines[index])]) for index in subheads)
    if plain < max(enough, len(subheads) // 2) or 3 * len(subheads) < 2 * shorts:
        return []
    if 5 * len(subheads) < paragraphs:
        subheads = in_parallel(subheads)
    return [bare_mark(lines, index, SUBHEAD) for index in subheads]


def is_subhead(text: str, lines: Sequence[Line], index: int, taken: set[int]) -> bool:
    """Whether the line is one sentence that can stand over the paragraph behind it."""
    if index + 1 >= len(lines) or index == 0:
        return False
    before = lines[index - 1]
    if index - 1 not in taken and not re.match(r"[。！？!?”）)]", text[before.end - 1]):
        return False
    line = text[lines[index].start:lines[index].end]
    if not SENTENCE.match(line) or TELLING.match(line) or RELATING.match(line) or INTRODUCING.search(line):
        return False
    following = lines[index + 1]
    length = following.end - following.start
    if length >= PARAGRAPH or index + 1 in taken:
        return True
    return length >= SHORT and (text[following.end - 1] not in ENDS_PARAGRAPH or INTRODUCING.search(text, *following) is not None)


def is_plain(line: str) -> bool:
    """Whether a line is short and of one clause: most headings are, sentences of running text are not.

    >>> is_plain("产业结构持续优化。"), is_plain("群众的腰包鼓不鼓,是检验工作成效的标尺。")
    (True, False)
    """
    return len(line) <= SHORT and "，" not in line and "," not in line


def in_parallel(subheads: Sequence[int]) -> list[int]:
    """Those that stand near each other, three or more in a row."""
    groups: list[list[int]] = [[]]
    for before, index in pairwise([-NEAR - 1, *subheads]):
        if index - before > NEAR:
            groups.append([])
        groups[-1].append(index)
    return [index for group in groups if len(group) >= 3 for index in group]
