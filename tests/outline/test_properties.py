"""What holds for every text: the sections cover it, a rendered outline is read back, its looks do not matter."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.outline.sections import read_outline
from pipeline.text.reading import make_reading, split_lines
from pipeline.text.records import Unit
from tests.tools.properties import examples

HAN = "零一二三四五六七八九"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛", "子丑寅卯辰巳午未"


def han(number: int) -> str:
    return "十" * (number >= 10) + HAN[number % 10] * (number % 10 > 0)


STYLES: dict[str, Callable[[int], str]] = {
    "comma": lambda n: f"{han(n)}、",
    "comma_comma": lambda n: f"{han(n)}，",
    "paren": lambda n: f"（{han(n)}）",
    "paren_half": lambda n: f"{han(n)}）",
    "di": lambda n: f"第{han(n)}，",
    "di_dun": lambda n: f"第{han(n)}、",
    "point": lambda n: f"第{han(n)}点，",
    "yi": lambda n: f"{han(n)}是",
    "yao": lambda n: f"{han(n)}要",
    "arabic": lambda n: f"{n}.",
    "arabic_full": lambda n: f"{n}．".translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}),
    "arabic_dun": lambda n: f"{n}、",
    "arabic_paren": lambda n: f"（{n}）",
    "arabic_half": lambda n: f"{n}）",
    "circled": lambda n: "①②③④⑤⑥⑦⑧⑨⑩"[n - 1],
    "chapter": lambda n: f"第{han(n)}章 ",
    "part": lambda n: f"第{han(n)}部分 ",
    "section": lambda n: f"第{han(n)}节 ",
    "stem": lambda n: f"{STEMS[n - 1]}、",
    "branch": lambda n: f"{BRANCHES[n - 1]}、",
    "formal": lambda n: f"{'壹贰叁肆伍陆柒捌'[n - 1]}、",
    "roman": lambda n: f"{'ⅠⅡⅢⅣⅤⅥⅦⅧ'[n - 1]}、",
    "space": lambda n: f"{han(n)}　",
    "stage": lambda n: f"第{han(n)}阶段，",
}
# Kinds that carry each other on, so that one below the other could be meant either way.
ALIKE = (
    {"comma", "comma_comma", "space", "arabic", "arabic_full", "arabic_dun"},
    {"paren", "paren_half", "arabic_paren", "arabic_half"},
    {"di", "di_dun", "point", "yi", "yao"},
)
# Kinds of single points: what follows them in one sentence each may stand beside them or below, and nobody can tell.
POINTS = {"yi", "yao", "circled", "arabic_paren", "arabic_half"}
# Kinds that stand at the top: one of them below another kind, of which there are two short items, may be meant either way.
HIGHEST = {"chapter", "part", "section", "formal", "roman", "stage", "comma", "comma_comma", "space", "paren", "paren_half"}
WORDS = [
    "抓好春耕生产", "办好人民教育", "建设美丽乡村", "守住安全底线", "激发创新活力", "关心群众生活", "严明工作纪律",
]
HEADINGS = st.sampled_from(WORDS)
BODIES = st.sampled_from([
    "要早作安排，落实到田间地头，不误农时。", "要常抓常新，久久为功，让大家满意。", "各单位要分工合作，拿出办法，见到成效。",
])


class Item(NamedTuple):
    """A section to render: its depth, its marker, its heading."""

    depth: int
    marker: str
    heading: str


def styles_below(ladder: list[str]) -> list[str]:
    """The kinds that can only be meant one way below those of the ladder."""
    used = set(ladder)
    left = [s for s in STYLES if s not in used and not any(s in alike and used & alike for alike in ALIKE)]
    return [] if used & POINTS else [s for s in left if not (used and s in HIGHEST)]


@st.composite
def style_ladders(draw: st.DrawFn) -> list[str]:
    """One to four kinds of numbering, one per depth, no two alike."""
    ladder: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        if below := styles_below(ladder):
            ladder.append(draw(st.sampled_from(below)))
    return ladder


@st.composite
def outlines(draw: st.DrawFn) -> list[Item]:
    """A random outline in reading order; every sequence has two items or more."""
    ladder = draw(style_ladders())

    def below(depth: int) -> list[Item]:
        items = []
        for number in range(1, draw(st.integers(2, 4)) + 1):
            items.append(Item(depth, STYLES[ladder[depth]](number), draw(HEADINGS)))
            if depth + 1 < len(ladder) and draw(st.booleans()):
                items.extend(below(depth + 1))
        return items

    return below(0)


def render(items: list[Item], body: str) -> str:
    """The outline as a page would print it, headings running into their text."""
    return "同志们：\n" + "\n".join(f"{item.marker}{item.heading}。{body}" for item in items)


def read(text: str) -> tuple[Unit, ...]:
    return read_outline(make_reading(text, []), split_lines(text))


def shape(text: str) -> list[tuple[int, str, str]]:
    """Depth, marker and heading of every section of the outline."""
    return [
        (unit.depth, text[unit.start:unit.marker_end].strip(), text[slice(*unit.heading)] if unit.heading else "")
        for unit in read(text)
        if unit.role == "outline"
    ]


@given(outlines(), BODIES)
@examples(300)
def test_a_rendered_outline_is_read_back(items: list[Item], body: str) -> None:
    assert shape(render(items, body)) == [(item.depth + 1, item.marker.strip(), item.heading) for item in items]


HALF_WIDTH = str.maketrans("，；：！？（）", ",;:!?()")
LOOKS: dict[str, Callable[[str], str]] = {
    "half width": lambda text: text.translate(HALF_WIDTH),
    "indented": lambda text: "\u3000\u3000" + text.replace("\n", "\n\u3000\u3000"),
    "blank lines": lambda text: text.replace("\n", "\n\n \n"),
    "spaces at line ends": lambda text: text.replace("\n", "  \n"),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
@given(items=outlines(), body=BODIES)
@examples(60)
def test_looks_change_no_section(look: Callable[[str], str], items: list[Item], body: str) -> None:
    text = render(items, body)
    assert shape(look(text)) == [(depth, look(marker).strip(), look(heading).strip()) for depth, marker, heading in shape(text)]


FRAGMENTS = st.sampled_from([
    "一、", "二、", "三、", "（一）", "（二）", "一是", "二是", "第一，", "第二，", "第三", "1.", "2.", "①", "②", "——", "首先，",
    "其次，", "最后，", "甲、", "乙、", "第一章", "一", "二", "十", "各位代表！", "同志们：", "谢谢大家！", "结束语", "2.5", "摄",
    "下面，我讲三点意见。", "“", "”", "。", "；", "：", "，", "、", "\n", "\n\n", "　　", " ", "(", ")", "?", "\u200b",
    "产业结构继续优化", "要把这件事办好，让群众满意，让干部有干劲，让来年有更好的收成，让日子越过越好", "2026年3月4日",
])
LEADS = st.sampled_from([
    "下面，我讲三点意见。", "我再强调两点：", "同志们，", "各位代表！", "总之，", "今年以来，大家做了不少事：",
    "产业结构持续优化。\n", "2025年工作回顾\n", "结束语\n", "办好教育，", "认识不到位",
])


@st.composite
def tangles(draw: st.DrawFn) -> str:
    """Sequences of one to four kinds that go on, skip and begin again at will, between words that announce and look back."""
    styles = draw(st.lists(st.sampled_from(sorted(STYLES)), min_size=1, max_size=4, unique=True))
    numbers, parts = dict.fromkeys(styles, 0), ["同志们：\n"]
    for _part in range(draw(st.integers(3, 30))):
        style = draw(st.sampled_from([*styles, *styles, ""]))
        if style:
            step = draw(st.sampled_from([1, 1, 1, 2, 0]))
            numbers[style] = numbers[style] + step if step and numbers[style] + step <= 8 else 1
            parts.append(STYLES[style](numbers[style]) + draw(BODIES))
        else:
            parts.append(draw(LEADS))
        parts.append(draw(st.sampled_from(["", "\n"])))
    return "".join(parts)


TEXTS = st.one_of(st.text(max_size=200), st.lists(FRAGMENTS, max_size=60).map("".join), tangles(), tangles())


@given(TEXTS)
@examples(600)
def test_the_sections_of_any_text_cover_it(text: str) -> None:
    lines = split_lines(text)
    units = read_outline(make_reading(text, []), lines)
    assert bool(units) == bool(lines)
    starts = [unit.start for unit in units]
    assert starts == sorted(set(starts))
    if units:
        assert starts[0] == lines[0].start
        assert max(unit.end for unit in units) == lines[-1].end
    by_start = {unit.start: unit for unit in units}
    reach: dict[int | None, int] = {}
    for unit, following in zip(units, [*starts[1:], len(text)], strict=False):
        assert unit.start <= unit.marker_end <= unit.text_start <= unit.end
        assert unit.text_start <= following
        if unit.heading is not None:
            assert unit.marker_end <= unit.heading[0] < unit.heading[1] <= unit.text_start
            assert text[slice(*unit.heading)] == text[slice(*unit.heading)].strip()
        assert unit.start >= reach.get(unit.parent, 0)
        reach[unit.parent] = unit.end
        if unit.parent is None:
            assert unit.depth == 1
        else:
            above = by_start[unit.parent]
            assert (above.start < unit.start, above.depth) == (True, unit.depth - 1)
            assert above.end >= unit.end
        assert text[unit.end - 1].strip()
