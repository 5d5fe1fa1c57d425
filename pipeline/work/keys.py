"""A module's name in; out, the digest of its code, of all of ours that it imports and of the tables beside it: a key's part."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
INSTALLED = ROOT / "pipeline" / "installed"  # where a wheel has what stands beside the code in the repository
LOCK = next((path for path in (ROOT / "requirements.lock", INSTALLED / "requirements.lock") if path.exists()), ROOT)
OURS = ("pipeline", "schemas")
CODE = frozenset({".py", ".pyc"})
IMPORT = re.compile(rf"^[ \t]*((?:from|import) (?:{'|'.join(OURS)})\b[^(\n]*(?:\([^)]*\))?)", re.MULTILINE)
"""A statement that imports from us, wherever it stands: reading whole files as Python takes five times as long."""
GUARDED = re.compile(r"^if TYPE_CHECKING:\n(?:[ \t].*\n|\n)*", re.MULTILINE)
"""What is read by nobody who runs."""


@cache
def code_digest(module: str) -> str:
    """Digest of the code of `module` and of the lock file: with it the libraries may change what the same code does.

    A process knows it once: what it runs is what it has read.
    """
    return sha256(LOCK.read_bytes() + source_digest(module).encode()).hexdigest()


def source_digest(module: str, root: Path = ROOT) -> str:
    """Digest of every file that `module` reaches: their names and their bytes."""
    digest = sha256()
    for path in sorted(reached(module, root)):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def reached(module: str, root: Path = ROOT) -> set[Path]:
    """The files of a module and of what it imports, however far; what lies beside the code of a room belongs to it."""
    found: set[Path] = set()
    waiting = [source_of(module, root)]
    while waiting:
        path = waiting.pop()
        if path is not None and path not in found:
            found.add(path)
            waiting += [source_of(name, root) for name in imports_of(path)]
    rooms = {path.parent for path in found if path.parent.name not in OURS}
    found |= {sql for path in found if (sql := path.with_suffix(".sql")).is_file()}  # on the roof: laws.sql of laws.py
    return found | {path for room in rooms for path in room.iterdir() if path.is_file() and path.suffix not in CODE}


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    """The modules of ours that a file may import: `from a.b import c` names a.b, and a.b.c in case that is a module."""
    found = IMPORT.findall(GUARDED.sub("", path.read_text(encoding="utf-8")))
    return tuple({name: None for said in found for name in named(ast.parse(said).body[0])})


def named(node: ast.AST) -> Iterator[str]:
    """The modules that an import statement may mean, each with the packages that it lies in.

    >>> [*named(ast.parse("from pipeline.text import reading").body[0])]
    ['pipeline', 'pipeline.text', 'pipeline.text.reading']
    """
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    else:
        return
    for name in names:
        parts = name.split(".")
        yield from (".".join(parts[:size]) for size in range(1, len(parts) + 1))


@cache
def source_of(module: str, root: Path = ROOT) -> Path | None:
    """The file of a module of ours; None for a name that is no module."""
    path = root.joinpath(*module.split("."))
    return next((file for file in (path / "__init__.py", path.with_suffix(".py")) if file.is_file()), None)
