"""A dataset folder in; out, what is wrong with its Parquet files: types, null columns, row groups, page index, digests."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.audit.files import Finding
from pipeline.release.folder import Known, all_parquet, parquet_files, present_configs
from pipeline.release.manifest import read_manifest, sum_known
from pipeline.work.digests import Digest
from schemas import CONFIGS, RECORDS
from schemas.types import stated_schema

GROUP_BYTES = 100_000_000  # uncompressed; readers and the Hub's viewer hold a whole row group
SMALL_ROWS, SMALL_BYTES = 1_000, 16_000_000  # a row group smaller than both costs readers more than it saves
FEW = 16  # small row groups that a file may have: repeated texts take little room in it, and nobody can say how much they were


def check_types(folder: Path) -> Iterator[Finding]:
    """Every file, first or last, can be read and has exactly the columns and types of the contract; records have pages."""
    for config in CONFIGS:
        expected = stated_schema(config)
        files = all_parquet(folder, config)
        if not files and config in RECORDS:
            yield Finding(f"data/{config}", "expected Parquet files")
        for path in files:
            name = path.relative_to(folder).as_posix()
            try:
                found = pq.read_schema(path)
            except (OSError, pa.ArrowInvalid):
                yield Finding(name, "expected a Parquet file")
                continue
            yield from (Finding(name, f"expected {problem}") for problem in compare_types(expected, found))
    names = {path.name for config in ("speeches", "sections") for path in all_parquet(folder, config)}
    for name in sorted(names - {path.name for path in all_parquet(folder, "pages")}):
        yield Finding(f"data/pages/{name}", "expected this file, as speeches or sections have rows of its pages")


def compare_types(expected: pa.Schema, found: pa.Schema) -> Iterator[str]:
    """What one schema has that the other has not."""
    for field in expected:
        index = found.get_field_index(field.name)
        if index < 0:
            yield f"a column {field.name}"
        elif found.field(index).type != field.type:
            yield f"{field.name} of type {field.type}, found {found.field(index).type}"
    yield from (f"no column {name}" for name in found.names if name not in expected.names)
    if sorted(found.names) == sorted(expected.names) and found.names != expected.names:
        yield f"columns in the order {', '.join(expected.names)}"


def check_layout(folder: Path) -> Iterator[Finding]:
    """Rows lie in few large groups, with zstd and a page index, so that readers can seek and uploads find old chunks again."""
    for config in present_configs(folder):
        for path in all_parquet(folder, config):
            name = path.relative_to(folder).as_posix()
            yield from (Finding(name, f"expected {problem}") for problem in layout_problems(pq.read_metadata(path)))


def layout_problems(metadata: pq.FileMetaData) -> Iterator[str]:
    """What the layout of one file lacks."""
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    if not metadata.num_rows:
        yield "rows: an empty split cannot be loaded and is left out"
    if any(group.total_byte_size > GROUP_BYTES and group.num_rows > 1 for group in groups):
        yield f"row groups of {GROUP_BYTES} bytes at most"
    if sum(group.num_rows < SMALL_ROWS and group.total_byte_size < SMALL_BYTES for group in groups) > FEW:
        yield "few large row groups"
    columns = [group.column(index) for group in groups for index in range(group.num_columns)]
    if any(column.compression != "ZSTD" for column in columns):
        yield "zstd compression"
    if not all(column.has_offset_index and (column.has_column_index or may_lack_bounds(column)) for column in columns):
        yield "a page index"


def may_lack_bounds(column: pq.ColumnChunkMetaData) -> bool:
    """Whether Parquet may leave out the index of least and greatest values: one page of texts too long to be bounds is enough."""
    return bool(column.physical_type == "BYTE_ARRAY")


def check_digests(folder: Path, known: Mapping[str, Known]) -> Iterator[Finding]:
    """Every config and split has the rows and columns that the manifest says, and the manifest says nothing of others."""
    listed = read_manifest(folder)["configs"]
    for config in present_configs(folder):
        for split, files in parquet_files(folder, config).items():
            entry = listed.get(config, {}).get(split)
            found = Digest(**sum_known(folder, files, known))  # type: ignore[arg-type]
            yield from (Finding(f"{config}/{split}", problem) for problem in compare_digests(entry, found))
    for config, splits in listed.items():
        for split in splits:
            if config not in CONFIGS or split not in parquet_files(folder, config):
                yield Finding(f"{config}/{split}", "expected its files, as the manifest lists it")


def compare_digests(entry: object, found: Digest) -> Iterator[str]:
    """How what was read differs from what the manifest says of it; where some columns were left aside, the others do."""
    if not isinstance(entry, dict):
        yield "expected an entry in the manifest"
        return
    if entry["n_rows"] != found.n_rows:
        yield f"expected {entry['n_rows']} rows, found {found.n_rows}"
    others = [name for name, digest in found.columns.items() if entry["columns"].get(name) != digest]
    if others:
        yield f"expected the digests of the manifest, others in {', '.join(others)}"
    elif found.columns == entry["columns"] and found.rows != entry["rows"]:
        yield "expected the digest of rows of the manifest: the same cells stand in other rows"
