"""The house keeps its plan: who may import whom, how many modules a room has, and that documents name what is there."""

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.build import STAGES

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "pipeline"
MOST_MODULES = 14
MOST_LINES = 250
DISTRIBUTIONS = {"yaml": "pyyaml", "markdown_it": "markdown_it_py"}

MAY_IMPORT = {
    "job": (),
    "text": (),
    "work": ("job",),
    "annotation": ("job", "text"),
    "damage": ("text",),
    "lines": ("text",),
    "speeches": ("lines", "text"),
    "outline": ("text",),
    "corrections": ("text",),
    "formats": ("text",),
    "sources": ("job", "text", "work", "formats"),
    "parse": ("damage", "lines", "speeches", "outline", "corrections", "text", "sources.documents", "work.tables"),
    "views": ("job", "work", "text.characters", "text.folding", "lines.titles"),
    "release": ("job", "work", "views", "annotation", "sources.listing"),
    "groups": ("release", "views", "work", "job"),
    "audit": ("release", "views", "annotation", "parse", "text", "work", "job", "laws", "sources.documents"),
    "view": ("release", "parse.why", "sources.rejected", "work", "job"),
    "publish": ("audit.files", "release", "work", "job"),
}
"""What each room may import of ours besides its own: a whole room, or one module of it."""

ROOMS = sorted(path.parent.name for path in HOUSE.glob("*/__init__.py"))
MODULES = sorted(path.relative_to(HOUSE).with_suffix("").as_posix() for path in HOUSE.rglob("*.py"))
ROOF = {path.stem for path in HOUSE.glob("*.py")} - {"__init__"}


