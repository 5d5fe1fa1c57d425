"""dataset.toml, the release before and the sources in; out, the list of what is withdrawn."""

from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.annotation.withdrawn import NAMES, Withdrawn, hash_name, read_list, read_names, read_withdrawn, write_lines
from pipeline.job.settings import Settings
from pipeline.sources.documents import Document, Rejection, page_id_of
from pipeline.work.tables import Row


def list_withdrawn(settings: Settings, documents: Iterable[Document | Rejection]) -> tuple[Withdrawn, list[str]]:
    """What dataset.toml withdraws, its texts found in the release before or in the sources, and what was withdrawn before; and
    what is said of names that name nothing there."""
    pages = settings.files("splits", "previous")
    folders = sorted({path.parents[2] for path in pages})
    before = [line for folder in folders for line in read_list(folder)]
    places = read_names(settings.files("personal", "withdrawn"))
    texts: dict[str, list[str]] = {name: [] for name in places}
    kept = read_withdrawn(before).owners
    met = {name for name in places if hash_name(name) in kept}
    if places:
        for page, speeches in [*find_published(places, pages), *find_read(places, documents)]:
            met |= {str(page.get(column)) for column in NAMES}
            for name in texts:
                found = [str(row["text"]) for row in speeches if name in (*map(page.get, NAMES), row["speech_id"])]
                texts[name] += found
    met |= {name for name, found in texts.items() if found}
    lines = (line for name in texts for line in write_lines(name, texts[name]))
    wrong = (f"{place}: {name}" for name, place in places.items() if name not in met)
    unmet = [f"{name}: names nothing in the sources nor in the release before; "
             "expected a page_id, speech_id, sha256 or url" for name in wrong]
    return read_withdrawn([*before, *lines], texts), unmet


def find_published(names: Collection[str], files: Iterable[Path]) -> Iterator[tuple[Row, list[Row]]]:
    """The pages of a release that are named, or whose speeches are, with their speeches."""
    ids = {name.partition("-")[0] for name in names}
    for path in files:
        pages = pq.read_table(path, columns=[*NAMES])
        named = [row for row in pages.to_pylist() if row["page_id"] in ids or {row["sha256"], row["url"]} & {*names}]
        beside = path.parents[1] / "speeches"
        for file in sorted(beside.glob(f"{path.name.split('-')[0]}-*.parquet")) if named else []:
            speeches = pq.read_table(file, columns=["speech_id", "page_id", "text"])
            for row in named:
                yield row, speeches.filter(pc.field("page_id") == row["page_id"]).to_pylist()


def find_read(names: Collection[str], documents: Iterable[Document | Rejection]) -> Iterator[tuple[Row, list[Row]]]:
    """The same of sources."""
    from pipeline.parse.rows import make_rows  # with the parser, which a build without names does without
    from pipeline.sources.pages import read_document

    ids = {name.partition("-")[0] for name in names}
    for document in documents:
        if isinstance(document, Rejection):
            continue
        said: Row = dict(zip(NAMES, (page_id_of(document), sha256(document.data).hexdigest(), document.url), strict=True))
        if said["page_id"] not in ids and not {*said.values()} & {*names}:
            continue
        page = read_document(document)
        if isinstance(page, Rejection):
            yield said, []
        else:
            rows = make_rows(page.document, page.text, page.encoding)
            yield rows["pages"][0], rows["speeches"]
