"""Near-duplicates that workers find share by share are those that one process finds."""

from pathlib import Path
from random import Random

import numpy as np
import pytest

from pipeline import linking
from pipeline.annotate import find_alike
from pipeline.annotation.clusters import Near, Share, find_links, search_among
from pipeline.annotation.components import find_roots, link, start_components
from pipeline.annotation.fingerprint_files import read_fingerprints, write_fingerprints
from pipeline.annotation.fingerprints import remember_similarity
from pipeline.job.configuration import Duplicates
from tests.tools.planted import damage, draw_sentences, make_texts

SHARD = 60  # texts


def write_texts(folder: Path, crowd: int) -> list[Path]:
    """Fingerprints of texts of which every other is a copy, more or less damaged, and of a crowd of copies of one, in shards."""
    random = Random(5)
    texts = make_texts(60, 200, draw_sentences(), random)
    texts += [damage(text, 0.01 * (number % 20), random) for number, text in enumerate(texts)]
    texts += [damage(texts[0], 0.03, random) for _number in range(crowd)] + ["谢谢大家！", "", "谢谢大家。", texts[3]]
    random.shuffle(texts)
    paths = [folder / "work" / "words" / f"{start:03d}" / "sections.arrow" for start in range(0, len(texts), SHARD)]
    for number, path in enumerate(paths):
        path.parent.mkdir(parents=True)
        lot = range(number * SHARD, min((number + 1) * SHARD, len(texts)))
        write_fingerprints(path, [f"{place:016x}-p0-s1" for place in lot], [texts[place] for place in lot])
    return paths


def look(paths: list[Path], workers: int) -> list[dict[str, object]]:
    """What is said of all texts."""
    pages = [str(one)[:16] for one in read_fingerprints(paths).ids.to_pylist()]
    found = find_alike(paths, pages, start_components(len(pages)), Duplicates(), workers)
    for kept in paths[0].parents[2].glob("similar-*"):
        kept.unlink()
    return [row for table in found for row in table.to_pylist()]


@pytest.mark.parametrize("here", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_workers_find_what_one_process_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: bool) -> None:
    paths = write_texts(tmp_path, 80)
    one = look(paths, 0)
    monkeypatch.setattr(linking, "BLOCK", 50)
    if here:
        monkeypatch.setattr(linking, "work_off", lambda work, tasks, _workers: map(work, tasks))
    assert look(paths, 2) == one
    assert sum(row["duplicate_of"] is not None for row in one) > 100
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["words"]


@pytest.mark.parametrize(("bands", "parts"), [(192, 3), (48, 1), (30, 7), (1, 2)])
def test_all_shares_together_are_one_search(tmp_path: Path, bands: int, parts: int) -> None:
    found = read_fingerprints(write_texts(tmp_path, 150))
    near = Near(remember_similarity(found.read_form))
    searched = search_among(found.prints, np.flatnonzero(found.prints.signatures.any(axis=1)))
    roots = []
    all_shares = [Share(first, first + bands, part, parts) for first in range(0, 192, bands) for part in range(parts)]
    for shares in ([Share()], all_shares):
        parents = start_components(len(found.ids))
        for share in shares:
            for first, second in find_links(searched, near, share):
                link(parents, first, second)
        roots.append(find_roots(parents, np.arange(len(found.ids))).tolist())
    assert roots[0] == roots[1]
    assert len(set(roots[0])) < len(roots[0]) - 150


def test_a_share_holds_its_part_of_the_values(tmp_path: Path) -> None:
    keys = np.random.default_rng(1).integers(0, 2**64, 10_000, dtype=np.uint64)
    chosen = [Share(part=part, parts=3).choose(keys) for part in range(3)]
    assert sorted(np.concatenate(chosen).tolist()) == [*range(10_000)]
    assert all(3_000 < len(some) < 3_700 for some in chosen)
