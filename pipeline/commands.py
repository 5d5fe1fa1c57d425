"""The words of a command line in; out, the command with its own options: each has its help, and takes no option of another."""

import os
import re
import shlex
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from pipeline.job.tongues import in_words, tell, tongue, user_language
from pipeline.publish.request import OPTIONS as PUBLISH
from pipeline.publish.request import is_address, require_switch


def read_place(word: str) -> Path | str:
    """A folder, or an address as it is written."""
    if not word.strip():
        raise ArgumentTypeError("expected a folder or an address, found nothing")
    return word if is_address(word) else Path(word)


OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "sources": ("files, folders, globs, addresses; the samples without", {"nargs": "+", "action": "extend"}),
    "output": ("the folder for all that is made, or an address", {"type": read_place, "default": Path("output")}),
    "config": ("dataset.toml: words and options", {"type": Path}),
    "workers": ("processes that share the work", {"type": int, "default": os.cpu_count() or 1}),
    "strict": ("fail when anything was rejected", {"nargs": "?", "const": "1", "default": ""}),
    "from": ("a file of corrections, or a folder of them", {"dest": "corrections", "type": Path}),
    "out": ("the folder to write", {"type": Path}),
    "serve": ("on a loopback address, to correct pages in", {"nargs": "?", "const": "1", "default": ""}),
    "to": ("the tool to write for", {"choices": ["doccano", "label-studio"]}),
    "first": ("one person's corrections", {"type": Path, "required": True}),
    "second": ("the other's", {"type": Path, "required": True}),
    "old": ("the dataset folder before", {"type": Path, "required": True}),
    "new": ("the dataset folder after", {"type": Path, "required": True}),
    "against": ("your own tests: files, a folder or hf://datasets/name, as text, JSON lines or Parquet", {"required": True}),
    "page": ("a file with a page in it", {"type": Path, "required": True}),
    "line": ("one line of the page, from 1", {"type": int}),
    "at": ("the line at an offset, in code points from 0", {"type": int}),
    "format": ("for a terminal, or JSON", {"choices": ["text", "json"], "default": "text"}),
    "key": ("the SSH key: private to sign, public to verify", {"type": Path}),
    **{name: (words, {"nargs": "?", "const": "1", "default": ""}) for name, words in PUBLISH.items()},
}
"""Option → what it says, and how it is read."""

OF_COMMAND = {
    ("exchange", "from"): "the file of what was labelled",
    ("exchange", "out"): "the file to write",
}
"""What an option says of one command alone."""

HELP = re.compile(r"^usage: |^options:$|^positional arguments:$|show this help message and exit|(?<= )choose from(?= )")
"""What the parser's help says of itself."""

BUILDING = ("sources", "output", "config", "workers", "strict")
COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "build": ("all stages: sources to output/dataset/, ready to upload", BUILDING),
    "extract": ("sources to pages, speeches, sections, spans, rejected", BUILDING),
    "annotate": ("+ tokens, keywords, defects, near-duplicates, splits", BUILDING),
    "validate": ("the contract and the laws; writes report.json when all hold", BUILDING),
    "export": ("Parquet, JSONL, card into a staging folder", BUILDING),
    "audit": ("loads the staged dataset, compares, puts it in place", BUILDING),
    "view": ("a page to look at the dataset, or to correct it", ("sources", "output", "config", "serve")),
    "explain": ("why each line of a page is read as it is", ("page", "line", "at", "format")),
    "init": ("a commented dataset.toml to fill in", ("sources", "config")),
    "gold": ("corrected pages and their gold", ("sources", "config", "from", "out")),
    "exchange": ("pages for doccano or Label Studio; and back, as corrections", ("to", "from", "out", "output")),
    "agree": ("how far two people's corrections agree", ("first", "second")),
    "diff": ("what changed between two datasets, by cause", ("old", "new", "output")),
    "decontaminate": ("what the dataset shares with your own tests, and the rows without it", ("against", "output")),
    "verify": ("every gate over a dataset, offline", ("folder", "output", "workers", "key")),
    "sign": ("signs a dataset with an SSH key", ("folder", "output", "key")),
    "publish": ("one commit to the Hugging Face Hub, verified afterwards", (*PUBLISH, "output", "config")),
}
"""Command → what it does, and its options, that which says what to work on first; `folder` stands without a name."""


