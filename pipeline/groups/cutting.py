"""Annotated shards in; out, groups of them: the rows of a group are one file of each config, as far as they are in train.

A group ends with a shard when the hash of the name of its last page says so, with a chance that grows with its size. So groups
have about the same size, the same pages always lie in the same groups, and a page that changes, comes or goes moves one of them.
Of a small split a group has little: there a file has the rows of several groups, a bundle, which ends in the same way.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pipeline.work.tables import read_table

SHARDS = 2  # in a group on average: of 4 MB each, so that its largest file, sections as JSON lines, has about 32 MB
LARGEST = 2  # times the average size of a group: where chance would have a group larger, it ends all the same
MOST = 256  # groups; where there were more, they are twice as large, since a repository has room for 100,000 files


class Group(NamedTuple):
    """Annotated shards, the bytes of their pages by split, and the name of the last page."""

    folders: tuple[Path, ...]
    sizes: Mapping[str, int]
    last: str

    @property
    def n_bytes(self) -> int:
        """The bytes of its pages."""
        return sum(self.sizes.values())


def cut_groups(folders: Sequence[Path], shard_bytes: int) -> list[Group]:
    """The shards that have pages, in groups."""
    shards = [shard for shard in map(look_at_shard, folders) if shard.sizes]
    return [join(shards[some]) for some in cut([(shard.last, shard.n_bytes) for shard in shards], shard_bytes, "group")]


def cut_bundles(groups: Sequence[Group], shard_bytes: int, split: str) -> list[list[int]]:
    """The places of the groups that have pages of a split, those together whose pages lie in the same files."""
    having = [place for place, group in enumerate(groups) if split in group.sizes]
    ends = [(groups[place].last, groups[place].sizes[split]) for place in having]
    return [having[some] for some in cut(ends, shard_bytes, split)]


def look_at_shard(folder: Path) -> Group:
    """A shard as a group of its own."""
    pages = read_table(folder, "pages", ["source", "n_bytes", "split"])
    found = pages.group_by("split").aggregate([("n_bytes", "sum")]).to_pydict()
    sizes = dict(zip(found["split"], found["n_bytes_sum"], strict=True))
    return Group((folder,), sizes, pages["source"][-1].as_py() if sizes else "")


def join(groups: Sequence[Group]) -> Group:
    """Several groups as one."""
    splits = sorted({split for group in groups for split in group.sizes})
    sizes = {split: sum(group.sizes.get(split, 0) for group in groups) for split in splits}
    return Group(tuple(folder for group in groups for folder in group.folders), sizes, groups[-1].last)


def cut(ends: Sequence[tuple[str, int]], shard_bytes: int, what: str) -> Iterator[slice]:
    """Where to cut what follows one another, of which the last pages and the sizes are given."""
    average, total = SHARDS * shard_bytes, sum(size for _last, size in ends)
    while total > MOST * average:
        average *= 2
    start = weight = 0
    for place, (last, size) in enumerate(ends, start=1):
        weight += size
        if total > average and (weight >= LARGEST * average or ends_group(last, size, average, what)):
            yield slice(start, place)
            start, weight = place, 0
    if start < len(ends):
        yield slice(start, len(ends))


def ends_group(source: str, size: int, average: int, what: str) -> bool:
    """Whether a group ends with the shard of this size whose last page has this name, or a bundle with such a group."""
    digest = sha256(f"{what}\0{source}".encode()).digest()  # other shards than those that the same hash ended
    return int.from_bytes(digest[:8]) * average < size << 64
