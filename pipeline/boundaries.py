"""The pieces of a page with their evidence in; out, where each speech begins, and where the head of the page ends."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.evidence import (
    ENOUGH,
    MARKER,
    SHORT,
    View,
    classify,
    ends_speech,
    find_titles,
    is_running,
    score_titles,
)
from pipeline.furniture import is_blurb
from pipeline.records import Line
from pipeline.salutations import is_date_line, is_greeting, is_source
from pipeline.titles import COLLECTION, Title, declared_count, read_title, title_key

CONTENTS = re.compile(r"[-·*\s【]*(?:目\s*[录錄次]|contents)\s*[】:：]?$", re.IGNORECASE)
PAGE_NUMBER = re.compile(r"[\s.…·]*[0-9]{1,3}$")
HEAD_LINES = 40  # lines in which the page title and the contents list are looked for
UNTITLED = 400  # code points of text above the first title from which it is a speech and no blurb


@dataclass(frozen=True, slots=True)
class Start:
    """A speech begins at this piece; `titled` when the piece is its title."""

    index: int
    titled: bool


@dataclass(frozen=True, slots=True)
class Division:
    """A page divided: where speeches start, the pieces of the contents list, the page title, the declared count."""

    view: View
    starts: tuple[Start, ...]
    contents: frozenset[int]
    page_title: int | None
    declared: int | None


def divide_page(text: str, pieces: Sequence[Line]) -> Division:
    """Choose the titles of the page by their evidence, then the speeches that begin without one."""
    rows, short, greetings = classify(text, pieces)
    view = View(text, pieces, rows, {}, greetings, frozenset(short), Counter(), "", frozenset(), frozenset())
    page_title = find_page_title(view, short)
    contents = find_contents(view, short)
    listed = frozenset(key for index in contents if len(key := entry_key(view.line(index))) >= 4)
    declared = next((count for index in short[:6] if index < HEAD_LINES and (count := declared_count(view.line(index)))), None)
    view = replace(view, page_key="" if page_title is None else title_key(view.line(page_title)), listed=listed)
    heads = collection_titles(view, short, page_title)
    outside = [index for index in short if index not in contents and index not in heads]
    titles = find_titles(view, outside)
    keys = Counter(title_key(view.line(index)) for index in titles)
    chained = find_chains(view, titles)
    view = replace(view, titles=titles, keys=keys, chained=chained)
    chosen = choose_titles(view, declared)
    return Division(view, start_speeches(view, chosen, contents, declared), contents, page_title, declared)


def find_page_title(view: View, short: Sequence[int]) -> int | None:
    """The first short line of the page that is no furniture, no marker, no date and stands above the first long line."""
    for index in short[:4]:
        if any(is_running(view, above) and not is_blurb(view.line(above)) for above in range(min(index, HEAD_LINES))):
            return None
        line = view.line(index)
        if len(line) >= 4 and not MARKER.match(line) and not is_date_line(line):
            return index
    return None


def collection_titles(view: View, short: Sequence[int], page_title: int | None) -> frozenset[int]:
    """The title lines in the head of the page that announce several speeches: titles of the page, of no speech."""
    head = [index for index in short[:6] if index < HEAD_LINES]
    heads = {index for index in head if announces_several(view.line(index))}
    if page_title is not None and COLLECTION.search(view.line(page_title)):
        heads |= {index for index in head if view.line(index) == view.line(page_title)}
    return frozenset(heads)


def announces_several(line: str) -> bool:
    """Whether the line states a count of speeches and is not itself one of them by its number."""
    title = read_title(line)
    return (declared_count(line) or 0) > 1 and (title is None or title.number is None or title.shape == "digit_last")


def entry_key(line: str) -> str:
    """The key of a contents entry, its page number left out."""
    return title_key(PAGE_NUMBER.sub("", line))


def find_contents(view: View, short: Sequence[int]) -> frozenset[int]:
    """The pieces of contents lists: short lines under 目录, up to the title that an entry announced."""
    found: set[int] = set()
    opener = next((index for index in short if CONTENTS.match(view.line(index))), None)
    if opener is None:
        return frozenset()
    entries: set[str] = set()
    for index in range(opener, len(view.pieces)):
        line = view.line(index)
        if is_running(view, index) and not CONTENTS.match(line):
            break
        key = entry_key(line)
        if key in entries and any(is_running(view, below) for below in range(index + 1, min(index + 4, len(view.pieces)))):
            return frozenset(found)
        if len(key) >= 4 and not MARKER.match(line):
            entries.add(key)
        found.add(index)
    while found and max(found) > opener + 2 and heads_text(view, max(found)):
        found.remove(max(found))
    return frozenset(found)


def heads_text(view: View, index: int) -> bool:
    """Whether a last line of a contents list belongs to the text under it: a date, or a title right above text."""
    line = view.line(index)
    below = index + 1 < len(view.pieces) and (is_running(view, index + 1) or is_date_line(view.line(index + 1)))
    return is_date_line(line) or (below and not MARKER.match(line) and len(line) <= SHORT)


def find_chains(view: View, titles: dict[int, Title]) -> frozenset[int]:
    """The titles whose numbers, within one shape, run 1, 2, 3 … (one may be missing; a list may start at 2)."""
    chained: set[int] = set()
    runs: dict[str, list[int]] = {}
    numbers: dict[str, int] = {}
    for index, title in titles.items():
        if title.number is None:
            continue
        run = runs.setdefault(title.shape, [])
        step = title.number - numbers.get(title.shape, 0)
        if run and 0 < step <= 2:
            run.append(index)
        elif title.number <= 2:
            chained.update(run if len(run) > 1 else ())
            runs[title.shape] = [index]
        else:
            continue
        numbers[title.shape] = title.number
    for run in runs.values():
        chained.update(run if len(run) > 1 else ())
    return frozenset(chained)


def choose_titles(view: View, declared: int | None) -> list[int]:
    """The titles with enough evidence and text under them; the declared count decides how much is enough when it can."""
    scores = score_titles(view)
    by_points = {points: keep_texted(view, [i for i, score in scores.items() if score >= points]) for points in (ENOUGH, 3, 5, 6, 7, 8)}
    chained = keep_texted(view, [index for index in scores if index in view.chained])
    if len(chained) > 1 and (len(chained) == declared or len(chained) > 3):
        strict = 8 if len(chained) == declared else 6
        return keep_texted(view, [i for i, score in scores.items() if i in view.chained or score >= strict])
    if declared and len(by_points[ENOUGH]) not in (declared, declared - 1):
        return next((chosen for chosen in by_points.values() if len(chosen) == declared), by_points[ENOUGH])
    return by_points[ENOUGH]


def keep_texted(view: View, chosen: Sequence[int]) -> list[int]:
    """The titles that have running text under them; of two in a row the numbered one stays, else the lower one."""
    kept: list[int] = []
    for place, index in enumerate(chosen):
        if kept and not has_text(view, kept[-1], index):
            upper, lower = view.titles[kept[-1]], view.titles[index]
            if (upper.kind == "strong" and is_plain(view, index) and index - kept[-1] < 4) or (upper.shape and upper.stem and not lower.shape):
                continue
            kept.pop()
        if place == len(chosen) - 1 and not has_text(view, index, len(view.pieces)):
            continue
        kept.append(index)
    return kept


def is_plain(view: View, index: int) -> bool:
    """Whether neither its number nor its words nor the contents list speak for the title, only the lines around it."""
    return not view.titles[index].kind and index not in view.chained and title_key(view.line(index)) not in view.listed


def has_text(view: View, index: int, end: int) -> bool:
    """Whether running text stands between the title and the piece `end`."""
    return any(
        is_running(view, below) and not is_date_line(view.line(below)[:61]) and not (below < HEAD_LINES and is_blurb(view.line(below)[:240]))
        for below in range(index + 1, end)
    )


def start_speeches(view: View, chosen: Sequence[int], contents: frozenset[int], declared: int | None) -> tuple[Start, ...]:
    """The speeches in order: the chosen titles, those that begin untitled between them, and the first one above them."""
    starts = [Start(index, True) for index in chosen]
    counted = declared is not None and len(chosen) == declared
    if not counted:
        starts += [Start(index, False) for index in find_untitled(view, chosen)]
    starts.sort(key=lambda start: start.index)
    first = starts[0].index if starts else len(view.pieces)
    above = None if counted and chosen else first_above(view, starts, first, contents)
    if above is not None:
        starts.insert(0, above)
    return tuple(demote_page_title(view, starts))


def find_untitled(view: View, chosen: Sequence[int]) -> list[int]:
    """The pieces at which a speech begins without a title: a greeting behind thanks, or any text behind a source note."""
    taken, found, last = set(chosen), [], None
    sources = sum(end - start < 420 and is_source(view.text[start:end]) for start, end in view.pieces)
    for index in range(len(view.pieces)):
        if view.rows[index] is not None and view.rows[index].reach == "line":  # type: ignore[union-attr]
            continue
        start, end = view.pieces[index]
        if last is not None and index not in taken and last not in taken:
            line = view.text[start:min(end, start + 100)]
            if is_greeting(line) or (sources > 1 and end - start > SHORT):
                found.append(index)
        last = None
        if end - start < 420 and ends_speech(view.text[start:end]):
            last = index
    return found


def first_above(view: View, starts: Sequence[Start], first: int, contents: frozenset[int]) -> Start | None:
    """The speech above the first found start, when the text there is one and not only the head of the page."""
    running = [i for i in range(first) if i not in contents and is_running(view, i) and not is_blurb(view.line(i)[:240])]
    several = bool(starts) and starts[0].titled
    numbered = several and first in view.chained and view.titles[first].number == 1
    if not running or numbered or (several and contents and max(contents) > running[-1]):
        return None
    size = sum(view.pieces[i].end - view.pieces[i].start for i in running)
    greeted = any(i in view.greetings or is_greeting(view.line(i)[:100]) for i in running)
    if several and not greeted and size < UNTITLED:
        return None
    lead = next((i for i in running[:3] if i in view.greetings), running[0])
    return head_title(view, lead, contents, bool(starts))


def head_title(view: View, body: int, contents: frozenset[int], several: bool) -> Start:
    """The title that stands above the first running line, else the first line that belongs to the text."""
    names = [i for i in range(body) if view.rows[i] is None and i not in contents and not is_running(view, i)]
    names = [i for i in names if not (several and (declared_count(view.line(i)) or COLLECTION.search(view.line(i))))]
    marked = next((i for i in names if MARKER.match(view.line(i)) and i not in view.titles), body)
    names = [i for i in names if i < marked and not is_date_line(view.line(i)) and not view.line(i).startswith("——")]
    kinds = [i for i in names if i in view.titles and view.titles[i].kind]
    strong = [i for i in kinds if view.titles[i].kind == "strong"]
    if strong or kinds:
        return Start((strong or kinds)[-1], True)
    longer = [i for i in names if len(view.line(i)) >= 6 and view.line(i)[-1] not in ":：，,；"]
    return Start(longer[0], True) if longer else Start(marked, False)


def demote_page_title(view: View, starts: list[Start]) -> list[Start]:
    """The starts without a first title that is the page's: a blurb follows it, then the first speech, titled or not."""
    if len(starts) < 2 or not starts[0].titled or starts[0].index in view.chained:
        return starts
    index, following = starts[0].index, starts[1].index
    below = range(index + 1, following)
    first_line = all(view.rows[i] is not None for i in range(index))
    greeting = next((i for i in below if i in view.greetings or is_greeting(view.line(i)[:100])), None)
    running = [i for i in below if is_running(view, i)]
    size = sum(view.pieces[i].end - view.pieces[i].start for i in running)
    dated = any(is_date_line(view.line(i)[:61]) for i in below[:3])
    if greeting is None and not dated and len(running) < 3 and first_line and size < UNTITLED:
        return starts[1:]
    blurbed = any(view.rows[i] is not None or is_blurb(view.line(i)[:240]) for i in below[:3])
    body = next((i for i in below if view.rows[i] is None and not is_blurb(view.line(i)[:240]) and i not in view.titles), None)
    body = greeting if body is not None and greeting in running[:3] else body
    return [Start(body, False), *starts[1:]] if first_line and blurbed and body is not None else starts
