"""A staged dataset in; out, the YAML head of its card: what the Hub and `datasets` read, counted from the files."""

from pathlib import Path
from typing import TypeAlias

import yaml
from datasets import DatasetInfo, SplitDict, SplitInfo
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCardData

from pipeline.release.figures import Figures
from pipeline.release.folder import Release, parquet_files, present_configs
from pipeline.release.licences import LICENCES, find_licence
from pipeline.work.tables import read_batches
from schemas import CONFIGS, TABLES
from schemas.derived import features

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
    "retrieval_pairs": ("text-retrieval", "sentence-similarity"),
    "segmentation": ("token-classification",),
}
"""What each config is for."""

SIZES = (
    (10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"),
    (10**8, "10M<n<100M"), (10**9, "100M<n<1B"), (10**12, "1B<n<10B"),
)  # fmt: skip
SCRIPTS = {"Hans": ("zh-Hans",), "Hant": ("zh-Hant",), "mixed": ("zh-Hans", "zh-Hant")}

ALLOWED = {
    "language": ("zh",),
    "language_bcp47": ("zh-Hans", "zh-Hant"),
    "license": tuple(LICENCES),
    "multilinguality": ("monolingual",),
    "annotations_creators": ("machine-generated",),
    "language_creators": ("found",),
    "source_datasets": ("original",),
    "size_categories": tuple(name for _limit, name in SIZES),
    "task_categories": tuple(TASKS),
    "task_ids": tuple(kind for kinds in TASKS.values() for kind in kinds),
}
"""Keys of the head whose values come from a list: the Hub's own lists, less what a dataset of Chinese speeches cannot be."""

FREE = ("pretty_name", "tags", "license_name", "license_link", "configs", "dataset_info")
"""The other keys of the head."""


def card_head(release: Release, figures: Figures) -> str:
    """The YAML between the dashes."""
    settings, licence = release.settings, find_licence(release.settings)
    words: Head = {
        "pretty_name": settings.text("dataset", "title"),
        "tags": settings.texts("dataset", "tags"),
        "license": settings.text("dataset", "license"),
        "license_name": licence.name if licence and not licence.spdx else "",
        "license_link": licence.link if licence and not licence.spdx else "",
    }
    data = DatasetCardData()
    for key, value in ({key: value for key, value in words.items() if value} | counted_head(figures)).items():
        data[key] = value
    MetadataConfigs(config_entries(release.folder, settings.text("dataset", "version"))).to_dataset_card_data(data)
    DatasetInfosDict(config_infos(release.folder)).to_dataset_card_data(data)
    for name in ("configs", "dataset_info"):
        data[name].sort(
            key=lambda entry: CONFIGS.index(entry["config_name"])
        )  # the library sorts by name; ours begin with the default
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


def config_entries(folder: Path, version: str) -> dict[str, Head]:
    """The entries of `configs`: version (part of the cache path of `datasets`), files by split, the default."""
    return {
        config: {
            "version": version,
            "data_files": [
                {"split": split, "path": f"data/{config}/{split}-*.parquet"} for split in parquet_files(folder, config)
            ],
            **({"default": True} if config == CONFIGS[0] else {}),
        }
        for config in present_configs(folder)
    }


def config_infos(folder: Path) -> dict[str, DatasetInfo]:
    """The entries of `dataset_info`: features of the contract, splits with rows and bytes as Arrow, bytes of the files."""
    infos = {}
    for config in present_configs(folder):
        files = parquet_files(folder, config)
        splits = {split: SplitInfo(split, *measure(paths)) for split, paths in files.items()}
        infos[config] = DatasetInfo(
            features=features(TABLES[config]),
            splits=SplitDict(splits),
            download_size=sum(path.stat().st_size for paths in files.values() for path in paths),
            dataset_size=sum(split.num_bytes for split in splits.values()),
        )
    return infos


def measure(paths: list[Path]) -> tuple[int, int]:
    """Bytes as Arrow, and rows, of some files."""
    n_bytes = n_rows = 0
    for batch in read_batches(paths):
        n_bytes, n_rows = n_bytes + batch.nbytes, n_rows + batch.num_rows
    return n_bytes, n_rows


def split_card(text: str) -> tuple[str, str]:
    """Head and body of a card; no head is "".

    >>> split_card("---\\na: 1\\n---\\n\\n# b\\n")
    ('a: 1\\n', '\\n# b\\n')
    """
    opening, dashes, rest = text.partition("---\n")
    head, closing, body = rest.partition("\n---\n")
    return (head + "\n", body) if dashes and closing and not opening else ("", text)


def duplicate_keys(text: str) -> list[str]:
    """Keys that stand twice in one mapping of a YAML text; the loaders take the last one without a word.

    >>> duplicate_keys("a: 1\\nb: {c: 1, c: 2}\\n")
    ['c']
    """
    waiting, found = [yaml.compose(text, Loader=yaml.SafeLoader)], []
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            keys = [str(name.value) for name, _value in node.value]
            found += [name for name in dict.fromkeys(keys) if keys.count(name) > 1]
            waiting += [value for _name, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    return found
