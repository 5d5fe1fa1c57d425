"""What changed between two releases is counted by cause, and the card of the later one says it."""

import json
import re
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.annotation.withdrawn import WITHDRAWN, write_lines
from pipeline.diff import run_diff
from pipeline.job.errors import PipelineError
from pipeline.job.settings import parse_settings, read_settings
from pipeline.release.changes import compare_datasets
from pipeline.release.folder import SOURCES, Release
from tests.tools.corruptions import Row, alter_rows, seal_digests
from tests.tools.staged import PAGES, pieces, stage_pages

OTHER = (*PAGES[:3], ("戊村", "test", False))
"""The pages of a release in which one source came and one went."""


def copy_release(release: Release, folder: Path, making: Row | None = None, said: str = "") -> Release:
    """The release once more, made with something else, or with something else said in dataset.toml."""
    shutil.copytree(release.folder, folder)
    settings = parse_settings(tomllib.loads(said), folder.parent / "dataset.toml") if said else release.settings
    made = replace(release, folder=folder, making=release.making | (making or {}), settings=settings)
    seal_digests(made)
    return made


def summary(old: Release, new: Release) -> set[tuple[str, str, str, int]]:
    """The changes without their examples."""
    return {change[:4] for change in compare_datasets(old.folder, new.folder)}


def test_the_same_pages_give_no_change(staged: Release) -> None:
    assert compare_datasets(staged.folder, staged.folder) == []


def test_sources_that_came_and_went_are_named(staged: Release, tmp_path: Path) -> None:
    later = stage_pages(tmp_path / "later", staged.settings, OTHER)
    found = compare_datasets(staged.folder, later)
    assert {change[:4] for change in found if change.config in ("pages", "speeches")} == {
        ("pages", "added", "source added", 1),
        ("pages", "removed", "source removed", 1),
        ("speeches", "added", "source added", 2),
        ("speeches", "removed", "source removed", 2),
    }
    assert all(len(change.examples) == min(change.number, 5) for change in found)


def test_a_source_with_other_bytes_has_changed(staged: Release, tmp_path: Path) -> None:
    later = stage_pages(tmp_path / "later", staged.settings, (*PAGES[:3], ("丁村", "test", True)))
    causes = {(change.change, change.cause) for change in compare_datasets(staged.folder, later) if change.config == "pages"}
    assert causes == {("added", "source changed"), ("removed", "source changed")}


Alter = Callable[[list[Row]], list[Row]]

def new_words(rows: list[Row]) -> list[Row]:
    """The same records with another keyword each."""
    return [{**row, "keywords": ["无"]} for row in rows]


CHANGED: list[tuple[str, Alter, dict[str, object], str]] = [
    ("sections", lambda rows: [{**r, "rule": "dash"} for r in rows], {"code": {"extract": "x"}}, "code changed"),
    ("sections", new_words, {"code": {"export": "x"}}, "nothing known changed"),
    ("text", lambda rows: [{**r, "text": f"{r['text']}。"} for r in rows], {"code": {"export": "x"}}, "code changed"),
    ("sections", new_words, {"lock": "x"}, "libraries changed"),
    ("sections", new_words, {"lock": "x", "unicode": "1"}, "libraries and Unicode changed"),
    ("sections", new_words, {}, "nothing known changed"),
    ("speeches", lambda rows: [{**r, "split": "test"} for r in rows], {"lock": "x"}, "only split or cluster changed"),
    ("pages", lambda rows: [{**r, "source": f"x/{r['source']}"} for r in rows], {"lock": "x"}, "source renamed"),
]


@pytest.mark.parametrize(("config", "alter", "making", "cause"), CHANGED)
def test_a_record_that_changed_has_its_cause(
    config: str, alter: Alter, making: dict[str, object], cause: str, staged: Release, tmp_path: Path
) -> None:
    merged = {name: {**old, **value} if isinstance(old := staged.making[name], dict) else value for name, value in making.items()}  # type: ignore[dict-item]
    later = copy_release(staged, tmp_path / "later", merged)
    alter_rows(config, alter)(later)
    assert {change[:3] for change in compare_datasets(staged.folder, later.folder)} == {(config, "changed", cause)}


