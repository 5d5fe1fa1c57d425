"""The outline of a speech: the shapes and traps of outline_cases.txt, and what any text must keep."""

import re
from pathlib import Path

import pytest

from pipeline.outline import read_outline
from pipeline.reading import split_lines
from pipeline.records import Unit

PARAGRAPHS = {
    "B": "要把这件事放在心上，抓在手上，一件一件办好，让群众看得见变化，也让干部有更多的干劲和信心，做到年年有进步。",
    "M": "各地要结合自己的实际，把任务分到单位，把责任落到个人，定期检查，及时通报，办完一件销号一件，不留尾巴。",
}


def read_cases() -> list[tuple[str, str, list[str]]]:
    """The cases of the file: a name behind #, the text (B and M stand for paragraphs), --, the outline expected."""
    cases = []
    content = Path(__file__).with_name("outline_cases.txt").read_text(encoding="utf-8")
    for block in re.split(r"^# ", content, flags=re.MULTILINE)[1:]:
        name, _, rest = block.partition("\n")
        text, _, expected = rest.partition("\n--")
        cases.append((name, re.sub("[BM]", lambda found: PARAGRAPHS[found[0]], text), expected.split("\n")[1:-1]))
    return cases


CASES = read_cases()


def read(text: str) -> tuple[Unit, ...]:
    return read_outline(text, split_lines(text))


def outline(text: str) -> list[str]:
    """The outline as lines: depth in points, marker, heading; ~ for an inline marker, ? for a heading that is lost."""
    shown = []
    for unit in read(text):
        if unit.role != "outline":
            continue
        heading = text[slice(*unit.heading)] if unit.heading else ""
        marker = "?" if unit.implicit else text[unit.start:unit.marker_end].strip()
        shown.append("." * (unit.depth - 1) + ("~" if unit.inline else "") + marker + heading)
    return shown


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_outline_is_what_a_reader_sees(text: str, expected: list[str]) -> None:
    assert outline(text) == expected
