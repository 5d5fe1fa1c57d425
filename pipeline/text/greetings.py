"""A line in; out, where the words that greet the audience end, and whether the line closes a speech."""

import re
from functools import lru_cache

from pipeline.text.characters import HAN, NUMERALS

KNOWN = 4096  # words that are remembered: each is asked about by several signs
UNSTOPPED = "[^。！？；!?;:：“”\"（）()…]"
PHRASE = re.compile(
    rf"{UNSTOPPED}{{2,90}}+[:：!！]|(?={UNSTOPPED}*+[（(])(?:{UNSTOPPED}|(?<=[^\s、，,])[（(][^（）()。！？；!?;:：…]{{1,16}}[)）]){{2,90}}[:：!！]"
)
BRACKETED = re.compile(r"[（(][^（）()]*[)）]")  # 陈主席（陈三）
OF_THEM = re.compile(r"[^、]{2,10}的(?=各位|全体)")  # 家委会的各位委员
BETWEEN = re.compile(r"[、,，]|(?:以及|[和及])(?=各位|全体|同志|广大)|与(?=各位|在座)")
RESPECT = re.compile(
    r"^(?:大家好)?(?:尊敬|敬爱|亲爱|可爱|敬重|尊重)的?|^(?:大家好)?(?:各位|全体|诸位|在座|全[国省市州区县镇乡村校厂军]的?)|^广大|^大家(?:上午|"
    r"下午|晚上|早上|中午)?好"
)
GOOD_DAY = re.compile(
    r"(?:[、,，](?:(?:大家|各位|你们)(?:[早晚]上|[上中下]午)?[好早安]+|(?:[早晚]上|[上中下]午)好|(?:主日|大家)?平安)){1,2}$"
)
"""The last words before a colon: they greet all that were named."""
PERSONS = re.compile(
    r"(?:同志|朋友|同学|老师|先生|女士|来宾|代表|委员|领导|战友|乡亲|父老|"
    r"姐妹|姊妹|家人|同胞|孩子|家长|青年|学员|员工|"
    r"同仁|同事|嘉宾|评委|战士|伙伴|伴侣|校友|干部|企业家|记者|官兵|志愿者|工作者|人员|选手|球员|客人|弟兄|"
    r"兄弟|教师|党员|居民|村民|师傅|同行|客商|医生|护士|护理|劳模|专家|教授|师生)们"
)
ALL = re.compile(rf"(?!.*[我你您他她它咱人]们)(?:[{HAN}]的)?[{HAN}]{{2,5}}们")  # 工友们, 老伙计们: of a line that only greets
SINGLE = re.compile(
    r"(?:同志|朋友|伙伴|伴侣|同学|老师|先生|女士|来宾|代表|委员|领导|战友|家长|学员|弟兄|爷爷|奶奶|叔叔|阿姨|叔伯|婶娘|"
    r"员工|志愿者|老人家|同仁|同事|嘉宾|评委|干部|职工|首长|"
    r"院长|书记|主席|总统|部长|阁下|校长|主任|局长|市长|县长|省长|"
    r"镇长|司令员|政委|董事长|总裁|总经理|秘书长|委员长|会长|理事长|大使|"
    r"教授|专家|党员|师生|官兵|将士|人员|人士|同胞|乡亲|记者|院士|经理|处长|科长|所长|老干部|同行|总理|殿下|"
    r"陛下|将军|校友|劳模|工作者|代表团|成员|企业家|队员|选手|指战员|人民|好|[法警]官|[省市县区镇乡村局厅处科所站校院部署庭厂董会议行社队团检察]长|议员|姐妹|姊妹|父老|兄弟|邻居|教师|导师|师傅|同人|理事|监事|护士|居士|长老|[动练判务驶事养讲票]员|裁判|[旅顾游香乘来]客|会首|法师|业主|商户|客户|顾客|读者|听众|观众|网友|家属|亲友|好友|亲朋|新人|贵宾|球迷|保安|司机|播音员|学长姐|学弟妹)$"
)
EACH_GOOD = re.compile(  # 老师好、同学们好; not: 祝同学们好
    rf"(?:(?:各位|尊敬的|敬爱的|亲爱的)?(?:{PERSONS.pattern}|{SINGLE.pattern.removesuffix('$')})好(?:[、,，]|$))+$"
)
# 各位乡贤, 亲爱的毕业生们: who is spoken to, when the few words behind tell nothing. Not 各位都知道, 各位要注意.
ADDRESSED = re.compile(
    r"^(?:尊敬的|敬爱的|亲爱的|各位|诸位|可爱的)"
    rf"(?:(?![都要请能想看知注可必只也就还已在是有]|应(?!届))[{HAN}]){{2,6}}$"
)
ASSEMBLY = re.compile(rf"[{HAN}]{{0,10}}(?:(?:人民)?代表大会(?:常务委员会)?|人大常委会|主席团)$")
"""To which a report is made."""
OFFICE_VOICE = re.compile(
    r"^(?:主席|总统|总理|议长|秘书长|部长|市长|大使|院长)(?:先生|女士|阁下)$|^[^我你他这]{0,8}诸君$|"
    r"^(?:主内的?)?(?:弟兄|兄弟)(?:姊妹|姐妹)$"
)
TELLING = re.compile(
    rf"讲话|发言|致辞|篇|^[{NUMERALS}0-9]|是|要|说|指出|强调|向|对|为了|请|我们|你们|他们|这|"
    r"这"
)
DINING = "[!！。，,]请(?:大家|各位)?(?:用餐|入席|就餐|慢用|吃好)"  # what hosts of feasts add to their thanks
CLOSES = re.compile(  # a line from its beginning
    rf".{{0,12}}(?:谢谢|感谢|多谢)(?:大家|各位|你们|同志们|大会)?(?:{DINING}[^，。！!]{{0,4}})?[!！。.~]*$|"
    r".{0,14}(?:我|今天).{0,4}(?:就|先)讲(?:这么多|这些|到这|到此)|好?[，,。]?(?:就|先)讲(?:这么多|这些|到这里?|到此)[。！!.]?$|"
    r".{0,24}(?:批评指正|不吝赐教)[。！!]?$|以上.{0,10}请.{0,6}审[议查][。！!]?$|.{0,4}我(?:现在)?宣布.{2,60}(?:开幕|闭幕|开始|成立|结束|开工|通车)[。！!]$|.{0,10}(?:预祝|祝愿|祝福|衷心祝|最后[,，]?祝|祝).{2,60}[!！。]$|"
    r"(?:敬祝|恭祝|谨祝|祝福?)[^ \u3000，。]{1,8}[ \u3000][^，。]{2,40}$|"
    r"(?:最后[,，]?)?(?:[衷真]心|真诚|再次)?祝愿?(?:大家|各位|你们|同志们|同学们|朋友们|全体)[^。!！：:]{2,40}$"
)
CLOSING_WORD, WITHIN = re.compile("[谢讲指教审宣祝]"), 30  # without one of them among its first characters no line closes so
THANKED = re.compile(f"谢谢|感谢(?:大家|各位){DINING}")
FINISHED = re.compile(r"(?:讲话|发言|汇报|报告|演讲)(?:完毕|到此结束|完了)")
CLOSED = re.compile(  # a line that anything may stand before
    r"[谢多]谢(?:大家|各位|你们)[!！。.]*$|"
    r"(?:努力奋斗|不懈奋斗|团结奋斗|而奋斗|作出(?:新的)?(?:更大)?的?贡献|万岁|前进|新篇章|新局面|圆满成功|身体健康|万事如意)[!！。]$"
)
CLOSED_LAST = frozenset("家位们斗献岁进章面功康意")  # the last of these words
LONGEST_CLOSED = 12  # code points of these words without the signs behind them
SOURCE_BEGINS = frozenset("※*出来摘选注(（新【未")
SOURCE = re.compile(
    r"^[※*]*(?:出处|来源|摘自|选自|注释)\s*[:：]|^[(（](?:这是|本文|此文|原载|摘自|选自|来源|"
    r"来源|根据|新华社|这个|这一|发表|刊|本报|本刊|本讲话|[发讲][言话][日时]|录音|记录|大意|精神符合|未经(?![允授许同])|(?:主讲|讲话|发言|报告|作)[人者][系为是]).{2,400}[)）]$|"
    r"^[(（]?新华社.{2,20}电[)）]?$|^[(（【]?未完[,，]全文|^【文章共"
)
CONTENTS_HEADING = re.compile(
    r"[-·*\s【\[]*+(?:(?:本文|文章|本页|全文|内容)?目\s*[录次]|(?:本文|内容)导航|contents|提\s*纲|内容提要)(?:[/／]?提纲)?\s*[】\]]?[：:]?[.…]*$",
    re.IGNORECASE,
)
"""A line above the list of what follows. Not 「目标」「提纲挈领」."""


