"""Gold outlines in; out, the weights of pipeline/outline/weights.toml: learned by a structured perceptron, with margins.

    python -m tests.tools.weights [--left-out] [--more FOLDER…]

Each speech is searched with a bonus for moves that the gold does not make; where that search does better than the gold, the
weights move just so far that it does not (MIRA), and what is written is their mean over all steps. Nothing is drawn at random
but the order of the speeches, from a fixed seed. With --left-out nothing is written: the pages are cut in five parts, each is
read with weights learned from the other four, and the figures are printed beside those of the table. That also says how often
a section with such a margin is right, which is the confidence that the dataset gives.
"""

import argparse
import json
import random
import tomllib
import zlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from pipeline.outline import weights as table
from pipeline.outline.levels import Sums
from pipeline.outline.moves import SKIP, START, Move, make_move
from pipeline.outline.nodes import TOP, grow_nodes
from pipeline.outline.search import Lattice, decide, final_features, search
from tests.tools.examples import Example, damaged, make_example, make_speeches, read_case_speeches, read_speeches
from tests.tools.gold import SETS, add_sets

PARTS = 5
EPOCHS = 10  # rounds
BEAM = 8  # partial trees that are kept while learning; with four as in reading, pages left out are read worse
BONUS = 50  # points a move gets in training that the gold does not make
LARGEST_STEP = 8.0  # larger steps fit the gold better and pages left out worse
SEEDS = (13, 14, 15, 16)
MADE = 100  # outlines made by chance
EDGES = (20, 50, 100, 150, 200, 300, 400, 500)  # points: the margins that are told apart
CASES_COUNT = 8  # how often each case is learned from in a round
FILE = Path(table.__file__).with_name("weights.toml")
Weights = Mapping[str, float]


class Update(NamedTuple):
    """How much better a wrong tree was than the gold's, and the features in which they differ."""

    excess: float
    features: dict[str, float]


def learn(examples: Sequence[Example], priors: Weights) -> dict[str, int]:
    """The weights in whole numbers: the mean of what is learned from the examples in several orders."""
    learned = [learn_in_order(examples, priors, seed) for seed in SEEDS]
    return {name: round(sum(one[name] for one in learned) / len(learned)) for name in priors}


def learn_in_order(examples: Sequence[Example], priors: Weights, seed: int) -> dict[str, float]:
    """The mean of the weights over all steps."""
    weights: dict[str, float] = defaultdict(float, priors)
    free = {name for name in priors if not table.TABLE["features"][name].get("fixed")}
    totals: dict[str, float] = defaultdict(float)
    order, chance, steps = list(range(len(examples))), random.Random(seed), 0
    for _epoch in range(EPOCHS):
        chance.shuffle(order)
        for place in order:
            steps += 1
            update = find_update(examples[place], weights)
            norm = sum(value * value for value in update.features.values()) if update else 0
            if update and norm:
                size = min(LARGEST_STEP, update.excess / norm)
                for name, value in update.features.items():
                    if name in free:  # what has no line in the table counts nothing
                        weights[name] += size * value
                        totals[name] += (steps - 1) * size * value
    return {name: weights[name] - totals[name] / steps for name in priors}


def find_update(example: Example, weights: dict[str, float]) -> Update | None:
    """What parts the gold's tree from the best one, at the candidate where it falls furthest behind; None when it never does."""
    wanted = [move[:2] for move in example.moves]
    lattice = search(example.scene, Sums(weights), BEAM, lambda index, move: 0 if move[:2] == wanted[index] else BONUS)
    gold, state, worst, where = 0.0, START, 0.0, -1
    scores = [0.0]
    for index, move in enumerate(example.moves):
        gold += sum(weights.get(name, 0) for name in move.features)
        state = make_move(example.scene, state, index, move)
        scores.append(lattice.beams[index + 1][0][0] - gold)
    final = max(lattice.finals) - gold - sum(weights.get(name, 0) for name in final_features(example.scene, state))
    for index, excess in enumerate((*scores[:-1], final)):
        if excess > worst:
            worst, where = excess, index
    if where < 0:
        return None
    place = lattice.best() if where == len(example.moves) else 0
    path = path_to(lattice, where, place)
    features: Counter[str] = Counter()
    reached, right = START, START
    for index, move in enumerate(path):
        features.subtract(move.features)
        features.update(example.moves[index].features)
        reached = make_move(example.scene, reached, index, move)
        right = make_move(example.scene, right, index, example.moves[index])
    if where == len(example.moves):
        features.subtract(final_features(example.scene, reached))
        features.update(final_features(example.scene, right))
    return Update(worst, {name: float(value) for name, value in features.items() if value})


