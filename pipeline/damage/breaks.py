"""A text without its marks in; out, the line breaks that stand inside a sentence, with the stop injected before them.

A break is false only where the page shows it: by grammar (an open bracket, a comma, a word of one character), by a
fragment between two halves of a sentence, or by a run of lines of one width.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from pipeline.damage.injected import begins_item
from pipeline.damage.runs import (
    FINAL,
    SAID_TEXT,
    Spans,
    breaks_before_opening,
    breaks_behind_closing,
    find_split_notes,
    find_split_numbers,
    may_go_on,
)
from pipeline.damage.wraps import find_wraps, reads_on
from pipeline.text.characters import CLOSING, COMMAS, ENDS, HAN, IS_HAN, NUMERALS, OPENING
from pipeline.text.records import Line
from pipeline.text.rules import Rule

CLOSES = f"{CLOSING}{COMMAS}。；！？"  # not ? and !, which lists begin with

# One content word, or a phrase that document sites make a link of. Not 谢谢。 好的。 不行。, which people say.
WORD = re.compile(rf"(?![{HAN}]?[不没是的了可好谢再对有行完散吗呢吧啊我你他她它同])[{HAN}]{{2}}$")
LINKED_PHRASE = re.compile(r"(?:工作|学习|思想|个人|年终|述职|自查|调研|心得|发言|讲话|演讲|主持|规章|实施|活动|应急)?"
                           r"(?:总结|计划|汇报|报告|体会|材料|方案|制度|预案|演讲稿|发言稿|讲话稿|主持词|倡议书|稿|词)$")
SET_PHRASES = {  # two halves of each, the second of which goes on as a sentence
    "不忘初心": ("牢记使命", "方得始终", "砥砺前行", "继续前进"),
    "牢记使命": ("砥砺前行", "勇担使命", "担当作为", "继续前进"),
    "牢记嘱托": ("感恩奋进", "砥砺前行"),
    "解放思想": ("实事求是", "与时俱进", "开拓创新"),
    "实事求是": ("与时俱进", "求真务实"),
    "与时俱进": ("开拓创新", "求真务实", "锐意进取"),
    "开拓创新": ("锐意进取", "扎实工作", "奋发有为"),
    "求真务实": ("真抓实干", "开拓进取", "埋头苦干"),
    "凝心聚力": ("真抓实干", "砥砺前行", "团结奋进"),
    "攻坚克难": ("砥砺前行", "锐意进取", "开拓创新"),
}
FRAGMENT_LENGTH = 7  # code points, the stop included
LONGEST_HEADING, LONGEST_REST = 60, 16  # code points of a heading, and of what was cut off
# One character that continues the line before; a number, a size of type and a vote button stand alone of right.
LONE_CHARACTER = re.compile(rf"(?![{NUMERALS}百甲乙丙丁戊大中小上下左右前后顶踩赞注附图表摄年月日])[{HAN}]$")
# The last words of a sentence; not what is said alone of right.
CRUMB = re.compile(
    rf"(?!谢谢|多谢|再见|散会|完了|好的?。|是的?。|对的?。|不[行是会对]|没有|有。|我们|他们|你们|祖国|先|通过|礼毕|明白|知道|同意|掌声|"
    rf"[{NUMERALS}百]{{1,3}}。)[{HAN}]{{1,4}}。"
)
SHORTEST_SENTENCE, CERTAIN_SENTENCE = 9, 20  # code points of what a crumb was cut from, on a page with several and with one
CLOSED_SOON = re.compile(r"[^“”\n]{1,40}\s{0,8}”")
SENTENCE_ENDS = f"{ENDS}；;”"
OPEN_ENDS, LONGEST_TORN = frozenset(f"{COMMAS}的和与及"), 60  # few sentences end so; code points of what was torn off behind 的
COMPLETE = re.compile("是[^，,。；;]{0,20}的$")  # 是大家干出来的
ORDINAL_END = re.compile(rf"第[{NUMERALS}\d]{{1,4}}[届次](?:全[国省市州区县镇])?$")
CONGRESS = re.compile(r"(?:[—-]{1,2}|[^\n，。,]{0,12})[在于][^\n，。,]{2,30}(?:大会|委员会|协会|联合会)$")
SESSION = re.compile(rf"第[{NUMERALS}\d]{{1,3}}次(?:全体)?(?:会议|大会)上(?:的(?:讲话|报告|发言))?$")
ASSEMBLY = re.compile(r"[^\n，。,]{4,24}(?:会议|大会)(?:上(?:的(?:讲话|报告))?|(?:政府)?工作报告)[)）]?$")
CONFERENCE = re.compile(rf"[{HAN}]{{0,8}}政治协商会议$")
COMMITTEE = re.compile(rf"[{HAN}]{{0,10}}第[{NUMERALS}\d]{{1,3}}届[^\n，。,]{{0,12}}委员会[^\n，。,]{{0,24}}$")
GREETING = re.compile(r"(?:[^\n。！!:：]{0,60}[、,，])?(?:各位|尊敬的|亲爱的)$")
NO_GUESTS = frozenset("置于次移列数值")  # 位置
GREETED = re.compile(r"(?:[^\n。，,]{1,8}|[^\n。]{2,12}[、,，]各位[^\n。]{2,24})[:：]$")


def _find_injected_words(text: str, lines: Sequence[Line]) -> Spans:
    """Fragments alone on a line with a false stop, between two lines of running text."""
    for index in [index for index, (start, end) in enumerate(lines[1:-1], 1) if end - start <= FRAGMENT_LENGTH]:
        (before, before_end), (start, end), (after, after_end) = lines[index - 1 : index + 2]
        word = text[start : end - 1]
        stops = text[before_end - 1] == text[end - 1] == "。"
        if not stops or before_end - before < SAID_TEXT or after_end - after < SAID_TEXT or not may_go_on(text, after):
            continue
        if (WORD.match(word) or LINKED_PHRASE.match(word)) and not begins_item(word) and not text.startswith(word, after):
            yield before_end - 1, start
            yield end - 1, after
        elif text[after : after + 4] in SET_PHRASES.get(word, ()) and text[after + 4] in COMMAS:
            yield end - 1, after


def _find_open_brackets(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks behind an opening bracket, and behind an opening quotation mark that the next line closes; before one set alone."""
    for index in [index for index, (_start, end) in enumerate(lines[:-1]) if text[end - 1] in OPENING]:
        end, after = lines[index].end, lines[index + 1].start
        if text[end - 1] != "“" or CLOSED_SOON.match(text, after):
            yield end, after
    yield from breaks_before_opening(text, lines)


