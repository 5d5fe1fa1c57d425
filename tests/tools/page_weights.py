"""Gold pages in; out, the points of pipeline/speeches/weights.toml, learned, and how well they read pages left out.

    python -m tests.tools.page_weights [--write] [--show] [--left-out]

Learning begins with the points set by hand. The best path of a page is compared with the best that agrees with its gold,
and the points of the signs in which they differ are moved just so far that the gold's path wins with a margin. Only rows
that stand in the table are learned; pages come in a fixed order: the same pages make the same table.
"""

import argparse
import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from pipeline.damage.damage import find_damage
from pipeline.sources.documents import Document, Options
from pipeline.sources.listing import list_sources
from pipeline.sources.pages import PageText, read_document
from pipeline.sources.readers import read_documents
from pipeline.speeches.layout import TEXT, last_said, margin_of, open_page
from pipeline.speeches.roles import (
    CONFIDENCE,
    GROUPS,
    NEVER,
    ROLES,
    STARTS,
    WEIGHTS,
    Decision,
    Model,
    count_starts,
    decide_roles,
    make_model,
    read_path,
    read_rows,
    score_pieces,
    walk,
)
from pipeline.speeches.signs import signs_of
from pipeline.text.reading import make_reading, reading_offset, split_lines
from pipeline.text.records import Cue
from tests.tools.compilations import make_page, read_speeches
from tests.tools.gold import ROOT, SETS

CASES = ROOT / "tests" / "speeches" / "pages.txt"
MADE = 40  # pages made of gold speeches, under heads that nobody has tuned for
MADE_SEED = 1
FOLDS = 6
ROUNDS = 32
STEP = 1.5  # the longest step on one page; it grows shorter from round to round
GRAIN = 1024  # steps are parts of so many, so that sums are exact and no order of signs shows in them
MARGIN = 10.0  # points by which the gold's path has to be better, for every piece with another role
KNOWN = tomllib.loads((ROOT / "tests" / "known_failures.toml").read_text(encoding="utf-8"))
UNREAD = {name.partition("[")[2].rstrip("]") for name in KNOWN}  # cases that are not read yet are learned from, but count less
FIXED = ("opener", "more", "rest")  # roles whose points are not learned: their signs decide alone
BEHIND = frozenset({"tail", "opener", "rest"})
SITE_KINDS = ("byline", "filler", "navigation")  # of the furniture table
AROUND = frozenset({"head", "under", "inside"}) | BEHIND
Key = tuple[str, str, str]  # "sign" or "step", role or group, sign or next role
Points = dict[Key, float]
GROUPS_OF = {role: [group for group, roles in GROUPS.items() if role in roles] for role in ROLES}
ROW = re.compile(r'  \["(?P<one>[^"]+)", (?:"(?P<two>[^"]+)", )?(?P<hand>-?[0-9]+), -?[0-9]+, (?P<why>.*)\],$')


@dataclass(frozen=True, slots=True)
class Example:
    """A page to learn from: the signs of its pieces, the roles its gold leaves to each; a group is left out together."""

    name: str
    group: str
    lines: Sequence[str]
    signs: Sequence[frozenset[str]]
    allowed: Sequence[frozenset[str]]
    declared: int | None


