"""licences.toml in; out, the licences that a dataset may be published under, by the Hub's names of them."""

import tomllib
from importlib.resources import files
from typing import NamedTuple


class Licence(NamedTuple):
    """A licence: its name, its SPDX identifier ("" when it has none), where its text is."""

    name: str
    spdx: str
    link: str


LICENCES = {
    name: Licence(*said)
    for name, said in tomllib.loads(files("pipeline.job").joinpath("licences.toml").read_text(encoding="utf-8")).items()
}
