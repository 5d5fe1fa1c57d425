"""A partial tree and a candidate in; out, what can be done with the candidate, each move with its features and points."""

from typing import NamedTuple

from pipeline.outline.bare import ENDING, ITEMS, SENTENCE, TITLE
from pipeline.outline.candidates import IMPLICIT, Candidate, Scene, goes_on
from pipeline.outline.chains import FAR
from pipeline.outline.levels import Level, Part, Weighing
from pipeline.text.markers import SYSTEMS

ACTIONS = ("skip", "next", "resume", "begin", "lost_run", "lost_item")
SKIP, NEXT, RESUME, BEGIN, LOST_RUN, LOST_ITEM = range(6)
DEEPEST = 8  # open levels; nothing of the genre is deeper than six
NUMBER_OF = {system.name: number for number, system in enumerate((*SYSTEMS, TITLE, SENTENCE, ENDING, IMPLICIT, *ITEMS.values()))}
TOP = 63  # the parent of what stands at the top
COLUMN = {number: sum(1 << (parent << 6 | number) for parent in range(64)) for number in NUMBER_OF.values()}


class State(NamedTuple):
    """A partial tree as far as the future can see it: its open levels, outermost first, and the pairs of kinds nested so far."""

    stack: tuple[Level, ...]
    pairs: int


START = State((), 0)


Way = tuple[int, int, tuple[Part, ...]]
"""What a move is made of."""


class Move(NamedTuple):
    """What is done with a candidate; `depth` is that of the level it then stands in.

    `parts` have its features, those of the candidate itself last.
    """

    kind: int
    depth: int
    parts: tuple[Part, ...]

    @property
    def features(self) -> list[str]:
        """All that counts."""
        return [name for part in self.parts for name in part.features]


def find_moves(weighing: Weighing, state: State) -> list[Way]:
    """Every move with the candidate, skipping it first."""
    here, parts, stack = weighing.scene.candidates[weighing.index], weighing.parts, state.stack
    moves: list[Way] = [(SKIP, -1, ())]
    begins = here.system.begins and (here.number > 0 or here.system.name != "first")
    begins = begins and (here.chain.following < FAR or not here.inline)  # a run inside a line has two items
    taken, begun = (parts[here.taking],), (parts[here.taking], parts[here.beginning])
    passed: tuple[Part, ...] = ()  # of the levels that are closed when an outer run goes on
    left: tuple[Part, ...] = ()  # the same, when a run begins further out
    outer: tuple[Part, ...] = ()  # whether an inner run could go on as well
    for depth in range(len(stack), -1, -1):
        if depth < len(stack) and stack[depth].paused == (here.system, here.number - 1):
            moves.append((RESUME, depth, (*passed, parts["next.resumes",], *taken)))
        elif begins and depth < DEEPEST and holds(stack, depth, here):
            moves.append((BEGIN, depth, (*left, *stay(weighing, state, depth), *begun)))
        if depth == 0:
            break
        level = stack[depth - 1]
        terms = weighing.terms(level, depth == len(stack))
        if terms.following is not None:
            moves.append((NEXT, depth - 1, (*passed, terms.following, *outer, *taken)))
            if here.number == level.number + 1 and level.system is here.system:
                outer = (parts["next.outer",],)
        if level.system is here.system and here.number == 1 and not here.inline and (way := lost(weighing, stack, depth - 1)):
            moves.append((*way[:2], (*left, terms.closed, *way[2], *begun)))
        left, passed = (*left, terms.left), (*passed, terms.passed)
    return moves


def holds(stack: tuple[Level, ...], depth: int, here: Candidate) -> bool:
    """Whether a heading whose level the container states can begin a run there: below higher ones, not beside its own."""
    level = here.system.level
    if not level:
        return True
    higher = all(above.system.level < level for above in stack[:depth])
    return higher and all(open_run.system is not here.system for open_run in stack[depth:])


