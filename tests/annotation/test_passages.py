"""Passages: every shared run of fifty characters is found, exactly; what many pages have joins none of them."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest

from pipeline.annotation.components import find_roots, start_components
from pipeline.annotation.fingerprint_files import Marked, read_fingerprints, write_fingerprints, write_seeds
from pipeline.annotation.joining import JoinRule, Records, find_linking, join_passages
from pipeline.annotation.passages import Overlap, find_overlaps
from pipeline.annotation.plain import plain_form
from pipeline.annotation.seeds import LEAST, keep_shared, make_seeds
from pipeline.job.configuration import Duplicates
from tests.tools.excerpts import measure

LIMITS = Duplicates()
RANDOM = Random(5)


def draw(length: int, random: Random = RANDOM) -> str:
    """So many characters that mean nothing."""
    return "".join(chr(random.randrange(0x4E00, 0x9FA6)) for _place in range(length))


def overlap(one: str, other: str) -> Overlap | None:
    """What two plain forms share."""
    seeds, labels = make_seeds([one, other]), np.array([0, 1])
    found = list(
        find_overlaps(keep_shared(seeds, labels), labels, np.zeros(0, np.uint64), [one, other].__getitem__, lambda a, b: False)
    )
    return found[0] if found else None


@pytest.mark.parametrize("length", [LEAST, LEAST + 1, 63, 64, 65, 100, 500, 3000])
def test_a_run_is_found_wherever_it_stands_with_its_exact_length(length: int) -> None:
    random = Random(length)
    for _trial in range(20):
        run = draw(length, random)
        one, other = (draw(random.randrange(200), random) + run + draw(random.randrange(200), random) for _text in range(2))
        found = overlap(one, other)
        assert found is not None
        assert (found.longest, found.shared, found.shorter) == (length, length, min(len(one), len(other)))


def test_a_shorter_run_is_none() -> None:
    random = Random(1)
    for _trial in range(50):
        run = draw(LEAST - 1, random)
        assert overlap("甲" + draw(90, random) + run + "乙", draw(80, random) + "丙" + run + "丁") is None


def test_runs_of_one_pair_are_added_and_none_is_counted_twice() -> None:
    first, second, host = draw(60), draw(70), draw(400)
    found = overlap(
        host[:90] + first + host[90:200] + second + host[200:] + first, draw(50) + second + draw(40) + first + draw(9)
    )
    assert found is not None
    assert (found.longest, found.shared, found.is_too_much(80, 0.2)) == (70, 130, True)


REPEATING = ["一二三四五" * 40, "一" * 300, "一" * 49, ""]


@pytest.mark.parametrize("text", REPEATING)
def test_a_text_that_repeats_itself_is_compared_like_any(text: str) -> None:
    found = overlap(text, text)
    assert (found.shared if found else 0) == (len(text) if len(text) >= LEAST else 0)


def write(folder: Path, shards: Sequence[Sequence[str]]) -> Marked:
    """Texts as fingerprints and seeds on disk, each on a page of its own."""
    paths = [folder / f"{number}.arrow" for number in range(len(shards))]
    for number, (path, texts) in enumerate(zip(paths, shards, strict=True)):
        write_seeds(path, write_fingerprints(path, [f"{number:04d}{place:012d}-p0" for place in range(len(texts))], texts))
    return read_fingerprints(paths)


def join(folder: Path, shards: Sequence[Sequence[str]]) -> list[int]:
    """For every text the first of its component."""
    texts = write(folder, shards)
    parents = start_components(sum(texts.counts))
    join_passages(parents, np.arange(len(parents)), texts, JoinRule())
    return list(map(int, find_roots(parents, np.arange(len(parents)))))


def test_passages_join_pages_across_shards(tmp_path: Path) -> None:
    texts = [draw(500) for _text in range(6)]
    quoting = draw(300) + "，" + texts[1][100:220] + draw(300)
    assert join(tmp_path, [texts[:3], [quoting], texts[3:]]) == [0, 1, 2, 1, 4, 5, 6]


def test_a_fifth_of_a_short_speech_is_enough_and_of_a_long_one_not(tmp_path: Path) -> None:
    run = draw(60)
    assert join(tmp_path, [[draw(1000) + run, draw(100) + run + draw(100)]]) == [0, 0]
    assert join(tmp_path, [[draw(1000) + run, draw(900) + run + draw(100)]]) == [0, 1]


def test_what_many_pages_have_joins_none_but_what_two_of_them_have_besides_does(tmp_path: Path) -> None:
    phrase, passage = draw(150), draw(100)
    texts = [draw(400) + phrase + draw(400) for _text in range(12)]
    assert join(tmp_path, [texts]) == list(range(12))
    texts[3] += passage
    texts[7] = passage + texts[7]
    assert join(tmp_path, [texts]) == [*range(7), 3, *range(8, 12)]


def test_many_excerpts_of_one_speech_are_joined_though_each_passage_has_many_pages(tmp_path: Path) -> None:
    speech = draw(3000)
    excerpts = [draw(500) + speech[start : start + 400] + draw(500) for start in range(0, 2600, 40)]
    assert set(join(tmp_path, [[speech, *excerpts]])) == {0}


def test_a_chain_of_small_passages_is_no_component_that_train_cannot_hold(tmp_path: Path) -> None:
    """Each page has 100 characters of the next one: as one component all would be in train."""
    runs = [draw(100) for _page in range(30)]
    texts = write(tmp_path, [[draw(400) + runs[n] + draw(400) + runs[n - 1] for n in range(1, 30)]])
    pages, sizes = np.arange(29), np.full(29, 1000)
    for most, components, passage in ((1.0, 1, 80), (0.9, 29, 160)):
        parents = start_components(29)
        joined = join_passages(parents, pages, texts, JoinRule(LIMITS, most, sizes))
        assert (len(set(find_roots(parents, pages).tolist())), joined.limits.passage_chars) == (components, passage)


def test_near_duplicates_that_are_most_of_a_corpus_stay_one_component(tmp_path: Path) -> None:
    texts, parents = write(tmp_path, [[draw(400) for _page in range(30)]]), np.zeros(30, dtype=np.int64)
    joined = join_passages(parents, np.arange(30), texts, JoinRule(LIMITS, 0.9, np.full(30, 400)))
    assert (set(parents.tolist()), joined.limits) == ({0}, LIMITS)


def test_short_records_that_many_pages_have_join_none() -> None:
    pages, clusters = np.arange(24), np.repeat([0, 1, 2], 8) % 3
    assert find_linking(Records(pages, clusters, np.full(24, 120)), LIMITS).all()
    assert not find_linking(Records(pages, np.zeros(24, dtype=np.int64), np.full(24, 120)), LIMITS).any()
    assert find_linking(Records(pages, np.zeros(24, dtype=np.int64), np.full(24, 300)), LIMITS).all()
    assert not find_linking(Records(pages, clusters, np.full(24, 99)), LIMITS).any()


def test_seeds_are_of_one_text_whatever_stands_beside_it() -> None:
    forms = [plain_form(draw(length)) for length in (0, 10, 31, 32, 49, 50, 51, 400)]
    together = make_seeds(forms)
    longest = together[together["text"] == len(forms) - 1]
    alone = make_seeds(forms[-1:])
    inner = alone[(alone["place"] >= 20) & (alone["place"] < 340)]
    assert set(inner["hash"].tolist()) <= set(longest["hash"].tolist())


def test_planted_excerpts_are_joined_and_none_is_cut_whatever_the_salt() -> None:
    joined, cut, sizes = measure(40, Random(2))
    assert (joined, cut) == (1.0, [0, 0, 0])
    assert sizes[1] >= 18
