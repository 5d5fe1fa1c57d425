"""Gold outlines, cases and outlines made by chance in; out, examples to learn from: a scene, and the moves that make its tree."""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from pipeline.damage.damage import find_damage
from pipeline.outline.candidates import IMPLICIT, Scene, make_scene
from pipeline.outline.headings import heading_span
from pipeline.outline.levels import SUMS, Weighing
from pipeline.outline.moves import BEGIN, LOST_ITEM, LOST_RUN, NEXT, RESUME, SKIP, START, Move, State, find_moves, make_move
from pipeline.speeches.layout import split_speeches
from pipeline.text.folding import fold
from pipeline.text.reading import Reading, make_reading, reading_offset, split_lines
from pipeline.text.records import Line
from tests.outline.test_properties import STYLES, WORDS, styles_below
from tests.outline.test_sections import CASES
from tests.tools.gold import read_pages

MARKUP = re.compile(r"[#*>\s\u3000]*")
HALF_WIDTH = str.maketrans("，；：！？（）", ",;:!?()")


class Wanted(NamedTuple):
    """A section as the gold has it: the start of its parent, and whether its heading is lost."""

    parent: int | None
    implicit: bool


Tree = dict[int, Wanted]


class Example(NamedTuple):
    """A speech of a set and page, its scene, and the move that the gold makes with each candidate."""

    set: str
    page: str
    scene: Scene
    moves: list[Move]


class Speech(NamedTuple):
    """A speech before its scene is made: its lines, and its outline by starts."""

    set: str
    page: str
    reading: Reading
    lines: tuple[Line, ...]
    tree: Tree


def read_speeches(names: Iterable[str]) -> Iterator[Speech]:
    """The gold speeches of the sets whose sections are annotated; where each begins and ends is given."""
    for name in names:
        for gold, page in read_pages(name):
            if gold.get("boundaries_only"):
                continue
            reading = make_reading(page.text, find_damage(page.text), page.document.cues)
            extents = {extent.start: extent for extent in split_speeches(reading, split_lines(reading.text)).extents}
            for speech in speeches_of(gold):
                start, title_end, end = (reading_offset(reading, speech[key]) for key in ("start", "title_end", "body_end"))
                found = extents.get(start)
                lines = found.lines if found and abs(found.end - end) <= 2 else lines_within(reading.text, title_end, end)
                taken = [tuple(reading_offset(reading, offset) for offset in span[:2]) for span in spans_of(gold)]
                lines = tuple(line for line in lines if not any(a <= line.start < b for a, b in taken))
                if lines:
                    yield Speech(name, str(gold["file"]), reading, lines, tree_of(page.text, reading, speech["sections"]))


def speeches_of(gold: Mapping[str, object]) -> list[dict[str, Any]]:
    """The speeches of a gold file."""
    return cast(list[dict[str, Any]], gold["speeches"])


def spans_of(gold: Mapping[str, object]) -> list[list[int]]:
    """The stretches of the site that a gold file names."""
    found = gold.get("furniture") or []
    return [[span["start"], span["end"]] if isinstance(span, dict) else span for span in found]  # type: ignore[attr-defined]


def lines_within(text: str, start: int, end: int) -> tuple[Line, ...]:
    """The lines of a stretch, without signs of Markdown before them."""
    lines = []
    for line in split_lines(text):
        begin, stop = max(line.start, start), min(line.end, end)
        while begin < stop and text[begin] in " \u3000*#>":
            begin += 1
        if begin < stop:
            lines.append(Line(begin, stop))
    return tuple(lines)


def tree_of(text: str, reading: Reading, sections: Iterable[Mapping[str, object]]) -> Tree:
    """The sections of a gold speech by their starts in the reading."""

    def place(offset: object) -> int | None:
        found = MARKUP.match(text, int(str(offset))) if offset is not None else None
        return reading_offset(reading, found.end()) if found else None

    return {
        start: Wanted(place(section["parent"]), section["kind"] == "implicit")
        for section in sections
        if (start := place(section["start"])) is not None
    }


