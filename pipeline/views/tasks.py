"""The speeches, sections and spans of some pages in; out, the rows of the training views, each a pure function of them.

Every view leaves near-duplicates out: it is made of the records whose `duplicate_of` is null. A view takes its rows from the
tables of whole pages, so a row is in the split of its page.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from pathlib import Path
from zlib import crc32

from pipeline.text.characters import NUMERALS
from pipeline.views.labels import segmentation_rows
from pipeline.views.masks import masked_texts
from pipeline.views.sections import LONGEST, is_named, is_sound, told_sections
from pipeline.views.titles import own_title
from pipeline.work.tables import Row

WORDS = tomllib.loads(Path(__file__).with_name("templates.toml").read_text(encoding="utf-8"))
VERSION = str(WORDS["version"])
TEMPLATES: dict[str, list[str]] = {key: list(map(str, phrases)) for key, phrases in WORDS.items() if isinstance(phrases, list)}
SEPARATOR = str(WORDS["path_separator"])
SHORTEST_SPEECH = 50  # code points: what is shorter is a wish or a remark, not a speech
NAMED = re.compile(rf"[^\W\d_{NUMERALS}篇第]{{2}}")  # a title that says something; not 「二:」 「第三篇」
TRIED = 20  # sections that may be the other one of a pair, and as many of any parent
FEWEST = 3  # headings of an outline that is asked for

Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class View:
    """A training view: how its rows are made, and the columns they are a pure function of."""

    rows: Callable[[Tables], Iterator[Row]]
    made_of: str


def text_rows(tables: Tables) -> Iterator[Row]:
    """One text a speech, with masks for personal data where there are some."""
    masked = masked_texts(tables)
    for speech in sound_speeches(tables):
        text = masked.get(speech["speech_id"], speech["text"])
        text = filled("text", speech["speech_id"], speech["title"], text=text)
        yield {"text": text, "speech_id": speech["speech_id"], "page_id": speech["page_id"], **cells_of(speech)}


def sound_speeches(tables: Tables) -> Iterator[Row]:
    """The kept speeches of some length whose text is Chinese prose."""
    for speech in tables["speeches"]:
        if speech["duplicate_of"] is None and len(str(speech["text"])) >= SHORTEST_SPEECH and is_sound(speech):
            yield speech


def heading_rows(tables: Tables) -> Iterator[Row]:
    """The task of naming a section, as prompt and completion."""
    for section in told_sections(tables):
        prompt = filled("heading_prompt", section["section_id"], None, text=section["text"])
        yield {"prompt": prompt, "completion": section["heading"], **source_of(section)}


def source_of(section: Row) -> Row:
    """The section that a row is made of, and what is known against it."""
    return {"section_id": section["section_id"], **cells_of(section)}


def cells_of(record: Row) -> Row:
    """What every row of a view says of the text it is made of: a filter away."""
    return {"defects": record["defects"], "quality": record["quality"]}


def chat_rows(tables: Tables) -> Iterator[Row]:
    """The same task as messages. A table of its own: where TRL sees both forms in a row, chance (the seed of Python's hashes)
    decides which of them it takes for the form of all, and with it whether a model learns to stop."""
    for section in told_sections(tables):
        request = filled("heading_message", section["section_id"], None, text=section["text"])
        messages = [{"role": "user", "content": request}, {"role": "assistant", "content": str(section["heading"])}]
        yield {"messages": messages, **source_of(section)}


def outline_rows(tables: Tables) -> Iterator[Row]:
    """The task of writing a section, given its place in the outline."""
    titles = titles_of(tables)
    for section in told_sections(tables):
        prompt = filled("outline_prompt", section["section_id"], titles[section["speech_id"]], path=joined(section))
        yield {"prompt": prompt, "completion": section["text"], **source_of(section)}


def summary_rows(tables: Tables) -> Iterator[Row]:
    """The task of placing a section: its text to the headings down to it, where all of them are there and say less than it."""
    titles = titles_of(tables)
    for section in told_sections(tables):
        path = section["heading_path"]
        if not isinstance(path, list) or "" in path or len(joined(section)) > len(str(section["text"])):
            continue
        prompt = filled("summary_prompt", section["section_id"], titles[section["speech_id"]], text=section["text"])
        yield {"prompt": prompt, "completion": joined(section), **source_of(section)}


def whole_outline_rows(tables: Tables) -> Iterator[Row]:
    """The task of outlining a speech: its text without the headings to its headings, one a line, deeper ones further in."""
    sections: dict[object, list[Row]] = {}
    for section in tables["sections"]:
        sections.setdefault(section["speech_id"], []).append(section)
    for speech in sound_speeches(tables):
        own = sections.get(speech["speech_id"], [])
        headed = [section for section in own if section["heading"]]
        text = "\n".join(str(section["text"]).strip() for section in own if str(section["text"]).strip())
        if len(headed) >= FEWEST and SHORTEST_SPEECH <= len(text) <= LONGEST and is_one_outline(own):
            outline = "\n".join("　" * (int(str(section["depth"])) - 1) + str(section["heading"]) for section in headed)
            prompt = filled("whole_prompt", speech["speech_id"], speech["title"], text=text)
            yield {"prompt": prompt, "completion": outline, "speech_id": speech["speech_id"], **cells_of(speech)}


def is_one_outline(sections: Sequence[Row]) -> bool:
    """Whether the sections of a speech are one whole outline: nothing of it is missing, and nothing else is mixed in.

    All have a heading, there are several at the top, leaves have a text, and those under one heading are one run: numbered from
    1 on in one way.
    """
    outline = [section for section in sections if section["role"] == "outline"]
    beside: dict[object, list[Row]] = {}
    for section in outline:
        beside.setdefault(section["parent_id"], []).append(section)
    runs = [[(section["numbering"], section["number"]) for section in siblings] for siblings in beside.values()]
    told = all(str(section["text"]).strip() for section in outline if section["section_id"] not in beside)
    return told and len(beside.get(None, [])) > 1 and all(map(is_named, outline)) and all(map(is_one_run, runs))


def is_one_run(numbers: Sequence[tuple[object, object]]) -> bool:
    """Whether numberings with their numbers are one list from its beginning.

    >>> is_one_run([("comma", 1), ("comma", 2)]), is_one_run([("bare", None), ("bare", None)]), is_one_run([("di", 2)])
    (True, True, False)
    """
    system = numbers[0][0]
    return all(numbering == system and number in (None, place) for place, (numbering, number) in enumerate(numbers, start=1))


def retrieval_rows(tables: Tables) -> Iterator[Row]:
    """A question, its section, and another section of the same speech."""
    for anchor, positive, negative in find_triples(tables):
        yield {"anchor": anchor, "positive": positive["text"], "negative": negative["text"]}


def retrieval_source_rows(tables: Tables) -> Iterator[Row]:
    """The sections of the same rows."""
    for _anchor, positive, negative in find_triples(tables):
        ids = {"positive_id": positive["section_id"], "negative_id": negative["section_id"]}
        yield {**ids, "speech_id": positive["speech_id"], **cells_of(positive)}


def find_triples(tables: Tables) -> Iterator[tuple[str, Row, Row]]:
    """A question, the section that answers it, and the next leaf that does not: a sibling, where there is one.

    Behind the last one comes the first. Leaves have none below them, so the one is never part of the other.
    """
    titles = titles_of(tables)
    told: dict[object, list[Row]] = {}
    for section in told_sections(tables):
        told.setdefault(section["speech_id"], []).append(section)
    for speech_id, sections in told.items():
        for index, section in enumerate(sections):
            others = [*sections[index + 1 :], *sections[:index]]
            beside = (other for other in others if other["parent_id"] == section["parent_id"])
            tried = chain(islice(beside, TRIED), islice(others, TRIED))
            negative = next((other for other in tried if is_other(section, other)), None)
            if negative:
                anchor = filled("anchor", section["section_id"], titles[speech_id], path=joined(section))
                if SEPARATOR in anchor:  # a heading alone asks for too many sections
                    yield anchor, section, negative


def is_other(section: Row, other: Row) -> bool:
    """Whether a section has another text and another heading, is no near-duplicate, and says no more of this one's heading."""
    differs = all(section[name] != other[name] for name in ("text", "heading", "cluster_id"))
    return differs and count_said(section, other) <= count_said(section, section)


def count_said(section: Row, other: Row) -> int:
    """How many pairs of neighbouring characters of a section's heading the other's text has."""
    text = str(other["text"])
    return sum(one + two in text for one, two in pairwise(str(section["heading"])))


def titles_of(tables: Tables) -> dict[object, object]:
    """The titles of the speeches by id."""
    return {speech["speech_id"]: speech["title"] for speech in tables["speeches"]}


def filled(template: str, key: object, title: object, **words: object) -> str:
    """One of a template's phrasings, chosen by the key, with its words; one for untitled speeches where there is no title.

    >>> filled("anchor", "a", "在会上的讲话", path="提高认识"), filled("anchor", "a", None, path="提高认识")
    ('在会上的讲话 › 提高认识', '提高认识')
    """
    untitled, title = f"{template}_untitled", own_title(str(title or ""))
    phrases = TEMPLATES[template if NAMED.search(title) or untitled not in TEMPLATES else untitled]
    return phrases[crc32(str(key).encode()) % len(phrases)].format(title=title, **words)


def joined(section: Row) -> str:
    """The headings down to a section, in one line.

    >>> joined({"heading_path": ["提高认识", "", "看清形势"]})
    '提高认识 › 看清形势'
    """
    path = section["heading_path"]
    return SEPARATOR.join(str(heading) for heading in path if heading) if isinstance(path, list) else ""


RECORD = "duplicate_of, defects, quality"
TOLD_COLUMNS = f"speeches: {{}}{RECORD}; sections: text, heading, heading_path, parent_id, {RECORD}"
PLACED = TOLD_COLUMNS.format("title, ")

VIEWS = {
    "text": View(text_rows, f"speeches: title, text, {RECORD}; spans: all; personal: all"),
    "heading_generation": View(heading_rows, TOLD_COLUMNS.format("")),
    "heading_generation_chat": View(chat_rows, TOLD_COLUMNS.format("")),
    "outline_to_section": View(outline_rows, PLACED),
    "outline_generation": View(
        whole_outline_rows, f"speeches: title, text, {RECORD}; sections: text, heading, parent_id, depth, role, numbering, number"
    ),
    "summary": View(summary_rows, PLACED),
    "retrieval_pairs": View(retrieval_rows, f"{PLACED}, cluster_id"),
    "retrieval_sources": View(retrieval_source_rows, f"{PLACED}, cluster_id"),
    "segmentation": View(segmentation_rows, f"speeches: text, {RECORD}; sections: depth, role; spans: all"),
}
"""Every view by the name of its config; `made_of` says which columns its rows are a pure function of."""
