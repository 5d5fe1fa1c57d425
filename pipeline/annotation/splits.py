"""Components of pages in; out, the split of every page: train, validation or test.

Pages that share texts or passages are one component and go to one split, so that nothing in test was seen in train. The split is
decided by a hash of the component's smallest page_id:

- A page that resembles no other one changes the split of nothing, while the characters drawn for every split are within a tenth
  of its part. A draw that misses it, as in a small corpus or one with a large component, is mended as far as that
  tenth: then a new page may move those that were drawn at the bound.
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

    A component goes where its hash draws it, as far as the split then has no more than its part and a tenth. While a split has
    not its part less a tenth, those drawn next to it are added.
    """
    drawn = {name: draw(name, rule.salt) for name in weights}
    splits = dict.fromkeys(weights, "train") | dict(kept)
    order = sorted((name for name in weights if name not in kept), key=drawn.__getitem__)
    total, first = sum(weights.values()), 0.0
    for split, part in (("test", rule.test), ("validation", rule.validation)):
        held = sum(weights[name] for name, now in splits.items() if now == split)
        free = [name for name in order if splits[name] == "train"]
        turned = [name for name in free if drawn[name] >= first] + [name for name in free if drawn[name] < first]
        own = sum(first <= drawn[name] < first + part for name in free)
        splits |= dict.fromkeys(fill(turned, own, weights, part * total, held), split)
        first += part
    return splits


def is_near(found: float, asked: float) -> bool:
    """Whether a part is as near to the one asked as a draw that is left alone.

    >>> is_near(0.046, 0.05), is_near(0.044, 0.05)
    (True, False)
    """
    return abs(found - asked) <= NEAR * asked


def fill(names: Sequence[str], own: int, weights: Mapping[str, int], asked: float, held: int = 0) -> list[str]:
    """What a split takes that holds so much: of its own, the first ones, what has room; then others, until it is near what is
    asked; last one that is too large, if with it what is asked is met nearer.

    >>> weights = {"a": 4, "b": 90, "c": 5, "d": 2}
    >>> fill(["a", "b", "c", "d"], 4, weights, 10), fill(["a", "b", "c", "d"], 1, weights, 10), fill(["b"], 1, weights, 50)
    (['a', 'c', 'd'], ['a', 'c'], ['b'])
    """
    taken: list[str] = []
    for place, name in enumerate(names):
        if held + weights[name] <= (1 + NEAR) * asked and (place < own or held < (1 - NEAR) * asked):
            taken.append(name)
            held += weights[name]
    if held >= (1 - NEAR) * asked:
        return taken
    over = min((name for name in names if name not in set(taken)), key=weights.__getitem__, default=None)
    return [*taken, over] if over and weights[over] < 2 * (asked - held) else taken


def draw(component: str, salt: str) -> float:
    """A number from 0 to under 1 by a hash of the component's name: the same on any machine, whatever else is in the corpus."""
    return int.from_bytes(sha256(f"{salt}\0{component}".encode()).digest()[:8], "big") / 2**64
