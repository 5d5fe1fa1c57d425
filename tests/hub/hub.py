"""The state of a small Hugging Face Hub: repositories with commits, branches, tags and pull requests; calls in, replies out.

It answers the calls that the real clients make when they publish and download, keeps what they send, and checks it as the Hub
does: the token, the parent of a commit, that a large file is stored before it is committed. tests/hub_server.py serves it.
"""

import base64
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote

from tests.hub.xet import read_xet, xet_hashes

WRITER, READER = "dummy", "reader"  # tokens: one may write, one may only read
PAGE = 7  # entries on a page of a tree; the Hub has 1000
PLAIN = 10_000  # bytes; a longer file is stored under its sha256. The Hub has 10 MB
EXPIRES = 4_000_000_000  # seconds since 1970, of a Xet token
GITATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"


@dataclass(frozen=True)
class Stored:
    """A file of a commit: as the tree describes it, and its bytes when they are kept in git."""

    n_bytes: int
    blob_id: str
    sha256: str = ""
    content: bytes | None = None


@dataclass(frozen=True)
class Snapshot:
    """A commit."""

    oid: str
    title: str
    files: dict[str, Stored]


@dataclass
class Repo:
    """A repository."""

    private: bool = False
    commits: dict[str, Snapshot] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)

    def snapshot(self, revision: str) -> Snapshot | None:
        """The commit that a branch, tag, pull request or oid names."""
        found = (names[revision] for names in (self.branches, self.offers, self.tags) if revision in names)
        return self.commits.get(next(found, revision))

    def add(self, title: str, files: dict[str, Stored], parent: str = "") -> Snapshot:
        """A new commit; its name comes from all that is in it."""
        content = [title, parent, sorted((name, file.blob_id) for name, file in files.items())]
        snapshot = Snapshot(sha1(json.dumps(content).encode()).hexdigest(), title, files)
        self.commits[snapshot.oid] = snapshot
        return snapshot


class Call(NamedTuple):
    """A request as the server got it; `names` are the parts of its path."""

    method: str
    path: str
    query: dict[str, str]
    token: str
    body: bytes
    names: dict[str, str]

    def json(self) -> Any:
        """Its body."""
        return json.loads(self.body)


class Reply(NamedTuple):
    """An answer: bytes, or a value to send as JSON."""

    status: int
    value: object = b""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Fault:
    """What happens instead of an answer: a status, or, when it is 0, the connection is cut; `late`: after the work is done. With
    `seconds` the answer comes after so long. `body` is what is said with the status."""

    method: str
    pattern: str
    status: int = 0
    times: int = 1
    late: bool = False
    seconds: float = 0
    body: object = None


Spoiler = Callable[["Hub", Stored], "Stored | None"]


@dataclass
class Hub:
    """The state of the server, what was asked of it, and what is to go wrong."""

    cas: Path | None = None  # the folder of the Xet storage; None: files go by LFS
    url: str = ""
    repos: dict[str, Repo] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    spoilers: dict[str, Spoiler] = field(default_factory=dict)
    before_commit: Callable[["Hub"], object] = lambda _hub: None
    stored_one: threading.Event = field(default_factory=threading.Event)
    hold: threading.Event | None = None  # when there is one, every PUT after the first waits for it

    def calls(self, pattern: str) -> list[str]:
        """The calls so far that look like this."""
        return [line for line in self.log if re.search(pattern, line)]

    def take_fault(self, method: str, path: str) -> Fault | None:
        """The fault that is on for a call, counted down."""
        for fault in self.faults:
            if fault.times and fault.method == method and re.search(fault.pattern, path):
                fault.times -= 1
                return fault
        return None


def plain(content: bytes) -> Stored:
    """A file that is kept in git."""
    return Stored(len(content), sha1(f"blob {len(content)}\0".encode() + content).hexdigest(), "", content)


def pointer(digest: str, n_bytes: int) -> Stored:
    """A file that is kept elsewhere, under its sha256."""
    return replace(plain(f"oid sha256:{digest}\nsize {n_bytes}\n".encode()), n_bytes=n_bytes, sha256=digest, content=None)


def new_repo(files: dict[str, bytes] | None = None, *, private: bool = False) -> Repo:
    """A repository as the Hub makes it, with some files more."""
    repo = Repo(private)
    stored = {name: plain(content) for name, content in ({".gitattributes": GITATTRIBUTES} | (files or {})).items()}
    repo.branches["main"] = repo.add("initial commit", stored).oid
    return repo


