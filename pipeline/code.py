"""A module's name in; out, the digest of its code and of all of ours that it imports: the part of a key that code decides."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = re.compile(r"^\s*(?:from|import) ((?:pipeline|schemas)(?:\.\w+)*)", re.MULTILINE)  # not: from pathlib import Path


def code_digest(module: str) -> str:
    """Digest of the code of `module` and of the lock file: with it the libraries may change what the same code does."""
    return sha256((ROOT / "requirements.lock").read_bytes() + source_digest(module).encode()).hexdigest()


def source_digest(module: str) -> str:
    """Digest of the sources of `module` and of every module of ours it reaches by imports."""
    digest = sha256()
    for path in sorted(reached(module)):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def reached(module: str) -> set[Path]:
    """The files of a module and of what it imports, however far; tables that lie beside the code belong to it."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        path = source_of(waiting.pop())
        if path in found:
            continue
        found.add(path)
        waiting += imports_of(path)
    return found | {path for kind in ("*.txt", "*.toml") for path in (ROOT / "pipeline").glob(kind)}


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    """The modules of ours that a file imports."""
    return tuple(OURS.findall(path.read_text(encoding="utf-8")))


def source_of(module: str) -> Path:
    """The file of a module of ours."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
