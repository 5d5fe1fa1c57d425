"""A page in; out, where its text begins and ends, its abstracts, notes, greetings over lines, what opens something."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.lines.furniture import is_blurb
from pipeline.lines.speakers import is_speaker
from pipeline.lines.wording import CLOSED_ENDS, LONG, NOTE, PERSONS, SHORT, TURN, WHOLE_TEXT, squeeze
from pipeline.speeches import likeness
from pipeline.speeches.ends import WELL_MET, find_afterwards, find_foreign, find_other_text, find_reported, find_resumed
from pipeline.speeches.page import HEAD_LINES, Page, shares_line
from pipeline.speeches.told_of import find_leads, tell_of
from pipeline.text.addresses import addressed_lines
from pipeline.text.characters import COLONS, IS_HAN
from pipeline.text.greetings import is_closing, is_source
from pipeline.text.leads import begins
from pipeline.text.markers import begins_with_marker
from pipeline.text.series import stands_in

TWICE = 40  # code points: a shorter line without a stop that stands twice on a page is the site's
ABSTRACT = 45  # code points, without spaces, of the shortest abstract
ELLIPSIS = ".…·。"  # where an abstract breaks off
LONGEST_SOURCE, NOTE_LENGTH = 420, 400  # code points of a line that says where a text is from, and of one of an explanation
LABELLING = frozenset("编本前序导引开摘")  # an editor's notes and labels begin so
SAID_FIRST = (*PERSONS, "这是", "这篇", "这个", "这次")  # who is greeted, or the talk of which an editor tells
GATHERED = re.compile("(?:下面|以下)是小编[^。]{0,120}。?$")  # the site's words behind an abstract
COMMAS = frozenset("，,、")
OCCASION_NOTE = re.compile(r"[(（]在[^()（）]{4,60}(?:讲话|演讲|致辞|致词|发言|报告)稿?[)）]$")  # behind all text
CIRCLED = re.compile(r"①(?<=[^\s：:；;]①)")  # of a note, inside a line; not the first item of a list
may_be_note = begins(NOTE)
PART_OF_SCRIPT = re.compile(f"[男女合甲乙丙丁戊齐众领][ \u3000]*[{COLONS}]")  # 男：, 甲：, 合：
RULE = re.compile(r"[-—_―━－─=]{4,}")
OF_NOTES = re.compile("[见系指即]|第.{1,4}[页号]|时任|出版|原稿|原文|载于|全宗|[:：]")  # what an explanation under it says
TOLD = 400  # code points of running text before the first greeting: a reporter's, an editor's


@dataclass(slots=True)
class Around:
    """A page with what the signs of all its pieces need: where its text begins and ends, and the lines that open something."""

    page: Page
    first: int = 0
    last: int = -1
    lead: int = -1
    opening: frozenset[str] = frozenset()
    named: int = 0
    unnamed: list[int] = field(default_factory=list)
    closings: list[bool] = field(default_factory=list)
    sources: list[bool] = field(default_factory=list)
    several_sources: bool = False
    abstract: str = ""
    abstracts: frozenset[int] = frozenset()
    placed: Mapping[int, Sequence[str]] = field(default_factory=dict)
    turns: list[bool] = field(default_factory=list)
    repeated: Counter[str] = field(default_factory=Counter)


def find_unnamed(lines: Sequence[str]) -> list[int]:
    """For every line the next one, itself included, that is no speaker's name; their number when none is."""
    found, nearest = [0] * len(lines), len(lines)
    for index in range(len(lines) - 1, -1, -1):
        nearest = nearest if is_speaker(lines[index]) else index
        found[index] = nearest
    return found


