"""A line of a speech's head in; out, where it tells the place or the occasion. Patterns read the twin."""

import re
from collections.abc import Iterator

from pipeline.lines.speakers import LEADER, is_name, read_speaker
from pipeline.text.characters import HAN, IS_HAN, NUMERALS
from pipeline.text.dates import find_dates
from pipeline.text.records import Line

TALK = (
    "讲[ \u3000]{0,4}话|发[ \u3000]{0,4}言|致[ \u3000]{0,4}[辞词]|演讲|演[说辞]|谈话|报[ \u3000]{0,4}告|"
    "悼[词辞]|开场白|主持词|祝酒[辞词]|党课|答[辞词]|答问(?!会)|欢迎[辞词]|[闭开][ \u3000]{0,4}幕[ \u3000]{0,4}[词辞]|"
    "贺[词辞]|寄语|说明|总结|讲课|授课|致训|训[词辞话]|讲[词辞]"
)
HOW = (
    "(?:重要|主[旨题]|总结|动员|[离到上卸就]任|履新|告别|辞职|表态|即[席兴]|书面|视频|开场|集体|就职|获奖|专题|辅导|工作|施政|述职|典型|交流|"
    "大会(?=发言)|主持(?=讲)|优秀|幽默|简短|精彩|(?:政府|常委会|法院|检察院)(?=工作)|现场|电视|创业|励志|毕业(?=演))"
)
MADE = (
    r"(?:研究[^。，,\n]{2,40}?(?=时)|(?:开始|结束|即将结束|闭幕|开幕)(?=时))?(?:上|中|时|期间|之际)?\n?(?:领导)?(?:的|所?作的?|发表的?|对[^。，,\n]{2,12}?)?"
    rf"(?:《[^《》\n]{{1,40}}》|关于[^。，,\n]{{2,40}}?的)?{HOW}{{0,2}}(?:{TALK}|结论)"
)
ANY = "(?:大?会议?|班|课|节|活动|仪式|宴)(?:[上中时的]|讲话)"  # 在会上的讲话 names no occasion
NO_TALK = "(?!精神|或|的通知|引发|引起|心得|后|时|反响|强调|指出|要求|学习|提出)"  # of the speech another one tells
CEREMONY = f"(?:[开闭结毕揭启奠签授通出下首][{HAN}]式|[开闭启颁就揭动亮嘉][{HAN}]礼|成[人立]礼)"  # 开幕式, 启动礼
MEETING = (
    "会议|大会|会|仪式|典礼|论坛|峰会|晚宴|宴|活动|讲坛|课|班|节|周年|誓师|庆典|沙龙|比赛|答辩|培训|酒会|葬礼|婚礼|早餐会|茶聚|会报|"
    f"{CEREMONY}"
)
NO_HOUSE = "(?:(?<![国议协工商学公教法]会)(?<!(?:委员|基金|联合|同乡)会)|(?=[上中时期]))"  # 在作家协会的讲话 was in its house
OCCASION = re.compile(
    rf"(?<!《)(?:在(?!线)|(?<!关)于)(?P<occasion>(?!{ANY}|议会(?!.{{0,12}}(?:{MEETING})))(?:(?!——)(?:[^。，,；;：:！？|《》]|《[^《》\n]{{1,30}}》)){{0,70}}?(?:{MEETING})(?:第[0-9{NUMERALS}]{{1,3}}次(?:全体)?会议)?"
    rf"(?:[的暨]?(?:开幕式|闭幕式|开幕|闭幕))?)(?:{NO_HOUSE}{MADE}{NO_TALK}|上[\s）)*_]*$|中[\s）)*_]*$)"
)
# a title that begins with its occasion; not: 第一次会议上的讲话, 陆远舟大会上的讲话
NO_AT = re.compile(
    rf"(?:[*_#\s—－─━–―-]|第.{{1,3}}篇[:：])*(?:(?:[校院镇乡区县市局园馆]长|书记|董事长|总经理)(?=新))?(?P<occasion>(?!{ANY}|第.{{1,3}}次会)(?:[^在于。，,；;：:！？|《》“”—\s]|“[^”\n]{{1,20}}”){{2,50}}(?:{MEETING}))[上中](?:的|所?作的?){HOW}{{0,2}}(?:{TALK})"
)
ATTENDED = re.compile(
    rf"(?:出席|参加|莅临(?!指导)|致(?=[12][0-9]{{3}}|第|全))(?P<occasion>「[^」\n]{{2,40}}(?:(?:{MEETING})」|」[^。，,；;：:「」《》\n]{{0,20}}(?:{MEETING}))|[^。，,；;：:「」《》\n]{{2,40}}(?:{MEETING}))(?:上|时)?的?(?:{TALK}){NO_TALK}"
)
TAKES_PLACE = re.compile(  # 在县政府举行防汛会议; not: 在县委大会召开后第一次会议
    rf"(?!欢迎|各|全)[^《》“「]{{0,12}}?(?:[府院厅堂馆校]|总部|立法会)(?:举行|召开|举办|出席)的?+"
    rf"(?!后|前|权|成功|倒计时|之|[0-9{NUMERALS}]{{1,4}}周年)(?=.{{4}})|"
    rf"(?![^。]{{0,6}}(?:[会党为迎送悼念节第委部局]|欢|各|全|庆|总理|总统|主席|领导|代表|单位|公司|集团|先生|同志)[^。]{{0,6}}(?:召开|举行|举办))"
    rf"[{HAN}]{{2,6}}(?:召开|举行|举办)的(?=.{{4}})|[{HAN}]{{2,12}}(?:召开|举行|举办)\s*\n\s*|[{HAN}]{{2,12}}(?<![应本])出席(?!的)(?=.{{4}})"
)
# 王某校长107级毕业典礼, 院长2031年推进大会
OF_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}年度?\Z")
LED_BY = re.compile(
    rf"(?:(?P<name>[{HAN}]{{2,4}}?){LEADER}(?=[0-9第全])|{LEADER}(?=[0-9]{{2,4}}[年届级])|"
    rf"[{HAN}]{{0,4}}{LEADER}(?=(?:毕业|开学|就职)(?:典礼|仪式)))"
)
OFFICE_FIRST = re.compile(  # 县水利局局长全县水利会议上的讲话; not: 市长热线工作会议
    rf"[{HAN}]{{0,12}}?{LEADER}(?:[{HAN}]{{2,3}}?)?(?=全[国省市州区县镇乡校]|第|[12][0-9]{{3}}|(?:毕业|开学)典礼)"
)
ANOTHERS = re.compile(r"(?:学习|贯彻|落实|传达|领会|解读|热议|重温|聆听)[^\s—：:，,]*$")  # before another's
SUBTITLE = re.compile(r"[*_#> \t\u3000]*(?:[—－─━–―]{1,3}|--)")
NO_SUBJECT = re.compile(r"[*_#\s]*在")  # a title that may go on from a line above it
EVENT = "(?:讲话|演讲|发言|会议|致辞|开会|报告)的?"
PLACED = re.compile(
    rf"[【\[（(]?(?:{EVENT})?地[ \u3000]*点[】\]）)]?[ \u3000]*(?:[:：]|(?<=[\u3000 】\]]))[ \u3000]*"
    rf"(?P<place>(?=.*[{HAN}])[{HAN}·0-9]{{2,24}})$"
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
TITLE_END = (
    rf"(?:{TALK}){{1,2}}(?:稿|全文|实录|摘要|摘编|文字版|要点|提纲|范文|节选|内容|[(（【\[《][^(（【\[《]{{0,12}}+|"
    rf"[:：]?《[^《》]{{1,40}}》|[:：]?\s*篇\S{{0,3}}+|之?[0-9{NUMERALS}]{{1,3}}|\s|[*_])*+$"
)
EVENTS = (
    "(?:座谈|动员|推进|现场|调度|部署|表彰|总结|恳谈|茶话|联欢|联谊|欢[送迎]|迎新|追[悼思]|家长|运动|报告|团拜|恳亲|交接|发布|研讨|交流|推介|洽谈|分享|誓师|见面|同学|年|晚|聚|谈话|(?:民主|组织)生活|代表大|党代|工作(?=会(?!议))|大)会(?:议(?![室厅]))?|(?:工作|年终|年度|专题|扩大|电视电话|选举|全体|次)会议|(?<!演讲)(?:比赛|大赛|竞赛|比武|[舟球棋泳]赛)|"
    f"典礼|仪式|论坛|[晚寿婚]宴|(?:生日|升学|乔迁|满月|谢师|答谢|庆功)宴|婚礼|{CEREMONY}|庆典|酒会"
)
PERSON = (
    "(?:领导|代表(?!大会)|老师|班主任|学生|家长|主持人?|嘉宾|员工|[校园院馆局厅市县区镇乡村会站理事董组]长|"
    "书记|支书|主席|主任|经理|[父母]亲|新[郎娘])"
)
PERSON_FIRST = re.compile(  # 班主任开学典礼; not: 员工表彰大会, 党代表选举会议
    rf"[{HAN}]{{0,12}}(?!学生|家长|员工|嘉宾){PERSON}(?<!党代表)(?=[{HAN}]*(?:典礼|仪式|[{HAN}]式|大会|会议|晚会|庆典)$)"
)
# another's, several ones; a title over it
NO_EVENT = re.compile("学习|传达|召开|会见|接见|参加|出席|[每各]|上周|.*(?:出席|(?:主持|发言|讲话)[词稿])")
WITH_EVENT = re.compile(  # a title that begins with what it was said at: 社区共建座谈会发言稿
    rf"(?P<occasion>(?![A-WYZa-wyz])(?:[^在于的和与及。，,；;：:！？|《》“”—\s]|“[^”\n]{{1,12}}”){{2,24}}?(?:{EVENTS})|追[悼思]会|家长会)"
    rf"(?:[{HAN}]{{2,4}}时的)?(?:[{HAN}]{{0,6}}{PERSON})?{HOW}{{0,2}}{TITLE_END}"
)
LEAD = re.compile(
    r"[（(【*＊※]{0,2}(?:以下|下面|下文|这|本文|此文|下稿|全文)[是为系]"
    rf"(?P<speaker>[{HAN}·、 \u3000×]{{2,40}}?)(?:同志)?"
    rf"(?=[（(]|联同|今[日天（(]|昨[日天]|日前|[{NUMERALS}\d]{{1,2}}月|[上下]午|[于在]|同(?=[两几各部中外来][^，。]{{2,40}}谈话)|接受|出席|会见|接见|视察|听取|就|向|对|给|[12一二][\d一二三四五六七八九〇零]{{3}}年)"
    rf".{{0,120}}?(?:{TALK}|结论)"
)

HELD_AT = re.compile(
    rf"(?<![现正实旨潜存])在(?P<place>[{HAN}]{{1,10}}?)(?:隆重|顺利|成功|正式)?(?:举行|召开|举办|开幕(?!式|仪式|会|典礼))"
)
NO_TOWN = re.compile(  # not: 在热烈的掌声中举行, 在今晚举行
    "(?:今|昨|明|当地|异地|原|两地|云端|线上|网络|周|[春夏秋冬]季|暑|寒|清晨|即将|需要|这|那|我|本(?!溪)|该|此|为|给|向|各|第|全国|紧张|凝聚)|"
    ".*(?:[的声]|(?:[中下上时后前期间里内会节日年月围]|论坛|赛|展|典礼|直播|氛围)$)|.$"
)
OF_NEWS = re.compile(rf"讯|电|消息|报道|编者按|{TALK}|全文|实录|以下")  # said of a speech; not: 1949年10月1日，开国大典举行
UNBARRED = re.compile(r"[^\s|｜](?:[^|｜\n]*[^\s|｜])?")
# a line of labels; not: 2031-03-02 来源：某报
SEVERAL_LABELS = re.compile(rf"[【\[（(]?[{HAN}]{{2,6}}[】\]）)]?[:：]\S[^:：]*[ \u3000][{HAN}]{{2,6}}[:：]")
ONE_LABEL = re.compile(rf"\S(?:(?![ \u3000]+[{HAN}]{{2,6}}[:：])[^\n])*")


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


def tell_reported_place(twin: str, line: Line) -> Line | None:
    """Where a report of a speech says that it was held.

    >>> lines = ("江城讯 水利峰会在江城隆重举行。", "江城讯 峰会在热烈的掌声中举行。", "1921年，大会在江城举行。")
    >>> [found and line[slice(*found)] for line in lines for found in [tell_reported_place(line, Line(0, len(line)))]]
    ['江城', None, None]
    """
    found = HELD_AT.search(twin, *line) if OF_NEWS.search(twin, *line) else None
    return Line(*found.span("place")) if found and not NO_TOWN.match(found["place"]) else None


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
    if found.re is NO_AT and (by := OFFICE_FIRST.match(twin, start, end)):
        start = by.end()
        if names_first(twin[start:end]):
            return None
    start += len(found["occasion"]) - len(found["occasion"].lstrip())
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
    if names_first(event) and not event.endswith(("追悼会", "追思会")):
        return None
    year = OF_YEAR.search(twin, line.start, found.start())
    return Line(year.start() if year else found.start(), found.end("occasion"))


def names_first(words: str) -> bool:
    """Whether the words begin with a name, that of nobody in particular not counted: XX机关干部大会."""
    return IS_HAN.match(words) is not None and any(is_name(words[:length]) for length in (2, 3))


def tell_lead_occasion(twin: str, line: Line) -> Line | None:
    """The occasion in a sentence that introduces the speech or a note on it."""
    return tell_occasion(twin, line) if LEAD.match(twin, *line) else None


def split_bars(twin: str, line: Line) -> Iterator[Line]:
    """The parts of a line between upright strokes or before labels: 演讲者：陈某｜时间：2031-06-01 地点：某市."""
    for found in UNBARRED.finditer(twin, *line):
        labels = ONE_LABEL.finditer(twin, *found.span()) if SEVERAL_LABELS.match(twin, *found.span()) else [found]
        yield from (Line(*label.span()) for label in labels)
