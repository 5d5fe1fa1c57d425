"""A dataset folder and a user's own tests in; out, every overlap with its place, and the rows of the pages that have none.

An overlap is a run of 13 words that a speech shares with a test, headings and all, compared without punctuation, in folded
forms. A run of 50 characters has more words than that. Written are overlaps.jsonl, data/<config>/<split>.parquet and a card with
the counts, in OUTPUT/decontaminated.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.annotation.fingerprints import mix
from pipeline.annotation.plain import plain_forms
from pipeline.annotation.words import load_segmenter
from pipeline.job.errors import PipelineError
from pipeline.job.tongues import say
from pipeline.release.folder import parquet_files, present_configs, require_dataset
from pipeline.sources.listing import SourceFile, list_sources, open_source
from pipeline.work.files import require_ours, whole_folder
from pipeline.work.tables import read_batches

cut_text = load_segmenter("rjieba")
WORDS = 13  # in a row, as tests of language models are compared with what these have read
OVERLAPS = "overlaps.jsonl"
UNREAD = (".md", ".py", ".gitattributes", ".yaml", ".yml")  # what stands beside the tests in a folder or repository
TEXTS = {"speeches": "speech_id", "text": "speech_id", "sections": "section_id"}
"""What is compared: the first of these configs that the dataset has; and the ids of its rows."""
CARD = """# Without what stands in tests

{said}. Left out are the pages that have one; where each stands is in overlaps.jsonl: `start` and `end` in the `text` of the row
`id` of `config`, in code points, and the number of the `test`, from 1. {compared}.

| config | rows left |
|---|---|
{rows}"""
IDS = ("page_id", "speech_id", "section_id", "positive_id")
TWIN = {"retrieval_pairs": "retrieval_sources"}
"""A config without ids, and the one that has those of its rows in the same order."""

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Where in the text of a row (code points) words stand that a test has, too, and where among the tests that is, from 1."""

    config: str
    id: str
    split: str
    start: int
    end: int
    test: int
    text: str


@dataclass(frozen=True, slots=True)
class Tests:
    """The hashes of all runs of words of the tests, in order, and of each the number of its test; how many tests there are, and
    how many that have too few words to be found anywhere.
    """

    hashes: Hashes
    numbers: NDArray[np.int64]
    count: int
    short: int


def run_decontaminate(dataset: Path, against: str, output: Path) -> None:
    """Find the overlaps, write them and the rows without, and print the counts."""
    require_ours(output / "decontaminated", OVERLAPS)
    config = require_dataset(dataset, [*TEXTS])
    files, unread = list_tests(against)
    tests = hash_tests(read_tests(files))
    if not tests.count:
        raise PipelineError(f"{against}: expected tests in it; found none")
    overlaps = list(find_overlaps(dataset, config, tests))
    pages = sorted({overlap.id.partition("-")[0] for overlap in overlaps})
    with whole_folder(output / "decontaminated") as folder:
        lines = (json.dumps(asdict(overlap), ensure_ascii=False) + "\n" for overlap in overlaps)
        (folder / OVERLAPS).write_text("".join(lines), encoding="utf-8", newline="\n")
        kept = {name: sum(write_clean(dataset, folder, name, pages)) for name in present_configs(dataset)}
        hit = len({overlap.test for overlap in overlaps})
        said = f"{len(overlaps):,} overlaps of {WORDS} words or more: {hit:,} tests, {len(pages):,} pages"
        compared = f"{tests.count:,} tests were compared with {config}"
        short = f"{tests.short:,} of them are under {WORDS} words and can match nothing"
        rows = "".join(f"| `{name}` | {rows:,} |\n" for name, rows in kept.items())
        card = CARD.format(said=said, compared=f"{compared}; {short}", rows=rows)
        (folder / "README.md").write_text(card, encoding="utf-8", newline="\n")
    say(said)
    say(compared)
    if tests.short:
        say(short)
    if unread:
        say(f"{unread:,} files beside them were not read ({', '.join(UNREAD)}): name one to read it")
    say("rows without them: " + ", ".join(f"{name} {rows:,}" for name, rows in kept.items()))


def list_tests(against: str) -> tuple[list[SourceFile], int]:
    """The files of tests that a file, folder or address names, and how many are left out that only stand beside them."""
    files = list_sources([against])
    tests = [file for file in files if against.endswith(UNREAD) or not file.source.endswith(UNREAD)]
    return tests, len(files) - len(tests)


