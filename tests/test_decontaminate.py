"""A user's own tests: what a section shares with one is found with its place, and no row of its page is left."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.decontaminate import Overlap, read_tests, run_decontaminate
from pipeline.job.errors import PipelineError
from pipeline.release.folder import Release, present_configs

QUOTED = "三个晴天晒下来，甲村出苗能齐，夏天就少一遍补种的工"
OTHER = "海上的风停了以后，渔民们把网收上来，鱼不多，可是每一条都很大，够全家人吃上好几天。"


def find(staged: Release, tests: Path, output: Path) -> list[Overlap]:
    """The overlaps that are written."""
    run_decontaminate(staged.folder, str(tests), output)
    lines = (output / "decontaminated" / "overlaps.jsonl").read_text(encoding="utf-8").splitlines()
    return [Overlap(**json.loads(line)) for line in lines]


def rows_of(output: Path) -> dict[str, set[str]]:
    """All texts of the written configs, as they stand in the rows."""
    rows: dict[str, set[str]] = {}
    for path in (output / "decontaminated" / "data").glob("*/*.parquet"):
        rows.setdefault(path.parent.name, set()).update(map(str, pq.read_table(path).to_pylist()))
    return rows


FORMS = ["text", "jsonl", "parquet"]


@pytest.mark.parametrize("form", FORMS)
def test_an_overlap_is_found_with_its_place_and_its_page_is_left_out(form: str, staged: Release, tmp_path: Path) -> None:
    tests = tmp_path / {"text": "tests.txt", "jsonl": "tests.jsonl", "parquet": "tests.parquet"}[form]
    if form == "text":
        tests.write_text(f"{OTHER}\n\n问：{QUOTED}？", encoding="utf-8")
    elif form == "jsonl":
        tests.write_text("".join(json.dumps({"q": [text], "n": 1}) + "\n" for text in (OTHER, QUOTED)), encoding="utf-8")
    else:
        pq.write_table(pa.table({"q": [OTHER, QUOTED]}), tests)
    (overlap,) = find(staged, tests, tmp_path)
    assert overlap.test == 2
    assert overlap.text.replace(",", "，").startswith(QUOTED[:20])
    clean = rows_of(tmp_path)
    assert set(clean) <= set(present_configs(staged.folder))
    assert not [config for config, rows in clean.items() if any(f"page_id': '{overlap.section_id[:16]}" in row for row in rows)]
    assert not any("甲村出苗" in row for rows in clean.values() for row in rows)
    assert any("乙村" in row for row in clean["retrieval_pairs"])


def test_tests_that_share_nothing_leave_all_rows(staged: Release, tmp_path: Path) -> None:
    tests = tmp_path / "tests.txt"
    tests.write_text(OTHER, encoding="utf-8")
    assert find(staged, tests, tmp_path) == []
    assert any("甲村出苗" in row for row in rows_of(tmp_path)["sections"])


def test_a_folder_and_an_address_are_read_like_a_file_and_the_counts_stand_in_a_card(staged: Release, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "README.md").write_text(OTHER, encoding="utf-8")
    pq.write_table(pa.table({"q": [OTHER, QUOTED]}), tmp_path / "tests" / "a.parquet")
    assert list(read_tests(f"file://{tmp_path}/tests")) == list(read_tests(str(tmp_path / "tests"))) == [OTHER, QUOTED]
    find(staged, tmp_path / "tests", tmp_path)
    card = (tmp_path / "decontaminated" / "README.md").read_text(encoding="utf-8")
    assert "1 overlaps of 13 words or more: 1 tests, 1 pages" in card
    assert f"| `pages` | {len(rows_of(tmp_path)['pages'])} |" in card


def test_a_file_that_holds_no_tests_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(PipelineError, match="expected tests as text, JSON lines or Parquet"):
        list(read_tests(str(tmp_path / "bad.jsonl")))
