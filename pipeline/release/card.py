"""The facts of a dataset in; out, its card: card.md with the YAML that the Hub reads, what is counted and what is said."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

from pipeline.job.settings import Dataset
from pipeline.release.blocks import BLOCKS, change_table
from pipeline.release.card_head import card_head
from pipeline.release.figures import Facts
from pipeline.release.terms import bibtex, find_licence
from schemas import CONFIGS

EMPTY = re.compile(r"\n{3,}")


def card(facts: Facts) -> str:
    """The text of the card."""
    template = files("pipeline.release").joinpath("card.md").read_text(encoding="utf-8")
    counted = {name: block(facts.figures) for name, block in BLOCKS.items()}
    body = Template(template).substitute(counted | said_words(facts.said) | load_words(facts), changes=changes_words(facts))
    return f"---\n{card_head(facts)}\n---\n\n" + EMPTY.sub("\n\n", body)


@cache
def own_words() -> Mapping[str, Any]:
    """words.toml: what is said of every dataset."""
    return tomllib.loads(files("pipeline.release").joinpath("words.toml").read_text(encoding="utf-8"))


def said_words(said: Dataset) -> dict[str, str]:
    """What the publisher says, and what is said where there are no words of the publisher."""
    own = own_words()
    return {
        "title": said.title,
        "summary": said.summary,
        "uses": said.uses or own["silence"],
        "collection": said.collection or own["silence"],
        "making": own["making"],
        "limits": "\n".join(f"- {limit}" for limit in [*own["limits"], *said.limits]),
        "personal": " ".join(filter(None, [own["personal"], said.personal_data])),
        "licence": licence_words(said),
        "citation": bibtex(said),
        "contact": "\n\n".join(filter(None, [said.contact, said.homepage])) or own["silence"],
    }


def load_words(facts: Facts) -> dict[str, str]:
    """Where it is loaded from: its repository, or, where the publisher names none, the folder that the card stands in."""
    place, config = facts.said.repository, CONFIGS[0]
    return {
        "before": "" if place else "import os  # this code runs in the folder of the card\n\n",
        "place": f'"{place}"' if place else "os.getcwd()",
        "files": f"hf://datasets/{place}" if place else ".",
        "config": config,
        "split": next(iter(facts.figures.rows[config])),
        "configs": ", ".join(f"`{name}`" for name in facts.figures.rows),
    }


def licence_words(said: Dataset) -> str:
    """The licence."""
    licence = find_licence(said)
    if licence is None:
        return "No licence is given: this folder is not for publication."
    named = f"[{licence.name}]({licence.link})" if licence.link else licence.name
    return " ".join(filter(None, [f"{named}.", said.license_note]))


def changes_words(facts: Facts) -> str:
    """The publisher's words on the changes, and the records that changed since the release that dataset.toml names."""
    said, counted = facts.said.changes, facts.changes
    if counted is None:
        return said or "No earlier release is named."
    return "\n\n".join(filter(None, [said, f"Since version {counted['since']}:", change_table(counted["records"])]))
