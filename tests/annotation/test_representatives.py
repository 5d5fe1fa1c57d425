"""What is left out is a near-duplicate of a kept text itself, however long the chain that links a cluster."""

from functools import partial
from random import Random

import numpy as np
import pyarrow as pa

from pipeline.annotation.clusters import THRESHOLD, Near, find_clusters
from pipeline.annotation.fingerprints import find_similarity, make_fingerprints, remember_similarity
from pipeline.annotation.plain import plain_form
from pipeline.annotation.representatives import KEPT, Likeness, compare_members, find_likeness
from tests.tools.planted import damage, draw_sentences, make_texts

RANDOM = Random(21)
SENTENCES = draw_sentences()


def look(texts: list[str]) -> tuple[list[str], np.ndarray, Likeness]:
    """Plain forms, clusters and likeness of some texts, whose ids are in their order."""
    forms = [plain_form(text) for text in texts]
    ids, prints = pa.array([f"{number:04d}" for number in range(len(texts))], pa.string()), make_fingerprints(forms)
    near = Near(remember_similarity(forms.__getitem__))
    clusters = find_clusters(ids, prints, near)
    return forms, clusters, find_likeness(ids, clusters, partial(compare_members, prints.signatures, near))


def test_of_a_chain_of_versions_every_third_or_so_is_kept() -> None:
    versions, random = [RANDOM.sample(SENTENCES, 30)], Random(4)
    for _version in range(11):
        changed = list(versions[-1])
        for place in random.sample(range(30), 7):
            changed[place] = random.choice(SENTENCES)
        versions.append(changed)
    forms, clusters, likeness = look(["".join(version) for version in versions])
    assert set(clusters.tolist()) == {0}
    kept = [place for place, alike in enumerate(likeness.kept.tolist()) if alike == KEPT]
    assert 4 <= len(kept) <= 8
    for place, (alike, similarity) in enumerate(zip(likeness.kept.tolist(), likeness.similarity.tolist(), strict=True)):
        if alike != KEPT:
            assert alike in kept
            assert similarity == np.float32(find_similarity(forms[place], forms[alike])) >= THRESHOLD
    for one in kept:
        assert all(find_similarity(forms[one], forms[other]) < THRESHOLD for other in kept if other < one)


def test_copies_are_like_the_first_and_texts_that_are_like_none_are_kept() -> None:
    texts = make_texts(5, 300, SENTENCES, RANDOM)
    texts += [texts[0], damage(texts[1], 0.03, RANDOM), "谢谢大家！", "谢谢大家。", ""]
    _forms, _clusters, likeness = look(texts)
    assert likeness.kept.tolist() == [*[KEPT] * 5, 0, 1, KEPT, 7, KEPT]
    assert likeness.similarity[[5, 8]].tolist() == [1.0, 1.0]
    assert likeness.similarity[0] == 0


def test_nothing_is_like_nothing() -> None:
    assert look([])[2].kept.tolist() == []
