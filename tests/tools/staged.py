"""Staged datasets for tests, made of pages whose ledger is written by hand: a page is the list of its pieces, without a parser.

The pages are four, in three splits; two of them, both in train, share a speech, so that there is a near-duplicate cluster.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import jieba

from pipeline import export
from pipeline.job.configuration import Dataset, Readers
from pipeline.job.job import SHARD_TABLES, Job
from pipeline.job.settings import Settings
from pipeline.parse.features import measure_features
from pipeline.parse.quality import list_defects
from pipeline.work.files import write_json
from pipeline.work.tables import PARTS, Row, Rows, write_tables
from schemas.defects import OF_PAGES
from schemas.spans import PUBLISHED
from schemas.speeches import STATED
from tests.tools.annotated import keywords_of

Owner = tuple[int | None, int | None]
Piece = tuple[str, str, int | None, int | None]  # kind, text, number of its speech, number of its section


class Place(NamedTuple):
    """Where a section stands in the outline: its speech, its parent, role, numbering and number."""

    speech: int
    parent: int | None
    role: str
    numbering: str
    number: int | None


OUTLINE = {
    1: Place(1, None, "opening", "none", None),
    2: Place(1, None, "outline", "comma", 1),
    3: Place(1, 2, "outline", "paren", 1),
    4: Place(1, 2, "outline", "paren", 2),
    5: Place(1, None, "outline", "comma", 2),
    6: Place(1, None, "closing", "none", None),
    7: Place(2, None, "opening", "none", None),
}
LINE = "010-62345678"
SHARED = "去年冬天,大家把渠道修了一遍,水从山上下来,一直流到村口的地里。今年春天雨水少,渠里的水救了三百亩麦子。" * 3


def pieces(place: str, shared: bool) -> list[Piece]:
    """The pieces of one page; with `shared`, its second speech is the same as on other pages."""
    second = SHARED if shared else f"{place}的路修好了,车能开到地头。卖粮的人少走十里路。"
    return [
        ("page_title", f"在{place}春耕会上的讲话(2篇)", None, None), ("blank", "\n", None, None),
        ("byline", "时间:2021-03-04", None, None), ("blank", "\n\n", None, None),
        ("speech_title", f"在{place}春耕会上的讲话篇1", 1, None), ("blank", "\n", 1, None),
        ("body", f"同志们:\n今天{place}开这个会,讲两件事。", 1, 1), ("blank", "\n", 1, None),
        ("marker", "一、", 1, 2), ("heading", "把种子备好", 1, 2), ("stop", "。", 1, 2),
        ("body", f"种子是{place}一年的底子,要早选、早晒、早藏,一户也不能落下。", 1, 2), ("blank", "\n", 1, None),
        ("marker", "(一)", 1, 3), ("heading", "选种要细", 1, 3), ("stop", "。", 1, 3),
        ("body", f"{place}xx组的沙地宜种花生,洼地宜种水稻,坡上留给果树。", 1, 3), ("blank", "\n", 1, None),
        ("marker", "(二)", 1, 4), ("heading", "晒种要勤", 1, 4), ("stop", "。", 1, 4),
        ("body", f"三个晴天晒下来,{place}出苗能齐,夏天就少一遍补种的工。", 1, 4), ("blank", "\n", 1, None),
        ("marker", "二、", 1, 5), ("heading", "把水管好", 1, 5), ("injected", "\u200b", None, None), ("stop", "。", 1, 5),
        ("body", f"渠道要清,{place}闸门要有人看,谁家先浇、谁家后浇都写在墙上。", 1, 5), ("blank", "\n", 1, None),
        ("body", "谢谢大家!", 1, 6), ("blank", "\n\n", None, None),
        ("speech_title", f"在{place}春耕会上的讲话篇2", 2, None), ("blank", "\n", 2, None),
        ("body", second, 2, 7), ("blank", "\n", None, None),
        ("footer", f"上一篇:无 下一篇:无 电话:{LINE}", None, None),
    ]  # fmt: skip


PAGES = (("甲村", "train", True), ("乙村", "train", True), ("丙村", "validation", False), ("丁村", "test", False))


def page_rows(place: str, split: str, parts: Sequence[Piece]) -> Rows:
    """The rows of a page."""
    text = "".join(part[1] for part in parts)
    digest = sha256(text.encode()).hexdigest()
    spans = place_pieces(digest[:16], parts)
    sections = [section_row(digest[:16], number, spans, text) | {"split": split} for number in OUTLINE]
    speeches = [speech_row(digest[:16], number, spans, text) | {"split": split} for number in (1, 2)]
    fill_paths(sections)
    page: Row = {
        "page_id": digest[:16], "source": f"{place}.txt", "url": None, "media_type": "text/plain", "encoding": "utf-8",
        "encoding_evidence": "valid UTF-8",
        "sha256": digest, "n_bytes": len(text.encode()), "title": parts[0][1], "published": "2021-03-04", "author": None,
        "declared_speeches": 2, "n_speeches": 2, "n_chars": len(text), "text": text, "script": "Hans",
        "defects": list_defects(["declared_count"] if split == "test" else [], text, OF_PAGES), "lineage": None, "split": split,
    }  # fmt: skip
    rows: Rows = {"pages": [page], "speeches": speeches, "sections": sections, "spans": [row for _owner, row in spans]}
    return rows | {"turns": [turn_row(speeches[1], spans)], "personal": list(personal_rows(digest[:16], text)), "rejected": []}


def personal_rows(page_id: str, text: str) -> Iterator[Row]:
    """The rows of the telephone numbers of the footer."""
    if (start := text.find(LINE)) >= 0:
        row: Row = {"page_id": page_id, "speech_id": None, "kind": "landline", "start": start, "end": start + len(LINE)}
        yield row | {"form": "grouped", "mask": None}


def turn_row(speech: Row, spans: Sequence[tuple[Owner, Row]]) -> Row:
    """A turn that is all the text of a speech."""
    start = next(row["start"] for _owner, row in spans if row["speech_id"] == speech["speech_id"] and row["kind"] == "body")
    page_id = speech["page_id"]
    return {
        "turn_id": f"{page_id}-t{start}", "speech_id": speech["speech_id"], "page_id": page_id, "ordinal": 1, "speaker": None,
        "role": "speaker", "start": start, "end": speech["end"], "text": str(speech["text"]).strip(), "split": speech["split"],
    }  # fmt: skip



def place_pieces(page_id: str, parts: Sequence[Piece]) -> list[tuple[Owner, Row]]:
    """The spans of a page, each beside the numbers of its owners."""
    starts: dict[tuple[str, int], int] = {}
    position, placed = 0, []
    for kind, text, speech, section in parts:
        placed.append((position, position + len(text), kind, speech, section))
        if speech is not None:
            starts.setdefault(("p", speech), position)
        if section is not None:
            starts.setdefault(("s", section), position)
        position += len(text)
    return [
        ((speech, section), {
            "page_id": page_id, "start": start, "end": end, "kind": kind,
            "speech_id": None if speech is None else f"{page_id}-p{starts['p', speech]}",
            "section_id": None if section is None else f"{page_id}-s{starts['s', section]}",
        })
        for start, end, kind, speech, section in placed
    ]  # fmt: skip


def held(spans: Sequence[tuple[Owner, Row]], text: str, owner: Callable[[Owner], bool], kinds: Sequence[str]) -> str:
    """The text of the spans of these kinds that an owner has."""
    return "".join(text[int(str(r["start"])) : int(str(r["end"]))] for o, r in spans if owner(o) and r["kind"] in kinds)


def owns(section: int, owner: Owner) -> bool:
    """Whether a span is of this section."""
    return owner[1] == section


def section_row(page_id: str, number: int, spans: Sequence[tuple[Owner, Row]], text: str) -> Row:
    """The row of a section, all but its heading path."""
    place = OUTLINE[number]
    inside = {number, *(other for other, below in OUTLINE.items() if below.parent == number)}
    extent = [row for (_speech, section), row in spans if section in inside]
    own = held(spans, text, lambda owner: owner[1] == number, ["body"])
    tokens = jieba.lcut(own)
    starts = {section: row["start"] for (_speech, section), row in reversed(spans) if section}
    speech = min(int(str(row["start"])) for (owner, _section), row in spans if owner == place.speech)
    return {
        "section_id": f"{page_id}-s{extent[0]['start']}", "speech_id": f"{page_id}-p{speech}", "page_id": page_id,
        "parent_id": None if place.parent is None else f"{page_id}-s{starts[place.parent]}",
        "ordinal": number if place.speech == 1 else number - 6, "depth": 1 if place.parent is None else 2,
        "role": place.role, "numbering": place.numbering,
        "marker": held(spans, text, lambda owner: owner[1] == number, ["marker"]), "number": place.number,
        "inline": False, "implicit": False,
        "heading": held(spans, text, lambda owner: owner[1] == number, ["heading"]) or None, "text": own,
        "start": extent[0]["start"], "end": extent[-1]["end"], "n_chars": len(own), "n_tokens": len(tokens), "tokens": tokens,
        "keywords": keywords_of(tokens, 10), "rule": place.numbering, "confidence": 0.984375,
        "quality": measure_features(own).quality,
        "defects": list_defects([], own),
        "cluster_id": f"{page_id}-s{extent[0]['start']}", "duplicate_of": None,
        "similarity": None,
    }  # fmt: skip


def speech_row(page_id: str, number: int, spans: Sequence[tuple[Owner, Row]], text: str) -> Row:
    """The row of a speech."""
    extent = [row for (speech, _section), row in spans if speech == number]
    own = held(spans, text, lambda owner: owner[0] == number, PUBLISHED)
    speech_id = f"{page_id}-p{extent[0]['start']}"
    said: Row = {}
    for name, value in (("date", "2021-03-04"), ("salutation", "同志们" if number == 1 else "")):
        start = text.index(value)
        said |= {name: value, f"{name}_start": start, f"{name}_end": start + len(value)} if value else {}
    words = Counter[str]()
    for section in (section for section, place in OUTLINE.items() if place.speech == number):
        words.update(jieba.lcut(held(spans, text, partial(owns, section), ["body"])))
    return {
        "speech_id": speech_id, "page_id": page_id, "ordinal": number,
        "title": held(spans, text, lambda owner: owner[0] == number, ["speech_title"]),
        **{f"{name}{end}": None for name in STATED for end in ("", "_start", "_end")}, **said,
        "start": extent[0]["start"], "end": extent[-1]["end"],
        "n_sections": sum(place.speech == number for place in OUTLINE.values()), "text": own, "n_chars": len(own),
        "n_tokens": words.total(), "keywords": keywords_of([*words.elements()], 10), "confidence": 0.984375,
        **measure_features(own).cells(),
        "defects": list_defects([], own), "cluster_id": speech_id, "duplicate_of": None, "similarity": None,
    }  # fmt: skip


def fill_paths(sections: Sequence[Row]) -> None:
    """Give every section the headings of its ancestors and its own."""
    paths: dict[object, list[str]] = {None: []}
    for section in sections:
        path = [*paths[section["parent_id"]], str(section["heading"] or "")]
        paths[section["section_id"]] = section["heading_path"] = path


def join_clusters(rows: Rows) -> None:
    """Records with the same long text are one cluster, named after the smallest id; the first is kept."""
    for table, key in (("speeches", "speech_id"), ("sections", "section_id")):
        alike: dict[str, list[Row]] = {}
        for row in rows[table]:
            alike.setdefault(str(row["text"]), []).append(row)
        for text, members in alike.items():
            if len(members) > 1 and len(text) >= 100:
                smallest = min(str(member[key]) for member in members)
                for member in members:
                    member["cluster_id"] = smallest
                    if member[key] != smallest:
                        member["duplicate_of"], member["similarity"] = smallest, 1.0


def stage_pages(folder: Path, settings: Settings, pages: Sequence[tuple[str, str, bool]] = PAGES) -> Path:
    """Write annotated shards of the pages as annotate would leave them, and export them; the staged folder."""
    rows: Rows = {name: [] for name in SHARD_TABLES}
    (folder / "pages").mkdir(parents=True)
    for place, split, shared in pages:
        parts = pieces(place, shared)
        (folder / "pages" / f"{place}.txt").write_bytes("".join(part[1] for part in parts).encode())
        for name, found in page_rows(place, split, parts).items():
            rows[name] += found
    join_clusters(rows)
    rejected: Row = {
        "source": "z.txt",
        "locator": None,
        "stage": "extract",
        "reason": "empty",
        "detail": "no bytes",
        "sha256": None,
        "n_bytes": 0,
    }
    job = Job((str(folder / "pages"),), folder / "output", settings)
    (job.work / "annotate" / "0").mkdir(parents=True)
    write_tables(job.work / "annotate" / "0", rows | {"rejected": [rejected]})
    write_json(job.work / "annotate.json", {"shards": ["0"]})
    export.run(job)
    return job.staging


VILLAGES = [f"{first}{second}村" for first in "东西南北" for second in "山河湖"]


def export_shards(folder: Path, places: Sequence[str], jsonl: bool = True) -> Path:
    """Export annotated shards of a page each, two or three to a group; the staged folder."""
    settings = Settings(readers=Readers(shard_bytes=2_000), dataset=Dataset(jsonl=jsonl))
    job = Job((str(folder / "pages"),), folder / "output", settings)
    shutil.rmtree(folder / "pages", ignore_errors=True)
    (folder / "pages").mkdir(parents=True)
    for index, place in enumerate(places):
        parts = pieces(place, shared=False)
        (folder / "pages" / f"{place}.txt").write_bytes("".join(part[1] for part in parts).encode())
        (job.work / "annotate" / place).mkdir(parents=True, exist_ok=True)
        rows = page_rows(place, ("train", "train", "test")[index % 3], parts)
        rows["pages"][0]["source"] = f"{index}.txt"  # a page that changes keeps its name
        write_tables(job.work / "annotate" / place, rows)
        write_json(job.work / "annotate" / place / PARTS, [f"../../words/{place}"])  # of which it has all itself
    write_json(job.work / "annotate.json", {"shards": [*places]})
    export.run(job)
    return job.staging
