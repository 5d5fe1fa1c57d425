"""Annotated shards in; out, groups of them: the rows of a group are one file of each config and split.

A group ends with a shard when the hash of the name of its last page says so, with a chance that grows with its size. So groups
have about the same size, the same pages always lie in the same groups, and a page that changes, comes or goes moves one of them.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyarrow.compute as pc

from pipeline.work.tables import read_table

SHARDS = 2  # in a group on average: of 4 MB each, so that its largest file, sections as JSON lines, has about 32 MB
LARGEST = 2  # times the average size of a group: where chance would have a group larger, it ends all the same
MOST = 256  # groups; where there were more, they are twice as large, since a repository has room for 100,000 files


class Group(NamedTuple):
    """Annotated shards, and the bytes of their pages."""

    folders: tuple[Path, ...]
    n_bytes: int


def cut_groups(folders: Sequence[Path], shard_bytes: int) -> list[Group]:
    """The shards that have pages, in groups."""
    pages = [read_table(folder, "pages", ["source", "n_bytes"]) for folder in folders]
    sizes = [pc.sum(table["n_bytes"]).as_py() or 0 for table in pages]
    average, total = SHARDS * shard_bytes, sum(sizes)
    while total > MOST * average:
        average *= 2
    groups, waiting, weight = list[Group](), list[Path](), 0
    for folder, table, size in zip(folders, pages, sizes, strict=True):
        if table.num_rows:
            waiting.append(folder)
            weight += size
            if total > average and (weight >= LARGEST * average or ends_group(table["source"][-1].as_py(), size, average)):
                groups.append(Group(tuple(waiting), weight))
                waiting, weight = [], 0
    return [*groups, Group(tuple(waiting), weight)] if waiting else groups


def ends_group(source: str, size: int, average: int) -> bool:
    """Whether a group ends with the shard of this size whose last page has this name."""
    digest = sha256(b"group\0" + source.encode()).digest()  # other shards than those that the same hash ended
    return int.from_bytes(digest[:8]) * average < size << 64
