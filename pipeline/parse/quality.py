"""The text of a page, a speech or a section in; out, the codes of the defects that its characters show.

Each row of the table names a code of `DEFECTS`, how it is recognised, texts that have the defect and texts that do not.
"""

import re
from collections.abc import Callable, Collection
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.damage.injected import TONE
from pipeline.damage.watermarks import REFERRING, find_domains
from pipeline.parse.masks import RUN as MASKS
from pipeline.parse.masks import has_mask
from pipeline.parse.personal import count_personal_data
from pipeline.text.characters import COMMAS, HAN, IS_HAN, NUMERALS, STOPS
from pipeline.text.folding import sign_table, signs_held
from pipeline.text.rules import Rule
from pipeline.text.script import script_of
from schemas.defects import DEFECTS

Defect = Rule[Callable[[str], bool]]
"""A defect that the text itself shows, named by its code."""

HAN_RUN = re.compile(f"[{HAN}]+")
# Not a quotation, a bracket or a marker, which texts begin with.
CUT_START = re.compile(rf"\s*+(?:[{STOPS}{COMMAS})）》”]|(?![{NUMERALS}])[{HAN}]。)")
TAIL = 240  # code points that show how a text ends
CUT_END = re.compile(rf"(?:[{COMMAS}“《（(]|…|\.{{3}})$")
RUNNING = 20  # code points of a line that is running text where it has a comma or a stop inside
SENTENCE_MARK = re.compile(f"[{COMMAS}。；;！]")
# Not the last character of a date line, a source or a caption under the text.
LAST_HAN = re.compile(rf"(?![上日电者号年月份摄话])[{HAN}]$")
# Not 百分之百, 增长5%, 完成 5亿元. Like in other patterns, the character that is rare is looked for before what stands around it.
EMPTY_VALUE = re.compile(
    rf"[%％”》)） 元日叫](?:(?<=[{HAN}][%％])|(?<=[{HAN}] [%％])|(?<=“”|《》)|(?<=[{HAN}]\(\)|[{HAN}]（）)"
    r"|(?<=[达到长成资加现入约超近为降] )(?:[亿万]元|个百分点|公里|万吨|人次)"
    r"|(?<=[额资入值成]亿元)(?=[,，;；](?:同?比|增长|人均|其中|完成|财政|实际|占|超|较))|(?<=[在于元]年月日)"
    r"|(?<=[，,。\n是于至]月日)(?=[，,至出上下])|(?<=[\n。！!：:]我叫)(?=[,，。]))"
)
# Not 战略部署, 等等…… or ......, a speaker's pause.
ELISION = re.compile(
    r"[处略文章示试….(（](?:(?<=此处)(?:隐藏|省略|略去)|(?<=省略)(?:部分|若干|以下|中间)"
    r"|(?<=[显展]示) ?\d+ ?个?字"
    r"|(?<=试)读结束|(?<=…)…{2}|(?<=\.)\.{6}|(?<=[(（])(?:以下|下|中间|后)?(?:从略|省略|略)[)）])"
)
# Not 1<2, AT&T, 《…》 or {一、二}.
MARKUP = re.compile(r"&(?:#\d{2,5}|[a-z]{2,6});|</?[a-zA-Z][^<>\n]{0,200}>|\{ ?[a-z-]{3,20} ?:[^{}\n]{0,200}\}"
                    r"|\[标签[:：]|\[/?(?:url|img|color)[=\]]")
