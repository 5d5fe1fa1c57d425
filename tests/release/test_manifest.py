"""What vouches for a release: digests that do not depend on order, checksums, provenance, JSON Schemas, licence, citation."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import md5, sha256
from pathlib import Path
from socket import gethostname

import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from pipeline.job.settings import Settings, read_copy, read_settings
from pipeline.release.folder import Release, all_parquet
from pipeline.release.manifest import leakage_key, read_manifest
from pipeline.work.digests import digest_batches
from pipeline.work.keys import ROOT
from schemas import CONFIGS, TABLES
from schemas.derived import arrow_schema
from tests.tools.corruptions import digest_parquet
from tests.tools.staged import PAGES, stage_pages


def settings_of(folder: Path, text: str) -> Settings:
    """The settings of a dataset.toml."""
    (folder / "dataset.toml").write_text(text, encoding="utf-8")
    return read_settings(folder / "dataset.toml")


def cell_number(value: object) -> int:
    """The number of a cell, as its definition says it."""
    if value is None:
        return 0
    if isinstance(value, list | dict):
        return joined_number(map(cell_number, value.values() if isinstance(value, dict) else value))
    if isinstance(value, int) and not isinstance(value, bool):
        return joined_number([value])
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return int.from_bytes(md5(text.encode()).digest()[8:], "little")


def joined_number(parts: Iterable[int]) -> int:
    """The number of a list, a record or a row with parts of these numbers."""
    number = 1
    for part in parts:
        number = (number * 6364136223846793005 + part) % 2**64
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        number = (number ^ number >> shift) * factor % 2**64
    return number ^ number >> 31


def plain_digest(rows: Sequence[dict[str, object]]) -> tuple[str, dict[str, str]]:
    """The digests of rows and columns, row by row."""
    numbers = [{name: cell_number(value) for name, value in row.items()} for row in rows]
    joined = [joined_number(row.values()) for row in numbers]
    columns = {name: f"{sum(row[name] for row in numbers) % 2**64:016x}" for name in rows[0]}
    return f"{sum(joined) % 2**64:016x}", columns


@pytest.mark.parametrize("config", CONFIGS)
def test_a_digest_is_what_its_definition_says(config: str, staged: Release) -> None:
    files = all_parquet(staged.folder, config)
    found = digest_parquet(arrow_schema(TABLES[config]), files)
    assert (found.rows, found.columns) == plain_digest(pq.read_table(files).to_pylist())


def test_a_digest_does_not_depend_on_order_or_batches_and_sees_every_cell() -> None:
    table = pa.table(
        {
            "a": ["一", "", None],
            "b": [["x", "y"], ["y", "x"], []],
            "c": pa.array([1, None, 0], pa.int32()),
            "d": [True, False, None],
            "e": [None, [], [None]],
            "f": [[{"a": "x", "b": 1}], [{"a": "y", "b": None}], None],
            "g": pa.array([0.5, None, -1.0], pa.float32()),
        }
    )
    found = digest_batches(table.schema, table.to_batches(max_chunksize=2))
    assert (found.rows, found.columns) == plain_digest(table.to_pylist())
    digest = digest_batches(table.schema, table.to_batches())
    assert digest == digest_batches(table.schema, table.take([2, 0, 1]).to_batches(max_chunksize=1))
    for name in table.column_names:
        index = table.column_names.index(name)
        moved = table.set_column(index, table.field(name), table[name].take([1, 0, 2]))
        found = digest_batches(moved.schema, moved.to_batches())
        assert found.columns == digest.columns and found.rows != digest.rows
    others = [table.set_column(0, table.field("a"), pa.array(values)) for values in (["一", None, None], ["一", "", ""])]
    assert all(digest_batches(other.schema, other.to_batches()).columns["a"] != digest.columns["a"] for other in others)


def test_the_manifest_covers_every_file_and_the_checksums_pass_sha256sum(staged: Release) -> None:
    files = {path.relative_to(staged.folder).as_posix() for path in staged.folder.rglob("*") if path.is_file()}
    manifest = read_manifest(staged.folder)
    assert files - manifest["files"].keys() == {"manifest.json", "provenance.json", "checksums.sha256"}
    result = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "checksums.sha256"],
        cwd=staged.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert len((staged.folder / "checksums.sha256").read_text(encoding="utf-8").splitlines()) == len(files) - 1


def test_the_manifest_says_what_the_dataset_was_made_of(staged: Release) -> None:
    manifest = json.loads((staged.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["made_by"] == staged.making
    assert manifest["rejected"] == {"empty": 1}
    assert manifest["sources"]["n_rows"] == len(PAGES)
    assert {len(digest) for digest in manifest["made_by"]["code"].values()} == {64}


def test_nothing_of_the_machine_or_the_clock_is_in_a_release(staged: Release) -> None:
    files = [path for path in staged.folder.rglob("*") if path.is_file() and path.suffix not in (".parquet", ".jsonl")]
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    assert [name for name, text in texts.items() if str(Path.home()) in text or "pytest" in text or gethostname() in text] == []
    assert [name for name, text in texts.items() if re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d|\d{10}\.\d", text)] == []


def test_the_provenance_names_every_file_and_what_it_was_made_from_and_that_nobody_signed_it(staged: Release) -> None:
    statement = json.loads((staged.folder / "provenance.json").read_text(encoding="utf-8"))
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://slsa.dev/provenance/v1"
    for subject in statement["subject"]:
        assert subject["digest"]["sha256"] == sha256((staged.folder / subject["name"]).read_bytes()).hexdigest()
    named = [dependency["name"] for dependency in statement["predicate"]["buildDefinition"]["resolvedDependencies"]]
    assert named == ["sources.sha256", "requirements.lock", "pipeline.extract", "pipeline.annotate", "pipeline.export"]
    assert statement["predicate"]["runDetails"]["byproducts"][0]["annotations"]["signed"] is False


def test_the_bill_names_every_library_of_the_lock_with_its_digests(staged: Release) -> None:
    bill = json.loads((staged.folder / "bom.json").read_text(encoding="utf-8"))
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    named = [f"{part['name']}=={part['version']}" for part in bill["components"]]
    assert named == re.findall(r"^[\w.-]+==[^\s;]+", lock, re.MULTILINE)
    assert sum(len(part["hashes"]) for part in bill["components"]) == lock.count("--hash=sha256:")


@pytest.mark.parametrize("config", CONFIGS)
def test_every_line_keeps_the_json_schema_and_a_spoilt_one_does_not(config: str, staged: Release) -> None:
    schema = json.loads((staged.folder / "schema" / f"{config}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    lines = [
        json.loads(line)
        for path in (staged.folder / "jsonl" / config).iterdir()
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert [error.message for line in lines for error in validator.iter_errors(line)] == []
    for name in lines[0]:
        assert not validator.is_valid({**lines[0], name: {"of": "another type"}})
        assert not validator.is_valid({key: value for key, value in lines[0].items() if key != name})
    assert not validator.is_valid({**lines[0], "more": 1})


def test_the_licence_and_the_citation_are_the_publishers(tmp_path: Path) -> None:
    (tmp_path / "TERMS").write_text("Terms of our own.\n", encoding="utf-8")
    words = """[dataset]
