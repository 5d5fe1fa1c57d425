"""What heads of speeches state: values found right, each where it stands, and nothing where nothing is stated."""

import pytest

from pipeline.parse.page import parse_page
from pipeline.text.records import Extent, Stated


def read_values(text: str, stated: Stated | None = None) -> dict[str, str | None]:
    """What the first speech of a page states."""
    extent = parse_page(text, stated=stated or Stated()).layout.extents[0]
    return {name: value_of(extent, name) for name in ("speaker", "occasion", "place", "date", "salutation")}


def value_of(extent: Extent, name: str) -> str | None:
    """The text of a value."""
    value = getattr(extent, name)
    return None if value is None else str(value.text)


def test_a_speech_states_its_occasion_speaker_date_place_and_salutation() -> None:
    page = "政府工作报告\n——2031年1月26日在甲省第三届\n人民代表大会第五次会议上\n甲省省长　王　某\n各位代表：\n现在报告工作。"
    found = read_values(page)
    assert (found["date"], found["speaker"], found["salutation"]) == ("2031-01-26", "甲省省长　王　某", "各位代表")
    found = read_values("镇长在修渠大会上的讲话\n（二〇三一年三月二日，甲城）\n修渠是大事。")
    assert found == {"occasion": "修渠大会", "speaker": "镇长", "date": "2031-03-02", "place": "甲城", "salutation": None}


@pytest.mark.parametrize(
    ("page", "speaker", "place"),
    [
        ("第三篇:在修渠大会上的讲话\n修渠是大事。", None, None),
        ("第三篇:镇长在修渠大会上的讲话\n修渠是大事。", "镇长", None),
        ("# 王某在修渠大會講話全文\n修渠是大事。", "王某", None),
        ("修渠大会讲话\n（一九三一年三月二日）\n修渠是大事。", None, None),
        ("修渠大会讲话\n（2031年3月，甲城）\n李某\n修渠是大事。", "李某", "甲城"),
    ],
)
def test_speaker_and_place_are_only_what_the_page_names(page: str, speaker: str | None, place: str | None) -> None:
    found = read_values(page)
    assert (found["speaker"], found["place"]) == (speaker, place)


def test_what_a_record_states_comes_before_what_the_page_says() -> None:
    page = "镇长在修渠大会上的讲话\n（2031年3月2日）\n同志们：\n修渠是大事。"
    found = read_values(page, Stated(speaker="王某", date="2031-03-03T10:00", place="甲城"))
    assert (found["speaker"], found["date"], found["place"], found["occasion"]) == ("王某", "2031-03-03", "甲城", "修渠大会")


def test_a_record_gives_a_title_to_a_text_without_one() -> None:
    extent = parse_page("同志们：\n修渠是大事，今天就说这一件。", stated=Stated(title="修渠大会讲话")).layout.extents[0]
    assert extent.stated_title == "修渠大会讲话"
