"""The text of a line in; out, where the words of the site begin and end inside it."""

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.text.characters import HAN
from pipeline.text.greetings import salutation_end

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
    r"更多[^。！？!?]{2,20}(?:推荐|请点击|请关注|请访问)[:：]?|本文来[源自]|转载请(?:注明|保留)|(?:相关|推荐)(?:文章|阅读)\s*[:：]|细心整理归纳|精选学习资料|以下为?关联文档|精品文档|共[0-9]{1,3}页|本文格式为|专[心注业][-—]"
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
OFFERS = r"[小看\[【点下本转相推细精以共专更]"  # what the words behind it begin with
SERVED = re.compile(rf"{BEHIND_STOP}(?={OFFERS})(?P<site>(?:{GLUED_BEHIND}).{{0,240}})$")
SERVED_FILE = re.compile(rf"{BEHIND_STOP}(?P<site>(?:[^。！？!?]{{0,40}}\.docx?\s*(?:下载|$)|{GLUED_BEHIND}).{{0,240}})$")
SPACES = " \t\r\x1f\u1680\u3000"
BEHIND_IT = OFFERS[1:-1] + SPACES
AMID = ("隐藏", "未完", "省略", "文章由", "文由")  # one of them is in all that `INSERTED` finds
GLUED_SITE = ("ww", "ht", *AMID, ".d", "侵", *(one + word for one in "。！？!?…”." for word in BEHIND_IT))
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
TO_MEMBERS = r"[。，,]?(?:开通)?(?:VIP|会员|下载|登录|付费)[^。，,\n]{0,10}?(?:可见|查看|可看|阅读)(?:全文)?"
INSERTED = re.compile(
    rf"(?:[….\-—*]+(?:此处|中间)?(?:隐藏|省略)|(?:此处|中间)隐藏)\s*[0-9]+\s*(?:个)?字(?:{TO_MEMBERS})?[^。，]{{0,10}}?(?:[….\-—*]+|(?=[^….\-—*])|$)|"
    r"[该此本](?:文章?|篇)由[^。！？，,\n我们]{0,20}(?:网|站|文库|小编|网友|会员|用户|www)[^。！？，,\n]{0,12}(?:整理|搜集|收集|提供|发布|编辑|原创)(?:[。.!！]|$)|"
    r"[….]*[(（【]未完[,，:：][^()（）]{0,160}[)）】]?$|[….]*\s*[(（][^()（）]{0,60}省略\s*[0-9]+\s*字[^()（）]{0,30}[)）][….]*"
)
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
# an editor's note, an abstract or praise of a sample that is glued to a title; a reporter's last words before what was said
PREFACE = r"[【\[]?(?:编者按|按语|编前语|导读|导语|核心提示|内容(?:简介|提要|摘要)|摘要)[】\]]?\s*[:：]"
PREFACED = re.compile(rf"{PREFACE}|本篇[^。！？]{{2,24}}(?:稿|讲话|致辞|发言)[,，]?来[自着]")
NOTE_STOP = re.compile(r"[。！？!?:：]\s*")
LED_IN = re.compile(
    r"(?:(?:以下|下面)(?:是|为)?[^。！？!?:：]{0,40}(?:全文|实录|讲话|演讲|演说|致[辞词]|发言|感言|公开信)(?:全文|内容)?\s*(?:(?P<sure>[:：])|。)|"
    r"(?<=[，,。])[^，。！？!?:：本]{0,16}(?:讲话|演讲|演说|致[辞词]|发言)(?:录音整理)?稿?(?:的?(?:全文|实录|主?要?内容))如下\s*[:：])\s*(?=\S)"
)
SPEAKER_SAYS = re.compile("我(?![国省州市县区镇乡村校院局所厂司])|大家")  # 下面是我的演讲内容：
LONGEST_PREFACE = 700  # code points
TAIL_DENSITY, LONGEST_TAIL, FOOT = 100, 700, 80  # code points: for each of them, of all, at a line's end that may be a footer


def cuts_of_site(text: str, start: int, end: int) -> Iterator[int]:
    """Where the site's words begin and end inside a line: an address, an elision, and at its end.

    >>> line = "渠修好了。……此处隐藏1200字……树种好了。"
    >>> [line[cut:] for cut in cuts_of_site(line, 0, len(line))]
    ['……此处隐藏1200字……树种好了。', '树种好了。']
    """
    if holds_address(text, start, end) and (found := ADVERTISED_BEHIND.search(text, max(start, end - 240), end)):
        yield found.start("site")
    if any(text.find(word, start, end) > 0 for word in AMID):
        for found in INSERTED.finditer(text, start, end):
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


def cuts_of_preface(text: str, start: int, end: int) -> Iterator[int]:
    """Where the greeting begins behind a preface that begins there.

    >>> line = "编者按:本文谈植树。详见:同志们:今天植树。"
    >>> [line[cut:] for cut in cuts_of_preface(line, 0, len(line))]
    ['同志们:今天植树。']
    """
    stops = NOTE_STOP.finditer(text, start, min(end, start + LONGEST_PREFACE)) if PREFACED.match(text, start, end) else ()
    yield from islice((at for at in (stop.end() for stop in stops) if salutation_end(text[at:min(end, at + 100)]) > 0), 1)


def cuts_of_lead(text: str, start: int, end: int) -> Iterator[int]:
    """Where what was said begins behind a reporter's words.

    >>> lines = "某报3月2日消息 植树会昨天开了。以下为发言实录: 树要浇水。", "会开了,以下是讲话录音整理全文。同志们:树要浇水。"
    >>> [line[cut:] for line in lines for cut in cuts_of_lead(line, 0, len(line))]
    ['树要浇水。', '同志们:树要浇水。']
    """
    for found in LED_IN.finditer(text, start, min(end, start + LONGEST_PREFACE)):
        if SPEAKER_SAYS.search(text, start, found.end()):
            return
        if found["sure"] or salutation_end(text[found.end():min(end, found.end() + 100)]) > 0:  # or he quotes another
            yield found.end()
            return
