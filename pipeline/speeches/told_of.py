"""A page in; out, the lines in which others than the speaker say that his words follow."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.lines.furniture import is_blurb
from pipeline.lines.speakers import is_speaker, is_written_to
from pipeline.lines.wording import EDITOR, FULL_TEXT, NOTE, SHORT, WHOLE_TEXT
from pipeline.speeches.ends import QUOTED_WORDS, speaks
from pipeline.speeches.likeness import labels_greeting
from pipeline.speeches.page import HEAD_LINES, Page, shares_line
from pipeline.text.addresses import find_address
from pipeline.text.characters import HAN, NUMERALS
from pipeline.text.markers import begins_with_marker

LEAD_LINES = 12  # pieces above 「全文如下：」 that may tell of the speech
OF_HIMSELF = re.compile("现[将把就].{0,40}如下|我[们村县市校院局镇乡厂所]|我的|本人|个人")
OF_ANOTHER = re.compile("(?:[他她]|[是为][^我们，]{2,4})的(?:获奖)?感言|[特现]予刊")
FOR_OTHERS = re.compile("由我(?!精心|细心|为)|我代表(?!团)")
# Words that a speaker may say, too: 下面是一点分享：
SAID_BY_BOTH, WHOLE = re.compile("下面|感言|分享|公开信|现[将把予]|特予"), re.compile("全文|实录")
TOLD_OF = re.compile(rf"[0-9{NUMERALS}][月日]|日前|近日|[昨今]天|[本日]报|举[行办]|召开|出席|获得|讯|消息|范文|欢迎阅读")
SAYS_ME = re.compile("我(?![县市省校国区镇院局厂队乡村党军们])|咱|同志们|同学们")
OF_TEXTS = re.compile("重[读温]|分享[^。]{0,20}[稿词文]|刊[登载发]|编者|转载|抄录|整理")
READ_OUT = re.compile("(?:[封家书的]信|遗书|纸条|条文|经文|留言|日记|家书|碑文|祖训|家训)[中里]?的?(?:原文|全文|内容|实录)")
CLAUSE, VERSE, DIGIT = re.compile("[，,；;。]"), frozenset(range(4, 10)), re.compile("[0-9]")  # code points of a clause
LONGEST_VERSE, BEGINNING = 40, 60  # code points
TELLS = re.compile(
    rf"[讲稿写演致网文图本篇改~～0-9]|[{NUMERALS}][月日]|参考|看看|记者|出席|举行|召开|简介|提要|导读|^[^，,。]{{2,6}}[:：]"
)
OF_SUBJECT = re.compile("我.{0,8}(?:演讲|讲话|发言)的?(?:题目|主题|课题)(?:是|为|叫)")
MADE = re.compile("制[定订](?:以下|如下|本)(?:规定|意见|办法|制度|守则|细则|条例|章程)[:：。]$")
OF_PRINT = re.compile("讲话|演讲|发言|报告|本文|作者|刊[发登载]|发表|选登")
ATTACHED = re.compile("附(?:件|录|全文)?[:：]?")
EDITORIAL = re.compile("[【\\[(（]?编者(?:按|的话)[】\\])）]?[:：]?")
NUMBERED_VERSE = re.compile("[0-9]{1,3}[:：][0-9]{1,3}\\s+\\S{6}")
HEADLINED = re.compile(rf"(?P<who>[{HAN}·]{{2,8}})[:：](?=[^：:。]{{4,40}}$)")
HOSTED = re.compile("(?:主持[词稿辞]|串联?词|司仪[词稿])[^，。]{0,8}$")  # of titles: who speaks next is announced


def find_leads(page: Page) -> list[int]:
    """The pieces of the page's beginning that say so, above its first greeting: what follows a greeting is the speaker's.

    >>> from pipeline.speeches.page import read_page
    >>> from pipeline.text.records import Line
    >>> page = read_page("3月2日植树会召开。以下是讲话全文：\\n树要浇水。", [Line(0, 19), Line(20, 25)])
    >>> find_leads(page)
    [0]
    """
    greeted = min(page.greetings, default=len(page.lines))
    return [index for index in says_so(page, min(greeted, LEAD_LINES + 8)) if not is_his(page, index, bool(page.greetings))]


def says_so(page: Page, end: int) -> Iterator[int]:
    """The pieces above one whose words say that a whole text follows."""
    for index, line in enumerate(page.lines[:end]):
        said = index not in page.chained and FULL_TEXT.search(line[-90:])
        if said and not (NOTE.match(line) or is_blurb(line) or begins_with_marker(line)):
            yield index


def is_his(page: Page, index: int, greets: bool) -> bool:
    """Whether it is the speaker who says that something follows: of himself, or what he reads out, or whom he announces."""
    line, above = page.lines[index], range(max(0, index - LEAD_LINES), index)
    if labels_greeting(page, index) or tells_of_himself(line):
        return True
    told = [page.lines[at] for at in above if page.running[at]]
    spoken = any(speaks(one) for one in told if not TOLD_OF.search(one))
    titles = [page.lines[at] for at in above if at in page.titles and page.rows[at] is None]
    known = any(map(TOLD_OF.search, (line, *told)))
    if any(map(HOSTED.search, titles[-2:])) and not (known and WHOLE.search(line)):
        return True
    if READ_OUT.search(line) and not any("信" in title for title in titles) and (spoken or not known):
        return True
    if greets or WHOLE.search(line[-90:]) or OF_ANOTHER.search(line) or not SAID_BY_BOTH.search(line[-90:]):
        return False
    return spoken or not known


def tells_of_himself(line: str) -> bool:
    """Whether the speaker says that something follows which is no speech.

    >>> tells_of_himself("现将有关工作总结如下："), tells_of_himself("现将讲话全文刊登如下：")
    (True, False)
    """
    own = OF_HIMSELF.search(line[-60:]) is not None and WHOLE_TEXT.search(line[-30:]) is None
    return own or FOR_OTHERS.search(line[-60:]) is not None


def tells(line: str) -> bool:
    """Whether a line above a greeting may tell of the speech; it does not when it is a verse, a motto or a question.

    >>> tells("3月2日，植树节演讲比赛在石桥举行。"), tells("月老牵线，红烛高照。")
    (True, False)
    """
    return len(line) > LONGEST_VERSE or line[-1] in "？?" or TELLS.search(line) is not None


def tell_of(page: Page, closings: Sequence[bool]) -> Iterator[tuple[str, Iterable[int]]]:
    """The signs that what is said above a greeting shows, each with its pieces."""
    yield "somebody speaks", find_speaking(page)
    yield "editor's note", find_editorial(page)
    yield "numbered verse", (index for index in page.titles if NUMBERED_VERSE.match(page.lines[index]))
    yield "of a regulation", find_regulation(page)
    yield "whole speech", find_whole(page, closings)
    yield "above an attached speech", find_above_attached(page)
    yield "names his subject", find_subjects(page)
    yield "above the second", find_first_of_several(page)


def find_speaking(page: Page) -> Iterator[int]:
    """The running text above the first greeting, or of the page's beginning, in which somebody speaks for himself."""
    for index in range(min(len(page.lines), *page.greetings, *page.hails, HEAD_LINES)):
        line = page.lines[index]
        noted = index > 0 and EDITOR.match(page.lines[index - 1]) and shares_line(page, index)
        if page.running[index] and speaks_up(line) and not (noted or is_blurb(line)):
            yield index


