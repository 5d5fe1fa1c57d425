"""output/dataset/ in; out, the same files in a repository of the Hub: one commit or pull request, read back, then tagged."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pipeline.audit.files import Finding, check_listed, check_manifest, check_sums
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.settings import Settings
from pipeline.job.tongues import say
from pipeline.publish.address import publish_there, tell_plan
from pipeline.publish.hub import (
    KIND,
    Cargo,
    Commit,
    Hub,
    Seen,
    commit_plan,
    connect,
    create_branch,
    find_offer,
    look,
    put_tag,
)
from pipeline.publish.hub_check import find_differences
from pipeline.publish.hub_errors import hub_errors
from pipeline.publish.plan import LocalFile, Plan, make_plan
from pipeline.publish.request import Request, is_address
from pipeline.release.folder import CHECKSUMS, SIGNATURE
from pipeline.release.manifest import Manifest, parse_checksum_line, read_manifest
from pipeline.release.terms import require_licence
from pipeline.work.digests import digest_file

SHOWN = 20  # differences shown; what is wrong with more files is wrong in the same way
NOTHING = "nothing was published"
UNSURE = "no commit was made, or the reply was lost: what the Hub has got is not sent again"
GO_ON = "publish again to go on from there"


def publish(job: Job, order: Request) -> None:
    """Bring the repository to the state of the audited folder, and see that it is there; a dry run lists what that takes."""
    cargo = read_cargo(job, order)
    if is_address(order.repo):
        publish_there(job, cargo, order)
        return
    hub = connect(order)
    with hub_errors(order, NOTHING):
        seen = look(hub)
    plan = make_plan(cargo.files, seen.held if seen else {})
    require_possible(order, seen, plan)
    print_plan(order, seen, plan, cargo)
    if order.dry_run:
        say("a dry run: nothing was sent")
        return
    with interrupts_told(order):
        commit = job.during("sending", partial(send, hub, cargo, seen))
    if commit is None:
        return
    with hub_errors(order, f"commit {commit.oid} is there, and was not read back to the end: {GO_ON}"):
        require_same(hub, cargo, commit, job)
    if order.tag:
        with hub_errors(order, f"commit {commit.oid} is there without its tag: {GO_ON}"):
            put_tag(hub, commit.oid)
        say(f"tag {order.tag} is on {commit.oid}")


def read_cargo(job: Job, order: Request) -> Cargo:
    """The files of output/dataset/, a licence among the publisher's words, and nothing changed since the audit."""
    if not job.dataset.is_dir():
        raise PipelineError(f"{job.dataset}: no dataset to publish; make build writes one")
    fault = next(find_faults(job.dataset), None)
    if fault:
        raise PipelineError(f"{job.dataset}: not as it was audited: {fault.file}: {fault.expected}; make build writes it anew")
    manifest = read_manifest(job.dataset)
    require_said(manifest, job.settings, order)
    sums = (job.dataset / CHECKSUMS).read_text(encoding="utf-8")
    digests = {name: digest for digest, name in map(parse_checksum_line, sums.splitlines())}
    digests[CHECKSUMS] = digest_file(job.dataset / CHECKSUMS)
    if (job.dataset / SIGNATURE).is_file():
        digests[SIGNATURE] = digest_file(job.dataset / SIGNATURE)
    files = {name: LocalFile(job.dataset / name, (job.dataset / name).stat().st_size, digest) for name, digest in digests.items()}
    described = manifest["dataset"]
    return Cargo(files, f"{described.get('name')} {described.get('version')} ({digests[CHECKSUMS][:12]})")


def find_faults(folder: Path) -> Iterator[Finding]:
    """What is not as the manifest and the checksums say; the first finding is enough to stop."""
    for check in (check_manifest, check_sums, check_listed):
        yield from check(folder)


