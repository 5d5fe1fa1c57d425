"""Gold pages in; out, the points of pipeline/speeches/weights.toml, learned, and how well they read pages left out.

    python -m tests.tools.page_weights [--write] [--show] [--left-out] [--more FOLDER…]

With --more, further folders of pages and gold (`pages`, `gold` in each) are learned from, and left out in turn, too.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from pipeline.speeches.layout import TEXT, last_said, margin_of
from pipeline.speeches.roles import (
    CONFIDENCE,
    NEVER,
    STARTS,
    WEIGHTS,
    Decision,
    Model,
    count_starts,
    decide_roles,
    make_model,
    read_rows,
)
from tests.tools.gold import add_sets
from tests.tools.page_examples import BEHIND, Example, read_examples
from tests.tools.role_learner import MADE, Points, learn, read_points

FOLDS = 6
ROW = re.compile(r'  \["(?P<one>[^"]+)", (?:"(?P<two>[^"]+)", )?(?P<hand>-?[0-9]+), -?[0-9]+, (?P<why>.*)\],$')


def model_of(points: Points) -> Model:
    """The points as the search needs them."""
    signs, steps = ({key[1:]: v for key, v in points.items() if key[0] == kind} for kind in ("sign", "step"))
    return make_model(signs, steps)


def find_margins(example: Example, decision: Decision) -> Iterator[tuple[float, bool]]:
    """For every speech that was found, its margin and whether it begins and ends where the gold's does."""
    path, allowed = decision.roles, example.allowed
    starts = [index for index, role in enumerate(path) if role in STARTS]
    for start, end in zip(starts, [*starts[1:], len(path)], strict=False):
        last = last_said(path, start, end)
        behind = allowed[last + 1] if last + 1 < len(path) else BEHIND
        ended = allowed[last] & {"last", "open", "first"} and not behind & {"body", "last", "inside", "more"}
        yield margin_of(decision, start, last), bool(allowed[start] <= {"title", "open"} and ended)


def calibrate(margins: Sequence[tuple[float, bool]]) -> list[float]:
    """How many of the speeches of each margin were right: never less than of a smaller one, never quite none or all."""
    shares: list[float] = []
    for low, high in zip([NEVER, *CONFIDENCE["margins"]], [*CONFIDENCE["margins"], -NEVER], strict=True):
        inside = [right for margin, right in margins if low <= margin < high]
        share = max([*shares, (sum(inside) + 1) / (len(inside) + 2)])
        shares.append(round(64 * share) / 64)  # a number that 32 bits hold exactly
    return shares


def judge(example: Example, path: Sequence[str]) -> Counter[str]:
    """How a page is read: beginnings that are right, and among them ends."""
    count = Counter(pages=1, found=count_starts(path))
    begun = False
    for index, (role, ok) in enumerate(zip(path, example.allowed, strict=True)):
        gold = ok <= {"title", "open"}
        count["gold"] += gold
        if gold or role in STARTS:
            begun = gold and role in STARTS
            count["hit"] += begun
        following = example.allowed[index + 1] if index + 1 < len(path) else BEHIND
        if begun and ok & {"last", "open"} and not following & {"body", "last", "inside", "more"}:
            until = next((i for i in range(index + 1, len(path)) if path[i] in STARTS), len(path))
            count["end"] += role in TEXT and not any(path[i] in TEXT for i in range(index + 1, until))
    return count


def report(name: str, examples: Sequence[Example], model_for: Callable[[str], Model], shown: bool) -> None:
    """Print the figures of the sets; the pages that are read wrongly too when they are to be shown."""
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        path = decide_roles(example.signs, example.declared, model_for(example.group)).roles
        count = judge(example, path)
        total[example.group.split("/")[0]] += count
        if shown and not count["hit"] == count["gold"] == count["found"] == count["end"]:
            print(example.group, example.name)
            wrong = [i for i, (role, ok) in enumerate(zip(path, example.allowed, strict=True)) if role not in ok]
            for i in wrong[:8]:
                allowed = "/".join(sorted(example.allowed[i]))
                print(f"    {path[i]:6} not {allowed:24} {example.lines[i][:40]!r} {sorted(example.signs[i])}")
    figures = ((key, 2 * c["hit"] / (c["found"] + c["gold"]), c["end"] / max(1, c["hit"])) for key, c in total.items())
    print(f"{name:10}" + "  ".join(f"{key} {f1:.3f} end {end:.3f}" for key, f1, end in figures))


def write_points(points: Points, shares: Sequence[float]) -> None:
    """Write the learned points into the table, beside those set by hand, and how far margins can be trusted."""
    lines, group = [], ""
    for line in WEIGHTS.read_text(encoding="utf-8").split("\n"):
        if found := re.match(r"(\w+) = \[", line):
            group = found[1]
        if row := ROW.match(line):
            key = ("step", row["one"], row["two"]) if row["two"] else ("sign", group, row["one"])
            names = ", ".join(f'"{name}"' for name in (row["one"], row["two"]) if name)
            line = f'  [{names}, {row["hand"]}, {round(points[key])}, {row["why"]}],'
        lines.append(line)
    text = "\n".join(lines)
    if shares:
        text = re.sub(r"^shares = .*$", f"shares = {shares}", text, flags=re.MULTILINE)
    WEIGHTS.write_text(text, encoding="utf-8")


def main() -> None:
    """Learn, print how pages are read, and write the table when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the learned points into the table")
    parser.add_argument("--show", action="store_true", help="print the pieces that are read wrongly")
    parser.add_argument("--left-out", action="store_true", help="learn without each source in turn")
    parser.add_argument("--more", nargs="*", default=[], help="further folders with pages and gold")
    options = parser.parse_args()
    add_sets(options.more)
    examples = list(read_examples())
    learned, shares = learn(examples), list[float]()
    models = {"table": make_model(*read_rows(WEIGHTS)), "by hand": model_of(read_points()), "learned": model_of(learned)}
    for name, model in models.items():
        report(name, examples, lambda _group, model=model: model, options.show and name == "learned")  # type: ignore[misc]
    if options.left_out:
        groups = sorted({example.group for example in examples} - {"cases", MADE})
        cases = [example.name for example in examples if example.group == "cases"]
        without: dict[str, Model] = {}
        for fold in range(FOLDS):
            out = {*groups[fold::FOLDS], *cases[fold::FOLDS]}
            others = [example for example in examples if not out & {example.group, example.name} and example.group != MADE]
            without |= dict.fromkeys(sorted(out), model_of(learn(others)))
        known = [example for example in examples if example.group in without]
        report("left out", known, without.__getitem__, options.show)
        known += [example for example in examples if example.group == "cases"]  # cases that were left out count for the margins
        decided = (
            (example, decide_roles(example.signs, example.declared, without.get(example.group) or without[example.name]))
            for example in known
        )
        shares = calibrate([found for example, decision in decided for found in find_margins(example, decision)])
        print("right by margin:", dict(zip([*CONFIDENCE["margins"], "more"], shares, strict=True)))
    if options.write:
        write_points(learned, shares)


if __name__ == "__main__":
    main()
