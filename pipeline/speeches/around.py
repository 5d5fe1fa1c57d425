"""A page in; out, where its text begins and ends, its abstracts, notes, greetings over lines, what opens something."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.speeches.furniture import is_blurb
from pipeline.speeches.lines import FULL_TEXT, NOTE, TURN, is_subtitle, squeeze
from pipeline.speeches.page import HEAD_LINES, Page
from pipeline.speeches.speakers import is_speaker
from pipeline.speeches.titles import STRONG, WEAK
from pipeline.text.addresses import find_address
from pipeline.text.greetings import is_closing, is_greeting, is_source, salutation_end
from pipeline.text.markers import begins_with_marker

TWICE = 40  # code points: a shorter line without a stop that stands twice on a page is the site's
LEAD_LINES = 12  # pieces above 「全文如下：」 that may tell of the speech
ABSTRACT = 45  # code points, without spaces, of the shortest abstract
ELLIPSIS = ".…·。"  # where an abstract breaks off
ADDRESS_LINES = 12  # pieces that a greeting may be written over
LONGEST_SOURCE = 420  # code points of a line that says where a text is from
NOTE_LENGTH = 400  # code points: no line of an explanation is longer
HELLO = re.compile(r"(?:大家|同志们|同学们|你们|各位)?(?:早上|上午|中午|下午|晚上|早晨|节日|新年|新春)?好[!！。,，]")
NAMES = re.compile(f"{STRONG}|{WEAK}")  # kinds of speeches and papers
LISTED = 3  # titles of a kind in one stretch of short lines: a list of titles
CIRCLED = re.compile(r"①(?<=[^\s：:；;]①)")  # of a note, inside a line; not the first item of a list


@dataclass(slots=True)
class Around:
    """A page with what the signs of all its pieces need: where its text begins and ends, and the lines that open something."""

    page: Page
    first: int = 0
    last: int = -1
    lead: int = -1
    named: int = 0
    closings: list[bool] = field(default_factory=list)
    sources: list[bool] = field(default_factory=list)
    several_sources: bool = False
    abstract: str = ""
    abstracts: frozenset[int] = frozenset()
    places: Sequence[tuple[str, Collection[int]]] = ()
    turns: list[bool] = field(default_factory=list)
    repeated: Counter[str] = field(default_factory=Counter)


def look_around(page: Page) -> Around:
    """All that needs the whole page."""
    count = len(page.pieces)
    texted = (i for i in range(count) if page.running[i] and not (i < HEAD_LINES and is_blurb(page.lines[i])))
    stopped = (i for i in reversed(range(count)) if page.running[i] and page.lines[i][-1] in "。！？!?”）)…;；:：")
    head = range(min(count, LEAD_LINES + 8))
    said = (i for i in head if not NOTE.match(page.lines[i]) and not is_blurb(page.lines[i]))
    leads = [i for i in said if FULL_TEXT.search(page.lines[i][-90:])]
    lasting = (i for i in leads if i + 1 not in leads)  # 「下稿由…发出：」 over 「以下是…开场白：」
    abstracts, addressed = frozenset(find_abstracts(page)), set(find_addressed(page))
    hellos = list(find_hellos(page))
    closings = [is_closing(line[-120:]) for line in page.lines]
    sources = [len(line) < LONGEST_SOURCE and is_source(line) for line in page.lines]
    labels = [found and found[0] for found in map(TURN.match, page.lines)]
    often = Counter(labels)
    return Around(
        page, first=next(texted, count), last=next(stopped, -1), lead=next(lasting, -1),
        named=sum(index - 1 in page.titles and is_speaker(page.lines[index - 1]) for index in page.greetings),
        closings=closings, sources=sources, several_sources=sum(sources) > 1,
        abstracts=abstracts, abstract=squeeze("".join(page.lines[index] for index in sorted(abstracts))),
        places=[(sign, pieces) for sign, pieces in (
            ("contents", page.contents), ("abstract", abstracts), ("greeting over lines", addressed),
            ("hello", set(hellos)), ("hello again", set(hellos[1:])),
            ("greeting goes on", {index for index in addressed if index - 1 in addressed}),
            ("above all titles", range(find_titled(page))), ("among titles", set(find_lists(page))),
            ("notes begin", set(find_notes(page, closings))), ("in a list of links", page.linked), ("between parts", page.within),
        ) if pieces],
        turns=[label is not None and often[label] > 1 for label in labels],
        repeated=Counter(page.lines[index] for index in page.short if len(page.lines[index]) <= TWICE),
    )


def find_addressed(page: Page) -> Iterator[int]:
    """The pieces of greetings that are written over several lines."""
    behind = 0
    for index, line in enumerate(page.lines):
        if index >= behind and line[-1] in "，,、" and len(line) <= TWICE:
            found = find_address(page.text, page.pieces[index:index + ADDRESS_LINES])
            end = next((i for i in range(index, len(page.pieces)) if page.pieces[i].end >= found.end), index) if found else index
            if found and found.start == page.pieces[index].start and end > index:
                behind = end + 1
                yield from range(index, behind)


def find_titled(page: Page) -> int:
    """The first of several titles that name a speech or are numbered from one; 0 when there are no several."""
    named = [
        index for index, title in page.titles.items()
        if index != page.page_title and (title.kind == "strong" or index in page.chained)
    ]
    if len(named) < 2 or (page.titles[named[0]].number or 1) > 1:
        return 0
    return named[0]


def find_hellos(page: Page) -> Iterator[int]:
    """The greetings behind which 大家好 follows, on the same line or on the next."""
    for index, line in enumerate(page.lines):
        if page.running[index] and is_greeting(line[:100]):
            end = salutation_end(line)
            if line[end - 1] == "好" or HELLO.match(line[end + 1:end + 9] or page.line(index + 1)):
                yield index


def find_lists(page: Page) -> Iterator[int]:
    """The lines of stretches of short lines several of which name a kind of text; above a text only those before the last."""
    listed: list[int] = []
    for index in [*page.short, len(page.lines)]:
        if listed and index != listed[-1] + 1:
            if index < len(page.lines) and all(page.rows[between] for between in range(listed[-1] + 1, index)):
                listed.append(index)
                continue
            texted = index < len(page.lines) or page.line(listed[-1] + 1) != ""
            naming = [one for one in listed if NAMES.search(page.lines[one]) and not is_subtitle(page.lines[one])]
            if len({page.lines[one] for one in naming}) >= LISTED:
                yield from (one for one in listed if not texted or one < naming[-1])
            listed = []
        listed.append(index)


def find_abstracts(page: Page) -> list[int]:
    """The pieces of the head whose words stand again below: abstracts, with the titles that are glued to them.

    Where the text below ends with them too, it is the same text twice.
    """
    plain = [squeeze(line) for line in page.lines[:HEAD_LINES]]
    found: list[int] = []
    for index, words in enumerate(plain[:16]):
        shortest = ABSTRACT // 2 if index and shares_line(page, index) else ABSTRACT
        again = "".join(plain[index + 1:])
        whole = found[-1:] == [index - 1] and page.running[index] and words in again
        if page.rows[index] is None and (whole or (len(words) >= shortest and words.rstrip(ELLIPSIS)[-13:-1] in again)):
            found.append(index)
    if found and "".join(plain).endswith(plain[found[-1]]):
        return []
    abstracts = set(found)
    for index in found:
        while index and shares_line(page, index):
            index -= 1
            abstracts.add(index)
    return sorted(abstracts)


def shares_line(page: Page, index: int) -> bool:
    """Whether the piece stands on one line with the piece above it."""
    return "\n" not in page.text[page.pieces[index - 1].end:page.pieces[index].start]


def find_notes(page: Page, closings: Sequence[bool]) -> Iterator[int]:
    """Where explanations without a heading begin: number one behind a closing, or a sign told of above."""
    clear, told = True, CIRCLED.search(page.text) is not None
    for index in range(len(page.pieces) - 1, 0, -1):
        line = page.lines[index]
        note = NOTE.match(line)
        if note and note["one"] and clear:
            if (note[0] == "①" and told) or closings[index - 1] or note[0][0] == "注":
                yield index
        elif note is None and (len(line) > NOTE_LENGTH or (page.running[index] and closings[index])):
            clear = False
        title = page.titles.get(index)
        if title and (index in page.chained or (title.kind == "strong" and not begins_with_marker(line))):
            clear = True
