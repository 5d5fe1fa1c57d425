"""Pages of Chinese speeches in; out, a dataset that loads. The map of the house, in the order the data flows.

    sources     files, archives, crawls, records  →  documents: a text and what its container says
    formats     the bytes of a document  →  its text, what it says of itself and of its lines
    text        what all readers share: characters, readings, markers, numbers, dates, greetings
    damage      page text  →  the characters that damage put there
    lines       a line  →  what it is by itself: a title, a speaker, the site's words
    speeches    lines of a page  →  its speeches, and the named stretches around them
    outline     lines of a speech  →  its sections
    corrections a reader's orders  →  where speeches and sections begin and end after all
    parse       page text  →  records, the ledger of characters, rows
    annotation  texts  →  words, near-duplicates, splits
    views       tables  →  what trainers take
    groups      shards  →  the files of rows of a dataset folder
    release     shards  →  the other files of a dataset folder
    audit       staged folder  →  the same folder in its place
    view        dataset folder  →  a page to look at
    publish     dataset folder  →  one commit on a Hub
    work        whole files, keys, tables, workers: what stages stand on
    job         what a build is asked, settings, errors

On the roof stand the library (parse, parse_file) and the commands: extract, annotate, validate, export, diff, gold, and build,
which runs stages in order. A stage imports rooms, never another stage; who may import whom is a table in tests/test_house.py.

A row of data/sections has gone through extract, sources (readers, pages), parse (rows, page), speeches, outline, work (tables),
export and groups (rows): tests/test_house.py walks that way.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.library import Page

__all__ = ["parse", "parse_file"]


def parse(text: str) -> "Page":
    r"""Read a page of speeches: its speeches with their sections and turns, and its spans. Never raises, whatever the text.

    >>> parse("植树节上的讲话\n同志们：\n一、多种树。要种好。\n二、种好树。要管好。").speeches[0].title
    '植树节上的讲话'
    """
    page: Page = import_module("pipeline.library").parse(text)  # read when it is asked for
    return page


def parse_file(path: str | Path) -> "list[Page]":
    """Read the pages of a file: text, HTML, Word, JSON lines, Parquet, archives, crawls. Raises ValueError when it holds none."""
    pages: list[Page] = import_module("pipeline.library").parse_file(path)
    return pages
