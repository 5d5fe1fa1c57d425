"""A Word document (.docx, an old one by LibreOffice) in; out, its text as lines, and what its properties say of it.

Paragraphs in document order with the numbers of automatic lists, those of tables, text boxes and content controls too, then
footnotes and endnotes behind their marks. Cells of a row stand on one line where each is one paragraph. Left out: hidden and
white text, deleted text and paragraph ends of tracked changes, field codes, and what Word prints on every sheet (headers, page
numbers).
"""

import io
import posixpath
import re
import shutil
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from pipeline.formats.decoding import declared_charset, decode, decode_shown
from pipeline.formats.html import Content, Markup, is_overgrown, read_html
from pipeline.formats.markup import BOX, LineMark, Step, flow_steps, flow_text, join_flows, set_apart
from pipeline.formats.rtf import read_rtf
from pipeline.formats.word_numbers import Element, Styles, W, find_holders, natural, number_paragraphs, value
from pipeline.formats.word_seen import (
    PARAGRAPH,
    RUN_TAG,
    SAID,
    find_text,
    hold_paragraph,
    hold_run,
    holds_text,
    is_switched,
    leave_seen,
)


class ForeignFileError(Exception):
    """A Word document in which a part of the text is a file that is not read."""


class ConversionError(Exception):
    """LibreOffice gave no document."""


