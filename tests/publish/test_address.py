"""Publishing below an address: the bytes of the folder, each read back, and nothing that vouches for half of them."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import fsspec
import pytest

from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.settings import read_settings
from pipeline.publish.publication import publish
from pipeline.publish.request import Request, parse_order
from pipeline.release.folder import CHECKSUMS
from pipeline.sources.listing import list_sources, open_source
from tests.hub.publishing import write_dataset
from tests.tools.command import files_of
from tests.tools.store import held


def send(output: Path, address: str, **said: bool) -> None:
    """Publish the dataset of an output folder."""
    settings = read_settings(output.parent / "dataset.toml")
    publish(Job((), output, settings), Request(address, **said))  # type: ignore[arg-type]


def test_what_lies_at_the_address_is_the_folder_and_a_later_release_takes_its_place(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = write_dataset(tmp_path / "out")
    send(tmp_path / "out", address, dry_run=True)
    assert held(address) == {}
    send(tmp_path / "out", address)
    assert held(address) == files
    system, root = fsspec.core.url_to_fs(address)
    system.pipe_file(f"{root}/notes/mine.txt", b"mine")
    files = write_dataset(tmp_path / "out", rows=300, shards=1, version="0.2.0")
    capsys.readouterr()
    send(tmp_path / "out", address)
    assert held(address) == files | {"notes/mine.txt": b"mine"}
    assert "1 added, 4 changed, 2 removed, 3 unchanged" in capsys.readouterr().out
    send(tmp_path / "out", address)
    assert "0 added, 0 changed, 0 removed, 8 unchanged" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    files = write_dataset(tmp_path / "out")
    for _again in range(2):
        send(tmp_path / "out", f"file://{tmp_path}/not/there/yet")
    assert files_of(tmp_path / "not/there/yet") == files


def test_other_bytes_of_the_same_length_are_sent_again(address: str, tmp_path: Path) -> None:
    files = write_dataset(tmp_path / "out")
    send(tmp_path / "out", address)
    system, root = fsspec.core.url_to_fs(address)
    system.pipe_file(f"{root}/README.md", files["README.md"].replace(b"Speeches", b"Sermons!"))
    send(tmp_path / "out", address)
    assert held(address) == files


def test_half_a_publication_has_no_checksums_and_the_next_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"memory://{tmp_path.name}/half"
    write_dataset(tmp_path / "out")
    send(tmp_path / "out", address)
    files = write_dataset(tmp_path / "out", rows=300)
    system = type(fsspec.core.url_to_fs(address)[0])
    put = system.put_file

    def break_off(self: Any, path: str, name: str, **said: Any) -> Any:
        if name.endswith("README.md") or "train-00001" in name:
            raise OSError("the line is dead")
        return put(self, path, name, **said)

    monkeypatch.setattr(system, "put_file", break_off)
    with pytest.raises(PipelineError, match=r"the line is dead; without checksums\.sha256 it is not whole"):
        send(tmp_path / "out", address)
    assert CHECKSUMS not in held(address)
    monkeypatch.undo()
    send(tmp_path / "out", address)
    assert held(address) == files


def test_pages_of_a_bucket_are_sources(store: str) -> None:
    page = "植树节上的讲话\n同志们：\n种好树。\n".encode()
    fsspec.filesystem("s3").pipe_file("speeches/pages/1.txt", page)
    files = list_sources([f"{store}/pages"])
    with open_source(files[0]) as stream:
        assert ([file.source for file in files], stream.read()) == (["1.txt"], page)


def test_a_word_of_commits_is_refused_with_an_address() -> None:
    with pytest.raises(PipelineError, match=r"^s3://a/b: an address has no commits: leave REVISION, TAG out$"):
        parse_order(Namespace(repo="s3://a/b", revision="main", pr="", private="", tag="v1", dry_run=""))
