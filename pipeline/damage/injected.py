"""A page text in; out, the characters that sites, editors and converters put between the speaker's own."""

import re
from collections.abc import Callable, Iterable, Iterator

from pipeline.damage.jammers import FORUM_RULES, STYLED
from pipeline.damage.markdown import find_markdown
from pipeline.damage.notes import NOTE_RULES
from pipeline.damage.watermarks import find_watermarks, with_spaces
from pipeline.text.characters import COMMAS, HAN, NUMERALS
from pipeline.text.markers import begins_with_marker
from pipeline.text.rules import Rule

Found = Iterable[tuple[int, int]]

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
SYLLABLE = rf"[a-zɑɡü]{{0,3}}[{TONED}][a-zɑɡü]{{0,3}}"

# Not U+2028, U+000B and U+000C, which stand for a line break.
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
INVISIBLES = "".join(filter(INVISIBLE.match, map(chr, (*range(0x2065), 0xFEFF))))
JOINED, TONE = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]\u200d"), re.compile(f"[{TONED}]")
# Not 平台(app), not 龃龉(jǔ yǔ), which is an author's gloss on a word.
PINYIN = re.compile(rf"[(（](?<=[{HAN}][(（]){SYLLABLE} ?[)）]")
# A syllable without tone, only on a page that has toned ones.
PINYIN_NEUTRAL = re.compile(rf"[(（](?<=[{HAN}][(（])(?:de|le|zhe|zi|men|ge|ne|ma|ba|tou|me|shang|xia|li) ?[)）]")
# Without tones, where the page prints some of them twice: 軍(jun)(jun). Not (app), which nobody says twice.
PINYIN_DOUBLED = re.compile(rf"([(（](?<=[{HAN}][(（])[a-zü]{{1,6}}[)）])\1")
PINYIN_PLAIN = re.compile(rf"(?<=[{HAN}])(?:[(（][a-zü]{{1,6}}[)）])+")
# Without tones, where a page has a great many: syllables, no words of English
PINYIN_SYLLABLE = re.compile(
    rf"[(（](?<=[{HAN}][(（])(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:[aeo]|ai|ei|ao|ou|an|en|ang|eng|ong|er|i|ia|iao|ie|iu|ian|in|iang|ing|"
    r"iong|u|ua|uo|uai|ui|uan|un|uang|ü|üe|ue|v|ve)) ?[)）]"
)
# Each with what belongs to it: skin, joiner, a second sign. A speaker's own are few, and of few kinds.
SIGN = "\u2600-\u2604\u2607-\u2775\u2794-\u27bf\U0001f000-\U0001faff"  # not ★, not ❶
PICTURE = re.compile(rf"[{SIGN}](?<=[{HAN}”》）)].)[\u200d\ufe0f{SIGN}]*(?=[{COMMAS}、。；：;:！？!?])")
LATIN = "abcdefghijklmnopqrstuvwxyzüɑɡ" + TONED
READING = re.compile(rf"[(（][{LATIN}]")
PAGE_OF_PAGES = re.compile(rf"(?=[=（(第])(?:(?<!=)={{4,}}+ ?第 ?\d{{1,4}} ?页 ?={{4,}}+|[（(](?:下转|上接)第?"
                           rf"[{NUMERALS}\d]{{1,3}}版[)）](?!.)|" r"第 ?\d{1,4} ?页[ ,，/／]{0,3}[共总] ?\d{1,4} ?页"
                           r"(?:(?:本文格式为Word版|下载后)[^。]{0,9}编辑(?:和复制)?)?)")
