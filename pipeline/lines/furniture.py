"""A line in; out, the row of the table that says what it is when it is the site's, and where such words are glued to a line."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.text.characters import HAN, NUMERALS
from pipeline.text.leads import first_of, words_in
from pipeline.text.rules import Rule

FOR_READERS = "(?:大家|您|你)(?:准备|整理|收集|搜集|带来|分享|筛选|精选|推荐|提供[^。]{0,8}(?:范文|样本|参考|模板))"
BLURB = re.compile(  # every way begins with a plain character, by which it is found
    r"小编|范文网|投稿推荐|通过以上内容|希望本文|网友上传|不代表本站|原创文章|以下范文|借鉴以下|下面是几篇|仅供参考|供大家参考|欢迎阅读|希望(?:能够|能)?(?:对|帮助|给|帮到(?:大家|您|你))|演讲稿(?:范文(?![:：篇])|的格式|是)|"
    rf"以上[两{NUMERALS}0-9]{{1,2}}篇(?:范文|致辞|讲话|发言|演讲)|讲话稿(?:的使用|是|具有)|为{FOR_READERS}|给{FOR_READERS}|一起(?:来)?看看|阅读与收藏|欢迎(?:大家)?(?:阅读|查阅|借鉴|与身边)|感谢您的(?:阅读|观看)"
)  # not 「编者按」: what an editor says of one speech belongs to it

BLURB_BELOW = re.compile(r"[^。！!]{4,160}[。！!]\s*")
SPEAKING = re.compile(r"我(?!们)[^。！？]{0,40}(?:谈|讲|说|提|汇报|交流)")  # 「我谈几点看法,供大家参考。」
LIST_SIGNS = "-•·●■◆★▶►»> \t\u3000"  # what lists of links are printed with
FOOTER = re.compile(  # glued to the end of a line
    rf"\s*《[^》《]{{2,15}}》\s*[(（][^()（）]{{4,30}}版\s*[)）]$|[(（](?:剩余|还剩|余下)\s*[0-9]+\s*字[)）]$|[(（]完[)）]$|"
    rf"\s*[(（]?(?:责任编辑|责编|编辑)\s*[:：][{HAN} ]{{2,9}}[)）]?[0-9]{{0,8}}$|【[^【】]{{0,12}}(?:公文|素材)[^【】]{{2,30}}】$"
)
# Not: 「依法打击侵权行为,让侵权者付出代价。」, which no word for the source begins.
LEGAL = re.compile(
    r"(?<=[。！？!?”])\s*(?:本文|本站|以上|文章|内容|资料|声明|版权|注)[^。！]{0,40}(?:侵权|版权)[^。！]{0,30}[。！]?$"
)
GLUED_BEHIND = (
    r"小编(?:精心)?推荐|看(?:过|了).{2,40}(?:还|也)看|"
    r"[\[【] ?(?:查看|阅读)全文|(?:点击)?下载(?:Word|word|本文|全文|文档)|"
    r"本文来源|转载请(?:注明|保留)|(?:相关|推荐)(?:文章|阅读)\s*[:：]|细心整理归纳|精选学习资料|以下为?关联文档|精品文档|共[0-9]{1,3}页|本文格式为|专[心注业][-—]"
)
# what may stand right before a title in a line: a time, a day, an address, buttons, the page's name with its count
GLUED_BEFORE = (
    r"(?<=[0-9])[:：][0-9]{2}(?:[:：][0-9]{2}|(?![:：0-9]))\s*|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9 ])|(?:www\.|https?://)[!-~]+\s*|"
    r"精选优质文档[-—\s]*(?:倾情为你奉上)?|自行编辑使用|【字号[^】]{0,12}】|(?:浏览|阅读|点击)(?:量|数|次数)?\s?[:：]\s?[0-9]*次?|分享到?[:：]|标题[:：]\s*|>\s?正文|复制链接\]|位置\s?[:：]\s?[首主]页(?:正文)?|"
    rf">\s?(?P<column>[{HAN}]{{2,8}})(?P=column)(?=[{HAN}])|"
    r"(?<=[稿话辞词言])(?=(?:1\s?[.．、](?![0-9])|一、)[^0-9])|(?:大全|汇编|汇总|合集|集锦|锦集|选编|篇\s*[)）】])\s*"
    r"(?=在|【[第篇一1范模]|(?:第|篇|范文)?[(（]?[一1](?:[)）、.．:：]|\s?篇))"
)
BEHIND_STOP = r"[。！？!?…”.](?:(?<!\.)|(?<=\.)\.+)\s*"  # looked for by its first letter; of full stops two or more
OFFERS = r"[小看\[【点下本转相推细精以共专]"  # what the words behind it begin with
SERVED = re.compile(rf"{BEHIND_STOP}(?={OFFERS})(?P<site>(?:{GLUED_BEHIND}).{{0,240}})$")
SERVED_FILE = re.compile(rf"{BEHIND_STOP}(?P<site>(?:[^。！？!?]{{0,40}}\.docx?\s*(?:下载|$)|{GLUED_BEHIND}).{{0,240}})$")
SPACES = " \t\r\x1f\u1680\u3000"
BEHIND_IT = OFFERS[1:-1] + SPACES
GLUED_SITE = ("ww", "ht", "隐藏", "未完", "省略", ".d", "侵", *(one + word for one in "。！？!?…”." for word in BEHIND_IT))
"""Without any of these no line has the site's words inside but those that `ends_in_site` finds."""
# a sentence that holds the site's address, at either end of a line
ADVERTISED = re.compile(
    r"[^。！？\n]{0,90}(?:www\.|https?://)"
    r"(?:[^。！？\n]{0,60}[。！？]\s*|[\w.-]{4,40}\.(?:com|cn|net|org)(?=[^\x00-\x7f\s，,。]))",
    re.ASCII,
)
ADVERTISED_BEHIND = re.compile(r"(?<=[。！？!?])\s*(?P<site>[^。！？!?\n]{0,90}(?:www\.|https?://)[^。！？\n]{0,60}[。！？]?)$")
LONGEST_ADDRESS = 70  # code points of a line that may be nothing but the site's address
# the strokes of a table, a ring around a title, the dots of a preview
REMAINS = re.compile(r"[ \t]*\|[|\s]*$|[ \t]+〇$|(?<=[^\s<.…])(?:\s*<?(?:\.{3,}|…{3,})|\s+…+)$")
ELISION = re.compile(r"[….\-—]*(?:此处|中间)?隐藏\s*[0-9]+\s*(?:个)?字[^。，]{0,10}?(?:[….\-—]+|(?=[^….\-—]))|"
                     r"[….]*[(（【]未完[,，:：][^()（）]{0,160}[)）】]?$|"
                     r"[….]*\s*[(（][^()（）]{0,60}省略\s*[0-9]+\s*字[^()（）]{0,30}[)）][….]*")
