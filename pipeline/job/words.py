"""The command's sources in; out, the file that speaks for them, or a commented dataset.toml to fill in."""

import json
import os
from collections.abc import Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path

from pipeline.job.configuration import SETTINGS_TABLES
from pipeline.job.errors import PipelineError
from pipeline.job.settings import Settings, read_settings
from pipeline.job.tongues import in_words

FILE = "dataset.toml"


def choose_settings(config: Path | None, sources: Sequence[str]) -> Settings:
    """The settings of the file given; else of dataset.toml in the one source folder, or where the command is run; else nothing is
    said. So what is said of one folder is never said of another."""
    found = config or find_speaker(sources)
    return read_settings(found) if found else Settings()


def find_speaker(sources: Sequence[str]) -> Path | None:
    """The dataset.toml that speaks for these sources. Raises PipelineError where one in them would not be heard: what it
    withdraws would be published."""
    paths = [Path(source.removeprefix("file://").removeprefix("local://")) for source in sources]
    places = [Path("/") if ":/" in str(path) else path.resolve() for path in paths]  # an address lies in no folder
    whole = [path for path, place in zip(paths, places, strict=True) if all(other.is_relative_to(place) for other in places)]
    speaker = next((path / FILE for path in [*whole, Path()] if (path / FILE).is_file()), None)
    if whole and speaker == whole[0] / FILE:
        return speaker
    found = {path.resolve(): path for source in map(str, paths) for path in files_in(source)}
    if found.keys() - {speaker.resolve() if speaker else None}:
        named = ", ".join(map(str, found.values()))
        raise PipelineError(f"{named}: lies in sources that are more than its folder; say with CONFIG= which file speaks for all")
    return speaker


def files_in(source: str) -> Iterator[Path]:
    """Every dataset.toml that a source holds: the one of a folder, else those of the folders in it, but for hidden ones."""
    named = sorted(glob(source, recursive=True)) if has_magic(source) and not Path(source).exists() else [source]  # noqa: PTH207
    for path in map(Path, named):
        if path.name == FILE and path.is_file():
            yield path
        for folder, below, names in os.walk(path):
            below[:] = [] if FILE in names else sorted(name for name in below if not name.startswith("."))
            yield from [Path(folder, FILE)] if FILE in names else []


def tell_settings(settings: Settings, config: Path | None) -> str:
    """What the user should know of who speaks for the dataset; "" when it is the file that was given."""
    if settings.file:
        return "" if config else f"{settings.file} speaks for these sources"
    return (
        "nothing is said of these sources, and without a licence nothing is published: "
        "`make init` writes a dataset.toml to fill in, samples/dataset.toml is one to copy; give it as CONFIG"
    )


def write_template(path: Path, sources: Sequence[str]) -> None:
    """Write a dataset.toml in which every key is a comment: what it takes, and its default."""
    if path.exists():
        raise PipelineError(f"{path}: is there already and stays as it is; name another with CONFIG")
    path.write_text("\n".join(template_lines(path, sources)) + "\n", encoding="utf-8", newline="\n")


def template_lines(path: Path, sources: Sequence[str]) -> Iterator[str]:
    """The lines of the file."""
    named = " ".join(sources)
    yield in_words(f"# What is said of the pages of {named}, and how they are read. Nothing is said but what stands here.")
    yield in_words("# Take the # away from what is true and known; what is left out has the value shown.")
    yield f'# make build SOURCES="{named}" CONFIG="{path}"'
    for name, table in SETTINGS_TABLES.items():
        yield from ("", f"[{name}]  # {in_words(str(table.__doc__))}")
        for key, field in table.model_fields.items():
            yield f"# {in_words(str(field.description))}"
            yield f"# {key} = {json.dumps(field.default, ensure_ascii=False)}"
