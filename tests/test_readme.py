"""Every command of the READMEs runs, in a copy of the repository; what needs a Hub or a trainer has tests of its own."""

import re
import shlex
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.corrections.orders import LEFT_OUT, ROLES, WHATS, read_orders
from pipeline.parse.page import parse_page
from pipeline.sources.records import USUAL
from tests.tools.command import ROOT, Done
from tests.tools.compilation import COMPILATION
from tests.tools.containers import crawl, gzipped, json_lines

READMES = ("README.md", "README.zh-CN.md")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:make|python) .*?(?=\s{2,}#|$)", re.MULTILINE)
ELSEWHERE = {
    "make test": "tests/test_readme.py",
    "make view SERVE=1": "tests/view/test_correcting.py",
    "make gold": "tests/corrections/test_filing.py",
    "make sign": "tests/audit/test_verify.py",
    "make publish": "tests/publish/test_publication.py",
    "python examples/": "tests/views/test_trainers.py",
}
"""The commands that are tried by another test: how they begin, and where."""


def blocks_of(name: str, language: str) -> list[str]:
    """The code blocks of a README in a language; commands stand in those without."""
    return [block for said, block in BLOCK.findall((ROOT / name).read_text(encoding="utf-8")) if said == language]


def commands_of(name: str) -> list[str]:
    """The commands in the code blocks of a README."""
    return [command for block in blocks_of(name, "") for command in COMMAND.findall(block)]


@pytest.mark.parametrize("name", READMES)
def test_the_order_that_a_readme_shows_is_carried_out(name: str) -> None:
    line = next(line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.startswith('{"page"'))
    [order], faults = read_orders(name, [line])
    page = (ROOT / "samples" / str(order.said["source"])).read_bytes()
    outcomes = parse_page(page.decode(), orders=[order]).outcomes
    assert (faults, sha256(page).hexdigest()[:16], [one.result for one in outcomes]) == ([], order.page, ["applied"])


def is_elsewhere(command: str) -> bool:
    """Whether another test tries the command."""
    return command.startswith(tuple(ELSEWHERE))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with the files that the READMEs speak of."""
    folder = tmp_path_factory.mktemp("checkout") / "repository"
    unwanted = shutil.ignore_patterns(".git", ".venv*", ".*_cache", "__pycache__", "tests", "build")
    shutil.copytree(ROOT, folder, ignore=unwanted, symlinks=True)
    shutil.rmtree(folder / "output")
    (folder / "output").mkdir()
    (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    (folder / "pages").mkdir()
    (folder / "pages" / "a.txt").write_text(COMPILATION, encoding="utf-8")
    (folder / "crawl.warc.gz").write_bytes(gzipped(crawl([("http://example.org/", "200 OK", "text/html", b"<p>")], packed=False)))
    (folder / "more.jsonl").write_bytes(json_lines([{"text": COMPILATION.replace("全市", "全县")}]))
    (folder / "tests.jsonl").write_bytes(json_lines([{"text": COMPILATION}]))
    return folder


def run(command: str, folder: Path) -> Done:
    """Run a command of a README; make takes the environment that is there for up to date."""
    words = shlex.split(command)
    where = {"make": ["make", "-o", ".venv/ready", "-o", ".venv/dev"], "python": [".venv/bin/python"]}[words[0]]
    result = subprocess.run([*where, *words[1:]], cwd=folder, capture_output=True, text=True, check=False)
    if command == "make build":
        for name in ("before", "after"):
            shutil.copytree(folder / "output" / "dataset", folder / name)
    return Done(result.returncode, result.stdout, result.stderr)


def test_every_readme_has_commands_and_all_are_tried_somewhere() -> None:
    assert [name for name in READMES if not {"make build", "make view"} & {*commands_of(name)}] == []
    assert [path for path in ELSEWHERE.values() if not (ROOT / path).exists()] == []


@pytest.mark.slow
def test_every_command_of_the_readmes_runs(checkout: Path) -> None:
    commands = dict.fromkeys(command for name in READMES for command in commands_of(name) if not is_elsewhere(command))
    said = {command: run(command, checkout) for command in commands}
    assert {command: done.stderr[-500:] for command, done in said.items() if done.returncode} == {}
    assert {"make build", "make view"} <= {*said}


@pytest.mark.slow
def test_the_python_of_the_readme_runs(checkout: Path) -> None:
    if not (checkout / "output" / "dataset").exists():
        run("make build", checkout)
    code = "\n".join(blocks_of(READMES[0], "python"))
    result = subprocess.run([".venv/bin/python", "-c", code], cwd=checkout, capture_output=True, text=True, check=False)
    assert (result.returncode, "Traceback" in result.stderr) == (0, False), result.stderr


def test_the_readme_names_every_key_of_an_order_and_every_usual_column() -> None:
    said = (ROOT / "README.md").read_text(encoding="utf-8")
    keys = {f"`{key}`" for name, what in WHATS.items() for key in (name, *what.needs, *what.may)}
    assert {key for key in keys | {f"`{kind}`" for kind in (*LEFT_OUT, *ROLES)} if key not in said} == set()
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|`]+) \|$", said, re.MULTILINE))
    usual = {of: {name for name in names if not name.startswith("meta")} for of, names in USUAL.items()}
    assert {of: {*rows[of].split()} for of in usual} == usual
