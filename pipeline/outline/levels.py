"""An open run of a partial tree and a candidate in; out, what the run says of it, each point of it a feature with a name."""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.outline.candidates import IMPLICIT, Candidate, Scene, counts_points, goes_on
from pipeline.outline.chains import FAR
from pipeline.outline.headings import CALL, ENDING, ITEMS, PART, SENTENCE, TITLE, bare_name
from pipeline.outline.weights import WEIGHTS
from pipeline.outline.words import SAYS, between, turned_from, widened_under, widens
from pipeline.text.systems import SYSTEMS, System

TINY, GAP = 25, 3  # code points: an item so short is a line of a list; numbers that a run may leave out and still go on
UNNUMBERED = (TITLE, PART, CALL, SENTENCE, ENDING, IMPLICIT, *ITEMS.values())
NUMBER_OF = {system.name: number for number, system in enumerate((*SYSTEMS, *UNNUMBERED))}
POINTS = frozenset({"yi_shi", "yi_ze", "yi_yao", "yi_verb", "other_one", "dash", "circled"})


class Level(NamedTuple):
    """An open run: its system, last number and item (index of its candidate), its first item, how many items it has.

    `total` and `largest` are the code points of its closed items, `lines` the most lines of one. `paused` is a run beside it
    that it interrupts: its system and its last number.
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


class Sum(NamedTuple):
    """Features of a move, and what they count together."""

    features: tuple[str, ...]
    points: float


class Sums(dict[tuple[str, ...], Sum]):
    """What features count together, each time that they are asked for but the first."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        super().__init__()
        self.weights = weights
        self.places: dict[tuple[bool, ...], list[Sum]] = {}

    def __missing__(self, features: tuple[str, ...]) -> Sum:
        """The first time."""
        self[features] = found = Sum(features, sum([self.weights.get(name, 0) for name in features]))
        return found


SUMS = Sums(WEIGHTS)


class Terms(NamedTuple):
    """What an open run says of a candidate: as its next item (None: it cannot be); where the candidate may begin a run, when it
    is left for one further out, and when one begins below it. `kind` is the number of its system."""

    following: Sum | None
    left: Sum
    below: Sum
    kind: int


NONE = Sum((), 0)


class Weighing:
    """A candidate that is weighed; what a run says of it is asked once for all partial trees in which the run is open."""

    __slots__ = ("beginning", "begins", "here", "index", "inner", "number", "outer", "parts", "places", "scene", "taking", "twin")

    def __init__(self, scene: Scene, index: int, parts: Sums) -> None:
        self.scene, self.index, self.parts = scene, index, parts
        self.here = here = scene.candidates[index]
        same = index > 0 and scene.candidates[index - 1].start == here.start  # 首先， may be a marker or begin a heading
        self.twin = index - 1 if same else -1
        self.taking, self.beginning = parts[here.taking], parts[here.beginning]
        lone = here.inline and here.chain.following >= FAR and "begin.text_cut" not in here.beginning  # inside a line one is none
        begins = here.system.begins or counts_points(scene, here)
        self.begins = begins and not lone and (here.number > 0 or here.system.name != "first")
        self.number = NUMBER_OF[here.system.name]
        self.places: list[Sum] = []
        self.inner: dict[Level, Terms] = {}
        self.outer: dict[Level, Terms] = {}

    def read_terms(self, level: Level, innermost: bool) -> Terms:
        """What an open run says of the candidate, for all partial trees in which it is the innermost, or in which it is not."""
        scene, here, left, below = self.scene, self.here, NONE, NONE
        alike = level.system is here.system or level.system.name in here.system.kin
        named = follow(scene, level, here) if alike else None
        if self.begins:
            on = goes_on(scene, level.node, self.index)
            left = self.parts[(*close(scene, level), *leave(scene, level, here, on, innermost))]
            below = self.parts[tuple(stay_below(scene, level, here, on, innermost))]
        following = None if named is None else self.parts[tuple(named)]
        found = Terms(following, left, below, NUMBER_OF[level.system.name])
        (self.inner if innermost else self.outer)[level] = found
        return found

    def pass_over(self, level: Level) -> Sum:
        """What an open run says that an outer one closes by going on: a next item further down, a heading with no text."""
        here, item, on = self.here, self.scene.candidates[level.node], goes_on(self.scene, level.node, self.index)
        empty = item.alone and here.line == item.line + 1 and level.number and not here.number
        told = (("pass.goes_on", on > 1), ("pass.goes_on_later", on == 1), ("pass.empty", empty))
        return self.parts[*close(self.scene, level), *(name for name, said in told if said)]


