"""The lines of a speech in; out, the turns in which several persons speak: interviews, press conferences, sittings. Pure.

A page has turns when the same few speakers are named before a colon or in brackets again and again; a single greeting, a demand
or a label is none. The turns begin with the first named speaker and end with the speech; no character between is lost.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.corrections.turns import Placed as Turn
from pipeline.lines.speakers import SURNAMES, read_speaker
from pipeline.text.addresses import Kind, kind_of
from pipeline.text.characters import HAN, NUMERALS
from pipeline.text.reading import lines_holding
from pipeline.text.records import Line, Unit

FEWEST = 3  # turns of a speech that has any
ASKING = (2, 0.5)  # turns, and share of his turns, that end with a question mark when somebody asks
ASKED = 0.25  # share of the turns of who is asked that may do so
LATEST = 0.5  # share of the text that may stand before the first turn
LONGEST = 40  # code points of the words that name a speaker, with what stands in brackets behind them
GAP = r"[ \t\u3000]*"
SIGNS = r"[〇◎●△▲■□◆★*#>|_\s]*"
NUMBERED = r"(?:[0-9]{1,3}[、.．]|[（(][0-9]{1,3}[)）]|[Qq]?[0-9]{1,3}[.、])?"
BEHIND = r"(?:[（(〔\[][^（）()〔〕\[\]\n]{1,24}[)）〕\]])?"
WHO = r"[^\s，,。！？!?；;：:、“”「」『』（）()\[\]【】《》|]"
LABEL = re.compile(
    rf"{SIGNS}(?P<number>{NUMBERED}){GAP}(?P<who>(?:《[^《》]{{1,12}}》)?{WHO}{{1,16}}(?:{GAP}[{HAN}]{{1,4}})?(?:[“「][^“”「」]{{1,10}}[”」])?)"
    rf"{GAP}{BEHIND}{GAP}\**[:：]\**"
)
BRACKETED = re.compile(rf"{SIGNS}[\[【［〔](?P<who>[^\[\]【】［］〔〕，。：:]{{1,12}})[\]】］〕]{GAP}[:：]?")
STOP = r"[。！？!?”」）) \t\u3000]"
WITHIN = ("问", "答", "记者", "主持人")  # looked for by the colon behind them, which is found fast
INSIDE = re.compile("[:：](?:" + "|".join(f"(?<={STOP}{who}.)" for who in WITHIN) + ")")
COLON = re.compile("[:：\\]】］〕]")
ROLES = {
    "question": re.compile(
        r"[问Qq]题?[0-9]{0,2}|[提发]问者?|.{0,16}(?:记者|记者问|网友.{0,12}|观众|听众|读者|媒体|采访者|提问|主播|编辑|周刊|日报|晚报|电视台)[0-9A-Z甲乙丙一二三]?"
    ),
    "answer": re.compile("[答Aa][0-9]{0,2}|回答|答复|答覆"),
    "chair": re.compile(
        rf".{{0,8}}(?:主持人|主持|会议主席|主席|议长|召集人|司仪|审判长|团长)[0-9A-Z甲乙]?|主持人[{HAN}·]{{2,4}}"
    ),
    "speaker": re.compile(
        r"[甲乙丙丁]|[男女合][0-9甲乙]?|[A-Z]|"
        r".{0,10}(?:嘉宾|发言人|学生|同学|群众|代表|村民|职工|员工|家长|老师|专家|委员|议员|原告|被告|代理人|辩护人|公诉人|证人|法官)[0-9A-Z甲乙丙一二三]?"
    ),
}
"""Who asks, answers, leads and speaks, by the words that name him; the first row that matches counts."""
TITLED = re.compile(
    rf"[{SURNAMES}]\S?(?:议员|委员|总|工|董|局|处|科|队|老|市长|县长|院长|校长|秘书长|部长|局长|处长|主任|书记|主席|议长|"
    r"教授|博士|老师|先生|女士|小姐|律师|医生|师傅|检察官|法官|总召|召委)\S{0,3}"
)
# Before a colon, but of no speaker.
NO_SPEAKER = re.compile(
    "时间|地点|日期|出席|列席|缺席|记录|纪录|主席团|附件|来源|作者|编辑|标题|注|要求|目标|任务|原则|说明|例如|比如|结论|决定|"
    "决议|电话|地址|邮箱|摄影|文字|图|(?<!问)题|案由|讲话人|致辞人"
)

NAMED = re.compile(rf"[{HAN}·]{{2,6}}")
ANSWERS = re.compile(rf"(?![{NUMERALS}第其])[{HAN}]{{2,4}}")  # 岩峰：, of a surname that nobody lists
GUESSED, ASKED_OFTEN = "guessed", 2  # the role of who is so named; questions of others among which he counts
ABROAD = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z.'-]*)*")  # NeilWest：
ONE_CHARACTER = re.compile(rf"(?![{NUMERALS}])[{HAN}]")  # 邓：没有。 below 邓小平：


@dataclass(frozen=True, slots=True)
class Label:
    """Words that name a speaker: where they begin, where the name stands, who it is, and his role; "" when only a guess."""

    start: int
    name: Line
    who: str
    role: str


def find_turns(twin: str, lines: Sequence[Line], end: int) -> tuple[Turn, ...]:
    """The turns of a speech of these lines that ends at `end`; none where no conversation is.

    >>> text = "问：何时开工？\\n答：明天。\\n问：何时完工？\\n答：后天。"
    >>> lines = [Line(0, 7), Line(8, 13), Line(14, 21), Line(22, 27)]
    >>> [(turn.role, text[turn.start:turn.end].strip()) for turn in find_turns(text, lines, 27)][:2]
    [('question', '问：何时开工？'), ('answer', '答：明天。')]
    """
    if not lines:
        return ()
    held = lines_holding(lines, [sign.start() for sign in COLON.finditer(twin, lines[0].start, lines[-1].end)])
    named = [label for index in sorted(held) for label in find_labels(twin, lines[index])]
    labels = choose_labels(named) if len(named) >= FEWEST else []
    if not (labels and converses(labels, lines)):
        return ()
    ends = [*(label.start for label in labels[1:]), end]
    roles = give_roles(twin, labels, ends)
    return tuple(Turn(label.start, stop, label.name, role) for label, stop, role in zip(labels, ends, roles, strict=True))


def mark_overrun(twin: str, units: Sequence[Unit], turns: Sequence[Turn], end: int) -> tuple[Unit, ...]:
    """The sections with `other_turns` among the defects of those that a speaker begins in his turn and says something in, and in
    whose text the next turns stand, since no other section begins there: the last point of an answer, and the questions behind.
    """
    begins, marked = [turn.start for turn in turns], list[Unit]()
    for unit, stop in zip(units, [*(unit.start for unit in units), end][1:], strict=True):
        after = bisect_left(begins, unit.text_start)
        over = 0 < after < len(begins) and unit.role == "outline" and begins[after] < stop
        said = over and twin[unit.text_start:begins[after]].strip()
        marked.append(unit._replace(defects=(*unit.defects, "other_turns")) if said else unit)
    return tuple(marked)


def find_labels(twin: str, line: Line) -> Iterator[Label]:
    """The words of a line that may name a speaker: at its beginning, and 问： and 答： behind a stop."""
    near = min(line.end, line.start + LONGEST + 8)
    found = None
    if COLON.search(twin, line.start, near):
        found = BRACKETED.match(twin, line.start, near) or LABEL.match(twin, line.start, near)
    if found and (role := role_of(words := re.sub(r"\s", "", found["who"]), bracketed=found.re is BRACKETED)) is not None:
        yield Label(line.start, Line(*found.span("who")), words.rstrip("0123456789"), role)
    for inside in INSIDE.finditer(twin, line.start, line.end):
        end = inside.start()
        who = next(who for who in WITHIN if twin.endswith(who, 0, end))
        start = end - len(who)
        if start > line.start and not (found and start < found.end()):
            yield Label(start, Line(start, end), who, role_of(who, bracketed=False) or "")


def role_of(words: str, *, bracketed: bool) -> str | None:
    """The role of a speaker so named, "" when the words may name one, None when they name none.

    >>> [role_of(words, bracketed=False) for words in ("记者", "主席", "禾市长", "群众", "同志们", "要求", "一是")]
    ['question', 'chair', 'speaker', 'speaker', None, None, None]
    """
    if NO_SPEAKER.search(words) or kind_of(words) in (Kind.PEOPLE, Kind.HELLO):
        return None
    for role, pattern in ROLES.items():
        if pattern.fullmatch(words):
            return role
    if TITLED.fullmatch(words) or read_speaker(words):
        return "speaker"
    if (bracketed and NAMED.fullmatch(words)) or ONE_CHARACTER.fullmatch(words) or ABROAD.fullmatch(words):
        return ""
    return GUESSED if ANSWERS.fullmatch(words) else None


def choose_labels(labels: Sequence[Label]) -> list[Label]:
    """The labels of speakers who are known by their words, or named more than once; one character stands for a name above, or
    for a surname where several speak so again and again. A word that nothing knows is a name where others ask and it comes again.
    """
    asked = sum(label.role == "question" for label in labels) >= ASKED_OFTEN or is_dialogue(labels)
    labels = [replace(label, role="") if label.role == GUESSED else label for label in labels if asked or label.role != GUESSED]
    counts = Counter(label.who for label in labels)
    initials = {label.who[0] for label in labels if len(label.who) > 1}
    surnames = {who for who, count in counts.items() if who in SURNAMES and count >= FEWEST}
    initials |= surnames if len(surnames) > 1 else set()
    return [
        label for label in labels
        if label.role or (counts[label.who] > 1 and (len(label.who) > 1 or label.who in initials))
    ]


def is_dialogue(labels: Sequence[Label]) -> bool:
    """Whether two speak in turn, twice or more each, of whom one is known to be a name."""
    who = [label.who for label in labels]
    alternate = len({*who}) == 2 and len(who) > FEWEST and all(one != other for one, other in pairwise(who))
    return alternate and any(label.role == "speaker" for label in labels)


def converses(labels: Sequence[Label], lines: Sequence[Line]) -> bool:
    """Whether the labels are those of a conversation: some, of several speakers who take turns, over most of the text."""
    counts = Counter(label.who for label in labels)
    if len(labels) < FEWEST or len(counts) < 2 or max(counts.values()) < 2:
        return False
    changes = sum(one.who != other.who for one, other in pairwise(labels))
    before = labels[0].start - lines[0].start
    return changes >= FEWEST - 1 and 2 * changes >= len(labels) and before <= LATEST * (lines[-1].end - lines[0].start)


def give_roles(twin: str, labels: Sequence[Label], ends: Sequence[int]) -> list[str]:
    """The role of every turn: who speaks right behind a question answers it, unless he asks or leads."""
    askers = find_askers(twin, labels, ends)
    roles: list[str] = []
    for label in labels:
        role = "question" if label.who in askers else label.role or "speaker"
        asked = bool(roles) and roles[-1] == "question"
        roles.append("answer" if asked and role == "speaker" else role)
    return roles


def find_askers(twin: str, labels: Sequence[Label], ends: Sequence[int]) -> frozenset[str]:
    """Who asks in a talk between persons that nobody leads: his turns end with question marks, the other one's do not."""
    if any(label.role in ("question", "answer", "chair") for label in labels):
        return frozenset()
    turns = Counter(label.who for label in labels)
    asking = Counter(label.who for label, end in zip(labels, ends, strict=True) if twin[label.start:end].rstrip()[-1] in "?？")
    askers = frozenset(who for who, number in asking.items() if number >= ASKING[0] and number >= ASKING[1] * turns[who])
    silent = any(asking[who] <= ASKED * number for who, number in turns.items() if who not in askers)
    return askers if silent else frozenset()
