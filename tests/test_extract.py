"""Extraction: a page moves shards only where it stands; nothing is read twice or rejected without a name."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import build, extract
from pipeline.extract import run
from pipeline.job.configuration import Personal
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.settings import Settings, parse_settings
from pipeline.sharding import LARGEST, RECORD_BYTES, cut_shards, read_once
from pipeline.sources.documents import REASONS, Document, Rejection
from pipeline.sources.listing import list_sources
from pipeline.sources.rejected import tell_rejected
from pipeline.views.tasks import VIEWS
from pipeline.work.tables import read_table
from tests.tools.command import load_nothing
from tests.tools.compilation import COMPILATION
from tests.tools.containers import PAGE, crawl, gzipped, json_lines, zipped

AVERAGE = 20_000

WORK = Path("out") / "work"


def pages(folder: Path, count: int = 60) -> Path:
    """A folder of pages, no two alike."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number:03d}.txt").write_text(PAGE + f"第{number}次会议。\n" * 20, encoding="utf-8")
    return folder


def job(output: Path, sources: Sequence[object], workers: int = 0, **readers: int) -> Job:
    """A job with small shards."""
    settings = parse_settings({"readers": {"shard_bytes": AVERAGE} | readers})
    return Job(tuple(map(str, sources)), output, settings, workers)


def shards(output: Path) -> dict[str, dict[str, bytes]]:
    """The files of every shard."""
    folders = sorted((output / "work/extract").iterdir())
    return {f.name: {str(p.relative_to(f)): p.read_bytes() for p in sorted(f.rglob("*")) if p.is_file()} for f in folders}


def test_what_is_there_is_not_done_again(tmp_path: Path) -> None:
    sources = [pages(tmp_path / "pages")]
    first = extract.run(job(tmp_path / "out", sources))
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / WORK / "extract").iterdir()}
    for path in (tmp_path / "pages").iterdir():
        path.touch()
    assert extract.run(job(tmp_path / "out", sources)) == first
    assert made == {path: path.stat().st_mtime_ns for path in (tmp_path / WORK / "extract").iterdir()}
    assert len(made) > 3


def test_a_changed_page_redoes_one_shard_and_the_old_one_goes(tmp_path: Path) -> None:
    sources = [pages(tmp_path / "pages")]
    extract.run(job(tmp_path / "out", sources))
    before = shards(tmp_path / "out")
    path = tmp_path / "pages/017.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("第17次", "第71次"), encoding="utf-8")
    extract.run(job(tmp_path / "out", sources))
    after = shards(tmp_path / "out")
    assert (len(before.keys() - after.keys()), len(after.keys() - before.keys())) == (1, 1)


def test_a_page_that_comes_or_goes_redoes_at_most_two_shards(tmp_path: Path) -> None:
    sources = [pages(tmp_path / "pages")]
    extract.run(job(tmp_path / "out", sources))
    before = shards(tmp_path / "out").keys()
    (tmp_path / "pages/0305.txt").write_text(PAGE + "新的一页。\n" * 99, encoding="utf-8")
    extract.run(job(tmp_path / "out", sources))
    assert len(shards(tmp_path / "out").keys() - before) <= 2
    (tmp_path / "pages/0305.txt").unlink()
    extract.run(job(tmp_path / "out", sources))
    assert shards(tmp_path / "out").keys() == before


def test_a_setting_of_the_readers_reads_all_again_and_what_comes_out_alike_keeps_its_name(tmp_path: Path) -> None:
    sources, keys = [pages(tmp_path / "pages", 9)], tmp_path / WORK / "names/extract"
    extract.run(job(tmp_path / "out", sources))
    before, read = shards(tmp_path / "out"), {path.name for path in keys.iterdir()}
    extract.run(job(tmp_path / "out", sources, max_page_bytes=10**6))
    assert shards(tmp_path / "out") == before
    assert not read & {path.name for path in keys.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 8])
def test_workers_and_the_order_of_sources_change_no_byte(tmp_path: Path, workers: int) -> None:
    first, second = pages(tmp_path / "one"), tmp_path / "two.zip"
    second.write_bytes(zipped({f"{n}.txt": (PAGE + f"第{n}条。" * n).encode() for n in range(99)}))
    results = [
        extract.run(job(tmp_path / "a", [first, second])),
        extract.run(job(tmp_path / "b", [second, first], workers=workers)),
    ]
    assert results[0] == results[1]
    assert shards(tmp_path / "a") == shards(tmp_path / "b")


SIZES = st.dictionaries(st.text(min_size=1, max_size=8), st.integers(0, 3 * AVERAGE), max_size=60)


@given(SIZES)
def test_shards_are_the_stream_cut_and_none_is_large(sizes: dict[str, int]) -> None:
    documents = [Document(name, None, b"x" * size, "text/plain") for name, size in sizes.items()]
    cut = list(cut_shards(((document, 0) for document in documents), AVERAGE, ""))
    assert [document for shard in cut for document in shard.documents] == documents
    assert all(shard.documents for shard in cut)
    weights = [[sizes[document.source] + RECORD_BYTES for document in shard.documents[:-1]] for shard in cut]
    assert all(sum(some) < LARGEST * AVERAGE for some in weights)


