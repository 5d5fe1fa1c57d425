"""The steps of a stage in; out, a bar on a terminal, elsewhere a line every few seconds; at the end a table of what there is."""

import sys
import time
from collections.abc import Iterable, Mapping

from pipeline.job.job import Step

SECONDS = 5.0  # between two lines where there is no terminal
MEGABYTE = 1_000_000


def show_progress(stage: str, steps: Iterable[Step], total: int) -> None:
    """Run a stage's work to its end and show how far it is, in bytes of sources (extract) or in shards."""
    if sys.stderr.isatty():
        show_bar(stage, steps, total)
        return
    start = last = time.monotonic()
    pages = 0
    for step in steps:
        pages += step.pages
        now = time.monotonic()
        if now - last >= SECONDS:
            last = now
            print(f"{stage}: {describe(Step(step.done, pages), total, now - start)}", file=sys.stderr, flush=True)


def show_bar(stage: str, steps: Iterable[Step], total: int) -> None:
    """The same on a terminal."""
    from rich.console import Console  # read where a terminal is: a build with nothing to do needs neither
    from rich.progress import BarColumn, Progress, TextColumn

    start, pages = time.monotonic(), 0
    columns = (TextColumn("{task.fields[stage]}"), BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total, stage=stage)
        for step in steps:
            pages += step.pages
            words = describe(Step(step.done, pages), total, time.monotonic() - start)
            progress.update(task, completed=step.done, description=words)


def describe(step: Step, total: int, seconds: float) -> str:
    """How far a stage is, how fast, and how long it will take; pages and MB where it counts them.

    >>> describe(Step(30_000_000, 1200), 90_000_000, 10)
    '33 %, 1,200 pages, 120 pages/s, 3.0 MB/s, 20 s left'
    >>> describe(Step(3, 0), 12, 6)
    '25 %, 18 s left'
    """
    share = min(step.done / total, 1.0) if total else 1.0
    words = [f"{share * 100:.0f} %"]
    if step.pages:
        words += [f"{step.pages:,} pages", f"{step.pages / seconds:,.0f} pages/s", f"{step.done / seconds / MEGABYTE:.1f} MB/s"]
    return ", ".join([*words, f"{seconds / share - seconds:.0f} s left" if share else "just begun"])


def show_summary(counts: Mapping[str, int], reasons: Mapping[str, int], read: tuple[int, float]) -> None:
    """How much there is, and what was rejected and why; `read` are the bytes of the sources and the seconds it took."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="left")
    table.add_column(justify="right")
    table.add_column(justify="left")
    for name in ("pages", "speeches", "sections", "rejected"):
        about = ", ".join(f"{reason} {count}" for reason, count in reasons.items()) if name == "rejected" else ""
        table.add_row(name, f"{counts[name]:,}", about)
    size, seconds = read
    table.add_row("seconds", f"{seconds:.1f}", f"{counts['pages'] / seconds:,.0f} pages/s, {size / seconds / MEGABYTE:.1f} MB/s")
    Console(highlight=False).print(table)
