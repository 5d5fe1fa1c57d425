"""Read by the server that workers are copies of, and by nothing else: the stages, once for all workers of a build.

A worker may be asked for while a build is interrupted: when it begins, what it was to be handed is gone with the build, and it
says nothing. What goes wrong in its work reaches the build with its result, never this hook.
"""

import atexit
import gc
import signal
import sys
from importlib import import_module

from pipeline.work.imports import without_pandas
from pipeline.work.memory import collect_seldom

STAGES = ("pipeline.extract", "pipeline.annotate", "pipeline.validate", "pipeline.export")
LATER = ("pipeline.parse.rows", "pipeline.sources.pages", "jieba", "rjieba")  # what stages read where they work, and not before

sys.excepthook = lambda *_error: None
signal.signal(signal.SIGINT, signal.SIG_IGN)  # its copies do not hear an interrupt either: the build ends them
collect_seldom()
with without_pandas():
    for module in (*STAGES, *LATER):
        import_module(module)
gc.freeze()  # collectors of the copies never look at what was read here, which would copy the memory that they share
atexit.register(gc.unfreeze)  # else DuckDB says that it was not let go of
