"""A dataset folder in; out, which pages of plain text are read otherwise, and which near-duplicates are none.

Each page is read again from its text, each pair compared again, by the same code. Only `verify` asks: a build has just done both.
Pages whose markup or whose record said more than their text, and datasets that readers corrected, cannot be read again from what
the release holds.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.annotation.fingerprints import find_similarity
from pipeline.annotation.plain import plain_form
from pipeline.audit.files import Finding
from pipeline.audit.proofs import Part
from pipeline.audit.records import Pages
from pipeline.audit.values import NEAR, Cells
from pipeline.job.configuration import OPTIONAL
from pipeline.laws import CHILDREN, MEMBER
from pipeline.release.folder import all_parquet, settings_of
from pipeline.sources.documents import Document
from pipeline.work.database import ask, rows_of
from schemas import TABLES
from schemas.derived import key_columns

HELD = "text in its container"  # the evidence of a record, whose columns may state what its text does not
SAID = ("title", "published", "author")  # what the container of a page may state
OF_CONTAINERS = frozenset({"page_id", "url", "media_type", "encoding", "encoding_evidence", "sha256", "n_bytes"})
NOT_READ = OF_CONTAINERS | {"mask"}


def check_reading(part: Part, some_pages: Iterable[Pages]) -> Iterator[Finding | None]:
    """Every page of plain text is read as its records say, but for what its container states."""
    said = settings_of(part.folder)
    names = [name for name in CHILDREN if name not in OPTIONAL or name in said.dataset.configs]
    for pages in some_pages if not said.corrections.files else ():
        frames = pages.frames
        children = {name: frames[name].rows_by_key("page_id", named=True, include_key=True) for name in names}
        for page in frames["pages"].iter_rows(named=True):
            rows = {"pages": [page]} | {name: children[name].get(page["page_id"], []) for name in names}
            if is_plain(page):
                yield from (Finding(f"{name}/{part.split}", f"{page['source']}: {words}") for name, words in compare(rows))
        yield None


def check_alike(folder: Path) -> Iterator[Finding]:
    """Every near-duplicate has the similarity to the kept record that their texts have; equal texts are in one cluster."""
    for config in ("speeches", "sections"):
        key, rows = key_columns(TABLES[config])[0], rows_of(all_parquet(folder, config))
        pairs = f"from {rows} r join {rows} k on r.duplicate_of = k.{key}"
        for name, said, *texts in ask(f"select r.{key}, r.similarity, r.text, k.text {pairs} order by r.{key}"):
            found = find_similarity(*map(plain_form, texts))
            if said is None or abs(said - found) > NEAR:
                yield Finding(config, f"{name}: expected the similarity {found:.4f} to the record that is kept, found {said}")
        same = f"select min({key}), max({key}), text from {rows} group by text having count(distinct cluster_id) > 1 order by all"
        torn = [(one, other) for one, other, text in ask(same) if plain_form(text)]
        yield from (Finding(config, f"expected {one} and {other} in one cluster: texts are the same") for one, other in torn)


def is_plain(page: Cells) -> bool:
    """Whether nothing but its text says how a page is read."""
    return page["media_type"] == "text/plain" and not (MEMBER in str(page["source"]) and page["encoding_evidence"] == HELD)


def compare(given: dict[str, list[Cells]]) -> Iterator[tuple[str, str]]:
    """Where the rows of a page differ from those that its text is read to: the table, and the first cell of it that differs."""
    from pipeline.parse.rows import make_rows  # with the parser, which only who verifies asks again

    page = given["pages"][0]
    text, page_id, source = str(page["text"]), str(page["page_id"]), str(page["source"])
    read = make_rows(Document(source, None, text.encode(), "text/plain"), text, "utf-8")
    other = str(read["pages"][0]["page_id"])
    left = NOT_READ | {*SAID} if MEMBER in source else NOT_READ
    for name, rows in given.items():
        if len(rows) != len(read[name]):
            yield name, f"read again: expected {len(read[name])} rows, found {len(rows)}"
            continue
        for row, expected in zip(rows, read[name], strict=True):
            for column in (column for column in expected if column in row and column not in left):
                value = renamed(expected[column], other, page_id)
                if row[column] != value and not is_near(row[column], value):
                    yield name, f"read again: expected {column} {value!s:.80}, found {row[column]!s:.80}"
                    break


def renamed(value: object, other: str, page_id: str) -> object:
    """A value with the id of its page: the bytes that name it need not be those of its text."""
    return page_id + value[len(other) :] if isinstance(value, str) and value.startswith(f"{other}-") else value


def is_near(found: object, expected: object) -> bool:
    """Whether a number is another only for having been stored in 32 bits."""
    return isinstance(found, float) and isinstance(expected, float) and abs(found - expected) <= NEAR
