"""Lines of a page that say what the page is; out, when it was published, by whom, and the fields of its front matter."""

import re
from collections.abc import Iterator, Sequence

from pipeline.text.dates import parse_date
from pipeline.text.records import Line

TIME = re.compile(
    r"(?:^|[\s:：|>/【\[(（于布表\"'-])(?P<time>[0-9]{4}\s*[-/.年]\s*[0-9]{1,2}\s*[-/.月]\s*[0-9]{1,2}日?"
    r"(?:[\sT]*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?)"
)  # not: 本网自2031年3月2日开通
AUTHOR = re.compile(r"(?:作者|author|撰稿人?|发布人)\s*[:：]\s*[\"']?(?P<author>[^\s|\"'/:：,，【】]{1,24})(?!\S*[:：])")
PRINTED = re.compile(r"https?://|www\.|(?:发[表布帖]|更新|日期|时间)\S{0,3}[:：]|[0-9]日?[\sT]*[0-9]{1,2}:[0-9]{2}|[0-9]日?\s+星期.$")
SPACED_SIGN = re.compile(r"\s*([-/.年月])\s*")
STATED = 12  # lines of metadata that may say when and by whom the page was published
FRONT_MATTER = re.compile(  # fields, lists, no sentences
    r"\s*---[ \t]*\n(?P<fields>(?:#[^\n]*\n|[ \t]*\n){0,9}(?:[A-Za-z_][\w-]{1,40}|标题|题目|作者|日期)[ \t]*:[^\n]*\n"
    r"(?:(?:[\w-]{1,40}[ \t]*:|[ \t])[^\n]*\n|(?!---)[^\n。！？]{0,60}\n){0,200}?)"
    r"---[ \t]*(?:\n|$)"
)
FIELD = re.compile(
    r"^(?P<name>title|date|author|published)[ \t]*:(?:[ \t]*\n[ \t]+)?[ \t]*(?:(?P<quote>[\"'])(?P<quoted>[^\n]*)(?P=quote)"
    r"(?:[ \t]*,|[ \t]+#[^\n]*)?[ \t]*$|[\"']?(?P<value>[^\"'\s][^\n]*))", re.MULTILINE
)


def read_fields(twin: str, text: str, front: re.Match[str]) -> dict[str, Line]:
    """The fields of a page's front matter that have a value, each with its place.

    >>> twin = '---\\ntitle: "在“修渠”会上"\\nauthor: ""\\n---\\n'
    >>> {name: twin[slice(*place)] for name, place in read_fields(twin, twin, FRONT_MATTER.match(twin)).items()}
    {'title': '在“修渠”会上'}
    """
    found: dict[str, Line] = {}
    for one in FIELD.finditer(twin, *front.span("fields")):
        start, end = one.span("value" if one["quote"] is None else "quoted")
        if said := text[start:end].rstrip():
            found[one["name"]] = Line(start, start + len(said))
    return found


def find_stamps(twin: str, lines: Sequence[Line]) -> Iterator[tuple[str, Line]]:
    """The dates (ISO) in lines of the page's metadata, with their places.

    >>> twin = "时间:2031-03-02 10:04:05 作者:小禾\\n2031-02-30"
    >>> list(find_stamps(twin, [Line(0, 28), Line(29, 39)]))
    [('2031-03-02T10:04:05', Line(start=3, end=22))]
    """
    for line in lines:
        for found in TIME.finditer(twin[slice(*line)]):
            if date := parse_date(SPACED_SIGN.sub(r"\1", found["time"])):
                yield date, Line(line.start + found.start("time"), line.start + found.end("time"))


def is_stamped(twin: str) -> bool:
    """Whether a line says when the page was published: beside its address, behind a label, or by a day and the minute right
    behind it; 2031年3月2日上午8:30在学校举行 says when something took place.

    >>> [is_stamped(line) for line in ("www.a.cn 2031年3月2日", "石桥网 2031-03-02 10:04", "2031年3月2日上午8:30在村里")]
    [True, True, False]
    """
    return PRINTED.search(twin) is not None and any(find_stamps(twin, [Line(0, len(twin))]))


def find_author(twin: str, text: str, lines: Sequence[Line]) -> str | None:
    """Who is named as the author in lines of the page's metadata."""
    found = (AUTHOR.search(twin, *line) for line in lines)
    return next((text[slice(*named.span("author"))] for named in found if named), None)
