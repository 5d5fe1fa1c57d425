"""The table of weights in; out, what each feature counts, and how a margin becomes a confidence."""

import tomllib
from bisect import bisect_right
from pathlib import Path

TABLE = tomllib.loads((Path(__file__).parent / "weights.toml").read_text(encoding="utf-8"))
WEIGHTS: dict[str, int] = {name: row["points"] for name, row in TABLE["features"].items()}
REASONS: dict[str, str] = {name: row["reason"] for name, row in TABLE["features"].items()}
MARGINS: list[int] = TABLE["confidence"]["margins"]
SHARES: list[float] = TABLE["confidence"]["shares"]
DOUBTFUL: float = TABLE["confidence"]["doubtful"]


def confidence(margin: float) -> float:
    """How often, on pages the weights were not learned from, sections with such a margin were right."""
    return SHARES[bisect_right(MARGINS, margin)]
