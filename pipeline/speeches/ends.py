"""A page and the lines that may close a speech in; out, what is told behind the thanks by others than the speaker."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from pipeline.lines.wording import TURN, is_dated
from pipeline.speeches.page import Page
from pipeline.text.characters import IS_HAN
from pipeline.text.markers import begins_with_marker

VOICE = re.compile("[我你您咱祝愿谢]|大家|同志|各位|让|朋友|希望|必|一定|要")  # of who speaks, or of whom he speaks to
# Not 表示衷心的感谢！, which a speaker goes on behind.
OVER = re.compile(
    r"(?:^|[^表致示]{2})(?:[谢多]谢)(?:大家|各位|你们|同志们|同学们|老师|领导)?[!！。.~]*$|(?:完毕|到此结束|完了|万岁)[!！。]*$"
    r"|(?:请.{0,6}审[议查]|批评指正|祝.{2,40}(?:成功|题名|愉快|快乐|顺利|健康|幸福|如意|吉祥|进步))[。！!]$"
)
WELL_MET = re.compile(r"(?:大家|同志们|同学们|你们|各位)?(?:早上|上午|中午|下午|晚上|早晨|节日|新年|新春)?好[!！。,，]")
EVENTS = "(?:仪式|典礼|[^来开参赶到]会|会议|活动|讲话|演讲|致辞|发言|论坛|晚宴|讲座|升旗)"
AFTERWARDS = re.compile(  # how others go on to tell of the day: 仪式结束后, 典礼在歌声中结束。 全场静了几秒, …参加会议。
    rf"[^。，,：:]{{0,16}}{EVENTS}的?(?:最后|结束(?:后|时|之后)|之后|过后|在[^。]{{2,40}}(?:结束|落下帷幕|落幕|闭幕)|圆满(?:结束|落幕))"
    r"|(?:随后|据了解|据悉|截至目前)[，,]|(?:台下|全场|掌声)[^。]{0,12}(?:掌声|响|静)"
)
OF_THE_SITE = re.compile("本站|联系我们|投稿|转发|点赞|推荐给|客服|本文|这篇|小编|及时处理|楼主|网友")
GLOSSARY = re.compile("[【[]?(?:词汇|注释|生词|重点|单词|参考译文)")
OF_THE_DAY = re.compile("(?:仪式|典礼|致辞|讲话|演讲|发言)[^。]{0,6}(?:结束|之?后)|师生|与会|会上还|记者|代表发言")
QUOTED_WORDS = re.compile("[“「『][^“”「」『』]{0,200}[”」』]")
SPEAKING = re.compile("[我你您咱请祝愿谢]|希望|提议|同志们|各位|大家|必须|务必|要(?![求闻员职地道])")
SPOKEN_TO = re.compile("(?<!告诉)我们|咱们|[您请]|你们|大家|各位|同志们|同学们|希望|一定要|必须")
HAS_SAID = re.compile(r"(?:谢谢|感谢)(?:大家|各位|你们|同志们|同学们|老师)[!！。]*$|(?P<own>我.{0,6}讲(?:这些|到这里|完了))")
LATIN = re.compile("[A-Za-z]{3}")
DASHES, LONGEST_THANKS = frozenset("—―━－-"), 60  # of a second line of a heading; code points of a line that closes
GOOD = re.compile("好[!！。,，]|首先|来宾|介绍|欢迎")  # of thanks and wishes that open a speech
HEADING = range(3, 31)  # code points of a line that a text of its own may stand under
UNENDED = frozenset(":：,，、；;")  # what such a line does not end with


def find_reported(page: Page, closings: Sequence[bool]) -> Iterator[int]:
    """The sentences right behind a closing in which nobody speaks or is spoken to, to the next line that is no sentence: told by
    whoever reports of the speech."""
    told = False
    for index, line in enumerate(page.lines):
        if page.running[index]:
            told = told or (index > 0 and page.running[index - 1] and closings[index - 1])
            spoken = told and (closings[index] or index in page.greetings or VOICE.search(line) or TURN.match(line))
            told = told and not spoken and line[-1] in "。…"
            if told:
                yield index
        else:
            told = False


def find_afterwards(page: Page, closings: Sequence[bool], lead: int = -1) -> Iterator[int]:
    """The pieces from one on that goes on to tell of the day, where others told of it above the first greeting, or down to the
    line `lead` that says his words follow, the speaker has had his say and nobody speaks again, down to the next title.

    >>> from pipeline.speeches.page import read_page
    >>> from pipeline.text.records import Line
    >>> text = "昨天校园里种树。\\n老师们：\\n今天我讲种树，就讲三句话。\\n仪式结束后，师生在河边种下三百棵树。"
    >>> [*find_afterwards(read_page(text, [Line(0, 8), Line(9, 13), Line(14, 27), Line(28, 46)]), [False] * 4)]
    [3]
    """
    index, count, said = min(page.greetings, default=lead + 1), len(page.lines), False
    told_of, greeted = lead >= 0 or any(page.running[:index]), bool(page.greetings)
    while told_of and index < count:
        line, running = page.lines[index], page.running[index]
        over = greeted or (closings[index - 1] if index else False) or OF_THE_DAY.search(line)
        if said and over and running and not closings[index] and AFTERWARDS.match(line) and not speaks(line):
            end = next((at for at in range(index, count) if opens_speech(page, at) or is_said(page, closings, at)), count)
            if end == count or (end in page.titles and opens_speech(page, end)):
                yield from range(index, end)
            index = end
        said = said or (running and speaks(line))
        index += 1


def is_said(page: Page, closings: Sequence[bool], index: int) -> bool:
    """Whether a sentence has somebody who speaks, or closes."""
    return page.running[index] and (closings[index] or speaks(page.lines[index]))


def speaks(line: str) -> bool:
    """Whether somebody speaks in a line, or is spoken to, other than in quotation marks.

    >>> speaks("我讲三句。"), speaks("他说：“我讲三句。”")
    (True, False)
    """
    return SPEAKING.search(QUOTED_WORDS.sub("", line)) is not None


def find_other_text(page: Page, closings: Sequence[bool]) -> Iterator[int]:
    """The pieces behind the last thanks that stand under a heading of their own and come to no thanks and no greeting again, down
    to the next title: a programme, a story, a comment.

    >>> from pipeline.speeches.page import read_page
    >>> from pipeline.text.records import Line
    >>> text = "老师们好!\\n今天我讲种树。\\n谢谢大家!\\n植树节活动程序\\n一、校长讲话。\\n二、师生分组植树。"
    >>> lines = [Line(0, 5), Line(6, 13), Line(14, 19), Line(20, 27), Line(28, 35), Line(36, 45)]
    >>> [*find_other_text(read_page(text, lines), [False, False, True, False, False, False])]
    [3, 4, 5]
    """
    index, count = 1, len(page.lines)
    while index < count:
        if closings[index - 1] and is_heading(page, index) and thanks(page.lines[index - 1]):
            end = next((at for at in range(index, count) if closings[at] or opens_speech(page, at)), count)
            text = next((at for at in range(index, end) if page.running[at]), end)
            ended = end == count or (end in page.titles and not closings[end])
            titled = page.lines[index + 1][:1] in DASHES if text > index + 1 else False
            spoken = not titled and any(map(SPOKEN_TO.search, page.lines[index:end]))
            behind = next((at for at in range(text, end) if not page.running[at]), end)
            if ended and text < end and not any(page.running[behind:end]) and not spoken:
                yield from range(index, behind)
            index = end
        index += 1


def find_foreign(page: Page) -> list[int]:
    """The running text without a Chinese character behind a text all in Chinese: its translation, as long; words may follow."""
    said = [index for index, runs in enumerate(page.running) if runs]
    if said and not IS_HAN.search(page.lines[said[-1]]):
        glossed = 0
    elif said and GLOSSARY.match(page.lines[said[-1]]) and LATIN.search(page.lines[said[-1]]):
        glossed = 1  # 词汇：祝酒词 toast
    else:
        return []
    text = said[:len(said) - glossed]
    foreign = [index for index in text if LATIN.search(page.lines[index]) and not IS_HAN.search(page.lines[index])]
    if not foreign or text[0] == foreign[0] or text[-len(foreign):] != foreign:
        return []
    written, own = (sum(len(page.lines[index]) for index in which) for which in (foreign, text[:-len(foreign)]))
    if written < own:  # letters: a translation has more than twice as many as the text has characters
        return []
    foreign += said[len(text):]
    first = foreign[0]  # 「Ladies and gentlemen,」
    while first and LATIN.search(page.lines[first - 1]) and not IS_HAN.search(page.lines[first - 1]):
        first -= 1
    return [*range(first, foreign[0]), *foreign]


def find_resumed(page: Page, closings: Sequence[bool]) -> Iterator[int]:
    """The lines of the site that would open what stands behind a text, where nothing has closed it, and sentences go on below to
    thanks.

    >>> from pipeline.speeches.page import read_page
    >>> from pipeline.text.records import Line
    >>> text = "同学们：\\n今天我讲种树。\\n声明:本文由网友上传。\\n树种好了要浇水。\\n谢谢大家！"
    >>> lines = [Line(0, 4), Line(5, 12), Line(13, 24), Line(25, 33), Line(34, 39)]
    >>> [*find_resumed(read_page(text, lines), [False, False, False, False, True])]
    [2]
    """
    closed = True
    for index, row in enumerate(page.rows):
        if page.running[index] or opens_speech(page, index):
            closed = closings[index] or (closed and not opens_speech(page, index))
        elif row is not None and row.reach == "rest" and not closed:
            below = [*takewhile(page.running.__getitem__, range(index + 1, len(page.lines)))]
            if below and goes_on(page, closings, index, below):
                yield index


def goes_on(page: Page, closings: Sequence[bool], index: int, below: Sequence[int]) -> bool:
    """Whether the sentences below a line of the site are the speaker's, to his last words, and none is the site's."""
    *said, last = below
    found = HAS_SAID.search(page.lines[last]) if closings[last] else None
    if found is None or not (said or found["own"] or speaks(page.lines[index])):
        return False
    return not any(closings[at] or OF_THE_SITE.search(page.lines[at]) for at in said) and not OF_THE_SITE.search(page.lines[last])


def thanks(line: str) -> bool:
    """Whether the line does nothing but close a speech.

    >>> thanks("谢谢大家！"), thanks("大家好！首先祝各位新春快乐！")
    (True, False)
    """
    return len(line) <= LONGEST_THANKS and OVER.search(line) is not None and GOOD.search(line) is None


def is_heading(page: Page, index: int) -> bool:
    """Whether a text of its own may stand under the piece."""
    line = page.lines[index]
    may_be = not page.running[index] and len(line) in HEADING and line[-1] not in UNENDED and IS_HAN.search(line) is not None
    added = line.startswith(("补充", "再说", "再讲"))
    return may_be and not (added or opens_speech(page, index) or is_dated(line) or begins_with_marker(line))


def opens_speech(page: Page, index: int) -> bool:
    """Whether a speech may begin there."""
    title = page.titles.get(index)
    titled = title is not None and (title.kind == "strong" or title.shape != "")
    return titled or index in page.greetings or page.greets[index] > 0 or WELL_MET.match(page.lines[index]) is not None
