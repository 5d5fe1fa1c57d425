"""The command line: each command has its own help and its own options, in the user's language; what make runs is understood."""

import errno
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.__main__ import main, tell_system
from pipeline.commands import COMMANDS, OF_COMMAND, OPTIONS, make_parser, parse_arguments
from pipeline.job.tongues import tell, tongue
from pipeline.sources.listing import EXPECTED

ROOT = Path(__file__).resolve().parents[1]
NEEDED = {"diff": ["--old", "a", "--new", "b"], "decontaminate": ["--against", "a"], "explain": ["--page", "a"],
          "agree": ["--first", "a", "--second", "b"]}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_takes_its_own_options_and_no_other(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = [command, *NEEDED.get(command, [])]
    assert parse_arguments(given).command == command
    for name in OPTIONS.keys() - {*COMMANDS[command][1]}:
        with pytest.raises(SystemExit):
            parse_arguments([*given, f"--{name.replace('_', '-')}=1"])
        assert "did you mean --" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_names_its_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_arguments([command, "--help"])
    shown = {*re.findall(r"^  --([a-z-]+)", capsys.readouterr().out, re.MULTILINE)}
    assert shown == {name.replace("_", "-") for name in COMMANDS[command][1] if name != "folder"}


LOOKING = {
    "view": [], "decontaminate": ["--against={kept}"], "exchange": ["--to=doccano", "--out={kept}"],
    "exchange ": ["--from={kept}", "--out={kept}"],
}  # fmt: skip
"""What looks at a dataset, with its own words."""


@pytest.mark.parametrize("command", LOOKING)
def test_without_a_dataset_there_is_one_line_to_read_and_nothing_is_written(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_text('{"page_id": "a", "source": "b", "label": []}\n', encoding="utf-8")
    (tmp_path / "output" / "dataset" / "data").mkdir(parents=True)
    words = [word.format(kept=kept) for word in LOOKING[command]]
    assert main([command.strip(), "--output", str(tmp_path / "output"), *words]) == 1
    said = f"{tmp_path}/output/dataset: there is no dataset; `make build` makes one\n"
    assert (capsys.readouterr().err, kept.read_text(encoding="utf-8")[:3]) == (said, '{"p')
    assert not (tmp_path / "output" / "decontaminated").exists()


@pytest.mark.parametrize(("command", "option", "words"), [
    ("exchange", "out", "the file to write"), ("exchange", "from", "the file of what was labelled"),
    ("gold", "out", "the folder to write"),
])  # fmt: skip
def test_help_says_what_an_option_is_to_its_command(
    command: str, option: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--help"]) == 0
    assert re.search(rf"--{option} [A-Z]+ +{words}\n", capsys.readouterr().out)


SLIPS = {
    "build in": "unrecognized arguments: in; did you mean --sources in?",
    "init in": "unrecognized arguments: in; did you mean --sources in?",
    "publish owner/name": "unrecognized arguments: owner/name; did you mean --repo owner/name?",
    "verify a b": "unrecognized arguments: b; did you mean --output b?",
    "agree --first a": "the following arguments are required: --second (SECOND=)",
    "explain": "the following arguments are required: --page (PAGE=)",
    "init --sources nope": f"nope: no such file or folder; {EXPECTED}",
    "agree --first nope --second nope": "nope: expected a file of corrections",
    "exchange --out x --from nope": "nope: No such file or directory",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_what_was_meant(
    slip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(slip.split(" ")) == 1
    assert capsys.readouterr().err.endswith(f"{SLIPS[slip]}\n")
    assert not [*tmp_path.iterdir()]


def test_make_asks_for_the_other_file_of_corrections() -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")} | {"LC_ALL": "C"}
    command = ["make", "-o", ".venv/ready", "agree", "FIRST=a"]
    done = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True, check=False)
    assert "required: --second (SECOND=)\n" in done.stderr


def test_who_reads_no_further_ends_a_command_quietly(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("在植树大会上的讲话\n同志们：\n" + "多种树，种好树。\n" * 2_000, encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "explain", "--page", str(tmp_path / "page.txt")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert (running.stderr.read(), running.wait()) == (b"", 0)


SOURCES = {
    ("--sources", "a", "b"): ["a", "b"],
    ("--sources=a", "--sources=b c.html"): ["a", "b", "c.html"],
    ("--sources='my pages' more/*.html",): ["my pages", "more/*.html"],
    ("--sources=my pages",): ["my pages"],  # a folder that is there
    ("--sources=-in",): ["-in"],
}


@pytest.mark.parametrize("words", SOURCES)
def test_sources_are_all_that_were_given(words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my pages").mkdir()
    monkeypatch.chdir(tmp_path)
    assert parse_arguments(["build", *words]).sources == SOURCES[words]


@pytest.mark.parametrize("words", ["--sources=", "--sources= ", "--output=", "--output= "])
def test_what_is_said_to_be_nothing_is_not_the_folder_where_the_command_runs(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse_arguments(["build", "--sources=samples", words])
    assert re.search("--sources is empty: expected|argument --output: expected a folder", capsys.readouterr().err)


@pytest.mark.parametrize("output", ["", " "])
def test_make_removes_nothing_where_no_folder_is_named(output: str, tmp_path: Path) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    (tmp_path / "work").mkdir()
    command = ["make", "-f", str(ROOT / "Makefile"), "clean", f"OUTPUT={output}"]
    done = subprocess.run(command, cwd=tmp_path, env=plain | {"LC_ALL": "C"}, capture_output=True, text=True, check=False)
    assert (done.returncode, "OUTPUT=: expected a folder" in done.stderr) == (2, True)
    assert (tmp_path / "work").exists()


def test_make_clean_leaves_what_no_build_made(tmp_path: Path) -> None:
    made = ["work/extract.json", "dataset/manifest.json", "rejected/rejected.jsonl", f"view/{'0' * 16}.js", ".lock"]
    other = ["decontaminated/mine.txt", "scale/mine.txt", "pythons/mine.txt", "score/mine.txt", "mine.json"]
    for path in map(tmp_path.joinpath, (*made, *other)):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "-f", str(ROOT / "Makefile"), "clean", f"OUTPUT={tmp_path}"]
    done = subprocess.run(command, cwd=tmp_path, env=plain | {"LC_ALL": "C"}, capture_output=True, text=True, check=True)
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["decontaminated", "scale", "pythons"]
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {*other, ".lock"}


STRICT = {(): False, ("--strict",): True, ("--strict=1",): True, ("--strict=0",): False, ("--strict=",): False}


@pytest.mark.parametrize("words", STRICT)
def test_strict_is_on_only_when_it_is_said(words: tuple[str, ...]) -> None:
    assert parse_arguments(["build", *words]).strict is STRICT[words]


def test_make_gives_the_words_as_they_stand() -> None:
    words = ["SOURCES='my pages' it's", "STRICT=0", "OUTPUT=a b$$c", "WORKERS=1"]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # make test calls this from make
    command = ["make", "-n", "-o", ".venv/ready", "build", *words]
    done = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True, check=True)
    given = shlex.split(done.stdout.splitlines()[-1])
    assert given[4:] == ["--sources='my pages' it's", "--output=a b$c", "--workers=1", "--strict=0"]


def test_help_reads_no_library_that_takes_time() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "pipeline", "build", "--help"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stderr
    read = {line.rsplit("|", 1)[-1].strip().partition(".")[0] for line in told.splitlines()}
    assert "argparse" in read
    assert not read & {"numpy", "pyarrow", "polars", "duckdb", "pandera", "pandas", "datasets", "jieba", "rjieba"}


def test_help_is_in_the_language_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "全部步骤" in make_parser().format_help()
    said = {words for words, _options in (*COMMANDS.values(), *OPTIONS.values())} | {*OF_COMMAND.values()}
    assert said - tongue("zh", "pipeline.job").phrases.keys() == set()


def test_an_error_in_chinese_has_its_code_and_one_without_a_row_stays_english() -> None:
    said = "out: no dataset to publish; make build writes one"
    assert tell(said, "zh", error=True).endswith("make build 构建〔no_publication〕")
    assert tell("something else", "zh", error=True) == "something else"
    assert tell("out is up to date", "en") == "out is up to date"


def test_make_help_has_both_languages_of_every_target() -> None:
    lines = re.findall(r"^[a-z-]+:.*##.*$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert [line for line in lines if not re.search(r"## [^#]+ ## .*[一-鿿]", line)] == []


def test_the_chinese_readme_names_the_same_commands_configs_and_links() -> None:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")]
    targets = [set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) for text in texts]
    assert targets[1] <= targets[0]
    assert all(f"`{name}`" in texts[1] for name in ("sections", "speeches", "pages", "spans", "turns", "personal", "text"))
    assert "(README.zh-CN.md)" in texts[0] and "(README.md)" in texts[1]


def test_a_slip_of_make_is_told_in_the_language_of_the_user() -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # make test calls this from make
    environment = plain | {"LC_ALL": "zh_CN.UTF-8"}
    done = subprocess.run(["make", "OUTPU=x", "help"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "OUTPU=: 没有这个变量；是不是 OUTPUT=?" in done.stderr


def test_the_parser_says_its_own_words_in_chinese(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["diff"]) == 1
    assert capsys.readouterr().err.endswith(" diff: 错误: 缺少必需的参数：--old (OLD=), --new (NEW=)〔required〕\n")
    assert main(["diff", "--help"]) == 0
    assert "选项：\n  -h, --help       显示本帮助后退出\n" in capsys.readouterr().out


def test_an_interrupt_that_went_through_an_exec_ends_in_one_line_and_no_signal(tmp_path: Path) -> None:
    module = "import pipeline.__main__ as m\ndef run(_): exec('raise KeyboardInterrupt')\nm.run = run\nm.run_as_command()\n"
    (tmp_path / "interrupted.py").write_text(module, encoding="utf-8")
    command = [sys.executable, "-m", "interrupted", "build"]
    paths = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    done = subprocess.run(command, env=paths, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "stopped; the next build goes on from here\n")


def test_an_interrupt_that_a_library_holds_back_still_stops() -> None:
    code = (
        "import os, signal, pipeline.__main__ as entry\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # as in a terminal, wherever the tests run
        "def run(options):\n"
        "    try:\n        os.kill(os.getpid(), signal.SIGINT)\n    except KeyboardInterrupt:\n        pass\n"
        "    raise ImportError('cannot load module more than once per process')\n"
        "entry.run = run\nentry.run_as_command()\n"
    )
    found = subprocess.run([sys.executable, "-c", code, "init"], capture_output=True, text=True, cwd=ROOT)
    assert (found.returncode, found.stderr.splitlines()) == (1, ["stopped; the next build goes on from here"])


REFUSALS = [
    (OSError(errno.ENOSPC, "", "out/dataset/.a1.tmp17/a.parquet"), "out/dataset: No space left on device; make"),
    (OSError("[Errno 28] Error writing bytes to file. Detail: [errno 28]"), "out: No space left on device; make room there"),
    (PermissionError(errno.EACCES, "", "out/dataset/.card.json.tmp9"), "out/dataset: Permission denied; give yourself the right"),
    (OSError(errno.EROFS, "", "out/.lock"), "out/.lock: Read-only file system; give another OUTPUT"),
    (OSError("something else"), "out: something else"),
]


@pytest.mark.parametrize(("error", "said"), REFUSALS)
def test_what_the_system_refuses_is_told_with_its_place_and_what_to_do(error: OSError, said: str) -> None:
    assert tell_system(error, "out").startswith(said)
