"""The first lines of a speech in; out, where the words stand that address its audience. Reads the folded twin."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from pipeline.text.characters import COMMAS, HAN, NUMERALS, STOPS
from pipeline.text.greetings import TELLING, greeted, salutation_end
from pipeline.text.records import Line

FIRST_LINES = 3  # an address stands in one of them, or below short lines in one of twice as many
SHORT = 40  # code points of a line of a head
ADDRESS_LINES = 12  # lines that an address may be written over
LONGEST = 160  # code points of a line that are looked at
# not: 大家好, which is a hello and no people; but 各位朋友大家好
ITEM = re.compile(
    r"[ \t\u3000]*(?P<words>[^、,，;；:：!！。？?…“”\"\n]+?)[ \t\u3000]*"
    r"(?P<sign>[、,，;；:：!！。？?…]|$|(?<=[长席记任总授师])(?=各位)|"
    rf"(?<=[长席记任总授师宾])[ \u3000](?=[ \u3000]*(?:各位|[{HAN}]{{1,4}}[长席任](?:[ \u3000]|$)))|"
    r"(?<=\w{3})(?=(?:(?:大家|你们)(?:早上|上午|中午|下午|晚上)?|(?<!大家)(?<![你您]们)(?:[早晚]上|[上中下]午))好[，。！!,]?|(?:大家|你们)?早晨[，。！!,]))"
)
BEFORE = re.compile(
    rf"[?？•·(（ \u3000]*(?:[{HAN}·]{{2,12}}[:：](?=(?:尊[敬重]|敬爱|亲爱)的|[各诸]位\w)|[【\[][{HAN}· ]{{2,16}}[】\]][:：]?)?"
)
"""What may stand before an address on its line: signs, and who speaks."""
LONGEST_ALSO = 8  # code points of an item behind people that is people, too
LONGEST_UNKNOWN = 16  # code points of an item between people that nothing else knows: 尊敬的某副市长、某主任，同志们
ALSO = re.compile(r"^(?:以及|还有|暨)(?:我们?最?(?=[可敬亲]爱))?")
AND = re.compile(r"(?<=.)[和及](?=各位|全体|在座|女士|先生)")
BETWEEN_ITEMS = frozenset(("、", ",", "，", "", " ", "\u3000"))
GLOSS = re.compile("[(（]([^()（）]{2,24})[)）]$")  # 陈主席（县农会主席陈三）
COHORT = re.compile(rf"(?:[0-9]{{2,4}}|第?[{NUMERALS}]{{1,3}})(?:[级届]|年级)")  # 亲爱的2024级同学们
HELLO = re.compile(
    r"(?:大家|各位|你们|您们?|同志们|同学们|朋友们|老师们)?(?:早上|上午|中午|下午|晚上|新年|新春|过年|节日|春节|周末|新学期|新的一年)?(?:快乐|好|早安|午安|晚安|早晨|早|辛苦了)$|大家早$"
)
# Who is many: 乡亲们, 现场的来宾们. Not: 我们, 他们, 人们.
MANY = re.compile(r"(?<![我你他她它咱人俺])们$")
RESPECTFUL = re.compile(
    r"^(?:尊[敬重]|敬爱|亲爱|可爱|敬重|在座|与会|在场)的|^(?:各位|诸位|全体|广大|在座|海内外|国内外|中外|社会各界)|"
    r"^(?:默默|一直|始终|长期)?(?:以来)?(?:关心|支持|陪伴|关注)[^，。]{0,12}的(?=.{2})|"
    rf"^(?:现场|远道而来|来自.{{1,14}}|电视机前|屏幕前|收看.{{1,8}}|[0-9{NUMERALS}〇]{{2,4}}级)的?(?=.{{2}})"
)
DEAR = re.compile("(?:各位)?(?:尊[敬重]|敬爱|亲爱)的")
PEOPLE = re.compile(
    r"(?:来宾|贵宾|嘉宾|客人|市民|乡亲|同胞|朋友|街坊|邻居|听众|观众|读者|网友|会员|船长|使节|伉俪|夫人|家属|家人|父老|兄弟|姐妹|姊妹|毕业生|"
    r"新生|在校生|官员|宾客|同学|校友|师生|同仁|同事|同行|伙伴|议员|委员|代表|领导|专家|学者|首长|长辈|前辈|先进|客商|乡贤|侨胞|战友|职工|员工|干部|群众|"
    r"老师|家长|导师|教师|学员|评委|记者|青年|团员|党员|队员|志愿者|企业家|医护人员|工作者|人士|先生|女士|(?:人民)?陪审员|审判员)$"
)
OFFICE = re.compile(
    rf"[{HAN}·]{{0,24}}(?:主席|总统|书记|总理|[省市县区镇乡州部局厅司署处院校馆行会议事社队团]长|理事长|董事长|秘书长|委员长|主任|总裁|"
    rf"主持人|大人|总经理|大使|公使|总监|教授|院士|博士|法官|检察官|议员|委员|司令|政委|特首|长官|次官|秘书|爵士|勋爵|殿下|参赞|领事|武官|将军|上将|牧师|主教)(?:[{HAN}·]{{2,8}})?(?:阁下|先生|女士|同志)?$"
)
BEHIND_OTHERS = re.compile(r"女士|先生|小姐|来宾|嘉宾|朋友")  # behind others: 各位委员先生、女士
CHAIR = re.compile(r"(?:代理?|署理)?(?:主席|议长|院长|总统|委员长|秘书长|校长|会长|理事长|法官大人|审判长)(?:先生|女士|阁下)?$")


class Kind(Enum):
    """What an item of a line is: people beyond doubt, perhaps people (an office), a hello, or anything else."""

    PEOPLE = 1
    PERHAPS = 2
    HELLO = 3
    OTHER = 4


class Item(NamedTuple):
    """An item of a line with what it is and the sign behind it, "" at the end of the line."""

    start: int
    end: int
    kind: Kind
    sign: str


def find_address(twin: str, lines: Sequence[Line]) -> Line | None:
    """Where the audience is addressed at the beginning of the first lines; the colon is left out.

    >>> text = "尊敬的方院长,\\n女士们、先生们,\\n晚上好!谢谢各位。"
    >>> twin = [Line(0, 7), Line(8, 16), Line(17, 26)]
    >>> text[slice(*find_address(text, twin))]
    '尊敬的方院长,\\n女士们、先生们'
    """
    for index in range(min(2 * FIRST_LINES, len(lines))):
        if index >= FIRST_LINES and lines[index - 1].end - lines[index - 1].start > SHORT:
            return None
        found = read_address(twin, lines[index:index + ADDRESS_LINES], first=index == 0)
        if found is not None:
            return found
        start, end = lines[index]
        if index < FIRST_LINES and 2 < end - start <= SHORT and salutation_end(twin[start:end]) == end - start - 1:
            return Line(start, end - 1)
    return None


def addressed_lines(twin: str, lines: Sequence[Line]) -> Iterator[int]:
    """The lines (indices) of addresses that are written over several; above those of people may stand guests of any name, behind
    commas, where the first is respected.

    >>> text = "尊敬的州长代表Helen\\n市长Peter和夫人、\\n女士们,先生们,\\n大家好!"
    >>> [*addressed_lines(text, [Line(0, 13), Line(14, 24), Line(25, 33), Line(34, 38)])]
    [0, 1, 2]
    """
    behind = 0
    for index, (start, _end) in enumerate(lines):
        if index < behind or not goes_on(twin, lines[index]):
            continue
        found = find_address(twin, lines[index:index + ADDRESS_LINES])
        last = next((i for i in range(index, len(lines)) if lines[i].end >= found.end), index) if found else index
        first = index
        while found and first > behind and goes_on(twin, lines[first - 1]):
            first -= 1
        above = lines[first - 1] if found and first > behind else None
        if above and above.end - above.start <= SHORT and DEAR.match(twin, *above) and twin[above.end - 1] not in STOPS:
            first -= 1
        if found and found.start == start and (last > index or first < index):
            behind = last + 1
            yield from range(first, behind)


def goes_on(twin: str, line: Line) -> bool:
    """Whether a short line ends with a comma."""
    return twin[line.end - 1] in COMMAS and line.end - line.start <= SHORT


def read_address(twin: str, lines: Sequence[Line], *, first: bool, bridge: bool = True) -> Line | None:
    """The address that begins the first of these lines and may go on over the next ones; `bridge` goes over unknown guests."""
    found = judge_lines(twin, lines, first=first, bridge=bridge)
    return judge_lines(twin, lines, first=first, bridge=False) if found is None and bridge else found


def judge_lines(twin: str, lines: Sequence[Line], *, first: bool, bridge: bool) -> Line | None:
    """The address on these lines, read with unknown guests between others or up to the first of them."""
    people: list[Item] = []
    for line, below in zip(lines, [*lines[1:], None], strict=True):
        items = read_items(twin, line, bridge=bridge)
        here = [item for item in items if item.kind is not Kind.OTHER]
        named = here and here[-1].sign == "" and all(item.kind is Kind.PERHAPS for item in here)
        if people and here and here[0].kind is Kind.HELLO:
            return judge(twin, [*people, here[0]], whole=True, first=first)
        if bridge and people and not here and DEAR.match(twin, *line) and goes_on(twin, line):
            continue  # a guest of whom nothing is known among others
        if not here or named:
            break
        whole = len(here) == len(items)
        people += here
        colon = here[-1].sign in (":", "：") and not twin[here[-1].end + 1:line.end].strip()
        if whole and colon and below and greets_on(twin, below):
            continue  # every line of guests ends with a colon
        if not whole or here[-1].sign not in ("", ",", "，", "、"):
            return judge(twin, people, whole=whole, first=first)
    return judge(twin, people, whole=True, first=first)


def greets_on(twin: str, line: Line) -> bool:
    """Whether a line is people who are spoken to, and no more."""
    items = read_items(twin, line, bridge=False)
    return bool(items) and all(item.kind is Kind.PEOPLE for item in items) and not twin[items[-1].end + 1:line.end].strip()


def judge(twin: str, items: Sequence[Item], *, whole: bool, first: bool) -> Line | None:
    """The stretch of the items when they are an address: people, and behind them a colon, a hello, or at a beginning the text."""
    named = [item for item in items if item.kind is not Kind.HELLO]
    sure = [item for item in named if item.kind is Kind.PEOPLE]
    if not items:
        return None
    last = items[-1]
    stretch = Line(named[0].start, named[-1].end) if named else Line(last.start, last.end)
    hello = any(item.kind is Kind.HELLO for item in items)
    if not named:
        return stretch if first and last.sign in tuple(":：!！。") and twin[last.start] not in "早上中下晚" else None
    if not sure:
        called = last.sign in (":", "：") and twin[last.end:last.end + 3].strip(" \t\u3000:：")[:1] in ("", "\n")
        return stretch if len(named) == 1 and called and CHAIR.match(twin, *stretch) else None
    alone = first and whole and last.sign == "" and len(sure) == len(named)
    called = last.sign in (":", "：") or (last.sign in ("!", "！", ";", "；") and (first or hello))
    broken = "\n" in twin[stretch.start:stretch.end] and last.sign in (",", "，")
    goes_on = first and not whole and last.sign in (",", "，", "!", "！", ":", "：") and len(sure) == len(named)
    return stretch if (whole and (broken or hello)) or alone or goes_on or (hello and first) or called else None


def read_items(twin: str, line: Line, *, bridge: bool = True) -> list[Item]:
    """The items of a line up to a colon, a stop, or the first one that is no people; that one is the last.

    One that nothing knows is perhaps people where people are spoken to before it and behind it.
    """
    items: list[Item] = []
    known, end = 0, min(line.end, line.start + LONGEST)
    position = begin.end() if (begin := BEFORE.match(twin, line.start, end)) else line.start
    while position < end and (found := ITEM.match(twin, position, end)):
        words = ALSO.sub("", re.sub(r"\s", "", found["words"]))
        plain, sign = GLOSS.sub("", words), found["sign"]
        kind, gloss = kind_of(plain), GLOSS.search(words)
        kind = Kind.PERHAPS if kind is not Kind.PEOPLE and gloss and OFFICE.match(gloss[1]) else kind
        respected = RESPECTFUL.match(twin[items[0].start:items[0].end] if items else words) is not None
        bridged = bridge and kind is Kind.OTHER and respected and len(words) <= LONGEST_UNKNOWN and not TELLING.search(words)
        if items and items[0].kind is Kind.PEOPLE and is_also(words, kind):
            kind = Kind.PEOPLE
        elif bridged and sign in (":", "：") and not twin[found.end():line.end].strip():
            listed = items[-1].sign == "、" if items else DEAR.match(words)  # 各位农技员、种粮大户： 亲爱的全体病友：
            kind = (Kind.PERHAPS if items else Kind.PEOPLE) if listed else kind
        items.append(Item(found.start("words"), found.end("words"), kind, sign))
        if kind is Kind.PEOPLE:
            items = [item._replace(kind=Kind.PERHAPS) if item.kind is Kind.OTHER else item for item in items]
        if kind is Kind.PEOPLE or (kind is not Kind.OTHER and known == len(items) - 1):
            known = len(items)
        if (kind is Kind.OTHER and not bridged) or sign not in BETWEEN_ITEMS or found.end() == end:
            break
        position = found.end()
    return items[:known + 1]


def is_also(words: str, kind: Kind) -> bool:
    """Whether the item names people where some stand before it, without 尊敬的 or 各位 of its own: 各位同学、家长."""
    told = kind is Kind.HELLO or len(words) > LONGEST_ALSO or words[0] in "我你他她它这那" or words[-1] == "好"
    return PEOPLE.fullmatch(COHORT.sub("", words)) is not None or not (told or TELLING.search(words) or not greeted(words, True))


def kind_of(words: str) -> Kind:
    """What an item is.

    >>> [kind_of(words).name for words in ("各位来宾", "2024级同学们", "方院长", "大家好", "我们", "各位都知道", "2024级")]
    ['PEOPLE', 'PEOPLE', 'PERHAPS', 'HELLO', 'OTHER', 'OTHER', 'OTHER']
    """
    if HELLO.match(words):
        return Kind.HELLO
    if len(words) > 30:
        return Kind.OTHER
    parts = AND.split(words)
    if all(is_people(part) for part in parts):
        return Kind.PEOPLE
    if BEHIND_OTHERS.fullmatch(words):
        return Kind.PERHAPS
    return Kind.PERHAPS if OFFICE.match(words) and (len(words) <= 24) and not TELLING.search(words) else Kind.OTHER


def is_people(words: str) -> bool:
    """Whether the words name people who are spoken to."""
    words = COHORT.sub("", words)
    if not words:
        return False
    if greeted(words, RESPECTFUL.search(words) is not None):
        return not MANY.search(words) or not TELLING.search(RESPECTFUL.sub("", words))
    respect = RESPECTFUL.match(words)
    plain = words[respect.end():] if respect else words
    if TELLING.search(plain):
        return False
    if MANY.search(words):
        return len(words) <= 24
    return respect is not None and (PEOPLE.search(words) is not None or OFFICE.match(plain) is not None)
