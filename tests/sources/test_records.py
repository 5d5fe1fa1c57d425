"""Records: the same of a row, whatever holds it: an empty column gives way to the next, and two of one name are no text."""

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.sources.documents import Document, PassedOver, Rejection
from pipeline.sources.listing import SourceFile
from pipeline.sources.readers import read_documents
from tests.tools.containers import PAGE, json_lines, parquet

LINE = PAGE.replace("\n", " ").strip()


def found_in(folder: Path, name: str, data: bytes) -> list[Document | Rejection | PassedOver]:
    """What a file of these bytes gives."""
    (folder / name).write_bytes(data)
    return list(read_documents(SourceFile(str(folder / name), name)))


def table(*columns: tuple[str, str]) -> bytes:
    """A Parquet file of one row, of columns that may have one name."""
    buffer = io.BytesIO()
    pq.write_table(pa.table([[value] for _name, value in columns], names=[name for name, _value in columns]), buffer)
    return buffer.getvalue()


EMPTY = [
    ("a.jsonl", json_lines([{"text": "", "content": LINE}])),
    ("a.jsonl", json_lines([{"text": [], "body": LINE}])),
    ("a.jsonl", json_lines([{"text": ["", None, " "], "content": " ", "body": LINE}])),
    ("a.json", json.dumps([{"text": "\n", "content": LINE}]).encode()),
    ("a.parquet", parquet([{"text": "", "content": LINE}])),
    ("a.parquet", parquet([{"text": b"", "content": LINE.encode()}])),
    ("a.csv", f'text,content\n,"{LINE}"\n'.encode()),
    ("a.csv", f'text,content\n ,"{LINE}"\n'.encode()),
]


@pytest.mark.parametrize(("name", "data"), EMPTY, ids=range(len(EMPTY)))
def test_an_empty_column_of_text_gives_way_to_one_that_is_full(tmp_path: Path, name: str, data: bytes) -> None:
    (found,) = found_in(tmp_path, name, data)
    assert isinstance(found, Document)
    assert found.data == LINE.encode()


TWICE = [
    ("a.jsonl", b'{"text": "x", "text": "y"}'),
    ("a.json", b'[\n{"text": "x", "id": 1, "text": "y"}]'),
    ("a.parquet", table(("text", "x"), ("text", "y"))),
    ("a.csv", b"text,text\nx,y\n"),
]


@pytest.mark.parametrize(("name", "data"), TWICE, ids=[name for name, _data in TWICE])
def test_two_texts_of_one_name_are_named_and_none_is_chosen(tmp_path: Path, name: str, data: bytes) -> None:
    (found,) = found_in(tmp_path, name, data)
    assert isinstance(found, Rejection)
    assert (found.reason, found.detail) == ("bad_record", "several columns are called text; name each by its own")
    assert found.data is None or (b"x" in found.data and b"y" in found.data)


def test_other_columns_of_one_name_take_nothing_from_a_text(tmp_path: Path) -> None:
    rows = table(("id", "1"), ("text", "x"), ("id", "2"))
    for name, data in (("a.jsonl", b'{"id": 1, "text": "x", "id": 2}'), ("a.parquet", rows)):
        (found,) = found_in(tmp_path, name, data)
        assert isinstance(found, Document) and (found.text, (found.locator or "")[-6:]) == ("x", "(id 2)")
