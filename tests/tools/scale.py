"""Builds at scale: thousands of pages made from a few real ones, and what each stage of a build of them takes.

    python -m tests.tools.scale pages FOLDER 10000 ../shared/corpus/pages    10,000 pages of about 26 kB
    python -m tests.tools.scale build FOLDER OUTPUT WORKERS                  one build: seconds by stage, memory by process
    python -m tests.tools.scale near OUTPUT                            near-duplicates and passages of what was extracted there
    python -m tests.tools.scale all FOLDER 10000 ../shared/corpus/pages      builds by one worker and by two, compared; then again
                                                                       with every page touched, and with one page changed
A page is the head of a real page, one to three real speeches and the foot of a page; half of its words are exchanged for others
of their length, so that pages are as different as pages of this genre are. Every tenth page is a copy of another one with two
words in a hundred exchanged. Some are GB18030, some HTML. The memory is read from /proc, so it is measured on Linux only.
"""

import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import NamedTuple

import numpy as np

from pipeline.annotate import find_alike
from pipeline.annotation.components import start_components
from pipeline.annotation.fingerprint_files import read_fingerprints, write_fingerprints, write_seeds
from pipeline.annotation.joining import JoinRule, join_passages, place_pages
from pipeline.annotation.splits import name_components
from pipeline.annotation.words import IDS, tokenize
from pipeline.formats.decoding import decode
from pipeline.job.configuration import Duplicates
from pipeline.parse.page import parse_page
from pipeline.work.files import read_stamp
from pipeline.work.tables import read_table

EXCHANGED, OF_COPIES = 0.5, 0.02  # parts of the words
CHOICES = 64  # words that may stand for one word
KEPT = frozenset("一二三四五六七八九十第各位同志讲话发言致辞报告谢谢大家代表首先其次最后尊敬关于会议")
KINDS = {"loading": "pipeline.audit.loading", "worker": "forkserver", "spawned": "spawn_main"}
"""Kind of process → words of its command line. The server that workers are copies of is told with them: it is smaller."""
BOUND = 600  # MB that no process may take, however many pages there are
INTERVAL = 0.1  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Material:
    """The words of real pages; heads, speeches and feet as arrays of numbers of words; for each word the others like it."""

    words: list[str]
    heads: list[np.ndarray]
    speeches: list[np.ndarray]
    feet: list[np.ndarray]
    like: np.ndarray


def read_material(folder: Path) -> Material:
    """The words and pieces of the pages of a folder."""
    pieces: dict[str, list[list[str]]] = {"heads": [], "speeches": [], "feet": []}
    for path in sorted(folder.glob("*.txt")):
        decoded = decode(path.read_bytes())
        if decoded is None:
            continue
        text, extents = decoded.text, [(extent.start, extent.end) for extent in parse_page(decoded.text).layout.extents]
        pieces["heads"].append(tokenize(text[: extents[0][0]][:2000]))
        pieces["speeches"] += [tokenize(text[start:end] + "\n\n") for start, end in extents]
        pieces["feet"].append(tokenize(text[extents[-1][1] :][:2000]))
    words = sorted({word for lists in pieces.values() for tokens in lists for word in tokens})
    numbers = {word: number for number, word in enumerate(words)}
    arrays = {
        name: [np.array([numbers[word] for word in tokens], dtype=np.int64) for tokens in lists] for name, lists in pieces.items()
    }
    like, random = np.full((len(words), CHOICES), -1), np.random.default_rng(0)
    for length in (2, 3, 4):
        alike = np.array([n for n, word in enumerate(words) if len(word) == length and is_exchanged(word)])
        like[alike] = random.choice(alike, (len(alike), CHOICES))
    return Material(words, arrays["heads"], arrays["speeches"], arrays["feet"], like)


def is_exchanged(word: str) -> bool:
    """Whether a word may stand for another one: Chinese, and nothing that outlines or titles are made of."""
    return all("\u4e00" <= character <= "\u9fd5" for character in word) and not KEPT & set(word)


