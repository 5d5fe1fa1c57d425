"""A dataset folder is verified as whoever downloads it does it: offline, without its sources, with the key of who signed it."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.audit.gates import DOORS, GATES
from pipeline.release.folder import Release
from tests.tools import command
from tests.tools.corruptions import alter_cell, seal_all


@pytest.fixture
def copy(staged: Release, tmp_path: Path) -> Release:
    """A copy of the staged dataset, as it was downloaded."""
    shutil.copytree(staged.folder, tmp_path / "copy")
    return replace(staged, folder=tmp_path / "copy")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """An SSH key without a word."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")], check=True)
    return tmp_path / "key"


def pipeline(*words: object) -> tuple[int, str]:
    """Run a command; its status and its last line."""
    status, output, errors = command.pipeline(*words, *(["--workers", 1] if words[0] == "verify" else []))
    return status, (output + errors).splitlines()[-1]


def test_a_folder_is_verified_and_its_signature_with_it(copy: Release, key: Path, tmp_path: Path) -> None:
    unsigned = f"{copy.folder}: not signed; expected checksums.sha256.sig"
    assert pipeline("verify", copy.folder, "--key", f"{key}.pub") == (1, unsigned)
    assert pipeline("sign", copy.folder, "--key", key) == (0, f"{copy.folder}/checksums.sha256.sig is written")
    passed = f"{copy.folder}: {len(DOORS) + len(GATES)} gates passed; signed with {key}.pub"
    assert pipeline("verify", copy.folder, "--key", f"{key}.pub") == (0, passed)
    alter_cell("sections", "rule", "dash")(copy)
    seal_all(copy)
    status, line = pipeline("verify", copy.folder, "--key", f"{key}.pub")
    assert (status, line.partition(":")[0]) == (1, "verify")


def test_what_is_not_whole_or_not_there_is_said(copy: Release, tmp_path: Path) -> None:
    assert pipeline("verify", tmp_path / "none") == (1, f"{tmp_path}/none: no such folder; verify takes a dataset folder")
    (copy.folder / "LICENSE").write_text("Ours.\n", encoding="utf-8")
    assert pipeline("verify", copy.folder)[1].endswith(f"faults in {copy.folder}")


def test_signing_takes_a_key(copy: Release) -> None:
    assert pipeline("sign", copy.folder)[1].startswith("sign takes KEY=the private SSH key")
