"""The gate lets a sound dataset pass, and stops every seeded fault by the name of the check that is there for it."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.audit import DOORS, GATES, find_faults, run
from pipeline.errors import PipelineError
from pipeline.job import Job
from pipeline.making import describe_making
from pipeline.release import Release
from pipeline.settings import Settings
from tests.corruptions import (
    FIRST,
    Fault,
    add_file,
    alter_bytes,
    alter_cell,
    alter_head,
    alter_json,
    alter_parquet,
    alter_rows,
    as_null,
    as_type,
    both,
    cut_file,
    move_row,
    no_seal,
    remove_file,
    rename_file,
    replace_text,
    seal_all,
    seal_checksums,
    seal_digests,
    seal_files,
    swap_cells,
)

Seal = Callable[[Release], None]

NOBODY = "0000000000000000"
FAULTS: list[tuple[str, str, Fault, Seal]] = [
    ("manifest", "manifest cut short", cut_file("manifest.json"), no_seal),
    ("manifest", "manifest without files", alter_json("manifest.json", lambda m: m.pop("files")), seal_checksums),
    ("types", "null-first column", alter_parquet("speeches", as_null("speaker")), seal_digests),
    ("types", "narrower numbers", alter_parquet("sections", as_type("depth", "int16")), seal_digests),
    ("types", "large strings", alter_parquet("pages", as_type("text", "large_string")), seal_digests),
    ("types", "a column lost", alter_parquet("pages", lambda t: t.drop_columns(["author"])), seal_files),
    ("types", "a column too many", alter_parquet("pages", lambda t: t.append_column("more", t["text"])), seal_files),
    ("types", "columns in another order", alter_parquet("pages", lambda t: t.select(t.column_names[::-1])), seal_files),
    ("types", "Parquet cut short", cut_file(f"data/pages/{FIRST}"), no_seal),
    ("types", "a config lost", lambda r: shutil.rmtree(r.folder / "data" / "spans"), seal_files),
    ("checksums", "a byte altered", alter_bytes(f"data/pages/{FIRST}"), no_seal),
    ("checksums", "a sum altered", replace_text("checksums.sha256", "  LICENSE", "0  LICENSE"), no_seal),
    ("checksums", "a line lost", lambda r: (r.folder / "checksums.sha256").write_text(""), no_seal),
    ("checksums", "no checksums", remove_file("checksums.sha256"), no_seal),
    ("files", "a file altered, sums made again", replace_text("LICENSE", "Apache", "Apach"), seal_checksums),
    ("files", "a file lost", remove_file("jsonl/pages/test.jsonl"), seal_checksums),
    ("files", "a file too many", add_file("notes.txt", "left over\n"), seal_checksums),
    ("files", "a stale line count", alter_json("manifest.json", lambda m: m["files"][f"data/pages/{FIRST}"].update(n_rows=9)), seal_checksums),
    ("shards", "a shard lost", rename_file(f"data/spans/{FIRST}", "data/spans/train-00000-of-00002.parquet"), seal_digests),
    ("shards", "a foreign file", rename_file("data/pages/test-00000-of-00001.parquet", "data/pages/test.parquet"), seal_digests),
    ("shards", "a split lost", remove_file("data/spans/test-00000-of-00001.parquet"), seal_all),
    ("shards", "JSON lines lost", remove_file("jsonl/pages/test.jsonl"), seal_all),
    ("provenance", "a subject altered", alter_json("provenance.json", lambda p: p["subject"].pop(0)), seal_checksums),
    ("provenance", "another predicate", alter_json("provenance.json", lambda p: p.update(predicateType="x")), seal_checksums),
    ("provenance", "no statement", add_file("provenance.json", "[]\n"), seal_checksums),
    ("json schema", "a laxer schema", alter_json("schema/spans.schema.json", lambda s: s["properties"]["kind"].pop("enum")), seal_digests),
    ("json schema", "no schema", remove_file("schema/spans.schema.json"), seal_digests),
    ("layout", "no page index", alter_parquet("pages", lambda t: t, write_page_index=False), seal_all),
    ("layout", "another compression", alter_parquet("pages", lambda t: t, compression="snappy"), seal_all),
    ("layout", "a row group a row", alter_parquet("sections", lambda t: t, row_group_size=1), seal_all),
    ("layout", "an empty split", alter_parquet("pages", lambda t: t[:0], split="test"), seal_all),
    ("digests", "a cell altered", alter_cell("sections", "rule", "dash"), seal_files),
    ("digests", "a row lost", alter_rows("spans", lambda rows: rows[1:]), seal_files),
    ("digests", "a row doubled", alter_rows("sections", lambda rows: [rows[0], *rows]), seal_files),
    ("digests", "cells exchanged", swap_cells("sections", "keywords", 1, 2), seal_files),
    ("digests", "a wrong count", alter_json("manifest.json", lambda m: m["configs"]["spans"]["test"].update(n_rows=1)), seal_files),
    ("digests", "a split too many", alter_json("manifest.json", lambda m: m["configs"]["spans"].update(more={})), seal_files),
    ("contract", "a value off the list", alter_cell("sections", "role", "middle"), seal_all),
    ("contract", "a wrong length", alter_cell("sections", "n_chars", 1), seal_all),
    ("contract", "other words than the text", alter_cell("sections", "tokens", ["种子"]), seal_all),
    ("contract", "a null where none may be", alter_cell("pages", "encoding", None), seal_all),
    ("contract", "an id of another form", alter_cell("spans", "speech_id", "p1"), seal_all),
    ("ids", "a row doubled everywhere", alter_rows("sections", lambda rows: [rows[0], *rows]), seal_all),
    ("ids", "a page in two splits", both(move_row("pages", 0, "train", "test"), alter_rows("pages", lambda rows: [rows[0], *rows], "test")), seal_all),
    ("laws", "an orphan", alter_cell("sections", "speech_id", f"{NOBODY}-p0"), seal_all),
    ("laws", "a heading moved", swap_cells("sections", "heading", 2, 3), seal_all),
    ("laws", "a text of our own", alter_cell("speeches", "text", "同志们:今天不开会。"), seal_all),
    ("laws", "a page text altered", alter_rows("pages", lambda rows: [{**r, "text": "x" + str(r["text"])[1:][::-1]} for r in rows]), seal_all),
    ("laws", "a span lost", alter_rows("spans", lambda rows: rows[:3] + rows[4:]), seal_all),
    ("laws", "spans of nobody", alter_rows("spans", lambda rows: [*rows, {**rows[0], "page_id": NOBODY}]), seal_all),
    ("laws", "rows out of reading order", alter_rows("sections", lambda rows: rows[::-1]), seal_all),
    ("laws", "a wrong number of sections", alter_cell("speeches", "n_sections", 9), seal_all),
    ("splits", "a row in the files of another split", move_row("sections", 0, "train", "test"), seal_all),
    ("splits", "spans in the files of another split", move_row("spans", 0, "train", "test"), seal_all),
    ("splits", "a split renamed", alter_cell("pages", "split", "test"), seal_all),
    ("clusters", "a cut cluster", both(alter_cell("speeches", "split", "test", 1), alter_cell("speeches", "split", "train", 3)), seal_all),
    ("clusters", "a cluster named after nobody", alter_cell("sections", "cluster_id", f"{NOBODY}-s1"), seal_all),
    ("clusters", "a duplicate of nothing", alter_cell("sections", "duplicate_of", f"{NOBODY}-s1"), seal_all),
    ("clusters", "nothing kept of a cluster", alter_rows("speeches", lambda rows: [{**r, "duplicate_of": r["cluster_id"]} for r in rows]), seal_all),
    ("sources", "another source", alter_rows("pages", lambda rows: [{**r, "sha256": str(r["sha256"])[:-1] + "0"} for r in rows]), seal_all),
    ("sources", "no list of sources", lambda r: (r.folder / "sources.sha256").write_bytes(b"\xff"), seal_digests),
    ("card head", "a wrong number of rows", replace_text("README.md", "num_examples: 14", "num_examples: 15"), seal_digests),
    ("card head", "a key twice", replace_text("README.md", "license:", "license: mit\nlicense:"), seal_digests),
    ("card head", "an unknown licence", replace_text("README.md", "license: apache-2.0", "license: apache"), seal_digests),
    ("card head", "an unknown task", replace_text("README.md", "- fill-mask", "- fill-the-mask"), seal_digests),
    ("card head", "an unknown key", replace_text("README.md", "license:", "licence: mit\nlicense:"), seal_digests),
    ("card head", "a config lost", alter_head(lambda head: head["configs"].pop()), seal_digests),
    ("card head", "a stale version", replace_text("README.md", "version: 0.1.0", "version: 0.0.9"), seal_digests),
    ("card head", "a wrong size", replace_text("README.md", "n<1K", "1K<n<10K"), seal_digests),
    ("card head", "no YAML", replace_text("README.md", "language:", "language: ]"), seal_digests),
    ("card head", "no head", replace_text("README.md", "---\n", ""), seal_digests),
    ("card head", "no card", remove_file("README.md"), seal_digests),
    ("card figures", "a figure typed over", replace_text("README.md", "| `sections` | 14 |", "| `sections` | 15 |"), seal_digests),
    ("card figures", "a stale card", alter_cell("sections", "defects", ["cut_end"]), seal_digests),
    ("card figures", "another record", replace_text("README.md", '"ordinal":', '"place":'), seal_digests),
    ("card figures", "other rejections", alter_json("manifest.json", lambda m: m.update(rejected={"empty": 7})), seal_checksums),
    ("card pictures", "a stale picture", replace_text("assets/ledger.svg", "<title>", "<title>about "), seal_digests),
    ("card pictures", "a picture lost", remove_file("assets/ledger.svg"), seal_digests),
    ("card pictures", "a picture too many", add_file("assets/old.svg", "<svg/>\n"), seal_digests),
    ("croissant", "a wrong sum", alter_json("croissant.json", lambda c: c["distribution"][0].update(sha256="0" * 64)), seal_digests),
    ("croissant", "a file lost", alter_json("croissant.json", lambda c: c["distribution"].pop(0)), seal_digests),
    ("croissant", "a wrong column", alter_json("croissant.json", lambda c: c["recordSet"][0]["field"][0].update(name="id")), seal_digests),
    ("croissant", "a wrong type", alter_json("croissant.json", lambda c: c["recordSet"][0]["field"][4].update(dataType="sc:Text")), seal_digests),
    ("croissant", "a record set too many", alter_json("croissant.json", lambda c: c["recordSet"].append({"@id": "x"})), seal_digests),
    ("croissant", "no licence", alter_json("croissant.json", lambda c: c.pop("license")), seal_digests),
    ("croissant", "no word on personal data", alter_json("croissant.json", lambda c: c.pop("rai:personalSensitiveInformation")), seal_digests),
    ("croissant", "no JSON", add_file("croissant.json", "{"), seal_digests),
]  # fmt: skip
"""The gate that must speak, the fault, and what is brought up to date after it."""

MISLOADED: list[tuple[Fault, list[str]]] = [
    (replace_text("jsonl/sections/train.jsonl", "种子", "种籽"), ["sections: jsonl: train: expected the digests of the manifest", "sections: lines: train: expected"]),
    (lambda r: drop_line(r.folder / "jsonl/spans/train.jsonl"), ["spans: lines: train: expected 72 rows, found 71"]),
    (replace_text("jsonl/pages/test.jsonl", '"author"', '"writer"'), ["pages: lines: expected to be loaded"]),
    (replace_text("README.md", "num_examples: 72", "num_examples: 73"), ["spans: datasets: expected to be loaded"]),
    (replace_text("README.md", "dtype: int64", "dtype: int32"), ["pages: streaming: train: expected the features", "pages: datasets: train: expected the features"]),
    (
        alter_parquet("speeches", lambda table: table.take([0, 1, 2, 2])),
        [f"speeches: {reader}: train: expected the digests" for reader in ("datasets", "streaming", "polars", "duckdb")],
    ),
]  # fmt: skip
"""Faults that one of the readers meets, with what it must say; they touch different files, so that one run shows them all."""


def drop_line(path: Path) -> None:
    """The last line of a file is gone."""
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


@pytest.fixture
def copy(staged: Release, tmp_path: Path) -> Release:
    """A copy of the staged dataset, to be spoilt."""
    shutil.copytree(staged.folder, tmp_path / "copy")
    return replace(staged, folder=tmp_path / "copy")


def test_a_sound_dataset_passes_every_gate(staged: Release) -> None:
    assert find_faults(staged.folder) == []


@pytest.mark.parametrize("seal", [seal_checksums, seal_files, seal_digests, seal_all])
def test_a_seal_without_a_fault_changes_nothing(seal: Seal, copy: Release) -> None:
    before = {path: path.read_bytes() for path in copy.folder.rglob("*") if path.is_file()}
    seal(copy)
    assert [path.name for path in before if path.read_bytes() != before[path]] == []


@pytest.mark.parametrize(("gate", "name", "fault", "seal"), FAULTS, ids=[f"{gate}: {name}" for gate, name, _fault, _seal in FAULTS])
def test_a_fault_is_stopped_by_name(gate: str, name: str, fault: Fault, seal: Seal, copy: Release) -> None:
    fault(copy)
    seal(copy)
    found = find_faults(copy.folder, [gate] if gate in GATES else [])
    assert {fault.gate for fault in found} == {gate}, name
    assert all("\n" not in str(fault) for fault in found)


def test_what_users_load_is_compared_with_the_manifest(copy: Release) -> None:
    for fault, _messages in MISLOADED:
        fault(copy)
    found = "\n".join(map(str, find_faults(copy.folder, ["loading"])))
    assert [message for _fault, messages in MISLOADED for message in messages if f"loading: data: {message}" not in found] == [], found


def test_every_gate_is_seen_to_fail() -> None:
    assert {gate for gate, *_rest in FAULTS} | {"loading"} == {*DOORS, *GATES}


def test_a_fault_leaves_the_last_dataset_in_place_and_says_so(staged: Release, tmp_path: Path) -> None:
    job = Job((), tmp_path, Settings())
    shutil.copytree(staged.folder, job.staging)
    (job.dataset).mkdir()
    (job.dataset / "old.txt").write_text("the last release\n", encoding="utf-8")
    (job.staging / "README.md").unlink()
    with pytest.raises(PipelineError, match=r"README\.md: expected a file, as the manifest lists it"):
        run(job)
    assert [path.name for path in job.dataset.iterdir()] == ["old.txt"]


def test_a_release_is_what_the_making_says(staged: Release) -> None:
    assert staged.making == describe_making(staged.settings)
