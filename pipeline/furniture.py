"""A line in; out, what it is when it belongs to the site and not to a speech: navigation, byline, filler, footer …

A site's own line is one row of `ROWS`: the words it begins with, what the whole line looks like, why it is no speech, an
example, and a line that must not match. Rows with `begins` "" are looked for inside a line that holds `inside`.
"""

import re
from typing import NamedTuple


class Row(NamedTuple):
    """One shape of line. `reach`: line (itself), list (with the short lines after it), rest (all up to the next speech)."""

    kind: str
    reach: str
    begins: str
    pattern: str
    reason: str
    example: str
    counter: str


NAMED = r"\s*[:：]?\s*"
ROWS = (
    Row("navigation", "line", "首|主|网|網", r"(?:网站|網站)?(?:首页|首頁|主页)(?:\s*[>›»|/\-].{0,120}|[^。]{0,12})$", "breadcrumb", "首页 > 范文 > 正文", "首页刊登了这篇社论。"),
    Row("navigation", "line", "当|當|您|你|所|位", r"(?:(?:您|你)?(?:现在|現在|当前|當前)?的?(?:所在)?|当前|當前)位置\s*[:：].*$", "breadcrumb", "当前位置:范文>讲话", "当前位置很重要"),
    Row("navigation", "line", "上|下|前|后", r"(?:上|下|前|后)一(?:篇|页|頁|条|则)(?:文章)?(?:\s*[:：].{0,70}|\s+.{0,50}|)$", "pager", "上一篇:没有了", "上一篇章已经翻过"),
    Row("navigation", "line", "返", r"返回(?:列表|首页|目录|顶部|上一[页级])\s*$", "pager", "返回列表", "返回家乡"),
    Row("navigation", "list", "相|猜|大|热|熱|推|更|为|您|精|延|小|最|本|站", r"(?:(?:相关|相關)(?:范文|文章|内容|热词|信息|文档|资料|报道|報道|新闻)?(?:推荐|推薦|阅读|閱讀|链接|搜索|主题|文章|内容|报道|報道|新闻|专题)?|猜你(?:喜欢|喜歡|想看).{0,4}|大家(?:正在|都在|还在)(?:看|搜).{0,2}|(?:热门|熱門|推荐|推薦|最新|精选|精品|本类|站内)(?:推荐|推薦|文章|阅读|閱讀|范文|信息|专题|排行|文档|搜索)|更多(?:相关|精彩)?.{0,12}(?:推荐|文章|内容|范文|阅读)?|为您推荐|您可能(?:感兴趣|还喜欢).{0,8}|延伸阅读|小编(?:精心)?推荐.{0,4})" + NAMED + r"[>»]*$", "links that follow", "相关范文推荐", "相关工作要抓紧"),
    Row("navigation", "line", "换|换|下|打|全|收|加|还|減|减|大|中|小|字|【|分|扫|微|×|关|關|复|立|点|我|登|注|搜|展|查|阅|保|转|简|繁|投|顶|踩|赞|收|评|举|Q|T", r"(?:换一换|(?:立即|点击|免费)?下载(?:本文|文档|全文|word.{0,6})?|打印(?:本页|本文|文章)?|全屏|收藏(?:本文|本页|本站)?|加大|还原|减小|【?[字號号体]{2}\s*[:：].{0,24}|大\s*中\s*小|【(?:大|小|打印|收藏|关闭|以稿换稿).{0,20}|分享(?:到|至)?.{0,16}|扫一扫.{0,24}|微信扫.{0,30}|[×✕]+|(?:关闭|關閉)(?:窗口|本页)?|复制(?:链接|全文)?|点击(?:查看|加载|展开|下载|收藏).{0,16}|我要(?:投稿|纠错|评论|收藏).{0,6}|登录|注册|搜索|展开(?:全文|阅读全文)|查看(?:更多|全文)|阅读(?:全文|更多|原文)|保存(?:到.{0,8})?|转发|简体|繁体|投诉|顶|踩|点?赞|评论|举报|QQ(?:空间|好友)?|TOP)\s*$", "button", "关闭窗口", "关闭窗口期正在到来"),
    Row("byline", "line", "时|時|更|发|發|日|作|来|來|编|編|责|責|整|浏|瀏|阅|点|栏|欄|标|標|【|稿|撰|文|记|記|通|类|分|信|供|阅|本|原|图|圖|发", r"(?:时间|時間|日期|(?:更新|发布|發布|發佈|发表|录入|添加|创建|上传)(?:时间|時間|日期|于)|作者|来源|來源|稿源|(?:责任|責任|本期|本文|网络)?[编編][辑輯]|整理|浏览(?:次数|量)?|瀏覽|阅读(?:次数|量)?|点击(?:数|量)?|栏目|欄目|标签|標籤|标籤|发布人|发布者|稿件来源|撰稿人?|文章来源|记者|記者|通讯员|类别|分类|信息来源|供稿|原标题|图片来源)\s*[:：/].{0,110}$", "metadata of the page", "时间:2031-03-02 10:00:00 作者:小禾", "时间就是生命"),
    Row("byline", "line", "0|1|2", r"(?:[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?:\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?|[0-9]{1,2}-[0-9]{1,2}\s*\|)(?:\s.{0,40}|$)", "date stamp of the page", "2031-03-02 10:00", "2031年春耕工作回顾"),
    Row("byline", "line", "【|［|[", r"[【［\[](?:致[辞辭词詞]|讲话|講話|演讲|發言|发言|主持)(?:人|背景|时间|地点|场合|對象|对象|者|主题)[】］\]].{0,80}$", "card above a sample speech", "【致辞人】某镇镇长", "【致辞】"),
    Row("byline", "line", "(|（|图|本|新|资|记|<|!|摄", r"(?:<\s*/?\s*(?:figure|img|figcaption|div|p|br|span|a|table|tr|td|center|font|strong)\b.*|!\[.*|[(（]?(?:图为|资料图|摄影|图片|本报记者|新华社记者).{0,60}(?:摄|攝|图|圖)[)）。]?)$", "picture and its caption", "本报记者 某某 摄", "图为广大群众服务"),
    Row("filler", "line", "下|以|小|本|这|為|为|今|上|这|這", r"(?=.{0,40}(?:小编|小編|本站|文库|网友|(?:为|給|给|為)(?:大家|您|你).{0,6}(?:整理|收集|搜集|准备|準備|分享|带来|帶來|介绍|介紹|推荐)))(?=.{0,110}(?:参考|參考|帮助|幫助|借鉴|阅读|閱讀|查阅|喜欢|范文|看看|的全|收集|整理)).{6,120}$", "sentence of the site about the text", "下面是小编为大家整理的,供大家参考。", "下面我讲几点意见,供大家参考。"),
    Row("filler", "line", "…|.|-|—|【|[|(|（|。|*|=|全|仅|僅|剩|文|未|此", r"(?:[….·\-—\s*=]*(?:此处|此處|中间)?(?:隐藏|隱藏|省略)\s*[0-9]+\s*(?:个)?字.{0,30}|[(（【\[]?(?:未完[,，])?(?:全文|文章)共?(?:约)?\s*[0-9]+\s*字?.{0,60}|[(（]\s*(?:省略|略)(?:部分)?(?:段落|内容)?\s*[)）]|[.…·。*=\-_~]{2,}|[(（【]?(?:仅|僅|当前|还|剩余|未)(?:展示|显示|剩|读).{0,40}(?:字|%|页).{0,40})$", "elision of a preview", "……此处隐藏9000个字……", "隐藏在背后的原因是……"),
    Row("footer", "rest", "本|版|免|声|聲|特|V|v|C|c|©", r"(?:本(?:文|站|网|作品)(?:内容|標題|标题|链接|地址|网址|由|来自|所有|是中华人民共和国的|由互联网|仅代表)[^。]{0,60}|(?:版权|版權|免责|免責|特别|特別)?(?:声明|聲明)\s*[:：].{0,200}|版权所有.{0,60}|版權所有.{0,60}|本作品.{0,60}(?:公有领域|公有領域|属于)?|(?i:copyright).{0,80}|©.{0,80})$", "legal notice", "版权声明:本文由网友上传。", "本文件自发布之日起施行"),
    Row("footer", "rest", "用|网|發|发|全|评|最|网", r"(?:用户评论|网友评论|發表評論|发表评论|全部评论|最新评论|评论列表|网友留言)(?:\s*[(（].{0,40})?\s*[:：]?(?:\s*[(（]?以下评论.{0,40})?$", "comments", "用户评论", "用户评论很高"),
    Row("footer", "rest", "预|預|试|試|免", r"(?:预览|預覽|试读|試讀)(?:已)?(?:结束|結束)(?![语語词詞]).{0,80}$|免费获取全文.{0,60}$", "end of a preview", "预览结束,免费获取全文", "预览结束语的写法"),
    Row("footer", "line", "请|請|点|联|加|月|微|公|投|客|关|Q|电|邮|站|备|粤|京|沪|苏|浙|I", r"(?:请?点击.{0,30}|[请請]加入.{2,80}|联系(?:老师|客服|我们|电话)\s*[:：]?.{0,30}|加(?:微信|QQ).{0,30}|月費.{2,120}|微信(?:号|公众号).{0,40}|公众号\s*[:：].{0,30}|投稿(?:邮箱|信箱).{0,40}|客服(?:电话|QQ|微信).{0,40}|关注(?:我们|公众号).{0,30}|QQ群?\s*[:：].{0,30}|(?:电话|邮箱|邮编)\s*[:：].{0,40}|站长统计|备案号.{0,40}|[粤京沪苏浙]ICP备.{0,30}|ICP.{0,40})$", "the site's own call", "公众号:植树网", "公众号越办越好"),
    Row("footer", "line", "《|（|(", r"(?:《\s*[^》]{2,14}(?:日报|日報|报|報|求是|杂志|月刊)\s*》)?\s*[(（].{4,30}第?\s*[0-9]{1,2}\s*版\s*[)）]$|[(（](?:责任|責任|责|責)?[编編][辑輯]?\s*[:：].{1,20}[)）]$|[(（](?:来源|來源|稿源|图片来源)\s*[:：].{1,30}[)）]$", "where it was printed", "（责编:某某）", "（第3版面向群众）"),
    Row("footer", "line", "h|w|H|W", r"(?:https?://|www\.)\S+\s*$", "address", "www.example.cn", "www是万维网的意思"),
    Row("footer", "line", "", r"^[^。\n]{0,60}\.(?:docx?|pdf|txt|wps|rar)\s*$", "file name", "植树节讲话.docx", "文件名里有点"),
    Row("glossary", "rest", "名|《|附|有|相|词|詞|部|专|專|本", r"(?:附\s*[:：件]?\s*)?(?:《[^》]{2,20}》)?(?:有关|有關|部分|相关|相關|专业|专有|本报告)?(?:名词|名詞|词语|术语|用语|词汇)(?:解释|解釋|注释|注釋|说明|說明)\s*[:：]?$", "explanations after the end", "名词解释", "名词解释权"),
    Row("footnote", "rest", "注|註|【|脚|参|參|·", r"(?:[【\[·]?\s*(?:注\s*释|註\s*釋|注\s*解|脚\s*注|尾\s*注|参考文献|參考文獻)\s*[】\]]?\s*[:：]?)$", "notes after the end", "注　释", "注释要准确"),
    Row("footnote", "line", "〔|[|［|【", r"[〔\[［][0-9０-９]{1,3}[〕\]］]\s*\S.*$", "a note", "〔3〕见本书第五页。", "〔三〕"),
    Row("attachment", "rest", "附", r"附\s*(?:件|表|录|錄)?\s*[0-9一二三四五六七八九十]{0,2}\s*[:：]?(?:\s*[^。，]{0,30})?$", "attached papers after the end", "附件1", "附近的群众都来了。"),
)
INSIDE = re.compile(r"小编|小編|范文网|范文網|仅供参考|僅供參考|供大家参考|欢迎阅读|歡迎閱讀|希望(?:能够|能)?(?:对|對|帮助|给|給)|演讲稿(?:范文|的格式|是)|讲话稿(?:的使用|是|具有)|阅读与收藏|欢迎(?:大家)?(?:阅读|查阅|借鉴)|感谢您的(?:阅读|观看)")
FILE_NAME = re.compile(r"\.(?:docx?|pdf|txt|wps|rar)\s*$")
PAGE_MARK = re.compile(r"(?:-\s*)?(?:[0-9]{1,4}|第\s*[0-9]+\s*[页頁].{0,12})\s*-?$")