def salutation_end(line: str) -> int:
    """How many code points of the line greet the audience, the colon or exclamation mark left out; 0 when none do.

    >>> [salutation_end(line) for line in ("各位代表、同志们:", "同 志们:今天开会。", "尊敬的徐院长,各位老师:", "一是领导:")]
    [8, 4, 11, 0]
    >>> [salutation_end(line) for line in ("工友们:", "我们:", "局长、各位来宾、各位乡亲:", "薛主任、各位朋友,大家好:")]
    [3, 0, 12, 12]
    >>> [salutation_end(line) for line in ("大会主席团:", "省委:", "老师、同学们:", "王主席(王三)、各位校长、各位朋友:")]
    [5, 0, 6, 17]
    >>> [salutation_end(line) for line in ("弟兄姊妹：", "家人们：", "亲爱的弟兄姊妹，平安！", "兄弟姐妹情：")]
    [4, 3, 10, 0]
    >>> [salutation_end(line) for line in ("甲校监、各位家长、各位老师：", "市长先生，在座的诸位贵宾：", "各位委员及各位传媒：")]
    [13, 12, 9]
    >>> [salutation_end(line) for line in ("老师好、同学们好！", "评委好：", "祝同学们好！", "身体好，工作好！")]
    [8, 3, 0, 0]
    >>> [salutation_end(line) for line in ("主席、各位议员:", "敬重的老师:", "分工、各位同志:")]
    [7, 5, 0]
    """
    found = PHRASE.match(line, 0, 100)
    return greeting_end(found[0][:-1]) if found else 0


