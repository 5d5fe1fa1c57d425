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
from pipeline.salutations import is_date_line, is_greeting
from pipeline.titles import COLLECTION, Title, declared_count, title_key

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
    view = View(text, pieces, rows, {}, greetings, Counter(), "", frozenset(), frozenset())
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
    heads = {index for index in short[:6] if index < HEAD_LINES and (declared_count(view.line(index)) or 0) > 1}
    if page_title is not None and COLLECTION.search(view.line(page_title)):
        heads.add(page_title)
    return frozenset(heads)


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
            if view.titles[kept[-1]].shape and view.titles[kept[-1]].stem and not view.titles[index].shape:
                continue
            kept.pop()
        if place == len(chosen) - 1 and not has_text(view, index, len(view.pieces)):
            continue
        kept.append(index)
    return kept


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
    above = None if counted and chosen else first_above(view, first, contents, bool(starts))
    if above is not None:
        starts.insert(0, above)
    return tuple(demote_page_title(view, starts))


def find_untitled(view: View, chosen: Sequence[int]) -> list[int]:
    """The pieces at which a speech begins without a title: a greeting behind thanks, or any text behind a source note."""
    taken, found = set(chosen), []
    sources = 0
    last = None
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
            sources += view.text[end - 1] in ")）" or view.text[start] in "出来來摘选"
    return found


def first_above(view: View, first: int, contents: frozenset[int], several: bool) -> Start | None:
    """The speech above the first found start, when the text there is one and not only the head of the page."""
    running = [i for i in range(first) if i not in contents and is_running(view, i) and not is_blurb(view.line(i)[:240])]
    numbered = several and first in view.chained and view.titles[first].number == 1
    if not running or numbered or (several and contents and max(contents) > running[-1]):
        return None
    size = sum(view.pieces[i].end - view.pieces[i].start for i in running)
    greeted = any(i in view.greetings or is_greeting(view.line(i)[:100]) for i in running)
    if several and not greeted and size < UNTITLED:
        return None
    return head_title(view, running[0], contents, several)


def head_title(view: View, body: int, contents: frozenset[int], several: bool) -> Start:
    """The title that stands above the first running line, else the first line that belongs to the text."""
    names = [i for i in range(body) if view.rows[i] is None and i not in contents and len(view.line(i)) <= SHORT]
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
    """The starts; where there are several, a first title that names a collection is the page's, and its speech is untitled."""
    if len(starts) < 2 or not starts[0].titled:
        return starts
    index = starts[0].index
    first_line = next((i for i in range(index) if view.rows[i] is None), None) is None
    blurbed = any(view.rows[i] is not None or is_blurb(view.line(i)[:240]) for i in range(index + 1, min(index + 4, starts[1].index)))
    if index in view.chained or not (first_line and blurbed):
        return starts
    below = range(index + 1, starts[1].index)
    body = next((i for i in below if view.rows[i] is None and not is_blurb(view.line(i)[:240]) and i not in view.titles), None)
    return starts if body is None else [Start(body, False), *starts[1:]]
