"""Pages go to doccano and Label Studio and come back as corrections; two people's corrections are compared."""

import json
from pathlib import Path

import pytest

from pipeline.corrections.orders import read_orders
from pipeline.exchange import tell_agreement, write_corrections, write_tasks
from pipeline.job.errors import PipelineError
from pipeline.parse.page import parse_page
from pipeline.parse.rows import make_rows
from pipeline.sources.documents import Document
from schemas import RECORDS
from tests.hub.published import write_dataset
from tests.view.test_correcting import PAGE_ID, TEXT, annotated


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A dataset of one page."""
    rows = make_rows(Document("a.txt", None, TEXT.encode(), "text/plain"), TEXT, "utf-8")
    return write_dataset(tmp_path / "output", [{name: [*map(annotated, rows[name])] for name in RECORDS}]) / "dataset"


@pytest.mark.parametrize("kind", ["doccano", "label-studio"])
def test_what_comes_back_unchanged_orders_nothing(kind: str, dataset: Path, tmp_path: Path) -> None:
    assert write_tasks(dataset, kind, tmp_path / "tasks") == 1
    assert write_corrections(dataset, tmp_path / "tasks", tmp_path / "c.jsonl") == 0


def test_a_label_of_doccano_that_was_added_and_one_that_was_taken_away_become_orders(dataset: Path, tmp_path: Path) -> None:
    write_tasks(dataset, "doccano", tmp_path / "tasks.jsonl")
    task = json.loads((tmp_path / "tasks.jsonl").read_text(encoding="utf-8"))
    second, added = TEXT.index("二、"), TEXT.index("今天讲讲")
    task["label"] = [one for one in task["label"] if one[0] != second] + [[added, added + 4, "section-1"]]
    (tmp_path / "done.jsonl").write_text(json.dumps(task, ensure_ascii=False), encoding="utf-8")
    assert write_corrections(dataset, tmp_path / "done.jsonl", tmp_path / "c.jsonl") == 2
    orders, faults = read_orders("c", (tmp_path / "c.jsonl").read_text(encoding="utf-8").splitlines())
    assert (faults, [(one.what, one.at, one.page) for one in orders]) == (
        [], [("no_section", second, PAGE_ID), ("section", added, PAGE_ID)]
    )  # fmt: skip
    parsed = parse_page(TEXT, orders=orders)
    assert [one.result for one in parsed.outcomes] == ["applied", "applied"]


def test_a_label_of_label_studio_that_went_deeper_becomes_an_order(dataset: Path, tmp_path: Path) -> None:
    write_tasks(dataset, "label-studio", tmp_path / "tasks.json")
    (task,) = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    (prediction,) = task["predictions"]
    value = next(one["value"] for one in prediction["result"] if one["value"]["start"] == TEXT.index("二、"))
    value["labels"] = ["section-2"]
    done = [{"data": task["data"], "annotations": [{"result": prediction["result"]}]}]
    (tmp_path / "done.json").write_text(json.dumps(done), encoding="utf-8")
    assert write_corrections(dataset, tmp_path / "done.json", tmp_path / "c.jsonl") == 1
    assert json.loads((tmp_path / "c.jsonl").read_text(encoding="utf-8"))["depth"] == 2


@pytest.mark.parametrize(("ids", "orders"), [(["0" * 16], None), ([], None), (["0" * 16, PAGE_ID], 0)])
def test_labelled_pages_that_the_dataset_has_not_are_told(
    ids: list[str], orders: int | None, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tasks(dataset, "doccano", tmp_path / "tasks.jsonl")
    task = json.loads((tmp_path / "tasks.jsonl").read_text(encoding="utf-8"))
    lines = [json.dumps(task | {"page_id": page_id}) for page_id in ids]
    (tmp_path / "done.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "c.jsonl").write_text("kept", encoding="utf-8")
    if orders is None:
        with pytest.raises(PipelineError, match=r"done.jsonl: expected labelled pages of this dataset; "):
            write_corrections(dataset, tmp_path / "done.jsonl", tmp_path / "c.jsonl")
        assert (tmp_path / "c.jsonl").read_text(encoding="utf-8") == "kept"
    else:
        assert write_corrections(dataset, tmp_path / "done.jsonl", tmp_path / "c.jsonl") == orders
        assert capsys.readouterr().out == f"{'0' * 16}: labelled, but no page of the dataset\n"


def test_what_no_tool_exports_is_refused(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(PipelineError, match="expected what doccano or Label Studio exports"):
        write_corrections(dataset, tmp_path / "x.json", tmp_path / "c.jsonl")


def test_agreement_is_of_the_orders_of_both(tmp_path: Path) -> None:
    same = {"page": PAGE_ID, "at": 3, "context": "植树", "what": "section", "depth": 1}
    others = [same | {"by": "李明"}, same | {"at": 5, "depth": 2}, same | {"at": 9}]
    files = {"a.jsonl": [same, same | {"at": 5}], "b.jsonl": others}
    for name, orders in files.items():
        (tmp_path / name).write_text("".join(f"{json.dumps(one)}\n" for one in orders), encoding="utf-8")
    assert tell_agreement(tmp_path / "a.jsonl", tmp_path / "b.jsonl") == [
        "3 orders of two people, 1 alike: 33.3 %",
        f"{PAGE_ID} 5 section: differs",
        f"{PAGE_ID} 9 section: only in b.jsonl",
    ]
