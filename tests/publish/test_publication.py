"""Publishing as a publisher does it: the command, the real client of the Hub, and a small Hub on loopback."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.build import STAGES
from pipeline.commands import parse_arguments
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.settings import read_settings
from pipeline.publish.publication import read_cargo
from pipeline.publish.request import Request, parse_order
from pipeline.release import render
from pipeline.release.folder import Release, list_files
from pipeline.release.manifest import describe_making
from tests.hub.hub import READER, Hub, new_repo, plain
from tests.hub.publishing import LARGE, REPO, ROOT, environment, held, message, publish, published, run, seal, write_dataset
from tests.hub.server import serve


def test_a_first_publication_makes_the_repository_and_one_commit(hub: Hub, released: Path) -> None:
    printed = published(hub, released, "--tag", "v0.1.0", "--private")
    repo = hub.repos[REPO]
    files = list_files(released / "dataset")
    assert held(hub) == sorted([".gitattributes", *files])
    assert (repo.private, len(repo.commits), repo.tags) == (True, 2, {"v0.1.0": repo.branches["main"]})
    assert f"{len(files)} added, 0 changed, 0 removed, 0 unchanged" in printed
    assert f"read back: {len(files)} files of commit {repo.branches['main']} are as they were audited" in printed
    assert len(hub.calls("POST .*/commit/")) == 1
    assert bool(hub.calls("PUT /lfs/")) == (hub.cas is None)
    assert bool(hub.calls("xet-write-token")) == (hub.cas is not None)


@pytest.mark.slow
def test_a_second_publication_sends_nothing(hub: Hub, released: Path) -> None:
    published(hub, released)
    commit, sent = hub.repos[REPO].branches["main"], len(hub.calls("^(POST|PUT)"))
    printed = published(hub, released)
    assert hub.repos[REPO].branches["main"] == commit
    assert len(hub.calls("^(POST|PUT)")) == sent
    assert f"{REPO} main holds all of it already" in printed
    assert "read back:" in printed


@pytest.mark.slow
def test_a_smaller_release_removes_the_shards_it_has_not_and_sends_only_what_changed(hub: Hub, released: Path) -> None:
    published(hub, released, "--tag", "v1")
    first = hub.repos[REPO].branches["main"]
    write_dataset(released, rows=300, shards=1, version="0.2.0")
    printed = published(hub, released, "--tag", "v2")
    assert [name for name in held(hub) if name.startswith("data/")] == ["data/sections/train-00000-of-00001.parquet"]
    assert "  - data/sections/train-00000-of-00002.parquet\n" in printed
    assert "1 added, 4 changed, 2 removed, 3 unchanged" in printed
    assert [name for name in held(hub, "v1") if name.startswith("data/")] == [LARGE, LARGE.replace("00000-of", "00001-of")]
    assert hub.repos[REPO].tags == {"v1": first, "v2": hub.repos[REPO].branches["main"]}
    assert hub.repos[REPO].commits[first].title.startswith("speeches 0.1.0 (")


@pytest.mark.slow
def test_what_was_published_loads_as_users_load_it(hub: Hub, released: Path) -> None:
    published(hub, released, "--tag", "v1")
    code = (
        "from datasets import load_dataset\n"
        f"rows = load_dataset({REPO!r}, 'sections', split='train', revision='v1')\n"
        f"streamed = load_dataset({REPO!r}, 'sections', split='train', revision='v1', streaming=True)\n"
        "print(len(rows), list(rows) == list(streamed), rows[399]['text'])\n"
    )
    result = run([sys.executable, "-c", code], released.parent, environment(hub, released.parent / "user"))
    assert result.stdout == "400 True 第399节，河道清了159201米。\n", result.stderr


@pytest.mark.slow
def test_a_dataset_of_the_pipeline_loads_from_the_hub(hub: Hub, staged: Release, tmp_path: Path) -> None:
    shutil.copytree(staged.folder, tmp_path / "output" / "dataset")
    toml = (ROOT / "samples" / "dataset.toml").read_text(encoding="utf-8")
    (tmp_path / "dataset.toml").write_text(f'{toml}repository = "{REPO}"\n', encoding="utf-8")
    settings = read_settings(tmp_path / "dataset.toml")
    making = describe_making(settings)
    render.seal(replace(staged, folder=tmp_path / "output" / "dataset", settings=settings, making=making))
    published(hub, tmp_path / "output")
    assert held(hub) == sorted([".gitattributes", *list_files(staged.folder)])
    counted = f"sum(part.num_rows for part in load_dataset({REPO!r}, 'speeches').values())"
    code = f"from datasets import load_dataset\nprint({counted})\n"
    result = run([sys.executable, "-c", code], tmp_path, environment(hub, tmp_path / "user"))
    rows = sum(pq.read_metadata(path).num_rows for path in (staged.folder / "data" / "speeches").iterdir())
    assert result.stdout == f"{rows}\n", result.stderr


@pytest.mark.slow
def test_a_dry_run_lists_what_would_change_and_sends_nothing(hub: Hub, released: Path) -> None:
    published(hub, released)
    write_dataset(released, rows=401)
    (released / "dataset" / "LICENSE").unlink()
    seal(released / "dataset")
    calls = len(hub.log)
    printed = published(hub, released, "--dry-run").splitlines()
    assert [line.split()[:2] for line in printed if line.startswith("  ")] == [
        ["~", "checksums.sha256"], ["~", LARGE], ["~", "jsonl/sections/train.jsonl"], ["~", "manifest.json"],
        ["~", "provenance.json"], ["-", "LICENSE"]
    ]  # fmt: skip
    assert printed[-1] == "a dry run: nothing was sent"
    assert [line for line in hub.log[calls:] if not line.startswith("GET")] == []


@pytest.mark.slow
def test_a_dry_run_needs_neither_token_nor_repository(lfs_hub: Hub, released: Path) -> None:
    lfs_hub.repos["somebody/other"] = new_repo()
    result = publish(lfs_hub, released, "--dry-run", HF_TOKEN="", HF_HUB_DISABLE_IMPLICIT_TOKEN="1")
    assert "the Hub does not accept the token, or wants one" in message(result)
    assert f"{REPO} main (a new repository): speeches 0.1.0 (" in published(lfs_hub, released, "--dry-run")
    assert list(lfs_hub.repos) == ["somebody/other"]


def test_files_that_are_not_of_a_release_stay(lfs_hub: Hub, released: Path) -> None:
    lfs_hub.repos[REPO] = new_repo({"notes/method.md": b"by hand", "data/train.csv": b"old", "CITATION.cff": b"old"})
    assert "2 removed, 0 unchanged" in (printed := published(lfs_hub, released))
    assert "2 files that are not of a release stay as they are" in printed
    assert held(lfs_hub) == sorted([".gitattributes", "notes/method.md", *list_files(released / "dataset")])


@pytest.mark.slow
def test_a_pull_request_leaves_main_as_it_was_and_is_not_opened_twice(hub: Hub, released: Path) -> None:
    hub.repos[REPO] = new_repo()
    before = hub.repos[REPO].branches["main"]
    printed = published(hub, released, "--pr")
    assert f"sent: {hub.url}/datasets/{REPO}/discussions/1" in printed
    again = published(hub, released, "--pr")
    assert f"offered already: {hub.url}/datasets/{REPO}/discussions/1" in again
    assert hub.repos[REPO].branches["main"] == before
    assert list(hub.repos[REPO].offers) == ["refs/pr/1"]
    assert LARGE in held(hub, "refs/pr/1")
    assert "read back:" in printed
    assert "read back:" in again


@pytest.mark.slow
def test_a_pull_request_that_would_change_nothing_is_not_opened(lfs_hub: Hub, released: Path) -> None:
    published(lfs_hub, released)
    assert "holds all of it already: no pull request is needed" in published(lfs_hub, released, "--pr")
    assert lfs_hub.repos[REPO].offers == {}


@pytest.mark.slow
def test_a_new_branch_starts_from_main_and_leaves_it_as_it_was(lfs_hub: Hub, released: Path) -> None:
    published(lfs_hub, released)
    before = lfs_hub.repos[REPO].branches["main"]
    write_dataset(released, rows=401)
    assert f"{REPO} next/0.2 (a new branch)" in published(lfs_hub, released, "--revision", "next/0.2")
    assert lfs_hub.repos[REPO].branches["main"] == before
    assert lfs_hub.repos[REPO].branches["next/0.2"] != before
    assert "2 unchanged" not in published(lfs_hub, released, "--revision", "next/0.2")


REFUSED_BY_THE_HUB = {
    "no token": ([], {"HF_TOKEN": ""}, "no token: `hf auth login`, or HF_TOKEN with one that may write; nothing is sent"),
    "a wrong token": (
        [],
        {"HF_TOKEN": "wrong"},
        "the Hub does not accept the token, or wants one: take one with write access, then `hf auth login` or HF_TOKEN "
        "(401: Invalid credentials in Authorization header); nothing was published",
    ),
    "a token that may not write": (
        [],
        {"HF_TOKEN": READER},
        "the token has no right to do this: take one with write access to somebody, or publish with PR=1 "
        "(403: Forbidden: you must use a write token to do this); nothing was published",
    ),
    "no network allowed": (
        [],
        {"HF_HUB_OFFLINE": "1"},
        "HF_HUB_OFFLINE is set, and publishing needs the network: unset it; nothing was published",
    ),
    "a public repository": (
        ["--private"],
        {},
        "is public, and PRIVATE=1 asks for private: change its settings; nothing was published",
    ),
}


@pytest.mark.parametrize(("words", "variables", "expected"), REFUSED_BY_THE_HUB.values(), ids=REFUSED_BY_THE_HUB)
def test_a_refusal_is_one_line_and_changes_nothing(
    lfs_hub: Hub, released: Path, words: list[str], variables: dict[str, str], expected: str
) -> None:
    lfs_hub.repos[REPO] = new_repo()
    assert message(publish(lfs_hub, released, *words, **variables)) == f"{REPO}: {expected}"
    assert (held(lfs_hub), len(lfs_hub.repos[REPO].commits)) == ([".gitattributes"], 1)


def test_a_repository_that_may_not_be_made_is_one_line(lfs_hub: Hub, released: Path) -> None:
    said = message(publish(lfs_hub, released, HF_TOKEN=READER))
    assert said.startswith(f"{REPO}: the token has no right to do this: take one with write access to somebody")
    assert lfs_hub.repos == {}


def test_a_pull_request_needs_a_repository(lfs_hub: Hub, released: Path) -> None:
    expected = f"{REPO}: there is no such repository to open a pull request in; nothing was published"
    assert message(publish(lfs_hub, released, "--pr")) == expected


@pytest.mark.slow
def test_a_tag_is_not_moved(lfs_hub: Hub, released: Path) -> None:
    published(lfs_hub, released, "--tag", "v1")
    first = lfs_hub.repos[REPO].branches["main"]
    write_dataset(released, rows=401)
    expected = f"{REPO}: tag v1 is on other content, {first}: take another; nothing was published"
    assert message(publish(lfs_hub, released, "--tag", "v1")) == expected
    assert lfs_hub.repos[REPO].branches["main"] == lfs_hub.repos[REPO].tags["v1"] == first


def test_nobody_at_the_other_end_is_one_line(released: Path) -> None:
    with serve(Hub()) as gone:
        pass
    said = message(publish(gone, released))
    assert said.startswith(f"{REPO}: the connection failed (")
    assert said.endswith("): look at the network, then publish again; nothing was published")


@pytest.mark.slow
def test_a_commit_of_somebody_else_in_between_is_a_conflict(hub: Hub, released: Path) -> None:
    hub.repos[REPO] = new_repo()

    def somebody_else(hub: Hub) -> None:
        repo = hub.repos[REPO]
        repo.branches["main"] = repo.add("theirs", {"theirs.txt": plain(b"theirs")}).oid
        hub.before_commit = lambda _hub: None

    hub.before_commit = somebody_else
    assert message(publish(hub, released)) == (
        f"{REPO}: somebody else has committed to main meanwhile: see what changes now with DRY_RUN=1, then publish again "
        "(412: A commit has happened since. Please refresh and try again.); nothing was published"
    )
    assert held(hub) == ["theirs.txt"]
    published(hub, released)
    assert "theirs.txt" in held(hub)
    assert LARGE in held(hub)


def say(folder: Path, old: str, new: str) -> None:
    """dataset.toml says something else."""
    path = folder.parent.parent / "dataset.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def build_for(folder: Path, old: str, **words: str) -> None:
    """The dataset was built with another word in the place of an old one."""
    for new in words.values():
        say(folder, old, new)
    seal(folder, **words)


ALTERED: dict[str, tuple[Callable[[Path], object], str]] = {
    "no dataset": (
        lambda folder: folder.rename(folder.with_name("gone")),
        "{folder}: no dataset to publish; make build writes one",
    ),
    "an altered file": (
        lambda folder: (folder / "LICENSE").write_text("CC BY 3.0\n"),
        "{folder}: not as it was audited: LICENSE: expected sha256 {old}, found {new}; make build writes it anew",
    ),
    "a file more": (
        lambda folder: (folder / "notes.txt").write_text("mine"),
        "{folder}: not as it was audited: notes.txt: expected no file that the manifest does not list; make build writes it anew",
    ),
    "a file less": (
        lambda folder: (folder / "LICENSE").unlink(),
        "{folder}: not as it was audited: LICENSE: expected a file, as the manifest lists it; make build writes it anew",
    ),
    "no checksums": (
        lambda folder: (folder / "checksums.sha256").unlink(),
        "{folder}: not as it was audited: checksums.sha256: expected ",
    ),
    "no manifest": (
        lambda folder: (folder / "manifest.json").unlink(),
        "{folder}: not as it was audited: manifest.json: expected a JSON object with configs, files and made_by; make build",
    ),
    "no licence": (
        lambda folder: build_for(folder, "cc-by-4.0", license=""),
        "{folder}/../../dataset.toml: [dataset] license is empty; publishing takes one of apache-2.0, mit, ",
    ),
    "another licence": (
        lambda folder: say(folder, "cc-by-4.0", "mit"),
        "[dataset] license: the dataset was built with 'cc-by-4.0', {folder}/../../dataset.toml says 'mit'; publish with",
    ),
    "another repository": (
        lambda folder: build_for(folder, REPO, repository="else/where"),
        "{folder}/../../dataset.toml: the card loads it from else/where, not from somebody/speeches: under [dataset] say "
        'repository = "somebody/speeches", and build',
    ),
}


@pytest.mark.parametrize(("alter", "expected"), ALTERED.values(), ids=ALTERED)
def test_only_the_dataset_as_it_was_audited_is_published(released: Path, alter: Callable[[Path], object], expected: str) -> None:
    old = sha256((released / "dataset" / "LICENSE").read_bytes()).hexdigest()
    alter(released / "dataset")
    with pytest.raises(PipelineError) as refusal:
        read_cargo(Job((), released, read_settings(released.parent / "dataset.toml")), Request(REPO))
    new = sha256(b"CC BY 3.0\n").hexdigest()
    told = expected.format(folder=released / "dataset", old=old, new=new).replace("/output/dataset/../..", "")
    assert str(refusal.value).startswith(told)


ORDERS = [
    ([], "publish takes REPO=owner/name: the dataset repository to publish to"),
    (["--repo", "speeches"], "REPO=speeches: expected owner/name"),
    (["--repo", REPO, "--pr", "yes"], "PR=yes: expected 1 or nothing"),
    (["--repo", REPO, "--tag", "a b"], "TAG=a b: expected letters, digits and . _ / -"),
    (["--repo", REPO, "--pr", "1", "--revision", "next"], "PR=1 opens a pull request against main: leave REVISION=next out"),
    (
        ["--repo", REPO, "--pr", "--tag", "v1"],
        "PR=1 publishes nothing to tag yet: merge the pull request, then publish again with TAG=v1",
    ),
]


@pytest.mark.parametrize(("words", "expected"), ORDERS)
def test_an_order_that_cannot_be_meant_is_refused(words: list[str], expected: str) -> None:
    with pytest.raises(PipelineError) as refusal:
        parse_order(parse_arguments(["publish", *words]))
    assert str(refusal.value) == expected


def test_make_passes_what_its_command_says_and_not_what_the_environment_has() -> None:
    result = run(["make", "-n", "publish", f"REPO={REPO}", "PR=1"], ROOT, os.environ | {"TAG": "v9", "DRY_RUN": "1"})
    assert f"--repo='{REPO}' --revision='' --tag=''" in result.stdout
    assert "--pr='1' --private='' --dry-run=''" in result.stdout


def test_no_other_target_publishes() -> None:
    for target in ("build", "audit", "test", "test-slow", "clean"):
        result = run(["make", "-n", target], ROOT, dict(os.environ))
        assert result.returncode == 0
        assert " publish " not in result.stdout
    assert "publish" not in STAGES
