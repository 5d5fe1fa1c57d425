"""The publisher's words in; out, CITATION.cff (1.2.0), when dataset.toml names authors."""

import yaml

from pipeline.job.settings import Settings
from pipeline.release.folder import CITATION, Release
from pipeline.release.licences import find_licence
from pipeline.work.files import write_text


def write_citation(release: Release) -> None:
    """Write CITATION.cff; a citation without authors says nothing, so without them there is none."""
    if release.settings.texts("dataset", "authors"):
        text = yaml.safe_dump(citation(release.settings), allow_unicode=True, sort_keys=False, width=10_000)
        write_text(release.folder / CITATION, text)


def citation(settings: Settings) -> dict[str, object]:
    """The fields of CITATION.cff; what dataset.toml does not say is left out."""
    licence = find_licence(settings)
    words = {key: settings.text("dataset", key) for key in ("title", "version", "released", "doi", "homepage", "summary")}
    fields: dict[str, object] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": words["title"],
        "abstract": words["summary"],
        "authors": [author(name) for name in settings.texts("dataset", "authors")],
        "version": words["version"],
        "date-released": words["released"],
        "license": licence.spdx if licence else "",
        "doi": words["doi"],
        "url": words["homepage"],
        "keywords": settings.texts("dataset", "tags"),
    }
    return {name: value for name, value in fields.items() if value}


def author(name: str) -> dict[str, str]:
    """A person, written 「family, given」, or a body.

    >>> author("李, 明"), author("Some Institute")
    ({'family-names': '李', 'given-names': '明'}, {'name': 'Some Institute'})
    """
    family, comma, given = name.partition(",")
    return {"family-names": family.strip(), "given-names": given.strip()} if comma else {"name": name.strip()}


def bibtex(settings: Settings) -> str:
    """The BibTeX entry of the dataset: the publisher's own, or one made of the same words as CITATION.cff."""
    if own := settings.text("dataset", "citation"):
        return own.strip()
    words = {key: settings.text("dataset", key) for key in ("title", "released", "version", "doi", "homepage")}
    fields = {
        "title": "{" + words["title"] + "}",
        "author": " and ".join("{" + name + "}" if "," not in name else name for name in settings.texts("dataset", "authors")),
        "year": words["released"][:4],
        "version": words["version"],
        "doi": words["doi"],
        "url": words["homepage"],
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{settings.text('dataset', 'name')},", *lines, "}"])
