"""The pieces of a page in; out, what each is by itself, and how strongly each title-like one looks like a speech's title.

What speaks for or against a title is one row of `EVIDENCE`; the points were set on real pages, `ENOUGH` of them make a title.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.speeches.furniture import read_furniture
from pipeline.speeches.furniture_rows import Row
from pipeline.speeches.stated import is_speaker
from pipeline.speeches.titles import OCCASION_TITLE, Title, alike, read_number, read_paper, read_title, title_key
from pipeline.text.greetings import is_closing, is_date_line, is_greeting, is_source, salutation_end
from pipeline.text.markers import begins_with_marker
from pipeline.text.records import Line

ENOUGH = 4
SHORT = 70  # code points: no title is longer
FURNITURE = 240  # code points: no line of the site is longer
STOPS = "。！？；，、,;!?…"
FINAL = "。！？!?”…）)"
CONTINUED = re.compile(
    r"(?:[工大]?[作会]?[会议]{0,2}上|时|中)?的?(?:重要)?(?:讲话|講話|发言|發言|致辞|致辭|报告|演讲)(?:稿|提纲)?$"
)
NUMERAL = re.compile("[一二三四五六七八九十]{1,3}")  # over a greeting the number of a speech; elsewhere of a section
BARE_WORDS = re.compile(r"(?:结束语|結束語|结语|結語|前言|引言|目\s*[录錄]|谢谢.*|此致|敬礼)$")


@dataclass(frozen=True, slots=True)
class View:
    """The pieces of a page and what is known of each: its furniture row, its title, whether it greets."""

    text: str
    pieces: Sequence[Line]
    rows: Sequence[Row | None]
    titles: dict[int, Title]
    greetings: frozenset[int]
    short: frozenset[int]
    keys: Counter[str]
    page_key: str
    listed: frozenset[str]
    chained: frozenset[int]

    def line(self, index: int) -> str:
        """The text of a piece, "" beyond the page."""
        return self.text[slice(*self.pieces[index])] if 0 <= index < len(self.pieces) else ""


def classify(text: str, pieces: Sequence[Line]) -> tuple[list[Row | None], list[int], frozenset[int]]:
    """For every piece its furniture row; the pieces that are short and without a stop; those that greet on their own line."""
    rows: list[Row | None] = [None] * len(pieces)
    short: list[int] = []
    greetings: set[int] = set()
    for index, (start, end) in enumerate(pieces):
        if end - start > FURNITURE:
            continue
        line = text[start:end]
        row = rows[index] = read_furniture(line)
        if end - start > 90:
            continue
        last = line[-1]
        if last in ":：" and salutation_end(line) == end - start - 1:
            greetings.add(index)
        elif row is None and last not in STOPS and end - start <= SHORT:
            short.append(index)
    return rows, short, frozenset(greetings)


def find_titles(view: View, short: Sequence[int]) -> dict[int, Title]:
    """The pieces that may be titles: by their words, by a date, subtitle or greeting under them, by the contents list."""
    found: dict[int, Title] = {}
    for index in short:
        line = view.line(index)
        title = read_title(line)
        if title and CONTINUED.match(line) and index - 1 in view.short and begins_title(view.line(index - 1)):
            found[index - 1] = title
        elif title is None and not BARE_WORDS.match(line) and (NUMERAL.fullmatch(line) or not begins_with_marker(line)):
            if heads_speech(view, index, line) and not (is_speaker(line) and stands_under(view, found, index)):
                numeral = NUMERAL.fullmatch(line)
                found[index] = Title("numeral", read_number(line), "", "") if numeral else Title("", None, line, "")
        elif title is not None and not (index - 1 in found and is_subtitle(line)):
            found[index] = title
    return dict(sorted((found | find_papers(view, short, found)).items()))


def find_papers(view: View, short: Sequence[int], found: dict[int, Title]) -> dict[int, Title]:
    """The numbered titles of papers: two or more of one shape and kind, alike or with all words of the page title."""
    unread = (index for index in short if index not in found or not found[index].shape)
    papers = {index: paper for index in unread if (paper := read_paper(view.line(index)))}
    kept: set[int] = set()
    for one, other in pairwise(sorted(papers, key=lambda index: (papers[index].shape, index))):
        key, following = title_key(papers[one].stem), title_key(papers[other].stem)
        of_page = view.page_key != "" and view.page_key in key and view.page_key in following
        if papers[one].shape == papers[other].shape and (of_page or (key[-2:] == following[-2:] and alike(key, following))):
            kept |= {one, other}
    return {index: paper for index, paper in papers.items() if index in kept}


def stands_under(view: View, found: dict[int, Title], index: int) -> bool:
    """Whether a title stands above the piece, with nothing but its date and its subtitle between."""
    index -= 1
    while index >= 0 and index not in found and (is_date_line(view.line(index)) or is_subtitle(view.line(index))):
        index -= 1
    return index in found


def begins_title(line: str) -> bool:
    """Whether the line can be the first half of a title that goes on below."""
    return read_title(line) is None and not begins_with_marker(line)


def heads_speech(view: View, index: int, line: str) -> bool:
    """Whether a line without a kind of speech stands where a title does, or has the words of one."""
    if view.listed or (view.page_key and view.page_key[0] in line and view.page_key[-1] in line):
        key = title_key(line)
        if len(key) >= 4 and (key in view.listed or key == view.page_key):
            return True
    below = view.line(index + 1)
    dated = len(line) <= 50 and below != "" and (is_date_line(below) or is_subtitle(below))
    return not is_date_line(line) and (dated or index + 1 in view.greetings)


def is_subtitle(line: str) -> bool:
    """Whether the line tells the occasion under a title: ——在春耕会上的讲话."""
    if len(line) > SHORT or not line.startswith(("——", "--", "－－", "—")):
        return False
    title = read_title(line.lstrip("—-－ "))
    if title is None or title.kind != "weak":
        return title is not None and title.kind == "strong"
    return OCCASION_TITLE.search(title.stem) is not None


def above(view: View, index: int) -> int:
    """The last piece above that is not the site's, -1 at the beginning of the page."""
    index -= 1
    while index >= 0 and view.rows[index] is not None:
        index -= 1
    return index


