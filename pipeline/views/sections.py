"""The sections of some pages in; out, those that tasks are made of: kept, sound, with a heading and a text that is all theirs."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.work.tables import Row

SHORTEST = 20  # code points: a shorter text says too little to find or to name
LONGEST = 6_000  # code points: a longer one is cut by most trainers, and its answer with it

CERTAIN = frozenset({"mojibake", "markup", "few_han"})
"""Defects by which a text is no Chinese prose: what has one is in no view. All others are carried as a column."""

# A line under a picture, whose words are not the section's: 「新华社记者 张三/摄」; not 「摄影展」.
CAPTION = re.compile(r"(?:记者|通讯员)[^\n]{0,16}摄[)）。]?[ \u3000]*$", re.MULTILINE)
# A heading as one is asked for: 「抓好落实」 「《条例》的要求」 「2024年任务」. Not 「，抓好落实」 「注：」 「附件」 「12」, nor
# who speaks there: 「张三（主任）」, nor a place in the speech: 「结束语」.
HEADING = re.compile(
    r"(?![\u4e00-\u9fa5]{2,3}[（(][^（）()]{2,16}[）)]$)(?!(?:结束语|结语|引言|前言|序言|尾声)$)"
    r"(?!备?注[:：]?|说明[:：]|附[件表录：:])[\w《“\"‘（(【「](?=.*[\u4e00-\u9fa5]{2}).*",
    re.DOTALL,
)


def told_sections(tables: Mapping[str, Sequence[Row]]) -> Iterator[Row]:
    """The leaves of outlines that have a heading and enough text, in reading order.

    A section with others below it is left aside: its own text is but the words before the first of them.
    """
    sound = {speech["speech_id"] for speech in tables["speeches"] if is_sound(speech)}
    parents = {section["parent_id"] for section in tables["sections"]}
    for section in tables["sections"]:
        if section["section_id"] not in parents and section["speech_id"] in sound and is_told(section):
            yield section


def is_sound(record: Row) -> bool:
    """Whether a record's text is Chinese prose, as far as its defects tell."""
    defects = record["defects"]
    return isinstance(defects, list) and CERTAIN.isdisjoint(map(str, defects))


def is_told(section: Row) -> bool:
    """Whether a section is kept and has a heading that names it and enough text, but not too much."""
    sized = SHORTEST <= len(str(section["text"])) <= LONGEST
    own = not CAPTION.search(str(section["text"]))
    return sized and own and section["duplicate_of"] is None and is_named(section) and is_sound(section)


def is_named(section: Row) -> bool:
    """Whether a section's heading says what it is about.

    >>> [is_named({"heading": heading}) for heading in ("抓好落实", "，抓好落实", "注：数字为上年的", None)]
    [True, False, False, False]
    """
    return isinstance(section["heading"], str) and HEADING.match(section["heading"]) is not None
