"""A shard's fingerprints on disk: an Arrow file that is read, and beside it plain forms and seeds, read in parts.

A form that stands in another one, as a section's does in its speech's, is not written twice: its place there is.
"""

import io
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.annotation.fingerprints import (
    BLOCK,
    PAIRS,
    SIGNATURE_VALUES,
    Digests,
    Fingerprints,
    Measure,
    join_fingerprints,
    make_fingerprints,
)
from pipeline.annotation.plain import plain_forms
from pipeline.annotation.seeds import SEED, WINDOW, Seeds, make_seeds, take

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("n_chars", pa.int32()),
        ("form_start", pa.int64()),  # where its plain form begins in the file of forms, in bytes
        ("form_end", pa.int64()),  # and where it ends
        ("digest", pa.uint64()),
        ("signature", pa.list_(pa.uint16(), SIGNATURE_VALUES)),
    ]
)
FORMS, SEEDS = ".forms", ".seeds.npy"
CODE = "utf-16-le"  # of forms on disk: two bytes a character of Chinese
OPEN = 64  # files of forms at a time
REACH = 1 << 13  # bytes behind the end of a section within which the next one begins: its heading stands between them


PAIR = np.dtype([("one", np.uint64), ("other", np.uint64), ("similarity", np.float64)])
Known: TypeAlias = "dict[tuple[int, int], float]"
"""Similarities of texts, by the digests of the two."""


class Wholes(NamedTuple):
    """Forms that are written, the file of their fingerprints, and for each of other texts the number of the one it is part of."""

    path: Path
    forms: Sequence[str]
    numbers: Sequence[int]


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


def write_fingerprints(path: Path, ids: Sequence[str], texts: Sequence[str], wholes: Wholes | None = None) -> list[str]:
    """The fingerprints of some texts; their plain forms, of which seeds may be written, too."""
    forms = plain_forms(texts)
    prints = make_fingerprints(forms)
    places, new = place_forms(forms, wholes)
    file = (wholes.path if wholes else path).with_suffix(FORMS)
    with file.open("ab" if wholes else "wb") as appended:
        appended.write(new)
    signatures = pa.FixedSizeListArray.from_arrays(pa.array(prints.signatures.ravel()), SIGNATURE_VALUES)
    columns = [pa.array(column) for column in (ids, list(map(len, texts)), places[:, 0], places[:, 1], prints.digests)]
    table = pa.table(dict(zip(SCHEMA.names, [*columns, signatures], strict=True))).cast(SCHEMA)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, SCHEMA.with_metadata({FORMS: file.name})) as writer:
        writer.write_table(table)
    return forms


def place_forms(forms: Sequence[str], wholes: Wholes | None) -> tuple[NDArray[np.int64], bytes]:
    """Where each form begins and ends in the file of forms, in bytes, and what is put to that file."""
    written = [form.encode(CODE) for form in wholes.forms] if wholes else []
    starts, new = [0, *accumulate(map(len, written))], bytearray()
    places, before = np.zeros((len(forms), 2), dtype=np.int64), [(0, 0)] * len(written)
    for index, form in enumerate(forms):
        data, number = form.encode(CODE), wholes.numbers[index] if wholes else 0
        at = find_aligned(written[number], data, before[number]) if wholes else -1
        if at < 0:
            places[index] = starts[-1] + len(new)
            new += data
        else:
            before[number], places[index] = (at, at + len(data)), starts[number] + at
        places[index, 1] += len(data)
    return places, bytes(new)


def find_aligned(whole: bytes, part: bytes, before: tuple[int, int]) -> int:
    """Where a part stands in a whole, at an even place, not before the part before it nor far behind it; -1 where it does not.

    >>> find_aligned(b"-abbaab-", b"ab", (0, 2)), find_aligned(b"abab", b"ab", (2, 4)), find_aligned(b"abab", b"bb", (0, 0))
    (-1, 2, -1)
    """
    end = before[1] + REACH + len(part)
    at = whole.find(part, before[0], end)
    while at % 2 and at > 0:
        at = whole.find(part, at + 1, end)
    return at


def write_seeds(path: Path, forms: Sequence[str]) -> None:
    """The seeds of the plain forms of a file of fingerprints."""
    seeds = io.BytesIO()  # written as bytes: numpy's own writing says no reason when a disk is full
    np.save(seeds, make_seeds(forms), allow_pickle=False)
    path.with_suffix(SEEDS).write_bytes(seeds.getbuffer())


