"""What no file of a release vouches for is read again from the pages' texts: a clever hand that made all else again is named."""

from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from pipeline.audit.gates import GATES, VERIFYING, find_faults
from pipeline.release.folder import Release
from pipeline.release.manifest import describe_making
from tests.tools.command import ROOT
from tests.tools.corruptions import (
    Fault,
    Row,
    add_file,
    alter_all,
    alter_cell,
    alter_rows,
    both,
    cut_file,
    remove_file,
    seal_all,
    seal_checksums,
)

pytestmark = pytest.mark.slow

KEY = {"speeches": "speech_id", "sections": "section_id"}


def join(config: str) -> Fault:
    """Two unlike records are said to be near-duplicates."""

    def alter(rows: list[Row]) -> list[Row]:
        (one, other), key = rows[:2], KEY[config]
        name = min(str(one[key]), str(other[key]))
        said = {"duplicate_of": one[key], "similarity": 0.9}
        return [one | {"cluster_id": name}, other | {"cluster_id": name} | said, *rows[2:]]

    return alter_rows(config, alter)


def other_span(kind: str, said: str) -> Fault:
    """The first span of a kind is said to be of another."""

    def alter(rows: list[Row]) -> list[Row]:
        place = next(place for place, row in enumerate(rows) if row["kind"] == kind)
        return [row | {"kind": said} if index == place else row for index, row in enumerate(rows)]

    return alter_rows("spans", alter)


def state(name: str, length: int) -> Fault:
    """Something of the page is said to be what is stated of the first speech."""

    def alter(rows: list[Row]) -> list[Row]:
        text = str(rows[0]["text"]).strip()
        start = int(str(rows[0]["end"])) - 3
        return [rows[0] | {name: text[-length:], f"{name}_start": start, f"{name}_end": start + length}, *rows[1:]]

    return alter_rows("speeches", alter)


def unsay(name: str) -> Fault:
    """What is stated of speeches is said not to be."""
    return alter_all("speeches", lambda _row: {name: None, f"{name}_start": None, f"{name}_end": None})


def remove_page(release: Release) -> None:
    """The first page is gone with all its records, but for the line of its source."""
    first = pq.read_table(min((release.folder / "data" / "pages").glob("train-*")))["page_id"][0].as_py()
    for config in ("pages", "speeches", "sections", "spans"):
        alter_rows(config, lambda rows: [row for row in rows if row["page_id"] != first])(release)


def with_citation(damage: Fault) -> Fault:
    """The release names its authors, and what is made of that is damaged."""

    def fault(release: Release) -> None:
        said = release.settings.dataset.model_copy(update={"authors": ("张三",)})
        named = replace(release, settings=replace(release.settings, dataset=said))
        seal_all(replace(named, making=describe_making(named.settings)))
        assert find_faults(release.folder, ["made again"]) == []
        damage(release)

    return fault


FAULTS: dict[str, list[tuple[str, Fault]]] = {
    "read again": [
        ("another rule", alter_cell("sections", "rule", "dash")),
        ("surer than it was", alter_cell("sections", "confidence", 0.125)),
        ("a speech surer than it was", alter_cell("speeches", "confidence", 0.125)),
        ("implicit", alter_cell("sections", "implicit", True)),
        ("inline", alter_cell("sections", "inline", True)),
        ("no salutation", unsay("salutation")),
        ("no occasion", unsay("occasion")),
        ("a speaker who is none", state("speaker", 2)),
        ("a place that is none", state("place", 2)),
        ("another title of the page", alter_cell("pages", "title", "另一次会议", 0)),
        ("another author", alter_cell("pages", "author", "某人", 0)),
        ("another day", alter_cell("pages", "published", "2020-01-01", 0)),
        ("another number of speeches declared", alter_cell("pages", "declared_speeches", 3, 0)),
        ("a defect of the page", alter_cell("pages", "defects", ["declared_count"], 0)),
        ("a defect of reading", alter_cell("sections", "defects", ["numbering_gap"], 0)),
        ("a span of another kind", other_span("speech_title", "page_title")),
        ("the rule of a span", alter_cell("spans", "rule", "by hand", 0)),
    ],
    "alike": [
        ("a speech that is not alike", join("speeches")),
        ("a section that is not alike", join("sections")),
        ("a cluster torn", alter_all("sections", lambda row: {"cluster_id": row["section_id"], "duplicate_of": None})),
    ],
}  # fmt: skip
CITED = [("removed", remove_file("CITATION.cff")), ("broken", cut_file("CITATION.cff")),
         ("replaced", add_file("CITATION.cff", "cff-version: 1.2.0\n"))]  # fmt: skip
CASES = [pytest.param(gate, fault, id=f"{gate}: {name}") for gate, faults in FAULTS.items() for name, fault in faults]


def test_what_a_build_made_is_read_again_to_the_same(made: Release) -> None:
    assert find_faults(made.folder, [*VERIFYING]) == []


@pytest.mark.parametrize(("gate", "fault"), CASES)
def test_a_clever_hand_is_named(gate: str, fault: Fault, made: Release) -> None:
    fault(made)
    seal_all(made)
    assert {found.gate for found in find_faults(made.folder, [gate])} == {gate}


def test_a_page_that_is_gone_is_named_by_the_line_of_its_source(made: Release) -> None:
    remove_page(made)
    seal_all(made)
    assert {found.file for found in find_faults(made.folder, ["sources"])} == {"sources.sha256"}


@pytest.mark.parametrize("damage", [damage for _name, damage in CITED], ids=[name for name, _damage in CITED])
def test_a_citation_is_the_one_that_follows_from_the_configuration(damage: Fault, made: Release) -> None:
    with_citation(damage)(made)
    seal_checksums(made)
    assert {found.file for found in find_faults(made.folder, ["made again"])} == {"CITATION.cff", "checksums.sha256"}


UNSEEN: dict[str, Fault] = {
    "an address": alter_cell("pages", "url", "http://example.org/a", 0),
    "an encoding": alter_cell("pages", "encoding", "gb18030", 0),
    "a number of bytes": alter_cell("pages", "n_bytes", 9_999, 0),
    "markup that is said to have told how a page is read": both(
        alter_cell("pages", "media_type", "text/html", 0), alter_cell("speeches", "confidence", 0.5, 0)
    ),
    "an ancestor": alter_cell("pages", "lineage", "0123456789abcdef", 0),
}
"""What nobody can see who has only the release, as schemas/README.md names it."""


def test_what_cannot_be_seen_is_named(made: Release) -> None:
    for fault in UNSEEN.values():
        fault(made)
    seal_all(made)
    assert find_faults(made.folder, [*({*GATES} - {"loading"}), *VERIFYING]) == []
    told = (ROOT / "schemas" / "README.md").read_text(encoding="utf-8")
    assert [name for name in UNSEEN if name not in told] == []
