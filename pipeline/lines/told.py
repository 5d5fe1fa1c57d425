"""A line of a speech's head in; out, where it tells the date, the place, the occasion or the speaker. Patterns read the twin."""

import re

from pipeline.lines.speakers import LEADER, is_name, read_speaker, speaker_on
from pipeline.text.characters import HAN, IS_HAN, NUMERALS
from pipeline.text.dates import find_dates
from pipeline.text.records import Line

KIND = (
    "讲[ \u3000]{0,4}话|发[ \u3000]{0,4}言|致[辞词]|演讲|演[说辞]|谈话|报[ \u3000]{0,4}告|悼[词辞]|开场白|主持词|祝酒[辞词]|"
    "党课|答[辞词]|答问(?!会)|欢迎[辞词]|[闭开]幕[词辞]|贺[词辞]|寄语|说明|总结|讲课|授课"
)
HOW = (
    "(?:重要|主[旨题]|总结|动员|表态|即[席兴]|书面|视频|开场|集体|就职|获奖|专题|辅导|工作|施政|述职|典型|交流|大会(?=发言)|主持(?=讲)|现场|电视|创业|励志|毕业(?=演))"
)
MADE = rf"(?:上|中|时|期间|之际)?\n?(?:的|所?作的?|发表的?)?{HOW}{{0,2}}(?:{KIND})"
ANY = "(?:大?会议?|班|课|节|活动|仪式|宴)(?:[上中时的]|讲话)"  # 在会上的讲话 names no occasion
NO_TALK = "(?!精神|的通知|引发|引起|心得|后|时|反响|强调|指出|要求|学习|提出)"  # of the speech another one tells
CEREMONY = f"[开闭结毕揭启奠签授通出下首][{HAN}]式"  # 开幕式, 启动式
MEETING = (
    "会议|大会|会|仪式|典礼|论坛|峰会|晚宴|宴|活动|讲坛|课|班|节|周年|誓师|庆典|沙龙|比赛|答辩|培训|酒会|葬礼|婚礼|早餐会|茶聚|会报|"
    f"{CEREMONY}"
)
NO_HOUSE = "(?:(?<![国议协工商学公教法]会)(?<!(?:委员|基金|联合|同乡)会)|(?=[上中时期]))"  # 在作家协会的讲话 was in its house
OCCASION = re.compile(
    rf"(?<!《)(?:在|(?<!关)于)(?P<occasion>(?!{ANY}|议会(?!.{{0,12}}(?:{MEETING})))(?:(?!——)(?:[^。，,；;：:！？|《》]|《[^《》\n]{{1,30}}》)){{0,70}}?(?:{MEETING})(?:第[0-9{NUMERALS}]{{1,3}}次(?:全体)?会议)?"
    rf"(?:[的暨]?(?:开幕式|闭幕式|开幕|闭幕))?)(?:{NO_HOUSE}{MADE}{NO_TALK}|上[\s）)*_]*$|中[\s）)*_]*$)"
)
# a title that begins with its occasion; not: 第一次会议上的讲话, 陆远舟大会上的讲话
NO_AT = re.compile(
    rf"[*_#\s]*(?P<occasion>(?!{ANY}|第.{{1,3}}次会)(?:[^在于。，,；;：:！？|《》“”—\s]|“[^”\n]{{1,20}}”){{2,50}}(?:{MEETING}))[上中](?:的|所?作的?){HOW}{{0,2}}(?:{KIND})"
)
ATTENDED = re.compile(
    rf"(?:出席|参加|莅临)(?P<occasion>「[^」\n]{{2,40}}(?:{MEETING})」|[^。，,；;：:「」《》\n]{{2,40}}(?:{MEETING}))(?:上|时)?的?(?:{KIND}){NO_TALK}"
)
TAKES_PLACE = re.compile(r"[^《》“「]{0,16}?(?:举行|召开|举办|出席|参加)的?+(?=.{4})")  # 在县政府举行防汛会议
LED_BY = re.compile(rf"(?P<name>[{HAN}]{{2,4}}?)?{LEADER}(?=[0-9第全])")  # 王某校长107级毕业典礼, 院长2031年推进大会
ANOTHERS = re.compile(r"(?:学习|贯彻|落实|传达|领会|解读|热议|重温|聆听)[^\s—：:，,]*$")  # before another's
SUBTITLE = re.compile(r"[*_#> \t\u3000]*(?:[—－─━–―]{1,3}|--)")
NO_SUBJECT = re.compile(r"[*_#\s]*在")  # a title that may go on from a line above it
LABELLED = re.compile(
    r"[【\[（(]?(?:致[辞词]人?+|讲话人|演讲人|演讲者|报告人|主讲人?+|主讲嘉宾|发言人|讲者|演说者|致辞嘉宾|发言者|讲话者)[】\]）)]?"
    r"[ \t\u3000]*+[:：]?+[ \t\u3000]*+"
    rf"(?![0-9{NUMERALS}]{{1,3}}[:：]?$|[^\n]*版[)）]?$|[xX×*_]{{2,}}$)(?P<speaker>[^\s，。；:：].{{1,40}})$"
)
HAS_FIGURE = re.compile("[0-9]")
EVENT = "(?:讲话|演讲|发言|会议|致辞|开会|报告)的?"
PLACED = re.compile(
    rf"[【\[（(]?(?:{EVENT})?地[ \u3000]*点[】\]）)]?[ \u3000]*(?:[:：]|(?<=[\u3000 】\]]))[ \u3000]*"
    rf"(?P<place>[{HAN}·]{{2,24}})$"
)
INSIDE = re.compile(r"[（(〔【\[]([^（）()〔〕【】\[\]]*)[)）〕】\]]")
BY_PLACE = re.compile(rf"(?P<sign>[ \t\u3000]*[,，、·]?[ \t\u3000]*(?:于|在)?)[ \t\u3000]*(?P<place>[{HAN}·]{{2,12}})$")
PLACE_FIRST = re.compile(rf"[ \t\u3000]*(?P<place>[{HAN}·]{{2,12}})(?:[,，、]|(?=[ \t\u3000]))[ \t\u3000]*(?=[12一二])")
TOWN = re.compile(
    "(?:[省市县区镇乡村州旗岛港城京山河堂宫馆堡湾屯寨]|北京|上海|天津|重庆|延安|瑞金|遵义|西柏坡|北戴河|庐山|井冈山|莫斯科|"
    "纽约|华盛顿|东京|伦敦|巴黎|柏林|日内瓦|首尔|平壤|河内|新德里|雅加达|万隆|开罗|香港|澳门|台北|武汉|石家庄)$"
)
NO_PLACE = re.compile(
    "上午|下午|晚|星期|周[一二三四五六日]|通过|修|稿|讲|发言|报告|电$|会议|大会|根据|录音|整理|"
    "节录|摘要|农历|前|后$|作$|至|印发|公布|施行|日$"
)
LEADING = re.compile(
    r"(?:\d{1,3}[.、．]|第\S{1,3}篇[:：]?|篇\S{1,2}[:：]|[【\[]\S{1,4}[】\]]|最新|精选|[*#_\s>—－─━–―]|--|[12]\d{3}年(?:度|\d{1,2}月(?:\d{1,2}日)?)?[,，]?)*"
)
ENDING = (
    rf"(?:{KIND})(?:稿|全文|实录|摘要|摘编|文字版|要点|提纲|范文|节选|内容|[(（【\[《][^(（【\[《]{{0,12}}+|"
    rf"[:：]?《[^《》]{{1,40}}》|[:：]?\s*篇\S{{0,3}}+|之?[0-9{NUMERALS}]{{1,3}}|\s|[*_])*+$"
)
EVENTS = (
    "(?:座谈|动员|推进|现场|调度|部署|表彰|总结|恳谈|茶话|联欢|联谊|欢[送迎]|迎新|追[悼思]|家长|运动|报告|团拜|恳亲|交接|发布|研讨|交流|推介|洽谈|分享|誓师|见面|同学|年|晚|聚|大)会|(?:工作|专题|扩大|电视电话)会议|"
    f"典礼|仪式|论坛|[晚寿婚]宴|(?:生日|升学|乔迁|满月|谢师|答谢|庆功)宴|婚礼|{CEREMONY}|庆典|酒会"
)
PERSON = (
    "(?:领导|代表(?!大会)|老师|班主任|学生|家长|主持人?|嘉宾|员工|[校园院局厅市县区镇乡村会站理事董]长|"
    "书记|主席|主任|经理|[父母]亲|新[郎娘])"
)
PERSON_FIRST = re.compile(  # 班主任开学典礼
    rf"[{HAN}]{{0,12}}{PERSON}(?=[{HAN}]*(?:典礼|仪式|[{HAN}]式|大会|会议|晚会|庆典)$)"
)
NO_EVENT = re.compile("学习|传达|召开|[每各]|上周|.*(?:主持|发言|讲话)[词稿]")  # another's, several ones; a title over it
WITH_EVENT = re.compile(  # a title that begins with what it was said at: 社区共建座谈会发言稿
    rf"(?P<occasion>(?![A-Za-z])(?:[^在于关的和与及。，,；;：:！？|《》“”—\s]|“[^”\n]{{1,12}}”){{2,24}}?(?:{EVENTS}))(?:[{HAN}]{{0,6}}{PERSON})?{HOW}{{0,2}}{ENDING}"
)
BEFORE_AT = re.compile(
    r"(?P<speaker>[^\s\d:：，,。《》“”年关在](?:[^\s\d:：，,。《》“”年关在]|[ \u3000](?=\S)){1,39}?)[ \u3000]?(?:同志)?"
    r"(?:于?[12]\d{3}年[\d月日]{2,6})?(?:在|于|(?:出席|参加)(?=[^。]*[辞词话讲言][全摘]?[文要]?$))"
    rf"(?:[^。]{{2,60}}{ENDING}|[^。]{{2,60}}[上中][*_\s）)]*$)"
)
CALLED = re.compile(rf"(?P<speaker>[{HAN}·]{{2,6}}[（(].{{2,24}}?[)）]|[{HAN}·]{{3,12}})[:：](?=\S{{2,}}.{{0,40}}(?:{KIND}))")
ABOUT_HIM = "追[悼思]|诞辰|荣[休退]|欢[送迎]|退休|任命|婚礼|视察|调研|学习|精神|竞选|事迹|纪念|一行|悼念"  # of whom others speak
DONE = "(?:关于|会见|接见|接受|视察|考察|出席|发表)"  # 方大同接见…: the name ends with what could be a word
ABOUT = re.compile(
    rf"(?P<speaker>[{HAN}·×]{{2,24}}?)(?:同志)?"
    rf"(?:{DONE}|(?:就|同|与|和|答|对|向|致)(?!{DONE}|[同与和])).{{2,60}}{ENDING}"
)
SPEAKS = re.compile(rf"(?P<speaker>[{HAN}·×]{{2,24}}?)(?:同志)?的?{HOW}?{ENDING}")
LED = re.compile(  # 王某校长国旗下讲话
    rf"(?!.*(?:{ABOUT_HIM}))(?P<speaker>[{HAN}]{{2,4}}?{LEADER})[^。，,；;：:！？《》的]{{2,50}}的?{HOW}?{ENDING}"
)
SIGNED_BEHIND = re.compile(
    rf".{{0,60}}(?:{KIND}|献词)稿?[ \u3000]*(?:[—－-]{{1,3}}[ \u3000]*|[（(])(?P<speaker>[^—－（()）-]{{2,20}})[)）]?$"
)
QUESTIONED = re.compile(rf"(?P<speaker>[{HAN}]{{2,4}}?)答.{{2,20}}问$")  # 陆远舟答新员工问
PREACHED = re.compile(rf".*[/／](?P<speaker>[{HAN}]{{2,4}}?)(?:传道|牧师|长老|神父|执事)$")  # 讲章/陆远舟牧师
ONE_OF_SERIES = re.compile(rf".{{2,12}}[:：](?P<speaker>[{HAN}]{{1,6}}(?:[·•‧][{HAN}]{{1,8}}){{1,3}})(?:——|--)")
LEAD = re.compile(
    r"[（(【*＊※]{0,2}(?:以下|下面|下文|这|本文|此文|下稿|全文)[是为系]"
    rf"(?P<speaker>[{HAN}·、 \u3000×]{{2,40}}?)(?:同志)?"
    rf"(?=[（(]|联同|今[日天（(]|昨[日天]|日前|[{NUMERALS}\d]{{1,2}}月|[上下]午|[于在]|出席|会见|接见|视察|听取|就|向|对|给|[12一二][\d一二三四五六七八九〇零]{{3}}年)"
    rf".{{0,120}}?(?:{KIND})"
)


