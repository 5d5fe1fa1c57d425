"""A line in; out, its signs by itself, whatever stands around it: what it says, how it ends, whose words it holds."""

import re
from collections.abc import Iterator

from pipeline.speeches.speakers import is_speaker
from pipeline.speeches.titles import OCCASION_TITLE, read_title
from pipeline.text.greetings import is_closing, is_date_line, is_source

SHORT = 70  # code points: no title is longer, no line of a site without a stop
LONG = 240  # code points: no line of the site is longer, whatever its words
OUTLINED = re.compile(r"[一二三四五六七八九十]{1,3}[\s是要则]")
NUMERAL = re.compile("[一二三四五六七八九十]{1,3}")  # over a greeting the number of a speech; elsewhere of a section
WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]")
PERSONS = ("尊敬", "各位", "亲爱", "敬爱", "親愛", "敬愛")
CHUNK = re.compile(r"^[0-9]{1,2}\s*[.．、]\s*")  # a document site numbers the pieces it shows
ADDRESS = re.compile(r"(?i:https?://|www\.|\.(?:com|cn|net|org)\b)")
STAMP = re.compile(r"[0-9]{1,2}\s*[:：時时点][0-9]{2}|星期[一二三四五六日天]|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
LABELS = "时间|時間|日期|地点|地點|主席|主持人?|记录|紀錄|出席|列席|周次|班级|年级|委员出席|委員出席"
TURN = re.compile(
    r"[\[【]?(?!时间|時間|日期|作者|来源|來源|地点|地點|编辑|責任|责任)[\u4e00-\u9fff·]{1,12}(?:[(（][^)）]{1,16}[)）])?[\]】]?\s*[:：]|"
    r"\[[\u4e00-\u9fff·]{2,8}\]"
)
CLOSED = re.compile(
    r"(?:^|[。！])[(（]?(?:散会|散會|休会|休會|完|掌声|掌聲|全文完|讲话完)[)）]?[。！]?$|"
    r"^[(（].{0,16}(?:记者|記者|通讯员|[^发]电|電|讯).{0,16}[)）]$"
)
NOTE = re.compile(
    r"(?P<one>1\s*[.．、](?![0-9])|①|[〔\[［]1[〕\]］]|[注註]\s*[一1]\s*[:：])|[0-9]{1,2}\s*[.．、]|[②-⑳]|"
    r"[〔\[［][0-9]{1,2}[〕\]］]|[注註]\s*[一二三四五六七八九十0-9]{1,3}\s*[:：]"
)
FULL_TEXT = re.compile(
    r"(?:全文|实录|實錄|原文|内容|內容)?(?:如下|為以下|为以下)\s*[:：]?$|"
    r"(?:以下|下面|下稿)(?:是|为|為|由).{0,60}(?:全文|发言|發言|讲话|講話|致辞|致辭|致词|致詞|演辭|演讲|演講|开场白|開場白|实录|"
    r"對話內容|对话内容|發出|原文)[^。]{0,12}[:：。]?\**$|"
    r"(?:全文|致辞|致詞|演说|演說|演讲|演講|讲话|講話)(?:全文)?\s*(?:[(（][^)）]{0,12}[)）])?[:：]$"
)
SITE_WORDS = re.compile(
    r"小编|小編|文档|文檔|本平台|退款|付款|在线阅读|在线查看|在线客服|权益|本站|本网|本網|文库|文庫|会员|會員|客服|下载|下載|登录|登錄|"
    r"注册|註冊|点击|點擊|收藏|打印|扫码|扫一扫|二维码|微信|公众号|范文|範文|欢迎阅读|歡迎閱讀|仅供参考|僅供參考|供参考|供大家|赏析|借鉴|"
    r"素材|查看全文|阅读全文|全文阅读|预览|預覽|代笔|代写|您需要|搜索|分享|版权|版權|侵权|侵權|转载|轉載|网站|網站|网址|網址|标签|標籤|"
    r"栏目|浏览|瀏覽|附件|相关|相關|上一|下一|返回|首页|首頁|更多|关闭|關閉|显示|[a-zA-Z]{2,}\.(?:com|cn|net)|网[,，]|网$|園地|园地|"
    r"发表于|發表於|楼主|电话|電話|作者|来源|來源|责编|责任编辑|订阅|訂閱|订户|訂戶|App|APP|博客|频道|頻道"
)
SIGNS = {
    "no words": re.compile(r"^[^\u4e00-\u9fffA-Za-z]+$"),
    "page mark": re.compile(r"^[-~—–－\s.第页頁/P共of]*[0-9]{1,4}[-~—–－\s第页頁/共0-9]*$"),
    "address": ADDRESS,
    "half bracket": re.compile(r"^[^【\[]*】|【[^】]*$|^[^「『]*」$"),
    "list sign": re.compile(r"^(?:[-•·●▪■◆►»>]|\d{1,2}-\d{1,2})\s*[^\s\d—-]"),
    "attached paper": re.compile(r"^[【《][^】》]{0,12}(?:文件|资料|資料|材料|附录)[】》]$"),
    "label": re.compile(rf"^(?:[\u4e00-\u9fff]\s{{1,4}}[\u4e00-\u9fff]\s+|(?:{LABELS})[^。]{{0,4}}\s*[:：\s])\S?"),
    "category": re.compile(r"^第[一二三四五六七八九十]{1,3}(?:部分|章|辑|輯|编|編|单元|類|类)[^。！？；，,]{0,30}$"),
}
EDITOR = re.compile(
    r"\**\s*(?:[【\[（(].{0,6}(?:导\s*读|導\s*讀|编者|編者)|編者按|编者按)|^\*\s*(?:这|這|本|此)|^【(?=.{40,}】$)"
)


def signs_of_line(line: str) -> Iterator[str]:
    """The signs that a line of at most `LONG` code points shows by its words."""
    for sign, pattern in SIGNS.items():
        if pattern.search(line):
            yield sign
    size = len(line)
    words = len(SITE_WORDS.findall(line))
    if words > 1 and 16 * words >= size:
        yield "site words"
    elif words and size <= min(24 * words, SHORT):
        yield "site word"
    if words > 3 and 30 * words >= size:
        yield "many site words"
    if line[-1] in ":：":
        yield "colon"
    elif line[-1] in "，,、；;":
        yield "comma"
    if is_subtitle(line):
        yield "subtitle"
    if is_speaker(line):
        yield "speaker"


def closing_signs(line: str) -> Iterator[str]:
    """Signs that a speech ends with the line.

    >>> list(closing_signs("谢谢大家!")), list(closing_signs("散会")), list(closing_signs("当前,任务很重。"))
    (['closing'], ['closing'], [])
    """
    if is_closing(line[-120:]) or CLOSED.search(line[-20:]):
        yield "closing" if len(line) <= SHORT else "closing words"
        if is_source(line):
            yield "source"


def is_subtitle(line: str) -> bool:
    """Whether the line tells the occasion under a title.

    >>> is_subtitle("——在春耕会上的讲话"), is_subtitle("——坚持种树")
    (True, False)
    """
    line = line.strip("*# ")
    if len(line) > SHORT or not line.startswith(("——", "--", "－－", "—", "――", "━━")):
        return False
    words = line.lstrip("—-－―━ ")
    title = read_title(words)
    if words and (words.startswith(("在", "于")) or is_date_line(words)):
        return True
    if title is None or title.kind != "weak":
        return title is not None and title.kind == "strong"
    return OCCASION_TITLE.search(title.stem) is not None


def ends_speech(line: str) -> bool:
    """Whether the line thanks for listening or says where the text is from: behind it another speech can begin untitled."""
    if len(line) >= 420:
        return False
    return is_source(line) or (len(line) < 60 and ("谢谢" in line or "謝謝" in line) and is_closing(line))


def squeeze(line: str) -> str:
    """The line without its spaces."""
    return line.replace(" ", "").replace("\u3000", "")
