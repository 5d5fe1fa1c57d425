"""Fingerprints on disk: what is read is what was written, and no text is written twice."""

from pathlib import Path

import numpy as np

from pipeline.annotation.fingerprint_files import (
    Wholes,
    read_fingerprints,
    read_pairs,
    recall_similarity,
    write_fingerprints,
    write_pairs,
)
from pipeline.annotation.plain import plain_form


def test_a_form_within_another_is_not_written_twice_and_is_read_as_it_is(tmp_path: Path) -> None:
    speeches = ["一、多种树。要种好。\n二、种好树。𠀀要管好。", "甲" * 9_000 + "谢谢大家。"]
    sections, numbers = ["一、多种树。要种好。", "二、种好树。𠀀要管好。", "别处来的一段。", "谢谢大家。", ""], [0, 0, 0, 1, 1]
    forms = write_fingerprints(tmp_path / "speeches.arrow", ["s0", "s1"], speeches)
    alone = (tmp_path / "speeches.forms").stat().st_size
    wholes = Wholes(tmp_path / "speeches.arrow", forms, numbers)
    write_fingerprints(tmp_path / "sections.arrow", [f"s{place}" for place in range(5)], sections, wholes)
    read = read_fingerprints([tmp_path / "sections.arrow", tmp_path / "speeches.arrow"]).read_form
    assert [read(place) for place in range(7)] == [plain_form(text) for text in (*sections, *speeches)]
    put = (tmp_path / "speeches.forms").stat().st_size - alone
    assert put == 2 * len("别处来的一段谢谢大家")  # the one is no part of its speech, the other far behind what stands before it


def test_a_pair_of_texts_is_measured_once_even_by_another_build(tmp_path: Path) -> None:
    asked: list[tuple[int, int]] = []

    def measure(first: int, second: int) -> float:
        asked.append((first, second))
        return 0.5

    def ask(path: Path, order: list[int]) -> list[float]:
        digests = np.array([7, 2**64 - 1, 7], dtype=np.uint64)[order]
        found = dict[tuple[int, int], float]()
        similarity = recall_similarity(digests, measure, read_pairs(path), found)
        told = [similarity(0, 1), similarity(1, 0), similarity(1, 2)]
        path.write_bytes(write_pairs(found))
        return told

    kept = tmp_path / "kept.npy"
    assert ask(kept, [0, 1, 2]) == ask(kept, [1, 0, 2]) == [0.5] * 3
    assert asked == [(0, 1), (1, 2)]  # the second time digests 7 and 7 may be two texts all the same
    kept.write_bytes(kept.read_bytes()[:-4])
    assert ask(kept, [0, 1, 2]) == [0.5] * 3
    assert asked == [(0, 1), (1, 2), (0, 1)]