SAID = {
    '[dataset]\ntitle = "Others"\n[readers]\nshard_bytes = 9\n[splits]\nprevious = "there"': "nothing known changed",
    "[dataset]\ntokens = false": "[dataset] tokens changed",
    '[words]\nsegmenter = "jieba"\n[personal]\nmask = true': "[personal] mask and [words] segmenter changed",
    '[corrections]\nfiles = ["c.jsonl"]': "corrections changed",
    '[readers]\ntext_column = "content"': "[readers] text_column changed",
}


@pytest.mark.parametrize("said", SAID)
def test_what_was_said_otherwise_is_named(said: str, staged: Release, tmp_path: Path) -> None:
    (tmp_path / "there" / "data" / "pages").mkdir(parents=True)
    for name in ("c.jsonl", "there/data/pages/train-0.parquet"):
        (tmp_path / name).touch()
    later = copy_release(staged, tmp_path / "later", said=said)
    alter_rows("sections", new_words)(later)
    assert {change.cause for change in compare_datasets(staged.folder, later.folder)} == {SAID[said]}


def test_a_page_that_was_withdrawn_is_told_so(staged: Release, fewer: Path, tmp_path: Path) -> None:
    shutil.copytree(fewer, tmp_path / "later")
    shutil.copyfile(staged.folder / SOURCES, tmp_path / "later" / SOURCES)  # it stands in the sources as before
    lines = "".join(write_lines(sha256("".join(part[1] for part in pieces("丁村", shared=False)).encode()).hexdigest(), []))
    for written, cause in ((lines, "text withdrawn"), ("", "nothing known changed")):
        (tmp_path / "later" / WITHDRAWN).write_text(written, encoding="utf-8")
        found = compare_datasets(staged.folder, tmp_path / "later")
        assert {change.cause for change in found if change.config == "sections"} == {cause}


@pytest.fixture(scope="module")
def fewer(staged: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A later release, of one page less."""
    folder = tmp_path_factory.mktemp("fewer")
    said = f'[dataset]\nprevious = "{staged.folder}"\nchanges = "One village less."\n'
    (folder / "dataset.toml").write_text(said, encoding="utf-8")
    return stage_pages(folder / "later", read_settings(folder / "dataset.toml"), PAGES[:3])


def test_the_card_says_what_changed(fewer: Path) -> None:
    card = (fewer / "README.md").read_text(encoding="utf-8")
    assert "One village less.\n\nSince version 0.1.0:" in card
    assert "| `pages` | removed | source removed | 1 |" in card


def test_without_an_earlier_release_the_card_says_so(staged: Release) -> None:
    card = (staged.folder / "README.md").read_text(encoding="utf-8")
    assert "## Changes since the last release\n\nNo earlier release is named.\n" in card


def test_the_table_is_printed_and_written(
    staged: Release, fewer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_diff(staged.folder, fewer, tmp_path)
    written = json.loads((tmp_path / "diff.json").read_text(encoding="utf-8"))
    assert "| `pages` | removed | source removed | 1 |" in capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    run_diff(staged.folder, fewer, tmp_path)
    told = capsys.readouterr().out
    assert "| `pages` | 去掉 | 来源不在了 | 1 |" in told and "pages 去掉（来源不在了），例如 " in told
    assert not re.search("removed|changed|such as", told)
    first = written["changes"][0]
    assert (first["config"], first["change"], first["cause"], first["number"]) == ("sections", "removed", "source removed", 7)
    assert len(first["examples"]) == 5
    assert written["old"] == written["new"] == {"name": "chinese-speeches", "version": "0.1.0"}


def test_a_folder_that_is_no_dataset_is_refused_in_one_line(staged: Release, tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="expected the manifest of a dataset") as refusal:
        compare_datasets(tmp_path, staged.folder)
    assert "\n" not in str(refusal.value)