DASHED_NUMBER = re.compile(r"([-—–－])(?<![-\d—–－.A-Za-z][-—–－]) {0,2}\d{1,3} {0,2}\1(?![-\d—–－.A-Za-z])")
DOTTED_NUMBER = re.compile(rf"^[ \u3000]*[・·•] ?[{NUMERALS}〇0-9]{{1,4}} ?[・·•](?=[ \u3000]*$)", re.MULTILINE)
# Not after a heading, which has no comma, and not before 一、; only a sentence goes on over the page.
BEFORE_PAGE_END = re.compile(rf"[^\n]{{0,20}}[{COMMAS}；][^\n]{{0,20}}(?<=[{HAN}{COMMAS}])\n\s{{0,8}}$")
AFTER_PAGE_END = re.compile(rf"\n\s{{0,8}}(?=[{HAN}])")
BEFORE_MARK = re.compile(rf"[{HAN}{COMMAS}。；;]")
REST_OF_MARK, AFTER_MARK = re.compile(r"。?(?=\n|$)"), re.compile(rf"[{HAN}]|\n|$")
MEASURES = (  # what counts behind a number
    "年月日号时点秒个位名人次届级条项件家所座栋间亩里公米吨元万千百亿成倍种类篇章节部本册页张份批期岁天周季度户村组队班车台辆架艘代层楼"
    "株棵头只匹口支枝把套双对副场回顿遍趟步轮阶多余来几大中小卷集楼字星比点加度型第"
)
FIRST_GLUED = re.compile(rf"\s{{0,8}}1(?=[{HAN}])(?![{MEASURES}])")
AFTER_GLUED = re.compile(rf"(?=[{HAN}])(?![{MEASURES}]|分[钟秒之])")
AFTER_STOPS = frozenset("。；！？：")
SHORTEST_PAGE, LONGEST_PAGE = 150, 1500  # code points from one glued number of a page to the next
LIVE_STAMP = re.compile(r"[ \u3000]?\[(?:[01]?\d|2[0-3])[:：][0-5]\d(?:[:：][0-5]\d)?\](?=[ \t\u3000]*(?:\n|$))")
LEAST_STAMPS = 3
LISTED = re.compile(r"[-—·•●★※]|[\[【]\d|\d{1,3} ")  # signs of lists that number nothing
LEAST_PICTURES, LEAST_READINGS, LEAST_PLAIN = 8, 6, 20  # different ones that stand before stops; readings; such without tones
# Not p{2} or {一、二}; a declaration is a word, a colon and a value.
STYLE = re.compile(r"(?:@page|@font-face|[.#]?[A-Za-z][\w-]{0,30}(?:[.#:][\w-]{1,30}){0,3})(?: [\w.]{1,20})?\s{0,3}"
                   r"\{\s{0,3}[a-z-]{2,30} ?:[^{}]{1,400}\}|@page ?\{\s{0,9}\}")
# Not [标签] alone, not 【标签】, not {数字}.
TEMPLATE = re.compile(r"(?:\b[a-z]{1,6}> ?|&[a-z]{1,5};? ?)?\[标签[:：][^\[\]\n]{1,12}\]|\[!--[\w.]{1,30}--\]"
                      r"|\{dede:[^{}\n]{1,60}\}|\{\$[\w.]{1,30}\}|##[a-z]{4,8}(?:begin|end)##"
                      r"|\[/?(?:next|new|end)?page(?:break)?\]|\{page(?:break)?\}|\[rep[a-z]{1,3}\]\d{1,4}\[/rep[a-z]{1,3}\]"
                      r"|#p#[^#\n]{0,20}#e#|_ueditor_page_break_tag_|\{\{[<%] ?/?[a-z][^{}\n]{0,300}[>%]\}\}")
# Not AT&T; and not &gt;, which stands for a character that can be read.
SPACE_ENTITY = re.compile(r"&(?:amp;){0,3}(?:nbsp|ensp|emsp|zwnj|zwj|#160|#8203);")
# Not <br> (it may be a paragraph's end), not 1<2, not <规定>.
TAG = re.compile(r"</?(?:strong|[bipua]|em|span|font|su[bp]|div|h[1-6]|o:p|st1:\w{1,20})(?:\s[^<>\n]{0,300})?/?>", re.IGNORECASE)
EDIT_LINKS = (  # behind headings in brackets; on the line below, alone or before the text: with how many there must be
    (re.compile(r"(?P<link> ?[\[［]编辑[\]］])(?=[ \t]*(?:\n|$))"), 1),
    (re.compile(r"^[^\n。！？：:]{2,40}\n+(?P<link>[\[［]编辑[\]］]|编辑$)", re.MULTILINE), 3),
    (re.compile(rf"^[{NUMERALS}]{{1,3}}、[^\n。]{{1,50}}\n+(?P<link>编辑)(?=[^\n]{{2}})", re.MULTILINE), 3),
)


