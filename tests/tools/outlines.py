"""Speeches written as outlines, and what is made of them without a parser: tables, and a folder of training views that loads.

The wording is our own. Which words, markers and depths a speech gets follows from its number alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as arrow
import pyarrow.parquet as pq

from pipeline.views.tasks import VIEWS
from pipeline.work.tables import Row
from schemas import TABLES
from schemas.derived import arrow_schema

Tables = dict[str, list[Row]]


class Part(NamedTuple):
    """One section as written: its head stands on a line of its own, or `stop` joins it to the text."""

    depth: int
    marker: str = ""
    heading: str | None = None
    text: str = ""
    stop: str = ""
    role: str = "outline"


TOPICS = (
    ("提高认识", "水是生命之源,河道连着千家万户,谁也不能当旁观者。"),
    ("把账算清楚", "去年清了三十公里河道,今年还要再清二十公里,一段也不能少。"),
    ("落实责任", "河长要上河,每月不少于两次,看到的事情要当天记下来。"),
    ("部门要联动", "水利、环保和乡镇要坐到一张桌子上,不能各管一段。"),
    ("群众参与", "村里的老支书天天在河边,大家动手,河就清了。"),
    ("严格考核", "季度有通报,年底有名次,做得好的要讲,做得差的也要讲。"),
    ("保障经费", "钱要花在河上,每一笔都要公开,让村民看得见。"),
    ("抓好宣传", "把好的做法写成明白话,让孩子们也知道为什么要护河。"),
)
TOP = (("一、", "二、", "三、"), ("第一,", "第二,", "第三,"), ("(一)", "(二)", "(三)"), ("", "", ""))
PLACES = ("全市", "全县", "全镇", "全区", "全村")
MORE = "这件事说起来容易做起来难,要一天一天地做。"


def numbered_speech(number: int) -> tuple[str, list[Part]]:
    """A speech of a title, an opening, three sections (the first one with two below it) and a closing."""
    tops, stop = TOP[number % 4], ("", "。")[number // 4 % 2] if number % 4 < 3 else ""
    parts = [Part(1, text=f"同志们:\n今天我们召开第{number}次护河会议,我讲三点意见。", role="opening")]
    for index in range(3):
        heading, text = TOPICS[(number + index * 3) % len(TOPICS)]
        parts.append(Part(1, tops[index], heading, f"{text}这是第{number}次讲到{heading}。\n{MORE}", stop))
        for below in range(2 if index == 0 else 0):
            heading, text = TOPICS[(number + below + 1) % len(TOPICS)]
            parts.append(Part(2, f"{below + 1}.", heading, f"{text}第{number}次会议定下来的,就要办到。", "。"))
    return f"在{PLACES[number % len(PLACES)]}第{number}次护河会议上的讲话", [*parts, Part(1, text="谢谢大家!", role="closing")]


def make_tables(speeches: Sequence[tuple[str | None, Sequence[Part]]], page: int = 0) -> Tables:
    """The tables of one page, with the columns that views are made of."""
    page_id, offset = f"{page:016x}", 0
    tables: Tables = {"speeches": [], "sections": [], "spans": []}
    for title, parts in speeches:
        speech_id, path, above, text = f"{page_id}-p{offset}", list[str](), list[str](), ""
        for part in parts:
            section_id = f"{page_id}-s{offset + len(text)}"
            path = [*path[: part.depth - 1], part.heading or ""]
            row: Row = {"section_id": section_id, "speech_id": speech_id, "duplicate_of": None, "heading_path": [*path]}
            above = above[: part.depth - 1]
            row |= {"parent_id": above[-1] if above else None, "cluster_id": section_id, "defects": list[str](), "quality": 1.0}
            own = [other for other in tables["sections"] if other["speech_id"] == speech_id]
            beside = [other for other in own if other["parent_id"] == row["parent_id"]]
            number = sum(other["role"] == "outline" for other in beside) + 1 if part.marker else None
            row |= {"numbering": part.marker[-1:] or "bare", "number": number}
            above.append(section_id)
            tables["sections"].append(row | {name: getattr(part, name) for name in ("heading", "text", "depth", "role")})
            for kind, piece in pieces_of(part, part is parts[-1]):
                start = offset + len(text)
                owner = None if kind == "blank" else section_id
                span: Row = {"start": start, "end": start + len(piece), "kind": kind, "speech_id": speech_id, "section_id": owner}
                tables["spans"].append(span)
                text += piece
        speech: Row = {"speech_id": speech_id, "page_id": page_id, "title": title, "text": text, "duplicate_of": None}
        tables["speeches"].append(speech | {"defects": list[str](), "quality": 1.0})
        offset += len(text) + 1
    return tables


def pieces_of(part: Part, last: bool) -> Iterator[tuple[str, str]]:
    """What a section is written with, by the kind of its span."""
    pieces = [("marker", part.marker), ("heading", part.heading or ""), ("stop", part.stop)]
    pieces += [("blank", "\n" if part.heading and part.text and not part.stop else ""), ("body", part.text)]
    yield from (piece for piece in [*pieces, ("blank", "" if last else "\n")] if piece[1])


def write_views(folder: Path, numbers: Mapping[str, range]) -> Path:
    """A folder with every view of numbered speeches, two a page, shared out as `numbers` says; it loads like a published one."""
    entries = []
    for config, view in VIEWS.items():
        entries += ["- config_name: " + config, "  data_files:"]
        for split, speeches in numbers.items():
            pages = [make_tables([numbered_speech(n), numbered_speech(n + 1)], n) for n in speeches[::2]]
            rows = [dict(row) for tables in pages for row in view.rows(tables)]
            path = folder / "data" / config / f"{split}-00000-of-00001.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(arrow.Table.from_pylist(rows, schema=arrow_schema(TABLES[config])), path)
            entries += [f"  - split: {split}", f"    path: data/{config}/{path.name}"]
    (folder / "README.md").write_text("\n".join(["---", "configs:", *entries, "---", ""]), encoding="utf-8")
    return folder
