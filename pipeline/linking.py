"""Fingerprints of texts in; out, the links between near-duplicates and what each is like: of very many, by tasks for workers.

A task looks at a share: at some bands, and of their values at those that begin alike. Texts with a band in common have it in one
share, so that all shares together find what one search finds, and work grows as texts do; pairs of blocks of texts would grow as
the square. What a few bands have linked the next ones need not measure again. A worker holds the values of its share and eight
bytes a text; signatures lie in files that all map.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.annotation.clusters import Link, Near, Searched, Share, find_links, turn
from pipeline.annotation.components import Nodes, link, start_components
from pipeline.annotation.fingerprint_files import FORMS, form_reader
from pipeline.annotation.fingerprints import BLOCK, SIGNATURE_VALUES, Measure, Signatures, cut_lots, remember_similarity
from pipeline.annotation.representatives import Alike, Compare, compare_members
from pipeline.work.files import begun_folder, write_json
from pipeline.work.workers import work_off

BANDS = (0, 6, 24, SIGNATURE_VALUES)  # where rounds of shares begin and end: the first finds most copies, each in a band or two
MEMBERS = 20_000  # texts of clusters that are compared as one task
PATHS, ALL, COLUMNS, NODES, LINKED = "paths.json", "all.npy", "columns.npy", "nodes.npy", "linked-{}.npy"


class Search(NamedTuple):
    """How texts are linked, and how clusters are compared; None: as `find_clusters` does by itself."""

    links: Callable[[Nodes], Iterable[Link]] | None
    compare: Compare


class Task(NamedTuple):
    """A share to be searched, or clusters to be compared, among the texts of a folder."""

    folder: Path
    least: float
    share: Share = Share()
    clusters: Sequence[Nodes] = ()


@contextmanager
def search_with(paths: Sequence[Path], signatures: Signatures, near: Near, workers: int) -> Iterator[Search]:
    """How the texts of some files are searched: here, or by workers where there are some and more than a block of texts."""
    if len(signatures) <= BLOCK or not workers:
        yield Search(None, partial(compare_members, signatures, near))
        return
    with begun_folder(paths[0].parents[2] / f"links-{paths[0].stem}") as folder:
        write_json(folder / PATHS, [str(path) for path in paths])
        whole = np.lib.format.open_memmap(folder / ALL, "w+", np.uint16, signatures.shape)
        for start in range(0, len(signatures), BLOCK):
            whole[start : start + BLOCK] = signatures[start : start + BLOCK]
        whole.flush()
        task = Task(folder, near.least)
        yield Search(partial(link_in_shares, workers, task), partial(compare_in_lots, workers, task))


def link_in_shares(workers: int, task: Task, nodes: Nodes) -> Iterator[Link]:
    """The links of all shares, each of which has fewer values of a band than a block has texts, round by round."""
    whole = np.load(task.folder / ALL, mmap_mode="r")
    np.save(task.folder / NODES, nodes)
    columns = np.lib.format.open_memmap(task.folder / COLUMNS, "w+", np.uint16, (SIGNATURE_VALUES, len(nodes)))
    turn(whole, nodes, columns).flush()  # type: ignore[attr-defined]
    parents, parts = start_components(len(whole)), max(workers, -(-len(nodes) // BLOCK))
    for first, last in pairwise(BANDS):
        np.save(task.folder / LINKED.format(first), parents)
        shares = [Share(first, last, part, parts) for part in range(parts)]
        for links in work_off(link_share, [task._replace(share=share) for share in shares], workers):
            for one, other in links:
                link(parents, one, other)
            yield from links


def link_share(task: Task) -> list[Link]:
    """The links of a share."""
    signatures, measure = open_texts(task.folder)
    nodes, columns = (np.load(task.folder / name, mmap_mode="r") for name in (NODES, COLUMNS))
    linked = np.load(task.folder / LINKED.format(task.share.first))
    return [*find_links(Searched(signatures, np.asarray(nodes), columns), Near(measure, task.least), task.share, linked)]


def compare_in_lots(workers: int, task: Task, clusters: list[Nodes]) -> Iterator[Alike]:
    """The texts of clusters that are not kept."""
    lots = cut_lots(clusters, [len(members) for members in clusters], MEMBERS)
    for alike in work_off(compare_lot, (task._replace(clusters=lot) for lot in lots), workers):
        yield from alike


def compare_lot(task: Task) -> list[Alike]:
    """Those of some clusters."""
    signatures, measure = open_texts(task.folder)
    return [*compare_members(signatures, Near(measure, task.least), task.clusters)]


@lru_cache(1)
def open_texts(folder: Path) -> tuple[Signatures, Measure]:
    """The signatures of all texts, and what measures the similarity of two; a worker opens them once."""
    files, counts, places = list[Path](), [0], [np.zeros((2, 0), dtype=np.int64)]
    for path in map(Path, json.loads((folder / PATHS).read_text(encoding="utf-8"))):
        with pa.OSFile(str(path)) as file:
            texts = pa.ipc.open_file(file).read_all()
        files.append(path.with_name(texts.schema.metadata[FORMS.encode()].decode()))
        places.append(np.array([texts[name].to_numpy() for name in ("form_start", "form_end")], dtype=np.int64))
        counts.append(len(texts))
    read_form = form_reader(files, [*accumulate(counts)], [*np.concatenate(places, axis=1)])
    return np.load(folder / ALL, mmap_mode="r"), remember_similarity(read_form)
