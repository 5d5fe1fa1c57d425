"""The samples: that each has its gold, and that the gold's offsets hold."""

import json
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent.parent / "samples"
GOLD = Path(__file__).parent / "gold"
PAGES = sorted(path.name for path in SAMPLES.glob("*.txt"))
STOPS = "。！？；：!?;:\n"
WITHOUT_MARKER = {"bare", "implicit"}


def read_text(name: str) -> str:
    """The text of a sample as the gold counts it: decoded, with `\\n` for every line end."""
    data = (SAMPLES / name).read_bytes()
    return data.decode("gb18030" if name == "gb18030.txt" else "utf-8").replace("\r\n", "\n")


def test_every_text_sample_has_its_gold() -> None:
    assert sorted(path.stem for path in GOLD.glob("*.json")) == [Path(name).stem for name in PAGES]


@pytest.mark.parametrize("name", PAGES)
def test_the_gold_describes_the_text_that_is_there(name: str) -> None:
    gold, text = json.loads((GOLD / f"{Path(name).stem}.json").read_text(encoding="utf-8")), read_text(name)
    assert (gold["file"], gold["chars"], gold["sha256"]) == (name, len(text), sha256(text.encode()).hexdigest())
    ends = [offset for speech in gold["speeches"] for offset in (speech["start"], speech["body_end"])]
    assert ends == sorted(ends)


@pytest.mark.parametrize("name", PAGES)
def test_a_gold_heading_stops_where_a_heading_stops(name: str) -> None:
    gold, text = json.loads((GOLD / f"{Path(name).stem}.json").read_text(encoding="utf-8")), read_text(name)
    for section in (section for speech in gold["speeches"] for section in speech["sections"]):
        assert (section["marker_len"] == 0) == (section["kind"] in WITHOUT_MARKER)
        if section["heading_end"] is not None:
            assert text[section["heading_end"]] in STOPS


@pytest.mark.parametrize("name", PAGES)
def test_a_gold_parent_comes_before_its_children_in_the_same_speech(name: str) -> None:
    gold = json.loads((GOLD / f"{Path(name).stem}.json").read_text(encoding="utf-8"))
    for speech in gold["speeches"]:
        starts = [section["start"] for section in speech["sections"]]
        assert all(earlier < later for earlier, later in pairwise([speech["start"] - 1, *starts, speech["body_end"]]))
        assert all(section["parent"] in {None, *starts[:place]} for place, section in enumerate(speech["sections"]))


def test_one_sample_is_wider_than_the_charset_it_declares() -> None:
    text = (SAMPLES / "page.html").read_bytes().decode("gb18030")
    assert "charset=gb2312" in text
    with pytest.raises(UnicodeEncodeError):
        text.encode("gb2312")
