"""The words of a `publish` command in; out, what it is asked to do, or what is wrong with the words."""

import re
from argparse import Namespace
from dataclasses import dataclass

from pipeline.job.errors import PipelineError

ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.ASCII)  # s3://bucket/speeches; not: https://…, which takes no files
REPO = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)  # not: chinese-speeches, a/b/c, https://…
NAME = re.compile(r"[A-Za-z0-9][\w./-]*", re.ASCII)  # a branch or a tag; not: --force, a b
SWITCH = {"": False, "0": False, "1": True}

OPTIONS = {
    "repo": "owner/name of the dataset repository, or an address such as s3://bucket/name",
    "revision": "branch to commit to, made from main when it is not there; main by default",
    "pr": "1: open a pull request instead of committing",
    "private": "1: a new repository is private, and one that is public is refused",
    "tag": "tag to put on the commit once it was read back",
    "dry_run": "1: list what would change and send nothing",
}
"""What can be said about a publication; the variables of Make are the same words in capitals."""


@dataclass(frozen=True, slots=True)
class Request:
    """One publication, as the command line asks for it."""

    repo: str
    revision: str = "main"
    pr: bool = False
    private: bool = False
    tag: str = ""
    dry_run: bool = False


def parse_order(options: Namespace) -> Request:
    """The order of a command line. Raises PipelineError for words that say nothing, or two things at once.

    >>> parse_order(Namespace(repo="owner/name", revision="", pr="1", private="", tag="", dry_run="0"))
    Request(repo='owner/name', revision='main', pr=True, private=False, tag='', dry_run=False)
    """
    pr, private, dry_run = (require_switch(name, getattr(options, name)) for name in ("pr", "private", "dry_run"))
    repo = options.repo if is_address(options.repo) else require_name("REPO", options.repo, REPO)
    revision, tag = (require_name(name.upper(), getattr(options, name), NAME) for name in ("revision", "tag"))
    if not repo:
        raise PipelineError("publish takes REPO=owner/name: the dataset repository to publish to")
    if is_address(repo) and (said := [name for name in ("revision", "pr", "private", "tag") if getattr(options, name)]):
        raise PipelineError(f"{repo}: an address has no commits: leave {', '.join(map(str.upper, said))} out")
    if pr and revision not in ("", "main"):
        raise PipelineError(f"PR=1 opens a pull request against main: leave REVISION={revision} out")
    if pr and tag:
        raise PipelineError(f"PR=1 publishes nothing to tag yet: merge the pull request, then publish again with TAG={tag}")
    return Request(repo, revision or "main", pr, private, tag, dry_run)


def is_address(repo: str) -> bool:
    """Whether files are sent to an address, not to the Hub.

    >>> is_address("s3://bucket/speeches"), is_address("owner/name"), is_address("https://example.org/a")
    (True, False, False)
    """
    return bool(ADDRESS.fullmatch(repo)) and not repo.startswith("http")


def require_switch(name: str, value: str) -> bool:
    """Whether a switch is on."""
    if value not in SWITCH:
        raise PipelineError(f"{name.upper()}={value}: expected 1 or nothing")
    return SWITCH[value]


def require_name(name: str, value: str, pattern: re.Pattern[str]) -> str:
    """A name that is empty or of the right form."""
    if value and not pattern.fullmatch(value):
        form = "owner/name" if pattern is REPO else "letters, digits and . _ / -"
        raise PipelineError(f"{name}={value}: expected {form}")
    return value