def error(status: int, words: str, code: str = "") -> Reply:
    """A refusal as the Hub words it."""
    return Reply(status, {"error": words}, (("X-Error-Message", words), *((("X-Error-Code", code),) if code else ())))


def answer(hub: Hub, call: Call) -> Reply:
    """What the Hub says to a call."""
    for method, pattern, reply in ROUTES:
        match = re.fullmatch(pattern, call.path)
        if match and method in (call.method, "GET" if call.method == "HEAD" else ""):
            named = call._replace(names={name: unquote(value) for name, value in match.groupdict().items() if value is not None})
            return refuse(hub, named) or reply(hub, named)
    return error(404, f"the test Hub has no answer to {call.method} {call.path}")


def refuse(hub: Hub, call: Call) -> Reply | None:
    """The refusal of a call that its token or its names do not allow."""
    writes = call.method != "GET" and call.method != "HEAD" and "paths-info" not in call.path
    if call.token not in ("", WRITER, READER):
        return error(401, "Invalid credentials in Authorization header")
    if not call.path.startswith("/lfs/") and writes and call.token == "":
        return error(401, "Invalid username or password.")
    if writes and call.token == READER:
        return error(403, "Forbidden: you must use a write token to do this")
    repo = hub.repos.get(call.names.get("repo", ""))
    if "repo" in call.names and (repo is None or (repo.private and not call.token)):
        return error(404 if call.token else 401, "Repository not found", "RepoNotFound")
    new = "/branch/" in call.path or "-token/" in call.path  # their revision need not be there yet
    if repo and not new and not repo.snapshot(call.names.get("revision", "main")):
        return error(404, f"Invalid rev id: {call.names['revision']}", "RevisionNotFound")
    return None


def of_repo(hub: Hub, call: Call) -> tuple[Repo, Snapshot]:
    """The repository and the commit that a call is about."""
    repo = hub.repos[call.names["repo"]]
    snapshot = repo.snapshot(call.names.get("revision", "main"))
    assert snapshot
    return repo, snapshot


def create_repo(hub: Hub, call: Call) -> Reply:
    body = call.json()
    name = f"{body['organization']}/{body['name']}"
    if name in hub.repos:
        return error(409, "You already created this dataset repo")
    hub.repos[name] = new_repo(private=body.get("visibility") == "private")
    return Reply(200, {"url": f"{hub.url}/datasets/{name}"})


def validate_yaml(_hub: Hub, call: Call) -> Reply:
    good = "\nlicense:" in call.json()["content"]
    return Reply(200 if good else 400, {"errors": [] if good else [{"message": '"license" is missing'}], "warnings": []})


def list_refs(hub: Hub, call: Call) -> Reply:
    repo, _snapshot = of_repo(hub, call)
    kinds = (("branches", "refs/heads/", repo.branches), ("tags", "refs/tags/", repo.tags))
    refs: dict[str, list[dict[str, str]]] = {"converts": []}
    for kind, start, held in kinds:
        refs[kind] = [{"name": name, "ref": start + name, "targetCommit": oid} for name, oid in held.items()]
    return Reply(200, refs)


def describe(hub: Hub, call: Call) -> Reply:
    repo, snapshot = of_repo(hub, call)
    siblings = [{"rfilename": name} for name in snapshot.files]
    return Reply(200, {"id": call.names["repo"], "sha": snapshot.oid, "private": repo.private, "tags": [], "siblings": siblings})


def entry(hub: Hub, path: str, file: Stored) -> dict[str, object]:
    """A file as trees list it."""
    found: dict[str, object] = {"type": "file", "path": path, "size": file.n_bytes, "oid": file.blob_id}
    return found | ({"lfs": {"oid": file.sha256, "size": file.n_bytes, "pointerSize": 130}} if file.sha256 else {})


def list_tree(hub: Hub, call: Call) -> Reply:
    _repo, snapshot = of_repo(hub, call)
    under = f"{call.names['path']}/" if "path" in call.names else ""
    recursive = call.query.get("recursive", "").lower() == "true"
    names = [name for name in sorted(snapshot.files) if name.startswith(under)]
    depth = under.count("/")
    folders = sorted({"/".join(name.split("/")[: depth + 1]) for name in names if name.count("/") > depth})
    entries: list[dict[str, object]] = [{"type": "directory", "path": folder, "oid": "0" * 40, "size": 0} for folder in folders]
    entries += [entry(hub, name, snapshot.files[name]) for name in names if recursive or name.count("/") == depth]
    start = int(call.query.get("cursor", "0"))
    link = f'<{hub.url}{call.path}?recursive={recursive}&cursor={start + PAGE}>; rel="next"'
    return Reply(200, entries[start : start + PAGE], (("Link", link),) if start + PAGE < len(entries) else ())


