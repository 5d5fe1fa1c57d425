"""The tables of some pages in; out, every breach of the laws: what no column check sees, since it looks across rows."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl

from schemas.spans import PUBLISHED

CHILDREN = ("speeches", "sections", "spans", "turns")
MEMBER = "!"  # in the source of a record of a container, which may state a title that its text has not
FIELDS = {"body": "text", "marker": "marker", "heading": "heading"}  # which column of its section a span is part of


class Breach(NamedTuple):
    """One broken law: its name, the page (its source, or its id where it has none), the code point where, and what is wrong."""

    law: str
    page: str
    offset: int
    detail: str

    def __str__(self) -> str:
        """As the user reads it."""
        return f"{self.page}:{self.offset}: {self.law}: {self.detail}"


class PageRow(NamedTuple):
    """What the laws read of a page."""

    page_id: str
    source: str
    n_speeches: int
    text: str
    split: str


class SpeechRow(NamedTuple):
    """What the laws read of a speech."""

    speech_id: str
    ordinal: int
    title: str | None
    start: int
    end: int
    n_sections: int
    text: str
    split: str


class SectionRow(NamedTuple):
    """What the laws read of a section."""

    section_id: str
    speech_id: str
    parent_id: str | None
    ordinal: int
    depth: int
    marker: str
    heading: str | None
    heading_path: list[str]
    text: str
    start: int
    end: int
    split: str


class SpanRow(NamedTuple):
    """What the laws read of a span."""

    start: int
    end: int
    kind: str
    speech_id: str | None
    section_id: str | None


class TurnRow(NamedTuple):
    """What the laws read of a turn."""

    turn_id: str
    speech_id: str
    ordinal: int
    start: int
    end: int
    text: str
    split: str


class Records(NamedTuple):
    """The rows of one page."""

    page: PageRow
    speeches: list[SpeechRow]
    sections: list[SectionRow]
    spans: list[SpanRow]
    turns: list[TurnRow]


def find_breaches(tables: Mapping[str, pl.DataFrame]) -> list[Breach]:
    """All breaches in the pages of these tables, in the order of the pages; the tables hold all rows of their pages."""
    return [*find_strangers(tables), *(found for records in by_page(tables) for law in LAWS for found in law(records))]


def find_strangers(tables: Mapping[str, pl.DataFrame]) -> Iterator[Breach]:
    """Rows whose page is not there."""
    for name in CHILDREN:
        for page_id in tables[name].join(tables["pages"], on="page_id", how="anti")["page_id"].unique().sort():
            yield Breach("parents exist", page_id, 0, f"{name} has rows of a page that pages has not")


def by_page(tables: Mapping[str, pl.DataFrame]) -> Iterator[Records]:
    """The rows of each page."""
    fields_of = (SpeechRow._fields, SectionRow._fields, SpanRow._fields, TurnRow._fields)
    columns = dict(zip(CHILDREN, fields_of, strict=True))
    rows = {name: tables[name].select("page_id", *fields).rows_by_key("page_id") for name, fields in columns.items()}
    for values in tables["pages"].select(PageRow._fields).iter_rows():
        page = PageRow(*values)
        yield Records(
            page,
            [SpeechRow(*row) for row in rows["speeches"].get(page.page_id, [])],
            [SectionRow(*row) for row in rows["sections"].get(page.page_id, [])],
            [SpanRow(*row) for row in rows["spans"].get(page.page_id, [])],
            [TurnRow(*row) for row in rows["turns"].get(page.page_id, [])],
        )


def breach(law: str, records: Records, offset: int, detail: str) -> Breach:
    """A breach with the text that stands there."""
    quoted = records.page.text[offset : offset + 16].replace("\n", "⏎")
    return Breach(law, records.page.source, offset, f"{detail} 「{quoted}」")


def spans_partition_the_page(records: Records) -> Iterator[Breach]:
    """Law 1: the spans of a page are `[0, n_chars)` without gap or overlap."""
    position = 0
    for span in records.spans:
        if span.start != position or span.end <= span.start:
            yield breach("conservation", records, position, f"a span is [{span.start}, {span.end}), expected one from {position}")
            return
        position = span.end
    if position != len(records.page.text):
        yield breach("conservation", records, position, f"the spans end at {position}, the page at {len(records.page.text)}")


def texts_are_what_their_spans_hold(records: Records) -> Iterator[Breach]:
    """Law 2: what is published is the text of the spans that carry it, in order: a subsequence of the page."""
    held = held_texts(records)
    for speech in records.speeches:
        for column, value in (("text", speech.text), ("title", speech.title or "")):
            stated = column == "title" and MEMBER in records.page.source and (column, speech.speech_id) not in held
            if value != held.get((column, speech.speech_id), "") and not stated:
                yield breach("only deletion", records, speech.start, f"{column} of {speech.speech_id} is not what its spans hold")
    for section in records.sections:
        for column, value in (("text", section.text), ("marker", section.marker), ("heading", section.heading or "")):
            if value != held.get((column, section.section_id), ""):
                yield breach(
                    "only deletion", records, section.start, f"{column} of {section.section_id} is not what its spans hold"
                )


def held_texts(records: Records) -> dict[tuple[str, str], str]:
    """What the spans hold for every published text: (column, id) to text."""
    held: dict[tuple[str, str], list[str]] = {}
    for span in records.spans:
        text = records.page.text[span.start : span.end]
        if span.speech_id is not None and span.kind in PUBLISHED:
            held.setdefault(("text", span.speech_id), []).append(text)
        if span.speech_id is not None and span.kind == "speech_title":
            held.setdefault(("title", span.speech_id), []).append(text)
        if span.section_id is not None and span.kind in FIELDS:
            held.setdefault((FIELDS[span.kind], span.section_id), []).append(text)
    return {key: "".join(texts) for key, texts in held.items()}


def owners_exist(records: Records) -> Iterator[Breach]:
    """Law 1: a span names owners of its own page, and its section belongs to its speech."""
    speeches = {speech.speech_id for speech in records.speeches}
    speech_of = {section.section_id: section.speech_id for section in records.sections}
    for span in records.spans:
        if span.speech_id is not None and span.speech_id not in speeches:
            yield breach("parents exist", records, span.start, f"a span of {span.speech_id}, which is not there")
        if span.section_id is not None and (span.speech_id is None or speech_of.get(span.section_id) != span.speech_id):
            yield breach("parents exist", records, span.start, f"a span of {span.section_id}, which is not in {span.speech_id}")


def speeches_are_apart(records: Records) -> Iterator[Breach]:
    """Speeches stand on their page in order and do not overlap."""
    position = 0
    for speech in records.speeches:
        if speech.start < position or speech.end > len(records.page.text):
            yield breach("siblings are apart", records, speech.start, f"{speech.speech_id} is [{speech.start}, {speech.end})")
        position = speech.end


def sections_nest(records: Records) -> Iterator[Breach]:
    """Parents exist, come before their children, contain them and are one level up; siblings do not overlap."""
    extents = {speech.speech_id: (speech.start, speech.end, 0) for speech in records.speeches}
    speech_of: dict[str, str] = {}
    reach: dict[str, int] = {}
    for section in records.sections:
        owner = section.speech_id if section.parent_id is None else section.parent_id
        if owner not in extents or speech_of.get(owner, section.speech_id) != section.speech_id:
            yield breach("parents exist", records, section.start, f"{section.section_id} is in {owner}, which is not before it")
            continue
        start, end, depth = extents[owner]
        if not start <= section.start < section.end <= end:
            yield breach("parents contain", records, section.start, f"{section.section_id} reaches out of {owner}")
        if section.depth != depth + 1:
            yield breach(
                "parents contain", records, section.start, f"{section.section_id} has depth {section.depth} in depth {depth}"
            )
        if section.start < reach.get(owner, 0):
            yield breach("siblings are apart", records, section.start, f"{section.section_id} begins before its sibling ends")
        reach[owner] = section.end
        extents[section.section_id] = (section.start, section.end, section.depth)
        speech_of[section.section_id] = section.speech_id


def paths_name_the_ancestors(records: Records) -> Iterator[Breach]:
    """A heading path is the parent's with its own heading behind it."""
    paths: dict[str | None, list[str]] = {None: []}
    for section in records.sections:
        if section.heading_path != [*paths.get(section.parent_id, []), section.heading or ""]:
            yield breach("heading paths", records, section.start, f"{section.section_id} has {section.heading_path}")
        paths[section.section_id] = section.heading_path


