"""dataset.toml is read strictly: every refusal says where, what was expected and what was found, all of them at once."""

import pickle
import re
from pathlib import Path

import pytest

from pipeline.job.configuration import SETTINGS_TABLES
from pipeline.job.errors import PipelineError
from pipeline.job.settings import Settings, parse_settings, read_copy, read_settings
from pipeline.job.words import choose_settings, tell_settings, write_template
from schemas.personal import KINDS

KINDS_WANTED = (
    "[personal] reject: expected a list of kinds of the table `personal`, such as mobile_number: pages that hold one are not "
    "published"
)
REFUSED: list[tuple[str, list[str]]] = [
    ("[dataset]\nname = 3\n", ["[dataset] name: expected a name as the Hub has them: letters, digits, . _ -; found 3"]),
    ("[dataset]\nname = '讲话'\n", ["[dataset] name: expected a name as the Hub has them: letters, digits, . _ -; found '讲话'"]),
    ("[dataset]\nversion = '1.0'\n", ["[dataset] version: expected a version x.y.z, such as \"0.1.0\"; found '1.0'"]),
    ("[dataset]\nlicence = 'mit'\n", ["[dataset] licence: unknown key; did you mean license?"]),
    ("[dataset]\nlimits = 'few'\n", ["[dataset] limits: expected a list of texts, such as [\"Only one province.\"]; found"]),
    ("[dataset]\nlimits = ['few', 3]\n", ["[dataset] limits: expected a list of texts, such as [\"Only one province.\"]; found"]),
    ("[dataset]\nhomepage = 'example.org'\n", ["[dataset] homepage: expected an address, https://…; found 'example.org'"]),
    ("[dataset]\nreleased = '2023-02-29'\n", ["[dataset] released: 2023-02-29 is no day of the calendar"]),
    ("[dataset]\nlicense = 'gpl'\nsummary = 'x'\n", ["[dataset] license: expected one of apache-2.0, mit,"]),
    ("[dataset]\nlicense = 'mit'\n", ["[dataset] summary: what is published says what it is; expected a sentence"]),
    ("[dataset]\nlicense = 'other'\nsummary = 'x'\n", ['[dataset] license = "other" takes license_name, and license_link or']),
    ("[dataset]\nlicense_name = 'Ours'\n", ['[dataset] license_name, license_link: read with license = "other" only']),
    ("[dataset]\nlicense_file = 'TERMS'\n", ["[dataset] license_file: TERMS: no such file"]),
    ("[splits]\ntest = true\n", ["[splits] test: expected a part such as 0.05, from 0 and under 1; found True"]),
    (
        "[duplicates]\nsimilarity = 0.3\n",
        [
            "[duplicates] similarity: expected a part from 0.4 to 0.9, of shingles: 5 % damage leaves a copy 0.6; speeches of "
            "one occasion share up to 0.3, and under 0.4 not all pairs are found; found 0.3"
        ],
    ),
    ("[splits]\ntest = -0.1\n", ["[splits] test: expected a part such as 0.05, from 0 and under 1; found -0.1"]),
    ("[splits]\ntest = 0.5\nvalidation = 0.5\n", ["[splits] validation, test: expected a sum under 1, found 0.5 and 0.5"]),
    ("[splits]\nprevious = 'gone'\n", ["[splits] previous: gone: no such file, nor a folder with data/pages/*.parquet"]),
    ("[words]\nkeywords = 2.5\n", ["[words] keywords: expected a whole number from 0: keywords of a record at most; found 2.5"]),
    ("[words]\nkeywords = -1\n", ["[words] keywords: expected a whole number from 0: keywords of a record at most; found -1"]),
    ("[words]\nsegmenter = 'x'\n", ["[words] segmenter: expected rjieba, or jieba, which is slower; found 'x'"]),
    ("[readers]\ntext_column = 'a'\nid_column = 'a'\n", ["[readers] 'a' is given as two columns"]),
    ("[personal]\nreject = ['name']\n", ["[personal] reject: expected a list of kinds of the table `personal`, such as"]),
    ("[personal]\nreject = ['email', 'phones']\n", [f"{KINDS_WANTED}; found ['email', 'phones']; expected one of id_number, "]),
    ("[personal]\nreject = ['emails']\n", [f"{KINDS_WANTED}; found ['emails']; did you mean email?"]),
    ("[dataset]\nconfigs = ['texts']\n", [
        "[dataset] configs: expected a list of what is published besides the records and personal, such as [\"text\"]; "
        "found ['texts']; did you mean text?"
    ]),
    ("[datasets]\nname = 'x'\n", ["unknown table [datasets]; did you mean dataset?"]),
    ("name = 'x'\n", ["unknown table [name]; expected one of dataset, readers, personal, splits, duplicates, words"]),
    (
        "[dataset]\nversion = '1'\nlicense = 'mit'\n[splits]\ntest = 2\n",
        ["[dataset] version: expected", "[splits] test: expected", "[dataset] summary: what is published"],
    ),
]


