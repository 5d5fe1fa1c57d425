"""A shard's fingerprints on disk: Arrow files that are mapped, not read, so that all shards can be looked at together."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.fingerprints import VALUES, Fingerprints, join_fingerprints, make_fingerprints, plain_form

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("n_chars", pa.int32()),
        ("form", pa.large_string()),
        ("digest", pa.uint64()),
        ("signature", pa.list_(pa.uint16(), VALUES)),
    ]
)


@dataclass(frozen=True, slots=True)
class Marked:
    """The texts of one table, in order: how many each shard has, their ids, lengths, fingerprints, and plain forms by index."""

    counts: list[int]
    ids: pa.Array
    lengths: NDArray[np.int32]
    prints: Fingerprints
    read_form: Callable[[int], str]


def write_fingerprints(path: Path, ids: Sequence[str], texts: Sequence[str]) -> None:
    """The fingerprints of some texts."""
    forms = [plain_form(text) for text in texts]
    prints = make_fingerprints(forms)
    signatures = pa.FixedSizeListArray.from_arrays(pa.array(prints.signatures.ravel()), VALUES)
    columns = [pa.array(column) for column in (ids, list(map(len, texts)), forms, prints.digests)]
    table = pa.table(dict(zip(SCHEMA.names, [*columns, signatures], strict=True))).cast(SCHEMA)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, SCHEMA) as writer:
        writer.write_table(table)


def read_fingerprints(paths: Sequence[Path]) -> Marked:
    """The fingerprints of many shards as one. Plain forms stay on disk: those that are asked for are read there."""
    mapped = [pa.ipc.open_file(pa.memory_map(str(path))).read_all()["form"] for path in paths]
    forms = pa.chunked_array([chunk for form in mapped for chunk in form.chunks], pa.large_string())
    kept = [SCHEMA.empty_table().select(["id", "n_chars"])]

    def read_prints() -> Iterator[Fingerprints]:
        others = pa.ipc.IpcReadOptions(included_fields=[SCHEMA.get_field_index(name) for name in SCHEMA.names if name != "form"])
        for path in paths:
            shard = pa.ipc.open_file(pa.OSFile(str(path)), options=others).read_all()
            kept.append(shard.select(["id", "n_chars"]))
            signatures = shard["signature"].combine_chunks().flatten().to_numpy().reshape(-1, VALUES)
            yield Fingerprints(shard["digest"].to_numpy(), signatures)

    prints = join_fingerprints(read_prints(), len(forms))
    table = pa.concat_tables(kept)
    counts = [len(form) for form in mapped]
    return Marked(
        counts, table["id"].combine_chunks(), table["n_chars"].to_numpy(), prints, lambda index: str(forms[index].as_py())
    )
