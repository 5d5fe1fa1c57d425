"""dataset.toml is read strictly; every refusal says where and what was expected."""

from pathlib import Path

import pytest

from pipeline.job.errors import PipelineError
from pipeline.job.settings import DEFAULTS, read_settings

REFUSED = [
    ("[dataset]\nname = 3\n", "[dataset] name: expected a value like 'chinese-speeches', found 3"),
    ("[splits]\ntest = true\n", "[splits] test: expected a value like 0.05, found True"),
    ("[dataset]\ncolour = 'red'\n", f"[dataset] colour: unknown key; expected one of {', '.join(DEFAULTS['dataset'])}"),
    ("[datasets]\nname = 'x'\n", f"unknown table [datasets]; expected one of {', '.join(DEFAULTS)}"),
    ("name = 'x'\n", f"unknown table [name]; expected one of {', '.join(DEFAULTS)}"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_what_is_not_a_setting_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "dataset.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PipelineError) as refusal:
        read_settings(path)
    assert str(refusal.value) == f"{path}: {message}"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"CONFIG names a dataset\.toml"):
        read_settings(tmp_path / "none.toml")


def test_broken_toml_is_refused_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text("[dataset\n", encoding="utf-8")
    with pytest.raises(PipelineError, match=r"not TOML: .*line 1"):
        read_settings(tmp_path / "dataset.toml")


def test_what_is_not_given_has_its_default(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text("[splits]\ntest = 0.2\n", encoding="utf-8")
    settings = read_settings(tmp_path / "dataset.toml")
    assert settings.number("splits", "test") == 0.2
    assert settings.number("splits", "validation") == DEFAULTS["splits"]["validation"]
