"""A large source that workers read by ranges gives what one process gives that reads it whole, to the byte."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import extract, ranges
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.settings import parse_settings
from pipeline.ranges import Lying, cut_ranges, fetch, number_lines, read_in_ranges, survey
from pipeline.sharding import cut_shards, read_once
from pipeline.sources.documents import Document, Options, PassedOver, Rejection
from pipeline.sources.listing import SourceFile, list_sources
from pipeline.sources.readers import read_documents
from pipeline.work.files import digest_tree
from tests.tools.containers import PAGE, gzipped, json_lines

OPTIONS = Options(max_page_bytes=30_000)
RECORDS = [{"text": PAGE + f"第{number}次会议。" * (number % 40), "title": f"讲话{number}"} for number in range(300)]
LINES = json_lines(RECORDS)
ODD = b"".join([
    LINES[:40_000], b"\n\r\n", b'{"text": 1}\nno record\n', b'{"text": "' + b"x" * 70_000 + b'"}\n', b"\xff{}\n",
    json_lines(RECORDS[:9]), b'{"text": " "}\n', json_lines(RECORDS[200:])[:-7],
])  # fmt: skip


def rows(groups: int) -> bytes:
    """A Parquet file of row groups of so many rows."""
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([*RECORDS, {"text": "长" * 30_000}]), buffer, row_group_size=groups)
    return buffer.getvalue()


def torn(data: bytes) -> bytes:
    """The same with other bytes in a page of its middle."""
    place = pq.read_metadata(io.BytesIO(data)).row_group(5).column(0).data_page_offset
    return data[:place] + b"\xff" * 200 + data[place + 200:]


LARGE = {
    "lines.jsonl": LINES, "odd.jsonl": ODD, "one.jsonl": LINES.replace(b"\n", b" "), "blank.jsonl": b'{"text": ""}\n' * 9000,
    "rows.parquet": rows(7), "one group.parquet": rows(10_000), "torn.parquet": torn(rows(7)), "cut.parquet": rows(7)[:-9],
    "packed.jsonl.gz": gzipped(LINES), "page.txt": PAGE.encode() * 999,
}  # fmt: skip


@pytest.fixture(autouse=True)
def small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges of a few pages."""
    monkeypatch.setattr(ranges, "RANGE", 5_000)
    monkeypatch.setattr(ranges, "GROUP", 1_000_000)
    monkeypatch.setattr(ranges, "work_off", lambda work, tasks, _workers: map(work, tasks))


def found_in(file: SourceFile) -> Iterator[Document | Rejection | PassedOver]:
    """What is found in a file by ranges, its bytes fetched."""
    found = [one for one, _position in read_in_ranges(2, file, OPTIONS)]
    assert not any(isinstance(one, PassedOver) for one in found)
    yield from fetch(one for one in found if not isinstance(one, PassedOver))


@pytest.mark.parametrize("name", LARGE)
def test_ranges_give_what_a_reader_gives_that_reads_the_file_whole(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(LARGE[name])
    (file,) = list_sources([str(tmp_path / name)])
    assert [*found_in(file)] == [*read_documents(file, OPTIONS)]


@pytest.mark.parametrize(("name", "many"), [("lines.jsonl", True), ("rows.parquet", True), ("one.jsonl", False),
                                            ("packed.jsonl.gz", False), ("page.txt", False), ("cut.parquet", False)])
def test_only_what_can_be_read_from_its_middle_is_cut(tmp_path: Path, name: str, many: bool) -> None:
    (tmp_path / name).write_bytes(LARGE[name])
    (file,) = list_sources([str(tmp_path / name)])
    assert (len(cut_ranges(file, OPTIONS)) > 5) is many


def test_a_source_at_an_address_is_read_by_ranges_too() -> None:
    fsspec.filesystem("memory").pipe_file("/corpus/lines.jsonl", LINES)
    (file,) = list_sources(["memory://corpus"])
    assert len(cut_ranges(file, OPTIONS)) > 5
    assert [*found_in(file)] == [*read_documents(file, OPTIONS)]


def test_shards_have_the_keys_that_they_have_where_one_process_reads(tmp_path: Path) -> None:
    for name in LARGE:
        (tmp_path / name).write_bytes(LARGE[name])
    files, cut = list_sources([str(tmp_path)]), []
    for read in (lambda file, options: read_in_ranges(0, file, options), lambda file, options: read_in_ranges(2, file, options)):
        passed = Counter[str]()
        shards = [*cut_shards(read_once(files, OPTIONS, passed, read), 20_000, "code")]
        cut.append(([(shard.key, [one.source for one in shard.documents]) for shard in shards], passed))
        lying = [one for shard in shards for one in shard.documents if isinstance(one, Lying)]
    assert cut[0] == cut[1]
    assert len(lying) > 200


def test_a_source_that_changes_meanwhile_is_no_part_of_a_dataset(tmp_path: Path) -> None:
    (tmp_path / "lines.jsonl").write_bytes(LINES)
    (file,) = list_sources([str(tmp_path)])
    found = [one for part in number_lines(cut_ranges(file, OPTIONS), 2) for one in survey(part)]
    (tmp_path / "lines.jsonl").write_bytes(LINES.replace("第150次".encode(), "第151次".encode()))
    with pytest.raises(PipelineError, match=r"lines\.jsonl: changed while it was read; run again$"):
        assert len([*fetch(found)])


def test_workers_that_read_by_ranges_change_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(ranges, "RANGE", 20_000)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.jsonl").write_bytes(LINES)
    (tmp_path / "pages" / "b.parquet").write_bytes(rows(20))
    made = []
    for name, workers in (("one", 0), ("two", 2)):
        settings = parse_settings({"readers": {"shard_bytes": 20_000}})
        result = extract.run(Job((str(tmp_path / "pages"),), tmp_path / name, settings, workers))
        made.append((json.dumps(result), digest_tree(tmp_path / name)))
    assert made[0] == made[1]
