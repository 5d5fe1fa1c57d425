"""The one entry: `python -m pipeline COMMAND`. Reads the command line, runs the command, shows errors as one line."""

import argparse
import atexit
import errno
import os
import re
import signal
import sys
from contextlib import suppress
from functools import partial
from importlib import import_module
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands import parse_arguments
from pipeline.job.errors import PipelineError
from pipeline.job.tongues import say, tell, user_language
from pipeline.publish.request import parse_order, require_switch

if TYPE_CHECKING:
    from types import FrameType

    from pipeline.job.job import Job


def main(arguments: list[str] | None = None) -> int:
    """0 when all is well, 1 with a message for the user."""
    options = argparse.Namespace()
    try:
        options = parse_arguments(arguments)
        run(options)
    except SystemExit as stop:  # argparse has said what is wrong, or printed its help
        return 1 if stop.code else 0
    except PipelineError as error:
        complain(str(error))
        return 1
    except OSError as error:
        looking = getattr(options, "command", "") in LOOKING
        if looking and isinstance(error, BrokenPipeError):  # `head` has its lines
            return 0
        words = tell_system(error, getattr(options, "output", ""))
        complain(words if looking else f"{words}; what was published before is as it was")
        return 1
    except want_of_memory():
        complain("not enough memory; what was published before is as it was; try fewer WORKERS")
        return 1
    except (KeyboardInterrupt, Exception) as error:
        if not (isinstance(error, KeyboardInterrupt) or INTERRUPTS):
            raise
        complain("stopped; the next build goes on from here")
        return 1
    return 0


def tell_system(error: OSError, output: object) -> str:
    """What the system refuses, where, and what to do: a file that is there for a moment only is told of by its folder."""
    number = error.errno or int((re.findall(r"[Ee]rrno (\d+)", str(error)) or [0])[-1])
    hidden = import_module("pipeline.work.files").TEMPORARY
    parts = Path(str(error.filename or output)).parts
    place = Path(*takewhile(lambda part: not hidden.fullmatch(part), parts))
    words = os.strerror(number) if number else " ".join(str(error).split())
    return f"{place}: {words}" + (f"; {ADVICE[number]}" if number in ADVICE else "")


ADVICE = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "make room there, or give another OUTPUT"),
    **dict.fromkeys((errno.EACCES, errno.EPERM), "give yourself the right (chmod -R u+rwX), or give another OUTPUT"),
    errno.EROFS: "give another OUTPUT",
}
"""What to do about what the system says."""

INTERRUPTS: list[int] = []
"""What has asked this process to stop. A library that is just being read may hold it back, and fail then for want of itself."""


def note_interrupt(number: int, frame: "FrameType | None") -> None:
    """Stop as Python does, and remember it."""
    INTERRUPTS.append(number)
    signal.default_int_handler(number, frame)


def complain(words: str) -> None:
    """Say what is wrong, in the user's language."""
    print(tell(words, user_language(), error=True), file=sys.stderr)


def want_of_memory() -> tuple[type[Exception], ...]:
    """What says that there is not enough memory; DuckDB's own word only where it was read."""
    duckdb = sys.modules.get("duckdb")
    return (MemoryError,) if duckdb is None else (MemoryError, duckdb.OutOfMemoryException)


def run(options: argparse.Namespace) -> None:
    """Run one command, in a folder that mirrors it where the output is an address."""
    if isinstance(getattr(options, "output", None), str):
        import_module("pipeline.mirror").run_at(options, run_here)
    else:
        run_here(options)


def run_here(options: argparse.Namespace) -> None:
    """Run one command. What works on a dataset that is there brings nothing up to date, and no other command implies it."""
    if options.command in BESIDE:
        BESIDE[options.command](options)
        return
    import_module("pipeline.work.memory").collect_seldom()
    words = import_module("pipeline.job.words")
    settings = words.choose_settings(options.config, options.sources)
    if said := words.tell_settings(settings, options.config):
        say(said)
    job = import_module("pipeline.job.job").Job
    kept = {"keep": options.keep} if "keep" in options else {}
    given = job(tuple(options.sources), options.output, settings, options.workers, options.strict, **kept)
    import_module("pipeline.build").run(given, "audit" if options.command == "build" else options.command)


def job_beside(options: argparse.Namespace) -> "Job":
    """A job of what is there already; the settings are those of the file that is given or speaks for the sources."""
    settings, words = import_module("pipeline.job.settings"), import_module("pipeline.job.words")
    config = getattr(options, "config", None)
    if "sources" in options:
        said = words.choose_settings(config, options.sources)
    else:
        said = settings.read_settings(config) if config else settings.Settings()
    sources, workers = tuple(getattr(options, "sources", ())), getattr(options, "workers", os.cpu_count() or 1)
    watch = partial(import_module("pipeline.work.progress").show_progress, options.command)
    job: Job = import_module("pipeline.job.job").Job(sources, options.output, said, workers, watch=watch)
    return job


