"""Leakage: what is in leakage.json can be computed again from the Parquet files alone, and says how similar the splits are."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.annotation.fingerprints import find_similarity
from pipeline.annotation.plain import plain_form
from pipeline.job.errors import PipelineError
from pipeline.leakage import main
from pipeline.release.leakage import measure_leakage, require_no_leakage
from tests.tools.planted import draw_sentences, make_texts

RANDOM = Random(3)
TEXTS = make_texts(60, 200, draw_sentences(), RANDOM)
ALIKE = tuple(TEXTS[0][:40] + text[:45] + TEXTS[0][40:80] + text[45:90] for text in TEXTS[1:3])
"""A third of each is the other's, in pieces too short for a passage: no near-duplicates."""


def write_dataset(folder: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    """A dataset folder with these rows as sections and as speeches, each on its own page: (id, cluster_id, split, text)."""
    for split in sorted({row[2] for row in rows}):
        ids, clusters, splits, texts = map(list, zip(*[row for row in rows if row[2] == split], strict=True))
        common = {"page_id": ids, "split": splits, "n_chars": list(map(len, texts))}
        record = common | {"cluster_id": clusters, "text": texts}
        tables = {"pages": common, "speeches": {"speech_id": ids} | record, "sections": {"section_id": ids} | record}
        for config, columns in tables.items():
            (folder / "data" / config).mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.table(columns), folder / "data" / config / f"{split}-00000-of-00001.parquet")
    return folder


def test_the_most_similar_pair_across_splits_is_found_and_its_similarity_computed(tmp_path: Path) -> None:
    rows = [(f"t{number}", f"t{number}", "train", text) for number, text in enumerate([*TEXTS[10:], ALIKE[0]])]
    facts = measure_leakage(write_dataset(tmp_path, [*rows, ("x", "x", "test", ALIKE[1])]))
    expected = round(find_similarity(plain_form(ALIKE[0]), plain_form(ALIKE[1])), 4)
    assert 0.2 < expected < 0.4
    assert (facts["containment"]["components"], facts["components_that_splits_need"]) == (52, 20)  # type: ignore[index]
    assert facts["sections"] == facts["speeches"] == {
        "records_compared": 52,
        "clusters_cut": 0,
        "set_phrases_cut": 0,
        "searched_from": 0.2,
        "highest_similarity": {"similarity": expected, "ids": ["t50", "x"]},
    }  # fmt: skip
    require_no_leakage(facts)


def test_a_copy_in_another_split_is_found_even_when_no_cluster_says_so(tmp_path: Path) -> None:
    facts = measure_leakage(write_dataset(tmp_path, [("a", "a", "train", TEXTS[0]), ("b", "b", "validation", TEXTS[0])]))
    assert facts["sections"]["highest_similarity"] == {"similarity": 1.0, "ids": ["a", "b"]}  # type: ignore[index]


def test_one_split_has_nothing_to_compare(tmp_path: Path) -> None:
    facts = measure_leakage(write_dataset(tmp_path, [("a", "a", "train", TEXTS[0]), ("b", "a", "train", TEXTS[0])]))
    assert facts["sections"]["highest_similarity"] is None  # type: ignore[index]
    require_no_leakage(facts)


def test_a_cluster_that_is_cut_is_counted_and_refused(tmp_path: Path) -> None:
    facts = measure_leakage(write_dataset(tmp_path, [("a", "a", "train", TEXTS[0]), ("b", "a", "test", TEXTS[0])]))
    assert facts["sections"]["clusters_cut"] == 1  # type: ignore[index]
    with pytest.raises(PipelineError) as refusal:
        require_no_leakage(facts)
    assert str(refusal.value) == "speeches: 1 near-duplicate clusters have records in more than one split"


def test_the_fingerprints_of_a_build_say_what_the_published_files_say(thirty: Path) -> None:
    said = json.loads((thirty / "dataset" / "leakage.json").read_text(encoding="utf-8"))
    assert said == measure_leakage(thirty / "dataset")