def follow(scene: Scene, level: Level, here: Candidate) -> list[str] | None:
    """The features of a candidate as the next item of an open run of its system or of one of its kin; None when it cannot be."""
    own = level.system is here.system
    named = []
    step = here.number - level.number
    if here.number == 0 and own:
        two = (level.items, level.number, level.system.name) == (1, 1, "first") and SAYS.match(scene.text, here.mark.end)
        named += ["next.unnumbered", "next.last_of_two"] if two else ["next.unnumbered"]
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
    name, bare, weak = level.system.name, level.system.numbering == "bare", level.system.weak
    kind = name if bare else "inline" if first.inline else "weak" if weak else "strong"
    named = [f"run.{'single' if level.items == 1 else 'pair' if level.items == 2 else 'more'}_{kind}"]
    if first.words.announced:
        named.append("run.announced_met" if first.words.announced == level.items else "run.announced_missed")
    return named


def stands_alone(level: Level, item: Candidate) -> bool:
    """Whether the last item of a run is a heading on a line of its own, its text below; a list of short lines has none."""
    return item.alone and not (level.items > 1 and level.lines == 1)


def leave(scene: Scene, level: Level, here: Candidate, on: int, innermost: bool) -> list[str]:
    """The features of an open run that a candidate leaves by beginning another run further out; `on`: whether it goes on."""
    item = scene.candidates[level.node]
    named = [("leave.stops", "leave.goes_on_later", "leave.goes_on")[on]]
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
    headed = innermost and stands_alone(level, item)
    if item.inline:
        named += ("leave.inline_line", *here.turning) if here.line == item.line else ("leave.inline",)
    elif innermost:
        unmarked = lines - 1 - headed + here.inline
        named.append(f"leave.unmarked_{'none' if unmarked <= 0 else 'one' if unmarked == 1 else 'more'}")
        if unmarked > 0 and level.items > 1 and level.lines <= 1 + headed:
            named.append("leave.list")
        if unmarked > 0 and here.words.called:
            named.append("leave.called")
    if is_answered(scene, item, here):
        named.append("leave.behind_turn")
    if innermost:
        named += turned_from(scene.told, item.line + 1 + headed, here.line + here.inline, on)
    if item.system.rank is not None and here.system.rank is not None:
        step = here.system.rank - item.system.rank
        named.append("leave.rank_above" if step < 0 else "leave.rank_same" if step == 0 else "leave.rank_below")
    if item.system.numbering == "bare":
        named.append(f"leave.{bare_name(item.system, here.system)}")
    elif item.system.name in POINTS:
        named.append("leave.points")
    return named


def is_answered(scene: Scene, item: Candidate, here: Candidate) -> bool:
    """Whether a point of a list, inside a line or of a weak kind, is left behind by another one who speaks."""
    return (item.inline or item.system.weak) and item.number > 0 and between(scene.asked, item.line + 1, here.line + 1) > 0


def stay_below(scene: Scene, level: Level, here: Candidate, on: int, innermost: bool) -> list[str]:
    """The features of a section that a run begins in; `on`: whether the section has a next one further down."""
    item = scene.candidates[level.node]
    named = [("stay.stops", "stay.goes_on_later", "stay.goes_on")[on]]
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
    if is_answered(scene, item, here):
        named.append("stay.behind_turn")
    if here.turning if here.line == item.line else widens(scene.told, item.line + 1, here.line + here.inline):
        named.append(widened_under(scene.text[item.mark.end:scene.lines[item.line].end]))
    if here.system is ENDING or here.system is PART:
        named.append(f"stay.{here.system.name}_below")
    if item.inline:
        named.append("stay.inline_line" if here.line == item.line else "stay.inline")
    if here.inline and here.line == item.line:
        named.append("stay.same_line")
    if level.system.numbering == "bare":
        named.append(f"stay.{bare_name(level.system, here.system)}")
    elif level.system.name in POINTS and here.system.rank is not None and here.system.rank <= (1 if here.inline else 2):
        named.append("stay.points_hold_parts")
    elif level.system.name in POINTS and here.system.numbering == "bare":
        named.append("stay.points_hold_bare")
    if level.items > 1 and level.largest < TINY and not here.inline:
        named.append("stay.tiny_items")
    if level.system is IMPLICIT:
        named.append("stay.implicit")
    if level.items > 1 and here.start - item.start > 2 * level.largest:
        named.append("stay.overgrown")
    if innermost and item.alone and here.line == item.line + 1:
        named.append("stay.right_under")
    return named
