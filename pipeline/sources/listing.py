"""Files, folders, globs and addresses in; out, every file to read under its name in the dataset, or why that cannot be.

Hidden files (a name that begins with a dot), what systems leave behind and README.md, which speaks about a folder, are no
sources unless they are named themselves. Links are followed; one that leads back into itself ends there.
"""

import glob
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from pipeline.job.errors import PipelineError, tell_library
from pipeline.sources.documents import Meter, real_name

EXPECTED = "expected files, folders, globs or addresses such as hf://datasets/name/of/it"
LOCAL = re.compile(r"^(?:file|local)://")  # addresses that are paths
WILD = re.compile(r"[*?\[]")
LEFT_BEHIND = frozenset((
    "readme", "readme.md", "readme.txt", "dataset.toml", "corrections.jsonl", "withdrawn.txt",
    "thumbs.db", "desktop.ini", "__macosx",
))  # fmt: skip
"""What systems leave behind, in small letters; and README, dataset.toml and what lies beside it, which speak about a folder."""
WORDS = 200  # characters of another library's error that a message quotes
HIDDEN = "hidden file, README or what a system left behind"
"""What is counted of those."""


def is_passed_over(name: str) -> bool:
    """Whether a path or member is hidden or left behind, so that it is a source only when it is named itself.

    >>> is_passed_over("a/.git/config"), is_passed_over("./a/b.txt"), is_passed_over("../b.txt"), is_passed_over("a/~$b.docx")
    (True, False, False, True)
    """
    parts = name.lower().split("/")
    return any(part in LEFT_BEHIND or (part.startswith((".", "~$")) and part not in (".", "..")) for part in parts)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read and its name in the dataset: relative to its source folder, with nothing of the machine in it."""

    address: str
    source: str


def list_sources(arguments: Sequence[str]) -> list[SourceFile]:
    """Every file the arguments name, sorted by source. Raises PipelineError, one line for the user.

    Files of two folders that would have one name both get their folder's name in front.
    """
    named: dict[str, str] = {}
    for argument in arguments:
        argument = LOCAL.sub("", argument)
        for address, source in list_remote(argument) if "://" in argument else list_local(argument):
            named[address] = max(named.get(address, ""), source, key=len)
    counts = Counter(named.values())
    files = [
        SourceFile(address, source if counts[source] == 1 else name_in_folder(address, source))
        for address, source in sorted(named.items())
    ]
    counts = Counter(file.source for file in files)
    for file in files:
        if counts[file.source] > 1:
            raise PipelineError(f"{file.address}: another file is called {file.source} too; put both folders into one")
    return sorted(files, key=lambda file: file.source)


def name_in_folder(address: str, source: str) -> str:
    """The source with the name of its source folder in front.

    >>> name_in_folder("/data/2023/east/1.txt", "east/1.txt")
    '2023/east/1.txt'
    """
    folder = address.rstrip("/").removesuffix(source).rstrip("/").rsplit("/", 1)[-1]
    return f"{folder}/{source}"


def list_local(argument: str) -> Iterator[tuple[str, str]]:
    """Address and source of every file that a path or glob names."""
    path = Path(argument)
    if not path.exists() and glob.has_magic(argument):
        yield from list_glob(argument)
    elif path.is_dir():
        files = list(walk_folder(path))
        if not files:
            raise PipelineError(f"{argument}: an empty folder; expected pages in it (hidden files and README.md do not count)")
        yield from ((absolute(file), readable(file.relative_to(path))) for file in files)
    elif path.is_file():
        require_readable(path)
        yield absolute(path), readable(Path(path.name))
    elif path.exists():
        raise PipelineError(f"{argument}: neither a file nor a folder; {EXPECTED}")
    else:
        raise PipelineError(f"{argument}: no such file or folder; {EXPECTED}")


def list_glob(pattern: str) -> Iterator[tuple[str, str]]:
    """What a glob finds, named relative to the folder before its first wildcard; folders it finds are read whole.

    What no folder would give is passed over here, too: pipes, README.md.
    """
    parts = Path(pattern).parts
    fixed = Path(*parts[: next(index for index, part in enumerate(parts) if glob.has_magic(part))])
    found = [Path(path) for path in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - Path.glob knows no absolute pattern
    files = [file for path in found for file in (walk_folder(path) if path.is_dir() else list_path(path))]
    files = [file for file in files if not is_passed_over(file.relative_to(fixed).as_posix())]
    if not files:
        raise PipelineError(f"{pattern}: no file fits; {EXPECTED}")
    for file in files:
        yield absolute(file), readable(file.relative_to(fixed))


def list_path(path: Path) -> Iterator[Path]:
    """The path, when it is that of a file."""
    if path.is_file():
        require_readable(path)
        yield path
    elif not path.exists():
        raise PipelineError(f"{path}: a link that leads nowhere; remove it or mend it")


def walk_folder(folder: Path, above: tuple[Path, ...] = ()) -> Iterator[Path]:
    """Every file below a folder that is a source, sorted; a link back to a folder above ends there."""
    real = folder.resolve()
    if real in above:
        return
    require_readable(folder)
    for path in sorted(folder.iterdir()):
        if not is_passed_over(path.name):
            yield from walk_folder(path, (*above, real)) if path.is_dir() else list_path(path)


def count_passed_over(arguments: Sequence[str]) -> int:
    """How many files and folders below the local folders that are named are no sources: hidden, README.md, left behind."""
    folders = (Path(LOCAL.sub("", argument)) for argument in arguments if "://" not in LOCAL.sub("", argument))
    walked = (place for folder in folders if folder.is_dir() for place in os.walk(folder))
    count = 0
    for _folder, below, names in walked:
        count += sum(map(is_passed_over, [*below, *names]))
        below[:] = [name for name in below if not is_passed_over(name)]
    return count


def require_readable(path: Path) -> None:
    """Nothing, or the error that says who may not read what."""
    mode = os.R_OK | (os.X_OK if path.is_dir() else 0)
    if not os.access(path, mode, effective_ids=os.access in os.supports_effective_ids):
        raise PipelineError(f"{path}: no permission to read it; give it (chmod -R u+rX) or leave it out")


def list_remote(argument: str) -> Iterator[tuple[str, str]]:
    """Address and source of every file below an address, asked of the library that owns its protocol."""
    head, link, outer = argument.partition("::")  # zip://inner::memory://outer.zip
    protocol = argument.split("://", 1)[0]
    try:
        system, root = system_of(argument)
        wild = glob.has_magic(root) and not system.exists(root)
        found = system.glob(root, detail=True) if wild else system.find(root, detail=True)
        files = sorted(path for path, about in found.items() if about["type"] == "file")
    except ImportError as error:
        library = tell_library(protocol, error)
        raise PipelineError(f"{argument}: reading {protocol}:// needs another library: {library}") from error
    except Exception as error:  # each protocol's library has errors of its own, and nothing has begun yet
        raise PipelineError(f"{argument}: cannot be listed ({in_words(error)}); {EXPECTED}") from error
    fixed = WILD.split(root)[0] if wild else root
    folder = fixed.rsplit("/", 1)[0] if files == [root] or wild else root
    sources = {path: path.removeprefix(folder).lstrip("/") for path in files}
    meant = [path for path in files if files == [root] or not is_passed_over(sources[path])]
    if not meant:
        raise PipelineError(f"{argument}: no file there; {EXPECTED}")
    for path in meant:
        yield system.unstrip_protocol(path) + (link + outer if "://" in head else ""), sources[path]


def in_words(error: Exception) -> str:
    """The beginning of what another library says, on one line."""
    return " ".join(str(error).split())[:WORDS]


def require_apart(files: Sequence[SourceFile], output: Path, sources: Sequence[str] = ()) -> None:
    """Nothing, or the error that says that a build would read what it writes, now or the next time; hidden is no source."""
    here, folders = output.resolve(), {file.address.rpartition("/")[0] for file in files}
    real = folders | {Path(folder).resolve().as_posix() for folder in folders}
    inside = [f"{folder}/".startswith((f"{absolute(output)}/", f"{here.as_posix()}/")) for folder in real]
    whole = [path.resolve() for source in sources if (path := Path(LOCAL.sub("", source))).is_dir()]
    if inside and all(inside):
        raise PipelineError(f"{output}: the sources lie in OUTPUT, where builds replace what they made; give another one")
    if any(inside) or not all(is_passed_over(here.relative_to(path).as_posix()) for path in whole if here.is_relative_to(path)):
        raise PipelineError(f"{output}: OUTPUT lies in a source folder, and its files would be read as pages; give another one")


def absolute(path: Path) -> str:
    """A local path as an address that names one file once, links not resolved."""
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - Path.absolute keeps "..", Path.resolve follows links


def readable(path: Path) -> str:
    """A path as text, whatever encoding its name was written in."""
    return real_name(os.fsencode(path.as_posix()))


def system_of(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    import fsspec  # what lies on this machine does without

    system, path = fsspec.core.url_to_fs(address)
    return system, path


@contextmanager
def open_source(file: SourceFile) -> Iterator[Meter]:
    """The bytes of a source, from its beginning. Raises PipelineError when what an address names breaks off."""
    if "://" not in file.address:
        with Path(file.address).open("rb") as stream:
            yield Meter(stream)
        return
    try:
        system, path = system_of(file.address)
        with system.open(path, "rb") as stream:
            yield Meter(stream)
    except Exception as error:  # each protocol's library has errors of its own
        raise PipelineError(f"{file.address}: cannot be read ({in_words(error)}); run again to go on") from error


def size_of(file: SourceFile) -> int:
    """The length of a source in bytes; 0 where the protocol does not say."""
    if "://" not in file.address:
        return Path(file.address).stat().st_size
    system, path = system_of(file.address)
    return int(system.info(path).get("size") or 0)


def digest_sources(files: Sequence[SourceFile]) -> str:
    """Digest of the names and bytes of all sources."""
    digest = sha256()
    for file in files:
        digest.update(f"{file.source}\0{digest_source(file)}".encode())
    return digest.hexdigest()


def digest_source(file: SourceFile) -> str:
    """The sha256 of a source's bytes, in hex digits."""
    with open_source(file) as stream:
        return file_digest(stream, "sha256").hexdigest()
