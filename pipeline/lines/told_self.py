"""A line of a speech's beginning in; out, the name that its speaker gives of himself, or a label before his first words."""

import re

from pipeline.lines.speakers import MASK, NAME, OFFICES, is_name
from pipeline.text.characters import HAN
from pipeline.text.records import Line

SAYS = re.compile(
    rf"(?P<speaker>(?P<name>{NAME})(?:议员|委员)?)[:：]"
    r"(?=[ \u3000]*(?:各位|尊敬|敬爱|亲爱|大家|女士|同志|朋友|主席|感谢|谢谢|非常))"
)
BEGINS_CLAUSE = (  # not: 小猴说，我是孙小圣
    r"(?:(?<![^\s。！!？?；;”，,])(?<![说道讲喊问答][，,])|(?<=[们委导师长席友学众家宾][:：]))(?:我|本人)"
)
CALLS_HIMSELF = re.compile(
    rf"{BEGINS_CLAUSE}(?:的名字)?名?叫做?[“ ]?(?P<speaker>{NAME})(?=[” ]?(?:[，,。！!；;、（(\s]|来自|今年|是|$))"
)
IS_HIMSELF = re.compile(  # 我是五（3）班的陆远舟，; not: 我是大家的常客，
    rf"(?P<greeted>[好们][！!，,。：:]\s*)?{BEGINS_CLAUSE}是(?P<words>[^，,。！!？?；;：:、\s]{{2,28}})"
    r"(?:(?P<goes_on>[，,](?:今[天年]|来自|很|是|我来|我要|现|毕业|担任|[12][0-9]{3}年))|(?P<stop>[。！!])|(?=[，,；;\s]|$))"
)
OF_WHICH = re.compile(
    rf"^来自[{HAN}]{{2,12}}的$|[{HAN}0-9）)](?:[班级系队社科组部室院校学行司局厂店所处站](?:(?<!学校)(?<!公司)的)?|"
    rf"代表|教师|员工?|学?生|负责人|家长|爸爸|妈妈|{OFFICES})$"
)
NO_SELF = re.compile("[人长员师生民友兵工手者客家导机书女孙媳婿]$")  # 我是司机的孙女，
MASKED = re.compile(MASK)
HOSTS = re.compile("有请|请到|主持人|嘉宾是|观众|听众|本期|节目")  # who says so leads to another
INTRODUCTION = 240  # code points of a text's beginning in which a speaker gives his name


def tell_own_name(twin: str, line: Line) -> Line | None:
    """The name that a speaker gives of himself.

    >>> lines = ("我叫陆远舟，今年十岁。", "大家好！我是五（3）班的陆远舟。", "我是高兴，", "我叫他来，", "我是来这里温习，")
    >>> [found and line[slice(*found)] for line in lines for found in [tell_own_name(line, Line(0, len(line)))]]
    ['陆远舟', '陆远舟', None, None, None]
    """
    end = min(line.end, line.start + INTRODUCTION)
    if HOSTS.search(twin, line.start, end):
        return None
    found = CALLS_HIMSELF.search(twin, line.start, end)
    if found and is_name(found["speaker"]) and not MASKED.search(found["speaker"]):
        return Line(*found.span("speaker"))
    himself = IS_HIMSELF.search(twin, line.start, end)
    return last_name(himself["words"], himself.end("words"), alone=stands_alone(himself)) if himself else None


def stands_alone(found: re.Match[str]) -> bool:
    """Whether a name behind 我是 needs nothing before it: the speaker goes on with himself, or has just greeted."""
    return found["goes_on"] is not None or (found["greeted"] is not None and found["stop"] is not None)


def last_name(words: str, end: int, *, alone: bool) -> Line | None:
    """The name with which the words behind 我是 end, where they say of which class or office, or may stand `alone`."""
    for size in (2, 3, 4):
        of, name = words[:-size], words[-size:]
        whole = OF_WHICH.search(of) if of else alone and len(name) == size > 2
        if whole and is_name(name) and not (NO_SELF.search(name) or MASKED.search(name)):
            return Line(end - size, end)
    return None


def tell_says(twin: str, line: Line) -> Line | None:
    """The name before the first words: 陆远舟：各位来宾，…."""
    found = SAYS.match(twin, *line)
    hosts = HOSTS.search(twin, line.start, min(line.end, line.start + INTRODUCTION))
    return Line(*found.span("speaker")) if found and is_name(found["name"]) and not hosts else None
