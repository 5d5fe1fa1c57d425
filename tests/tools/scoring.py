"""A folder of pages and their gold, as `make gold` writes it, in; out, how well the pages are read: an F1 of each measure.

What is read of a page, and what its gold has, are sets of facts in offsets of the page text; the F1 of a measure is twice the
facts that both have, by all facts of both: 1 when they are the same, and no fact counts for itself what another one gets wrong.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

from pipeline.parse.rows import make_rows
from pipeline.sources.documents import Options
from pipeline.sources.listing import list_sources
from pipeline.sources.pages import PageText, pages_of_file

Gold: TypeAlias = "Mapping[str, Any]"
Rows: TypeAlias = "Mapping[str, list[dict[str, Any]]]"
Facts: TypeAlias = "dict[str, set[tuple[int | None, ...]]]"

MEASURES = {
    "speeches": "a speech begins there",
    "titles": "a speech begins there, and there its title ends (where it begins, when it has none)",
    "ends": "a speech begins there, and there it ends",
    "sections": "a section of the outline begins there (openings and closings are none)",
    "parents": "a section begins there, below the one that begins there, or below none",
    "headings": "a section begins there, and there its heading ends, or it has none",
}
"""What a fact of each measure says. Where a speech or section is missed, so are the facts about it."""
SHOWN = 5  # differences of a page and a measure that are printed
WORDS = 20  # characters of the page that show a place


def gold_facts(gold: Gold) -> Facts:
    """The facts of a gold file."""
    facts: Facts = {measure: set() for measure in MEASURES}
    for speech in gold["speeches"]:
        start = speech["start"]
        facts["speeches"].add((start,))
        facts["titles"].add((start, speech["title_end"]))
        facts["ends"].add((start, speech["body_end"]))
        for section in speech["sections"]:
            facts["sections"].add((section["start"],))
            facts["parents"].add((section["start"], section["parent"]))
            facts["headings"].add((section["start"], section["heading_end"]))
    return facts


def row_facts(rows: Rows) -> Facts:
    """The facts of the rows of a page; its ledger says where titles and headings end."""
    facts: Facts = {measure: set() for measure in MEASURES}
    titles = {span["speech_id"]: span["end"] for span in rows["spans"] if span["kind"] == "speech_title"}
    headings = {span["section_id"]: span["end"] for span in rows["spans"] if span["kind"] == "heading"}
    starts = {section["section_id"]: section["start"] for section in rows["sections"]}
    for speech in rows["speeches"]:
        facts["speeches"].add((speech["start"],))
        facts["titles"].add((speech["start"], titles.get(speech["speech_id"], speech["start"])))
        facts["ends"].add((speech["start"], speech["end"]))
    for section in rows["sections"]:
        if section["role"] == "outline":
            facts["sections"].add((section["start"],))
            facts["parents"].add((section["start"], starts.get(section["parent_id"])))
            facts["headings"].add((section["start"], headings.get(section["section_id"])))
    return facts


def count_facts(found: Facts, gold: Facts) -> Counter[tuple[str, str]]:
    """How many facts of each measure were found, are right, and are both."""
    sides = {"found": found, "gold": gold, "both": {measure: found[measure] & gold[measure] for measure in MEASURES}}
    return Counter({(measure, side): len(facts[measure]) for side, facts in sides.items() for measure in MEASURES})


def f1_of(count: Counter[tuple[str, str]], measure: str) -> float | None:
    """The F1 of a measure; None where there is nothing to find and nothing was found."""
    both = count[measure, "found"] + count[measure, "gold"]
    return 2 * count[measure, "both"] / both if both else None


def differences(text: str, found: Facts, gold: Facts) -> Iterator[str]:
    """What only one side has; of speeches and sections that one side has not, no more than that."""
    for measure in MEASURES:
        inner = measure not in ("speeches", "sections")
        known = {fact[0] for fact in found[measure]} & {fact[0] for fact in gold[measure]}
        sides = ((f"{measure}: missed", gold[measure] - found[measure]), (f"{measure}: wrong", found[measure] - gold[measure]))
        for said, facts in sides:
            for fact in sorted(facts, key=str)[:SHOWN]:
                if not inner or fact[0] in known:
                    words = text[fact[0] : (fact[0] or 0) + WORDS].split("\n")[0]
                    yield f"{said} {', '.join(map(str, fact))} 「{words}」"


def read_folder(pages: Path, golds: Path) -> Iterator[tuple[Gold, PageText]]:
    """Every gold file with its page. The first one whose page is not there, or has another text, ends all."""
    for path in sorted(golds.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if not (pages / gold["file"]).is_file():
            sys.exit(f"{path}: there is no page {pages / gold['file']}")
        file = list_sources((str(pages / gold["file"]),))[0]
        found = (page for page in pages_of_file(file, Options(1 << 30)) if isinstance(page, PageText))
        page = next((page for page in found if sha256(page.text.encode()).hexdigest() == gold["sha256"]), None)
        if page is None:
            sys.exit(f"{path}: {pages / gold['file']} has not the text that this gold was made of")
        yield gold, page


def score_folder(pages: Path, golds: Path) -> Counter[tuple[str, str]]:
    """Print the figures of every page that is read otherwise than its gold has it, with the differences, and those of all."""
    if not (pages.is_dir() and golds.is_dir()):
        sys.exit(f"score: expected the folders {pages} and {golds}, as `make gold` writes them")
    total, count = Counter[tuple[str, str]](), 0
    print(f"{'':34}" + "".join(f"{measure:>10}" for measure in MEASURES))
    for count, (gold, page) in enumerate(read_folder(pages, golds), start=1):  # noqa: B007 - told in the end
        found, right = row_facts(make_rows(page.document, page.text, page.encoding)), gold_facts(gold)
        total += (own := count_facts(found, right))
        if found != right:
            print(line_of(str(gold["file"]), own))
            print("".join(f"    {line}\n" for line in differences(page.text, found, right)), end="")
    if not count:
        sys.exit(f"score: {golds}: expected gold of pages (*.json); found none")
    print(line_of(f"{count} pages", total))
    return total


def line_of(name: str, count: Counter[tuple[str, str]]) -> str:
    """One line of figures."""
    figures = (f1_of(count, measure) for measure in MEASURES)
    return f"{name[:32]:34}" + "".join(f"{'-' if figure is None else format(figure, '.3f'):>10}" for figure in figures)
