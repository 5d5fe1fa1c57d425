"""A page in; out, which of its pieces are a list of contents: what stands under 目录, up to the first title that it announces."""

import re
from typing import TYPE_CHECKING

from pipeline.lines.speakers import is_office
from pipeline.lines.titles import NUMBER, read_paper, read_title, title_key
from pipeline.lines.wording import CHUNK, SHORT
from pipeline.text.dates import is_date_line
from pipeline.text.greetings import CONTENTS_HEADING
from pipeline.text.markers import begins_with_marker

if TYPE_CHECKING:
    from pipeline.speeches.page import Page

PAGE_NUMBER, DOTTED = re.compile(r"[\s.…·]*[0-9]{1,3}$"), re.compile(r"(?:[.…·]{2,}\s*|[^\W\d_]\s+)[0-9]{1,3}$")
PADDED = re.compile("0[1-9]")
OF_THEMES, THEME = frozenset("—－-―━"), re.compile("[—－―━-]+[^。！？!?；;：:]{4,40}(?<![，,、])")  # ——悼念石老师
NO_HEADING = "。！？；：，、!?;:,"  # at its end
ENTRY_NUMBER = re.compile(rf"第 ?{NUMBER} ?篇")  # before entries that stand on one line


def find_contents(page: "Page") -> frozenset[int]:
    """The pieces of contents lists: short lines under 目录, up to the title that an entry announced."""
    found: list[int] = []
    short = (index for index, line in enumerate(page.lines) if len(line) <= SHORT)
    heads = (index for index in short if CONTENTS_HEADING.match(page.lines[index]) or heads_entries(page, index))
    opener = next(heads, None)
    if opener is None:
        return frozenset()
    entries: set[str] = set()
    for index, line in enumerate(page.lines[opener:], opener):
        if page.running[index] and not CONTENTS_HEADING.match(line):
            break
        several = [entry_key(words) for words in ENTRY_NUMBER.split(line)[1:]]
        key, title = entry_key(line), read_title(line) or read_paper(line)
        stem = entry_key(title.stem) if title and title.shape else key
        told = key in entries or stem in entries or (key and entry_key(line + page.line(index + 1)) in entries)  # on two lines
        if index > opener and key == page.page_key != "":
            return frozenset(found)
        below = entry_key(page.line(index + 1))
        if told and any(page.running[index + 1:index + 8]) and (below not in entries or below == stem != key):
            return frozenset(found)
        if len(key) >= 4 and (not begins_with_marker(line) or (title and title.shape) or DOTTED.search(line)):
            entries |= {key, entry_key(CHUNK.sub("", line)), *(several if len(several) > 1 else ())}
        found.append(index)
    while found and found[-1] > opener and (heads_text(page, found[-1]) or is_told_below(page, found[-1])):
        found.pop()
    return frozenset(found)


def heads_entries(page: "Page", index: int) -> bool:
    """Whether the line ends in 目录, and the next ones in their pages' numbers."""
    entries = page.lines[index + 1:index + 3]
    return page.lines[index].endswith("目录") and len(entries) > 1 and all(map(DOTTED.search, entries))


def is_told_below(page: "Page", index: int) -> bool:
    """Whether the line is the number of a title that stands right below it: no entry, but the first speech's label."""
    title = read_title(page.lines[index])
    if title is None or not title.shape:
        return False
    below = page.line(index + 1)
    return entry_key(title.stem) in (entry_key(below), entry_key(below + page.line(index + 2))) and below != ""


def entry_key(line: str) -> str:
    """The key of a contents entry, its page number left out."""
    return title_key(PAGE_NUMBER.sub("", line))


def heads_text(page: "Page", index: int) -> bool:
    """Whether a last line of a contents list belongs to the text under it: a date, or a title right above text."""
    line, below = page.lines[index], page.line(index + 1)
    texted = index + 1 < len(page.lines) and (page.running[index + 1] or is_date_line(below) or is_office(below))
    return is_date_line(line) or (texted and not begins_with_marker(line))


def find_part_numbers(page: "Page") -> frozenset[int]:
    """The numbers 01, 02 … or 1, 2 … alone on lines, above which a speech has begun: its parts; no greeting stands under one.

    It has begun below its greeting, and below the first running text of a page that is of one speech. Under 1, which may be the
    number of a sheet, stands what may be a heading.
    """
    lines, size = page.lines, len(page.lines)
    alone = [index for index in page.short if lines[index].isdecimal() and index not in page.contents]
    numbers = [index for index in alone if PADDED.fullmatch(lines[index])] or [at for at in alone if may_head(page, at + 1)]
    greeted = any(at in page.greetings for index in numbers for at in (index + 1, index + 2))
    counted = [int(lines[index]) for index in numbers] == [*range(1, len(numbers) + 1)]
    said = (index for index, running in enumerate(page.running) if running and not page.several)
    begun = numbers and min(*page.greetings, next(said, size), size) < numbers[0]
    return frozenset(numbers if begun and len(numbers) > 1 and counted and not greeted else ())


def may_head(page: "Page", index: int) -> bool:
    """Whether a line may be a heading of the running text below it."""
    line, below = page.line(index), index + 1
    return line[-1:] not in NO_HEADING and not line.isdecimal() and below < len(page.lines) and page.running[below]


def names_theme(page: "Page", index: int) -> bool:
    """Whether a line behind a dash, right under a title, names what the talk is about: no stop ends it, and no list goes on."""
    line, below = page.line(index), page.line(index + 1)
    alone = index - 1 in page.titles and line[:1] in OF_THEMES and below[:1] not in OF_THEMES
    return alone and THEME.fullmatch(line) is not None
