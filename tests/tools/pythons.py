"""Pythons and libraries by version in; out, a table of what the samples are built to and loaded as in environments of their own.

    python -m tests.tools.pythons built output/pythons 3.11 3.12 /opt/python3.14/bin/python3
    python -m tests.tools.pythons tested output/pythons 3.11 3.12 -- -n 2 tests/text
    python -m tests.tools.pythons loaded output/pythons 2.21.0 5.2.0

`built` installs the lock file on every Python, and on the first one the oldest libraries that pyproject.toml allows; it builds
the samples on each and compares records and files with those of the first. `tested` runs tests there, the everyday ones or those
that the words behind -- name for pytest. `loaded` lets each version of `datasets` run the lines of the card and of the README. A
Python is a version that uv finds or can fetch, or a path.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from tests.tools.command import ROOT

LOCK = ROOT / "requirements-dev.lock"
SEPARATED = "独立行\u2028隔开\u2029的话\u0085到此。"  # what some programs take for the ends of lines
PAGE = f"在植树节上的讲话\n同志们：\n一、多种树\n种树要种好。{SEPARATED}\n二、种好树\n种树要管好。{SEPARATED}\n"
Row = dict[str, str]


def run(*words: object, cwd: Path = ROOT) -> str:
    """Run a command; its output. Its last words are the error's when it fails."""
    done = subprocess.run([*map(str, words)], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))[-120:]}: {' '.join((done.stdout + done.stderr).split())[-400:]}")
    return done.stdout


def find_uv(folder: Path) -> str:
    """The program that makes the environments: the one that is there, or one of our own."""
    if there := shutil.which("uv"):
        return there
    if not (folder / "uv" / "bin" / "uv").exists():
        run(sys.executable, "-m", "venv", folder / "uv")
        run(folder / "uv" / "bin" / "pip", "install", "--quiet", "uv")
    return str(folder / "uv" / "bin" / "uv")


def interpreter(word: str) -> str:
    """A path or a version as uv takes it; what pyenv has is not on the path."""
    kept = sorted(Path.home().glob(f".pyenv/versions/{word}.*/bin/python"))
    return str(kept[-1]) if kept else word


def install(folder: Path, name: str, python: str, libraries: Sequence[object]) -> Path:
    """An environment with these libraries; its Python. One that is there is made fit for what is asked now."""
    uv, place = find_uv(folder), folder / name
    if not place.exists():
        run(uv, "venv", "--quiet", "--python", interpreter(python), place)
    run(uv, "pip", "install", "--quiet", "--python", place / "bin" / "python", *libraries)
    return place / "bin" / "python"


def oldest(folder: Path, python: str) -> Path:
    """The lock of the oldest libraries that pyproject.toml allows."""
    words = ["--resolution", "lowest-direct", "--group", "dev", "--extra", "pdf", "--python", interpreter(python)]
    run(find_uv(folder), "pip", "compile", "--quiet", "pyproject.toml", *words, "-o", folder / "oldest.lock")
    return folder / "oldest.lock"


def sources_of(folder: Path) -> list[Path]:
    """The samples, and a page with the characters that some programs take for the ends of lines."""
    (folder / "separated.txt").write_text(PAGE, encoding="utf-8")
    return [ROOT / "samples", folder / "separated.txt"]


def build(folder: Path, name: str, python: Path) -> Path:
    """The samples as this Python builds them."""
    output = folder / "built" / name
    shutil.rmtree(output, ignore_errors=True)
    said = ["--config", ROOT / "samples" / "dataset.toml", "--output", output]
    run(python, "-m", "pipeline", "build", "--sources", *sources_of(folder), *said)
    return output / "dataset"


