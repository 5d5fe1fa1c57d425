"""The lines of corrections.jsonl in; out, one order each, every key checked, and what is wrong by file and line."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple, TypeAlias

Given: TypeAlias = "Mapping[str, object]"

PAGE = re.compile(r"[0-9a-f]{16}(?:[0-9a-f]{48})?")
LEFT_OUT = (
    "page_title", "byline", "blurb", "contents", "navigation", "filler", "footer", "glossary", "footnote", "attachment",
    "injected", "other",
)  # fmt: skip
"""What a stretch can be that no speech owns."""


ROLES = ("question", "answer", "chair", "speaker")
"""What a turn to speak can be."""


class What(NamedTuple):
    """What an order asks for: the keys that it needs and those that it may have besides, and its meaning."""

    needs: tuple[str, ...]
    may: tuple[str, ...]
    meaning: str


WHATS = {
    "section": What((), ("marker", "heading_end", "parent", "depth"), "a section begins at `at`, or is what the order says"),
    "no_section": What((), (), "no section begins at `at`: its text is that of the section before"),
    "closing": What((), (), "the outline ends before `at`: the closing begins"),
    "speech": What((), ("title_end",), "a speech begins at `at`; its title ends at `title_end`"),
    "no_speech": What((), (), "no speech begins at `at`: its text is that of the speech before"),
    "end": What((), (), "the speech ends at `at`; `context` is the text before it"),
    "left_out": What(("to",), ("kind",), "[at, to) are not the speaker's words"),
    "kept": What(("to",), (), "[at, to) are the speaker's words"),
    "title": What(("to",), (), "[at, to) is the title of the speech that begins with it"),
    "occasion": What(("to",), ("speech",), "[at, to) names the occasion"),
    "speaker": What(("to",), ("speech",), "[at, to) names the speaker"),
    "date": What(("to",), ("speech",), "[at, to) is the date"),
    "place": What(("to",), ("speech",), "[at, to) names the place"),
    "salutation": What(("to",), ("speech",), "[at, to) is the salutation"),
    "turn": What(("to",), ("role",), "a turn to speak begins at `at`; [at, to) names who speaks"),
    "no_turn": What((), (), "no turn begins at `at`: its words are those of the turn before"),
}
"""What can be ordered."""

OFFSETS = ("at", "to", "heading_end", "title_end", "parent", "speech")
TEXTS = ("page", "context", "what", "marker", "kind", "role", "until", "parent_context", "source", "url", "by", "when", "why")
NULLABLE = ("heading_end", "parent", "source", "url", "by", "when", "why")
ALWAYS = ("page", "at", "context", "what")
ALSO = ("until", "parent_context", "source", "url", "by", "when", "why")
"""Keys that every order may have: checks of other places, names of the page to find it again, and who says so when and why."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order, in offsets of the page text (code points). `said` are the keys that it has besides these; null is None.

    `context` are the characters from `at` on (of `end`: those before `at`), `until` the last ones before `to`, `parent_context`
    the first ones of the parent: they find the places again when the page was crawled anew. `carried`: it was, and this is for
    another page than the order names. `origin` is the order as its line has it, where offsets were moved.
    """

    page: str
    at: int
    context: str
    what: str
    said: dict[str, str | int | None] = field(default_factory=dict)
    file: str = ""
    line: int = 0
    carried: bool = False
    origin: "Order | None" = None

    def number(self, key: str) -> int | None:
        """The offset that a key holds; None where it is null or not said."""
        value = self.said.get(key)
        return value if isinstance(value, int) else None

    def text(self, key: str) -> str:
        """The text that a key holds; "" where it is null or not said."""
        value = self.said.get(key)
        return value if isinstance(value, str) else ""

    def __str__(self) -> str:
        """Where it stands and what it asks for."""
        return f"{self.file}:{self.line}: {self.what} at {self.at} of page {self.page}"


def read_orders(file: str, lines: Iterable[str]) -> tuple[list[Order], list[str]]:
    """The orders of a file in their order, and its faults, a line each; blank lines are passed over.

    >>> read_orders("c.jsonl", ['{"page": "0123456789abcdef", "at": 3, "context": "一、", "what": "sektion"}'])[1]
    ['c.jsonl:1: what: expected one of section, no_section, ...; found "sektion"; did you mean section?']
    """
    orders, faults = list[Order](), list[str]()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found = read_order(line)
        if isinstance(found, Order):
            orders.append(Order(found.page, found.at, found.context, found.what, found.said, file, number))
        else:
            faults.append(f"{file}:{number}: {found}")
    return orders, faults


def read_order(line: str) -> Order | str:
    """The order of one line, or what is wrong with it."""
    try:
        given = json.loads(line)
    except ValueError as error:
        return f"not JSON: {error}"
    if not isinstance(given, dict):
        return f"expected an object, one order a line; found {shown(given)}"
    fault = next((fault for check in (lacks_key, has_wrong_value, has_strange_key) if (fault := check(given))), None)
    if fault:
        return fault
    said = {key: value for key, value in given.items() if key not in ALWAYS}
    return Order(given["page"][:16], given["at"], given["context"], given["what"], said)


def lacks_key(given: Given) -> str | None:
    """A key that the order needs and has not."""
    for key in ALWAYS:
        if key not in given:
            return f"{key} is missing; every order has {', '.join(ALWAYS)}"
    what = given["what"]
    if what not in WHATS:
        meant = get_close_matches(str(what), WHATS, 1, 0.5)
        few = ", ".join([*WHATS][:2])
        return f"what: expected one of {few}, ...; found {shown(what)}" + (f"; did you mean {meant[0]}?" if meant else "")
    missing = next((key for key in WHATS[str(what)].needs if key not in given), None)
    return f"{missing} is missing; {what} takes it: {WHATS[str(what)].meaning}" if missing else None


def has_wrong_value(given: Given) -> str | None:
    """A key whose value is not of its form."""
    for key, value in given.items():
        if value is None and key in NULLABLE:
            continue
        if key in (*OFFSETS, "depth") and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            return f"{key}: expected an offset, a whole number from 0; found {shown(value)}"
        if key in TEXTS and not isinstance(value, str):
            return f"{key}: expected text; found {shown(value)}"
    if not PAGE.fullmatch(str(given["page"])):
        return f"page: expected a page_id (16 digits, 0-9a-f) or a sha256 (64); found {shown(given['page'])}"
    if not str(given["context"]).strip():
        return "context: expected some characters of the page that stand at `at`; found none"
    if given.get("kind", "other") not in LEFT_OUT:
        return f"kind: expected one of {', '.join(LEFT_OUT)}; found {shown(given['kind'])}"
    if given.get("role", "speaker") not in ROLES:
        return f"role: expected one of {', '.join(ROLES)}; found {shown(given['role'])}"
    start, end = given["at"], given.get("to")
    return f"to: expected an offset beyond at; found {end}" if isinstance(end, int) and end <= int(str(start)) else None


def has_strange_key(given: Given) -> str | None:
    """A key that such an order does not take."""
    what = WHATS[str(given["what"])]
    known = (*ALWAYS, *what.needs, *what.may, *ALSO)
    strange = next((key for key in given if key not in known), None)
    if strange is None:
        return "parent, depth: expected one of them" if {"parent", "depth"} <= {*given} else None
    meant = get_close_matches(strange, known, 1, 0.5)
    return f"{strange}: {given['what']} does not take it" + (f"; did you mean {meant[0]}?" if meant else "")


def shown(value: object) -> str:
    """A value as a message quotes it."""
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 60 else f"{said[:57]}..."


def write_order(order: Order) -> str:
    """An order as a line of the file, without line end."""
    first: dict[str, str | int | None] = {"page": order.page, "at": order.at, "context": order.context, "what": order.what}
    return json.dumps(first | order.said, ensure_ascii=False)
