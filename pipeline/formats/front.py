"""The text of a Markdown file in; out, the fields that stand before it: those of YAML and TOML, and Pandoc's block of a title."""

import re

# not: --- between two paragraphs, which nothing closes above a text
FENCED = re.compile(
    r"\ufeff?\s*(?:(?P<fence>---|[+]{3})[ \t]*\n|(?=title[ \t]*:))"
    r"(?P<fields>(?:#[^\n]*\n|[ \t]*\n){0,9}(?:[A-Za-z_][\w.-]{1,40}|标题|题目|作者|日期)[ \t]*[:=][^\n]*\n"
    r"(?:(?:[\w.-]{1,40}[ \t]*[:=]|[ \t])[^\n]*\n|(?!---|[+]{3}|[.]{3})[^\n。！？]{0,60}\n){0,200}?)"
    r"(?:(?P=fence)|---|[.]{3})[ \t]*$",
    re.MULTILINE,
)
# not: a list, a block of several lines
FIELD = re.compile(r"^(?P<name>[\w-]{1,40})[ \t]*[:=][ \t]*(?P<value>[^\s>|&*!\[{#][^\n]*)$", re.MULTILINE)
QUOTED = re.compile(r"(?P<quote>[\"'])(?P<inner>.*)(?P=quote)(?:[ \t]+#.*)?$")
COMMENT = re.compile(r"[ \t]+#.*$")
PANDOC = re.compile(r"\ufeff?%[ \t]+(?P<title>[^\n]+)\n(?:%[ \t]*(?P<author>[^\n]*)\n)?(?:%[ \t]*(?P<date>[^\n]*)\n)?")


def read_front(text: str) -> dict[str, str]:
    r"""The fields before a text; what is a list or goes over several lines is left out.

    >>> read_front("---\ntitle: '植树'\nspeaker: 甲乙 # 县长\ntags: [a]\n---\n同志们")
    {'title': '植树', 'speaker': '甲乙'}
    >>> read_front("title: 植树\ndate: 2031-03-02\n---\n同志们")
    {'title': '植树', 'date': '2031-03-02'}
    >>> read_front('+++\ntitle = "植树"\n+++\n'), read_front("% 植树\n% 甲乙\n"), read_front("---\n同志们\n---\n")
    ({'title': '植树'}, {'title': '植树', 'author': '甲乙'}, {})
    """
    found = PANDOC.match(text)
    if found:
        return {name: value.strip() for name, value in found.groupdict().items() if value and value.strip()}
    front = FENCED.match(text)
    pairs = FIELD.finditer(front["fields"]) if front else ()
    return {pair["name"].lower(): value for pair in pairs if (value := unquoted(pair["value"]))}


def unquoted(value: str) -> str:
    """A value without its quotes and the comment behind it."""
    quoted = QUOTED.match(value)
    return (quoted["inner"] if quoted else COMMENT.sub("", value)).strip()