summary = "Speeches."
license = "other"
license_name = "Our terms"
license_file = "TERMS"
authors = ["李, 明", "Some Institute"]
released = "2024-05-01"
doi = "10.1234/5"
"""
    folder = stage_pages(tmp_path / "release", settings_of(tmp_path, words), PAGES[:1])
    assert (folder / "LICENSE").read_text(encoding="utf-8") == "Terms of our own.\n"
    citation = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["authors"] == [{"family-names": "李", "given-names": "明"}, {"name": "Some Institute"}]
    assert (citation["cff-version"], str(citation["date-released"]), citation["doi"]) == ("1.2.0", "2024-05-01", "10.1234/5")
    assert "author = {李, 明 and {Some Institute}}" in (folder / "README.md").read_text(encoding="utf-8")


def test_another_licence_text_is_another_configuration(tmp_path: Path) -> None:
    (tmp_path / "TERMS").write_text("Terms of our own.\n", encoding="utf-8")
    settings = settings_of(tmp_path, "[dataset]\nlicense_file = 'TERMS'\n")
    before = settings.digest(("dataset",))
    (tmp_path / "TERMS").write_text("Other terms.\n", encoding="utf-8")
    assert settings.digest(("dataset",)) != before


def test_the_same_pages_give_the_same_bytes_elsewhere(staged: Release, tmp_path: Path) -> None:
    again = replace(staged, folder=stage_pages(tmp_path / "again", staged.settings))
    first, second = (
        {p.relative_to(r.folder): p.read_bytes() for p in r.folder.rglob("*") if p.is_file()} for r in (staged, again)
    )
    assert sorted(first) == sorted(second)
    assert [str(name) for name in first if first[name] != second[name]] == []
    shutil.rmtree(again.folder)


def test_what_leakage_was_measured_with_is_the_same_from_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text("", encoding="utf-8")
    (tmp_path / "corrections.jsonl").write_text("", encoding="utf-8")  # named by its digest in the manifest
    settings = read_settings(tmp_path / "dataset.toml")
    assert leakage_key({}, settings) == leakage_key({}, read_copy(settings.copy()))
