"""An OpenDocument text (.odt) in; out, its text as lines, its headings and lists as they are printed, notes behind it."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.formats.html import Content, Markup
from pipeline.formats.markup import Mark, Step, flow_text
from pipeline.formats.word_numbers import Element, write_number

CONTENT, STYLES, META = "content.xml", "styles.xml", "meta.xml"
MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, STYLE = (f"{{{NAMES}{name}:1.0}}" for name in ("text", "table", "style"))
ELEMENTS = {f"{TEXT}p": "p", f"{TEXT}h": "p", f"{TABLE}table-row": "tr", f"{TABLE}table-cell": "td", f"{TEXT}line-break": "br"}
UNSEEN = frozenset((
    f"{TEXT}ruby-text", f"{TEXT}tracked-changes", f"{TEXT}note-citation", f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph",
    f"{TEXT}note", f"{{{NAMES}office:1.0}}annotation", f"{TEXT}sequence-decls",
))  # fmt: skip
FORMS = {
    "一, 二, 三, ...": "chineseCounting", "壹, 贰, 叁, ...": "chineseLegalSimplified", "甲, 乙, 丙, ...": "ideographTraditional",
    "①, ②, ③, ...": "decimalEnclosedCircle", "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
    "I": "upperRoman",
}  # fmt: skip
"""How OpenDocument shows a form of number → its name in Word."""
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
SPACES = 1000  # spaces that one element may stand for


@dataclass(slots=True)
class Lists:
    """The lists that are open: the style of each level, how far it has counted, and whether its item waits for its paragraph."""

    styles: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    waiting: bool = False


def read_opendocument(archive: zipfile.ZipFile) -> Content:
    """The text of an OpenDocument and what it says of itself. Raises what zipfile and lxml raise for a broken one."""
    root = etree.fromstring(archive.read(CONTENT), PARSER)
    names = archive.namelist()
    sheets = [root, *(etree.fromstring(archive.read(name), PARSER) for name in (STYLES,) if name in names)]
    numbers = {kind.get(f"{STYLE}name", ""): kind for sheet in sheets for kind in sheet.iter(f"{TEXT}list-style")}
    body = next(root.iterfind(f".//{{{NAMES}office:1.0}}body"), root)
    notes = [step for note in body.iter(f"{TEXT}note-body") for step in walk(note, numbers)]
    flow = flow_text([*walk(body, numbers), *notes])
    said = etree.fromstring(archive.read(META), PARSER) if META in names else root
    title = next((element.text for element in said.iter("{http://purl.org/dc/elements/1.1/}title")), None)
    return Content(flow.text, Markup(title=(title or "").strip() or None), flow.cues)


def walk(root: Element, numbers: dict[str, Element]) -> Iterator[Step]:
    """The paragraphs, cells and texts below an element, in the names that HTML has for them."""
    lists, steps = Lists(), etree.iterwalk(root, events=("start", "end"))
    for event, element in steps:
        begins = event == "start"
        if element.tag in UNSEEN and element is not root:
            if begins:
                steps.skip_subtree()
        elif element.tag in ELEMENTS:
            level = element.get(f"{TEXT}outline-level", "")
            mark = Mark("heading", min(int(level), 6)) if element.tag == f"{TEXT}h" and level.isdigit() else None
            yield Step(ELEMENTS[element.tag], begins, "", preformatted=False, mark=mark)
            if begins and lists.waiting and element.tag in (f"{TEXT}p", f"{TEXT}h"):
                yield Step("", True, write_item(lists, numbers), preformatted=True, bold=True)
        else:
            pass_list(element, begins, lists)
        if begins and (element.tag.startswith(TEXT) and element.tag not in UNSEEN):
            yield Step("", True, own_text(element), preformatted=False)
        if not begins and element is not root and element.tail and element.getparent().tag.startswith(TEXT):
            yield Step("", True, element.tail, preformatted=False)


def own_text(element: Element) -> str:
    """The text that stands at the beginning of an element, or that it stands for."""
    if element.tag == f"{TEXT}s":
        said = element.get(f"{TEXT}c", "1")
        return "\u00a0" * min(int(said) if said.isdigit() else 1, SPACES)
    return "\t" if element.tag == f"{TEXT}tab" else element.text or ""


def pass_list(element: Element, begins: bool, lists: Lists) -> None:
    """Take note that a list or an item of one begins or ends."""
    if element.tag == f"{TEXT}list":
        if begins:
            lists.styles.append(element.get(f"{TEXT}style-name") or (lists.styles[-1] if lists.styles else ""))
            lists.counts.append(0)
        else:
            lists.styles.pop()
            lists.counts.pop()
    elif element.tag == f"{TEXT}list-item" and begins and lists.counts:
        lists.counts[-1] += 1
        lists.waiting = True


def write_item(lists: Lists, numbers: dict[str, Element]) -> str:
    """The number before the item that waits, as it is printed; "" for a bullet."""
    lists.waiting = False
    style = numbers.get(lists.styles[-1]) if lists.styles else None
    levels = [] if style is None else list(style.iter(f"{TEXT}list-level-style-number"))
    level = next((found for found in levels if found.get(f"{TEXT}level") == str(len(lists.styles))), None)
    form = FORMS.get("" if level is None else level.get(f"{STYLE}num-format", ""))
    if level is None or form is None:
        return ""
    return f"{level.get(f'{STYLE}num-prefix', '')}{write_number(lists.counts[-1], form)}{level.get(f'{STYLE}num-suffix', '')}"
