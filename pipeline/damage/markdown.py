"""A page text in; out, the signs of Markdown in it, and the cues that they are: headings with their level, lines that are bold.

Signs count only on a page that shows Markdown: by a heading line, by two lines that are bold, or three that begin so and
with a colon. Elsewhere two asterisks hide a name (**镇的**同志) and a dash is a dash.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from pipeline.text.characters import IS_HAN
from pipeline.text.records import Cue

# Not four spaces before it: code.
HEADING = re.compile(r"^(?! {4}|\t)[ \t\u3000>]*(?P<sign>#{1,6}[ \t\u3000]+|#{2,6}(?=[^\s#]))(?P<words>\S[^\n]*)", re.MULTILINE)
# Not **镇的**村: from the first sign of the line to the last.
BOLD_LINE = re.compile(r"^[ \t\u3000>#-]*\*\*(?P<words>[^*\n]{1,80})\*\*[ \t\u3000]*$", re.MULTILINE)
BOLD_LABEL = re.compile(r"^\*\*[^*\n:：]{1,20}(?:\*\*[:：]|[:：]\*\*)", re.MULTILINE)
TABLE_RULE = re.compile(r"^[ \t\u3000]*+\|?(?:[ \t]*:?-+:?[ \t]*\|){1,40}(?:[ \t]*:?-+:?)?[ \t]*$", re.MULTILINE)
BOLD = re.compile(r"\*\*|__")
FENCE = re.compile(r"^[ \t>]{0,8}(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]{0,40})$", re.MULTILINE)
TEXTS = frozenset(("", "text", "txt", "plain", "plaintext", "markdown", "md"))
REMARK = re.compile(r"^[ \t]*(?:#|//|/\*|\$ |--|<)", re.MULTILINE)
ATTRIBUTE = r"(?:\s+[\w:-]{1,30}(?:=(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}'|[^\s\"'<>]{1,300}))?)"
HIDEABLE = "p|div|span|section|aside|b|i|em|strong|font"
HIDDEN = (
    r"(?:hidden(?:=\"\"|=''|=[\"']?hidden[\"']?)?(?=[\s/>])"
    r"|style=[\"'](?:[^\"'<>]{0,300};)?\s*display\s*:\s*none\b)"
)
ADDRESS = r"\((?:https?:|/|#|\.{1,2}/|mailto:|[\w%./-]{1,100}\.(?:md|html?)\b)(?:[^()\n]|\([^()\n]{0,100}\)){0,300}\)"
SIGNS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (  # with what a text that has any holds
    (("*", "_"), re.compile(r"^[ \t]*(?:(?:\*[ \t]*){3,40}|(?:_[ \t]*){3,40})$", re.MULTILINE)),
    (("```", "~~~"), FENCE),
    (("-|", "- |", ":|", ": |"), TABLE_RULE),
    (("|",), re.compile(r"^[ \t]*\|[ \t]*(?=[^\n]*\|[ \t]*$)|(?<=[^|\n])[ \t]*+\|[ \t]*$", re.MULTILINE)),
    (("[^", "<!--"), re.compile(r"\[\^[^\[\]\s]{1,12}\](?!:)|<!--[^<>]{0,300}-->")),
    ((">", "- ", "+ ", "* ", "-\t", "+\t", "*\t"), re.compile(
        r"^[ \t\u3000]*(?:(?:>[ \t]?)+(?:[-+*][ \t]+(?=\S))?|[-+*][ \t]+(?:\[[ xX]\][ \t]+)?(?=\S))", re.MULTILINE
    )),
    (("\\",), re.compile(r"\\(?=[.*_#>()\[\]!~`+|$'\"-])|(?<=[^\\\n])\\$", re.MULTILINE)),
    (("{#", "{.", ":::"), re.compile(r"[ \t]*\{[#.][^{}\n]{0,80}\}[ \t]*$|^:{3,}[^\n]{0,40}$", re.MULTILINE)),
    (("% ", "%\t"), re.compile(r"(?:\A|(?<=\n))%[ \t]+(?=[^\n]{1,80}\n(?:%|\n))")),
    (("<",), re.compile(r"</?(?:h[1-6]|center|details|summary|img|sup|sub)(?:[ \t][^<>\n]{0,300})?/?>", re.I)),
    (("<",), re.compile(
        r"<br ?/?>(?=(?:<br ?/?>){0,9}[ \t]*(?:$|[。！？；：，、]))|(?<=[。！？；：，、…”）])(?:<br ?/?>)+", re.I | re.M
    )),
    (("<",), re.compile(r"<(?P<kind>style|script)\b[^<>]{0,300}>[^<]*</(?P=kind)>", re.I)),
    (("<",), re.compile(rf"<(?P<tag>{HIDEABLE})\b{ATTRIBUTE}{{0,9}}?\s+{HIDDEN}[^<>]{{0,300}}>[^<]*</(?P=tag)>", re.I)),
    (("]:",), re.compile(r"^[ \t]*\[[^\[\]\n]{1,80}\]:[ \t]*<?(?:https?:|/|#|mailto:)[^\n]{0,300}$", re.MULTILINE)),
    (("[[", "]]"), re.compile(r"\[\[(?:[^\[\]|\n]{1,80}\|)?(?=[^\[\]|\n]{1,80}\]\])|(?<=[^\[\]\n])\]\]")),
    (("![",), re.compile(r"!\[[^\[\]\n]{0,80}\]\([^()\n]{0,300}\)")),
    (("](",), re.compile(rf"\[(?=[^\[\]\n]{{1,80}}\]{ADDRESS})")),
    (("](",), re.compile(rf"(?<=[^\[\]\n])\]{ADDRESS}")),
)
"""What is left out besides the signs of headings: rules and fences, the frames of tables, marks of notes and comments, quotes and
lists, bold, escapes, attributes and the block of a title, tags (of a line's end only where a sentence or line ends), what is
hidden, addresses that stand by themselves, pictures, links."""
LABELLED = re.compile(r"\[(?P<words>[^\[\]\n]{1,80})\](?P<label>\[[^\[\]\n]{1,80}\])")  # [words][label]
DEFINED = re.compile(r"^[ \t]*(?P<label>\[[^\[\]\n]{1,80}\]):[ \t]*<?(?:https?:|/|#|mailto:)", re.MULTILINE)
UNFENCED = r"(?:(?:title|date|tags|categories|author|layout|updated|permalink|description)[ \t]*:[^\n]*\n|[ \t]+-[^\n]*\n)"
TOML = re.compile(rf"(?:{UNFENCED}{{2,50}}---[ \t]*(?:\n|$))|"r"\+\+\+[ \t]*\n(?:(?!\+\+\+)[^\n]*\n){1,200}?\+\+\+[ \t]*(?:\n|$)")
# Not 5*3*2, not 2*县: both signs stand in one line, and no letter or figure touches them from outside.
PAIRED = re.compile(
    r"(?P<open>(?<![*\\0-9A-Za-z])\*|~~|`{1,2})(?=[^\s*~`])[^*~`\n]{0,200}?(?<=[^\s*~`])(?P<close>(?P=open))(?![*0-9A-Za-z])"
)
UNDERLINED = re.compile(r"^[ \t]*(?P<words>[^\s#>|*=-][^\n]{0,79})\n[ \t]*(?P<line>={3,}|-{3,})[ \t]*$", re.MULTILINE)
WORDED = re.compile(r"\S[^\n]*")
FRONT_MATTER = re.compile(r"---[ \t]*\n(?:(?!---)[^\n]*\n){1,200}?---[ \t]*(?:\n|$)")


@lru_cache(maxsize=1)  # a page is asked for its signs, and for what they say
def shows_markdown(text: str) -> bool:
    """Whether the page is written in Markdown.

    >>> [shows_markdown(text) for text in ("# 讲话\\n同志们", "**镇的**同志", "#1 楼", "> 讲话\\n> 同志们：\\n> 好")]
    [True, False, False, True]
    """
    headed = "#" in text and HEADING.search(text) is not None
    framed = "---|" in text and TABLE_RULE.search(text) is not None
    bold = "**" in text and (len(BOLD_LINE.findall(text)) > 1 or len(BOLD_LABEL.findall(text)) > 2)
    return headed or framed or bold or is_underlined(text) or any(leads_lines(text, sign) for sign in (">", "- "))


def is_underlined(text: str) -> bool:
    """Whether headings of two levels are underlined; one alone is what other files write too.

    >>> is_underlined("讲话\\n===\\n一、水\\n---\\n"), is_underlined("讲话\\n===\\n")
    (True, False)
    """
    both = "\n===" in text and "\n---" in text
    return both and {found["line"][0] for found in UNDERLINED.finditer(text)} == {"=", "-"}


def leads_lines(text: str, sign: str) -> bool:
    """Whether most lines begin with the sign, three or more of them."""
    fewer = 2 * text.count(sign)
    lines = list(islice(WORDED.finditer(text), fewer))
    return 2 < len(lines) < fewer and 2 * sum(text.startswith(sign, line.start()) for line in lines) > len(lines)


def find_markdown(text: str) -> Iterator[tuple[int, int]]:
    """The signs of a page that shows Markdown, and the fields before one that TOML holds or that no line opens."""
    if front := TOML.match(text):
        yield front.span()
    if not shows_markdown(text):
        return
    yield from find_code(text)
    for found in HEADING.finditer(text):
        yield found.span("sign")
        if found["words"].endswith("#"):
            yield words_end(found), found.end()
    for needed, pattern in SIGNS:
        yield from (found.span() for found in (pattern.finditer(text) if any(sign in text for sign in needed) else ()))
    yield from find_bold(text)
    labels = {found["label"] for found in DEFINED.finditer(text)} if "]:" in text else ()
    for found in LABELLED.finditer(text) if labels else ():
        if found["label"] in labels:
            yield found.start(), found.start("words")
            yield found.end("words"), found.end()
    for found in PAIRED.finditer(text):
        yield found.span("open")
        yield found.span("close")


def find_code(text: str) -> Iterator[tuple[int, int]]:
    r"""What stands between fences, with them, and is a program: in a named language, hardly Chinese, or with remarks in it.

    >>> [*find_code("```sh\n渠\n```\n甲\n~~~~\n```\n# 注\n~~~~\n```\n一首诗\n```\n")]
    [(0, 11), (14, 31)]
    """
    opened: re.Match[str] | None = None
    for found in FENCE.finditer(text) if "```" in text or "~~~" in text else ():
        if opened is None:
            opened = found
        elif found["fence"].startswith(opened["fence"]) and not found["info"].strip():
            inner = text[opened.end():found.start()]
            chinese = 2 * len(IS_HAN.findall(inner)) > len("".join(inner.split()))
            named = opened["info"].strip().lower() not in TEXTS
            if named or not chinese or (REMARK.search(inner) and 2 * len(inner) < len(text)):
                yield opened.start(), found.end()
            opened = None


def find_bold(text: str) -> Iterator[tuple[int, int]]:
    r"""The signs of bold: before a word where another one ends a word further on in the line, and behind a word.

    >>> sorted(find_bold("**一、**要 ** 重视\n**三"))
    [(0, 2), (4, 6)]
    """
    closed: dict[str, int] = {}  # sign → where the line's last one that ends a word stands; read from the end
    behind = len(text)
    for found in reversed([*BOLD.finditer(text)]):
        start, end = found.span()
        if text.find("\n", end, behind) >= 0:
            closed.clear()
        behind = start
        follows = text[end:end + 1]
        ends = start > 0 and not text[start - 1].isspace() and follows not in ("*", "_")
        if ends or (follows.strip() and closed.get(found[0], -1) > end):
            yield start, end
        if ends:
            closed.setdefault(found[0], start)


def words_end(found: re.Match[str]) -> int:
    """Where the words of a heading end, closing signs and spaces aside."""
    return found.start("words") + len(found["words"].rstrip(" \t\u3000#"))


def find_markdown_cues(text: str) -> list[Cue]:
    """What the signs of the page say of its lines.

    >>> find_markdown_cues("# 讲话\\n**一、要重视**\\n都要看重。\\n**二、要落实**\\n都要做到。")
    [Cue(start=2, end=4, kind='heading', level=1, number=None), Cue(start=7, end=12, kind='bold', level=0, number=None), \
Cue(start=23, end=28, kind='bold', level=0, number=None)]
    """
    if not shows_markdown(text):
        return []
    cues = [
        Cue(found.start("words"), words_end(found), "heading", len(found["sign"].strip())) for found in HEADING.finditer(text)
    ]
    front = FRONT_MATTER.match(text)
    for found in UNDERLINED.finditer(text, front.end() if front else 0):
        cues.append(Cue(*found.span("words"), "heading", 1 if found["line"][0] == "=" else 2))
    bold = [] if leads_lines(text, "**") else [Cue(*found.span("words"), "bold") for found in BOLD_LINE.finditer(text)]
    return sorted(cues + bold)
