"""Orders on a page: what each changes, and what is refused, in words."""

from collections.abc import Sequence

import pytest

from pipeline.corrections.orders import Order
from pipeline.parse.page import Parsed, parse_page

PAGE_ID = "0" * 16
TEXT = (
    "在植树大会上的讲话\n（2031年3月2日）\n同志们：\n今天讲两点。\n一、加强领导。要做好。\n（一）选种要细。要挑。\n"
    "重点工程抓紧抓实。要做完。\n二、抓好落实。要快。\n谢谢大家！\n来源：某网\n"
)


def at(words: str) -> int:
    """Where words stand."""
    return TEXT.index(words)


def order(what: str, words: str, **said: str | int | None) -> Order:
    """An order at these words."""
    place = at(words) + (len(words) if what == "end" else 0)
    return Order(PAGE_ID, place, words, what, {**said}, "c.jsonl", 1)


def outline_of(parsed: Parsed) -> list[str]:
    """Titles of speeches, and below each its sections by depth: marker and heading, or the role."""
    told = []
    for extent, units in zip(parsed.layout.extents, parsed.units, strict=True):
        text = parsed.reading.text
        told.append(f"= {text[extent.start : extent.title_end]}")
        for unit in units:
            heading = text[slice(*unit.heading)] if unit.heading else ""
            name = unit.role if unit.role != "outline" else f"{text[unit.start : unit.marker_end]}|{heading}"
            told.append("  " * (unit.depth - 1) + name)
    return told


ASREAD = ["= 在植树大会上的讲话", "opening", "一、|加强领导", "  （一）|选种要细", "二、|抓好落实", "closing"]

CHANGES: list[tuple[Order, list[str]]] = [
    (order("section", "重点工程抓紧", parent=at("一、")),
     [*ASREAD[:4], "  |重点工程抓紧抓实", *ASREAD[4:]]),
    (order("section", "重点工程抓紧"), [*ASREAD[:4], "  |重点工程抓紧抓实", *ASREAD[4:]]),
    (order("section", "重点工程抓紧", depth=1), [*ASREAD[:4], "|重点工程抓紧抓实", *ASREAD[4:]]),
    (order("section", "重点工程抓紧", depth=3), [*ASREAD[:4], "    |重点工程抓紧抓实", *ASREAD[4:]]),
    (order("section", "重点工程抓紧", heading_end=at("抓紧抓实")), [*ASREAD[:4], "  |重点工程", *ASREAD[4:]]),
    (order("section", "今天讲两点", parent=None, heading_end=None), [*ASREAD[:2], "|", *ASREAD[2:]]),
    (order("section", "（一）选种", heading_end=None), [*ASREAD[:3], "  （一）|", *ASREAD[4:]]),
    (order("section", "（一）选种", depth=1), [*ASREAD[:3], "（一）|选种要细", *ASREAD[4:]]),
    (order("section", "二、抓好", parent=at("一、")), [*ASREAD[:4], "  二、|抓好落实", "closing"]),
    (order("no_section", "（一）选种"), [*ASREAD[:3], *ASREAD[4:]]),
    (order("no_section", "一、加强"), [*ASREAD[:2], "（一）|选种要细", *ASREAD[4:]]),
    (order("no_section", "谢谢大家"), ASREAD[:5]),
    (order("closing", "要快"), [*ASREAD[:5], "closing"]),
    (order("speech", "重点工程抓紧", title_end=at("。要做完")),
     [*ASREAD[:4], "= 重点工程抓紧抓实", "opening", "closing"]),
    (order("end", "要做完。"), ASREAD[:4]),
    (order("title", "植树大会", to=at("话")), ["= 植树大会上的讲", "opening", *ASREAD[2:]]),
    (order("left_out", "（一）选种", to=at("重点")), [*ASREAD[:3], *ASREAD[4:]]),
]  # fmt: skip


@pytest.mark.parametrize(("ordered", "outline"), CHANGES, ids=lambda value: value.what if isinstance(value, Order) else "")
def test_an_order_changes_what_it_says(ordered: Order, outline: list[str]) -> None:
    parsed = parse_page(TEXT, orders=[ordered])
    assert [outcome.result for outcome in parsed.outcomes] == ["applied"]
    assert outline_of(parsed) == outline


REFUSALS: list[tuple[Order, str]] = [
    (Order(PAGE_ID, 3, "选种", "section", {}, "c.jsonl", 7),
     f"c.jsonl:7: section at 3 of page {PAGE_ID}: refused: expected 「选种」 there, found 「大会上的讲话⏎（2031」"),
    (order("section", "二、抓好", parent=at("（一）") + 1), "parent: expected a section that is open there: 34, 46; found 47"),
    (order("section", "二、抓好", depth=4), "depth: expected 1 to 3, found 4"),
    (order("section", "二、抓好", heading_end=at("谢谢")), "heading_end: expected an offset in its line, [75, 82]"),
    (order("section", "二、抓好", marker="三、"), "the marker 「三、」 does not stand there"),
    (order("section", "来源"), "no speech holds it"),
    (order("no_section", "今天讲"), "no section begins there"),
    (order("no_speech", "今天讲"), "no speech begins there"),
    (order("closing", "今天讲"), "sections begin behind it"),
    (order("title", "今天讲", to=at("一、")), "its speech has text before it: begin a speech there instead"),
    (order("left_out", "树大会", to=at("上的讲话")), "it cuts a title: say where the title ends with an order of its own"),
    (order("date", "今天讲", to=at("一、") - 1), "「今天讲两点。」 is no date"),
    (order("kept", "来源", to=900), f"to lies beyond the page, which has {len(TEXT)} characters"),
    (order("left_out", "来源", to=len(TEXT) - 1, until="别网"), "expected 「别网」 before 94, found 「⏎谢谢大家！⏎来源：某网」"),
]  # fmt: skip


