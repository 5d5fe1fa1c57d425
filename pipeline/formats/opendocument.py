"""An OpenDocument text (.odt) in; out, its text as lines, its headings and lists as they are printed, notes behind it."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.formats.html import Content, Markup
from pipeline.formats.markup import LineMark, Step, flow_text
from pipeline.formats.word import PARSER
from pipeline.formats.word_numbers import Element, natural, write_number

CONTENT, STYLES, META = "content.xml", "styles.xml", "meta.xml"
MANIFEST = "META-INF/manifest.xml"
MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
TEMPLATE_TYPE = f"{MEDIA_TYPE}-template"
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
TEXT, TABLE, STYLE = (f"{{{NAMESPACE}{name}:1.0}}" for name in ("text", "table", "style"))
ELEMENTS = {f"{TEXT}p": "p", f"{TEXT}h": "p", f"{TABLE}table-row": "tr", f"{TABLE}table-cell": "td", f"{TEXT}line-break": "br"}
UNSEEN = frozenset((
    f"{TEXT}ruby-text", f"{TEXT}tracked-changes", f"{TEXT}note-citation", f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph",
    f"{TEXT}note", f"{{{NAMESPACE}office:1.0}}annotation", f"{TEXT}sequence-decls",
))  # fmt: skip
FORMS = {
    "一, 二, 三, ...": "chineseCounting", "壹, 贰, 叁, ...": "chineseLegalSimplified", "甲, 乙, 丙, ...": "ideographTraditional",
    "①, ②, ③, ...": "decimalEnclosedCircle", "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
    "I": "upperRoman",
}  # fmt: skip
"""How OpenDocument shows a form of number → its name in Word."""
HEADING_NUMBERS = f"{TEXT}outline-style"  # the numbering of headings, which needs no name
NUMBERINGS = (f"{TEXT}list-style", HEADING_NUMBERS)
LEVEL_STYLES = ("list-level-style-number", "outline-level-style")
MOST_SPACES = 1000  # spaces that one element may stand for


PAPER = (None, "", "transparent", "#ffffff")


@dataclass(slots=True)
class Lists:
    """The open lists: their styles, how far each counted, and if its item waits for its paragraph.

    `ended` is how far closed ones did, by style and by id, `headings` how far those of each level; `hidden` are styles whose
    text is not shown.
    """

    numbers: dict[str, Element]
    hidden: frozenset[str] = frozenset()
    styles: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    waiting: bool = False
    ended: dict[str, int] = field(default_factory=dict)
    headings: list[int] = field(default_factory=list)


def read_opendocument(archive: zipfile.ZipFile) -> Content:
    """The text of an OpenDocument and what it says of itself. Raises what zipfile and lxml raise for a broken one."""
    names = archive.namelist()
    if CONTENT not in names:
        raise zipfile.BadZipFile("it has no content.xml")
    root = etree.fromstring(archive.read(CONTENT), PARSER)
    sheets = [root, *(etree.fromstring(archive.read(name), PARSER) for name in (STYLES,) if name in names)]
    kinds = [kind for sheet in sheets for kind in sheet.iter(*NUMBERINGS)]
    numbers = {kind.tag if kind.tag == HEADING_NUMBERS else kind.get(f"{STYLE}name", ""): kind for kind in kinds}
    body = next(root.iterfind(f".//{{{NAMESPACE}office:1.0}}body"), root)
    hidden = frozenset(find_undisplayed(sheets))
    notes = [step for note in body.iter(f"{TEXT}note") for step in walk_note(note, Lists(numbers, hidden))]
    flow = flow_text([*walk(body, Lists(numbers, hidden)), *notes])
    said = etree.fromstring(archive.read(META), PARSER) if META in names else root
    title = next((element.text for element in said.iter("{http://purl.org/dc/elements/1.1/}title")), None)
    return Content(flow.text, Markup(title=(title or "").strip() or None), flow.cues)


def is_locked(archive: zipfile.ZipFile) -> bool:
    """Whether a document has a password, as its list of parts says."""
    return MANIFEST in archive.namelist() and b"encryption-data" in archive.read(MANIFEST)


def find_undisplayed(sheets: list[Element]) -> Iterator[str]:
    """The styles whose text is not shown: hidden, or white where no ground is of another colour."""
    grounds = {element.get(f"{FO}background-color") for sheet in sheets for element in sheet.iter(f"{STYLE}*")}
    for kind in (kind for sheet in sheets for kind in sheet.iter(f"{STYLE}style")):
        said = kind.find(f"{STYLE}text-properties")
        white = said is not None and said.get(f"{FO}color", "").lower() == "#ffffff" and grounds.issubset(PAPER)
        if said is not None and (white or said.get(f"{TEXT}display") == "none"):
            yield kind.get(f"{STYLE}name", "")


def walk_note(note: Element, lists: Lists) -> Iterator[Step]:
    """A note behind its mark, as in a list of notes."""
    mark = "".join(note.find(f"{TEXT}note-citation").itertext()) if note.find(f"{TEXT}note-citation") is not None else ""
    body = note.find(f"{TEXT}note-body")
    first = None if body is None else next(body.iter(f"{TEXT}p"), None)
    if body is not None and first is not None:
        first.text = f"[{mark.strip()}] {first.text or ''}"
        yield from walk(body, lists)


def walk(root: Element, lists: Lists) -> Iterator[Step]:
    """The paragraphs, cells and texts below an element, in the names that HTML has for them."""
    steps = etree.iterwalk(root, events=("start", "end"))
    for event, element in steps:
        begins = event == "start"
        unseen = element.tag in UNSEEN or is_undisplayed(element, lists)
        if unseen and element is not root:
            if begins:
                steps.skip_subtree()
        elif element.tag in ELEMENTS:
            level = natural(element.get(f"{TEXT}outline-level", ""), 0) if element.tag == f"{TEXT}h" else 0
            mark = LineMark("heading", min(level, 6)) if level else None
            yield Step(ELEMENTS[element.tag], begins, "", preformatted=False, mark=mark)
            if begins and (number := find_number(element, lists)):
                yield Step("", True, number, preformatted=True, bold=True)
        else:
            pass_list(element, begins, lists)
        if begins and element.tag.startswith(TEXT) and not unseen:
            yield Step("", True, own_text(element), preformatted=False)
        if not begins and element is not root and element.tail and element.getparent().tag.startswith(TEXT):
            yield Step("", True, element.tail, preformatted=False)


def is_undisplayed(element: Element, lists: Lists) -> bool:
    """Whether an element is not shown, by itself or by its style."""
    return element.get(f"{TEXT}display") == "none" or element.get(f"{TEXT}style-name") in lists.hidden


def own_text(element: Element) -> str:
    """The text that stands at the beginning of an element, or that it stands for."""
    if element.tag == f"{TEXT}s":
        return "\u00a0" * min(natural(element.get(f"{TEXT}c", ""), 1), MOST_SPACES)
    return "\t" if element.tag == f"{TEXT}tab" else element.text or ""


def pass_list(element: Element, begins: bool, lists: Lists) -> None:
    """Take note that a list or an item of one begins or ends; a list may go on where another one ended."""
    if element.tag == f"{TEXT}list" and begins:
        lists.styles.append(element.get(f"{TEXT}style-name") or (lists.styles[-1] if lists.styles else ""))
        goes_on = element.get(f"{TEXT}continue-numbering") == "true" and lists.styles[-1]
        lists.counts.append(lists.ended.get(element.get(f"{TEXT}continue-list") or goes_on or "", 0))
    elif element.tag == f"{TEXT}list":
        name, count = lists.styles.pop(), lists.counts.pop()
        lists.ended |= {said: count for said in (name, element.get("{http://www.w3.org/XML/1998/namespace}id")) if said}
    elif element.tag == f"{TEXT}list-item" and begins and lists.counts:
        lists.counts[-1] = natural(element.get(f"{TEXT}start-value", ""), lists.counts[-1] + 1)
        lists.waiting = True


def find_number(paragraph: Element, lists: Lists) -> str:
    """The number before a paragraph or a heading, as it is printed; "" for none."""
    outline = natural(paragraph.get(f"{TEXT}outline-level", ""), 0) if paragraph.tag == f"{TEXT}h" else 0
    if lists.waiting and paragraph.tag in (f"{TEXT}p", f"{TEXT}h"):
        lists.waiting = False
        return write_item(lists.numbers.get(lists.styles[-1] if lists.styles else ""), lists.counts)
    if not outline or lists.styles or HEADING_NUMBERS not in lists.numbers or paragraph.get(f"{TEXT}is-list-header") == "true":
        return ""
    counts = [*lists.headings, *[0] * outline][:outline]
    lists.headings = [*counts[:-1], counts[-1] + 1]
    return write_item(lists.numbers[HEADING_NUMBERS], lists.headings)


def write_item(style: Element | None, counts: list[int]) -> str:
    """The number of the innermost of these counts as a style prints it, with those above where it shows them; "" for a bullet."""
    levels = [] if style is None else list(style.iter(*(f"{TEXT}{name}" for name in LEVEL_STYLES)))
    level = next((found for found in levels if found.get(f"{TEXT}level") == str(len(counts))), None)
    form = FORMS.get("" if level is None else level.get(f"{STYLE}num-format", ""))
    if level is None or form is None:
        return ""
    shown = counts[-natural(level.get(f"{TEXT}display-levels", ""), 1):]
    start = natural(level.get(f"{TEXT}start-value", ""), 1) - 1
    shown = [*shown[:-1], shown[-1] + start]
    number = ".".join(write_number(count, form) for count in shown)
    return f"{level.get(f'{STYLE}num-prefix', '')}{number}{level.get(f'{STYLE}num-suffix', '')}"
