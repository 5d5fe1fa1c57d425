"""A line of a speech's head, or of its beginning, in; out, where it tells who speaks. Patterns read the twin."""

import re
from collections.abc import Iterator, Sequence

from pipeline.lines.speakers import LEADER, is_speaker, read_speaker, speaker_on
from pipeline.lines.told import CEREMONY, HOW, LEAD, LEADING, TALK, TITLE_END
from pipeline.text.characters import HAN, NUMERALS
from pipeline.text.dates import YEAR, find_dates
from pipeline.text.greetings import salutation_end
from pipeline.text.records import Line

LABELLED = re.compile(
    r"[【\[（(]?(?:致[辞词]人?+|讲话人|演讲人|演讲者|报告人|主讲人?+|主讲嘉宾|发言人|讲者|演说者|致辞嘉宾|发言者|讲话者)[】\]）)]?"
    r"[ \t\u3000]*+[:：]?+[ \t\u3000]*+"
    rf"(?![0-9{NUMERALS}]{{1,3}}[:：]?$|[^\n]*版[)）]?$|[xX×*_]{{2,}}$)(?P<speaker>[^\s，。；:：].{{1,40}})$"
)
TRANSLITERATED = re.compile(  # ——波洛夫在纪念大会上的报告: characters with which names of abroad are written
    "[阿埃艾安奥巴贝彼波伯勃布查达迪蒂厄尔恩菲费夫弗格戈哈赫霍加卡凯科克库拉莱赖勒雷里利列林鲁伦罗洛玛麦曼梅米莫姆穆纳奈"
    "内尼诺帕佩皮普奇齐契乔切琴萨塞沙什史斯丝索塔泰坦特图托瓦威韦维沃乌西希谢辛雅亚扬耶叶伊因约扎泽佐兹茨丘捷季尤晓瑟丁顿根汉甘]{3,6}"
)
HAS_FIGURE, LONGEST_GREETING = re.compile("[0-9]"), 100  # code points
WHO = r"(?P<who>[^\s。，,；;：:！!？?()（）][^。，,；;：:！!？?()（）]{3,24}?)"
SIGNED_DAY = re.compile(rf"{WHO}[(（]\s*{YEAR}[^()（）]{{2,30}}[)）]\s*(?=\S)")
SIGNED_GREETING = re.compile(
    rf"{WHO}\s*(?=(?:尊敬|敬爱|亲爱)的|各位|全体|(?:同志|老师|同学|女士|先生|朋友|代表|乡亲)们)"
)
BEFORE_AT = re.compile(
    r"(?P<speaker>[^\s\d:：，,。《》“”年关在](?:[^\s\d:：，,。《》“”年关在]|[ \u3000](?=\S)){1,39}?)[ \u3000]?(?:同志)?"
    r"(?:于?[12]\d{3}年[\d月日]{2,6})?(?:在|于|(?:出席|参加)(?=[^。]*[辞词话讲言][全摘]?[文要]?$))"
    rf"(?:[^。]{{2,60}}{TITLE_END}|[^。]{{2,60}}[上中][*_\s）)]*$)"
)
CALLED = re.compile(rf"(?P<speaker>[{HAN}·]{{2,6}}[（(].{{2,24}}?[)）]|[{HAN}·]{{3,12}})[:：](?=\S{{2,}}.{{0,40}}(?:{TALK}))")
ABOUT_HIM = "追[悼思]|诞辰|荣[休退]|欢[送迎]|退休|任命|婚礼|视察|调研|学习|精神|竞选|事迹|纪念|一行|悼念"  # of whom others speak
DONE = "(?:关于|会见|接见|接受|视察|考察|出席|发表)"  # 方大同接见…: the name ends with what could be a word
ABOUT = re.compile(
    rf"(?P<speaker>[{HAN}·×]{{2,24}}?)(?:同志)?+"
    rf"(?:{DONE}|(?:就|同|与|和|答|对|向|致)(?!{DONE}|[同与和])).{{2,60}}{TITLE_END}"
)
SPEAKS = re.compile(rf"(?P<speaker>[{HAN}·×]{{2,24}}?)(?:同志)?的?(?:[ \u3000]{{2,4}})?{HOW}?{TITLE_END}")
LED = re.compile(  # 王某校长国旗下讲话
    rf"(?!.*(?:{ABOUT_HIM}))(?P<speaker>[{HAN}]{{2,4}}?{LEADER})[^。，,；;：:！？《》的]{{2,50}}的?{HOW}?{TITLE_END}"
)
SIGNED_BEHIND = re.compile(
    rf".{{0,60}}(?:{TALK}|献词)稿?[ \u3000]*(?:[—－-]{{1,3}}[ \u3000]*|[（(])(?P<speaker>[^—－（()）-]{{2,20}})[)）]?$"
)
IN_TITLE = (
    "(?:副?(?:[校院园馆局厅市县区镇乡村]长|年级组长|[团党]委书记|书记|主任|董事长|总经理|老板)|班主任|"
    "(?:学生|教师|新生|家长|毕业生|居民|村民|员工|职工|党员|青年)代表)"
)
BEHIND_EVENT = re.compile(  # 开学典礼校长致辞
    rf"(?!.*(?:竞[选聘]|[当做听观我]|感恩|假如|今天|如何|怎[样么]|学习|值日|一日))"
    rf".{{1,40}}?(?:(?<![环细关季])节|[大晚年]会|[动长谈彰]会|典礼|仪式|庆典|酒会|{CEREMONY}|日|[会礼式日班]上|[晚寿婚]宴)(?P<speaker>{IN_TITLE}){HOW}{{0,2}}{TITLE_END}"
)
SPOKEN_AT = (
    "国旗下|新[春年]|春节|元旦|元宵|清明|五一|端午|中秋|重阳|国庆|教师节|[六七八]一|校庆|年会|年终|开学|毕业|开幕|闭幕|升旗|开工|迎新|就职|"
    "新[校院厂园馆]|奠基|竣工|落成|揭牌|签约|专题|防汛|防火|安全|廉政|扶贫|纪念|[12][0-9]{3}年"
)
BEGINS_TITLE = re.compile(  # 校长国旗下讲话; not: 校长助理述职报告
    rf"(?P<speaker>(?:大学|中学|小学|幼儿园)?副?{LEADER})(?={SPOKEN_AT})[^。，,；;：:！？的]{{2,24}}?{HOW}?{TITLE_END}"
)
WHOLE_OF = re.compile(  # 陆远舟致辞全文：
    rf"[^，。]{{0,40}}(?<![{HAN}])(?P<speaker>[{HAN}·]{{2,12}}?)的?(?:{TALK})稿?全文(?:如下|内容)?[:：]?$"
)
QUESTIONED = re.compile(  # 陆远舟答新员工问; 外交部长陆远舟就对外关系回答中外记者提问
    rf"(?P<speaker>[{HAN}·]{{2,24}}?)(?:[0-9]{{1,2}}月[0-9]{{1,2}}日)?(?:在?[{HAN}]{{0,10}}会上)?(?:就[^，。]{{2,40}}?)?回?"
    rf"答(?!好|对|卷|题|案)[{HAN}]{{0,10}}[者友员生众工](?:问|提问)(?:.{{0,6}}(?:实录|全文))?(?:[（(][^（()）]{{1,8}}[)）])*$"
)
AT_HEADLINE = re.compile(  # 陆远舟在晨星奖晚宴脱稿致辞 称得奖就像童话; the name stands below, too
    rf"(?P<speaker>[{HAN}·]{{2,24}}?)(?<!正)在[^，。在\s]{{2,40}}?(?:脱稿|现场|上)?(?:发表)?(?:{TALK})[ \u3000:：]"
)
# 讲章/陆远舟牧师
PREACHED = re.compile(rf".*(?:讲章|讲道|证道|信息|日)[/／](?P<speaker>[{HAN}]{{2,4}}?)(?:传道|牧师|长老|神父|执事)$")
LECTURED = re.compile(  # 周恩牧师主讲
    rf"(?:.{{2,30}}[ \u3000]+)?(?P<speaker>[{HAN}·]{{2,10}}?)[ \u3000]?(?:主讲|宣讲|主领)(?:[ \u3000(（].*)?$"
)
FREE_LIBRARY, FREE_HEAD = re.compile("维基文库|自由的图书馆"), 400  # code points of a page in which it names itself
PAGE_AUTHOR = re.compile(rf"作者[:：][ \u3000]*(?P<speaker>[{HAN}·]{{2,12}})(?=[ \u3000]|$)")
ONE_OF_SERIES = re.compile(
    rf"[{HAN}]{{0,6}}(?:经典|名人|著名|名家|伟人)[{HAN}]{{0,8}}[:：]"
    rf"(?P<speaker>[{HAN}]{{1,6}}(?:[·•‧][{HAN}]{{1,8}}){{1,3}})(?:——|--)"
)
GREETS = re.compile(  # 特区行政长官陆远舟戊戌年新春献辞
    rf"(?![致迎给寄写])(?P<speaker>[{HAN}·]{{2,30}}?)(?:[12][0-9]{{3}}年?|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年)?"
    r"(?:农历)?(?:新[春年]|元旦|春节|中秋节?|国庆节?|圣诞节?)(?:[献贺致祝][词辞]|寄语|谈话|讲话)(?:全文|稿|[（(][^（()）]{1,12}[)）])*$"
)
HEADLINE = re.compile(rf"(?:【[^】]{{1,12}}】)?(?P<speaker>[{HAN}·]{{2,24}})[:：](?=.{{4}})")  # 陆远舟：渠是大家的
SPOKE = (
    rf"(?:(?:发表|作)了?[^，,。]{{0,16}}?(?:{TALK})|致了?[^，,。]{{0,8}}?[辞词])[，,。]?[^。，,]{{0,8}}(?:全文|实录|内容)?[^。，,]{{0,4}}(?:如下|以下)"
)
REPORTED = (  # 学生代表陆远舟发表演讲，全文如下：; 县长陆远舟出席大会并致辞。以下为全文：
    re.compile(rf"(?<![{HAN}])(?P<speaker>[{HAN}·、]{{2,40}}?)(?:今[天日]|昨[天日])?{SPOKE}"),
    re.compile(
        rf"(?<![{HAN}])(?P<speaker>[{HAN}·、]{{2,40}}?)(?:今[天日]|昨[天日])?"
        rf"(?:(?:出席|参加)[^，,。]{{1,40}}?并|代表[^，,。]{{1,30}}?|在[^，,。]{{1,30}}?){SPOKE}"
    ),
)
REPORTED_TODAY = re.compile(  # 总统陆远舟今（20）日上午参加庆典。总统致词内容为：
    rf"(?<![{HAN}])(?P<speaker>[{HAN}·]{{2,40}}?)(?:今|昨)(?:[日天]|[（(][0-9]{{1,2}}[)）]日).{{0,300}}?"
    rf"(?:{TALK})(?:内容|全文)?(?:为|如下)[:：]?$"
)
OF_ANOTHER = re.compile("学习|贯彻|落实|体会|代(?!表)")  # whose speech another one answers, or reads out
HEARD = re.compile("刚才|根据|按照")
LABEL = re.compile(rf"[【\[]?[{HAN}·]{{2,12}}[】\]]?[:：]")  # of a turn, where lines begin with several

