"""croissant.json is taken by the reference library, which reads the records of every config with it."""

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.release.folder import Release, all_parquet
from pipeline.release.manifest import parse_checksum_line
from schemas import CONFIGS
from tests.release.test_manifest import settings_of
from tests.tools.corruptions import frame_of
from tests.tools.staged import PAGES, stage_pages

if TYPE_CHECKING:
    from mlcroissant import Dataset


def read_croissant(folder: Path) -> "Dataset":
    """A dataset as mlcroissant sees it; the library, slow to read, is read here and not by all who list the tests."""
    described: Dataset = import_module("mlcroissant").Dataset(jsonld=str(folder / "croissant.json"))
    return described


@pytest.fixture(scope="module")
def described(staged: Release) -> "Dataset":
    """The staged dataset as mlcroissant sees it."""
    return read_croissant(staged.folder)


def plain(value: object) -> object:
    """A value as mlcroissant gives it, as Python has it."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name.split("/")[-1]: plain(item) for name, item in value.items()}
    return value.item() if hasattr(value, "item") else value


@pytest.mark.parametrize("config", CONFIGS)
def test_the_records_of_every_config_are_read(config: str, described: "Dataset", staged: Release) -> None:
    read = [repr(plain(row)) for row in described.records(config)]
    assert sorted(read) == sorted(map(repr, frame_of(staged.folder, config).to_dicts()))


WORDS = """[dataset]
license = "cc-by-4.0"
released = "2024-05-01"
homepage = "https://example.org"
authors = ["A"]
summary = "Speeches."
"""


def test_nothing_is_wrong_with_it_when_the_publisher_says_all(tmp_path: Path) -> None:
    folder = stage_pages(tmp_path / "release", settings_of(tmp_path, WORDS), PAGES[:1])
    issues = read_croissant(folder).metadata.ctx.issues
    assert (list(issues.errors), list(issues.warnings)) == ([], [])


def test_every_parquet_file_is_described_with_its_sum(staged: Release) -> None:
    nodes = json.loads((staged.folder / "croissant.json").read_text(encoding="utf-8"))["distribution"]
    lines = (staged.folder / "checksums.sha256").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in map(parse_checksum_line, lines)}
    files = {node["contentUrl"]: node["sha256"] for node in nodes if node["@type"] == "cr:FileObject"}
    names = [path.relative_to(staged.folder).as_posix() for config in CONFIGS for path in all_parquet(staged.folder, config)]
    assert files == {name: sums[name] for name in names}
