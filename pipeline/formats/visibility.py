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
UNSHOWN = frozenset(("hidden", "popover"))  # as attributes, whatever their values
BY_SCRIPT = frozenset(("js_content",))  # WeChat's articles are hidden until their script runs
WHITE = "#ffffff"
COLOURS = {"white": WHITE, "black": "#000000", "red": "#ff0000"}
RGB = re.compile(
    r"rgba?\(\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*(?:[,/]\s*(?P<alpha>\d*\.?\d+)(?P<percent>%?)\s*)?\)"
)
HEX = re.compile(r"#(?P<digits>[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b")  # not: #00000, #gg0000
WORD = re.compile(r"\b[a-z]+\b")
HEAVY = re.compile(r"bold|(?:[6-9][0-9]{2}|1000)$")
LENGTH = re.compile(r"^(?P<number>-?\d*\.?\d+)\s*(?P<unit>px|pt|em|rem|%|)(?![\w.])")  # not: 1vw
TINY = {"": 1.0, "px": 1.0, "pt": 0.75, "em": 0.08, "rem": 0.07, "%": 8.0}
"""Unit → the size up to which nobody can read a character, nor see a box of it."""
VISIBILITY = {"hidden": False, "collapse": False, "visible": True}
BACKGROUNDS = ("background-color", "background", "background-image")
UNPAINTED = frozenset(("none", "inherit", "initial", "transparent", "unset"))
PICTURED = re.compile(r"url\(|gradient\(|var\(")
PICTURE = "picture"
"""A background of which only that is known: that it is no plain colour."""
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


def conceals(style: Style) -> bool:
    """Whether a style by itself hides the element that has it.

    >>> [conceals(style) for style in ({"display": "none"}, {"visibility": "hidden"}, {"font-size": "0"}, {"opacity": "1"})]
    [True, True, True, False]
    """
    unseen = not VISIBILITY.get(style.get("visibility", ""), True) or is_tiny(style.get("font-size", ""))
    return unseen or any(hides(style) for hides in HIDING)


def read_style(attributes: Attributes) -> dict[str, str]:
    """The declarations of an element's `style`, in small letters; the last of a name counts, an important one before others.

    >>> read_style({"style": "color:red; DISPLAY : none !important; display:block"})
    {'color': 'red', 'display': 'none'}
    """
    said = attributes.get("style")
    return {name: value for name, (_important, value) in read_declarations(said).items()} if said else {}


def read_declarations(said: str) -> dict[str, tuple[bool, str]]:
    """Name → whether what is declared of it is important, and what."""
    declared: dict[str, tuple[bool, str]] = {}
    for part in said.lower().split(";"):
        name, colon, value = part.partition(":")
        value, mark, _important = value.partition("!")
        name = name.strip()
        if colon and (mark or not declared.get(name, (False, ""))[0]):
            declared[name] = (bool(mark), value.strip())
    return declared


def look_at(tag: str, attributes: Attributes, style: Style, above: Look) -> Look | None:
    """How the text in an element looks; None when a browser shows nothing of the element."""
    listed = "" if tag == "ol" else "none" * above.unnumbered
    look = above._replace(
        preformatted=above.preformatted or tag in PREFORMATTED or style.get("white-space", "").startswith(KEPT_SPACES),
        bold=is_bold(tag, style, above.bold),
        unnumbered="none" in (style.get("list-style-type") or style.get("list-style") or listed).split(),
    )
    if not attributes:
        return look
    if tag in ("html", "body") or attributes.get("id") in BY_SCRIPT:
        return colour_text(attributes, style, look)._replace(inked=True)
    if not UNSHOWN.isdisjoint(attributes) or attributes.get("layout") == "nodisplay" or any(hides(style) for hides in HIDING):
        return None
    return colour_text(attributes, style, look)._replace(
        sized=not is_tiny(style.get("font-size", "")) and (look.sized or "font-size" in style or "class" in attributes),
        visible=VISIBILITY.get(style.get("visibility", ""), look.visible),
    )


def colour_text(attributes: Attributes, style: Style, above: Look) -> Look:
    """The look with an element's own colours; a class may bring a background that is not known here."""
    said = style.get("color") or attributes.get("color") or attributes.get("text") or ""  # text: of <body>
    painted = " ".join(style[name] for name in BACKGROUNDS if name in style) or attributes.get("bgcolor") or ""
    pictured = attributes.get("background") or PICTURED.search(painted)
    if not (said or painted or pictured):
        return above
    colour, ink = read_colour(said)
    background = PICTURE if pictured else lay_over(painted, above.background) if painted else above.background
    colour = "transparent" if ink <= CLEAR else colour or above.colour
    inked = colour != "transparent" and not is_alike(colour, background)
    return above._replace(colour=colour, background=background, inked=inked)


def lay_over(painted: str, below: str) -> str:
    """The background that shows where one is painted over another: what lets something through is no plain colour.

    >>> [lay_over(painted, "#ffffff") for painted in ("#000", "none", "no-repeat transparent", "rgba(0,0,0,.1)", "#00000")]
    ['#000000', '#ffffff', '#ffffff', 'picture', 'picture']
    """
    colour, ink = read_colour(painted)
    if ink <= CLEAR or not (colour or UNPAINTED.isdisjoint(WORD.findall(painted.lower()))):
        return below
    return colour if colour and ink == 1 else PICTURE


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
    return HEAVY.match(weight) is not None if weight else above or tag in BOLD


def read_colour(said: str) -> tuple[str, float]:
    """A colour as six hex digits or another's name, "" where none is said that can be read, and how much it covers.

    >>> read_colour("#FFF"), read_colour("rgb(255, 255, 255)"), read_colour("inherit"), read_colour("navy"), read_colour("#00000")
    (('#ffffff', 1.0), ('#ffffff', 1.0), ('', 1.0), ('navy', 1.0), ('', 1.0))
    >>> read_colour("#ffffff33"), read_colour("rgba(0,0,0,0)"), read_colour("rgba(0,0,0,0..5)"), read_colour("transparent")
    (('#ffffff', 0.2), ('#000000', 0.0), ('', 1.0), ('', 0.0))
    """
    said = said.lower().strip()
    if found := RGB.search(said):
        covers = float(found["alpha"] or 1) / (100 if found["percent"] else 1)
        return "#" + "".join(f"{min(int(found[n]), 255):02x}" for n in (1, 2, 3)), covers
    if found := HEX.search(said):
        digits = found["digits"] if len(found["digits"]) > 4 else "".join(digit * 2 for digit in found["digits"])
        return f"#{digits[:6]}", int(digits[6:] or "ff", 16) / 255
    named = said if said.isalpha() and said not in UNPAINTED else ""
    known = next((COLOURS[word] for word in WORD.findall(said) if word in COLOURS), named)
    return known, 0.0 if said == "transparent" else 1.0
