"""A shard's fingerprints on disk: an Arrow file that is read, and beside it plain forms and seeds, read in parts."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.annotation.fingerprints import VALUES, Fingerprints, join_fingerprints, make_fingerprints
from pipeline.annotation.plain import plain_form
from pipeline.annotation.seeds import SEED, WINDOW, Seeds, make_seeds

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("n_chars", pa.int32()),
        ("form_end", pa.int64()),  # where its plain form ends in the file of forms, bytes
        ("digest", pa.uint64()),
        ("signature", pa.list_(pa.uint16(), VALUES)),
    ]
)
FORMS, SEEDS = ".forms", ".seeds.npy"


@dataclass(frozen=True, slots=True)
class Marked:
    """The texts of one table, in order: how many each shard has, their ids, lengths, fingerprints; plain forms by index, seeds.

    Seeds are read in so many parts by their hashes, each in the order of its hashes; a table may be written without them.
    """

    counts: list[int]
    ids: pa.Array
    lengths: NDArray[np.int64]
    prints: Fingerprints
    read_form: Callable[[int], str]
    read_seeds: Callable[[int, int], Seeds]


def write_fingerprints(path: Path, ids: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The fingerprints of some texts; their plain forms, of which seeds may be written, too."""
    forms = [plain_form(text) for text in texts]
    prints = make_fingerprints(forms)
    written = [form.encode("utf-16-le") for form in forms]
    path.with_suffix(FORMS).write_bytes(b"".join(written))
    signatures = pa.FixedSizeListArray.from_arrays(pa.array(prints.signatures.ravel()), VALUES)
    columns = [pa.array(column) for column in (ids, list(map(len, texts)), list(accumulate(map(len, written))), prints.digests)]
    table = pa.table(dict(zip(SCHEMA.names, [*columns, signatures], strict=True))).cast(SCHEMA)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, SCHEMA) as writer:
        writer.write_table(table)
    return forms


def write_seeds(path: Path, forms: Sequence[str]) -> None:
    """The seeds of the plain forms of a file of fingerprints."""
    np.save(path.with_suffix(SEEDS), make_seeds(forms), allow_pickle=False)


def read_fingerprints(paths: Sequence[Path]) -> Marked:
    """The fingerprints of many shards as one: some 440 bytes a text, whatever its length."""
    counts = [count_texts(path) for path in paths]
    ids, numbers = [pa.array([], pa.string())], [np.zeros((2, 0), dtype=np.int64)]

    def read_prints() -> Iterator[Fingerprints]:
        for path in paths:
            with pa.OSFile(str(path)) as file:
                shard = pa.ipc.open_file(file).read_all()
            ids.append(pa.array(shard["id"].to_pylist(), pa.string()))  # copies: a column would hold on to the whole file
            numbers.append(np.array([shard["n_chars"].to_numpy(), shard["form_end"].to_numpy()], dtype=np.int64))
            signatures = shard["signature"].combine_chunks().flatten().to_numpy()
            yield Fingerprints(shard["digest"].to_numpy(), signatures.reshape(-1, VALUES))

    prints = join_fingerprints(read_prints(), sum(counts))
    lengths, ends = np.concatenate(numbers, axis=1)
    firsts = [0, *accumulate(counts)]

    def read_form(index: int) -> str:
        shard = bisect_right(firsts, index) - 1
        start = int(ends[index - 1]) if index > firsts[shard] else 0
        with paths[shard].with_suffix(FORMS).open("rb") as file:
            file.seek(start)
            return file.read(int(ends[index]) - start).decode("utf-16-le")

    def read_seeds(part: int, parts: int) -> Seeds:
        found = [np.zeros(0, dtype=SEED)]
        for first, path in zip(firsts, paths, strict=False):
            found.append(read_part(path.with_suffix(SEEDS), part, parts))
            found[-1]["text"] += first
        seeds = np.concatenate(found)
        return seeds[np.argsort(seeds["hash"], kind="stable")]

    return Marked(counts, pa.concat_arrays(ids), lengths, prints, read_form, read_seeds)


def read_part(path: Path, part: int, parts: int) -> Seeds:
    """The seeds of a file whose hashes are in this part of all: parts of about one size, as the least of WINDOW hashes lie."""
    seeds = np.load(path, mmap_mode="r", allow_pickle=False)
    bounds = (int(2**64 * (1 - (1 - bound / parts) ** (1 / WINDOW))) for bound in (part, part + 1))
    start, end = (bisect_left(seeds["hash"], bound) for bound in bounds)
    return np.array(seeds[start:end])


def count_texts(path: Path) -> int:
    """How many texts a shard has."""
    with pa.OSFile(str(path)) as file:
        reader = pa.ipc.open_file(file)
        return sum(reader.get_batch(index).num_rows for index in range(reader.num_record_batches))
