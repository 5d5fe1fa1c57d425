"""What other systems have not: every module is read without it, and pages are parsed and built up to their rows."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WITHOUT = """
import os, signal, socket, sys
import datasets, duckdb, fsspec, huggingface_hub, polars, pyarrow, pandera, rich.progress, multiprocessing.util  # theirs to guard
for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[name] = None
for module, names in ((signal, "SIGKILL SIGHUP SIG_BLOCK SIG_SETMASK SIG_UNBLOCK pthread_sigmask"), (socket, "AF_UNIX"),
                      (os, "fork getuid geteuid getgid mkfifo statvfs uname getloadavg sched_getaffinity O_DIRECTORY")):
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
sys.platform = "win32"
"""
IMPORT_ALL = """
from importlib import import_module
from pathlib import Path
modules = [".".join(path.with_suffix("").parts) for path in sorted(Path("pipeline").rglob("*.py")) if path.name[:2] != "__"]
for name in modules:
    import_module(name)
from pipeline import parse
assert parse("讲话\\n同志们：\\n一、多种树。要种好。\\n二、种好树。要管好。").speeches
print(len(modules))
"""
FILES = """
from pathlib import Path
from pipeline.work.files import put_in_place, sync_tree, whole_folder, write_text
from pipeline.work.workers import keep_sockets, require_memory, work_off
folder = Path(sys.argv[1])
for words in ("one", "two"):
    with whole_folder(folder / "made") as made:
        write_text(made / "a.txt", words)
require_memory(), keep_sockets(folder)
assert (folder / "made" / "a.txt").read_text() == "two" and list(work_off(abs, [-1, -2], 0)) == [1, 2]
"""


def run(code: str, *words: str) -> str:
    """What a program says where what Windows lacks is missing."""
    done = subprocess.run([sys.executable, "-c", WITHOUT + code, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1500:]
    return done.stdout


@pytest.mark.slow
def test_every_module_is_read_without_what_windows_lacks() -> None:
    assert int(run(IMPORT_ALL)) > 150


def test_folders_are_written_without_what_windows_lacks(tmp_path: Path) -> None:
    run(FILES, str(tmp_path))
