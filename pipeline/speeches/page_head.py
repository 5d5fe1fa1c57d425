"""The pieces above the first title in; out, what is the page's own title there, and whether a speech begins among them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.speeches.candidates import View, is_running
from pipeline.speeches.furniture import is_blurb
from pipeline.speeches.titles import COLLECTION, declared_count, read_title
from pipeline.text.greetings import is_date_line, is_greeting
from pipeline.text.markers import begins_with_marker

HEAD_LINES = 40  # lines in which the page title and the contents list are looked for
UNTITLED = 400  # code points of text above the first title from which it is a speech and no blurb


@dataclass(frozen=True, slots=True)
class Start:
    """A speech begins at this piece; `titled` when the piece is its title."""

    index: int
    titled: bool


def find_page_title(view: View, short: Sequence[int]) -> int | None:
    """The first short line of the page that is no furniture, no marker, no date and stands above the first long line."""
    for index in short[:4]:
        if any(is_running(view, above) and not is_blurb(view.line(above)) for above in range(min(index, HEAD_LINES))):
            return None
        line = view.line(index)
        if len(line) >= 4 and not begins_with_marker(line) and not is_date_line(line):
            return index
    return None


def collection_titles(view: View, short: Sequence[int], page_title: int | None) -> frozenset[int]:
    """The title lines in the head of the page that announce several speeches: titles of the page, of no speech."""
    head = [index for index in short[:6] if index < HEAD_LINES]
    heads = {index for index in head if announces_several(view.line(index))}
    if page_title is not None and COLLECTION.search(view.line(page_title)) and not is_numbered(view.line(page_title)):
        heads |= {index for index in head if view.line(index) == view.line(page_title)}
    return frozenset(heads)


def announces_several(line: str) -> bool:
    """Whether the line states a count of speeches and is not itself one of them by its number."""
    return (declared_count(line) or 0) > 1 and not is_numbered(line)


def is_numbered(line: str) -> bool:
    """Whether a number makes the line the title of one speech: 篇一, not the 3 of a year or of a count."""
    title = read_title(line)
    return title is not None and title.number is not None and title.shape != "digit_last"


def first_above(view: View, starts: Sequence[Start], first: int, contents: frozenset[int]) -> Start | None:
    """The speech above the first found start, when the text there is one and not only the head of the page."""
    running = [i for i in range(first) if i not in contents and is_running(view, i) and not is_blurb(view.line(i))]
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
    marked = next((i for i in names if begins_with_marker(view.line(i)) and i not in view.titles), body)
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
    blurbed = any(view.rows[i] is not None or is_blurb(view.line(i)) for i in below[:3])
    body = next((i for i in below if view.rows[i] is None and not is_blurb(view.line(i)) and i not in view.titles), None)
    body = greeting if body is not None and greeting in running[:3] else body
    return [Start(body, False), *starts[1:]] if first_line and blurbed and body is not None else starts
