"""The text of an HTML page in; out, everything visible on it as lines in document order, and what its markup says of it.

Nothing is judged: navigation, comments of readers and footers are lines like any other, and get their names in the ledger.
The page is parsed as browsers parse it (Lexbor), so that broken markup loses no text. Left out is what a browser does not show:
scripts, styles, templates, comments, hidden elements. White space is read as CSS reads it: runs collapse, except in `<pre>`;
a line end of the source between two Chinese characters is no space. Numbers that a browser makes up for `<ol>` are not added.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.sources.markup import SPACES, Step, flow_text

UNSEEN = frozenset((
    "head", "script", "style", "template", "title", "iframe", "noembed", "noframes", "object", "video", "audio", "canvas",
    "datalist",
))  # fmt: skip
"""Elements whose text a browser does not show. `<noscript>` is shown where scripts do not run: it is text."""

PREFORMATTED = frozenset(("pre", "textarea", "listing", "xmp", "plaintext"))

HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)  # not: display:block
PRE_STYLE = re.compile(r"(?:^|;)\s*white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)  # not: white-space:nowrap


@dataclass(frozen=True, slots=True)
class Markup:
    """What the markup of a page says of it; None where it says nothing."""

    title: str | None = None
    published: str | None = None
    author: str | None = None
    url: str | None = None


TITLES = ("meta[property='og:title' i]", "meta[name='ArticleTitle' i]", "title", "h1")
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


def read_html(source: str) -> tuple[str, Markup]:
    """The visible text of a page, its lines joined by `\\n`, and what its markup says of it.

    >>> read_html("<title>讲话</title><p>同志们:<br>今天<script>x</script>开会<table><tr><td>一<td>二")
    ('同志们:\\n今天开会\\n一\\t二', Markup(title='讲话', published=None, author=None, url=None))
    """
    tree = LexborHTMLParser(source)
    markup = Markup(*(first_said(tree, selectors) for selectors in (TITLES, DATES, AUTHORS, ADDRESSES)))
    return flow_text(walk(tree.root)) if tree.root is not None else "", markup


def first_said(tree: LexborHTMLParser, selectors: tuple[str, ...]) -> str | None:
    """The first thing said in one of these places: a `content`, `href` or `datetime`, or else its text."""
    for selector in selectors:
        for node in tree.css(selector):
            attributes = node.attributes
            said = attributes.get("content") or attributes.get("href") or attributes.get("datetime") or node.text()
            if said and said.strip():
                return SPACES.sub(" ", said).strip()
    return None


def walk(root: LexborNode) -> Iterator[Step]:
    """The visible elements and texts in document order; without recursion, since pages nest thousands deep."""
    node, preformatted = root, [False]
    while True:
        if node.is_text_node:
            yield Step("", True, node.text_content or "", preformatted[-1])
        elif node.is_element_node and is_seen(node):
            yield Step(node.tag or "", True, "", preformatted[-1])
            if node.first_child is not None:
                preformatted.append(preformatted[-1] or keeps_spaces(node))
                node = node.first_child
                continue
            yield Step(node.tag or "", False, "", preformatted[-1])
        while node.next is None or len(preformatted) == 1:
            if len(preformatted) == 1 or node.parent is None:
                return
            node = node.parent
            preformatted.pop()
            yield Step(node.tag or "", False, "", preformatted[-1])
        node = node.next


def is_seen(node: LexborNode) -> bool:
    """Whether a browser shows an element. Pages that hide their whole body show it by script."""
    if node.tag in UNSEEN:
        return False
    attributes = node.attributes
    hidden = "hidden" in attributes or HIDDEN_STYLE.search(attributes.get("style") or "") is not None
    return not hidden or node.tag in ("html", "body")


def keeps_spaces(node: LexborNode) -> bool:
    """Whether white space inside an element stands as it is."""
    return node.tag in PREFORMATTED or PRE_STYLE.search(node.attributes.get("style") or "") is not None
