"""Orders meet their pages: by id, else by the name of a later copy; every line is told of, and gold is what was corrected."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import extract
from pipeline.build import require_nothing_rejected
from pipeline.corrections.filing import lines_of
from pipeline.gold import write_gold
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.settings import read_settings
from pipeline.sources.documents import Document, Options, page_id_of
from pipeline.work.files import read_stamp, write_json

TEXT = "在大会上的讲话\n同志们：\n今天讲讲。\n一、加强领导。要做好。\n重点工程抓紧抓实\n要做完。\n二、抓好落实。要快。\n谢谢\n"
PAGE_ID = page_id_of(Document("a.txt", None, TEXT.encode(), "text/plain"))
SECTION = {"page": PAGE_ID, "at": TEXT.index("重点"), "context": "重点工程", "what": "section", "source": "a.txt",
           "parent": TEXT.index("一、"), "parent_context": "一、加强"}  # fmt: skip


def job_of(folder: Path, orders: list[dict[str, object]], text: str = TEXT) -> Job:
    """A job over one page, with these corrections beside its dataset.toml."""
    (folder / "pages").mkdir(exist_ok=True)
    (folder / "pages" / "a.txt").write_text(text, encoding="utf-8")
    (folder / "pages" / "corrections.jsonl").write_text("".join(f"{json.dumps(order)}\n" for order in orders), encoding="utf-8")
    (folder / "pages" / "dataset.toml").write_text("", encoding="utf-8")
    return Job((str(folder / "pages"),), folder / "output", read_settings(folder / "pages" / "dataset.toml"))


def extracted(job: Job) -> tuple[list[str], list[str]]:
    """The shards of a job, and what is told of its corrections."""
    stamp = extract.run(job)
    write_json(job.work / "extract.json", stamp)
    told = read_stamp(job.work, "extract")["corrections"]
    assert isinstance(told, dict)
    return [str(key) for key in stamp["shards"]], [*lines_of(told)]  # type: ignore[attr-defined]


def test_only_a_changed_order_makes_a_shard_again_and_every_line_is_told_of(tmp_path: Path) -> None:
    plain, nothing = extracted(job_of(tmp_path, []))
    gone = SECTION | {"page": "0" * 16, "source": "b.txt"}
    corrected, told = extracted(job_of(tmp_path, [SECTION, gone]))
    moved, _told = extracted(job_of(tmp_path, [gone, gone, SECTION]))
    assert (nothing, told) == ([], [
        "corrections: 1 applied, 0 carried over, 1 refused",
        f"corrections.jsonl:2: section at {gone['at']} of page {gone['page']}: "
        "no page of the sources is this one, or is published",
    ])  # fmt: skip
    assert plain != corrected == moved


def test_a_page_crawled_anew_keeps_its_corrections(tmp_path: Path) -> None:
    _shards, told = extracted(job_of(tmp_path, [SECTION], "更新：今日\n" + TEXT))
    assert told == ["corrections: 0 applied, 1 carried over, 0 refused"]


def test_faulty_files_stop_the_build_with_every_fault(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"corrections.jsonl:1: what is missing.*\n.*:2: at: expected"):
        extract.run(job_of(tmp_path, [{"page": PAGE_ID, "at": 1, "context": "x"}, SECTION | {"at": -1}]))


def test_an_order_that_leaves_no_speech_is_carried_out_and_no_fault(tmp_path: Path) -> None:
    job = job_of(tmp_path, [{"page": PAGE_ID, "at": 0, "context": "在大会", "what": "no_speech"}])
    for _again in range(2):
        assert extracted(job)[1] == ["corrections: 1 applied, 0 carried over, 0 refused"]
    assert read_stamp(job.work, "extract")["reasons"] == {"withdrawn": 1}
    require_nothing_rejected(replace(job, strict=True))


def gold_in(folder: Path) -> int:
    """Make gold of the job in a folder."""
    return write_gold((str(folder / "pages"),), folder / "pages" / "corrections.jsonl", folder / "gold", Options())


GONE = SECTION | {"page": "0" * 16, "source": "b.txt"}
REFUSED = {"page": PAGE_ID, "at": 0, "context": "在大会", "what": "no_section"}
NOT_GOLD: list[tuple[list[dict[str, object]], str]] = [
    ([GONE], "page of the sources is this one, or is published"),
    ([SECTION, REFUSED], "c.*:2: no_section at 0 of page .*: refused: "),
    ([], "expected orders in it; found none"),
]


@pytest.mark.parametrize(("orders", "told"), NOT_GOLD)
def test_what_no_page_was_made_of_is_told_and_no_gold_written(orders: list[dict[str, object]], told: str, tmp_path: Path) -> None:
    job_of(tmp_path, [SECTION])
    gold_in(tmp_path)  # of an earlier state of the corrections
    job_of(tmp_path, orders)
    with pytest.raises(PipelineError, match=told) as refusal:
        gold_in(tmp_path)
    assert "gold of the other pages" not in str(refusal.value)
    assert (tmp_path / "gold" / "gold" / f"{PAGE_ID}.json").exists() == (REFUSED not in orders)


def test_gold_of_the_other_pages_is_written(tmp_path: Path) -> None:
    job_of(tmp_path, [SECTION, GONE])
    with pytest.raises(PipelineError, match=r"corrections.jsonl:2: .*\n.*gold of the other pages is in"):
        gold_in(tmp_path)
    assert (tmp_path / "gold" / "gold" / f"{PAGE_ID}.json").exists()


def test_a_corrected_page_becomes_gold(tmp_path: Path) -> None:
    job_of(tmp_path, [SECTION])
    found = gold_in(tmp_path)
    gold = json.loads((tmp_path / "gold" / "gold" / f"{PAGE_ID}.json").read_text(encoding="utf-8"))
    assert (found, gold["file"], gold["chars"]) == (1, f"{PAGE_ID}.txt", len(TEXT))
    assert (tmp_path / "gold" / "pages" / gold["file"]).read_text(encoding="utf-8") == TEXT
    sections = gold["speeches"][0]["sections"]
    heading_end = TEXT.index("\n要做完")
    assert {"start": SECTION["at"], "marker_len": 0, "heading_end": heading_end, "parent": TEXT.index("一、"),
            "kind": "bare", "inline": False} in sections  # fmt: skip
