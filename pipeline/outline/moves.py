"""A partial tree and a candidate in; out, what can be done with the candidate, each move with the names of its features."""

from typing import NamedTuple

from pipeline.outline.bare import ENDING, ITEMS, SENTENCE, TITLE
from pipeline.outline.candidates import IMPLICIT, Candidate, Scene, between, goes_on
from pipeline.outline.chains import FAR
from pipeline.text.markers import SYSTEMS, System

ACTIONS = ("skip", "next", "resume", "begin", "lost_run", "lost_item")
SKIP, NEXT, RESUME, BEGIN, LOST_RUN, LOST_ITEM = range(6)
DEEPEST = 8  # open levels; nothing of the genre is deeper than six
TINY = 25  # code points: an item so short is a line of a list
GAP = 3  # numbers that may be left out of a run and still go on
POINTS = frozenset({"yi", "dash", "circled"})
NUMBER_OF = {system.name: number for number, system in enumerate((*SYSTEMS, TITLE, SENTENCE, ENDING, IMPLICIT, *ITEMS.values()))}
TOP = 63  # the parent of what stands at the top
COLUMN = {number: sum(1 << (parent << 6 | number) for parent in range(64)) for number in NUMBER_OF.values()}


class Level(NamedTuple):
    """An open run: its system, last number and item (index of its candidate), its first item, how many items it has.

    `total` and `largest` are the code points of its closed items, `lines` the most lines that one of them has. `paused` is a
    run beside it that it interrupts: its system and its last number.
    """

    system: System
    number: int
    node: int
    first: int
    items: int
    total: int
    largest: int
    lines: int
    paused: tuple[System, int] | None


class State(NamedTuple):
    """A partial tree as far as the future can see it: its open levels, outermost first, and the pairs of kinds nested so far."""

    stack: tuple[Level, ...]
    pairs: int


START = State((), 0)


class Move(NamedTuple):
    """What is done with a candidate; `depth` is that of the level it then stands in; `features` but those of the candidate."""

    kind: int
    depth: int
    features: list[str]


def find_moves(scene: Scene, state: State, index: int) -> list[Move]:
    """Every move with the candidate at that index, skipping it first."""
    here = scene.candidates[index]
    stack, moves = state.stack, [Move(SKIP, -1, [])]
    begins = here.system.begins and (here.number > 0 or here.system.name != "first")
    begins = begins and (here.chain.following < FAR or not here.inline)  # a run inside a line has two items
    left: list[str] = []  # features of the levels that are closed when a run begins further out
    passed: list[str] = []  # the same, when an outer run goes on
    outer: list[str] = []  # whether an inner run could go on as well
    for depth in range(len(stack), -1, -1):
        if depth < len(stack) and stack[depth].paused == (here.system, here.number - 1):
            moves.append(Move(RESUME, depth, [*passed, "next.resumes"]))
        elif begins and depth < DEEPEST and holds(stack, depth, here):
            moves.append(Move(BEGIN, depth, left + stay(scene, state, depth, index)))
        if depth == 0:
            break
        level = stack[depth - 1]
        if (named := follow(scene, level, here)) is not None:
            moves.append(Move(NEXT, depth - 1, passed + named + outer))
            if here.number == level.number + 1 and level.system is here.system:
                outer = ["next.outer"]
        closed = close(scene, level)
        if level.system is here.system and here.number == 1 and not here.inline:
            moves.extend(lost(scene, stack, depth - 1, index, left + closed))
        left = left + closed + leave(scene, level, index, depth == len(stack))
        passed = passed + closed + pass_over(scene, level, index)
    return moves


def holds(stack: tuple[Level, ...], depth: int, here: Candidate) -> bool:
    """Whether a heading whose level the container states can begin a run there: below higher ones, not beside its own."""
    level = here.system.level
    higher = all(above.system.level < level for above in stack[:depth])
    return not level or (higher and all(open_run.system is not here.system for open_run in stack[depth:]))


