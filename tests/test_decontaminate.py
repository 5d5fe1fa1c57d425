"""A user's own tests: what a speech shares with one is found with its place, and no row of its page is left."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.decontaminate import Overlap, list_tests, read_tests, run_decontaminate
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


def texts_of(against: str) -> list[str]:
    """The tests that are named."""
    return list(read_tests(list_tests(against)[0]))


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
    assert not [config for config, rows in clean.items() if any(f"page_id': '{overlap.id[:16]}" in row for row in rows)]
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
    assert texts_of(f"file://{tmp_path}/tests") == texts_of(str(tmp_path / "tests")) == [OTHER, QUOTED]
    find(staged, tmp_path / "tests", tmp_path)
    card = (tmp_path / "decontaminated" / "README.md").read_text(encoding="utf-8")
    assert "1 overlaps of 13 words or more: 1 tests, 1 pages" in card
    assert f"| `pages` | {len(rows_of(tmp_path)['pages'])} |" in card


def test_a_file_that_holds_no_tests_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(PipelineError, match="expected tests as text, JSON lines or Parquet"):
        texts_of(str(tmp_path / "bad.jsonl"))


ARRAYS = {
    "array in lines": ("a.json", json.dumps([{"q": OTHER}, [QUOTED]], indent=1), [OTHER, QUOTED]),
    "array on a line": ("a.json", json.dumps([OTHER, QUOTED]), [OTHER, QUOTED]),
    "value in lines": ("a.json", json.dumps({"q": OTHER, "a": QUOTED}, indent=1), [f"{OTHER}\n{QUOTED}"]),
    "lines": ("a.json", f'"{OTHER}"\n\n["{QUOTED}"]', [OTHER, QUOTED]),
    "marked lines": ("a.jsonl", f'\ufeff"{OTHER}"\r\n"甲\u2028乙"\n', [OTHER, "甲\u2028乙"]),
    "Markdown that is named": ("a.md", f"{OTHER}\r\n \r\n{QUOTED}", [OTHER, QUOTED]),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_what_is_one_test(name: str, tmp_path: Path) -> None:
    file, text, expected = ARRAYS[name]
    (tmp_path / file).write_text(text, encoding="utf-8", newline="")
    assert texts_of(str(tmp_path / file)) == expected


def test_an_overlap_across_a_heading_is_found_in_the_speech(staged: Release, tmp_path: Path) -> None:
    across = "要早选、早晒、早藏，一户也不能落下。（一）选种要细。甲村xx组的沙地宜种花生"
    (tmp_path / "tests.txt").write_text(across, encoding="utf-8")
    (overlap,) = find(staged, tmp_path / "tests.txt", tmp_path)
    assert (overlap.config, "选种要细" in overlap.text) == ("speeches", True)
    (path,) = (staged.folder / "data" / "speeches").glob(f"{overlap.split}-*.parquet")
    texts = {row["speech_id"]: row["text"] for row in pq.read_table(path).to_pylist()}
    assert texts[overlap.id][overlap.start : overlap.end] == overlap.text


@pytest.mark.parametrize("config", ["text", "sections"])
def test_a_dataset_without_speeches_is_compared_by_what_it_has(config: str, staged: Release, tmp_path: Path) -> None:
    shutil.copytree(staged.folder / "data" / config, tmp_path / "few" / "data" / config)
    (tmp_path / "tests.txt").write_text(QUOTED, encoding="utf-8")
    (overlap,) = find(Release(tmp_path / "few", staged.settings), tmp_path / "tests.txt", tmp_path)
    assert overlap.config == config


def test_tests_that_can_match_nothing_and_files_that_are_not_read_are_told(
    staged: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "a.jsonl").write_text(f'"{QUOTED}"\n"谁来修渠？"\n""\n', encoding="utf-8")
    (tmp_path / "tests" / "about.md").write_text(OTHER, encoding="utf-8")
    find(staged, tmp_path / "tests", tmp_path)
    said = capsys.readouterr().out
    assert "\n3 tests were compared with speeches\n2 of them are under 13 words and can match nothing\n" in said
    assert "\n1 files beside them were not read (.md, " in said
    card = (tmp_path / "decontaminated" / "README.md").read_text(encoding="utf-8")
    assert "3 tests were compared with speeches; 2 of them are under 13 words" in card


def test_a_file_without_a_test_is_refused(staged: Release, tmp_path: Path) -> None:
    (tmp_path / "tests.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(PipelineError, match=r"tests.jsonl: expected tests in it; found none"):
        find(staged, tmp_path / "tests.jsonl", tmp_path)
    assert not (tmp_path / "decontaminated").exists()


def test_a_test_in_the_other_script_is_found(staged: Release, tmp_path: Path) -> None:
    (tmp_path / "tests.txt").write_text("三個晴天曬下來，甲村出苗能齊，夏天就少一遍補種的工", encoding="utf-8")
    assert len(find(staged, tmp_path / "tests.txt", tmp_path)) == 1
