"""The facts of a dataset in; out, its card: the YAML that the Hub reads, what is counted and what is said, in its languages."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

from pipeline.annotation.splits import is_near
from pipeline.job.configuration import Dataset
from pipeline.job.tongues import Tongue, tongue
from pipeline.release.blocks import BLOCKS, heads, rate, table
from pipeline.release.card_head import card_head
from pipeline.release.changes import change_table
from pipeline.release.figures import Facts
from pipeline.release.terms import bibtex, find_licence
from schemas import CONFIGS

QUOTAS = """Of the characters, validation has {validation_found} ({validation_asked} was asked for) and test {test_found} \
({test_asked})."""
MISSED = " Nearer parts would cut what belongs together, or the corpus is too small to be shared out."
ALONE = " One page alone has {share} of the characters of {split}: what is measured on it is measured on that page."
LARGEST = " The largest component of pages that belong together has {largest} of the characters and stands in one split."
LOOSENED = """ With the limits asked for it was more than train can hold; pages that share fewer letters and digits than \
{characters} were not kept together."""
MOST_ALONE = 0.25  # of the characters of a split: more on one page is said
EMPTY = re.compile(r"\n{3,}")
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
TEMPLATES = {"en": ("English", "card.md"), "zh": ("中文", "card.zh.md")}
LANGUAGES = {"both": ("en", "zh"), "en": ("en",), "zh": ("zh",)}
LINES = 'load_dataset("json", data_files="{files}/jsonl/{config}/{split}-*.jsonl", split="train", features={config}.features)\n'
LINES_NOTE = """ The JSON reader of `datasets` turns dates into timestamps (`published`, `date`: 2021-03-04 becomes \
2021-03-04 00:00:00); Parquet keeps them as they stand."""


def card(facts: Facts) -> str:
    """The text of the card."""
    names = LANGUAGES[facts.said.language]
    bodies = [card_body(facts, tongue(name, "pipeline.release")) for name in names]
    if len(names) > 1:
        links = " · ".join(f"[{TEMPLATES[name][0]}](#{TEMPLATES[name][0].lower()})" for name in reversed(names))
        bodies = [f"{links}\n", *(f"# {TEMPLATES[name][0]}\n\n{body}" for name, body in zip(names, bodies, strict=True))]
    return f"---\n{card_head(facts)}\n---\n\n# {facts.said.title}\n\n" + "\n".join(bodies)


def card_body(facts: Facts, say: Tongue) -> str:
    """What the card says below its title, in one language."""
    template = read_own(TEMPLATES[say.name][1])
    counted = {name: block(facts.figures, say) for name, block in BLOCKS.items()}
    said = said_words(facts.said, say) | load_words(facts, say)
    said |= {"changes": changes_words(facts, say), "reading": reading_words(say), "quotas": quota_words(facts, say)}
    toc = " · ".join(f"[{heading}](#{anchor(heading)})" for heading in HEADING.findall(template))
    return EMPTY.sub("\n\n", Template(template).substitute(counted | said, toc=toc))


def quota_words(facts: Facts, say: Tongue) -> str:
    """The parts of the characters that validation and test should have and have, and whether they were missed."""
    pages = facts.figures.lengths.get("pages", {})
    found = {split: lengths.total for split, lengths in pages.items()}
    asked = {name: getattr(facts.asked, name) for name in ("validation", "test")}
    parts = {name: found.get(name, 0) / max(1, sum(found.values())) for name in asked}
    values = {f"{name}_{kind}": f"{part[name]:.1%}" for kind, part in (("asked", asked), ("found", parts)) for name in asked}
    said = say(QUOTAS, **values)
    said += "" if all(is_near(parts[name], asked[name]) for name in asked) else say(MISSED)
    longest = {name: lengths.most / lengths.total for name, lengths in pages.items() if lengths.total}
    said += "".join(say(ALONE, share=f"{longest[name]:.1%}", split=name) for name in asked if longest.get(name, 0) > MOST_ALONE)
    joined = (facts.figures.leakage or {}).get("containment")
    if not isinstance(joined, dict):
        return said
    values = {"largest": f"{joined['largest_component']:.1%}", "characters": joined["limits"]["characters"]}
    return said + say(LARGEST, **values) + (say(LOOSENED, **values) if joined["loosened"] > 1 else "")


def anchor(heading: str) -> str:
    """The name by which a heading is linked to.

    >>> anchor("What was left out, and why")
    'what-was-left-out-and-why'
    """
    return re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-"))


@cache
def read_own(name: str) -> str:
    """A file of this room."""
    return files("pipeline.release").joinpath(name).read_text(encoding="utf-8")


@cache
def own_words(language: str = "en") -> Mapping[str, Any]:
    """words.toml: what is said of every dataset."""
    words = tomllib.loads(read_own("words.toml"))
    return words if language == "en" else words[language]


def reading_words(say: Tongue) -> str:
    """How well the gold pages are read, by genre, and how far a confidence can be trusted; `make score WRITE=1` counts it."""
    found = tomllib.loads(read_own("reading.toml"))
    scores = heads(say, "pages by genre", "pages", "speech F1", "title", "end", "section F1", "heading", "parent")
    genres = [[say(one["genre"]), one["pages"], *(f"{figure:.3f}" for figure in one["figures"])] for one in found["scores"]]
    sure = [
        [f"`{one['config']}`", f"{one['least']:.3f} – {one['most']:.3f}", one["records"], rate(one["right"], one["records"])]
        for one in found["reliability"]
    ]
    reliability = table(heads(say, "config", "confidence", "records", "right"), sure)
    own = own_words(say.name)
    return "\n\n".join([own["scored"], table(scores, genres), own["reliable"], reliability, own["errors"]])


def said_words(said: Dataset, say: Tongue) -> dict[str, str]:
    """What the publisher says, and what is said where there are no words of the publisher."""
    own = own_words(say.name)
    return {
        "summary": said.summary,
        "uses": said.uses or own["silence"],
        "collection": said.collection or own["silence"],
        "making": own["making"],
        "limits": "\n".join(f"- {limit}" for limit in [*own["limits"], *said.limits]),
        "personal": " ".join(filter(None, [own["personal"], said.personal_data])),
        "takedown": own["takedown"].strip(),
        "licence": licence_words(said, say),
        "citation": bibtex(said),
        "contact": "\n\n".join(filter(None, [said.contact, said.homepage])) or own["silence"],
    }


def load_words(facts: Facts, say: Tongue) -> dict[str, str]:
    """Where it is loaded from: its repository, or, where the publisher names none, the folder that the card stands in."""
    place, config = facts.said.repository, CONFIGS[0]
    split, folder = next(iter(facts.figures.rows[config])), f"hf://datasets/{place}" if place else "."
    return {
        "lines": "lines = " + LINES.format(files=folder, config=config, split=split) if facts.said.jsonl else "",
        "lines_note": say(LINES_NOTE) if facts.said.jsonl else "",
        "before": "" if place else "import os  # this code runs in the folder of the card\n\n",
        "place": f'"{place}"' if place else "os.getcwd()",
        "files": folder,
        "config": config,
        "split": split,
        "configs": ", ".join(f"`{name}`" for name in facts.figures.rows),
    }


def licence_words(said: Dataset, say: Tongue) -> str:
    """The licence."""
    licence = find_licence(said)
    if licence is None:
        return say("No licence is given: this folder is not for publication.")
    named = f"[{licence.name}]({licence.link})" if licence.link else licence.name
    return " ".join(filter(None, [f"{named}.", said.license_note]))


def changes_words(facts: Facts, say: Tongue) -> str:
    """The publisher's words on the changes, and the records that changed since the release that dataset.toml names."""
    said, counted = facts.said.changes, facts.changes
    if counted is None:
        return said or say("No earlier release is named.")
    since = say("Since version {version}:", version=str(counted["since"]))
    return "\n\n".join(filter(None, [said, since, change_table(counted["records"], say)]))
