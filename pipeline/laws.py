"""The tables of some pages in; out, every breach of the laws: what no column check can see, because it looks across rows and tables."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from schemas.spans import PUBLISHED

Tables = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Breach:
    """One broken law: its name, the page, the code point where, and what stands there."""

    law: str
    page_id: str
    offset: int | None
    detail: str

    def __str__(self) -> str:
        """As the user reads it."""
        place = "" if self.offset is None else f":{self.offset}"
        return f"{self.page_id}{place}: {self.law}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of one page."""

    page: dict[str, object]
    text: str
    speeches: list[dict[str, object]]
    sections: list[dict[str, object]]
    spans: list[dict[str, object]]


def find_breaches(tables: Tables) -> list[Breach]:
    """All breaches in the pages of these tables, in the order of the pages. Every other table has rows of these pages only."""
    return [
        *find_strangers(tables),
        *(breach for records in by_page(tables) for law in LAWS for breach in law(records)),
    ]


def find_strangers(tables: Tables) -> Iterator[Breach]:
    """Rows whose page is not there."""
    for name in ("speeches", "sections", "spans"):
        for page_id in tables[name].join(tables["pages"], on="page_id", how="anti")["page_id"].unique().sort():
            yield Breach("parents exist", page_id, None, f"{name} has rows of a page that pages has not")


def by_page(tables: Tables) -> Iterator[Records]:
    """The rows of each page."""
    groups = {
        name: {str(key[0]): frame for key, frame in tables[name].group_by("page_id", maintain_order=True)}
        for name in ("speeches", "sections", "spans")
    }
    columns = {
        "speeches": ["speech_id", "ordinal", "title", "start", "end", "n_sections", "text", "split"],
        "sections": ["section_id", "speech_id", "parent_id", "ordinal", "depth", "marker", "heading", "heading_path", "text", "start", "end", "split"],
        "spans": ["start", "end", "kind", "speech_id", "section_id"],
    }  # fmt: skip
    for page in tables["pages"].select("page_id", "n_speeches", "n_chars", "text", "split").iter_rows(named=True):
        rows = {
            name: groups[name][page["page_id"]].select(columns[name]).rows(named=True) if page["page_id"] in groups[name] else []
            for name in groups
        }
        yield Records(page, page["text"], rows["speeches"], rows["sections"], rows["spans"])


def breach(law: str, records: Records, offset: object, detail: str) -> Breach:
    """A breach with the text that stands there."""
    place = offset if isinstance(offset, int) else None
    quoted = "" if place is None else f" 「{records.text[place : place + 16]}」".replace("\n", "⏎")
    return Breach(law, str(records.page["page_id"]), place, detail + quoted)


def spans_partition_the_page(records: Records) -> Iterator[Breach]:
    """Law 1: the spans of a page are `[0, n_chars)` without gap or overlap."""
    position = 0
    for span in records.spans:
        if span["start"] != position:
            yield breach("conservation", records, position, f"a span begins at {span['start']}, expected {position}")
            return
        position = int(str(span["end"]))
    if position != len(records.text):
        yield breach("conservation", records, position, f"the spans end at {position}, the page at {len(records.text)}")


def texts_are_what_their_spans_hold(records: Records) -> Iterator[Breach]:
    """Law 2: every published text is the text of the spans that carry it, so a subsequence of the page."""
    held: dict[tuple[str, object], list[str]] = {}
    for span in records.spans:
        text = records.text[span["start"] : span["end"]]  # type: ignore[misc]  # offsets are ints by contract
        if span["speech_id"] is not None and span["kind"] in PUBLISHED:
            held.setdefault(("text", span["speech_id"]), []).append(text)
        if span["kind"] == "speech_title":
            held.setdefault(("title", span["speech_id"]), []).append(text)
        if span["section_id"] is not None:
            held.setdefault((FIELDS.get(str(span["kind"]), ""), span["section_id"]), []).append(text)
    for speech in records.speeches:
        for column in ("text", "title"):
            if (speech[column] or "") != "".join(held.get((column, speech["speech_id"]), [])):
                yield breach("only deletion", records, speech["start"], f"{column} of {speech['speech_id']} is not what its spans hold")
    for section in records.sections:
        for column in ("text", "marker", "heading"):
            if (section[column] or "") != "".join(held.get((column, section["section_id"]), [])):
                yield breach("only deletion", records, section["start"], f"{column} of {section['section_id']} is not what its spans hold")


