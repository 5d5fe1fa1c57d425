"""Every row of every table of rules finds its examples and leaves its counter-examples alone."""

from collections.abc import Callable, Iterator

import pytest

from pipeline.damage.damage import DAMAGE_RULES, find_damage
from pipeline.parse.personal import PERSONAL_RULES, find_personal
from pipeline.parse.quality import DEFECT_RULES, find_defects, rules_for
from pipeline.speeches.furniture import ROWS, read_furniture
from pipeline.speeches.titles import SHAPES, read_title

Names = Callable[[str], set[str]]


def damage_in(text: str) -> set[str]:
    """The rules of damage that find something."""
    return {damage.rule for damage in find_damage(text)}


def defects_in(text: str) -> set[str]:
    """The defects that a text shows; a rule that its hint leaves out would never be asked."""
    found = {*find_defects(text)}
    assert found <= {rule.code for rule in rules_for(text)}
    return found


def personal_in(text: str) -> set[str]:
    """The kinds of personal data in a text."""
    return {datum.kind for datum in find_personal(f"请记下{text},谢谢")}


def furniture_in(line: str) -> set[str]:
    """The row of furniture that a line is, by its first example."""
    row = read_furniture(line)
    return {row.yes[0]} if row else set()


def shape_in(line: str) -> set[str]:
    """The shape of title that a line has."""
    title = read_title(line)
    return {title.shape} if title else set()


def list_rules() -> Iterator[tuple[Names, str, tuple[str, ...], tuple[str, ...]]]:
    """Of every row: what finds, the name of what is found, examples and counter-examples."""
    yield from ((damage_in, rule.name, rule.example[:1], (rule.counter,)) for rule in DAMAGE_RULES)
    yield from ((defects_in, rule.code, rule.examples, rule.counters) for rule in DEFECT_RULES)
    yield from ((personal_in, rule.kind, rule.examples, rule.counters) for rule in PERSONAL_RULES)
    yield from ((furniture_in, row.yes[0], (*row.yes,), (*row.no,)) for row in ROWS)
    yield from ((shape_in, row.name, (row.example,), (row.counter,)) for row in SHAPES)


RULES = [pytest.param(*rule, id=f"{rule[0].__name__[:-3]}: {rule[1]}") for rule in list_rules()]


@pytest.mark.parametrize(("find", "name", "examples", "counters"), RULES)
def test_a_rule_finds_its_examples_and_not_its_counter_examples(
    find: Names, name: str, examples: tuple[str, ...], counters: tuple[str, ...]
) -> None:
    assert examples and counters
    assert [text for text in examples if name not in find(text)] == []
    assert [text for text in counters if name in find(text)] == []


def test_rules_of_one_table_have_different_names() -> None:
    names = [(find, name) for find, name, *_texts in list_rules()]
    assert len({*names}) == len(names)
