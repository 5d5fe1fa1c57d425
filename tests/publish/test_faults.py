"""Publishing over a network that fails, to a storage that forgets: nothing is sent twice, and what is wrong there is found."""

import signal
import subprocess
import threading
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.release.folder import list_files
from tests.hub.hub import WRITER, Fault, Hub, Spoiler, Stored, new_repo, plain, pointer
from tests.hub.publishing import LARGE, REPO, command, environment, held, message, publish, published
from tests.hub.server import serve
from tests.hub.xet import read_xet, xet_hashes

pytestmark = pytest.mark.slow

UNSURE = "no commit was made, or the reply was lost: what the Hub has got is not sent again"
FAILURES = {
    "the commit fails": (
        Fault("POST", "/commit/", 500),
        f"the Hub failed, publish again (500: a fault of the test); {UNSURE}",
    ),
    "the commit is cut off": (
        Fault("POST", "/commit/"),
        "the connection failed (Server disconnected without sending a response.): look at the network, then publish again; "
        f"{UNSURE}",
    ),
    "too many requests": (
        Fault("POST", "/commit/", 429),
        "too many requests: wait a while and publish again (429: a fault of the test); nothing was published",
    ),
    "the card is refused": (Fault("POST", "/validate-yaml", 400), "Invalid metadata in README.md.; nothing was published"),
    "the Hub wants money": (
        Fault("POST", "/preupload/", 402),
        "the account has no room for it: the Hub asks for payment (402: a fault of the test); nothing was published",
    ),
    "the storage refuses": (
        Fault("PUT", "/lfs/", 403, 9),
        "the token has no right to do this: take one with write access to somebody, or publish with PR=1 "
        "(403: a fault of the test); nothing was published",
    ),
}


@pytest.mark.parametrize(("fault", "expected"), FAILURES.values(), ids=FAILURES)
def test_after_a_failure_the_next_run_ends_in_the_same_state(lfs_hub: Hub, released: Path, fault: Fault, expected: str) -> None:
    lfs_hub.faults.append(replace(fault))
    assert message(publish(lfs_hub, released)) == f"{REPO}: {expected}"
    assert held(lfs_hub) == [".gitattributes"]
    lfs_hub.faults.clear()
    puts = len(lfs_hub.calls("PUT .* 200"))
    published(lfs_hub, released)
    assert held(lfs_hub) == sorted([".gitattributes", *list_files(released / "dataset")])
    assert len(lfs_hub.calls("PUT .* 200")) == len(lfs_hub.objects) == 3
    assert puts in (0, 3)


TRANSIENT = {
    "a connection cut in the middle of a file": Fault("PUT", "/lfs/"),
    "a storage that fails once": Fault("PUT", "/lfs/", 500),
    "a reply about a stored file that is lost": Fault("PUT", "/lfs/", late=True),
    "a slow commit": Fault("POST", "/commit/", seconds=3),
    "a list of files that fails once": Fault("GET", "/tree/", 503),
}


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT)
def test_a_passing_trouble_is_got_over(lfs_hub: Hub, released: Path, fault: Fault) -> None:
    lfs_hub.repos[REPO] = new_repo()
    lfs_hub.faults.append(replace(fault))
    result = publish(lfs_hub, released, "--tag", "v1")
    assert (result.returncode, lfs_hub.faults[0].times) == (0, 0), result.stderr
    assert held(lfs_hub, "v1") == sorted([".gitattributes", *list_files(released / "dataset")])


@pytest.mark.parametrize("words", [[], ["--pr"]], ids=["commit", "pull request"])
def test_a_commit_whose_reply_was_lost_is_not_made_twice(hub: Hub, released: Path, words: list[str]) -> None:
    hub.repos[REPO] = new_repo()
    hub.faults.append(Fault("POST", "/commit/", late=True))
    assert message(publish(hub, released, *words)).endswith(f"; {UNSURE}")
    assert len(hub.repos[REPO].commits) == 2
    assert "read back:" in published(hub, released, *words)
    assert (len(hub.repos[REPO].commits), len(hub.repos[REPO].offers)) == (2, len(words))


def test_a_killed_upload_goes_on_where_it_was(lfs_hub: Hub, released: Path) -> None:
    lfs_hub.repos[REPO] = new_repo()
    lfs_hub.hold = threading.Event()
    variables = environment(lfs_hub, released.parent)
    process = subprocess.Popen(command(released), cwd=released.parent, env=variables, stdout=subprocess.DEVNULL)
    assert lfs_hub.stored_one.wait(120)
    process.kill()
    process.wait()
    assert held(lfs_hub) == [".gitattributes"]
    stored = set(lfs_hub.objects)
    lfs_hub.hold.set()
    lfs_hub.hold = None
    published(lfs_hub, released)
    assert held(lfs_hub) == sorted([".gitattributes", *list_files(released / "dataset")])
    assert [oid for oid in stored if len(lfs_hub.calls(f"PUT /lfs/{oid} 200")) != 1] == []


