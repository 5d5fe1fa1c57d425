"""What several test modules share: one staged dataset, made once."""

from pathlib import Path

import pytest

from pipeline.making import describe_making
from pipeline.release import Release
from pipeline.settings import read_settings
from tests.staged import stage_pages

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A staged dataset of four pages in three splits; tests that spoil it make a copy."""
    settings = read_settings(ROOT / "dataset.toml")
    folder = stage_pages(tmp_path_factory.mktemp("staged"), settings)
    return Release(folder, settings, describe_making(settings), {"empty": 1})
