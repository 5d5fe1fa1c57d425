"""The text of an HTML page in; out, everything visible on it as lines in document order, and what its markup says of it.

Nothing is judged: navigation, comments of readers and footers are lines like any other, and get their names in the ledger.
The page is parsed as browsers parse it (Lexbor), so that broken markup loses no text. Left out is what a browser does not show
(`visibility`) and the readings above characters (ruby). White space is read as CSS reads it: runs collapse, except in `<pre>`;
a line end of the source between two Chinese characters is no space. The numbers that a browser makes up for `<ol>` are cues
beside the text and never in it. What would hide the greater part of a page is hidden only until its script has run, and read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.formats.markup import HTML_SPACE, Flow, LineMark, Step, flow_text, unescape_signs
from pipeline.formats.sheets import hide_by_sheets
from pipeline.formats.visibility import PLAIN, WHITE, Look, is_alike, look_at, read_style
from pipeline.text.records import Cue

UNSEEN = frozenset((
    "head", "script", "style", "template", "title", "iframe", "noembed", "noframes", "object", "video", "audio", "canvas",
    "datalist", "rt", "rp", "rtc", "epub:case",
))  # fmt: skip
"""Elements whose text a browser does not show, or beside the text. `<noscript>` is shown where scripts do not run: it is text.