NAMING = (CALLED, ABOUT, SPEAKS, LED, SIGNED_BEHIND, QUESTIONED, PREACHED, ONE_OF_SERIES, AT_HEADLINE)
OF_OFFICES = (BEFORE_AT, BEHIND_EVENT, BEGINS_TITLE, GREETS)
"""They may name an office alone."""


def tell_label(twin: str, line: Line) -> Line | None:
    """The speaker behind 讲话人： or 【致辞人】."""
    found = LABELLED.match(twin, *line)
    label = twin[line.start:found.start("speaker")].rstrip()[-1] if found else ""
    doubtful = label in ("辞", "词") or (label == "讲" and found and HAS_FIGURE.search(found["speaker"]))  # 致辞 阅读(3)
    if found and doubtful and not read_speaker(found["speaker"]):
        return None
    return before_date(twin, Line(*found.span("speaker"))) if found else None


def tell_lecturer(twin: str, line: Line) -> Line | None:
    """The speaker of 周恩牧师主讲; in the head of a free library the author."""
    if FREE_LIBRARY.search(twin, 0, FREE_HEAD) and (author := PAGE_AUTHOR.match(twin, *line)):
        return Line(*author.span("speaker"))
    found = LECTURED.match(twin, *line)
    speaker = read_speaker(found["speaker"]) if found else None
    return Line(*found.span("speaker")) if found and speaker and speaker.name else None


