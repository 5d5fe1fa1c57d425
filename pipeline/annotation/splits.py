"""Components of pages in; out, the split of every page: train, validation or test.

Pages that share texts or passages are one component and go to one split, so that nothing in test was seen in train. The split is
decided by a hash of the component's smallest page_id:

- A page that resembles no other one changes the split of nothing, while the characters that every split has are within a tenth
  of its part. A draw that misses it, as in a small corpus or one with a large component, is mended: then a new page may
  move one that was drawn near the bound, or let the mending begin.
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

from pipeline.annotation.components import Nodes, find_roots
from pipeline.job.settings import Settings
from schemas.names import SPLITS

NEAR = 0.1  # of a split's part: as near as this a draw is left alone, so that a new page moves no old one
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


def name_components(pages: Sequence[str], parents: Nodes) -> dict[str, str]:
    """For each page, in the order of their ids, the smallest page_id of its component.

    >>> name_components(["a", "b", "c", "d"], np.array([0, 1, 2, 1]))
    {'a': 'a', 'b': 'b', 'c': 'c', 'd': 'b'}
    """
    roots = find_roots(parents, np.arange(len(pages))).tolist()
    return {page: pages[root] for page, root in zip(pages, roots, strict=True)}


def assign_splits(
    components: Mapping[str, str], rule: SplitRule, previous: Mapping[str, str], sizes: Mapping[str, int] | None = None
) -> dict[str, str]:
    """The split of each page; `previous` are the splits that pages of an earlier release keep, `sizes` the pages' characters."""
    weights = dict.fromkeys(components.values(), 0)
    for page, name in components.items():
        weights[name] += sizes[page] if sizes else 1
    kept: dict[str, str] = {}
    for page, name in components.items():
        if page in previous:
            kept[name] = min(previous[page], kept.get(name, previous[page]), key=SPLITS.index)
    few = len(weights) < FEWEST
    splits = dict.fromkeys(weights, "train") | kept if few else share_out(weights, rule, kept)
    return {page: splits[name] for page, name in components.items()}


def share_out(weights: Mapping[str, int], rule: SplitRule, kept: Mapping[str, str]) -> dict[str, str]:
    """The splits of components of these weights; those that are kept stay.

    A component goes where its hash draws it. A split that the draw leaves further than a tenth from its part is filled anew, in
    the order of the hashes: no component that is larger than what is wanted goes there.
    """
    drawn = {name: draw(name, rule.salt) for name in weights}
    splits = {name: draw_split(name, rule) for name in weights} | dict(kept)
    order = sorted((name for name in weights if name not in kept), key=drawn.__getitem__)
    total, first = sum(weights.values()), 0.0
    for split, part in (("test", rule.test), ("validation", rule.validation)):
        held = {name for name, now in splits.items() if now == split}
        if part and abs(sum(weights[name] for name in held) - part * total) > NEAR * part * total:
            splits |= {name: "train" for name in held if name not in kept}
            turned = [name for name in order if drawn[name] >= first] + [name for name in order if drawn[name] < first]
            room = part * total - sum(weights[name] for name in held if name in kept)
            splits |= dict.fromkeys(fill([name for name in turned if splits[name] == "train"], weights, room), split)
        first += part
    return splits


def is_near(found: float, asked: float) -> bool:
    """Whether a part is as near to the one asked as a draw that is left alone.

    >>> is_near(0.046, 0.05), is_near(0.044, 0.05)
    (True, False)
    """
    return abs(found - asked) <= NEAR * asked


def fill(names: Sequence[str], weights: Mapping[str, int], room: float) -> list[str]:
    """The first of the components that have room together; then one more if with it the room is met nearer.

    >>> fill(["a", "b", "c", "d"], {"a": 4, "b": 90, "c": 5, "d": 2}, 10)
    ['a', 'c']
    """
    filled: list[str] = []
    for name in names:
        if weights[name] <= room:
            filled.append(name)
            room -= weights[name]
    over = min((name for name in names if name not in set(filled)), key=weights.__getitem__, default=None)
    return [*filled, over] if over and weights[over] < 2 * room else filled


def draw(component: str, salt: str) -> float:
    """A number from 0 to under 1 by a hash of the component's name: the same on any machine, whatever else is in the corpus."""
    return int.from_bytes(sha256(f"{salt}\0{component}".encode()).digest()[:8], "big") / 2**64


def draw_split(component: str, rule: SplitRule) -> str:
    """The split that a component is drawn for.

    >>> [draw_split(name, SplitRule(0.2, 0.2, "salt")) for name in "abcd"]
    ['train', 'test', 'train', 'train']
    """
    drawn = draw(component, rule.salt)
    if drawn < rule.test:
        return "test"
    return "validation" if drawn < rule.test + rule.validation else "train"
