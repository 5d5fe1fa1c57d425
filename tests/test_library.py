"""`from pipeline import parse`: plain records that say what the rows of a dataset say, for whoever wants no dataset."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import parse, parse_file
from pipeline.parse.rows import make_rows
from pipeline.sources.documents import Document

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


@pytest.mark.parametrize("name", ["compilation", "report", "damaged", "meeting", "traditional"])
def test_records_are_what_rows_are(name: str) -> None:
    data = (SAMPLES / f"{name}.txt").read_bytes()
    text = data.decode("utf-8").replace("\r\n", "\n")
    rows, page = make_rows(Document("a.txt", None, data, "text/plain"), text, "utf-8"), parse(data.decode("utf-8"))
    assert page.text == text
    columns = ("title", "speaker", "date", "place", "occasion", "salutation", "text", "start", "end")
    assert [[row[c] for c in columns] for row in rows["speeches"]] == [[getattr(s, c) for c in columns] for s in page.speeches]
    named = ("marker", "heading", "text", "start", "end", "depth", "role", "numbering", "number", "rule", "inline", "implicit")
    assert [[row[c] for c in named] for row in rows["sections"]] == [[getattr(s, c) for c in named] for s in page.sections]
    assert [row["heading_path"] for row in rows["sections"]] == [[*section.heading_path] for section in page.sections]
    assert [row["title"] for row in rows["pages"]] == [page.title]
    for records, table in (([page], "pages"), (page.speeches, "speeches"), (page.sections, "sections")):
        assert [row["defects"] for row in rows[table]] == [[*record.defects] for record in records]
    assert [row["start"] for row in rows["turns"]] == [turn.start for turn in page.turns]
    assert "".join(page.text[span.start : span.end] for span in page.spans) == page.text


def test_files_are_read_like_sources() -> None:
    assert [page.speeches[0].title for page in parse_file(SAMPLES / "gb18030.txt")] != [None]
    assert parse_file(str(SAMPLES / "page.html"))[0].title
    with pytest.raises(FileNotFoundError):
        parse_file(SAMPLES / "none.txt")


def test_a_title_that_a_record_states_is_the_pages(tmp_path: Path) -> None:
    record = {"title": "修渠大会", "text": "修渠大会上的讲话\n同志们：\n渠要修好。\n谢谢大家！"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    assert [page.title for page in parse_file(tmp_path / "a.jsonl")] == ["修渠大会"]


def test_a_file_without_a_page_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"  ")
    with pytest.raises(ValueError, match=r"empty\.txt: empty: no bytes, or only white space"):
        parse_file(tmp_path / "empty.txt")


def test_the_name_is_the_function_whatever_was_imported_before() -> None:
    code = "import pipeline.parse.page; from pipeline import parse; print(parse('讲话\\n同志们：好。').text[:2])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.encode() != b""


def test_to_import_it_reads_no_library() -> None:
    code = "import sys; from pipeline import parse, parse_file; print([m for m in sys.modules if m in ('polars', 'pyarrow')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
