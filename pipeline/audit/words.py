"""A dataset folder in; out, which words, keywords and counts of words are not those of the texts: each is made again."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.annotation.keywords import rank_keywords
from pipeline.annotation.words import load_segmenter
from pipeline.audit.files import Finding
from pipeline.audit.proofs import Part
from pipeline.job.settings import read_copy
from pipeline.release.manifest import read_manifest
from pipeline.work.tables import SCHEMAS, read_batches

LOT = 1_000  # texts
TOKENS = SCHEMAS["sections"].field("tokens").type
COLUMNS = {
    "sections": ["section_id", "speech_id", "text", "tokens", "keywords"],
    "speeches": ["speech_id", "n_tokens", "keywords"],
}
SPEECHES = pa.schema([SCHEMAS["speeches"].field(name) for name in COLUMNS["speeches"]])


def check_words(part: Part) -> Iterator[Finding]:
    """Tokens are the words of the text (unless a dictionary of the publisher cut them), keywords and counts follow from them."""
    settings = read_copy(read_manifest(part.folder)["configuration"])
    said, kept = settings.words, settings.dataset.tokens
    segment = None if said.dictionaries else load_segmenter(said.segmenter)
    if not (kept or segment):
        return  # neither the words are there nor what cut them
    speeches = pa.Table.from_batches(read_batches(part.files("speeches"), COLUMNS["speeches"]), SPEECHES)
    for sections in whole_speeches(read_batches(part.files("sections"), COLUMNS["sections"])):
        given = sections["tokens"].combine_chunks()
        lots = [pa.array(map(segment, lot.to_pylist()), TOKENS) for lot in cut_lots(sections["text"])] if segment else [given]
        made = pa.chunked_array(lots, TOKENS).combine_chunks()
        for row in differing(given, made if kept else pa.nulls(len(given), given.type)):
            key = sections["section_id"][row]
            words = f"{key}: expected the words of its text as tokens"
            yield Finding(f"sections/{part.split}", words if kept else f"{key}: expected no tokens, as [dataset] tokens says")
        for config, table, expected in make_cells(sections, speeches, given if kept else made, said.keywords):
            yield from (Finding(f"{config}/{part.split}", fault) for fault in compare_words(table, expected))


def cut_lots(texts: pa.ChunkedArray) -> Iterator[pa.ChunkedArray]:
    """Some texts at a time: their words are in memory as Python's."""
    return (texts.slice(start, LOT) for start in range(0, len(texts), LOT))


def make_cells(
    sections: pa.Table, speeches: pa.Table, tokens: pa.ListArray, limit: int
) -> Iterator[tuple[str, pa.Table, dict[str, pa.Array]]]:
    """The sections and their speeches with what their words make: how many they are, and which of them are keywords."""
    names = pc.unique(sections["speech_id"])
    own, places = pc.index_in(sections["speech_id"], names).to_numpy(), pc.index_in(names, speeches["speech_id"])
    sizes = pc.fill_null(pc.list_value_length(tokens), 0).to_numpy()
    words = pc.fill_null(tokens.flatten(), "").dictionary_encode()

    def count(texts: NDArray[np.int64], n_texts: int) -> dict[str, pa.Array]:
        n_tokens = np.bincount(texts, weights=sizes, minlength=n_texts).astype(np.int32)
        keywords = rank_keywords(words, np.repeat(texts, sizes).astype(np.int64), n_texts, limit)
        return {"n_tokens": pa.array(n_tokens), "keywords": keywords}

    yield "sections", sections, {"keywords": count(np.arange(len(tokens)), len(tokens))["keywords"]}
    there = places.is_valid()
    made = {name: cells.filter(there) for name, cells in count(own, len(names)).items()}
    yield "speeches", speeches.take(places.drop_null()), made


def compare_words(table: pa.Table, expected: Mapping[str, pa.Array]) -> Iterator[str]:
    """The cells of a table that are others."""
    for column, values in expected.items():
        given = table[column].combine_chunks()
        for row in differing(given, values.cast(given.type)):
            yield f"{table[0][row]}: expected {column} {values[row].as_py()}, found {given[row].as_py()}"


def differing(given: pa.Array, expected: pa.Array) -> list[int]:
    """The rows in which two columns differ."""
    if given.equals(expected):
        return []
    return [row for row in range(len(given)) if not given.slice(row, 1).equals(expected.slice(row, 1))]


def whole_speeches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Sections, cut between speeches."""
    rest: pa.Table | None = None
    for batch in filter(len, batches):
        table = pa.Table.from_batches([*(rest.to_batches() if rest else ()), batch])
        end = pc.index(table["speech_id"], table["speech_id"][-1]).as_py()
        if end:
            yield table.slice(0, end)
        rest = table.slice(end)
    if rest:
        yield rest
