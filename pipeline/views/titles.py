"""The title of a speech in; out, what of it is said in a prompt: no number in a compilation, none of a site's words.

Looked at are a few characters of either end, a few times: what sites add is short.
"""

import re
from functools import lru_cache

from pipeline.lines.titles import NUMBER, SAMPLE, STRONG, WEAK, read_title
from pipeline.text.characters import NUMERALS
from pipeline.text.folding import fold

ROUNDS, END, LONGEST_TITLE = 4, 48, 200  # looks at a title; code points at its end that are looked at; of a title that is
BUTTONS = "复制链接|附图/短片|附图|短片|视频|打印|收藏"
SERVED = f"{BUTTONS}|图文|全文|通用|精选|优秀|推荐|最新|热门|完整版?|可编辑|实用"
CRUMB = re.compile(  # 首页 > 文档 >
    r"(?:(?:首页|主页|文档|范文|公文|当前位置|您现在的位置)(?:网|大全|是)?[ \u3000>»›/|:：-]{1,6}){1,6}|"
    r"[0-9]{1,2}[、.．][ \u3000]{0,4}(?=[^\W\d])"
)
KIND = re.compile(rf"(?:{STRONG}|{WEAK})(?:的?(?:稿件|稿子|稿|材料|提纲|要点))?")
ADDED = re.compile(  # what stands behind a kind of speech: 3120字范本, [复制链接], (精选), 篇三：
    rf"(?:[ \u3000]|的?(?:{SAMPLE}|{SERVED})(?:版|稿)?|[0-9]{{3,5}}字(?:以上|左右)?|篇[ \u3000]?{NUMBER}|"
    rf"[\[【(（](?:{SERVED}|{SAMPLE}|[0-9]{{3,5}}字){{1,3}}[\]】)）]|[:：])++$"
)
BUTTON = re.compile(
    rf"(?:[ \u3000]{{0,4}}[\[【(（](?:{BUTTONS})[\]】)）]|\.(?:docx?|pdf|txt|wps|html?))$", re.IGNORECASE
)
SEPARATES = frozenset(" \u3000:：、.．】]〗)）")  # what a number before a title ends with; not 第三篇章
NO_TITLE = frozenset(f"0123456789{NUMERALS}班号")  # what goes on with the number: 一、二年级, 3.15, (一)班
SIGNS = " \u3000*#_:：-—"


@lru_cache(1024)  # asked for with every section of a speech
def own_title(title: str) -> str:
    """The words of a title that are the speech's own.

    >>> own_title("第三篇：在植樹節上的講話"), own_title("讲话稿3120字范本"), own_title("首页 文档 镇长的讲话 [复制链接]")
    ('在植樹節上的講話', '讲话稿', '镇长的讲话')
    >>> own_title("珍惜水源讲话稿篇四："), own_title("篇2"), own_title("篇一:运动会开幕致辞")
    ('珍惜水源讲话稿', '', '运动会开幕致辞')
    >>> own_title("谈谈短视频"), own_title("3.15活动讲话稿"), own_title("一、二年级家长会发言稿")
    ('谈谈短视频', '3.15活动讲话稿', '一、二年级家长会发言稿')
    """
    words = " ".join(title.split("\n"))
    for _round in range(ROUNDS if len(words) <= LONGEST_TITLE else 0):
        cut = cut_number(cut_ends(words)).strip(SIGNS)
        if cut == words:
            break
        words = cut
    return words


def cut_ends(words: str) -> str:
    """The words without the crumbs before and what a site adds behind."""
    twin = fold(words)
    begin = crumb.end() if (crumb := CRUMB.match(twin)) else 0
    end = button.start() if (button := BUTTON.search(twin, max(begin, len(twin) - END))) else len(twin)
    kinds = [kind.end() for kind in KIND.finditer(twin, max(begin, len(twin) - END), end)]
    added = next((place for place in kinds if ADDED.match(twin, place, end)), end)
    return words[begin:added]


def cut_number(words: str) -> str:
    """The words without the number of a compilation."""
    twin = fold(words)
    read = read_title(twin)
    if read is None or read.number is None:
        return words
    at = twin.find(read.stem)
    if not read.stem:
        return "" if KIND.search(twin) is None else words
    if at > 0 and (twin[at - 1] not in SEPARATES or read.stem[0] in NO_TITLE):
        return words
    return words[at:at + len(read.stem)] if at >= 0 else words