def path_to(lattice: Lattice, step: int, place: int) -> list[Move]:
    """The moves to a partial tree behind so many candidates."""
    moves = []
    for edges in reversed(lattice.edges[:step]):
        place, _target, way, _points = next(edge for edge in edges if edge[1] == place)  # the best comes first
        moves.append(Move(*way))
    return moves[::-1]


def count_tree(example: Example, weights: Weights) -> Counter[str]:
    """What of an example is found, and what hangs where the gold has it."""
    found, gold = (
        shape(example, moves) for moves in ([one.move for one in decide(search(example.scene, Sums(weights)))], example.moves)
    )
    bare = {here.start for here in example.scene.candidates if here.system.numbering == "bare"}
    both = found.keys() & gold.keys()
    return Counter(
        found=len(found), gold=len(gold), hit=len(both), parent=sum(found[start] == gold[start] for start in both),
        bare_gold=len(gold.keys() & bare), bare_hit=len(both & bare),
    )


def shape(example: Example, moves: Sequence[Move]) -> dict[int, tuple[int, bool] | None]:
    """The parent of every section that is written on the page: its start, or that of the lost heading's first section."""
    nodes = grow_nodes(example.scene, moves)
    found: dict[int, tuple[int, bool] | None] = {}
    for node in nodes:
        if node.mark.system.numbering != "implicit":
            above = None if node.parent == TOP else nodes[node.parent].mark
            found[node.mark.start] = None if above is None else (above.start, above.system.numbering == "implicit")
    return found


def line_of(name: str, count: Counter[str]) -> str:
    """One line of figures."""
    found = 2 * count["hit"] / max(1, count["found"] + count["gold"])
    return (
        f"{name:12}{count['gold']:8}{found:10.4f}{count['parent'] / max(1, count['hit']):10.4f}"
        f"{count['bare_hit']:8}{count['bare_gold']:6}"
    )


def part_of(page: str) -> int:
    """In which of the parts a page is; the compilations of the corpus share speeches, so they are in one."""
    return zlib.crc32(page.split("_")[0].encode() if page.startswith("compilation") else page.encode()) % PARTS


def read_examples() -> tuple[list[Example], list[Example]]:
    """The gold examples, and those that only teach: cases, made outlines and damaged gold, the latter under their pages."""
    gold = list(read_speeches(SETS))
    made = [*list(read_case_speeches()) * CASES_COUNT, *make_speeches(MADE), *damaged(gold, SEEDS[0])]
    known, taught = ([one for speech in speeches if (one := make_example(speech))] for speeches in (gold, made))
    return known, taught


def taught_without(examples: Iterable[Example], part: int) -> list[Example]:
    """The examples that are no page of that part, nor damage to one."""
    return [one for one in examples if one.set in ("cases", "made") or part_of(one.page) != part]


def learn_without(part: int) -> dict[str, int]:
    """The weights that are learned without the pages of a part; examples are read anew, for kinds are told apart by identity."""
    gold, taught = read_examples()
    return learn(taught_without([*gold, *taught], part), read_priors())


def read_priors() -> dict[str, int]:
    """What each feature counts before anything is learned."""
    return {name: row.get("prior", 0) for name, row in table.TABLE["features"].items()}


def left_out(gold: Sequence[Example]) -> Iterable[tuple[Example, dict[str, int]]]:
    """Every example with weights that were learned without its page."""
    with ProcessPoolExecutor(mp_context=get_context("forkserver")) as pool:
        learned = list(pool.map(learn_without, range(PARTS)))
    yield from ((example, learned[part_of(example.page)]) for example in gold)


