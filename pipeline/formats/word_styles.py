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
