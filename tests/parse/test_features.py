"""Quality tells damaged texts from clean ones, by features that each say what they see."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.features import measure_features
from tests.tools.compilation import COMPILATION
from tests.tools.planted import make_sentences, make_texts
from tests.tools.quality import DAMAGES, area


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Clean texts."""
    random = Random(3)
    return ["\n".join(make_texts(24, 120, make_sentences(400, random), random)) for _text in range(25)]


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_of_every_kind_lowers_the_quality(name: str, texts: list[str]) -> None:
    random = Random(name)
    clean = [measure_features(text).quality for text in texts]
    assert area(clean, [measure_features(DAMAGES[name](text, random)).quality for text in texts]) >= 0.95


CASES = [
    ("repetition", "要把各项工作抓紧抓实抓好，不能松劲。\n" * 3, 0.6),
    ("template", "今年xx县增长%，完成亿元，人均收入达亿元。", 0.1),
    ("damage", "要把各项?作抓紧抓\ufffd抓好，不能松\n劲。", 0.1),
    ("running", "要把各项工作抓紧抓实抓好，一刻也不能松劲。", 0.99),
]


@pytest.mark.parametrize(("feature", "text", "least"), CASES)
def test_a_feature_sees_its_own_damage_and_none_in_prose(feature: str, text: str, least: float) -> None:
    assert measure_features(text).cells()[feature] >= least
    assert feature == "running" or measure_features(COMPILATION).cells()[feature] < 0.05


@given(st.text())
def test_any_text_has_a_quality(text: str) -> None:
    cells = measure_features(text).cells()
    assert all(0 <= cells[name] <= 1 for name in ("running", "repetition", "quality"))
