"""An OpenDocument text (.odt) in; out, its text as lines, its headings and lists as they are printed, notes behind it."""

import re
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.formats.html import Content, Markup
from pipeline.formats.markup import BOX, LineMark, Step, flow_text, set_apart
from pipeline.formats.word import PARSER
from pipeline.formats.word_numbers import ANCESTORS, Element, natural, write_number

CONTENT, STYLES, META = "content.xml", "styles.xml", "meta.xml"
MANIFEST = "META-INF/manifest.xml"
MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
TEMPLATE_TYPE = f"{MEDIA_TYPE}-template"
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
TEXT, TABLE, STYLE = (f"{{{NAMESPACE}{name}:1.0}}" for name in ("text", "table", "style"))
ELEMENTS = {f"{TEXT}p": "p", f"{TEXT}h": "p", f"{TABLE}table-row": "tr", f"{TABLE}table-cell": "td", f"{TEXT}line-break": "br"}
DRAW = f"{{{NAMESPACE}drawing:1.0}}"
INDEXES = (
    "table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index", "bibliography",
)  # fmt: skip
UNSEEN = frozenset((
    f"{TEXT}ruby-text", f"{TEXT}tracked-changes", f"{TEXT}note-citation", f"{TEXT}hidden-paragraph", f"{TEXT}note",
    f"{{{NAMESPACE}office:1.0}}annotation", f"{TEXT}sequence-decls", f"{TABLE}covered-table-cell",
    *(f"{TEXT}{index}-source" for index in INDEXES),
))  # fmt: skip
FORMS = {
    "一, 二, 三, ...": "chineseCounting", "壹, 贰, 叁, ...": "chineseLegalSimplified", "甲, 乙, 丙, ...": "ideographTraditional",
    "壹, 貳, 參, ...": "ideographLegalTraditional", "子, 丑, 寅, ...": "ideographZodiac", "１, ２, ３, ...": "decimalFullWidth",
    "①, ②, ③, ...": "decimalEnclosedCircle", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
}  # fmt: skip
"""How OpenDocument shows a form of number → its name in Word; others are written in digits."""
PADDED = re.compile("0+1")  # 01, 02, 03, ...
HEADING_NUMBERS = f"{TEXT}outline-style"  # the numbering of headings, which needs no name
NUMBERINGS = (f"{TEXT}list-style", HEADING_NUMBERS)
LEVEL_STYLES = tuple(f"{TEXT}{name}" for name in ("list-level-style-number", "outline-level-style"))
MOST_SPACES = 1000  # spaces that one element may stand for
PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
FAMILIES = {f"{TEXT}p": "paragraph", f"{TEXT}h": "paragraph", f"{TEXT}span": "text", f"{TEXT}a": "text"}
"""Element → the family of its styles."""

PAPER = (None, "", "transparent", "#ffffff")


@dataclass(slots=True)
class Lists:
    """The open lists: their styles, how far each counted, and if its item waits for its paragraph.

    `numbers` are the levels of each numbering, `placed` the numbering of each style of paragraphs. `ended` is how far closed
    ones counted, by style and by id, `headings` how far those of each level; `hidden` are styles whose text is not shown.
    """

    numbers: Mapping[str | None, Mapping[int, Element]]
    placed: Mapping[str, str]
    hidden: Collection[tuple[str, str]]
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
    numbers = {name: levels for kind in kinds for levels in (read_levels(kind),) for name in (kind.get(f"{STYLE}name"), kind.tag)}
    styles = {style_key(style): style for sheet in sheets for style in sheet.iter(f"{STYLE}style")}
    grounds = {element.get(f"{FO}background-color") for sheet in sheets for element in sheet.iter(f"{STYLE}*")}
    placed = {name: inherit(key, f"@{STYLE}list-style-name", styles) for key in styles if (name := key[1]) and key[0] != "text"}
    hidden = frozenset(key for key in styles if is_style_hidden(key, styles, grounds.issubset(PAPER)))
    body = next(root.iterfind(f".//{{{NAMESPACE}office:1.0}}body"), root)
    notes = [step for note in body.iter(f"{TEXT}note") for step in walk_note(note, Lists(numbers, placed, hidden))]
    flow = flow_text(set_apart([*walk(body, Lists(numbers, placed, hidden)), *notes]))
    said = etree.fromstring(archive.read(META), PARSER) if META in names else root
    title = next((element.text for element in said.iter("{http://purl.org/dc/elements/1.1/}title")), None)
    return Content(flow.text, Markup(title=(title or "").strip() or None), flow.cues)


