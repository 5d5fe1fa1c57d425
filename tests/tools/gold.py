"""Gold pages in; out, how well they are read, by page and set, without building a dataset: seconds instead of minutes.

    python -m tests.tools.gold [--show N] [--only TEXT] [--floors] [--write] [SET…]  sets: corpus, webpages, genres, long, samples

The figures are those of ../shared/score.py, computed by its own functions on the rows that extract makes. What `make gold` has
written (--folder), and the samples where ../shared is not there, are scored by tests/tools/scoring.py.
"""

import argparse
import importlib.util
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.parse.rows import make_rows
from pipeline.sources.documents import Options
from pipeline.sources.listing import list_sources
from pipeline.sources.pages import PageText, pages_of_file
from pipeline.work.tables import Row
from schemas.spans import PUBLISHED
from tests.tools.scoring import score_folder

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
READING = SHARED / "reading"
SETS = {
    "corpus": (SHARED / "corpus" / "pages", SHARED / "corpus" / "gold"),
    **{name: (READING / name / "pages", READING / name / "gold") for name in ("webpages", "genres", "long")},
    "samples": (ROOT / "samples", ROOT / "tests" / "gold"),
}
FURTHER: set[str] = set()  # the names of the sets that a caller has added
COLUMNS = ("speech_f1", "title", "end", "section_precision", "section_recall", "section_f1", "bare_recall", "heading", "parent")
LEAKED = "leaked"  # the share of the site's characters that are published; `furniture` of a gold file says where they stand


def add_sets(folders: Iterable[str]) -> None:
    """Add sets to those that are known: folders with their pages in `pages` and what is right in `gold`."""
    for folder in map(Path, folders):
        if not (folder / "gold").is_dir() or not (folder / "pages").is_dir():
            sys.exit(f"{folder}: expected the folders pages and gold in it")
        if folder.name in SETS:
            sys.exit(f"{folder}: a set of that name is known; name the folder otherwise")
        SETS[folder.name] = (folder / "pages", folder / "gold")
        FURTHER.add(folder.name)


