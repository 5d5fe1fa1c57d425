"""dataset.toml in; out, the settings of a build: the publisher's words and the options of the stages, every one checked."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from pydantic import ValidationError

from pipeline.job.configuration import (
    BESIDE,
    COLUMNS,
    HAS_SETTINGS,
    LISTED_NAMES,
    NAMED_FILES,
    SETTINGS_TABLES,
    Corrections,
    Dataset,
    Duplicates,
    Personal,
    Readers,
    Splits,
    Table,
    Words,
)
from pipeline.job.errors import PipelineError
from pipeline.job.licences import LICENCES

Copy: TypeAlias = "dict[str, dict[str, object]]"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, the folder that relative paths in them start from, and the file that was read ("" for none)."""

    dataset: Dataset = Dataset()  # noqa: RUF009 - it never changes
    readers: Readers = Readers()  # noqa: RUF009
    personal: Personal = Personal()  # noqa: RUF009
    splits: Splits = Splits()  # noqa: RUF009
    duplicates: Duplicates = Duplicates()  # noqa: RUF009
    words: Words = Words()  # noqa: RUF009
    corrections: Corrections = Corrections()  # noqa: RUF009
    folder: Path = Path()
    file: str = ""

    def files(self, table: str, key: str) -> list[Path]:
        """The files that a key names, in its order; relative paths start from the folder of dataset.toml."""
        pattern, value = NAMED_FILES[table][key], getattr(getattr(self, table), key)
        found: list[Path] = []
        beside = self.folder / BESIDE.get((table, key), "")
        if not value and self.file and beside.is_file():
            return [beside]
        for name in value if isinstance(value, tuple) else [value] if value else []:
            path = self.folder / name
            files = [path] if path.is_file() else sorted(path.glob(pattern)) if pattern else []
            if not files:
                raise PipelineError(f"[{table}] {key}: {name}: no such file{f', nor a folder with {pattern}' if pattern else ''}")
            found += files
        return found

    def copy(self) -> Copy:
        """All that was said, with the digests of files in place of their names: the same on every machine."""
        said = {name: getattr(self, name).model_dump(mode="json") for name in SETTINGS_TABLES}
        for table, keys in NAMED_FILES.items():
            said[table] |= {key: [sha256(path.read_bytes()).hexdigest() for path in self.files(table, key)] for key in keys}
        return said

    def digest(self, tables: tuple[str, ...]) -> str:
        """Digest of the named tables and of the files they name: the part of a key that configuration decides."""
        said = self.copy()
        return digest_said({name: said[name] for name in tables})


def read_copy(said: Copy) -> Settings:
    """The settings of a copy, digests in place of names. Raises PipelineError where dataset.toml could not have said it."""
    given = {table: dict(said.get(table, {})) for table in {**SETTINGS_TABLES, **said}}
    for table, keys in NAMED_FILES.items():
        for key in keys:
            digests = given[table].get(key)
            if isinstance(digests, list) and SETTINGS_TABLES[table].model_fields[key].annotation is str:
                given[table][key] = " ".join(map(str, digests))
    settings, faults = parse_tables(given, Path(HAS_SETTINGS))
    require_none(HAS_SETTINGS, faults)
    return settings


