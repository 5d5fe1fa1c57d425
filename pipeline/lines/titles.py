"""A line in; out, what makes it a speech's title: the shape of its number, the number, the kind of text it names.

A site's own way of numbering titles is one row of `SHAPE_RULES` (and one page of tests/speeches/pages.txt).
"""

import re
from typing import NamedTuple

from pipeline.text.characters import HAN, NUMERALS
from pipeline.text.numerals import number_value
from pipeline.text.rules import Rule

NUMBER = rf"(?:[0-9]{{1,3}}|[{NUMERALS}百]{{1,4}})"
STRONG = (
    "讲话|发言|致辞|致词|演讲|演说|演辞|演词|讲词|讲辞|讲稿|主持词|主持辞|串词|贺词|贺辞|"
    "祝词|祝辞|献词|祝酒[词辞]|推介词|颁奖[词辞]|宣讲稿|"
    "开幕[词辞]|闭幕[词辞]|欢迎[词辞]|答谢[词辞]|悼[词辞]|欢送[词辞]|训[词辞]|动员令|谈话|党课|表态|寄语|祭[父母]文|祭文|悼文"
)
WEAK = (
    "报告|总结|汇报|动员|方案|意见|心得|体会|感言|倡议书|贺信|回信|要点|部署|交流|提纲|"
    "计划|述职|材料|纪录|记录|纪要|议事录|实录|说明|采访|专访|访谈|记者问|记者提问|记者会|发布会|吹风会|答问|问答|对话|公开信|"
    "陈词|质询|开场白|决定|批语|宣言|政见"
)
TAIL = (
    "稿件|稿子|稿|材料|提纲|要点|范文|范本|范例|模板|样本|样例|集合|集锦|锦集|合集|汇编|汇总|大全|精选|推荐|"
    "全文|摘要|摘编|节选|参考|优秀|最新|通用|实用|完整版|完整|简短|内容|怎么写|文本|实录|格式|(?:[0-9]+|[一二两三四五])分钟|版"
)
COLLECTION = re.compile(
    r"汇编|汇总|大全|合集|集锦|锦集|精选|通用|摘登|摘编|选登|选编|篇\s*[)）】]?$|"
    rf"(?:{STRONG})(?:(?:及|和|与|、|暨|\s).{{0,10}}(?:{STRONG})|(?:专?辑|集)(?:[(（].{{0,14}}[)）])?)$"
)
GENRE = re.compile(
    rf"(?:(?P<strong>{STRONG})|(?P<weak>{WEAK}))(?:的?(?:{TAIL}))*\s*(?:[0-9]{{2,5}}字(?:{TAIL})?)?\s*(?:[(（【\[][^)）】\]]{{0,20}}[)）】\]])*\s*(?:{TAIL})*$"
)
OCCASION_TITLE = re.compile(
    r"(?:在|于).{2,50}(?:上|中|时|期间)(?:的.{0,6})?$|^关于(?=.{0,40}(?:讲话|发言|致辞|报告|汇报|说明|谈话|演讲))|(?:会|会议|典礼|仪式|班|论坛|[上时])的?(?:重要)?.{0,2}(?:讲话|发言|致辞|致词|演讲)"
)
TASK = re.compile(
    r"^(?:认真|深入|继续|全面)?(?:学习|贯彻|传达|落实|宣读|宣布|听取|领会|请|由|做好|作|关于学习)|^(?:领导|代表|书记|主任)?.{0,4}$"
)


class Shape(NamedTuple):
    """One way sites number the titles of a compilation. `named`: the rest of the title must name a kind of speech."""

    pattern: re.Pattern[str]
    named: bool


class Title(NamedTuple):
    """What a line says as a title: shape "" when it has no number; `kind` is strong, weak or ""."""

    shape: str
    number: int | None
    stem: str
    kind: str


def shape(name: str, pattern: str, example: str, counter: str, named: bool = False) -> Rule[Shape]:
    """A row of the table, its number and the title's own words as groups."""
    number = rf"(?P<number>{NUMBER})"
    whole = pattern.replace("NUMBER", number).replace("STEM", r"(?P<stem>.*?)") + r"\s*$"
    return Rule(name, Shape(re.compile(whole), named), (example,), (counter,))


