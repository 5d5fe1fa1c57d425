"""This process in; out, the memory that it needs no more, given back to the system: by it, and by those that it starts."""

import ctypes
import gc
import os
import sys
from pathlib import Path

GIVING = {"ARROW_DEFAULT_MEMORY_POOL": "system", "_RJEM_MALLOC_CONF": "dirty_decay_ms:200,muzzy_decay_ms:0"}
"""As Arrow and Polars are told, before they are read, to give back what they have let go of: Polars a fifth of a second later.
What it takes again until then costs nothing: in two pairs of builds of 2,000 pages 1 and 3 of 60 seconds, for 35 MB of 440."""
HEAP = {"MALLOC_MMAP_THRESHOLD_": (-3, 9 << 20), "MALLOC_TRIM_THRESHOLD_": (-1, 32 << 20)}
"""By what glibc is told it at the start of a process: its number for a process that runs (mallopt), and bytes.

What is as large has a place of its own, which goes back as a whole. Left to itself, glibc raises the bound to 32 MB, and one page
of 15 MB leaves holes behind. A bound of 4 MB costs a fifteenth more where words are found: arrays of 8 MB come and go there.
"""
TIGHTER = 2  # times lower bounds where this process does all the work of a page that is as large
RETURNING = GIVING | {name: str(n_bytes) for name, (_option, n_bytes) in HEAP.items()}
"""All of it, as a process is told that is started."""
MUCH = 256 << 20  # bytes that are in memory from which on a stage that has ended is worth a hundredth of a second to give back
DATABASE = "pipeline.work.database"


def collect_seldom() -> None:
    """Let the collector of this process look for cycles seldom: modules that are read, and records, hold none that are worth it.
    It would walk all that is there, again and again: a sixth of the time that libraries take to be read.
    """
    gc.set_threshold(1_000_000)


def give_back_early() -> None:
    """Let this process and all that it starts give back what they let go of, as far as who called it has not said how."""
    for name, (option, n_bytes) in HEAP.items():
        if name not in os.environ:
            ask_allocator("mallopt", option, n_bytes)
    os.environ.update(RETURNING | os.environ)


def give_back_at_once() -> None:
    """Let this process give back smaller things, too, which costs it some time."""
    for name, (option, n_bytes) in HEAP.items():
        if os.environ.get(name) == str(n_bytes):
            ask_allocator("mallopt", option, n_bytes // TIGHTER)


def give_back() -> None:
    """Give back what a stage has left in a large process: freed memory, and the database, which another question opens."""
    if resident() < MUCH:
        return
    if DATABASE in sys.modules:
        sys.modules[DATABASE].close_database()
    ask_allocator("malloc_trim", 0)


def resident() -> int:
    """The bytes of this process that are in memory; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def ask_allocator(name: str, *words: int) -> None:
    """Call a function of glibc, where the system has it."""
    function = getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
    if function is not None:
        function(*words)
