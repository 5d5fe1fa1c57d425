"""Work in; out, a bar on a terminal, elsewhere a line every few seconds; at the end a table of what there is."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from pipeline.job.job import Advance
from pipeline.job.tongues import in_words, user_language
from schemas.chinese import chinese_name

SECONDS = 5.0  # between two lines where there is no terminal
SURE = 2.0  # seconds of work before which nothing is said of those that are left
MEGABYTE = 1_000_000
UNSPOKEN = "no_speech_signs"


@dataclass(slots=True)
class Course:
    """How far some work is, in bytes; `worked` leaves out what was there already."""

    name: str
    total: int
    start: float = field(default_factory=time.monotonic)
    done: int = 0
    worked: int = 0
    pages: int = 0

    def take(self, step: Advance) -> None:
        """Go on by a step."""
        self.done, self.worked, self.pages = step.done, self.worked + step.work, self.pages + step.pages


def show_progress(stage: str, steps: Iterable[Advance], total: int, part: str) -> None:
    """Run some work of a stage to its end and show how far it is."""
    course = Course(name_work(stage, part), total)
    with (show_bar if sys.stderr.isatty() else show_lines)(course):
        for step in steps:
            course.take(step)


def name_work(stage: str, part: str) -> str:
    """What is done, in the user's language."""
    return ": ".join(map(in_words, filter(None, (stage, part))))


@contextmanager
def show_lines(course: Course) -> Iterator[None]:
    """A line every few seconds."""
    ended = Event()

    def tell() -> None:
        while not ended.wait(SECONDS):
            words = describe(course, time.monotonic() - course.start)
            print(f"{course.name}: {words}", file=sys.stderr, flush=True)

    with beside(tell, ended):
        yield


@contextmanager
def show_bar(course: Course) -> Iterator[None]:
    """A bar that only moves to and fro until it is known how far the work is."""
    from rich.console import Console  # read where a terminal is: a build with nothing to do needs neither
    from rich.progress import BarColumn, Progress, TextColumn

    ended = Event()
    columns = (TextColumn("{task.fields[name]}"), BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None, name=course.name)

        def tell() -> None:
            while not ended.wait(0.2):
                words = describe(course, time.monotonic() - course.start)
                progress.update(task, total=course.total if course.done else None, completed=course.done, description=words)

        with beside(tell, ended):
            yield


@contextmanager
def beside(tell: Callable[[], None], ended: Event) -> Iterator[None]:
    """Something is told while the block runs."""
    thread = Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def describe(course: Course, seconds: float) -> str:
    """How far some work is, how fast, for how long, and how long it will take once that can be said; pages where it counts them.

    >>> describe(Course("extract", 90_000_000, 0, done=30_000_000, worked=30_000_000, pages=1200), 10)
    '33 %, 1,200 pages, 120 pages/s, 3.0 MB/s, 10 s, 20 s left'
    >>> describe(Course("annotate", 12, 0, done=6, worked=3), 6), describe(Course("validate", 12, 0, done=1, worked=1), 1)
    ('50 %, 6 s, 12 s left', '8 %, 1 s')
    >>> describe(Course("export", 0, 0), 6)
    '6 s'
    """
    words = [f"{min(course.done / course.total, 1):.0%}".replace("%", " %")] if course.done and course.total else []
    if course.pages:
        speed = course.worked / seconds / MEGABYTE
        words += [f"{course.pages:,} pages", f"{course.pages / seconds:,.0f} pages/s", f"{speed:.1f} MB/s"]
    words.append(f"{seconds:.0f} s")
    if course.worked and seconds >= SURE:
        words.append(f"{max(course.total - course.done, 0) * seconds / course.worked:.0f} s left")
    return ", ".join(map(in_words, words))


def show_summary(counts: Mapping[str, int], reasons: Mapping[str, int], unspoken: int, read: tuple[int, float]) -> None:
    """How much there is, what was rejected and why, and how many pages may hold no speech.

    `read` are the bytes of the sources and the seconds it took.
    """
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="left")
    table.add_column(justify="right")
    table.add_column(justify="left")
    about = {
        "pages": f"{words_for('defect_names', UNSPOKEN)} {unspoken:,}" if unspoken else "",
        "rejected": ", ".join(f"{words_for('reasons', reason)} {count:,}" for reason, count in reasons.items()),
    }
    for name in ("pages", "speeches", "sections", "rejected"):
        table.add_row(in_words(name), f"{counts[name]:,}", about.get(name, ""))
    size, seconds = read
    speed = in_words(f"{counts['pages'] / seconds:,.0f} pages/s, {size / seconds / MEGABYTE:.1f} MB/s")
    table.add_row(in_words("seconds"), f"{seconds:.1f}", speed)
    Console(highlight=False).print(table)


def words_for(table: str, code: str) -> str:
    """A code of a table of names, in Chinese by its name and the code."""
    return f"{chinese_name(table, code)}（{code}）" if user_language() == "zh" else code