def follow(scene: Scene, level: Level, here: Candidate) -> list[str] | None:
    """The features of a candidate as the next item of an open run; None when it cannot be."""
    own = level.system is here.system
    if not own and level.system.name not in here.system.kin:
        return None
    named = []
    step = here.number - level.number
    if here.number == 0:
        if not own:
            return None
        named.append("next.unnumbered")
    elif step == 1:
        named.append("next.exact_inline" if here.inline else "next.exact")
    elif level.number and 2 <= step <= GAP:
        named.append("next.gap_inline" if here.inline else "next.gap")
    elif step == 0 and here.number > 1:
        named.append("next.twice")
    else:
        return None
    before = scene.candidates[level.node]
    if not own:
        named.append("next.kin")
    if before.inline != here.inline:
        named.append("next.inline_changes")
    if here.in_sentence:
        named.append("next.in_sentence")
    if level.items > 1:
        named.append("next.established")
    if before.alone != here.alone:
        named.append("next.shape_changes")
    if here.number == 0 and here.line - before.line > 6:
        named.append("next.far")
    return named


def close(scene: Scene, level: Level) -> list[str]:
    """The features of a run that is complete."""
    first = scene.candidates[level.first]
    system = level.system
    kind = system.name if system.numbering == "bare" else "inline" if first.inline else "weak" if system.weak else "strong"
    named = [f"run.{'single' if level.items == 1 else 'pair' if level.items == 2 else 'more'}_{kind}"]
    if first.words.announced:
        named.append("run.announced_met" if first.words.announced == level.items else "run.announced_missed")
    return named


def leave(scene: Scene, level: Level, index: int, innermost: bool) -> list[str]:
    """The features of an open run that a candidate leaves by beginning another run further out."""
    here, item = scene.candidates[index], scene.candidates[level.node]
    named = [("leave.stops", "leave.goes_on_later", "leave.goes_on")[goes_on(scene, level.node, index)]]
    size, lines = here.start - item.start, here.line - item.line
    if level.items > 1:
        mean = level.total // (level.items - 1)
        named.append(
            "leave.small" if 10 * size < 6 * mean else "leave.usual" if 10 * size < 16 * mean
            else "leave.large" if size < 3 * mean else "leave.huge"
        )
        if size > level.largest:
            named.append("leave.largest")
        if lines > level.lines:
            named.append("leave.more_lines")
    if item.inline:
        named.append("leave.inline_line" if here.line == item.line else "leave.inline")
    elif innermost:
        unmarked = lines - 1 - item.alone + here.inline
        named.append(f"leave.unmarked_{'none' if unmarked <= 0 else 'one' if unmarked == 1 else 'more'}")
        if unmarked > 0 and level.items > 1 and level.lines <= 1 + item.alone:
            named.append("leave.list")
        if unmarked > 0 and here.words.called:
            named.append("leave.called")
    if innermost:
        first, last = item.line + 1 + item.alone, here.line + here.inline
        if between(scene.turns, first, last):
            named.append("leave.turned" if goes_on(scene, level.node, index) else "leave.turned_at_end")
        if between(scene.looks, first, last):
            named.append("leave.looked_back")
    if item.system.rank is not None and here.system.rank is not None:
        step = here.system.rank - item.system.rank
        named.append("leave.rank_above" if step < 0 else "leave.rank_same" if step == 0 else "leave.rank_below")
    if item.system.numbering == "bare":
        named.append(f"leave.{item.system.name}")
    elif item.system.numbering in POINTS:
        named.append("leave.points")
    return named


def pass_over(scene: Scene, level: Level, index: int) -> list[str]:
    """The features of an open run that is closed because an outer one goes on, though it has a next item further down."""
    return [("", "pass.goes_on_later", "pass.goes_on")[on]] if (on := goes_on(scene, level.node, index)) else []


def stay(scene: Scene, state: State, depth: int, index: int) -> list[str]:
    """The features of a run that begins at that depth: of the section above it, and of the run it stands beside."""
    here, stack = scene.candidates[index], state.stack
    rank = here.system.rank
    if depth == 0:
        named = ["stay.top" if stack else "stay.first"]
        if rank is not None and rank > 1:
            named.append("stay.top_low")
        above = TOP
    else:
        level = stack[depth - 1]
        item = scene.candidates[level.node]
        above = NUMBER_OF[level.system.name]
        named = stay_below(scene, level, item, index)
        if depth == len(stack) and item.alone and here.line == item.line + 1:
            named.append("stay.right_under")
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
    return named