def is_locked(archive: zipfile.ZipFile) -> bool:
    """Whether a document has a password, as its list of parts says."""
    return MANIFEST in archive.namelist() and b"encryption-data" in archive.read(MANIFEST)


def read_levels(kind: Element) -> dict[int, Element]:
    """The levels of a numbering that are numbered."""
    return {natural(level.get(f"{TEXT}level", ""), 0): level for level in kind.iter(*LEVEL_STYLES)}


def style_key(style: Element) -> tuple[str, str]:
    """The family and name of a style."""
    return style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")


def inherit(key: tuple[str, str], attribute: str, styles: Mapping[tuple[str, str], Element]) -> str:
    """What a style says, or the nearest of those above it: an attribute of its own, or one of its text."""
    for _ancestor in range(ANCESTORS):
        style = styles.get(key)
        if style is None:
            return ""
        said = style if attribute.startswith("@") else style.find(f"{STYLE}text-properties")
        if said is not None and (value := said.get(attribute.removeprefix("@"))) is not None:
            return str(value)
        key = key[0], style.get(f"{STYLE}parent-style-name", "")
    return ""


def is_style_hidden(key: tuple[str, str], styles: Mapping[tuple[str, str], Element], white: bool) -> bool:
    """Whether the text of a style is not shown: hidden, or white on what is all white."""
    pale = white and inherit(key, f"{FO}color", styles).lower() == "#ffffff"
    return pale or inherit(key, f"{TEXT}display", styles) == "none"


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
        unseen = element.tag in UNSEEN or is_undisplayed(element, lists.hidden)
        if unseen and element is not root:
            if begins:
                steps.skip_subtree()
        elif element.tag in ELEMENTS:
            level = natural(element.get(f"{TEXT}outline-level", ""), 0) if element.tag == f"{TEXT}h" else 0
            mark = LineMark("heading", min(level, 6)) if level else None
            yield Step(ELEMENTS[element.tag], begins, "", preformatted=False, mark=mark)
            if begins and (number := find_number(element, lists)):
                yield Step("", True, number, preformatted=True, bold=True)
        elif element.tag.startswith(DRAW):
            yield Step(BOX, begins, "", preformatted=False)
        else:
            pass_list(element, begins, lists)
        if begins and element.tag.startswith(TEXT) and not unseen:
            yield Step("", True, own_text(element), preformatted=False)
        if not begins and element is not root and element.tail and element.getparent().tag.startswith(TEXT):
            yield Step("", True, element.tail, preformatted=False)


def is_undisplayed(element: Element, hidden: Collection[tuple[str, str]]) -> bool:
    """Whether an element is not shown, as it says, its style, or, of a paragraph, a field in it."""
    tag, name, said = element.tag, element.get(f"{TEXT}style-name", ""), element.get(f"{TEXT}is-hidden")
    if tag == f"{TEXT}hidden-text":
        return bool(said != "false")
    if tag in PARAGRAPHS and any(one.get(f"{TEXT}is-hidden") == "true" for one in element.iter(f"{TEXT}hidden-paragraph")):
        return True
    styled = bool(name) and ((FAMILIES.get(tag, "-"), name) in hidden or ("", name) in hidden)
    return styled or element.get(f"{TEXT}display") == "none" or (tag == f"{TEXT}section" and said == "true")


def own_text(element: Element) -> str:
    """The text that stands at the beginning of an element, or that it stands for."""
    if element.tag == f"{TEXT}s":
        return "\u00a0" * min(natural(element.get(f"{TEXT}c", ""), 1), MOST_SPACES)
    return "\t" if element.tag == f"{TEXT}tab" else element.text or ""


