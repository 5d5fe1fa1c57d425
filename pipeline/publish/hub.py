"""An order in; out, what a repository of the Hub holds, and the calls that change it: the one module that talks to the Hub."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, get_token
from huggingface_hub.errors import RepositoryNotFoundError
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils.tqdm import disable_progress_bars

from pipeline.job.errors import PipelineError
from pipeline.publish.plan import HeldFile, LocalFile, Plan, make_plan
from pipeline.publish.request import Request

KIND = "dataset"


@dataclass(frozen=True, slots=True)
class Hub:
    """The client of the Hub, and what it is to do."""

    api: HfApi
    order: Request


@dataclass(frozen=True, slots=True)
class Cargo:
    """What is to be published: the files of the folder by name, and the title of the commit."""

    files: Mapping[str, LocalFile]
    title: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A repository as it was looked at: the commit that the order starts from, its files, branches and tags."""

    head: str
    private: bool
    held: dict[str, HeldFile]
    branches: dict[str, str]
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class Commit:
    """What an order came to: a commit, and the page of its pull request when there is one."""

    oid: str
    pull_request: str = ""


def connect(order: Request) -> Hub:
    """The client with the user's token; a dry run does without one. Progress is shown to a terminal only."""
    if not sys.stderr.isatty():
        disable_progress_bars()
    token = get_token()
    if token is None and not order.dry_run:
        raise PipelineError(f"{order.repo}: no token: `hf auth login`, or HF_TOKEN with one that may write; nothing is sent")
    return Hub(HfApi(token=token or False), order)


def look(hub: Hub) -> Seen | None:
    """The repository at the revision of the order, or at main when that is not there yet; None when there is no repository."""
    try:
        refs = hub.api.list_repo_refs(hub.order.repo, repo_type=KIND)
    except RepositoryNotFoundError as error:
        if error.response.status_code == 404:
            return None
        raise
    branches, tags = ({ref.name: ref.target_commit for ref in kind} for kind in (refs.branches, refs.tags))
    info = hub.api.dataset_info(hub.order.repo, revision=hub.order.revision if hub.order.revision in branches else "main")
    return Seen(str(info.sha), bool(info.private), list_held(hub, str(info.sha)), branches, tags)


def list_held(hub: Hub, revision: str) -> dict[str, HeldFile]:
    """The files of the repository at a revision."""
    tree = hub.api.list_repo_tree(hub.order.repo, recursive=True, revision=revision, repo_type=KIND)
    files = [entry for entry in tree if isinstance(entry, RepoFile)]
    return {file.path: HeldFile(file.size, file.blob_id, file.lfs.sha256 if file.lfs else None) for file in files}


def create_branch(hub: Hub, seen: Seen) -> None:
    """Make the branch of the order, from the commit that was looked at."""
    hub.api.create_branch(hub.order.repo, branch=hub.order.revision, revision=seen.head, repo_type=KIND, exist_ok=True)


def commit_plan(hub: Hub, cargo: Cargo, plan: Plan, seen: Seen) -> Commit:
    """Send what is new and commit everything at once, on top of the commit that was looked at and nothing else."""
    order = hub.order
    operations: list[CommitOperationAdd | CommitOperationDelete] = [
        *(CommitOperationAdd(name, cargo.files[name].path) for name in (*plan.added, *plan.changed)),
        *(CommitOperationDelete(name, is_folder=False) for name in plan.removed),
    ]
    info = hub.api.create_commit(
        order.repo,
        operations,
        commit_message=cargo.title,
        repo_type=KIND,
        revision=order.revision,
        create_pr=order.pr,
        parent_commit=seen.head,
    )
    return Commit(str(info.oid), str(info.pr_url or ""))


def find_offer(hub: Hub, cargo: Cargo) -> Commit | None:
    """The open pull request that offers these very files: an earlier run opened it and may have been cut off."""
    talks = hub.api.get_repo_discussions(hub.order.repo, repo_type=KIND, discussion_type="pull_request", discussion_status="open")
    for talk in talks:
        if talk.title == cargo.title and talk.git_reference:
            head = str(hub.api.dataset_info(hub.order.repo, revision=talk.git_reference).sha)
            if make_plan(cargo.files, list_held(hub, head)).is_empty:
                return Commit(head, talk.url)
    return None


def put_tag(hub: Hub, commit: str) -> None:
    """Put the tag of the order on a commit, and see that it is there."""
    order = hub.order
    hub.api.create_tag(order.repo, tag=order.tag, revision=commit, repo_type=KIND, exist_ok=True)
    tags = {ref.name: ref.target_commit for ref in hub.api.list_repo_refs(order.repo, repo_type=KIND).tags}
    if tags.get(order.tag) != commit:
        raise PipelineError(f"{order.repo}: tag {order.tag} was put on {commit}, and the Hub has it on {tags.get(order.tag)}")


def fetch_file(hub: Hub, commit: str, name: str, folder: Path) -> Path:
    """A file of the repository as users download it, in a folder."""
    path = hub.api.hf_hub_download(hub.order.repo, name, repo_type=KIND, revision=commit, local_dir=folder, force_download=True)
    return Path(path)
