"""Every row of the table of marker systems: its examples are read as it says, its counter-examples are not."""

import pytest

from pipeline.text.markers import Mark, begins_with_marker, find_marks, read_mark
from pipeline.text.reading import split_lines
from pipeline.text.records import Line
from pipeline.text.systems import SYSTEMS, System

EXAMPLES = [(system, example) for system in SYSTEMS for example in system.examples]
COUNTER_EXAMPLES = [(system, example) for system in SYSTEMS for example in system.counter_examples]
NUMBERS = [
    ("一、好", 1), ("十二、好", 12), ("（二十）好", 20), ("(10)好", 10), ("⑶好", 3), ("⒉好", 2), ("③好", 3), ("丙、好", 3),
    ("巳、好", 6), ("第四，好", 4), ("九是好", 9), ("十要好", 10), ("其次，好", 2), ("最后，好", None), ("——好", None),
    ("最后，第六，好", 6), ("最后一点，第八点：好", 8), ("〔一〕好", 1), ("1.2 好", 2), ("贰、好", 2), ("（－）好", 1),
    ("㈢好", 3), ("Ⅱ、好", 2),
]


def mark_of(line: str) -> Mark | None:
    return read_mark(line, Line(0, len(line)), 0)


@pytest.mark.parametrize(("system", "example"), EXAMPLES)
def test_an_example_is_read_as_its_system(system: System, example: str) -> None:
    line = example if example[-1:].isalnum() else example + "抓好"
    mark = mark_of(line)
    assert mark is not None
    assert mark.system.name == system.name


@pytest.mark.parametrize(("system", "example"), EXAMPLES)
def test_an_example_is_found_at_the_beginning_of_a_line(system: System, example: str) -> None:
    assert [mark.system.name for mark in find_marks(example, [Line(0, len(example))]) if not mark.inline] == (
        [system.name] if mark_of(example) else [])


@pytest.mark.parametrize(("system", "example"), COUNTER_EXAMPLES)
def test_a_counter_example_is_not_read_as_the_system(system: System, example: str) -> None:
    mark = mark_of(example)
    assert mark is None or mark.system.name != system.name


@pytest.mark.parametrize(("system", "example"), EXAMPLES)
def test_an_example_is_a_marker_everywhere_it_is_asked(system: System, example: str) -> None:
    """A damaged break is not mended before it, and no title, wherever the marker stands in a text."""
    line = example if example[-1:].isalnum() else example + "抓好"
    assert begins_with_marker(line) == begins_with_marker(f"好，\n{line}\n好", 3) == system.begins


@pytest.mark.parametrize(("system", "example"), COUNTER_EXAMPLES)
def test_a_counter_example_is_nowhere_a_marker_of_the_system(system: System, example: str) -> None:
    mark = mark_of(example)
    assert mark is not None or not begins_with_marker(example) or system.name == "arabic"  # 1、2、3 is counted on


@pytest.mark.parametrize(("line", "number"), NUMBERS)
def test_a_marker_has_its_number(line: str, number: int | None) -> None:
    mark = mark_of(line)
    assert mark is not None
    assert mark.number == number


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("今天讲两点。一是学；二是干。", [6, 10]),
        ("有两点，一是学；二是干。", [8]),
        ("他说：“好。”第一，学。第二，干。", [7, 12]),
        ("讲两点  一、学  二、干", [5, 10]),
        ("来宾合影 /摄三是学。", [7]),
        ("增长2.5%；1.4亿人", []),
    ],
)
def test_a_marker_inside_a_line_stands_behind_a_stop(text: str, starts: list[int]) -> None:
    assert [mark.start for mark in find_marks(text, split_lines(text))] == starts


def test_marks_know_their_lines() -> None:
    text = "一、甲\n\n  二、乙。一是丙\n"
    assert [(mark.start, mark.line, mark.inline) for mark in find_marks(text, split_lines(text))] == [
        (0, 0, False), (7, 1, False), (11, 1, True)]
