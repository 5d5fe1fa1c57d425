"""The text of a long line in; out, where the titles inside it begin and end: pages whose breaks are lost, titles glued to text.

A title ends in the kind of a speech, or stands before a date in brackets. That it is a title and no mention is told by what
stands behind it (a number, a greeting, a blurb), by the number before it, or by its coming again on the page.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.speeches.furniture import is_blurb
from pipeline.speeches.lines import squeeze
from pipeline.speeches.titles import NUMBER, SAMPLE, STRONG, TAIL
from pipeline.text.characters import HAN, STOPS
from pipeline.text.dates import YEAR
from pipeline.text.greetings import salutation_end

SHORTEST_GLUED = 6  # code points of a title and its greeting: 篇一 同志们:
FIRST_LONG = 150  # code points from which the first line of a page may hold its head
SHORT_TITLE = 70  # code points: what follows a number in so short a line is its title
RECOGNISED = 8  # code points of a title that is known when it comes again
GREETED_WITHIN = 60  # code points between a title and its greeting: a date and a name
GREETED = r"(?=[ \u3000]*(?:各位|同志|尊敬的))"
# a paper (报告, 总结) only right before a greeting: 「听取工作报告。各位代表」 is no title
GLUED_KIND = re.compile(
    rf"{STRONG}|篇\s?{NUMBER}|范文\s?{NUMBER}|第\s?{NUMBER}\s?篇|"
    rf"报告{GREETED}|总结{GREETED}|汇报{GREETED}|"
    r"主[ \u3000]持[ \u3000]词|讲[ \u3000]话(?:[ \u3000]稿)?|发[ \u3000]言(?:[ \u3000]稿)?|致[ \u3000][辞词]"
)
NUMBERED = re.compile(rf"(?:第\s?{NUMBER}\s?篇|[【\[](?:第|篇)?\s?{NUMBER}\s?篇?[】\]]|(?:篇|范文)\s?{NUMBER})\s*[:：]?")
LED = re.compile(rf"(?:{NUMBERED.pattern})[ \u3000]*$")
REST = re.compile(
    rf"(?:的?(?:{TAIL}))*\s*(?P<sized>[0-9]{{3,5}}字(?:{TAIL})?)?(?:\s*[(（【][^)）】]{{1,10}}篇[)）】])?"
    rf"(?P<number>\s*[:：]?(?:(?:篇|{SAMPLE}|第|之|[-—_－])\s*|(?<![)）】])){NUMBER}(?:(?![、.．0-9年月日个是])|(?=[12][0-9]{{3}}年|[1-9]0年))篇?|\s*[(（【]\s*(?:第|篇)?\s*{NUMBER}\s*篇?[)）】])?[:：]?"
)
NAMED_DATE = re.compile(rf"\s*[(（]\s*{YEAR}[^)）]{{2,30}}[)）](?:\s*[{HAN}]{{2,4}}(?=\s{{2,}}|\u3000|$))?")
# a title's date
TITLE_DATE = re.compile(
    rf"[*＊]?\s*[(（〔]\s*{YEAR}[^()（）〔〕。，,]{{2,16}}[)）〕]\*?(?=\s*[^{STOPS}，,、;；的》\s])"
)
SIGNS_IT = re.compile(rf"\s*(?:[—\-(（〔]*\s*{YEAR}.{{0,50}}|[^:：]{{2,8}}\s*)")
SPACING = re.compile(r"[ \u3000\t]+(?=\S)")
# Where a greeting may begin; whether one does is asked of `salutation_end`.
GREETS = re.compile(
    r"尊敬的|敬爱的|亲爱的|各位|(?:同志|老师|同学|女士|先生|朋友|战友|乡亲)们"
)
CLOSING_BRACKETS = "】)）》〉」』]"
GOES_ON = "的中里和、，。)）】》上时指后与及是精要"  # behind such a character it is a mention, no title
STOPPED = re.compile(f"[{STOPS}，,]")
OPENS = re.compile(r"今天|目前|当前|刚才|这次|首先|近年来")
BLURB_BEHIND = re.compile(r"(?:下面|以下|这)就?是")  # 下面是小编为大家整理的
BLURB_BELOW = re.compile(r"[^。！!]{4,160}[。！!]\s*")
BOUNDARY = re.compile(r"[。！？!?”」…][”」』)）\s]*|\s{2,}|\u3000+|篇\s*[)）】](?!\s*[篇(（【0-9])\s*")


class Found(NamedTuple):
    """A title inside a line: where its words begin, the kind of speech that ends them, its words without number and spaces."""

    begin: int
    kind: re.Match[str]
    numbered: bool
    name: str


def cuts_inside(text: str, start: int, end: int) -> Iterator[int]:
    """The cuts around titles in the middle of a line that holds a whole page.

    >>> line = "春天到了。谢谢大家!第二篇:在植树会上的讲话树要浇水。在修渠会上的讲话（2031年3月2日）渠要修。"
    >>> cuts = [0, *sorted(cuts_inside(line, 0, len(line))), len(line)]
    >>> [line[start:end] for start, end in zip(cuts[:-1], cuts[1:], strict=True)]
    ['春天到了。谢谢大家!', '第二篇:在植树会上的讲话', '树要浇水。', '在修渠会上的讲话', '（2031年3月2日）', '渠要修。']
    """
    titles = list(find_named(text, start, end))
    times = Counter(title.name for title in titles)
    for title in titles:
        again = times[title.name] > 1 and len(title.name) >= RECOGNISED
        cuts = cuts_behind(text, title, end, title.numbered or again)
        if cuts:
            above = LED.search(text, max(start, title.begin - 12), title.begin)
            yield above.start() if above else title.begin
            yield from cuts
            if (blurb := BLURB_BELOW.match(text, cuts[-1], end)) and is_blurb(blurb[0]):
                yield blurb.end()
    for dated in TITLE_DATE.finditer(text, start, end):
        begin = title_begin(text, start, dated)
        if begin is not None and dated.start() - begin > 2:
            yield from (begin, dated.start(), dated.end())


def find_named(text: str, start: int, end: int) -> Iterator[Found]:
    """Whatever may be a title that ends in the kind of a speech."""
    for kind in GLUED_KIND.finditer(text, start, end):
        begin = title_begin(text, start, kind)
        if begin is not None:
            number = NUMBERED.match(text, begin, kind.start())
            yield Found(begin, kind, number is not None, squeeze(text[number.end() if number else begin:kind.end()]))


def title_begin(text: str, start: int, last: re.Match[str]) -> int | None:
    """Where the words before the last of a title begin: behind a stop, or with the line; None where there is none."""
    near = max(start, last.start() - 60)
    begin = near if near == start else -1
    for boundary in BOUNDARY.finditer(text, near, last.start() + 1):
        begin = boundary.end()
    if begin < 0:
        return None
    number = NUMBERED.match(text, begin, last.start())
    return None if STOPPED.search(text, number.end() if number else begin, last.start()) else begin


def cuts_behind(text: str, title: Found, end: int, known: bool) -> list[int]:
    """The cuts behind the title, none when nothing says that it is one and it is not known otherwise."""
    cuts = list(title_cuts(text, title.kind, end)) or list(cuts_of_signed(text, title.kind, end))
    if cuts or not known:
        return cuts
    rest = REST.match(text, title.kind.end(), end)
    stop = rest.end() if rest else title.kind.end()
    return [] if is_mention(text, stop, end) else [stop]


def is_mention(text: str, stop: int, end: int) -> bool:
    """Whether the words behind a kind of speech make it a mention, or a part of a longer title."""
    return text[stop:stop + 1] in GOES_ON or GLUED_KIND.match(text, stop, end) is not None


def cuts_of_signed(text: str, kind: re.Match[str], end: int) -> Iterator[int]:
    """Where the title ends, and where the greeting begins that only a date and a name part from it.

    >>> line = "在植树会上的讲话(2031年3月)县长 甲同志们:今天植树。"
    >>> [line[cut:cut + 5] for cut in cuts_of_signed(line, re.search("讲话", line), len(line))]
    ['(2031', '同志们:今']
    """
    rest = REST.match(text, kind.end(), end)
    stop = rest.end() if rest else kind.end()
    for greets in GREETS.finditer(text, stop, min(end, stop + GREETED_WITHIN)):
        begin = greets.start()
        if salutation_end(text[begin:min(end, begin + 100)]):
            told = text[stop:begin]
            if "篇" not in kind[0] and SIGNS_IT.fullmatch(told) and not STOPPED.search(told) and not is_mention(text, stop, end):
                yield from (stop, begin)
            return


def title_cuts(text: str, kind: re.Match[str], end: int) -> Iterator[int]:
    """The cuts behind a title whose kind of speech stands at the match, none when text does not begin there."""
    rest = REST.match(text, kind.end(), end)
    if rest is None or rest.end() >= end or text[rest.end()] in CLOSING_BRACKETS:
        return
    stop = rest.end()
    if dated := NAMED_DATE.match(text, stop, end):
        behind = text[dated.end():min(end, dated.end() + 100)]
        if not behind or behind[0].isspace() or len(behind) > SHORT_TITLE or salutation_end(behind):
            yield stop
        if behind and (behind[0].isspace() or salutation_end(behind)):
            yield dated.end()
        return
    spaced = SPACING.match(text, stop, end)
    after = spaced.end() if spaced else stop
    numbered = rest["number"] or rest["sized"] or "篇" in kind[0]
    headed = "篇" in kind[0] and (kind.start() == 0 or text[kind.start() - 1].isspace())
    if headed and end - after <= SHORT_TITLE and text[end - 1] not in ":：。！":
        return  # never between a number and its own title
    greeted = salutation_end(text[after:min(end, after + 100)]) > 0 or text.startswith("大家好", after)
    greeted = greeted or BLURB_BEHIND.match(text, after) is not None
    opened = OPENS.match(text, after) is not None and bool(numbered or spaced)
    if greeted or opened or (spaced and (end - stop > FIRST_LONG or "篇" in (rest["number"] or kind[0]))):
        yield stop
