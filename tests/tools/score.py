"""Build the gold's pages, score them with the project's score.py, and hold every figure of tests/floors.toml."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


def main(output: Path, golds: list[Path]) -> int:
    """Score each folder of gold that is there; 1 when a figure is under its floor."""
    floors = tomllib.loads((ROOT / "tests" / "floors.toml").read_text(encoding="utf-8"))
    if not (SHARED / "score.py").exists():
        print("score: skipped, there is no ../shared/score.py beside this checkout")
        return 0
    failures = []
    for gold in golds:
        name = "corpus" if SHARED in gold.resolve().parents else "samples"
        pages = SHARED / "corpus" / "pages" if name == "corpus" else ROOT / "samples"
        figures = score(output / name, pages, gold)
        failures += [line for page, wanted in floors[name].items() for line in under_floor(name, page, wanted, figures)]
    print("\n".join(failures) or "score: every floor holds")
    return 1 if failures else 0


def score(output: Path, pages: Path, gold: Path) -> dict[str, dict[str, float | None]]:
    """The figures of a build of `pages` against `gold`."""
    subprocess.run(
        [sys.executable, "-m", "pipeline", "build", "--sources", str(pages), "--output", str(output)], check=True, cwd=ROOT
    )
    figures = output / "score.json"
    subprocess.run(
        [sys.executable, str(SHARED / "score.py"), str(output / "dataset"), str(gold), "--json", str(figures)], check=True
    )
    found: dict[str, dict[str, float | None]] = json.loads(figures.read_text(encoding="utf-8"))
    return found


def under_floor(name: str, page: str, floors: dict[str, float], figures: dict[str, dict[str, float | None]]) -> list[str]:
    """The figures of one page, or of the total, that are under their floor."""
    found = figures[page]
    return [
        f"{name} {page}: {key} is {found[key]}, its floor is {floor}"
        for key, floor in floors.items()
        if (value := found[key]) is None or value < floor
    ]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]]))
