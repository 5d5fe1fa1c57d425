"""Files of orders in; out, the orders of each page of a build, and at its end what became of every line."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corrections.orders import Order, read_orders, write_order

if TYPE_CHECKING:
    from pipeline.corrections.applying import Outcome

FILE = "corrections.jsonl"
NO_PAGE = "no page of the sources is this one, or is published"


@dataclass(frozen=True, slots=True)
class Filed:
    """The orders of all files, by the page that they name, and by the names by which a later copy of it is known."""

    orders: tuple[Order, ...] = ()
    by_page: dict[str, list[Order]] = field(default_factory=dict)
    by_name: dict[str, list[Order]] = field(default_factory=dict)

    def of_page(self, page_id: str, source: str, url: str | None) -> tuple[Order, ...]:
        """The orders of a page; where there are none, those of an earlier copy with the same source, or the same address."""
        if not self.orders:
            return ()
        if page_id in self.by_page:
            return tuple(self.by_page[page_id])
        earlier = self.by_name.get(source) or self.by_name.get(url or "", [])
        return tuple(replace(order, carried=True) for order in earlier)


def read_files(files: Iterable[Path]) -> tuple[Filed, list[str]]:
    """The orders of some files, one of two that are the same, and all that is wrong with them."""
    faults, known = list[str](), dict[str, Order]()
    for path in files:
        found, wrong = read_orders(path.name, path.read_text(encoding="utf-8-sig").split("\n"))
        faults += wrong
        for order in found:
            known.setdefault(write_order(order), order)
    return file_orders(tuple(known.values())), faults


def file_orders(orders: Sequence[Order]) -> Filed:
    """The orders where pages look for them."""
    by_page, by_name = dict[str, list[Order]](), dict[str, list[Order]]()
    for order in orders:
        by_page.setdefault(order.page, []).append(order)
        for name in {order.text("source"), order.text("url")} - {""}:
            by_name.setdefault(name, []).append(order)
    return Filed(tuple(orders), by_page, by_name)


def outcome_row(outcome: "Outcome") -> dict[str, str]:
    """An outcome as a shard keeps it: without file and line, which may move."""
    return {"order": write_order(outcome.order.origin or outcome.order), "result": outcome.result, "reason": outcome.reason}


def write_outcomes(rows: Iterable[Mapping[str, object]]) -> str:
    """Rows of outcomes as lines of a file."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def sum_up(filed: Filed, kept: Iterable[str]) -> dict[str, object]:
    """How many orders there are, how many were carried out, and every line that was not, and why; `kept` are lines of shards."""
    found = {row["order"]: (row["result"], row["reason"]) for row in map(json.loads, kept)}
    counts, refused = Counter[str](), list[str]()
    for order in filed.orders:
        result, reason = found.get(write_order(order), ("refused", NO_PAGE))
        counts[result] += 1
        if result == "refused":
            refused.append(f"{order}: {reason}")
    return {"orders": len(filed.orders), **{name: counts[name] for name in ("applied", "carried")}, "refused": refused}


def lines_of(summary: Mapping[str, object]) -> Iterator[str]:
    """What a user is told of the orders of a build."""
    refused = summary.get("refused")
    lines = refused if isinstance(refused, list) else []
    if summary.get("orders"):
        told = (f"{summary['applied']} applied", f"{summary['carried']} carried over", f"{len(lines)} refused")
        yield f"corrections: {', '.join(told)}"
        yield from map(str, lines)
