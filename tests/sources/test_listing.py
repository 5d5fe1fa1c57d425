"""Sources: every file under a name that tells nothing of the machine, or one line that says what is wrong."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import fsspec
import pytest

from pipeline.job.errors import PipelineError
from pipeline.sources.documents import Document
from pipeline.sources.listing import SourceFile, digest_sources, list_sources, require_apart
from pipeline.sources.readers import read_documents
from tests.tools.containers import PAGE, zipped


def make(folder: Path, *names: str) -> Path:
    """Files of these names, each with its name in it."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n", encoding="utf-8")
    return folder


def names(arguments: Sequence[object]) -> list[str]:
    """The sources that arguments name."""
    return [file.source for file in list_sources([str(argument) for argument in arguments])]


def test_a_folder_is_read_to_its_depth_in_one_order(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/c.txt", "a/b/d.txt", "a.txt")
    assert names([tmp_path]) == ["a.txt", "a/b/d.txt", "a/c.txt", "b.txt"]


def test_a_file_has_its_own_name(tmp_path: Path) -> None:
    assert names([make(tmp_path, "deep/页.txt") / "deep/页.txt"]) == ["页.txt"]


def test_a_glob_names_files_from_its_first_wildcard_on(tmp_path: Path) -> None:
    make(tmp_path, "2020/a.txt", "2021/a.txt", "2021/b.html", "2021/more/c.txt")
    assert names([tmp_path / "*/a.txt"]) == ["2020/a.txt", "2021/a.txt"]
    assert names([tmp_path / "**/*.txt"]) == ["2020/a.txt", "2021/a.txt", "2021/more/c.txt"]
    assert names([tmp_path / "202[1]"]) == ["2021/a.txt", "2021/b.html", "2021/more/c.txt"]


def test_a_name_with_a_bracket_is_a_name_when_it_is_there(tmp_path: Path) -> None:
    assert names([make(tmp_path, "讲话[3篇].txt") / "讲话[3篇].txt"]) == ["讲话[3篇].txt"]


def test_the_order_of_arguments_and_naming_a_file_twice_change_nothing(tmp_path: Path) -> None:
    make(tmp_path, "x/a.txt", "x/sub/b.txt", "y/c.txt")
    arguments = [tmp_path / "x", tmp_path / "y", tmp_path / "x/sub/b.txt", tmp_path / "x/sub"]
    assert names(arguments) == names(arguments[::-1]) == ["a.txt", "c.txt", "sub/b.txt"]


def test_two_files_of_one_name_get_their_folders_name(tmp_path: Path) -> None:
    make(tmp_path, "2020/1.txt", "2021/1.txt", "2021/2.txt")
    assert names([tmp_path / "2020", tmp_path / "2021"]) == ["2.txt", "2020/1.txt", "2021/1.txt"]
    assert names([tmp_path / "2020/1.txt", tmp_path / "2021/1.txt"]) == ["2020/1.txt", "2021/1.txt"]


def test_what_is_hidden_or_left_behind_is_no_source_unless_named(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", ".hidden.txt", ".git/config", "__MACOSX/a.txt", "Thumbs.db", "README.md", "sub/.DS_Store")
    assert names([tmp_path]) == names([tmp_path / "*"]) == ["a.txt"]
    assert names([tmp_path / ".hidden.txt"]) == [".hidden.txt"]


def test_links_are_followed_and_a_loop_ends(tmp_path: Path) -> None:
    make(tmp_path, "pages/a/b.txt", "elsewhere/c.txt")
    (tmp_path / "pages/a/loop").symlink_to(tmp_path / "pages", target_is_directory=True)
    (tmp_path / "pages/more").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert names([tmp_path / "pages"]) == ["a/b.txt", "more/c.txt"]


def test_a_name_of_a_chinese_windows_is_read(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/" + "讲话.txt".encode("gb18030")
    Path(os.fsdecode(path)).write_text("x", encoding="utf-8")
    (file,) = list_sources([str(tmp_path)])
    assert file.source == "讲话.txt"
    assert digest_sources([file])


def test_a_long_tree_is_no_matter_of_recursion_or_order(tmp_path: Path) -> None:
    make(tmp_path, "/".join("abcdefghij" * 5) + "/x.txt")
    assert names([tmp_path]) == ["/".join("abcdefghij" * 5) + "/x.txt"]


EXPECTED = "expected files, folders, globs or addresses such as hf://datasets/name/of/it"
REFUSED = [
    ("none", f"none: no such file or folder; {EXPECTED}"),
    ("empty", "empty: an empty folder; expected pages in it (hidden files and README.md do not count)"),
    ("*.html", f"*.html: no file fits; {EXPECTED}"),
    ("pip*", f"pip*: no file fits; {EXPECTED}"),  # read, it would wait for ever
    ("links/*", "links/gone: a link that leads nowhere; remove it or mend it"),
    ("file://none", f"none: no such file or folder; {EXPECTED}"),
    ("pipe", f"pipe: neither a file nor a folder; {EXPECTED}"),
    ("links", "links/gone: a link that leads nowhere; remove it or mend it"),
    ("s3://bucket/pages", "s3://bucket/pages: reading s3:// needs another library: .venv/bin/pip install '.[s3]'"),
    ("http://a/x", "http://a/x: reading http:// needs another library: .venv/bin/pip install aiohttp requests"),
    ("nonsense://x", f"nonsense://x: cannot be listed (Protocol not known: nonsense); {EXPECTED}"),
    ("memory://nothing", f"memory://nothing: no file there; {EXPECTED}"),
]


@pytest.mark.parametrize(("argument", "message"), REFUSED)
def test_what_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argument: str, message: str) -> None:
    make(tmp_path, "empty/.hidden")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "links").mkdir()
    (tmp_path / "links/gone").symlink_to("nowhere")
    monkeypatch.chdir(tmp_path)
    for name in ("s3fs", "aiohttp"):  # even where they are installed
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(PipelineError) as refusal:
        list_sources([argument])
    assert str(refusal.value) == message


def test_two_files_that_cannot_be_told_apart_are_refused(tmp_path: Path) -> None:
    make(tmp_path, "x/pages/1.txt", "y/pages/1.txt")
    with pytest.raises(PipelineError, match=r"another file is called pages/1\.txt too; put both folders into one$"):
        list_sources([str(tmp_path / "x/pages"), str(tmp_path / "y/pages")])


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[None]:
    """For root, who may read everything: the permissions of nobody, who may go into this test's folder."""
    uid = os.geteuid()
    if uid == 0:
        for path in (tmp_path, *tmp_path.parents[:3]):
            path.chmod(path.stat().st_mode | 0o055)
        os.seteuid(65534)
    yield
    os.seteuid(uid)


@pytest.mark.parametrize("closed", ["pages/a.txt", "pages/sub"])
def test_a_source_without_permission_is_refused(tmp_path: Path, request: pytest.FixtureRequest, closed: str) -> None:
    make(tmp_path, "pages/a.txt", "pages/sub/b.txt")
    (tmp_path / closed).chmod(0)
    request.getfixturevalue("nobody")
    with pytest.raises(PipelineError) as refusal:
        list_sources([str(tmp_path / "pages")])
    message = f"{tmp_path / closed}: no permission to read it; give it (chmod -R u+rX) or leave it out"
    assert str(refusal.value) == message


def test_an_address_is_read_through_the_library_of_its_protocol() -> None:
    system = fsspec.filesystem("memory")
    for name in ("a.txt", "sub/b.txt", ".hidden", "讲话[1].md"):
        system.pipe(f"/shelf/{name}", PAGE.encode())
    assert names(["memory://shelf"]) == ["a.txt", "sub/b.txt", "讲话[1].md"]
    assert names(["memory://shelf/.hidden"]) == [".hidden"]
    assert names(["memory://shelf/讲话[1].md"]) == ["讲话[1].md"]
    assert names(["memory://shelf/*.txt"]) == ["a.txt"]
    assert names(["memory://shelf/s*/*.txt"]) == ["sub/b.txt"]
    assert names(["memory://shelf/sub/b.txt"]) == ["b.txt"]
    documents = [document for file in list_sources(["memory://shelf"]) for document in read_documents(file)]
    assert [(found.source, found.data) for found in documents if isinstance(found, Document)] == [
        ("a.txt", PAGE.encode()),
        ("sub/b.txt", PAGE.encode()),
        ("讲话[1].md", PAGE.encode()),
    ]


def test_an_address_in_an_address_is_read_through_both() -> None:
    fsspec.filesystem("memory").pipe("/chain/pages.zip", zipped({"a.txt": PAGE.encode(), "sub/b.txt": PAGE.encode()}))
    files = list_sources(["zip://::memory://chain/pages.zip"])
    assert [file.source for file in files] == ["a.txt", "sub/b.txt"]
    assert [found.data for file in files for found in read_documents(file) if isinstance(found, Document)] == [PAGE.encode()] * 2


def test_an_address_of_a_file_is_its_path(tmp_path: Path) -> None:
    make(tmp_path, "pages/a.txt")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/pages/" + "讲话.txt".encode("gb18030")))).write_text("x", encoding="utf-8")
    assert names([f"file://{tmp_path}/pages", tmp_path / "pages/a.txt"]) == ["a.txt", "讲话.txt"]


def test_an_output_among_the_sources_is_refused(tmp_path: Path) -> None:
    make(tmp_path, "pages/a.txt", "pages/out/dataset/b.txt", "pages/output.txt")
    require_apart(list_sources([str(tmp_path / "pages/output.txt")]), tmp_path / "pages/out")
    with pytest.raises(PipelineError) as refusal:
        require_apart(list_sources([str(tmp_path / "pages")]), tmp_path / "pages/out")
    assert str(refusal.value) == (
        f"{tmp_path}/pages/out: OUTPUT lies in a source folder, and its files would be read as pages; give another one"
    )
    with pytest.raises(PipelineError, match="pages: the sources lie in OUTPUT, where builds replace what they made"):
        require_apart(list_sources([str(tmp_path / "pages/output.txt")]), tmp_path / "pages")


def test_an_address_that_nobody_answers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(PipelineError, match=r"^hf://datasets/nobody/nothing: cannot be listed \(.+\); expected files") as refusal:
        list_sources(["hf://datasets/nobody/nothing"])
    assert "\n" not in str(refusal.value)


def test_what_breaks_on_the_way_to_a_source_is_no_damage_of_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    def readinto(_stream: object, _buffer: bytearray) -> int:
        raise KeyError("connection")

    fsspec.filesystem("memory").pipe("/far/a.txt", PAGE.encode())
    monkeypatch.setattr("fsspec.implementations.memory.MemoryFile.readinto", readinto, raising=False)
    with pytest.raises(PipelineError, match=r"cannot be read \('connection'\); run again"):
        list(read_documents(list_sources(["memory://far"])[0]))


def test_an_address_that_breaks_off_is_one_line() -> None:
    system = fsspec.filesystem("memory")
    system.pipe("/gone/a.txt", PAGE.encode())
    files = list_sources(["memory://gone"])
    system.rm("/gone/a.txt")
    with pytest.raises(PipelineError, match=r"^memory:///?gone/a\.txt: cannot be read \(.*\); run again to go on$"):
        digest_sources(files)


def test_the_digest_of_sources_is_that_of_names_and_bytes(tmp_path: Path) -> None:
    make(tmp_path, "x/a.txt", "y/a.txt")
    first = SourceFile(str(tmp_path / "x/a.txt"), "a.txt")
    moved = SourceFile(str(tmp_path / "y/a.txt"), "a.txt")
    assert digest_sources([first]) != digest_sources([moved])
    (tmp_path / "y/a.txt").write_bytes((tmp_path / "x/a.txt").read_bytes())
    assert digest_sources([first]) == digest_sources([moved]) != digest_sources([SourceFile(first.address, "b.txt")])