def test_an_interrupt_says_what_is_waited_for_and_the_second_ends_at_once(lfs_hub: Hub, released: Path) -> None:
    lfs_hub.repos[REPO] = new_repo()
    lfs_hub.hold = threading.Event()
    variables, pipe = environment(lfs_hub, released.parent), subprocess.PIPE
    process = subprocess.Popen(command(released), cwd=released.parent, env=variables, stdout=pipe, stderr=pipe, text=True)
    assert lfs_hub.stored_one.wait(120) and process.stderr
    process.send_signal(signal.SIGINT)
    assert process.stderr.readline() == f"{REPO}: stopping, once what is on its way has come or failed; again ends at once\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == -signal.SIGINT
    assert "Traceback" not in process.stderr.read()
    lfs_hub.hold.set()
    assert held(lfs_hub) == [".gitattributes"]


SHAPES = {
    "a list": ("GET", "/refs", b"[1, 2]"),
    "no JSON": ("GET", "/refs", b"<html>"),
    "escapes": ("GET", "/refs", b'{"branches": "\x1b[31mred"}'),
}


@pytest.mark.parametrize(("method", "pattern", "body"), SHAPES.values(), ids=SHAPES)
def test_an_answer_of_another_form_is_one_line(method: str, pattern: str, body: bytes, lfs_hub: Hub, released: Path) -> None:
    lfs_hub.repos[REPO] = new_repo()
    lfs_hub.faults.append(Fault(method, pattern, 200, body=body))
    assert "\x1b" not in message(publish(lfs_hub, released))
    lfs_hub.faults.append(Fault("POST", "/commit/", 403, body={"error": f"no \x1b[2J right for {WRITER}"}))
    told = message(publish(lfs_hub, released))
    assert "\x1b" not in told and WRITER not in told


def test_what_the_xet_storage_has_is_not_sent_again(tmp_path: Path, released: Path) -> None:
    (tmp_path / "cas").mkdir()
    with serve(Hub(tmp_path / "cas")) as hub:
        hub.repos[REPO] = new_repo()
        hub.faults.append(Fault("POST", "/commit/", 500))
        assert "the Hub failed" in message(publish(hub, released))
        xorbs = stored_xorbs(hub)
        published(hub, released)
        assert xorbs == stored_xorbs(hub) != {}


def test_a_xet_storage_that_gives_no_token_is_one_line(tmp_path: Path, released: Path) -> None:
    with serve(Hub(tmp_path)) as hub:
        hub.faults.append(Fault("GET", "/xet-write-token/", 403, 99))
        said = message(publish(hub, released))
        assert said.startswith(f"{REPO}: ")
        assert "403" in said
        assert held(hub) == [".gitattributes"]


def stored_xorbs(hub: Hub) -> dict[str, int]:
    """The chunks that the Xet storage keeps: their files and lengths."""
    assert hub.cas
    return {path.name: path.stat().st_size for path in sorted((hub.cas / "xet" / "xorbs" / "xorbs").iterdir())}


def without(_hub: Hub, _stored: Stored) -> None:
    """A file that is lost."""


def other_text(_hub: Hub, _stored: Stored) -> Stored:
    """Another file of the same length."""
    return plain(b"CC BY 3.0\n")


def other_text_in_disguise(_hub: Hub, stored: Stored) -> Stored:
    """Another file of the same length that the lists show as the one that was sent."""
    return replace(stored, content=b"CC BY 3.0\n")


def longer_text(_hub: Hub, _stored: Stored) -> Stored:
    """A longer file."""
    return plain(b"CC BY 4.0 or later\n")


def other_object(_hub: Hub, stored: Stored) -> Stored:
    """A large file that has become another one."""
    return pointer("0" * 64, stored.n_bytes)


