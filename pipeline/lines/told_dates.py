"""A line of a speech's head, or of its end, in; out, the day that it tells. Patterns read the twin."""

import re

from pipeline.lines.speakers import SITE_SHAPES, is_office, is_speaker, pieces_of, read_speaker, strip_signs
from pipeline.lines.told import EVENT, INSIDE, LEAD, OF_NEWS, PLACE_FIRST, SUBTITLE, tell_place
from pipeline.lines.wording import UNIT
from pipeline.text.characters import ENDS, NUMERALS
from pipeline.text.dates import DAYS, Date, find_dates, is_date_line, number_of
from pipeline.text.records import Line

# behind a date that begins its line or follows a dash
SESSION = re.compile(r"于?(?:在|于)\S{3,50}(?:[上中时]|次(?:全体)?会议|代表大会)[*_）)]*(?:$|(?=\s))", re.MULTILINE)
# behind the date of a law; behind one that a site glued to the title
IN_FORCE = re.compile(r"起?(?:施行|实施|通过|印发|发布|颁布|公布|以[来后前]|[至到—-])|\s*[0-9]{1,2}[:：][0-9]{2}")
RANGE = re.compile(rf"[ \u3000]*(?:(?:[至到~～]|[-—－–]+)[ \u3000]*[0-9{NUMERALS}]|第|年?度)")  # days; a year that counts
DATED = re.compile(rf"[【\[（(]?(?P<event>{EVENT})?(?:时[ \u3000]*间|日期)[】\]）)]?[ \u3000]*[:：]?[ \u3000]*")
TODAY = re.compile(r"(?<![^\s。！!，,])今天是(?:公元|公历)?[ \u3000]*(?=[12一二])")
TODAY_BEHIND = re.compile(r"[ \u3000]*(?:[,，。（(]|星期|周[一二三四五六日]|农历|$)")
LEAD_DAY = re.compile(rf"今[日天]?[（(](?P<month>{DAYS})月(?P<day>{DAYS})日[）)]")
OF_OTHERS = re.compile("[说讲]过|讲话|《|参见|逝世|离开")  # what a date in brackets is of, then
BRACKETED_END = re.compile(r"[（(〔【][ \u3000]*$")

NEWS_DAY = re.compile(  # 江城讯 2031年3月2日上午，水利大会在江城举行
    r"(?!\s*[0-9]{1,2}[:：][0-9]{2})(?:[上下]午|晚上?)?[0-9时点分:：半]{0,6}[，,]?[^。；;\n]{2,60}?(?:举行|召开|举办|出席|发表|开幕|落成)"
)
OF_WORK = re.compile("推迟|原定|奠基(?!仪式|典礼)|施行|通过(?!视频|网络|电视)|印发|网站发表|系作者|在《")
SIGNER = "(?:报告|述职|宣讲|发言|演讲|讲话|承诺|竞聘|主讲|署名)[人者]?[:：]"
BY = re.compile(rf"[ \u3000(（]*(?:{SIGNER})?[ \u3000]*(?P<by>.{{2,24}}?)[ \u3000,，]*$")
BY_LABEL = re.compile(rf"^{SIGNER}[ \u3000]*")
GAPS = re.compile("[ \u3000]+")
BEFORE_REPORT = 16  # code points before the day of a report


def tell_date(twin: str, line: Line, *, plain: bool, labelled: bool = False) -> Date | None:
    """The date that a line of the block under a title gives the speech: alone, in brackets, in a subtitle, beside a name.

    `plain` dates are numbers and signs; `labelled` is a block that says, too, where the speech was or who spoke.

    >>> lines = ("（2031年3月2日）", "——2031年3月2日在修渠大会上", "时间:2031-03-02 10:00", "2031年工作回顾", "2031-03-02")
    >>> [bool(tell_date(line, Line(0, len(line)), plain=False)) for line in lines]
    [True, True, False, False, False]
    """
    words = twin[line.start:line.end]
    found = next(find_dates(twin, *line), None)
    if found is None or RANGE.match(twin, found.end):
        return None
    label = DATED.match(twin, *line)
    if label and (labelled or label["event"]):
        return found if found.start == label.end() else None
    if SITE_SHAPES.search(words):
        return None
    written = twin[found.start:found.end]
    dashed = twin[max(found.start - 2, line.start):found.start].strip("—─━―–－-") == ""
    session = dashed and SESSION.match(twin, found.end, line.end) is not None
    subtitle = (session or SUBTITLE.match(words) is not None) and "月" in written
    bracketed = any(twin[found.start:found.end] in inside for inside in INSIDE.findall(words))
    alone = not strip_signs(words.replace(written, ""))
    beside = "。" not in words and any(read_speaker(BY_LABEL.sub("", piece)) for piece in pieces_of(words.replace(written, "|")))
    stamped = "-" in written or "/" in written
    if stamped and not (bracketed or subtitle or plain):
        return None
    placed = (found.start == line.start or PLACE_FIRST.match(twin, *line)) and tell_place(twin, line) is not None
    return found if subtitle or alone or placed or (bracketed and len(words) <= 40) or (beside and len(words) <= 60) else None


