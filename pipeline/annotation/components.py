"""Which of many things are linked, one pair after another; out, for each the component it belongs to.

A component is known by its root, a node of it; roots are found for whole arrays of nodes at once.
"""

import numpy as np
from numpy.typing import NDArray

Nodes = NDArray[np.int64]


def start_components(count: int) -> Nodes:
    """`count` nodes, none linked: each is its own parent."""
    return np.arange(count, dtype=np.int64)


def find_roots(parents: Nodes, nodes: Nodes) -> Nodes:
    """The roots of these nodes' components: the smallest node of each.

    >>> parents = start_components(5)
    >>> link(parents, 4, 2)
    >>> link(parents, 1, 4)
    >>> find_roots(parents, np.arange(5)).tolist()
    [0, 1, 1, 3, 1]
    """
    roots = parents[nodes]
    while not np.array_equal(above := parents[roots], roots):
        roots = above
    parents[nodes] = roots
    return roots


def find_root(parents: Nodes, node: int) -> int:
    """The root of one node's component."""
    root = node
    while (above := int(parents[root])) != root:
        root = above
    parents[node] = root
    return root


def link(parents: Nodes, first: int, second: int) -> None:
    """Make one component of two nodes' components."""
    low, high = sorted((find_root(parents, first), find_root(parents, second)))
    parents[high] = low
