"""A page and a piece that may be a title in; out, whether it is the second half of one, or one that is printed again near it."""

import re
from collections.abc import Iterator, Sequence

from pipeline.lines.speakers import OFFICE_ENDS, is_office, is_speaker
from pipeline.lines.titles import title_key
from pipeline.lines.wording import BLURBED, SITE_WORDS, UNIT, is_subtitle, squeeze
from pipeline.speeches.contents import is_told_below
from pipeline.speeches.heads import TITLE_LABEL
from pipeline.speeches.likeness import is_naming
from pipeline.speeches.page import Page, shares_line
from pipeline.text.characters import COLONS, COUNTING, HAN, IS_HAN, NUMERALS
from pipeline.text.dates import is_date_line
from pipeline.text.numerals import number_value

HALF = 6  # code points of each half of a title, of which the whole stands on one line elsewhere
PIECES_NEAR = 16  # pieces below a title that are looked at: for the title printed again, for what stands behind the site's lines
LABEL_SHAPES = ("ordinal_first", "bracket_first", "part_first", "part_last")  # shapes of titles that a site puts over others
HALVED = "。！？；：，,;:!?)）】》”"  # no first half of a title ends so
MEETINGS, TALK = "会|会议|大会|仪式|典礼|论坛|活动", "讲话|发言|致辞|致词|报告|演讲|演说|党课|授课"
CONTINUED, CONTINUED_AT = (  # a few words of the meeting, or many under 县长在全县夏收夏种暨秸秆
    re.compile(rf"(?!.{{0,8}}[在于])(?:[{HAN}]{{0,{most}}}(?:{MEETINGS}))?[上中时]的?(?:重要)?.{{0,6}}(?:{TALK})(?:讲?稿|提纲)?$|的(?:讲话|发言|致辞|报告)$")
    for most in (6, 20)
)
OPEN_AT = re.compile("在[^上中时。，,；;：:]{4,30}$")
SLOGAN = re.compile(rf"[{HAN}“”]{{3,10}}(?:[ \u3000，,]+[{HAN}“”]{{3,10}}){{1,3}}$")  # 守一湾水 护一方田
PARTED, GOAL = re.compile(r"[ \u3000，,]+"), re.compile(rf"[{HAN}0-9“”\u3000 ]{{7,28}}$")  # 让白鹭回到出发的地方
TORN_GOAL = re.compile(f"[{HAN}]{{2,6}}$")  # 取得更大成效, the end of a goal
TORN_OFF = re.compile(f"[{HAN}]{{0,10}}(?:讲话|发言|致辞|致词|报告|演讲|党课)(?:稿|提纲|材料)?$")
NO_GOAL = re.compile(f"{SITE_WORDS}|网$")
YEARLY = re.compile(rf"(?:[0-9]{{4}}|[{COUNTING}]{{4}})年")
STROKES, HANGING, SHORTEST_HALF = frozenset("-—－―━"), frozenset("和与及"), 12  # how a first half may end, and its code points
AT, LINKED = re.compile("在[^会上]{4,30}$"), re.compile(r"[暨和与及]")  # an occasion that goes on; no title begins so
MEETING_NAME = re.compile("(?:大会|会议|仪式|典礼|论坛|峰会|座谈会|运动会|联欢会|晚会|代表会)$")
# 某局 over 工作报告, 某某代表大会 over 开幕词
KIND_ALONE = re.compile("(?:发言|讲话|演讲|致辞)稿")
OF_YEAR = re.compile(rf"((?:19|20)[0-9]{{2}}|[0-9]{{2,3}}|[{COUNTING}]{{2,4}})周?年")
OF_TERM = re.compile(rf"第([{NUMERALS}0-9]{{1,3}})[任届期]")
OF_UNIT = re.compile(
    rf"(?:第[{NUMERALS}]{{1,3}}次(?:全体)?会议)?(?:(?:政府)?工作报告$|"
    r"(?:讲话|致[辞词]|发言|述职报告|报告|主持词|[开闭]幕[词辞]|[祝贺][词辞]|祝酒[词辞])稿?$)"
)


