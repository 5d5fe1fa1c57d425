"""Whatever is ordered, the laws hold: an order is carried out whole or refused, and nothing that parsing guarantees is lost."""

from pathlib import Path

import polars as pl
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corrections.orders import WHATS, Order, write_order
from pipeline.laws import contract_breaches, find_breaches
from pipeline.parse.page import Parsed, parse_page
from pipeline.parse.rows import make_rows
from pipeline.sources.documents import Document
from pipeline.work.tables import SCHEMAS
from tests.tools.annotated import annotated
from tests.tools.properties import examples

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PAGES = [(SAMPLES / f"{name}.txt").read_text(encoding="utf-8") for name in ("compilation", "report", "damaged", "meeting")]
PAGE_ID = "0" * 16


@st.composite
def pages_with_orders(draw: st.DrawFn) -> tuple[str, list[Order]]:
    """A sample page, and orders at places of all kinds: where records begin, where lines do, anywhere."""
    text = draw(st.sampled_from(PAGES))[: draw(st.sampled_from([600, 3000]))]
    begins = [0, *(i + 1 for i, sign in enumerate(text) if sign in "\n。" and i + 1 < len(text))]
    units = [unit.start for some in parse_page(text).units for unit in some]
    places = st.one_of(st.sampled_from(units or [0]), st.sampled_from(begins), st.integers(0, len(text) - 1))
    orders = []
    for line in range(1, draw(st.integers(1, 8)) + 1):
        what, at = draw(st.sampled_from([*WHATS])), draw(places)
        said: dict[str, str | int | None] = {}
        for key in (*WHATS[what].needs, *draw(st.sets(st.sampled_from(WHATS[what].may or ("to",)))) ):
            said[key] = draw(value_of(key, at, places))
        if {"parent", "depth"} <= said.keys():
            del said["depth"]
        context = text[max(0, at - 3) : at] if what == "end" else text[at : at + 3]
        orders.append(Order(PAGE_ID, at, context, what, said, "c.jsonl", line))
    return text, orders


def value_of(key: str, at: int, places: st.SearchStrategy[int]) -> st.SearchStrategy[str | int | None]:
    """Values that a key may have."""
    near = st.integers(1, 40).map(lambda size: at + size)
    values: dict[str, st.SearchStrategy[str | int | None]] = {
        "marker": st.sampled_from(["", "一、", "（一）", "各"]), "depth": st.integers(1, 3),
        "kind": st.sampled_from(["footer", "injected"]),
        "parent": st.one_of(places, st.none()), "speech": places, "heading_end": st.one_of(near, st.none()),
    }  # fmt: skip
    return values.get(key, st.one_of(near, st.integers(1, 900).map(lambda size: at + size)))


@given(pages_with_orders())
@examples(40)
def test_no_order_breaks_a_law(case: tuple[str, list[Order]]) -> None:
    text, orders = case
    rows = annotated(make_rows(Document("page.txt", None, text.encode(), "text/plain"), text, "utf-8", orders))
    frames = {name: pl.DataFrame(pa.Table.from_pylist(rows.get(name, []), schema=SCHEMAS[name])) for name in SCHEMAS}
    assert find_breaches(frames) == []
    assert [line for name in ("pages", "speeches", "spans") for line in contract_breaches(name, frames[name])] == []
    assert sorted(str(row["order"]) for row in rows["corrections"]) == sorted(map(write_order, orders))



@given(pages_with_orders())
@examples(60)
def test_refused_orders_change_nothing(case: tuple[str, list[Order]]) -> None:
    text, orders = case
    found = parse_page(text, orders=orders)
    refused = {outcome.order.line for outcome in found.outcomes if outcome.result == "refused"}
    again = parse_page(text, orders=[order for order in orders if order.line not in refused])
    assert records(again) == records(found)


def records(parsed: Parsed) -> tuple[object, ...]:
    return parsed.layout, parsed.units, parsed.spans