def list_paths(hub: Hub, call: Call) -> Reply:
    _repo, snapshot = of_repo(hub, call)
    paths = call.json()["paths"] if call.body.startswith(b"{") else parse_qs(call.body.decode())["paths"]
    return Reply(200, [entry(hub, path, snapshot.files[path]) for path in paths if path in snapshot.files])


def preupload(hub: Hub, call: Call) -> Reply:
    _repo, snapshot = of_repo(hub, call)
    answers = []
    for file in call.json()["files"]:
        mode = "lfs" if file["path"].endswith(".parquet") or file["size"] > PLAIN else "regular"
        held = snapshot.files.get(file["path"])
        oid = held and (held.sha256 or held.blob_id)
        answers.append({"path": file["path"], "uploadMode": mode, "shouldIgnore": False, "oid": oid})
    return Reply(200, {"files": answers})


def lfs_batch(hub: Hub, call: Call) -> Reply:
    objects = []
    for wanted in call.json()["objects"]:
        actions = {"upload": {"href": f"{hub.url}/lfs/{wanted['oid']}"}, "verify": {"href": f"{hub.url}/lfs/verify"}}
        objects.append(wanted | ({} if wanted["oid"] in hub.objects else {"actions": actions}))
    return Reply(200, {"transfer": "basic", "objects": objects})


def put_object(hub: Hub, call: Call) -> Reply:
    if hub.hold and hub.stored_one.is_set():
        hub.hold.wait()
        return error(503, "the test is over")
    if sha256(call.body).hexdigest() != call.names["oid"]:
        return error(400, "the content has another sha256")
    hub.objects[call.names["oid"]] = call.body
    hub.stored_one.set()
    return Reply(200, {})


def verify_object(hub: Hub, call: Call) -> Reply:
    held = hub.objects.get(call.json()["oid"])
    return Reply(200, {}) if held is not None and len(held) == call.json()["size"] else error(404, "no such object")


def give_xet_token(hub: Hub, _call: Call) -> Reply:
    if hub.cas is None:
        return error(404, "no Xet storage here")
    cas = f"local://{hub.cas}"
    headers = (("X-Xet-Cas-Url", cas), ("X-Xet-Access-Token", "xet"), ("X-Xet-Token-Expiration", str(EXPIRES)))
    return Reply(200, {"casUrl": cas, "accessToken": "xet", "exp": EXPIRES}, headers)


def make_commit(hub: Hub, call: Call) -> Reply:
    hub.before_commit(hub)
    repo, parent = of_repo(hub, call)
    header, *lines = [json.loads(line) for line in call.body.splitlines()]
    if header["value"].get("parentCommit", parent.oid) != parent.oid:
        return error(412, "A commit has happened since. Please refresh and try again.")
    files = dict(parent.files)
    for line in lines:
        if refusal := apply_line(hub, files, line["key"], line["value"]):
            return refusal
    snapshot = repo.add(header["value"]["summary"], files, parent.oid)
    page = f"{hub.url}/datasets/{call.names['repo']}"
    reply = {"success": True, "commitUrl": f"{page}/commit/{snapshot.oid}", "commitOid": snapshot.oid}
    if call.query.get("create_pr") != "1":
        repo.branches[call.names["revision"]] = snapshot.oid
        return Reply(200, reply)
    repo.offers[f"refs/pr/{len(repo.offers) + 1}"] = snapshot.oid
    return Reply(200, reply | {"pullRequestUrl": f"{page}/discussions/{len(repo.offers)}"})


def apply_line(hub: Hub, files: dict[str, Stored], key: str, value: dict[str, str]) -> Reply | None:
    """Do what a line of a commit says; a refusal when it cannot be done."""
    path = value["path"]
    if key == "deletedFile":
        return None if files.pop(path, None) else error(404, "A file with this name doesn't exist", "EntryNotFound")
    if key == "lfsFile" and value["oid"] not in (xet_hashes(hub.cas) if hub.cas else hub.objects):
        return error(400, f"LFS pointer pointed to a file that does not exist: {path}")
    stored = pointer(value["oid"], int(value["size"])) if key == "lfsFile" else plain(base64.b64decode(value["content"]))
    found = hub.spoilers[path](hub, stored) if path in hub.spoilers else stored
    if found:
        files[path] = found
    return None