def try_build(folder: Path, name: str, make: Callable[[], Path]) -> Row:
    """What a build on one Python came to, beside the first one's."""
    start = time.monotonic()
    dataset, first = build(folder, name, make()), next((folder / "built").glob("0 */dataset"))
    made, ours, theirs = json.loads((dataset / "manifest.json").read_text())["made_by"], files_of(dataset), files_of(first)
    other = sorted(file for file in ours.keys() | theirs.keys() if ours.get(file) != theirs.get(file))
    return {
        "Python": made["python"], "Unicode": made["unicode"], "pyarrow": made["libraries"]["pyarrow"],
        "datasets": made["libraries"]["datasets"], "records": "same" if read_configs(dataset) == read_configs(first) else "OTHER",
        "other files": said_of(other), "seconds": f"{time.monotonic() - start:.0f}",
    }  # fmt: skip


def read_configs(dataset: Path) -> object:
    """The digests of all rows and columns."""
    return json.loads((dataset / "manifest.json").read_text())["configs"]


def files_of(dataset: Path) -> dict[str, bytes]:
    """The files and what is in them."""
    return {path.relative_to(dataset).as_posix(): path.read_bytes() for path in dataset.rglob("*") if path.is_file()}


def said_of(names: list[str]) -> str:
    """Names of files, those of a folder as one."""
    return ", ".join(dict.fromkeys(f"{name.partition('/')[0]}/" if "/" in name else name for name in names)) or "none"


def environments(folder: Path, pythons: Sequence[str]) -> Iterator[tuple[str, Callable[[], Path]]]:
    """The name of each environment and what makes it: the lock file on every Python, the oldest libraries on the first."""
    for number, python in enumerate(pythons):
        name = f"{number}-{Path(python).name}"
        yield name, partial(install, folder, name, python, ["-r", LOCK])
    yield "oldest", lambda: install(folder, "oldest", pythons[0], ["-r", oldest(folder, pythons[0])])


def built(folder: Path, pythons: Sequence[str], _words: Sequence[str]) -> Iterator[Row]:
    """A row for each environment: what it builds."""
    shutil.rmtree(folder / "built", ignore_errors=True)
    for name, make in environments(folder, pythons):
        yield {"environment": name} | tried(partial(try_build, folder, name, make))


def tested(folder: Path, pythons: Sequence[str], words: Sequence[str]) -> Iterator[Row]:
    """A row for each environment: how its tests end."""
    given = words or ["-n", "2", "--dist", "loadfile", "-m", "not slow"]
    for name, make in environments(folder, pythons):
        yield {"environment": name} | tried(partial(try_tests, make, given))


def try_tests(make: Callable[[], Path], words: Sequence[str]) -> Row:
    """How tests end in an environment."""
    return {"tests": run(make(), "-m", "pytest", *words).splitlines()[-1]}


def tried(work: Callable[[], Row]) -> Row:
    """What some work came to, or that it failed."""
    try:
        return work()
    except RuntimeError as error:
        return {"FAILED": str(error)}


def loaded(folder: Path, versions: Sequence[str], _words: Sequence[str]) -> Iterator[Row]:
    """A row for each version of `datasets`."""
    output = folder / "loaded" / "output"
    if not (output / "dataset").exists():
        shutil.copytree(build(folder, "for loading", Path(sys.executable)), output / "dataset")
    for version in versions:
        yield {"datasets": version} | tried(partial(try_loading, folder, version, output / "dataset"))


def try_loading(folder: Path, version: str, dataset: Path) -> Row:
    """What the lines of both documents load with one version of `datasets`."""
    python = install(folder, f"datasets {version}", "3.11", [f"datasets=={version}"])
    said = json.loads(run(python, ROOT / "tests/tools/load_anywhere.py", dataset, ROOT / "README.md"))
    wrong = [fault for faults in said["faults"].values() for fault in faults]
    return {"FAILED": "; ".join(wrong)[:2000]} if wrong else {"card and README, every config": "the rows of the Parquet files"}


def main(words: list[str]) -> int:
    """Print a line for each try; 1 when one of them failed or came to other records."""
    given, own = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    what, folder = given[0], Path(given[1]).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    status = 0
    for row in {"built": built, "tested": tested, "loaded": loaded}[what](folder, given[2:], own):
        print(" | ".join(f"{name} {value}" for name, value in row.items()), flush=True)
        status |= int("FAILED" in row or row.get("records") == "OTHER")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
