"""The tree of a page in; out, the same tree, with what its style sheets hide said by the elements themselves.

What hides has to be sure: a rule for every screen, of classes and ids (`.a`, `#a.b`), also below others (`.b p.a`). What shows
may be any rule that could hold on a desk's screen and as the page opens: it is read as the plainest rule that selects as much.
Of two the important one counts, then the more special, then the later; an element's own `style` stands before both.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple, TypeAlias

from selectolax.lexbor import LexborHTMLParser

from pipeline.formats.visibility import conceals, read_declarations
from pipeline.text.characters import HAN

Declared: TypeAlias = "dict[str, tuple[bool, str]]"
Weight: TypeAlias = "tuple[int, int, int]"

CSS_COMMENT = re.compile(r"/\*(?:[^*]++|\*(?!/))*+(?:\*/|$)|<!--|-->")
BRACE = re.compile(r"([{}])")
LETTER = rf"a-zA-Z_{HAN}"  # not: ², —, “, which Lexbor takes for no name's
NAME = rf"-?(?:[{LETTER}]|\\[:/.@])(?:[{LETTER}0-9-]|\\[:/.@])*"
PLAIN_TAG = r"[a-zA-Z]{1,12}[0-9]?"
COMPOUND = rf"(?:(?:{PLAIN_TAG}|\*)?(?:[.#]{NAME})+|{PLAIN_TAG}|\*)"
SELECTOR = re.compile(rf"(?:{COMPOUND}(?: [>+~] | )){{0,5}}{COMPOUND}")
NAMED = re.compile(rf"[.#](?P<name>{NAME})")
COMBINED = re.compile(r" *([>+~]) *")
INSIDE = re.compile(r"(?<=\()[^()]*(?=\))|(?<=\[)[^\[\]]*(?=\])")
STATE = re.compile(r"::|:(?:hover|focus|active|target|checked|visited|before|after|first-l|open|popover|modal|fullscreen)")
CONDITION = re.compile(r"\[\]|(?<!\\):[a-z-]+(?:\(\))?", re.IGNORECASE)
ALWAYS, PERHAPS, NEVER = 2, 1, 0  # when rules in a block hold
SCREENS = ("screen", "all")
WIDTH = re.compile(r"\b(?P<bound>max|min)-(?:device-)?width\s*:\s*(?P<number>[0-9]{1,5})(?:\.[0-9]+)?\s*(?P<unit>px|r?em)")
DESK = 1280  # pixels
HIDING_NAMES = (
    "display", "visibility", "font-size", "opacity", "position", "left", "top", "width", "height", "overflow", "clip",
    "clip-path", "text-indent", "transform",
)  # fmt: skip
MOST_RULES, MOST_SHOWING = 64, 128  # rules of a page that hide something, and that could show it again


class Rule(NamedTuple):
    """What a rule says that may hide; `sure` where it holds on every screen and `selector` is all of it."""

    selector: str
    weight: Weight
    declared: Declared
    sure: bool


class Block(NamedTuple):
    """Rules that say the same: their selectors, what they say that may hide, whether it does, and when they hold."""

    selectors: str
    declared: Declared
    hiding: bool
    when: int


def hide_by_sheets(tree: LexborHTMLParser, saved: str = "") -> bool:
    """Write into the `style` of elements what the page's rules hide, and sheets saved with it; whether there was anything.

    >>> tree = LexborHTMLParser("<style>.x, p.y{DISPLAY:none}</style><p>一<p class=x>二")
    >>> hide_by_sheets(tree), tree.css_first(".x").attributes["style"]
    (True, 'display:none;')
    """
    own = [(node.attributes.get("media") or "all", node.text()) for node in tree.css("style")]
    sheets = [saved, *(f"@media {media}{{{sheet}}}" for media, sheet in own)]
    blocks = [block for sheet in sheets for block in read_blocks(sheet)]
    surely = (rule for block in blocks if block.hiding and block.when == ALWAYS for rule in read_rules(block) if rule.sure)
    hiding = list(islice(surely, MOST_RULES))
    hidden = {node.mem_id: node for rule in hiding for node in tree.css(rule.selector)}
    called = (node.attributes.get(key) or "" for node in hidden.values() for key in ("class", "id"))
    names = {name for said in called for name in said.lower().split()}
    showing = find_showing(blocks, hiding, names) if hidden else []
    if len(showing) > MOST_SHOWING:
        return False
    styles: dict[int, Declared] = {}
    for rule in sorted([*hiding, *showing], key=lambda rule: rule.weight):
        for node in tree.css(rule.selector):
            if node.mem_id in hidden:
                overrule(styles.setdefault(node.mem_id, {}), rule.declared)
    for key, node in hidden.items():
        style = "".join(f"{name}:{value}{'!important' * important};" for name, (important, value) in styles[key].items())
        node.attrs["style"] = f"{style}{node.attributes.get('style') or ''}"
    return bool(hidden)


def find_showing(blocks: Iterable[Block], hiding: Iterable[Rule], names: set[str]) -> list[Rule]:
    """The rules that could show again what others hide: of elements with these names, about what those declare."""
    least = min(rule.weight for rule in hiding)
    said = {name for rule in hiding for name in rule.declared}
    return [
        rule for block in blocks if not block.hiding and not said.isdisjoint(block.declared) for rule in read_rules(block)
        if (rule.weight >= least or any(important for important, _value in rule.declared.values()))
        and names.issuperset(subject_names(rule.selector))
    ]  # fmt: skip


def subject_names(selector: str) -> set[str]:
    """The classes and ids of what a selector selects, in small letters.

    >>> sorted(subject_names(".a > p#B.md\\\\:c"))
    ['b', 'md:c']
    """
    return {found["name"].replace("\\", "").lower() for found in NAMED.finditer(selector.rpartition(" ")[2])}


def overrule(style: Declared, later: Mapping[str, tuple[bool, str]]) -> None:
    """Put into a style what is declared later or more specially, where nothing important stands against it."""
    for name, (important, value) in later.items():
        if important or not style.get(name, (False, ""))[0]:
            style[name] = (important, value)


def read_rules(block: Block) -> Iterator[Rule]:
    """The rules of a block that can be read, one for each selector.

    >>> [(rule.selector, rule.sure) for rule in read_rules(Block(".a, p:not(.b,.c)>i, a:hover", {}, False, ALWAYS))]
    [('.a', True), ('p > i', False)]
    """
    for written in dict.fromkeys(INSIDE.sub("", block.selectors).split(",")):
        written = COMBINED.sub(r" \1 ", " ".join(written.split()))
        selector = "" if STATE.search(written) else CONDITION.sub(lambda found: "*" * begins_compound(found), written)
        if SELECTOR.fullmatch(selector):
            sure = block.when == ALWAYS and selector == written and NAMED.search(selector.rpartition(" ")[2]) is not None
            yield Rule(selector, weigh(written), block.declared, sure)


def begins_compound(found: re.Match[str]) -> bool:
    """Whether nothing stands before a condition that it is said of."""
    return found.start() == 0 or found.string[found.start() - 1] == " "


def weigh(selector: str) -> Weight:
    """How special a selector is: its ids, its classes and conditions, its tags.

    >>> weigh("div #a p.b:not()")
    (1, 2, 2)
    """
    tags = sum(part[0].isalpha() for part in selector.split(" ") if part)
    return selector.count("#"), len(re.findall(r"(?<!\\)[.:\[]", selector)), tags


def read_blocks(sheet: str) -> Iterator[Block]:
    """The rules of a sheet that say what may hide, or show, what they select; not those that stand in another rule."""
    holds, selectors, before = [ALWAYS], "", ""
    for piece in BRACE.split(CSS_COMMENT.sub(" ", sheet)):
        if piece == "{":
            head = before.rpartition(";")[2].strip()
            block = head.startswith("@")
            selectors = head if holds[-1] and not block else ""
            holds.append(min(holds[-1], when_holds(head.lower())) if block else NEVER)
        elif piece == "}" and len(holds) > 1:
            holds.pop()
            said = read_declarations(before) if selectors else {}
            if declared := {name: value for name, value in said.items() if name in HIDING_NAMES}:
                hiding = conceals({name: value for name, (_important, value) in declared.items()})
                yield Block(selectors, declared, hiding, holds[-1])
            selectors = ""
        before = piece


def when_holds(condition: str) -> int:
    """When the rules of a block hold that begins so.

    >>> [when_holds(f"@media {said}") for said in ("screen", "(min-width:600px)", "print", "(max-width: 40em), print")]
    [2, 1, 0, 0]
    """
    if condition.startswith("@media"):
        queries = [query.strip() for query in condition.removeprefix("@media").split(",")]
        if any(query.removeprefix("only ") in SCREENS for query in queries):
            return ALWAYS
        return PERHAPS if any(map(is_for_desk, queries)) else NEVER
    return PERHAPS if condition.startswith(("@supports", "@layer", "@container")) else NEVER


def is_for_desk(query: str) -> bool:
    """Whether a query may hold on a desk's screen."""
    for found in WIDTH.finditer(query):
        pixels = int(found["number"]) * (1 if found["unit"] == "px" else 16)
        if pixels < DESK if found["bound"] == "max" else pixels > DESK:
            return False
    return not query.removeprefix("only ").startswith(("print", "speech"))
