"""Annotation of several shards: clusters reach across them, pages of a cluster share a split, workers change nothing."""

import dataclasses
from functools import partial
from pathlib import Path
from random import Random

import polars as pl
import pyarrow as pa
import pytest

from pipeline import annotate, extract
from pipeline.annotation.words import IDS, renew_words
from pipeline.job.job import Job
from pipeline.job.settings import parse_settings
from pipeline.work.files import write_json
from pipeline.work.tables import read_table
from tests.tools.planted import damage, draw_sentences, make_texts

RANDOM = Random(11)
TEXTS = make_texts(60, 400, draw_sentences(), RANDOM)


def write_pages(folder: Path) -> None:
    """64 pages in several shards: 60 different ones, and copies of the first one, damaged, at the end of four shards."""
    names = [f"{number:04d}.txt" for number in range(64)]
    copies = [damage(TEXTS[0], 0.03, RANDOM) for _copy in range(4)]
    bodies = iter(TEXTS)
    for place, name in enumerate(names):
        body = copies.pop() if place % 16 == 15 else next(bodies)
        (folder / name).write_text(f"在第{place}次会议上的讲话\n\n同志们：\n\n{body}\n\n谢谢大家！\n", encoding="utf-8")


SAID: dict[str, dict[str, object]] = {"splits": {"validation": 0.2, "test": 0.2}, "readers": {"shard_bytes": 40_000}}


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A job whose pages are extracted."""
    folder = tmp_path_factory.mktemp("pages")
    write_pages(folder)
    settings = parse_settings(SAID)
    made = Job((str(folder),), tmp_path_factory.mktemp("output"), settings)
    write_json(made.work / "extract.json", {"key": "", **extract.run(made)})
    return made


@pytest.fixture(scope="module")
def keys(job: Job) -> list[str]:
    """The keys of its annotated shards."""
    return list(annotate.run(job)["shards"])


def tables(job: Job, keys: list[str], name: str) -> pl.DataFrame:
    """One table of all shards."""
    return pl.concat([pl.DataFrame(read_table(job.work / "annotate" / key, name)) for key in keys])


def test_copies_in_several_shards_are_one_cluster_in_one_split(job: Job, keys: list[str]) -> None:
    assert len(keys) > 1
    speeches = tables(job, keys, "speeches")
    clusters = speeches.group_by("cluster_id").agg(pl.col("speech_id"), pl.col("split").n_unique().alias("splits"))
    copied = clusters.filter(pl.col("speech_id").list.len() > 1).row(0, named=True)
    assert len(copied["speech_id"]) == 5
    assert (copied["cluster_id"], copied["splits"]) == (min(copied["speech_id"]), 1)
    assert clusters.height == 60
    assert set(speeches["split"]) == {"train", "validation", "test"}


def test_every_record_but_the_kept_one_points_to_it(job: Job, keys: list[str]) -> None:
    for name, key in IDS.items():
        frame = tables(job, keys, name)
        kept = frame.filter(pl.col("duplicate_of").is_null())
        assert kept[key].to_list() == kept["cluster_id"].to_list()
        copies = frame.filter(pl.col("duplicate_of").is_not_null())
        assert copies["duplicate_of"].to_list() == copies["cluster_id"].to_list()


def test_a_page_and_its_records_share_a_split(job: Job, keys: list[str]) -> None:
    pages = dict(tables(job, keys, "pages").select("page_id", "split").iter_rows())
    for name in IDS:
        assert all(pages[page] == split for page, split in tables(job, keys, name).select("page_id", "split").iter_rows())


def test_tokens_join_to_the_text_and_a_speech_counts_those_of_its_sections(job: Job, keys: list[str]) -> None:
    sections, speeches = tables(job, keys, "sections"), tables(job, keys, "speeches")
    assert sections["tokens"].list.join("").to_list() == sections["text"].to_list()
    assert sections["tokens"].list.len().to_list() == sections["n_tokens"].to_list()
    counted = sections.group_by("speech_id").agg(pl.col("n_tokens").sum())
    assert sorted(counted.iter_rows()) == sorted(speeches.select("speech_id", "n_tokens").iter_rows())
    assert speeches["keywords"].list.len().min() == 10


@pytest.mark.slow
def test_two_workers_write_the_same_shards(job: Job, keys: list[str], tmp_path: Path) -> None:
    other = dataclasses.replace(job, output=tmp_path, workers=2)
    write_json(other.work / "extract.json", {"key": "", **extract.run(other)})
    assert annotate.run(other)["shards"] == keys
    for key in keys:
        for path in (job.work / "annotate" / key).iterdir():
            assert path.read_bytes() == (other.work / "annotate" / key / path.name).read_bytes(), path.name


def test_similarities_are_named_among_the_outputs_and_those_of_other_code_go(job: Job, keys: list[str]) -> None:
    (old := job.work / "similar-speeches-0123456789abcdef.npy").touch()
    outputs = annotate.run(job)["outputs"]
    assert not old.exists()
    assert {f"work/{path.name}" for path in job.work.iterdir() if path.name.startswith("similar-sp")} & {*outputs}


CHANGES: list[tuple[str, dict[str, dict[str, object]], bool]] = [
    ("another salt", {"splits": SAID["splits"] | {"salt": "other"}}, True),
    ("fewer keywords", {"words": {"keywords": 3}}, True),
    ("another title", {"dataset": {"title": "other"}}, False),
]


@pytest.mark.parametrize(("what", "change", "moves"), CHANGES)
def test_a_setting_that_matters_gives_other_shards(
    what: str, change: dict[str, dict[str, object]], moves: bool, job: Job, keys: list[str]
) -> None:
    settings = parse_settings(SAID | change)
    assert (annotate.run(dataclasses.replace(job, settings=settings))["shards"] != keys) is moves, what


def test_other_code_that_makes_the_same_rows_ends_there(job: Job, keys: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are parsed again, and no word is looked for again, nor a shard written or checked."""
    times = {path: path.stat().st_mtime_ns for name in ("words", "annotate") for path in (job.work / name).rglob("*")}
    parsed: list[object] = []
    parse = extract.extract_shard
    monkeypatch.setattr(extract, "code_digest", lambda _module: "other code")
    monkeypatch.setattr(extract, "extract_shard", lambda *said: parsed.append(said) or parse(*said))  # type: ignore[func-returns-value]
    write_json(job.work / "extract.json", {"key": "", **extract.run(job)})
    assert annotate.run(job)["shards"] == keys
    assert len(parsed) == len(keys)
    assert {path: path.stat().st_mtime_ns for name in ("words", "annotate") for path in (job.work / name).rglob("*")} == times


