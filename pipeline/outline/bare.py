"""The short lines of a speech in; out, those that may be headings without a number, each with what speaks for and against it."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from operator import itemgetter

from pipeline.outline.headings import CALL, ITEMS, LEVELS, PART, SENTENCE, TITLE, bare_kind, line_facts
from pipeline.text.characters import COLONS, COMMAS, ENDS_PARAGRAPH, NUMERALS, STOPS
from pipeline.text.dates import DATE_LINE
from pipeline.text.greetings import salutation_end
from pipeline.text.markers import Mark
from pipeline.text.reading import Reading, cues_of
from pipeline.text.records import Line
from pipeline.text.systems import System

CALLING = re.compile(f"[^{STOPS}，,]{{5,39}}[{COLONS}]")  # a line that leads on
LONGEST_BARE = 40  # code points of a heading on a line of its own
NO_PART = frozenset({
    "bare.telling", "bare.caption", "bare.introducing", "bare.broken", "bare.dated", "bare.speaker", "bare.calls", "bare.greets",
})
LEADS_ON = frozenset({"bare.under_short_line", "bare.over_marker"})  # told against others, not of what leads on
TOLD_FACTS = frozenset({"bare.telling", "bare.relating"})
PARALLEL = 4  # headings in parallel stand at most so many lines apart
BULLETS = frozenset("•●·○◦▪■")  # of a list of sentences
GREETED = frozenset(f"{COLONS}！!")
ALIKE = 4  # code points with which parallel sentences begin
LONE_NUMBER = 4  # code points of a paragraph's number on a line of its own
OFTEN = 2  # more than one in so many lines are no headings, if they are sentences over lines no longer than they
LEAST_SENTENCE, SHORT_SENTENCE = 7, 18  # code points of a sentence that heads a text
TWICE, FULL_LINE = 2, 24  # times its length, code points of a line that is text under it
PARAGRAPH = 45  # what follows a heading is a paragraph: at least this long
REPORTING = re.compile(  # what parts of a report are called: 2025年工作回顾, 今后五年的主要任务, 存在的问题
    r"(?:(?:[0-9]{4}|[二〇一三四五六七八九]{4}|[xX×]{2,4})年|过去(?:[一二三四五]年|的?一年)|今后[一二三四五]年|五年来|[去今明上]年|新的一年|下一?步|"
    rf"[“「]?十[{NUMERALS}]五[”」]?(?:时期|期间)|本届).{{0,12}}(?:工作|回顾|任务|要求|目标|安排|打算|思路|成[就绩]|情况|计划|建议|设想|举措|部署|重点)$|"
    r"对?当前的?.{0,4}形势.{0,8}$|存在的?(?:主要|突出)?(?:困难|问题|不足)$|加强.{0,4}自身建设$"
)
CLAUSES = re.compile(f"[{COMMAS}{COLONS}]")
LEADING_IN = re.compile(r"[引前导序][ \u3000]*[言论]")


def find_bare(
    reading: Reading, lines: Sequence[Line], marked: set[int], paragraphs: set[int], again: Collection[int]
) -> list[tuple[Mark, tuple[str, ...]]]:
    """The lines that may be headings without a number, in reading order, with their facts; `marked` are the lines that begin
    with a marker, `paragraphs` those of them that begin with the number of a paragraph, `again` those with the 1 of a kind
    that counts anew. A heading of a level that the container states is a system of its own."""
    text = reading.twin
    cues = cues_of(reading.cues, lines)
    shorts = [
        (index, kind)
        for index, line in enumerate(lines)
        if line.end - line.start <= LONGEST_BARE and index not in marked and (kind := bare_kind(text, line))
    ]
    sentences = [index for index, kind in shorts if kind is SENTENCE]
    over = find_sentences_over(text, lines, sentences)
    plain = OFTEN * (len(sentences) - len(over)) > len(lines) - len(marked)
    dropped = {index for index in sentences if plain or (index not in over and text[lines[index].start] in BULLETS)}
    shorts = [(index, kind) for index, kind in shorts if index not in dropped]
    parts = find_parts(text, lines, shorts, marked - paragraphs)
    shorts = [(index, PART if index in parts else kind) for index, kind in shorts]
    shorts = sorted([*shorts, *((index, CALL) for index in find_calls(text, lines, marked))], key=itemgetter(0))
    likes, dashed = likeness(text, lines, shorts), find_dashed(text, lines, sentences)
    opened = sum(text[line.end - 1] not in ENDS_PARAGRAPH for line in lines) - sum(kind is TITLE for _i, kind in shorts)
    common: tuple[str, ...] = ("bare.broken_lines",) if 4 * opened > len(lines) else ()
    if cues and not any(cue.kind == "item" for cue in cues.values()):
        common += ("bare.page_has_cues",)
    found = []
    for index, kind in shorts:
        cue = cues.get(index)
        if index + 1 < len(lines) or cue:
            system = LEVELS.get((kind.name, cue.level), kind) if cue and cue.kind == "heading" else kind
            if kind is PART:
                placed = ["part.heading"]
            else:
                placed = [*place_facts(text, lines, index, marked - paragraphs, again), *likes[index]]
                placed += ["sentence.over_dashes"] * (index in dashed)
                placed += ["bare.reporting"] * (kind is TITLE and "bare.over_paragraph" in placed and reports(text, lines, index))
            if index - 1 in parts or kind is CALL:
                placed = [*(fact for fact in placed if fact not in LEADS_ON), *["part.first"] * (index - 1 in parts)]
            facts = (*line_facts(text, lines[index], TITLE if kind is PART else kind), *placed)
            mark = Mark(lines[index].start, lines[index].start, system, None, index, False)
            found.append((mark, (*facts, *([f"cue.{cue.kind}"] if cue else []), *common)))
    return found


def find_sentences_over(text: str, lines: Sequence[Line], sentences: Sequence[int]) -> set[int]:
    """The short sentences that stand over a line twice as long; none where some of them are told, or say next to nothing."""
    sizes = [line.end - line.start for line in (*lines, Line(0, 0))]
    short = (index for index in sentences if sizes[index] <= SHORT_SENTENCE)
    over = {index for index in short if sizes[index + 1] >= max(TWICE * sizes[index], FULL_LINE)}
    facts = (line_facts(text, lines[index], SENTENCE) for index in over)
    told = any(sizes[index] < LEAST_SENTENCE for index in over) or not all(map(TOLD_FACTS.isdisjoint, facts))
    return set() if told else over


def find_dashed(text: str, lines: Sequence[Line], sentences: Sequence[int]) -> set[int]:
    """The sentences right over dashes that begin as another such one does: 五年来，始终把…。 over ——…"""
    over = [index for index in sentences if sum(text.startswith("——", line.start) for line in lines[index + 1:index + 3]) > 1]
    begun = Counter(text[lines[index].start:lines[index].start + ALIKE] for index in over)
    return {index for index in over if begun[text[lines[index].start:lines[index].start + ALIKE]] > 1}


def find_calls(text: str, lines: Sequence[Line], marked: set[int]) -> list[int]:
    """The lines that lead on to what is said to each of several: 我想对老师说： … 我想对家长说："""
    leading = [index for index, line in enumerate(lines) if index not in marked and CALLING.fullmatch(text, *line)]
    shapes = {index: text[lines[index].start:lines[index].start + 3] + text[lines[index].end - 2] for index in leading}
    different = {(shape, text[slice(*lines[index])]) for index, shape in shapes.items()}  # who speaks says the same again
    often = Counter(shape for shape, _said in different)
    return [index for index in leading if often[shapes[index]] > 1]


def find_parts(text: str, lines: Sequence[Line], shorts: Sequence[tuple[int, System]], marked: set[int]) -> set[int]:
    """The titles right above another title that has a paragraph below: on two levels, when there are several of them."""
    found = set()
    for (index, kind), (below, other) in pairwise(shorts):
        titled = kind is TITLE is other and below == index + 1 < len(lines) - 1
        text_at = below + 1 + (below + 2 < len(lines) and lines[below + 1].end - lines[below + 1].start <= LONE_NUMBER)
        if titled and below + 1 not in marked and lines[text_at].end - lines[text_at].start >= PARAGRAPH:
            headed = index == 0 or text[lines[index - 1].end - 1] in ENDS_PARAGRAPH
            if headed and not any(NO_PART.isdisjoint(line_facts(text, lines[one], TITLE)) is False for one in (index, below)):
                found.add(index)
    titles = {index for index, kind in shorts if kind is TITLE}
    told = {index for index in titles if REPORTING.match(text, *lines[index])}
    if 1 < len(told) < len(shorts) - 1:
        found |= told
    beside = {index for index in titles if LEADING_IN.fullmatch(text, *lines[index])}
    return found | beside if len(found) > 1 else set()


def reports(text: str, lines: Sequence[Line], index: int) -> bool:
    """Whether a line behind a sentence is called as parts of a report are."""
    told = index > 0 and text[lines[index - 1].end - 1] in STOPS
    return told and REPORTING.match(text, *lines[index]) is not None and CLAUSES.search(text, *lines[index]) is None


def find_items(reading: Reading, lines: Sequence[Line], marked: set[int]) -> list[Mark]:
    """The items of numbered lists, whose numbers a browser or Word shows and no character of the text says."""
    return [
        Mark(lines[index].start, lines[index].start, ITEMS[cue.level], cue.number, index, False)
        for index, cue in cues_of(reading.cues, lines).items()
        if cue.kind == "item" and cue.number is not None and cue.level in ITEMS and index not in marked
    ]


def place_facts(text: str, lines: Sequence[Line], index: int, marked: set[int], again: Collection[int]) -> list[str]:
    """What the lines around say: whether a paragraph ended before and one begins behind."""
    facts = []
    if index == 0:
        facts.append("bare.first_line")
    elif index - 1 in marked:
        facts.append("bare.under_marker")
    elif text[lines[index - 1].end - 1] not in ENDS_PARAGRAPH:
        above = lines[index - 1]
        facts.append("bare.under_open_line" if above.end - above.start > LONGEST_BARE else "bare.under_short_line")
    if index + 1 in marked:
        return [*facts, "bare.over_restart" if index + 1 in again else "bare.over_marker"]
    if index + 1 >= len(lines):
        return [*facts, "bare.last_line"]
    start, end = lines[index + 1]
    if greets(text, lines, index + 1):
        facts.append("bare.over_greeting")
    if any(DATE_LINE.match(text, *below) for below in lines[index + 1:index + 3]):
        facts.append("bare.over_date")
    long, ended = end - start >= PARAGRAPH, text[end - 1] in ENDS_PARAGRAPH
    facts.append("bare.over_paragraph" if long and ended else "bare.over_open_line" if long else "bare.over_short_line")
    if index + 2 in marked and not long:
        facts.append("bare.over_lead")
    return facts


def greets(text: str, lines: Sequence[Line], index: int) -> bool:
    """Whether the line with that index is there and is nothing but a greeting."""
    if index >= len(lines) or lines[index].end - lines[index].start > LONGEST_BARE:
        return False
    words = text[slice(*lines[index])]
    return words[-1] in GREETED and salutation_end(words) >= len(words) - 1


def likeness(text: str, lines: Sequence[Line], shorts: Sequence[tuple[int, System]]) -> dict[int, list[str]]:
    """What the other lines of its kind say of each: how many there are, and whether the nearest look alike."""
    counts = Counter(kind.name for _index, kind in shorts)
    facts: dict[int, list[str]] = {}
    for index, kind in shorts:
        count = counts[kind.name]
        facts[index] = [f"{kind.name}.{'alone' if count == 1 else 'pair' if count < 3 else 'several' if count < 8 else 'many'}"]
    for system in (TITLE, SENTENCE):
        group = [index for index, kind in shorts if kind is system]
        for first, second in pairwise(group):
            (start, end), (other, other_end) = lines[first], lines[second]
            same = [
                name for name, holds in (
                    ("near", 1 < second - first <= PARALLEL), ("touching", second - first == 1),
                    ("same_start", text[start:start + 2] == text[other:other + 2]),
                    ("same_end", text[end - 3:end] == text[other_end - 3:other_end]),
                    ("same_length", abs((end - start) - (other_end - other)) <= 2),
                ) if holds
            ]
            for name in same:
                for place in (first, second):
                    fact = f"{system.name}.{name}"
                    facts[place].append(fact if fact not in facts[place] else f"{fact}_both")
    return facts
