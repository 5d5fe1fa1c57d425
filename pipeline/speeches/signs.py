"""A page in; out, for every piece its signs: what it is by itself, beside its neighbours, and on its page, each a name.

A sign decides nothing. What it counts for each role stands in weights.toml, one row a sign and role.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.speeches.furniture import is_blurb
from pipeline.speeches.lines import (
    CHUNK,
    EDITOR,
    FULL_TEXT,
    LONG,
    NOTE,
    OUTLINED,
    PERSONS,
    SHORT,
    STAMP,
    TURN,
    closing_signs,
    ends_speech,
    signs_of_line,
    squeeze,
)
from pipeline.speeches.page import HEAD_LINES, Page
from pipeline.speeches.speakers import is_speaker
from pipeline.speeches.title_signs import signs_of_title
from pipeline.text.addresses import find_address
from pipeline.text.greetings import is_closing, is_date_line, is_greeting, is_source, salutation_end
from pipeline.text.markers import begins_with_marker

TWICE = 40  # code points: a shorter line without a stop that stands twice on a page is the site's
LEAD_LINES = 12  # pieces above 「全文如下：」 that may tell of the speech
ABSTRACT = 45  # code points, without spaces, of the shortest abstract
ADDRESS_LINES = 12  # pieces that a greeting may be written over
NOTE_LENGTH = 400  # code points: no line of an explanation is longer
CIRCLED = re.compile(r"①(?<=[^\s：:；;]①)")  # of a note, inside a line; not the first item of a list
BLURBED = re.compile(r"[【\[]?(?:前言|导语|导读|引言|开篇|导\s*读|摘要|编者按|本文)[】\]]?\s*[:：]?")


@dataclass(slots=True)
class Around:
    """A page with what the signs of all its pieces need: where its text begins and ends, and the lines that open something."""

    page: Page
    first: int = 0
    last: int = -1
    lead: int = -1
    sources: int = 0
    abstract: str = ""
    abstracts: set[int] = field(default_factory=set)
    notes: set[int] = field(default_factory=set)
    turns: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    addressed: set[int] = field(default_factory=set)


def signs_of(page: Page) -> list[frozenset[str]]:
    """The signs of every piece, in order."""
    around = look_around(page)
    return [frozenset(signs_of_piece(around, index)) for index in range(len(page.pieces))]


def look_around(page: Page) -> Around:
    """All that needs the whole page."""
    count = len(page.pieces)
    texted = (i for i in range(count) if page.running[i] and not (i < HEAD_LINES and is_blurb(page.lines[i])))
    stopped = (i for i in reversed(range(count)) if page.running[i] and page.lines[i][-1] in "。！？!?”）)…;；:：")
    head = range(min(count, LEAD_LINES + 8))
    said = (i for i in head if not NOTE.match(page.lines[i]) and not is_blurb(page.lines[i]))
    leads = [i for i in said if FULL_TEXT.search(page.lines[i][-90:])]
    lasting = (i for i in leads if i + 1 not in leads)  # 「下稿由…发出：」 over 「以下是…开场白：」
    abstracts = set(find_abstracts(page))
    return Around(
        page, first=next(texted, count), last=next(stopped, -1), lead=next(lasting, -1),
        sources=sum(len(line) < 420 and is_source(line) for line in page.lines),
        abstracts=abstracts, abstract=squeeze("".join(page.lines[index] for index in sorted(abstracts))),
        notes=set(find_notes(page)),
        turns=Counter(found[0] for line in page.lines if (found := TURN.match(line))),
        repeated=Counter(page.lines[index] for index in page.short if len(page.lines[index]) <= TWICE),
        addressed=set(find_addressed(page)),
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


def find_abstracts(page: Page) -> Iterator[int]:
    """The pieces of the head whose words stand again below: abstracts, with the titles that are glued to them."""
    plain = [squeeze(line) for line in page.lines[:HEAD_LINES]]
    for index, words in enumerate(plain[:16]):
        shortest = ABSTRACT // 2 if index and shares_line(page, index) else ABSTRACT
        if page.rows[index] is None and len(words) >= shortest and words[-14:-2] in "".join(plain[index + 1:]):
            yield index
            while index and shares_line(page, index):
                index -= 1
                yield index


def shares_line(page: Page, index: int) -> bool:
    """Whether the piece stands on one line with the piece above it."""
    return "\n" not in page.text[page.pieces[index - 1].end:page.pieces[index].start]


def find_notes(page: Page) -> Iterator[int]:
    """Where explanations without a heading begin: number one behind a closing, or a sign told of above."""
    clear, told = True, CIRCLED.search(page.text) is not None
    for index in range(len(page.pieces) - 1, 0, -1):
        line = page.lines[index]
        note = NOTE.match(line)
        if note and note["one"] and clear:
            if (note[0] == "①" and told) or is_closing(page.lines[index - 1][-120:]) or note[0][0] == "注":
                yield index
        elif note is None and (len(line) > NOTE_LENGTH or (page.running[index] and is_closing(line[-120:]))):
            clear = False
        title = page.titles.get(index)
        if title and (index in page.chained or (title.kind == "strong" and not begins_with_marker(line))):
            clear = True


def signs_of_piece(around: Around, index: int) -> Iterator[str]:
    """The signs of one piece."""
    page = around.page
    line = page.lines[index]
    yield "any"
    yield from signs_of_place(around, index)
    if page.rows[index] is not None:
        yield from signs_of_furniture(page, index)
    else:
        yield from signs_of_text(around, index) if page.running[index] else signs_of_bare(around, index)
        yield from closing_signs(line)
        if EDITOR.match(line):
            yield "editor's note"
    if len(line) <= LONG:
        yield from signs_of_line(line)
    if len(line) <= SHORT and is_date_line(line):
        yield "date"
        if index > around.first:
            yield "stamp" if STAMP.search(line) else "plain date"
    if index in page.titles:
        yield from signs_of_title(page, index, around.lead)


def signs_of_place(around: Around, index: int) -> Iterator[str]:
    """Where on the page the piece stands."""
    page, line = around.page, around.page.lines[index]
    if index <= around.first:
        yield "first text" if index == around.first else "above all text"
    if index > around.last:
        yield "behind all stops"
    if index in page.contents:
        yield "contents"
    if index in around.abstracts:
        yield "abstract"
    elif around.abstract and 4 <= len(line) <= SHORT and (words := squeeze(line)) in around.abstract:
        yield "begins the abstract" if around.abstract.startswith(words) else "in the abstract"
    if around.lead in (index, index - 1) and around.lead >= 0:
        yield "lead's end" if index == around.lead else "behind the lead"
    elif around.lead - LEAD_LINES <= index < around.lead and page.running[index]:
        yield "lead"
    if index in around.addressed:
        yield "greeting over lines"
    if index in around.notes:
        yield "notes begin"
    if index in page.linked:
        yield "in a list of links"
    if index in page.within:
        yield "between parts"


def signs_of_furniture(page: Page, index: int) -> Iterator[str]:
    """What the furniture table says of the piece. A footer opens the rest of the page only in its second half."""
    row = page.rows[index]
    if row is None:
        return
    yield "furniture"
    yield row.kind
    if row.why == "elision of a preview":
        yield "elision"
    if row.reach == "rest" and (row.kind != "footer" or 2 * page.pieces[index].start > len(page.text)):
        yield "opens rest"


def signs_of_text(around: Around, index: int) -> Iterator[str]:
    """Signs of running text."""
    page, line = around.page, around.page.lines[index]
    size = len(line)
    yield "running"
    if size > SHORT:
        yield "paragraph"
    elif line[-1] in "?？":
        yield "asks"
    if (found := TURN.match(line)) and around.turns[found[0]] > 1:
        yield "turn"
    if index == around.first and not any(page.running[index + 1:]):
        yield "only text"
    opening = CHUNK.sub("", line[:100]) if line[0].isdecimal() else line[:100]
    if index in page.greetings or is_greeting(line[:100]) or is_greeting(opening):
        yield "greeting"
    elif begins_text(around, index) and opening.startswith(PERSONS):
        yield "address of persons"
    elif salutation_end(line[:100]):
        yield "greets"
    above = page.above(index)
    if above >= 0 and ends_speech(page.lines[above]):
        yield "thanks above"
        if around.sources > 1 and size > SHORT:
            yield "source above"
    if index + 1 in page.greetings:
        yield "greeting below"
    if (index < HEAD_LINES or size <= LONG) and is_blurb(line):
        yield "blurb"
    if index < HEAD_LINES and BLURBED.match(line):
        yield "labelled blurb"


def signs_of_bare(around: Around, index: int) -> Iterator[str]:
    """Signs of a short line that is neither furniture nor running text."""
    page, line = around.page, around.page.lines[index]
    yield "bare"
    if begins_with_marker(line) and not is_date_line(line):
        yield "marker"
    if index > around.first and (found := TURN.match(line)) and around.turns[found[0]] > 1:
        yield "turn"
    if begins_text(around, index) and (line.startswith(PERSONS) or calls(page, index)):
        yield "address of persons"
    below = page.line(index + 1)
    if is_speaker(line) and below and below[0] not in "(（〔[" and is_date_line(below):
        yield "signature"
    if around.repeated[line] > 1 and is_of_site(page, index):
        yield "printed twice"


def begins_text(around: Around, index: int) -> bool:
    """Whether no text stands right above the piece."""
    above = around.page.above(index)
    return index <= around.first or (above >= 0 and not around.page.running[above])


def calls(page: Page, index: int) -> bool:
    """Whether the line names an audience and a colon follows: 主席："""
    return page.lines[index][-1] in ":：" and find_address(page.text, page.pieces[index:index + 1]) is not None


def is_of_site(page: Page, index: int) -> bool:
    """Whether a line that stands twice is the site's: no name, no marker, no turn, no title on a page of several."""
    line, key = page.lines[index], page.keys.get(index, "")
    if len(line) < 4 or line[-1] in ":：" or is_speaker(line) or OUTLINED.match(line) or begins_with_marker(line):
        return False
    return not (page.several and page.key_counts[key] > 1)