def _find_closing_starts(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks before a closing bracket, a comma or a stop; behind a closing mark set alone."""
    for index in [index for index, (start, _end) in enumerate(lines) if text[start] in CLOSES and index]:
        yield lines[index - 1].end, lines[index].start
    yield from breaks_behind_closing(text, lines)


def _find_comma_ends(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks behind the comma of a long line, or 的 or 和, before a line that ends a sentence, or a piece of one."""
    for index in [at for at, (start, end) in enumerate(lines[:-1]) if end - start >= SAID_TEXT and text[end - 1] in OPEN_ENDS]:
        (start, end), (after, after_end) = lines[index : index + 2]
        ends, size = text[after_end - 1] in SENTENCE_ENDS, after_end - after
        spoken = reads_on(text, lines[index]) and not COMPLETE.search(text, start, end)
        spoken = spoken and (ends or reads_on(text, lines[index + 1]))
        goes_on = (ends and size >= SAID_TEXT) if text[end - 1] in COMMAS else (spoken and size <= LONGEST_TORN)
        if goes_on and may_go_on(text, after):
            yield end, after


def _find_lone_characters(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks before a line of one character that continues a line without stop."""
    for index in [index for index, (start, end) in enumerate(lines) if end - start == 1 and index]:
        (before, before_end), (start, end) = lines[index - 1 : index + 1]
        alone = index + 1 == len(lines) or lines[index + 1].end - lines[index + 1].start > 1
        goes_on = IS_HAN.match(text, before_end - 1) and LONE_CHARACTER.match(text, start, end)
        if goes_on and alone and before_end - before >= 4:
            yield before_end, start


def _find_crumbs(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks before the last word of a sentence, behind running text without a stop."""
    begun = [index for index, (start, _end) in enumerate(lines) if index and "。" in text[start : start + 5]]
    found = [index for index in begun if _is_cut(text, *lines[index - 1 : index + 1])]
    least = SHORTEST_SENTENCE if len(found) > 2 else CERTAIN_SENTENCE
    yield from ((lines[at - 1].end, lines[at].start) for at in found if lines[at - 1].end - lines[at - 1].start >= least)


def _is_cut(text: str, above: Line, line: Line) -> bool:
    """Whether a line that begins with a word and a stop goes on running text without a stop above it."""
    runs = any(comma in text[above.start : above.end] for comma in COMMAS) and IS_HAN.match(text, above.end - 1) is not None
    return runs and CRUMB.match(text, *line) is not None and not begins_item(text, above.start)


def _find_wrapped_titles(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks behind the ordinal of a congress, before its name, and between a congress and its session or committee."""
    for index in [index for index, (_start, end) in enumerate(lines[:-1]) if text[end - 1] in "届次会议国省市州区县镇"]:
        (start, end), (after, after_end) = lines[index : index + 2]
        named = ORDINAL_END.search(text, max(start, end - 9), end) and ASSEMBLY.match(text, after, after_end)
        halves = ((CONFERENCE, COMMITTEE), (CONGRESS, SESSION))
        if named or any(one.match(text, start, end) and other.match(text, after, after_end) for one, other in halves):
            yield end, after


def _find_torn_headings(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks in a heading behind a marker, before or behind a word that nothing ends or begins with, or behind a comma."""
    for (start, end), (after, after_end) in pairwise(lines):
        if text[end - 1] in COMMAS and is_torn_at_comma(text, Line(start, end), Line(after, after_end)):
            yield end, after
            continue
        torn = text[after] in "的之" or (text[end - 1] in "的和与及" and IS_HAN.match(text, after))
        short = end - start <= LONGEST_HEADING and after_end - after <= LONGEST_REST and text[end - 1] not in FINAL
        if torn and short and begins_item(text, start) and not begins_item(text, after):
            yield end, after


def is_torn_at_comma(text: str, line: Line, rest: Line) -> bool:
    """Whether a heading behind a marker goes on below a comma, in a line without a stop: 一、肯定成绩，⏎增强责任感."""
    short = max(line.end - line.start, rest.end - rest.start) <= LONGEST_HEADING
    stopped = any(stop in text[line.start:rest.end] for stop in "。！？；：:")
    return short and begins_item(text, line.start) and not (
        begins_item(text, rest.start) or stopped or IS_HAN.match(text, rest.end - 1) is None
    )


def _find_broken_greetings(text: str, lines: Sequence[Line]) -> Spans:
    """Breaks inside a salutation, before whom it greets."""
    for index in [index for index, (start, end) in enumerate(lines[:-1]) if text[end - 1] in "各位的" and end - start <= 70]:
        (start, end), (after, after_end) = lines[index : index + 2]
        cut = text[end - 1] == "各" and text[after] == "位" and text[after + 1 : after + 2] not in NO_GUESTS
        if cut or (GREETING.match(text, start, end) and GREETED.match(text, after, after_end)):
            yield end, after


_PARAGRAPH = ("今年以来,各单位按照年初确定的目标,抓项目、稳投资、促消费,各项工作都取得了新的进展。下一步要继续坚持问题"
              "导向,把薄弱环节一个一个地找出来,逐项研究、逐项解决,决不能够因为困难多就停下来,更不能因为成绩大就自满起"
              "来,要一件事情接着一件事情办好。")
_WRAPPED = ("\n".join(_PARAGRAPH[start : start + 30] for start in range(0, len(_PARAGRAPH), 30)), _PARAGRAPH)
_NARROW = "\n".join(_PARAGRAPH[start : start + 22] for start in range(0, len(_PARAGRAPH), 22))
_GREETED = "\n".join(f"尊敬的第{number}区议会议员、预算委员会主席海大山阁下，" for number in "一二三四五六")
_TITLES = "\n".join(f"在第{number}次全市宣传思想文化和精神文明建设工作会议上的讲话材料" for number in "二三四五六七")

BREAK_RULES: tuple[Rule[Callable[[str, Sequence[Line]], Spans]], ...] = (
    Rule("injected_word", _find_injected_words,
         ("各单位要按照这个统一的要求加强与省直有关部门。\n\n汇报。\n\n衔接,争取在资金和项目上得到更多更大的支持。",),
         ("各单位要按照这个统一的要求加强与省直部门的衔接。\n\n教育。\n\n教育事业要全面发展,今年要新建和改扩建一批学校。",),
         "sites print a linked word as a sentence and paragraph of its own",
         "各单位要按照这个统一的要求加强与省直有关部门汇报衔接,争取在资金和项目上得到更多更大的支持。"),
    Rule("open_bracket", _find_open_brackets, ("要切实贯彻《\n会计法》,讲“\n两个务必”",),
         ("他说得好“\n要重视“\n",), "what a bracket opens has begun and goes on", "要切实贯彻《会计法》,讲“两个务必”"),
    Rule("closing_start", _find_closing_starts, ("要切实贯彻《会计法\n\n》\n,提高质量",),
         ("加强管理\n《会计法》\n?提高质量",), "no line begins with a closing mark or a comma",
         "要切实贯彻《会计法》,提高质量"),
    Rule("comma_end", _find_comma_ends,
         ("全年引进了一批投资规模大和带动能力强的项目,\n现有企业的增资扩产也在顺利地推进,实现了开门红。",
          "刚才宣布了任命的决定,组织部的同志代表上级作了非常重要的\n讲话,两位同志作了表态"),
         ("第一，\n修订制度。\n全年引进了一批投资规模大和带动能力强的项目,\n在全市工作会议上的讲话",
          "这些成绩,是全县上下共同努力、真抓实干得来的\n下一步,各单位要继续努力,把任务落到实处。"),
         "a sentence does not end with a comma, nor with 的 behind no 是",
         "全年引进了一批投资规模大和带动能力强的项目,现有企业的增资扩产也在顺利地推进,实现了开门红。"),
    Rule("lone_character", _find_lone_characters, ("某省政府工作报\n告\n各位代表:",),
         ("当前的形势\n二\n敌我双方\n大\n中\n小",), "a word was cut before its last character",
         "某省政府工作报告\n各位代表:"),
    Rule("crumb", _find_crumbs,
         ("刚才,各村、各组都作了\n\n发言。\n有的地方,水直接漫到\n路边。\n会议的任务,是部署工作\n任务。",),
         ("一、认清形势,抓紧修渠\n要快。\n各位辛苦了,我讲完了\n谢谢。\n今年的水渠全部\n修好。", "有问题就问,没有就\n不行。",
          "请获奖的同志上台,大家欢迎\n王强。\n李芳。", "你是黄河,你是长江,你是不老的昆仑,是我的母亲啊\n祖国。"),
         "a sentence was cut before its last word",
         "刚才,各村、各组都作了发言。\n有的地方,水直接漫到路边。\n会议的任务,是部署工作任务。"),
    Rule("wrapped_title", _find_wrapped_titles,
         ("某国人民政治协商会议\n第七届某县委员会常务委员会工作报告\n某国第二届全省\n人民代表会议第一次会议政府工作报告\n——一月六日在某省第九届\n人民代表大会第二次会议上\n省长\n在某县人民代表大会\n第三次会议上的讲话",),
         ("祝贺你们当选新一届\n人民代表大会常务委员会的全体组成人员\n在县委大会\n第三次会议上指出",),
         "the name of a congress was wrapped behind its ordinal, or before its session",
         "某国人民政治协商会议第七届某县委员会常务委员会工作报告\n某国第二届全省人民代表会议第一次会议政府工作报告\n——一月六日在某省第九届人民代表大会第二次会议上\n省长\n在某县人民代表大会第三次会议上的讲话"),
    Rule("torn_heading", _find_torn_headings,
         ("一、认清形势,进一步增强修渠工作\n的责任感\n渠要修。\n二、努力实现修渠工作的\n新突破\n三、抓住重点,\n确保水渠修好",),
         ("一、认清形势\n的确如此,渠要修。这件事说了十年,今年一定要办。\n今年的\n新突破",),
         "a heading was cut before or behind a word that goes on, or behind a comma",
         "一、认清形势,进一步增强修渠工作的责任感\n渠要修。\n二、努力实现修渠工作的新突破\n三、抓住重点,确保水渠修好"),
    Rule("broken_greeting", _find_broken_greetings, ("各位领导、各位\n同志:\n各位会友及与会的各\n位来宾大家好",),
         ("先来介绍今天到会的各位\n今天的主题是:", "这座渠涉及上下游各\n位置都很重要。"),
         "a salutation was cut before whom it greets",
         "各位领导、各位同志:\n各位会友及与会的各位来宾大家好"),
    Rule("split_note", find_split_notes, ("这个问题已经讲过了\n[\n1\n]",),
         ("讲过了\n[\n一\n]",), "the brackets and the number of a note mark were set as lines",
         "这个问题已经讲过了[1]"),
    Rule("split_number", find_split_numbers, ("今年全村有\n2031\n名学生毕业,其中\n215\n人考上了大学。", "2031\n年的讲话"),
         ("第一页写到这里\n1\n年轻人都来听讲。", "2031\n年轻人都来了。", "形势\n12\n对比\n13\n结论"), "numbers set as lines",
         "今年全村有2031名学生毕业,其中215人考上了大学。"),
    Rule("wrap", find_wraps, (_WRAPPED[0], _NARROW),
         (_TITLES, _GREETED), "an editor broke the text at one width", _WRAPPED[1]),
)
