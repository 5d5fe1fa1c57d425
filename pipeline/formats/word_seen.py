"""A part of a Word document in; out, the same part with nothing left in it but what Word shows.

Taken out: hidden and white text, what tracked changes deleted or moved away, cells and rows and ends of paragraphs too, codes of
fields, readings above characters, fields of forms nobody filled in, and of what stands there once for each age of programs all
but the first that holds text. A character that a field draws is written in its place.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from pipeline.formats.word_numbers import Element, Styles, W, find_holders

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

PARAGRAPH, RUN_TAG = f"{W}p", f"{W}r"
TEXTS = frozenset((f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"))
CHARACTERS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad"}
"""Elements of a run that stand for a character."""

SYMBOL = f"{W}sym"  # a character of a font of symbols, by its number
SAID = frozenset(f"{W}{name}" for name in ("pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "sdtPr"))  # how a thing is, no text
UNSEEN = frozenset((f"{W}del", f"{W}moveFrom", f"{W}rt"))  # w:rt: the reading above characters
ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
MARKED = {
    f"{W}sdt": ("sdtPr/showingPlcHdr",),
    f"{W}tr": ("trPr/del", "trPr/hidden"),
    f"{W}tc": ("tcPr/cellDel",),
}  # fmt: skip
"""Element → where it says that it is not shown."""

# not: \o\ac(\s(○),1), before what stands in it is text
DRAWN = re.compile(r"(?P<how>(?:\\[a-z]{1,3}+\s*+\d*+\s*+)++)\((?P<what>[^()\\]*+)\)", re.IGNORECASE)
EQUATION = re.compile(r"\s*EQ\b(?P<drawn>.*)", re.IGNORECASE | re.DOTALL)
SWITCH = re.compile(r"\\\*\s*+(?:\"[^\"]*+\"|\S++)")  # \* jc2, \* "Font:宋体"
LONGEST_EQUATION, DEEPEST_EQUATION = 2000, 9
RINGS = frozenset("○〇◯")
SIGNS = (range(0x2460, 0x2474), range(0x24B6, 0x24EA), range(0x3251, 0x3260), range(0x3280, 0x32C0))
RINGED = {unicodedata.normalize("NFKC", sign): sign for signs in SIGNS for sign in map(chr, signs)}
"""What stands in a ring → the character with the ring."""


@dataclass(slots=True)
class Field:
    """A field that is open: its code, what stands in the code, the field whose code it stands in, and if its result began."""

    around: "Field | None"
    code: list[str] = field(default_factory=list)
    inside: list[Element] = field(default_factory=list)
    resulted: bool = False
    shown: bool = False


def leave_seen(root: Element, styles: Styles) -> None:
    """Take out what is not shown."""
    for element in list(find_unseen(root, styles)):
        element.getparent().remove(element)
    join_paragraphs(root, styles)


def find_unseen(root: Element, styles: Styles) -> Iterator[Element]:
    """The elements that are not shown."""
    around, fields = list[Element](), list[Field]()
    above: list[list[Element]] = [[]]  # the styles of each paragraph that is open
    may_show = cache(lambda element: has_ground(element, styles))
    steps = etree.iterwalk(root, events=("start", "end"))
    for event, element in steps:
        if event == "end":
            around = around[:-1] if element.tag in AROUND else around
            above = above[:-1] if element.tag == PARAGRAPH else above
            continue
        around = [*around, element] if element.tag in AROUND else around
        above = [*above, hold_paragraph(element, styles)] if element.tag == PARAGRAPH else above
        if element.tag in SAID:
            steps.skip_subtree()
        elif element is root:
            continue
        elif is_marked(element) or (element.tag == RUN_TAG and is_unseen(hold_run(element, above[-1], styles), around, may_show)):
            yield element
            steps.skip_subtree()
        elif element.tag == ALTERNATIVES:
            kept = next((way for way in element if holds_text(way)), None)
            yield from (way for way in element if way is not kept)
        else:
            yield from pass_field(element, fields)


def is_marked(element: Element) -> bool:
    """Whether an element says that nothing of it is shown."""
    found = [element.find("/".join(f"{W}{name}" for name in path.split("/"))) for path in MARKED.get(element.tag, ())]
    return element.tag in UNSEEN or any(switch is not None and switch.get(f"{W}val") not in OFF for switch in found)


def is_unseen(holders: Sequence[Element], around: Sequence[Element], may_show: Callable[[Element], bool]) -> bool:
    """Whether a run that is set so is hidden, or white with nothing around it that may have another colour."""
    return is_switched(holders, "vanish") or (is_white(holders) and not any(map(may_show, around)))


def pass_field(element: Element, fields: list[Field]) -> Iterator[Element]:
    """Take note of what an element is to the open fields; what stood in the code of one, when the code ends."""
    last = fields[-1] if fields else None
    coded = last and (last.around or (None if last.resulted else last))
    kind = element.get(f"{W}fldCharType", "") if element.tag == f"{W}fldChar" else ""
    if kind == "begin":
        fields.append(Field(coded))
    elif last and kind in ("separate", "end"):
        yield from () if last.resulted else last.inside
        last.resulted = True
        if kind == "end":
            fields.pop()
            draw_field(element, "" if last.shown else "".join(last.code))
            if element.text and last.around:
                last.around.inside.append(element)
    elif element.tag == f"{W}instrText" and last and not last.resulted:
        last.code.append(element.text or "")
    elif element.tag == f"{W}fldSimple":
        draw_field(element, "" if holds_text(element) else element.get(f"{W}instr", ""))
    elif last and find_text(element):
        last.shown = last.resulted
        if coded:
            coded.inside.append(element)


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


def draw_field(element: Element, code: str) -> None:
    """Make an element the text that a field draws by its code, if it draws any."""
    if drawn := read_equation(code):
        element.tag, element.text = f"{W}t", drawn


def read_equation(code: str) -> str:
    r"""What the code of a field draws, as text; "" where it draws nothing.

    >>> [read_equation(code) for code in (r" eq \o\ac(○,12)", r"EQ \f(1,\s\up5(2))", r"EQ \o\ad(\s\up 9(zào),造)", "PAGE")]
    ['⑫', '1/2', '造', '']
    """
    found = EQUATION.match(code[:LONGEST_EQUATION])
    drawn = SWITCH.sub("", found["drawn"]) if found else ""
    for _depth in range(DEEPEST_EQUATION):
        drawn = DRAWN.sub(draw, drawn)
    return "" if "\\" in drawn else drawn.strip()


def draw(part: re.Match[str]) -> str:
    """One over another (\\o) is the last of them, with its ring; a part of a whole (\\f) stands before a stroke."""
    whats = [what.strip() for what in re.split("[,;，]", part["what"])]
    if "\\f" in part["how"].lower():
        return "/".join(whats)
    if "\\o" not in part["how"].lower():
        return part["what"]
    return RINGED.get(whats[-1], whats[-1]) if RINGS.intersection(whats[:-1]) else whats[-1]


def join_paragraphs(root: Element, styles: Styles) -> None:
    """Move what stands in a paragraph whose end is deleted to the next one's beginning; take out those with nothing shown."""
    for paragraph in reversed(list(root.iter(PARAGRAPH))):
        above, following = paragraph.getparent(), paragraph.getnext()
        said = paragraph.find(f"{W}pPr/{W}rPr")
        ends = said is not None and (said.find(f"{W}del") is not None or said.find(f"{W}moveFrom") is not None)
        if above is None or not (ends or is_end_hidden(paragraph, styles)):
            continue
        if ends and following is not None and following.tag == PARAGRAPH:
            place = int(len(following) > 0 and following[0].tag == f"{W}pPr")
            following[place:place] = [part for part in paragraph if part.tag != f"{W}pPr"]
            above.remove(paragraph)
        elif not holds_text(paragraph):
            above.remove(paragraph)


def is_end_hidden(paragraph: Element, styles: Styles) -> bool:
    """Whether the end of a paragraph is hidden, as it or its style says."""
    said = paragraph.find(f"{W}pPr")
    return is_switched([*([] if said is None else [said]), *hold_paragraph(paragraph, styles)], "vanish")


def holds_text(element: Element) -> bool:
    """Whether there is text in an element."""
    return any(find_text(part).strip() for part in element.iter())


def find_text(element: Element) -> str:
    """The text that an element of a run stands for; a sign of loss for a number that is no character's."""
    if element.tag == SYMBOL:
        said = element.get(f"{W}char", "")
        character = chr(int(said, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", said) else ""
        return "\ufffd" if character and unicodedata.category(character) in ("Cc", "Cs") else character
    return (element.text or "") if element.tag in TEXTS else CHARACTERS.get(element.tag, "")