def create_branch(hub: Hub, call: Call) -> Reply:
    repo = hub.repos[call.names["repo"]]
    start = repo.snapshot(call.json().get("startingPoint", "main"))
    assert start
    return create_ref(repo.branches, call.names["revision"], start.oid)


def create_tag(hub: Hub, call: Call) -> Reply:
    repo, snapshot = of_repo(hub, call)
    return create_ref(repo.tags, call.json()["tag"], snapshot.oid)


def create_ref(held: dict[str, str], name: str, oid: str) -> Reply:
    if name in held:
        return error(409, f"Reference {name} exists already")
    held[name] = oid
    return Reply(200, {})


def list_offers(hub: Hub, call: Call) -> Reply:
    repo, _snapshot = of_repo(hub, call)
    common = {"author": {"name": "somebody"}, "status": "open", "createdAt": "2024-01-01T00:00:00.000Z", "isPullRequest": True}
    place = {"repo": {"name": call.names["repo"], "type": "dataset"}}
    titles = {int(ref.rsplit("/", 1)[1]): repo.commits[oid].title for ref, oid in repo.offers.items()}
    talks = [common | place | {"title": title, "num": number} for number, title in titles.items()]
    return Reply(200, {"count": len(talks), "start": 0, "discussions": talks})


def resolve(hub: Hub, call: Call) -> Reply:
    _repo, snapshot = of_repo(hub, call)
    file = snapshot.files.get(call.names["path"])
    if file is None:
        return error(404, "Entry not found", "EntryNotFound")
    headers: tuple[tuple[str, str], ...] = (("X-Repo-Commit", snapshot.oid), ("ETag", f'"{file.sha256 or file.blob_id}"'))
    if file.content is not None:
        return Reply(200, file.content, headers)
    headers += (("X-Linked-Etag", f'"{file.sha256}"'), ("X-Linked-Size", str(file.n_bytes)))
    if hub.cas is None:
        return Reply(200, hub.objects[file.sha256], headers)
    route = f"{hub.url}/api/datasets/{call.names['repo']}/xet-read-token/{snapshot.oid}"
    xet_hash = xet_hashes(hub.cas)[file.sha256]
    content = read_xet(hub.cas, xet_hash, file.n_bytes) if call.method == "GET" else b""  # for clients that do not speak Xet
    return Reply(200, content, (*headers, ("X-Xet-Hash", xet_hash), ("X-Xet-Refresh-Route", route)))


REPO, REVISION = r"(?P<repo>[\w.-]+/[\w.-]+)", r"(?P<revision>[^/]+)"
ROUTES: list[tuple[str, str, Callable[[Hub, Call], Reply]]] = [
    ("POST", r"/api/repos/create", create_repo),
    ("POST", r"/api/validate-yaml", validate_yaml),
    ("POST", rf"/datasets/{REPO}\.git/info/lfs/objects/batch", lfs_batch),
    ("PUT", r"/lfs/(?P<oid>\w{64})", put_object),
    ("POST", r"/lfs/verify", verify_object),
    ("GET", rf"/api/datasets/{REPO}/refs", list_refs),
    ("GET", rf"/api/datasets/{REPO}/discussions", list_offers),
    ("GET", rf"/api/datasets/{REPO}/tree/{REVISION}(?:/(?P<path>.+))?", list_tree),
    ("POST", rf"/api/datasets/{REPO}/paths-info/{REVISION}", list_paths),
    ("POST", rf"/api/datasets/{REPO}/preupload/{REVISION}", preupload),
    ("POST", rf"/api/datasets/{REPO}/commit/{REVISION}", make_commit),
    ("POST", rf"/api/datasets/{REPO}/tag/{REVISION}", create_tag),
    ("POST", rf"/api/datasets/{REPO}/branch/{REVISION}", create_branch),
    ("GET", rf"/api/datasets/{REPO}/xet-(?:read|write)-token/{REVISION}", give_xet_token),
    ("GET", rf"/api/datasets/{REPO}(?:/revision/{REVISION})?", describe),
    ("GET", rf"/datasets/{REPO}/resolve/{REVISION}/(?P<path>.+)", resolve),
]
