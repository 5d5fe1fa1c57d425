"""What heads of speeches state: values found right, each where it stands, and nothing where nothing is stated."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from pipeline.parse.page import parse_page
from pipeline.text.reading import page_end, page_offset
from pipeline.text.records import Stated, Value
from schemas.speeches import STATED

BODY = (
    "今年的雨水来得早，渠里的淤泥还没有清完，村里的人都在等。我们先把要做的事说清楚，再分头去做。\n"
    "清淤的事由各组自己安排，每户出一个人，三天以内做完，做完了请邻组的人来看。\n"
    "种子已经到了仓库，要早选早晒，一户也不能落下，哪一户有困难就先帮哪一户。\n"
    "做完这两件事，我们再坐下来商量秋天修桥的钱从哪里来。"
)
parse = cache(parse_page)  # each head is asked about by several tests
HEADS = (Path(__file__).parent / "heads.txt").read_text(encoding="utf-8").split("\n=== ")[1:]


def read_case(case: str) -> tuple[str, dict[str, str | None]]:
    """The page of a case and what it states."""
    head, *told = re.split(r"\n--- ", case.split("\n", 1)[1].rstrip())
    values = dict(one.split(": ", 1) for one in told)
    page = head.replace("§", BODY) if "§" in head else f"{head}\n{BODY}"
    return page, {name: values.get(name, "").replace("\n ", "\n") or None for name in STATED}


def read_values(text: str, stated: Stated | None = None) -> dict[str, str | None]:
    """What the first speech of a page states."""
    return {name: value and value.text for name, value in values_of(text, stated).items()}


def values_of(text: str, stated: Stated | None = None) -> dict[str, Value | None]:
    """The values of the first speech of a page."""
    extent = parse(text, stated=stated or Stated()).layout.extents[0]
    return {name: getattr(extent, name) for name in STATED}


@pytest.mark.parametrize("case", HEADS, ids=[case.split("\n", 1)[0] for case in HEADS])
def test_a_head_states_what_is_listed_and_nothing_else(case: str) -> None:
    page, values = read_case(case)
    assert read_values(page) == values


def test_nearly_every_value_that_is_said_is_right() -> None:
    said = Counter(
        found[name] == values[name]
        for page, values in map(read_case, HEADS)
        for found in [read_values(page)]
        for name in STATED
        if found[name] is not None
    )
    assert said[True] >= 0.98 * said.total()


@pytest.mark.parametrize("case", HEADS, ids=[case.split("\n", 1)[0] for case in HEADS])
def test_a_value_stands_where_it_says(case: str) -> None:
    page, _values = read_case(case)
    reading = parse(page, stated=Stated()).reading
    for name, value in values_of(page).items():
        if value is not None and value.start is not None and value.end is not None and name != "date":
            written = page[page_offset(reading, value.start):page_end(reading, value.end)]
            assert re.sub(r"\s*\n\s*", "", written) == value.text.replace("\n", "")


def test_an_impossible_day_is_a_defect() -> None:
    extent = parse_page("在全县造林会议上的讲话\n（2031年2月30日）\n同志们：\n" + BODY).layout.extents[0]
    assert (extent.date, "impossible_date" in extent.defects) == (None, True)


def test_what_a_record_states_comes_before_what_the_page_says() -> None:
    page = "镇长在修渠大会上的讲话\n（2031年3月2日）\n同志们：\n修渠是大事。"
    found = values_of(page, Stated(speaker="王某", date="2031-03-03T10:00", place="甲城"))
    assert (found["speaker"], found["date"], found["place"]) == (Value("王某"), Value("2031-03-03"), Value("甲城"))
    assert found["occasion"] == Value("修渠大会", 3, 7)


def test_a_record_of_a_page_with_several_speeches_says_nothing_of_them() -> None:
    page = "\n".join(f"在修渠大会上的讲话篇{number}\n同志们：\n{BODY}" for number in (1, 2))
    extents = parse_page(page, stated=Stated(speaker="王某")).layout.extents
    assert [extent.speaker for extent in extents] == [None, None]


def test_a_record_gives_a_title_to_a_text_without_one() -> None:
    extent = parse_page("同志们：\n修渠是大事，今天就说这一件。", stated=Stated(title="修渠大会讲话")).layout.extents[0]
    assert extent.stated_title == "修渠大会讲话"


def test_the_day_of_a_speech_is_not_when_its_page_was_published() -> None:
    told = "在修渠大会上的讲话\n（2031年3月2日）\n{}同志们：\n" + BODY
    stamps = [parse_page(told.format(more), stated=Stated()).layout.published for more in ("", "来源：县报\n时间：2031-03-09\n")]
    assert stamps == [None, "2031-03-09"]


def test_front_matter_is_told_as_it_is_written() -> None:
    front = "---\ntitle: \"在“修渠”座談會上的講話\"\nauthor: 陸遠舟\ndate: 2031-03-02\n---\n同志們：\n" + BODY
    layout = parse_page(front, stated=Stated()).layout
    assert (layout.title, layout.author, layout.published) == ("在“修渠”座談會上的講話", "陸遠舟", "2031-03-02")
    quoted = parse_page(front.replace("“", '"').replace("”", '"'), stated=Stated()).layout
    assert quoted.title == '在"修渠"座談會上的講話'


def test_front_matter_without_a_value_says_nothing() -> None:
    front = "---\ntitle: \"在修渠会上的讲话\"\nauthor: \"\"\ndate: 2031-03-02\n---\n同志们：\n" + BODY
    layout = parse_page(front, stated=Stated()).layout
    assert (layout.title, layout.author) == ("在修渠会上的讲话", None)
    noted = parse_page(front.replace('""', '"小禾" # 编辑'), stated=Stated()).layout
    assert noted.author == "小禾"


def test_a_bare_day_on_a_page_of_a_site_is_when_it_was_published_too() -> None:
    page = "首页 > 讲话稿\n在水利会上的讲话\n2031年3月2日\n同志们：\n" + BODY + "\n谢谢大家！\n责任编辑：小禾"
    assert parse_page(page, stated=Stated()).layout.published == "2031-03-02"


def test_the_title_of_a_record_tells_what_a_title_on_the_page_would() -> None:
    said = Stated(title="王某在全县修渠大会上的讲话（2031年3月2日）")
    for page in ("同志们：\n修渠是大事，今天就说这一件。", f"{said.title}\n同志们：\n修渠是大事，今天就说这一件。"):
        extent = parse_page(page, stated=said).layout.extents[0]
        told = [value and value.text for value in (extent.occasion, extent.speaker, extent.date)]
        assert told == ["全县修渠大会", "王某", "2031-03-02"]
    other = parse_page("同志们：\n修渠是大事。", stated=replace(said, speaker="李某")).layout.extents[0]
    assert other.speaker and other.speaker.text == "李某"