SAMPLE = "范文|例文|范例|样本|范本|模板"
CHOSEN = "(?:精选|优秀|通用|推荐|最新|实用|热门|经典|优选|集锦|汇总|模板|范文)"
SHAPE_RULES = (
    shape("ordinal_first", r"第\s*NUMBER\s*(?:篇|则)\s*[:：、.．]?\s*STEM", "第三篇:在春耕动员会上的讲话", "第三,要抓好春耕"),
    shape(
        "bracket_first", rf"[【\[〖]\s*(?:第|篇|之|{SAMPLE}|(?:{STRONG})稿?)?\s*NUMBER\s*(?:篇)?\s*[】\]〗]\s*[:：]?\s*STEM",
        "【篇2】在植树节上的讲话", "【摘要】",
    ),
    shape(
        "part_first", rf"(?:篇|{SAMPLE})\s*NUMBER\s*[:：、.．\s]\s*STEM",
        "篇二:在家长会上的发言", "篇幅一长就没人读",
    ),
    shape("sign_first", r"(?P<number>[❶-❿①-⑩])\s*STEM", "❷ 在植树节上的讲话", "② 落实植树任务", named=True),
    shape("part_named", r"第\s*NUMBER\s*(?:部分|单元)\s*[:：、.．]?\s*STEM", "第二部分 春耕会讲话", "第二部分 学习", named=True),
    shape("count_alone", rf"(?P<number>[{NUMERALS}]{{1,3}})篇", "二篇", "两篇文章"),
    shape("part_alone", rf"(?:篇|{SAMPLE})\s*NUMBER", "范文二", "范文网二维码"),
    shape("part_inside", r"[^:：。！？]{2,24}篇\s*NUMBER\s*[:：]\s*STEM", "植树稿篇二:种好一棵树", "全篇三处:错字"),
    shape(
        "part_last", rf"STEM\s*(?:[(（【][^)）】]{{0,10}}[)）】])?\s*(?:篇|{SAMPLE})\s*NUMBER\s*[:：]?",
        "在植树节上的讲话 篇3", "写好文章三篇",
    ),
    shape("part_in_brackets", rf"STEM\s*[(（]{CHOSEN}篇\s*NUMBER\s*[)）]\s*[:：]?", "植树讲话(精选篇3)", "照照镜子(党性篇一)"),
    shape(
        "paren_inside", rf"[^:：。！？]{{2,24}}(?:{STRONG})稿?\s*[(（]\s*NUMBER\s*[)）]\s*[:：]\s*(?=\S)STEM",
        "开学讲话稿(二):种树", "讲话(二)种树",
    ),
    shape("ordinal_last", r"STEM\s*[(（]?第\s*NUMBER\s*篇[)）]?\s*[:：]?", "在植树节上的讲话第3篇", "共写了第3篇章"),
    shape("colon_alone", rf"[(（]?(?P<number>[{NUMERALS}]{{1,3}})[)）]?\s*[:：]", "二:", "二、"),
    shape("case_alone", rf"[(（](?P<number>[{NUMERALS}]{{1,3}})则[)）]\s*[:：]?", "(二则)", "（两则新闻）"),
    shape("zero_alone", r"(?P<number>0[0-9]{1,2})", "002", "2002"),
    shape("zero_first", r"(?P<number>0[0-9]{1,2})\s*(?=\S)STEM", "02 在植树节上的讲话", "02 植树", named=True),
    shape("paren_last", r"STEM\s*[(（]\s*NUMBER\s*[)）]\s*[:：]?", "在植树节上的讲话(二):", "抓好两件事(二)", named=True),
    shape("of_last", r"STEM\s*之\s*NUMBER\s*[:：]?", "在植树节上的讲话之二", "增产三分之二", named=True),
    shape("dash_last", r"STEM\s*[-—_－]\s*NUMBER", "在植树节上的讲话-2", "五年计划2031-2035", named=True),
    shape(
        "bracket_last", r"STEM\s*[【\[]\s*[篇第]?\s*NUMBER\s*篇?\s*[】\]]\s*[:：]?",
        "在植树节上的讲话【篇二】", "全文见[2]", named=True,
    ),
    shape("digit_last", r"STEM(?<![0-9])\s*NUMBER\s*[:：]?", "开学发言稿2", "总产量增长2", named=True),
    shape("latin_first", r"(?i:part)\s*NUMBER\s*[:：.]?\s*STEM", "Part2:在植树节上的讲话", "PART 2 植树", named=True),
    shape("list_first", r"(?P<number>[0-9]{1,2})\s*[.．、]\s*STEM", "2.在植树节上的讲话", "2.落实植树任务", named=True),
    shape(
        "comma_first", rf"(?P<number>[{NUMERALS}]{{1,3}})\s*、\s*STEM",
        "二、在植树节上的讲话", "二、落实植树任务", named=True,
    ),
    shape("paren_first", r"[(（]\s*NUMBER\s*[)）]\s*STEM", "(二)在植树节上的讲话", "(二)落实植树任务", named=True),
)
LISTS = ("list_first", "comma_first", "paren_first", "part_named", "sign_first")  # shapes that a section may have, too
SIGN = re.compile(r"[篇则【\[〖范例样模]|^0|[:：]$")  # otherwise only the name of a kind of speech carries a number
SIGNS_AROUND = "*# ★☆◆◇●○■□▶►▲△▼※"
SPACED = re.compile(rf"(?<=[{HAN}])[ \u3000]{{1,3}}(?=[{HAN}](?:[ \u3000]|$))")  # 主 持 词
SPEECH = re.compile(STRONG)
PAPER, ALONE = re.compile(WEAK), re.compile(rf"{NUMBER}】$")  # 【一】
DIGIT = re.compile(rf"[0-9{NUMERALS}百❶-❿①-⑩]")