def counts_balance(records: Records) -> Iterator[Breach]:
    """Law 3: a record counts its children, and ordinals run from 1 without a gap."""
    if records.page.n_speeches != len(records.speeches):
        yield breach("counts balance", records, 0, f"n_speeches is {records.page.n_speeches}, found {len(records.speeches)}")
    found = Counter[str]()
    for section in records.sections:
        found[section.speech_id] += 1
        if section.ordinal != found[section.speech_id]:
            yield breach("counts balance", records, section.start, f"{section.section_id} has ordinal {section.ordinal}")
    for index, speech in enumerate(records.speeches, start=1):
        if speech.ordinal != index:
            yield breach(
                "counts balance", records, speech.start, f"{speech.speech_id} has ordinal {speech.ordinal}, expected {index}"
            )
        if speech.n_sections != found[speech.speech_id]:
            wrong = f"{speech.speech_id} has n_sections {speech.n_sections}, found {found[speech.speech_id]}"
            yield breach("counts balance", records, speech.start, wrong)


def records_share_the_split(records: Records) -> Iterator[Breach]:
    """A page and all its records are of one split."""
    places = [(speech.start, speech.split) for speech in records.speeches]
    places += [(section.start, section.split) for section in records.sections]
    places += [(turn.start, turn.split) for turn in records.turns]
    for start, split in places:
        if split != records.page.split:
            yield breach("one split a page", records, start, f"a record is of {split}, its page of {records.page.split}")


