"""Training views: pure functions of the published tables, in the form that trainers take."""

import polars as pl
import pytest

from pipeline.views import VIEWS, line_labels, section_starts
from schemas.derived import arrow_schema
from tests.pages import COMPILATION
from tests.test_laws import tables_of


def rows_of(view: str) -> list[dict[str, object]]:
    """The rows of a view of the page that several tests use."""
    tables = {name: frame.to_dicts() for name, frame in tables_of(COMPILATION).items()}
    return [dict(row) for row in VIEWS[view].rows(tables)]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_keeps_its_contract(view: str) -> None:
    rows = rows_of(view)
    assert rows
    frame = pl.DataFrame(rows, schema=pl.DataFrame(pl.from_arrow(arrow_schema(VIEWS[view].model).empty_table())).schema)
    VIEWS[view].model.validate(frame)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_made_of_the_columns_it_names_and_no_other(view: str) -> None:
    tables = {name: frame.to_dicts() for name, frame in tables_of(COMPILATION).items()}
    named = VIEWS[view].made_of
    keys = {"speech_id", "section_id", "page_id", "title", "duplicate_of"}
    bare = {
        name: [{key: value for key, value in row.items() if name == "spans" or key in keys or key in named} for row in rows]
        for name, rows in tables.items()
    }
    assert [dict(row) for row in VIEWS[view].rows(bare)] == rows_of(view)


def test_text_is_title_and_speech() -> None:
    first = str(rows_of("text")[0]["text"])
    assert first.startswith("在全市河长制工作会议上的讲话篇1\n\n同志们:\n今天")
    assert first.endswith("把家乡的河守好。谢谢大家!")


def test_a_heading_is_asked_for_with_the_text_of_its_section() -> None:
    row = rows_of("heading_generation")[0]
    assert row["completion"] == "提高认识"
    assert row["prompt"] == "请为下面这段讲话拟一个小标题。\n\n水是生命之源,河道连着千家万户。\n\n小标题：".replace(
        "。\n\n小", "。\n\n小"
    )


def test_a_negative_is_never_the_positive_or_its_near_duplicate() -> None:
    tables = {
        name: frame.to_dicts()
        for name, frame in tables_of(COMPILATION.replace("不能各管一段。", "每月不少于两次,一年到头都要坚持。")).items()
    }
    one = next(iter(tables["sections"]))["cluster_id"]
    same = {**tables, "sections": [row | {"cluster_id": one} for row in tables["sections"]]}
    assert list(VIEWS["retrieval_pairs"].rows(same)) == []


def test_labels_begin_and_go_on_at_the_depth_of_the_section() -> None:
    lines = ["同志们:", "一、提高认识", "水是生命之源。", "(一)看清形势。一是早。二是多。", "还有一句。", "谢谢大家!"]
    starts = [0, 5, 20, 28, 32]
    sections = [("opening", 1), ("outline", 1), ("outline", 2), ("outline", 3), ("outline", 3)]
    begins = [(start, {"role": role, "depth": depth}) for start, (role, depth) in zip(starts, sections, strict=True)]
    end = sum(len(line) + 1 for line in lines[:5])
    closing = (end, {"role": "closing", "depth": 1})
    assert list(line_labels(lines, [*begins, closing])) == ["O", "B-1", "I-1", "B-2", "I-3", "O"]


def test_section_starts_point_into_the_speech() -> None:
    tables = tables_of(COMPILATION)
    starts = section_starts(tables["spans"].to_dicts())
    texts = dict(zip(tables["speeches"]["speech_id"], tables["speeches"]["text"], strict=True))
    for section in tables["sections"].to_dicts():
        begin = section["marker"] or section["heading"] or section["text"]
        assert texts[section["speech_id"]].startswith(begin, starts[section["section_id"]])