def require_said(manifest: Manifest, settings: Settings, order: Request) -> None:
    """The dataset has a licence, says what the dataset.toml that was given says, and its card names where it goes."""
    built, file = manifest["configuration"]["dataset"], settings.file
    for key, said in settings.copy()["dataset"].items() if file else ():
        if built.get(key) != said:
            words = f"the dataset was built with {built.get(key)!r}, {file} says {said!r}"
            raise PipelineError(f"[dataset] {key}: {words}; publish with the CONFIG it was built with, or build it with {file}")
    require_licence(str(built["license"]), file or "the dataset.toml of the build")
    if built["repository"] != order.repo and not is_address(order.repo):
        words = f"the card loads it from {built['repository'] or 'its own folder'}, not from {order.repo}"
        raise PipelineError(f'{file or "dataset.toml"}: {words}: under [dataset] say repository = "{order.repo}", and build')


def require_possible(order: Request, seen: Seen | None, plan: Plan) -> None:
    """Nothing stands against the order that can be seen before anything is sent."""
    if seen is None:
        if order.pr:
            raise PipelineError(f"{order.repo}: there is no such repository to open a pull request in; {NOTHING}")
        return
    if order.private and not seen.private:
        raise PipelineError(f"{order.repo}: is public, and PRIVATE=1 asks for private: change its settings; {NOTHING}")
    if order.tag in seen.tags and not (plan.is_empty and seen.tags[order.tag] == seen.head):
        raise PipelineError(f"{order.repo}: tag {order.tag} is on other content, {seen.tags[order.tag]}: take another; {NOTHING}")


def print_plan(order: Request, seen: Seen | None, plan: Plan, cargo: Cargo) -> None:
    """What the commit changes, a file a line, and how much of it there is."""
    missing = "a new repository" if seen is None else "a new branch" if order.revision not in seen.branches else ""
    tell_plan(f"{order.repo} {order.revision}{f' ({missing})' if missing else ''}: {cargo.title}", plan, cargo)


def send(hub: Hub, cargo: Cargo, seen: Seen | None) -> Commit | None:
    """The commit that holds the files: one that is there already, or a new one. None: a pull request would change nothing."""
    order = hub.order
    with hub_errors(order, NOTHING, UNSURE):
        seen = seen or make_repository(hub)
        if order.revision not in seen.branches:
            create_branch(hub, seen)
        plan = make_plan(cargo.files, seen.held)
        if plan.is_empty:
            say(f"{order.repo} {order.revision} holds all of it already{': no pull request is needed' if order.pr else ''}")
            return None if order.pr else Commit(seen.head)
        offer = find_offer(hub, cargo) if order.pr else None
        commit = offer or commit_plan(hub, cargo, plan, seen)
    say(f"{'offered already' if offer else 'sent'}: {commit.pull_request or commit.oid}")
    return commit


@contextmanager
def interrupts_told(order: Request) -> Iterator[None]:
    """The first interrupt of the block says what is waited for; the second ends the process at once."""

    def stop(_signal: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # the system ends it, whatever a thread or a library waits for
        words = "stopping, once what is on its way has come or failed; again ends at once"
        say(f"{order.repo}: {words}", aloud=True)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    yield
    signal.signal(signal.SIGINT, before)


def make_repository(hub: Hub) -> Seen:
    """A new repository, as it looks."""
    hub.api.create_repo(hub.order.repo, repo_type=KIND, private=hub.order.private or None, exist_ok=True)
    seen = look(hub)
    if seen is None:
        raise PipelineError(f"{hub.order.repo}: was made, and the Hub does not show it yet: publish again; {NOTHING}")
    return seen


def require_same(hub: Hub, cargo: Cargo, commit: Commit, job: Job) -> None:
    """What the Hub holds is what was audited."""
    differences = job.during("reading back", lambda: list(find_differences(hub, cargo, commit.oid)))
    if differences:
        shown = "\n".join(f"{hub.order.repo}: {line}" for line in differences[:SHOWN])
        raise PipelineError(f"{shown}\n{hub.order.repo}: commit {commit.oid} {count_files(len(differences))}")
    say(f"read back: {len(cargo.files)} files of commit {commit.oid} are as they were audited")


def count_files(number: int) -> str:
    """The end of a sentence about a commit.

    >>> count_files(1), count_files(2)
    ('has 1 file otherwise than it was audited', 'has 2 files otherwise than they were audited')
    """
    return "has 1 file otherwise than it was audited" if number == 1 else f"has {number} files otherwise than they were audited"
