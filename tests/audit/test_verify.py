"""A dataset folder is verified as whoever downloads it does it: offline, without its sources, with the key of who signed it."""

import subprocess
from pathlib import Path

import pytest

from pipeline.audit.gates import DOORS, GATES, VERIFYING
from pipeline.release.folder import Release
from tests.tools import command
from tests.tools.corruptions import alter_cell, seal_all


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """An SSH key without a word."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")], check=True)
    return tmp_path / "key"


def pipeline(*words: object) -> tuple[int, str]:
    """Run a command; its status and its last line."""
    status, output, errors = command.pipeline(*words, *(["--workers", 1] if words[0] == "verify" else []))
    return status, (errors if status else output).splitlines()[-1]


@pytest.mark.slow
def test_a_folder_is_verified_and_its_signature_with_it(made: Release, key: Path, tmp_path: Path) -> None:
    unsigned = f"{made.folder}: not signed; expected checksums.sha256.sig"
    assert pipeline("verify", made.folder, "--key", f"{key}.pub") == (1, unsigned)
    assert pipeline("sign", made.folder, "--key", key) == (0, f"{made.folder}/checksums.sha256.sig is written")
    passed = f"{made.folder}: {len(DOORS) + len(GATES) + len(VERIFYING)} gates passed; signed with {key}.pub"
    assert pipeline("verify", made.folder, "--key", f"{key}.pub") == (0, passed)
    alter_cell("sections", "rule", "dash")(made)
    seal_all(made)
    status, line = pipeline("verify", made.folder, "--key", f"{key}.pub")
    assert (status, line.partition(":")[0]) == (1, "verify")


@pytest.mark.slow
def test_what_is_not_whole_or_not_there_is_said(made: Release, tmp_path: Path) -> None:
    assert pipeline("verify", tmp_path / "none") == (1, f"{tmp_path}/none: no such folder; verify takes a dataset folder")
    (made.folder / "LICENSE").write_text("Ours.\n", encoding="utf-8")
    assert pipeline("verify", made.folder)[1].endswith(f"faults in {made.folder}")


def test_signing_takes_a_key(made: Release) -> None:
    assert pipeline("sign", made.folder)[1].startswith("sign takes KEY=the private SSH key")
