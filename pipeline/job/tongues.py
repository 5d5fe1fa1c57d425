"""A phrase in English in; out, the same in the reader's language, from the table of the room that says it."""

import locale
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that says something counts, as everywhere
HOLE = re.compile(r"\*")


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


@cache
def chinese_messages() -> Mapping[str, tuple[re.Pattern[str], str]]:
    """Code → what the English message looks like, and the Chinese one."""
    rows = tomllib.loads(files("pipeline.job").joinpath("chinese.toml").read_text(encoding="utf-8"))["messages"]
    looks = {code: "(.+?)".join(map(re.escape, HOLE.split(words))) for code, (words, _chinese) in rows.items()}
    return {code: (re.compile(looks[code]), chinese) for code, (_words, chinese) in rows.items()}


def tell(message: str, language: str, *, error: bool = False) -> str:
    """A message for the terminal, line by line in a language; an error with its code.

    >>> tell("output/dataset is up to date", "zh"), tell("pages: not TOML: x", "zh", error=True)
    ('output/dataset 已是最新', 'pages：不是 TOML：x〔not_toml〕')
    """
    return message if language != "zh" else "\n".join(tell_line(line, error=error) for line in message.split("\n"))


def tell_line(line: str, *, error: bool) -> str:
    """One line in Chinese, the most exact row of the table first; English where it has none."""
    found = [(len(row[0].pattern), code, match) for code, row in chinese_messages().items() if (match := row[0].fullmatch(line))]
    if not found:
        return line
    _length, code, match = max(found, key=lambda one: one[0])
    words = iter(match.groups())
    told = HOLE.sub(lambda _hole: next(words), chinese_messages()[code][1])
    return f"{told}〔{code}〕" if error else told