def signs_again(page: Page, index: int) -> Iterator[str]:
    """Whether the title is printed again, near, with no text between."""
    key = page.keys[index]
    if len(key) < (2 if page.titles[index].kind else 4):
        return
    for lower in range(index + 1, min(index + PIECES_NEAR, len(page.pieces))):
        other = page.keys.get(lower, "")
        # 1、石桥镇工作报告 工作报告
        beside = lower == index + 1 and page.titles[index].shape and shares_line(page, lower)
        same = other == key or (beside and other and key.endswith(other))
        same = same or (other and other == main_key(page, index))
        if same or (len(page.lines[lower]) <= 45 and says_again(page, key, lower)):
            bare = page.titles[index].shape and lower in page.titles and not page.titles[lower].shape
            yield "again below without its number" if bare else "again below"
            if bare and lower == index + 1 and shares_line(page, lower):
                yield "again on its line"
            break
        if page.running[lower] and not BLURBED.match(page.lines[lower]):
            break
    above = page.titles.get(index - 1)
    if above and above.kind == "strong" and KIND_ALONE.fullmatch(page.lines[index]) and shares_line(page, index):
        yield "kind behind a title"
    if is_key_words(page, index):
        yield "key words of the title"
    if is_label(page, index):
        yield "over its own title"
    elif is_label(page, index - 1) or (is_label(page, index - 2) and (page.titles[index].kind or is_second_half(page, index))):
        yield "under its number"
    for upper in range(index - 1, max(index - PIECES_NEAR, -1), -1):
        above = page.titles.get(upper)
        beside = upper == index - 1 and shares_line(page, index)  # 1、离任讲话离任讲话
        whole = beside and above and above.shape and title_key(above.stem) == key
        if above and (whole or key in (page.keys[upper], main_key(page, upper))):
            yield "numbered above" if above.shape and not page.titles[index].shape else "again above"
            break
        if page.running[upper]:
            break


def main_key(page: Page, index: int) -> str:
    """The key of a title before the strokes of its subtitle, none when it has no subtitle: 修好水渠——罗绍山的发言."""
    main, strokes, _subtitle = page.lines[index].partition("——")
    return title_key(main) if strokes else ""


def is_key_words(page: Page, index: int) -> bool:
    """Whether the piece is of three words or more that stand behind a title on its line, all of them words of the title."""
    first, last = index, index
    while first > max(0, index - PIECES_NEAR) and shares_line(page, first):
        first -= 1
    while last < index + PIECES_NEAR and last + 1 in page.titles and shares_line(page, last + 1):
        last += 1
    title = page.titles.get(first)
    if first == index or title is None or not title.kind:
        return False
    words = [word for line in page.lines[first + 1:last + 1] for word in line.split()]
    return len(words) > 2 and all(word in title.stem and 2 * len(word) < len(title.stem) for word in words)


def is_label(page: Page, index: int) -> bool:
    """Whether the piece is a numbered title, 第一篇:某某讲话稿, over the speech's own title on a line or two; who speaks may
    stand between."""
    title, own = page.titles.get(index), index + 1
    if title is None or title.shape not in LABEL_SHAPES or not page.line(own):
        return False
    if is_office(page.line(own)) or is_speaker(page.line(own)) or TITLE_LABEL.fullmatch(page.line(own)):
        own += 1
    below = page.titles.get(own)
    if below is None or below.shape or not (title.kind or below.kind):
        return False
    if not title.kind:
        return is_told_below(page, index)
    return below.kind != "" or is_second_half(page, own + 1) or is_subtitle(page.line(own + 1))


def is_neighbour(title: str, line: str) -> bool:
    """Whether the line begins with the year, or names the term, right before or behind the only one of a page's title.

    >>> pairs = [("2031年工作报告", "2032年工作报告"), ("河湾第八任镇长演说", "第九任镇长演说"), ("民国九十四年谈话", "95年谈话")]
    >>> [is_neighbour(*pair) for pair in pairs]
    [True, True, True]
    """
    own, others = OF_YEAR.findall(title), OF_YEAR.match(line)
    if others is None:
        own, others = OF_TERM.findall(title), OF_TERM.match(line)
    numbers = [number_value(number) or 0 for number in (*own, *([others[1]] if others else []))]
    return len(numbers) == 2 and abs(numbers[0] - numbers[1]) == 1


def names_another_year(page: Page, index: int) -> bool:
    """Whether the line is the page's title but for its one year, the next one or the last, and no text stands between them."""
    first = page.page_title if page.page_title is not None else index
    title, line = page.lines[first], page.lines[index]
    if not first < index <= first + PIECES_NEAR or OF_YEAR.sub("", title) != OF_YEAR.sub("", line):
        return False
    years = [number_value(year) or 0 for year in (*OF_YEAR.findall(title), *OF_YEAR.findall(line))]
    return len(years) == 2 and abs(years[0] - years[1]) == 1 and not any(page.running[first:index])


def says_again(page: Page, key: str, lower: int) -> bool:
    """Whether the title below holds the key, or is the most of it."""
    other = page.keys.get(lower, "")
    whole = other in key and is_subtitle(page.line(lower + 1)) and title_key(page.lines[lower] + page.lines[lower + 1]) == key
    return whole or (key in other and page.titles[lower].kind != "") or (other in key and 5 * len(other) >= 3 * len(key))


