"""A page text in; out, the addresses in it, and where a site prints its name and address between the speaker's words."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.text.characters import COMMAS, HAN, NUMERALS

# Not name@site.com (an address of a person), not 5.6 or v1.com-2.
DOMAIN_END = re.compile(r"\.(?:com|cn|net|org|cc|vip|top)(?![A-Za-z0-9_@.-])/?", re.IGNORECASE)
HOST = re.compile(r"(?<![A-Za-z0-9_@.:/-])(?:https?://\.?)?(?:[a-z0-9-]{1,40}\.){0,3}[a-z0-9-]{2,40}$", re.IGNORECASE)
LONGEST_HOST = 80  # code points
SITE_WORD = re.compile(rf"[{HAN}]{{2,8}} {{0,2}}$")
# Not 各项工作: a name set off by spaces, or alone on a line with its address, is a site's where it ends as they do.
SITE_NAME = rf"[{HAN}]{{1,5}}(?:网|站|库|稿|汇|吧|范文|论坛|资料|文档|大全|之家|在线|文秘|公文|百科|频道|社区) {{0,2}}$"
SITE_NAME_INSIDE = re.compile(f"(?<= ){SITE_NAME}")
TORN_INSIDE = re.compile(f"(?<=[。！？]){SITE_NAME}")  # behind a stop only before an address that lacks its www
TORN = re.compile(r"https?://\.")
SITE_NAME_ALONE = re.compile(f"(?<=\n){SITE_NAME}")
STOPS = re.compile("[。！？]")
# An address of figures that nothing says one could go to, between the words of a sentence: 各项www.8445ee.com任务
FIGURED = re.compile(r"(?:https?://)?www\.[0-9]{3,8}[a-z]{1,4}\.(?:com|net|cc|top)/?$", re.IGNORECASE)
WORD_BEFORE = re.compile(rf"(?<=[{HAN}])(?<![上在到去入进用叫是名为了给把开打找向从对于至往和与及者或看由过托册凭证合让下通出])$")
WORD_BEHIND = re.compile(rf"(?=[{HAN}])(?![网平站上这的等查了看进观页下里中和与及是在为])")
AFTER_WATERMARK = re.compile(rf" {{0,2}}(?:[{HAN}{COMMAS}。；;\n]|$)")
# What sends the reader to an address makes it part of the sentence: 请登录政府网站 www.….cn 查询.
REFERRING = re.compile("登[录陆]|网址|网站|官网|访问|浏览|上网|链接|平台|邮箱|来源|转载|查询|域名|主页|来自|关注|[:：@(（]")
SLOGAN = re.compile(  # behind a heading with its number
    rf"^[ \u3000]*[（(]?[0-9{NUMERALS}]{{1,3}}[)）、.．][^\n。！？]{{2,60}}?"
    rf"(?P<slogan> ++[{HAN}]{{2,5}}[，,](?:办公|公文|文秘|文档|范文){{1,2}}之家)$",
    re.MULTILINE,
)


def find_domains(text: str) -> Iterator[tuple[int, int]]:
    """Web addresses without a path, protocol included.

    >>> list(find_domains("请登录www.example.com查询"))
    [(3, 18)]
    """
    for match in DOMAIN_END.finditer(text):
        first = max(0, match.start() - LONGEST_HOST)
        host = HOST.search(text[first : match.start()])
        if host:
            yield first + host.start(), match.end()


def find_watermarks(text: str) -> Iterator[tuple[int, int]]:
    """Where a site prints its name and address, spaces around them included."""
    yield from (found.span("slogan") for found in (SLOGAN.finditer(text) if "之家" in text else ()))
    found = list(find_domains(text))
    repeated = Counter(ending for start, _end in found for ending in _endings(text, start))
    for start, end in found:
        before = ("\n" + text[:start] if start < 16 else text[start - 16 : start]).rpartition("\n")
        alone = text[end : end + 1] in ("", "\n")
        torn = TORN.match(text, start) is not None
        delimited = (SITE_NAME_ALONE if alone else TORN_INSIDE if torn else SITE_NAME_INSIDE).search(before[1] + before[2])
        words = [ending for ending in _endings(text, start) if repeated[ending] > 1]
        word = max(words, key=len, default="") or (delimited.group() if delimited else "")
        said = STOPS.split(before[2])[-1] if torn else before[2]  # what is said before it
        if word and not REFERRING.search(said) and AFTER_WATERMARK.match(text, end):
            yield with_spaces(text, start - len(word), end)
        elif not word and amid_words(text, start, end) and not REFERRING.search(said):
            yield start, end


def amid_words(text: str, start: int, end: int) -> bool:
    """Whether an address stands between words that do not speak of it.

    >>> text = "落实各项www.8445ee.com任务"
    >>> amid_words(text, 4, 18), amid_words("请上www.8445ee.com看", 2, 16)
    (True, False)
    """
    led, followed = WORD_BEFORE.search(text, max(0, start - 2), start), WORD_BEHIND.match(text, end)
    return FIGURED.match(text, start, end) is not None and led is not None and followed is not None


def _endings(text: str, end: int) -> list[str]:
    """What may be the name of a site before its address at `end`: the last two to eight characters, all of them Han."""
    match = SITE_WORD.search(text[max(0, end - 10) : end])
    return [match.group()[index:] for index in range(len(match.group().rstrip(" ")) - 1)] if match else []


def with_spaces(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the spaces and tabs around it, eight at most on a side."""
    left = text[max(0, start - 8) : start]
    right = text[end : end + 8]
    return start - (len(left) - len(left.rstrip(" \t\u3000"))), end + (len(right) - len(right.lstrip(" \t")))
