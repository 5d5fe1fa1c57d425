"""A speech's lines in; out, its scene: every candidate for a section in reading order, with the facts that no tree changes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from pipeline.outline.bare import find_bare, find_items, greets
from pipeline.outline.chains import FAR, Chain, link_marks
from pipeline.outline.headings import heading_span
from pipeline.outline.lists import agenda_marks, contents_lines, lines_anew, paragraph_numbers, speaker_lines, spoken_lines
from pipeline.outline.words import (
    AGENDA_ITEM,
    DECIDED,
    RUNNING_LINE,
    THANKS,
    Hints,
    begun_in_sentence,
    count_told,
    counts_on,
    noted,
    read_words,
    said_by,
    told_inside,
)
from pipeline.text.characters import ENDS, ENDS_PARAGRAPH, QUOTED
from pipeline.text.markers import Mark, find_marks
from pipeline.text.numerals import number_value
from pipeline.text.reading import LONG_LINE, Reading, cues_of
from pipeline.text.records import Line
from pipeline.text.systems import System

AGENDA, CONTENTS, IN_SENTENCE = "take.agenda", "take.contents", ("begin.in_sentence",)
SUMMED = re.compile(r"[^。！？；;：:，,\n]{2,10}。.")  # a lead sentence: no number of a paragraph
NOTED = frozenset(f"{ENDS}{QUOTED}，,")  # a note's sign stands right behind these
COUNTING_ON, SAID_ALIKE = frozenset({"yi", "di"}), frozenset({"关于", "如何", "怎样", "我们", "进一"})  # of several points
BYLINE, BRIEFLY = 24, 8  # code points: who speaks, on a line of its own; a heading that thanks
MEASURES = frozenset("旅周封连口首排夜遍回颗波幕棒桶营团")  # 第一周, 第二周 count things
IMPLICIT = System("implicit", "implicit", "", (), (), inline=False)


class Candidate(NamedTuple):
    """A possible section. `number` 0: it has none. `alone`: its line holds nothing but marker and heading.

    `heading` is where its heading stands, `behind` where the text behind that begins. `listed`: its line ends with a semicolon.
    `chain` is how its sequence goes on, `words` what the words before it say. `taking` are the features of taking it, whatever
    the tree, `beginning` those of beginning a run with it, `turning` those of leaving a section of the same line.
    """

    mark: Mark
    system: System
    number: int
    start: int
    line: int
    inline: bool
    alone: bool
    heading: tuple[int, int] | None
    behind: int
    listed: bool
    in_sentence: bool
    chain: Chain
    words: Hints
    taking: tuple[str, ...]
    beginning: tuple[str, ...]
    turning: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """The candidates of a speech; `told` is what `count_told` counts, `asked` the lines above each that give the word."""

    text: str
    lines: list[Line]
    candidates: list[Candidate]
    told: list[tuple[int, ...]]
    asked: list[int]


def make_scene(reading: Reading, lines: Sequence[Line]) -> Scene:
    """Everything the search asks of a speech."""
    text, lines = reading.twin, list(lines)
    marks = find_marks(text, lines)
    marked = {mark.line for mark in marks if not mark.inline and mark.system.name != "first"}
    under = {mark.line + 1 for mark in marks if mark.line in marked and not mark.inline and mark.end >= lines[mark.line].end}
    items = find_items(reading, lines, marked | under)
    marked |= {mark.line for mark in items}
    numbers = paragraph_numbers(text, lines, marks)
    paragraphs = {mark.line for mark in marks if mark.start in numbers}
    bare = find_bare(reading, lines, marked | under | spoken_lines(text, lines), paragraphs, lines_anew(marks))
    plain = ((mark, tuple[str, ...]()) for mark in (*marks, *items))
    known = sorted([*plain, *bare], key=lambda pair: pair[0].start)
    chains = [
        chain._replace(across=True) if mark.start in numbers else chain
        for (mark, _facts), chain in zip(known, link_marks([mark for mark, _facts in known]), strict=True)
    ]
    candidates = [make_candidate(text, lines, *pair, chain) for pair, chain in zip(known, chains, strict=True)]
    candidates = [*tell_turns(text, lines, tell_lists(text, lines, candidates))]
    said = [said_by(text, lines, one.mark) for one in candidates]
    last = {told: index for index, told in enumerate(said)}
    for index, (told, one) in enumerate(zip(said, candidates, strict=True)):
        if told and last[told] > index and one.start + len(told) + 1 >= lines[one.line].end:
            candidates[index] = one._replace(taking=(*one.taking, "take.told_again"))
    headed = {index for index, cue in cues_of(reading.cues, lines).items() if cue.kind == "heading"}
    if headed:
        candidates = [state_heading(one) if one.line in headed else one for one in candidates]
    return Scene(text, lines, candidates, count_told(text, lines), [*accumulate(speaker_lines(text, lines), initial=0)])


def tell_lists(text: str, lines: Sequence[Line], candidates: list[Candidate]) -> list[Candidate]:
    """The candidates, those in agendas and tables of contents marked."""
    announced = [index for index, one in enumerate(candidates) if one.words.agenda]
    agendas = agenda_marks(text, lines, [(one.mark, one.chain) for one in candidates], announced)
    contents = contents_lines(text, lines)
    told = [(AGENDA,) * (index in agendas) + (CONTENTS,) * (one.line in contents) for index, one in enumerate(candidates)]
    return [one._replace(taking=(*one.taking, *more)) if more else one for one, more in zip(candidates, told, strict=True)]


def tell_turns(text: str, lines: Sequence[Line], candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """The candidates, first items inside long lines with how the words before them turn from what was told."""
    before = 0
    for one in candidates:
        first = one.inline and one.number == 1 and lines[one.line].end - lines[one.line].start > LONG_LINE
        turning = told_inside(text, max(before, lines[one.line].start), one.start) if first else ()
        yield one._replace(turning=turning) if turning else one
        before = one.start


def make_candidate(text: str, lines: list[Line], mark: Mark, facts: tuple[str, ...], chain: Chain) -> Candidate:
    """The candidate of a mark; `facts` are what is known of a heading without a number."""
    line = lines[mark.line]
    words = read_words(text, lines, mark, chain.length + 1)
    heading, behind = heading_span(text, mark.end, lines, mark.line)
    in_sentence = mark.inline and begun_in_sentence(text, line, mark)
    return Candidate(
        mark, mark.system, mark.number or 0, mark.start, mark.line, mark.inline,
        alone=not mark.inline and behind >= line.end,
        heading=heading,
        behind=behind,
        listed=text[line.end - 1] in "；;",
        in_sentence=in_sentence,
        chain=chain,
        words=words,
        taking=facts or (*taking_features(text, lines, mark, heading), *item_features(text, lines, mark, chain)),
        beginning=(*beginning_features(mark, chain, words), *(IN_SENTENCE if in_sentence else ())),
    )


def state_heading(candidate: Candidate) -> Candidate:
    """The candidate on a line that the container calls a heading; markers inside the line are none."""
    return candidate if candidate.inline else candidate._replace(taking=tuple(dict.fromkeys((*candidate.taking, "cue.heading"))))


def taking_features(text: str, lines: list[Line], mark: Mark, heading: tuple[int, int] | None) -> Iterator[str]:
    """What a marker says by itself."""
    yield f"take.{'inline' if mark.inline else 'weak' if mark.system.weak else 'strong'}"
    if mark.system.numbering in ("dash", "circled", "first", "other"):
        yield f"take.{mark.system.numbering}"
    if mark.inline and mark.system.numbering == "circled" and text[mark.start - 1] in NOTED and noted(text, mark):
        yield "take.note_sign"
    if heading is None:
        yield f"take.{'inline' if mark.inline else 'line'}_without_heading"
    counted = number_value(text[mark.end:mark.end + 1]) == (mark.number or -2) + 1 and text[mark.end - 1] == "、"
    if counted and not text[mark.end + 1:mark.end + 2].isdigit():  # 一、二产业; not 一、2031年工作
        yield "take.range"
    if mark.system.numbering == "first" and THANKS.match(text, mark.end):
        brief = heading is not None and heading[1] - heading[0] <= BRIEFLY and heading[1] + RUNNING_LINE < lines[mark.line].end
        if mark.inline or not brief:  # not 首先，感谢恩师。 over what is thanked for
            yield "take.thanks"
    if mark.system.numbering in COUNTING_ON and counts_on(text, lines[mark.line], mark):
        yield "take.counts_on"
    if mark.inline:
        return
    if mark.system.name == "dash" and lines[mark.line].end - mark.end < BYLINE and greets(text, lines, mark.line + 1):
        yield "take.over_greeting"
    if lines[mark.line].end - mark.end <= 2:
        yield "take.nothing_behind"
    if mark.line:
        start, end = lines[mark.line - 1]
        if end - start > RUNNING_LINE and text[end - 1] not in ENDS_PARAGRAPH:
            yield "take.under_open_line"


def item_features(text: str, lines: list[Line], mark: Mark, chain: Chain) -> Iterator[str]:
    """What an item says by its words and by its sequence: a number of paragraphs, an item of an agenda or of minutes."""
    if mark.inline or mark.number is None:
        return
    end = lines[mark.line].end
    if chain.across and mark.system.weak and mark.system.numbering != "other" and not SUMMED.match(text, mark.end, end):
        yield "take.across_asks" if text[end - 1] in "？?" else "take.across"
    if AGENDA_ITEM.match(text, mark.end, end):
        yield "take.agenda_item"
    if any(DECIDED.match(text, line.start, line.end) for line in lines[mark.line + 1:mark.line + 3]):
        yield "take.decided"


def beginning_features(mark: Mark, chain: Chain, words: Hints) -> Iterator[str]:
    """What speaks for a run that begins with a marker, and against it."""
    bare = mark.system.numbering == "bare"
    kind = "bare" if bare else "inline" if mark.inline else "weak" if mark.system.weak else "strong"
    yield f"begin.{kind}"
    if not bare:
        yield from number_features(mark, chain, kind)
    if words.introduced:
        yield "begin.introduced"
    if words.announced:
        yield f"begin.announced_{'met' if words.announced == chain.length + 1 else 'missed'}"
    if words.cut and mark.number == 1 and not (chain.length or mark.system.weak):
        yield "begin.text_cut"
    if words.agenda:
        yield "begin.agenda"
    if words.agenda_item:
        yield "begin.agenda_item"


def number_features(mark: Mark, chain: Chain, kind: str) -> Iterator[str]:
    """What the number of a run's first item says, and how it goes on."""
    number = mark.number
    yield f"begin.{'unnumbered' if number is None else 'first' if number == 1 else 'second' if number == 2 else 'later'}"
    if number is not None and number > 1:
        yield "begin.carries_on" if chain.carries else "begin.lost_first"
        if number > 9:
            yield "begin.far"
    if chain.crosses and mark.system.weak:
        yield "begin.crosses_parts"
    yield f"begin.{kind}_{'stops' if chain.following == FAR else 'goes_on' if chain.direct else 'goes_on_later'}"
    if mark.inline and chain.far:
        yield "begin.inline_far"
    if chain.length >= 2:
        yield "begin.three_or_more"
    elif not chain.length and number is not None and number > 1:
        yield "begin.later_alone"
    if chain.length >= 20:
        yield "begin.endless"


def goes_on(scene: Scene, node: int, index: int) -> int:
    """Whether the sequence of a candidate has its next item behind another one: 2 at once, 1 behind a restart, 0 not.

    A next number behind a restart that comes to it by itself is another sequence's.
    """
    chain = scene.candidates[node].chain
    return (2 if chain.direct else 0 if chain.again else 1) if index < chain.following < FAR else 0


def counts_points(scene: Scene, here: Candidate) -> bool:
    """Whether a second point follows that begins with other words: 第一加强学习, 第二改进作风; not 第一小组, 第二小组."""
    follows = here.number == 1 and here.chain.direct
    own, other = (scene.text[end:end + 2] for end in (here.mark.end, scene.candidates[here.chain.following * follows].mark.end))
    return follows and (own in SAID_ALIKE or (own != other and not (own[:1] == other[:1] and own[:1] in MEASURES)))
