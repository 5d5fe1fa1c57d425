"""The gate lets a sound dataset pass, and stops every seeded fault by the name of the check that is there for it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.annotation.withdrawn import write_lines
from pipeline.audit.gates import DOORS, GATES, VERIFYING, find_faults, pass_gate, run
from pipeline.audit.loading import WAITING, check_loading, start_loading, stop_loading
from pipeline.job.errors import PipelineError
from pipeline.job.job import Advance, Job
from pipeline.job.settings import Settings
from pipeline.release.folder import Release
from pipeline.release.leakage import measure_leakage
from pipeline.release.manifest import describe_making
from pipeline.work.files import write_json
from tests.tools.corruptions import (
    FIRST,
    Fault,
    Row,
    add_file,
    alter_all,
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
    double_row,
    drop_line,
    move_row,
    no_seal,
    remove_file,
    remove_folder,
    rename_file,
    replace_text,
    seal_all,
    seal_checksums,
    seal_digests,
    seal_files,
    swap_cells,
)

Seal = Callable[[Release], None]

in_manifest = partial(alter_json, "manifest.json")
in_croissant = partial(alter_json, "croissant.json")
in_provenance = partial(alter_json, "provenance.json")
in_card = partial(replace_text, "README.md")


def measure_again(release: Release) -> None:
    """leakage.json is measured again."""
    write_json(release.folder / "leakage.json", measure_leakage(release.folder))


def end_early(row: Row) -> int:
    """The end of a section as if nothing stood below it."""
    return int(str(row["end"])) - (5 if row["heading"] == "把种子备好" else 0)


def cut_by_character(row: Row) -> Row:
    """Tokens of one character each."""
    return {"tokens": list(str(row["text"])), "n_tokens": len(str(row["text"]))}


def state_first(name: str, value: str, start: int, end: int) -> Fault:
    """Something is said to be stated of the first speech, at a place on its page."""
    said = {name: value, f"{name}_start": start, f"{name}_end": end}
    return alter_rows("speeches", lambda rows: [rows[0] | said, *rows[1:]])


def withdraw(column: str, row: int) -> Fault:
    """A speech that is published is withdrawn, by a name or by its text."""

    def fault(release: Release) -> None:
        said = str(pq.read_table(release.folder / "data" / "speeches" / FIRST)[column][row].as_py())
        lines = write_lines("another name", [said]) if column == "text" else write_lines(said, [])
        (release.folder / "withdrawn.jsonl").write_text("".join(lines), encoding="utf-8")

    return fault


def copy_to_test(release: Release) -> None:
    """A speech of train stands in test as well, under the name of another."""
    text = pq.read_table(release.folder / "data" / "speeches" / FIRST)["text"][1].as_py()
    alter_cell("speeches", "text", text, 1, "test")(release)
    alter_cell("speeches", "n_chars", len(text), 1, "test")(release)


def as_link(name: str) -> Fault:
    """A file is a link to the same bytes elsewhere."""

    def fault(release: Release) -> None:
        path = release.folder / name
        path.rename(release.folder.parent / "elsewhere")
        path.symlink_to(release.folder.parent / "elsewhere")

    return fault


def alter_lines(config: str, alter: Callable[[list[bytes]], list[bytes]]) -> Fault:
    """The JSON lines of train are others."""

    def fault(release: Release) -> None:
        path = release.folder / "jsonl" / config / "train-00000-of-00001.jsonl"
        path.write_bytes(b"".join(alter(path.read_bytes().splitlines(keepends=True))))

    return fault


def turn_keys(line: bytes) -> bytes:
    """The same row with its keys from the last to the first."""
    return json.dumps(dict(reversed(json.loads(line).items())), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


NOBODY = "0000000000000000"
FAULTS: dict[str, list[tuple[str, Fault, Seal]]] = {
    "manifest": [
        ("cut short", cut_file("manifest.json"), no_seal),
        ("without files", in_manifest(lambda m: m.pop("files")), seal_checksums),
        ("a key too many", in_manifest(lambda m: m.update(more=1)), seal_files),
        ("another name", in_manifest(lambda m: m["dataset"].update(name="ours")), seal_files),
        ("other words", in_manifest(lambda m: m["configuration"]["dataset"].update(license="mit")), seal_files),
        ("words that no dataset.toml says", in_manifest(lambda m: m["configuration"]["dataset"].update(version="1")), seal_files),
    ],
    "types": [
        ("null-first column", alter_parquet("speeches", as_null("speaker")), seal_digests),
        ("narrower numbers", alter_parquet("sections", as_type("depth", "int16")), seal_digests),
        ("large strings", alter_parquet("pages", as_type("text", "large_string")), seal_digests),
        ("a column lost", alter_parquet("pages", lambda t: t.drop_columns(["author"])), seal_files),
        ("a column too many", alter_parquet("pages", lambda t: t.append_column("more", t["text"])), seal_files),
        ("columns in another order", alter_parquet("pages", lambda t: t.select(t.column_names[::-1])), seal_files),
        ("Parquet cut short", cut_file(f"data/pages/{FIRST}"), no_seal),
        ("a config lost", remove_folder("data/spans"), seal_files),
        ("pages of a split lost", remove_file("data/pages/test-00000-of-00001.parquet"), no_seal),
    ],
    "files": [
        ("a byte altered", alter_bytes(f"data/pages/{FIRST}"), no_seal),
        ("a file altered, sums made again", replace_text("LICENSE", "Apache", "Apach"), seal_checksums),
        ("a file lost", remove_file("jsonl/pages/test-00000-of-00001.jsonl"), seal_checksums),
        ("a file too many", add_file("notes.txt", "left over\n"), seal_checksums),
        ("an empty folder", lambda release: (release.folder / "data" / "more").mkdir(), no_seal),
        ("a link for a file", as_link("LICENSE"), seal_checksums),
        ("a stale line count", in_manifest(lambda m: m["files"][f"data/pages/{FIRST}"].update(n_rows=9)), seal_checksums),
    ],
    "shards": [
        ("a shard lost", rename_file(f"data/spans/{FIRST}", "data/spans/train-00000-of-00002.parquet"), seal_digests),
        ("a foreign file", rename_file("data/text/test-00000-of-00001.parquet", "data/text/test.parquet"), seal_digests),
        ("a split lost", remove_file("data/spans/test-00000-of-00001.parquet"), seal_digests),
        ("JSON lines lost", remove_file("jsonl/pages/test-00000-of-00001.jsonl"), seal_digests),
    ],
    "layout": [
        ("no page index", alter_parquet("pages", lambda t: t, write_page_index=False), seal_digests),
        ("another compression", alter_parquet("pages", lambda t: t, compression="snappy"), seal_digests),
        ("a row group a row", alter_parquet("spans", lambda t: t, row_group_size=1), seal_digests),
        ("an empty split", alter_parquet("pages", lambda t: t[:0], split="test"), seal_digests),
    ],
    "ids": [
        ("a row doubled everywhere", alter_rows("sections", lambda rows: [rows[0], *rows]), seal_digests),
        ("a page in two splits", double_row("pages", 0, "train", "test"), seal_digests),
    ],
    "laws": [
        ("an orphan", alter_cell("sections", "speech_id", f"{NOBODY}-p0"), seal_digests),
        ("a page text altered", alter_all("pages", lambda r: {"text": str(r["text"])[::-1]}), seal_digests),
        ("a span lost", alter_rows("spans", lambda rows: rows[:3] + rows[4:]), seal_digests),
        ("spans of nobody", alter_rows("spans", lambda rows: [*rows, {**rows[0], "page_id": NOBODY}]), seal_digests),
        ("rows out of reading order", alter_rows("sections", lambda rows: rows[::-1]), seal_digests),
    ],
    "splits": [
        ("a row in the files of another split", move_row("sections", 0, "train", "test"), seal_digests),
        ("spans in the files of another split", move_row("spans", 0, "train", "test"), seal_digests),
        ("a split renamed", alter_cell("pages", "split", "test"), seal_digests),
    ],
    "clusters": [
        ("a cluster named after nobody", alter_cell("sections", "cluster_id", f"{NOBODY}-s1"), seal_digests),
        ("a duplicate of nothing", alter_cell("sections", "duplicate_of", f"{NOBODY}-s1"), seal_digests),
        ("nothing kept of a cluster", alter_all("speeches", lambda r: {"duplicate_of": r["cluster_id"]}), seal_digests),
    ],
    "leakage": [
        ("a similarity typed over", alter_json("leakage.json", lambda f: f["speeches"].clear()), seal_digests),
        ("a cluster cut and said", both(alter_cell("speeches", "split", "test"), measure_again), seal_digests),
        ("a copy under another name in another split", both(copy_to_test, measure_again), seal_digests),
        ("no leakage.json", remove_file("leakage.json"), seal_digests),
    ],
    "words": [
        ("words cut otherwise", alter_all("sections", cut_by_character), seal_digests),
    ],
    "withdrawn": [
        ("a withdrawn page", withdraw("page_id", 0), seal_digests),
        ("a withdrawn speech", withdraw("speech_id", 1), seal_digests),
        ("a copy of a withdrawn speech", withdraw("text", 1), seal_digests),
        ("a list that is none", add_file("withdrawn.jsonl", "{}\n"), seal_digests),
    ],
    "sources": [
        ("a source renamed", alter_cell("pages", "source", "x.txt"), seal_digests),
        ("a source more", add_file("sources.sha256", "0" * 64 + "  z.txt\n" + "1" * 64 + "  y.txt\n"), seal_digests),
        ("another source", alter_all("pages", lambda r: {"sha256": str(r["page_id"]) + "0" * 48}), seal_digests),
        ("no list of sources", remove_file("sources.sha256"), no_seal),
    ],
    "lines": [
        ("rows in another order", alter_lines("spans", lambda lines: lines[1:2] + lines[:1] + lines[2:]), seal_digests),
        ("keys in another order", alter_lines("spans", lambda lines: [turn_keys(lines[0]), *lines[1:]]), seal_digests),
        ("a key missing", alter_lines("spans", lambda x: [x[0].replace(b',"section_id":null', b""), *x[1:]]), seal_digests),
        ("a line lost", alter_lines("spans", lambda lines: lines[:-1]), seal_digests),
        ("a line more", alter_lines("spans", lambda lines: [*lines, lines[0]]), seal_digests),
        ("a blank line", alter_lines("spans", lambda lines: [*lines, b"\n"]), seal_digests),
        ("line ends of another system", alter_lines("spans", lambda x: [line[:-1] + b"\r\n" for line in x]), seal_digests),
        ("a mark of byte order", alter_lines("spans", lambda lines: [b"\xef\xbb\xbf", *lines]), seal_digests),
    ],
    "made again": [
        ("made by other code", in_manifest(lambda m: m["made_by"]["code"].update(extract="0" * 64)), seal_files),
        ("a sum altered", replace_text("checksums.sha256", "  LICENSE", "0  LICENSE"), no_seal),
        ("a line lost", add_file("checksums.sha256", ""), no_seal),
        ("no checksums", remove_file("checksums.sha256"), no_seal),
        ("a subject altered", in_provenance(lambda p: p["subject"].pop(0)), seal_checksums),
        ("another predicate", in_provenance(lambda p: p.update(predicateType="x")), seal_checksums),
        ("no statement", add_file("provenance.json", "[]\n"), seal_checksums),
        ("a stale card", alter_cell("sections", "defects", ["cut_end"]), seal_digests),
        ("other rejections", in_manifest(lambda m: m.update(rejected={"empty": 7})), seal_checksums),
    ],
}
"""The gate that must speak, the fault, and what is brought up to date after it."""

TOGETHER: list[tuple[str, Seal, dict[str, Fault]]] = [
    ("contract", seal_digests, {
        "sections: role isin": alter_cell("sections", "role", "middle"),
        "n_chars_is_the_length_of_text": alter_cell("sections", "n_chars", 1),
        "tokens_join_to_text": alter_cell("sections", "tokens", ["种子"]),
        "n_tokens_counts_the_tokens": alter_cell("sections", "n_tokens", 5),
        "pages: encoding not_nullable: 「None」": alter_cell("pages", "encoding", None),
        "speech_id str_matches('^[0-9a-f]{16}-p\\d+$'): 「p1」": alter_cell("spans", "speech_id", "p1"),
        "lists_hold_no_null": alter_cell("sections", "keywords", [None], 4),
        "defects_are_known": alter_cell("sections", "defects", ["nonsense"]),
        'keywords_are_tokens: 「{"heading_path":["把种子备好","选种要细"]': alter_cell("sections", "keywords", ["火车"], 2),
        "keywords_stand_in_the_text": alter_cell("speeches", "keywords", ["火车"]),
        "Speeches dates_are_of_the_calendar": alter_cell("speeches", "date", "2021-02-30"),
        "Pages dates_are_of_the_calendar": alter_cell("pages", "published", "2021-13-04T09:00"),
        "what_is_left_out_says_how_alike_it_is": alter_cell("sections", "similarity", 0.5),
    }),
    ("contract", seal_digests, {
        "Pages defects_are_known": alter_cell("pages", "defects", [None]),
        "Text defects_are_known": alter_cell("text", "defects", ["nonsense"]),
        "RetrievalSources defects_are_known": alter_cell("retrieval_sources", "defects", [None]),
        "Segmentation every_line_has_a_label": alter_cell("segmentation", "labels", [None]),
        "a_user_asks_and_an_assistant_answers":
            alter_cell("heading_generation_chat", "messages", [{"role": "robot", "content": "x"}]),
    }),
    ("digests", seal_files, {
        "sections/train: expected the digests of the manifest, others in rule": alter_cell("sections", "rule", "dash"),
        "speeches/train: expected the digest of rows of the manifest: the same cells stand in other rows":
            swap_cells("speeches", "keywords", 0, 1),
        "spans/train: expected 72 rows, found 71": alter_rows("spans", lambda rows: rows[1:]),
        "personal/train: expected 2 rows, found 3": alter_rows("personal", lambda rows: [rows[0], *rows]),
        "spans/test: expected 1 rows": in_manifest(lambda m: m["configs"]["spans"]["test"].update(n_rows=1)),
        "spans/more: expected its files": in_manifest(lambda m: m["configs"]["spans"].update(more={})),
    }),
    ("laws", seal_digests, {
        "heading paths": swap_cells("sections", "heading", 2, 3),
        "only deletion: text of": alter_cell("speeches", "text", "同志们:今天不开会。"),
        "counts balance": alter_cell("speeches", "n_sections", 9),
    }),
    ("views", seal_digests, {
        "text/train: made again: expected the digests of the manifest, others in text":
            alter_cell("text", "text", "同志们:今天不开会。"),
        "retrieval_pairs/train: made again: expected the digest of rows": swap_cells("retrieval_pairs", "positive", 0, 3),
        "segmentation/train: made again: expected 2 rows, found 3": alter_rows("segmentation", lambda rows: rows[1:]),
        "summary/train: made again: expected its rows": both(*map(remove_folder, ("data/summary", "jsonl/summary"))),
    }),
    ("values", seal_digests, {
        "number 7, expected 1 of '一、'": alter_cell("sections", "number", 7),
        "expected role opening, found closing": alter_cell("sections", "role", "closing", 0),
        "expected end 171, found 166": alter_all("sections", lambda r: {"end": end_early(r)}),
        "unknown defect broken": alter_cell("sections", "defects", ["broken"]),
        "expected no defect masked": alter_cell("sections", "defects", ["masked"], 4),
        "date '2021-02-30': no day of the calendar": alter_cell("speeches", "date", "2021-02-30"),
        "published 2021-13-01: no day of the calendar": alter_cell("pages", "published", "2021-13-01"),
        "speaker '张三': expected a place on the page": alter_cell("speeches", "speaker", "张三"),
        "salutation '各位代表': '同志们' stands there": alter_cell("speeches", "salutation", "各位代表", 0),
        "expected quality 1.0, found 0.5": alter_cell("sections", "quality", 0.5),
        "expected damage 0.0, found 0.25": alter_cell("speeches", "damage", 0.25),
        "expected 1 data as they stand in the text": alter_cell("personal", "kind", "imei"),
        "expected script Hans, found Hant": alter_cell("pages", "script", "Hant"),
    }),
    ("values", seal_digests, {
        "expected the defect masked, which the text shows": alter_all("sections", lambda r: {"defects": []}),
        "expected 1 data as they stand in the text": alter_cell("personal", "start", 1),
        "found ['〔landline 7〕']": alter_cell("personal", "mask", "〔landline 7〕", 0),
    }),
    ("values", seal_digests, {
        "occasion '秋收会议': expected a place on the page": alter_cell("speeches", "occasion", "秋收会议"),
        "place '礼堂': '在甲' stands there": state_first("place", "礼堂", 0, 2),
        "speaker '甲村': '在甲村春耕会": state_first("speaker", "甲村", 0, 60),  # its characters stand there, among others
        "date '2021-03-05': '2021-03-04' stands there": alter_cell("speeches", "date", "2021-03-05"),
    }),
    ("words", seal_digests, {
        "found ['花生']": alter_cell("sections", "keywords", ["花生"]),
        "found []": alter_cell("speeches", "keywords", []),
        "expected n_tokens 99, found 3": alter_cell("speeches", "n_tokens", 3),
    }),
    *(("made again", seal_digests, round) for round in (
        {
            "found 「license: mit」": in_card("license: apache-2.0", "license: mit"),
            "LICENSE: line 1:": add_file("LICENSE", "Do what you like.\n"),
            'found 「 "name": "ours",」': in_croissant(lambda c: c.update(name="ours")),
            "bom.json: line": alter_json("bom.json", lambda b: b["components"].pop()),
            "CITATION.cff: expected no such file": add_file("CITATION.cff", "cff-version: 1.2.0\n"),
            "「 \"required\": [」": alter_json("schema/spans.schema.json", lambda s: s.pop("required")),
            "found 「<title>about": replace_text("assets/ledger.svg", "<title>", "<title>about "),
        },
        {
            "found 「[MIT License]": in_card("[Apache License 2.0]", "[MIT License]"),
            "LICENSE: expected this file": remove_file("LICENSE"),
            'found 「 "license": "free",」': in_croissant(lambda c: c.update(license="free")),
            "schema/spans.schema.json: expected this file": remove_file("schema/spans.schema.json"),
            "assets/ledger.svg: expected this file": remove_file("assets/ledger.svg"),
            "assets/old.svg: expected no such file": add_file("assets/old.svg", "<svg/>\n"),
        },
        {
            "found 「- Texts keep, masks": in_card("- Texts keep the page's errors", "- Texts keep"),
            "croissant.json: line 2:": add_file("croissant.json", "{"),
        },
        {
            "found 「<script>": in_card("## Uses", "<script>alert(1)</script>\n\n## Uses"),
            "found 「 ],」": in_croissant(lambda c: c.update(creator=[{"name": "A"}])),
        },
        {
            "found 「 num_examples: 15」": in_card("num_examples: 14", "num_examples: 15"),
            'found 「 "sha256": "0000': in_croissant(lambda c: c["distribution"][0].update(sha256="0" * 64)),
        },
        {
            "found 「- fill-the-mask」": in_card("- fill-mask", "- fill-the-mask"),
            'expected 「 "@id": "data/sections/train': in_croissant(lambda c: c["distribution"].pop(0)),
        },
        {
            "found 「licence: mit」": in_card("license:", "licence: mit\nlicense:"),
            'found 「 "name": "id",」': in_croissant(lambda c: c["recordSet"][0]["field"][0].update(name="id")),
        },
        {
            "expected 「- config_name:": alter_head(lambda head: head["configs"].pop()),
            'found 「 "dataType": "sc:Text",」': in_croissant(lambda c: c["recordSet"][0]["field"][7].update(dataType="sc:Text")),
        },
        {
            "found 「- 1K<n<10K」": in_card("n<1K", "1K<n<10K"),
            "croissant.json: line": in_croissant(lambda c: c["recordSet"].append({"@id": "x"})),
        },
        {
            "expected 「---」": in_card("---\n", ""),
            'expected 「 "license": "https': in_croissant(lambda c: c.pop("license")),
        },
        {
            "README.md: expected this file": remove_file("README.md"),
            'expected 「 "rai:dataLimitations": [」': in_croissant(lambda c: c.pop("rai:dataLimitations")),
        },
        {"found 「(https://www.apache.org": in_card("[Apache License 2.0]", ""), "LICENSE: line": cut_file("LICENSE")},
        {"expected 「| `sections`": in_card("| 14 | 7 | 7 |", "| 15 | 7 | 7 |")},
        {"found 「 \"place\": 3,」": in_card('"ordinal":', '"place":')},
    )),
]  # fmt: skip
"""Faults that one dataset has at once, by what the gate must say of each; what is made again is compared file by file."""

MISLOADED: list[tuple[Fault, list[str]]] = [
    (
        replace_text("jsonl/sections/train-00000-of-00001.jsonl", "种子", "种籽"),
        ["sections: jsonl: train: expected the rows of its Parquet files, others from row"],
    ),
    (drop_line("jsonl/spans/train-00000-of-00001.jsonl"), ["spans: jsonl: train: expected more than 71 rows"]),
    (replace_text("jsonl/pages/test-00000-of-00001.jsonl", '"author"', '"writer"'), ["pages: jsonl: expected to be loaded"]),
    (
        replace_text("jsonl/pages/train-00000-of-00001.jsonl", '"published":"2021-03-04"', '"published":"2021-03-05"'),
        ["pages: lines: train: expected the rows of its Parquet files, others from row 0 on, in published"],
    ),
    (in_card("num_examples: 72", "num_examples: 73"), ["spans: datasets: expected to be loaded"]),
    (
        in_card("dtype: int64", "dtype: int32"),
        [f"pages: {reader}: train: expected the features" for reader in ("datasets", "streaming")],
    ),
]
"""Faults that one of the readers meets, with what it must say; they touch different files, so that one run shows them all."""


@pytest.fixture
def copy(staged: Release, tmp_path: Path) -> Release:
    """A copy of the staged dataset, to be spoilt."""
    shutil.copytree(staged.folder, tmp_path / "copy")
    return replace(staged, folder=tmp_path / "copy")


def test_a_sound_dataset_passes_every_gate(staged: Release) -> None:
    """Loading is left to the builds of other tests, and to the parts of a spoilt dataset that nothing is said of."""
    assert find_faults(staged.folder, [name for name in GATES if name != "loading"]) == []


@pytest.mark.parametrize("seal", [seal_checksums, seal_files, seal_digests, seal_all])
def test_a_seal_without_a_fault_changes_nothing(seal: Seal, copy: Release) -> None:
    before = {path: path.read_bytes() for path in copy.folder.rglob("*") if path.is_file()}
    seal(copy)
    assert [path.name for path in before if path.read_bytes() != before[path]] == []


CASES = [pytest.param(gate, fault, seal, id=f"{gate}: {name}") for gate, faults in FAULTS.items() for name, fault, seal in faults]


@pytest.mark.parametrize(("gate", "fault", "seal"), CASES)
def test_a_fault_is_stopped_by_name(gate: str, fault: Fault, seal: Seal, copy: Release) -> None:
    fault(copy)
    seal(copy)
    found = find_faults(copy.folder, [gate] if gate in GATES else [])
    assert {fault.gate for fault in found} == {gate}
    assert all("\n" not in str(fault) for fault in found)


@pytest.mark.parametrize(("gate", "seal", "faults"), TOGETHER, ids=[gate for gate, _seal, _faults in TOGETHER])
def test_every_fault_of_a_dataset_is_named(gate: str, seal: Seal, faults: dict[str, Fault], copy: Release) -> None:
    for fault in faults.values():
        fault(copy)
    seal(copy)
    found = find_faults(copy.folder, [gate])
    assert {fault.gate for fault in found} == {gate}
    assert [words for words in faults if not any(words in str(fault) for fault in found)] == [], "\n".join(map(str, found))


def test_what_users_load_is_compared_with_the_manifest(copy: Release) -> None:
    for fault, _messages in MISLOADED:
        fault(copy)
    faults = pass_gate("loading", check_loading(copy.folder, ("sections", "spans", "pages")))
    found = "\n".join(map(str, faults))
    assert {fault.expected.split(":")[0] for fault in faults} == {"sections", "spans", "pages"}
    assert [
        message for _fault, messages in MISLOADED for message in messages if f"loading: data: {message}" not in found
    ] == [], found


def test_parts_that_are_asked_for_are_compared_and_all_of_a_config_is_loaded(copy: Release) -> None:
    drop_line("jsonl/spans/test-00000-of-00001.jsonl")(copy)
    parts = {part: {f"{part}-00000-of-00001": ("spans",)} for part in ("train", "test")}
    asked = {part: [*check_loading(copy.folder, ("spans",), compared)] for part, compared in parts.items()}
    assert [(len(faults), " more than " in str(faults)) for faults in asked.values()] == [(0, False), (1, True)]
    in_card("num_examples: 72", "num_examples: 73")(copy)
    said = [fault.expected for fault in check_loading(copy.folder, ("spans",), {})]
    assert len(said) == 1
    assert said[0].startswith("spans: datasets: expected to be loaded")


def test_a_process_that_waits_to_load_is_told_what_or_ends_and_leaves_nothing(copy: Release) -> None:
    for told in (True, False):
        start_loading(copy.folder)
        process = WAITING[copy.folder]
        if told:
            assert [*check_loading(copy.folder, ("retrieval_sources",), {"none of these parts": ("retrieval_sources",)})] == []
        stop_loading(copy.folder)
        assert (process.poll(), WAITING, [*copy.folder.parent.glob(".loading*")]) == (0, {}, [])


@pytest.mark.slow
def test_the_audit_goes_on_gate_by_gate_whatever_the_dearest_takes(staged: Release) -> None:
    seen: list[Advance] = []
    job = Job((), staged.folder, Settings(), workers=1, watch=lambda steps, _total, _part: seen.extend(steps))
    assert find_faults(staged.folder, ["files", "shards", "ids"], job) == []
    assert [step.done for step in seen] == sorted({step.done for step in seen}) and len(seen) == 3


def test_every_gate_is_seen_to_fail() -> None:
    assert {*FAULTS, "loading", *(gate for gate, _seal, _faults in TOGETHER)} == {*DOORS, *GATES}


def test_a_fault_leaves_the_last_dataset_in_place_and_says_so(staged: Release, tmp_path: Path) -> None:
    job = Job((), tmp_path, Settings())
    shutil.copytree(staged.folder, job.staging)
    (job.dataset).mkdir()
    (job.dataset / "old.txt").write_text("the last release\n", encoding="utf-8")
    (job.staging / "manifest.json").unlink()
    with pytest.raises(
        PipelineError, match=r"^manifest: manifest\.json: expected a JSON object .*\n1 faults in the staged dataset; nothing"
    ):
        run(job)
    assert [path.name for path in job.dataset.iterdir()] == ["old.txt"]


def test_a_release_is_what_the_making_says(staged: Release) -> None:
    assert staged.making == describe_making(staged.settings)


@pytest.mark.slow
def test_whatever_is_gone_is_a_fault_and_no_other_error(copy: Release) -> None:
    names = [path.relative_to(copy.folder) for path in sorted(copy.folder.rglob("*"))]
    for name in (name for name in names if len(name.parts) == 1 or (name.parts[0] == "data" and "train" not in name.name)):
        shutil.move(copy.folder / name, aside := copy.folder.with_name("aside"))
        assert find_faults(copy.folder, [gate for gate in (*GATES, *VERIFYING) if gate != "loading"]) != [], name
        shutil.move(aside, copy.folder / name)