def read_case_speeches() -> Iterator[Speech]:
    """The cases of tests/outline as speeches."""
    for name, text, expected in CASES:
        reading, lines = make_reading(text, []), tuple(split_lines(text))
        if (tree := tree_of_case(make_scene(reading, lines), expected)) is not None:
            yield Speech("cases", name, reading, lines, tree)


def tree_of_case(scene: Scene, expected: Sequence[str]) -> Tree | None:
    """The tree that a case expects; a section whose heading is lost begins right before its first child."""
    shown = []
    for here in scene.candidates:
        heading, _behind = heading_span(scene.text, here.mark.end, scene.lines, here.line)
        written = scene.text[here.mark.start:here.mark.end].strip()
        shown.append("~" * here.inline + written + (scene.text[slice(*heading)] if heading else ""))
    labels = [fold(row.lstrip(".")) for row in expected]
    places: list[int] = []  # from the end: a list of what is coming stands before the parts
    for label in reversed([label for label in labels if label != "?"]):
        end = places[-1] if places else len(shown)
        found = next((index for index in range(end - 1, -1, -1) if shown[index].startswith(label)), None)
        if found is None:
            return None
        places.append(found)
    tree: Tree = {}
    path: list[int] = []
    waiting = False
    for row, label in zip(expected, labels, strict=True):
        del path[len(row) - len(label):]
        if label == "?":
            waiting = True
            continue
        start = scene.candidates[places.pop()].start
        if waiting:
            path.append(start - 1)
            tree[start - 1] = Wanted(path[-2] if len(path) > 1 else None, True)
            waiting = False
        path.append(start)
        tree[start] = Wanted(path[-2] if len(path) > 1 else None, False)
    return tree


def make_speeches(count: int) -> Iterator[Speech]:
    """Outlines made by chance, always the same: one to four kinds, each sequence of two items or more."""
    chance = random.Random(7)
    for number in range(count):
        kinds: list[str] = []
        for _depth in range(chance.randint(1, 4)):
            if below := styles_below(kinds):
                kinds.append(chance.choice(below))
        stop = chance.choice(("\n", "\n", "\n", "  "))
        parts: list[str] = [f"同志们：{stop}"]
        tree: Tree = {}
        fill(chance, kinds, parts, tree, ())
        text = "".join(parts)
        yield Speech("made", str(number), make_reading(text, []), tuple(split_lines(text)), tree)


def fill(chance: random.Random, kinds: list[str], parts: list[str], tree: Tree, above: tuple[int, ...]) -> None:
    """Write one run of items, and runs of the next kinds below some of them; what ends the first part ends them all."""
    stop = parts[0][4:]
    for number in range(1, chance.randint(2, 4) + 1):
        start = sum(map(len, parts))
        tree[start] = Wanted(above[-1] if above else None, False)
        parts.append(f"{STYLES[kinds[0]](number)}{chance.choice(WORDS)}。要早作安排，落实到田间地头，不误农时。{stop}")
        if len(kinds) > 1 and chance.random() < 0.5:
            fill(chance, kinds[1:], parts, tree, (*above, start))


def damaged(speeches: Iterable[Speech], seed: int) -> Iterator[Speech]:
    """The speeches with a tenth of the lines between sections lost, with half width punctuation, and some on one line."""
    chance = random.Random(seed)
    for speech in speeches:
        starts = sorted(speech.tree)
        heads = [any(line.start <= start < line.end for start in starts) for line in speech.lines]
        lines = tuple(
            line for line, head, next_head in zip(speech.lines, heads, [*heads[1:], True], strict=True)
            if head or next_head or chance.random() > 0.1  # what leads to a section tells where it belongs
        )
        folded = speech.reading.twin.translate(HALF_WIDTH)
        yield speech._replace(lines=lines)
        yield speech._replace(reading=make_reading(folded, [], speech.reading.cues))
        if chance.random() < 0.3:
            joined = speech.reading.twin.replace("\n", " ")
            yield speech._replace(reading=make_reading(joined, []), lines=(Line(speech.lines[0].start, speech.lines[-1].end),))


