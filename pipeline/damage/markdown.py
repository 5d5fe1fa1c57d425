"""A page text in; out, the signs of Markdown in it, and the cues that they are: headings with their level, lines that are bold.

Signs count only on a page that shows Markdown: by a heading line, or by two lines that are bold from end to end. Elsewhere two
asterisks hide a name (**镇的**同志) and a dash is a dash.
"""

import re
from collections.abc import Iterator

from pipeline.text.records import Cue

HEADING = re.compile(r"^[ \t\u3000]*(?P<sign>#{1,6}[ \t\u3000]+)(?P<words>[^\s][^\n]*)", re.MULTILINE)
# Not **镇的**村: from the first sign of the line to the last.
BOLD_LINE = re.compile(r"^[ \t\u3000>#-]*\*\*(?P<words>[^*\n]{1,80})\*\*[ \t\u3000]*$", re.MULTILINE)
SIGNS = (
    re.compile(r"^[ \t\u3000]*(?:(?:>[ \t]?)+(?:[-+*][ \t]+(?=\S))?|[-+*][ \t]+(?=\S))", re.MULTILINE),
    re.compile(r"(?P<open>\*\*|__)(?=\S)(?=[^\n]{1,400}?(?<=\S)(?P=open))|(?<=\S)(?:\*\*|__)(?=$|[^*_])", re.MULTILINE),
    re.compile(r"\\(?=[.*_#>()\[\]!~`+-])"),
    re.compile(r"!\[[^\[\]\n]{0,80}\]\([^()\n]{0,300}\)"),
    re.compile(r"\[(?=[^\[\]\n]{1,80}\]\((?:https?:|/|#|mailto:)[^()\n]{0,300}\))"),
    re.compile(r"(?<=[^\[\]\n])\]\((?:https?:|/|#|mailto:)[^()\n]{0,300}\)"),
)
"""What is left out besides the signs of headings: quotes, lists, bold, escapes, pictures, the addresses of links."""


def shows_markdown(text: str) -> bool:
    """Whether the page is written in Markdown.

    >>> shows_markdown("# 讲话\\n同志们"), shows_markdown("**镇的**同志"), shows_markdown("#1 楼")
    (True, False, False)
    """
    return ("#" in text and HEADING.search(text) is not None) or ("**" in text and len(BOLD_LINE.findall(text)) > 1)


def find_markdown(text: str) -> Iterator[tuple[int, int]]:
    """The signs of a page that shows Markdown."""
    if not shows_markdown(text):
        return
    for found in HEADING.finditer(text):
        yield found.span("sign")
        if found["words"].endswith("#"):
            yield words_end(found), found.end()
    for pattern in SIGNS:
        yield from (found.span() for found in pattern.finditer(text))


def words_end(found: re.Match[str]) -> int:
    """Where the words of a heading end, closing signs and spaces aside."""
    return found.start("words") + len(found["words"].rstrip(" \t\u3000#"))


def find_markdown_cues(text: str) -> list[Cue]:
    """What the signs of the page say of its lines.

    >>> find_markdown_cues("# 讲话\\n**一、要重视**\\n**二、要落实**")
    [Cue(start=2, end=4, kind='heading', level=1, number=None), Cue(start=7, end=12, kind='bold', level=0, number=None), \
Cue(start=17, end=22, kind='bold', level=0, number=None)]
    """
    if not shows_markdown(text):
        return []
    cues = [
        Cue(found.start("words"), words_end(found), "heading", len(found["sign"].strip())) for found in HEADING.finditer(text)
    ]
    return sorted(cues + [Cue(*found.span("words"), "bold") for found in BOLD_LINE.finditer(text)])
