"""The sections of some pages in; out, those that tasks are made of: kept, sound, with a heading and a text that is all theirs."""

import re
from collections.abc import Mapping, Sequence

from pipeline.text.characters import ENDS, HAN, NUMERALS
from pipeline.work.tables import Row

SHORTEST = 20  # code points: a shorter text says too little to find or to name
LONGEST = 6_000  # code points: a longer one is cut by most trainers, and its answer with it
OVERLONG = 400  # code points of a last leaf that is twice as long as each of the others
OWN = 2_000  # of a leaf: four of five longer ones that were read hold parts that have no heading of their own

TOLD = "told"  # under which tables have what `told_sections` found in them
CERTAIN = frozenset({"mojibake", "markup", "few_han", "no_speech_signs"})
"""Defects by which a text is no Chinese speech: what has one is in no view. All others are carried as a column."""

# Words under a picture, which are not the section's: 「新华社记者 张三/摄」 「新华社发 张三 摄」; not 「摄影展」.
CAPTION = re.compile(
    r"(?:(?:记者|通讯员)(?!站)[^\n。]{0,16}|[社网]发[^\n。]{1,12}|[/／])[ \u3000/／]?(?<![拍跟])摄(?![影制像入取氏])|"
    r"这是[^。\n]{0,12}[0-9]{1,2}月[0-9]{1,2}日[^。\n]{0,30}拍摄的"
)
# What is not the section's, in its text: the hall is addressed behind a sentence, an agency or an occasion is named, slogans,
# what comes next is announced. 「…。各位代表！」 「（某社2月3日电）」
# 「（这是在某会上的讲话。）」 「下面，我提三点意见。」; not 「向同志们，致以问候」 「提高一个百分点。」.
BEYOND = re.compile(
    rf"(?:\A|[{ENDS}\n])[ \t\u3000]{{0,8}}(?:(?:各位[{HAN}]{{0,4}}|[{HAN}]{{2}}[们們])[、,， ]?){{1,4}}[！!：:]|"
    rf"[提讲講谈談说說][^。，,{ENDS}]{{0,3}}[{NUMERALS}几幾](?:[点點条條](?:意见|意見|要求|希望|建议|建議|看法|体会|想法)?|个(?:方面|问题))[。：:]?\s*\Z|"
    rf"[（(][{HAN}]{{2,4}}社[^（）()\n]{{2,20}}[电電][）)]|[：:]\s*\Z|以下[^。\n]{{0,8}}。\s*\Z|※|[（(]这是[^（）()\n]{{4,80}}[）)]|万岁[！!]"
)
CALLS = re.compile(rf"\s*(?:各位[{HAN}]{{2,4}}|(?:同志|朋友|同学|同學)[们們])[,，]")
"""How the last leaf under a heading begins where it is the closing."""
SHORTFALL = re.compile(
    r"(?:\A|[\n。])[ \u3000]{0,4}(?:同时|但是?|然而)[，,]?(?:我们)?[也还更要必须同时]*(?:清醒|清楚|深刻)地?(?:看到|认识到|意识到)"
    r"[^。]{0,60}(?:问题|不足|困难|短板|差距|薄弱)"
)
OF_SHORTFALL = re.compile("认识|形势|问题|不足|困难|短板|差距")  # of a heading that it is the text of
TORN = re.compile(rf"\s*[^{ENDS}\n]{{1,6}}。")  # the end of a sentence whose beginning is the heading: 「深入推进。…」
NAME = 32  # code points of a heading: a longer one is the first sentence of its section, and the rest says something else
# A heading as one is asked for: 「抓好落实」 「《条例》的要求」 「2024年任务」. Not 「，抓好落实」 「注：」 「附件」 「12」, nor
# who speaks there: 「张三（主任）」, nor a place in the speech: 「结束语」, nor three clauses, which are the beginning of a text.
HEADING = re.compile(
    rf"(?![{HAN}]{{2,3}}[（(][^（）()]{{2,16}}[）)]$)(?!(?:结束语|结语|引言|前言|序言|尾声)$)"
    rf"(?!.*[，,；;].*[，,；;])(?!备?注[:：]?|说明[:：]|附[件表录：:])[\w《“\"‘（(【「](?=.*[{HAN}]{{2}}).*",
    re.DOTALL,
)


def told_sections(tables: Mapping[str, Sequence[Row]]) -> Sequence[Row]:
    """The leaves of outlines that have a heading and enough text, in reading order; who makes several views looks once.

    A section with others below it is left aside: its own text is but the words before the first of them. So is the last one of
    several that has more paragraphs than each of the others, or is far longer: what is said behind the last is in it, too.
    """
    if TOLD in tables:
        return tables[TOLD]
    sound = {speech["speech_id"] for speech in tables["speeches"] if is_sound(speech)}
    parents = {section["parent_id"] for section in tables["sections"]}
    running = running_on(tables["sections"])
    return [
        section
        for section in tables["sections"]
        if section["section_id"] not in parents and section["section_id"] not in running
        if section["speech_id"] in sound and is_told(section)
    ]


def running_on(sections: Sequence[Row]) -> set[object]:
    """The last of the sections under one heading, where it has more paragraphs than each of the others, is far longer, or
    calls the hall.

    >>> texts = ["要学。", "要做。", "要想。\\n今年的事就是这些。\\n大家还要多走走。"]
    >>> sorted(running_on([{"speech_id": 1, "parent_id": 2, "section_id": n, "text": t} for n, t in enumerate(texts)]))
    [2]
    """
    beside: dict[tuple[object, object], list[Row]] = {}
    for section in sections:
        beside.setdefault((section["speech_id"], section["parent_id"]), []).append(section)
    found = set[object]()
    for siblings in beside.values():
        lines = [len(str(section["text"]).split("\n")) for section in siblings]
        sizes = [len(str(section["text"])) for section in siblings]
        calls = CALLS.match(str(siblings[-1]["text"])) and not any(CALLS.match(str(one["text"])) for one in siblings[:-1])
        if len(lines) > 1 and (calls or lines[-1] > max(lines[:-1]) or sizes[-1] > max(OVERLONG, 2 * max(sizes[:-1]))):
            found.add(siblings[-1]["section_id"])
    return found


def is_sound(record: Row) -> bool:
    """Whether a record's text is a Chinese speech, as far as its defects tell."""
    defects = record["defects"]
    return isinstance(defects, list) and CERTAIN.isdisjoint(map(str, defects))


def is_told(section: Row) -> bool:
    """Whether a section is kept and has a heading that names it and enough text, but not too much."""
    defects = section["defects"]
    if isinstance(defects, list) and "other_turns" in defects:
        return False
    if section["duplicate_of"] is not None or not is_named(section) or not is_sound(section):
        return False
    text, path = str(section["text"]), section["heading_path"]
    least = max(SHORTEST, 1.5 * len(str(section["heading"])))  # less behind a heading is the rest of a sentence
    short = isinstance(path, list) and all(len(str(heading)) <= NAME for heading in path)
    sized = least <= len(text) <= OWN
    short_of = SHORTFALL.search(text) and not OF_SHORTFALL.search(str(section["heading"]))
    return short and sized and not (CAPTION.search(text) or BEYOND.search(text) or TORN.match(text) or short_of)


def is_named(section: Row) -> bool:
    """Whether a section's heading says what it is about.

    >>> [is_named({"heading": heading}) for heading in ("抓好落实", "，抓好落实", "注：数字为上年的", None)]
    [True, False, False, False]
    """
    heading = section["heading"]
    return isinstance(heading, str) and len(heading) <= NAME and HEADING.match(heading) is not None
