"""The published dataset in; out, output/view.html: a page to look at it from disk, with no network and no server."""

import gzip
import json
import shutil
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.tongues import tell, tongue
from pipeline.parse.why import REASONS
from pipeline.release.folder import all_parquet, parquet_files, require_dataset
from pipeline.sources.rejected import LIST
from pipeline.view.entries import INDEX_COLUMNS, ViewedPage, make_body, make_entries, section_clusters
from pipeline.work.files import require_ours, whole_folder, write_text
from schemas import RECORDS, TABLES
from schemas.chinese import chinese_names
from schemas.defects import DEFECTS
from schemas.derived import column_table
from schemas.spans import MEANINGS, PUBLISHED

HERE = Path(__file__).parent
SCRIPTS = (
    "tongue", "data", "differences", "elements", "text", "overview", "list", "why", "correct", "work", "agree", "page", "tree",
    "speech", "compare", "address",
)  # fmt: skip
"""The parts of the view's script, view.NAME.js, in the order they are put together."""
SHOWN = (*RECORDS, "rejected")
"""The tables whose columns are explained."""
TEXT_LIMIT = 50_000_000  # bytes of page text that one file holds; of more, every page is a script beside it
BATCH = 4096  # rows read at once
ELEMENT = '<script type="text/plain" data-page="{}">{}</script>'
SCRIPT = 'pageArrived("{}","{}");\n'


def run(job: Job) -> dict[str, list[str]]:
    """Write the view of the dataset that is there; it builds nothing."""
    require_dataset(job.dataset)
    return {"outputs": write_view(job, TEXT_LIMIT)}


def write_view(job: Job, limit: int) -> list[str]:
    """One file when the pages have at most `limit` bytes of text, else an index and a folder with a script per page."""
    require_ours(job.output / "view", f"{'[0-9a-f]' * 16}.js")
    index = start_index(job)
    if text_bytes(job.dataset) <= limit:
        bodies = [ELEMENT.format(page_id, packed) for page_id, packed in pack_pages(job.dataset, index)]
        write_text(job.output / "view.html", assemble(index, "\n".join(bodies), scripts_beside=False))
        shutil.rmtree(job.output / "view", ignore_errors=True)
        return ["view.html"]
    with whole_folder(job.output / "view") as folder:
        for page_id, packed in pack_pages(job.dataset, index):
            (folder / f"{page_id}.js").write_text(SCRIPT.format(page_id, packed), encoding="ascii", newline="\n")
    write_text(job.output / "view.html", assemble(index, "", scripts_beside=True))
    return ["view.html", "view"]


def start_index(job: Job) -> dict[str, object]:
    """What the view knows before it opens a page; pages, speeches and clusters are still to come."""
    rejected = read_rejected(job.rejected)
    return {
        "title": job.settings.dataset.title,
        "version": job.settings.dataset.version,
        "kind_meanings": MEANINGS,
        "published_kinds": PUBLISHED,
        "defects": DEFECTS,
        "reasons": dict(REASONS),
        "columns": {name: [[c.name, c.type, c.description] for c in column_table(TABLES[name])] for name in SHOWN},
        "index_columns": INDEX_COLUMNS,
        "language": job.settings.dataset.language,
        "phrases": dict(tongue("zh", "pipeline.view").phrases),
        "chinese": {**chinese_names(), "features": {name: tell(words, "zh") for name, words in REASONS.items()},
                    "details": {row["detail"]: tell(str(row["detail"]), "zh") for row in rejected}},
        "pages": [],
        "speeches": [],
        "section_clusters": {},
        "rejected": rejected,
    }  # fmt: skip


def read_rejected(folder: Path) -> list[dict[str, object]]:
    """What was not published, with its reasons: the list that stands beside the dataset, when there is one."""
    path = folder / LIST
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="\n") as lines:  # not splitlines(): a detail may hold U+2028
        return [json.loads(line) for line in lines]


def text_bytes(dataset: Path) -> int:
    """Length in bytes of all page texts."""
    return sum(
        pc.sum(pc.binary_length(batch["text"])).as_py() or 0
        for path in all_parquet(dataset, "pages")
        for batch in pq.ParquetFile(path).iter_batches(BATCH, columns=["text"])
    )


def pack_pages(dataset: Path, index: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The packed body of every page, by page id; their entries are added to the index on the way."""
    pages, speeches, clusters = index["pages"], index["speeches"], index["section_clusters"]
    for page in read_pages(dataset):
        page_entry, speech_entries = make_entries(page)
        pages.append(page_entry)  # type: ignore[attr-defined]
        speeches.extend(speech_entries)  # type: ignore[attr-defined]
        for kept, repeated in section_clusters(page):
            clusters.setdefault(kept, []).append(repeated)  # type: ignore[attr-defined]
        yield page.page_id, pack(make_body(page))


def read_pages(dataset: Path) -> Iterator[ViewedPage]:
    """Every page with its speeches, sections and spans, in the order of the dataset; one page at a time in memory."""
    for split in parquet_files(dataset, "pages"):
        tables = {name: tables_by_page(parquet_files(dataset, name).get(split, [])) for name in ("speeches", "sections", "spans")}
        heads = {name: next(found, None) for name, found in tables.items()}
        for page_id, page in tables_by_page(parquet_files(dataset, "pages")[split]):
            rows = {}
            for name, head in heads.items():
                rows[name] = head[1] if head and head[0] == page_id else None
            heads = {name: heads[name] if rows[name] is None else next(tables[name], None) for name in heads}
            yield ViewedPage(page_id, page, rows["speeches"], rows["sections"], rows["spans"])
        if left := [name for name, head in heads.items() if head]:
            raise PipelineError(f"{dataset}: {split}: rows of {', '.join(left)} do not follow the order of the pages")


def tables_by_page(files: list[Path]) -> Iterator[tuple[str, pa.Table]]:
    """The rows of every page, which stand together."""
    last, parts = "", list[pa.RecordBatch]()
    for path in files:
        for batch in pq.ParquetFile(path).iter_batches(BATCH):
            start = 0
            for page_id, rows in groupby(batch["page_id"].to_pylist()):
                if page_id != last and parts:
                    yield last, pa.Table.from_batches(parts)
                    parts = []
                length = sum(1 for _row in rows)
                parts.append(batch.slice(start, length))
                last, start = page_id, start + length
    if parts:
        yield last, pa.Table.from_batches(parts)


def pack(value: object) -> str:
    """A value as JSON, gzip and base64: nothing in it can be taken for markup."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return b64encode(gzip.compress(data, compresslevel=6, mtime=0)).decode("ascii")


def assemble(index: dict[str, object], bodies: str, *, scripts_beside: bool) -> str:
    """The whole page. Its policy allows its own style and script by their digests, and no request."""
    style = (HERE / "view.css").read_text(encoding="utf-8")
    parts = [(HERE / f"view.{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    script = "(() => {\n\"use strict\";\n" + "\n".join(parts) + "})();\n"
    policy = {
        "default-src": "'none'",
        "script-src": digest_source(script) + (" 'strict-dynamic'" if scripts_beside else ""),
        "style-src": digest_source(style),
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "page-scripts" if scripts_beside else "'none'",
    }
    page = (HERE / "view.html").read_text(encoding="utf-8")
    for mark, text in {
        "{policy}": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "{style}": style,
        "{index}": pack(index),
        "{bodies}": bodies,
        "{script}": script,
    }.items():
        page = page.replace(mark, text)
    return page


def digest_source(text: str) -> str:
    """The digest by which a Content-Security-Policy allows an inline text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}'"
