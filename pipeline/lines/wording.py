"""A line in; out, its signs by itself, whatever stands around it: what it says, how it ends, whose words it holds."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.lines.speakers import is_speaker
from pipeline.lines.titles import OCCASION_TITLE, read_title
from pipeline.text.characters import COLONS, HAN, NUMERALS, STOPS
from pipeline.text.dates import ABROAD, is_date_line
from pipeline.text.leads import led
from pipeline.text.numerals import number_value

BLURBED = re.compile(r"[【\[]?(?:[前序引]言|导语|开篇|导\s*读|摘要|编者按|本文|核心提示|内容提要)[】\]]?\s*[:：|｜]?")
SHORT, LONG = 70, 240  # code points: no title is longer, no line of a site without a stop; none of the site, whatever its words
PAGE_HEAD, RECOGNISED = 600, 8  # code points: a line's beginning that may be a page's head; a title known when it comes again
OUTLINED, LONE_NUMERAL = re.compile(rf"[{NUMERALS}]{{1,3}}[\s是要则]"), re.compile(f"[{NUMERALS}]{{1,3}}")
PERSONS, WORDS = ("尊敬", "各位", "亲爱", "敬爱"), re.compile(rf"[{HAN}A-Za-z]")
CHUNK = re.compile(rf"^(?:[0-9]{{1,2}}\s*[.．、]|[(（][{NUMERALS}0-9]{{1,3}}[)）])\s*")  # a site numbers what it shows
ADDRESS = re.compile(r"(?=[hHwW.])(?i:https?://|www\.|\.(?:com|cn|net|org)\b)")
OURS = re.compile(r"(?!.*(?:访问|关注|联系|更多|来源|转载|下载|收藏|[本该]站|本[网文]|网[友址])).*我(?:们|的|[省市县区镇村校院])")
STAMP = re.compile(r"[0-9]{1,2}\s*[:：时点][0-9]{2}|星期[一二三四五六日天]|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
LABELS = (
    "班主任|护?旗手|升旗手|(?:中文|英文)?演讲[者人]?|发言人|讲话人|致辞人|报告人|汇报人|述职人|申请人|竞[聘选][人者]|承诺人|倡议人|宣讲人|主讲(?:人|嘉宾)?|讲述人|撰稿|指导老师|单位|"
    "时间|日期|地点|记者|作者|整理|撰文|采写|采访|摄影|主席|主持人?|记录|纪录|出席|列席|周次|经文|读经|金句|班级|年级|委员出席"
)
TURN = re.compile(
    rf"[\[【]?(?!时间|日期|作者|来源|地点|编辑|责任)[{HAN}·]{{1,12}}(?:[(（][^)）]{{1,16}}[)）])?[\]】]?\s*[:：]|"
    rf"\[[{HAN}·]{{2,8}}\]")
KIN = "[爱想]你们?的[^ ]{1,5}|你们?的(?:妈妈|爸爸|父亲|母亲|儿子|女儿|孩子|家人|朋友|老师|学生|同学|战友|校长|班主任|牧者|同事)"
HONOURS = re.compile(rf"(?:敬[贺上启挽]|谨[启上识]|同贺|拜上)$|^(?:{KIN})(?: [{HAN}]{{2,4}})?$")
CLOSED = re.compile(
    r"(?:^|[。！])[(（]?(?:散会|休会|完|掌声|全文完|讲话完)[)）]?(?:[(（][^()（）]{2,12}[)）])?[。！]?$|"
    r"^[(（].{0,16}(?:电|(?<!通)讯).{0,16}[)）]$"
)
CLOSED_ENDS = frozenset("会完声)）")  # the last character of these words, or the one before a stop
NOTE = re.compile(
    r"(?P<one>1\s*[.．、](?![0-9])|①|[〔\[［]1[〕\]］]|注\s*[一1]\s*[:：])|[0-9]{1,2}\s*[.．、]|[②-⑳]|"
    rf"[〔\[［][0-9]{{1,2}}[〕\]］]|注\s*[{NUMERALS}0-9]{{1,3}}\s*[:：]"
)
FULL_TEXT = re.compile(  # looked for by its first letters
    r"(?=[全实原内如为以下这致演讲发现刊摘转特整])(?:(?:全文|实录|原文|内容)?(?:如下|为以下)\s*(?:[:：]|[—－-]{1,2})?$|(?:全文|实录|(?:致[辞词]|讲话|发言|演讲)内容)[是为]?[:：]$|(?:致[辞词]|讲话|演讲|发言|演说|刊[载登发]|转[载发])的?(?:全文|实录)如下。$|"
    r"(?:以下|下面|下稿|^这)(?:是|为|由).{0,60}(?:全文|发言|讲话|致辞|致词|演辞|演讲|开场白|实录|感言|分享|公开信|"
    r"对话内容|发出|原文)(?:[^。]{0,12}[:：。]?|[,，][^。]{2,40}[:：])(?:[(（][^()（）]{2,30}[)）])?\**$|"
    r"(?:(?:刊[登发]|摘[发编登]|转载|整理)(?:如下|于[此下后])|[特现](?:予|此)(?:刊[登发]|发表|转载))(?:[，,][^。]{2,16})?(?:[(（][^()（）]{2,12}[)）])?[。:：]?$|"
    r"(?:全文|致辞|致词|演说|演讲|讲话)(?:全文)?\s*(?:[(（][^)）]{0,12}[)）])?[:：]$)|"
    r"^.{2,16}(?<!听人)(?<![常俗有人话书])(?:说|讲道|表示)[:：]$"
)
WHOLE_TEXT = re.compile("全文|实录|原文|讲话|发言|致辞|致词|演辞|演讲|演说")  # 「成绩如下：」 may be the speaker's
WEAK_WORDS = (  # of a site; sentences of a speech may hold them, too
    "下载|登录|注册|点击|收藏|打印|分享|搜索|标签|栏目|浏览|附件|相关|上一|下一|返回|更多|关闭|"
    "显示|电话|作者|来源|订阅|频道"
)
SITE_WORDS = WEAK_WORDS + "|" + (
    "小编|文档|本平台|退款|付款|在线阅读|在线查看|在线客服|权益|本站|本网|文库|会员|客服|扫码|扫一扫|"
    "二维码|微信|公众号|范文|欢迎阅读|仅供参考|供参考|供大家|赏析|借鉴|素材|查看全文|阅读全文|全文阅读|"
    "预览|代笔|代写|您需要|版权|侵权|转载|网站|网址|首页|网,|网，|园地|发表于|楼主|责编|责任编辑|"
    "订户|App|APP|博客"
)
BY_FIRST = {word[0]: "|".join(other[1:] for other in (*SITE_WORDS.split("|"), "网$") if other[0] == word[0])
            for word in SITE_WORDS.split("|")}  # a pattern whose ways begin with letters is looked for by them
OF_WEAK = frozenset(WEAK_WORDS.split("|"))
NAMED_SITE = re.compile("|".join(f"{first}(?:{rest})" for first, rest in BY_FIRST.items()))
SITE = re.compile(rf"(?=[a-zA-Z{''.join(BY_FIRST)}])(?:[a-zA-Z]{{2,}}\.(?:com|cn|net)|{NAMED_SITE.pattern})")
HALF = re.compile(r"[^【\[]*】|[^「『]*」$|.*【[^】]*$")
SIGNS = {  # with what they may begin with
    "no words": (rf"[^{HAN}A-Za-z]", re.compile(rf"^[^{HAN}A-Za-z]+$")),
    "page mark": (r"[-~—–－\s.第页/P共of0-9]", re.compile(r"^[-~—–－\s.第页/P共of]*[0-9]{1,4}[-~—–－\s第页/共0-9]*$")),
    "list sign": (r"[-•·●▪■◆►»>\d]", re.compile(r"^(?:[-•·●▪■◆►»>]|\d{1,2}-\d{1,2})\s*[^\s\d—-]")),
    "credits": ("[(（]", re.compile(
        r"^[(（](?:[^()（）。]{0,8}\s*)?(?:记者|通讯员|摄影|供稿|撰文)(?!.{0,24}电)[^()（）。]{0,24}[)）]$"
    )),
    "attached paper": ("[【《]", re.compile(r"^[【《][^】》]{0,12}(?:文件|资料|材料|附录|附件)[】》]$")),
    "label": (f"[{HAN}a-z]", re.compile(
        rf"^(?:[a-z]{{3,12}}: |[{HAN}]\s{{1,4}}[{HAN}]\s+|(?:{LABELS})(?:[^。]{{0,4}}\s*[:：\s]|$))\S?"
    )),
    "label alone": (f"[【\\[{HAN}]", re.compile(rf"^[【\[]?(?:讲话|演讲|发言|会议)?(?:{LABELS})[】\]]?[:：]?$")),
    "labels": (rf"[\[【(（{HAN}A-Za-z]", re.compile(
        rf"^(?:[\[【(（])?(?:[{HAN}A-Za-z]{{2,6}}\s*[{COLONS}]\s*[^\s{STOPS}，,]{{0,24}}[\s|｜·,，]+)+[{HAN}A-Za-z]{{2,6}}\s*[{COLONS}][^。！？]{{0,30}}$|"
        rf"^[{HAN}]{{2,6}}\s*[{COLONS}]\s*[0-9][-0-9/.:：年月日时 ]*[{HAN}]?$"
    )),
    "category": ("[^。！？；，,]", re.compile(
        rf"^第[{NUMERALS}]{{1,3}}(?:部分|章|辑|编|单元|类)[^。！？；，,]{{0,30}}$|^[^。！？；，,]{{0,30}}(?:材料|文件)之[{NUMERALS}]{{1,3}}$"
    )),
}
HOW_TO = re.compile(
    r"(?:标题|称谓(?!是)|称呼(?!是)|正文|结尾|开头|落款|署名|主体)(?:是|一般|通常|部分|要|有|即|应|的写法|[:：])|(?:格式|写法|写作(?:要求|技巧|方法)|结构)(?:$|[:：](?![A-Za-z.])|[,，是有如、])|"
    r"由.{1,14}(?:部分|要素)(?:组成|构成)|(?:开场白|正文|主体|结束语).{0,20}(?:开场白|正文|主体|结束语|结尾)"
)
TELLING = "标题|称谓|称呼|正文|结尾|开头|落款|署名|主体|格式|写法|写作|结构|开场白|结束语"
TELLS_HOW = re.compile(led((*TELLING.split("|"), "由.{1,14}(?:部分|要素)")))  # what `HOW_TO` begins with
WORDED = (*"|｜:：【】[!！ \t\r\x1f\u1680\u3000", *TELLING.split("|"), "分组", "分构", "素组", "素构", *SITE_WORDS.split("|"),
         "w.", "W.", *(f".{letter}" for letter in map(chr, range(65, 123))))  # no sentence without any shows a sign
SIGNING, SIGNED = re.compile("^(?:日期|时间)[:：](?=.)"), re.compile(rf"[{HAN}·]{{2,4}}[ \u3000]*(?=[0-9一二])")
PART = re.compile(rf"(?P<part>第?)(?P<number>[{NUMERALS}]{{1,3}})(?:[章编篇]|部分|、)")
UNIT = re.compile(  # an organisation's name, and no more
    r"(?!立足|以|推[动进]|坚持|努力|奋力|加快|携手|凝心|聚力|深入|全面|扎实|打造|构建|开创|谱写|让)"  # slogans
    rf"(?:[{HAN}A-Za-z·×*]{{2,24}}(?:(?<![格大全新开布战])局|委|厅|院|学校|小学|中学|中心|公司|集团|办公室|办|政府|[{HAN}]部|处|协会|学会|联合会|工会|站|所|"
    r"大学|学院|全体(?:师生|教师|员工|职工|党员)|"
    r"党委|党组|支部|委员会|车间|班|厂|社区|村|镇|乡|街道|科|室|队|银行|法院|检察院)[ \u3000]*){1,2}$"
)
UNIT_ENDS = frozenset("局委厅院校学生师工员心司团室办府部处会站所组间班厂区村镇乡道科队行")  # the last characters of these names
OCCASION_LINE = re.compile(r"[(（](?:[^()（）。]{2,30}[ \u3000日])?[在于][^()（）。]{4,50}[)）]$")
SUBTITLE_BEGINS = frozenset("*# (（-－—―━")
WRITTEN = tuple(dash + words for dash in ("-", "－", "—", "——", "--") for words in ("写在", "记在", "在"))
EDITOR = re.compile(
    r"[*>\s]*(?:[【\[（(].{0,6}(?:导\s*读|编者|整理者|注[】\]）)])|编者按|按[:：]|本文(?:为|是|系)[^。]{4,60}$|本文(?:节?选自|摘自|整理自)(?!.*(?:册|单元|课文|教材|年级|我))[^。]*(?:讲话|演讲|发言|出版|删节|改动)[^。]*。?$)|^[*＊]\s*(?:这|本|此)|^【(?=.{40,}】$)|"
    rf"这(?:(?:篇|个|次)(?:讲话|报告|演说|讲演|谈话|发言)(?:是|原)|是(?!我|[{NUMERALS}个])[{HAN}·]{{2,6}}(?:同志)?[在为于对同]"
    r"[^。，]{4,60}(?:讲话|报告|演说|讲演|演讲|谈话|提纲|发言|[开闭]幕词|结论))")


@lru_cache(4096)
def signs_beginning(first: str) -> list[tuple[str, re.Pattern[str]]]:
    """The signs whose words may begin with that character."""
    return [(sign, pattern) for sign, (begins, pattern) in SIGNS.items() if re.match(begins, first)]


def signs_of_line(line: str) -> list[str]:
    """The signs that a line of at most `LONG` code points shows by its words."""
    signs = [sign for sign, pattern in signs_beginning(line[0]) if pattern.match(line)]
    if line.count("|") + line.count("｜") > 1:
        signs.append("bars")
    if (told := TELLS_HOW.search(line)) and HOW_TO.search(line, told.start()):
        signs.append("how to write")
    if ("." in line or ":" in line) and ADDRESS.search(line) and not (line[-1] == "。" and OURS.match(line)):
        signs.append("address")
    signs += ["half bracket"] * (("】" in line or "【" in line or line[-1] == "」") and HALF.match(line) is not None)
    size, found = len(line), (SITE if "." in line else NAMED_SITE).findall(line)
    words = 0 if line[-1] == "。" and OF_WEAK.issuperset(found) else len(found)
    if words > 1 and 16 * words >= size:
        signs.append("site words")
    elif words and size <= min(24 * words, SHORT):
        signs.append("site word")
    if words > 3 and 30 * words >= size:
        signs.append("many site words")
    if line[-1] in ":：":
        signs.append("colon")
    elif line[-1] in "，,、；;":
        signs.append("comma")
    if is_subtitle(line):
        signs.append("subtitle")
    if is_speaker(line):
        signs.append("speaker")
    elif line[-1] in UNIT_ENDS and UNIT.match(line):
        signs.append("unit")
    if is_bracketed(line):
        signs.append("bracketed")
    return signs


def is_subtitle(line: str) -> bool:
    """Whether the line tells the occasion under a title.

    >>> is_subtitle("——在春耕会上的讲话"), is_subtitle("（在春耕会上的讲话）"), is_subtitle("——坚持种树")
    (True, True, False)
    """
    if line[:1] not in SUBTITLE_BEGINS:
        return False
    line = line.strip("*# ")
    if line.startswith(WRITTEN):
        return True
    if OCCASION_LINE.match(line):
        return True
    if len(line) > SHORT or not line.startswith(("——", "--", "－－", "—", "――", "━━")):
        return False
    words = line.lstrip("—-－―━ ")
    title = read_title(words)
    if words and (words.startswith(("在", "于", "致")) or is_date_line(words)):
        return True
    if title is None or title.kind != "weak":
        return title is not None and title.kind == "strong"
    return OCCASION_TITLE.search(title.stem) is not None or any(word in title.stem for word in ("在", "大会", "次会", "全会"))


def is_signed(line: str) -> bool:
    """Whether the line is a name and right behind it a date.

    >>> [is_signed(line) for line in ("王某某2031年3月2日", "2031年3月2日", "王某某2031年3月2日在植树会上的讲话")]
    [True, False, False]
    """
    name = SIGNED.match(line)
    return name is not None and is_date_line(line[name.end():]) and read_title(line) is None


def is_dated(line: str) -> bool:
    """Whether the line is a date, or a name and its date."""
    return is_date_line(line) or is_signed(line) or ABROAD.match(line) is not None


def is_stamp(line: str) -> bool:
    """Whether the line says when or where the page was printed, or nothing in words.

    >>> is_stamp("植树 10:00"), is_stamp("（植树 10:00）"), is_stamp("植树")
    (True, False, False)
    """
    return (STAMP.search(line) is not None and line[0] not in "（(") or ADDRESS.search(line) is not None or not WORDS.search(line)


def is_bracketed(line: str) -> bool:
    """Whether the line begins and ends with a round bracket."""
    return line[0] in "（(" and line[-1] in "）)"


def is_closed(line: str) -> bool:
    """Whether the line ends with words that close a speech's text: 散会。 （完） （新华社某地电）

    >>> is_closed("谢谢大家。（掌声）"), is_closed("大家鼓掌。")
    (True, False)
    """
    last = line[-2:-1] if line[-1] in "。！" else line[-1]
    return last in CLOSED_ENDS and CLOSED.search(line[-20:]) is not None


def squeeze(line: str) -> str:
    """The line without its spaces."""
    return line.replace(" ", "").replace("\u3000", "")


def find_within(lines: Sequence[str]) -> Iterator[int]:
    r"""The lines between two parts of one outline: the next number below is the one behind the last above.

    >>> list(find_within(["一、过去", "成绩如下：", "二、今后"]))
    [1]
    """
    parts = [PART.match(line) if line[0] in f"第{NUMERALS}" else None for line in lines]
    following: list[dict[str, int]] = []
    last: dict[str, int] = {}
    for found in reversed(parts):
        following.append(last)
        if found:
            last = last | {found["part"]: number_value(found["number"]) or 0}
    last = {}
    for index, (found, below) in enumerate(zip(parts, reversed(following), strict=True)):
        if last and any(below.get(form) == number + 1 for form, number in last.items()):
            yield index
        if found:
            last = last | {found["part"]: number_value(found["number"]) or 0}


def repeated_begin(text: str, start: int, begin: int, stop: int) -> int | None:
    """Where a title at the head of a page begins with words that stand above already, when others are glued before them.

    >>> line = "在植树会上的讲话小站首页在植树会上的讲话"
    >>> line[repeated_begin(line, 0, 0, len(line)):], repeated_begin("植树会上的讲话", 0, 0, 7)
    ('在植树会上的讲话', None)
    """
    for cut in range(begin, stop - RECOGNISED + 1) if stop - start < PAGE_HEAD else ():
        if text.find(text[cut:stop], start, max(begin, cut)) >= 0:
            return cut if cut - begin >= RECOGNISED and not is_speaker(text[begin:cut]) else None
    return None
