"""Pages described piece by piece in; out, the published dataset they make: tests of what reads a dataset need no parser."""

import json
from collections.abc import Sequence
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.parse.features import measure_features
from pipeline.sources.rejected import LIST
from pipeline.work.tables import Row, Rows
from schemas import RECORDS, TABLES
from schemas.derived import arrow_schema
from schemas.spans import PUBLISHED
from schemas.speeches import STATED

PLAIN: Row = {}


class Piece(NamedTuple):
    """A stretch of a page: a speech begins at its `speech_title`, a section at its `marker`, which says how deep it is."""

    kind: str
    text: str
    depth: int = 1
    owned: bool = True


class Placed(NamedTuple):
    """A piece on its page with its owners' starts."""

    piece: Piece
    start: int
    end: int
    speech: int | None
    section: int | None


def place(pieces: Sequence[Piece]) -> list[Placed]:
    """The pieces with their offsets and owners. Text before the first marker of a speech is its opening."""
    placed, speech, section = [], None, None
    for piece, end in zip(pieces, accumulate(len(piece.text) for piece in pieces), strict=True):
        start = end - len(piece.text)
        if piece.kind == "speech_title":
            speech, section = start, None
        elif piece.owned and (piece.kind == "marker" or (piece.kind == "body" and section is None)):
            section = start
        owned = piece.owned and speech is not None and piece.kind in (*PUBLISHED, "speech_title")
        inside = owned and piece.kind in ("marker", "heading", "stop", "body")
        placed.append(Placed(piece, start, end, speech if owned else None, section if inside else None))
    return placed


def page_rows(source: str, pieces: Sequence[Piece], page: Row = PLAIN) -> Rows:
    """The rows of one page; `page` are columns of its own that are other than the plainest."""
    text = "".join(piece.text for piece in pieces)
    digest = sha256(text.encode()).hexdigest()
    placed = place(pieces)
    starts = [found.start for found in placed if found.piece.kind == "speech_title"]
    rows: Rows = {"pages": [], "speeches": [], "sections": [], "spans": [], "turns": [], "personal": []}
    for ordinal, start in enumerate(starts, start=1):
        own = [found for found in placed if found.speech == start]
        sections = section_rows(digest[:16], own)
        rows["sections"] += sections
        rows["speeches"].append(speech_row(digest[:16], ordinal, own, len(sections)))
    rows["spans"] = [span_row(digest[:16], found) for found in placed]
    plain: Row = {"page_id": digest[:16], "source": source, "url": None, "media_type": "text/plain", "encoding": "utf-8"}
    plain |= {"encoding_evidence": "valid UTF-8"}
    plain |= {"sha256": digest, "n_bytes": len(text.encode()), "title": source, "published": None, "author": None}
    plain |= {"declared_speeches": None, "n_speeches": len(starts), "n_chars": len(text), "text": text, "script": "Hans"}
    rows["pages"] = [plain | {"defects": [], "split": "train"} | page]
    return rows


def span_row(page_id: str, placed: Placed) -> Row:
    """The row of a piece in the ledger."""
    row: Row = {"page_id": page_id, "start": placed.start, "end": placed.end, "kind": placed.piece.kind}
    row["speech_id"] = None if placed.speech is None else f"{page_id}-p{placed.speech}"
    row["section_id"] = None if placed.section is None else f"{page_id}-s{placed.section}"
    row["rule"] = "invisible" if placed.piece.kind == "injected" else None
    return row


def speech_row(page_id: str, ordinal: int, own: Sequence[Placed], n_sections: int) -> Row:
    """The row of a speech that owns these pieces."""
    start = own[0].start
    text = "".join(found.piece.text for found in own if found.piece.kind in PUBLISHED)
    row: Row = {"speech_id": f"{page_id}-p{start}", "page_id": page_id, "ordinal": ordinal, "title": own[0].piece.text or None}
    row |= {f"{name}{end}": None for name in STATED for end in ("", "_start", "_end")}
    row |= {"start": start, "end": own[-1].end, "n_sections": n_sections, "text": text, "n_chars": len(text), "n_tokens": 0}
    row |= measure_features(text).cells()
    row |= {"keywords": [], "confidence": 0.984375, "defects": [], "cluster_id": f"{page_id}-p{start}"}
    return row | {"duplicate_of": None, "split": "train"}


def section_rows(page_id: str, own: Sequence[Placed]) -> list[Row]:
    """The rows of a speech's sections."""
    starts = list(dict.fromkeys(found.section for found in own if found.section is not None))
    rows: list[Row] = []
    path: list[tuple[int, str]] = []
    for ordinal, start in enumerate(starts, start=1):
        parts = [found for found in own if found.section == start]
        depth = parts[0].piece.depth
        heading = next((found.piece.text for found in parts if found.piece.kind == "heading"), None)
        path = [*path[: depth - 1], (start, heading or "")]
        deeper = [other for other in starts[ordinal:] if depth_of(own, other) <= depth]
        end = max(found.end for found in own if found.section is not None and start <= found.section < (deeper or [10**9])[0])
        text = "".join(found.piece.text for found in parts if found.piece.kind == "body")
        marker = parts[0].piece.text if parts[0].piece.kind == "marker" else ""
        row: Row = {"section_id": f"{page_id}-s{start}", "speech_id": f"{page_id}-p{own[0].start}", "page_id": page_id}
        row |= {"parent_id": f"{page_id}-s{path[-2][0]}" if depth > 1 else None, "ordinal": ordinal, "depth": depth}
        row |= {"role": "outline" if marker else "opening", "numbering": "comma" if marker else "none", "marker": marker}
        row |= {"number": None, "inline": False, "implicit": False, "heading": heading}
        row |= {"heading_path": [name for _start, name in path]}
        row |= {"text": text, "start": start, "end": end, "n_chars": len(text), "n_tokens": len(text), "tokens": list(text)}
        row |= {"keywords": [], "rule": "line_marker" if marker else "opening", "confidence": 0.984375, "defects": []}
        row["quality"] = measure_features(text).quality
        rows.append(row | {"cluster_id": f"{page_id}-s{start}", "duplicate_of": None, "split": "train"})
    return rows


def depth_of(own: Sequence[Placed], start: int) -> int:
    """The depth of the section that begins at `start`."""
    return next(found.piece.depth for found in own if found.section == start)


def write_dataset(output: Path, pages: Sequence[Rows], rejected: Sequence[Row] = ()) -> Path:
    """Write the pages as output/dataset/, and what was rejected beside it; the output folder."""
    for config in RECORDS:
        rows = [row for page in pages for row in page[config]]
        for split in ("train", "validation", "test"):
            ids = {row["page_id"] for page in pages for row in page["pages"] if row["split"] == split}
            own = [row for row in rows if row["page_id"] in ids]
            if own:
                write_rows(output / "dataset" / "data" / config / f"{split}-00000-of-00001.parquet", config, own)
    if rejected:
        (output / "rejected").mkdir()
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rejected)
        (output / "rejected" / LIST).write_text(lines, encoding="utf-8")
    return output


def write_rows(path: Path, name: str, rows: Sequence[Row]) -> None:
    """Rows of one table as Parquet, with the contract's types."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), schema=arrow_schema(TABLES[name])), path, compression="zstd")
