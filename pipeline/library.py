"""A page text or a file in; out, plain records: speeches with their sections and turns, and the spans of the whole page.

Offsets are 0-based code points into `Page.text`, `end` exclusive. Published text is the page's with characters left out.
"""

from dataclasses import dataclass
from pathlib import Path

from pipeline.parse.ledger import owned_texts
from pipeline.parse.page import Parsed, page_title, parse_page
from pipeline.parse.signs import page_defects, section_defects, speech_defects
from pipeline.text.reading import Reading, page_end, page_offset
from pipeline.text.records import Extent, Span, Unit, Value


@dataclass(frozen=True, slots=True)
class Section:
    """A unit of a speech: an opening, a part of its outline, or a closing.

    `marker` is the number as written ("" for none), `heading` None where there is none, `heading_path` the headings of the
    sections around it and its own. `text` is its own text, without that of the sections in it. `parent` is the index, in the
    speech's `sections`, of the one it stands in. `rule` is what took it for a section, `confidence` how sure that is, 0 to 1.
    """

    start: int
    end: int
    parent: int | None
    depth: int
    role: str
    numbering: str
    marker: str
    number: int | None
    heading: str | None
    heading_path: tuple[str, ...]
    text: str
    inline: bool
    implicit: bool
    rule: str
    confidence: float
    defects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a talk or an interview: who speaks, and as what (question, answer, chair, speaker)."""

    start: int
    end: int
    speaker: str
    role: str


@dataclass(frozen=True, slots=True)
class Speech:
    """A speech: its title line, what it states of itself (None where it does not say), its text without the title.

    `confidence` is how sure its bounds are, 0 to 1. `defects` are the codes that its row in a dataset has, as those of the other
    records are.
    """

    start: int
    end: int
    title: str | None
    speaker: str | None
    date: str | None
    place: str | None
    occasion: str | None
    salutation: str | None
    text: str
    sections: tuple[Section, ...]
    turns: tuple[Turn, ...]
    confidence: float
    defects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was read. `spans` partition `text`; the `speech` and `section` of a span are the starts of its owners."""

    text: str
    title: str | None
    speeches: tuple[Speech, ...]
    spans: tuple[Span, ...]
    defects: tuple[str, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of all speeches, in reading order."""
        return tuple(section for speech in self.speeches for section in speech.sections)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns of all speeches, in reading order."""
        return tuple(turn for speech in self.speeches for turn in speech.turns)


def parse(text: str) -> Page:
    r"""Read a page of speeches. Never raises, whatever the text.

    >>> page = parse("植树节上的讲话\n同志们：\n一、多种树。要种好。\n二、种好树。要管好。\n谢谢大家！")
    >>> [(section.marker, section.heading, section.text) for section in page.speeches[0].sections]
    [('', None, '同志们：'), ('一、', '多种树', '要种好。'), ('二、', '种好树', '要管好。'), ('', None, '谢谢大家！')]
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    parsed = parse_page(text)
    return page_of(text, parsed, page_title(parsed))


def parse_file(path: str | Path) -> list[Page]:
    """Read the pages of a file: text, HTML, Word, JSON lines, Parquet, archives, crawls. Raises ValueError when it holds none."""
    from pipeline.sources.documents import Rejection
    from pipeline.sources.listing import SourceFile
    from pipeline.sources.pages import pages_of_file

    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file")
    pages, reasons = list[Page](), list[str]()
    for found in pages_of_file(SourceFile(str(path), path.name)):
        if isinstance(found, Rejection):
            reasons.append(f"{found.source}: {found.reason}: {found.detail}")
        else:
            document = found.document
            parsed = parse_page(found.text, document.cues, document.stated)
            pages.append(page_of(found.text, parsed, document.stated.title or page_title(parsed) or document.title))
    if not pages:
        raise ValueError("; ".join(reasons) or f"{path}: no page in it")
    return pages


def page_of(text: str, parsed: Parsed, title: str | None) -> Page:
    """The plain records of a parsed page with its title, which its container may state."""
    speech_texts, section_texts = owned_texts(text, parsed.spans)
    speeches = tuple(speech_of(parsed, index, speech_texts, section_texts) for index in range(len(parsed.layout.extents)))
    return Page(text, title, speeches, parsed.spans, tuple(page_defects(parsed.layout, text)))


def speech_of(parsed: Parsed, index: int, speech_texts: dict[int, str], section_texts: dict[int, str]) -> Speech:
    """The plain record of one speech."""
    reading, extent, units = parsed.reading, parsed.layout.extents[index], parsed.units[index]
    places, sections = {unit.start: place for place, unit in enumerate(units)}, list[Section]()
    for unit in units:
        parent = None if unit.parent is None else places[unit.parent]
        above = sections[parent].heading_path if parent is not None else ()
        sections.append(section_of(reading, extent, unit, (parent, above), section_texts))
    turns = tuple(
        Turn(page_offset(reading, turn.start), page_end(reading, turn.end), reading.text[slice(*turn.speaker)], turn.role)
        for turn in parsed.turns[index]
    )
    start, title = page_offset(reading, extent.start), reading.text[extent.start : extent.title_end] or extent.stated_title
    text = speech_texts.get(start, "")
    return Speech(
        start, page_end(reading, extent.end), title, word(extent.speaker), word(extent.date), word(extent.place),
        word(extent.occasion), word(extent.salutation), text,
        tuple(sections), turns, extent.confidence, tuple(speech_defects(reading, extent, units, text)),
    )  # fmt: skip


def word(value: Value | None) -> str | None:
    """The words of a value."""
    return value and value.text


def section_of(
    reading: Reading, extent: Extent, unit: Unit, above: tuple[int | None, tuple[str, ...]], texts: dict[int, str]
) -> Section:
    """The plain record of one section."""
    heading = reading.text[slice(*unit.heading)] if unit.heading else None
    start = page_offset(reading, unit.start)
    text = texts.get(start, "")
    return Section(
        start, page_end(reading, unit.end), above[0], unit.depth, unit.role, unit.numbering,
        reading.text[unit.start : unit.marker_end].strip(), unit.number, heading, (*above[1], heading or ""),
        text, unit.inline, unit.implicit, unit.rule, unit.confidence if unit.role == "outline" else extent.confidence,
        tuple(section_defects(extent, unit, text)),
    )  # fmt: skip