def read_title(line: str) -> Title | None:
    """The line as a title, or None when it neither has a numbered shape nor names a kind of speech.

    Signs of markup around it (**, ###) are not read.

    >>> read_title("第三篇:在春耕动员会上的讲话")
    Title(shape='ordinal_first', number=3, stem='在春耕动员会上的讲话', kind='strong')
    >>> read_title("“春耕动员会讲话稿”").stem, read_title("产业结构持续优化")
    ('春耕动员会讲话稿', None)
    """
    line = SPACED.sub("", line.strip(SIGNS_AROUND))
    if line[:1] in ("【", "《", "“") and line[-1] in "】》”" and not ALONE.match(line, 1):
        line = line[1:-1]
    if DIGIT.search(line) and (SIGN.search(line) or SPEECH.search(line)):
        for row in SHAPE_RULES:
            title = numbered_title(row, line)
            if title and (title.kind == "strong" or not row.find.named):
                return title
    kind = kind_of_text(line)
    return Title("", None, line, kind) if kind else None


def read_paper(line: str) -> Title | None:
    """The line as the numbered title of a paper: one of a compilation of papers, or else a section's heading or a task.

    >>> read_paper("2、年终述职报告"), read_paper("2、听取年终述职报告")
    (Title(shape='list_first', number=2, stem='年终述职报告', kind='weak'), None)
    """
    if not DIGIT.search(line) or not PAPER.search(line):
        return None
    titles = (numbered_title(row, line) for row in SHAPE_RULES if row.find.named)
    return next((title for title in titles if title and title.kind == "weak"), None)


def read_greeted(line: str, known: bool) -> Title | None:
    """The line, under which an audience is greeted, as a numbered title: 三、悼词; any words if it is `known` for a title."""
    found = ((row.name, row.find.pattern.match(line)) for row in SHAPE_RULES if row.name in LISTS)
    titles = (Title(name, read_number(one["number"]), one["stem"], kind_of_text(one["stem"])) for name, one in found if one)
    return next((title for title in titles if title.kind == "strong" or known), None)


def numbered_title(row: Rule[Shape], line: str) -> Title | None:
    """The title when the line has the row's shape; none where a list of tasks has it too."""
    found = row.find.pattern.match(line)
    if found is None:
        return None
    stem = found.groupdict().get("stem") or ""
    if row.name in LISTS and TASK.search(stem):
        return None
    return Title(row.name, read_number(found["number"]), stem, kind_of_text(stem))