def read_fingerprints(paths: Sequence[Path]) -> Marked:
    """The fingerprints of many shards as one: some 450 bytes a text, whatever its length."""
    counts = [count_texts(path) for path in paths]
    ids, numbers = [pa.array([], pa.string())], [np.zeros((3, 0), dtype=np.int64)]
    files: list[Path] = []

    def read_prints() -> Iterator[Fingerprints]:
        for path in paths:
            with pa.OSFile(str(path)) as file:
                shard = pa.ipc.open_file(file).read_all()
            ids.append(pa.array(shard["id"].to_pylist(), pa.string()))  # copies: a column would hold on to the whole file
            files.append(path.with_name(shard.schema.metadata[FORMS.encode()].decode()))
            numbers.append(np.array([shard[name].to_numpy() for name in ("n_chars", "form_start", "form_end")], dtype=np.int64))
            signatures = shard["signature"].combine_chunks().flatten().to_numpy()
            yield Fingerprints(shard["digest"].to_numpy(), signatures.reshape(-1, SIGNATURE_VALUES))

    prints = join_fingerprints(read_prints(), sum(counts), paths[0].parent if paths else None)
    lengths, starts, ends = np.concatenate(numbers, axis=1)
    firsts = [0, *accumulate(counts)]
    def read_seeds(part: int, parts: int) -> Seeds:
        found = [np.zeros(0, dtype=SEED)]
        for first, path in zip(firsts, paths, strict=False):
            found.append(read_part(path.with_suffix(SEEDS), part, parts))
            found[-1]["text"] += first
        seeds = np.concatenate(found)
        found.clear()
        return take(seeds, np.argsort(seeds["hash"], kind="stable"))

    return Marked(counts, pa.concat_arrays(ids), lengths, prints, form_reader(files, firsts, (starts, ends)), read_seeds)


def form_reader(files: Sequence[Path], firsts: Sequence[int], places: Sequence[NDArray[np.int64]]) -> Callable[[int], str]:
    """What reads the plain form of a text: in the files, of each the number of its first text, from a byte to a byte."""
    open_forms, (starts, ends) = lru_cache(OPEN)(open_file), places

    def read_form(index: int) -> str:
        start, end = int(starts[index]), int(ends[index])
        if start == end:
            return ""
        file = open_forms(files[bisect_right(firsts, index) - 1])
        file.seek(start)
        return file.read(end - start).decode(CODE)

    return read_form


def recall_similarity(digests: Digests, measure: Measure, known: Known, asked: Known) -> Measure:
    """The similarity of two texts by their indices, as it is known of texts with these digests, or as it is measured now.

    What is asked for is put to `asked`, to be known the next time: only what is new has to be measured then.
    """

    def look_up(first: int, second: int) -> float:
        one, other = sorted((int(digests[first]), int(digests[second])))
        if one == other:  # most likely, but not surely, one text
            return measure(first, second)
        found = asked.get((one, other), known.get((one, other)))
        found = measure(first, second) if found is None else found
        if len(asked) < PAIRS:
            asked[one, other] = found
        return found

    return look_up


def write_pairs(pairs: Known) -> bytes:
    """Similarities as the bytes of a file."""
    rows = io.BytesIO()
    np.save(rows, np.array([(*pair, found) for pair, found in sorted(pairs.items())], dtype=PAIR), allow_pickle=False)
    return rows.getvalue()


def read_pairs(path: Path) -> Known:
    """The similarities that a file has, by the digests of two texts; none where it is not there or was cut."""
    try:
        rows = np.load(path, allow_pickle=False)
        return dict(zip(zip(rows["one"].tolist(), rows["other"].tolist(), strict=True), rows["similarity"].tolist(), strict=True))
    except (OSError, ValueError, EOFError, IndexError):
        return {}


def arrange(texts: Marked, order: NDArray[np.int64]) -> Marked:
    """The texts in another order, as one shard; of their seeds those that stand at several places."""
    places = np.argsort(order)
    parts = np.array_split(order, range(BLOCK, len(order), BLOCK))
    taken = (Fingerprints(texts.prints.digests[part], texts.prints.signatures[part]) for part in parts)
    prints = join_fingerprints(taken, len(order))

    def read_seeds(part: int, parts: int) -> Seeds:
        seeds = texts.read_seeds(part, parts)
        same = np.concatenate([[False], seeds["hash"][1:] == seeds["hash"][:-1], [False]])
        seeds = take(seeds, (same[1:] | same[:-1])[: len(seeds)])
        seeds["text"] = places[seeds["text"]]
        return take(seeds, np.lexsort((seeds["text"], seeds["hash"])))

    ids = texts.ids.take(pa.array(order))
    return Marked([len(order)], ids, texts.lengths[order], prints, lambda index: texts.read_form(int(order[index])), read_seeds)


def read_part(path: Path, part: int, parts: int) -> Seeds:
    """The seeds of a file whose hashes are in this part of all: parts of about one size, as the least of WINDOW hashes lie."""
    seeds = np.load(path, mmap_mode="r", allow_pickle=False)
    bounds = (int(2**64 * (1 - (1 - bound / parts) ** (1 / WINDOW))) for bound in (part, part + 1))
    start, end = (bisect_left(seeds["hash"], bound) for bound in bounds)
    return np.array(seeds[start:end])


def open_file(path: Path) -> io.FileIO:
    """A file to be read from where one likes: of a mapped one the process would hold what stands around, too."""
    return io.FileIO(path)


def count_texts(path: Path) -> int:
    """How many texts a shard has."""
    with pa.OSFile(str(path)) as file:
        reader = pa.ipc.open_file(file)
        return sum(reader.get_batch(index).num_rows for index in range(reader.num_record_batches))