WATERMARK = re.compile(
    rf"(?:[。！？][”）)]?|(?<=[{HAN}])(?=[ \u3000]+[^\s]*(?:[网汇][,，]|\s(?:www\.|http))))[ \u3000]+"
    r"(?P<mark>[^\s。！？!?：:]{2,14}(?:[ ,，][^\s。！？!?]{2,24})?)$"
)
# what the site writes behind a text, one thing behind the other
TAIL_WORDS = re.compile(
    r"[★•\- ]*(?:[上下前后]一[篇页](?:\s*[:：]|(?=\s|下一|目录|返回|$))|返回(?:列表|目录|首页|顶部)|"
    r"(?:相关|热门|推荐|最新|精选)(?:热门|标签|范文|文章|推荐|阅读|链接|新闻|搜索|专题|内容|文档|热词|报道|访问|主题)+\s*[:：]?|猜你喜欢|您可能(?:关注|感兴趣)|"
    r"小编(?:精心)?推荐|[《【\[]?[^《》【】\[\]。！？!?]{2,40}[》】\]]?的?相关(?:文章|范文|阅读|推荐)|《[^《》]{2,40}\.docx?》|将本文的|"
    r"(?:本|该|免费|此)?(?:文|文章|文档)(?:链接|来源|关键词|地址|标签|编号)\s*[:：]?|(?:免责|版权|郑重|特别)?(?:声明|提示)\s*[:：]|温馨提示|(?i:tags|标签)\s?[:：]|"
    r"打印本页|关闭窗口|点击次数|附件(?:列表|下载)|关 ?键 ?词\s*[:：]|查看(?:更多|全文)|以上就是[【《]|因篇幅|仅展示|"
    r"(?:预览|试读|在线)阅读|试读(?:已)?结束|(?:点击)?(?:免费)?下载(?:后|本|全|文|地址|Word)|"
    r"(?:阅读|看)[过了][^。！？]{2,30}的?(?:用户|人|网友)?还(?:会?看|阅读)|更多[^。！？]{2,24}(?:请点击|内容|推荐|范文|>>)|"
    r"第 ?[0-9]{1,3} ?页 ?[/共]|页数\s*[:：]|换一换|加入收藏|【(?:拓展|延伸)阅读】|本作品|责任?编辑?\s*[:：]|来源\s*[:：])"
)
TAIL_BEHIND = re.compile(r"(?:[。！？!?…]|\.{3}|[0-9]日)[”」』)）]*\s*")
TAIL_DENSITY, LONGEST_TAIL, FOOT = 100, 700, 80  # code points: for each of them, of all, at a line's end that may be a footer