MARKUP_SIGNS = re.compile(r"[&<{\[]")
# UTF-8 read as GBK, as Latin, and a reading whose character and bracket were eaten: 獎?wù)拢. Not 鐨 alone, not 什么?).
FROM_UTF8 = "涓銆浜鍏佸锛鐨鍔澶鍙鍥鏈瀹鍒缁鏂浣鎴鍚鍦鍗鈥鏄寰"
MISREAD = re.compile(
    rf"[?ÃÂâäåæç{FROM_UTF8}](?:(?<=[{FROM_UTF8}])(?:[^\n]{{0,3}}[{FROM_UTF8}]){{3}}|(?<=[ÃÂâäåæç])[\x80-\xbf‚-›€™][^\n -~]"
    r"|(?<=\?)[a-z]{0,3}[^\x00-\x7f\u3000-\uffff][a-z]{0,3}\))"
)
REPLACED = ("\ufffd", "锟斤拷", "烫烫烫", "屯屯屯")
MOJIBAKE_SIGNS = re.compile(f"[?\ufffd锟烫屯ÃÂâäåæç{FROM_UTF8}]")
# GBK read one byte late: rare characters behind a lost one. Not 怎么办?邯郸…, where rare characters make one word.
SHIFTED = re.compile(r"\?(?=[!、，]?(?P<behind>[^\n]{6,10}))")
FIRST_RARE = b"\xd8"  # lead byte of level 2 of GB 2312, ordered by radical because it is rare
# Not 日誌, 麵粉, 關係, 一隻, 製造, which are right.
OVER_CONVERTED = re.compile("同誌|誌願|意誌|[下上全方對前]麵|麵[對臨向前]|係[統列]|隻[有要是能]|製度|[限體機]製|乾部|皇後|髮展")
OVER_CONVERTED_SIGNS = re.compile("[誌麵係隻製乾後髮]")
# Not an emoji between sentences.
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
EMOJI_INSIDE = re.compile(rf"{EMOJI.pattern}(?<=[{HAN}].)\ufe0f?(?=[{HAN}])")
# Not 谢谢。 and 散会。, which are said so, nor 一。
FRAGMENT = re.compile(rf"\n(?!谢谢|再见|散会|完了|[{NUMERALS}])[{HAN}]{{1,2}}。\s*\n")
LINE_END = re.compile("\n")
LEAST_REPEATED = 30  # code points of a paragraph whose second occurrence is no accident
LEAST_FOR_SHARE = 20  # code points, white space left out, of a text whose share of Han characters says something
LEAST_SHARE = 0.5


def list_defects(parsed: Collection[str], text: str, asked: Collection[str] = DEFECTS) -> list[str]:
    """What parsing found, and what of `asked` shows in the text itself, in the order of the table."""
    shown = {*find_defects(text, asked), *(kind for kind, count in count_personal_data(text).items() if count)}
    return [code for code in DEFECTS if code in parsed or (code in shown and code in asked)]


def find_defects(text: str, asked: Collection[str] = DEFECTS) -> tuple[str, ...]:
    """Codes of `DEFECTS` that the text shows, in the order of that table; looked for are those that are asked for.

    >>> find_defects("今年xx县生产总值增长 %,此处隐藏120字。")
    ('masked', 'empty_value', 'elision')
    """
    return tuple(rule.name for rule in rules_for(text) if rule.name in asked and rule.find(text))


def rules_for(text: str) -> tuple[Defect, ...]:
    """The rules by which a text with these characters can have a defect.

    >>> [rule.name for rule in rules_for("今年x县") if rule.hint.pattern]
    ['masked']
    """
    return _rules_of(signs_held(text, _hints()))


@cache
def _hints() -> NDArray[np.uint16]:
    return sign_table(rule.hint for rule in DEFECT_RULES)


@cache
def _rules_of(held: int) -> tuple[Defect, ...]:
    """The rules with one of the hints that are held, and those that have none."""
    return tuple(rule for place, rule in enumerate(DEFECT_RULES) if held >> place & 1 or not rule.hint.pattern)


def han_share(text: str) -> float:
    """The share of Han characters among those that are not white space; 1.0 of a text without any.

    >>> han_share("加强GDP 管")
    0.5
    """
    written = len("".join(text.split()))
    return sum(map(len, HAN_RUN.findall(text))) / written if written else 1.0


def _is_cut_end(text: str) -> bool:
    tail = text[-TAIL:].rstrip()
    if CUT_END.search(tail, len(tail) - 3):
        return True
    line = tail.rpartition("\n")[2]
    return len(line) >= RUNNING and bool(LAST_HAN.match(line, len(line) - 1) and SENTENCE_MARK.search(line))


def _repeats(text: str) -> bool:
    paragraphs = [line.strip() for line in text.split("\n") if len(line) >= LEAST_REPEATED]
    long = [paragraph for paragraph in paragraphs if len(paragraph) >= LEAST_REPEATED]
    return len(set(long)) < len(long)


def _has_few_han(text: str) -> bool:
    """A text whose characters mostly take three bytes of UTF-8 is Chinese without a count."""
    if len(text) < LEAST_FOR_SHARE or len(text.encode("utf-8", "replace")) > 2.4 * len(text):
        return False
    return len("".join(text.split())) >= LEAST_FOR_SHARE and han_share(text) < LEAST_SHARE


def _has_mojibake(text: str) -> bool:
    return any(sign in text for sign in REPLACED) or MISREAD.search(text) is not None or _is_shifted(text)


def _is_shifted(text: str) -> bool:
    """Whether behind a question mark in a simplified text two characters stand apart that are rare in one."""
    if "?" not in text:
        return False
    rare = ([index for index, character in enumerate(match["behind"]) if _is_rare(character)] for match in SHIFTED.finditer(text))
    return any(places and places[-1] - places[0] > 1 for places in rare) and script_of(text) == "Hans"


