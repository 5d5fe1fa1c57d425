"""A dataset folder and a user's own tests in; out, every overlap with its place, and the rows of the pages that have none.

An overlap is a run of 13 words that a section shares with a test, compared without punctuation, in folded forms. A run of 50
characters has more words than that. Written are overlaps.jsonl, data/<config>/<split>.parquet and a card with the counts, in
OUTPUT/decontaminated.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.annotation.fingerprints import mix
from pipeline.annotation.plain import plain_form
from pipeline.annotation.words import tokenize
from pipeline.job.errors import PipelineError
from pipeline.job.tongues import say
from pipeline.release.folder import parquet_files, present_configs, require_dataset
from pipeline.sources.listing import list_sources, open_source
from pipeline.work.files import whole_folder
from pipeline.work.tables import read_batches

WORDS = 13  # in a row, as tests of language models are compared with what these have read
UNREAD = (".md", ".py", ".gitattributes", ".yaml", ".yml")  # what stands beside the tests in a repository
CARD = """# Without what stands in tests

{said}. Left out are the pages that have one; where each stands is in overlaps.jsonl.

| config | rows left |
|---|---|
{rows}"""
IDS = ("page_id", "speech_id", "section_id", "positive_id")
TWIN = {"retrieval_pairs": "retrieval_sources"}
"""A config without ids, and the one that has those of its rows in the same order."""

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Where in a section's text (code points) words stand that a test has, too, and where in the file of tests that is."""

    section_id: str
    split: str
    start: int
    end: int
    test: int
    text: str


def run_decontaminate(dataset: Path, against: str, output: Path) -> None:
    """Find the overlaps, write them and the rows without, and print the counts."""
    require_dataset(dataset)
    known, numbers = hash_tests(read_tests(against))
    overlaps = list(find_overlaps(dataset, known, numbers))
    pages = sorted({overlap.section_id.partition("-")[0] for overlap in overlaps})
    with whole_folder(output / "decontaminated") as folder:
        lines = (json.dumps(asdict(overlap), ensure_ascii=False) + "\n" for overlap in overlaps)
        (folder / "overlaps.jsonl").write_text("".join(lines), encoding="utf-8")
        kept = {config: sum(write_clean(dataset, folder, config, pages)) for config in present_configs(dataset)}
        tests = len({overlap.test for overlap in overlaps})
        said = f"{len(overlaps):,} overlaps of {WORDS} words or more: {tests:,} tests, {len(pages):,} pages"
        card = CARD.format(said=said, rows="".join(f"| `{config}` | {rows:,} |\n" for config, rows in kept.items()))
        (folder / "README.md").write_text(card, encoding="utf-8", newline="\n")
    say(said)
    say("rows without them: " + ", ".join(f"{config} {rows:,}" for config, rows in kept.items()))


def read_tests(against: str) -> Iterator[str]:
    """The tests of files, folders and addresses: a line of JSON, a row of Parquet, a paragraph of any other text is one."""
    files = [file for file in list_sources([against]) if not file.source.endswith(UNREAD)]
    for file in files:
        try:
            with open_source(file) as stream:
                yield from parse_tests(file.source, stream.read())
        except (OSError, ValueError) as error:
            expected = "expected tests as text, JSON lines or Parquet"
            raise PipelineError(f"{file.address}: {expected} ({' '.join(str(error).split())})") from error


def parse_tests(name: str, data: bytes) -> Iterator[str]:
    """The tests of one file."""
    if name.endswith(".parquet"):
        for batch in pq.ParquetFile(pa.BufferReader(data)).iter_batches():
            yield from ("\n".join(strings_of(row)) for row in batch.to_pylist())
    elif name.endswith((".jsonl", ".json")):
        yield from ("\n".join(strings_of(json.loads(line))) for line in data.decode("utf-8").splitlines() if line)
    else:
        yield from filter(str.strip, data.decode("utf-8").split("\n\n"))