@pytest.mark.parametrize(("text", "messages"), REFUSED)
def test_what_is_not_a_setting_is_refused_by_name(tmp_path: Path, text: str, messages: list[str]) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PipelineError) as refusal:
        read_settings(path)
    lines = str(refusal.value).splitlines()
    assert len(lines) == len(messages)
    assert [line for line, message in zip(lines, messages, strict=True) if not line.startswith(f"{path}: {message}")] == []


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    for name, why in (("none.toml", "No such file or directory"), (".", "Is a directory")):
        with pytest.raises(PipelineError, match=rf": {why}; CONFIG names a dataset\.toml$"):
            read_settings(tmp_path / name)


def test_broken_toml_is_refused_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text("[dataset\n", encoding="utf-8")
    with pytest.raises(PipelineError, match=r"not TOML: .*line 1"):
        read_settings(tmp_path / "dataset.toml")


def test_what_is_not_given_has_its_default() -> None:
    settings = parse_settings({"splits": {"test": 0.2}})
    assert (settings.splits.test, settings.splits.validation) == (0.2, Settings().splits.validation)


def test_settings_are_handed_to_workers_as_they_are() -> None:
    settings = parse_settings({"dataset": {"limits": ["few"]}, "words": {"keywords": 3}})
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_a_copy_names_no_file_and_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "TERMS").write_text("Terms.\n", encoding="utf-8")
    said: dict[str, object] = {"license": "other", "license_name": "Ours", "license_file": "TERMS", "summary": "x"}
    settings = parse_settings({"dataset": said}, tmp_path / "dataset.toml")
    assert "TERMS" not in str(settings.copy())
    assert read_copy(settings.copy()).dataset.license_name == "Ours"


def test_every_kind_of_personal_data_that_is_looked_for_can_be_kept_out() -> None:
    assert parse_settings({"personal": {"reject": list(KINDS)}}).personal.reject == tuple(KINDS)


@pytest.mark.parametrize("table", SETTINGS_TABLES)
def test_every_key_says_what_it_takes(table: str) -> None:
    assert [key for key, field in SETTINGS_TABLES[table].model_fields.items() if not field.description] == []


def test_only_the_file_in_the_folder_of_the_sources_speaks_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pages", "others"):
        (tmp_path / name).mkdir()
    (tmp_path / "pages" / "dataset.toml").write_text('[dataset]\ntitle = "Ours"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert choose_settings(None, ["pages"]).dataset.title == "Ours"
    assert tell_settings(choose_settings(None, ["pages"]), None) == "pages/dataset.toml speaks for these sources"
    settings = choose_settings(None, ["others"])
    assert settings == Settings()
    assert tell_settings(settings, None).startswith("nothing is said of these sources")
    (tmp_path / "dataset.toml").write_text('[dataset]\ntitle = "Here"\n', encoding="utf-8")
    assert choose_settings(None, ["others"]).dataset.title == "Here"


HEARD = {
    ("years",): "years", ("years", "years/"): "years", ("years", "years/1.txt", "./years"): "years", ("file://years",): "years",
    ("years/*.txt",): ".", ("none",): ".", ("years/1.txt", "none"): ".", ("*.toml",): ".",
    ("years", "none"): None, ("none", "years"): None, ("years", "s3://bucket/a"): None, (".", "s3://b"): ".",
    ("above",): None, ("years/*",): None,
    ("ab*",): None, ("years/dataset.toml", "years/1.txt"): None,
}  # fmt: skip
"""Sources → the folder whose dataset.toml speaks for them; None: one that lies in them would not be heard."""


@pytest.mark.parametrize("sources", HEARD)
def test_no_file_in_the_sources_goes_unheard(sources: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("years", "above/below", "none", "."):
        (tmp_path / name).mkdir(exist_ok=True, parents=True)
        (tmp_path / name / "1.txt").touch()
        if name != "none":
            (tmp_path / name / "dataset.toml").write_text(f'[dataset]\ntitle = "{name}"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    if (folder := HEARD[sources]) is not None:
        assert choose_settings(None, sources).dataset.title == folder
        return
    with pytest.raises(PipelineError, match=r"^.*dataset\.toml: .* CONFIG= which file speaks for all$"):
        choose_settings(None, sources)
    assert choose_settings(Path("dataset.toml"), sources).dataset.title == "."


def test_a_template_says_nothing_until_it_is_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "dataset.toml"
    write_template(path, ["pages"])
    assert read_settings(path).copy() == Settings().copy()
    path.write_text(re.sub(r"^# (\w+ = )", r"\1", path.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    assert read_settings(path).copy() == Settings().copy()
    with pytest.raises(PipelineError, match="is there already and stays as it is"):
        write_template(path, ["pages"])
