"""What was withdrawn never returns: not under another name, not as a copy, not damaged, and not in the release after the next."""

import json
from pathlib import Path
from random import Random

import polars as pl
import pytest

from pipeline import extract
from pipeline.annotation.fingerprint_files import write_fingerprints, write_seeds
from pipeline.annotation.withdrawn import find_quoting, read_list, read_withdrawn, write_lines
from pipeline.job.job import Job
from pipeline.job.settings import read_settings
from tests.tools.planted import damage, draw_sentences, make_texts

RANDOM = Random(5)
TEXTS = make_texts(8, 600, draw_sentences(), RANDOM)


def page(number: int, text: str) -> str:
    """A page with this text."""
    return f"在第{number}次会议上的讲话\n\n同志们：\n\n{text}\n\n谢谢大家！\n"


def release(folder: Path, texts: dict[str, str], said: str) -> dict[str, str]:
    """Extract these pages as a release; the ids of the pages that are left, by source."""
    (folder / "pages").mkdir(parents=True)
    for name, text in texts.items():
        (folder / "pages" / name).write_text(text, encoding="utf-8")
    (folder / "dataset.toml").write_text(said, encoding="utf-8")
    job = Job((str(folder / "pages"),), folder / "output", read_settings(folder / "dataset.toml"))
    keys = extract.run(job)["shards"]
    assert isinstance(keys, list)
    for table in ("pages", "speeches"):
        rows = pl.concat([pl.read_parquet(job.work / "extract" / key / f"{table}.parquet") for key in keys])
        (folder / "dataset" / "data" / table).mkdir(parents=True)
        rows.with_columns(split=pl.lit("train")).write_parquet(folder / "dataset" / "data" / table / "train-0.parquet")
    (folder / "dataset" / "withdrawn.jsonl").write_text("".join(read_list(job.work)), encoding="utf-8")
    pages = pl.read_parquet(folder / "dataset" / "data" / "pages" / "train-0.parquet")
    return dict(zip(pages["source"], pages["page_id"], strict=True))


FIRST = {f"{number}.txt": page(number, text) for number, text in enumerate(TEXTS)}
RETURNS = {
    "same.txt": FIRST["3.txt"],
    "end.txt": FIRST["3.txt"] + "\n",
    "damaged.txt": page(9, damage(TEXTS[3], 0.05, RANDOM)),
    "beside.txt": page(9, TEXTS[3]) + "\n" + page(10, TEXTS[4]),
    "wide.txt": FIRST["3.txt"].replace("，", ","),
}
OTHERS = {"other.txt": FIRST["5.txt"], "half.txt": page(11, TEXTS[6])}


@pytest.mark.parametrize("column", ["page_id", "speech_id", "sha256"])
def test_a_withdrawn_text_returns_in_no_later_release(column: str, tmp_path: Path) -> None:
    release(tmp_path / "1", FIRST, "")
    table = "speeches" if column == "speech_id" else "pages"
    ids = pl.read_parquet(tmp_path / "1" / "dataset" / "data" / table / "train-0.parquet").sort("page_id")
    name = ids.filter(pl.col("text").str.contains(TEXTS[3][:40]))[column][0]
    (tmp_path / "2").mkdir()
    (tmp_path / "2" / "withdrawn.txt").write_text(f"# at the speaker's wish\n{name}\n", encoding="utf-8")
    previous = '[splits]\nprevious = "../{}/dataset"\n'
    second = release(tmp_path / "2", FIRST | RETURNS, previous.format(1) + '[personal]\nwithdrawn = "withdrawn.txt"\n')
    assert second.keys() == FIRST.keys() - {"3.txt"}
    third = release(tmp_path / "3", RETURNS | OTHERS, previous.format(2))
    assert third.keys() == OTHERS.keys()
    said = read_list(tmp_path / "3" / "dataset")
    assert said == read_list(tmp_path / "2" / "dataset")
    assert [TEXTS[3][:8] in line or name in line for line in said] == [False] * len(said)


def test_speeches_that_quote_a_withdrawn_text_are_named(tmp_path: Path) -> None:
    withdrawn = read_withdrawn(write_lines("a name", [TEXTS[3]]))
    texts = [TEXTS[4], TEXTS[5][:200] + TEXTS[3][100:220] + TEXTS[5][200:], TEXTS[6] + TEXTS[3][:30]]
    write_seeds(tmp_path / "a.arrow", write_fingerprints(tmp_path / "a.arrow", ["other", "quoting", "phrase"], texts))
    assert find_quoting(withdrawn, [tmp_path / "a.arrow"]) == ["quoting"]
    assert not withdrawn.find_copied(texts)
    assert find_quoting(read_withdrawn([]), [tmp_path / "a.arrow"]) == []


def test_an_address_withdraws_a_text_that_no_release_had(tmp_path: Path) -> None:
    records = [{"text": FIRST["1.txt"], "url": "https://example.org/1"}, {"text": FIRST["2.txt"], "url": "https://example.org/2"}]
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "gone.txt").write_text("https://example.org/1 # by letter\n", encoding="utf-8")
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    left = release(tmp_path / "1", {"a.jsonl": lines, "copy.txt": FIRST["1.txt"] + "\n"}, '[personal]\nwithdrawn = "gone.txt"\n')
    assert list(left) == ["a.jsonl!2"]


def test_a_name_that_names_nothing_is_told_of_and_a_copy_says_of_what(tmp_path: Path) -> None:
    records = [{"text": FIRST["1.txt"], "url": "http://example.org/1"}, {"text": FIRST["2.txt"], "url": "http://example.org/2"}]
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, text in {"a.jsonl": lines, "copy.txt": FIRST["1.txt"] + "\n", "3.txt": FIRST["3.txt"]}.items():
        (pages / name).write_text(text, encoding="utf-8")
    (pages / "dataset.toml").touch()
    names = "# by letter\nhttps://example.org/2\n\nhttp://example.org/1 # gone\n0000000000000000\n0000000000000000-p1\n?!\n"
    (pages / "withdrawn.txt").write_text(names, encoding="utf-8")
    job = Job((str(pages),), tmp_path / "output", read_settings(pages / "dataset.toml"))
    found = extract.run(job)
    said = "names nothing in the sources nor in the release before; expected a page_id, speech_id, sha256 or url"
    wrong = {2: "https://example.org/2", 5: "0000000000000000", 6: "0000000000000000-p1", 7: "?!"}
    assert found["unmet"] == [f"withdrawn.txt:{line}: {name}: {said}" for line, name in wrong.items()]
    kept = pl.concat([pl.read_parquet(job.work / "extract" / key / "rejected.parquet") for key in found["shards"]])  # type: ignore[attr-defined]
    assert dict(kept.select("source", "detail").iter_rows()) == {
        "a.jsonl!1": "named by 「http://example.org/1」",
        "copy.txt": "a copy or near-duplicate of what is named by 「http://example.org/1」",
    }
