"""Thirty pages in seven shards and three splits, and their build: one for all tests that read it; spoil a copy."""

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from filelock import FileLock

from tests.tools.command import Here, pipeline

TOML = '[dataset]\nsummary = "Pages of tests."\n[readers]\nshard_bytes = 10000\n'


def page_text(number: int) -> str:
    """A page that resembles no other one but in form: its sentences are characters in no order of a language."""
    text = [
        "".join(chr(0x4E00 + (number * 7919 + part * 613 + place * place * (number + 3)) % 6000) for place in range(60))
        for part in range(4)
    ]
    return f"""在全市第{number}次护河会议上的讲话

同志们:

今天我们召开会议,{text[0]}。下面,我讲两点意见。

一、提高认识

{text[1]}。

(一)看清形势。{text[2]}。

(二)担起责任。{text[3]}。

二、抓好落实

{text[2][::-1]}。

谢谢大家!
"""


def build_thirty(base: Path) -> Path:
    """The output of the build, in a folder that all processes of this run of the tests share; the first one makes it."""
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "thirty"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            (folder / "pages").mkdir(parents=True)
            (folder / "dataset.toml").write_text(TOML, encoding="utf-8")
            for number in range(30):
                (folder / "pages" / f"{number:02d}.txt").write_text(page_text(number), encoding="utf-8")
            result = build_again(folder, folder / "output", 1)
            assert result == "", result
    return folder / "output"


def build_again(folder: Path, output: Path, workers: int) -> str:
    """Build the thirty pages of a folder; what went wrong."""
    options = ("--config", folder / "dataset.toml", "--workers", workers)
    result = pipeline("build", "--sources", folder / "pages", "--output", output, *options,
                      pool=Here if workers == 1 else ProcessPoolExecutor)
    return result.stderr if result.returncode else ""
