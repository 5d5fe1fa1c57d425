"""The publisher's words in; out, the terms of a dataset: LICENSE, CITATION.cff (1.2.0), BibTeX, or the refusal to publish."""

from collections.abc import Iterator

import yaml

from pipeline.job.configuration import Dataset
from pipeline.job.errors import PipelineError
from pipeline.job.licences import LICENCES, Licence
from pipeline.release.folder import CITATION, LICENCE


def require_licence(licence: str, file: str) -> None:
    """Nothing, or the error that says that nobody may use what is published without a licence."""
    if not licence:
        raise PipelineError(f"{file}: [dataset] license is empty; publishing takes one of {', '.join(LICENCES)}")


def find_licence(said: Dataset) -> Licence | None:
    """The licence of the dataset; None when the publisher gives none."""
    if said.license == "other":
        return Licence(said.license_name, "", said.license_link)
    return LICENCES[said.license] if said.license else None


def draw_up_terms(said: Dataset, text: bytes | None) -> Iterator[tuple[str, bytes]]:
    """LICENSE: the publisher's own text, or a notice with the name and the place of one. CITATION.cff, when there are authors."""
    licence = find_licence(said)
    if licence:
        note = f"\n{said.license_note}\n" if said.license_note else ""
        notice = f"{said.title} is published under: {licence.name}\n{licence.link}\n{note}"
        yield LICENCE, notice.encode() if text is None else text
    if said.authors:
        yield CITATION, yaml.safe_dump(citation(said), allow_unicode=True, sort_keys=False, width=10_000).encode()


def citation(said: Dataset) -> dict[str, object]:
    """The fields of CITATION.cff; what the publisher does not say is left out."""
    licence = find_licence(said)
    fields: dict[str, object] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": said.title,
        "abstract": said.summary,
        "authors": [author(name) for name in said.authors],
        "version": said.version,
        "date-released": said.released,
        "license": licence.spdx if licence else "",
        "doi": said.doi,
        "url": said.homepage,
        "keywords": list(said.tags),
    }
    return {name: value for name, value in fields.items() if value}


def author(name: str) -> dict[str, str]:
    """A person, written 「family, given」, or a body.

    >>> author("李, 明"), author("Some Institute")
    ({'family-names': '李', 'given-names': '明'}, {'name': 'Some Institute'})
    """
    family, comma, given = name.partition(",")
    return {"family-names": family.strip(), "given-names": given.strip()} if comma else {"name": name.strip()}


def bibtex(said: Dataset) -> str:
    """The BibTeX entry of the dataset: the publisher's own, or one made of the same words as CITATION.cff."""
    if said.citation:
        return said.citation.strip()
    fields = {
        "title": "{" + said.title + "}",
        "author": " and ".join("{" + name + "}" if "," not in name else name for name in said.authors),
        "year": said.released[:4],
        "version": said.version,
        "doi": said.doi,
        "url": said.homepage,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{said.name},", *lines, "}"])
