"""Sources and corrections in; out, a folder of the corrected pages and their gold: pages/ and gold/, for `make score`."""

from pathlib import Path

from pipeline.corrections.filing import Filed, read_files
from pipeline.corrections.gold import gold_of
from pipeline.job.errors import PipelineError
from pipeline.parse.page import parse_page
from pipeline.sources.documents import Options, page_id_of
from pipeline.sources.listing import list_sources
from pipeline.sources.pages import PageText, pages_of_file
from pipeline.work.files import write_json, write_text


def write_gold(sources: tuple[str, ...], corrections: Path, out: Path, options: Options) -> int:
    """Write every page that orders are for, and its gold; how many. Raises PipelineError when an order is refused."""
    files = [corrections] if corrections.is_file() else sorted(corrections.glob("*.jsonl"))
    if not files:
        raise PipelineError(f"{corrections}: expected a file of corrections, or a folder of them (*.jsonl)")
    filed, faults = read_files(files)
    written = 0
    for file in list_sources(sources):
        for page in pages_of_file(file, options):
            if isinstance(page, PageText):
                faults += (found := write_page(page, filed, out)) or []
                written += found is not None
    if faults:
        raise PipelineError("\n".join([*faults, f"gold of the other pages is in {out}"]))
    return written


def write_page(page: PageText, filed: Filed, out: Path) -> list[str] | None:
    """Write a page and its gold; the orders that were refused. None for a page without orders."""
    page_id = page_id_of(page.document)
    orders = filed.of_page(page_id, page.document.source, page.document.url)
    if not orders:
        return None
    parsed = parse_page(page.text, page.document.cues, page.document.stated, orders)
    name, kept = file_of(page, page_id)
    path = out / "pages" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if kept:
        path.write_bytes(page.document.data)
    else:
        write_text(path, page.text)
    gold = gold_of(name, page.text, parsed.reading, (parsed.layout, parsed.units))
    write_json(out / "gold" / f"{page_id}.json", gold)
    return [str(outcome) for outcome in parsed.outcomes if outcome.result == "refused"]


def file_of(page: PageText, page_id: str) -> tuple[str, bool]:
    """The name of a page's file, and whether its own bytes stand in it: text and HTML as they were, records as text."""
    suffix = Path(page.document.source).suffix.lower()
    kept = page.document.text is None and page.document.charset is None and suffix in (".txt", ".md", ".html", ".htm", ".shtml")
    return f"{page_id}{suffix if kept else '.txt'}", kept
