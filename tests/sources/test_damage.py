"""Damaged files: whatever a byte of theirs says, each is named where it breaks, and the rest of the run goes on."""

import io
import struct
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.sources.documents import Document, PassedOver, Rejection
from pipeline.sources.listing import SourceFile
from pipeline.sources.readers import read_documents
from tests.tools.containers import PAGE, gzipped, word, zipped

DATA = PAGE.encode()


def found_in(folder: Path, name: str, data: bytes) -> list[Document | Rejection]:
    """What a file of these bytes gives."""
    (folder / name).write_bytes(data)
    return [one for one in read_documents(SourceFile(str(folder / name), name)) if not isinstance(one, PassedOver)]


def told(found: list[Document | Rejection]) -> list[tuple[str, str]]:
    """Of each what it is called, and why it is no page; "" of a page."""
    return [(one.source, one.reason if isinstance(one, Rejection) else "") for one in found]


def shifted(data: bytes, field: int, value: int) -> bytes:
    """A zip archive whose end says another number: 12 the size of its list, 16 the place where that begins."""
    end = data.rindex(b"PK\5\6") + field
    return data[:end] + struct.pack("<I", value) + data[end + 4 :]


WORD = word([PAGE])
OUTSIDE = [
    ("a.zip", zipped({"a.docx": shifted(WORD, 16, 1 << 20)}), "a.zip!a.docx"),
    ("a.zip", zipped({"a.docx": shifted(WORD, 12, 1 << 20)}), "a.zip!a.docx"),
    ("a.docx", shifted(WORD, 16, 1 << 20), "a.docx"),
    ("a.zip", zipped({"a.zip": shifted(zipped({"a.txt": DATA}), 16, 1 << 20)}), "a.zip!a.zip!a.txt"),
    ("a.zip", zipped({"a.epub": shifted(zipped({"mimetype": b"application/epub+zip"}), 16, 1 << 20)}), "a.zip!a.epub"),
]


@pytest.mark.parametrize(("name", "data", "source"), OUTSIDE, ids=range(len(OUTSIDE)))
def test_an_archive_that_points_outside_itself_is_damaged(tmp_path: Path, name: str, data: bytes, source: str) -> None:
    assert told(found_in(tmp_path, name, data)) == [(source, "damaged")]


def test_a_parquet_file_whose_dictionary_is_too_short_is_damaged(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"text": [f"{PAGE}{number}" for number in range(40)]}), buffer, compression="none")
    data, column = buffer.getvalue(), pq.ParquetFile(buffer).metadata.row_group(0).column(0)
    end = column.dictionary_page_offset + column.total_compressed_size
    broken = data[: end - 9] + b"\xff" * 9 + data[end:]  # the places of the last texts in it
    assert told(found_in(tmp_path, "a.parquet", broken)) == [("a.parquet", "damaged")]


def test_what_stands_behind_a_packed_page_takes_nothing_from_it(tmp_path: Path) -> None:
    page = ("a.txt.gz!a.txt", "")
    assert told(found_in(tmp_path, "a.txt.gz", gzipped(DATA) + b"\0" * 99)) == [page]
    assert told(found_in(tmp_path, "a.txt.gz", gzipped(DATA[:9]) + b"\0" * 9 + gzipped(DATA[9:]))) == [page]
    found = found_in(tmp_path, "a.txt.gz", gzipped(DATA) + b"junk")
    assert told(found) == [page, ("a.txt.gz", "damaged")]
    assert isinstance(found[0], Document) and found[0].data == DATA
    assert isinstance(found[1], Rejection) and "behind its end" in found[1].detail
