"""Speeches, sections and spans in; out, the lines of every speech, each with a BIO label for the outline.

A label belongs to a line, so it tells of the sections that begin a line. One that begins inside a line is part of the section
whose line it is.
"""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.work.tables import Row
from schemas.spans import PUBLISHED
from schemas.views import LEVELS

OUTSIDE = "O"


def segmentation_rows(tables: Mapping[str, Sequence[Row]]) -> Iterator[Row]:
    """The lines of every kept speech with a label for the section that begins or goes on there."""
    starts = section_starts(tables["spans"])
    begins: dict[object, list[tuple[int, Row]]] = {}
    for section in tables["sections"]:
        if (start := starts.get(section["section_id"])) is not None:
            begins.setdefault(section["speech_id"], []).append((start, section))
    for speech in tables["speeches"]:
        if speech["text"] and speech["duplicate_of"] is None:
            lines = str(speech["text"]).split("\n")
            labels = list(line_labels(lines, begins.get(speech["speech_id"], [])))
            yield {"lines": lines, "labels": labels, "speech_id": speech["speech_id"], "page_id": speech["page_id"]}


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


def line_labels(lines: Sequence[str], begins: Sequence[tuple[int, Row]]) -> Iterator[str]:
    """The labels of the lines, given where in the text the sections begin, in order; spaces at a line's front do not count.

    >>> opening, first = {"role": "opening", "depth": 1}, {"role": "outline", "depth": 1}
    >>> list(line_labels(["同志们:", "一、学", "接着学。"], [(0, opening), (5, first)]))
    ['O', 'B-1', 'I-1']
    """
    position, index, inside = 0, 0, OUTSIDE
    for line in lines:
        front, end = position + len(line) - len(line.lstrip()), position + len(line)
        label = inside
        while index < len(begins) and begins[index][0] < end:
            start, section = begins[index]
            if section["role"] != "outline":
                inside = OUTSIDE
            elif start <= front:
                inside = f"I-{min(int(str(section['depth'])), LEVELS)}"
            if start <= front:
                label = inside.replace("I-", "B-")
            index += 1
        yield label
        position = end + 1
