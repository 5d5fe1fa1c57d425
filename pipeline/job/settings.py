"""dataset.toml in; out, the settings of a build: the publisher's words and the options of the stages, every one checked."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.job.errors import PipelineError
from pipeline.job.licences import LICENCES

Copy: TypeAlias = "dict[str, dict[str, object]]"

LINE = r"\A(\S([^\r\n]*\S)?)?\Z"  # not: two lines
NAME = r"\A(?!.*(--|\.\.))[A-Za-z0-9]([A-Za-z0-9._-]{0,94}[A-Za-z0-9])?\Z"  # not: 讲话, a/b, a--b
REPOSITORY = r"\A([A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)?\Z"  # not: speeches, https://…
VERSION = r"\A(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}\Z"  # not: 1.0, v1.0.0, 1.0.0-rc1
DAY = r"\A(\d{4}-\d\d-\d\d)?\Z"  # not: 2024-5-1
ADDRESS = r"\A(https?://\S+)?\Z"  # not: example.org
DOI = r"\A(10\.\d{4,9}/\S+)?\Z"  # not: https://doi.org/10.…

Kind: TypeAlias = Literal[
    "id_number", "foreign_id", "old_id_number", "mobile_number", "landline", "email", "bank_card", "passport", "travel_permit",
    "plate", "wechat", "qq", "account", "address", "postcode", "ip_address", "mac_address", "military_id", "driving_licence",
    "licence_number", "social_security", "birth_date", "iban", "vin", "imei",
]  # fmt: skip
OPTIONAL = (
    "turns", "text", "heading_generation", "heading_generation_chat", "outline_to_section", "outline_generation",
    "summary", "retrieval_pairs", "retrieval_sources", "segmentation",
)  # fmt: skip
"""The configs that a dataset may be without; the laws are shown on the others."""

Texts: TypeAlias = Annotated[tuple[str, ...], Field(strict=False)]


class Table(BaseModel):
    """A table of dataset.toml; each key has its default, and its description says what is expected of it."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", regex_engine="python-re")


class Dataset(Table):
    """What the publisher says. Only what stands here is said of a dataset."""

    name: str = Field("chinese-speeches", pattern=NAME, description="a name as the Hub has them: letters, digits, . _ -")
    title: str = Field("Chinese speeches", pattern=LINE, min_length=1, description="one line of text")
    version: str = Field("0.1.0", pattern=VERSION, description='a version x.y.z, such as "0.1.0"')
    license: str = Field("", description="a licence as the Hub names it; without one nothing is published")
    license_name: str = Field("", pattern=LINE, description='the name of a licence, with license = "other"')
    license_link: str = Field("", pattern=ADDRESS, description='where its text is, with license = "other": https://…')
    license_file: str = Field("", description='a file whose text becomes LICENSE, such as "TERMS"')
    license_note: str = Field("", description="text: what the licence does not cover")
    summary: str = Field("", description="text: what the dataset is, in a sentence; wanted with a licence")
    collection: str = Field("", description="text: where the pages come from")
    uses: str = Field("", description="text: what it is for, and what not")
    limits: Texts = Field((), description='a list of texts, such as ["Only one province."]')
    personal_data: str = Field("", description="text: what is known of personal data in it")
    authors: Texts = Field((), description='a list of names, such as ["李, 明", "Some Institute"]')
    contact: str = Field("", description="text: whom to write to")
    homepage: str = Field("", pattern=ADDRESS, description="an address, https://…")
    repository: str = Field("", pattern=REPOSITORY, description="owner/name: where it is published; its code runs from there")
    released: str = Field("", pattern=DAY, description='a date in quotes, such as "2024-05-01"')
    doi: str = Field("", pattern=DOI, description='a DOI, such as "10.5281/zenodo.1234567"')
    citation: str = Field("", description="text: a BibTeX entry in place of the one made of these words")
    language: Literal["both", "zh", "en"] = Field("both", description="zh, en or both: the language of the card and of the view")
    configs: Annotated[tuple[Annotated[str, Field(pattern=rf"\A({'|'.join(OPTIONAL)})\Z")], ...], Field(strict=False)] = Field(
        OPTIONAL, description="a list of what is published besides the records and personal, such as [\"text\"]"
    )
    jsonl: bool = Field(True, description="true or false: whether the rows are there as JSON lines, too")
    tokens: bool = Field(True, description="true or false: whether sections have their words; else tokens is null")
    tags: Texts = Field((), description='a list of texts, such as ["speeches"]')
    changes: str = Field("", description="text: what changed since the last release")
    previous: str = Field("", description='the folder of the last release: its changes are counted, such as "../0.1.0"')


class Readers(Table):
    """How sources are read."""

    max_page_bytes: int = Field(16 << 20, ge=1, description="a whole number of bytes from 1; a longer page is rejected")
    shard_bytes: int = Field(4 << 20, ge=1, description="a whole number of bytes from 1: pages that are parsed together")
    text_column: str = Field("", description="text: the column of JSON lines, Parquet or CSV that holds the page")
    url_column: str = Field("", description="text: the column with its address")
    title_column: str = Field("", description="text: the column with its title")
    date_column: str = Field("", description="text: the column with its date")
    author_column: str = Field("", description="text: the column with its author")
    id_column: str = Field("", description="text: the column with its name")
    speaker_column: str = Field("", description="text: the column that says who speaks")
    place_column: str = Field("", description="text: the column that says where")
    occasion_column: str = Field("", description="text: the column that says on which occasion")
    speech_date_column: str = Field("", description="text: the column with the day of the speech")