def strings_of(value: object) -> Iterator[str]:
    """All strings in a value, in order.

    >>> list(strings_of({"question": "甲", "choices": ["乙", {"text": "丙"}], "answer": 1}))
    ['甲', '乙', '丙']
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings_of(part)


def hash_tests(tests: Iterable[str]) -> tuple[Hashes, NDArray[np.int64]]:
    """The hashes of all runs of words of the tests, in order, and of each the number of its test, from 1."""
    parts, numbers = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int64)]
    for number, test in enumerate(tests, start=1):
        parts.append(hash_runs([word for word in map(plain_form, tokenize(test)) if word]))
        numbers.append(np.full(len(parts[-1]), number))
    known, places = np.unique(np.concatenate(parts), return_index=True)
    return known, np.concatenate(numbers)[places]


def hash_runs(words: Sequence[str]) -> Hashes:
    """A hash of every run of WORDS words."""
    if len(words) < WORDS:
        return np.zeros(0, dtype=np.uint64)
    own = np.array([hash_word(word) for word in words], dtype=np.uint64)
    hashes: Hashes = np.zeros(len(words) - WORDS + 1, dtype=np.uint64)
    for place in range(WORDS):
        hashes = mix(hashes + own[place : place + len(hashes)])
    return hashes


def hash_word(word: str) -> int:
    """64 bits of a word, the same in every process."""
    value = 0
    for character in word:
        value = (value * 1_000_003 + ord(character)) % 2**64
    return value


def find_overlaps(dataset: Path, known: Hashes, numbers: NDArray[np.int64]) -> Iterator[Overlap]:
    """The overlaps of all sections, in order; runs that touch are one."""
    for split, files in parquet_files(dataset, "sections").items():
        for batch in read_batches(files, ["section_id", "text", "tokens"]):
            for row in batch.to_pylist():
                for start, end, test in match_runs(row["tokens"] or tokenize(row["text"]), known, numbers):
                    yield Overlap(row["section_id"], split, start, end, test, row["text"][start:end])


def match_runs(tokens: Sequence[str], known: Hashes, numbers: NDArray[np.int64]) -> Iterator[tuple[int, int, int]]:
    """Where known runs of words begin and end in the text that the tokens are, and in which test they stand."""
    ends = np.cumsum([len(token) for token in tokens])
    forms = [plain_form(token) for token in tokens]
    words = [place for place, form in enumerate(forms) if form]
    hashes = hash_runs([forms[place] for place in words])
    if not len(hashes) or not len(known):
        return
    found = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    open_start, open_end, test = -1, -1, 0
    for place in np.flatnonzero(known[found] == hashes).tolist():
        first, last = words[place], words[place + WORDS - 1]
        start, end = int(ends[first]) - len(tokens[first]), int(ends[last])
        if start > open_end:
            if open_end >= 0:
                yield open_start, open_end, test
            open_start, test = start, int(numbers[found[place]])
        open_end = end
    if open_end >= 0:
        yield open_start, open_end, test


def write_clean(dataset: Path, folder: Path, config: str, pages: Sequence[str]) -> Iterator[int]:
    """The rows of a config that are of none of these pages, a file a split; how many there are in each."""
    for split, files in parquet_files(dataset, config).items():
        table = pa.concat_tables([pq.read_table(path) for path in files])
        twin = parquet_files(dataset, TWIN[config]).get(split, []) if config in TWIN else files
        ids = pa.concat_tables([pq.read_table(path) for path in twin])
        column = next(name for name in IDS if name in ids.column_names)
        kept = table.filter(pc.invert(pc.is_in(pc.utf8_slice_codeunits(ids[column], 0, 16), pa.array(pages, pa.string()))))
        if kept.num_rows:
            (folder / "data" / config).mkdir(parents=True, exist_ok=True)
            pq.write_table(kept, folder / "data" / config / f"{split}.parquet", compression="zstd")
        yield kept.num_rows
