"""Two dataset folders in; out, a table of what changed between them, and the same as diff.json."""

from pathlib import Path

from pipeline.job.tongues import tongue, user_language
from pipeline.release.changes import cause_words, change_table, compare_datasets
from pipeline.release.manifest import read_manifest
from pipeline.work.files import write_json


def run_diff(old: Path, new: Path, output: Path) -> None:
    """Write the changes to diff.json in the output folder, and print them."""
    changes = compare_datasets(old, new)
    sides = {name: read_manifest(folder).get("dataset", {}) for name, folder in (("old", old), ("new", new))}
    write_json(output / "diff.json", sides | {"changes": [change._asdict() for change in changes]})
    say = tongue(user_language(), "pipeline.release")
    print(change_table([list(change[:4]) for change in changes], say))
    for config, change, cause, _number, examples in changes:
        said = {"config": config, "change": say(change), "cause": cause_words(cause, say), "ids": ", ".join(examples)}
        print(say("{config} {change} ({cause}), such as {ids}", **said))