def is_whole_below(page: Page, upper: str, lower: str) -> bool:
    """Whether the end of one line and the beginning of another are one phrase elsewhere on the page."""
    return min(len(upper), len(lower)) >= HALF and upper[-HALF:] + lower[:HALF] in page.text


def is_second_half(page: Page, index: int) -> bool:
    """Whether the piece is the second half of a title whose first half stands right above it."""
    upper = page.titles.get(index - 1)
    if upper is None or index not in page.titles or upper.number is not None:
        return False
    line = page.lines[index]
    if page.listed and title_key(line) and title_key(upper.stem + line) in page.listed:
        return True
    plain = not (upper.kind or page.titles[index].kind or page.greets[index]) and index < PIECES_NEAR and IS_HAN.match(line)
    other = line[-1] in COLONS or shares_line(page, index) or is_speaker(line)
    if plain and not other and is_whole_below(page, upper.stem, line):
        return True
    if page.page_title is not None and page.page_title < index - 1 and joins(page, index):
        return True
    if LINKED.match(line):
        return page.titles[index].kind != "" and upper.stem[-1] not in HALVED
    unit = UNIT.match(page.lines[index - 1]) or (not upper.kind and MEETING_NAME.search(upper.stem))
    if unit and OF_UNIT.match(squeeze(line)):  # 开  幕  词
        return upper.stem[-1] not in HALVED
    if page.titles[index].kind == "strong" and YEARLY.match(line) and is_office(page.lines[index - 1]):
        return True  # 首席法官 over 二○三二年典礼演辞
    torn = upper.stem[-1:] in HANGING and len(upper.stem) >= SHORTEST_HALF and not page.titles[index].shape
    named = page.titles[index].kind == "strong" and AT.match(upper.stem) and title_key(upper.stem + line) in page.page_key
    if torn or named or is_goal(page, index) or (upper.stem[-1:] in "的上" and TORN_OFF.match(line)):
        return True
    if upper.kind:
        return False
    if upper.stem[-1] in "上中时" and upper.stem.startswith("在"):  # 在总统的晚宴上 over 某某的讲话
        return page.titles[index].kind == "strong"
    open_at = OPEN_AT.search(upper.stem)
    led = open_at and (open_at.start() == 0 or upper.stem[open_at.start() - 1] in OFFICE_ENDS)  # 县长在…
    return (CONTINUED_AT if led else CONTINUED).match(line) is not None and upper.stem[-1] not in HALVED


def joins(page: Page, index: int) -> bool:
    """Whether the piece is in a title over two or three lines that the page prints on one above them."""
    for first, last in ((index - 1, index), (index - 2, index), (index - 1, index + 1)):
        keys = [page.keys.get(at, "") for at in range(first, last + 1)]
        parts = all(3 < len(key) < len(page.page_key) for key in keys)
        begun = parts and page.page_key.startswith(keys[0]) and page.page_key.endswith(keys[-1])
        if not begun or any(page.titles[at].kind == "strong" for at in range(first, last)):
            continue
        if title_key("".join(page.lines[first:last + 1])) == page.page_key:
            return True
    return False


def is_slogan_title(lines: Sequence[str]) -> bool:
    """Whether three lines are one title: slogans of one length, and what is aimed at in two lines that name nothing else."""
    slogans, *goals = lines
    even = SLOGAN.match(slogans) and len({*map(len, PARTED.split(slogans))}) == 1
    return bool(even) and all(GOAL.match(goal) or TORN_GOAL.match(goal) for goal in goals) and not any(map(is_speaker, lines))


def is_goal(page: Page, index: int) -> bool:
    """Whether the piece is the second line of a title of slogans: right under phrases of one length, or a line nearly as long as
    it, above who speaks, the day, the occasion or the greeting."""
    upper, line, below = page.lines[index - 1], page.lines[index], page.line(index + 1)
    if below[:1] in STROKES and index > 1 and is_slogan_title(page.lines[index - 2:index + 1]):
        return True
    if page.line(index + 2)[:1] in STROKES and is_slogan_title([upper, line, below]):
        return True  # its second line of three
    even = SLOGAN.match(upper) and len({*map(len, PARTED.split(upper))}) == 1
    stroke = below[:1] in STROKES or (index + 1 in page.greetings and page.full > index)
    pair = GOAL.match(upper) and abs(len(upper) - len(line)) < 5 and stroke and not (is_naming(upper) or NO_GOAL.search(upper))
    if not (below and (even or pair) and GOAL.match(line)):
        return False
    named = page.titles[index].kind or is_speaker(line) or UNIT.match(line) or is_date_line(line)
    return not named and (index + 1 in page.greetings or is_subtitle(below) or is_speaker(below) or is_date_line(below))
