"""A page in; out, for every piece its signs: what it is by itself, beside its neighbours, and on its page, each a name.

A sign decides nothing. What it counts for each role stands in weights.toml, one row a sign and role.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.lines import wording
from pipeline.lines.furniture import SiteRow, is_blurb
from pipeline.lines.speakers import is_office, is_speaker
from pipeline.lines.titles import SPEECH
from pipeline.lines.told_dates import is_signature
from pipeline.lines.wording import BLURBED, CHUNK, EDITOR, LONG, OUTLINED, PERSONS, SHORT, STAMP, WORDS
from pipeline.speeches.around import Around, find_plain, greets_well, look_around
from pipeline.speeches.contents import names_theme
from pipeline.speeches.page import HEAD_LINES, SPOKEN_BY, Page, shares_line
from pipeline.speeches.title_signs import OTHER_PAPER, signs_of_title
from pipeline.speeches.told_of import LEAD_LINES, calls, is_verse, tells
from pipeline.text.characters import HAN, IS_HAN
from pipeline.text.dates import is_date_line
from pipeline.text.greetings import THANKED, is_greeting
from pipeline.text.markers import begins_with_marker

OF_NUMBER, ABSTRACTS = frozenset({"page mark", "no words"}), ("本文简介", "内容简介", "本文摘要", "内容摘要", "摘要")
NAMED_TITLE = frozenset({
    "strong kind", "weak kind", "kind inside", "chained", "numbered", "occasion", "listed", "ends alike",
    "key again in a collection", "container's heading", "number above a title", "alike heads", "alike over greetings",
    "greeting under", "date under", "plain date under", "subtitle under", "speaker under",
    "unit under", "lead under", "in book marks", "named in a blurb below",
})
"""Any of them says that a line is a title, or what stands under one."""
OF_ITSELF = NAMED_TITLE - {
    "greeting under", "plain date under", "speaker under", "unit under", "lead under", "ends alike", "number above a title"
}
"""Any of them says so without what stands below any line above a text."""
ALSO = re.compile(r"[ \u3000]各位")  # 校长 各位老师 各位来宾
LONGEST_DIRECTION, BROKEN = 6, 16  # code points: （热烈掌声） in brackets; a shorter line is no sentence
COUNTED = frozenset({"declares several", "collection"})  # what only the title of a page of several speeches does
OF_SITE = frozenset({"furniture", "credits", "site word", "site words", "label", "labels", "address"})  # of brackets: no note
SUBSCRIBED = re.compile(rf"[{HAN}][A-Z]$")  # 广义货币M, over a lone 2
KNOWN_PLACES, LONGEST_NOTE = 1024, 1000  # combinations of places; code points of an editor's words above a text


def signs_of(page: Page) -> list[frozenset[str]]:
    """The signs of every piece, in order."""
    around = look_around(page)
    plain = {*find_plain(around)}
    return [signs_of_sentence(around, index) if index in plain else frozenset(signs_of_piece(around, index))
            for index in range(len(page.pieces))]


def signs_of_sentence(around: Around, index: int) -> frozenset[str]:
    """The signs of a sentence amid a text: where it stands, and what its words show, if it holds any that may show something."""
    line = around.page.lines[index]
    shown = wording.signs_of_line(line) if index in around.page.worded and len(line) <= LONG else ()
    return signs_of_plain(len(line) > SHORT, *around.placed.get(index, ())).union(shown)


@lru_cache(KNOWN_PLACES)
def signs_of_plain(paragraph: bool, *placed: str) -> frozenset[str]:
    """The signs of a sentence, whose words say nothing."""
    return frozenset(("any", "running", "sentence", *["paragraph"] * paragraph, *placed))


def signs_of_piece(around: Around, index: int) -> list[str]:
    """The signs of one piece."""
    page, line = around.page, around.page.lines[index]
    size = len(line)
    signs = ["any", *signs_of_place(around, index)]
    if row := page.rows[index]:
        signs += signs_of_furniture(page, index, row)
    else:
        signs += signs_of_text(around, index) if page.running[index] else signs_of_bare(around, index)
        if around.closings[index] or wording.is_closed(line):
            signs.append("closing" if size <= SHORT else "closing words")
            signs += ["source"] * around.sources[index]
        if "subtitle" not in signs and names_theme(page, index):
            signs.append("subtitle")
        if size <= LONGEST_NOTE and EDITOR.match(line):
            signs.append("editor's note")
    if size <= LONG:
        said = index in page.chained | page.parts or (size == 1 and line.isdecimal() and SUBSCRIBED.search(page.line(index - 1)))
        signs += [sign for sign in wording.signs_of_line(line) if not said or sign not in OF_NUMBER]
    if "bracketed" in signs and size > LONGEST_DIRECTION and index > around.first and page.running[index - 1]:
        signs += ["source in brackets"] * OF_SITE.isdisjoint(signs)
    if size <= SHORT and not IS_HAN.search(line) and WORDS.search(line):
        signs.append("no Chinese")
    if size <= SHORT and wording.is_dated(line if page.rows[index] else wording.SIGNING.sub("", line)):
        signs.append("date")
        if heads_title(page, index + 1):
            signs.append("date over a line")
        if index > around.first:
            signs.append("stamp" if STAMP.search(line) else "plain date")
    if index in page.titles:
        signs += signs_of_title(page, index, around.lead)
        signs += ["counted title again"] * (index > around.first and line in around.opening and not COUNTED.isdisjoint(signs))
        if NAMED_TITLE.isdisjoint(signs) and index > around.first and not (page.several and "page key" in signs):
            signs.append("nothing says title")
        if OF_ITSELF.isdisjoint(signs) and page.full < index <= around.first and not page.several:
            signs.append("another is named")
    return signs


def signs_of_place(around: Around, index: int) -> list[str]:
    """Where on the page the piece stands."""
    page, signs = around.page, [*around.placed.get(index, ())]
    if index <= around.first:
        signs.append("first text" if index == around.first else "above all text")
    signs += ["behind all stops"] * (0 <= around.last < index)
    below = index + 1 + (page.line(index + 1).rstrip(":：") in ABSTRACTS)
    if below in around.abstracts and index not in around.abstracts and index not in page.chained:
        signs.append("over an abstract")
    if around.abstract and index not in around.abstracts and 4 <= len(page.lines[index]) <= SHORT:
        words = wording.squeeze(page.lines[index])
        if words in around.abstract:
            signs.append("begins the abstract" if around.abstract.startswith(words) else "in the abstract")
    if around.lead in (index, index - 1) and around.lead >= 0:
        signs.append("lead's end" if index == around.lead else "behind the lead")
    elif around.lead - LEAD_LINES <= index < around.lead and page.running[index]:
        signs.append("lead")
    return signs


def signs_of_furniture(page: Page, index: int, row: SiteRow) -> Iterator[str]:
    """What the furniture table says of the piece. A footer opens the rest of the page only in its second half."""
    yield "furniture"
    yield row.kind
    if row.why == "elision of a preview":
        yield "elision"
    if row.reach == "rest" and (row.kind != "footer" or 2 * page.pieces[index].start > len(page.text)):
        yield "opens rest"


def signs_of_text(around: Around, index: int) -> list[str]:
    """Signs of running text."""
    page, line = around.page, around.page.lines[index]
    size = len(line)
    signs = ["running", *["paragraph"] * (size > SHORT)]
    if around.turns[index]:
        signs.append("turn")
    elif size <= SHORT and line[-1] in "?？":
        signs.append("asks")
    elif size <= SHORT and line[-1] in "!！" and SPEECH.search(line):
        signs.append("exclaims")
    elif line[-1] in "。；;":
        signs.append("sentence")
    if index == around.first and index >= page.said_last:
        signs.append("only text")
    head = line[:100]
    opening = CHUNK.sub("", head) if line[0].isdecimal() or line[0] in "(（" else head
    untitled = ["no title of several above"] * (page.several and not page.chained and page.full >= index)
    if index in page.greetings or index in page.hails or (opening != head and is_greeting(opening)):
        signs += [*(["greeting"] if "greeting goes on" not in around.placed.get(index, ()) else []), *untitled]
    elif opening.startswith(PERSONS) and begins_text(around, index):
        signs.append("address of persons")
    elif page.greets[index]:
        called = SPOKEN_BY.match(line) or (untitled and greets_well(line[:page.greets[index]]))
        signs += ["greeting", *untitled] if called else ["greets"]
    above = page.above(index)
    if above >= 0 and ends_speech(around, above):
        signs.append("thanks above")
        signs += ["source above"] * (around.several_sources and size > SHORT)
    elif page.full > index > above >= 0 and around.closings[above] and index in page.greetings and {*"、，,"}.intersection(line):
        signs.append("wishes above")
    signs += (["verse above a greeting"] if is_verse(line) else ["greeting below"] * tells(line)) * (index + 1 in page.greetings)
    if (index < HEAD_LINES or size <= LONG) and not page.greets[index] and is_blurb(line):
        signs.append("blurb")
    if index < HEAD_LINES and size <= LONGEST_NOTE and BLURBED.match(line):
        signs.append("labelled blurb")
    return signs


def ends_speech(around: Around, index: int) -> bool:
    """Whether the piece thanks for listening or says where the text is from: behind it another speech can begin untitled."""
    line = around.page.lines[index]
    return around.sources[index] or (len(line) < 60 and THANKED.search(line) is not None and around.closings[index])


def signs_of_bare(around: Around, index: int) -> list[str]:
    """Signs of a short line that is neither furniture nor running text."""
    page, line = around.page, around.page.lines[index]
    signs = ["bare"] if index in page.titles else ["bare", "no possible title"]
    if index < HEAD_LINES and is_blurb(line) and not (index in page.titles and page.titles[index].kind):
        signs.append("blurb")
    if page.line(index + 1)[:3] == "..." and not WORDS.search(page.line(index + 1)):
        signs.append("cut by dots")
    if line[-1] not in ":：）)】》" and any(stop in line for stop in "，,。:："):
        at_end = page.rows[index + 1:index + 2] != [None] and not shares_line(page, index) and ("，" in line or "," in line)
        signs += ["breaks off"] * (len(line) > BROKEN) + ["breaks off at the end"] * at_end
    if begins_with_marker(line) and not is_date_line(line):
        signs.append("another paper" if "❶" <= line[0] <= "❿" and OTHER_PAPER.search(line) else "marker")
    signs += ["turn"] * (index > around.first and around.turns[index])
    if begins_text(around, index) and (line.startswith(PERSONS) or ALSO.search(line) or calls(page, index)):
        signs.append("address of persons")
    if is_speaker(line):
        signs += signs_of_name(around, index)
    elif (index + 1 in page.greetings or is_speaker(below := page.line(index + 1)) or 1 < len(below) < 4) and is_office(line):
        signs.append("office")
    elif index > around.last and index > around.first and (is_signature(line) or wording.HONOURS.search(line)):
        signs += ["signs the page"] + ["pays respects"] * (wording.HONOURS.search(line) is not None)
    if around.repeated[line] > 1 and is_of_site(page, index):
        again = around.repeated[line] > 2 and around.first < index and line in around.opening
        signs.append("running head" if again else "printed twice")
    return signs


def signs_of_name(around: Around, index: int) -> Iterator[str]:
    """Signs of a line that is nothing but a speaker: what stands above and below."""
    page, above, below = around.page, around.page.above(index), around.page.line(index + 1)
    if below and below[0] not in "(（〔[" and is_date_line(below):
        yield "signature"
    elif (index > around.last and index > around.first) or signs_text(around, index):
        yield "signs the page"
    if above >= 0 and (above == page.page_title or (above in page.titles and page.titles[above].kind)):
        yield "name under a title"
    if around.named > 1 and index + 1 in page.greetings:
        yield "names over greetings"


def signs_text(around: Around, index: int) -> bool:
    """Whether a name, or several, stand between a text and the notes behind it."""
    rows, behind = around.page.rows, around.unnamed[index]
    row = rows[behind] if behind < len(rows) else None
    return row is not None and row.reach == "rest"


def heads_title(page: Page, index: int) -> bool:
    """Whether the piece, under a date, could be a title: not who speaks, where, or on what occasion."""
    line = page.line(index)
    return index in page.titles and not (is_speaker(line) or wording.is_subtitle(line) or is_date_line(line))


def begins_text(around: Around, index: int) -> bool:
    """Whether no text stands right above the piece."""
    above = around.page.above(index)
    return index <= around.first or (above >= 0 and not around.page.running[above])


def is_of_site(page: Page, index: int) -> bool:
    """Whether a line that stands twice is the site's: no name, no marker, no turn, no title on a page of several."""
    line, key = page.lines[index], page.keys.get(index, "")
    if len(line) < 4 or line[-1] in ":：" or is_speaker(line) or OUTLINED.match(line) or begins_with_marker(line):
        return False
    return not (page.several and page.key_counts[key] > 1)
