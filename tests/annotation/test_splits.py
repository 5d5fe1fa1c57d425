"""Splits: components stay together, old records stay where they are, small corpora are all train."""

from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.annotation.components import link, start_components
from pipeline.annotation.lineage import read_previous
from pipeline.annotation.splits import SplitRule, assign_splits, name_components
from pipeline.job.configuration import Splits
from pipeline.job.errors import PipelineError
from pipeline.job.settings import Settings, parse_settings

RULE = SplitRule(0.1, 0.1, "salt")
PAGES = [sha256(str(number).encode()).hexdigest()[:16] for number in range(2000)]


def alone(pages: list[str]) -> dict[str, str]:
    """Pages that resemble no other."""
    return {page: page for page in pages}


def join(pages: list[str], pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Components of pages of which these pairs belong together."""
    ids = sorted(pages)
    parents = start_components(len(ids))
    for one, other in pairs:
        link(parents, ids.index(one), ids.index(other))
    return name_components(ids, parents)


def test_the_parts_are_those_asked_for() -> None:
    splits = list(assign_splits(alone(PAGES), RULE, {}).values())
    assert 150 < splits.count("test") < 250
    assert 150 < splits.count("validation") < 250


def test_another_salt_is_another_drawing() -> None:
    assert assign_splits(alone(PAGES), RULE, {}) != assign_splits(alone(PAGES), SplitRule(0.1, 0.1, "other"), {})


def test_pages_that_share_a_cluster_are_in_one_split_however_long_the_chain() -> None:
    components = join(PAGES, list(pairwise(PAGES[:501])))
    assert len(set(components.values())) == 1500
    splits = assign_splits(components, RULE, {})
    assert len({splits[page] for page in PAGES[:501]}) == 1


def test_new_pages_that_resemble_none_move_no_old_ones_but_for_those_that_mend_a_draw() -> None:
    before = assign_splits(alone(PAGES[:1000]), RULE, {})
    after = assign_splits(alone(PAGES), RULE, {})
    assert sum(before[page] != after[page] for page in before) <= 20
    assert after == assign_splits(alone(PAGES), RULE, after)


def test_a_new_page_moves_a_component_only_when_its_id_is_the_smallest() -> None:
    old, new = PAGES[:1000], PAGES[1000:]
    before = assign_splits(alone(old), RULE, {})
    joined = join(PAGES, list(zip(old, new, strict=True)))
    after = assign_splits(joined, RULE, {})
    moved = [a for a, b in zip(old, new, strict=True) if before[a] != after[a]]
    assert sum(b > a for a, b in zip(old, new, strict=True) if a in moved) <= 20  # those that mend a draw
    assert 50 < len(moved) < 250


def test_with_an_earlier_release_named_no_old_record_moves() -> None:
    old, new = PAGES[:1000], PAGES[1000:]
    before = assign_splits(alone(old), RULE, {})
    joined = join(PAGES, list(zip(old, new, strict=True)))
    after = assign_splits(joined, RULE, before)
    assert before == {page: after[page] for page in before}
    assert all(after[a] == after[b] for a, b in zip(old, new, strict=True))


@pytest.mark.parametrize(
    ("first", "second", "expected"), [("test", "train", "train"), ("test", "validation", "validation"), ("test", "test", "test")]
)
def test_old_components_that_a_new_page_joins_go_towards_train(first: str, second: str, expected: str) -> None:
    joined = join(PAGES[:3], list(pairwise(PAGES[:3])))
    assert set(assign_splits(joined, RULE, {PAGES[0]: first, PAGES[1]: second}).values()) == {expected}


@pytest.mark.parametrize(("count", "expected"), [(19, {"train"}), (20, {"train", "test", "validation"})])
def test_under_20_components_all_is_train(count: int, expected: set[str]) -> None:
    assert set(assign_splits(alone(PAGES[:count]), SplitRule(0.4, 0.4, "salt"), {}).values()) == expected


def test_a_part_of_nothing_is_never_drawn() -> None:
    assert set(assign_splits(alone(PAGES), SplitRule(0, 0, "salt"), {}).values()) == {"train"}


def test_an_earlier_release_is_read_from_its_pages(tmp_path: Path) -> None:
    (tmp_path / "old" / "data" / "pages").mkdir(parents=True)
    for split in ("train", "test"):
        table = pa.table({"page_id": [split * 2], "split": [split]})
        pq.write_table(table, tmp_path / "old" / "data" / "pages" / f"{split}-00000-of-00001.parquet")
    assert read_previous([]).splits == {}
    settings = parse_settings({"splits": {"previous": "old"}}, tmp_path / "dataset.toml")
    assert read_previous(settings.files("splits", "previous")).splits == {"testtest": "test", "traintrain": "train"}


def test_an_earlier_release_that_is_not_there_is_refused(tmp_path: Path) -> None:
    settings = Settings(splits=Splits(previous="gone"), folder=tmp_path)
    with pytest.raises(PipelineError) as refusal:
        settings.files("splits", "previous")
    assert str(refusal.value) == "[splits] previous: gone: no such file, nor a folder with data/pages/*.parquet"


def shares(splits: dict[str, str], sizes: dict[str, int]) -> dict[str, float]:
    """The part of the characters that each split has."""
    total = sum(sizes.values())
    return {name: sum(sizes[page] for page, split in splits.items() if split == name) / total for name in set(splits.values())}


@pytest.mark.parametrize("count", [30, 60, 200, 1000])
def test_a_draw_that_misses_its_part_is_mended(count: int) -> None:
    for salt in "abcdefgh":
        sizes = {page: 500 + int(page[:4], 16) % 3000 for page in PAGES[:count]}
        found = shares(assign_splits(alone(PAGES[:count]), SplitRule(0.05, 0.1, salt), {}, sizes), sizes)
        assert abs(found["test"] - 0.1) < 0.011 + 1 / count
        assert abs(found["validation"] - 0.05) < 0.006 + 1 / count


def test_a_component_larger_than_a_part_goes_to_train() -> None:
    sizes = dict.fromkeys(PAGES[:200], 100) | dict.fromkeys(PAGES[:3], 30_000)
    for salt in "abcdefgh":
        splits = assign_splits(alone(PAGES[:200]), SplitRule(0.05, 0.05, salt), {}, sizes)
        assert {splits[page] for page in PAGES[:3]} == {"train"}
        assert abs(shares(splits, sizes)["test"] - 0.05) < 0.006


def test_pages_added_one_by_one_move_few_old_ones() -> None:
    sizes = {page: 500 + int(page[:4], 16) % 3000 for page in PAGES}
    before = assign_splits(alone(PAGES[:300]), RULE, {}, sizes)
    after = assign_splits(alone(PAGES[:310]), RULE, {}, sizes)
    assert sum(before[page] != after[page] for page in before) <= 9


def test_a_changed_page_moves_hardly_another_one_where_a_draw_is_mended() -> None:
    sizes, moved = {page: 500 + int(page[:4], 16) % 3000 for page in PAGES}, []
    for salt in "abcdefghijkl":
        rule = SplitRule(0.05, 0.05, salt)
        before = assign_splits(alone(PAGES[:400]), rule, {}, sizes)
        for place in range(0, 400, 20):
            new = PAGES[1000 + place]
            pages = [*PAGES[:place], new, *PAGES[place + 1 : 400]]
            after = assign_splits(alone(pages), rule, {}, sizes | {new: sizes[PAGES[place]]})
            moved.append(sum(before[page] != after[page] for page in pages if page in before))
    assert max(moved) <= 5
    assert sum(moved) <= 70  # of 240 changes


def test_what_an_earlier_release_had_stays_and_the_new_pages_make_up_for_it() -> None:
    sizes = dict.fromkeys(PAGES[:400], 100)
    previous = dict.fromkeys(PAGES[:200], "train")
    splits = assign_splits(alone(PAGES[:400]), RULE, previous, sizes)
    assert all(splits[page] == "train" for page in previous)
    assert abs(shares(splits, sizes)["test"] - 0.1) < 0.011
