"""The card: what it says is counted, so other data give another card; what the Hub reads of it is what the Hub allows."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard

from pipeline.job.errors import PipelineError
from pipeline.job.settings import DEFAULTS, read_settings
from pipeline.parse.defects import DEFECTS
from pipeline.release.blocks import BLOCKS
from pipeline.release.card import PARTS, card
from pipeline.release.card_head import ALLOWED, SIZES, split_card
from pipeline.release.card_words import WORDS
from pipeline.release.figures import count_figures
from pipeline.release.folder import Release
from schemas import CONFIGS, TABLES
from schemas.derived import features
from tests.tools.corruptions import alter_cell
from tests.tools.staged import PAGES, stage_pages

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


def test_every_key_of_the_head_with_a_list_of_values_is_in_the_card(text: str) -> None:
    assert ALLOWED.keys() - yaml.safe_load(split_card(text)[0]).keys() == set()


@pytest.mark.parametrize(
    ("number", "size"), [(0, "n<1K"), (999, "n<1K"), (1_000, "1K<n<10K"), (999_999, "100K<n<1M"), (10**6, "1M<n<10M")]
)
def test_sizes_are_named_as_the_hub_names_them(number: int, size: str) -> None:
    assert next(name for limit, name in SIZES if number < limit) == size


def test_no_figure_is_typed(staged: Release, tmp_path: Path) -> None:
    """Every counted block differs in a card of other pages, but for the record and the columns; no said block has a figure."""
    other = count_figures(stage_pages(tmp_path / "other", staged.settings, PAGES[:3]), {"empty": 2, "undecodable": 1})
    figures = count_figures(staged.folder, staged.rejected)
    same = [name for name, block in BLOCKS.items() if block(figures) == block(other)]
    assert same == ["record", "columns", "patterns"]
    figures_said = {number for name in WORDS for number in NUMBER.findall(WORDS[name](staged))} - {
        "256",
        "1",
        "2021",
        "03",
        "04",
        "00",
        "2.0",
        "0.1.0",
    }
    assert figures_said == set()


def test_personal_data_found_by_form_is_counted(staged: Release, tmp_path: Path) -> None:
    spoilt = replace(staged, folder=tmp_path / "copy")
    shutil.copytree(staged.folder, spoilt.folder)
    alter_cell("sections", "defects", ["mobile_number"])(spoilt)
    row = f"| `sections` | `mobile_number` | {DEFECTS['mobile_number']} | 1 |"
    assert row in card(spoilt, count_figures(spoilt.folder, {}))
    assert "None was found." in card(staged, count_figures(staged.folder, {}))


def test_the_record_shown_is_a_record(staged: Release, text: str) -> None:
    figures = count_figures(staged.folder, {})
    shown = yaml.safe_load(text.split("## One record\n\n```json\n")[1].split("```")[0])
    assert shown == figures.record
    assert shown["heading"] and list(shown) == list(TABLES["sections"].to_schema().columns)


def test_counts_lengths_defects_and_rates_are_those_of_the_files(text: str) -> None:
    assert "| `sections` | 14 | 7 | 7 |" in text
    assert "| `pages` | `declared_count` | " + DEFECTS["declared_count"] + " | 1 | 25.0 % |" in text
    assert "| `sections` | `masked` | " + DEFECTS["masked"] + " | 4 | 14.3 % |" in text
    assert "| `injected` | put there by damage: pinyin, watermarks, page marks, invisible characters | 4 | 4 |" in text
    assert "| `empty` | 1 |" in text
    assert "| `speeches` | 8 | 1 | 1 | 12.5 % |" in text


def test_what_is_left_out_and_what_is_published_make_up_the_pages(staged: Release) -> None:
    figures = count_figures(staged.folder, {})
    total = sum(lengths.total for lengths in figures.lengths["pages"].values())
    assert sum(kind.n_chars for kind in figures.kinds) == total
    titles = sum(kind.n_chars for kind in figures.kinds if kind.name == "speech_title")
    published = sum(kind.n_chars for kind in figures.kinds if kind.published)
    assert published == sum(lengths.total for lengths in figures.lengths["speeches"].values()) + titles


def test_every_part_has_its_heading_and_every_block_its_part(text: str) -> None:
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == [heading for heading, _blocks in PARTS]
    assert {name for _heading, blocks in PARTS for name in blocks} == BLOCKS.keys() | WORDS.keys() | {"changes"}


def test_pictures_are_whole_and_shown_and_show_the_figures(staged: Release, text: str) -> None:
    shown = re.findall(r"!\[[^\]]+\]\((assets/[\w-]+\.svg)\)", text)
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


def test_an_unknown_licence_is_refused_when_the_card_is_written(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text("[dataset]\nlicense = 'free'\n", encoding="utf-8")
    with pytest.raises(PipelineError, match=r"^dataset\.toml: \[dataset\] license: expected one of .* found 「free」$"):
        stage_pages(tmp_path / "release", read_settings(tmp_path / "dataset.toml"), PAGES[:1])


def test_without_words_the_card_is_written_all_the_same(staged: Release, tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text("", encoding="utf-8")
    bare = Release(staged.folder, read_settings(tmp_path / "dataset.toml"), staged.making, {})
    text = card(bare, count_figures(staged.folder, {}))
    assert "No licence is given: this folder is not for publication." in text
    assert "No source was rejected." in text
    assert "license:" not in split_card(text)[0]
    assert text.count("The publisher says nothing on this.") == 3


def test_every_key_of_the_publisher_has_a_default() -> None:
    assert {key for key in WORDED if key not in DEFAULTS["dataset"]} == set()
