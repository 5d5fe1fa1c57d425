"""Gold pages in; out, what page roles are learned from: the signs of every piece, and the roles that its gold leaves to it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from pipeline.damage.damage import find_damage
from pipeline.sources.documents import Document, Options
from pipeline.sources.listing import list_sources
from pipeline.sources.pages import PageText, read_document
from pipeline.sources.readers import read_documents
from pipeline.speeches.layout import TEXT, open_page
from pipeline.speeches.signs import signs_of
from pipeline.text.reading import make_reading, reading_offset, split_lines
from pipeline.text.records import Cue
from tests.tools.compilations import make_page, read_speeches
from tests.tools.gold import ROOT, SETS
from tests.tools.marks import read_marks

CASES = ROOT / "tests" / "speeches" / "pages.txt"
MADE = 40  # pages made of gold speeches, under heads that nobody has tuned for
MADE_SEED = 1
BEHIND = frozenset({"tail", "opener", "rest"})
HEAD = frozenset({"head", "above"})
SITE_KINDS = ("byline", "filler", "navigation")  # of the furniture table
AROUND = frozenset({"head", "above", "under", "inside"}) | BEHIND
# What the site's lines inside a text show, and running text under a title that is not the speaker's: gold does not say where.
OF_SITE = frozenset({
    "furniture", "no words", "page mark", "printed twice", "address", "site word", "site words", "half bracket", "list sign",
    "bars", "blurb", "how to write", "in a list of links", "key again", "key again in a collection", "abstract",
})
TOLD = frozenset({
    "blurb", "labelled blurb", "contents", "lead", "lead's end", "editor's note", "abstract", "furniture", "greeting below",
    "address",
    "site words",
})


@dataclass(frozen=True, slots=True)
class Example:
    """A page to learn from: the signs of its pieces, the roles its gold leaves to each; a group is left out together."""

    name: str
    group: str
    lines: Sequence[str]
    signs: Sequence[frozenset[str]]
    allowed: Sequence[frozenset[str]]
    declared: int | None


def read_examples() -> Iterator[Example]:
    """The cases of the room and all pages with gold."""
    for block in CASES.read_text(encoding="utf-8").split("=== ")[1:]:
        name, page = block.rstrip("\n").split("\n", 1)
        marked = read_marks(page)
        speeches = [dict(zip(("start", "title_end", "body_end"), edges, strict=True)) for edges in marked.speeches]
        yield make_example((name, "cases"), marked.text, (), {"speeches": speeches, "furniture": marked.site})
    for name, (pages, golds) in SETS.items():
        for path in sorted(golds.glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            file = next(iter(list_sources((str(pages / gold["file"]),))), None)
            for document in read_documents(file, Options(1 << 30)) if file else ():
                found = read_document(document) if isinstance(document, Document) else document
                if isinstance(found, PageText) and len(found.text) == gold["chars"]:
                    source = re.split(r"[_\W0-9]", path.stem)[0] if name in ("long", "corpus") else path.stem
                    yield make_example((path.stem, f"{name}/{source}"), found.text, (), gold)
    speeches_, random = read_speeches(), Random(MADE_SEED)
    for number in range(MADE):
        text, marks = make_page(random.sample(speeches_, random.randint(2, 6)), random)
        yield make_example((str(number), "made"), text, (), {"speeches": marks})


def make_example(named: tuple[str, str], text: str, cues: Sequence[Cue], gold: Mapping[str, Any]) -> Example:
    """The page as the search sees it."""
    reading = make_reading(text, find_damage(text), cues)
    page, _matter = open_page(reading, split_lines(reading.text))
    speeches = [
        tuple(reading_offset(reading, speech[key]) for key in ("start", "title_end", "body_end")) for speech in gold["speeches"]
    ]
    furniture = [(reading_offset(reading, start), reading_offset(reading, end)) for start, end in gold.get("furniture", [])]
    marked = [section["start"] for speech in gold["speeches"] for section in speech.get("sections") or ()]
    sections = {reading_offset(reading, start) for start in marked}
    allowed = []
    of_pieces = signs_of(page)
    for (start, end), row, signs in zip(page.pieces, page.rows, of_pieces, strict=True):
        roles = roles_allowed(reading.text, (start, end), speeches)
        if row is not None and row.kind in SITE_KINDS and "under" in roles:  # gold does not say what it is: not the speaker's
            roles = roles & AROUND
        elif "inside" in roles and not signs & OF_SITE:
            roles -= {"inside"}
        if "under" in roles and "running" in signs and not signs & TOLD:
            roles -= {"under"}
        roles = roles.intersection(TEXT) if start in sections and roles.intersection(TEXT) else roles
        allowed.append(roles & AROUND if any(a <= start and end <= b for a, b in furniture) else roles)
    return Example(*named, page.lines, of_pieces, allowed, page.declared)


def roles_allowed(text: str, piece: tuple[int, int], speeches: Sequence[tuple[int, ...]]) -> frozenset[str]:
    """The roles that the gold's speeches leave to a piece."""
    start, end = piece
    for number, (begin, title_end, body_end) in enumerate(speeches):
        if start < begin < end and not text[start:begin].strip("#*> \u3000"):
            start = begin
        if start < begin:
            return BEHIND if number else HEAD
        if start < title_end:
            return frozenset({"title"} if start == begin else {"more"})
        if start < body_end:
            if start == begin:
                return frozenset({"open"})
            ended = not text[end:body_end].strip()
            return frozenset({"last", "first"} if ended else {"under", "first", "body", "inside"})
    return BEHIND if speeches else HEAD
