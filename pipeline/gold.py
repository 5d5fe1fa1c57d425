"""Sources and corrections in; out, a folder of the corrected pages and their gold: pages/ and gold/, for `make score`."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.corrections.filing import NO_PAGE, Filed, read_files
from pipeline.corrections.gold import gold_of
from pipeline.corrections.orders import Order
from pipeline.job.errors import PipelineError
from pipeline.parse.page import parse_page
from pipeline.sources.documents import Options, page_id_of
from pipeline.sources.listing import list_sources
from pipeline.sources.pages import PageText, pages_of_file
from pipeline.work.files import write_json, write_text


def write_gold(sources: tuple[str, ...], corrections: Path, out: Path, options: Options) -> int:
    """Write every page that orders are for, and its gold; how many. A page of which an order is refused has none, and orders that
    no page was found for are told, too: PipelineError.
    """
    files = [corrections] if corrections.is_file() else sorted(corrections.glob("*.jsonl"))
    if not files:
        raise PipelineError(f"{corrections}: expected a file of corrections, or a folder of them (*.jsonl)")
    filed, faults = read_files(files)
    if not (filed.orders or faults):
        raise PipelineError(f"{corrections}: expected orders in it; found none")
    met, written = set[tuple[str, int]](), set[str]()
    for file in list_sources(sources):
        for page in pages_of_file(file, options):
            if isinstance(page, PageText) and (orders := orders_for(page, filed)):
                met |= {(order.file, order.line) for order in orders}
                faults += (refused := write_page(page, orders, out))
                written |= set() if refused else {page_id_of(page.document)}
    faults += [f"{order}: {NO_PAGE}" for order in filed.orders if (order.file, order.line) not in met]
    if faults:
        raise PipelineError("\n".join([*faults, *[f"gold of the other pages is in {out}"] * bool(written)]))
    return len(written)


def orders_for(page: PageText, filed: Filed) -> tuple[Order, ...]:
    """The orders for a page."""
    return filed.of_page(page_id_of(page.document), page.document.source, page.document.url)


def write_page(page: PageText, orders: Sequence[Order], out: Path) -> list[str]:
    """Write a page and its gold, or the orders that were refused: then an earlier gold of it is true no more."""
    page_id = page_id_of(page.document)
    parsed = parse_page(page.text, page.document.cues, page.document.stated, orders)
    refused = [str(outcome) for outcome in parsed.outcomes if outcome.result == "refused"]
    gold = out / "gold" / f"{page_id}.json"
    if refused:
        gold.unlink(missing_ok=True)
        return refused
    name, kept = file_of(page, page_id)
    path = out / "pages" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if kept:
        path.write_bytes(page.document.data)
    else:
        write_text(path, page.text)
    write_json(gold, gold_of(name, page.text, parsed.reading, (parsed.layout, parsed.units)))
    return []


def file_of(page: PageText, page_id: str) -> tuple[str, bool]:
    """The name of a page's file, and whether its own bytes stand in it: text and HTML as they were, records as text."""
    suffix = Path(page.document.source).suffix.lower()
    kept = page.document.text is None and page.document.charset is None and suffix in (".txt", ".md", ".html", ".htm", ".shtml")
    return f"{page_id}{suffix if kept else '.txt'}", kept