def look_around(page: Page) -> Around:
    """All that needs the whole page."""
    count = len(page.pieces)
    texted = (i for i in range(count) if page.running[i] and not (i < HEAD_LINES and is_blurb(page.lines[i])))
    stopped = (i for i in reversed(range(count)) if page.running[i] and page.lines[i][-1] in "。！？!?”）)…;；:：")
    leads = find_leads(page)
    lasting = [i for i in leads if i + 1 not in leads]  # 「下稿由…发出：」 over 「以下是…开场白：」
    lasting = [i for i in lasting if WHOLE_TEXT.search(page.lines[i][-30:])] or lasting
    abstracts, addressed = frozenset(find_abstracts(page)), set(addressed_lines(page.text, page.pieces))
    hellos, alike = list(find_hellos(page)), list(likeness.find_alike(page))
    last = next(stopped, -1)
    lead = next(iter(lasting), -1)
    sources = [
        len(line) < LONGEST_SOURCE and (is_source(line) or (index >= last and OCCASION_NOTE.match(line) is not None))
        for index, line in enumerate(page.lines)
    ]
    turns = (TURN.match(line) if index in page.worded else None for index, line in enumerate(page.lines))
    closings = [source or is_closing(line[-120:]) for source, line in zip(sources, page.lines, strict=True)]
    labels, sample = [found and found[0] for found in turns], likeness.find_sample(page)
    often, first = Counter(labels), next(texted, count)
    voices = {index for index, label in enumerate(labels) if label and PART_OF_SCRIPT.match(label) and often[label] > 1}
    posts = [index for index, row in enumerate(page.rows) if row is not None and row.reach == "again"]
    return Around(
        page, first=first, opening=frozenset(page.lines[:first + 1]), last=last, lead=lead,
        unnamed=find_unnamed(page.lines),
        named=sum(index - 1 in page.titles and is_speaker(page.lines[index - 1]) for index in page.greetings),
        closings=closings, sources=sources, several_sources=sum(sources) > 1,
        abstracts=abstracts, abstract=squeeze("".join(page.lines[index] for index in sorted(abstracts))),
        placed=by_piece((
            ("contents", page.contents.union(likeness.find_headings_above(page))), ("abstract", abstracts),
            ("before the greeting", {*range(*find_told(page))} - addressed),
            ("greeting over lines", addressed), ("hello", set(hellos)),
            *tell_of(page, closings),
            ("hello again", set(hellos[1:])),
            ("greeting goes on", {index for index in addressed if index - 1 in addressed}),
            ("alike over greetings", {index for greeted, group in alike for index in group if greeted}),
            ("alike heads", {index for greeted, group in alike for index in group if not greeted}),
            ("above all titles", range(find_titled(page, [group[0] for _greeted, group in alike]))),
            ("among titles", set(likeness.find_lists(page))), ("above the sample", sample),
            ("photo", likeness.find_captions(page, first).union(likeness.find_photo(page))),
            ("opens rest", {*posts[1:]}), ("in attached papers", likeness.find_attached(page, first)),
            ("notes begin", set(find_notes(page, closings))), ("told behind thanks", set(find_reported(page, closings))),
            ("behind the end", {*find_other_text(page, closings), *find_afterwards(page, closings, lead)}),
            ("in another language", find_foreign(page)), ("text goes on", find_resumed(page, closings)),
            ("completes a sentence", likeness.find_torn(page)),
            ("left hanging", likeness.find_hanging(page, last, closings)), ("in a list of links", page.linked),
            ("between parts", page.within), ("first part", find_first_part(page)), ("in a script", voices),
            ("under a sample's label", likeness.find_labelled(page, sample)),
        )),
        turns=[label is not None and often[label] > 1 for label in labels],
        repeated=Counter(page.lines[index] for index in page.short if len(page.lines[index]) <= TWICE),
    )


def by_piece(signs: Iterable[tuple[str, Iterable[int]]]) -> dict[int, list[str]]:
    """The signs of every piece that has any."""
    found: dict[int, list[str]] = {}
    for sign, pieces in signs:
        for index in pieces:
            found.setdefault(index, []).append(sign)
    return found


def find_first_part(page: Page) -> list[int]:
    """The heading with which an outline begins over the greeting, where no other number stands over one: 一、开场⏎各位来宾："""
    over = [index - 1 for index in page.greetings if index and begins_with_marker(page.lines[index - 1])]
    titled = {index for index, title in page.titles.items() if title.kind}
    begins = len(over) == 1 and page.lines[over[0]][0] == "一" and over[0] + 1 in page.within and over[0] not in titled
    return over if begins else []


def find_told(page: Page) -> tuple[int, int]:
    """The pieces at the page's beginning that a little running text fills, right down to its first greeting: what is told before
    a speech. None where a title of a kind stands between.

    >>> from pipeline.speeches.page import read_page
    >>> from pipeline.text.records import Line
    >>> text = "国旗升起来了。\\n演讲者:小禾\\n尊敬的老师,亲爱的同学们:\\n今天我讲一讲国旗。"
    >>> find_told(read_page(text, [Line(0, 7), Line(8, 14), Line(15, 28), Line(29, 38)]))
    (0, 2)
    """
    greeted = min(page.greetings, default=0)
    size = 0
    for index in range(greeted):
        size += len(page.lines[index]) * page.running[index]
        title = page.titles.get(index)
        if size > TOLD or (size and title is not None and (title.kind or title.shape)):
            return 0, 0
    first = next((index for index in range(greeted) if page.running[index]), greeted)
    return first, greeted


