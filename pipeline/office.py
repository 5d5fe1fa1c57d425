"""A Word document (.docx) in; out, its text as lines, and what its properties say of it.

Paragraphs in document order, those of tables, text boxes and content controls too, then footnotes and endnotes. Cells of a row
stand on one line where each is one paragraph. Left out: deleted text of tracked changes, field codes, and what Word prints on
every sheet (headers, footers, page numbers) or makes up (numbers of automatic lists).
"""

import zipfile
from collections.abc import Iterator
from io import BytesIO

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from pipeline.flow import Step, flow_text
from pipeline.html import Markup

BROKEN = (OpcError, etree.LxmlError, zipfile.BadZipFile, KeyError, ValueError)
"""What python-docx and lxml raise for a file that is no Word document inside."""

TEXT = qn("w:t")
ELEMENTS = {qn("w:p"): "p", qn("w:tr"): "tr", qn("w:tc"): "td", qn("w:br"): "br", qn("w:cr"): "br"}
"""Word's element → HTML's."""

CHARACTERS = {qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): "\u00ad"}
"""Elements of a run that stand for a character."""

FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same text box for older programs
UNSEEN = frozenset((qn("w:pPr"), qn("w:rPr"), qn("w:del"), qn("w:moveFrom"), FALLBACK))
NOTES = ("/word/footnotes.xml", "/word/endnotes.xml")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def read_word(data: bytes) -> tuple[str, Markup]:
    """The text of a Word document and its title property. Raises what `BROKEN` names when the file breaks its format."""
    document = docx.Document(BytesIO(data))
    notes = {str(part.partname): part.blob for part in document.part.package.iter_parts() if str(part.partname) in NOTES}
    roots = [document.element.body, *(etree.fromstring(notes[name], PARSER) for name in NOTES if name in notes)]
    texts = [flow_text(walk(root)) for root in roots]
    return "\n".join(filter(None, texts)), Markup(title=document.core_properties.title.strip() or None)


def walk(root: etree._Element) -> Iterator[Step]:
    """The paragraphs, rows, cells and texts below an element, in the names that HTML has for them."""
    steps = etree.iterwalk(root, events=("start", "end"))
    for event, element in steps:
        begins = event == "start"
        if element.tag in UNSEEN:
            if begins:
                steps.skip_subtree()
        elif element.tag in ELEMENTS:
            yield Step(ELEMENTS[element.tag], begins, "", preformatted=True)
        elif begins and element.tag in CHARACTERS:
            yield Step("", True, CHARACTERS[element.tag], preformatted=True)
        elif begins and element.tag == TEXT and element.text:
            yield Step("", True, element.text, preformatted=True)