def digest_said(said: Mapping[str, object]) -> str:
    """Digest of some tables of a copy."""
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_settings(path: Path) -> Settings:
    """The settings of a file. Raises PipelineError with all that is wrong, a line each."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PipelineError(f"{path}: {error.strerror}; CONFIG names a dataset.toml") from error
    except UnicodeDecodeError as error:
        raise PipelineError(f"{path}: cannot be read as UTF-8 text ({error}); CONFIG names a dataset.toml") from error
    except tomllib.TOMLDecodeError as error:
        raise PipelineError(f"{path}: not TOML: {error}") from error
    return parse_settings(given, path)


def parse_settings(given: Mapping[str, object], path: Path = Path("dataset.toml")) -> Settings:
    """The settings of these tables, as the file of this name has them."""
    settings, faults = parse_tables(given, path)
    require_none(str(path), faults + list(find_missing(settings)))
    return settings


def require_none(file: str, faults: list[str]) -> None:
    """Nothing, or the error that shows every fault of a file."""
    if faults:
        raise PipelineError("\n".join(f"{file}: {fault}" for fault in faults))


def parse_tables(given: Mapping[str, object], path: Path) -> tuple[Settings, list[str]]:
    """The settings of these tables, what is wrong left out, and what is wrong; the files that they name are not looked for."""
    faults, tables = list[str](), dict[str, Table]()
    for name, table in given.items():
        if name not in SETTINGS_TABLES or not isinstance(table, dict):
            faults.append(f"unknown table [{name}]{nearest(name, SETTINGS_TABLES)}")
        else:
            tables[name], found = parse_table(name, table)
            faults += found
    settings = Settings(**tables, folder=path.parent, file=str(path))  # type: ignore[arg-type]
    return settings, faults + list(find_conflicts(settings))


def parse_table(name: str, given: Mapping[str, object]) -> tuple[Table, list[str]]:
    """A table, what is wrong left out, and what is wrong."""
    try:
        return SETTINGS_TABLES[name].model_validate(given), []
    except ValidationError as error:
        wrong = {str(found["loc"][0]): found["input"] for found in error.errors()}
    right = {key: value for key, value in given.items() if key not in wrong}
    return SETTINGS_TABLES[name].model_validate(right), [tell_key(name, key, given[key]) for key in wrong]


def tell_key(table: str, key: str, found: object) -> str:
    """What is wrong with a key of a table."""
    fields = SETTINGS_TABLES[table].model_fields
    if key in fields:
        allowed = LISTED_NAMES.get((table, key), ())
        wrong = [name for name in found if isinstance(name, str) and name not in allowed] if isinstance(found, list) else []
        hint = nearest(wrong[0], dict.fromkeys(allowed)) if allowed and wrong else ""
        return f"[{table}] {key}: expected {fields[key].description}; found {found!r}{hint}"
    return f"[{table}] {key}: unknown key{nearest(key, fields)}"


def nearest(name: str, names: Mapping[str, object]) -> str:
    """The name that was perhaps meant.

    >>> nearest("licence", {"license": 0, "title": 0})
    '; did you mean license?'
    """
    found = get_close_matches(name, names, 1, 0.5)
    return f"; did you mean {found[0]}?" if found else f"; expected one of {', '.join(names)}"


def find_conflicts(settings: Settings) -> Iterator[str]:
    """What is wrong with values that are each of their form."""
    said, splits, words = settings.dataset, settings.splits, settings.words
    if said.license and said.license not in LICENCES:
        yield f"[dataset] license: expected one of {', '.join(LICENCES)}, found 「{said.license}」"
    if said.license == "other" and not (said.license_name and (said.license_link or said.license_file)):
        yield '[dataset] license = "other" takes license_name, and license_link or license_file'
    if said.license != "other" and (said.license_name or said.license_link):
        yield '[dataset] license_name, license_link: read with license = "other" only'
    if said.license and not said.summary:
        yield "[dataset] summary: what is published says what it is; expected a sentence"
    if said.released and not is_day(said.released):
        yield f"[dataset] released: {said.released} is no day of the calendar"
    if splits.validation + splits.test >= 1:
        yield f"[splits] validation, test: expected a sum under 1, found {splits.validation} and {splits.test}"
    if words.dictionaries and words.segmenter != "jieba":
        yield '[words] dictionaries: read by jieba only; add segmenter = "jieba"'
    columns = [name for name in settings.readers.model_dump(include=COLUMNS).values() if name]
    yield from (f"[readers] {name!r} is given as two columns" for name in dict.fromkeys(columns) if columns.count(name) > 1)


def find_missing(settings: Settings) -> Iterator[str]:
    """The files that are named and not there."""
    for table, keys in NAMED_FILES.items():
        for key in keys:
            try:
                settings.files(table, key)
            except PipelineError as error:
                yield str(error)


def is_day(text: str) -> bool:
    """Whether a calendar has this day.

    >>> is_day("2024-02-29"), is_day("2023-02-29")
    (True, False)
    """
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
