"""The title and the text of what stands on a page in; out, how much of a speech they have. Reads the folded twin.

Each sign has points for every time it is found, up to so many times. They were weighed on 1,161 speeches of test pages and on
150 pages of other sorts (news, laws, recipes, stories, adverts, judgments): of those 13, most of them decrees, news and minutes,
and of these 117 have less than `ENOUGH`. The signs of stories and of writing guides came later; with them no more of 274 gold
speeches have less than without them (5).
"""

import re
from typing import NamedTuple

from pipeline.text.characters import NUMERALS

KIND = (
    "讲话|发言|致[辞词]|演讲|演说|讲稿|答[辞词]|祝酒|[开闭]幕[词辞]|寄语|献[词辞诗]|贺[词辞]|悼[词辞文]|祭文|谈话|党课|主持词|感言|训[词辞话]|"
    "解说词|颁奖[词辞]|辩护词|陈词|宣言|证婚|赠言|[证讲布]道|开示|讲[章义]|插话|宣誓|誓师|第.{1,3}讲|"
    r"(?<![被原广公报])告\S{0,8}(?:同胞|人民|国民|群众|民众|青年|同学|学生|父老|将士)\S{0,4}书|"
    "答问|记者问|访谈|采访|对话|座谈|实录|议事录|(?:会议|谈话|发言|讲话|大会)记录|"
    "(?<!检测)(?<!检验)(?<!实验)(?<!财务)(?<!体检)(?<!分析)(?<!评估)(?<!调查)(?<!研究)报告"
)
ENOUGH = 8
"""Points below which nothing says that the text was spoken."""
BEGINNING, FIRST_WORDS, ENDING, CLOSING_WORDS = 1_500, 400, 500, 200  # code points that are looked at


class Sign(NamedTuple):
    """A sign of a speech or of something else: points each time, how often it counts, texts that show it, one that does not."""

    pattern: re.Pattern[str]
    points: int
    most: int
    examples: tuple[str, ...]
    counter: str


