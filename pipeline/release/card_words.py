"""The publisher's words and the contract in; out, the parts of the card that are not counted."""

from collections.abc import Callable

from pipeline.job.settings import Settings
from pipeline.release.citation import bibtex
from pipeline.release.folder import Release, parquet_files, present_configs
from pipeline.release.licences import find_licence
from schemas import CONFIGS

SAID_NOTHING = "The publisher says nothing on this."


def load_words(release: Release) -> str:
    """How to load it, in every way that audit has tried."""
    place = release.settings.text("dataset", "repository") or release.settings.text("dataset", "name")
    config = CONFIGS[0]
    split = next(iter(parquet_files(release.folder, config)))
    configs = ", ".join(f"`{name}`" for name in present_configs(release.folder))
    return f"""```python
from datasets import load_dataset

{config} = load_dataset("{place}", "{config}", split="{split}")
stream = load_dataset("{place}", "{config}", split="{split}", streaming=True)
lines = load_dataset("{place}", data_dir="jsonl/{config}", features={config}.features)  # the same rows as JSON lines

import polars as pl
frame = pl.read_parquet("hf://datasets/{place}/data/{config}/*.parquet")

import duckdb
duckdb.sql("select * from 'hf://datasets/{place}/data/{config}/*.parquet'")
```

Configs: {configs}; the first is the default. With `filters=` pass `verification_mode="no_checks"`
as well: the card states the sizes of the whole splits. The JSON reader of `datasets` turns dates into timestamps (`published`,
`date`: 2021-03-04 becomes 2021-03-04 00:00:00); Parquet keeps them as they stand. `schema/` has a JSON Schema for the lines of
each config."""


def making_words(_release: Release) -> str:
    """How it was made, and how to see that it was."""
    return """Each source is decoded (its bytes stay named by their sha256), cut into speeches, and each speech into the sections
of its own outline. Every character of a page belongs to one row of `spans`: it is published, or it carries the name of what it
is. Published text is what is left of the page after whole stretches are taken out; no character is changed, added or moved.
Anyone can put the pages together again from `spans` and compare, and the build has done so before this folder existed.

`checksums.sha256` covers every file (`sha256sum -c checksums.sha256`); `manifest.json` has digests of every column that do not
depend on the order of rows, and of the code, lock file and configuration; `sources.sha256` lists what was read; `provenance.json`
is an in-toto statement with SLSA v1 provenance. It is not signed."""


def collection_words(release: Release) -> str:
    """Where the pages come from."""
    return release.settings.text("dataset", "collection") or SAID_NOTHING


def use_words(release: Release) -> str:
    """What it is for."""
    return release.settings.text("dataset", "uses") or SAID_NOTHING


def limit_words(release: Release) -> str:
    """Known limits: the pipeline's own, and the publisher's."""
    own = [
        "Where speeches and sections begin was decided by rules; `rule` names the one that accepted a section.",
        "What a page has lost is not put back: `defects` says what is missing, `implicit` marks a heading that is lost.",
        "Titles, dates, speakers and places are as the page states them; nobody has checked that they are true.",
        "Texts keep the page's errors, masks (xx, ××) and mixed punctuation.",
    ]
    return "\n".join(f"- {limit}" for limit in [*own, *release.settings.texts("dataset", "limits")])


def personal_words(release: Release) -> str:
    """Personal data."""
    general = "Speeches name people in office and, now and then, private persons. No personal data was added."
    return " ".join(filter(None, [general, release.settings.text("dataset", "personal_data")]))


def licence_words(release: Release) -> str:
    """The licence."""
    licence, note = find_licence(release.settings), release.settings.text("dataset", "license_note")
    if licence is None:
        return "No licence is given: this folder is not for publication."
    named = f"[{licence.name}]({licence.link})" if licence.link else licence.name
    return " ".join(filter(None, [f"{named}.", note]))


def citation_words(release: Release) -> str:
    """How to cite it."""
    return f"```bibtex\n{bibtex(release.settings)}\n```"


def contact_words(release: Release) -> str:
    """Whom to write to."""
    settings: Settings = release.settings
    return "\n\n".join(filter(None, [settings.text("dataset", "contact"), settings.text("dataset", "homepage")])) or SAID_NOTHING


WORDS: dict[str, Callable[[Release], str]] = {
    "load": load_words,
    "making": making_words,
    "collection": collection_words,
    "uses": use_words,
    "limits": limit_words,
    "personal": personal_words,
    "licence": licence_words,
    "citation": citation_words,
    "contact": contact_words,
}
"""Every part of the card that is said, by name."""
