"""What several test modules share: a staged dataset, made once; a small one that passed its audit; a Hub on loopback.

Libraries are read by what needs them: the process that only hands tests to others reads this file, too, and needs none.
"""

import os
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

if TYPE_CHECKING:
    from pipeline.release.folder import Release
    from tests.hub.hub import Hub

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """What a submission is held to is the same for everybody; at a desk new examples are looked for."""
    if not config.getoption("numprocesses", None):
        from hypothesis import settings

        settings.register_profile("desk", deadline=None)  # no test is a timed one: a machine may be busy
        settings.register_profile("ci", deadline=None, derandomize=True)
        settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Expect the known failures to fail; one whose test is gone is an error where its whole file is collected."""
    known = tomllib.loads((ROOT / "tests" / "known_failures.toml").read_text(encoding="utf-8"))
    found = {item.nodeid: item for item in items}
    for name in found.keys() & known.keys():
        found[name].add_marker(pytest.mark.xfail(strict=True, reason=known[name]))
    files = {name.partition("::")[0] for name in found}
    gone = [name for name in known.keys() - found.keys() if name.partition("::")[0] in files]
    if gone and not any("::" in argument for argument in config.args):
        raise pytest.UsageError(f"tests/known_failures.toml: no such test: {sorted(gone)}")


@pytest.fixture(scope="session", autouse=True)
def unsynced() -> Iterator[None]:
    """No test waits for the disk: what it writes need not outlive the machine."""
    with patch("os.fsync"):
        yield


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> "Release":
    """A staged dataset of four pages in three splits; tests that spoil it make a copy."""
    from pipeline.job.settings import read_settings
    from pipeline.release.folder import Release
    from pipeline.release.manifest import describe_making
    from tests.tools.staged import stage_pages

    settings = read_settings(ROOT / "samples" / "dataset.toml")
    folder = stage_pages(tmp_path_factory.mktemp("staged"), settings)
    return Release(folder, settings, describe_making(settings), {"empty": 1})


@pytest.fixture(scope="session")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a build of thirty pages of different words, so that there are three splits."""
    from tests.tools.thirty import build_thirty

    return build_thirty(tmp_path_factory.getbasetemp())


@pytest.fixture
def made(thirty: Path, tmp_path: Path) -> "Release":
    """A copy of the dataset of those pages, to be spoilt."""
    from pipeline.job.settings import read_settings
    from pipeline.release.folder import Release
    from pipeline.release.manifest import describe_making

    shutil.copytree(thirty / "dataset", tmp_path / "made")
    settings = read_settings(thirty.parent / "dataset.toml")
    return Release(tmp_path / "made", settings, describe_making(settings), {})


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """An output folder with a dataset in it, and a dataset.toml beside it."""
    from tests.hub.publishing import write_dataset

    write_dataset(tmp_path / "output")
    return tmp_path / "output"


@pytest.fixture(params=["lfs", "xet"])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[Hub]":
    """A Hub, once with LFS storage and once with Xet storage."""
    from tests.hub.hub import Hub
    from tests.hub.server import serve

    cas = tmp_path / "cas" if request.param == "xet" else None
    if cas:
        cas.mkdir()
    with serve(Hub(cas)) as served:
        yield served


@pytest.fixture
def lfs_hub() -> "Iterator[Hub]":
    """A Hub with LFS storage, where the storage makes no difference."""
    from tests.hub.hub import Hub
    from tests.hub.server import serve

    with serve(Hub()) as served:
        yield served


@pytest.fixture(scope="session")
def store() -> Iterator[str]:
    """A bucket of a server on loopback that speaks S3."""
    from tests.tools.store import serve_bucket, what_is_missing

    if missing := what_is_missing():
        pytest.skip(f"{', '.join(missing)} not installed: make .venv/s3")
    with serve_bucket() as bucket:
        yield bucket


@pytest.fixture(params=["memory", "s3"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An address that nothing lies below, of each kind."""
    if request.param == "memory":
        return f"memory://{tmp_path.name}/speeches"
    return f"{request.getfixturevalue('store')}/{tmp_path.name}"
