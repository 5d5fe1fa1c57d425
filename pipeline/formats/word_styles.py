"""A Word document's styles in; out, which paragraphs are headings, of which level, and which runs are bold.

What a paragraph or run says itself counts before its style, and a style before the one that it is based on.
"""

import re
from collections.abc import Iterator

from pipeline.formats.markup import LineMark
from pipeline.formats.word_numbers import Element, Styles, W, find_holders, value

# not: 标题文字, heading without a level
HEADING = re.compile(r"(?:heading|标题|標題)\s*(?P<level>[1-9])", re.IGNORECASE)
TITLES = frozenset(("title", "标题", "標題"))
LEVELS = 6  # as HTML has them; Word's three deeper ones are the deepest
BODY = 9  # Word's outline level of running text
OFF = ("0", "false", "off")

WHITES = frozenset(("FFFFFF", "background1", "light1"))
GROUNDS = tuple(f"{W}{props}/{W}{name}" for props in ("rPr", "pPr", "tcPr", "tblPr") for name in ("shd", "highlight"))
UNKNOWN = (f"{W}tblPr/{W}tblStyle", f"{W}background")  # a style of tables, a colour of all sheets; and a text box may have any


def find_heading(paragraph: Element, styles: Styles) -> LineMark | None:
    """The mark of a paragraph that is a heading; level 0 is the title of the document."""
    for style, holder in find_holders(paragraph, styles):
        outline = value(holder, "pPr/outlineLvl")
        if outline.isdigit():
            return None if int(outline) >= BODY else LineMark("heading", min(int(outline) + 1, LEVELS))
        name = value(holder, "name").strip() if style else ""
        if found := HEADING.fullmatch(name):
            return LineMark("heading", min(int(found["level"]), LEVELS))
        if name.lower() in TITLES:
            return LineMark("heading", 0)
    return None


def is_bold(run: Element, paragraph: Element | None, styles: Styles) -> bool:
    """Whether a run is bold."""
    holders = [holder for _style, holder in find_holders(run, styles, "rPr/rStyle")]
    if paragraph is not None:
        holders += [holder for style, holder in find_holders(paragraph, styles) if style]
    return next((said for holder in holders if (said := read_switch(holder)) is not None), False)


def is_white(run: Element, styles: Styles) -> bool:
    """Whether a run is written in white and nothing around it may give it another ground."""
    holders = [holder for _style, holder in find_holders(run, styles, "rPr/rStyle")]
    colour = next((found for holder in holders if (found := holder.find(f"{W}rPr/{W}color")) is not None), None)
    theme = "" if colour is None else colour.get(f"{W}themeColor", "")
    if colour is None or colour.get(f"{W}themeShade") or (theme or colour.get(f"{W}val", "").upper()) not in WHITES:
        return False
    for around in run.iterancestors():
        if around.tag == f"{W}txbxContent" or any(around.find(path) is not None for path in UNKNOWN):
            return False
        holders += [holder for _style, holder in find_holders(around, styles)] if around.tag == f"{W}p" else [around]
    return not any(is_ground(found) for holder in holders for path in GROUNDS for found in holder.iterfind(path))


def is_ground(element: Element) -> bool:
    """Whether a shading or a mark of a pen is of some colour."""
    said = element.get(f"{W}fill", "") if element.tag == f"{W}shd" else element.get(f"{W}val", "")
    return said.upper() not in ("", "AUTO", "NONE", "FFFFFF", "WHITES") or element.get(f"{W}themeFill") is not None


def read_switch(holder: Element) -> bool | None:
    """What the properties of a run or style say of bold; None when they say nothing."""
    bold = holder.find(f"{W}rPr/{W}b")
    return None if bold is None else bold.get(f"{W}val") not in OFF


def name_styles(styles: Element | None) -> dict[str, Element]:
    """The styles of a document by their ids."""
    return {} if styles is None else dict(read_ids(styles))


def read_ids(styles: Element) -> Iterator[tuple[str, Element]]:
    """Id and element of every style."""
    for style in styles.iter(f"{W}style"):
        yield value(style, "@styleId"), style