def make_page(material: Material, number: int) -> str:
    """The page of a number, the same at any time."""
    random = np.random.default_rng(number - 5 if number % 10 == 9 else number)
    chosen = [material.heads[random.integers(len(material.heads))]]
    chosen += [material.speeches[random.integers(len(material.speeches))] for _speech in range(random.integers(1, 4))]
    page = exchange(material, np.concatenate([*chosen, material.feet[random.integers(len(material.feet))]]), EXCHANGED, random)
    if number % 10 == 9:
        page = exchange(material, page, OF_COPIES, np.random.default_rng(number))
    return "".join(map(material.words.__getitem__, page.tolist()))


def exchange(material: Material, page: np.ndarray, rate: float, random: np.random.Generator) -> np.ndarray:
    """The page with this part of its words exchanged."""
    others = material.like[page, random.integers(material.like.shape[1], size=len(page))]
    return np.where((random.random(len(page)) < rate) & (others >= 0), others, page)


def write_pages(folder: Path, count: int, material: Material) -> int:
    """So many pages as files; their bytes."""
    total = 0
    for number in range(count):
        text, name, encoding = make_page(material, number), "page.txt", "gb18030" if number % 7 == 3 else "utf-8"
        if number % 5 == 2:
            lines = "".join(f"<p>{line}</p>\n" for line in text.split("\n"))
            text, name = f'<!DOCTYPE html><html><meta charset="{encoding}"><body>\n{lines}</body></html>\n', "page.html"
        path = folder / f"{number // 500:03d}" / name.replace("page", f"{number:06d}")
        path.parent.mkdir(parents=True, exist_ok=True)
        total += path.write_bytes(text.encode(encoding, "replace"))
    return total


class Memory(NamedTuple):
    """Megabytes of a process: resident ones, and those of them that are not pages of files."""

    resident: int
    own: int

    def __str__(self) -> str:
        return f"{self.resident} ({self.own})"


Peaks = dict[tuple[str, str], Memory]


def run_all(folder: Path, count: int, material: Material) -> None:
    """Everything that a build at scale should show."""
    pages, outputs = folder / "pages", [folder / f"out{workers}" for workers in (1, 2)]
    print(f"{count:,} pages, {write_pages(pages, count, material) / 1e6:.1f} MB")
    for workers, output in enumerate(outputs, start=1):
        print(f"\n{workers} workers")
        run_build(pages, output, workers)
    sums = [(output / "dataset" / "checksums.sha256").read_bytes() for output in outputs]
    print(f"\nthe same bytes: {sums[0] == sums[1]}\n\nevery page touched")
    for path in pages.rglob("*.*"):
        path.touch()
    run_build(pages, outputs[1], 2)
    print("\none page changed")
    before, path = shards_of(outputs[1]), min(pages.rglob("*.txt"))
    path.write_bytes(path.read_bytes() + "\n谢谢大家!\n".encode())
    run_build(pages, outputs[1], 2)
    print("shards made anew: " + ", ".join(f"{name} {len(made - before[name])}" for name, made in shards_of(outputs[1]).items()))


def shards_of(output: Path) -> dict[str, set[str]]:
    """The shards of every stage that has some."""
    names = ("extract", "words", "annotate", "export")
    return {name: {path.name for path in (output / "work" / name).iterdir()} for name in names}


def run_build(sources: Path, output: Path, workers: int) -> None:
    """Run one build and print the seconds of each stage and the most memory that each kind of process held in it; a process that
    takes more than its bound ends all.
    """
    paths = ["--sources", str(sources), "--output", str(output)]
    command = [sys.executable, "-m", "pipeline", "build", *paths, "--workers", str(workers)]
    start = time.monotonic()
    build = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    stages, peaks = [("start", start)], Peaks()
    looking = Thread(target=lambda: look(build, stages, peaks), daemon=True)
    looking.start()
    for line in build.stdout or ():
        print(line, end="", flush=True)
        if line.endswith("…\n"):
            stages.append((line.split()[0], time.monotonic()))
    status = build.wait()
    end = time.monotonic()
    looking.join()
    for (name, began), (_next, ended) in zip(stages, [*stages[1:], ("", end)], strict=True):
        held = "   ".join(f"{kind} {memory}" for (stage, kind), memory in sorted(peaks.items()) if stage == name)
        print(f"{name:10}{ended - began:8.1f} s   MB resident (not of files): {held}")
    most, kind = max((memory.resident, f"{kind} in {stage}") for (stage, kind), memory in peaks.items())
    print(f"{'whole':10}{end - start:8.1f} s   exit status {status}   most MB resident: {most} ({kind})")
    if most > BOUND:
        sys.exit(f"no process was to take more than {BOUND} MB")