def read_tests(files: Iterable[SourceFile]) -> Iterator[str]:
    """The tests of some files, in order."""
    for file in files:
        try:
            with open_source(file) as stream:
                yield from parse_tests(file.source, stream.read())
        except (OSError, ValueError, RecursionError) as error:
            expected = "expected tests as text, JSON lines or Parquet"
            raise PipelineError(f"{file.address}: {expected} ({' '.join(str(error).split())})") from error


def parse_tests(name: str, data: bytes) -> Iterator[str]:
    """The tests of one file: the elements of an array of JSON, lines of JSON, rows of Parquet, paragraphs of any other text."""
    if name.endswith(".parquet"):
        for batch in pq.ParquetFile(pa.BufferReader(data)).iter_batches():
            yield from ("\n".join(strings_of(row)) for row in batch.to_pylist())
    elif name.endswith((".jsonl", ".json")):
        yield from ("\n".join(strings_of(value)) for value in parse_json(name, data.decode("utf-8-sig")))
    else:
        yield from filter(str.strip, re.split(r"\n[^\S\n]*\n", data.decode("utf-8-sig").replace("\r\n", "\n")))


def parse_json(name: str, text: str) -> Iterator[object]:
    """The elements of the array that a .json file is, or its one value; else the value of every line."""
    try:
        whole = json.loads(text) if name.endswith(".json") else None
    except ValueError:
        whole = None
    if whole is None:
        yield from (json.loads(line) for line in text.split("\n") if line.strip())
    else:
        yield from whole if isinstance(whole, list) else [whole]


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


def hash_tests(tests: Iterable[str]) -> Tests:
    """What is known of the tests, numbered from 1."""
    parts = [np.zeros(0, dtype=np.uint64), *(hash_runs([form for form in plain_forms(cut_text(test)) if form]) for test in tests)]
    sizes = [*map(len, parts)]
    hashes, places = np.unique(np.concatenate(parts), return_index=True)
    return Tests(hashes, np.repeat(np.arange(len(parts)), sizes)[places], len(parts) - 1, sizes[1:].count(0))


def hash_runs(words: Sequence[str]) -> Hashes:
    """A hash of every run of WORDS words."""
    if len(words) < WORDS:
        return np.zeros(0, dtype=np.uint64)
    own = np.array([hash_word(word) for word in words], dtype=np.uint64)
    hashes: Hashes = np.zeros(len(words) - WORDS + 1, dtype=np.uint64)
    for place in range(WORDS):
        hashes = mix(hashes + own[place : place + len(hashes)])
    return hashes


@lru_cache(1 << 16)
def hash_word(word: str) -> int:
    """64 bits of a word, the same in every process."""
    value = 0
    for character in word:
        value = (value * 1_000_003 + ord(character)) % 2**64
    return value


def find_overlaps(dataset: Path, config: str, tests: Tests) -> Iterator[Overlap]:
    """The overlaps of all texts of a config, in order; runs that touch are one."""
    for split, files in parquet_files(dataset, config).items():
        for batch in read_batches(files, [TEXTS[config], "text"]):
            for name, text in zip(*(batch[column].to_pylist() for column in (TEXTS[config], "text")), strict=True):
                for start, end, test in match_runs(cut_text(text), tests):
                    yield Overlap(config, name, split, start, end, test, text[start:end])


def match_runs(tokens: Sequence[str], tests: Tests) -> Iterator[tuple[int, int, int]]:
    """Where known runs of words begin and end in the text that the tokens are, and in which test they stand."""
    ends = np.cumsum([len(token) for token in tokens])
    forms = plain_forms(tokens)
    words = [place for place, form in enumerate(forms) if form]
    hashes = hash_runs([forms[place] for place in words])
    if not len(hashes) or not len(tests.hashes):
        return
    found = np.minimum(np.searchsorted(tests.hashes, hashes), len(tests.hashes) - 1)
    open_start, open_end, test = -1, -1, 0
    for place in np.flatnonzero(tests.hashes[found] == hashes).tolist():
        first, last = words[place], words[place + WORDS - 1]
        start, end = int(ends[first]) - len(tokens[first]), int(ends[last])
        if start > open_end:
            if open_end >= 0:
                yield open_start, open_end, test
            open_start, test = start, int(tests.numbers[found[place]])
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
