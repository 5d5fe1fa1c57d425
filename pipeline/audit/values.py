"""A dataset folder in; out, which cells are not what the release itself says of them: each is made again from others."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from pipeline.audit.files import Finding
from pipeline.audit.proofs import Part
from pipeline.audit.records import Pages
from pipeline.laws import may_state
from pipeline.parse.features import measure_features
from pipeline.parse.personal import count_personal_data, find_personal, name_masks
from pipeline.parse.quality import DEFECT_RULES, find_defects
from pipeline.text.dates import find_dates
from pipeline.text.folding import fold
from pipeline.text.markers import mark_number
from pipeline.text.script import script_of
from pipeline.text.systems import SYSTEMS
from schemas.defects import DEFECTS, OF_PAGES, PERSONAL
from schemas.speeches import STATED

Cells = dict[str, object]
KEYS = {"speeches": "speech_id", "sections": "section_id"}
NEAR = 1e-6  # of a number of 32 bits
BOTH = {"cut_start", "cut_end"}  # shown by the text or told by the page
FROM_PARSING = frozenset(DEFECTS) - {rule.name for rule in DEFECT_RULES} - {*PERSONAL} | BOTH
"""The defects that a text alone does not show; the others are those of its characters and no more."""


def check_values(part: Part, some_pages: Iterable[Pages]) -> Iterator[Finding | None]:
    """Numbers, roles, ends, defects, dates, stated values and scripts are those that markers, spans and texts give."""
    for pages in some_pages:
        yield from (Finding(f"{name}/{part.split}", fault) for name, fault in faults_of_tables(pages.rows))
        yield None


def faults_of_tables(tables: dict[str, list[Cells]]) -> Iterator[tuple[str, str]]:
    """What is wrong with some pages and their records, with the table that it is wrong in."""
    for name, faults in (("sections", faults_of_sections(tables)), ("speeches", faults_of_speeches(tables))):
        yield from ((name, fault) for fault in (*faults, *faults_of_texts(tables, name)))
    yield from (("pages", fault) for page in tables["pages"] for fault in faults_of_page(page))
    yield from (("personal", fault) for fault in faults_of_personal(tables))


def faults_of_sections(tables: dict[str, list[Cells]]) -> Iterator[str]:
    """What is wrong with sections."""
    ends = last_ends(tables)
    sizes = {speech["speech_id"]: speech["n_sections"] for speech in tables["speeches"]}
    for row in tables["sections"]:
        expected: Cells = {"role": role_of(row), "end": ends.get(str(row["section_id"]), row["end"])}
        numbers = numbers_of(str(row["numbering"]), str(row["marker"]))
        if row["number"] not in numbers and row["numbering"] != "item":  # its number is the list's, no marker says it
            yield f"{row['section_id']}: number {row['number']}, expected {' or '.join(map(str, numbers))} of {row['marker']!r}"
        for column, value in expected.items():
            if row[column] != value:
                yield f"{row['section_id']}: expected {column} {value}, found {row[column]}"
        if row["role"] == "closing" and row["ordinal"] != sizes.get(row["speech_id"]):
            yield f"{row['section_id']}: expected the closing to be the last section"


def role_of(row: Cells) -> str:
    """What numbering and place say: a section without any is the opening at the beginning, the closing at the end."""
    return "outline" if row["numbering"] != "none" else "opening" if row["ordinal"] == 1 else "closing"


@cache
def numbers_of(numbering: str, marker: str) -> tuple[int | None, ...]:
    """The numbers that a marker can have in a system of numbering.

    >>> numbers_of("paren", "（三）"), numbers_of("bare", "")
    ((3,), (None,))
    """
    found = {mark_number(fold(marker), system): None for system in SYSTEMS if system.numbering == numbering}
    return tuple(found) or (None,)


def last_ends(tables: dict[str, list[Cells]]) -> dict[str, int]:
    """Where every section ends: behind the last span of it or of what lies below it."""
    ends: dict[str, int] = {}
    for span in tables["spans"]:
        if span["section_id"] is not None and span["kind"] != "blank":
            ends[str(span["section_id"])] = max(ends.get(str(span["section_id"]), 0), int(str(span["end"])))
    for row in reversed(tables["sections"]):
        own, above = str(row["section_id"]), row["parent_id"]
        if above is not None and own in ends:
            ends[str(above)] = max(ends.get(str(above), 0), ends[own])
    return ends


def faults_of_speeches(tables: dict[str, list[Cells]]) -> Iterator[str]:
    """What is wrong with speeches: defects, dates, and stated values that do not stand where they are said to."""
    pages = {page["page_id"]: page for page in tables["pages"]}
    damage: dict[object, list[Cells]] = {}
    for span in tables["spans"]:
        if span["kind"] == "injected":
            damage.setdefault(span["page_id"], []).append(span)
    for row in tables["speeches"]:
        page = pages.get(row["page_id"], {"text": "", "source": "", "media_type": ""})
        for name in STATED:
            if row[name] is not None and (problem := problem_of_value(row, name, page, damage.get(row["page_id"], []))):
                yield f"{row['speech_id']}: {name} {row[name]!r}: {problem}"


def faults_of_texts(tables: dict[str, list[Cells]], config: str) -> Iterator[str]:
    """What is wrong with what the texts of a config show."""
    for row in tables[config]:
        name = str(row[KEYS[config]])
        yield from faults_of_defects(name, row, frozenset(DEFECTS))
        yield from faults_of_quality(name, row)


def problem_of_value(row: Cells, name: str, page: Cells, damage: list[Cells]) -> str:
    """How a stated value does not stand on its page, which only what is stated beside the text need not; "" when it does."""
    start, end = row[f"{name}_start"], row[f"{name}_end"]
    if name == "date" and not is_date(str(row[name])):
        return "no day of the calendar"
    if not isinstance(start, int) or not isinstance(end, int):
        return "" if may_state(str(page["source"]), str(page["media_type"])) else "expected a place on the page"
    place = "".join(cut_out(str(page["text"]), start, end, damage)).split()
    if not place:
        return "nothing stands at its place"
    dates = (found.iso for joined in ("".join(place), " ".join(place)) for found in find_dates(fold(joined)))
    stands = [*dates] if name == "date" else ["".join(place)]
    return "" if "".join(str(row[name]).split()) in stands else f"{''.join(place)!r} stands there"


def cut_out(text: str, start: int, end: int, damage: list[Cells]) -> Iterator[str]:
    """A stretch of a text without the spans that damage put there.

    >>> "".join(cut_out("张\u200b三说", 0, 3, [{"start": 1, "end": 2}]))
    '张三'
    """
    for span in damage:
        if start <= (first := int(str(span["start"]))) < end:
            yield text[start:first]
            start = int(str(span["end"]))
    yield text[start:end]


def faults_of_page(row: Cells) -> Iterator[str]:
    """What is wrong with a page."""
    if row["published"] is not None and not is_date(str(row["published"])[:10]):
        yield f"{row['page_id']}: published {row['published']}: no day of the calendar"
    if row["script"] != (script := script_of(str(row["text"]))):
        yield f"{row['page_id']}: expected script {script}, found {row['script']}"
    yield from faults_of_defects(str(row["page_id"]), row, OF_PAGES)


def faults_of_quality(name: str, row: Cells) -> Iterator[str]:
    """Features and a quality that are not those of the text."""
    for column, value in measure_features(str(row["text"])).cells().items():
        if column in row and abs(float(str(row[column])) - value) > NEAR:
            yield f"{name}: expected {column} {value}, found {row[column]}"


def faults_of_personal(tables: dict[str, list[Cells]]) -> Iterator[str]:
    """Personal data that stands on a page and not in the table, or the other way, and masks that are not all of a page's."""
    rows: dict[object, list[Cells]] = {}
    for row in tables["personal"]:
        rows.setdefault(row["page_id"], []).append(row)
    for page in tables["pages"]:
        text, given = str(page["text"]), rows.get(page["page_id"], [])
        data = find_personal(text)
        if [(row["kind"], row["start"], row["end"], row["form"]) for row in given] != data:
            yield f"{page['page_id']}: expected {len(data)} data as they stand in the text, found {len(given)}"
        elif (masks := [row["mask"] for row in given]) not in ([None] * len(given), name_masks(text, data)):
            yield f"{page['page_id']}: expected no masks or one for every datum, found {masks}"


def is_date(text: str) -> bool:
    """Whether a year, a month or a day (ISO 8601) is one of the calendar.

    >>> [is_date(text) for text in ("2024", "2024-13", "2023-02-29", "2024-02-29")]
    [True, False, False, True]
    """
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


def faults_of_defects(name: str, row: Cells, asked: frozenset[str]) -> Iterator[str]:
    """Codes that nobody knows, that the text does not show, or that it shows and the record does not have."""
    given = row["defects"]
    said, text = (given if isinstance(given, list) else []), str(row["text"])
    shown = {*find_defects(text), *(kind for kind, count in count_personal_data(text).items() if count)} & asked
    yield from (f"{name}: unknown defect {code}" for code in said if code not in DEFECTS)
    yield from (f"{name}: expected the defect {code}, which the text shows" for code in sorted(shown - {*said}))
    wrong = [code for code in said if code in DEFECTS and code not in shown and code not in FROM_PARSING]
    yield from (f"{name}: expected no defect {code}, which the text does not show" for code in wrong)
