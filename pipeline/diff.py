"""Two dataset folders in; out, a table of what changed between them, and the same as diff.json."""

from pathlib import Path

from pipeline.job.tongues import say, tongue, user_language
from pipeline.release.changes import change_table, compare_datasets
from pipeline.release.manifest import read_manifest
from pipeline.work.files import write_json


def run_diff(old: Path, new: Path, output: Path) -> None:
    """Print the changes and write them to diff.json in the output folder."""
    changes = compare_datasets(old, new)
    print(change_table([list(change[:4]) for change in changes], tongue(user_language(), "pipeline.release")))
    for change in changes:
        say(f"{change.config} {change.change} ({change.cause}), such as {', '.join(change.examples)}")
    sides = {name: read_manifest(folder).get("dataset", {}) for name, folder in (("old", old), ("new", new))}
    write_json(output / "diff.json", sides | {"changes": [change._asdict() for change in changes]})
