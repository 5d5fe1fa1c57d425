"""What a terminal says in Chinese: every message of the code has its line, with as many holes; data in it stays as it is."""

import argparse
import errno
import inspect
import os
import re
import time
from pathlib import Path

import pytest

from pipeline.job.tongues import chinese_messages, in_words, tell
from pipeline.parse.why import REASONS
from tests.tools.messages import WORDS, messages_of

ROOT = Path(__file__).resolve().parents[2]
OTHER_ROOMS = {"damage", "lines", "outline", "parse", "speeches", "text"}
"""What these rooms say are reasons of rules and weights."""
OTHER_FILES = {f"release/{name}" for name in ("blocks", "card", "card_head", "croissant", "figures", "pictures", "provenance")}
"""What these say is the card's, and in Chinese there (pipeline/release/chinese.toml)."""
QUOTED = re.compile("`[^`]*`|'[^']*'|\"[^\"]*\"|pip install|make [a-z]+( [A-Z]+)?")  # commands, and what a user is to write
NOT_SAID = re.compile(
    r"_id\b|is (?:not )?null|\(select| r join |<\w+ |use strict|^Jaccard |^columns: sum "  # SQL, markup, scripts, methods
    r"|^Chinese speeches$|^a article b |^# make build |^# Without what|is published under:|^If you use this"
    r"|^No record was added|^See https|section main i em strong|^No module named|broken tags left out$"
)
"""What goes into files, or is read and not said."""


def said_of_code() -> list[tuple[str, str]]:
    """Every message of the code with its place."""
    found = []
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        name = path.relative_to(ROOT / "pipeline").with_suffix("").as_posix()
        if name.split("/")[0] not in OTHER_ROOMS and name not in OTHER_FILES:
            found += [(f"{name}:{line}", said) for line, said in messages_of(path) if not NOT_SAID.search(said)]
    laws = (ROOT / "pipeline" / "laws.sql").read_text(encoding="utf-8")
    return found + [("laws.sql", re.sub(r"\{\}", "*", said)) for said in re.findall(r"format\('([^']*)'", laws)]


def test_every_message_of_the_code_has_its_chinese_line() -> None:
    said = said_of_code()
    told = {place: (words, tell(words.replace("*", "甲"), "zh")) for place, words in said}
    assert {place: words for place, words in told.items() if WORDS.search(QUOTED.sub("", words[1]))} == {}
    assert len(said) > 300


def test_a_chinese_line_has_the_holes_of_its_english_one() -> None:
    rows = chinese_messages()
    assert [row for row in rows if len(row.english) != len(row.chinese)] == []
    codes = [row.code for row in rows if row.code]
    assert len(codes) == len({*codes}) > 80


def test_every_reason_of_a_reading_has_its_chinese_line() -> None:
    assert sorted({words for words in REASONS.values() if re.search("[A-Za-z]{3}", tell(words, "zh"))}) == []


def test_every_chinese_line_is_that_of_a_message_of_the_code() -> None:
    paths = [path for end in ("py", "sql", "toml") for path in (ROOT / "pipeline").rglob(f"*.{end}") if path.stem != "chinese"]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    code = re.sub(r'"\s*\n\s*f?"|\{\}', "", " ".join([*texts, inspect.getsource(argparse), *map(os.strerror, errno.errorcode)]))
    code = re.sub(r"%\(\w+\)s", "*", code.replace("\\n", " ")).replace("['", "[").replace('\\"', '"')
    words = (part for row in chinese_messages() for piece in row.english for part in re.split("[:;,「」(]", piece))
    pieces = {piece.strip(" +=") for piece in words if not piece.endswith(" …")}
    assert sorted(piece for piece in pieces if piece.replace(" ", "_") not in code and piece not in code) == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("pages: no file fits; x", "pages：没有相符的文件；x〔no_fit〕"),
        ("o/n: the Hub refused (404: a b); nothing was published", "o/n：Hub 拒绝了（404: a b）；什么也没有发布〔hub_refused〕"),
        ("c.jsonl:3: section at 20 of page a: refused: 「link: b」 is no date",
         "c.jsonl：第 3 行：section 在 20，页面 a：未生效：「link: b」不是日期"),
        ("  a.txt: 0% of its letters are Chinese, 0% kana", "  a.txt：文字中 0% 是汉字，0% 是假名"),
        ("a.bin: utf-8 stops at byte 0; gb18030 stops at byte 17; big5 stops at byte 4",
         "a.bin：utf-8 到第 0 字节解不下去；gb18030 到第 17 字节解不下去；big5 到第 4 字节解不下去"),
        ("a: b: c", "a: b: c"), ("12 pages", "12 个页面"), ("two pages", "two pages"),
    ],
)  # fmt: skip
def test_parts_of_a_message_are_told_and_names_stay(said: str, told: str) -> None:
    assert tell(said, "zh", error=True) == told
    assert tell(said, "en", error=True) == said


def test_a_long_line_is_told_at_once() -> None:
    before = time.process_time()
    tell("; ".join(f"a {number}: b (c, d)" for number in range(70)), "zh")
    assert time.process_time() - before < 3


def test_the_language_is_asked_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert in_words("3 pages") == "3 个页面"
    monkeypatch.setenv("LC_ALL", "C")
    assert in_words("3 pages") == "3 pages"