def stay_below(scene: Scene, level: Level, item: Candidate, index: int) -> list[str]:
    """The features of a section that a run begins in."""
    here = scene.candidates[index]
    named = [("stay.stops", "stay.goes_on_later", "stay.goes_on")[goes_on(scene, level.node, index)]]
    if level.system is here.system:
        named.append("stay.same_system")
        if here.words.introduced:
            named.append("stay.same_introduced")
        if here.number == level.number:
            named.append("stay.same_number")
        if here.chain.after and here.chain.after == level.number + 1:
            named.append("stay.returns")
    elif level.system.rank is None or here.system.rank is None:
        named.append("stay.rank_unknown")
    else:
        step = here.system.rank - level.system.rank
        named.append("stay.rank_above" if step < 0 else "stay.rank_same" if step == 0 else "stay.rank_below")
        if step < 0 and here.number > 1:
            named.append("stay.lost_above")
    if here.system is ENDING:
        named.append("stay.ending_below")
    if item.inline:
        named.append("stay.inline_line" if here.line == item.line else "stay.inline")
    if here.inline and here.line == item.line:
        named.append("stay.same_line")
    if level.system.numbering == "bare":
        named.append(f"stay.{level.system.name}")
    elif level.system.numbering in POINTS and not here.inline and here.system.rank is not None and here.system.rank <= 2:
        named.append("stay.points_hold_parts")
    elif level.system.numbering in POINTS and here.system.numbering == "bare":
        named.append("stay.points_hold_bare")
    if level.items > 1 and level.largest < TINY and not here.inline:
        named.append("stay.tiny_items")
    if level.system is IMPLICIT:
        named.append("stay.implicit")
    if level.items > 1 and here.start - item.start > 2 * level.largest:
        named.append("stay.overgrown")
    return named


def lost(scene: Scene, stack: tuple[Level, ...], depth: int, index: int, left: list[str]) -> list[Move]:
    """The moves that take a numbering that begins again for a sign of lost headings."""
    here, level = scene.candidates[index], stack[depth]
    last = scene.candidates[stack[-1].node]
    if here.line - last.line - 1 - last.alone < 1 or scene.candidates[level.node].inline:
        return []
    named = [*left, f"lost.{'high' if here.system.rank in (1, 2) else 'low'}"]
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
    moves = []
    if above is None or above.system is IMPLICIT:
        moves.append(Move(LOST_RUN, depth, [*named, "lost.run_again" if above else "lost.run"]))
    elif scene.candidates[above.node].chain.skips and above.number:
        moves.append(Move(LOST_ITEM, depth, [*named, "lost.item"]))
    elif above.system.numbering != "implicit":
        moves.append(Move(LOST_RUN, depth, [*named, "lost.run_below"]))
    return moves


def make_move(scene: Scene, state: State, index: int, move: Move) -> State:
    """The partial tree after the move."""
    if move.kind == SKIP:
        return state
    here, stack, depth = scene.candidates[index], state.stack, move.depth
    if move.kind == NEXT:
        level = grown(scene, stack[depth], index)
        return State((*stack[:depth], level._replace(number=here.number or (level.number and level.number + 1))), state.pairs)
    kept = stack[:depth]
    if move.kind == LOST_ITEM:
        above = grown(scene, kept[-1], index)
        kept = (*kept[:-1], above._replace(number=above.number + 1))
    elif move.kind == LOST_RUN:
        implied = kept[-1].system is IMPLICIT if kept else False
        outer = kept[-1] if implied else Level(IMPLICIT, 0, stack[depth].first, stack[depth].first, 1, 0, 0, 0, None)
        kept = (*(kept[:-1] if implied else kept), grown(scene, outer, index))
    above_number = NUMBER_OF[kept[-1].system.name] if kept else TOP
    pair = 1 << (above_number << 6 | NUMBER_OF[here.system.name])
    beside = stack[depth] if move.kind == BEGIN and depth < len(stack) else None
    paused = (beside.system, beside.number) if beside and beside.number else None
    return State((*kept, Level(here.system, here.number, index, index, 1, 0, 0, 0, paused)), state.pairs | pair)


def grown(scene: Scene, level: Level, index: int) -> Level:
    """The run with another item; the item before is complete."""
    here, before = scene.candidates[index], scene.candidates[level.node]
    size, lines = here.start - before.start, here.line - before.line
    return Level(
        level.system, level.number, index, level.first, level.items + 1, level.total + size, max(level.largest, size),
        max(level.lines, lines), level.paused,
    )
