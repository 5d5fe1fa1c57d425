"""A Word document (.docx) in; out, its text as lines, and what its properties say of it.

Paragraphs in document order with the numbers of automatic lists, those of tables, text boxes and content controls too, then
footnotes and endnotes behind their marks. Cells of a row stand on one line where each is one paragraph. Left out: hidden and
white text, deleted text and paragraph ends of tracked changes, field codes, and what Word prints on every sheet (headers, page
numbers).
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from pipeline.formats.html import Content, Markup
from pipeline.formats.markup import Step, flow_text, join_flows
from pipeline.formats.word_numbers import Element, Styles, W, find_holders, number_paragraphs
from pipeline.formats.word_styles import OFF, find_heading, is_bold, is_white, name_styles

BROKEN = (etree.LxmlError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
"""What zipfile and lxml raise for a file that is no Word document inside."""

MAIN = re.compile(r"word/document\d{0,2}\.xml")
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
MARKS = (f"{W}footnoteRef", f"{W}endnoteRef")  # the mark before a note
DELETED_END = f".//{W}pPr/{W}rPr/{W}del"
NUMBERING, STYLES, PROPERTIES = "word/numbering.xml", "word/styles.xml", "docProps/core.xml"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # the other name of the same elements
TITLE = "{http://purl.org/dc/elements/1.1/}title"

PARAGRAPH, RUN = f"{W}p", f"{W}r"
TEXTS = frozenset((f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"))
ELEMENTS = {f"{W}p": "p", f"{W}tr": "tr", f"{W}tc": "td", f"{W}br": "br", f"{W}cr": "br"}
"""Word's element → HTML's."""

CHARACTERS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad"}
"""Elements of a run that stand for a character."""

SYMBOL = f"{W}sym"  # a character of a font of symbols, by its number
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same text box for older programs
UNSEEN = frozenset((f"{W}pPr", f"{W}rPr", f"{W}del", f"{W}moveFrom", f"{W}rt", FALLBACK))  # w:rt: the reading above characters
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def find_main(names: Sequence[str]) -> str | None:
    """The part of a package that holds the text of a Word document; None when it is none.

    >>> find_main(["[Content_Types].xml", "word/document2.xml"]), find_main(["xl/workbook.xml"])
    ('word/document2.xml', None)
    """
    return next((name for name in names if MAIN.fullmatch(name)), None)


@dataclass(frozen=True, slots=True)
class Setting:
    """How paragraphs are set: the number that Word prints before each, and the styles."""

    numbers: Mapping[Element, str]
    styles: Styles


def read_word(archive: zipfile.ZipFile) -> Content:
    """The text of a Word document and its title property. Raises what `BROKEN` names when the file breaks its format."""
    names = archive.namelist()
    parts = {
        name: etree.fromstring(archive.read(name).replace(STRICT, W[1:-1].encode()), PARSER)
        for name in (find_main(names), *NOTES, NUMBERING, STYLES, PROPERTIES)
        if name in names
    }
    styles = name_styles(parts.get(STYLES))
    roots = [parts[name] for name in (find_main(names), *NOTES) if name in parts]
    for root in roots:
        join_paragraphs(root)
        write_marks(root)
    settings = [Setting(number_paragraphs(root, parts.get(NUMBERING), styles), styles) for root in roots]
    flow = join_flows([flow_text(walk(root, setting)) for root, setting in zip(roots, settings, strict=True)])
    title = parts[PROPERTIES].findtext(TITLE, "").strip() if PROPERTIES in parts else ""
    return Content(flow.text, Markup(title=title or None), flow.cues)


def join_paragraphs(root: Element) -> None:
    """Move what stands in a paragraph whose end is deleted to the beginning of the next one."""
    for paragraph in [end.getparent().getparent().getparent() for end in root.iterfind(DELETED_END)]:
        following = paragraph.getnext()
        if paragraph.tag == PARAGRAPH and following is not None and following.tag == PARAGRAPH:
            place = int(following.find(f"{W}pPr") is not None)
            following[place:place] = [part for part in paragraph if part.tag != f"{W}pPr"]
            paragraph.getparent().remove(paragraph)


def write_marks(root: Element) -> None:
    """Write before each note its mark, which Word counts."""
    for number, mark in enumerate(list(root.iter(*MARKS)), start=1):
        mark.tag, mark.text = f"{W}t", f"[{number}]"


def walk(root: Element, setting: Setting) -> Iterator[Step]:
    """The paragraphs, rows, cells and texts below an element, in the names that HTML has for them."""
    steps, bold = etree.iterwalk(root, events=("start", "end")), False
    paragraphs = list[Element]()
    for event, element in steps:
        begins = event == "start"
        if element.tag in UNSEEN or is_hidden(element, setting.styles):
            if begins:
                steps.skip_subtree()
        elif element.tag in ELEMENTS:
            mark = find_heading(element, setting.styles) if element.tag == PARAGRAPH else None
            yield Step(ELEMENTS[element.tag], begins, "", preformatted=True, mark=mark)
            if element.tag == PARAGRAPH:
                paragraphs = [*paragraphs, element] if begins else paragraphs[:-1]
            if begins and setting.numbers.get(element) and element.xpath("string()").strip():
                yield Step("", True, setting.numbers[element], preformatted=True, bold=True)
        elif begins and element.tag == RUN:
            bold = is_bold(element, paragraphs[-1] if paragraphs else None, setting.styles)
        elif begins and (text := find_text(element)):
            yield Step("", True, text, preformatted=True, bold=bold)


def find_text(element: Element) -> str:
    """The text that an element of a run stands for."""
    if element.tag == SYMBOL:
        said = element.get(f"{W}char", "")
        return chr(int(said, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", said) else ""
    return (element.text or "") if element.tag in TEXTS else CHARACTERS.get(element.tag, "")


def is_hidden(element: Element, styles: Styles) -> bool:
    """Whether an element is a run of hidden or white text, as it or its style says, or a field of a form nobody filled in."""
    if element.tag == f"{W}sdt":
        return element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
    holders = find_holders(element, styles, "rPr/rStyle") if element.tag == RUN else ()
    vanish = next((found for _style, holder in holders if (found := holder.find(f"{W}rPr/{W}vanish")) is not None), None)
    return (vanish is not None and vanish.get(f"{W}val") not in OFF) or (element.tag == RUN and is_white(element, styles))
