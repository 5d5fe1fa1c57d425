"""A line in; out, where the title that begins it ends, and where what stands behind it ends: dates, names, subtitles; where a
title that stands above is printed again in it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.lines.furniture import is_blurb
from pipeline.lines.speakers import is_office, is_speaker
from pipeline.lines.titles import STRONG, read_paper, read_title
from pipeline.lines.wording import PAGE_HEAD, squeeze
from pipeline.speeches.glued import (
    GLUED_KIND,
    GOES_ON,
    GREETS,
    LED,
    NAMED_DATE,
    NUMBERED,
    SHORT_TITLE,
    SPACING,
    STOPPED,
    opens_title,
    rest_of,
    title_cuts,
)
from pipeline.text.characters import HAN, IS_HAN, NUMERALS
from pipeline.text.dates import YEAR
from pipeline.text.greetings import salutation_end
from pipeline.text.records import Line

NAMED = re.compile(
    rf"(?P<sign>(?:{NUMBERED.pattern}|[0-9]{{1,2}}[.．、]|[(（]?[{NUMERALS}]{{1,3}}[)）、]|[★■▶◆●]\s*)?)"
    rf"(?:在|[{HAN}]{{2,16}}?(?:会议|大会|会))[^。！？；，,:：\n]{{0,40}}?(?:{STRONG})(?:材料|稿)?(?:\s?[0-9]{{1,2}}|[(（][^)）]{{1,4}}[)）])?"
)
# a title before the dash of its occasion
REPORT = re.compile(
    rf"[^。！？；，,:：\n]{{2,60}}?(?:{STRONG}|报告)(?:稿|全文)?(?:"
    rf"(?=[ \u3000]?(?:——|--|－－|━━|――)\s?(?:{YEAR}|在))|(?=[ \u3000]+{YEAR}\s?[0-9]{{1,2}}月[0-9]{{1,2}}日))"
)
SUBTITLED = re.compile(rf"\s*(?:——|下面是|以下是|[(（〔]\s*{YEAR}|{YEAR})")
SPACED_YEAR = re.compile(rf"[{HAN}] [0-9xX×*]+ 年|[0-9xX×*] [年月日]")
SPACED_TITLE = re.compile(rf"[^。！？；，,:：\n ]{{4,40}}?(?:{STRONG})(?:稿|材料)?(?=[ \u3000]+[{HAN}])")
LONG_TEXT = 80  # code points behind a title on its line: a text, whatever it begins with
TITLE_LABEL = re.compile(r"(?:(?:(?:文章|原)?标题|收藏|资源描述)[:：]|文献题名[:： ]|附件(?=[在关]))\s*")
LONGER = re.compile(rf"\s*(?:[篇第(（【〔{NUMERALS}0-9]|[^{HAN}]*$)")  # a number or a date that belongs to the title, no words
TEMPLATE, LEAST_TITLE, MOST_TITLE, BEFORE = 6, 8, 60, 4  # code points: what tells a title; one that text follows; who before it
DAY = re.compile("[0-9][年月日届]$")
BETWEEN_PRINTS, DIGITS = re.compile(r"\s*(?:[0-9]{4}\s)?\s*"), frozenset("0123456789")  # between two prints: 致辞 2031 致辞 1
CONTEST = re.compile("比赛|大赛|竞赛|赛|活动|大会|会|节|征文")  # 演讲比赛: no title ends before it
WORDS_OF_NAMES = ("中班", "中学", "中国", "中小", "中心", "中共", "中央", "中职", "中华", "上海")  # with which a title may begin
NAMED_ON = re.compile(  # what a title may have behind a kind of speech: 致辞只说标题太暖心篇一, …十五篇(精选)
    rf"[{HAN}“”]{{2,24}}?(?:篇[{NUMERALS}0-9]{{1,3}}|[{NUMERALS}0-9]{{1,3}}篇(?:[(（][^()（）]{{1,8}}[)）])?)$"
)
LONGEST_BLURB = 160  # code points of what the site says before a title
LEAST_KNOWN, PRINTS = 6, 120  # code points: of a title that stands again; in which a title may be printed several times


def cuts_of_head(text: str, start: int, end: int) -> Iterator[int]:
    """Where the title that begins the line ends, and where the date and name behind it end."""
    if text[start] in "(（" and (dated := NAMED_DATE.match(text, start, end)):
        behind = dated.end() + len(text[dated.end():end]) - len(text[dated.end():end].lstrip())
        return iter([behind] if salutation_end(text[behind:min(end, behind + 100)]) else [])
    prefix = NUMBERED.match(text, start, end)
    cuts: list[int] = []
    for kind in GLUED_KIND.finditer(text, start, min(end, start + 90)):
        if STOPPED.search(text, prefix.end() if prefix and prefix.end() <= kind.start() else start, kind.start()):
            break
        office = end - kind.end() > 2 and is_office(text[kind.end():end])  # 主持词县委常委、县长
        cuts = [kind.end()] if office else list(title_cuts(text, kind, end)) or cuts
    return iter(cuts or list(cuts_of_greeting(text, start, end)) or cuts_of_name(text, start, end))


def cuts_of_name(text: str, start: int, end: int) -> Iterator[int]:
    """Where the subtitle, the date or a long text begins behind a name of a speech that begins the line.

    >>> [list(cuts_of_name(line, 0, len(line))) for line in ("在植树会上的讲话——2031年在甲县", "在植树会上的讲话很短")]
    [[8], []]
    """
    if reported := REPORT.match(text, start, end):
        yield reported.end()
        return
    spaced = SPACED_TITLE.match(text, start, end)
    if spaced and end - spaced.end() >= LONG_TEXT:
        yield spaced.end()
        return
    named = NAMED.match(text, start, end)
    if named is None or named.end() >= end or text[named.end()] in GOES_ON:
        return
    long = end - named.end() >= (40 if named["sign"] else 80)
    if long or SUBTITLED.match(text, named.end(), end):
        yield named.end()


def cuts_of_greeting(text: str, start: int, end: int) -> Iterator[int]:
    """Where a greeting begins behind a title that has a number, or behind any title that a space parts from it.

    >>> [list(cuts_of_greeting(line, 0, len(line))) for line in ("【篇二】同志们:", "述职报告 各位代表:", "听取报告的各位代表:")]
    [[4], [5], []]
    """
    near = min(end, start + 165)
    if text.find(":", start, near) < 0 and text.find("：", start, near) < 0:
        return
    for greets in GREETS.finditer(text, start + 2, min(end, start + 75)):
        begin = greets.start()
        words = squeeze(text[start:begin]) if salutation_end(text[begin:min(end, begin + 100)]) else ""
        if words and words[-1] in "!！。" and is_blurb(words):
            yield begin
            return
        title = (read_title(words) or read_paper(words)) if words else None
        parted = text[begin - 1].isspace() or text[begin - 1] in "】》"
        if title and (title.shape or (parted and not STOPPED.search(text, start, begin))):
            yield begin
            return


def cuts_of_page_head(text: str, start: int, end: int) -> Iterator[int]:
    """The cuts between the short stretches that spaces part at the beginning of a page on one line."""
    position = start
    for gap in SPACING.finditer(text, start, min(end, start + 600)):
        stopped = text[gap.start() - 1] in "。！？!?，,"
        if SPACED_YEAR.match(text, gap.start() - 1, end) or numbers_title(text, gap.end(), end):
            continue  # 在县 2024 年的会上; 第一篇 在植树会上的讲话
        if gap.start() - position > 80 or stopped or salutation_end(text[position:min(end, position + 100)]):
            return
        label = TITLE_LABEL.match(text, gap.end(), end)
        yield from [gap.end(), label.end()] if label else [gap.end()]
        position = gap.end()


def numbers_title(text: str, stop: int, end: int) -> bool:
    """Whether a number of a compilation ends there, and its title follows."""
    return LED.search(text, max(0, stop - 12), stop) is not None and opens_title(text, stop, end)


def find_template(text: str, start: int, end: int) -> int | None:
    """Where a title of the page's head is printed again behind itself, glued: 讲话稿(2篇)讲话稿(一)同志们:

    >>> find_template("植树节讲话稿(2篇)植树节讲话稿(一)同志们:", 0, 23)
    10
    """
    again = text.find(text[start:start + TEMPLATE], start + TEMPLATE, min(end, start + 90)) if end - start > 2 * TEMPLATE else -1
    if again < 0 or STOPPED.search(text, start, again) or not IS_HAN.search(text[start:start + TEMPLATE]):
        return None
    led = LED.search(text, max(start, again - 12), again)
    return led.start() if led else again


def find_repeat(text: str, above: Sequence[Line], line: Line) -> int | None:
    r"""Where a title ends that stands above on a line of its own, and again at the beginning of this line, glued to what follows.

    >>> text = "在植树会上的讲话\n在植树会上的讲话 制定机关:县政府"
    >>> find_repeat(text, [Line(0, 8)], Line(9, len(text)))
    17
    """
    for title in above:
        words = text[title.start:title.end]
        if not LEAST_TITLE <= len(words) <= MOST_TITLE:
            continue
        begin = text.find(words[:LEAST_TITLE], line.start, line.start + LEAST_TITLE + BEFORE)  # 市长 may stand before it
        stop = spaced_end(text, begin, line.end, words) if begin >= 0 else line.end
        if stop < line.end:
            long = line.end - stop > SHORT_TITLE and text[stop] not in GOES_ON
            stopped = STOPPED.search(words) and not salutation_end(text[stop:min(line.end, stop + SHORT_TITLE)].lstrip())
            if (long or text[stop].isspace()) and not (stopped or LONGER.match(text[stop:line.end])):
                return stop
    return None


def find_variants(text: str, start: int, end: int) -> list[int]:
    """Where the last of several titles of one speech begins that are glued to one another at the line's beginning, and where it
    ends: each ends in a kind of speech, and is made of words of the one before it.

    >>> line = "村里植树节讲话稿植树节发言稿本篇写得清楚:各位乡亲"
    >>> [line[cut:cut + 6] for cut in find_variants(line, 0, len(line))]
    ['植树节发言稿', '本篇写得清楚']
    """
    found: list[int] = []
    kinds = (kind for kind in GLUED_KIND.finditer(text, start, min(end, start + PRINTS)) if "篇" not in kind[0])
    stops = [(kind.start(), rest_of(text, kind, end)[0]) for kind in kinds if kind[0][-1] not in DIGITS]
    begun = start
    for (upper, stop), (lower, following) in pairwise(stops):
        begin = BETWEEN_PRINTS.match(text, stop).end()  # type: ignore[union-attr]
        split = text[begin - 1].isdigit() and text[begin].isdigit()  # the year of the second
        mention = text[begin] in GOES_ON and not text.startswith(WORDS_OF_NAMES, begin)
        if STOPPED.search(text, start, lower) or begin >= lower or mention or split or CONTEST.match(text, begin):
            return found
        first, words = ({*map("".join, pairwise(squeeze(one)))} for one in (text[begun:upper], text[begin:lower]))
        begun = begin
        alike = 2 * len(first & words) >= min(len(first), len(words))
        if NAMED_ON.match(text, following, end):
            return []  # the title goes on up to its number
        if alike and following - begin >= LEAST_KNOWN and end - following > LEAST_TITLE and text[following] not in GOES_ON:
            found = [begin, following]
    return found


def find_behind_blurb(text: str, above: Sequence[Line], line: Line) -> list[int]:
    r"""Where a title that stands above, or begins the line, is printed again behind what the site says of samples, and its end.

    >>> text = "植树节致辞稿\n下面是小编整理的植树节致辞稿,仅供参考。 植树节致辞稿 今天种树。"
    >>> [text[cut:cut + 6] for cut in find_behind_blurb(text, [Line(0, 6)], Line(7, len(text)))]
    ['植树节致辞稿', ' 今天种树。']
    """
    near = min(line.end, line.start + PAGE_HEAD)
    first = Line(line.start, max(line.start, text.find(" ", line.start, line.start + MOST_TITLE)))
    for title in (*above, first):
        words = text[title.start:title.end]
        begin = text.find(f"。 {words} ", line.start, near) if LEAST_KNOWN <= len(words) <= MOST_TITLE else -1
        if begin >= 0 and is_blurb(text[max(line.start, begin - LONGEST_BLURB):begin + 1]):
            return [begin + 2, begin + 2 + len(words)]
    return []


def spaced_end(text: str, start: int, end: int, words: str) -> int:
    """Where the words end that begin there, spaces between their characters left out of account; the end when others stand there.

    >>> spaced_end("绷紧 弦守好节 同志们", 0, 11, "绷紧弦守好节"), spaced_end("绷紧弦过好节", 0, 6, "绷紧弦守好节")
    (7, 6)
    """
    for character in words.replace(" ", "").replace("\u3000", ""):
        while start < end and text[start] in " \u3000":
            start += 1
        if start >= end or text[start] != character:
            return end
        start += 1
    return start


def find_behind(text: str, above: Sequence[Line], line: Line) -> int | None:
    r"""Where a title begins behind a space, at the end of the line, with which a line above begins: buttons stand before it.

    >>> text = "在植树会上的讲话--某某网\n树苗 一对 在植树会上的讲话"
    >>> find_behind(text, [Line(0, 13)], Line(14, len(text)))
    20
    """
    begin = max(text.rfind(space, line.start, line.end) for space in " \u3000") + 1
    words, before = text[begin:line.end], text[line.start:begin].strip()
    title = read_title(words) if begin > line.start and LEAST_KNOWN <= len(words) <= MOST_TITLE else None
    belongs = LED.search(text, line.start, begin) or DAY.search(before) or is_speaker(before)  # its number, its day, who spoke
    named = title is not None and title.kind == "strong" and not (title.shape or belongs)
    return begin if named and any(text.startswith(words, one.start, one.end) for one in above) else None
