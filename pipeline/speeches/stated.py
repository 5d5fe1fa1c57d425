"""The lines of a page's or a speech's head in; out, what they state: time and author, or occasion, speaker, date, place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.speeches.titles import read_number, read_title
from pipeline.text.dates import parse_date
from pipeline.text.records import Layout, Stated, Value

TIME = re.compile(
    r"(?<![0-9])(?P<year>[0-9]{4})\s*[-/.年]\s*(?P<month>[0-9]{1,2})\s*[-/.月]\s*(?P<day>[0-9]{1,2})(?:日)?"
    r"(?:[\sT]*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?"
)
AUTHOR = re.compile(r"(?:作者|author|撰稿人?|发布人)\s*[:：]\s*[\"']?(?P<author>[^\s|\"'/:：,，【】]{1,24})(?!\S*[:：])")
DIGITS = "0-9０-９〇○零一二三四五六七八九十"
DATE = re.compile(
    rf"(?P<year>[{DIGITS}]{{4}})\s*年\s*(?:(?P<month>[{DIGITS}]{{1,3}})\s*月\s*(?:(?P<day>[{DIGITS}]{{1,3}})\s*[日号號])?)?"
)
PLACE = re.compile(
    r"[(（][^)）]*(?:[日号號]\s*|月\s*[,，、]\s*)[,，、]?\s*(?:于|於|在)?\s*"
    r"(?P<place>[\u4e00-\u9fff·]{2,12})\s*[)）]"
)
MEETING = "会议|會議|大会|大會|会|會|仪式|儀式|典礼|典禮|论坛|論壇|峰会|峰會|晚会|活动|活動|讲坛|课|課|班|期间|节"
OCCASION = re.compile(
    rf"(?:在|于|"
    rf"於)(?P<occasion>[^。，,；:：]{{2,60}}?(?:{MEETING})(?:\s*第[{DIGITS}]{{1,3}}次(?:全体)?会议)?)(?:的?开幕式|"
    rf"闭幕式)?(?:上|中|时|時)(?!的?海)"
)
BEFORE_AT = re.compile(r"(?P<speaker>[^\s\d:：年最新关在]{2,16}?)(?:同志|同誌)?在(?=.{2,50}(?:上|大会|大會|会议|會議))")
SURNAMES = (
    "王李张劉刘陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧萧程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎余潘杜戴夏钟鍾汪田任姜范方石姚谭廖邹熊金陆陸郝孔白崔康毛邱秦江史顾侯邵孟龙龍万段雷钱汤尹黎易常武乔贺賀赖龚文习習温溫栗汪韩包"
)
OFFICE = (
    r"[\u4e00-\u9fff、（）()×xX·]{0,26}(?:主席|总统|书记|書記|总理|總理|省长|省長|市长|市長|县长|縣長|区长|區長|镇长|"
    r"乡长|州长|部长|部長|局长|厅长|主任|校长|院长|行长|会长|會長|董事长|总裁|经理|秘书长|委员长|司令员?|政委|"
    r"主任委员|代表|院士|教授)"
)
SPEAKER = re.compile(
    rf"(?:(?P<office>{OFFICE})[\s　:：]*)?(?P<name>[{SURNAMES}×xX](?:[\s　]*[\u4e00-\u9fff×xX*]){{1,2}}|"
    rf"[\u4e00-\u9fff]{{1,6}}·[\u4e00-\u9fff·]{{1,12}})$"
)
STATED = re.compile(
    r"^[【\[（(]?(?:致[辞辭词詞]人|讲话人|講話人|演讲人|演讲者|发言人|"
    r"主讲人?)[】\]）)]?\s*[:：]?\s*(?P<speaker>.{2,30})$"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a speech's title and the lines under it state; `date` in ISO form, as much of it as stands there."""

    occasion: str | None
    speaker: str | None
    date: str | None
    place: str | None


def read_published(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """When the page was published (ISO) and by whom, as its metadata lines state it.

    >>> read_published(["时间:2031-03-02 10:04:05 作者:小禾"])
    ('2031-03-02T10:04:05', '小禾')
    """
    published = next((iso_time(found) for line in lines if (found := TIME.search(line))), None)
    author = next((found["author"] for line in lines if (found := AUTHOR.search(line))), None)
    return published, author


def iso_time(found: re.Match[str]) -> str | None:
    """The date, with the time where it is stated; None when there is no such day of the year."""
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    date = f"{year:04}-{month:02}-{day:02}"
    return date if found["hour"] is None else f"{date}T{int(found['hour']):02}:{found['minute']}:{found['second'] or '00'}"


def state_speeches(layout: Layout, stated: Stated) -> Layout:
    """The layout with what the record of the page states of its one speech: it comes before what the page says."""
    if len(layout.extents) != 1:
        return layout
    extent = layout.extents[0]
    date = stated.date and parse_date(stated.date)
    extent = replace(
        extent,
        stated_title=stated.title,
        occasion=Value(stated.occasion) if stated.occasion else extent.occasion,
        speaker=Value(stated.speaker) if stated.speaker else extent.speaker,
        date=Value(date[:10]) if date else extent.date,
        place=Value(stated.place) if stated.place else extent.place,
    )
    return replace(layout, extents=(extent,))


def read_stated(title: str, under: Sequence[str]) -> Found:
    """What the title and the lines under it state of the speech.

    >>> read_stated("甲县县长在春耕动员大会上的讲话", ["（二〇三一年三月二日，甲城）"])
    Found(occasion='春耕动员大会', speaker='甲县县长', date='2031-03-02', place='甲城')
    """
    lines = [title, *under]
    occasion = next((found["occasion"] for line in lines if (found := OCCASION.search(line))), None)
    date = next((iso_date(found) for line in lines if (found := DATE.search(line)) and (line != title or found["day"])), None)
    place = next((found["place"] for line in under if (found := PLACE.search(line))), None)
    return Found(occasion, read_speaker(title, under), date, place)


def read_speaker(title: str, under: Sequence[str]) -> str | None:
    """Who speaks: a line of office and name under the title, else the words of the title before 在.

    >>> read_speaker("工作报告", ["甲省省长　王　某"]), read_speaker("在春耕会上的讲话", [])
    ('甲省省长\u3000王\u3000某', None)
    """
    for line in under:
        if found := STATED.match(line):
            return found["speaker"].strip()
        words = re.sub(r"^.*[)）]\s*", "", line) or line
        if is_speaker(words):
            return words
    named = read_title(title.lstrip("# "))
    found = BEFORE_AT.match(named.stem if named else title)
    return found["speaker"] if found else None


def is_speaker(line: str) -> bool:
    """Whether the line is a speaker's name, with or without the office.

    >>> is_speaker("甲省省长　王　某"), is_speaker("王某"), is_speaker("王道乐土建设")
    (True, True, False)
    """
    return len(line) <= 36 and SPEAKER.match(line) is not None


def iso_date(found: re.Match[str]) -> str:
    """The date in ISO form, as far as it is stated."""
    digits = "".join(str(read_number(digit)) for digit in found["year"].replace("〇", "零").replace("○", "零"))
    parts = [str(int(digits)) if digits.isdecimal() else digits]
    parts += [f"{read_number(found[name]):02}" for name in ("month", "day") if found[name]]
    return "-".join(parts)