def turns_are_the_end_of_their_speech(records: Records) -> Iterator[Breach]:
    """The turns of a speech follow one another without a gap to its end, and hold its text from the first on."""
    speeches = {speech.speech_id: speech for speech in records.speeches}
    turns: dict[str, list[TurnRow]] = {}
    for turn in records.turns:
        turns.setdefault(turn.speech_id, []).append(turn)
    for speech_id, found in turns.items():
        speech = speeches.get(speech_id)
        if speech is None:
            yield breach("parents exist", records, found[0].start, f"a turn of {speech_id}, which is not there")
            continue
        starts = [*(turn.start for turn in found[1:]), speech.end]
        for ordinal, (turn, following) in enumerate(zip(found, starts, strict=True), start=1):
            if turn.ordinal != ordinal or turn.end != following or turn.start < speech.start:
                yield breach("turns", records, turn.start, f"{turn.turn_id} is turn {turn.ordinal} in [{turn.start}, {turn.end})")
        if not squeeze(speech.text).endswith(squeeze("".join(turn.text for turn in found))):
            yield breach("turns", records, found[0].start, f"the turns of {speech_id} do not hold its text from there on")


def squeeze(text: str) -> str:
    """The text without white space: between turns it belongs to none."""
    return "".join(text.split())


LAWS = (
    spans_partition_the_page,
    texts_are_what_their_spans_hold,
    owners_exist,
    speeches_are_apart,
    sections_nest,
    paths_name_the_ancestors,
    counts_balance,
    records_share_the_split,
    turns_are_the_end_of_their_speech,
)
"""Every law that looks across the rows of a page; each yields its breaches."""
