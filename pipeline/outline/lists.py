"""The lines and marks of a speech in; out, the lists of it that are no outline: contents, agendas, numbers of paragraphs."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.outline.chains import FAR, Chain
from pipeline.outline.headings import TITLE, bare_kind
from pipeline.outline.words import AGENDA_ITEM, LAID_BEFORE
from pipeline.text.characters import HAN
from pipeline.text.greetings import CONTENTS_HEADING, is_closing
from pipeline.text.leads import begins
from pipeline.text.markers import Mark
from pipeline.text.records import Line

BRACKETS = "【[［〔"
SPOKEN = re.compile(rf"[{re.escape(BRACKETS)}][{HAN}·]{{2,12}}[】\]］〕]")
may_head_contents = begins(CONTENTS_HEADING)
SPEAKS = re.compile(rf"[▲△●]?[【\[［〔]?[{HAN}·][{HAN}· \u3000]{{0,14}}(?:[】\]］〕]|[：:])")
ENDS_CONTENTS = re.compile(r".{60}|.*[。！!：:]$|[.…]+$")
TOLD_AGAIN = 8  # code points of an entry that come again below
ADDRESSES = re.compile("[^。]{0,16}(?:各位|同志们)[^。，,：:]{0,8}[，,：:!！]")  # 主席、各位议员，
BRIEF = re.compile(r"[^。！？；;\n]{2,24}[；;。][ \u3000]*")  # an item of an agenda that is told in one sentence
LISTED = 2  # an item of an agenda stands at most so many lines below the one before
HEADED = 2  # numbers above 1 right below a title, so many times among RECENT: they run on across titles
RECENT = 6
FIRST_SENTENCE = 16  # code points behind a number: a sentence that ends in them heads the text behind it
RUNNING, LONG_PARAGRAPHS = 40, 3  # code points of a paragraph that says something; so many of them no list of items has
FAR_ON = 60  # no outline begins with such a number
NUMBERED, SHORT_LINE = 4, 60  # paragraphs of a speech that numbers them all; code points of a line that is no paragraph


def contents_lines(text: str, lines: Sequence[Line]) -> set[int]:
    """The lines of tables of contents, which stand below 「目录」 and whose words come again further down.

    >>> text = "目录/提纲：……\\n一、提高认识从严治教\\n二、抓好落实\\n……\\n同志们：\\n一、提高认识从严治教\\n好。"
    >>> from pipeline.text.reading import split_lines
    >>> sorted(contents_lines(text, split_lines(text)))
    [1, 2]
    """
    found: set[int] = set()
    end = 0
    for index, line in enumerate(lines):
        if index >= end and may_head_contents(text[line.start]) and CONTENTS_HEADING.match(text, line.start, line.end):
            end = index + 1
            while end < len(lines) and not ENDS_CONTENTS.match(text, lines[end].start, lines[end].end):
                end += 1
            first = text[slice(*lines[index + 1])][:TOLD_AGAIN] if index + 1 < end < len(lines) else ""
            if first and text.find(first, lines[end].start) >= 0:
                found.update(range(index + 1, end))
    return found


def agenda_marks(text: str, lines: Sequence[Line], linked: Sequence[tuple[Mark, Chain]], announced: Iterable[int]) -> set[int]:
    """The marks (indices) of agendas: most items say who speaks or what is done, or one does and an agenda is announced, or
    what is announced is told in one sentence.

    So are the items of minutes, below 「报告事项」.
    """
    found: set[int] = set()
    told = set(announced)
    for index, (mark, _chain) in enumerate(linked):
        if mark.number == 1:
            items = listed_items(linked, index)
            says = sum([AGENDA_ITEM.match(text, linked[item][0].end) is not None for item in items])
            laid = mark.line > 0 and not mark.inline and LAID_BEFORE.search(text, *lines[mark.line - 1])
            brief = index in told and mark.inline and is_one_sentence(text, [linked[item][0] for item in items])
            if laid or (len(items) > 1 and (brief or (says and (index in told or 2 * says > len(items))))):
                found.update(items)
    return found


def is_one_sentence(text: str, marks: Sequence[Mark]) -> bool:
    """Whether the items of a list are a few words each, one right behind the other."""
    ends = [found.end() if (found := BRIEF.match(text, mark.end)) else 0 for mark in marks]
    return all(ends) and all(end == below.start for end, below in zip(ends, marks[1:], strict=False))


def listed_items(linked: Sequence[tuple[Mark, Chain]], index: int) -> list[int]:
    """The marks that follow one another close together."""
    items, (mark, chain) = [index], linked[index]
    while chain.direct and (following := chain.following) < FAR:
        line = mark.line
        mark, chain = linked[following]
        if mark.line - line > LISTED:
            break
        items.append(following)
    return items


def paragraph_numbers(text: str, lines: Sequence[Line], marks: Sequence[Mark]) -> set[int]:
    """Where the numbers of paragraphs stand: their sequence runs on across titles that stand right above them, or all paragraphs
    have one, those that greet and thank too.

    >>> text = "1. 好。\\n教育\\n2. 快。\\n3. 多。\\n房屋\\n4. 省。"
    >>> from pipeline.text.markers import find_marks
    >>> from pipeline.text.reading import split_lines
    >>> sorted(paragraph_numbers(text, split_lines(text), find_marks(text, split_lines(text))))
    [0, 9, 15, 24]
    """
    found: set[int] = set()
    runs: dict[str, list[Mark]] = {}
    marked = {mark.line for mark in marks if not mark.inline}
    for mark in marks:
        if mark.inline or not mark.number or mark.system.numbering != "arabic":
            continue
        run = runs.get(mark.system.name)
        if run is None or run[-1].number != mark.number - 1:
            run = runs[mark.system.name] = []
        run.append(mark)
        above = (one.line - 1 for one in run[-RECENT:] if one.number != 1 and one.line)
        headed = [line for line in above if line not in marked and bare_kind(text, lines[line]) is TITLE]
        if run[0].start in found:
            found.add(mark.start)
        elif len(run) > HEADED <= len(headed) or (len(run) >= NUMBERED and numbers_all(text, lines, run)) or runs_on(lines, run):
            found.update(one.start for one in run)
    return found


def runs_on(lines: Sequence[Line], run: Sequence[Mark]) -> bool:
    """Whether the run goes on from far above the speech's beginning, in paragraphs: 189. … 190. …"""
    sizes = [lines[mark.line].end - lines[mark.line].start for mark in run]
    return len(run) > HEADED and (run[0].number or 0) >= FAR_ON and sum(sizes) > RUNNING * len(run)


