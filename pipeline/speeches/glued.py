"""The text of a long line in; out, where the titles inside it begin and end: pages whose breaks are lost, titles glued to text.

A title ends in the kind of a speech, or stands before a date in brackets. That it is a title and no mention is told by what
stands behind it (a number, a greeting, a blurb), by the number before it, or by its coming again on the page; best of all
by its coming again with the next number: then what all its occurrences have in common are its words (`find_numbered`)."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.lines.furniture import cuts_of_blurb
from pipeline.lines.site_words import GLUED_BEFORE, PREFACE, cuts_of_preface
from pipeline.lines.titles import CHOSEN, NUMBER, SAMPLE, STRONG, TAIL, WEAK
from pipeline.lines.wording import PAGE_HEAD, RECOGNISED, repeated_begin, squeeze
from pipeline.text.characters import HAN, NUMERALS, STOPS
from pipeline.text.dates import YEAR
from pipeline.text.greetings import salutation_end
from pipeline.text.leads import led
from pipeline.text.numerals import number_value
from pipeline.text.records import Line
from pipeline.text.series import BEHIND_THANKS, LONGEST_SERIES, SERIES, Numbered, find_series, numbers_behind

SHORTEST_GLUED = 6  # code points of a title and its greeting: 篇一 同志们:
FIRST_LONG = 150  # code points from which the first line of a page may hold its head
SHORT_TITLE, GREETED_WITHIN = 70, 60  # code points: a line that a number and its title fill; from a title to its greeting
GREETED = r"(?=[ \u3000]*(?:各位|同志|尊敬的))"
# a paper (报告, 总结) only right before a greeting: 「听取工作报告。各位代表」 is no title
KINDS = (
    *STRONG.split("|"), rf"篇\s?{NUMBER}", rf"范文\s?{NUMBER}", rf"第\s?{NUMBER}\s?篇",
    *(rf"{bracket}(?:{SAMPLE})\s?{NUMBER}[】〗]" for bracket in "【〖"), rf"报告{GREETED}",
    rf"总结{GREETED}", rf"汇报{GREETED}", rf"报告(?=(?:——|--|－－|━━|――)|{YEAR}\s?[0-9]{{1,2}}月)",
    "主 持[ \u3000]词", "主\u3000持[ \u3000]词", "讲 话(?:[ \u3000]稿)?", "讲\u3000话(?:[ \u3000]稿)?",
    "发 言(?:[ \u3000]稿)?", "发\u3000言(?:[ \u3000]稿)?", "致 [辞词]", "致\u3000[辞词]",
)
GLUED_KIND = re.compile(led(KINDS))
NUMBERED = re.compile(rf"(?:第\s?{NUMBER}\s?篇|[【\[](?:第|篇)?\s?{NUMBER}\s?篇?[】\]]|(?:篇|范文)\s?{NUMBER})\s*[:：]?")
LIST_NUMBER = re.compile(rf"[(（]?(?P<number>[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})\s?(?P<sign>[)）、]|[.．](?![0-9]))\s*")
LED = re.compile(rf"(?:{NUMBERED.pattern}|{LIST_NUMBER.pattern})[ \u3000]*$")
LABELLED, LONGEST_LABEL = re.compile(rf"(?:第\s?{NUMBER}\s?篇|篇\s?{NUMBER})\s*[:：]\s*$"), 12
REST = re.compile(
    rf"(?:的?(?!最新(?!{TAIL})[{HAN}])(?:{TAIL}))*\s*(?P<sized>[(（]?[0-9]{{3,5}}字(?:{TAIL})?[)）]?)?(?P<counted>\s*[(（【][^)）】]{{1,10}}篇[)）】])?"
    rf"(?P<number>\s*[:：]?(?:(?:篇|{SAMPLE}|第|之|[-—_－])\s*|(?<![)）】])){NUMBER}(?:(?![、.．0-9年月日个是,，])|(?=[12][0-9]{{3}}年|[1-9]0年))篇?|\s*[(（【]\s*(?:第|{CHOSEN}?篇)?\s*{NUMBER}\s*篇?[)）】])?[:：]?"
)
NAMED_DATE = re.compile(rf"\s*[(（]\s*{YEAR}[^)）]{{2,30}}[)）](?:\s*[{HAN}]{{2,4}}(?=\s{{2,}}|\u3000|$))?")
TITLE_DATE = re.compile(
    rf"[*＊]?\s{{0,8}}[(（〔]\s{{0,8}}{YEAR}[^()（）〔〕。，,]{{2,16}}[)）〕]\*?(?=\s*[^{STOPS}，,、;；的》\s])"
)
SIGNS_IT = re.compile(rf"\s*(?:[—\-(（〔]*\s*{YEAR}.{{0,50}}|[^:：]{{2,8}}\s*)")
SPACING = re.compile(r"[ \u3000\t]+(?=\S)")
# Where a greeting may begin; whether one does is asked of `salutation_end`.
PEOPLE = ("同志们", "老师们", "同学们", "女士们", "先生们", "朋友们", "战友们", "乡亲们")
GREETINGS = ("尊敬的", "敬爱的", "亲爱的", "敬重的", "尊重的", "各位", "全体", *PEOPLE)
GREETS = re.compile(led(GREETINGS))
CLOSING_BRACKETS = "】)）》〉」』]"
NUMBERS = numbers_behind("".join(sorted({name[-1] for name in re.findall(f"[{HAN}]+", f"{STRONG}|{WEAK}|{TAIL}|{SAMPLE}")})))
QUOTES = {"”": "“", "」": "「", "』": "『"}
GOES_ON = "的中里和、，,。;；!！?？)）】》上时指后与及是精要"  # behind such a character it is a mention, no title
STOPPED, CLAUSED = re.compile(f"[{STOPS}，,]"), re.compile(f"[{STOPS}，,、 ]")
OPENS = re.compile(r"今天|目前|当前|刚才|这次|首先|近年来")
# behind a title at the beginning of a page: the dash of its occasion, its date, who printed it
TOLD_BEHIND = re.compile(
    rf"\s?(?:(?:——|--|－－|━━|――)\s?(?:{YEAR}|在)|{YEAR}\s?[0-9]{{1,2}}月|(?:19|20)[0-9]{{2}}[-./][0-9]|\[复制链接|"
    r"(?:发布|来源|时间|日期|作者|编辑|字号|浏览)[^。：:\s]{0,4}\s?[:：])"
)
BLURB_BEHIND = re.compile(rf"(?:下面|以下|这)就?是|{PREFACE}")  # 下面是小编为大家整理的
BOUNDARY = re.compile(
    r"[。！？!?”」…][”」』)）\s]*|\n|\s{2,}|\u3000+|篇\s*[)）】](?!\s*[篇(（【0-9])\s*|[*#=_~]{2,}|[—－-]{4,}|" + GLUED_BEFORE
)


class Found(NamedTuple):
    """A title inside a line: where its words begin, the kind of speech that ends them, whether it has a number of its own,
    its words without number and spaces; how a list would number it, and the number, 0 for none."""

    begin: int
    kind: re.Match[str]
    numbered: bool
    name: str
    listed: tuple[str, int]


def find_numbered(text: str) -> list[Line]:
    """The titles that come again with the next number, whatever stands around them, with their numbers, in order.

    >>> text = "以下仅供参考植树会讲话稿1各位同志要植树。植树会讲话稿2各位老师要浇水"
    >>> [text[start:end] for start, end in find_numbered(text)]
    ['植树会讲话稿1', '植树会讲话稿2']
    """
    titles = (title for size, members in find_series(text, NUMBERS) for title in titles_of(text, size, members))
    return sorted({*titles, *(Line(*found.span()) for found in BEHIND_THANKS.finditer(text))})


def titles_of(text: str, size: int, members: Sequence[Numbered]) -> Iterator[Line]:
    """The titles of a series: the words that all have in common; more of them where these begin in the middle of a title."""
    stop, end, _number = members[0]
    bracketed = text[stop - size] in ("【", "〖") and text[end - 1] in CLOSING_BRACKETS
    if not bracketed:
        size -= max((boundary.end() for boundary in BOUNDARY.finditer(text[stop - size:stop])), default=0)
    greeted = sum(salutation_end(text[member.end:member.end + 100]) > 0 for member in members)
    named = GLUED_KIND.search(text, stop - size, end) is not None
    if not bracketed and (size < SERIES or not (named or (size >= RECOGNISED and 2 * greeted >= len(members)))):
        return
    whole = bracketed or 2 * sum(bounded(text, member.stop - size) for member in members) >= len(members)
    for stop, end, _number in members:
        begin = stop - size if whole else title_begin(text, text.rfind("\n", max(0, stop - LONGEST_SERIES), stop) + 1, stop)
        begin = stop - size if begin is None or GLUED_KIND.search(text, begin, stop - size) else begin
        label = LABELLED.search(text, max(0, begin - LONGEST_LABEL), begin)
        yield Line(label.start() if label else begin, end)


def bounded(text: str, begin: int) -> bool:
    """Whether a title may begin there, whatever it says: behind a stop, or with the line."""
    return begin == 0 or any(found.end() == begin for found in BOUNDARY.finditer(text, max(0, begin - 12), begin + 1))


def cuts_inside(text: str, start: int, end: int, series: Sequence[Line] = ()) -> Iterator[int]:
    """The cuts around titles in the middle of a line that holds a whole page.

    >>> line = "春天到了。谢谢大家!第二篇:在植树会上的讲话树要浇水。在修渠会上的讲话（2031年3月2日）渠要修。"
    >>> cuts = [0, *sorted(cuts_inside(line, 0, len(line))), len(line)]
    >>> [line[start:end] for start, end in zip(cuts[:-1], cuts[1:], strict=True)]
    ['春天到了。谢谢大家!', '第二篇:在植树会上的讲话', '树要浇水。', '在修渠会上的讲话', '（2031年3月2日）', '渠要修。']
    """
    ends = [title.end for title in series]
    places = ((title, bisect_right(ends, title.kind.start())) for title in find_named(text, start, end))
    titles = [title for title, at in places if at == len(series) or series[at].start > title.kind.start()]
    times = Counter(title.name for title in titles)
    listed = {title.listed for title in titles}
    for title in titles:
        again = times[title.name] > 1 and len(title.name) >= RECOGNISED
        shape, number = title.listed
        chained = number > 0 and not {(shape, number - 1), (shape, number + 1)}.isdisjoint(listed)
        told = title.begin - start < PAGE_HEAD and TOLD_BEHIND.match(text, rest_of(text, title.kind, end)[0]) is not None
        cuts = cuts_behind(text, title, end, title.numbered or again or chained or told)
        if cuts:
            above = LED.search(text, max(start, title.begin - 12), title.begin)
            yield above.start() if above else title.begin
            yield from cuts
            yield from (*cuts_of_blurb(text, cuts[-1], end), *cuts_of_preface(text, cuts[-1], end))
    for dated in TITLE_DATE.finditer(text, start, end):
        begin = title_begin(text, start, dated.start())
        if begin is not None and dated.start() - begin > 2:
            yield from (begin, dated.start(), dated.end())


def find_named(text: str, start: int, end: int) -> Iterator[Found]:
    """Whatever may be a title that ends in the kind of a speech."""
    for kind in GLUED_KIND.finditer(text, start, end):
        whole = title_begin(text, start, kind.start())
        near = max(start, kind.start() - LONGEST_SERIES) if whole is None else whole
        begin = repeated_begin(text, start, near, kind.end()) if whole is None or text[whole - 1] not in ":：" else None
        if (begin := whole if begin is None else begin) is not None:
            number = NUMBERED.match(text, begin, kind.start())
            listed = None if number else LIST_NUMBER.match(text, begin, kind.start())
            words = number or listed
            shape = (listed["sign"], number_value(listed["number"]) or 0) if listed else ("", 0)
            yield Found(begin, kind, number is not None, squeeze(text[words.end() if words else begin:kind.end()]), shape)


def title_begin(text: str, start: int, stop: int) -> int | None:
    """Where the words of a title begin whose last stands at `stop`: behind the last boundary, or with the line; None: nowhere."""
    near = max(start, stop - LONGEST_SERIES)
    begin = near if near == start else -1
    for boundary in BOUNDARY.finditer(text, near, stop + SERIES):
        if boundary.end() > stop:
            break
        quoted = text.rfind(QUOTES.get(boundary[0][:1], "\n"), max(near, begin), boundary.start())
        if quoted < max(near, begin) or STOPPED.search(text, quoted, boundary.start()):
            begin = boundary.end()  # else the words quote: 在“植树月”活动上的讲话
    number = NUMBERED.match(text, begin, stop) if begin >= 0 else None
    return None if begin < 0 or STOPPED.search(text, number.end() if number else begin, stop) else begin


def cuts_behind(text: str, title: Found, end: int, known: bool) -> list[int]:
    """The cuts behind the title, none when nothing says that it is one and it is not known otherwise."""
    cuts = list(title_cuts(text, title.kind, end)) or list(cuts_of_signed(text, title.kind, end))
    stop, _numbered = rest_of(text, title.kind, end)
    if cuts or not (known or OPENS.match(text, stop)):
        return cuts
    return [] if is_mention(text, stop, end) else [stop]


def rest_of(text: str, kind: re.Match[str], end: int) -> tuple[int, bool]:
    """Where a title ends, and whether with a number: not that of the next title in 讲话(2篇)第一篇:在植树会上的讲话."""
    if (rest := REST.match(text, kind.end(), end)) is None:
        return kind.end(), False
    led = rest["number"] and (rest["counted"] or ("篇" in rest["number"] and rest["number"][-1] in ":："))
    if led and opens_title(text, rest.end(), end):
        return rest.start("number"), False
    return rest.end(), bool(rest["number"] or rest["sized"])


def opens_title(text: str, start: int, end: int) -> bool:
    """Whether the words there are those of a title, up to the kind of speech that ends it, and no mention."""
    start += len(text[start:start + 4]) - len(text[start:start + 4].lstrip())
    kind = GLUED_KIND.search(text, start, min(end, start + LONGEST_SERIES))
    rest = REST.match(text, kind.end(), end) if kind else None
    return kind is not None and rest is not None and "篇" not in kind[0] and not (
        CLAUSED.search(text, start, kind.start()) or is_mention(text, rest.end(), end)
    )


def is_mention(text: str, stop: int, end: int) -> bool:
    """Whether the words behind a kind of speech make it a mention, or a part of a longer title."""
    return text[stop:stop + 1] in GOES_ON or GLUED_KIND.match(text, stop, end) is not None


def cuts_of_signed(text: str, kind: re.Match[str], end: int) -> Iterator[int]:
    """Where the title ends, and where the greeting begins that only a date and a name part from it.

    >>> line = "在植树会上的讲话(2031年3月)县长 甲同志们:今天植树。"
    >>> [line[cut:cut + 5] for cut in cuts_of_signed(line, re.search("讲话", line), len(line))]
    ['(2031', '同志们:今']
    """
    stop, _numbered = rest_of(text, kind, end)
    for greets in GREETS.finditer(text, stop, min(end, stop + GREETED_WITHIN)):
        begin = greets.start()
        if salutation_end(text[begin:min(end, begin + 100)]):
            told = text[stop:begin]
            if "篇" not in kind[0] and SIGNS_IT.fullmatch(told) and not STOPPED.search(told) and not is_mention(text, stop, end):
                yield from (stop, begin)
            return


def title_cuts(text: str, kind: re.Match[str], end: int) -> Iterator[int]:
    """The cuts behind a title whose kind of speech stands at the match, none when text does not begin there."""
    stop, counted = rest_of(text, kind, end)
    if stop >= end or text[stop] in CLOSING_BRACKETS:
        return
    if dated := NAMED_DATE.match(text, stop, end):
        behind = text[dated.end():min(end, dated.end() + 100)]
        if not behind or behind[0].isspace() or len(behind) > SHORT_TITLE or salutation_end(behind):
            yield stop
        if behind and (behind[0].isspace() or salutation_end(behind)):
            yield dated.end()
        return
    spaced = SPACING.match(text, stop, end)
    after = spaced.end() if spaced else stop
    numbered = counted or "篇" in kind[0]
    headed = "篇" in kind[0] and (kind.start() == 0 or text[kind.start() - 1].isspace())
    short = headed and end - after <= SHORT_TITLE and text[end - 1] not in ":：。！"
    if short or ("篇" in kind[0] and opens_title(text, after, end)):
        return  # never between a number and its own title
    greeted = salutation_end(text[after:min(end, after + 100)]) > 0 or text.startswith("大家好", after)
    greeted = greeted or BLURB_BEHIND.match(text, after) is not None
    opened = OPENS.match(text, after) is not None and bool(numbered or spaced)
    if greeted or opened or (spaced and (end - stop > FIRST_LONG or "篇" in text[kind.start():stop])):
        yield stop