FIELDS = {"body": "text", "marker": "marker", "heading": "heading"}


def owners_exist(records: Records) -> Iterator[Breach]:
    """Law 1: a span that names an owner names one of this page, and its section belongs to its speech."""
    speeches = {speech["speech_id"] for speech in records.speeches}
    speech_of = {section["section_id"]: section["speech_id"] for section in records.sections}
    for span in records.spans:
        if span["speech_id"] is not None and span["speech_id"] not in speeches:
            yield breach("parents exist", records, span["start"], f"span of unknown speech {span['speech_id']}")
        if span["section_id"] is not None and speech_of.get(span["section_id"]) != span["speech_id"]:
            yield breach("parents exist", records, span["start"], f"span of section {span['section_id']}, not of {span['speech_id']}")


def sections_nest(records: Records) -> Iterator[Breach]:
    """Parents exist, come before their children, contain them, and are one level up; siblings do not overlap."""
    speeches = {speech["speech_id"]: speech for speech in records.speeches}
    seen: dict[object, dict[str, object]] = {}
    reach: dict[object, int] = {}
    for section in records.sections:
        owner = seen.get(section["parent_id"]) if section["parent_id"] is not None else speeches.get(section["speech_id"])
        start, end = int(str(section["start"])), int(str(section["end"]))
        key = (section["speech_id"], section["parent_id"])
        if owner is None or (section["parent_id"] is not None and owner["speech_id"] != section["speech_id"]):
            yield breach("parents exist", records, start, f"{section['section_id']} has no parent {section['parent_id'] or section['speech_id']}")
        elif not (int(str(owner["start"])) <= start and end <= int(str(owner["end"]))):
            yield breach("parents contain", records, start, f"{section['section_id']} [{start}, {end}) reaches out of its parent")
        elif section["parent_id"] is not None and section["depth"] != int(str(owner["depth"])) + 1 or section["parent_id"] is None and section["depth"] != 1:
            yield breach("parents contain", records, start, f"{section['section_id']} has depth {section['depth']}")
        if start < reach.get(key, 0):
            yield breach("siblings are apart", records, start, f"{section['section_id']} begins before its sibling ends")
        reach[key] = end
        seen[section["section_id"]] = section


def paths_name_the_ancestors(records: Records) -> Iterator[Breach]:
    """A heading path is the parent's with its own heading behind it."""
    paths: dict[object, object] = {None: []}
    for section in records.sections:
        expected = [*list(paths.get(section["parent_id"], [])), section["heading"] or ""]  # type: ignore[call-overload]  # lists by contract
        if section["heading_path"] != expected:
            yield breach("heading paths", records, section["start"], f"{section['section_id']} has path {section['heading_path']}")
        paths[section["section_id"]] = section["heading_path"]


def counts_balance(records: Records) -> Iterator[Breach]:
    """Law 3: a record counts its children, and ordinals run from 1 without a gap."""
    if records.page["n_speeches"] != len(records.speeches):
        yield breach("counts balance", records, None, f"n_speeches is {records.page['n_speeches']}, found {len(records.speeches)}")
    ordinals: dict[object, int] = {}
    for section in records.sections:
        ordinals[section["speech_id"]] = ordinals.get(section["speech_id"], 0) + 1
        if section["ordinal"] != ordinals[section["speech_id"]]:
            yield breach("counts balance", records, section["start"], f"{section['section_id']} has ordinal {section['ordinal']}")
    for index, speech in enumerate(records.speeches, start=1):
        if speech["ordinal"] != index:
            yield breach("counts balance", records, speech["start"], f"{speech['speech_id']} has ordinal {speech['ordinal']}, expected {index}")
        if speech["n_sections"] != ordinals.get(speech["speech_id"], 0):
            yield breach("counts balance", records, speech["start"], f"{speech['speech_id']} counts {speech['n_sections']} sections")


def records_share_the_split(records: Records) -> Iterator[Breach]:
    """A page and all its records are of one split."""
    for record in [*records.speeches, *records.sections]:
        if record["split"] != records.page["split"]:
            yield breach("one split a page", records, record["start"], f"a record is of {record['split']}, its page of {records.page['split']}")


LAWS = (
    spans_partition_the_page,
    texts_are_what_their_spans_hold,
    owners_exist,
    sections_nest,
    paths_name_the_ancestors,
    counts_balance,
    records_share_the_split,
)
"""Every law that looks across rows; each yields its breaches on one page."""
