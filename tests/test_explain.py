"""The command that says why: every line with its role, every candidate with its moves, by names that the tables explain."""

import json
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.explain import explain_file
from pipeline.job.errors import PipelineError
from pipeline.outline.weights import REASONS, WEIGHTS

PAGE = """在植树大会上的讲话

同志们：
一、多种树。今年要种一万棵，各村自己选地方。
1. 东村种柳树，一棵也不能少。
二、种好树。三、四百棵死了，是浇水不够。
谢谢大家！
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path / "page.txt"


def test_every_line_has_its_role_and_every_candidate_its_moves(page: Path) -> None:
    lines = {line["line"]: line for line in next(explain_file(page))["lines"]}
    assert {number: line["pieces"][0]["role"] for number, line in lines.items()} == {
        1: "title", 3: "first", 4: "body", 5: "body", 6: "body", 7: "last",
    }  # fmt: skip
    moves = {one["marker"]: one["weighed"][0]["action"] for line in lines.values() for one in line["candidates"]}
    assert moves == {"一、": "begin", "1.": "skip", "二、": "next", "三、": "skip"}


def test_a_record_is_named_as_its_source_is(tmp_path: Path) -> None:
    (tmp_path / "two.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in (PAGE, PAGE * 2)), encoding="utf-8")
    assert [page["page"] for page in explain_file(tmp_path / "two.jsonl!2")] == ["two.jsonl!2"]
    with pytest.raises(PipelineError, match="nothing to explain"):
        [*explain_file(tmp_path / "two.jsonl!3")]


def test_what_was_done_is_nothing_behind_and_all_else_is(page: Path) -> None:
    for line in next(explain_file(page))["lines"]:
        for one in (*line["pieces"], *line["candidates"]):
            assert one["weighed"][0]["behind"] == 0
            assert all(way["points"] == sum(way["features"].values()) for way in one["weighed"])


def test_a_line_and_an_offset_name_the_same_line(page: Path) -> None:
    assert list(explain_file(page, line=4)) == list(explain_file(page, at=PAGE.index("多种树")))


def test_the_terminal_gets_the_reasons_of_the_features_it_shows(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--page", str(page), "--line", "6"]) == 0
    said = capsys.readouterr().out
    assert "「二、」 next at depth 1: " in said and f"next.exact: {REASONS['next.exact']}" in said


def test_json_is_the_records(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--page", str(page), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == list(explain_file(page))


@pytest.mark.parametrize(("options", "said"), [
    (["--line", "99"], "page.txt: nothing to explain there: the page has 8 lines, 83 characters"),
    (["--line", "2"], "page.txt: nothing to explain there"),
])
def test_where_nothing_is_said_so(page: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--page", str(page), *options]) == 1
    assert said in capsys.readouterr().err


def test_every_feature_has_its_reason() -> None:
    assert [name for name in WEIGHTS if len(REASONS.get(name, "")) < 4] == []
