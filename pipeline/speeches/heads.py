"""A line in; out, where the title that begins it ends, and where what stands behind it ends: dates, names, subtitles."""

import re
from collections.abc import Iterator

from pipeline.lines.furniture import is_blurb
from pipeline.lines.speakers import is_office
from pipeline.lines.titles import STRONG, read_paper, read_title
from pipeline.lines.wording import squeeze
from pipeline.speeches.glued import (
    GLUED_KIND,
    GOES_ON,
    GREETS,
    LED,
    NAMED_DATE,
    NUMBERED,
    SPACING,
    STOPPED,
    opens_title,
    title_cuts,
)
from pipeline.text.characters import HAN, NUMERALS
from pipeline.text.dates import YEAR
from pipeline.text.greetings import salutation_end

NAMED = re.compile(
    rf"(?P<sign>(?:{NUMBERED.pattern}|[0-9]{{1,2}}[.．、]|[(（]?[{NUMERALS}]{{1,3}}[)）、]|[★■▶◆●]\s*)?)"
    rf"(?:在|[{HAN}]{{2,16}}?(?:会议|大会|会))[^。！？；，,:：\n]{{0,40}}?(?:{STRONG})(?:材料|稿)?(?:\s?[0-9]{{1,2}}|[(（][^)）]{{1,4}}[)）])?"
)
# a title before the dash of its occasion
REPORT = re.compile(rf"[^。！？；，,:：\n]{{2,60}}?(?:{STRONG}|报告)(?:稿|全文)?(?=(?:——|--|－－|━━|――)\s?(?:{YEAR}|在))")
SUBTITLED = re.compile(rf"\s*(?:——|下面是|以下是|[(（〔]\s*{YEAR}|{YEAR})")
SPACED_YEAR = re.compile(rf"[{HAN}] [0-9xX×*]+ 年|[0-9xX×*] [年月日]")
SPACED_TITLE = re.compile(rf"[^。！？；，,:：\n ]{{4,40}}?(?:{STRONG})(?:稿|材料)?(?=[ \u3000]+[{HAN}])")
LONG_TEXT = 80  # code points behind a title on its line: a text, whatever it begins with
TITLE_LABEL = re.compile(r"(?:(?:(?:文章|原)?标题|收藏)[:：]|附件(?=[在关]))\s*")


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
