"""The card: what it says is counted, so other data give another card; what the Hub reads of it is what the Hub allows."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import pytest
import yaml
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard

from pipeline.job.configuration import Dataset
from pipeline.job.licences import LICENCES
from pipeline.job.settings import read_settings
from pipeline.job.tongues import tongue
from pipeline.release import blocks
from pipeline.release.blocks import BLOCKS
from pipeline.release.card import LINES_NOTE, anchor, card, said_words
from pipeline.release.card_head import SIZES, TASKS
from pipeline.release.figures import Facts, count_figures
from pipeline.release.folder import Known, Release
from pipeline.release.manifest import measure_file
from schemas import CONFIGS, TABLES
from schemas.defects import DEFECTS
from schemas.derived import features
from schemas.personal import KINDS
from schemas.rejected import REASONS
from tests.tools.corruptions import alter_cell
from tests.tools.staged import PAGES, stage_pages

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

ENGLISH, CHINESE = tongue("en", "pipeline.release"), tongue("zh", "pipeline.release")
FREE = ("pretty_name", "tags", "license_name", "license_link", "configs", "dataset_info")
HEADINGS = re.compile(r"^## (.+)$", re.MULTILINE)
NUMBER = re.compile(r"\d[\d,.]*")


@pytest.fixture(scope="module")
def text(staged: Release) -> str:
    """The card of the staged dataset."""
    return (staged.folder / "README.md").read_text(encoding="utf-8")


def test_the_head_is_read_by_the_libraries_as_the_files_are(text: str) -> None:
    data = DatasetCard(text).data
    configs, infos = MetadataConfigs.from_dataset_card_data(data), DatasetInfosDict.from_dataset_card_data(data)
    assert list(configs) == list(infos) == list(CONFIGS)
    assert configs.get_default_config_name() == "sections"
    assert {config["version"] for config in configs.values()} == {"0.1.0"}
    for name, info in infos.items():
        assert info.features == features(TABLES[name])
    assert {split: info.num_examples for split, info in infos["sections"].splits.items()} == {
        "train": 14,
        "validation": 7,
        "test": 7,
    }


def head_of(text: str) -> dict[str, object]:
    """The head of a card."""
    head = yaml.safe_load(text.split("---\n")[1])
    assert isinstance(head, dict)
    return head


def test_every_value_of_the_head_is_one_that_the_hub_lists(text: str) -> None:
    head = head_of(text)
    assert head.keys() - ALLOWED.keys() - {*FREE} == set()
    for name, allowed in ALLOWED.items():
        values = head[name] if isinstance(head[name], list) else [head[name]]
        assert [value for value in values if value not in allowed] == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("number", "size"), [(0, "n<1K"), (999, "n<1K"), (1_000, "1K<n<10K"), (999_999, "100K<n<1M"), (10**6, "1M<n<10M")]
)
def test_sizes_are_named_as_the_hub_names_them(number: int, size: str) -> None:
    assert next(name for limit, name in SIZES if number < limit) == size


def test_figures_of_the_same_files_are_counted_once_and_those_of_others_again(staged: Release, tmp_path: Path) -> None:
    def measured(folder: Path) -> dict[str, Known]:
        return {path.relative_to(folder).as_posix(): measure_file(path) for path in (folder / "data").rglob("*.parquet")}

    folders = (staged.folder, stage_pages(tmp_path / "other", staged.settings, PAGES[:3]))
    known = [*map(measured, folders)]
    found = count_figures(folders[0], {"empty": 1}, known[0])
    assert count_figures(folders[0], {"empty": 1}, known[0]) is found
    assert count_figures(folders[0], {"empty": 1}) == found
    assert count_figures(folders[0], {"empty": 2}, known[0]).rejected == {"empty": 2}
    assert count_figures(folders[1], {"empty": 2}, known[1]).rows != found.rows


def test_no_figure_is_typed(staged: Release, tmp_path: Path) -> None:
    """Every counted block differs in a card of other pages, but for the record and the columns; no said block has a figure."""
    other = count_figures(stage_pages(tmp_path / "other", staged.settings, PAGES[:3]), {"empty": 2, "undecodable": 1})
    figures = count_figures(staged.folder, staged.rejected)
    same = [name for name, block in BLOCKS.items() if block(figures, ENGLISH) == block(other, ENGLISH)]
    assert [name for name in same if name != "record"] == ["columns"]
    said = said_words(staged.settings.dataset, ENGLISH)
    assert {number for words in said.values() for number in NUMBER.findall(words)} - {"256", "1", "2.0", "0.1.0"} == set()


def test_personal_data_found_by_form_is_counted(staged: Release, tmp_path: Path) -> None:
    spoilt = replace(staged, folder=tmp_path / "copy")
    shutil.copytree(staged.folder, spoilt.folder)
    alter_cell("sections", "defects", ["mobile_number"])(spoilt)
    row = f"| `sections` | `mobile_number` | {DEFECTS['mobile_number']} | 1 |"
    said = staged.settings.dataset
    assert row in card(Facts(count_figures(spoilt.folder, {}), said, {}))
    figures = count_figures(staged.folder, {})
    assert f"| `landline` | {KINDS['landline']} | 4 |" in card(Facts(figures, said, {}))
    assert "None was found." in card(Facts(replace(figures, personal={}), said, {}))


def test_the_record_shown_is_a_record(staged: Release, text: str) -> None:
    figures = count_figures(staged.folder, {})
    shown = yaml.safe_load(text.split("## One record\n\n```json\n")[1].split("```")[0])
    assert shown == figures.record
    assert shown["heading"] and list(shown) == list(TABLES["sections"].to_schema().columns)


def test_counts_lengths_defects_and_rates_are_those_of_the_files(text: str) -> None:
    assert re.search(r"\| `sections` \| One section of [^|]+ \| 14 \| 7 \| 7 \|", text)
    assert "| `pages` | `declared_count` | " + DEFECTS["declared_count"] + " | 1 | 25.0 % |" in text
    assert "| `sections` | `masked` | " + DEFECTS["masked"] + " | 4 | 14.3 % |" in text
    assert "| `injected` | put there by damage: pinyin, watermarks, page marks, invisible characters | 4 | 4 |" in text
    assert f"| `empty` | {REASONS['empty']} | 1 |" in text
    assert "| `speeches` | 8 | 1 | 1 | 12.5 % |" in text


def test_what_is_left_out_and_what_is_published_make_up_the_pages(staged: Release) -> None:
    figures = count_figures(staged.folder, {})
    total = sum(lengths.total for lengths in figures.lengths["pages"].values())
    assert sum(kind.n_chars for kind in figures.kinds) == total
    titles = sum(kind.n_chars for kind in figures.kinds if kind.name == "speech_title")
    published = sum(kind.n_chars for kind in figures.kinds if kind.published)
    assert published == sum(lengths.total for lengths in figures.lengths["speeches"].values()) + titles


def test_no_part_of_the_card_is_empty(text: str) -> None:
    parts = HEADINGS.split(text)
    assert len(parts) > 30
    assert [heading for heading, words in zip(parts[1::2], parts[2::2], strict=True) if not words.strip()] == []
    assert "$" not in text


def test_pictures_are_whole_and_shown_and_show_the_figures(staged: Release, text: str) -> None:
    shown = set(re.findall(r"!\[[^\]]+\]\((assets/[\w-]+\.svg)\)", text))
    assert sorted(shown) == sorted(path.relative_to(staged.folder).as_posix() for path in (staged.folder / "assets").iterdir())
    for name in shown:
        root = ElementTree.fromstring((staged.folder / name).read_text(encoding="utf-8"))
        boxes = [box for box in root.iter("{http://www.w3.org/2000/svg}rect") if box.get("x")]
        assert boxes and all(int(box.get("height", "")) >= 0 and int(box.get("width", "")) > 0 for box in boxes)
    assert "train, 10–29: 10 (71 %)" in (staged.folder / "assets/sections-lengths.svg").read_text(encoding="utf-8")


WORDED = {
    "title": "村里的讲话",
    "summary": "Speeches of four villages.",
    "collection": "From the notice boards.",
    "uses": "To learn to read.",
    "personal_data": "One farmer is named.",
    "contact": "mail@example.org",
    "homepage": "https://example.org/x",
    "license_note": "The speeches are everybody's.",
    "changes": "All is new.",
    "repository": "someone/villages",
}


SAID = re.compile(r'(?:say|heads)\((?:say, )?((?:"[^"]*"(?:, )?)+)')


def test_every_phrase_of_the_card_has_its_chinese() -> None:
    room = Path(blocks.__file__).parent
    found = [found for path in room.glob("*.py") for found in SAID.findall(path.read_text(encoding="utf-8"))]
    said = {words for phrases in found for words in re.findall(r'"([^"]*)"', phrases)}
    said |= {blocks.MADE, blocks.HEADLINE, blocks.CLEAN_WORDS, blocks.LOOKED, blocks.PASSAGES, LINES_NOTE}
    assert len(said) > 50
    assert said - CHINESE.phrases.keys() - {"numbers"} == set()


@pytest.mark.parametrize(
    ("language", "there", "not_there"), [("zh", "## 一条记录", "## One record"), ("en", "## One record", "## 一条")]
)
def test_a_card_in_one_language_has_no_other(language: Literal["zh", "en"], there: str, not_there: str, staged: Release) -> None:
    text = card(Facts(count_figures(staged.folder, {"empty": 1}), Dataset(language=language), {}))
    assert there in text and not_there not in text and "$" not in text
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert links == [anchor(heading) for heading in HEADINGS.findall(text)]


def test_a_chinese_card_says_nothing_in_english_but_names(staged: Release) -> None:
    text = card(Facts(count_figures(staged.folder, {"empty": 1}), Dataset(language="zh"), {})).split("\n---\n", 1)[1]
    plain = re.sub(r"```.*?```|`[^`]*`| 由 [^。]* 完全确定|\([^)]*\)|\[[^\]]*\]", "", text, flags=re.DOTALL)
    assert re.findall(r"[A-Za-z]+ [A-Za-z]+ [A-Za-z]+ [A-Za-z]+", plain) == []


def test_the_publishers_words_are_in_the_card(tmp_path: Path) -> None:
    lines = [f'{key} = "{value}"' for key, value in WORDED.items()]
    lists = ['license = "cc-by-4.0"', 'limits = ["Only four villages."]', 'tags = ["speeches"]', 'authors = ["A Village"]']
    (tmp_path / "dataset.toml").write_text("\n".join(["[dataset]", *lines, *lists]) + "\n", encoding="utf-8")
    folder = stage_pages(tmp_path / "release", read_settings(tmp_path / "dataset.toml"), PAGES[:1])
    text = (folder / "README.md").read_text(encoding="utf-8")
    missing = [
        value
        for value in [*WORDED.values(), "- Only four villages.", "{A Village}", "licenses/by/4.0", "- speeches"]
        if value not in text
    ]
    assert missing == []


def test_without_words_the_card_is_written_all_the_same_and_claims_nothing(staged: Release) -> None:
    text = card(Facts(count_figures(staged.folder, {}), Dataset(), {}))
    assert "No licence is given: this folder is not for publication." in text
    assert "No source was rejected." in text
    assert "license" not in head_of(text)
    assert text.count("The publisher says nothing on this.") == 3
    assert "written for it" not in text


@pytest.mark.parametrize(("repository", "place", "files"), [("", "os.getcwd()", "."), ("a/b", '"a/b"', "hf://datasets/a/b")])
def test_the_code_of_the_card_names_the_repository_or_the_folder(
    repository: str, place: str, files: str, staged: Release
) -> None:
    text = card(Facts(count_figures(staged.folder, {}), Dataset(repository=repository), {}))
    assert set(re.findall(r"load_dataset\(([^,]+),", text)) == {place, '"json"'}
    assert set(re.findall(r"[\"'](\S+)/(?:data|jsonl)/sections", text)) == {files}


def test_the_code_of_the_card_runs_in_its_folder(staged: Release, text: str, tmp_path: Path) -> None:
    code = text.split("```python\n")[1].split("```")[0]
    code += "print(len(sections), sections.to_list() == list(stream), len(lines), lines['text'][:] == sections['text'][:])\n"
    code += "print(len(frame), duckdb.sql(\"select count(*) from './data/sections/*.parquet'\").fetchall()[0][0])\n"
    environment = os.environ | {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=staged.folder, env=environment, capture_output=True, text=True, check=False
    )
    assert found.stdout.split() == ["14", "True", "14", "True", "28", "28"], found.stderr
