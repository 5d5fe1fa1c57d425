"""Speeches, sections and spans in; out, windows of lines of every speech, each line with a BIO label for the outline.

A label belongs to a line, so every section begins one: lines are cut where a section begins inside them, and long lines behind
a sentence. Windows are short enough for an encoder of 512 tokens, as a Chinese character is one token or less.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.text.characters import ENDS, QUOTED
from pipeline.views.masks import find_data, mask_words
from pipeline.views.sections import is_sound
from pipeline.work.tables import Row
from schemas.names import LEVELS, PUBLISHED

OUTSIDE = "O"
LINE, WINDOW = 120, 480  # code points; a sentence that is longer than a window is cut
SENTENCE = re.compile(rf"[^{ENDS}；;]{{0,{WINDOW - 1}}}(?:[{ENDS}；;]+[{QUOTED}）)]*|(?<=[^{ENDS}；;]))")


def segmentation_rows(tables: Mapping[str, Sequence[Row]]) -> Iterator[Row]:
    """Windows of the lines of every kept speech whose text is Chinese prose."""
    starts = section_starts(tables["spans"])
    begins: dict[object, list[tuple[int, Row]]] = {}
    data = find_data(tables)
    for section in tables["sections"]:
        if (start := starts.get(section["section_id"])) is not None:
            begins.setdefault(section["speech_id"], []).append((start, section))
    for speech in tables["speeches"]:
        if speech["text"] and speech["duplicate_of"] is None and is_sound(speech):
            labelled = label_lines(str(speech["text"]), begins.get(speech["speech_id"], []))
            for number, window in enumerate(cut_windows(labelled), start=1):
                lines, labels = (list(column) for column in zip(*window, strict=True))
                lines = [mask_words(line, data.get(str(speech["speech_id"])[:16], [])) for line in lines]
                ids = {"speech_id": speech["speech_id"], "ordinal": number, "page_id": speech["page_id"]}
                yield {"lines": lines, "labels": labels, **ids, "defects": speech["defects"], "quality": speech["quality"]}


def section_starts(spans: Sequence[Row]) -> dict[object, int]:
    """Where in its speech's text every section has its first character that is not a blank."""
    lengths: dict[object, int] = {}
    starts: dict[object, int] = {}
    for span in spans:
        if span["speech_id"] is not None and span["kind"] in PUBLISHED:
            position = lengths.get(span["speech_id"], 0)
            if span["section_id"] is not None and span["kind"] != "blank":
                starts.setdefault(span["section_id"], position)
            lengths[span["speech_id"]] = position + int(str(span["end"])) - int(str(span["start"]))
    return starts


def label_lines(text: str, begins: Sequence[tuple[int, Row]]) -> Iterator[tuple[str, str]]:
    """The lines of a text with their labels, given where in it the sections begin, in order.

    >>> opening, first = {"role": "opening", "depth": 1}, {"role": "outline", "depth": 1}
    >>> list(label_lines("同志们：\\n一要学。二要做。\\n做好。", [(0, opening), (5, first), (9, first)]))
    [('同志们：', 'O'), ('一要学。', 'B-1'), ('二要做。', 'B-1'), ('做好。', 'I-1')]
    """
    cuts = sorted({0, *(start for start, _section in begins), len(text)})
    sections = dict(begins)
    inside = OUTSIDE
    for start, end in pairwise(cuts):
        begin = None
        if (section := sections.get(start)) is not None:
            inside = f"I-{min(int(str(section['depth'])), LEVELS)}" if section["role"] == "outline" else OUTSIDE
            begin = inside.replace("I-", "B-")
        for line in text[start:end].split("\n"):
            for piece in cut_line(line.strip()):
                yield piece, begin or inside
                begin = None


def cut_line(line: str) -> Iterator[str]:
    """A line, or its sentences put together to pieces of no more than LINE code points where they allow it."""
    piece = ""
    for sentence in SENTENCE.findall(line) if len(line) > LINE else [line]:
        if piece and len(piece) + len(sentence) > LINE:
            yield piece
            piece = ""
        piece += sentence
    if piece:
        yield piece


def cut_windows(lines: Iterator[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """The lines in windows of no more than WINDOW code points."""
    window: list[tuple[str, str]] = []
    room = WINDOW
    for line, label in lines:
        if window and len(line) > room:
            yield window
            window, room = [], WINDOW
        window.append((line, label))
        room -= len(line)
    if window:
        yield window
