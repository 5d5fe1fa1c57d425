"""The rows that extract makes of a page in; out, the same with the columns that annotate would add were it alone."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from pipeline.annotation.keywords import rank_keywords
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


def keywords_of(tokens: Sequence[str], limit: int) -> list[str]:
    """The keywords of one text."""
    words = pa.array(tokens, pa.string()).dictionary_encode()
    (found,) = rank_keywords(words, np.zeros(len(tokens), dtype=np.int64), 1, limit).to_pylist()
    return list(found)
