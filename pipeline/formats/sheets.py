"""The tree of a page in; out, the same tree, with what its style sheets hide said by the elements themselves.

Read are rules of one class or id (`.a`, `#a`, `p.a`), also below others (`.b p.a`), for every screen; of two the later one
counts, and an element's own `style` before both.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from pipeline.formats.visibility import PLAIN, look_at, read_style

CSS_COMMENT = re.compile(r"/\*(?:[^*]++|\*(?!/))*+(?:\*/|$)")
BRACE = re.compile(r"([{}])")
ONE = r"[a-zA-Z0-9]*[.#][a-zA-Z_\-\u0080-\uffff][\w-]*"
SIMPLE = re.compile(rf"(?:(?:{ONE}|[a-zA-Z]{{1,12}}[0-9]?)(?:[ \t\n]+|[ \t\n]*>[ \t\n]*)){{0,3}}{ONE}")
SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*$")
HIDING_NAMES = ("display", "visibility", "font-size", "opacity")
MOST_RULES = 64  # rules of a page that hide something


def hide_by_sheets(tree: LexborHTMLParser, saved: str = "") -> bool:
    """Write into the `style` of elements what the page's rules hide, and sheets saved with it; whether there was anything.

    >>> tree = LexborHTMLParser("<style>.x, p.y{DISPLAY:none}</style><p>一<p class=x>二")
    >>> hide_by_sheets(tree), tree.css_first(".x").attributes["style"]
    (True, 'display:none;')
    """
    sheets = [node.text() for node in tree.css("style") if not (node.attributes.get("media") or "").lower().startswith("print")]
    rules = hiding_rules("\n".join([saved, *sheets]))
    found = [(node, style) for selector, style in rules.items() for node in tree.css(selector)]
    for node, style in found:
        node.attrs["style"] = f"{style}{node.attributes.get('style') or ''}"
    return bool(found)


def hiding_rules(sheet: str) -> dict[str, str]:
    """The selectors of a style sheet whose rules hide what they select, and how.

    >>> hiding_rules(".a{opacity:0;color:red} .b{display:none} .b{display:block} @media print{.c{display:none}}")
    {'.a': 'opacity:0;'}
    """
    declared: dict[str, dict[str, str]] = {}
    for selectors, said in read_rules(sheet):
        style = {name: value for name, value in read_style({"style": said}).items() if name in HIDING_NAMES}
        for selector in map(str.strip, selectors.split(",") if style else ()):
            if SIMPLE.fullmatch(selector):
                declared.setdefault(selector, {}).update(style)
    hiding = [(selector, style) for selector, style in declared.items() if hides(style)][:MOST_RULES]
    return {selector: "".join(f"{name}:{value};" for name, value in style.items()) for selector, style in hiding}


def read_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The rules outside of every other, selectors and declarations."""
    depth, before, selectors = 0, "", ""
    for piece in BRACE.split(CSS_COMMENT.sub(" ", sheet)):
        if piece == "{" and depth == 0 and SCREEN.search(before):
            selectors = ""
        elif piece == "{":
            selectors = before.rpartition(";")[2] if depth == 0 else ""
            depth += 1
        elif piece == "}":
            depth = max(depth - 1, 0)
            if depth == 0 and selectors:
                yield selectors, before
            selectors = ""
        before = piece


def hides(style: dict[str, str]) -> bool:
    """Whether a browser shows nothing of an element with this style."""
    look = look_at("i", {"style": ""}, style, PLAIN)
    return look is None or not look.shown