def _find_invisible(text: str) -> Found:
    return (match.span() for match in INVISIBLE.finditer(text) if not JOINED.match(text, match.start() - 1))


def _find_pinyin(text: str) -> Found:
    if READING.search(text) is None:
        return ()
    if PINYIN_DOUBLED.search(text) and len(PINYIN_PLAIN.findall(text)) >= LEAST_READINGS:
        return [match.span() for match in PINYIN_PLAIN.finditer(text)]
    plain = PINYIN_SYLLABLE.findall(text)
    if len(plain) >= LEAST_PLAIN and 2 * len({*plain}) >= LEAST_PLAIN:
        return [match.span() for match in PINYIN_SYLLABLE.finditer(text)]
    toned = [match.span() for match in PINYIN.finditer(text)]
    if len(toned) < 2:
        return ()
    return [*toned, *(match.span() for match in PINYIN_NEUTRAL.finditer(text))]


def _find_pictures(text: str) -> Found:
    """All of them between a word and its stop, where a page has several kinds there."""
    found = [match.span() for match in PICTURE.finditer(text)]
    return found if len({text[start:end] for start, end in found}) >= LEAST_PICTURES else ()


def _find_live_stamps(text: str) -> Found:
    """The minutes behind paragraphs, where a page has several."""
    found = [stamp.span() for stamp in LIVE_STAMP.finditer(text)]
    return found if len(found) >= LEAST_STAMPS else ()


def _find_edit_links(text: str) -> Found:
    found = [([*pattern.finditer(text)], least) for pattern, least in EDIT_LINKS] if "编辑" in text else []
    return sorted({link.span("link") for links, least in found if len(links) >= least for link in links})


def _find_page_marks(text: str) -> Iterator[tuple[int, int]]:
    for match in PAGE_OF_PAGES.finditer(text) if "页" in text or "下转" in text or "上接" in text else ():
        yield _with_page_end(text, *with_spaces(text, *match.span()))
    yield from find_glued_numbers(text)
    for match in DOTTED_NUMBER.finditer(text) if "・" in text or "·" in text or "•" in text else ():
        yield _with_page_end(text, *match.span())
    for match in DASHED_NUMBER.finditer(text):
        start, end = with_spaces(text, *match.span())
        inside = BEFORE_MARK.match(text, start - 1) and AFTER_MARK.match(text, end)
        if text[start - 1 : start] in ("", "\n") and (rest := REST_OF_MARK.match(text, end)):
            yield _with_page_end(text, start, rest.end())
        elif start and inside and " " in match.group():
            yield start, end


def find_glued_numbers(text: str) -> Iterator[tuple[int, int]]:
    """The numbers of pages that a document site glued to the words around them, the first to the title: 1修渠讲话…要2分头去修."""
    first = FIRST_GLUED.match(text)
    found = [first.end() - 1] if first else []
    while found:
        number = str(len(found) + 1)
        near = (found[-1] + SHORTEST_PAGE, found[-1] + LONGEST_PAGE)
        places = (one.end() for one in re.compile(f"(?<=[{HAN}{COMMAS}。；！？：”])(?={number})").finditer(text, *near))
        place = next((at for at in places if AFTER_GLUED.match(text, at + len(number))), None)
        if place is None:
            break
        found.append(place)
    cutting = sum(text[at - 1] not in AFTER_STOPS for at in found[1:])  # the numbers of a list stand behind stops
    if found and 2 * cutting > len(found) - 1:
        yield from ((at, at + len(str(index))) for index, at in enumerate(found, 1))


def _with_page_end(text: str, start: int, end: int) -> tuple[int, int]:
    """The mark alone on its line, with the line breaks around it where a sentence goes on over them."""
    before = BEFORE_PAGE_END.search(text[max(0, start - 50) : start])
    after = AFTER_PAGE_END.match(text, end)
    if not before or not after or begins_item(text, after.end()):
        return start, end
    return start - len(before.group()) + len(before.group().rstrip()), after.end()


