"""Lineage: a page that was changed is the page that it was, and stays in its split."""

from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.annotation.lineage import find_lineage, read_previous
from tests.tools.planted import damage, draw_sentences, make_texts

RANDOM = Random(31)
TEXTS = make_texts(40, 800, draw_sentences(), RANDOM)


def write(path: Path, pages: dict[str, str], **columns: list[str | None]) -> Path:
    """A table of pages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table = {"page_id": list(pages), "text": list(pages.values()), "split": ["test"] * len(pages)}
    pq.write_table(pa.table(table | columns), path)
    return path


OLD = {f"old{number:02d}": text for number, text in enumerate(TEXTS)}
CHANGES = [
    ("a line end added", lambda text: text + "\n"),
    ("the whole in other widths", lambda text: text.replace("，", ",")),
    ("one character in two hundred", lambda text: damage(text, 0.005, Random(1))),
]


@pytest.mark.parametrize(("what", "change"), CHANGES)
def test_every_changed_page_supersedes_its_old_one(what: str, change: object, tmp_path: Path) -> None:
    assert callable(change)
    previous = read_previous([write(tmp_path / "old.parquet", OLD)])
    new = {f"new{key[3:]}": change(text) for key, text in OLD.items()}
    lineage = find_lineage(previous, list(new), [write(tmp_path / "new.parquet", new)])
    assert lineage == {page: f"old{page[3:]}" for page in new}, what
    assert {previous.splits[page] for page in lineage.values()} == {"test"}


def test_a_page_that_is_still_there_is_superseded_by_none_and_another_text_supersedes_none(tmp_path: Path) -> None:
    previous = read_previous([write(tmp_path / "old.parquet", OLD)])
    new = OLD | {"copy": TEXTS[0] + "\n", "half": TEXTS[1][:400] + TEXTS[2][400:]}
    assert find_lineage(previous, list(new), [write(tmp_path / "new.parquet", new)]) == {}
    del new["old01"]
    assert find_lineage(previous, list(new), [write(tmp_path / "new.parquet", new)]) == {}


def test_what_a_page_superseded_before_is_still_said(tmp_path: Path) -> None:
    lineage: list[str | None] = ["older", *[None] * 39]
    previous = read_previous([write(tmp_path / "old.parquet", OLD, lineage=lineage)])
    assert find_lineage(previous, list(OLD), [tmp_path / "old.parquet"]) == {"old00": "older"}


def test_without_an_earlier_release_nothing_is_superseded(tmp_path: Path) -> None:
    assert find_lineage(read_previous([]), list(OLD), [write(tmp_path / "new.parquet", OLD)]) == {}
