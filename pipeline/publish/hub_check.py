"""A commit of the Hub and the audited files in; out, every difference: names, lengths, digests, and what really comes back."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from httpx2 import HTTPError

from pipeline.publish.hub import Cargo, Hub, fetch_file, list_held
from pipeline.publish.hub_errors import one_line
from pipeline.publish.plan import is_held, is_ours
from pipeline.work.digests import digest_file

READ_BACK = 10_000_000  # bytes: what the Hub keeps in git is not longer. Of longer files the digest that it lists is compared


def find_differences(hub: Hub, cargo: Cargo, commit: str) -> Iterator[str]:
    """What the commit holds otherwise than the folder; when the lists agree, every file that is not long is read back."""
    found = list(compare_lists(hub, cargo, commit))
    yield from found
    if not found:
        with tempfile.TemporaryDirectory() as folder:
            for name, file in sorted(cargo.files.items()):
                if file.n_bytes <= READ_BACK:
                    yield from compare_content(hub, commit, (name, file.sha256), Path(folder))


def compare_lists(hub: Hub, cargo: Cargo, commit: str) -> Iterator[str]:
    """Files that are missing, left over, of another length or of another digest."""
    held = list_held(hub, commit)
    for name, file in sorted(cargo.files.items()):
        if name not in held:
            yield f"{name}: expected a file"
        elif held[name].n_bytes != file.n_bytes:
            yield f"{name}: expected {file.n_bytes} bytes, the Hub has {held[name].n_bytes}"
        elif not is_held(file, held[name]):
            yield f"{name}: expected sha256 {file.sha256}, the Hub has {held[name].sha256 or 'other content'}"
    others = sorted(name for name in held if name not in cargo.files)
    yield from (f"{name}: expected no such file" for name in others if is_ours(name, cargo.files))


def compare_content(hub: Hub, commit: str, expected: tuple[str, str], folder: Path) -> Iterator[str]:
    """A file that comes back with other bytes, or not at all."""
    name, sha256 = expected
    try:
        path = fetch_file(hub, commit, name, folder)
    except HTTPError:  # the network or a refusal: it says nothing about the file
        raise
    except (OSError, RuntimeError) as error:
        yield f"{name}: cannot be read back ({one_line(error)})"
        return
    if (found := digest_file(path)) != sha256:
        yield f"{name}: expected sha256 {sha256}, read back {found}"
    path.unlink()