BROKEN = (etree.LxmlError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
"""What zipfile and lxml raise for a file that is no Word document inside."""

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 120  # for one file
MAIN = re.compile(r"word/document\d{0,2}\.xml")
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
MARKS = (f"{W}footnoteRef", f"{W}endnoteRef")  # the mark before a note
CHUNK, PAGES = f"{W}altChunk", (".html", ".htm", ".xhtml")  # another file as a part of the text, and of which kinds
READ_PARTS = (".xml", ".rels", ".txt", ".rtf", *PAGES)  # of a packed document, what is read
FOREIGN = "a Word document that holds another file ({}); open it in Word and save it again"
NUMBERING, STYLES, PROPERTIES = "word/numbering.xml", "word/styles.xml", "docProps/core.xml"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # the other name of the same elements
TITLE = "{http://purl.org/dc/elements/1.1/}title"

ELEMENTS = {f"{W}p": "p", f"{W}tr": "tr", f"{W}tc": "td", f"{W}br": "br", f"{W}cr": "br", f"{W}txbxContent": BOX}
"""Word's element → HTML's."""

# not: 标题文字, heading without a level
HEADING = re.compile(r"(?:heading|标题|標題)\s*(?P<level>[1-9])", re.IGNORECASE)
TITLES = frozenset(("title", "标题", "標題"))
LEVELS = 6  # as HTML has them; Word's three deeper ones are the deepest
BODY = 9  # Word's outline level of running text

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


def find_main(names: Sequence[str]) -> str | None:
    """The part of a package that holds the text of a Word document; None when it is none.

    >>> find_main(["[Content_Types].xml", "word/document2.xml"]), find_main(["xl/workbook.xml"])
    ('word/document2.xml', None)
    """
    return next((name for name in names if MAIN.fullmatch(name)), None)


@dataclass(frozen=True, slots=True)
class Setting:
    """How paragraphs are set: the number that Word prints before each, the styles; other files in the document by their ids."""

    numbers: Mapping[Element, str]
    styles: Styles
    chunks: Mapping[str, Content]


def read_word(archive: zipfile.ZipFile) -> Content:
    """The text of a Word document and its title property. Raises what `BROKEN` names when the file breaks its format.

    Raises ForeignFileError for a file in it that is not read.
    """
    names = archive.namelist()
    main = find_main(names) or ""
    parts = {
        name: etree.fromstring(archive.read(name).replace(STRICT, W[1:-1].encode()), PARSER)
        for name in (main, *NOTES, NUMBERING, STYLES, PROPERTIES)
        if name in names
    }
    styles = name_styles(parts.get(STYLES))
    roots = [parts[name] for name in (main, *NOTES) if name in parts]
    for root in roots:
        leave_seen(root, styles)
        write_marks(root)
    chunks = dict(read_chunks(archive, main, roots[0]))
    settings = [Setting(number_paragraphs(root, parts.get(NUMBERING), styles), styles, chunks) for root in roots]
    flow = join_flows([flow_text(set_apart(walk(root, setting))) for root, setting in zip(roots, settings, strict=True)])
    title = parts[PROPERTIES].findtext(TITLE, "").strip() if PROPERTIES in parts else ""
    return Content(flow.text, Markup(title=title or None), flow.cues)


def read_chunks(archive: zipfile.ZipFile, main: str, root: Element) -> Iterator[tuple[str, Content]]:
    """The other files that stand in a document as parts of its text, by their ids."""
    wanted = {find_id(chunk) for chunk in root.iter(CHUNK)}
    if not wanted:
        return
    names = frozenset(archive.namelist())
    folder, name = posixpath.split(main)
    related = f"{folder}/_rels/{name}.rels"
    links = etree.fromstring(archive.read(related), PARSER) if related in names else ()
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    for said in sorted(wanted):
        target = posixpath.normpath(posixpath.join("/", folder, targets.get(said, ""))).lstrip("/")
        content = read_chunk(target, archive.read(target)) if target in names else None
        if content is None:
            raise ForeignFileError(FOREIGN.format(target or said))
        yield said, content


def find_id(chunk: Element) -> str:
    """By which id a file in a document is told of; its name has another space in each kind of Word document."""
    return next((said for name, said in chunk.items() if name.endswith("}id")), "")


def read_chunk(name: str, data: bytes) -> Content | None:
    """The text of a file in a document; None when it is of no kind that is read here."""
    if name.endswith(".rtf"):
        return read_rtf(data)
    if name.endswith(".txt"):
        plain = decode(data)
        return None if plain is None else Content(plain.text, Markup())
    declared = declared_charset(data)
    page = (decode(data, declared) or decode_shown(data, declared)) if name.endswith(PAGES) else None
    return None if page is None or is_overgrown(page.text) else read_html(page.text)


def find_heading(paragraph: Element, styles: Styles) -> LineMark | None:
    """The mark of a paragraph that is a heading; level 0 is the title of the document."""
    for style, holder in find_holders(paragraph, styles):
        outline = value(holder, "pPr/outlineLvl")
        if (level := natural(outline, -1)) >= 0:
            return None if level >= BODY else LineMark("heading", min(level + 1, LEVELS))
        name = value(holder, "name").strip() if style else ""
        if found := HEADING.fullmatch(name):
            return LineMark("heading", min(int(found["level"]), LEVELS))
        if name.lower() in TITLES:
            return LineMark("heading", 0)
    return None


def name_styles(styles: Element | None) -> dict[str, Element]:
    """The styles of a document by their ids."""
    return {} if styles is None else dict(read_ids(styles))


def read_ids(styles: Element) -> Iterator[tuple[str, Element]]:
    """Id and element of every style."""
    for style in styles.iter(f"{W}style"):
        yield value(style, "@styleId"), style


def write_marks(root: Element) -> None:
    """Write before each note its mark, which Word counts."""
    for number, mark in enumerate(list(root.iter(*MARKS)), start=1):
        mark.tag, mark.text = f"{W}t", f"[{number}]"


def walk(root: Element, setting: Setting) -> Iterator[Step]:
    """The paragraphs, rows, cells and texts below an element, in the names that HTML has for them."""
    steps, bold = etree.iterwalk(root, events=("start", "end")), False
    above: list[list[Element]] = [[]]  # the styles of each paragraph that is open
    for event, element in steps:
        begins = event == "start"
        if element.tag in SAID:
            if begins:
                steps.skip_subtree()
        elif element.tag in ELEMENTS:
            mark = find_heading(element, setting.styles) if element.tag == PARAGRAPH else None
            yield Step(ELEMENTS[element.tag], begins, "", preformatted=True, mark=mark)
            if element.tag == PARAGRAPH:
                above = [*above, hold_paragraph(element, setting.styles)] if begins else above[:-1]
            if begins and setting.numbers.get(element) and holds_text(element):
                yield Step("", True, setting.numbers[element], preformatted=True, bold=True)
        elif begins and element.tag == RUN_TAG:
            bold = is_switched(hold_run(element, above[-1], setting.styles), "b")
        elif begins and element.tag == CHUNK:
            content = setting.chunks.get(find_id(element), Content("", Markup()))
            yield from flow_steps(content.text, content.cues)
        elif begins and (text := find_text(element)):
            yield Step("", True, text, preformatted=True, bold=bold)


def find_program() -> str | None:
    """LibreOffice, where it is installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def read_legacy(data: bytes, program: str) -> Content:
    """The text of an old Word file. Raises ConversionError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.doc"
        path.write_bytes(data)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--convert-to", "docx", "--outdir", folder, str(path)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
            with zipfile.ZipFile(io.BytesIO(path.with_suffix(".docx").read_bytes())) as archive:
                return read_word(archive)
        except (OSError, subprocess.SubprocessError, ForeignFileError, *BROKEN) as error:
            raise ConversionError(f"LibreOffice gave no document: {type(error).__name__}") from error