def tell_event_date(twin: str, line: Line, *, labelled: bool) -> Date | None:
    """The date behind 讲话时间： and the like, which may stand above a title; among labels that say who spoke, behind 时间：."""
    label, found = DATED.match(twin, *line), next(find_dates(twin, *line), None)
    return found if label and (labelled or label["event"]) and found and found.start == label.end() else None


def tell_title_date(twin: str, line: Line) -> Date | None:
    """The date of a title: with its day, or in brackets at its end."""
    for found in find_dates(twin, *line):
        bracketed = found.start > line.start and twin[found.start - 1] in "（(〔【[" and "月" in twin[found.start:found.end]
        if (found.iso is None or len(found.iso) == 10 or bracketed) and not IN_FORCE.match(twin, found.end):
            return found
    return None


def tell_lead_date(twin: str, line: Line) -> Date | None:
    """The date in a sentence that introduces the speech: 以下是王某2031年3月2日在修渠大会上的讲话."""
    found = next(find_dates(twin, *line), None) if LEAD.match(twin, *line) else None
    return found if found and found.iso and len(found.iso) == 10 else None


def tell_today(twin: str, line: Line) -> Date | None:
    """The day that the speaker names at the beginning: 今天是2031年3月2日，星期日."""
    named = TODAY.search(twin, *line)
    found = next(find_dates(twin, named.end(), line.end), None) if named else None
    if named is None or found is None or found.start != named.end() or len(found.iso or "") != 10:
        return None
    return found if TODAY_BEHIND.match(twin, found.end, line.end) else None


def tell_lead_day(twin: str, line: Line) -> str | None:
    """Month and day in a sentence that introduces the speech, as -MM-DD: 以下是王某今日（三月二日）在修渠大会上的讲话.

    >>> tell_lead_day(line := "以下是王某今日（三月二日）在修渠大会上的讲话全文：", Line(0, len(line)))
    '-03-02'
    """
    found = LEAD_DAY.search(twin, *line) if LEAD.match(twin, *line) else None
    month, day = (number_of(found[name]) for name in ("month", "day")) if found else (None, None)
    return f"-{month:02}-{day:02}" if month and day else None


def tell_last_date(twin: str, line: Line) -> Date | None:
    """The date that stands alone under the text, or behind who signs it.

    >>> lines = ("2031年3月2日", "石桥镇镇长 王某 2031年3月2日", "石桥镇人民政府2031.3.2", "修渠2031年3月2日", "王某2031-03-02")
    >>> [bool(tell_last_date(line, Line(0, len(line)))) for line in lines]
    [True, True, True, False, False]
    """
    found = next(find_dates(twin, *line), None)
    if found is None or (found.iso is not None and len(found.iso) < 7) or set("-/").intersection(twin[found.start:found.end]):
        return None
    above, behind = twin[line.start:found.start], twin[found.end:line.end]
    if strip_signs(behind) or not (strip_signs(above) or "年" in twin[found.start:found.end]):
        return None
    return found if not strip_signs(above) or signs(above) else None


def is_signature(line: str) -> bool:
    """Whether the line says who signs, and when."""
    return not is_date_line(line) and tell_last_date(line, Line(0, len(line))) is not None


def signs(words: str) -> bool:
    """Whether the words before a date are who signs: persons, offices, units, behind a label or without."""
    by = BY.match(words)
    ways = ([by["by"]], GAPS.split(by["by"])) if by else ()  # 王　某 is one part
    return any(all(is_speaker(part) or is_office(part) or UNIT.match(part) for part in parts) for parts in ways)


def tell_end_date(twin: str, line: Line) -> Date | None:
    """The date in brackets behind the last stop of a text, which tells of nobody else.

    >>> lines = ("大家去想一想。（2031年3月2日）", "他生于（1931年3月2日）。", "他在《修渠》里说过，渠要修。（1931年3月2日）")
    >>> [bool(tell_end_date(line, Line(0, len(line)))) for line in lines]
    [True, False, False]
    """
    found = next(find_dates(twin, *line), None)
    above = BRACKETED_END.search(twin, line.start, found.start) if found else None
    if found is None or above is None or above.start() == line.start or twin[above.start() - 1] not in ENDS:
        return None
    whole = twin[line.end - 1] in "）)〕】" and not strip_signs(twin[found.end:line.end]) and "月" in twin[found.start:found.end]
    return found if whole and not OF_OTHERS.search(twin, *line) else None


def tell_reported_date(twin: str, line: Line) -> Date | None:
    """The day with which a report above the text begins: 2031年3月2日上午，水利大会在江城举行。"""
    found = next(find_dates(twin, *line), None)
    if found is None or found.start - line.start > BEFORE_REPORT or len(found.iso or "") != 10:
        return None
    told = NEWS_DAY.match(twin, found.end, line.end) and OF_NEWS.search(twin, *line) and not OF_WORK.search(twin, *line)
    return found if told else None