def read_examples() -> Iterator[Example]:
    """The cases of the room and all pages with gold."""
    for block in CASES.read_text(encoding="utf-8").split("=== ")[1:]:
        name, page = block.rstrip("\n").split("\n", 1)
        text, speeches = read_marks(page)
        yield make_example((name, "cases"), text, (), {"speeches": speeches})
    for name, (pages, golds) in SETS.items():
        for path in sorted(golds.glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            file = next(iter(list_sources((str(pages / gold["file"]),))), None)
            for document in read_documents(file, Options(1 << 30)) if file else ():
                found = read_document(document) if isinstance(document, Document) else document
                if isinstance(found, PageText) and len(found.text) == gold["chars"]:
                    source = re.split(r"[_\W0-9]", path.stem)[0] if name in ("long", "corpus") else path.stem
                    yield make_example((path.stem, f"{name}/{source}"), found.text, (), gold)
    speeches_, random = read_speeches(), Random(MADE_SEED)
    for number in range(MADE):
        text, marks = make_page(random.sample(speeches_, random.randint(2, 6)), random)
        yield make_example((str(number), "made"), text, (), {"speeches": marks})


def read_marks(page: str) -> tuple[str, list[dict[str, int]]]:
    """A case without its marks, and its speeches as a gold file has them."""
    text, speeches = "", list[dict[str, int]]()
    for character in page.replace("LONG", "粮食要存好。" * 300):
        if character == "⟪":
            speeches.append(dict.fromkeys(("start", "title_end", "body_end"), len(text)))
        elif character in "¦⟫":
            speeches[-1]["title_end" if character == "¦" else "body_end"] = len(text)
        else:
            text += character
    return text, speeches


def make_example(named: tuple[str, str], text: str, cues: Sequence[Cue], gold: Mapping[str, Any]) -> Example:
    """The page as the search sees it."""
    reading = make_reading(text, find_damage(text), cues)
    page, _matter = open_page(reading, split_lines(reading.text))
    speeches = [
        tuple(reading_offset(reading, speech[key]) for key in ("start", "title_end", "body_end")) for speech in gold["speeches"]
    ]
    furniture = [(reading_offset(reading, start), reading_offset(reading, end)) for start, end in gold.get("furniture", [])]
    marked = [section["start"] for speech in gold["speeches"] for section in speech.get("sections") or ()]
    sections = {reading_offset(reading, start) for start in marked}
    allowed = []
    for (start, end), row in zip(page.pieces, page.rows, strict=True):
        roles = roles_allowed(reading.text, (start, end), speeches)
        if row is not None and row.kind in SITE_KINDS and "under" in roles:  # gold does not say what it is: not the speaker's
            roles = roles & AROUND
        roles = roles.intersection(TEXT) if start in sections and roles.intersection(TEXT) else roles
        allowed.append(roles & AROUND if any(a <= start and end <= b for a, b in furniture) else roles)
    return Example(*named, page.lines, signs_of(page), allowed, page.declared)


def roles_allowed(text: str, piece: tuple[int, int], speeches: Sequence[tuple[int, ...]]) -> frozenset[str]:
    """The roles that the gold's speeches leave to a piece."""
    start, end = piece
    for number, (begin, title_end, body_end) in enumerate(speeches):
        if start < begin < end and not text[start:begin].strip("#*> \u3000"):
            start = begin
        if start < begin:
            return BEHIND if number else frozenset({"head"})
        if start < title_end:
            return frozenset({"title"} if start == begin else {"more"})
        if start < body_end:
            if start == begin:
                return frozenset({"open"})
            ended = not text[end:body_end].strip()
            return frozenset({"last", "first"} if ended else {"under", "first", "body", "inside"})
    return BEHIND if speeches else frozenset({"head"})


def read_points() -> Points:
    """The points set by hand."""
    signs, steps = read_rows(WEIGHTS, 0)
    return {**{("sign", *key): float(v) for key, v in signs.items()}, **{("step", *key): float(v) for key, v in steps.items()}}


def model_of(points: Mapping[Key, float]) -> Model:
    """The points as the search needs them."""
    signs, steps = ({key[1:]: v for key, v in points.items() if key[0] == kind} for kind in ("sign", "step"))
    return make_model(signs, steps)


def learn(examples: Sequence[Example]) -> Points:
    """The points after all rounds over the pages: the mean of those after each round of the second half."""
    points, total = read_points(), Counter[Key]()
    twice = [example for example in examples if example.group != "made" and example.name not in UNREAD]
    for number in range(ROUNDS):
        for example in (*examples, *twice):
            for key, change in find_step(example, points, STEP * (1 - number / ROUNDS)).items():
                points[key] += change
        if 2 * number >= ROUNDS:
            total.update(points)
    return {key: 2 * total[key] / ROUNDS for key in points}


def find_step(example: Example, points: Points, longest: float) -> Points:
    """How the points have to be moved for a page, nothing where its gold's path wins with the margin or cannot be walked."""
    model = model_of(points)
    scores = score_pieces(example.signs, model)
    pairs = list(zip(scores, example.allowed, strict=True))
    right, wanted = best_path([[p if r in ok else p + NEVER for r, p in zip(ROLES, ps, strict=True)] for ps, ok in pairs], model)
    wrong, got = best_path([[p if r in ok else p + MARGIN for r, p in zip(ROLES, ps, strict=True)] for ps, ok in pairs], model)
    changes = Counter[Key](count_rows(example.signs, wanted))
    changes.subtract(count_rows(example.signs, got))
    moved = {key: change for key, change in changes.items() if change and key in points and key[1] not in FIXED}
    size = sum(change * change for change in moved.values())
    if right < NEVER / 2 or not size:
        return {}
    step = round(min(longest, (wrong - right) / size) * GRAIN) / GRAIN
    return {key: step * change for key, change in moved.items()}


def best_path(scores: Sequence[Sequence[float]], model: Model) -> tuple[float, list[str]]:
    """The points and the roles of the best path."""
    return read_path(walk(scores, model), model) if scores else (0, [])


def count_rows(signs: Sequence[frozenset[str]], path: Sequence[str]) -> Counter[Key]:
    """How often each row of the table counts on a path."""
    steps = (("step", before, after) for before, after in zip(path, [*path[1:], "end"], strict=True))
    rows = (("sign", group, sign) for of, role in zip(signs, path, strict=True) for sign in of for group in GROUPS_OF[role])
    return Counter([*steps, *rows])


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


def write_points(points: Mapping[Key, float], shares: Sequence[float]) -> None:
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
    options = parser.parse_args()
    examples = list(read_examples())
    points, shares = learn(examples), list[float]()
    learned = model_of(points)
    for name, model in (("table", make_model(*read_rows(WEIGHTS))), ("by hand", model_of(read_points())), ("learned", learned)):
        report(name, examples, lambda _group, model=model: model, options.show and name == "learned")  # type: ignore[misc]
    if options.left_out:
        groups = sorted({example.group for example in examples} - {"cases", "made"})
        cases = [example.name for example in examples if example.group == "cases"]
        models: dict[str, Model] = {}
        for fold in range(FOLDS):
            out = {*groups[fold::FOLDS], *cases[fold::FOLDS]}
            others = [example for example in examples if not out & {example.group, example.name} and example.group != "made"]
            models |= dict.fromkeys(sorted(out), model_of(learn(others)))
        known = [example for example in examples if example.group in models]
        report("left out", known, models.__getitem__, options.show)
        known += [example for example in examples if example.group == "cases"]  # cases that were left out count for the margins
        decided = (
            (example, decide_roles(example.signs, example.declared, models.get(example.group) or models[example.name]))
            for example in known
        )
        shares = calibrate([found for example, decision in decided for found in find_margins(example, decision)])
        print("right by margin:", dict(zip([*CONFIDENCE["margins"], "more"], shares, strict=True)))
    if options.write:
        write_points(points, shares)


if __name__ == "__main__":
    main()