def imports_of(path: Path) -> Iterator[str]:
    """The modules of the house that a file imports, without the name of the house."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pipeline":
            module = (node.module or "").partition(".")[2]
            whole = "." in module or module in ROOF
            yield from (module,) if whole else (f"{module}.{alias.name}".lstrip(".") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[2] for alias in node.names if alias.name.startswith("pipeline."))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_its_row_allows(room: str) -> None:
    allowed = {room, *MAY_IMPORT[room]}
    wrong = [
        f"{path.name} imports {name}"
        for path in (HOUSE / room).glob("*.py")
        for name in imports_of(path)
        if name.split(".")[0] not in allowed and name not in allowed
    ]
    assert not wrong


def test_arrows_run_one_way() -> None:
    below = {room: {name.split(".")[0] for name in row} & set(MAY_IMPORT) for room, row in MAY_IMPORT.items()}
    while below:
        ground = {room for room, row in below.items() if not row}
        assert ground, f"a circle among {sorted(below)}"
        below = {room: row - ground for room, row in below.items() if room not in ground}


def test_a_stage_imports_no_stage() -> None:
    stages = {*STAGES} - {"audit"}
    wrong = [(path.relative_to(HOUSE), name) for path in HOUSE.rglob("*.py") for name in imports_of(path) if name in stages]
    assert not wrong


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_few_modules_and_names_each(room: str) -> None:
    modules = {path.stem for path in (HOUSE / room).glob("*.py")} - {"__init__", "__main__"}
    said = ast.get_docstring(ast.parse((HOUSE / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert len(modules) <= MOST_MODULES
    assert {name for name in modules if not re.search(rf"\b{name}\b", said)} == set()
    assert "Door: " in said


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_short(name: str) -> None:
    assert (HOUSE / f"{name}.py").read_text("utf-8").count("\n") <= MOST_LINES


ONE_NOTION = {
    "walk", "ELEMENTS", "UNSEEN", "STYLES", "CHARACTERS", "is_bold",  # of an element, in each format
    "Decision", "DOUBTFUL", "Explained", "REASONS", "WEIGHTS", "confidence",  # of a search, over lines and over pages
}  # fmt: skip
"""Names that two modules have for the same thing of theirs."""


def names_of(name: str) -> set[str]:
    """What a module calls things at its top level."""
    tree = ast.parse((HOUSE / f"{name}.py").read_text(encoding="utf-8"))
    told = [line.targets if isinstance(line, ast.Assign) else [line.target] for line in tree.body
            if isinstance(line, (ast.Assign, ast.AnnAssign))]
    bound = {node.id for targets in told for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
    return bound | {line.name for line in tree.body if isinstance(line, (ast.FunctionDef, ast.ClassDef))}


@pytest.mark.parametrize("room", ROOMS)
def test_a_name_has_one_meaning_in_a_room(room: str) -> None:
    modules = {name: names_of(name) for name in MODULES if name.startswith(f"{room}/")}
    named = Counter(name for names in modules.values() for name in names - ONE_NOTION)
    twice = [name for name, count in named.items() if count > 1]
    assert {name: [module for module, names in modules.items() if name in names] for name in twice} == {}


def test_a_name_that_is_handed_on_has_one_meaning_in_the_house() -> None:
    asked = [node for path in HOUSE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline.")]
    handed = {(name.name, str(node.module)) for node in asked for name in node.names if str(node.module).count(".") == 2}
    rooms = {f"pipeline.{name.replace('/', '.')}": names_of(name) for name in MODULES if "/" in name}
    named = Counter(name for name, module in handed if name in rooms[module] - ONE_NOTION)
    assert {name: sorted(module for one, module in handed if one == name) for name, count in named.items() if count > 1} == {}


def test_the_map_names_every_room() -> None:
    said = ast.get_docstring(ast.parse((HOUSE / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert [room for room in ROOMS if f"\n    {room} " not in said] == []


WALK = (
    ("extract.run", "sharding.read_once"), ("sharding.read_once", "sources.readers.read_metered"),
    ("extract.run", "extract.extract_shard"), ("extract.extract_shard", "extract.document_rows"),
    ("extract.document_rows", "sources.pages.read_document"), ("extract.document_rows", "parse.rows.make_rows"),
    ("parse.rows.make_rows", "parse.page.parse_page"), ("parse.page.parse_page", "speeches.layout.split_speeches"),
    ("parse.page.parse_page", "outline.sections.read_outline"), ("parse.rows.make_rows", "parse.rows.section_rows"),
    ("extract.extract_shard", "work.tables.write_tables"), ("export.run", "groups.files.write_groups"),
    ("groups.files.write_groups", "groups.files.write_group"), ("groups.files.write_group", "groups.files.write_rows"),
    ("groups.files.write_rows", "groups.rows.open_rows"),
)  # fmt: skip
"""From a source file to a row of data/sections: who hands on to whom."""


def names_in(function: str) -> set[str]:
    """Every name that the body of a function has."""
    module, _dot, name = function.rpartition(".")
    tree = ast.parse((HOUSE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    bodies = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    return {node.id for body in bodies for node in ast.walk(body) if isinstance(node, ast.Name)}


def test_the_walk_from_a_source_to_a_section_enters_six_rooms() -> None:
    assert [step for step in WALK if step[1].rpartition(".")[2] not in names_in(step[0])] == []
    assert [name for _first, name in WALK if not names_in(name)] == []
    assert len({name.split(".")[0] for step in WALK for name in step} & {*ROOMS}) <= 6


def test_the_makefile_has_every_stage_and_the_readme_names_them_in_order() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    places = [readme.find(f"`{stage}`") for stage in STAGES]
    assert [stage for stage in STAGES if stage not in targets] == []
    assert -1 not in places and places == sorted(places)


def test_every_make_command_of_the_documents_is_a_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / ".ci" / "run"]
    texts = [path.read_text(encoding="utf-8") for path in documents]
    said = {name for text in texts for name in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)}
    assert said - targets == set()


def libraries_of(path: Path) -> Iterator[str]:
    """The top names of all that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    declared = {re.split(r"[\[><=]", line)[0].lower().replace("-", "_") for line in lines}
    files = [*HOUSE.rglob("*.py"), *(ROOT / "schemas").glob("*.py")]
    imported = {name for path in files for name in libraries_of(path)} - {"pipeline", "schemas", *sys.stdlib_module_names}
    assert {name for name in imported if DISTRIBUTIONS.get(name, name).lower() not in declared} == set()
