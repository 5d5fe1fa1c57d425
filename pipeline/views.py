"""The speeches, sections and spans of some pages in; out, the rows of the training views, each a pure function of them."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandera.polars as pa

from pipeline.rows import Row
from schemas.spans import PUBLISHED
from schemas.views import HeadingGeneration, HeadingGenerationChat, OutlineToSection, RetrievalPairs, Segmentation, Text

TEMPLATES: dict[str, str] = {
    key: str(value)
    for key, value in tomllib.loads(Path(__file__).with_name("templates.toml").read_text(encoding="utf-8")).items()
}
SHORTEST = 20  # code points: a shorter text says too little to find or to name

Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class View:
    """A training view: its table, how its rows are made, and the columns they are a pure function of."""

    model: type[pa.DataFrameModel]
    rows: Callable[[Tables], Iterator[Row]]
    made_of: str


def text_rows(tables: Tables) -> Iterator[Row]:
    """One text a speech."""
    for speech in tables["speeches"]:
        template = TEMPLATES["text" if speech["title"] else "untitled"]
        if text := template.format(title=speech["title"], text=speech["text"]).strip():
            yield {"text": text} | {name: speech[name] for name in ("speech_id", "page_id", "duplicate_of")}


def heading_rows(tables: Tables) -> Iterator[Row]:
    """The task of naming a section, as prompt and completion."""
    for section in tables["sections"]:
        if is_told(section):
            prompt = TEMPLATES["heading_prompt"].format(text=section["text"])
            yield {"prompt": prompt, "completion": section["heading"], "section_id": section["section_id"]}


def chat_rows(tables: Tables) -> Iterator[Row]:
    """The same task as messages."""
    for row in heading_rows(tables):
        messages = [{"role": "user", "content": str(row["prompt"])}, {"role": "assistant", "content": str(row["completion"])}]
        yield {"messages": messages, "section_id": row["section_id"]}


def outline_rows(tables: Tables) -> Iterator[Row]:
    """The task of writing a section, given its place in the outline."""
    titles = {speech["speech_id"]: speech["title"] for speech in tables["speeches"]}
    for section in tables["sections"]:
        if is_told(section):
            prompt = TEMPLATES["outline_prompt"].format(title=titles.get(section["speech_id"]) or "", path=joined(section))
            yield {"prompt": prompt, "completion": section["text"], "section_id": section["section_id"]}


def retrieval_rows(tables: Tables) -> Iterator[Row]:
    """A question, its section, and the next other section of the same speech (behind the last one comes the first)."""
    titles = {speech["speech_id"]: speech["title"] for speech in tables["speeches"]}
    told: dict[object, list[Row]] = {}
    for section in filter(is_told, tables["sections"]):
        told.setdefault(section["speech_id"], []).append(section)
    for speech_id, sections in told.items():
        for index, section in enumerate(sections):
            others = sections[index + 1 :] + sections[:index]
            negative = next((other for other in others if other["cluster_id"] != section["cluster_id"]), None)
            if negative:
                anchor = TEMPLATES["path_separator"].join(filter(None, [str(titles[speech_id] or ""), joined(section)]))
                yield {"anchor": anchor, "positive": section["text"], "negative": negative["text"]}


def segmentation_rows(tables: Tables) -> Iterator[Row]:
    """The lines of every speech with a label for the section that begins or goes on there."""
    starts = section_starts(tables["spans"])
    outline: dict[object, list[Row]] = {}
    for section in tables["sections"]:
        outline.setdefault(section["speech_id"], []).append(section)
    for speech in tables["speeches"]:
        lines = str(speech["text"]).split("\n")
        begins = [
            (starts[section["section_id"]], section)
            for section in outline.get(speech["speech_id"], [])
            if section["section_id"] in starts
        ]
        if speech["text"]:
            yield {"lines": lines, "labels": list(line_labels(lines, begins)), "speech_id": speech["speech_id"]}


def section_starts(spans: Sequence[Row]) -> dict[object, int]:
    """Where in its speech's text every section begins."""
    lengths: dict[object, int] = {}
    starts: dict[object, int] = {}
    for span in spans:
        if span["speech_id"] is not None and span["kind"] in PUBLISHED:
            position = lengths.get(span["speech_id"], 0)
            if span["section_id"] is not None:
                starts.setdefault(span["section_id"], position)
            lengths[span["speech_id"]] = position + int(str(span["end"])) - int(str(span["start"]))
    return starts


def line_labels(lines: Sequence[str], begins: Sequence[tuple[int, Row]]) -> Iterator[str]:
    """The labels of the lines, given where the sections begin (in order)."""
    position, index, inside = 0, 0, "O"
    for line in lines:
        label = inside
        while index < len(begins) and begins[index][0] <= position + len(line):
            start, section = begins[index]
            depth = section["depth"] if section["role"] == "outline" else None
            if start == position:
                label = f"B-{depth}" if depth else "O"
            inside = f"I-{depth}" if depth else "O"
            index += 1
        yield label
        position += len(line) + 1


def is_told(section: Row) -> bool:
    """Whether a section has a heading and enough text."""
    return section["heading"] is not None and len(str(section["text"])) >= SHORTEST


def joined(section: Row) -> str:
    """The headings down to a section, in one line."""
    path = section["heading_path"]
    return TEMPLATES["path_separator"].join(str(heading) for heading in path if heading) if isinstance(path, list) else ""


VIEWS = {
    "text": View(Text, text_rows, "speeches: title, text"),
    "heading_generation": View(HeadingGeneration, heading_rows, "sections: text, heading"),
    "heading_generation_chat": View(HeadingGenerationChat, chat_rows, "sections: text, heading"),
    "outline_to_section": View(OutlineToSection, outline_rows, "speeches: title; sections: heading, heading_path, text"),
    "retrieval_pairs": View(RetrievalPairs, retrieval_rows, "speeches: title; sections: heading, heading_path, text, cluster_id"),
    "segmentation": View(Segmentation, segmentation_rows, "speeches: text; sections: depth, role; spans: all"),
}
"""Every view by the name of its config; `made_of` says which columns its rows are a pure function of."""