def before_date(twin: str, line: Line) -> Line | None:
    """What stands before the first date on a line, None when nothing does: 报告人：王某（2031年3月2日）."""
    date = next(find_dates(twin, *line), None)
    words = twin[line.start:date.start if date else line.end].rstrip("(（[【〔,， \u3000")
    return Line(line.start, line.start + len(words)) if words else None


def tell_sure(twin: str, line: Line) -> Line | None:
    """The office and name that make up a line, beside its date."""
    found = speaker_on(twin, line)
    return found[0] if found and found[1].sure else None


def tell_name(twin: str, line: Line) -> Line | None:
    """The name that makes up a line, beside its date."""
    found = speaker_on(twin, line)
    place = found[0] if found and (found[1].name or "").strip("xX×*＊") else None
    closed = place is not None and place.end - place.start == 2 and twin[place.end:place.end + 1] in ("）", ")")
    return None if closed and any(find_dates(twin, *line)) else place  # （2031年3月2日 柳湾） may be either


def tell_before_at(twin: str, line: Line) -> Line | None:
    """The speaker of 镇长在修渠大会上的讲话, 王某：修渠大会讲话, 王某关于修渠的讲话, 王某致辞."""
    start = begin.end() if (begin := LEADING.match(twin, *line)) else line.start
    dash = max(twin.find(sign, start, line.end) for sign in ("——", "--"))
    for pattern in (BEFORE_AT, SPEAKS) if dash > start else ():
        found = pattern.match(twin, dash + 2, line.end)
        speaker = read_speaker(found["speaker"]) if found else None
        known = speaker and (pattern is BEFORE_AT or (speaker.name and stands_elsewhere(twin, line, speaker.name)))
        if found and (known or is_from_abroad(found)):
            return Line(*found.span("speaker"))
    for pattern in (BEFORE_AT, *NAMING, GREETS, BEHIND_EVENT, BEGINS_TITLE):
        found = pattern.match(twin, start, line.end)
        speaker = read_speaker(re.sub("[（(]", " ", found["speaker"]).rstrip("）)")) if found else None
        if found and twin[line.start] in "—-－" and is_from_abroad(found):
            return Line(*found.span("speaker"))
        if not found or not speaker or not (speaker.name or pattern in OF_OFFICES):
            continue
        if pattern is not AT_HEADLINE or stands_elsewhere(twin, line, speaker.name or ""):
            return Line(*found.span("speaker"))
    return None


