"""Components of pages in; out, the split of every page: train, validation or test.

Pages that share texts or passages are one component and go to one split, so that nothing in test was seen in train. The split is
decided by a hash of the component's smallest page_id:

- A page that resembles no other one changes the split of nothing.
- A page that joins a component changes the component's split only if the new page_id is the smallest one of it, and then in
  two cases of ten (with the default parts). Where an earlier release is named (`[splits] previous`), its pages stay where they
  were.
- A page that joins two components of different splits has to move one of them. With an earlier release named, texts then go
  towards train, since a model that was trained on them cannot be tested on them.
- All of this begins when the corpus has 20 components.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import pyarrow.parquet as pq

from pipeline.annotation.components import Nodes, find_roots
from pipeline.job.settings import Settings
from schemas.checks import SPLITS

FEWEST = 20  # components; with fewer, a test of a few pages would measure nothing and all is train


@dataclass(frozen=True, slots=True)
class SplitRule:
    """How components are shared out: parts of 1, and the salt that another drawing takes."""

    validation: float
    test: float
    salt: str


def require_rule(settings: Settings) -> SplitRule:
    """The rule of dataset.toml."""
    said = settings.splits
    return SplitRule(said.validation, said.test, said.salt)


def read_previous(settings: Settings) -> dict[str, str]:
    """The split of every page of the earlier release that dataset.toml names; empty when it names none."""
    splits: dict[str, str] = {}
    for path in settings.files("splits", "previous"):
        table = pq.read_table(path, columns=["page_id", "split"])
        splits |= zip(table["page_id"].to_pylist(), table["split"].to_pylist(), strict=True)
    return splits


def name_components(pages: Sequence[str], parents: Nodes) -> dict[str, str]:
    """For each page, in the order of their ids, the smallest page_id of its component.

    >>> name_components(["a", "b", "c", "d"], np.array([0, 1, 2, 1]))
    {'a': 'a', 'b': 'b', 'c': 'c', 'd': 'b'}
    """
    roots = find_roots(parents, np.arange(len(pages))).tolist()
    return {page: pages[root] for page, root in zip(pages, roots, strict=True)}


def assign_splits(components: Mapping[str, str], rule: SplitRule, previous: Mapping[str, str]) -> dict[str, str]:
    """The split of each page; `previous` are the splits of an earlier release, which its pages keep."""
    names = set(components.values())
    splits = {name: draw_split(name, rule) if len(names) >= FEWEST else "train" for name in names}
    kept: dict[str, str] = {}
    for page, name in components.items():
        if page in previous:
            kept[name] = min(previous[page], kept.get(name, previous[page]), key=SPLITS.index)
    return {page: kept.get(name, splits[name]) for page, name in components.items()}


def draw_split(component: str, rule: SplitRule) -> str:
    """The split of a component by a hash of its name: the same on any machine, whatever else is in the corpus.

    >>> [draw_split(name, SplitRule(0.2, 0.2, "salt")) for name in "abcd"]
    ['train', 'test', 'train', 'train']
    """
    drawn = int.from_bytes(sha256(f"{rule.salt}\0{component}".encode()).digest()[:8], "big") / 2**64
    if drawn < rule.test:
        return "test"
    return "validation" if drawn < rule.test + rule.validation else "train"