def stay(weighing: Weighing, state: State, depth: int) -> tuple[Part, ...]:
    """What a run that begins at that depth says: of the section above it, and of the run it stands beside."""
    here, stack = weighing.scene.candidates[weighing.index], state.stack
    named = []
    below: tuple[Part, ...] = ()
    above = TOP
    if depth == 0:
        named.append("stay.top" if stack else "stay.first")
        if here.system.rank is not None and here.system.rank > 1:
            named.append("stay.top_low")
    else:
        level = stack[depth - 1]
        below, above = (weighing.terms(level, depth == len(stack)).below,), NUMBER_OF[level.system.name]
    child = NUMBER_OF[here.system.name]
    if state.pairs >> (above << 6 | child) & 1:
        named.append("stay.pair_seen")
        if here.chain.carries and here.number > 1:
            named.append("stay.numbers_run_on")
    elif state.pairs & COLUMN[child]:
        named.append("stay.other_pair_seen")
    if depth < len(stack):
        named.append("beside")
        if stack[depth].system is here.system:
            named.append("beside.same_system")
            if here.words.introduced:
                named.append("beside.same_introduced")
    if depth == 0 and stack and here.words.introduced:
        named.append("stay.top_spoken" if here.words.spoken else "stay.top_introduced")
    return (*below, weighing.parts[tuple(named)])


def lost(weighing: Weighing, stack: tuple[Level, ...], depth: int) -> Way | None:
    """The move that takes a numbering that begins again for a sign of lost headings, and what speaks for that."""
    scene, index = weighing.scene, weighing.index
    here, level = scene.candidates[index], stack[depth]
    last = scene.candidates[stack[-1].node]
    if here.line - last.line - 1 - last.alone < 1 or scene.candidates[level.node].inline:
        return None
    named = [f"lost.{'high' if here.system.rank in (1, 2) else 'low'}"]
    if here.words.introduced:
        named.append("lost.introduced")
    if goes_on(scene, level.node, index):
        named.append("lost.goes_on")
    if here.line - last.line == 2:
        named.append("lost.one_paragraph")
    if here.listed:
        named.append("lost.listed")
    if level.items == 1:
        named.append("lost.single")
    if here.chain.after and here.chain.after == level.number + 1:
        named.append("lost.returns")
    above = stack[depth - 1] if depth else None
    if above is None or above.system is IMPLICIT:
        kind, named = LOST_RUN, [*named, "lost.run_again" if above else "lost.run"]
    elif scene.candidates[above.node].chain.skips and above.number:
        kind, named = LOST_ITEM, [*named, "lost.item"]
    elif above.system.numbering != "implicit":
        kind, named = LOST_RUN, [*named, "lost.run_below"]
    else:
        return None
    return kind, depth, (weighing.parts[tuple(named)],)


def make_move(scene: Scene, state: State, index: int, move: Move) -> State:
    """The partial tree after the move."""
    if move.kind == SKIP:
        return state
    here, stack, depth = scene.candidates[index], state.stack, move.depth
    if move.kind == NEXT:
        number = here.number or (stack[depth].number and stack[depth].number + 1)
        return State((*stack[:depth], grown(scene, stack[depth], index, number)), state.pairs)
    kept = stack[:depth]
    if move.kind == LOST_ITEM:
        kept = (*kept[:-1], grown(scene, kept[-1], index, kept[-1].number + 1))
    elif move.kind == LOST_RUN:
        implied = kept[-1].system is IMPLICIT if kept else False
        outer = kept[-1] if implied else Level(IMPLICIT, 0, stack[depth].first, stack[depth].first, 1, 0, 0, 0, None)
        kept = (*(kept[:-1] if implied else kept), grown(scene, outer, index, outer.number))
    above_number = NUMBER_OF[kept[-1].system.name] if kept else TOP
    pair = 1 << (above_number << 6 | NUMBER_OF[here.system.name])
    beside = stack[depth] if move.kind == BEGIN and depth < len(stack) else None
    paused = (beside.system, beside.number) if beside and beside.number else None
    return State((*kept, Level(here.system, here.number, index, index, 1, 0, 0, 0, paused)), state.pairs | pair)


def grown(scene: Scene, level: Level, index: int, number: int) -> Level:
    """The run with another item; the item before is complete."""
    here, before = scene.candidates[index], scene.candidates[level.node]
    size, lines = here.start - before.start, here.line - before.line
    return Level(
        level.system, number, index, level.first, level.items + 1, level.total + size, max(level.largest, size),
        max(level.lines, lines), level.paused,
    )
