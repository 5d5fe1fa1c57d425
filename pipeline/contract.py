"""Frames of a table in; out, what its Pandera model finds: one line a breach, with the id of the row."""

import pandera.errors
import polars as pl

from schemas import TABLES


def contract_breaches(name: str, frame: pl.DataFrame) -> list[str]:
    """What the Pandera model of a table finds, with the id of the row."""
    try:
        TABLES[name].validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        key = frame.columns[0]
        return [
            f"{name}: {case['column'] or ''} {case['check']}: 「{case['failure_case']}」"
            + ("" if case["index"] is None else f" ({key} {frame[key][case['index']]})")
            for case in cases.iter_rows(named=True)
        ]
    return []
