"""Bodies of a crawl: as the server's page, however they were sent, and never a part of one as the whole."""

import zlib
from pathlib import Path

import pytest

from pipeline.sources.documents import Document, PassedOver, Rejection
from pipeline.sources.listing import SourceFile
from pipeline.sources.readers import read_documents
from tests.tools.containers import PAGE, answer, gzipped, warc_record

DATA = PAGE.encode()
CHUNKED = "Transfer-Encoding: chunked"


def found_in(folder: Path, data: bytes) -> list[Document | Rejection | PassedOver]:
    """What a crawl gives."""
    (folder / "a.warc").write_bytes(data)
    return list(read_documents(SourceFile(str(folder / "a.warc"), "a.warc")))


def chunked(data: bytes, size: int = 50, more: bytes = b"", behind: bytes = b"") -> bytes:
    """A body sent in chunks, with `more` in the head of each, and `behind` the last."""
    parts = (data[start : start + size] for start in range(0, len(data), size))
    return b"".join(b"%x%s\r\n%s\r\n" % (len(one), more, one) for one in parts) + b"0%s\r\n%s\r\n" % (more, behind)


SENT = [
    answer(chunked(DATA), CHUNKED),
    answer(chunked(DATA, behind=b"Expires: x\r\nY: z\r\n"), CHUNKED),
    answer(chunked(DATA, more=b" ;a=b"), CHUNKED),
    answer(chunked(gzipped(DATA), behind=b"Expires: x\r\n"), CHUNKED, "Content-Encoding: gzip"),
    answer(chunked(gzipped(DATA), behind=b"Expires: x\r\n"), "Transfer-Encoding: gzip, chunked"),
    answer(gzipped(DATA[:9]) + gzipped(DATA[9:]) + b"junk", "Content-Encoding: gzip"),
    answer(chunked(zlib.compress(DATA)) + b"junk", CHUNKED, "Content-Encoding: deflate"),
    answer(chunked(DATA).removesuffix(b"0\r\n\r\n"), CHUNKED),  # a server that says no end
    answer(DATA, CHUNKED),
]


@pytest.mark.parametrize("block", SENT, ids=range(len(SENT)))
def test_a_body_is_the_page_however_it_was_sent(tmp_path: Path, block: bytes) -> None:
    (found,) = found_in(tmp_path, warc_record("response", block))
    assert isinstance(found, Document)
    assert found.data == DATA


def test_what_is_no_chunk_stands_as_it_is(tmp_path: Path) -> None:
    data = b"a\r\n" + DATA  # a page that begins like a chunk
    (found,) = found_in(tmp_path, warc_record("response", answer(data, CHUNKED)))
    assert isinstance(found, Document) and found.data == data


def test_a_length_that_no_file_has_is_damage(tmp_path: Path) -> None:
    record = warc_record("response", answer(DATA))
    broken = record.replace(b"Content-Length: ", b"Content-Length: 99999999999999999999")
    page, found = found_in(tmp_path, record + broken)
    assert isinstance(page, Document) and isinstance(found, Rejection) and found.reason == "damaged"


CUT = warc_record("response", answer(DATA[:-1])).replace(b"WARC-Type", b"WARC-Truncated: length\r\nWARC-Type")
PARTS = [CUT, warc_record("response", answer(chunked(DATA)[:-20], CHUNKED))]


@pytest.mark.parametrize("record", PARTS, ids=["by the crawler", "in a chunk"])
def test_a_part_of_a_body_is_no_page(tmp_path: Path, record: bytes) -> None:
    (found,) = found_in(tmp_path, record)
    assert isinstance(found, Rejection)
    said = "the crawler cut it off (WARC-Truncated: length)" if record is CUT else "a chunk ends early"
    assert (found.reason, found.detail) == ("damaged", f"its body is not whole: {said}")
