"""A build beside its peers: CPU and wall seconds, medians of interleaved runs, and their ratios; made by `make bench-peers`.

    python -m tests.tools.peers PEERS-PYTHON PAGES [RUNS]

Every run is a new process on one processor; what its processes and theirs took is counted by the system. The table goes
to tests/tools/peers.md with the day and the machine.
"""

import ctypes
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("peers.md")
SCRIPTS = Path(__file__).with_name("peer_scripts.py")
SUBREAPER = 36  # Linux: the children of our children are ours when those end (PR_SET_CHILD_SUBREAPER)
OURS = {
    "ours: annotate (all records, words, near-duplicates)": "annotate",
    "ours: build (that, and the dataset with views and audit)": "build",
}
PEERS = {
    "plain script with jieba (words, near-duplicates)": "script_with_jieba",
    "plain script with rjieba (words, near-duplicates)": "script_with_rjieba",
    "datatrove with jieba (words, near-duplicates)": "datatrove_with_jieba",
}


def orders(peers: str, pages: Path, folder: Path) -> dict[str, list[str]]:
    """The command of every rival; all read the same pages, ours as files and theirs as JSON lines."""
    lines = folder / "pages.jsonl"
    rows = ({"id": path.name, "text": path.read_text(encoding="utf-8")} for path in sorted(pages.glob("*.txt")))
    lines.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    ours = [sys.executable, "-m", "pipeline"]
    given = ["--sources", str(pages), "--workers", "1", "--output"]
    return {name: [*ours, command, *given] for name, command in OURS.items()} | {
        name: [peers, str(SCRIPTS), script, str(lines)] for name, script in PEERS.items()
    }


def measure(order: Sequence[str]) -> tuple[float, float]:
    """CPU and wall seconds of a command with an empty folder as its last word, all its processes counted."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    with TemporaryDirectory() as folder:
        done = subprocess.run([*order, folder], cwd=ROOT, capture_output=True, text=True, check=False)
        wall = perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{' '.join(order)}: {done.stderr[-500:]}")
    with suppress(ChildProcessError):  # what the command left behind ends now, such as the server of its workers
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def table(found: dict[str, list[tuple[float, float]]], pages: Path) -> str:
    """The medians as a table of Markdown; ratios are to the first row."""
    files = sorted(pages.glob("*.txt"))
    size, runs = sum(path.stat().st_size for path in files) / 1e6, len(next(iter(found.values())))
    medians = {name: tuple(map(median, zip(*times, strict=True))) for name, times in found.items()}
    first = next(iter(medians.values()))
    rows = [f"| {name} | {cpu:.1f} | {wall:.1f} | {cpu / first[0]:.2f} |" for name, (cpu, wall) in medians.items()]
    where = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    return "\n".join([
        f"Measured {datetime.now(UTC):%Y-%m-%d} by tests/tools/peers.py on {where}, load {os.getloadavg()[0]:.0f}:",
        f"{len(files):,} pages, {size:.1f} MB, one worker, medians of {runs} interleaved runs.",
        "Start-up is in the figures; it weighs most where pages are few.", "",
        "| | CPU s | wall s | CPU, ours to annotate = 1 |", "|---|--:|--:|--:|", *rows, "",
    ])  # fmt: skip


def main(peers: str, pages: Path, runs: int) -> None:
    """Run every rival in turn, as often as asked; write and print the table."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    with TemporaryDirectory() as folder:
        found: dict[str, list[tuple[float, float]]] = {}
        for _run in range(runs):
            for name, order in orders(peers, pages, Path(folder)).items():
                found.setdefault(name, []).append(measure(order))
                print(name, found[name][-1], file=sys.stderr, flush=True)
    TABLE.write_text(table(found, pages), encoding="utf-8")
    print(TABLE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 3)