@cache
def scorer() -> ModuleType:
    """The scoring script as a module."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    if spec is None or spec.loader is None:
        sys.exit("gold: there is no ../shared/score.py beside this checkout")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_pages(name: str) -> Iterator[tuple[dict[str, object], PageText]]:
    """Every gold file of a set with its page; a page that is not read as the gold has it is told of and left out."""
    pages, golds = SETS[name]
    options = Options(1 << 30)
    for path in sorted(golds.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        file = next(iter(list_sources((str(pages / gold["file"]),))), None)
        found = list(pages_of_file(file, options)) if file else []
        page = next((one for one in found if isinstance(one, PageText) and len(one.text) == gold["chars"]), None)
        if page is None:
            print(f"{path.stem}: not a page of {gold['chars']} characters")
        else:
            yield gold, page


def read_gold(name: str) -> Iterator[tuple[dict[str, object], dict[str, list[Row]]]]:
    """Every gold file of a set with the rows of its page."""
    for gold, page in read_pages(name):
        yield gold, make_rows(page.document, page.text, page.encoding)


def score_set(name: str, show: int, only: str) -> Counter[str]:
    """The counts of a set; its pages are printed, with their first `show` differences."""
    total: Counter[str] = Counter()
    for gold, rows in read_gold(name):
        if only not in str(gold["file"]):
            continue
        shown: list[str] = []
        count = scorer().score_page(gold, rows["pages"][0], rows["speeches"], rows["sections"], shown)
        count += count_leaks(gold, rows)
        total += count
        if show or only:
            print(line_of(str(gold["file"]), count))
            print("".join(f"    {line}\n" for line in shown[: show or 100]), end="")
    return total


def count_leaks(gold: dict[str, object], rows: dict[str, list[Row]]) -> Counter[str]:
    """How many characters of the site there are on a page, and how many of them are published."""
    text, furniture = str(rows["pages"][0]["text"]), gold.get("furniture")
    site = {index for start, end in furniture or () for index in range(start, end) if not text[index].isspace()}  # type: ignore[attr-defined]
    published = {
        index
        for row in rows["spans"]
        if row["kind"] in (*PUBLISHED, "speech_title") and row["speech_id"] is not None
        for index in range(int(str(row["start"])), int(str(row["end"])))
    }
    return Counter(site=len(site), leaked=len(site & published))


def under_floor(name: str, total: Counter[str], floors: dict[str, float]) -> list[str]:
    """The figures of a set that are under their floors."""
    found = scorer().summary(total)
    return [
        f"{name}: {key} is {found[key]}, its floor is {floor}"
        for key, floor in floors.items()
        if found[key] is None or found[key] < floor
    ]


def line_of(name: str, count: Counter[str]) -> str:
    """One line of figures."""
    found = scorer().summary(count)
    found[LEAKED] = count["leaked"] / count["site"] if count["site"] else None
    return f"{name[:40]:40}" + "".join(f"{'-' if found[c] is None else format(found[c], '.3f'):>10}" for c in (*COLUMNS, LEAKED))


GENRES = {
    "corpus": "compilations", "webpages": "web pages", "genres": "other genres", "long": "long speeches",
    "samples": "pages written for the project",
}  # fmt: skip
FIGURES = ("speech_f1", "title", "end", "section_f1", "heading", "parent")
BANDS = (0.0, 0.85, 0.95, 1.0)  # confidences that are counted together, from one to the next
READING_FILE = ROOT / "pipeline" / "release" / "reading.toml"


def sure_and_right(gold: dict[str, Any], rows: dict[str, list[Row]]) -> Iterator[tuple[str, float, bool]]:
    """Every speech and section of a page: its config, its confidence, and whether it is where the gold has it."""
    text, place = str(rows["pages"][0]["text"]), scorer().place
    ends = {place(text, speech["start"]): speech["body_end"] for speech in gold["speeches"]}
    starts = {place(text, one["start"]) for speech in gold["speeches"] for one in speech.get("sections") or ()}
    for row in rows["speeches"]:
        end = ends.get(place(text, row["start"]), -9)
        yield "speeches", float(str(row["confidence"])), abs(end - int(str(row["end"]))) <= 2
    for row in rows["sections"]:
        if row["role"] == "outline" and not gold.get("boundaries_only"):
            yield "sections", float(str(row["confidence"])), place(text, row["start"]) in starts


def write_reading() -> None:
    """Write what the card says of the reading: figures by genre, and how often a confidence was right."""
    lines = ["# How well the gold pages are read; `make score WRITE=1` counts it anew, the card shows it."]
    bands: dict[tuple[str, float], list[bool]] = {}
    for name, genre in GENRES.items():
        total, pages = Counter[str](), 0
        for gold, rows in read_gold(name):
            pages += 1
            total += scorer().score_page(gold, rows["pages"][0], rows["speeches"], rows["sections"], [])
            for config, confidence, right in sure_and_right(gold, rows):
                bands.setdefault((config, max(band for band in BANDS[:-1] if band <= confidence)), []).append(right)
        found = scorer().summary(total)
        figures = ", ".join(f"{found[key]:.3f}" for key in FIGURES)
        lines += ["", "[[scores]]", f'genre = "{genre}"', f"pages = {pages}", f"figures = [{figures}]"]
    for (config, least), rights in sorted(bands.items()):
        most = BANDS[BANDS.index(least) + 1]
        lines += ["", "[[reliability]]", f'config = "{config}"', f"least = {least}", f"most = {most}",
                  f"records = {len(rights)}", f"right = {sum(rights)}"]  # fmt: skip
    READING_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main() -> int:
    """Score the sets that are named, or all; 1 when floors are asked for and a figure is under its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", choices=[[], *SETS])
    parser.add_argument("--show", type=int, default=0, help="print every page with its first N differences")
    parser.add_argument("--only", default="", help="only the pages whose file names hold this")
    parser.add_argument("--folder", type=Path, help="score this folder of pages/ and gold/ instead of the sets")
    parser.add_argument("--floors", action="store_true", help="hold every figure of tests/floors.toml")
    parser.add_argument("--write", action="store_true", help="write pipeline/release/reading.toml, which the card shows")
    options = parser.parse_args()
    if options.folder:
        score_folder(options.folder / "pages", options.folder / "gold")
        return 0
    if not (SHARED / "score.py").exists():
        if options.write:
            sys.exit("score: WRITE=1 takes the founders' sets, and there is no ../shared beside this checkout")
        print("score: the founders' sets and their floors are in ../shared, which is not beside this checkout: the samples alone")
        score_folder(*SETS["samples"])
        return 0
    if options.write:
        write_reading()
    floors = tomllib.loads((ROOT / "tests" / "floors.toml").read_text(encoding="utf-8")) if options.floors else {}
    failures: list[str] = []
    print(f"{'':40}" + "".join(f"{c.replace('section_', 's_')[:9]:>10}" for c in (*COLUMNS, LEAKED)))
    for name in options.sets or SETS:
        total = score_set(name, options.show, options.only)
        print(line_of(name, total))
        failures += under_floor(name, total, floors.get(name, {}))
    if options.floors:
        print("\n".join(failures) or "every floor holds")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