def damage_object(hub: Hub, stored: Stored) -> Stored:
    """A large file, a byte of which the storage has changed, wherever it is stored; the lists show it as it was sent."""
    if hub.cas:
        damage_xorb(hub.cas, stored)
    else:
        hub.objects[stored.sha256] = flip(hub.objects[stored.sha256], stored.n_bytes // 2)
    return stored


def damage_xorb(cas: Path, stored: Stored) -> None:
    """Change a byte of the stored chunks, one that changes the file unseen by the client: some change nothing."""
    (xorb,) = (path for path in (cas / "xet" / "xorbs" / "xorbs").iterdir() if path.suffix != ".tagset")
    whole, name = xorb.read_bytes(), xet_hashes(cas)[stored.sha256]
    xorb.chmod(0o644)
    for at in range(50, len(whole), 50):
        xorb.write_bytes(flip(whole, at))
        with suppress(RuntimeError):
            if sha256(read_xet(cas, name, stored.n_bytes)).hexdigest() != stored.sha256:
                return
    raise AssertionError("no byte of the storage changes the file without its client seeing it")


def flip(content: bytes, at: int) -> bytes:
    """The same bytes but one."""
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


SPOILT: dict[str, tuple[str, Spoiler, str]] = {
    "lost": ("LICENSE", without, "LICENSE: expected a file"),
    "other": ("LICENSE", other_text, "LICENSE: expected sha256 {sha256}, the Hub has other content"),
    "other in disguise": ("LICENSE", other_text_in_disguise, "LICENSE: expected sha256 {sha256}, read back {other}"),
    "longer": ("LICENSE", longer_text, "LICENSE: expected 10 bytes, the Hub has 19"),
    "another object": (LARGE, other_object, f"{LARGE}: expected sha256 {{sha256}}, the Hub has {'0' * 64}"),
}


@pytest.mark.parametrize(("name", "spoiler", "expected"), SPOILT.values(), ids=SPOILT)
def test_a_file_that_the_hub_holds_otherwise_is_found(
    lfs_hub: Hub, released: Path, name: str, spoiler: Spoiler, expected: str
) -> None:
    lfs_hub.spoilers[name] = spoiler
    result = publish(lfs_hub, released, "--tag", "v1")
    digest, other = (sha256(content).hexdigest() for content in ((released / "dataset" / name).read_bytes(), b"CC BY 3.0\n"))
    commit = lfs_hub.repos[REPO].branches["main"]
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        f"{REPO}: {expected.format(sha256=digest, other=other)}",
        f"{REPO}: commit {commit} has 1 file otherwise than it was audited",
    ]
    assert lfs_hub.repos[REPO].tags == {}


def test_a_byte_that_the_storage_changed_is_found(hub: Hub, released: Path) -> None:
    hub.spoilers[LARGE] = damage_object
    result = publish(hub, released, "--tag", "v1")
    assert result.returncode == 1
    digest = sha256((released / "dataset" / LARGE).read_bytes()).hexdigest()
    assert result.stderr.splitlines()[0].startswith(f"{REPO}: {LARGE}: expected sha256 {digest}, read back ")
    assert hub.repos[REPO].tags == {}


def test_a_file_that_the_storage_lost_is_found(hub: Hub, released: Path) -> None:
    def lose(hub: Hub, stored: Stored) -> Stored:
        for path in (hub.cas / "xet" / "xorbs" / "xorbs").iterdir() if hub.cas else ():
            path.unlink()
        hub.objects[stored.sha256] = b""
        return stored

    hub.spoilers[LARGE] = lose
    result = publish(hub, released, "--tag", "v1")
    assert result.returncode == 1
    assert f"{REPO}: {LARGE}: cannot be read back (" in result.stderr
    assert "Traceback" not in result.stderr
    assert hub.repos[REPO].tags == {}


def test_a_file_of_the_old_release_that_stays_is_found(lfs_hub: Hub, released: Path) -> None:
    lfs_hub.spoilers["LICENSE"] = lambda _hub, stored: stored
    lfs_hub.repos[REPO] = new_repo()

    def revive(hub: Hub) -> None:
        head = hub.repos[REPO].snapshot("main")
        assert head
        head.files["data/old.parquet"] = plain(b"old")

    lfs_hub.before_commit = revive
    result = publish(lfs_hub, released)
    assert result.stderr.splitlines()[0] == f"{REPO}: data/old.parquet: expected no such file"


def test_a_tag_that_failed_is_put_by_the_next_run(lfs_hub: Hub, released: Path) -> None:
    lfs_hub.faults.append(Fault("POST", "/tag/", 500))
    said = message(publish(lfs_hub, released, "--tag", "v1"))
    commit = lfs_hub.repos[REPO].branches["main"]
    assert said.endswith(f"commit {commit} is there without its tag: publish again to go on from there")
    published(lfs_hub, released, "--tag", "v1")
    assert lfs_hub.repos[REPO].tags == {"v1": commit}