def is_from_abroad(found: re.Match[str]) -> bool:
    """Whether who speaks at an occasion has a name that is written for its sound: ——波洛夫在纪念大会上的报告."""
    return found.re is BEFORE_AT and TRANSLITERATED.fullmatch(found["speaker"]) is not None


def stands_elsewhere(twin: str, line: Line, name: str) -> bool:
    """Whether the name stands outside the line, too: ——常回家演讲 names nobody."""
    return twin.find(name, line.end) >= 0 or twin.find(name, 0, line.start) >= 0


def tell_lead(twin: str, line: Line) -> Line | None:
    """The speaker of 以下是市长王某今日在修渠大会上的讲话, and of 王某致辞全文：."""
    found = LEAD.match(twin, *line) or WHOLE_OF.match(twin, *line)
    speaker = read_speaker(found["speaker"]) if found else None
    if found is None or speaker is None or (found.re is WHOLE_OF and not speaker.name):
        return None
    known = found.re is LEAD or speaker.office or stands_elsewhere(twin, line, str(speaker.name))
    return Line(*found.span("speaker")) if known else None


def tell_headline(twin: str, line: Line, told: Sequence[Line]) -> Line | None:
    """The speaker of 陆远舟：渠是大家的, whom what is `told` beside the text names, too."""
    found = HEADLINE.match(twin, *line)
    speaker = read_speaker(found["speaker"]) if found else None
    name = speaker.name if speaker else None
    return Line(*found.span("speaker")) if found and name and any(twin.find(name, *other) >= 0 for other in told) else None


def tell_reported(twin: str, line: Line) -> Line | None:
    """Who speaks in the last sentence of a report: 董事长陆远舟发表演讲，全文如下：; a name alone that stands elsewhere, too."""
    for pattern in (*REPORTED, REPORTED_TODAY):
        found = pattern.search(twin, *line)
        speaker = read_speaker(found["speaker"]) if found and not HEARD.match(found["speaker"]) else None
        if found is None or speaker is None or not speaker.name or OF_ANOTHER.search(twin, found.end("speaker"), found.end()):
            continue
        known = speaker.office or stands_elsewhere(twin, line, speaker.name)
        return Line(*found.span("speaker")) if known and not HEARD.match(twin, line.start) else None
    return None


def cuts_of_signer(text: str, start: int, end: int) -> Iterator[int]:
    """Where text begins behind an office and a name that begin a line: behind the day in brackets, at the greeting.

    >>> lines = ("市水利局局长方远(2031年1月27日)很高兴", "县长方远同志们:今天开会", "方远说过")
    >>> [[*cuts_of_signer(line, 0, len(line))] for line in lines]
    [[20], [4], []]
    """
    day = SIGNED_DAY.match(text, start, end)
    found = day or SIGNED_GREETING.match(text, start, end)
    signer = read_speaker(found["who"]) if found and is_speaker(found["who"].strip()) else None
    if found and signer and signer.office and (day or salutation_end(text[found.end():min(end, found.end() + LONGEST_GREETING)])):
        yield found.end()
