"""A dataset folder in; out, what is wrong with its croissant.json: the format's validator misses wrong sums and columns."""

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from pipeline.audit.card import read_card
from pipeline.audit.files import Finding
from pipeline.release.card_head import split_card
from pipeline.release.croissant import CONFORMS_TO, CONTEXT, distribution, record_sets
from pipeline.release.folder import CROISSANT
from pipeline.release.manifest import read_manifest

REQUIRED = (
    "name", "description", "citeAs", "version", "rai:dataCollection", "rai:dataLimitations", "rai:dataUseCases",
    "rai:personalSensitiveInformation",
)  # fmt: skip
"""Properties that are never empty, whatever dataset.toml says."""


def check_croissant(folder: Path) -> Iterator[Finding]:
    """croissant.json is of the form it names, and its files, record sets and fields are those of the folder."""
    try:
        found = json.loads((folder / CROISSANT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        yield Finding(CROISSANT, "expected a JSON object")
        return
    expected = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "version": read_manifest(folder)["dataset"]["version"],
    }
    yield from (
        Finding(CROISSANT, f"expected {name} {value!s:.80}") for name, value in expected.items() if found.get(name) != value
    )
    yield from (Finding(CROISSANT, f"expected a value of {name}") for name in REQUIRED if not found.get(name))
    if has_licence(folder) and not found.get("license"):
        yield Finding(CROISSANT, "expected a license, as the card has one")
    for name, nodes in (("distribution", distribution(folder)), ("recordSet", record_sets(folder))):
        yield from compare_nodes(name, nodes, found.get(name))


def has_licence(folder: Path) -> bool:
    """Whether the card names a licence."""
    try:
        head = yaml.safe_load(split_card(read_card(folder))[0])
    except yaml.YAMLError:
        return False
    return isinstance(head, dict) and bool(head.get("license"))


def compare_nodes(name: str, expected: list[dict[str, object]], found: object) -> Iterator[Finding]:
    """How a list of nodes differs from the one that the files give, node by node."""
    nodes = {str(node.get("@id")): node for node in found if isinstance(node, dict)} if isinstance(found, list) else {}
    for node in expected:
        other = nodes.pop(str(node["@id"]), None)
        if other is None:
            yield Finding(CROISSANT, f"expected {node['@id']} in {name}")
        elif other != node:
            wrong = ", ".join(key for key in {**node, **other} if node.get(key) != other.get(key))
            yield Finding(CROISSANT, f"expected {node['@id']} in {name} as the files give it, differs in {wrong}")
    yield from (Finding(CROISSANT, f"expected no {other} in {name}") for other in nodes)
