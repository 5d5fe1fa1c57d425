"""Proofs of the audit: what was asked of the same bytes by the same code is not asked again, and nothing else is believed."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.audit import proofs
from pipeline.audit.gates import GATES, MADE, PAGES, PARTS, find_faults, list_tasks
from pipeline.audit.loading import check_loading
from pipeline.audit.proofs import CONTRACT, Proofs, look_at_parts, read_proofs
from pipeline.job.job import Job
from pipeline.job.settings import Settings
from pipeline.release.folder import count_file, jsonl_file
from pipeline.work.files import write_json
from pipeline.work.keys import code_digest
from tests.tools.staged import VILLAGES, export_shards

pytestmark = pytest.mark.slow

OF_PARTS = [name for name in (*PARTS, *PAGES) if name in GATES]
TOGETHER = ["contract"] * len(CONTRACT)  # is asked of all small parts at once
ASKED = (*OF_PARTS, "contract", "made again")


def tasks_left(folder: Path, before: Proofs) -> list[str]:
    """The gates that a part has to be asked for; of the parts that are loaded, each by its name."""
    looks, known = look_at_parts(folder), Proofs(before.now, {}, {}, before.resting)
    asked = [gate for name in (*OF_PARTS, "contract") for task in list_tasks([name], looks, known, 0) for gate in task.gates]
    return asked + list(compared(folder, before))


def compared(folder: Path, before: Proofs) -> dict[str, list[str]]:
    """The parts that are loaded and compared, each with the configs of it that are."""
    (loading,) = list_tasks(["loading"], look_at_parts(folder), Proofs(before.now, {}, {}, before.resting), 0)
    return dict(loading.check.args[1].args[2])  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Proofs]:
    """A staged dataset of several groups, and the proofs that it is sound; loading is taken as proved."""
    folder, found = export_shards(tmp_path_factory.mktemp("proved"), VILLAGES), Proofs({}, {})
    assert find_faults(folder, ASKED, proofs=found) == []
    for task in list_tasks(["loading"], look_at_parts(folder), Proofs({}, {}), 0):
        found.now.update({key: {} for _gate, key in task.keys})
    return folder, found


def test_what_is_proved_is_not_asked_again(proved: tuple[Path, Proofs]) -> None:
    assert tasks_left(*proved) == []
    assert find_faults(proved[0], ASKED, proofs=Proofs(proved[1].now, {})) == []


def test_a_proof_is_not_believed_of_other_bytes(proved: tuple[Path, Proofs], tmp_path: Path) -> None:
    folder = export_shards(tmp_path, VILLAGES)
    path = sorted((folder / "jsonl" / "pages").glob("train-*"))[1]
    data = path.read_bytes()
    path.write_bytes(data.replace("种".encode(), "秧".encode()))
    assert tasks_left(folder, proved[1]) == [*OF_PARTS, "contract", path.stem]  # that of records: no view has other bytes
    assert compared(folder, proved[1]) == {path.stem: ["pages"]}
    again = Proofs(proved[1].now, {})
    faults = find_faults(folder, ASKED, proofs=again)
    assert [(fault.gate, fault.file) for fault in faults] == [("lines", f"jsonl/pages/{path.name}")]
    assert [name for name in tasks_left(folder, again) if name in PARTS] == ["lines"]


@pytest.mark.parametrize(("name", "other"), [("code_digest", lambda _module: "0"), ("versions", lambda: ["pyarrow 0"])])
def test_a_proof_is_not_believed_of_other_code_or_libraries(
    name: str, other: object, proved: tuple[Path, Proofs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs, name, other)
    parts = [part.name for part in look_at_parts(proved[0]).parts]
    assert tasks_left(*proved) == [name for name in OF_PARTS for _part in parts] + TOGETHER + parts


@pytest.mark.parametrize("jsonl", [True, False], ids=["JSON lines", "Parquet alone"])
@pytest.mark.parametrize("table", ["speeches", "text"])
def test_rows_that_are_those_that_were_made_of_sound_shards_are_asked_no_more(table: str, jsonl: bool, tmp_path: Path) -> None:
    folder, job = export_sound(tmp_path, jsonl)
    path = next((folder / "data" / table).glob("test-*"))
    parts = [part.name for part in look_at_parts(folder).parts]
    assert tasks_proved(folder, job) == ["contract", *parts]
    if jsonl:
        alter(jsonl_file(path))
    else:
        leave_out_a_row(path)
    assert tasks_proved(folder, job) == [*OF_PARTS, *TOGETHER, *parts]
    write_json(job.work / "validate.json", {"code": "0", "shards": [*VILLAGES]})
    assert {*MADE} - {"contract of records"} < {*tasks_proved(folder, job)}


def test_what_rests_on_loading_is_proved_when_all_is_loaded_and_not_before(tmp_path: Path) -> None:
    folder, job = export_sound(tmp_path, jsonl=True)
    sound, spoilt = (read_proofs(job.work) for _twice in range(2))
    assert find_faults(folder, (*ASKED, "loading"), job, sound) == []
    path = next((folder / "data" / "text").glob("test-*"))
    leave_out_a_row(path)
    faults = find_faults(folder, (*ASKED, "loading"), job, spoilt)
    assert {fault.gate for fault in faults} >= {"loading", "digests"}
    looks = look_at_parts(folder)
    keys = {part.name: looks.key("laws", MADE["laws"], part) for part in looks.parts}
    assert {name for name, key in keys.items() if key in sound.now} == keys.keys() - {path.stem}
    assert {name for name, key in keys.items() if key in spoilt.now} == set()


def export_sound(tmp_path: Path, jsonl: bool) -> tuple[Path, Job]:
    """A staged dataset of several groups of shards that were found sound, and its job."""
    folder = export_shards(tmp_path, VILLAGES, jsonl)
    write_json(tmp_path / "output" / "work" / "validate.json", {"code": code_digest("pipeline.validate"), "shards": [*VILLAGES]})
    return folder, Job((), tmp_path / "output", Settings())


def leave_out_a_row(path: Path) -> None:
    """Write a Parquet file without its first row; what it is a second name of stays as it is."""
    table = pq.read_table(path).slice(1)
    path.unlink()
    pq.write_table(table, path)


def alter(path: Path) -> None:
    """Write other words in a file of JSON lines; what it is a second name of stays as it is."""
    data = path.read_bytes().replace("村".encode(), "庄".encode())
    path.unlink()
    path.write_bytes(data)


def tasks_proved(folder: Path, job: Job) -> list[str]:
    """The gates that are left when what export has made is taken as proved."""
    before = read_proofs(job.work)
    looks = look_at_parts(folder)
    looks.prove(before, MADE, check_loading, job)
    return tasks_left(folder, Proofs({}, before.before, {}, before.resting))


def test_lines_of_rows_that_export_has_counted_are_counted_no_more_and_others_are(tmp_path: Path) -> None:
    folder, job = export_sound(tmp_path, jsonl=True)
    paths = sorted((folder / "jsonl").glob("*/*"))
    names = [path.relative_to(folder).as_posix() for path in paths]
    assert look_at_parts(folder).counts(read_proofs(job.work)) == dict(zip(names, map(count_file, paths), strict=True))
    other = next((folder / "jsonl/text").glob("test-*"))
    alter(other)
    assert {*names} - look_at_parts(folder).counts(read_proofs(job.work)).keys() == {other.relative_to(folder).as_posix()}
    assert look_at_parts(folder).counts(Proofs({}, {})) == {}
