"""Files and folders in; out, their pages as documents, or the reasons why there are none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.documents import Document, Rejection
from pipeline.errors import PipelineError


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read, and its name in the dataset."""

    path: Path
    source: str


def list_sources(arguments: Sequence[str]) -> list[SourceFile]:
    """Every file the arguments name, sorted by source."""
    found: dict[str, SourceFile] = {}
    for argument in arguments:
        root = Path(argument)
        if not root.exists():
            raise PipelineError(f"{argument}: no such file or folder; SOURCES takes files, folders and globs")
        files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file() and path.name != "README.md")
        if not files:
            raise PipelineError(f"{argument}: an empty folder; expected pages in it")
        for path in files:
            source = path.name if root.is_file() else path.relative_to(root).as_posix()
            found[source] = SourceFile(path, source)
    return [found[source] for source in sorted(found)]


def digest_sources(files: Sequence[SourceFile]) -> str:
    """Digest of the names and bytes of all sources."""
    digest = sha256()
    for file in files:
        digest.update(file.source.encode() + b"\0" + sha256(file.path.read_bytes()).digest())
    return digest.hexdigest()


def read_documents(file: SourceFile) -> Iterator[Document | Rejection]:
    """The pages of a file."""
    data = file.path.read_bytes()
    if not data.strip():
        yield Rejection(file.source, None, "empty", "no bytes but white space", data)
        return
    yield Document(file.source, None, data, "text/plain")
