"""A dataset folder is verified as whoever downloads it does it: offline, without its sources, with the key of who signed it."""

import subprocess
from pathlib import Path

import pytest

from pipeline.audit.gates import DOORS, GATES, VERIFYING, find_faults
from pipeline.release.folder import Release
from tests.tools import command
from tests.tools.corruptions import alter_cell, seal_all

INTERVIEW = """交通局局长答记者问
时间：2022年4月8日

主持人：各位记者朋友，大家上午好！现在请提问。

人民日报记者：请问今年要修多少公里的农村公路？

马骏：谢谢你的提问。今年计划修农村公路八百公里，投资十二亿元。重点是山区。

主持人：今天的记者会到此结束，谢谢大家！
"""


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


def test_what_was_asked_for_is_all_that_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text(INTERVIEW, encoding="utf-8")
    (tmp_path / "few.toml").write_text('[dataset]\nconfigs = ["text"]\n', encoding="utf-8")
    given = ("--sources", tmp_path / "talk.txt", "--config", tmp_path / "few.toml", "--output", tmp_path / "out", "--workers", 1)
    assert pipeline("build", *given)[0] == 0
    assert not (tmp_path / "out/dataset/data/turns").exists()
    assert find_faults(tmp_path / "out/dataset", [*VERIFYING]) == []