def run_decontaminate(options: argparse.Namespace) -> None:
    """Find what the dataset shares with a user's own tests."""
    import_module("pipeline.decontaminate").run_decontaminate(options.output / "dataset", options.against, options.output)


def run_explain(options: argparse.Namespace) -> None:
    """Say why a page is read as it is."""
    import_module("pipeline.explain").run_explain(options.page, options.line, options.at, options.format)


def run_diff(options: argparse.Namespace) -> None:
    """Compare two datasets."""
    import_module("pipeline.diff").run_diff(options.old, options.new, options.output)


def run_gold(options: argparse.Namespace) -> None:
    """Write corrected pages as gold."""
    if not (options.corrections and options.out):
        raise PipelineError("gold takes FROM=corrections.jsonl and OUT=a folder")
    said = import_module("pipeline.job.words").choose_settings(options.config, options.sources)
    reading = import_module("pipeline.extract").read_options(said)
    found = import_module("pipeline.gold").write_gold(tuple(options.sources), options.corrections, options.out, reading)
    say(f"{options.out} has the gold of {found} pages: make score FOLDER={options.out}")


def run_exchange(options: argparse.Namespace) -> None:
    """Write pages for an annotation tool, or what came back from one as corrections."""
    exchange, dataset = import_module("pipeline.exchange"), options.output / "dataset"
    if not options.out or bool(options.to) == bool(options.corrections):
        raise PipelineError("exchange takes OUT=file, and TO=doccano or label-studio, or FROM=what was labelled")
    if options.to:
        say(f"{options.out} is written: {exchange.write_tasks(dataset, options.to, options.out)} pages")
    else:
        say(f"{options.out} is written: {exchange.write_corrections(dataset, options.corrections, options.out)} orders")


def run_agree(options: argparse.Namespace) -> None:
    """Compare two people's corrections."""
    say("\n".join(import_module("pipeline.exchange").tell_agreement(options.first, options.second)))


def run_init(options: argparse.Namespace) -> None:
    """Write a dataset.toml to fill in."""
    words = import_module("pipeline.job.words")
    path = options.config or Path(words.FILE)
    listing = import_module("pipeline.sources.listing")
    listing.list_sources([source for source in options.sources if "://" not in listing.LOCAL.sub("", source)])
    words.write_template(path, options.sources)
    say(f"{path} is written: say there what is true of these pages, and build with CONFIG={path}")


def run_view(options: argparse.Namespace) -> None:
    """Write the page to look at a dataset."""
    job = job_beside(options)
    say(f"{job.output / import_module('pipeline.view.page').run(job)['outputs'][0]} is written")
    if require_switch("serve", options.serve):
        server, address = import_module("pipeline.serve").open_desk(job)
        say(f"{address}\nopen this address to correct pages; Ctrl-C ends it")
        with suppress(KeyboardInterrupt):
            server.serve_forever()


def run_publish(options: argparse.Namespace) -> None:
    """Publish the dataset."""
    order = parse_order(options)
    with import_module("pipeline.work.lock").only_build(options.output):
        import_module("pipeline.publish.publication").publish(job_beside(options), order)


def run_verify(options: argparse.Namespace) -> None:
    """Pass a dataset through every gate."""
    job = job_beside(options)
    import_module("pipeline.audit.verify").verify(job, options.folder or job.dataset, options.key)


def run_sign(options: argparse.Namespace) -> None:
    """Sign the checksums of a dataset."""
    if not options.key:
        raise PipelineError("sign takes KEY=the private SSH key, or the public one of a key that an agent holds")
    folder = options.folder or job_beside(options).dataset
    say(f"{import_module('pipeline.audit.signature').sign_folder(folder, options.key)} is written")


BESIDE = {"view": run_view, "init": run_init, "verify": run_verify, "sign": run_sign, "publish": run_publish, "diff": run_diff,
          "decontaminate": run_decontaminate, "gold": run_gold, "explain": run_explain,
          "exchange": run_exchange, "agree": run_agree}
"""The commands that bring no stage up to date."""
LOOKING = BESIDE.keys() - {"publish", "verify"}
"""Those that publish nothing, have no pipe but their output, and have done their work when nobody reads what they say of it."""


def run_as_command() -> None:
    """The console script `chinese-speeches`, and `python -m pipeline`."""
    for stream in (sys.stdout, sys.stderr):  # a terminal or pipe that has no Chinese still gets the message
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else who started it wants no interrupts
        signal.signal(signal.SIGINT, note_interrupt)
    ended: list[int] = []
    atexit.register(leave, ended)  # what is registered first is called last
    ended.append(main())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said and written: what comes now ends nothing
    sys.exit(ended[0])


def leave(ended: list[int]) -> None:
    """End the process with the status it came to, before libraries tell of the objects that an interrupt has left in them."""
    if not ended:
        return
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # nobody reads any more
            stream.flush()
    os._exit(ended[0])


if __name__ == "__main__":
    run_as_command()
