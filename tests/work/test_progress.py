"""What is shown of a build is true: bytes of one work under one name, never backwards, nothing said before it is known."""

import io
import os
import pty
import re
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from pipeline import annotate, export, extract, validate
from pipeline.job.configuration import Readers
from pipeline.job.job import Advance, Job
from pipeline.job.settings import Settings
from pipeline.work import progress
from pipeline.work.files import write_json
from tests.tools.containers import PAGE, json_lines

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_every_work_has_its_name_and_goes_up_to_its_total(tmp_path: Path) -> None:
    rows = [{"text": f"{PAGE}第{number}件事要办好。" + "大家要把树种好。\n" * 200} for number in range(60)]
    (tmp_path / "pages.jsonl").write_bytes(json_lines(rows))
    seen: dict[str, tuple[int, list[int]]] = {}
    stage = ""

    def watch(steps: Iterable[Advance], total: int, part: str) -> None:
        assert f"{stage} {part}" not in seen
        seen[f"{stage} {part}"] = total, [step.done for step in steps]

    settings = Settings(readers=Readers(shard_bytes=40_000))
    job = Job((str(tmp_path / "pages.jsonl"),), tmp_path / "out", settings, watch=watch)
    for module in (extract, annotate, validate, export):
        stage = module.__name__.partition(".")[2]
        write_json(job.work / f"{stage}.json", module.run(job))
    for name, (total, done) in seen.items():
        assert (name, done, done[-1]) == (name, sorted(done), total)
    first = seen["extract "][1][0]
    assert first < seen["extract "][0] / 2  # one file of many pages is not all read with its first
    assert [name for name, (total, _done) in seen.items() if not total] == [
        "annotate near-duplicates and splits", "export leakage", "export sources", "export card",
    ]  # fmt: skip


def steps() -> Iterator[Advance]:
    """Work of 4 MB in four steps."""
    for number in range(1, 5):
        time.sleep(0.05)
        yield Advance(number * 1_000_000, 1_000_000)


def test_without_a_terminal_lines_say_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", said := io.StringIO())
    monkeypatch.setattr(progress, "SECONDS", 0.01)
    progress.show_progress("annotate", steps(), 4_000_000, "words")
    lines = said.getvalue().splitlines()
    assert (lines[0], lines[-1]) == ("annotate: words: 0 s", "annotate: words: 75 %, 0 s")  # and no guess so early
    progress.show_progress("export", steps(), 0, "leakage")
    assert said.getvalue().splitlines()[-1] == "export: leakage: 0 s"


TOLD = ("extract", "annotate", "validate", "export", "audit", "verify", "publish", "words", "near-duplicates and splits",
        "contract and laws", "files", "files of validation and test", "rows", "leakage", "sources", "card", "gates", "sending",
        "reading back")  # fmt: skip
"""Every command and every part of its work that is watched."""


def test_a_chinese_terminal_is_told_in_chinese_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert [name for name in TOLD if re.search("[a-z]", progress.name_work(name, name))] == []


def test_every_name_of_work_is_among_these() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    named = {*re.findall(r'\b(?:during|work_through|write_missing)\((?:job, )?"([^"]+)"', code)}
    assert len(named) > 8 and named <= {*TOLD}


def test_a_terminal_shows_one_bar_that_is_gone_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        progress.show_progress("annotate", steps(), 4_000_000, "words")
        terminal.flush()
        said = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert "annotate: words" in said
    assert "\x1b[2K" in said  # the line is written over


@pytest.mark.parametrize(("language", "name"), [("en", "no_speech_signs 1"), ("zh_CN.UTF-8", "不像讲话（no_speech_signs） 1")])
def test_pages_that_may_hold_no_speech_are_counted_at_the_end(
    language: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", language)
    law = "河道条例\n" + "河道由水务部门管理，不得侵占。\n" * 9
    (tmp_path / "pages.jsonl").write_bytes(json_lines([{"text": PAGE}, {"text": law}]))
    found = extract.run(Job((str(tmp_path / "pages.jsonl"),), tmp_path / "out", Settings()))
    assert found["unspoken"] == 1
    progress.show_summary({"pages": 2, "speeches": 2, "sections": 9, "rejected": 0}, {}, 1, (100, 1.0))
    progress.show_summary({"pages": 2, "speeches": 2, "sections": 9, "rejected": 0}, {"empty": 3}, 0, (100, 1.0))
    shown = capsys.readouterr().out
    assert shown.count(name) == 1
    assert shown.count("empty") == 1