class Parser(ArgumentParser):
    """The standard library's parser, whose own words are said in the user's language, too."""

    def format_usage(self) -> str:
        """How the command is written."""
        return in_words(super().format_usage().rstrip("\n")) + "\n"

    def format_help(self) -> str:
        """The help of a command."""
        return "\n".join(HELP.sub(lambda found: in_words(found[0]), line) for line in super().format_help().split("\n"))

    def error(self, message: str) -> NoReturn:
        """Say how the command is written, what is wrong with it, and end; of what is missing the word of make, too."""
        if "required: --" in message:
            message = re.sub(r"--([a-z]+)", lambda found: f"{found[0]} ({found[1].upper()}=)", message)
        told = tell(message, user_language(), error=True)
        self.exit(2, f"{self.format_usage()}{self.prog}: {in_words('error')}: {told}\n")


def parse_arguments(arguments: Sequence[str] | None) -> Namespace:
    """The command line, checked."""
    parser = make_parser()
    options, unknown = parser.parse_known_args(arguments)
    for word in unknown:
        own = [f"--{name.replace('_', '-')}" for name in COMMANDS[options.command][1] if name != "folder"]
        meant = get_close_matches(word, own, 1, 0)[0] if word.startswith("-") else f"{own[0]} {word}"
        parser.error(f"unrecognized arguments: {word}; did you mean {meant}?")
    if "sources" in options:
        given = options.sources or [str(default_sources())]
        options.sources = [source for word in given for source in split_sources(word)]
        if not all(map(split_sources, given)):
            parser.error("--sources is empty: expected files, folders, globs or addresses")
    if "strict" in options:
        options.strict = require_switch("strict", options.strict)
    if "workers" in options and options.workers < 1:
        parser.error(f"--workers {options.workers}: expected a whole number from 1")
    return options


def make_parser() -> Parser:
    """The parser with one subparser a command, in the language of the user."""
    say = tongue(user_language(), "pipeline.job")
    name = "chinese-speeches" if Path(sys.argv[0]).stem == "chinese-speeches" else "python -m pipeline"
    words = say("From pages of Chinese speeches to a dataset that loads.")
    parser = Parser(prog=name, description=words, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command, (words, names) in COMMANDS.items():
        own = commands.add_parser(command, help=say(words), description=say(words), allow_abbrev=False)
        for option in names:
            if option == "folder":
                own.add_argument("folder", nargs="?", type=Path, help=say("the dataset folder; OUTPUT/dataset without"))
            else:
                words = OF_COMMAND.get((command, option), OPTIONS[option][0])
                own.add_argument(f"--{option.replace('_', '-')}", help=say(words), **OPTIONS[option][1])
    return parser


def default_sources() -> Path:
    """The samples: those of the folder where the command is run, else those of the wheel."""
    here, installed = Path("samples"), Path(__file__).resolve().parent / "installed" / "samples"
    return here if here.exists() or not installed.exists() else installed


def split_sources(words: str) -> list[str]:
    """The sources of one word of the command line: it may be a path with spaces, or several, quoted where they hold spaces.

    >>> split_sources("'my pages' more/*.html")
    ['my pages', 'more/*.html']
    """
    if not words.strip():
        return []
    try:
        parts = [words] if Path(words).expanduser().exists() or not re.search(r"\s", words) else shlex.split(words)
    except ValueError:  # a quotation mark without its other
        parts = [words]
    return [str(Path(part).expanduser()) if part.startswith("~") else part for part in parts]
