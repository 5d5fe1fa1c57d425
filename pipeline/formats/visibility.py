"""An HTML element's style in; out, how its text looks: whether a browser shows it at all, in bold, with its spaces kept.

Only what stands in the page itself is read: attributes and `style` (`sheets` writes rules of the page into it).
What a site hides until its script has run is shown.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

Attributes: TypeAlias = "Mapping[str, str | None]"
Style: TypeAlias = "Mapping[str, str]"


class Look(NamedTuple):
    """How text looks. `sized`, `visible` and `inked` say whether it has a size, is not hidden, and is no paper on paper.

    `background` is "" where nobody says what it is. `unnumbered` is a list whose numbers are not shown.
    """

    sized: bool = True
    visible: bool = True
    inked: bool = True
    preformatted: bool = False
    bold: bool = False
    colour: str = "#000000"
    background: str = ""
    unnumbered: bool = False

    @property
    def shown(self) -> bool:
        """Whether a browser shows it."""
        return self.sized and self.visible and self.inked


PLAIN = Look()

KEPT_SPACES = ("pre", "break-spaces")  # not: nowrap
PREFORMATTED = frozenset(("pre", "textarea", "listing", "xmp", "plaintext"))
BOLD = frozenset(("b", "strong"))
BY_SCRIPT = frozenset(("js_content",))  # WeChat's articles are hidden until their script runs
WHITE = "#ffffff"
COLOURS = {"white": WHITE, "black": "#000000", "#fff": WHITE, "#000": "#000000", "red": "#ff0000"}
RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*(?:[,/]\s*(?P<alpha>[\d.]+)%?\s*)?\)")
HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})\b")
WORD = re.compile(r"\b[a-z]+\b")
LENGTH = re.compile(r"^(?P<number>-?\d*\.?\d+)\s*(?P<unit>px|pt|em|rem|%|)")
TINY = {"": 1.0, "px": 1.0, "pt": 0.75, "em": 0.08, "rem": 0.07, "%": 8.0}
"""Unit → the size up to which nobody can read a character, nor see a box of it."""
VISIBILITY = {"hidden": False, "collapse": False, "visible": True}
BACKGROUNDS = ("background-color", "background")
UNPAINTED = ("none", "inherit", "initial", "transparent", "unset")
CLEAR, ALIKE = 0.05, 4  # the largest opacity, the largest difference of colours, that nobody sees
NO_BOX = re.compile(r"rect\((?:[01](?:px)?,?){4}\)|inset\((?:50|100)%|scale\(0(?:,0)?\)")
BOXES = ("clip", "clip-path", "transform")
FAR = -999.0  # beyond the paper's edge


def is_tiny(size: str) -> bool:
    """Whether a size is that of a point at the most.

    >>> is_tiny("0"), is_tiny("1px"), is_tiny("0.5em"), is_tiny("12px"), is_tiny("")
    (True, True, False, False, False)
    """
    found = LENGTH.match(size)
    return found is not None and 0 <= float(found["number"]) <= TINY[found["unit"]]


def is_far(distance: str) -> bool:
    """Whether a distance leads away from the paper."""
    found = LENGTH.match(distance)
    return found is not None and float(found["number"]) <= FAR


def is_clear(opacity: str) -> bool:
    """Whether an opacity lets all but everything through."""
    found = LENGTH.match(opacity)
    return found is not None and float(found["number"]) <= CLEAR * (100 if found["unit"] == "%" else 1)


def is_clipped(style: Style) -> bool:
    """Whether a box of no size is all that is shown of an element.

    >>> is_clipped({"overflow": "hidden", "height": "1px"}), is_clipped({"overflow": "hidden", "height": "1%"})
    (True, False)
    """
    cut = style.get("overflow") in ("hidden", "clip") or "clip" in style or "clip-path" in style
    sizes = (style.get(side, "") for side in ("width", "height"))
    return cut and any(is_tiny(size) and not size.endswith("%") for size in sizes)


HIDING: tuple[Callable[[Style], bool], ...] = (
    lambda style: style.get("display") == "none",
    lambda style: is_clear(style.get("opacity", "")),
    lambda style: is_clipped(style),
    lambda style: style.get("position") in ("absolute", "fixed") and any(is_far(style.get(side, "")) for side in ("left", "top")),
    lambda style: is_far(style.get("text-indent", "")),
    lambda style: any(NO_BOX.search(style[name].replace(" ", "")) for name in BOXES if name in style),
)
"""Styles that hide an element with everything in it."""


def read_style(attributes: Attributes) -> dict[str, str]:
    """The declarations of an element's `style`, in small letters; the last of a name counts.

    >>> read_style({"style": "color:red; DISPLAY : none !important"})
    {'color': 'red', 'display': 'none'}
    """
    said = attributes.get("style")
    if not said:
        return {}
    declared = (part.partition(":") for part in said.lower().replace("!important", "").split(";"))
    return {name.strip(): value.strip() for name, colon, value in declared if colon}


def look_at(tag: str, attributes: Attributes, style: Style, above: Look) -> Look | None:
    """How the text in an element looks; None when a browser shows nothing of the element."""
    listed = "" if tag == "ol" else "none" * above.unnumbered
    look = above._replace(
        preformatted=above.preformatted or tag in PREFORMATTED or style.get("white-space", "").startswith(KEPT_SPACES),
        bold=is_bold(tag, style, above.bold),
        unnumbered="none" in (style.get("list-style-type") or style.get("list-style") or listed).split(),
    )
    if not attributes or tag in ("html", "body") or attributes.get("id") in BY_SCRIPT:
        return look
    if "hidden" in attributes or any(hides(style) for hides in HIDING):
        return None
    return colour_text(attributes, style, look)._replace(
        sized=not is_tiny(style.get("font-size", "")) and (look.sized or "font-size" in style or "class" in attributes),
        visible=VISIBILITY.get(style.get("visibility", ""), look.visible),
    )


def colour_text(attributes: Attributes, style: Style, above: Look) -> Look:
    """The look with an element's own colours; a class may bring a background that is not known here."""
    said = style.get("color") or attributes.get("color") or ""
    painted = next((style[name] for name in BACKGROUNDS if name in style), None)
    painted = painted or attributes.get("bgcolor") or attributes.get("background")
    if not said and not painted:
        return above
    colour = read_colour(said) or said.strip().lower() or above.colour
    found = read_colour(painted) or painted.strip().lower() if painted and painted not in UNPAINTED else above.background
    background = above.background if found == "transparent" else found
    inked = colour != "transparent" and not is_alike(colour, background)
    return above._replace(colour=colour, background=background, inked=inked)


