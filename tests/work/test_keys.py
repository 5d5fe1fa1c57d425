"""A key's part that code decides changes with every module a stage reaches, and with no other."""

from pipeline.work.keys import ROOT, code_digest, reached


def names(module: str) -> set[str]:
    """The files a module reaches, by path."""
    return {path.relative_to(ROOT).as_posix() for path in reached(module)}


def test_a_module_reaches_what_its_imports_import() -> None:
    reached_here = {"pipeline/extract.py", "pipeline/parse/page.py", "pipeline/outline/sections.py", "schemas/__init__.py"}
    assert reached_here <= names("pipeline.extract")


def test_extract_does_not_reach_a_later_stage() -> None:
    assert not {"pipeline/annotate.py", "pipeline/export.py", "pipeline/audit/gates.py"} & names("pipeline.extract")


def test_two_modules_have_two_digests_and_one_has_one() -> None:
    assert code_digest("pipeline.parse.ledger") == code_digest("pipeline.parse.ledger") != code_digest("pipeline.text.reading")
