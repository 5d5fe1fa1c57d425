"""A page text in; out, the marks of notes that stand on the page, too: they are no words, and what they point to is left out."""

import re
from collections.abc import Callable, Iterable

from pipeline.text.rules import Rule

MARK = r"(?P<mark>[\[〔［][0-9]{1,3}[\]〕］])"
BEFORE_NOTE, INDENT = " \t\u3000>*#-", 16  # before a note, and how many of them at most
NOTED = re.compile(rf"^[{BEFORE_NOTE}]*{MARK}(?=[ \t\u3000]*[^\s:\[〔［])", re.MULTILINE)  # not: [1]: http://…
MARKED = re.compile(rf"(?<=[^\s第见及和与至、（(\[〔［]){MARK}(?![条号段页])")  # not: 第〔12〕条


def find_note_marks(text: str) -> Iterable[tuple[int, int]]:
    """Those with which a line begins below; where none does, the page does not say what a mark is, and it stays."""
    notes = {note["mark"]: note.start("mark") for note in NOTED.finditer(text)}  # the last of each
    for mark in MARKED.finditer(text) if notes else ():
        before = text[max(0, mark.start() - INDENT) : mark.start()].rstrip(BEFORE_NOTE)
        if mark.start() < notes.get(mark["mark"], 0) and before[-1:] not in ("", "\n"):
            yield mark.span()


NOTE_RULES: tuple[Rule[Callable[[str], Iterable[tuple[int, int]]]], ...] = (
    Rule("note_mark", find_note_marks, ("水利〔1〕是命脉[2]。\n注释\n〔1〕指小型水利。\n[2] 见第三卷。",),
         ("水利[1]是命脉。", "[1]本席同意。\n见[1]及第[1]段。\n[2]", "[1]水利\n命脉[1]。"),
         "a note's mark is no word, and its note stands apart", "水利是命脉。\n注释\n〔1〕指小型水利。\n[2] 见第三卷。"),
)  # fmt: skip