class SiteRow(NamedTuple):
    """What lines of one shape are; furniture.toml says what each word is."""

    kind: str
    reach: str
    why: str
    words: Sequence[str]
    before: str = ""
    after: str = ""
    holds: Sequence[str] = ()

    @property
    def pattern(self) -> str:
        """What the lines look like."""
        return f"{self.before}(?:{'|'.join(self.words)}){self.after}"

    @property
    def ways(self) -> list[str]:
        """The same in as many patterns as there are words."""
        return [f"{self.before}(?:{word}){self.after}" for word in self.words]


def read_rules() -> Iterator[Rule[SiteRow]]:
    """The table, in its order; a rule is named by its first example."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    for row in table["row"]:
        yes, no, _seen = (row.pop(key) for key in ("yes", "no", "seen"))
        yield Rule(yes[0], SiteRow(**row), (*yes,), (*no,), row["why"])


def join_ways(ways: Sequence[str]) -> re.Pattern[str]:
    """One pattern of several: the group that matched is the number of the one, from 1. Groups hold nothing and stand last: what
    begins with a letter is passed over by it."""
    return re.compile("|".join(f"(?:{way})()" for way in ways))


FURNITURE_RULES = (*read_rules(),)
USUAL = [rule.find for rule in FURNITURE_RULES if not rule.find.holds]
HELD = [rule.find for rule in FURNITURE_RULES if rule.find.holds]  # only lines with one of their words are looked at
WHERE_HELD = join_ways([row.pattern for row in HELD])
RARE = "\u4de9"  # a character that no row names: what may begin with it may begin with almost any
FIRSTS = [(number, way, re.compile(first_of(way))) for number, row in enumerate(USUAL) for way in row.ways]
OPEN = [(number, way) for number, way, first in FIRSTS if first.match(RARE)]
UNSAID = [(number, way) for number, way in OPEN if not words_in(way)]  # what they hold
OPENLY = {worded: (ways, join_ways([way for _number, way in ways])) for worded, ways in ((True, OPEN), (False, UNSAID))}
ELSEWHERE = (*(word for _number, way in OPEN for word in words_in(way)), *(word for row in HELD for word in row.holds))
"""Without any of these a line matches no row that may begin with almost any character but those of `UNSAID`."""
KNOWN = [re.compile(row.pattern) for row in USUAL]
ANYWHERE = re.compile("|".join(re.escape(word) for row in HELD for word in row.holds))


@lru_cache(4096)
def rows_beginning(first: str) -> list[tuple[int, re.Pattern[str]]]:
    """The rows, and their places, that know the first character of a line."""
    known = {number: None for number, _way, pattern in FIRSTS if pattern.match(first) and not pattern.match(RARE)}
    return [(number, KNOWN[number]) for number in known]


def read_furniture(line: str, worded: bool = True) -> SiteRow | None:
    """The row that the line matches, None when it may be running text; `worded`: it may hold one of the words of `ELSEWHERE`.

    >>> read_furniture("相关推荐:").kind, read_furniture("- 上一篇:无").kind, read_furniture("相关工作要抓紧")
    ('navigation', 'navigation', None)
    """
    if line[0] in LIST_SIGNS:
        line = line.lstrip(LIST_SIGNS) or line
    if line.endswith("】") and "【" not in line:  # the other half was torn off
        line = "【" + line
    known = next((number for number, pattern in rows_beginning(line[0]) if pattern.match(line)), len(USUAL))
    ways, openly = OPENLY[worded]
    found = openly.match(line)
    number = min(known, ways[(found.lastindex or 1) - 1][0]) if found else known
    if number < len(USUAL):
        return USUAL[number]
    found = WHERE_HELD.match(line) if worded and ANYWHERE.search(line) else None
    return HELD[(found.lastindex or 1) - 1] if found else None


@lru_cache(1024)  # the lines of a page's head are asked about by several signs
def is_blurb(line: str) -> bool:
    """Whether a paragraph above the first speech speaks of samples and of the site.

    >>> is_blurb("讲话稿的使用越来越频繁,下面是小编整理的范文,欢迎阅读。"), is_blurb("今天我们开会部署春耕。")
    (True, False)
    """
    return BLURB.search(line, 0, 240) is not None and SPEAKING.search(line, 0, 240) is None


def cuts_of_blurb(text: str, start: int, end: int) -> Iterator[int]:
    """Where the site's words end that stand right under a title."""
    if (blurb := BLURB_BELOW.match(text, start, end)) and is_blurb(blurb[0]):
        yield blurb.end()


