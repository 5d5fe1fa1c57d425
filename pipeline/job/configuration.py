"""What dataset.toml may say: its tables, their keys, what is expected of each, and which of them name files."""

from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, Field

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
    withdrawn: str = Field("", description="a file: ids, digests or addresses of texts that are never published, a line each; "
        "else withdrawn.txt beside this file")
    mask: bool = Field(False, description="true: in all training views masks stand for personal data, records keep the "
        "page's own text; the key stays beside the dataset")


class Splits(Table):
    """How pages are shared out."""

    validation: float = Field(0.05, ge=0, lt=1, description="a part such as 0.05, from 0 and under 1")
    test: float = Field(0.05, ge=0, lt=1, description="a part such as 0.05, from 0 and under 1")
    salt: str = Field("chinese-speeches", description="text: another one is another drawing")
    previous: str = Field("", description="the folder of an earlier release, whose pages keep their split")


class Duplicates(Table):
    """From what on texts are copies, and pages are kept in one split. What is asked is in manifest.json and leakage.json."""

    similarity: float = Field(0.4, ge=0.4, le=0.9, description="a part from 0.4 to 0.9, of shingles: 5 % damage leaves a copy "
        "0.6; speeches of one occasion share up to 0.3, and under 0.4 not all pairs are found")  # fmt: skip
    record_chars: int = Field(100, ge=20, description="a whole number of characters from 20: shorter records join no pages, as "
        "thanks and greetings are the same in thousands of speeches")  # fmt: skip
    passage_chars: int = Field(80, ge=50, description="a whole number of letters and digits from 50, which is the shortest "
        "passage looked for: pages that share as many are kept in one split; 80 are a hundred characters")  # fmt: skip
    passage_part: float = Field(0.2, gt=0, le=1, description="a part such as 0.2, above 0 and up to 1, of the shorter speech: "
        "pages that share as much of it are kept in one split, too")  # fmt: skip
    phrase_pages: int = Field(8, ge=2, description="a whole number from 2: what more unrelated pages than these have is a set "
        "phrase and joins none; a text that is spread further is joined by what else its copies share")  # fmt: skip


class Words(Table):
    """How texts are cut into words."""

    segmenter: Literal["rjieba", "jieba"] = Field("rjieba", description="rjieba, or jieba, which is slower")
    dictionaries: Texts = Field((), description='a list of files of words, with segmenter = "jieba"')
    keywords: int = Field(10, ge=0, description="a whole number from 0: keywords of a record at most")


class Corrections(Table):
    """What readers have corrected by hand."""

    files: Texts = Field((), description="a list of files or folders of corrections, else corrections.jsonl beside this file")


SETTINGS_TABLES: dict[str, type[Table]] = {
    "dataset": Dataset,
    "readers": Readers,
    "personal": Personal,
    "splits": Splits,
    "duplicates": Duplicates,
    "words": Words,
    "corrections": Corrections,
}
HAS_SETTINGS = "manifest.json"  # where a dataset has its copy of the settings
COLUMNS = {name for name in Readers.model_fields if name.endswith("_column")}
NAMED_FILES = {
    "dataset": {"license_file": "", "previous": "manifest.json"},
    "personal": {"withdrawn": ""},
    "splits": {"previous": "data/pages/*.parquet"},
    "words": {"dictionaries": ""},
    "corrections": {"files": "*.jsonl"},
}
"""The keys that name files, or folders with files of this pattern; their bytes are part of what the table says."""
BESIDE = {("corrections", "files"): "corrections.jsonl", ("personal", "withdrawn"): "withdrawn.txt"}
"""The files that a key names when it is not said, where they stand beside dataset.toml."""
LISTED_NAMES = {("personal", "reject"): get_args(Kind), ("dataset", "configs"): OPTIONAL}
"""The keys whose list holds names of these only."""