def tell_place(twin: str, line: Line) -> Line | None:
    """The place beside the date in brackets, or behind 地点.

    >>> lines = ("（二〇三一年三月二日，甲城）", "（2031年3月2日于延安）", "（2031年3月2日，修改稿）", "会议地点：甲楼")
    >>> [found and line[found.start:found.end] for line in lines for found in [tell_place(line, Line(0, len(line)))]]
    ['甲城', '延安', None, '甲楼']
    """
    if label := PLACED.match(twin, *line):
        return Line(*label.span("place"))
    for inside in INSIDE.finditer(twin, *line):
        for date in find_dates(twin, *inside.span(1)):
            found = BY_PLACE.match(twin, date.end, inside.end(1))
            if found and is_place(found["place"], found["sign"].strip()):
                return Line(*found.span("place"))
    begun = next(find_dates(twin, *line), None)
    first = PLACE_FIRST.match(twin, *line)
    if first and begun and begun.start == first.end() and begun.end == line.end and TOWN.search(first["place"]):
        return Line(*first.span("place"))
    found = BY_PLACE.match(twin, begun.end, line.end) if begun and begun.start == line.start else None
    stated = found is not None and found["sign"].strip() != "" and is_place(found["place"], found["sign"])
    return Line(*found.span("place")) if found and stated else None