def begins_item(text: str, start: int = 0) -> bool:
    """Whether an outline marker or the sign of a list stands there, so that no sentence goes on."""
    return begins_with_marker(text, start) or LISTED.match(text, start) is not None


def _pattern(pattern: re.Pattern[str], *triggers: str) -> Callable[[str], Found]:
    """A finder of the pattern, for texts that hold one of the triggers."""

    def find(text: str) -> Found:
        held = any(trigger[0] in text and trigger in text for trigger in triggers)  # one character is found far faster
        return (match.span() for match in pattern.finditer(text)) if held else ()

    return find


SPACED = f"{HAN}0-9〇{COMMAS}。；：“”《》（）;:()!?！？.．%％—…·、"
LETTER_SPACE = re.compile(rf"(?<=[{SPACED}]) (?=[{SPACED}])")
TIGHT = re.compile(rf"[{HAN}](?=[{HAN}])")
LEAST_SPACED, SPACED_TO_TIGHT = 30, 4  # spaces between characters; for each pair of characters without one


def _find_letter_spaces(text: str) -> Found:
    """The single spaces of a page that is set with one behind nearly every character."""
    if 3 * text.count(" ") < len(text):
        return ()
    found = [match.span() for match in LETTER_SPACE.finditer(text)]
    return found if len(found) >= max(LEAST_SPACED, SPACED_TO_TIGHT * len(TIGHT.findall(text))) else ()


LIST_SIGNS = "•·●■◆★▶►»◇□▪❖➢✓\uf06c\uf06e\uf06f\uf075\uf076\uf09f\uf0a7\uf0a8\uf0b2\uf0b7\uf0d8\uf0e8\uf0fc*–-"  # Word's, too
LIST_SIGN = re.compile(
    rf"[{LIST_SIGNS}][ \t\u3000]*(?=(?:[{NUMERALS}]{{1,3}}|[0-9]{{1,2}})[、.．](?![0-9])|"
    rf"[（(][{NUMERALS}0-9]{{1,3}}[)）]|第[{NUMERALS}]{{1,3}}[，,、:：章节条])"
)  # not: · 把水渠修好


def _find_list_signs(text: str) -> Found:
    """Those with which a line begins."""
    signs = (found.span() for found in LIST_SIGN.finditer(text))
    return ((start, end) for start, end in signs if not text[text.rfind("\n", 0, start) + 1 : start].strip(" \t\u3000"))


