"""An address as OUTPUT (s3://bucket/speeches) in; out, a folder that mirrors it, where a command works, put back behind a stage.

Stages rename, link and map files, which a store of objects cannot. What belongs together at the address is said by files.json,
with the sha256 of each file; it is written last. A file that is not as it says was left by a build that was killed, and is not
brought. The checksums of the dataset are taken away before any other file of it and come back behind all.
"""

import json
import os
import shutil
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from hashlib import file_digest, sha256
from pathlib import Path
from typing import NamedTuple, TypeAlias

from pipeline.job.errors import PipelineError
from pipeline.job.tongues import say
from pipeline.publish.address import THREADS, Store, open_place
from pipeline.publish.hub_errors import one_line
from pipeline.publish.plan import LocalFile
from pipeline.work.files import TEMPORARY, mark, write_bytes
from pipeline.work.lock import only_build
from pipeline.work.workers import on_cluster

LIST = "files.json"  # at the address; beside the folder, as it was when both were alike
DATASET = "dataset/"
CHECKSUMS = f"{DATASET}checksums.sha256"
OURS = ("work/", DATASET, "rejected/")  # of what lies at the address: what the list has not is left over
PARTS = 2  # above a file in a shard's folder: work/extract/name/pages.parquet


class Kept(NamedTuple):
    """What is said of a file: sha256 ("" of an empty folder), length, and when it was written, in ns, by which stages know it."""

    sha256: str
    n_bytes: int
    time: int


NEW = Kept("", 0, 0)
Files: TypeAlias = "dict[str, Kept]"


class Mirror(NamedTuple):
    """An address, what its library makes of it, and the folder that mirrors it."""

    address: str
    place: Store
    folder: Path

    @property
    def told(self) -> Path:
        """The list as it was when both were alike."""
        return self.folder.parent / LIST

    def read_list(self) -> bytes:
        """The list of the address; empty where there is none."""
        self.place.system.invalidate_cache()
        try:
            return bytes(self.place.system.cat_file(f"{self.place.root}/{LIST}"))
        except FileNotFoundError:
            return b""

    def list_there(self) -> set[str]:
        """The names of all that lies there and is ours."""
        self.place.system.invalidate_cache()
        names = (path.removeprefix(self.place.root).lstrip("/") for path in self.place.system.find(self.place.root))
        return {name for name in names if name.startswith(OURS)}


def run_at(options: Namespace, run: Callable[[Namespace], None]) -> None:
    """Run a command in a folder that mirrors the address which is its output."""
    address = str(options.output).rstrip("/")
    if on_cluster() and "SCRATCH" not in os.environ:
        raise PipelineError("ENGINE=ray with an address as OUTPUT takes SCRATCH, a folder that all nodes see by the same name")
    if any(f"{address}/".startswith(f"{source.rstrip('/')}/") for source in getattr(options, "sources", ())):
        raise PipelineError(
            f"{address}: OUTPUT lies in a source folder, and its files would be read as pages; give another one"
        )
    own = scratch() / sha256(address.encode()).hexdigest()[:16]
    mirror = Mirror(address, open_place(address), own / "output")
    with only_build(own):
        with told(mirror):
            bring(mirror)
        options.output, options.keep = mirror.folder, partial(keep, mirror)
        run(options)
        keep(mirror)
    say(f"{address} has what {mirror.folder} has")


def scratch() -> Path:
    """Where folders that mirror addresses lie: SCRATCH, or where the system keeps what can be had again."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("SCRATCH") or Path(cache) / "chinese-speeches").absolute()


@contextmanager
def told(mirror: Mirror) -> Iterator[None]:
    """What a protocol's library raises, as one line: each has errors of its own."""
    try:
        yield
    except PipelineError:
        raise
    except Exception as error:
        raise PipelineError(f"{mirror.address}: {one_line(error)}; what is done is kept: build again to go on") from error


def bring(mirror: Mirror) -> None:
    """Bring the folder to the state of the address, unless nobody has changed that since both were alike: then the folder may be
    ahead.
    """
    said = mirror.read_list()
    if mirror.told.exists() and mirror.told.read_bytes() == said:
        return
    mirror.told.unlink(missing_ok=True)
    files, here = parse_list(said), look(mirror.folder, {})
    for name in sorted(here.keys() - files.keys()):
        remove(mirror.folder, name)
    for name in (name for name, kept in files.items() if not kept.sha256):
        (mirror.folder / name).mkdir(parents=True, exist_ok=True)
    wanted = [name for name, kept in files.items() if kept.sha256]
    with ThreadPoolExecutor(THREADS) as pool:
        whole = [*pool.map(lambda name: fetch(mirror, name, files[name], here.get(name)), wanted)]
    for name in (spoilt := [name for name, same in zip(wanted, whole, strict=True) if not same]):
        if name.count("/") > PARTS:
            shutil.rmtree((mirror.folder / name).parent, ignore_errors=True)  # what is not whole is not there
    if spoilt:
        say(f"{mirror.address}: {len(spoilt)} files are not as {LIST} says and are made again")
    write_bytes(mirror.told, said)


