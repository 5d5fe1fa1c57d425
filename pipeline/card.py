"""A staged dataset in; out, its card: README.md with the YAML that `datasets` reads, computed from the files."""

from pathlib import Path

import pyarrow.parquet as pq
import yaml

from pipeline.settings import Settings
from schemas import CONFIGS, TABLES
from schemas.derived import column_table, features


def write_card(folder: Path, settings: Settings) -> None:
    """Write README.md."""
    head = {
        "language": ["zh"],
        "pretty_name": settings.text("dataset", "title"),
        **({"license": settings.text("dataset", "license")} if settings.text("dataset", "license") else {}),
        "configs": [config_entry(folder, config, settings.text("dataset", "version")) for config in CONFIGS],
        "dataset_info": [info_entry(folder, config) for config in CONFIGS],
    }
    body = [f"# {settings.text('dataset', 'title')}", settings.text("dataset", "summary")]
    for config in CONFIGS:
        body += [f"## {config}", "| column | type | meaning |\n|---|---|---|"]
        body[-1] += "".join(f"\n| `{c.name}` | {c.type}{' or null' if c.nullable else ''} | {c.description} |" for c in column_table(TABLES[config]))
    text = "---\n" + yaml.safe_dump(head, allow_unicode=True, sort_keys=False) + "---\n\n" + "\n\n".join(part for part in body if part) + "\n"
    (folder / "README.md").write_text(text, encoding="utf-8", newline="\n")


def splits_of(folder: Path, config: str) -> dict[str, list[Path]]:
    """The Parquet files of a config by split, in the order of the contract."""
    found: dict[str, list[Path]] = {}
    for split in ("train", "validation", "test"):
        if files := sorted((folder / "data" / config).glob(f"{split}-*.parquet")):
            found[split] = files
    return found


def config_entry(folder: Path, config: str, version: str) -> dict[str, object]:
    """One entry of `configs`."""
    files = [{"split": split, "path": f"data/{config}/{split}-*.parquet"} for split in splits_of(folder, config)]
    return {"config_name": config, "version": version, "data_files": files, **({"default": True} if config == CONFIGS[0] else {})}


def info_entry(folder: Path, config: str) -> dict[str, object]:
    """One entry of `dataset_info`, counted from the files."""
    files = splits_of(folder, config)
    splits = [
        {
            "name": split,
            "num_bytes": sum(pq.read_table(path).nbytes for path in paths),
            "num_examples": sum(pq.read_metadata(path).num_rows for path in paths),
        }
        for split, paths in files.items()
    ]
    return {
        "config_name": config,
        "features": features(TABLES[config])._to_yaml_list(),
        "splits": splits,
        "download_size": sum(path.stat().st_size for paths in files.values() for path in paths),
        "dataset_size": sum(int(str(split["num_bytes"])) for split in splits),
    }
