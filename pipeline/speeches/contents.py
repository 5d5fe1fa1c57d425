"""The pieces of a page in; out, those that make up its list of contents."""

import re
from collections.abc import Sequence

from pipeline.speeches.candidates import SHORT, View, is_running
from pipeline.speeches.titles import read_paper, read_title, title_key
from pipeline.text.greetings import is_date_line
from pipeline.text.markers import begins_with_marker

CONTENTS = re.compile(
    r"[-·*\s【]*(?:(?:本文|文章|本页|全文|内容)?目\s*[录錄次]|(?:本文|内容)导航|contents)\s*[】:：]?$", re.IGNORECASE
)
PAGE_NUMBER = re.compile(r"[\s.…·]*[0-9]{1,3}$")


def find_contents(view: View, short: Sequence[int]) -> frozenset[int]:
    """The pieces of contents lists: short lines under 目录, up to the title that an entry announced."""
    found: list[int] = []
    opener = next((index for index in short if CONTENTS.match(view.line(index))), None)
    if opener is None:
        return frozenset()
    entries: set[str] = set()
    for index in range(opener, len(view.pieces)):
        line = view.line(index)
        if is_running(view, index) and not CONTENTS.match(line):
            break
        key, title = entry_key(line), read_title(line) or read_paper(line)
        if key in entries and any(is_running(view, below) for below in range(index + 1, min(index + 4, len(view.pieces)))):
            return frozenset(found)
        if len(key) >= 4 and (not begins_with_marker(line) or (title and title.shape)):
            entries.add(key)
        found.append(index)
    while found and found[-1] > opener + 2 and heads_text(view, found[-1]):
        found.pop()
    return frozenset(found)


def entry_key(line: str) -> str:
    """The key of a contents entry, its page number left out."""
    return title_key(PAGE_NUMBER.sub("", line))


def heads_text(view: View, index: int) -> bool:
    """Whether a last line of a contents list belongs to the text under it: a date, or a title right above text."""
    line = view.line(index)
    below = index + 1 < len(view.pieces) and (is_running(view, index + 1) or is_date_line(view.line(index + 1)))
    return is_date_line(line) or (below and not begins_with_marker(line) and len(line) <= SHORT)
