"""Gold that `make gold` has written is scored in any checkout: by facts in offsets, which a page that is read anew has all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.corrections.gold import gold_of
from pipeline.parse.page import parse_page
from pipeline.parse.rows import make_rows
from pipeline.sources.listing import list_sources
from pipeline.sources.pages import PageText, pages_of_file
from tests.corrections.test_filing import PAGE_ID, TEXT, gold_in, job_of
from tests.tools import gold
from tests.tools.scoring import MEASURES, count_facts, differences, f1_of, gold_facts, row_facts, score_folder

ROOT = Path(__file__).resolve().parents[2]


def test_rows_of_a_page_have_the_facts_of_its_gold() -> None:
    for file in list_sources((str(ROOT / "samples"),)):
        for page in pages_of_file(file):
            if isinstance(page, PageText):
                parsed = parse_page(page.text, page.document.cues, page.document.stated)
                made = gold_of(file.source, page.text, parsed.reading, (parsed.layout, parsed.units))
                assert row_facts(make_rows(page.document, page.text, page.encoding)) == gold_facts(made)


SPEECH = {"start": 0, "title_end": 5, "body_end": 90}
Said = dict[str, int | None]
SECTIONS: list[Said] = [{"start": 10, "parent": None, "heading_end": 14}, {"start": 20, "parent": 10, "heading_end": None}]
CASES: dict[str, tuple[Said, list[Said], dict[str, float]]] = {
    "the same": ({}, SECTIONS, {}),
    "another end": ({"body_end": 80}, SECTIONS, {"ends": 0}),
    "another title": ({"title_end": 0}, SECTIONS, {"titles": 0}),
    "another start": ({"start": 1}, SECTIONS, {"speeches": 0, "titles": 0, "ends": 0}),
    "a section less": ({}, SECTIONS[:1], {"sections": 2 / 3, "parents": 2 / 3, "headings": 2 / 3}),
    "another parent": ({}, [SECTIONS[0], SECTIONS[1] | {"parent": None}], {"parents": 0.5}),
    "a heading less": ({}, [SECTIONS[0] | {"heading_end": None}, SECTIONS[1]], {"headings": 0.5}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_difference_costs_what_it_is(name: str) -> None:
    said, sections, worse = CASES[name]
    right = gold_facts({"speeches": [SPEECH | {"sections": SECTIONS}]})
    found = gold_facts({"speeches": [SPEECH | said | {"sections": sections}]})
    count = count_facts(found, right)
    assert {measure: f1_of(count, measure) for measure in MEASURES} == dict.fromkeys(MEASURES, 1.0) | worse
    assert bool(list(differences("字" * 100, found, right))) == bool(worse)
    assert f1_of(count_facts(gold_facts({"speeches": []}), gold_facts({"speeches": []})), "ends") is None


def test_gold_of_corrected_pages_shows_what_is_read_otherwise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job_of(tmp_path, [{"page": PAGE_ID, "at": TEXT.index("二、"), "context": "二、抓好", "what": "no_section"}])
    gold_in(tmp_path)
    total = score_folder(tmp_path / "gold" / "pages", tmp_path / "gold" / "gold")
    assert (f1_of(total, "speeches"), f1_of(total, "sections")) == (1, 2 * 2 / (2 + 3))
    assert f"    sections: wrong {TEXT.index('二、')} 「二、抓好落实。要快。」\n" in capsys.readouterr().out
    (tmp_path / "gold" / "pages" / f"{PAGE_ID}.txt").write_text(f"另{TEXT}", encoding="utf-8")
    with pytest.raises(SystemExit, match="has not the text that this gold was made of"):
        score_folder(tmp_path / "gold" / "pages", tmp_path / "gold" / "gold")


@pytest.mark.parametrize("missing", ["", "gold", "gold/x"])
def test_a_folder_without_gold_is_an_error(missing: str, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / missing).mkdir(exist_ok=True, parents=True)
    command = [sys.executable, "-m", "tests.tools.gold", "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"LC_ALL": "C"}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr[:17]) == (1, "score: expected t" if not missing else f"score: {tmp_path}"[:17])


def test_without_the_sets_of_the_founders_the_samples_are_scored(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gold, "SHARED", tmp_path)
    monkeypatch.setattr(sys, "argv", ["gold", "--floors"])
    assert gold.main() == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("score: the founders' sets") and told[-1].startswith("8 pages ")
    monkeypatch.setattr(sys, "argv", ["gold", "--floors", "--write"])
    with pytest.raises(SystemExit, match="WRITE=1 takes the founders' sets"):
        gold.main()
