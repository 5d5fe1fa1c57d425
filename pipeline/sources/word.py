"""A Word document (.docx) in; out, its text as lines, and what its properties say of it.

Paragraphs in document order with the numbers of automatic lists, those of tables, text boxes and content controls too, then
footnotes and endnotes. Cells of a row stand on one line where each is one paragraph. Left out: hidden text, deleted text of
tracked changes, field codes, and what Word prints on every sheet (headers, footers, page numbers).
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from pipeline.sources.html import Markup
from pipeline.sources.markup import Step, flow_text
from pipeline.sources.word_numbers import Element, W, number_paragraphs

BROKEN = (etree.LxmlError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
"""What zipfile and lxml raise for a file that is no Word document inside."""

MAIN = re.compile(r"word/document\d{0,2}\.xml")
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
NUMBERING, STYLES, PROPERTIES = "word/numbering.xml", "word/styles.xml", "docProps/core.xml"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # the other name of the same elements
TITLE = "{http://purl.org/dc/elements/1.1/}title"

TEXTS = frozenset((f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"))
ELEMENTS = {f"{W}p": "p", f"{W}tr": "tr", f"{W}tc": "td", f"{W}br": "br", f"{W}cr": "br"}
"""Word's element → HTML's."""

CHARACTERS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad"}
"""Elements of a run that stand for a character."""

SYMBOL = f"{W}sym"  # a character of a font of symbols, by its number
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same text box for older programs
UNSEEN = frozenset((f"{W}pPr", f"{W}rPr", f"{W}del", f"{W}moveFrom", FALLBACK))
OFF = ("0", "false", "off")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def find_main(names: Sequence[str]) -> str | None:
    """The part of a package that holds the text of a Word document; None when it is none.

    >>> find_main(["[Content_Types].xml", "word/document2.xml"]), find_main(["xl/workbook.xml"])
    ('word/document2.xml', None)
    """
    return next((name for name in names if MAIN.fullmatch(name)), None)


def read_word(archive: zipfile.ZipFile) -> tuple[str, Markup]:
    """The text of a Word document and its title property. Raises what `BROKEN` names when the file breaks its format."""
    names = archive.namelist()
    parts = {
        name: etree.fromstring(archive.read(name).replace(STRICT, W[1:-1].encode()), PARSER)
        for name in (find_main(names), *NOTES, NUMBERING, STYLES, PROPERTIES)
        if name in names
    }
    roots = [parts[name] for name in (find_main(names), *NOTES) if name in parts]
    texts = [flow_text(walk(root, number_paragraphs(root, parts.get(NUMBERING), parts.get(STYLES)))) for root in roots]
    title = parts[PROPERTIES].findtext(TITLE, "").strip() if PROPERTIES in parts else ""
    return "\n".join(filter(None, texts)), Markup(title=title or None)


def walk(root: Element, numbers: Mapping[Element, str]) -> Iterator[Step]:
    """The paragraphs, rows, cells and texts below an element, in the names that HTML has for them."""
    steps = etree.iterwalk(root, events=("start", "end"))
    for event, element in steps:
        begins = event == "start"
        if element.tag in UNSEEN or is_hidden(element):
            if begins:
                steps.skip_subtree()
        elif element.tag in ELEMENTS:
            yield Step(ELEMENTS[element.tag], begins, "", preformatted=True)
            if begins and numbers.get(element) and element.xpath("string()").strip():
                yield Step("", True, numbers[element], preformatted=True)
        elif begins and (text := find_text(element)):
            yield Step("", True, text, preformatted=True)


def find_text(element: Element) -> str:
    """The text that an element of a run stands for."""
    if element.tag == SYMBOL:
        said = element.get(f"{W}char", "")
        return chr(int(said, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", said) else ""
    return (element.text or "") if element.tag in TEXTS else CHARACTERS.get(element.tag, "")


def is_hidden(element: Element) -> bool:
    """Whether an element is a run of hidden text."""
    vanish = element.find(f"{W}rPr/{W}vanish") if element.tag == f"{W}r" else None
    return vanish is not None and vanish.get(f"{W}val") not in OFF
