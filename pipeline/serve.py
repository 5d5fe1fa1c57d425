"""The view of a dataset in; out, the same on a loopback address, where every correction is written and its page read again.

Only who has the token of this run is answered. Orders go into corrections.jsonl beside dataset.toml (or where the command runs).
"""

import json
import secrets
from collections.abc import Iterable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qs, urlsplit

import pyarrow.dataset as pads

from pipeline.corrections.filing import FILE
from pipeline.corrections.orders import Order, read_orders, write_order
from pipeline.job.job import Job
from pipeline.job.tongues import tell
from pipeline.library import Page, page_of
from pipeline.parse.page import page_title, parse_page
from pipeline.parse.why import Record, explain_page, shorten
from pipeline.release.folder import all_parquet
from pipeline.sources.documents import Document, Options, page_id_of
from pipeline.sources.listing import list_sources
from pipeline.sources.pages import PageText as Found
from pipeline.sources.pages import read_document
from pipeline.sources.readers import read_documents
from pipeline.text.records import NOTHING, Cue, Stated
from pipeline.work.files import write_text

POLICY = "default-src 'none'"
LARGEST = 4 << 20  # bytes of a request


class Desk:
    """Where corrections are written: the file, the view, and the pages that were asked for."""

    def __init__(self, job: Job) -> None:
        self.job, self.token = job, secrets.token_urlsafe(24)
        self.path = (job.settings.folder if job.settings.file else Path()) / FILE
        self.lock = Lock()  # a browser asks several things at once
        self.known: dict[str, tuple[str, tuple[Cue, ...], Stated]] = {}

    def view(self) -> bytes:
        """The view, allowed to ask its own server, with the token that it shows there."""
        page = (self.job.output / "view.html").read_text(encoding="utf-8")
        page = page.replace(POLICY, f"{POLICY}; connect-src 'self'", 1)
        return page.replace('<html lang="en">', f'<html lang="en" data-token="{self.token}">', 1).encode()

    def orders(self) -> list[Order]:
        """All orders of the file."""
        lines = self.path.read_text(encoding="utf-8-sig").split("\n") if self.path.exists() else []
        return read_orders(self.path.name, lines)[0]

    def answer(self, page_id: str, given: Iterable[object] | None) -> dict[str, object]:
        """The orders of a page, its outline with them, and what was refused; `given` orders are written first."""
        if given is not None:
            lines = [json.dumps(order, ensure_ascii=False) for order in given]
            found, faults = read_orders(self.path.name, lines)
            if faults:
                raise ValueError("; ".join(faults))
            kept = [*(order for order in self.orders() if order.page != page_id), *found]
            write_text(self.path, "".join(f"{write_order(order)}\n" for order in kept))
        own = [order for order in self.orders() if order.page == page_id]
        text, cues, stated = self.text_of(page_id)
        parsed = parse_page(text, cues, stated, own)
        refused = [str(outcome) for outcome in parsed.outcomes if outcome.result == "refused"]
        return {"orders": [json.loads(write_order(order)) for order in own], "refused": refused,
                "outline": outline_of(page_of(text, parsed, stated.title or page_title(parsed)))}  # fmt: skip

    def why(self, page_id: str, at: int) -> list[Record]:
        """Why the line at an offset of a page is read as it is."""
        text, cues, stated = self.text_of(page_id)
        lines = explain_page(text, parse_page(text, cues, stated))
        return [shorten(line) for line in lines if line["start"] <= at <= line["end"]]

    def text_of(self, page_id: str) -> tuple[str, tuple[Cue, ...], Stated]:
        """The text of a page and what its container says, from its source; without that, its text in the dataset alone."""
        if page_id not in self.known:
            rows = pads.dataset(all_parquet(self.job.dataset, "pages"))
            found = rows.to_table(["source", "text"], filter=pads.field("page_id") == page_id).to_pylist()
            if not found:
                raise ValueError(f"{page_id}: no such page in {self.job.dataset}")
            read = self.read_source(page_id, found[0]["source"])
            self.known[page_id] = read or (found[0]["text"], (), NOTHING)
        return self.known[page_id]

    def read_source(self, page_id: str, source: str) -> tuple[str, tuple[Cue, ...], Stated] | None:
        """The page in the sources; None where it is no longer."""
        for file in list_sources(self.job.sources):
            if source.split("!")[0] != file.source:
                continue
            for document in read_documents(file, Options()):
                if isinstance(document, Document) and page_id_of(document) == page_id:
                    page = read_document(document)
                    return (page.text, page.document.cues, page.document.stated) if isinstance(page, Found) else None
        return None


def outline_of(page: Page) -> list[dict[str, object]]:
    """Speeches and their sections as the view lists them."""
    items: list[dict[str, object]] = []
    for speech in page.speeches:
        items.append({"start": speech.start, "depth": 0, "label": speech.title or "(no title)"})
        items += [
            {"start": one.start, "depth": one.depth, "role": one.role, "corrected": one.rule == "corrected",
             "label": f"{one.marker} {one.heading or one.text[:24]}".strip().replace("\n", " ")}
            for one in speech.sections
        ]  # fmt: skip
    return items


class Answering(BaseHTTPRequestHandler):
    """Answers the view, and nobody who has not its token."""

    desk: Desk

    @property
    def language(self) -> str:
        """The language of the view that asks."""
        return "zh" if (self.headers.get("Accept-Language") or "").startswith("zh") else "en"

    def do_GET(self) -> None:
        """The view, or the corrections of a page."""
        asked = urlsplit(self.path)
        if asked.path == "/" and parse_qs(asked.query).get("token") == [self.desk.token]:
            self.send(self.desk.view(), "text/html; charset=utf-8")
        else:
            self.correct(None)

    def do_POST(self) -> None:
        """Corrections of a page, to be written."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            self.refuse("too long", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        self.correct(self.rfile.read(length))

    def correct(self, body: bytes | None) -> None:
        """Answer what is asked of one page: why/ID?at=N, or its corrections/ID."""
        if not secrets.compare_digest(self.headers.get("X-Token") or "", self.desk.token):
            self.refuse("this address needs the token that was printed", HTTPStatus.FORBIDDEN)
            return
        asked = urlsplit(self.path)
        kind, _, page_id = asked.path.lstrip("/").partition("/")
        try:
            with self.desk.lock:
                if kind == "why":
                    answer: object = self.desk.why(page_id, int(parse_qs(asked.query)["at"][0]))
                else:
                    answer = self.desk.answer(page_id, None if body is None else json.loads(body)["orders"])
        except (ValueError, KeyError, TypeError) as error:
            self.refuse(str(error), HTTPStatus.BAD_REQUEST)
            return
        self.send(json.dumps(self.told(answer), ensure_ascii=False).encode(), "application/json")

    def told(self, answer: object) -> object:
        """The answer with its refusals in the language of the view."""
        if isinstance(answer, dict) and "refused" in answer:
            return {**answer, "refused": [tell(line, self.language) for line in answer["refused"]]}
        return answer

    def refuse(self, words: str, status: HTTPStatus) -> None:
        """Say why there is no answer."""
        self.send(tell(words, self.language).encode(), "text/plain; charset=utf-8", status)

    def send(self, data: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(data))), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of every request."""


def open_desk(job: Job, port: int = 0) -> tuple[ThreadingHTTPServer, str]:
    """The server, not yet running, and the address of the view."""
    desk = Desk(job)
    server = ThreadingHTTPServer(("127.0.0.1", port), type("AnsweringDesk", (Answering,), {"desk": desk}))
    return server, f"http://127.0.0.1:{server.server_port}/?token={desk.token}"