def cuts_of_site(text: str, start: int, end: int) -> Iterator[int]:
    """Where the site's words begin and end inside a line: an address, an elision, and at its end.

    >>> line = "渠修好了。……此处隐藏1200字……树种好了。"
    >>> [line[cut:] for cut in cuts_of_site(line, 0, len(line))]
    ['……此处隐藏1200字……树种好了。', '树种好了。']
    """
    if holds_address(text, start, end) and (found := ADVERTISED_BEHIND.search(text, max(start, end - 240), end)):
        yield found.start("site")
    if any(text.find(word, start, end) > 0 for word in ("隐藏", "未完", "省略")):
        for found in ELISION.finditer(text, start, end):
            yield from found.span()
    yield from cuts_of_end(text, start, end, SERVED if text.find(".doc", start, end) < 0 else SERVED_FILE)


def cuts_of_end(text: str, start: int, end: int, served: re.Pattern[str] = SERVED) -> Iterator[int]:
    """Where the site's words at the end of a line begin: offers, a watermark behind the stop, the strokes of a table.

    >>> line = "渠修好了。 某稿网,范文园地"
    >>> [line[cut:] for cut in cuts_of_end(line, 0, len(line))]
    ['某稿网,范文园地']
    """
    if found := served.search(text, max(start, end - 320), end):
        yield found.start("site")
    if text[end - 1] in "|.…〇" and (found := REMAINS.search(text, max(start, end - 40), end)):
        yield found.start()
    if text.find(" ", max(start, end - FOOT), end) > 0 and (found := WATERMARK.search(text, max(start, end - 50), end)):
        yield found.start("mark")


def ends_in_site(text: str, start: int, end: int) -> bool:
    """Whether a line may end in a watermark, the remains of a table or a preview, or a footer in brackets."""
    return text[end - 1] in "|.…〇)）】0123456789" or text.find(" ", max(start, end - FOOT), end) > 0


def cuts_of_tail(text: str, start: int, end: int) -> Iterator[int]:
    """The cuts before and within the site's words behind the last stop of a text whose line breaks are lost.

    >>> line = "渠修好了。谢谢大家!相关推荐:修渠讲话上一篇:没有了"
    >>> [line[cut:cut + 4] for cut in cuts_of_tail(line, 0, len(line))]
    ['相关推荐', '上一篇:']
    """
    near = max(start, end - LONGEST_TAIL)
    for begin in (found.end() for found in TAIL_BEHIND.finditer(text, near, end)):
        words = [one.start() for one in TAIL_WORDS.finditer(text, begin, end)] if TAIL_WORDS.match(text, begin, end) else ()
        if words and len(words) * TAIL_DENSITY >= end - begin:
            yield from words
            return


def advertised(text: str, start: int, end: int) -> int | None:
    """Where a sentence ends that holds the site's address and begins the line."""
    found = ADVERTISED.match(text, start, end) if holds_address(text, start, end) else None
    return found.end() if found and found.end() < end else None


def holds_address(text: str, start: int, end: int) -> bool:
    """Whether a line that is longer than an address alone holds one."""
    return end - start > LONGEST_ADDRESS and (text.find("www.", start, end) >= 0 or text.find("http", start, end) >= 0)


def find_footer(text: str, start: int, end: int) -> int | None:
    """Where a footer begins that is glued to the end of a line.

    >>> lines = ("谢谢大家!本文来源:网络,如有侵权请联系删除。", "要打击侵权,让侵权者付出代价。")
    >>> [find_footer(line, 0, len(line)) for line in lines]
    [5, None]
    """
    start = max(start, end - FOOT)
    footer = FOOTER.search(text, start, end) if text[end - 1] in ")）】0123456789" else None
    if footer is None and text.find("侵", start, end) > 0:
        footer = LEGAL.search(text, start, end)
    return footer.start() if footer else None