def fetch(mirror: Mirror, name: str, kept: Kept, here: Kept | None) -> bool:
    """Bring one file, unless it is here; whether it is what the list says. What is not is not left here either."""
    path = mirror.folder / name
    staging = path.with_name(f".{path.name}.tmp{mark()}")
    if here is None or here.sha256 != kept.sha256:
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            mirror.place.system.get_file(f"{mirror.place.root}/{name}", str(staging))
        except FileNotFoundError:
            return False
        if digest_file(staging) != kept.sha256:
            staging.unlink()
            return False
        staging.replace(path)
    os.utime(path, ns=(kept.time, kept.time))
    return True


def keep(mirror: Mirror) -> None:
    """Bring the address to the state of the folder. Raises PipelineError where another build has been there meanwhile."""
    with told(mirror):
        said = mirror.read_list()
        if said != mirror.told.read_bytes():
            raise PipelineError(f"{mirror.address}: another build has written there meanwhile; build again to go on from there")
        before = parse_list(said)
        now = look(mirror.folder, before)
        if now == before:
            return
        held = mirror.list_there()
        changed = [name for name in now if now[name].sha256 and (name not in held or now[name][:1] != before.get(name, NEW)[:1])]
        left = sorted(held - now.keys())
        of_dataset = [name for name in left if name.startswith(DATASET)]
        if of_dataset or any(name.startswith(DATASET) for name in changed):
            mirror.place.remove([name for name in (CHECKSUMS,) if name in held])
            mirror.place.remove([name for name in of_dataset if name != CHECKSUMS])
            changed = [*(name for name in changed if name != CHECKSUMS), *(name for name in (CHECKSUMS,) if name in now)]
        send(mirror, now, changed)
        listed = json.dumps(now, ensure_ascii=False, indent=0).encode()
        mirror.place.system.pipe_file(f"{mirror.place.root}/{LIST}", listed)
        write_bytes(mirror.told, listed)
        mirror.place.remove([name for name in left if name not in of_dataset])


def send(mirror: Mirror, now: Mapping[str, Kept], names: Sequence[str]) -> None:
    """Send files and see that they come back as they are; the checksums behind all others."""
    local = {name: LocalFile(mirror.folder / name, now[name].n_bytes, now[name].sha256) for name in names}
    with ThreadPoolExecutor(THREADS) as pool:
        for some in ([name for name in names if name != CHECKSUMS], [name for name in names if name == CHECKSUMS]):
            back = [*pool.map(mirror.place.put, [(name, local[name]) for name in some])]
            if not all(back):
                spoilt = [name for name, same in zip(some, back, strict=True) if not same]
                raise PipelineError("\n".join(f"{name}: was read back with other bytes" for name in spoilt))


def look(folder: Path, known: Mapping[str, Kept]) -> Files:
    """What a folder holds, but what is there for a moment only; a file that is as long and as old as was said is as it was."""
    found: Files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.name == ".lock" or any(TEMPORARY.fullmatch(part) for part in path.relative_to(folder).parts):
            continue
        if path.is_file():
            about = path.stat()
            kept, state = known.get(name), (about.st_size, about.st_mtime_ns)
            found[name] = kept if kept and kept[1:] == state else Kept(digest_file(path), *state)
        elif path.is_dir() and not any(path.iterdir()):
            found[f"{name}/"] = Kept("", 0, 0)
    return found


def digest_file(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def parse_list(said: bytes) -> Files:
    """What a list says. Raises PipelineError where no build has written it: no file of it may lie outside the folder."""
    try:
        files = {name: Kept(*kept) for name, kept in json.loads(said or b"{}").items()}
    except (ValueError, TypeError, AttributeError):
        files = {"..": NEW}
    if any(name.startswith("/") or ".." in name.split("/") for name in files):
        raise PipelineError(f"{LIST}: expected what a build has written; remove it to begin anew")
    return files


def remove(folder: Path, name: str) -> None:
    """Remove a file, or an empty folder, and the folders that hold nothing else: an empty one would be taken for a whole one."""
    path = folder / name
    path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
    for above in path.relative_to(folder).parents:
        if any((folder / above).iterdir()):
            break
        (folder / above).rmdir()
