"""The facts of a dataset in; out, every file that follows from them, byte for byte: export writes it, audit makes it again."""

import json
from collections.abc import Mapping
from pathlib import Path

from pipeline.annotation.withdrawn import WITHDRAWN
from pipeline.job.settings import read_copy
from pipeline.release.card import card
from pipeline.release.changes import count_changes
from pipeline.release.croissant import croissant
from pipeline.release.figures import Facts, count_figures
from pipeline.release.folder import (
    BILL,
    CARD,
    CHECKSUMS,
    CROISSANT,
    LEAKAGE,
    LICENCE,
    MANIFEST,
    PROVENANCE,
    SOURCES,
    Entry,
    Known,
    Release,
    list_files,
)
from pipeline.release.json_schema import config_schema
from pipeline.release.manifest import Manifest, bytes_entry, checksum_line, file_entry, make_manifest
from pipeline.release.pictures import draw_pictures
from pipeline.release.provenance import bill, provenance
from pipeline.release.terms import draw_up_terms


def seal(release: Release) -> None:
    """Write what follows from the data of a folder, then the manifest, the provenance and the checksums over all of it."""
    names = [name for name in list_files(release.folder) if is_data(name)]
    data = {name: release.known[name].entry if name in release.known else file_entry(release.folder / name) for name in names}
    facts = gather_facts(release, data)
    rendered = render(facts)
    write_files(release.folder, rendered)
    entries = data | {name: bytes_entry(content) for name, content in rendered.items()}
    write_files(release.folder, vouch(make_manifest(release, entries, facts.changes)))


def is_data(name: str) -> bool:
    """Whether a file is one that the others follow from.

    >>> is_data("data/pages/train-00000-of-00001.parquet"), is_data("README.md")
    (True, False)
    """
    return name.startswith(("data/", "jsonl/")) or name in (LEAKAGE, SOURCES, WITHDRAWN)


def gather_facts(release: Release, data: Mapping[str, Entry]) -> Facts:
    """The facts of a folder, its words from dataset.toml."""
    paths = release.settings.files("dataset", "license_file")
    terms = paths[0].read_bytes() if paths else None
    figures = count_figures(release.folder, release.rejected, release.known)
    return Facts(figures, release.settings.dataset, data, terms, count_changes(release), release.settings.splits)


def facts_of(folder: Path, manifest: Manifest, known: Mapping[str, Known]) -> Facts:
    """The facts of a folder, its words from its manifest. LICENSE is taken as it is if it is the file that was named."""
    settings = read_copy(manifest["configuration"])
    said = settings.dataset
    data = {name: entry for name, entry in manifest["files"].items() if is_data(name)}
    path, terms = folder / LICENCE, None
    if said.license_file:
        found = path.read_bytes() if path.is_file() else b""
        terms = found if bytes_entry(found)["sha256"] == said.license_file else b"the text that dataset.toml names\n"
    return Facts(count_figures(folder, manifest["rejected"], known), said, data, terms, manifest["changes"], settings.splits)


def render(facts: Facts) -> dict[str, bytes]:
    """The files that the manifest lists beside the data: the schemas, the terms, the pictures, the card, croissant.json."""
    texts = {f"schema/{config}.schema.json": json_text(config_schema(config)) for config in facts.figures.rows}
    texts |= draw_pictures(facts.figures)
    texts |= {CARD: card(facts), CROISSANT: json_text(croissant(facts)), BILL: json_text(bill())}
    return {name: text.encode() for name, text in texts.items()} | dict(draw_up_terms(facts.said, facts.terms))


def vouch(manifest: Manifest) -> dict[str, bytes]:
    """The files that vouch for the others: the manifest, the provenance, the checksums."""
    files = {MANIFEST: json_text(manifest).encode()}
    entries = manifest["files"] | {MANIFEST: bytes_entry(files[MANIFEST])}
    files[PROVENANCE] = json_text(provenance(manifest, entries)).encode()
    sums = entries | {PROVENANCE: bytes_entry(files[PROVENANCE])}
    lines = (checksum_line(str(sums[name]["sha256"]), name) for name in sorted(sums))
    return files | {CHECKSUMS: "".join(lines).encode()}


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def json_text(value: object) -> str:
    """A value as JSON, readable, in the order given."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