class Personal(Table):
    """What is not published for the sake of persons."""

    reject: Annotated[tuple[Kind, ...], Field(strict=False)] = Field(
        (), description="a list of kinds of the table `personal`, such as mobile_number: pages that hold one are not published"
    )
    withdrawn: str = Field("", description="a file: ids, digests or addresses of texts that are never published, a line each")
    mask: bool = Field(False, description="true: in `text` masks stand for personal data; the key stays beside the dataset")


class Splits(Table):
    """How pages are shared out."""

    validation: float = Field(0.05, ge=0, lt=1, description="a part such as 0.05, from 0 and under 1")
    test: float = Field(0.05, ge=0, lt=1, description="a part such as 0.05, from 0 and under 1")
    salt: str = Field("chinese-speeches", description="text: another one is another drawing")
    previous: str = Field("", description="the folder of an earlier release, whose pages keep their split")


class Words(Table):
    """How texts are cut into words."""

    segmenter: Literal["rjieba", "jieba"] = Field("rjieba", description="rjieba, or jieba, which is slower")
    dictionaries: Texts = Field((), description='a list of files of words, with segmenter = "jieba"')
    keywords: int = Field(10, ge=0, description="a whole number from 0: keywords of a record at most")


class Corrections(Table):
    """What readers have corrected by hand."""

    files: Texts = Field((), description="a list of files or folders of corrections, else corrections.jsonl beside this file")


TABLES: dict[str, type[Table]] = {
    "dataset": Dataset,
    "readers": Readers,
    "personal": Personal,
    "splits": Splits,
    "words": Words,
    "corrections": Corrections,
}
MANIFEST = "manifest.json"  # where a dataset has its copy of the settings
COLUMNS = {name for name in Readers.model_fields if name.endswith("_column")}
NAMED_FILES = {
    "dataset": {"license_file": "", "previous": "manifest.json"},
    "personal": {"withdrawn": ""},
    "splits": {"previous": "data/pages/*.parquet"},
    "words": {"dictionaries": ""},
    "corrections": {"files": "*.jsonl"},
}
"""The keys that name files, or folders with files of this pattern; their bytes are part of what the table says."""
BESIDE = {("corrections", "files"): "corrections.jsonl"}
"""The files that a key names when it is not said, where they stand beside dataset.toml."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, the folder that relative paths in them start from, and the file that was read ("" for none)."""

    dataset: Dataset = Dataset()  # noqa: RUF009 - it never changes
    readers: Readers = Readers()  # noqa: RUF009
    personal: Personal = Personal()  # noqa: RUF009
    splits: Splits = Splits()  # noqa: RUF009
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
        said = {name: getattr(self, name).model_dump(mode="json") for name in TABLES}
        for table, keys in NAMED_FILES.items():
            said[table] |= {key: [sha256(path.read_bytes()).hexdigest() for path in self.files(table, key)] for key in keys}
        return said

    def digest(self, tables: tuple[str, ...]) -> str:
        """Digest of the named tables and of the files they name: the part of a key that configuration decides."""
        said = self.copy()
        return digest_said({name: said[name] for name in tables})


def read_copy(said: Copy) -> Settings:
    """The settings of a copy, digests in place of names. Raises PipelineError where dataset.toml could not have said it."""
    given = {table: dict(said.get(table, {})) for table in {**TABLES, **said}}
    for table, keys in NAMED_FILES.items():
        for key in keys:
            digests = given[table].get(key)
            if isinstance(digests, list) and TABLES[table].model_fields[key].annotation is str:
                given[table][key] = " ".join(map(str, digests))
    settings, faults = parse_tables(given, Path(MANIFEST))
    require_none(MANIFEST, faults)
    return settings


def digest_said(said: Mapping[str, object]) -> str:
    """Digest of some tables of a copy."""
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_settings(path: Path) -> Settings:
    """The settings of a file. Raises PipelineError with all that is wrong, a line each."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
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
        if name not in TABLES or not isinstance(table, dict):
            faults.append(f"unknown table [{name}]{nearest(name, TABLES)}")
        else:
            tables[name], found = parse_table(name, table)
            faults += found
    settings = Settings(**tables, folder=path.parent, file=str(path))  # type: ignore[arg-type]
    return settings, faults + list(find_conflicts(settings))


def parse_table(name: str, given: Mapping[str, object]) -> tuple[Table, list[str]]:
    """A table, what is wrong left out, and what is wrong."""
    try:
        return TABLES[name].model_validate(given), []
    except ValidationError as error:
        wrong = {str(found["loc"][0]): found["input"] for found in error.errors()}
    right = {key: value for key, value in given.items() if key not in wrong}
    return TABLES[name].model_validate(right), [tell(name, key, given[key]) for key in wrong]


def tell(table: str, key: str, found: object) -> str:
    """What is wrong with a key of a table."""
    fields = TABLES[table].model_fields
    if key in fields:
        return f"[{table}] {key}: expected {fields[key].description}; found {found!r}"
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