def is_place(words: str, sign: str) -> bool:
    """Whether the words behind a date name a place: no name of a person, no half of a day."""
    if NO_PLACE.search(words):
        return False
    return TOWN.search(words) is not None or sign.endswith(("于", "在")) or (sign != "" and read_speaker(words) is None)


def tell_occasion(twin: str, line: Line) -> Line | None:
    """The occasion: what stands between 在 and 上的讲话.

    >>> line = "——2031年1月26日在甲省第三届人民代表大会第五次会议上"
    >>> line[slice(*tell_occasion(line, Line(0, len(line))))]
    '甲省第三届人民代表大会第五次会议'
    """
    if twin[line.start] == "《" and twin[line.end - 1] == "》":  # elsewhere what stands in them is the speech of another one
        found = OCCASION.search(twin[line.start + 1:line.end - 1])
        return Line(*(line.start + 1 + place for place in found.span("occasion"))) if found else None
    found = OCCASION.search(twin, *line) or ATTENDED.search(twin, *line) or NO_AT.match(twin, *line)
    if found and found.re is OCCASION and ANOTHERS.search(twin, line.start, found.start()):
        return None
    if found is None or (found.re is NO_AT and names_first(found["occasion"])):
        return None
    start, end = found.span("occasion")
    return Line(taken.end() if (taken := TAKES_PLACE.match(twin, start, end)) else start, end)


