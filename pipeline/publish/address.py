"""The audited files in; out, the same files below an address such as s3://bucket/speeches, every one of them read back.

A store of objects knows no commits. So what lies there already is known by its bytes, not by what it says of itself, and
checksums.sha256 goes first and comes back last: where it lies, all that it names was read back.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from typing import Any

from pipeline.job.errors import PipelineError, tell_library
from pipeline.job.job import Job
from pipeline.job.tongues import say
from pipeline.publish.hub import Cargo
from pipeline.publish.hub_errors import one_line
from pipeline.publish.plan import HeldFile, LocalFile, Plan, make_plan
from pipeline.publish.request import Request
from pipeline.release.folder import CHECKSUMS, SIGNATURE

THREADS = 8  # files on their way at once
VOUCHING = (CHECKSUMS, SIGNATURE)


@dataclass(frozen=True, slots=True)
class Store:
    """Where an address leads: the library's file system, and the path in it."""

    system: Any
    root: str

    def digest(self, name: str) -> str:
        """The sha256 of what lies there under a name, read to its end."""
        with self.system.open(f"{self.root}/{name}", "rb") as file:
            return file_digest(file, "sha256").hexdigest()

    def put(self, file: tuple[str, LocalFile]) -> bool:
        """Send a file; whether it comes back as it was audited."""
        self.system.put_file(str(file[1].path), f"{self.root}/{file[0]}")
        return self.digest(file[0]) == file[1].sha256

    def remove(self, names: Sequence[str]) -> None:
        """Remove files."""
        for name in names:
            self.system.rm_file(f"{self.root}/{name}")


def publish_there(job: Job, cargo: Cargo, order: Request) -> None:
    """Bring an address to the state of the audited folder, and see that it is there; a dry run lists what that takes."""
    with told(order, "nothing was published"):
        place = open_place(order.repo)
        held = job.during("reading back", lambda: list_at(place, cargo.files))
    plan = make_plan(cargo.files, held)
    tell_plan(f"{order.repo}: {cargo.title}", plan, cargo)
    if order.dry_run:
        say("a dry run: nothing was sent")
    else:
        if not plan.is_empty:
            with told(order, "without checksums.sha256 it is not whole: publish again to go on from there"):
                job.during("sending", lambda: send_there(place, cargo, plan, held))
        say(f"read back: {len(cargo.files)} files below {order.repo} are as they were audited")


def open_place(address: str) -> Store:
    """The file system that the library of an address's protocol gives."""
    import fsspec

    try:
        here = {"auto_mkdir": True} if address.startswith(("file:", "local:")) else {}  # elsewhere no folders are made
        system, root = fsspec.core.url_to_fs(address, **here)
    except ImportError as error:
        raise PipelineError(f"{address}: needs another library: {tell_library(address, error)}") from error
    system.invalidate_cache()
    return Store(system, root.rstrip("/"))


def list_at(place: Store, files: Mapping[str, LocalFile]) -> dict[str, HeldFile]:
    """What lies at a place; of what may be ours already, by its length, the digest of its bytes."""
    found = place.system.find(place.root, detail=True) if place.system.exists(place.root) else {}
    sizes = {path.removeprefix(place.root).lstrip("/"): about["size"] for path, about in found.items()}
    alike = [name for name, size in sizes.items() if name in files and files[name].n_bytes == size]
    with ThreadPoolExecutor(THREADS) as pool:
        digests = dict(zip(alike, pool.map(place.digest, alike), strict=True))
    return {name: HeldFile(size, "", digests.get(name)) for name, size in sizes.items()}


def send_there(place: Store, cargo: Cargo, plan: Plan, held: Mapping[str, HeldFile]) -> None:
    """Send what is missing, remove what is left over; what vouches for all of it comes last."""
    last = [name for name in reversed(VOUCHING) if name in cargo.files]
    place.remove([name for name in VOUCHING if name in held])
    place.remove([name for name in plan.removed if name not in VOUCHING])
    sent = [(name, cargo.files[name]) for name in (*plan.added, *plan.changed) if name not in VOUCHING]
    with ThreadPoolExecutor(THREADS) as pool:
        spoilt = [name for (name, _file), same in zip(sent, pool.map(place.put, sent), strict=True) if not same]
    spoilt += [] if spoilt else [name for name in last if not place.put((name, cargo.files[name]))]
    if spoilt:
        raise PipelineError("\n".join(f"{name}: was read back with other bytes" for name in spoilt))


def tell_plan(head: str, plan: Plan, cargo: Cargo) -> None:
    """What a publication changes, a file a line, and how much of it there is."""
    say(head)
    for sign, names in (("+", plan.added), ("~", plan.changed), ("-", plan.removed)):
        for name in names:
            say(f"  {sign} {name}{f'  {cargo.files[name].n_bytes} bytes' if name in cargo.files else ''}")
    n_bytes = sum(cargo.files[name].n_bytes for name in (*plan.added, *plan.changed))
    kinds = ", ".join(f"{len(getattr(plan, kind))} {kind}" for kind in ("added", "changed", "removed", "unchanged"))
    say(f"{kinds}; {n_bytes} bytes to send; {len(plan.kept)} files that are not of a release stay as they are")


@contextmanager
def told(order: Request, state: str) -> Iterator[None]:
    """What a protocol's library raises, as one line with the state it leaves: each has errors of its own."""
    try:
        yield
    except PipelineError:
        raise
    except Exception as error:
        raise PipelineError(f"{order.repo}: {one_line(error)}; {state}") from error