def follows_stop(view: View, index: int) -> bool:
    """Whether what stands above is finished: a text with its stop, a title, the page's own title, or nothing."""
    previous = above(view, index)
    if previous < 0 or previous in view.titles or view.line(previous)[-1] in FINAL:
        return True
    return view.page_key != "" and previous in view.short and title_key(view.line(previous)) == view.page_key


def after(view: View, index: int) -> int:
    """The first piece below that is neither filler nor byline."""
    index += 1
    while index < len(view.pieces) and (row := view.rows[index]) is not None and row.kind in ("filler", "byline"):
        index += 1
    return index


def follows_greeting(view: View, index: int) -> bool:
    """Whether a greeting with a colon stands under the piece."""
    below = after(view, index)
    return below in view.greetings or is_greeting(view.line(below)[:100])


def is_outlined(view: View, index: int) -> bool:
    """Whether the piece begins with an outline marker and no numbered title shape explains it."""
    return view.titles[index].shape == "" and begins_with_marker(view.line(index))


EVIDENCE: tuple[tuple[str, int, Callable[[View, int], bool]], ...] = (
    ("its number continues a sequence of titles", 5, lambda v, i: i in v.chained),
    ("has a number of its own", 1, lambda v, i: v.titles[i].shape != "" and i not in v.chained),
    ("names a kind of speech", 2, lambda v, i: v.titles[i].kind == "strong"),
    ("names a kind of paper", 1, lambda v, i: v.titles[i].kind == "weak"),
    ("names an occasion", 1, lambda v, i: OCCASION_TITLE.search(v.titles[i].stem) is not None),
    ("stands in the contents list", 4, lambda v, i: title_key(v.line(i)) in v.listed),
    ("has the words of the page title", 2, lambda v, i: alike(title_key(v.line(i)), v.page_key)),
    ("is printed several times", 1, lambda v, i: v.keys[title_key(v.line(i))] > 1),
    ("a greeting follows", 3, follows_greeting),
    ("a filler follows", 2, lambda v, i: after(v, i) > i + 1),
    ("a date follows", 3, lambda v, i: is_date_line(v.line(after(v, i)) or "。")),
    ("a subtitle follows", 3, lambda v, i: is_subtitle(v.line(after(v, i)))),
    ("the text above ends with a closing", 1, lambda v, i: is_closing(v.line(above(v, i)))),
    ("the text above is finished", 1, follows_stop),
    ("the text above is not finished", -2, lambda v, i: not follows_stop(v, i)),
    ("begins with an outline marker", -5, is_outlined),
    ("is long", -1, lambda v, i: len(v.line(i)) > 45),
    ("holds a comma", -1, lambda v, i: "，" in v.line(i) or "," in v.line(i)),
    ("holds a full stop", -4, lambda v, i: "。" in v.line(i)),
    ("ends with a colon", -3, lambda v, i: v.titles[i].shape == "" and v.line(i)[-1] in ":："),
)


def score_titles(view: View) -> dict[int, int]:
    """The points of every title-like piece."""
    return {index: sum(points for _name, points, holds in EVIDENCE if holds(view, index)) for index in view.titles}


def is_running(view: View, index: int) -> bool:
    """Whether the piece is running text: long, or ended by a stop, or a greeting; never the site's."""
    start, end = view.pieces[index]
    if view.rows[index] is not None:
        return False
    ended = view.text[end - 1] in "。！？；!?;….~" or "。" in view.text[start:end]
    return end - start > SHORT or ended or index in view.greetings


def ends_speech(line: str) -> bool:
    """Whether the line thanks for listening or says where the text is from: behind it another speech can begin untitled."""
    return is_source(line) or (len(line) < 60 and ("谢谢" in line or "謝謝" in line) and is_closing(line))
