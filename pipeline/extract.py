"""Sources in; out, shards of pages with their speeches, sections and spans, and what was rejected.

One process reads the sources as one stream of documents and cuts it into shards; workers decode and parse them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.annotation.withdrawn import WITHDRAWN, Withdrawn, why_withdrawn
from pipeline.corrections.filing import Filed, read_files, sum_up, write_outcomes
from pipeline.corrections.orders import Order, write_order
from pipeline.job.configuration import Personal
from pipeline.job.errors import PipelineError
from pipeline.job.job import SHARD_TABLES, Advance, Job
from pipeline.job.settings import Settings
from pipeline.ranges import Lying, read_in_ranges
from pipeline.sharding import READ, Shard, cut_shards, largest_first, read_once
from pipeline.sources.documents import Document, Options, Rejection, page_id_of
from pipeline.sources.listing import HIDDEN, SourceFile, count_passed_over, list_sources, require_apart, size_of
from pipeline.sources.rejected import write_rejected
from pipeline.unchanged import DOCUMENTS, ends_of, find_before, make_tables, read_taken
from pipeline.withdrawing import list_withdrawn
from pipeline.work.files import keep_named, name_of, named_folder, read_stamp
from pipeline.work.keys import code_digest
from pipeline.work.memory import collect_seldom
from pipeline.work.tables import EXTRACTED, Row, Rows, read_table, write_tables
from pipeline.work.workers import work_off

COLUMNS = ("text", "url", "title", "date", "author", "id", "speaker", "place", "occasion", "speech_date")  # as Options has them
OUTCOMES = "corrections.jsonl"  # of a shard: what became of the orders of its pages
UNMADE = ("no_speech", "left_out")  # the corrections that may leave a page without a speech


@dataclass(frozen=True, slots=True)
class Unwanted:
    """What is kept out: the kinds of personal data that dataset.toml names, and what is withdrawn."""

    personal: Personal
    withdrawn: Withdrawn


def run(job: Job) -> dict[str, object]:
    """Extract every shard that is not there yet; the shards, in source order, and how much is in them."""
    files, folder, ends, there = list_sources(job.sources), job.work / "extract", dict[str, list[str]](), Counter[str]()
    require_apart(files, job.output)
    withdrawn, unmet = look_for_withdrawn(job, files)
    unwanted = Unwanted(job.settings.personal, withdrawn)
    code = code_digest("pipeline.extract") + job.settings.digest(("readers", "personal")) + unwanted.withdrawn.digest
    passed = Counter({HIDDEN: count_passed_over(job.sources)})
    read, filed = partial(read_in_ranges, job.workers), read_corrections(job.settings)
    documents = read_once(files, read_options(job.settings), passed, read)
    cut = (with_orders(shard, filed) for shard in cut_shards(documents, job.settings.readers.shard_bytes, code))
    missing = skip_done(cut, folder, find_before(read_stamp(job.work, "extract"), code), (ends, there))
    shards = largest_first(missing)
    first, size = list(islice(shards, 2)), sum(map(size_of, files))
    workers = job.workers if len(first) > 1 else 0  # what fits into one shard is done before a worker has started
    steps = work_off(partial(extract_shard, folder, unwanted), chain(first, shards), workers, in_order=False)
    job.watch(add_up(steps, there), size, "")
    names = keep_named(folder, [*ends])
    folders = [folder / name for name in names]
    write_rejected(folders, job.rejected)
    reasons = Counter(reason for path in folders for reason in read_table(path, "rejected", ["reason"])["reason"].to_pylist())
    counts = {name: sum(pq.read_metadata(path / f"{name}.parquet").num_rows for path in folders) for name in SHARD_TABLES}
    outputs = [f"work/extract/{name}" for name in names] + [f"work/{WITHDRAWN}"]
    defects = (codes for path in folders for codes in read_table(path, "pages", ["defects"])["defects"].to_pylist())
    told = [line for path in folders if (path / OUTCOMES).exists() for line in (path / OUTCOMES).open(encoding="utf-8")]
    return {
        "shards": names, "outputs": outputs, "bytes": size, "counts": counts, "reasons": dict(sorted(reasons.items())),
        "unspoken": sum("no_speech_signs" in codes for codes in defects),
        "balance": balance(counts, reasons, passed),
        "corrections": sum_up(filed, told), "unmet": unmet,
        "code": code, "ends": {end: name for name, own in zip(names, ends.values(), strict=True) for end in own},
    }  # fmt: skip


def look_for_withdrawn(job: Job, files: Sequence[SourceFile]) -> tuple[Withdrawn, list[str]]:
    """What is withdrawn, written down beside the shards, and what is said of names that name nothing; only where something is,
    sources are read for it beforehand."""
    found = read_once(files, read_options(job.settings), Counter())
    documents = (document for document, _position in found if not isinstance(document, Lying))  # of which one process finds none
    withdrawn, unmet = list_withdrawn(job.settings, documents)
    job.work.mkdir(parents=True, exist_ok=True)
    (job.work / WITHDRAWN).write_text("".join(withdrawn.lines), encoding="utf-8", newline="\n")
    return withdrawn, unmet


def balance(counts: Mapping[str, int], reasons: Mapping[str, int], passed: Counter[str]) -> dict[str, object]:
    """Where everything went that stands in the sources. Raises PipelineError when something is not accounted for.

    >>> balance({"pages": 2, "rejected": 3}, {"duplicate_page": 1, "empty": 2}, Counter({READ: 5, "hidden": 1}))
    {'in': 6, 'pages': 2, 'rejected': 2, 'merged': 1, 'passed_over': {'hidden': 1}}
    """
    merged, told = reasons.get("duplicate_page", 0), counts["pages"] + counts["rejected"]
    rest = {why: count for why, count in sorted(passed.items()) if why != READ and count}
    if passed[READ] != told:
        raise PipelineError(f"{passed[READ]} pages and records were read, {told} are accounted for")
    found = {"pages": counts["pages"], "rejected": counts["rejected"] - merged, "merged": merged, "passed_over": rest}
    return {"in": passed[READ] + sum(rest.values())} | found


def read_corrections(settings: Settings) -> Filed:
    """The orders that the settings name; raises PipelineError with every fault."""
    filed, faults = read_files(settings.files("corrections", "files"))
    if faults:
        raise PipelineError("\n".join(faults))
    return filed


def with_orders(shard: Shard, filed: Filed) -> Shard:
    """The shard with the orders of its pages, which are part of its key: a changed order has its own shard made again."""
    if not filed.orders:
        return shard
    orders = tuple(() if isinstance(found, Rejection) else orders_of(found, filed) for found in shard.documents)
    said = "".join(f"{write_order(order)}{order.carried}\n" for some in orders for order in some)
    key = sha256((shard.key + said).encode()).hexdigest()[:32] if said else shard.key
    return replace(shard, key=key, orders=orders)


def orders_of(found: Document | Lying, filed: Filed) -> tuple[Order, ...]:
    """The orders of a page."""
    page_id = found.sha256[:16] if isinstance(found, Lying) else page_id_of(found)
    return filed.of_page(page_id, found.source, found.url)


def read_options(settings: Settings) -> Options:
    """How the settings say to read."""
    said = settings.readers
    return Options(said.max_page_bytes, *(getattr(said, f"{name}_column") for name in COLUMNS))


def skip_done(
    shards: Iterable[Shard], folder: Path, before: Mapping[str, str], noted: tuple[dict[str, list[str]], Counter[str]]
) -> Iterator[Shard]:
    """The shards that are not there yet, each with that of the last run which has most of it. Noted are the keys of all, with
    what each is found by, and how many bytes of sources were read for those that are there.
    """
    ends, there = noted
    for shard in shards:
        ends[shard.key] = ends_of(shard.documents)
        if name_of(folder, shard.key):
            there[READ] += shard.read
        else:
            yield replace(shard, before=next(filter(None, map(before.get, ends[shard.key])), ""))


def add_up(steps: Iterable[Advance], there: Mapping[str, int]) -> Iterator[Advance]:
    """The steps, each with all that is done by then or was there before."""
    done = 0
    for step in steps:
        done += step.work
        yield step._replace(done=done + there[READ])


def extract_shard(folder: Path, unwanted: Unwanted, shard: Shard) -> Advance:
    """Decode and parse the pages of one shard and write its tables, and the bytes of what was rejected."""
    collect_seldom()
    taken = read_taken(folder, shard.before)
    with named_folder(folder, shard.key) as staging:
        (staging / "bytes").mkdir()
        rows, documents = make_tables(shard, taken, partial(document_rows, unwanted, staging / "bytes"))
        if told := rows.get("corrections"):
            (staging / OUTCOMES).write_text(write_outcomes(told), encoding="utf-8", newline="\n")
        write_tables(staging, rows, EXTRACTED)
        (staging / DOCUMENTS).write_bytes(documents)
    return shard.step


def document_rows(unwanted: Unwanted, kept: Path, document: Document | Rejection, orders: tuple[Order, ...]) -> Rows:
    """The rows of one document: its page with all its records, or one row of `rejected`, its bytes kept."""
    from pipeline.parse.rows import make_rows, mask_rows  # with the parser, which who hands out shards does without
    from pipeline.sources.pages import read_document

    page = document if isinstance(document, Rejection) else read_document(document)
    if isinstance(page, Rejection):
        return rejected_rows(page, kept)
    rows = make_rows(page.document, page.text, page.encoding, orders)
    told = {"corrections": rows.get("corrections", [])}  # they are carried out, though nothing is published
    if why := why_withdrawn(unwanted.withdrawn, rows["pages"][0], rows["speeches"]):
        return told | rejected_rows(Rejection(page.document.source, page.document.locator, "withdrawn", why), kept)
    personal = kinds_of(rows, unwanted.personal.reject)
    if unwanted.personal.mask:
        rows["personal"] = mask_rows(page.text, rows["personal"])
    if personal or not rows["speeches"]:
        reason, detail = ("personal_data", f"holds {', '.join(personal)}") if personal else why_nothing(told["corrections"])
        found = page.document
        return told | rejected_rows(Rejection(found.source, found.locator, reason, detail, found.data), kept)
    return rows


def why_nothing(told: Sequence[Row]) -> tuple[str, str]:
    """Why no speech of a page is left: its corrections took them, or none was found."""
    taken = any(row["result"] != "refused" and json.loads(str(row["order"]))["what"] in UNMADE for row in told)
    return ("withdrawn", "its corrections leave no speech") if taken else ("no_speech", "no speech found")


def kinds_of(rows: Rows, asked: Sequence[str]) -> list[str]:
    """The kinds, of those asked for, of personal data on a page: in its text, or in what its container says beside it."""
    from pipeline.parse.personal import find_personal

    said = "\n".join(str(rows["pages"][0][name]) for name in ("title", "author")) if asked else ""
    found = {row["kind"] for row in rows["personal"]} | {datum.kind for datum in find_personal(said)}
    return [kind for kind in asked if kind in found]


def rejected_rows(rejection: Rejection, kept: Path) -> Rows:
    """The row of `rejected`; its bytes in a file that has their sha256 for a name."""
    data = rejection.data
    row: Row = {
        "source": rejection.source,
        "locator": rejection.locator,
        "stage": "extract",
        "reason": rejection.reason,
        "detail": rejection.detail,
        "sha256": None if data is None else sha256(data).hexdigest(),
        "n_bytes": None if data is None else len(data),
    }
    if data is not None:
        (kept / str(row["sha256"])).write_bytes(data)
    return {"rejected": [row]}
