"""The rows that extract makes of a page in; out, the same with the columns that annotate would add were it alone."""

from pipeline.work.tables import Row, Rows

IDS = {"speeches": "speech_id", "sections": "section_id"}


def annotated(rows: Rows) -> Rows:
    """All rows in train, none a near-duplicate, without words."""
    return {name: [row | added(name, row) for row in rows.get(name, [])] for name in rows}


def added(name: str, row: Row) -> Row:
    """The columns that a row of a table lacks."""
    if name not in IDS:
        return {"split": "train"} if name in ("pages", "turns") else {}
    return {"n_tokens": 0, "tokens": [], "keywords": [], "cluster_id": row[IDS[name]], "duplicate_of": None, "split": "train"}