def is_alike(colour: str, background: str) -> bool:
    """Whether two colours are the same to the eye.

    >>> is_alike("#fefefe", "#ffffff"), is_alike("#e0e0e0", "#ffffff"), is_alike("navy", "navy")
    (True, False, True)
    """
    if not (colour.startswith("#") and background.startswith("#")):
        return colour == background
    parts = zip(bytes.fromhex(colour[1:]), bytes.fromhex(background[1:]), strict=True)
    return all(abs(one - two) <= ALIKE for one, two in parts)


def is_bold(tag: str, style: Style, above: bool) -> bool:
    """Whether letters in an element are bold."""
    weight = style.get("font-weight", "")
    if weight:
        return weight.startswith("bold") or (weight.isdigit() and int(weight) >= 600)
    return above or tag in BOLD


def read_colour(said: str) -> str:
    """A colour as six hex digits, or `transparent`; "" where none is said that is known here.

    >>> read_colour("#FFF".lower()), read_colour("rgb(255, 255, 255)"), read_colour("url(x.png) white"), read_colour("inherit")
    ('#ffffff', '#ffffff', '#ffffff', '')
    """
    said = said.lower().strip()
    if found := RGB.search(said):
        clear = found["alpha"] is not None and float(found["alpha"].strip(".") or 0) == 0
        return "transparent" if clear else "#" + "".join(f"{min(int(found[n]), 255):02x}" for n in (1, 2, 3))
    if found := HEX.search(said):
        return found[0] if len(found[0]) == 7 else "#" + "".join(digit * 2 for digit in found[0][1:])
    if said == "transparent":
        return said
    return next((COLOURS[word] for word in WORD.findall(said) if word in COLOURS), "")
