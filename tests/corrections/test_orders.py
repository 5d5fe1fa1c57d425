"""corrections.jsonl is read strictly: every refusal says the file, the line, what was expected and what was found."""

import json

import pytest

from pipeline.corrections.orders import Order, read_orders, write_order

GOOD = {"page": "0123456789abcdef", "at": 3, "context": "一、", "what": "section"}

REFUSED: list[tuple[str, str]] = [
    ("{", "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ("[1]", "expected an object, one order a line; found [1]"),
    (json.dumps({"page": "0123456789abcdef"}), "at is missing; every order has page, at, context, what"),
    (json.dumps(GOOD | {"what": "no_sektion"}),
     'what: expected one of section, no_section, ...; found "no_sektion"; did you mean no_section?'),
    (json.dumps(GOOD | {"what": "left_out"}), "to is missing; left_out takes it: [at, to) are not the speaker's words"),
    (json.dumps(GOOD | {"at": "3"}), 'at: expected an offset, a whole number from 0; found "3"'),
    (json.dumps(GOOD | {"at": True}), "at: expected an offset, a whole number from 0; found true"),
    (json.dumps(GOOD | {"parent": -1}), "parent: expected an offset, a whole number from 0; found -1"),
    (json.dumps(GOOD | {"page": "report.txt"}),
     'page: expected a page_id (16 digits, 0-9a-f) or a sha256 (64); found "report.txt"'),
    (json.dumps(GOOD | {"context": " "}), "context: expected some characters of the page that stand at `at`; found none"),
    (json.dumps(GOOD | {"why": 3}), "why: expected text; found 3"),
    (json.dumps(GOOD | {"to": 9}), "to: section does not take it; did you mean at?"),
    (json.dumps(GOOD | {"heading-end": 9}), "heading-end: section does not take it; did you mean heading_end?"),
    (json.dumps(GOOD | {"parent": None, "depth": 1}), "parent, depth: expected one of them"),
    (json.dumps(GOOD | {"what": "kept", "to": 3}), "to: expected an offset beyond at; found 3"),
    (json.dumps(GOOD | {"what": "left_out", "to": 9, "kind": "body"}),
     "kind: expected one of page_title, byline, blurb, contents, navigation, filler, footer, glossary, footnote, attachment, "
     'injected, other; found "body"'),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), REFUSED)
def test_what_is_no_order_is_refused_by_line(line: str, message: str) -> None:
    assert read_orders("ours.jsonl", ["", json.dumps(GOOD), line]) == (
        [Order("0123456789abcdef", 3, "一、", "section", {}, "ours.jsonl", 2)], [f"ours.jsonl:3: {message}"],
    )  # fmt: skip


def test_a_sha256_names_the_same_page_and_an_order_is_written_as_it_is_read() -> None:
    line = json.dumps(GOOD | {"page": "0123456789abcdef" + "0" * 48, "parent": None, "by": "李明"}, ensure_ascii=False)
    (order,), faults = read_orders("c.jsonl", [line])
    assert not faults
    assert json.loads(write_order(order)) == GOOD | {"parent": None, "by": "李明"}