def find_titled(page: Page, heads: Sequence[int]) -> int:
    """The first of several titles that name a speech, are numbered from one or begin alike; 0 when there are no several."""
    named = [
        index for index, title in page.titles.items()
        if index != page.page_title and (title.kind == "strong" or index in page.chained)
    ]
    several = len(named) > 1 and (page.titles[named[0]].number or 1) == 1
    return min(heads or named[:several], default=0)


def find_hellos(page: Page) -> Iterator[int]:
    """The greetings behind which 大家好 follows, on the same line or on the next."""
    for index, line in enumerate(page.lines):
        end = page.greets[index]
        named = index in page.hails or (index > 0 and page.running[index - 1] and not COMMAS.isdisjoint(line[:end]))
        named = named and page.running[index]
        if named and (line[end - 1] == "好" or WELL_MET.match(line[end + 1:end + 9] or page.line(index + 1))):
            yield index


def greets_well(words: str) -> bool:
    """Whether the words greet persons with a good day.

    >>> greets_well("各位家长,早上好"), greets_well("大家上午好")
    (True, False)
    """
    return words[-1] == "好" and ("," in words or "，" in words)


def find_abstracts(page: Page) -> list[int]:
    """The pieces of the head whose words stand again below, and not in a line of the site: abstracts, with the titles that are
    glued to them. Where the text below ends with them too, it is the same text twice.
    """
    plain = ["" if page.rows[at] else squeeze(GATHERED.sub("", line)) for at, line in enumerate(page.lines[:HEAD_LINES])]
    found: list[int] = []
    for index, words in enumerate(plain[:16]):
        shortest = ABSTRACT // 2 if index and shares_line(page, index) else ABSTRACT
        again = "".join(plain[index + 1:])
        if not page.running[index] and words in plain[index + 1:]:
            continue  # a title that is printed again
        if begins_with_marker(page.lines[index]) or (index in page.greetings and words not in again):
            break
        whole = found[-1:] == [index - 1] and page.running[index] and words in again
        if page.rows[index] is None and (whole or (len(words) >= shortest and stands_in(words.rstrip(ELLIPSIS), again))):
            found.append(index)
        elif page.running[index] and len(words) > LONG and not is_blurb(page.lines[index]):
            break
    if found and "".join(plain).endswith(plain[found[-1]]):
        return []
    while found and found[0] and shares_line(page, found[0]) and not page.running[found[0] - 1]:
        found.insert(0, found[0] - 1)
    return found


def find_notes(page: Page, closings: Sequence[bool]) -> Iterator[int]:
    """Where explanations without a heading begin: number one behind a closing, or a sign told of above."""
    clear, told = True, CIRCLED.search(page.text) is not None
    for index in range(len(page.pieces) - 1, 0, -1):
        line = page.lines[index]
        note = NOTE.match(line) if may_be_note(line[0]) else None
        if note and note["one"] and clear:
            ruled = RULE.fullmatch(page.lines[index - 1]) and OF_NOTES.search(line)
            if (note[0] == "①" and told) or closings[index - 1] or note[0][0] == "注" or ruled:
                yield index
        elif note is None and (len(line) > NOTE_LENGTH or (page.running[index] and closings[index])):
            clear = False
        title = page.titles.get(index)
        if title and (index in page.chained or (title.kind == "strong" and not begins_with_marker(line))):
            clear = True


def find_plain(around: Around) -> Iterator[int]:
    """The sentences amid a text of which no more can be said than what their words show: nothing around them tells more."""
    page, closings, sources = around.page, around.closings, around.sources
    for index in range(max(around.first, around.lead + 1) + 1, (around.last + 1) or len(page.pieces)):
        line = page.lines[index]
        if (
            page.running[index] and line[-1] == "。" and line[-2:-1] not in CLOSED_ENDS
            and not (around.turns[index] or page.greets[index])
            and IS_HAN.match(line) and line[0] not in LABELLING and not line.startswith(SAID_FIRST) and "\n" not in line
            and page.rows[index - 1] is None and not (closings[index - 1] or sources[index - 1] or closings[index])
            and not (index + 1 in page.greetings or index + 1 in around.abstracts or (around.abstract and len(line) <= SHORT))
            and not ((index < HEAD_LINES or len(line) <= LONG) and is_blurb(line))
        ):
            yield index
