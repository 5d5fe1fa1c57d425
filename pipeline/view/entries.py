"""The published rows of one page in; out, what the view shows of them: entries of its index, and the body it opens on demand."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import pyarrow as pa

from pipeline.parse.why import explain_places
from schemas import TABLES
from schemas.derived import arrow_schema
from schemas.spans import KINDS, PUBLISHED

SCHEMAS = {name: arrow_schema(TABLES[name]) for name in ("pages", "speeches", "sections", "spans")}
INDEX_COLUMNS = {
    "pages": [*(name for name in SCHEMAS["pages"].names if name != "text"), "left_out"],
    "speeches": [
        *(name for name in SCHEMAS["speeches"].names if name != "text"), "depth", "numberings", "section_defects", "least",
    ],
    "sections": [*(name for name in SCHEMAS["sections"].names if name not in ("text", "tokens")), "token_lengths"],
}
"""What an entry holds, in order: the columns of the contract but the texts, which the spans cut out of the page text,
and what the view's filters need."""
TOKEN_LENGTH_0 = 35  # "#": a token of n characters is written as the character with this code plus n


class ViewedPage(NamedTuple):
    """One page and the rows that stand on it; None where it has none."""

    page_id: str
    page: pa.Table
    speeches: pa.Table | None
    sections: pa.Table | None
    spans: pa.Table | None


def table(rows: pa.Table | None, name: str) -> pa.Table:
    """The rows, or none with the contract's columns."""
    return SCHEMAS[name].empty_table() if rows is None else rows


def make_entries(viewed: ViewedPage) -> tuple[list[object], list[list[object]]]:
    """The entries of the index for the page and for its speeches, in the order of INDEX_COLUMNS."""
    asked = ["speech_id", "role", "depth", "numbering", "defects", "confidence"]
    sections = table(viewed.sections, "sections").select(asked).to_pylist()
    sections_of = {speech_id: list(own) for speech_id, own in groupby(sections, key=itemgetter("speech_id"))}
    entries = []
    for speech in table(viewed.speeches, "speeches").drop_columns(["text"]).to_pylist():
        own = sections_of.get(speech["speech_id"], [])
        outline = [section for section in own if section["role"] == "outline"]
        speech["depth"] = max((section["depth"] for section in outline), default=0)
        speech["numberings"] = Counter(section["numbering"] for section in outline) or {"none": 0}
        speech["section_defects"] = Counter(defect for section in own for defect in section["defects"])
        speech["least"] = min([speech["confidence"], *(section["confidence"] for section in own)])
        entries.append([speech[name] for name in INDEX_COLUMNS["speeches"]])
    page = viewed.page.drop_columns(["text"]).to_pylist()[0] | {"left_out": count_left_out(table(viewed.spans, "spans"))}
    return [page[name] for name in INDEX_COLUMNS["pages"]], entries


def count_left_out(spans: pa.Table) -> Counter[str]:
    """How many characters of every kind no record has; the title of a speech is a column of it."""
    counts: Counter[str] = Counter()
    for span in spans.to_pylist():
        if span["speech_id"] is None or span["kind"] not in (*PUBLISHED, "speech_title"):
            counts[span["kind"]] += span["end"] - span["start"]
    return counts


def section_clusters(viewed: ViewedPage) -> Iterator[tuple[str, str]]:
    """Pairs of a section that is kept and one that repeats it."""
    for section in table(viewed.sections, "sections").select(["section_id", "duplicate_of"]).to_pylist():
        if section["duplicate_of"] is not None:
            yield section["duplicate_of"], section["section_id"]


def make_body(viewed: ViewedPage) -> dict[str, object]:
    """The page text, its sections, why doubtful records were read so, and its spans.

    A span is five numbers: `end`, kind, speech, section, rule (-1: none).
    """
    text = viewed.page["text"][0].as_py()
    sections = table(viewed.sections, "sections").drop_columns(["text"]).to_pylist()
    for section in sections:
        section["token_lengths"] = "".join(chr(TOKEN_LENGTH_0 + len(token)) for token in section["tokens"] or ())
    rows = table(viewed.spans, "spans").to_pylist()
    names = sorted({row["rule"] for row in rows if row["rule"] is not None})
    speech_index = {key: index for index, key in enumerate(table(viewed.speeches, "speeches")["speech_id"].to_pylist())}
    section_index = {section["section_id"]: index for index, section in enumerate(sections)}
    spans: list[int] = []
    for row in rows:
        rule = -1 if row["rule"] is None else names.index(row["rule"])
        owners = speech_index.get(row["speech_id"], -1), section_index.get(row["section_id"], -1)
        spans += [row["end"], KINDS.index(row["kind"]), *owners, rule]
    records = [*table(viewed.speeches, "speeches").select(["start", "defects"]).to_pylist(), *sections]
    return {
        "text": text,
        "why": explain_places(text, {record["start"] for record in records if "doubtful" in record["defects"]}),
        "spans": spans,
        "rules": names,
        "sections": [[section[name] for name in INDEX_COLUMNS["sections"]] for section in sections],
    }