def kind_of_text(words: str) -> str:
    """strong when the words end with a kind of speech, weak with a kind of paper, "" otherwise.

    >>> kind_of_text("在植树节上的讲话范文"), kind_of_text("2031年政府工作报告"), kind_of_text("认真学习讲话精神")
    ('strong', 'weak', '')
    """
    found = GENRE.search(words.rstrip(":：")[-48:])
    return "" if found is None else found.lastgroup or ("strong" if found["strong"] else "weak")


def read_number(digits: str) -> int:
    """The value of 12, １２, 十二, 二十 (up to 999).

    >>> [read_number(digits) for digits in ("12", "０３", "十二", "二十", "一百零五")]
    [12, 3, 12, 20, 105]
    """
    return number_value(digits) or 0


def find_chains(titles: dict[int, Title]) -> frozenset[int]:
    """The titles whose numbers, within one shape, run 1, 2, 3 … (one may be missing; a list may start at 2)."""
    chained: set[int] = set()
    runs: dict[str, list[int]] = {}
    numbers: dict[str, int] = {}
    for index, title in titles.items():
        if title.number is None:
            continue
        run = runs.setdefault(title.shape, [])
        step = title.number - numbers.get(title.shape, 0)
        if run and 0 < step <= 2:
            run.append(index)
        elif title.number <= 2:
            chained.update(run if len(run) > 1 else ())
            runs[title.shape] = [index]
        else:
            continue
        numbers[title.shape] = title.number
    for run in runs.values():
        chained.update(run if len(run) > 1 else ())
    return frozenset(chained)


DECLARED = (
    re.compile(rf"[(（【\[][^)）】\]]{{0,8}}?(?<!第)(?P<number>{NUMBER})\s*(?:篇|则|份)[^)）】\]]{{0,4}}[)）】\]]"),
    re.compile(rf"(?:{TAIL}|{STRONG}|{WEAK}|[0-9]{{2,}}字)(?:左右)?\s*(?:共|第)?(?P<number>{NUMBER})\s*(?:篇|则)"
               r"\s*(?:[(（【\[](?:精选|通用|优秀|最新|合集|范文|完整版?)[)）】\]])?$"),
)
NOISE = re.compile(
    rf"(?=[(（【\[#·•★■▶◆●\-—\s最精优推篇范第稿讲0-9{NUMERALS}的。,，、:：《》“”\"*+＋])"
    r"(?:[(（【\[][^)）】\]]{0,12}[)）】\]]|^[#·•★■▶◆●\-—\s]+|^(?:最新|精选|优秀|推荐)+|"
    rf"(?:篇|范文|第|稿|讲话)?\s*[0-9{NUMERALS}]{{1,3}}篇?[:：]?$|[\s的。,，、:：《》“”\"*+＋]+)"
)
LAST_WORDS = re.compile(rf"(?:{TAIL}|篇)+$")


def declared_count(title: str) -> int | None:
    """How many speeches the page title says there are.

    >>> [declared_count(t) for t in ("讲话大全(15篇)", "讲话【通用三篇】", "致辞(汇总12篇)", "讲话稿范文8篇", "第3篇")]
    [15, 3, 12, 8, None]
    >>> [declared_count(t) for t in ("致辞13篇(精选)", "致辞最新8篇", "演讲稿三分钟7篇", "发言稿500字左右5篇")]
    [13, 8, 7, 5]
    """
    counted = "篇" in title or "则" in title or "份" in title
    for pattern in DECLARED if counted else ():
        if found := pattern.search(title):
            return read_number(found["number"])
    return None


def title_key(words: str) -> str:
    """The words by which titles are compared: no counts, numbers, brackets, 的, spaces, 大全 and the like.

    >>> title_key("最新在植树节上的讲话(精选5篇)") == title_key("在植树节上讲话 篇2")
    True
    """
    return LAST_WORDS.sub("", NOISE.sub("", NOISE.sub("", words)))