def test_words_of_texts_that_stay_are_not_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def tables(texts: dict[str, list[str]]) -> dict[str, pa.Table]:
        sections = [(f"{speech}-s{place}", speech, text) for speech, some in texts.items() for place, text in enumerate(some)]
        columns = dict(zip(("section_id", "speech_id", "text"), map(list, zip(*sections, strict=True)), strict=True))
        return {"speeches": pa.table({"speech_id": [*texts]}), "sections": pa.table(columns)}

    cut = list[str]()

    def segment(text: str) -> list[str]:
        cut.append(text)
        return [*text]

    find = partial(annotate.words_tables, segment, 3)
    old = tables({"a": ["植树护林", ""], "b": ["防汛抗旱", "责任到人"], "c": ["春耕备耕"], "d": ["修桥铺路", "办学校"]})
    new = tables({"e": ["养老助残"], "a": ["植树护林", ""], "b": ["防汛抗旱", "责任到户"], "d": ["修桥铺路"]})
    found = find(old)
    before = {name: rows.add_column(0, "id", old[name][IDS[name]]) for name, rows in found.items()}
    cut.clear()
    renewed = renew_words(new, before, find)
    assert cut == ["养老助残", "防汛抗旱", "责任到户", "修桥铺路"]
    assert renewed == find(new)
