"""A staged dataset and the release before it in; out, the part of the card that says what changed."""

from collections.abc import Sequence

from pipeline.release.blocks import table
from pipeline.release.comparison import Change, compare_datasets
from pipeline.release.folder import Release
from pipeline.release.manifest import read_manifest


def changes_words(release: Release) -> str:
    """The publisher's words on the changes, and the records that changed since the release that dataset.toml names."""
    said, previous = release.settings.text("dataset", "changes"), release.settings.path("dataset", "previous")
    if previous is None:
        return said or "No earlier release is named."
    version = read_manifest(previous).get("dataset", {}).get("version", "")
    counted = change_table(compare_datasets(previous, release.folder, release.making))
    return "\n\n".join(filter(None, [said, f"Since version {version}:", counted]))


def change_table(changes: Sequence[Change]) -> str:
    """The changes as a table.

    >>> change_table([])
    'No record was added, removed or changed.'
    """
    if not changes:
        return "No record was added, removed or changed."
    rows = [[f"`{change.config}`", change.change, change.cause, change.number] for change in changes]
    return table(["config", "change", "cause", "records"], rows)
