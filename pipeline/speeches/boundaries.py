"""The pieces of a page in; out, at which of them a speech begins, with and without a title."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.speeches.candidates import ENOUGH, SHORT, View, classify, ends_speech, find_titles, is_running, score_titles
from pipeline.speeches.contents import entry_key, find_contents
from pipeline.speeches.furniture import is_blurb
from pipeline.speeches.page_head import HEAD_LINES, Start, collection_titles, demote_page_title, find_page_title, first_above
from pipeline.speeches.titles import Title, declared_count, title_key
from pipeline.text.greetings import is_date_line, is_greeting, is_source
from pipeline.text.records import Line

OTHER_POINTS = (3, 5, 6, 7, 8)  # tried in this order when the declared count is not found with ENOUGH


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
    chosen = name_titles(view, choose_titles(view, declared))
    return Division(view, start_speeches(view, chosen, contents, declared), contents, page_title, declared)


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
    scores, texted = score_titles(view), count_running(view)
    chained = keep_texted(view, texted, [index for index in scores if index in view.chained])
    if len(chained) > 1 and (len(chained) == declared or len(chained) > 3):
        strict = 8 if len(chained) == declared else 6
        return keep_texted(view, texted, [i for i, score in scores.items() if i in view.chained or score >= strict])
    enough = keep_texted(view, texted, [i for i, score in scores.items() if score >= ENOUGH])
    if declared is None or len(enough) in (declared, declared - 1):
        return enough
    others = (keep_texted(view, texted, [i for i, score in scores.items() if score >= points]) for points in OTHER_POINTS)
    return next((chosen for chosen in others if len(chosen) == declared), enough)


def name_titles(view: View, chosen: Sequence[int]) -> list[int]:
    """The chosen titles; instead of a line that is nothing but a number, the title that stands right under it."""
    return sorted({index + has_title_below(view, index) for index in chosen})


def has_title_below(view: View, index: int) -> bool:
    """Whether the piece is a number alone and the next one names a kind of speech."""
    title, below = view.titles[index], view.titles.get(index + 1)
    return index in view.chained and not title.stem and below is not None and below.kind == "strong" and not below.shape


def keep_texted(view: View, texted: Sequence[int], chosen: Sequence[int]) -> list[int]:
    """The titles that have running text under them; of two in a row the numbered one stays, else the lower one."""
    kept: list[int] = []
    for place, index in enumerate(chosen):
        if kept and texted[kept[-1] + 1] == texted[index]:
            upper, lower = view.titles[kept[-1]], view.titles[index]
            headed = upper.kind == "strong" and is_plain(view, index) and index - kept[-1] < 4
            numbered = upper.shape and upper.stem and not lower.shape and not told_above(view, chosen[:place], index)
            if headed or numbered:
                continue
            kept.pop()
        if place < len(chosen) - 1 or texted[index + 1] < texted[-1]:
            kept.append(index)
    return kept


def told_above(view: View, chosen: Sequence[int], index: int) -> bool:
    """Whether the title's words stand among the chosen ones above it: a list of contents without 目录 names it."""
    key = title_key(view.titles[index].stem)
    return any(title_key(view.titles[other].stem) == key for other in chosen[:-1])


def is_plain(view: View, index: int) -> bool:
    """Whether neither its number nor its words nor the contents list speak for the title, only the lines around it."""
    return not view.titles[index].kind and index not in view.chained and title_key(view.line(index)) not in view.listed


def count_running(view: View) -> list[int]:
    """How many pieces of running text stand above each piece, and in all; dates and the blurb of the head are none."""
    counts = [0]
    for index in range(len(view.pieces)):
        running = is_running(view, index) and not is_date_line(view.line(index)[:61])
        counts.append(counts[-1] + (running and not (index < HEAD_LINES and is_blurb(view.line(index)))))
    return counts


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