def print_figures(title: str, rows: Iterable[tuple[Example, Weights]], show: bool) -> None:
    """The figures by set."""
    print(f"{title:12}{'gold':>8}{'F1':>10}{'parent':>10}{'bare':>8}{'of':>6}")
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for example, weights in rows:
        count = count_tree(example, weights)
        counts[example.set] += count
        if show and count["gold"] + count["found"] != count["hit"] + count["parent"]:
            print(line_of(example.page[:40] + " ", count))
    for name, count in counts.items():
        print(line_of(name, count))


def judged(rows: Iterable[tuple[Example, Weights]]) -> list[tuple[float, bool]]:
    """Every section that is found: its margin, and whether the gold has it in the same place."""
    found = []
    for example, weights in rows:
        decisions = decide(search(example.scene, Sums(weights)))
        gold = shape(example, example.moves)
        own = shape(example, [one.move for one in decisions])
        for here, decision in zip(example.scene.candidates, decisions, strict=True):
            if here.start in own and decision.move.kind != SKIP:
                found.append((decision.margin, gold.get(here.start, ()) == own[here.start]))
    return found


def calibrate(found: Sequence[tuple[float, bool]]) -> list[float]:
    """The share of sections that are right, by margins; it never falls, and 32 bits hold it exactly."""
    bins: list[list[int]] = [[0, 0] for _edge in (*EDGES, 0)]
    for margin, holds in found:
        place = bisect_right(EDGES, margin)
        bins[place][0] += holds
        bins[place][1] += 1
    pooled: list[tuple[int, int, int]] = []  # right, all, how many bins
    for right, count in bins:
        pooled.append((right, count, 1))
        while len(pooled) > 1 and pooled[-2][0] * pooled[-1][1] >= pooled[-1][0] * pooled[-2][1]:
            last, before = pooled.pop(), pooled.pop()
            pooled.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
    print("margin".ljust(12) + f"{'sections':>10}{'right':>8}")
    for edge, (right, count) in zip(("0", *map(str, EDGES)), bins, strict=True):
        print(f"from {edge:7}{count:10}{right / max(1, count):8.3f}")
    return [round(128 * (right + 1) / (count + 2)) / 128 for right, count, size in pooled for _bin in range(size)]


def write_table(weights: Mapping[str, int], shares: Sequence[float]) -> None:
    """Put the points and the shares into the table; its reasons, priors and everything else stay."""
    lines = FILE.read_text(encoding="utf-8").split("\n")
    rows = tomllib.loads("\n".join(lines))["features"]
    kept = []
    for line in lines[: lines.index("[features]") + 1]:
        name = line.partition(" = ")[0]
        kept.append(f"{name} = {list({'margins': EDGES, 'shares': shares}[name])}" if name in ("margins", "shares") else line)
    for name, row in rows.items():
        prior = f", prior = {row['prior']}" if row.get("prior") else ""
        prior += ", fixed = true" if row.get("fixed") else ""
        kept.append(f'{json.dumps(name):28} = {{ points = {weights.get(name, 0):4}{prior}, reason = "{row["reason"]}" }}')
    FILE.write_text("\n".join(kept) + "\n", encoding="utf-8")


def main() -> None:
    """Learn the table, or say what it is worth on pages it was not learned from."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--left-out", action="store_true", help="print figures of pages left out, write nothing")
    parser.add_argument("--show", action="store_true", help="print every page that is not read as its gold says")
    parser.add_argument("--more", nargs="*", default=[], help="further folders with pages and gold")
    options = parser.parse_args()
    add_sets(options.more)
    gold, taught = read_examples()
    apart = list(left_out(gold))
    print_figures("left out", apart, options.show)
    shares = calibrate(judged(apart))
    if options.left_out:
        print_figures("table", ((example, table.WEIGHTS) for example in gold), options.show)
        return
    weights = learn([*gold, *taught], read_priors())
    write_table(weights, shares)
    print_figures("learned", ((example, weights) for example in [*gold, *taught]), options.show)


if __name__ == "__main__":
    main()
