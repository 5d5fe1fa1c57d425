"""A staged dataset in; out, croissant.json: Croissant 1.1 with its vocabulary for responsible AI, one record set per config."""

from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from pipeline.release.card_words import SAID_NOTHING, limit_words, making_words, personal_words
from pipeline.release.citation import bibtex
from pipeline.release.folder import CROISSANT, Release, all_parquet, parquet_files, present_configs
from pipeline.release.licences import find_licence
from pipeline.work.digests import digest_file
from pipeline.work.files import write_json
from schemas import TABLES
from schemas.derived import arrow_schema, column_table, key_columns

Node: TypeAlias = "dict[str, object]"

CONFORMS_TO = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
PARQUET = "application/x-parquet"  # the name that mlcroissant reads; it refuses the registered application/vnd.apache.parquet
TYPES = {pa.string(): "sc:Text", pa.int32(): "cr:Int32", pa.int64(): "cr:Int64", pa.bool_(): "sc:Boolean"}
"""The data types of Croissant for those of the contract."""

CONTEXT: Node = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that the format prescribes."""


def write_croissant(release: Release) -> None:
    """Write croissant.json."""
    write_json(release.folder / CROISSANT, croissant(release))


def croissant(release: Release) -> Node:
    """The description of the dataset; what dataset.toml does not say is left out."""
    settings, licence = release.settings, find_licence(release.settings)
    words = {key: settings.text("dataset", key) for key in ("name", "version", "released", "homepage", "summary")}
    said: Node = {
        "name": words["name"],
        "description": words["summary"],
        "conformsTo": CONFORMS_TO,
        "license": licence.link or licence.name if licence else "",
        "url": words["homepage"],
        "version": words["version"],
        "datePublished": words["released"],
        "creator": [{"@type": "sc:Organization", "name": name} for name in settings.texts("dataset", "authors")],
        "keywords": settings.texts("dataset", "tags"),
        "citeAs": bibtex(settings),
        "inLanguage": ["zh"],
        "isLiveDataset": False,
    }
    given = {name: value for name, value in said.items() if value not in ("", [])}
    files = {"distribution": distribution(release.folder), "recordSet": record_sets(release.folder)}
    return {"@context": CONTEXT, "@type": "sc:Dataset", **given, **responsible_words(release), **files}


def responsible_words(release: Release) -> Node:
    """The fields of responsible AI: how the data came about, what it is for, what it lacks."""
    settings = release.settings
    return {
        "rai:dataCollection": settings.text("dataset", "collection") or SAID_NOTHING,
        "rai:dataCollectionType": ["Web Scraping", "Secondary Data Analysis"],
        "rai:dataPreprocessingProtocol": [making_words(release)],
        "rai:dataAnnotationProtocol": "Speeches, sections, words and near-duplicates are found by rules, not by people.",
        "rai:dataUseCases": settings.text("dataset", "uses") or SAID_NOTHING,
        "rai:dataLimitations": [line.removeprefix("- ") for line in limit_words(release).split("\n")],
        "rai:personalSensitiveInformation": [personal_words(release)],
        "rai:dataReleaseMaintenancePlan": "Each release has its version, manifest and checksums; the ids of records stay.",
    }


def distribution(folder: Path) -> list[Node]:
    """Every Parquet file with its sha256, and the set of them per config, which record sets read."""
    nodes: list[Node] = []
    for config in present_configs(folder):
        for path in all_parquet(folder, config):
            name = path.relative_to(folder).as_posix()
            nodes.append(
                {
                    "@type": "cr:FileObject",
                    "@id": name,
                    "name": name,
                    "contentUrl": name,
                    "contentSize": f"{path.stat().st_size} B",
                    "encodingFormat": PARQUET,
                    "sha256": digest_file(path),
                }
            )
        named = f"Parquet files of {config}"
        nodes.append(
            {
                "@type": "cr:FileSet",
                "@id": f"{config}-files",
                "name": named,
                "encodingFormat": PARQUET,
                "includes": f"data/{config}/*.parquet",
            }
        )
    return nodes


def record_sets(folder: Path) -> list[Node]:
    """One record set per config: its fields are the columns of the contract."""
    sets: list[Node] = []
    for config in present_configs(folder):
        model = TABLES[config]
        types = arrow_schema(model)
        fields = [field_node(config, types.field(c.name), c.description) for c in column_table(model)]
        said = " ".join((model.__doc__ or "").split()) + f" Splits: {', '.join(parquet_files(folder, config))}."
        keys = [{"@id": f"{config}/{name}"} for name in key_columns(model)]
        sets.append(
            {
                "@type": "cr:RecordSet",
                "@id": config,
                "name": config,
                "description": said,
                **({"key": keys} if keys else {}),
                "field": fields,
            }
        )
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