def numbers_all(text: str, lines: Sequence[Line], run: Sequence[Mark]) -> bool:
    """Whether the run numbers all paragraphs of a speech, several long ones, and the first greets or the last thanks or calls."""
    first, last = (text[mark.end:lines[mark.line].end].lstrip() for mark in (run[0], run[-1]))
    told = ADDRESSES.match(last) and sum(text.find("。", mark.end, mark.end + FIRST_SENTENCE) < 0 for mark in run) > len(run) // 2
    if not (ADDRESSES.match(first) or told or is_closing(last)):
        return False
    numbered = {mark.line for mark in run}
    if sum(lines[index].end - lines[index].start > RUNNING for index in numbered) < LONG_PARAGRAPHS:
        return False
    return all(index in numbered or end - start <= SHORT_LINE for index, (start, end) in enumerate(lines))


def lines_anew(marks: Sequence[Mark]) -> set[int]:
    """The lines that begin with the 1 of a kind that counts anew in the speech."""
    ones = [mark for mark in marks if mark.number == 1 and not mark.inline]
    often = Counter(mark.system for mark in ones)
    return {mark.line for mark in ones if often[mark.system] > 1}


def speaker_lines(text: str, lines: Sequence[Line]) -> list[bool]:
    """Which lines begin with who speaks, where speakers take turns.

    >>> text = "记者：渠呢？\\n石坚：修了。\\n记者：树呢？\\n石坚：种了。\\n还要种。"
    >>> speaker_lines(text, [Line(0, 6), Line(7, 13), Line(14, 20), Line(21, 27), Line(28, 32)])
    [True, True, True, True, False]
    """
    names = [found[0] if (found := SPEAKS.match(text, *line)) else "" for line in lines]
    often = Counter(names)
    named = [name != "" and often[name] > 1 for name in names]
    return named if sum(named) > 3 else [False] * len(lines)


def spoken_lines(text: str, lines: Sequence[Line]) -> set[int]:
    """The lines that begin with a bracketed name, where one of the names comes again: who speaks, and no heading.

    >>> text = "【石坚】修渠。\\n【记者】钱呢？\\n【石坚】有。"
    >>> sorted(spoken_lines(text, [Line(0, 7), Line(8, 15), Line(16, 22)]))
    [0, 1, 2]
    """
    begun = ((index, line) for index, line in enumerate(lines) if text[line.start] in BRACKETS)
    names = {index: found[0] for index, line in begun if (found := SPOKEN.match(text, line.start, line.end))}
    return set(names) if len(names) > len({*names.values()}) else set()