def make_example(speech: Speech) -> Example | None:
    """The moves that make the gold tree; None when there are none that do."""
    scene = make_scene(speech.reading, speech.lines)
    path = Path(scene, reachable(scene, speech.tree))
    for index in range(len(scene.candidates)):
        if not path.step(index):
            return None
    return Example(speech.set, speech.page, scene, path.moves)


def reachable(scene: Scene, tree: Tree) -> Tree:
    """The tree without the sections that are no candidates; what stood below them stands below their parents."""
    starts = {here.start for here in scene.candidates}

    def kept(start: int | None) -> int | None:
        while start is not None and not (start in starts or (start in tree and tree[start].implicit)):
            start = tree[start].parent if start in tree else None
        return start

    return {start: want._replace(parent=kept(want.parent)) for start, want in tree.items() if start in starts or want.implicit}


class Path:
    """The gold tree as moves: `nodes` are the starts of the last sections of the open levels."""

    def __init__(self, scene: Scene, tree: Tree) -> None:
        self.scene, self.tree = scene, tree
        self.state: State = START
        self.nodes: list[int] = []
        self.moves: list[Move] = []
        self.taken: set[int] = set()
        self.children: dict[int | None, list[int]] = {}
        for start in sorted(tree):
            self.children.setdefault(tree[start].parent, []).append(start)

    def step(self, index: int) -> bool:
        """Make the gold's move with a candidate; whether there is one."""
        start, moves = self.scene.candidates[index].start, find_moves(Weighing(self.scene, index, SUMS), self.state)
        wanted = (SKIP, -1)
        if start in self.tree and not self.tree[start].implicit and start not in self.taken:
            self.taken.add(start)
            kinds = {move[:2] for move in moves}
            found = self.place(start)
            if found is None:
                return False
            ways = [(kind, found[1]) for kind in (NEXT, RESUME)] if found[0] == BEGIN else []
            wanted = next((way for way in ways if way in kinds), found)
        move = next((Move(*way) for way in moves if way[:2] == wanted), None)
        if move is None:
            return False
        self.enter(start, move)
        self.state = make_move(self.scene, self.state, index, move)
        self.moves.append(move)
        return True

    def place(self, start: int) -> tuple[int, int] | None:
        """Where the gold has a section: the kind of the move and the depth."""
        parent = self.tree[start].parent
        if parent is None:
            return BEGIN, 0
        if parent in self.nodes:
            return BEGIN, self.nodes.index(parent) + 1
        if not self.tree[parent].implicit:
            return None
        over = self.tree[parent].parent
        siblings = self.children[over]
        before = siblings[siblings.index(parent) - 1] if siblings[0] != parent else None
        depth = 0 if over is None else self.nodes.index(over) + 1 if over in self.nodes else None
        if depth is None:
            return None
        if before is None:
            return BEGIN, depth
        if self.tree[before].implicit:
            again = len(self.state.stack) > depth and self.state.stack[depth].system is IMPLICIT
            return LOST_RUN, depth + again
        return (LOST_ITEM, self.nodes.index(before) + 1) if before in self.nodes else None

    def enter(self, start: int, move: Move) -> None:
        """Follow the move along the starts."""
        if move.kind in (NEXT, RESUME, BEGIN):
            self.nodes[move.depth:] = [start]
        elif move.kind in (LOST_ITEM, LOST_RUN):
            again = move.kind == LOST_ITEM or (move.depth > 0 and self.state.stack[move.depth - 1].system is IMPLICIT)
            self.nodes[move.depth - again:] = [self.tree[start].parent or 0, start]
