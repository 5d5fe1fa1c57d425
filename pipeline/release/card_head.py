"""A staged dataset in; out, the YAML head of its card: what the Hub and `datasets` read, counted from the files."""

from typing import TypeAlias

from huggingface_hub import DatasetCardData

from pipeline.release.figures import Facts, Figures
from pipeline.release.folder import parquet_entries
from pipeline.release.terms import find_licence
from schemas import CONFIGS
from schemas.types import stated_features

Head: TypeAlias = "dict[str, object]"

TASKS = {
    "text-generation": ("language-modeling",),
    "fill-mask": ("masked-language-modeling",),
    "summarization": (),
    "token-classification": ("parsing",),
    "text-retrieval": ("document-retrieval",),
    "sentence-similarity": (),
    "text-classification": ("topic-classification",),
    "feature-extraction": (),
}
"""Tasks, and kinds of them, that the Hub lists for text and that speeches can serve; any other in a card of ours is a slip."""

TASKS_OF = {
    "sections": ("text-generation", "fill-mask"),
    "text": ("text-generation", "fill-mask"),
    "heading_generation": ("summarization",),
    "heading_generation_chat": ("summarization",),
    "outline_to_section": ("text-generation",),
    "outline_generation": ("summarization",),
    "summary": ("summarization",),
    "retrieval_pairs": ("text-retrieval", "sentence-similarity"),
    "segmentation": ("token-classification",),
}
"""What each config is for."""

SIZES = (
    (10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"),
    (10**8, "10M<n<100M"), (10**9, "100M<n<1B"), (10**12, "1B<n<10B"),
)  # fmt: skip
SCRIPTS = {"Hans": ("zh-Hans",), "Hant": ("zh-Hant",), "mixed": ("zh-Hans", "zh-Hant")}

def card_head(facts: Facts) -> str:
    """The YAML between the dashes."""
    said, licence = facts.said, find_licence(facts.said)
    words: Head = {
        "pretty_name": said.title,
        "tags": list(said.tags),
        "license": said.license,
        "license_name": licence.name if licence and not licence.spdx else "",
        "license_link": licence.link if licence and not licence.spdx else "",
    }
    data = DatasetCardData()
    for key, value in ({key: value for key, value in words.items() if value} | counted_head(facts.figures)).items():
        data[key] = value
    data["configs"] = config_entries(facts)
    data["dataset_info"] = config_infos(facts)
    return str(data.to_yaml(line_break="\n"))


def counted_head(figures: Figures) -> Head:
    """The keys that follow from the figures."""
    tasks = list(dict.fromkeys(task for config in figures.rows for task in TASKS_OF.get(config, ())))
    number = sum(next(iter(figures.rows.values()), {}).values())
    scripts = {tag for script in figures.values["script"] for tag in SCRIPTS.get(script, ())}
    return {
        "language": ["zh"],
        "language_bcp47": sorted(scripts),
        "multilinguality": ["monolingual"],
        "annotations_creators": ["machine-generated"],
        "language_creators": ["found"],
        "source_datasets": ["original"],
        "size_categories": [next(name for limit, name in SIZES if number < limit)],
        "task_categories": tasks,
        "task_ids": [kind for task in tasks for kind in TASKS[task]],
    }


def config_entries(facts: Facts) -> list[Head]:
    """The entries of `configs`: version (part of the cache path of `datasets`), files by split, the default."""
    return [
        {
            "config_name": config,
            "version": facts.said.version,
            "data_files": [{"split": split, "path": f"data/{config}/{split}-*.parquet"} for split in splits],
            **({"default": True} if config == CONFIGS[0] else {}),
        }
        for config, splits in facts.figures.rows.items()
    ]


def config_infos(facts: Facts) -> list[Head]:
    """The entries of `dataset_info`: features of the contract, splits with rows and bytes as Arrow, bytes of the files."""
    infos = list[Head]()
    for config, rows in facts.figures.rows.items():
        n_bytes = facts.figures.n_bytes[config]
        files = parquet_entries(facts.data, config)
        infos.append(
            {
                "config_name": config,
                "features": stated_features(config),
                "splits": [{"name": split, "num_bytes": n_bytes[split], "num_examples": n} for split, n in rows.items()],
                "download_size": sum(int(str(entry["n_bytes"])) for _name, entry in files),
                "dataset_size": sum(n_bytes.values()),
            }
        )
    return infos