@pytest.mark.parametrize(("ordered", "message"), REFUSALS)
def test_a_refused_order_says_why_and_changes_nothing(ordered: Order, message: str) -> None:
    parsed = parse_page(TEXT, orders=[ordered])
    assert [str(outcome).endswith(message) for outcome in parsed.outcomes] == [True], parsed.outcomes[0]
    assert parsed.spans == parse_page(TEXT).spans


def test_values_are_words_of_the_page_and_a_date_is_read() -> None:
    orders = [order("date", "2031年3月2日", to=at("）\n同志们")), order("place", "某网", to=at("某网") + 2),
              order("speaker", "同志们", to=at("：\n今天"))]  # fmt: skip
    extent = parse_page(TEXT, orders=orders).layout.extents[0]
    assert (extent.date and extent.date.text, extent.place and extent.place.text) == ("2031-03-02", "某网")
    assert extent.speaker == ("同志们", at("同志们"), at("同志们") + 3)


def test_an_order_that_needs_another_waits_for_it() -> None:
    below = order("section", "要做完", parent=at("重点工程"))
    orders = [below, order("section", "重点工程", parent=at("一、"))]
    parsed = parse_page(TEXT, orders=orders)
    assert outline_of(parsed) == [*ASREAD[:4], "  |重点工程抓紧抓实", "    |要做完", *ASREAD[4:]]


def test_what_was_left_out_is_kept_and_what_was_kept_is_left_out() -> None:
    kept = order("kept", "来源", to=len(TEXT) - 1)
    gone = order("left_out", "讲两点", to=at("。\n一、"), kind="injected")
    parsed = parse_page(TEXT, orders=[kept, gone])
    assert [TEXT[span.start : span.end] for span in parsed.spans if span.kind == "injected"] == ["讲两点"]
    assert parsed.reading.text[parsed.layout.extents[0].end - 5 :] == "来源：某网\n"


def test_corrected_sections_say_so_and_lose_defects_that_no_longer_hold() -> None:
    text = "会上的讲话\n同志们：\n一、种树。好。\n二种草。也好。\n三、种花。都好。\n"
    found = parse_page(text).units[0]
    gaps = [unit.start for unit in found if "number_gap" in unit.defects]
    ordered = Order(PAGE_ID, text.index("二种"), "二种草", "section", {"marker": "二", "parent": None})
    corrected = parse_page(text, orders=[ordered]).units[0]
    assert gaps == [text.index("三、")]
    assert [unit.rule for unit in corrected if unit.start == ordered.at] == ["corrected"]
    assert not any("number_gap" in unit.defects for unit in corrected)


CARRIED: list[tuple[str, str, Sequence[str]]] = [
    ("a date line above", "更新时间：2031年\n" + TEXT, ["carried"]),
    ("a word changed elsewhere", TEXT.replace("要快", "一定要快"), ["carried"]),
    ("the heading itself changed", TEXT.replace("重点工程", "重大工程"), ["refused"]),
]


@pytest.mark.parametrize(("change", "text", "results"), CARRIED, ids=[case[0] for case in CARRIED])
def test_an_order_is_carried_over_to_a_later_copy(change: str, text: str, results: Sequence[str]) -> None:
    ordered = order("section", "重点工程抓紧", parent=at("一、"), parent_context="一、加强")
    later = Order(PAGE_ID, ordered.at, ordered.context, "section", ordered.said, carried=True)
    parsed = parse_page(text, orders=[later])
    assert [outcome.result for outcome in parsed.outcomes] == results
    assert ("  |重点工程抓紧抓实" in outline_of(parsed)) == (results == ["carried"])


TALK = "答记者问\n问：何时开工？\n答：明天开工。\n老王 我插一句。\n问：何时完工？\n答：后天完工，请大家放心，我们一定做到。\n"


def turns_of(*orders: Order) -> tuple[list[tuple[str, str]], list[str]]:
    """Role and beginning of every turn, and what was refused."""
    parsed = parse_page(TALK, orders=orders)
    text = parsed.reading.text
    found = [(turn.role, text[turn.start : turn.start + 4]) for turns in parsed.turns for turn in turns]
    return found, [one.reason for one in parsed.outcomes if one.reason]


def test_a_turn_begins_or_begins_not_where_an_order_says() -> None:
    def at_words(what: str, words: str, **said: str | int) -> Order:
        return Order(PAGE_ID, TALK.index(words), words, what, {**said}, "c.jsonl", 1)

    read = [("question", "问：何时"), ("answer", "答：明天"), ("question", "问：何时"), ("answer", "答：后天")]
    added = at_words("turn", "老王", to=TALK.index("老王") + 2, role="speaker")
    assert turns_of() == (read, [])
    assert turns_of(added) == ([*read[:2], ("speaker", "老王 我"), *read[2:]], [])
    assert turns_of(at_words("no_turn", "答：明天")) == ([read[0], *read[2:]], [])
    assert turns_of(at_words("no_turn", "我插一句")) == (read, ["no turn begins there"])
