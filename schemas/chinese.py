"""A code or column of the contract in; out, its Chinese name: the one table chinese.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def chinese_names() -> Mapping[str, Mapping[str, str]]:
    """Table (defects, kinds, numberings, columns …) → code → name."""
    text = files("schemas").joinpath("chinese.toml").read_text(encoding="utf-8")
    return {
        table: {code: found if isinstance(found, str) else found["name"] for code, found in names.items()}
        for table, names in tomllib.loads(text).items()
    }


@cache
def numbering_examples() -> Mapping[str, str]:
    """Numbering → a marker of it."""
    text = files("schemas").joinpath("chinese.toml").read_text(encoding="utf-8")
    return {code: found["example"] for code, found in tomllib.loads(text)["numberings"].items()}


def chinese_name(table: str, code: str) -> str:
    """The Chinese name of a code; the code itself where it has none. Of rules, the name of their kind.

    >>> chinese_name("numberings", "paren"), chinese_name("rules", "next.exact")
    ('带括号的汉字', '接着上一个序号')
    """
    return chinese_names()[table].get(code.split(".")[0], code)