def find_editorial(page: Page) -> Iterator[int]:
    """The paragraphs of the page's beginning under a line that is an editor's label and no more."""
    for index in range(1, min(len(page.lines), HEAD_LINES)):
        line = page.lines[index]
        if page.running[index] and EDITORIAL.fullmatch(page.lines[index - 1]) and OF_PRINT.search(line) and not speaks_up(line):
            yield index


def find_subjects(page: Page) -> Iterator[int]:
    """The lines in which the speaker says what he speaks of, but for a page's title and what stands over a greeting."""
    for index in page.titles:
        if OF_SUBJECT.search(page.lines[index]) and index != page.page_title and index + 1 not in page.greetings:
            yield index


def find_whole(page: Page, closings: Sequence[bool]) -> Iterator[int]:
    """The paragraphs that begin with a greeting and end with thanks."""
    for index in sorted(page.greetings | page.hails):
        if closings[index] and page.running[index] and len(page.lines[index]) > SHORT:
            yield index


def find_regulation(page: Page) -> range:
    """The pieces above the first greeting that are a regulation: the paragraph that says that it was made, and its articles."""
    greeted = min((len(page.lines), *page.greetings, *page.hails))
    named = any(page.titles[at].kind for at in page.titles if at < greeted) and not page.several
    paragraphs = (index for index in range(0 if named else greeted) if page.running[index] and MADE.search(page.lines[index]))
    made = next(paragraphs, greeted)
    said = (line for line, runs in zip(page.lines[:made + 1], page.running, strict=False) if runs and not is_blurb(line))
    if any(map(SAYS_ME.search, said)):
        return range(0)
    articles = [index for index in range(made + 1, greeted) if begins_with_marker(page.lines[index])]
    return range(made, articles[-1] + 1) if articles and greeted < len(page.lines) else range(0)


