"""dataset.toml in; out, the settings of a build: the publisher's words and the options of the stages."""

import json
import tomllib
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from pipeline.job.errors import PipelineError

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value]"

DEFAULTS: dict[str, dict[str, Value]] = {
    "dataset": {
        "name": "chinese-speeches",
        "title": "Chinese speeches",
        "version": "0.1.0",
        "released": "",
        "summary": "",
        "authors": [],
        "contact": "",
        "homepage": "",
        "repository": "",
        "doi": "",
        "citation": "",
        "license": "",
        "license_name": "",
        "license_link": "",
        "license_file": "",
        "license_note": "",
        "tags": [],
        "collection": "",
        "uses": "",
        "limits": [],
        "personal_data": "",
        "changes": "",
        "previous": "",
    },
    "readers": {
        "max_page_bytes": 16 << 20,
        "shard_bytes": 4 << 20,
        "text_column": "",
        "url_column": "",
        "title_column": "",
        "date_column": "",
        "author_column": "",
        "id_column": "",
    },
    "personal": {"reject": []},
    "splits": {"validation": 0.05, "test": 0.05, "salt": "chinese-speeches", "previous": ""},
    "words": {"segmenter": "rjieba", "dictionaries": [], "keywords": 10},
}
"""Every table and key of dataset.toml with its default; another key, or a value of another type, is an error."""

NAMED_FILES = {
    "dataset": {"license_file": "", "previous": "manifest.json"},
    "splits": {"previous": "data/pages/*.parquet"},
    "words": {"dictionaries": ""},
}
"""The keys that name files, or folders with files of this pattern; their bytes are part of what the table says."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, defaults filled in, and the folder that relative paths in them start from."""

    tables: dict[str, dict[str, Value]] = field(default_factory=lambda: {name: dict(table) for name, table in DEFAULTS.items()})
    folder: Path = Path()

    def text(self, table: str, key: str) -> str:
        """A setting that is text."""
        return str(self.tables[table][key])

    def number(self, table: str, key: str) -> float:
        """A setting that is a number."""
        value = self.tables[table][key]
        return float(value) if isinstance(value, int | float) else float(str(value))

    def texts(self, table: str, key: str) -> list[str]:
        """A setting that is a list of texts."""
        value = self.tables[table][key]
        return [str(item) for item in value] if isinstance(value, list) else []

    def path(self, table: str, key: str) -> Path | None:
        """A setting that is a path, from the folder of dataset.toml; None when it is empty."""
        value = self.text(table, key)
        return self.folder / value if value else None

    def files(self, table: str, key: str) -> list[Path]:
        """The files that a key names, in its order; relative paths start from the folder of dataset.toml."""
        pattern, value = NAMED_FILES[table][key], self.tables[table][key]
        found: list[Path] = []
        for name in self.texts(table, key) if isinstance(value, list) else [str(value)] if value else []:
            path = self.folder / name
            files = [path] if path.is_file() else sorted(path.glob(pattern)) if pattern else []
            if not files:
                raise PipelineError(f"[{table}] {key}: {name}: no such file{f', nor a folder with {pattern}' if pattern else ''}")
            found += files
        return found

    def digest(self, tables: tuple[str, ...]) -> str:
        """Digest of the named tables and of the files they name: the part of a key that configuration decides."""
        said = json.dumps({name: self.tables[name] for name in tables}, sort_keys=True)
        files = [path for name in tables for key in NAMED_FILES.get(name, {}) for path in self.files(name, key)]
        return sha256("".join([said, *(sha256(path.read_bytes()).hexdigest() for path in files)]).encode()).hexdigest()


def read_settings(path: Path) -> Settings:
    """The settings of a file. Raises PipelineError with the place of what is wrong."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PipelineError(f"{path}: cannot be read as UTF-8 text ({error}); CONFIG names a dataset.toml") from error
    except tomllib.TOMLDecodeError as error:
        raise PipelineError(f"{path}: not TOML: {error}") from error
    settings = Settings(folder=path.parent)
    for name, table in given.items():
        if name not in DEFAULTS or not isinstance(table, dict):
            raise PipelineError(f"{path}: unknown table [{name}]; expected one of {', '.join(DEFAULTS)}")
        for key, value in table.items():
            settings.tables[name][key] = require_value(f"{path}: [{name}] {key}", DEFAULTS[name], key, value)
    return settings


def require_value(where: str, defaults: dict[str, Value], key: str, value: Value) -> Value:
    """A value that has the type of its default."""
    if key not in defaults:
        raise PipelineError(f"{where}: unknown key; expected one of {', '.join(defaults)}")
    default = defaults[key]
    kinds = (int, float) if isinstance(default, int | float) and not isinstance(default, bool) else (type(default),)
    if not isinstance(value, kinds) or (isinstance(value, bool) and not isinstance(default, bool)):
        raise PipelineError(f"{where}: expected a value like {default!r}, found {value!r}")
    return value
