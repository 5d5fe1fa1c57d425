"""The title of a speech in; out, what of it is said in a prompt: no number in a compilation, none of a site's words."""

import re

from pipeline.lines.titles import NUMBER, SAMPLE, read_title
from pipeline.text.folding import fold

SERVED = "复制链接|附图/短片|附图|短片|图文|视频|全文|通用|精选|优秀|推荐|最新|热门|完整版?|打印|收藏|可编辑|实用"
BEFORE = re.compile(  # 首页 > 文档 >
    r"(?:(?:首页|主页|文档|范文|公文|当前位置|您现在的位置)(?:(?:网|大全|是)?[ \u3000]*[>»›/|:：-]+[ \u3000]*|[ \u3000]+))+|"
    r"[0-9]{1,2}[、.．][ \u3000]*(?=[^\W\d])"
)
BEHIND = re.compile(  # 3120字范本, [复制链接], (精选), .doc, 篇三：
    rf"(?:[ \u3000]*(?:[0-9]{{3,5}}字(?:以上|左右)?)?"
    rf"(?:(?:{SAMPLE}|{SERVED})+(?:版|稿)?|[\[【(（](?:{SERVED}|{SAMPLE}|[0-9]+字)+[\]】)）]|"
    rf"\.(?:docx?|pdf|txt|wps|html?)|[0-9]{{3,5}}字|篇\s*{NUMBER}))+[:：]?$",
    re.IGNORECASE,
)
SIGNS = " \u3000*#_:：-—"


def own_title(title: str) -> str:
    """The words of a title that are the speech's own.

    >>> own_title("第三篇：在植樹節上的講話"), own_title("开学典礼讲话稿3120字范本"), own_title("首页 文档 镇长的讲话 [复制链接]")
    ('在植樹節上的講話', '开学典礼讲话稿', '镇长的讲话')
    >>> own_title("珍惜水源讲话稿篇四："), own_title("篇2"), own_title("篇一:运动会开幕致辞")
    ('珍惜水源讲话稿', '', '运动会开幕致辞')
    >>> own_title("在范文澜先生纪念会上的讲话全文"), own_title("十五篇文章之后")
    ('在范文澜先生纪念会上的讲话', '十五篇文章之后')
    """
    words, before = " ".join(title.split("\n")), ""
    while words != before:
        before, twin = words, fold(words)
        begin = begins.end() if (begins := BEFORE.match(twin)) else 0
        end = ends.start() if (ends := BEHIND.search(twin, begin)) else len(twin)
        read = read_title(twin[begin:end])
        if read and read.stem and read.number is not None:
            at = twin.find(read.stem, begin, end)
            begin, end = (at, at + len(read.stem)) if at >= 0 else (begin, end)
        words = words[begin:end].strip(SIGNS)
    return words