def rows_by_character() -> dict[str, list[tuple[Row, re.Pattern[str]]]]:
    """The rows a line can match, by its first character."""
    table: dict[str, list[tuple[Row, re.Pattern[str]]]] = {}
    for row in ROWS:
        compiled = re.compile(row.pattern)
        for character in dict.fromkeys(row.begins.replace("|", "")):
            table.setdefault(character, []).append((row, compiled))
    return table


BY_CHARACTER = rows_by_character()


def read_furniture(line: str) -> Row | None:
    """The row that the line matches, None when it may be running text. Longer than 240 characters nothing is furniture.

    >>> read_furniture("相关推荐:").kind, read_furniture("相关工作要抓紧")
    ('navigation', None)
    """
    for row, pattern in BY_CHARACTER.get(line[0], ()):
        if pattern.match(line):
            return row
    return FILE_ROW if FILE_NAME.search(line) and FILE_PATTERN.match(line) else None


FILE_ROW = next(row for row in ROWS if row.reason == "file name")
FILE_PATTERN = re.compile(FILE_ROW.pattern)


def is_blurb(line: str) -> bool:
    """Whether a paragraph above the first speech speaks of samples and of the site.

    >>> is_blurb("讲话稿的使用越来越频繁,下面是小编整理的范文,欢迎阅读。"), is_blurb("今天我们开会部署春耕。")
    (True, False)
    """
    return INSIDE.search(line) is not None