OF_TITLES = (
    Sign(re.compile(KIND), 6, 1, ("修渠大会讲话精选", "记者问"), "清炖鸡的做法"),
    Sign(
        re.compile(
            rf"(?:{KIND})(?:全文|稿|要点|提纲|摘[编要]|内容|节[选录]|[（(].*|[:：].*|[0-9{NUMERALS}篇\s])*$", re.MULTILINE
        ), 8, 1,
        ("在修渠大会上的讲话（摘要）", "渠是大家的\n——开幕词稿 篇二"), "县长讲话引起反响",
    ),
    Sign(
        re.compile(
            r"^(?!.*(?:时的|上的|全文|[（(]))"
            r".*(?:并\S{0,6}(?:讲话|致[辞词]|发言|演讲|报告)$|发表(?!的)\S{0,10}(?:讲话|演讲)|主持召开|强调|指出)", re.MULTILINE,
        ), -14, 1,
        ("县长出席会议并讲话", "县长主持召开会议"), "在会议上的讲话",
    ),
    Sign(
        re.compile(rf"小说|书友|(?:^|[\s>])第[{NUMERALS}百千0-9]+[章回][ :：]?(?!.*(?:{KIND}))", re.MULTILINE), -14, 1,
        ("水乡小说网>都市", "第635章 总结大会", "第十二回"), "第三章 庆功会上的讲话",
    ),
)  # fmt: skip
NARRATED = Sign(
    re.compile(
        r"[”’」』][^。！？“「…\n]{0,14}?(?:说|道|问|笑|喊|叫|答)[着道]?[。，,：:！!]|(?:说|问|喊|笑|答|叫)道[。：:，,]|"
        r"[长记任席理授总](?:讲|说|谈)[道到][，,：:]"
    ), -4, 4,
    ("“修渠去。”他笑着说。", "他问道:“渠呢？”", "校长讲道，"), "主席说：“人民”",
)
QUOTED, FEWEST = re.compile("“[^”]{6,}”"), 2  # what persons of a story say, and how often it is told
OF_TEXTS = (
    Sign(
        re.compile(
            "同志们|各位|朋友们|同学们|老师们|代表们|乡亲|女士|先生们|委员们|家长们|诸位|同胞|战友|主席|"
            "弟兄姊妹|兄弟姐妹|街坊|三军|将士|审判长"
        ), 3, 3,
        ("各位来宾", "乡亲们"), "记者",
    ),
    Sign(re.compile("我们|咱们|我[国省市县区校院局镇乡党]|吾"), 2, 3, ("我们要修渠", "我县"), "他们说"),
    Sign(re.compile("我(?![们国省市县区校院局镇乡党])|本人"), 1, 3, ("我讲三点",), "我们"),
    Sign(
        re.compile("我[再也还就来想要先]?(?:讲|说|谈|看|同意|希望|认为|觉得|相信|建议|要求|提|代表|宣布|赞成|主张|祝)"), 3, 3,
        ("我讲三点", "我也同意"), "他讲三点",
    ),
    Sign(re.compile(r"(?:^|[\s。！？”])(?:问题?|答[覆复]?|记者|主持人)[:：]"), 4, 2, ("问：渠呢？", "修了。答:是的"), "回答：是"),
    Sign(re.compile("你们|大家|您们|诸君|在座"), 2, 3, ("大家辛苦了",), "你"),
    Sign(
        re.compile(r"(?:^|[。！；;!，,\n])(?:我们)?(?:要|必须|务必|让我们|希望|祝|愿|请)"), 2, 3,
        ("要修渠", "水来了。希望各村抓紧"), "需要修渠",
    ),
    Sign(re.compile("[他她它]"), -1, 3, ("他说",), "我说"),
    NARRATED,
    Sign(re.compile("(?:笑|点|摇|低|抬|扭|转)(?:着|了|过|起)?(?:头|眯眯|呵呵|嘻嘻)|心里(?:想|说|暗)|站起身|一下子|愣了"), -2, 3,
         ("他点了头", "小山笑呵呵的"), "领头修渠"),
    Sign(re.compile("小编|怎么写|如何写|撰写|写作|行文|拟稿|落款"), -2, 3, ("小编以为",), "写信"),
    Sign(re.compile("记者|本报|新华社|报道|据悉|[）)]讯"), -1, 2, ("本报讯",), "来信"),
    Sign(re.compile(f"第[{NUMERALS}百0-9]+条"), -1, 3, ("第十二条",), "第二届"),
)
OF_BEGINNINGS = (
    Sign(re.compile("今天|今晚|今日|刚才|在座|到会|会议|代表|下面|此[时刻]"), 4, 1, ("今天开会", "我代表县委"), "去年"),
)
OF_ENDS = (Sign(re.compile("谢谢|感谢|祝|致敬|万岁|奋斗|再见"), 5, 1, ("谢谢大家", "祝大家好"), "渠修好了"),)
GREETING_POINTS, OCCASION_POINTS, STATED_POINTS = 8, 6, 8
"""Points of a text that greets somebody, of one that names its occasion, of one whose container says who spoke, or on what."""


def speech_points(title: str, text: str) -> int:
    """The points of what a title, with the lines under it, and a text say.

    >>> speech_points("清炖鸡的做法", "鸡一只，切块，下锅。") < ENOUGH <= speech_points("大会发言", "我们今天来说说修渠，谢谢。")
    True
    """
    text = QUOTED.sub("", text) if count_found(NARRATED, text) >= FEWEST else text
    beginning, ending = (text[:BEGINNING], text[-ENDING:]) if len(text) > BEGINNING + ENDING else (text, "")
    parts = (
        (OF_TITLES, title), (OF_TEXTS, f"{title}\n{beginning}\n{ending}"), (OF_BEGINNINGS, text[:FIRST_WORDS]),
        (OF_ENDS, text[-CLOSING_WORDS:]),
    )
    return sum(sign.points * count_found(sign, part) for signs, part in parts for sign in signs)


def count_found(sign: Sign, text: str) -> int:
    """How often the sign is found, as far as it counts."""
    found, place = 0, 0
    while found < sign.most and (match := sign.pattern.search(text, place)):
        found, place = found + 1, match.end()
    return found