def pass_list(element: Element, begins: bool, lists: Lists) -> None:
    """Take note that a list or an item of one begins or ends; a list may go on where another one ended."""
    if element.tag == f"{TEXT}list" and begins:
        lists.styles.append(find_style(element, lists))
        goes_on = element.get(f"{TEXT}continue-numbering") == "true" and lists.styles[-1]
        begun = start_of(lists.numbers.get(lists.styles[-1], {}), len(lists.styles)) - 1
        lists.counts.append(lists.ended.get(element.get(f"{TEXT}continue-list") or goes_on or "", begun))
    elif element.tag == f"{TEXT}list":
        name, count = lists.styles.pop(), lists.counts.pop()
        lists.ended |= {said: count for said in (name, element.get("{http://www.w3.org/XML/1998/namespace}id")) if said}
    elif element.tag == f"{TEXT}list-item" and begins and lists.counts:
        lists.counts[-1] = natural(element.get(f"{TEXT}start-value", ""), lists.counts[-1] + 1)
        lists.waiting = True


def find_style(element: Element, lists: Lists) -> str:
    """The numbering of a list: that which it names, that of the list around it, or that of its first paragraph."""
    outer = lists.styles[-1] if lists.styles else ""
    first = next(element.iter(*PARAGRAPHS), None)
    placed = "" if first is None else lists.placed.get(first.get(f"{TEXT}style-name", ""), "")
    return element.get(f"{TEXT}style-name") or outer or placed


def find_number(paragraph: Element, lists: Lists) -> str:
    """The number before a paragraph or a heading, as it is printed; "" for none."""
    levels = lists.numbers.get(HEADING_NUMBERS, {})
    own = lists.numbers.get(lists.styles[-1], {}) if lists.styles else levels
    outline = natural(paragraph.get(f"{TEXT}outline-level", ""), 0) if paragraph.tag == f"{TEXT}h" else 0
    waited, lists.waiting = lists.waiting, lists.waiting and paragraph.tag not in PARAGRAPHS
    if outline and own is levels:  # a heading that stands in a list of the headings' numbering counts as one
        if paragraph.get(f"{TEXT}is-list-header") == "true" or (lists.styles and not waited):
            return ""
        missing = range(len(lists.headings) + 1, outline + 1)
        counts = [*lists.headings, *(start_of(levels, level) - 1 for level in missing)][:outline]
        lists.headings = [*counts[:-1], natural(paragraph.get(f"{TEXT}start-value", ""), counts[-1] + 1)]
        return write_item(levels, lists.headings)
    return write_item(own, lists.counts) if waited and not lists.waiting else ""


def start_of(levels: Mapping[int, Element], level: int) -> int:
    """The first number of a level."""
    return natural(levels[level].get(f"{TEXT}start-value", ""), 1) if level in levels else 1


def write_item(levels: Mapping[int, Element], counts: Sequence[int]) -> str:
    """The number of the innermost of these counts as it is printed, with those above where it shows them; "" for a bullet."""
    depth = len(counts)
    if not read_form(levels, depth):
        return ""
    how = levels[depth]
    shown = range(max(depth - natural(how.get(f"{TEXT}display-levels", ""), 1), 0), depth)
    numbers = [write_count(counts[place], form) for place in shown if (form := read_form(levels, place + 1))]
    return f"{how.get(f'{STYLE}num-prefix', '')}{'.'.join(numbers)}{how.get(f'{STYLE}num-suffix', '')}"


def read_form(levels: Mapping[int, Element], level: int) -> str:
    """The form of the numbers of a level; "" for none."""
    return levels[level].get(f"{STYLE}num-format", "") if level in levels else ""


def write_count(count: int, form: str) -> str:
    """A number in one of OpenDocument's forms.

    >>> [write_count(2, form) for form in ("1", "001, 002, 003, ...", "壹, 貳, 參, ...", "日, 月, 火, ...")]
    ['2', '002', '貳', '2']
    """
    padded = PADDED.match(form)
    return str(count).zfill(len(padded[0])) if padded else write_number(count, FORMS.get(form, "decimal"))
