"""The file of the view: the same bytes every time, nothing of the data in it as text, a policy that lets nothing out."""

import json
import re
from base64 import b64decode
from gzip import decompress
from pathlib import Path

import polars as pl
import pytest

from pipeline.__main__ import main
from pipeline.damage.damage import find_damage
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.settings import Settings
from pipeline.laws import find_breaches
from pipeline.view.page import digest_source, run
from pipeline.work.tables import SCHEMAS
from tests.hub.published import write_dataset
from tests.tools.viewed_pages import REJECTED, example_pages


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with the example pages and their view."""
    folder = write_dataset(tmp_path_factory.mktemp("output"), example_pages(), [REJECTED])
    run(Job((), folder, Settings()))
    return folder


def test_the_example_pages_keep_the_laws() -> None:
    for rows in example_pages():
        frames = {name: pl.DataFrame(rows[name], schema=pl.DataFrame(SCHEMAS[name].empty_table()).schema) for name in rows}
        assert find_breaches(frames) == []


def test_the_command_views_what_is_there_and_builds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(tmp_path, example_pages())
    assert main(["view", "--output", str(tmp_path), "--sources", "nowhere"]) == 0
    assert capsys.readouterr().out == f"{tmp_path}/view.html is written\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dataset", "view.html"]


def test_rows_in_another_order_than_the_pages_are_refused(tmp_path: Path) -> None:
    pages = example_pages()
    pages[0]["spans"], pages[1]["spans"] = pages[1]["spans"], pages[0]["spans"]
    with pytest.raises(PipelineError, match=r"train: rows of spans do not follow the order of the pages"):
        run(Job((), write_dataset(tmp_path, pages), Settings()))


def test_the_same_dataset_gives_the_same_bytes(output: Path) -> None:
    first = (output / "view.html").read_bytes()
    run(Job((), output, Settings()))
    assert (output / "view.html").read_bytes() == first


def test_nothing_of_the_data_stands_in_the_file_as_text(output: Path) -> None:
    html = (output / "view.html").read_text(encoding="utf-8")
    assert not [text for text in ("河长", "window.ran", "javascript:", "hostile") if text in html]
    packed = re.findall(r'<script type="text/plain" [^>]*>([A-Za-z0-9+/=]+)</script>', html)
    assert len(packed) == 1 + len(example_pages())
    assert html.count("<script") == len(packed) + 1


def test_the_policy_allows_this_style_and_this_script_and_no_request(output: Path) -> None:
    html = (output / "view.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    style, script = re.search(r"<style>(.*?)</style>", html, re.DOTALL), re.search(r"<script>(.*?)</script>", html, re.DOTALL)
    assert policy and style and script
    allowed = digest_source(script[1]), digest_source(style[1])
    assert policy[1].startswith("default-src 'none'; script-src {}; style-src {}; base-uri 'none';".format(*allowed))


def test_a_body_has_all_of_its_page(output: Path) -> None:
    html = (output / "view.html").read_text(encoding="utf-8")
    rows = example_pages()[0]
    packed = re.search(f'data-page="{rows["pages"][0]["page_id"]}">([^<]+)<', html)
    assert packed
    body = json.loads(decompress(b64decode(packed[1])))
    assert body["text"] == rows["pages"][0]["text"]
    assert body["spans"][::5] == [span["end"] for span in rows["spans"]]
    assert body["rules"] == [found.rule for found in find_damage(body["text"])]