A book says in `<epub:case>` for readers that can do more what it says in `<epub:default>` for all.
"""

HEADINGS = {f"h{level}": LineMark("heading", level) for level in range(1, 7)}
XHTML_HEAD = 4096
XHTML = re.compile(r"^\s*<\?xml\b|\bxmlns\s*=\s*[\"']http://www\.w3\.org/1999/xhtml")
VOID = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"  # closed in HTML too
EMPTY = re.compile(rf"<(?!(?:{VOID})[\s/])(?P<tag>[a-zA-Z][\w:.-]*+)(?P<rest>(?:[^<>]*[\s\"'])?)/>", re.IGNORECASE)
"""An element that XHTML closes at once and HTML does not: everything behind `<title/>` would be title."""
CDATA = re.compile(r"<!\[CDATA\[(?P<text>[^]<]*+(?:(?:\](?!\]>)|<(?!!\[CDATA\[))[^]<]*+)*+)\]\]>")

MOST_NESTED = 10_000  # elements in elements, and attributes of one
NESTING = re.compile(
    r"<(?P<ends>/)?(?:a|abbr|article|aside|b|big|blockquote|center|code|div|dl|em|fieldset|font|footer|form|header|i|label|main|nav|ol"
    r"|pre|q|s|section|small|span|strong|sub|sup|table|tt|u|ul)[\s>]",
    re.IGNORECASE,
)  # not: p, li, td, which the next of their kind closes
LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}")

STYLE_SHEETS = "style, link[rel~='stylesheet' i]"
"""What may paint the paper in a colour that is not known here."""
LISTS = frozenset(("ol", "ul", "menu", "dir"))
MOST_NOSCRIPTS = 64  # of a page that are compared with it


@dataclass(frozen=True, slots=True)
class Markup:
    """What the markup of a page says of it; None where it says nothing."""

    title: str | None = None
    published: str | None = None
    author: str | None = None
    url: str | None = None


class Content(NamedTuple):
    """The text of a page, its lines joined by `\\n`, what its markup says of the page, and what it says of the lines."""

    text: str
    markup: Markup
    cues: tuple[Cue, ...] = ()


@dataclass(slots=True)
class Counter:
    """A numbered list: the number that its next item gets, the step to the one after it, its depth among numbered lists."""

    following: int
    step: int
    depth: int

    def count(self, stated: str) -> LineMark:
        """The mark of an item; `stated` is its own number, "" for the next one."""
        number = whole(stated, self.following)
        self.following = number + self.step
        return LineMark("item", self.depth, number)


class State(NamedTuple):
    """What an element hands down: how its text looks, the list it stands in (None: no numbered one), and its own mark."""

    look: Look
    counter: Counter | None
    depth: int
    mark: LineMark | None


STATED_TITLES = ("meta[property='og:title' i]", "meta[name='ArticleTitle' i]", "title", "h1")
DATES = (
    "meta[property='article:published_time' i]",
    "meta[itemprop='datePublished' i]",
    "meta[name='PubDate' i]",
    "meta[name='publishdate' i]",
    "time[pubdate]",
    "time[itemprop='datePublished' i]",
)
AUTHORS = ("meta[property='article:author' i]", "meta[name='author' i]")
ADDRESSES = ("link[rel='canonical' i]", "meta[property='og:url' i]")
"""Where pages say it, the surer first: og: and the names Chinese government sites must use (ArticleTitle, PubDate)."""


def read_html(source: str, sheets: str = "") -> Content:
    """The visible text of a page and what its markup says; `sheets` are those that were saved with it.

    >>> read_html("<title>讲话</title><p>同志们:<br>今天<script>x</script>开会<table><tr><td>一<td>二").text
    '同志们:\\n今天开会\\n一\\t二'
    >>> read_html("<ol start=3><li>提高认识").cues
    (Cue(start=0, end=4, kind='item', level=1, number=3),)
    """
    tree = LexborHTMLParser(as_html(source) if XHTML.search(source[:XHTML_HEAD]) else source)
    markup = Markup(*(first_said(tree, selectors) for selectors in (STATED_TITLES, DATES, AUTHORS, ADDRESSES)))
    paper = WHITE if tree.css_first(STYLE_SHEETS) is None else ""
    look = PLAIN._replace(background=paper)
    hide_said_again(tree, look)
    flow = read_flow(tree, look)
    if hide_by_sheets(tree, sheets):
        shown = read_flow(tree, look)
        flow = shown if 2 * len(shown.text) >= len(flow.text) else flow
    return Content(flow.text, markup, flow.cues)


def as_html(source: str) -> str:
    """The source of an XHTML page as HTML says it: elements that are closed at once, text that is marked as such.

    >>> as_html("<p><br/><a id='x'/><![CDATA[1 < 2]]></p>")
    "<p><br/><a id='x'></a>1 &lt; 2</p>"
    """
    source = CDATA.sub(lambda said: said["text"].replace("&", "&amp;").replace("<", "&lt;"), source)
    return EMPTY.sub(r"<\g<tag>\g<rest>></\g<tag>>", source)


def hide_said_again(tree: LexborHTMLParser, look: Look) -> None:
    """Hide every `<noscript>` that only says what the page says without it."""
    spare, inner = list[LexborNode](), set[int]()
    for node in tree.css("noscript")[:MOST_NOSCRIPTS]:
        if node.mem_id not in inner and node.text().strip():
            spare.append(node)
            inner.update(below.mem_id for below in node.css("noscript"))
    for node in spare:
        node.attrs["hidden"] = ""
    said = {"", *read_flow(tree, look).text.split("\n")} if spare else set[str]()
    for node in spare:
        del node.attrs["hidden"]
        if said.issuperset(flow_text(walk(node, look)).text.split("\n")):
            node.attrs["hidden"] = ""


def read_flow(tree: LexborHTMLParser, look: Look) -> Flow:
    """The visible text of a page and its cues."""
    return flow_text(walk(tree.root, look) if tree.root is not None else ())


def is_overgrown(source: str) -> bool:
    """Whether a page nests or lists more than any page does: a parser would take minutes for it.

    >>> is_overgrown("<div>" * 10_001), is_overgrown("<p " + "a=1 " * 10_001 + ">"), is_overgrown("<p>字" * 20_000)
    (True, True, False)
    """
    depth = 0
    for tag in NESTING.finditer(source):
        depth = max(depth - 1, 0) if tag["ends"] else depth + 1
        if depth > MOST_NESTED:
            return True
    return any(tag[0].count("=") > MOST_NESTED for tag in LONG_TAG.finditer(source))


def first_said(tree: LexborHTMLParser, selectors: tuple[str, ...]) -> str | None:
    """The first thing said in one of these places: a `content`, `href` or `datetime`, or else its text."""
    for selector in selectors:
        for node in tree.css(selector):
            attributes = node.attributes
            said = attributes.get("content") or attributes.get("href") or attributes.get("datetime") or node.text()
            if said and said.strip():
                return HTML_SPACE.sub(" ", said).strip()
    return None


def walk(root: LexborNode, look: Look) -> Iterator[Step]:
    """The visible elements and texts in document order; without recursion, since pages nest thousands deep."""
    node, states = root, [State(look, None, 0, None)]
    while True:
        look = states[-1].look
        if node.is_text_node:
            if look.shown:
                yield Step("", True, unescape_signs(node.text_content or ""), look.preformatted, look.bold)
        elif node.is_element_node and (state := enter(node, states[-1])) is not None:
            yield Step(node.tag or "", True, "", look.preformatted, mark=state.mark)
            if node.first_child is not None:
                states.append(state)
                node = node.first_child
                continue
            yield Step(node.tag or "", False, "", look.preformatted, mark=state.mark)
        while node.next is None or len(states) == 1:
            if len(states) == 1 or node.parent is None:
                return
            node = node.parent
            mark = states.pop().mark
            yield Step(node.tag or "", False, "", states[-1].look.preformatted, mark=mark)
        node = node.next


def enter(node: LexborNode, above: State) -> State | None:
    """What an element hands down to what is in it; None when a browser shows nothing of it."""
    tag = node.tag or ""
    attributes = node.attributes
    if tag in UNSEEN or (tag == "dialog" and "open" not in attributes):
        return None
    style = read_style(attributes)
    coloured = "color" in style or "color" in attributes
    assumed = coloured and not (above.look.background or is_alike(above.look.colour, WHITE)) and has_text_beside(node)
    look = look_at(tag, attributes, style, above.look._replace(background=WHITE) if assumed else above.look)
    if look is None:
        return None
    counter, depth = above.counter, above.depth
    if tag in LISTS:
        depth += tag == "ol"
        counter = open_list(node, attributes, depth) if tag == "ol" else None
    counts = tag == "li" and counter is not None
    mark = counter.count(attributes.get("value") or "") if counts and counter else HEADINGS.get(tag)
    return State(look, counter, depth, mark if not (counts and look.unnumbered) else None)


def has_text_beside(node: LexborNode) -> bool:
    """Whether an element stands inside a line: what is white there stands on paper where others can be read."""
    beside = [other for other in (node.prev, node.next) if other is not None and other.is_text_node]
    return any((other.text_content or "").strip() for other in beside)


def open_list(node: LexborNode, attributes: Mapping[str, str | None], depth: int) -> Counter:
    """The counter of a numbered list, as a browser begins it."""
    step = -1 if "reversed" in attributes else 1
    first = 1 if step == 1 else sum(child.tag == "li" for child in node.iter())
    return Counter(whole(attributes.get("start") or "", first), step, depth)


def whole(said: str, otherwise: int) -> int:
    """A whole number as an attribute states it.

    >>> whole(" 12 ", 1), whole("-3", 1), whole("iv", 1)
    (12, -3, 1)
    """
    digits = said.strip().removeprefix("-")
    return int(said) if digits.isascii() and digits.isdigit() and len(digits) < 10 else otherwise
