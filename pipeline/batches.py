"""Parquet files in; out, their rows some at a time: memory is that of a batch, whatever the length of the texts."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

BYTES = 4 << 20  # of a batch as the file holds it before compression; a row that is longer is a batch of its own
ROWS = 10_000  # of a batch at most: repeated values take next to no room in a file
BUFFER = 1 << 20  # bytes read at a time; otherwise a whole row group is


def read_batches(files: Iterable[Path], columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The rows of some files in their order."""
    for path in files:
        with pq.ParquetFile(path, pre_buffer=False, buffer_size=BUFFER) as file:
            for index in range(file.num_row_groups):
                group = file.metadata.row_group(index)
                rows = max(1, min(ROWS, group.num_rows * BYTES // max(group.total_byte_size, 1)))
                yield from file.iter_batches(rows, row_groups=[index], columns=columns, use_threads=False)
