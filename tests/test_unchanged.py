"""A page that has changed is parsed alone: of the others what was made before is taken, and the bytes of all are the same."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.corrections.orders import Order
from pipeline.extract import run
from pipeline.job.job import Job
from pipeline.job.settings import parse_settings
from pipeline.ranges import tell
from pipeline.sharding import Shard
from pipeline.sources.documents import Document, Rejection
from pipeline.unchanged import DOCUMENTS, make_tables, read_taken
from pipeline.work.files import read_stamp, write_json
from pipeline.work.tables import Made
from tests.tools.containers import PAGE, json_lines


def write_pages(folder: Path, texts: dict[str, str]) -> Path:
    """A folder with just these pages."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def extract_into(output: Path, source: Path, shard_bytes: int = 20_000) -> dict[str, dict[str, bytes]]:
    """The files of every shard, once they are extracted and the stamp of that is left."""
    settings = parse_settings({"readers": {"shard_bytes": shard_bytes}})
    job = Job((str(source),), output, settings)
    write_json(job.work / "extract.json", run(job))
    folders = sorted((output / "work/extract").iterdir())
    return {f.name: {str(p.relative_to(f)): p.read_bytes() for p in sorted(f.rglob("*")) if p.is_file()} for f in folders}


TEXTS = {f"{number:03d}.txt": PAGE + f"第{number}次会议。联系电话13800000{number:03d}。\n" * 20 for number in range(40)}
TEXTS["007.txt"] = "nothing of this is Chinese at all, and so it is rejected\n" * 9
TEXTS["009.txt"] = TEXTS["008.txt"]  # rejected as a copy
CHANGES: dict[str, dict[str, str | None]] = {
    "one changes": {"017.txt": PAGE + "今天改了。\n"},
    "the first changes": {"000.txt": PAGE + "今天改了。\n"},
    "the last changes": {"039.txt": PAGE + "今天改了。\n"},
    "one is rejected from now on": {"017.txt": ""},
    "one is no longer rejected": {"007.txt": PAGE + "今天改了。\n"},
    "a copy is one of its own": {"009.txt": PAGE + "今天改了。\n"},
    "one of which there was a copy goes": {"008.txt": None},
    "one comes": {"0175.txt": PAGE + "今天改了。\n"},
    "every third goes": {f"{number:03d}.txt": None for number in range(0, 40, 3)},
    "two change places": {"017.txt": TEXTS["018.txt"], "018.txt": TEXTS["017.txt"]},
    "all change": {name: text + "今天改了。\n" for name, text in TEXTS.items()},
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_made_of_a_changed_page_is_what_is_made_of_all_pages(tmp_path: Path, change: str) -> None:
    extract_into(tmp_path / "out", write_pages(tmp_path / "pages", TEXTS))
    left = {name: text for name, text in {**TEXTS, **CHANGES[change]}.items() if text is not None}
    changed = extract_into(tmp_path / "out", write_pages(tmp_path / "pages", left))
    assert changed == extract_into(tmp_path / "new", tmp_path / "pages")
    assert read_stamp(tmp_path / "out/work", "extract") == read_stamp(tmp_path / "new/work", "extract")


def test_a_record_that_has_changed_is_read_alone_wherever_it_lies(tmp_path: Path) -> None:
    lines, source = [{"text": text, "url": name} for name, text in TEXTS.items()], tmp_path / "pages.jsonl"
    source.write_bytes(json_lines(lines))
    extract_into(tmp_path / "out", source)
    lines[21]["text"] += "今天改了。\n"
    source.write_bytes(json_lines(lines))
    assert extract_into(tmp_path / "out", source) == extract_into(tmp_path / "new", source)


NAMES = ("0.txt", "1.txt", "2.txt", "3.txt")


def shard_of(texts: Sequence[str]) -> Shard:
    """A shard of pages with these texts."""
    documents = [Document(name, None, text.encode(), "text/plain") for name, text in zip(NAMES, texts, strict=False)]
    return Shard("", tuple(documents), 0)


def parsed_of(folder: Path, name: str, shard: Shard) -> list[str]:
    """The documents of a shard that are parsed, where another one was made before."""
    parsed = list[str]()

    def parse(document: Document | Rejection, _orders: tuple[Order, ...]) -> Made:
        parsed.append(document.source)
        return {}

    make_tables(shard, read_taken(folder, name), parse)
    return parsed


def test_only_what_is_not_the_same_is_parsed(tmp_path: Path) -> None:
    texts = [PAGE + f"第{number}次会议。\n" for number in range(4)]
    (name,) = extract_into(tmp_path / "out", write_pages(tmp_path / "pages", dict(zip(NAMES, texts, strict=True))), 1 << 20)
    folder, changed = tmp_path / "out" / "work" / "extract", [*texts[:2], texts[2] + "今天改了。\n", texts[3]]
    assert parsed_of(folder, name, shard_of(texts)) == []
    assert parsed_of(folder, name, shard_of(changed)) == ["2.txt"]
    assert parsed_of(folder, name, replace(shard_of(texts), orders=((), (Order("", 0, "", "section"),), (), ()))) == ["1.txt"]
    assert parsed_of(folder, "", shard_of(texts)) == [*NAMES]


def test_nothing_is_taken_from_a_shard_that_is_not_as_it_was_written(tmp_path: Path) -> None:
    pages = write_pages(tmp_path / "pages", {"0.txt": PAGE})
    (name,) = extract_into(tmp_path / "out", pages)
    folder = tmp_path / "out" / "work" / "extract"
    assert parsed_of(folder, name, shard_of([PAGE])) == []
    with (folder / name / DOCUMENTS).open("ab") as file:
        file.write(b" ")
    assert parsed_of(folder, name, shard_of([PAGE])) == ["0.txt"]


def test_a_page_is_another_one_with_other_style_sheets() -> None:
    page = Document("0.html", None, PAGE.encode(), "text/html", sheets=".no { display: none }")
    assert tell(page) != tell(replace(page, sheets=""))
