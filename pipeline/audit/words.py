"""A dataset folder in; out, which words, keywords and counts of words are not those of the texts: each is made again."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from pipeline.annotation.keywords import find_keywords
from pipeline.annotation.words import load_segmenter
from pipeline.audit.files import Finding
from pipeline.audit.proofs import Part
from pipeline.job.settings import read_copy
from pipeline.release.manifest import read_manifest
from pipeline.work.tables import read_batches

Row = dict[str, object]
COLUMNS = {
    "sections": ["section_id", "speech_id", "text", "tokens", "keywords"],
    "speeches": ["speech_id", "n_tokens", "keywords"],
}


def check_words(part: Part) -> Iterator[Finding]:
    """Tokens are the words of the text (unless a dictionary of the publisher cut them), keywords and counts follow from them."""
    settings = read_copy(read_manifest(part.folder)["configuration"])
    said, kept = settings.words, settings.dataset.tokens
    segment = None if said.dictionaries else load_segmenter(said.segmenter)
    if not (kept or segment):
        return  # neither the words are there nor what cut them
    speeches = {str(row["speech_id"]): row for row in read_rows(part, "speeches")}
    for speech_id, sections in groupby(read_rows(part, "sections"), itemgetter("speech_id")):
        counted: Counter[str] = Counter()
        for row in sections:
            tokens = texts_of(row["tokens"]) if kept or not segment else segment(str(row["text"]))
            counted.update(tokens)
            if not kept and row["tokens"] is not None:
                yield Finding(f"sections/{part.split}", f"{row['section_id']}: expected no tokens, as [dataset] tokens says")
            elif segment and tokens != segment(str(row["text"])):
                yield Finding(f"sections/{part.split}", f"{row['section_id']}: expected the words of its text as tokens")
            yield from compare(f"sections/{part.split}", row, {"keywords": find_keywords(Counter(tokens), said.keywords)})
        expected = {"n_tokens": counted.total(), "keywords": find_keywords(counted, said.keywords)}
        if str(speech_id) in speeches:
            yield from compare(f"speeches/{part.split}", speeches[str(speech_id)], expected)


def compare(place: str, row: Row, expected: Row) -> Iterator[Finding]:
    """The cells of a row that are others."""
    for column, value in expected.items():
        if row[column] != value:
            yield Finding(place, f"{next(iter(row.values()))}: expected {column} {value}, found {row[column]}")


def read_rows(part: Part, name: str) -> Iterator[Row]:
    """The rows of a table in a part, what words need of them."""
    for batch in read_batches(part.files(name), COLUMNS[name]):
        yield from batch.to_pylist()


def texts_of(value: object) -> list[str]:
    """A list of texts."""
    return [str(item) for item in value] if isinstance(value, list) else []
