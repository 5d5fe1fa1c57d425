"""Everybody can use the view: axe finds nothing, in both themes and languages, on every view, with the panels of a page open."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.job.job import Job
from pipeline.job.settings import Settings
from pipeline.serve import open_desk
from pipeline.view.page import run
from tests.hub.published import write_dataset
from tests.tools.viewed_pages import REJECTED, example_pages, record

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(os.environ.get("AXE", ROOT / ".axe" / "node_modules" / "axe-core" / "axe.min.js"))
OPEN = "for (const part of document.querySelectorAll('main details')) part.open = true"
RUN = """async () => (await axe.run(document)).violations.map(
  (found) => `${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`)"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not AXE.exists(), reason=f"{AXE} is not there: npm install --prefix .axe axe-core"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the view of the example pages is served."""
    output = write_dataset(tmp_path_factory.mktemp("output"), example_pages(), [REJECTED])
    job = Job((), output, Settings())
    run(job)
    server, address = open_desk(job)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()
    server.server_close()


def views() -> list[str]:
    """The address of every view, with an example in it."""
    pages = example_pages()
    speech, section = record(pages, "speeches"), record(pages, "sections", 2)
    one, other = record(pages, "speeches", 3), record(pages, "speeches", 4)
    return [
        "overview", "speeches", "pages", "rejected", "work", "agreement", f"page/{speech['page_id']}",
        f"speech/{speech['speech_id']}?section={section['section_id']}", f"compare/{one['speech_id']}/{other['speech_id']}",
    ]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(chromium: "Browser", address: str, theme: str, language: str, width: int) -> None:
    size = {"width": width, "height": 844}
    context = chromium.new_context(color_scheme=theme, locale=language, viewport=size, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    found = {}
    for view in views():
        page.goto(f"{address}#{view}")
        page.wait_for_selector("main h1")
        page.evaluate(OPEN)
        page.evaluate("new Promise((done) => setTimeout(done, 200))")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = page.evaluate(RUN)
        if violations:
            found[view] = violations
    context.close()
    assert found == {}
