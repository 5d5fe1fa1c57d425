"""The records that parsing hands on: what a page holds, before any of it is a row of a table.

Offsets are 0-based code points, `end` exclusive. Until the ledger is drawn up they point into the reading
(the page text less what was left out); the fields of `Span` point into the page text itself.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Line(NamedTuple):
    """A line that is not blank, without its outer spaces."""

    start: int
    end: int


class Damage(NamedTuple):
    """Characters of the page text that are left out of the reading, and the rule that says so."""

    start: int
    end: int
    rule: str


class Cue(NamedTuple):
    """What the container says of a stretch of the text: evidence beside the text, never a part of it.

    `kind` is `heading` (`level` 1 to 6; 0 for what Word sets as the title of the document), `item` of a numbered list
    (`number` as a browser shows it, `level` the depth of the list), or `bold` (a line that is bold from its first character to
    its last, on a page that is not bold for the greater part).
    """

    start: int
    end: int
    kind: str
    level: int = 0
    number: int | None = None


class Stretch(NamedTuple):
    """Characters of the reading that are not a speech's running text; `kind` is a kind of `spans`."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What a record or a container states of its page in so many words; `date` in ISO form. None: it states nothing."""

    title: str | None = None
    speaker: str | None = None
    date: str | None = None
    place: str | None = None
    occasion: str | None = None


NOTHING = Stated()


class Value(NamedTuple):
    """What is stated of a speech, and where on its page; `start` and `end` are None when the page's record states it."""

    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Extent:
    """One speech on its page: where its title and its text stand (offsets of the reading).

    `title_end` equals `start` when the speech has no title. `lines` are the lines of running text in order: no title,
    no byline under it, no filler, no footnote. A line that holds title and salutation is cut: `lines` has the rest.
    `confidence` is how often speeches found by such a margin begin and end where they should.
    `stated_title` is the title that the page's record states, where the page itself has none.
    """

    start: int
    title_end: int
    end: int
    lines: tuple[Line, ...]
    stated_title: str | None = None
    occasion: Value | None = None
    speaker: Value | None = None
    date: Value | None = None
    place: Value | None = None
    salutation: Value | None = None
    defects: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Layout:
    """A page cut into its speeches and the named stretches around and between them (offsets of the reading).

    Every character that is not white space belongs to a title, to a line of an extent, or to a stretch. `stamps` are the dates
    around the speeches of which the first is that of the page, each with its place.
    """

    title: str | None
    published: str | None
    author: str | None
    declared_speeches: int | None
    extents: tuple[Extent, ...]
    stretches: tuple[Stretch, ...]
    defects: tuple[str, ...] = ()
    stamps: tuple[tuple[str, Line], ...] = ()


class Unit(NamedTuple):
    """One section of a speech (offsets of the reading).

    `start` is the first character of the marker, or of the heading, or of the text. `marker_end` equals `start` when there
    is no marker. `heading` is the heading's span, or None. `text_start` is where its own text begins, behind the stop that
    ends the heading. `end` is the end of its last descendant. `parent` is the `start` of the enclosing unit. `rule` names what
    decided for it, `confidence` (0 to 1) how often such decisions are right.
    """

    start: int
    marker_end: int
    heading: tuple[int, int] | None
    text_start: int
    end: int
    parent: int | None
    depth: int
    role: str
    numbering: str
    number: int | None
    inline: bool
    implicit: bool
    rule: str
    defects: tuple[str, ...] = ()
    confidence: float = 1.0


class Span(NamedTuple):
    """One row of the ledger (offsets of the page text); `speech` and `section` are the owners' starts.

    `rule` is the rule of damage that left the characters out, None where they are part of the reading.
    """

    start: int
    end: int
    kind: str
    speech: int | None = None
    section: int | None = None
    rule: str | None = None
