"""What the tests of publishing start from: a dataset that passed its audit, and a Hub on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub import Hub
from tests.hub_server import serve
from tests.publishing import SETTINGS, write_dataset


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """An output folder with a dataset in it, and a dataset.toml beside it."""
    (tmp_path / "dataset.toml").write_text(SETTINGS, encoding="utf-8")
    write_dataset(tmp_path / "output")
    return tmp_path / "output"


@pytest.fixture(params=["lfs", "xet"])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hub]:
    """A Hub, once with LFS storage and once with Xet storage."""
    cas = tmp_path / "cas" if request.param == "xet" else None
    if cas:
        cas.mkdir()
    with serve(Hub(cas)) as served:
        yield served


@pytest.fixture
def lfs_hub() -> Iterator[Hub]:
    """A Hub with LFS storage, where the storage makes no difference."""
    with serve(Hub()) as served:
        yield served