def test_a_large_container_is_cut_by_its_records(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl.gz").write_bytes(gzipped(json_lines([{"text": PAGE + str(n) * 99} for n in range(300)])))
    result = extract.run(job(tmp_path / "out", [tmp_path / "corpus.jsonl.gz"]))
    assert isinstance(result["shards"], list)
    assert len(result["shards"]) > 5
    assert result["counts"]["pages"] == 300  # type: ignore[index]


GONE = "在座谈会上的讲话\n\n同志们:\n\n渠道修好了,水从山上下来,一直流到村口的地里,大家都高兴。\n".encode()
REJECTED: dict[str, tuple[str, bytes]] = {
    "empty": ("empty.txt", b" \n"),
    "binary": ("binary.dat", bytes(range(256)) * 9),
    "unsupported": ("page.caj", b"CAJ\0"),
    "encrypted": ("office.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
    "too_large": ("large.txt", b"x" * 100_001),
    "too_deep": ("deep.gz", gzipped(gzipped(gzipped(gzipped(gzipped(gzipped(PAGE.encode()))))))),
    "undecodable": ("torn.txt", PAGE.encode() + b"\xff"),
    "damaged": ("cut.zip", zipped({"a.txt": PAGE.encode()})[:-9]),
    "bad_record": ("records.jsonl", b'{"text": 1}\n'),
    "http_error": ("crawl.warc.gz", crawl([("http://example.org/", "404 Not Found", "text/html", b"<p>")])),
    "no_text": ("script.html", b"<!DOCTYPE html><script>write()</script>"),
    "not_chinese": ("english.txt", b"Ladies and gentlemen, today we meet.\n"),
    "no_speech": ("links.html", "<!DOCTYPE html><p>上一篇:没有了<p>下一篇:没有了<p>版权声明:转载请注明出处".encode()),
    "personal_data": ("people.txt", f"{PAGE}联系人手机13800138000。\n".encode()),
    "withdrawn": ("gone.txt", GONE),
    "duplicate_page": ("page~copy.txt", PAGE.encode()),
}


def test_every_reason_has_its_case(tmp_path: Path) -> None:
    assert REJECTED.keys() == REASONS.keys()
    (tmp_path / "pages").mkdir()
    for name, data in [*REJECTED.values(), ("page.txt", PAGE.encode())]:
        (tmp_path / "pages" / name).write_bytes(data)
    asked = job(tmp_path / "out", [tmp_path / "pages"], max_page_bytes=100_000)
    personal = Personal(reject=("mobile_number",), withdrawn="w.txt")
    asked = replace(asked, settings=replace(asked.settings, personal=personal, folder=tmp_path))
    (tmp_path / "w.txt").write_text(sha256(GONE).hexdigest())
    result = extract.run(asked)
    listed = (tmp_path / "out/rejected/rejected.jsonl").read_text(encoding="utf-8").splitlines()
    found = {row["reason"]: row for row in map(json.loads, listed)}
    assert {reason: row["source"].split("!")[0] for reason, row in found.items()} == {
        reason: name for reason, (name, _data) in REJECTED.items()
    }
    assert result["reasons"] == dict.fromkeys(sorted(REJECTED), 1)
    assert result["counts"]["pages"] == 1  # type: ignore[index]
    for row in found.values():
        if row["sha256"]:
            kept_bytes = (tmp_path / "out/rejected" / row["sha256"]).read_bytes()
            assert (row["n_bytes"], row["sha256"]) == (len(kept_bytes), sha256(kept_bytes).hexdigest())
    kept = {reason for reason, row in found.items() if row["sha256"]}
    assert kept == REJECTED.keys() - {"too_large", "too_deep", "damaged", "http_error", "duplicate_page", "withdrawn"}


def test_the_folder_of_rejected_goes_when_nothing_is_rejected(tmp_path: Path) -> None:
    folder = pages(tmp_path / "pages", 3)
    (folder / "bad.txt").write_bytes(b"\xff")
    extract.run(job(tmp_path / "out", [folder]))
    assert sorted(path.name for path in (tmp_path / "out/rejected").iterdir()) == [sha256(b"\xff").hexdigest(), "rejected.jsonl"]
    (folder / "bad.txt").unlink()
    extract.run(job(tmp_path / "out", [folder]))
    assert not (tmp_path / "out/rejected").exists()


def test_the_first_of_equal_pages_in_the_order_of_names_is_kept(tmp_path: Path) -> None:
    documents = [*read_once([], extract.read_options(Settings()), Counter())]
    assert documents == []
    for name in ("b/2.txt", "a/1.txt", "c/3.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    files = list_sources([str(tmp_path / folder) for folder in "cab"])
    found = [document for document, _position in read_once(files, extract.read_options(Settings()), Counter())]
    assert [document.source for document in found] == ["1.txt", "2.txt", "3.txt"]
    assert [type(document) for document in found] == [Document, Rejection, Rejection]
    assert isinstance(found[1], Rejection)
    assert found[1].detail == "the same bytes as 1.txt"


def test_pages_with_personal_data_of_a_named_kind_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(COMPILATION + "联系人手机13800138000。\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text(COMPILATION.replace("全市", "全县"), encoding="utf-8")
    settings = parse_settings({"personal": {"reject": ["mobile_number"]}})
    run(Job((str(tmp_path / "a.txt"), str(tmp_path / "b.txt")), tmp_path / "output", settings))
    lines = (tmp_path / "output" / "rejected" / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    refused = [(row["source"], row["reason"], row["detail"]) for row in map(json.loads, lines)]
    assert refused == [("a.txt", "personal_data", "holds mobile_number")]


def test_a_page_whose_title_tells_of_a_person_is_rejected_and_no_author_has_an_address(tmp_path: Path) -> None:
    rows = [{"text": COMPILATION, "author": "张三 <zs@example.com>"},
            {"text": COMPILATION.replace("全市", "全县"), "title": "联系人13800138000", "author": "zs@example.com"}]  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    settings = parse_settings({"personal": {"reject": ["mobile_number", "email"]}})
    run(Job((str(tmp_path / "a.jsonl"),), tmp_path / "output", settings))
    shards = (tmp_path / "output" / "work" / "extract").iterdir()
    found = [row for shard in shards for row in read_table(shard, "pages").to_pylist()]
    assert [(row["source"], row["author"]) for row in found] == [("a.jsonl!1", "张三")]
    line = (tmp_path / "output" / "rejected" / "rejected.jsonl").read_text(encoding="utf-8")
    assert "holds mobile_number" in line


def test_masks_stand_for_personal_data_in_every_view_and_the_key_is_kept_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = COMPILATION.replace("。\n", "，请打13800138000。\n")
    (tmp_path / "a.txt").write_text(f"{spoken}联系人手机１３８００１３８０００，再说一遍，手机138 0013 8000。\n", "utf-8")
    settings = parse_settings({"personal": {"mask": True}})
    monkeypatch.setattr("pipeline.audit.gates.check_loading", load_nothing)
    build.run(Job((str(tmp_path / "a.txt"),), tmp_path / "output", settings), "audit")
    dataset = tmp_path / "output" / "dataset"
    texts = [row["text"] for row in map(json.loads, (dataset / "jsonl/text/train-00000-of-00001.jsonl").open(encoding="utf-8"))]
    assert "把账算到季度，请打〔mobile_number 1〕。" in texts[-1]
    key = [*map(json.loads, (tmp_path / "output/personal-key.jsonl").open(encoding="utf-8"))]
    assert {row["mask"] for row in key} == {"〔mobile_number 1〕"}
    assert [row["datum"] for row in key][-2:] == ["１３８００１３８０００", "138 0013 8000"]
    views = {name: "".join(path.read_text("utf-8") for path in dataset.glob(f"jsonl/{name}/*.jsonl")) for name in VIEWS}
    assert {name for name, rows in views.items() if re.search("1380013|１３８００|138 00", rows)} == set()
    assert {name for name, rows in views.items() if "〔mobile_number 1〕" in rows} == {*VIEWS} - {"retrieval_sources"}
    said = f"masks stand for {len(key)} of these data. The records hold the page's own text"
    card = (dataset / "README.md").read_text("utf-8")
    assert said in card
    assert "〔mobile_number 1〕" in card.split("## One record")[1].split("```")[1]
    assert not re.search("13800|１３８００|138 00", card)
    assert not [*dataset.rglob("personal-key*")]


def test_nothing_is_passed_over_uncounted(tmp_path: Path) -> None:
    folder = pages(tmp_path / "pages", 2)
    beside = {"README.md": b"x", ".hidden": b"x", "__MACOSX/a": b"x", "b.caj": b"CAJ\0"}
    beside["c.txt"] = (folder / "000.txt").read_bytes()
    for name, data in beside.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "d.zip").write_bytes(zipped({"a.txt": PAGE.encode(), ".DS_Store": b"x"}))
    balance = extract.run(job(tmp_path / "out", [folder]))["balance"]
    assert isinstance(balance, dict)
    hidden = {"hidden file, README or what a system left behind": 4}
    assert balance == {"in": 9, "pages": 3, "rejected": 1, "merged": 1, "passed_over": hidden}
    assert tell_rejected(tmp_path / "out/rejected", balance) == [
        "9 in the sources = 3 pages + 1 rejected + 1 merged + 4 passed over",
        "  b.caj: a CAJ file; save it as PDF in its reader",
        f"  all that was rejected: {tmp_path}/out/rejected/rejected.jsonl",
    ]


def test_a_link_that_leads_to_the_output_is_told(tmp_path: Path) -> None:
    folder = pages(tmp_path / "pages", 1)
    (folder / "above").symlink_to(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/old.txt").write_text(PAGE, encoding="utf-8")
    with pytest.raises(PipelineError, match="OUTPUT lies in a source folder"):
        extract.run(job(tmp_path / "out", [folder]))