def _is_rare(character: str) -> bool:
    return IS_HAN.match(character) is not None and not b"\xb0" <= character.encode("gb2312", "ignore")[:1] < FIRST_RARE


def _has_web_address(text: str) -> bool:
    """An address that nothing in the sentence refers to."""
    return any(not REFERRING.search(text, max(0, start - 12), start) for start, _end in find_domains(text))


def _pattern(pattern: re.Pattern[str], signs: re.Pattern[str]) -> Callable[[str], bool]:
    """Whether the text has the pattern; the signs, which are cheaper, are looked for first."""
    return lambda text: signs.search(text) is not None and pattern.search(text) is not None


DEFECT_RULES: tuple[Defect, ...] = (
    Rule("cut_start", lambda text: CUT_START.match(text) is not None,
         ("展。在此,对大家表示感谢", "、推进改革", "”的要求"), ("一。形势", "(一)形势", "“十四五”时期", "")),
    Rule("cut_end", _is_cut_end,
         ("要加强管理,", "他说:“", "要推进改革,促进发展,在今后一段时间里切实加强对各项工", "要加强……"),
         ("要加强管理。", "一、工作回顾", "下面讲三点:", "各位要团结,要奋斗,要把各项工作做好。\n二〇二六年一月六日", "")),
    Rule("injected_break", lambda text: FRAGMENT.search(text) is not None,
         ("加强与部门\n计划。\n\n衔接",), ("讲完了\n谢谢。\n", "计划。\n衔接", "加强\n产业升级。\n要"), hint=LINE_END),
    Rule("masked", has_mask, ("在x县", "20xx年"), ("X光", "3×4"), hint=MASKS),
    Rule("empty_value", lambda text: EMPTY_VALUE.search(text) is not None,
         ("增长 %,", "收入达 亿元", "开展“”活动", "贯彻《》精神", "占比%", "完成投资亿元,增长", "成立于年月日",
          "按照通知。月日,市委又开了会", "大家好!我叫,是个爱笑的人"),
         ("增长5 %", "达5 亿元", "“一”", "f()", "达到 5公里", "投资亿元以上", "产值亿元,家家", "姓名、年月日", "听到我叫,"),
         hint=re.compile("[%％”》)） 元日叫]")),
    Rule("elision", lambda text: ELISION.search(text) is not None,
         ("……此处隐藏9358个字……", "(省略部分段落)", "全文共1109字,当前显示253字", "好............", "(以下略)"),
         ("战略部署", "心里想……", "等等......", "全文播发", "全文共 512 字"), hint=re.compile("[处略文章示试….(（]")),
    Rule("repeated", _repeats,
         ("要把各项工作的着力点放在发展实体经济上来,放在改善民生上来。\n" * 2,), ("各位代表!\n各位代表!",), hint=LINE_END),
    Rule("few_han", _has_few_han,
         ("The quick brown fox jumps 加强", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15"), ("GDP", "加强" * 20)),
    Rule("markup", _pattern(MARKUP, MARKUP_SIGNS),
         ("加强&gt;&gt;管理", "<br/>", "[标签:标题]", "p{color:red}"), ("1<2", "AT&T", "《论十大关系》", "[1]"),
         hint=MARKUP_SIGNS),
    Rule("mojibake", _has_mojibake,
         ("加强\ufffd管理", "锟斤拷", "获獎?wù)拢?、", "?谛碌囊荒昀镆绦", "鎴戜滑鐨勫伐浣滃彇寰椾簡寰堝ぇ鎴愮哗"),
         ("怎么办?我们要想办法,把事情办好。", "怎么办?邯郸的同志们有自己的办法。", "鐨"),
         hint=MOJIBAKE_SIGNS),
    Rule("over_converted", _pattern(OVER_CONVERTED, OVER_CONVERTED_SIGNS),
         ("同誌們", "下麵", "係統"), ("日誌", "關係", "麵粉", "下面"), hint=OVER_CONVERTED_SIGNS),
    Rule("emoji_inside", lambda text: EMOJI_INSIDE.search(text) is not None,
         ("加😀强",), ("好😀", "😀加强", "加强。😀"), hint=EMOJI),
    Rule("pinyin", lambda text: TONE.search(text) is not None, ("領(lǐng)導",), ("GDP", "wo men"), hint=TONE),
    Rule("web_address", _has_web_address,
         ("加强www.example.com管理",), ("请登录www.example.com查询", "a@example.com", "2.0版"), hint=re.compile(r"\.")),
)
