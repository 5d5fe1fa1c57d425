"""The one entry: `python -m pipeline COMMAND`. Reads the command line, runs the command, shows errors as one line."""

import argparse
import os
import re
import shlex
import signal
import sys
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

from pipeline import build
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.settings import Settings, read_settings
from pipeline.job.words import FILE, choose_settings, tell_settings, write_template
from pipeline.publish.request import add_options, parse_order, require_switch
from pipeline.work.lock import only_build


def main(arguments: list[str] | None = None) -> int:
    """0 when all is well, 1 with a message for the user."""
    try:
        run(parse_arguments(arguments))
    except SystemExit as stop:  # argparse has said what is wrong, or printed its help
        return 1 if stop.code else 0
    except PipelineError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        words = f"{error.filename}: {error.strerror}" if error.filename else " ".join(str(error).split())
        print(f"{words}; what was published before is as it was", file=sys.stderr)
        return 1
    except want_of_memory():
        print("not enough memory; what was published before is as it was; try fewer WORKERS", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the next build goes on from here", file=sys.stderr)
        return 1
    return 0


def want_of_memory() -> tuple[type[Exception], ...]:
    """What says that there is not enough memory; DuckDB's own word only where it was read."""
    duckdb = sys.modules.get("duckdb")
    return (MemoryError,) if duckdb is None else (MemoryError, duckdb.OutOfMemoryException)


def parse_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """The command line, checked."""
    parser = argparse.ArgumentParser(
        prog="chinese-speeches" if Path(sys.argv[0]).stem == "chinese-speeches" else "python -m pipeline",
        description="From pages of Chinese speeches to a dataset that loads.",
        allow_abbrev=False,
    )
    parser.add_argument("command", choices=[*build.STAGES, "build", *BESIDE], help="a stage; build is all of them")
    parser.add_argument("folder", nargs="?", type=Path, help="verify, sign: the dataset folder; OUTPUT/dataset without")
    parser.add_argument("--sources", nargs="+", default=[str(default_sources())], help="files, folders, globs")
    parser.add_argument("--output", type=Path, default=Path("output"))
    parser.add_argument("--config", type=Path, help="dataset.toml: words and options")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes that share the work")
    parser.add_argument("--strict", nargs="?", const="1", default="", help="1: fail when anything was rejected; 0: do not")
    parser.add_argument("--from", dest="corrections", type=Path, help="gold: a file of corrections, or a folder of them")
    parser.add_argument("--out", type=Path, help="gold: the folder for pages/ and gold/")
    parser.add_argument("--serve", nargs="?", const="1", default="", help="view: 1: on a loopback address, to correct pages in")
    parser.add_argument("--old", type=Path, help="diff: the dataset folder before")
    parser.add_argument("--new", type=Path, help="diff: the dataset folder after")
    parser.add_argument("--against", type=Path, help="decontaminate: your own tests, as text, JSON lines or Parquet")
    parser.add_argument("--page", type=Path, help="explain: a file with a page in it")
    parser.add_argument("--line", type=int, help="explain: one line of the page, from 1")
    parser.add_argument("--at", type=int, help="explain: the line at an offset, in code points from 0")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="explain: for a terminal, or JSON")
    parser.add_argument("--key", type=Path, help="verify: the public SSH key that signed it; sign: the private one")
    add_options(parser)
    options, unknown = parser.parse_known_args(arguments)
    for word in unknown:
        near = get_close_matches(word, [f"--{name.replace('_', '-')}" for name in vars(options)], 1, 0)[0]
        parser.error(f"unrecognized arguments: {word}; did you mean {near}?")
    if options.folder and options.command not in ("verify", "sign"):
        parser.error(f"{options.command} takes no FOLDER, and found {options.folder}; --sources names pages")
    if options.command == "diff" and not (options.old and options.new):
        parser.error("diff takes --old FOLDER and --new FOLDER")
    if options.command == "decontaminate" and not options.against:
        parser.error("decontaminate takes --against FILE")
    if options.command == "explain" and not options.page:
        parser.error("explain takes --page FILE")
    options.sources = [source for word in options.sources for source in split_sources(word)]
    options.strict = require_switch("strict", options.strict)
    if options.workers < 1:
        parser.error(f"--workers {options.workers}: expected a whole number from 1")
    return options


def default_sources() -> Path:
    """The samples: those of the folder where the command is run, else those of the wheel."""
    here, installed = Path("samples"), Path(__file__).resolve().parent / "installed" / "samples"
    return here if here.exists() or not installed.exists() else installed


def split_sources(words: str) -> list[str]:
    """The sources of one word of the command line: it may be a path with spaces, or several, quoted where they hold spaces.

    >>> split_sources("'my pages' more/*.html")
    ['my pages', 'more/*.html']
    """
    try:
        parts = [words] if Path(words).expanduser().exists() or not re.search(r"\s", words) else shlex.split(words)
    except ValueError:  # a quotation mark without its other
        parts = [words]
    return [str(Path(part).expanduser()) if part.startswith("~") else part for part in parts]


def run(options: argparse.Namespace) -> None:
    """Run one command. What works on a dataset that is there brings nothing up to date, and no other command implies it."""
    if options.command in BESIDE:
        BESIDE[options.command](options)
        return
    settings = choose_settings(options.config, options.sources)
    if said := tell_settings(settings, options.config):
        print(said)
    job = Job(tuple(options.sources), options.output, settings, options.workers, options.strict)
    build.run(job, "audit" if options.command == "build" else options.command)


def job_beside(options: argparse.Namespace) -> Job:
    """A job of what is there already; the settings are those of the file given."""
    settings = read_settings(options.config) if options.config else Settings()
    return Job(tuple(options.sources), options.output, settings, options.workers)


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
    reading = import_module("pipeline.extract").read_options(choose_settings(options.config, options.sources))
    found = import_module("pipeline.gold").write_gold(tuple(options.sources), options.corrections, options.out, reading)
    print(f"{options.out} has the gold of {found} pages: make score FOLDER={options.out}")


def run_init(options: argparse.Namespace) -> None:
    """Write a dataset.toml to fill in."""
    path = options.config or Path(FILE)
    write_template(path, options.sources)
    print(f"{path} is written: say there what is true of these pages, and build with CONFIG={path}")


def run_view(options: argparse.Namespace) -> None:
    """Write the page to look at a dataset."""
    job = Job(tuple(options.sources), options.output, choose_settings(options.config, options.sources))
    print(f"{job.output / import_module('pipeline.view.page').run(job)['outputs'][0]} is written")
    if require_switch("serve", options.serve):
        server, address = import_module("pipeline.serve").open_desk(job)
        print(f"{address}\nopen this address to correct pages; Ctrl-C ends it", flush=True)
        server.serve_forever()


def run_publish(options: argparse.Namespace) -> None:
    """Publish the dataset."""
    order = parse_order(options)
    with only_build(options.output):
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
    print(f"{import_module('pipeline.audit.signature').sign_folder(folder, options.key)} is written")


BESIDE = {"view": run_view, "init": run_init, "verify": run_verify, "sign": run_sign, "publish": run_publish, "diff": run_diff,
          "decontaminate": run_decontaminate, "gold": run_gold, "explain": run_explain}
"""The commands that bring no stage up to date."""


def run_as_command() -> None:
    """The console script `chinese-speeches`, and `python -m pipeline`."""
    for stream in (sys.stdout, sys.stderr):  # a terminal or pipe that has no Chinese still gets the message
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    status = main()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said and written: what comes now ends nothing
    sys.exit(status)


if __name__ == "__main__":
    run_as_command()