def tell_event(twin: str, line: Line) -> Line | None:
    """The event that a title names before the kind of speech: 第一篇：社区共建座谈会居民代表发言稿.

    >>> lines = ("共建座谈会居民代表发言稿", "篇2：开工典礼致辞", "学生会主席演讲稿", "方大同大会讲话", "方大同校长9级典礼致辞")
    >>> [found and line[slice(*found)] for line in lines for found in [tell_event(line, Line(0, len(line)))]]
    ['共建座谈会', '开工典礼', None, None, '9级典礼']
    """
    start = begin.end() if (begin := LEADING.match(twin, *line)) else line.start
    if (by := LED_BY.match(twin, start, line.end)) and (by["name"] is None or is_name(by["name"])):
        start = by.end()
    found = WITH_EVENT.match(twin, start, line.end)
    if found is None or NO_EVENT.match(event := found["occasion"]) or PERSON_FIRST.match(event):
        return None
    return None if names_first(event) else Line(*found.span("occasion"))


def names_first(words: str) -> bool:
    """Whether the words begin with a name, that of nobody in particular not counted: XX机关干部大会."""
    return IS_HAN.match(words) is not None and any(is_name(words[:length]) for length in (2, 3))


def tell_lead_occasion(twin: str, line: Line) -> Line | None:
    """The occasion in a sentence that introduces the speech or a note on it."""
    return tell_occasion(twin, line) if LEAD.match(twin, *line) else None


def tell_label(twin: str, line: Line) -> Line | None:
    """The speaker behind 讲话人： or 【致辞人】."""
    found = LABELLED.match(twin, *line)
    label = twin[line.start:found.start("speaker")].rstrip()[-1] if found else ""
    doubtful = label in ("辞", "词") or (label == "讲" and found and HAS_FIGURE.search(found["speaker"]))  # 致辞 阅读(3)
    if found and doubtful and not read_speaker(found["speaker"]):
        return None
    return Line(*found.span("speaker")) if found else None


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
        if found and speaker and (speaker.name or pattern is BEFORE_AT):
            return Line(*found.span("speaker"))
    for pattern in (BEFORE_AT, CALLED, ABOUT, SPEAKS, LED, SIGNED_BEHIND, QUESTIONED, PREACHED, ONE_OF_SERIES):
        found = pattern.match(twin, start, line.end)
        speaker = read_speaker(re.sub("[（(]", " ", found["speaker"]).rstrip("）)")) if found else None
        if found and speaker and (speaker.name or pattern is BEFORE_AT):
            return Line(*found.span("speaker"))
    return None


def tell_lead(twin: str, line: Line) -> Line | None:
    """The speaker of 以下是市长王某今日在修渠大会上的讲话."""
    found = LEAD.match(twin, *line)
    return Line(*found.span("speaker")) if found and read_speaker(found["speaker"]) else None
