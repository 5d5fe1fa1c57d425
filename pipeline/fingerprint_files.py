"""A shard's fingerprints on disk: Arrow files that are mapped, not read, so that all shards can be looked at together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.fingerprints import VALUES, Fingerprints, join_fingerprints, make_fingerprints, plain_form

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("page_id", pa.string()),
        ("n_chars", pa.int32()),
        ("form", pa.large_string()),
        ("digest", pa.uint64()),
        ("signature", pa.list_(pa.uint32(), VALUES)),
    ]
)


@dataclass(frozen=True, slots=True)
class Marked:
    """The texts of one table, in order: their ids, pages and lengths, their fingerprints, and their plain forms by index."""

    ids: list[str]
    pages: list[str]
    lengths: list[int]
    prints: Fingerprints
    read_form: Callable[[int], str]


def write_fingerprints(path: Path, ids: Sequence[str], pages: Sequence[str], texts: Sequence[str]) -> None:
    """The fingerprints of some texts."""
    forms = [plain_form(text) for text in texts]
    prints = make_fingerprints(forms)
    signatures = pa.FixedSizeListArray.from_arrays(pa.array(prints.signatures.ravel()), VALUES)
    columns = [pa.array(column) for column in (ids, pages, list(map(len, texts)), forms, prints.digests)]
    table = pa.table(dict(zip(SCHEMA.names, [*columns, signatures], strict=True))).cast(SCHEMA)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, SCHEMA) as writer:
        writer.write_table(table)


def read_fingerprints(paths: Sequence[Path]) -> Marked:
    """The fingerprints of many shards as one."""
    tables = [pa.ipc.open_file(pa.memory_map(str(path))).read_all() for path in paths]
    table = pa.concat_tables(tables) if tables else SCHEMA.empty_table()
    forms = table["form"]
    parts = []
    for shard in tables:
        flat = shard["signature"].combine_chunks().flatten().to_numpy()
        parts.append(Fingerprints(shard["digest"].to_numpy(), flat.reshape(-1, VALUES).astype(np.uint32, copy=False)))
    return Marked(
        table["id"].to_pylist(),
        table["page_id"].to_pylist(),
        table["n_chars"].to_pylist(),
        join_fingerprints(parts),
        lambda index: str(forms[index].as_py()),
    )