@lru_cache(KNOWN)
def greeting_end(words: str) -> int:
    """How many code points greet at the beginning of a line, of which these are the words before its colon."""
    hello = GOOD_DAY.search(words)
    if (hello and not TELLING.search(words, 0, hello.start())) or (words[-1:] == "好" and EACH_GOOD.match(words)):
        return len(words)
    plain = BRACKETED.sub("", words.replace(" ", "").replace("\u3000", ""))
    if not plain.strip("、,，"):
        return 0
    items = [OF_THEM.sub("", item) for item in BETWEEN.split(plain)]
    respected = len(items) > 1 and any(item.startswith("各位") for item in items)  # 主席、各位议员：
    respected = respected or (len(items) > 1 and items[-1][-1:] == "们" and PERSONS.search(items[-1]) is not None)  # 老师、同学们
    if respected and len(items) > 2 and items[0].isascii() and items[0].isalpha():
        del items[0]  # a guest's first name
    guests = sum(item.startswith("各位") for item in items) > 1 and len(items) > 2  # one of many may be anybody
    respected = respected or OFFICE_VOICE.match(items[0]) is not None
    for item in items:
        if not item:
            continue
        prefix = RESPECT.search(item)
        respected = respected or prefix is not None
        if prefix is None and (len(item) > 16 or TELLING.search(item)):
            return 0
        if len(item) > 30 or not (greeted(item, respected) or guests):
            return 0
        guests = guests and greeted(item, respected)
    return len(words)


def greeted(item: str, respected: bool) -> bool:
    """Whether the item names people who are spoken to; single persons only behind 尊敬的, 各位 and the like."""
    if item[-1] == "们" and (PERSONS.search(item) or ALL.fullmatch(item)):
        return True
    if OFFICE_VOICE.match(item) or ADDRESSED.match(item) or ASSEMBLY.match(item):
        return True
    return respected and (SINGLE.search(item) is not None or RESPECT.fullmatch(item) is not None)


def is_greeting(line: str) -> bool:
    """Whether the line begins a speech by greeting: it greets and goes on behind a colon (a bare 各位代表！ does not).

    >>> is_greeting("同志们：今天开会。"), is_greeting("各位代表！")
    (True, False)
    """
    end = salutation_end(line)
    return end > 0 and line[end] in ":："


def is_closing(line: str) -> bool:
    """Whether a speech may end with this line: thanks, wishes, a call, the note on its source.

    >>> [is_closing(line) for line in ("谢谢大家!", "我就讲这么多,谢谢大家。", "（这是在春耕会上的讲话。）", "当前,任务很重。")]
    [True, True, True, False]
    """
    return closes(line[-90:]) or is_source(line)


def closes(line: str) -> bool:
    """Whether thanks, wishes or a call end the line."""
    if CLOSING_WORD.search(line, 0, WITHIN) and CLOSES.match(line):
        return True
    words = line.rstrip("!！。.")
    if words[-1:] in CLOSED_LAST and CLOSED.search(line, max(0, len(words) - LONGEST_CLOSED)):
        return True
    return ("完" in line or "到此结束" in line) and FINISHED.search(line) is not None


def is_source(line: str) -> bool:
    """Whether the line says where the text before it comes from.

    >>> is_source("出处:某某文集第一卷"), is_source("来源于生活")
    (True, False)
    """
    return line[:1] in SOURCE_BEGINS and SOURCE.match(line) is not None
