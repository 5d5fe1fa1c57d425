"""The speeches, sections and spans of some pages in; out, the rows of the training views, each a pure function of them.

Every view leaves near-duplicates out: it is made of the records whose `duplicate_of` is null. A view takes its rows from the
tables of whole pages, so a row is in the split of its page.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.views.labels import segmentation_rows
from pipeline.work.tables import Row

TEMPLATES: dict[str, str] = {
    key: str(value)
    for key, value in tomllib.loads(Path(__file__).with_name("templates.toml").read_text(encoding="utf-8")).items()
}
VERSION = TEMPLATES["version"]
SHORTEST = 20  # code points: a shorter text says too little to find or to name

Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class View:
    """A training view: how its rows are made, and the columns they are a pure function of."""

    rows: Callable[[Tables], Iterator[Row]]
    made_of: str


def text_rows(tables: Tables) -> Iterator[Row]:
    """One text a speech."""
    for speech in tables["speeches"]:
        if speech["text"] and speech["duplicate_of"] is None:
            text = filled("text", speech["title"], text=speech["text"])
            yield {"text": text, "speech_id": speech["speech_id"], "page_id": speech["page_id"]}


def heading_rows(tables: Tables) -> Iterator[Row]:
    """The task of naming a section, as prompt and completion."""
    for section in told_sections(tables):
        prompt = TEMPLATES["heading_prompt"].format(text=section["text"])
        yield {"prompt": prompt, "completion": section["heading"], "section_id": section["section_id"]}


def chat_rows(tables: Tables) -> Iterator[Row]:
    """The same task as messages. A table of its own: where TRL sees both forms in a row, chance (the seed of Python's hashes)
    decides which of them it takes for the form of all, and with it whether a model learns to stop."""
    for section in told_sections(tables):
        request = TEMPLATES["heading_message"].format(text=section["text"])
        messages = [{"role": "user", "content": request}, {"role": "assistant", "content": str(section["heading"])}]
        yield {"messages": messages, "section_id": section["section_id"]}


def outline_rows(tables: Tables) -> Iterator[Row]:
    """The task of writing a section, given its place in the outline."""
    titles = titles_of(tables)
    for section in told_sections(tables):
        prompt = filled("outline_prompt", titles[section["speech_id"]], path=joined(section))
        yield {"prompt": prompt, "completion": section["text"], "section_id": section["section_id"]}


def retrieval_rows(tables: Tables) -> Iterator[Row]:
    """A question, its section, and the next other section of the same speech (behind the last one comes the first)."""
    titles = titles_of(tables)
    told: dict[object, list[Row]] = {}
    for section in told_sections(tables):
        told.setdefault(section["speech_id"], []).append(section)
    for speech_id, sections in told.items():
        for index, section in enumerate(sections):
            others = sections[index + 1 :] + sections[:index]
            negative = next((other for other in others if other["text"] != section["text"]), None)
            if negative:
                anchor = filled("anchor", titles[speech_id], path=joined(section))
                yield {"anchor": anchor, "positive": section["text"], "negative": negative["text"]}


def told_sections(tables: Tables) -> Iterator[Row]:
    """The kept sections that have a heading and enough text."""
    for section in tables["sections"]:
        if section["duplicate_of"] is None and section["heading"] is not None and len(str(section["text"])) >= SHORTEST:
            yield section


def titles_of(tables: Tables) -> dict[object, object]:
    """The titles of the speeches by id."""
    return {speech["speech_id"]: speech["title"] for speech in tables["speeches"]}


def filled(template: str, title: object, **words: object) -> str:
    """The template with its words; the one for untitled speeches where there is no title.

    >>> filled("anchor", "在会上的讲话", path="提高认识"), filled("anchor", None, path="提高认识")
    ('在会上的讲话 › 提高认识', '提高认识')
    """
    return TEMPLATES[template if title else f"{template}_untitled"].format(title=title, **words)


def joined(section: Row) -> str:
    """The headings down to a section, in one line.

    >>> joined({"heading_path": ["提高认识", "", "看清形势"]})
    '提高认识 › 看清形势'
    """
    path = section["heading_path"]
    return TEMPLATES["path_separator"].join(str(heading) for heading in path if heading) if isinstance(path, list) else ""


VIEWS = {
    "text": View(text_rows, "speeches: title, text, duplicate_of"),
    "heading_generation": View(heading_rows, "sections: text, heading, duplicate_of"),
    "heading_generation_chat": View(chat_rows, "sections: text, heading, duplicate_of"),
    "outline_to_section": View(outline_rows, "speeches: title; sections: heading, heading_path, text, duplicate_of"),
    "retrieval_pairs": View(retrieval_rows, "speeches: title; sections: heading, heading_path, text, duplicate_of"),
    "segmentation": View(segmentation_rows, "speeches: text, duplicate_of; sections: depth, role; spans: all"),
}
"""Every view by the name of its config; `made_of` says which columns its rows are a pure function of."""
