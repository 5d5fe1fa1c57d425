"""A phrase in English in; out, the same in the reader's language, from the table of the room that says it."""

import locale
import os
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

LANGUAGE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that says something counts, as everywhere
HOLE = re.compile("[*№]")
NUMBER = re.compile(r"[\d.,]+")
PARTED = re.compile("[:;] ")
LONGEST = 1000  # characters of a line that is told: parts of parts take their time
LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: `phrases` are English → its own; what has none stays English. `name` is en or zh."""

    name: str
    phrases: Mapping[str, str]

    def __call__(self, english: str, **values: object) -> str:
        """The phrase with these values in its holes, numbers with separators."""
        said = self.phrases.get(english, english)
        return said.format(**{key: f"{value:,}" if isinstance(value, int) else value for key, value in values.items()})


@cache
def tongue(name: str, room: str) -> Tongue:
    """The language of this name, with the phrases of a room such as pipeline.release."""
    if name != "zh":
        return Tongue(name, {})
    return Tongue(name, tomllib.loads(files(room).joinpath("chinese.toml").read_text(encoding="utf-8"))["phrases"])


def user_language(said: Mapping[str, str] = os.environ) -> str:
    """The language of who sits at the terminal, zh or en.

    >>> user_language({"LANG": "zh_CN.UTF-8"}), user_language({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    """
    words = next((said[name] for name in LANGUAGE if said.get(name)), "")
    if not words and os.name == "nt":
        words = "zh" if (locale.getlocale()[0] or "").startswith(("Chinese", "zh")) else ""
    return "zh" if words.lower().startswith("zh") else "en"


class Row(NamedTuple):
    """A row of the table of messages: the code of an error or "", the English words between the holes, and the Chinese ones.

    Where it `counts`, numbers alone stand in its holes.
    """

    code: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    counts: bool = False


@cache
def chinese_messages() -> tuple[Row, ...]:
    """All messages and their parts, the most exact first."""
    table = tomllib.loads(files("pipeline.job").joinpath("chinese.toml").read_text(encoding="utf-8"))
    said = [(code, *row) for code, row in table["messages"].items()] + [("", *row) for row in table["phrases"].items()]
    rows = [Row(code, tuple(HOLE.split(english)), tuple(HOLE.split(chinese)), "№" in english) for code, english, chinese in said]
    return tuple(sorted(rows, key=lambda row: -len("".join(row.english))))


def tell(message: str, language: str, *, error: bool = False) -> str:
    """A message for the terminal, line by line in a language; an error with its code.

    >>> tell("output/dataset is up to date", "zh"), tell("pages: not TOML: x", "zh", error=True)
    ('output/dataset 已是最新', 'pages：不是 TOML：x〔not_toml〕')
    """
    if language != "zh":
        return message
    told = [tell_line(line) for line in message.split("\n")]
    return "\n".join(f"{line}〔{code}〕" if error and code else line for line, code in told)


@lru_cache(4096)
def tell_line(line: str) -> tuple[str, str]:
    """One line in Chinese by the row that leaves least of it in English, and its code; what its holes hold is told, too.

    A hole of one word may be a name: it stays. So does a line of which a row would only change the punctuation. A row whose holes
    hold several parts comes behind one that parts the line there.
    """
    ways = [(english_in(line), 1, line, "")]
    for code, english, chinese, counts in chinese_messages() if len(line) <= LONGEST else ():
        holes = fill_holes(line, english)
        if holes is not None and not (counts and not all(map(NUMBER.fullmatch, holes))):
            told = [*(tell_line(hole) if " " in hole else (hole, "") for hole in holes), ("", "")]
            words = "".join(said + word for said, (word, _code) in zip(chinese, told, strict=True))
            code = code or next((inner for _word, inner in told if inner), "")
            last = 3 if any(PARTED.search(hole) for hole in holes) else 0
            ways.append((english_in(words), last if english_in("".join(english)) else 2, words, code))
    return min(ways, key=lambda way: way[:2])[2:]


def english_in(words: str) -> int:
    """How many letters of it are not Chinese."""
    return len(LATIN.findall(words))


def fill_holes(line: str, english: tuple[str, ...]) -> list[str] | None:
    """What stands in the holes between these words, each as short as it can be; None where the line says something else.

    >>> fill_holes("a: not there", ("", ": not ", "")), fill_holes("a: ", ("", ": ", ""))
    (['a', 'there'], None)
    """
    first, *others = english
    if not (others or line == first) or not line.startswith(first) or not line.endswith(english[-1]):
        return None
    holes, start = list[str](), len(first)
    for number, words in enumerate(others, start=1):
        place = len(line) - len(words) if number == len(others) else line.find(words, start + 1)
        if place <= start:
            return None
        holes.append(line[start:place])
        start = place + len(words)
    return holes


def in_words(message: str) -> str:
    """A message in the language of who sits at the terminal."""
    return tell(message, user_language())


def say(words: str, *, aloud: bool = False) -> None:
    """Print what is done in the user's language; aloud, as what a terminal hears even where the output is a file."""
    print(in_words(words), file=sys.stderr if aloud else None, flush=True)
