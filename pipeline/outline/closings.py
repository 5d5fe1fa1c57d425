"""The lines of one speech and its sections in; out, where the closing begins: the last lines that thank, wish, call or sign.

Where no line does, the sentences of the last one are looked at as lines are.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.outline.headings import ENDING_NAMES
from pipeline.outline.nodes import Node
from pipeline.text.characters import COMMAS, ENDS, HAN, NUMERALS, QUOTED
from pipeline.text.dates import DATE_LINE
from pipeline.text.greetings import SOURCE, closes
from pipeline.text.records import Line

CLOSING_LINES = 6  # a closing is looked for in so many last lines
LONGEST_CLOSING = 600  # code points; an appeal that runs longer is a part of the speech
LET_US = "让我们(?!看|先|再看|回顾|[^。]{0,12}的(?:是|问题|事))"
TRUSTED = "我们?(?:坚定地?)?(?:坚信|相信|深信)"
WISH_FOR = (  # 愿平安与我们同行！; not: 愿干的上
    "愿(?:(?:你们?|您|大家|我们?|咱们?|[他她]们?|同学们|各位|这[个座间份片些]|那|所有|每|今[天后夜年]|明[天年]|天下|祖国|母校|家乡|友谊|青春|岁月|"
    "时光|幸福|逝者|死者|新的?)|(?![意望景者做干学听借回出当为得此]|不愿|与不愿|[^，,。！]{1,8}的))"
)
SAID_LAST = (
    rf"请(?:投|支持我|相信我|给我)|{WISH_FOR}|我?就[讲说谈](?:这么多|这些|这[几一]点)(?=[，,。！!]|$)|"
    r"请(?:各[^。，,]{1,8}|大家|同志们)(?:回去|会后|散会)|全[党军国省市县区][^。，,]{0,24}[，,]?[^。，,]{0,8}更加紧密地?团结|"
    r"母校永远是|(?:(?:代理)?主席[，,])?(?:我|本人)?谨此陈[词辞]|(?:讲|说)?完了[。！!]"
)
APPEAL = re.compile(  # a line from its beginning
    r"同志们|各位|朋友们|让我们|最后(?!一|期限|[，,]?我?[还再]?[要想]?(?:强调|补充|提[几一两三点]{1,2}要求))|最终[，,]?预?祝|谢谢|我就讲|我的讲话|祝|请[^。！!，,]{1,12}放心|再见|"
    rf"{SAID_LAST}|(?:我的)?(?:话|讲话|发言|演讲)?(?:讲|说)?完了[。！!，,]|"
    r"(?:今天的?)?(?:会议?|大会|演练|活动|晚会|家长会|班会)?(?:到此(?:结束|为止)|就?先?开?到这里?[，,。！!])|"
    rf"散会(?:[。！!{COMMAS}]|$|以?后[{COMMAS}]?请)|(?:现在|下面)?[{COMMAS}]?我提议(?:[^。]{{0,40}}(?:举杯|干杯)|[：:{COMMAS}]?$|[{COMMAS}]?让我们)"
)
WISHED = "健康|快乐|愉快|顺利|成功|幸福|如意|安康|吉祥|进步|前程|辉煌|昌盛|繁荣|平安|美满|寿|福|硬朗|开心|胜利"
LAST_SENTENCE = re.compile(  # the same of a sentence amid a line, which tells more often than it ends
    rf"(?:同志们|朋友们|各位[{HAN}]{{0,8}})[{COMMAS}！!](?=.*(?:请|让|祝|希望|愿|吧|相信|努力|[！!]))|最后[{COMMAS}](?=.*(?:祝|谢|请|让我们|愿))|"
    rf"{LET_US}|谢谢(?:大家|各位|你们)?(?![{COMMAS}]|[^。！!]{{3}})|我就讲[到这]|再见[了！!。，,]|"
    rf"我的(?:讲话|发言|演讲|报告|汇报|话)[^。]{{0,8}}(?:完|到此|结束|到这)|(?:再次|衷心|预)?祝(?:愿|福)?[^。]{{0,20}}(?:{WISHED})|"
    rf"{SAID_LAST}|请[^。！!，,]{{1,12}}放心[，,！!。]|(?:希望(?:你们|大家|各位|同学们)|{TRUSTED})[^。]*[！!]|"
    r"(?:今天的?)?(?:会议?|大会|活动|晚会|家长会|班会)?(?:到此(?:结束|为止)|就先?开?到(?:这里|此))[，,。！!]|"
    rf"散会(?:[。！!{COMMAS}]|$)|[{COMMAS}]?我提议[^。]{{0,40}}(?:举杯|干杯|让我们)"
)
CALLS_OUT = re.compile(rf"(?:(?:[{HAN}]{{0,4}}[{HAN}]{{2}}们|各位[{HAN}]{{0,8}})[{COMMAS}：:！! \u3000]*)+")
LONG_CALL, LONGEST_CALLED, LONGEST_EXCLAIMED = 100, 250, 60
"""Code points of a line that calls and may tell more, of one above another that calls; of an exclamation."""
VOCATIVE = re.compile(
    rf"(?:尊敬的|亲爱的)?[{HAN}]{{0,4}}(?P<who>[{HAN}]{{2}}(?<![我你您他她它咱人])们)(?:、[{HAN}]{{1,8}}们)*[！!{COMMAS}]"
)
CALLED = re.compile(r"让我们|希望|祝|愿|你们|请|相信|努力|加油|再见|吧|谢|大家|[！!~]$")
"""What is said to those who are spoken to, not told of them."""
WISH = re.compile("[恳敬]?请(?:大家|各位|诸位|同志们)|希望(?:大家|各位|同志们)")
"""It closes a speech, but directly under a heading it is what the heading asks for."""
HOPE = re.compile("希望(?:你们|同学们|孩子们|[两二]位|新人)")
"""One closes a speech; several one below the other are what it is about."""
SUMS_UP = re.compile(
    r"这就?是我[^，。！!]{0,14}(?:汇报|报告|发言|演讲|讲话|讲的|说的|体会|想法|设想|打算|分享)|"
    rf"以上[{COMMAS}]?(?:[{NUMERALS}0-9几两]+[条点个]|就?是|这些|汇报|报告|发言|意见|内容|说明)[^。]{{0,40}}(?:请|谢|不当|不妥|供|指正|希望)"
)
EXCLAIMED = re.compile(rf"(?=.*(?:大家|你们|您|各位|同志们|同学们|快乐|加油|共勉|感谢|欢迎|拜年))[^{ENDS}：:“]{{3,}}[！!]$")
"""One exclamation to those who listen, which closes a speech without an outline that nothing else does: 给大家拜年啦！"""
FALLS_SHORT = re.compile(
    "(?:同时|但)?[，,]?我们?[也还更必须]*(?:清醒|清楚|深刻)地?(?:看到|认识)|(?:同时|但)[，,]?.{0,20}(?:困难|问题|不足)"
)
"""What goes on behind a call amid a report."""
CONCLUSION = re.compile(rf"{ENDING_NAMES}|结[ \u3000]*[语论]")
"""Under such a heading the sum is what it is about."""
TRUST = re.compile(f"{TRUSTED}|相信(?:经过|通过|在)")
"""It closes a speech before thanks, or with an exclamation."""
URGES = re.compile(rf"(?:[^。！!]{{1,80}}[。！!])?{LET_US}(?!把)[^。！!]{{1,100}}[。！!]$")
"""A line above thanks, of one sentence or two, that calls to do something."""
TOASTED = re.compile(rf"为[^。！!]{{2,40}}[{COMMAS}]$|.*举杯[：:{COMMAS}]$")
"""A line of a toast over the next one: 为两国人民的友谊，⏎干杯！"""
SIGNED = re.compile(rf"[^{ENDS}{COMMAS}；;：:]{{2,24}}$")
"""A name or an office over the date at the end."""
SIGNATURES = 2  # such lines at most: three are verses or a list
LAST_WORDS = re.compile(
    r"(?<![^，,。；！!？、 \u3000])(?:(?:谢谢|多谢|感谢)[^，,。！!]{0,10}[!！。]|再见[^。，,]{0,8}[!！。])$|(?:干杯|加油)[!！]$|"
    r"(?:散会|敬礼|安息吧?|永垂不朽|一路走好|阿[们门])[。！!]?$|(?:[晚大班]会|典礼|演出|比赛|仪式)(?:现在|正式)*开始[!！。]$"
)
SHORT_LAST, LONGEST_ENDED = 40, 100  # code points: of a line that such words close, of one that others do; of longer ones the end
ONE_SENTENCE = re.compile(rf"(?!\s)(?>“[^”\n]{{0,400}}”|(?![ \u3000]{{2}})[^{ENDS}])++[{ENDS}]*[{QUOTED}）)]*")
"""A sentence of a line, quotations whole; where breaks were lost, two spaces are left of one."""
OPENING = 200  # code points at the beginning of a speech in which the audience is named


class Speech(NamedTuple):
    """The lines of a speech; `last` is the one that its last section begins with, 0 when it has none (`outlined`); `opened` are
    those of which the last are sentences."""

    text: str
    lines: Sequence[Line]
    last: int
    outlined: bool
    opened: bool = False

    def words(self, index: int) -> str:
        """The words of a line."""
        return self.text[slice(*self.lines[index])]


def closing_start(text: str, lines: Sequence[Line], nodes: Sequence[Node]) -> int | None:
    """The offset where the closing begins, None when there is none."""
    last = max((node.mark.line + (node.mark.system.numbering == "bare") for node in nodes), default=0)
    speech = whole = Speech(text, lines, last, bool(nodes))
    begin = closing_line(speech)
    if not any(ends_speech(speech, index) for index in range(begin, len(lines))):
        speech = open_line(speech, begin - 1, nodes)
        begin = closing_line(speech)
    if begin < len(speech.lines):
        return speech.lines[begin].start
    return lines[-1].start if exclaims(whole) else None


def exclaims(speech: Speech) -> bool:
    """Whether the last line of a speech without an outline is nothing but an exclamation."""
    line = speech.words(-1)
    return not speech.outlined and len(speech.lines) > 1 and len(line) <= LONGEST_EXCLAIMED and EXCLAIMED.match(line) is not None


def open_line(speech: Speech, index: int, nodes: Sequence[Node]) -> Speech:
    """The speech with the sentences of a line as lines; above it stands no closing."""
    parts = [Line(*one.span()) for one in ONE_SENTENCE.finditer(speech.text, *speech.lines[index])]
    parts = parts or [speech.lines[index]]
    last = index - 1 + sum(part.start <= nodes[-1].mark.start for part in parts) if nodes else index - 1
    return Speech(speech.text, [*speech.lines[:index], *parts, *speech.lines[index + 1:]], last, speech.outlined, True)


def closing_line(speech: Speech) -> int:
    """The index of the line where the closing begins, the number of lines when there is none."""
    lines, last = speech.lines, speech.last
    begin, end = len(lines), lines[-1].end
    longest, signed = min(LONGEST_CLOSING, (end - lines[0].start) // 2), 0
    for index in range(len(lines) - 1, max(last, len(lines) - 1 - CLOSING_LINES), -1):
        if end - lines[index].start > longest:
            break
        if DATE_LINE.match(speech.words(index)):
            begin, signed = index, count_signatures(speech, index) if index + 1 == len(lines) else 0
        elif told_before(speech, index, begin):
            break
        elif signed or ends_speech(speech, index) or (begin < len(lines) and leads_to_end(speech, index, begin)):
            begin, signed = index, max(0, signed - 1)
        elif begin < len(lines) or speech.opened:
            break
    return begin


def count_signatures(speech: Speech, date: int) -> int:
    """How many lines right above a date at the end say who signed; 0 when there are more than such lines are."""
    unstopped = 0
    while unstopped < date and unstopped <= SIGNATURES and SIGNED.match(speech.words(date - 1 - unstopped)):
        unstopped += 1
    return unstopped if unstopped <= SIGNATURES else 0


def ends_speech(speech: Speech, index: int) -> bool:
    """Whether a speech may end with this line."""
    line, headed = speech.words(index), index == speech.last + 1
    said = (LAST_SENTENCE if speech.opened else APPEAL).match(line) or SOURCE.match(line)
    ended = len(line) < LONGEST_ENDED and closes(line)
    summed = SUMS_UP.match(line) and not (headed and CONCLUSION.search(speech.text, *speech.lines[speech.last]))
    if said or ended or summed or calls(speech, index):
        return True
    if WISH.match(line) and not (speech.outlined and asked_for(speech, index)):
        return True
    if index + 1 == len(speech.lines) and hopes_once(speech, index):
        return True
    if LAST_WORDS.search(line) and len(line) < SHORT_LAST:
        return True
    return index + 1 == len(speech.lines) and line[-1] in "！!" and trusts(speech, index)


def told_before(speech: Speech, index: int, begin: int) -> bool:
    """Whether a long line that calls the audience stands above another that calls it to the end, or above text that goes on."""
    line = speech.words(index)
    if speech.opened or len(line) <= LONG_CALL or not CALLS_OUT.match(line):
        return False
    if begin < len(speech.lines):
        return len(line) > LONGEST_CALLED and CALLS_OUT.match(speech.words(begin)) is not None
    return any(FALLS_SHORT.match(speech.text, *below) for below in speech.lines[index + 1:])


def leads_to_end(speech: Speech, index: int, begin: int) -> bool:
    """Whether this line belongs to those that end the speech, which begin right below it."""
    line = speech.words(index)
    toasted = TOASTED.match(line) and "杯" in speech.text[speech.lines[begin].start:speech.lines[-1].end]
    urges = index > speech.last + 1 and URGES.match(line) is not None
    return bool(toasted) or urges or trusts(speech, index) or hopes_once(speech, index)


def calls(speech: Speech, index: int) -> bool:
    """Whether people are called who are spoken to: by what is said to them, or as those who were greeted."""
    line, start = speech.words(index), speech.lines[0].start
    called = VOCATIVE.match(line)
    if called is None or CALLED.search(line, called.end()):
        return called is not None
    return speech.text.find(called["who"], start, min(start + OPENING, speech.lines[index].start)) >= 0


def hopes_once(speech: Speech, index: int) -> bool:
    """Whether the speaker says what he hopes of those who listen, and has not said so at the beginning of a line above."""
    return HOPE.match(speech.words(index)) is not None and not any(HOPE.match(speech.words(above)) for above in range(index))


def trusts(speech: Speech, index: int) -> bool:
    """Whether the speaker says what he trusts in, and not right under a heading."""
    return index > speech.last + 1 and TRUST.match(speech.words(index)) is not None


def asked_for(speech: Speech, index: int) -> bool:
    """Whether a wish stands, with others above it, right under a heading that no stop ends."""
    while index - 1 > speech.last and WISH.match(speech.words(index - 1)):
        index -= 1
    return index == speech.last + 1 and (speech.opened or speech.text[speech.lines[speech.last].end - 1] not in ENDS)
