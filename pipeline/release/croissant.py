"""The facts of a dataset in; out, croissant.json: Croissant 1.1 with its vocabulary for responsible AI, a record set a config."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import TypeAlias

import pyarrow as pa

from pipeline.job.configuration import Dataset
from pipeline.job.tongues import tongue
from pipeline.release.card import own_words, said_words
from pipeline.release.figures import Facts
from pipeline.release.folder import parquet_entries
from pipeline.release.terms import bibtex, find_licence
from schemas import TABLES
from schemas.derived import arrow_schema, column_table, key_columns

Node: TypeAlias = "dict[str, object]"

CONFORMS_TO = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
PARQUET = "application/x-parquet"  # the name that mlcroissant reads; it refuses the registered application/vnd.apache.parquet
TYPES = {
    pa.string(): "sc:Text", pa.int32(): "cr:Int32", pa.int64(): "cr:Int64", pa.bool_(): "sc:Boolean",
    pa.float32(): "cr:Float32", pa.float64(): "cr:Float64",
}  # fmt: skip
"""The data types of Croissant for those of the contract."""


def croissant(facts: Facts) -> Node:
    """The description of the dataset; what the publisher does not say is left out."""
    said, licence = facts.said, find_licence(facts.said)
    words: Node = {
        "name": said.name,
        "description": said.summary or own_words()["silence"],
        "conformsTo": CONFORMS_TO,
        "license": licence.link or licence.name if licence else "",
        "url": said.homepage,
        "version": said.version,
        "datePublished": said.released,
        "creator": [{"@type": "sc:Organization", "name": name} for name in said.authors],
        "keywords": list(said.tags),
        "citeAs": bibtex(said),
        "inLanguage": ["zh"],
        "isLiveDataset": False,
    }
    given = {name: value for name, value in words.items() if value not in ("", [])}
    context = json.loads(files("pipeline.release").joinpath("context.json").read_text(encoding="utf-8"))
    about = {"distribution": list(distribution(facts)), "recordSet": record_sets(facts)}
    return {"@context": context, "@type": "sc:Dataset", **given, **responsible_words(said), **about}


def responsible_words(said: Dataset) -> Node:
    """The fields of responsible AI: how the data came about, what it is for, what it lacks."""
    words = said_words(said, tongue("en", "pipeline.release"))
    return {
        "rai:dataCollection": words["collection"],
        "rai:dataCollectionType": ["Web Scraping", "Secondary Data Analysis"],
        "rai:dataPreprocessingProtocol": [words["making"]],
        "rai:dataAnnotationProtocol": "Speeches, sections, words and near-duplicates are found by rules, not by people.",
        "rai:dataUseCases": words["uses"],
        "rai:dataLimitations": [*own_words()["limits"], *said.limits],
        "rai:personalSensitiveInformation": [words["personal"]],
        "rai:dataReleaseMaintenancePlan": "Each release has its version, manifest and checksums; the ids of records stay.",
    }


def distribution(facts: Facts) -> Iterator[Node]:
    """Every Parquet file with its sha256, and the set of them per config, which record sets read."""
    for config in facts.figures.rows:
        for name, entry in parquet_entries(facts.data, config):
            yield {
                "@type": "cr:FileObject",
                "@id": name,
                "name": name,
                "contentUrl": name,
                "contentSize": f"{entry['n_bytes']} B",
                "encodingFormat": PARQUET,
                "sha256": entry["sha256"],
            }
        yield {
            "@type": "cr:FileSet",
            "@id": f"{config}-files",
            "name": f"Parquet files of {config}",
            "encodingFormat": PARQUET,
            "includes": f"data/{config}/*.parquet",
        }


def record_sets(facts: Facts) -> list[Node]:
    """One record set per config: its fields are the columns of the contract."""
    sets: list[Node] = []
    for config, rows in facts.figures.rows.items():
        model = TABLES[config]
        types = arrow_schema(model)
        fields = [field_node(config, types.field(c.name), c.description) for c in column_table(model)]
        said = " ".join((model.__doc__ or "").split()) + f" Splits: {', '.join(rows)}."
        keys = [{"@id": f"{config}/{name}"} for name in key_columns(model)]
        node = {"@type": "cr:RecordSet", "@id": config, "name": config, "description": said}
        sets.append({**node, **({"key": keys} if keys else {}), "field": fields})
    return sets


def field_node(place: str, column: pa.Field, description: str) -> Node:
    """One column as a field; a list of records has a field for each of their parts below it."""
    listed = pa.types.is_list(column.type)
    inner = column.type.value_type if listed else column.type
    node: Node = {"@type": "cr:Field", "@id": f"{place}/{column.name}", "name": column.name, "description": description}
    node |= {"isArray": True, "arrayShape": "-1"} if listed else {}
    source: Node = {"fileSet": {"@id": f"{place}-files"}, "extract": {"column": column.name}}
    if not pa.types.is_struct(inner):
        return node | {"dataType": TYPES[inner], "source": source}
    parts = [inner.field(index) for index in range(inner.num_fields)]
    return node | {
        "subField": [
            {
                "@type": "cr:Field",
                "@id": f"{place}/{column.name}/{part.name}",
                "name": part.name,
                "dataType": TYPES[part.type],
                "source": source | {"transform": {"jsonPath": part.name}},
            }
            for part in parts
        ]
    }