def look(build: "subprocess.Popen[str]", stages: Sequence[tuple[str, float]], peaks: Peaks) -> None:
    """Note the most memory of each kind of process by stage, as long as the build runs."""
    while build.poll() is None:
        stage = stages[-1][0]
        for kind, memory in read_memory(build.pid):
            peaks[stage, kind] = Memory(*map(max, memory, peaks.get((stage, kind), memory)))
        time.sleep(INTERVAL)


def read_memory(session: int) -> Iterator[tuple[str, Memory]]:
    """Kind and memory of every process of a session."""
    for folder in filter(lambda path: path.name.isdigit(), Path("/proc").iterdir()):
        try:
            if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[3]) != session:
                continue
            command = (folder / "cmdline").read_text()
            lines = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line)
            memory = Memory(*(int(lines[name].split()[0]) // 1024 for name in ("VmRSS", "RssAnon")))
        except (OSError, LookupError):  # the process has just ended
            continue
        kind = next((kind for kind, words in KINDS.items() if words in command), "other")
        yield "build" if int(folder.name) == session else kind, memory


def look_near(output: Path, scratch: Path) -> None:
    """Seconds of CPU and the most memory for fingerprints, near-duplicates and passages; components by what joined them."""
    shards = [str(key) for key in read_stamp(output / "work", "extract")["shards"]]  # type: ignore[attr-defined]
    for key in shards:
        for name, column in IDS.items():
            texts = read_table(output / "work" / "extract" / key, name, [column, "text"])
            path = scratch / "words" / key / f"{name}.arrow"
            path.parent.mkdir(parents=True, exist_ok=True)
            forms = write_fingerprints(path, texts[column].to_pylist(), texts["text"].to_pylist())
            if name == "speeches":
                write_seeds(path, forms)
    tell_near("fingerprints")
    of_pages = [read_table(output / "work" / "extract" / key, "pages", ["page_id"])["page_id"].to_pylist() for key in shards]
    pages = sorted(page for ids in of_pages for page in ids)
    parents = start_components(len(pages))
    for name in IDS:
        find_alike([scratch / "words" / key / f"{name}.arrow" for key in shards], pages, parents, Duplicates())
        tell_near(f"near-duplicates of {name}")
    joined = len(pages) - len(set(name_components(pages, parents).values()))
    speeches = read_fingerprints([scratch / "words" / key / "speeches.arrow" for key in shards])
    join_passages(parents, place_pages(pages, speeches.ids), speeches, JoinRule())
    tell_near("passages")
    components = Counter(name_components(pages, parents).values())
    by_passages = len(pages) - len(components) - joined
    print(f"{len(pages)} pages, {len(components)} components, the largest of {max(components.values())} pages")
    print(f"{joined} pages are joined to another by near-duplicates, {by_passages} more by passages")


def tell_near(what: str) -> None:
    """What has been taken so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what:32}{time.process_time():8.1f} s of CPU   {most} MB", flush=True)


def main(what: str, folder: str, *rest: str) -> None:
    """Do one of the three."""
    if what == "build":
        run_build(Path(folder), Path(rest[0]), int(rest[1]))
    elif what == "near":
        with TemporaryDirectory() as scratch:
            look_near(Path(folder), Path(scratch))
    elif what == "pages":
        print(f"{write_pages(Path(folder), int(rest[0]), read_material(Path(rest[1]))) / 1e6:.1f} MB")
    else:
        run_all(Path(folder), int(rest[0]), read_material(Path(rest[1])))


if __name__ == "__main__":
    main(*sys.argv[1:])