NOTHING = {"value": 0, "ids": None}


def test_a_passage_in_two_splits_is_told_and_refused(tmp_path: Path) -> None:
    """120 characters of one speech in another of some 400: no near-duplicates, but too much for two splits."""
    host = "".join(TEXTS[3:5])
    quoting = host[:150] + TEXTS[0][20:140] + host[150:]
    facts = measure_leakage(write_dataset(tmp_path, [("a", "a", "train", TEXTS[0]), ("b", "b", "test", quoting)]))
    found, size = facts["containment"], len(plain_form(TEXTS[0][20:140]))
    assert isinstance(found, dict)
    assert (facts["speeches"]["clusters_cut"], found["pairs_cut"], found["components"]) == (0, 1, 1)  # type: ignore[index]
    assert found["longest_passage"] == found["most_shared"] == {"value": size, "ids": ["a", "b"]}
    assert found["highest_share"] == {"value": round(size / len(plain_form(TEXTS[0])), 4), "ids": ["a", "b"]}
    with pytest.raises(PipelineError) as refusal:
        require_no_leakage(facts)
    assert str(refusal.value) == "containment: 1 pairs of speeches in two splits share 80 characters or a part of 0.2"


def test_a_set_phrase_that_many_pages_have_is_no_passage(tmp_path: Path) -> None:
    rows = [(f"{number:02d}", f"{number:02d}", "test" if number % 2 else "train", TEXTS[number]) for number in range(40)]
    rows = [(*row[:3], row[3] + TEXTS[50][:120]) for row in rows[:12]] + rows[12:]
    found = measure_leakage(write_dataset(tmp_path, rows))["containment"]
    assert isinstance(found, dict)
    assert (found["components"], found["pairs_cut"], found["longest_passage"]) == (40, 0, NOTHING)


def test_thanks_in_several_splits_are_counted_apart(tmp_path: Path) -> None:
    facts = measure_leakage(write_dataset(tmp_path, [("a", "a", "train", "谢谢大家！"), ("b", "a", "test", "谢谢大家！")]))
    assert facts["sections"]["set_phrases_cut"] == 1  # type: ignore[index]
    assert (facts["sections"]["records_compared"], facts["sections"]["clusters_cut"]) == (0, 0)  # type: ignore[index]
    require_no_leakage(facts)


def test_pages_that_share_a_long_text_are_one_component_and_thanks_link_none(tmp_path: Path) -> None:
    pages = (("a", "a", TEXTS[0]), ("b", "a", TEXTS[0]), ("c", "c", "谢谢！"), ("d", "c", "谢谢！"))
    rows = [(page, cluster, "train", text) for page, cluster, text in pages]
    assert measure_leakage(write_dataset(tmp_path, rows))["containment"]["components"] == 3  # type: ignore[index]


def test_the_command_that_leakage_json_names_prints_the_same(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path, [("a", "a", "train", TEXTS[0]), ("b", "b", "test", TEXTS[1])])
    facts = measure_leakage(folder)
    words = str(facts["command"]).replace("python", sys.executable, 1).replace("DATASET", str(folder)).split()
    result = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).resolve().parents[2])
    assert json.loads(result.stdout) == facts


@pytest.mark.parametrize(("damage", "said"), [
    (None, "expected a dataset folder, with Parquet files in pages, speeches, sections below data/"),
    ("data/pages/train-00000-of-00001.parquet", "cannot be read ("),
])  # fmt: skip
def test_a_folder_that_is_no_dataset_is_told_of_in_one_line(
    damage: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if damage:
        write_dataset(tmp_path, [("a", "a", "train", TEXTS[0]), ("b", "b", "test", TEXTS[1])])
        (tmp_path / damage).write_bytes(b"PAR1")
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith(f"{tmp_path}: {said}")


def test_the_folder_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([])
    assert "the following arguments are required: folder" in capsys.readouterr().err