MARK_RULES: tuple[Rule[Callable[[str], Found]], ...] = (
    Rule("markdown", find_markdown, ("# 讲话\n**一、要重视**\n> - 二是[落实](/a.html)1\\.",),
         ("**镇的**同志住#1 楼\n- 一是",), "signs of Markdown say how a line looks and are no part of it",
         "讲话\n一、要重视\n二是落实1."),
    Rule("list_sign", _find_list_signs, ("• 一、要重视\n\u3000●（二）要落实\n- 第三，要快",),
         ("· 把水渠修好\n-1.5度\n- 2个",), "a list's sign before a number only says that an item begins",
         "一、要重视\n\u3000（二）要落实\n第三，要快"),
    Rule("invisible", _find_invisible, ("各位\u200b代表\ufeff:",),
         ("一家👨‍👩‍👧齐心",), "zero-width and control characters cannot be read or spoken", "各位代表:"),
    Rule("letter_space", _find_letter_spaces,
         ("同 志 们 ：\n这 次 会 议 ， 是 要 把 2 0 3 1 年 的 水 渠 全 部 修 好 ， 一 条 也 不 能 少 。\n县 长　　陆 远 舟",),
         ("今天 我们 召开 会议 ， 是 要 把 水渠 全部 修好 ， 一条 也 不能 少 。 大家 要 抓紧 ， 请 各村 回去 开会 。" * 2,
          "讲 话\n今天开会，要把水渠修好，一条也不能少。"),
         "a print or a scan sets the characters apart",
         "同志们：\n这次会议，是要把2031年的水渠全部修好，一条也不能少。\n县长　　陆远舟"),
    Rule("pinyin", _find_pinyin, ("領(lǐng)導(dǎo)和孩子(zi)",),
         ("圩(xū)镇建设",), "converters put a reading behind characters with several", "領導和孩子"),
    Rule("picture", _find_pictures,
         ("要重视💪🏽，一👳‍♀️、抓学风🧚，二👩🏿‍🍼、抓骨干📹；三👍、抓作风🍎，四🚗、抓纪律🎹。大家好💀！",),
         ("大家加油💪！谢谢🙏，一起冲🚀！❤️",), "sites put pictures before commas and stops against copying",
         "要重视，一、抓学风，二、抓骨干；三、抓作风，四、抓纪律。大家好！"),
    Rule("page_mark", _find_page_marks, ("要坚持 第1页共9页 问题导向\n- 2 -\n防汛- 3 -工作（下转四版）\n====第3页====",),
         ("1-11月和2020-1-12,见第3页,比分3—1—2,下转第四版", "=第3页="), "numbers of the printed page cut sentences",
         "要坚持问题导向\n\n防汛工作\n"),
    *FORUM_RULES, *NOTE_RULES,
    Rule("watermark", find_watermarks, ("要抓好 某文库 www.example.com 落实", "一、抓落实 公文仓,办公文档之家\n要抓。"),
         ("请登录 某政务网 www.example.com 查询,推进 各项工作 www.example.com", "要办好 图书馆,市民之家\n"),
         "sites print their name and address into sentences", "要抓好落实"),
    Rule("style", _pattern(STYLE, "{"), ("@page{margin:2cm}各位代表p.a { color: red; }",),
         ("集合{一、二}与函数f{x}",), "declarations of a style sheet are no text", "各位代表"),
    Rule("template", _pattern(TEMPLATE, "[", "{dede:", "{$", "{page", "##", "#p#", "_ued", "{{<", "{{%"),
         ("l> [标签:标题]同志们{{<toc >}}&n[标签:介绍][nextpage]#p#分页#e#",), ("[标签]和【标签:防疫】[3] [applause]",),
         "a template's field was printed instead of its value", "同志们"),
    Rule("edit_link", _find_edit_links,
         ("关于水利[编辑]\n要修渠。", "一、水\n编辑要修渠。\n二、林\n编辑要种树。\n三、路\n编辑要通车。",
          "水利\n[编辑]要修渠。\n林业\n[编辑]要种树。\n道路\n[编辑]要通车。"),
         ("[编辑]部的同志", "[编辑]好。\n[作家]好。\n[编辑]谈谈。", "一、水利\n编辑部的同志来了。", "水利\n[编辑]部的同志来了。"),
         "a wiki's link behind a heading", "关于水利\n要修渠。"),
    Rule("live_stamp", _find_live_stamps, ("[甲]:\n大家好。[10:29]\n[乙]:\n请问。[10:30]\n谢谢。 [10:31:05]",),
         ("会议[10:30]开始。\n讲完了[10:40]\n散会[10:50]", "约翰福音[3:16]\n马太福音[5:13]"),
         "a live report puts the minute behind every paragraph", "[甲]:\n大家好。\n[乙]:\n请问。\n谢谢。"),
    Rule("entity", _pattern(SPACE_ENTITY, "&"), ("同志们&amp;amp;nbsp;:",),
         ("AT&T;&gt;",), "spaces written as entities, once or more often escaped", "同志们:"),
    Rule("tag", _pattern(TAG, "<"), ("<strong>一、</strong>要<p class='a'>重视",),
         ("1<2,<规定>第三条<br>",), "tags that only style a part of a line", "一、要重视"),
)
PICTURES = "".join(map(chr, (*range(0x2600, 0x27C0), *range(0x1F000, 0x1FB00))))
NEEDS = {
    "list_sign": LIST_SIGNS, "invisible": INVISIBLES, "pinyin": LATIN, "page_mark": "-—–－页版1・", "picture": PICTURES,
    "live_stamp": "[", "styled": STYLED, "note_mark": "[〔［",
}
"""Of rules that are slow: characters without any of which there is none."""
