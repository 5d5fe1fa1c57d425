"""A Word document's styles in; out, which paragraphs are headings and of which level, which runs are bold, hidden or white.

What a paragraph or run says itself counts before its style, and a style before the one that it is based on.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.formats.markup import LineMark
from pipeline.formats.word_numbers import Element, Styles, W, find_holders, natural, value

# not: 标题文字, heading without a level
HEADING = re.compile(r"(?:heading|标题|標題)\s*(?P<level>[1-9])", re.IGNORECASE)
TITLES = frozenset(("title", "标题", "標題"))
LEVELS = 6  # as HTML has them; Word's three deeper ones are the deepest
BODY = 9  # Word's outline level of running text
OFF = ("0", "false", "off")

WHITES = frozenset(("FFFFFF", "background1", "light1"))
RUN_GROUNDS = (f"{W}rPr/{W}shd", f"{W}rPr/{W}highlight", f"{W}pPr/{W}shd")  # those of a style of paragraphs too
AROUND = {
    f"{W}p": (f"{W}pPr/{W}shd",),
    f"{W}tc": (f"{W}tcPr/{W}shd",),
    f"{W}tr": (f"{W}tblPrEx/{W}shd",),
    f"{W}tbl": (f"{W}tblPr/{W}shd", f"{W}tblPr/{W}tblStyle"),
    f"{W}document": (f"{W}background",),
    f"{W}txbxContent": (".",),
}
"""What may stand on another ground than white → where it says so, or where there is no telling."""


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


def hold_paragraph(paragraph: Element, styles: Styles) -> list[Element]:
    """The styles of a paragraph, the nearest first."""
    return [holder for style, holder in find_holders(paragraph, styles) if style]


def hold_run(run: Element, above: Sequence[Element], styles: Styles) -> list[Element]:
    """Whatever may say how a run is set: itself, its styles, those of its paragraph, which are `above`."""
    return [*(holder for _style, holder in find_holders(run, styles, "rPr/rStyle")), *above]


def is_switched(holders: Sequence[Element], name: str) -> bool:
    """Whether the first that speaks of a property of runs says that it is on."""
    found = next((said for holder in holders if (said := holder.find(f"{W}rPr/{W}{name}")) is not None), None)
    return found is not None and found.get(f"{W}val") not in OFF


def is_white(holders: Sequence[Element]) -> bool:
    """Whether a run is written in white and has no other ground of its own."""
    colour = next((found for holder in holders if (found := holder.find(f"{W}rPr/{W}color")) is not None), None)
    theme = "" if colour is None else colour.get(f"{W}themeColor", "")
    if colour is None or colour.get(f"{W}themeShade") or (theme or colour.get(f"{W}val", "").upper()) not in WHITES:
        return False
    return not any(is_ground(found) for holder in holders for path in RUN_GROUNDS for found in holder.iterfind(path))


def has_ground(element: Element, styles: Styles) -> bool:
    """Whether white text may show on the ground of an element."""
    holders = [holder for _style, holder in find_holders(element, styles)] if element.tag == f"{W}p" else [element]
    return any(is_ground(found) for holder in holders for path in AROUND[element.tag] for found in holder.iterfind(path))


def is_ground(element: Element) -> bool:
    """Whether a shading or a mark of a pen is of some colour; what is neither may be."""
    if element.tag not in (f"{W}shd", f"{W}highlight"):
        return True
    said = element.get(f"{W}fill", "") if element.tag == f"{W}shd" else element.get(f"{W}val", "")
    return said.upper() not in ("", "AUTO", "NONE", "FFFFFF", "WHITES") or element.get(f"{W}themeFill") is not None


def name_styles(styles: Element | None) -> dict[str, Element]:
    """The styles of a document by their ids."""
    return {} if styles is None else dict(read_ids(styles))


def read_ids(styles: Element) -> Iterator[tuple[str, Element]]:
    """Id and element of every style."""
    for style in styles.iter(f"{W}style"):
        yield value(style, "@styleId"), style