def find_above_attached(page: Page) -> range:
    """The pieces above 附： and the titled speech that it attaches: news of it, in which nobody speaks for himself."""
    greeted = min((len(page.lines), *page.greetings, *page.hails))
    title = page.titles.get(greeted - 1)
    attached = title is not None and title.kind == "strong" and ATTACHED.fullmatch(page.line(greeted - 2)) is not None
    above = [page.lines[at] for at in range(greeted - 2 if attached else 0) if page.running[at]]
    named = any(page.titles[at].kind for at in page.titles if at < greeted - 2)
    told = any(map(TOLD_OF.search, above)) and not (named or any(map(speaks, above)))
    return range(greeted - 2 if told and greeted < len(page.lines) else 0)


def find_first_of_several(page: Page) -> Iterator[int]:
    """The text under the name of a page of several speeches, where the numbers of their titles begin with two.

    >>> from itertools import accumulate
    >>> from pipeline.speeches.page import read_page
    >>> from pipeline.text.records import Line
    >>> lines = ["植树发言稿3篇", "树要浇水，也要松土。", "植树发言稿2", "同学们：", "好。", "植树发言稿3", "同学们：", "好。"]
    >>> ends = [*accumulate(len(line) + 1 for line in lines)]
    >>> pieces = [Line(end - len(line) - 1, end - 1) for line, end in zip(lines, ends, strict=True)]
    >>> list(find_first_of_several(read_page("\\n".join(lines), pieces)))
    [1]
    """
    numbers = [page.titles[index].number for index in sorted(page.chained)]
    if numbers and numbers == [*range(2, len(numbers) + 2)] and len(numbers) < (page.declared or 0):  # a page may break off
        texts = [index for index in range(min(page.chained)) if page.running[index] and not is_blurb(page.lines[index])]
        greeted = [index for index in texts if index in page.greetings or index in page.hails]
        yield from [*greeted, *texts][:1]


def speaks_up(line: str) -> bool:
    """Whether somebody speaks of himself or to many at the beginning of a line, other than in quotation marks.

    >>> speaks_up("今天我讲话的题目是种树。"), speaks_up("他说“我来种树”，就去了。")
    (True, False)
    """
    return OF_TEXTS.search(line) is None and SAYS_ME.search(QUOTED_WORDS.sub("", line[:BEGINNING])) is not None


def is_verse(line: str) -> bool:
    """Whether a line is made of clauses of one length, two or more.

    >>> is_verse("金秋送爽，丹桂飘香。"), is_verse("金秋送爽，今天开会。"), is_verse("修渠动员会召开，周县长讲话。")
    (True, True, False)
    """
    clauses = CLAUSE.split(line.rstrip("。！!；;"))
    return len(clauses) > 1 and {*map(len, clauses)}.issubset({len(clauses[0])} & VERSE) and not DIGIT.search(line)


def calls(page: Page, index: int) -> bool:
    """Whether the line names an audience and a colon follows: 主席：, or whom a letter is for: 县委："""
    if page.lines[index][-1] not in ":：":
        return False
    if is_written_to(page.lines[index]) and page.running[index + 1:index + 2] == [True]:
        above = [page.titles[at].kind for at in range(max(0, index - 3), index) if at in page.titles]
        return "strong" not in above and page.greetings.isdisjoint((index + 1, index + 2))
    return find_address(page.text, page.pieces[index:index + 1]) is not None


def heads_one_told_of(page: Page, index: int) -> bool:
    """Whether the line is the headline of a name that stands above, right over the greeting: 陆远舟：守住渠，也守住田."""
    found = HEADLINED.match(page.lines[index]) if index + 1 in page.greetings else None
    return found is not None and is_speaker(found["who"]) and any(found["who"] in line for line in page.lines[:index])
