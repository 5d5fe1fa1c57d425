"""Every row of every table of rules finds its examples and leaves its counter-examples alone."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from pipeline.damage.damage import DAMAGE_RULES, find_damage
from pipeline.lines.furniture import FURNITURE_RULES, SiteRow, read_furniture
from pipeline.lines.titles import SHAPE_RULES, read_title
from pipeline.parse.personal import PERSONAL_RULES, find_personal
from pipeline.parse.quality import DEFECT_RULES, find_defects, rules_for
from pipeline.text.rules import Rule

Names = Callable[[str], set[str]]


def damage_in(text: str) -> set[str]:
    """The rules of damage that find something."""
    return {damage.rule for damage in find_damage(text)}


def defects_in(text: str) -> set[str]:
    """The defects that a text shows; a rule that its hint leaves out would never be asked."""
    found = {*find_defects(text)}
    assert found <= {rule.name for rule in rules_for(text)}
    return found


def personal_in(text: str) -> set[str]:
    """The kinds of personal data in a text."""
    return {datum.kind for datum in find_personal(f"请记下{text},谢谢")}


def furniture_in(line: str) -> set[str]:
    """The row of furniture that a line is, by its first example."""
    row = read_furniture(line)
    return {rule.name for rule in FURNITURE_RULES if rule.find is row}


def shape_in(line: str) -> set[str]:
    """The shape of title that a line has."""
    title = read_title(line)
    return {title.shape} if title else set()


TABLES: tuple[tuple[Names, Sequence[Rule[Any]]], ...] = (
    (damage_in, DAMAGE_RULES), (defects_in, DEFECT_RULES), (personal_in, PERSONAL_RULES),
    (furniture_in, FURNITURE_RULES), (shape_in, SHAPE_RULES),
)  # fmt: skip
"""What finds, and its rules."""
RULES = [pytest.param(find, rule, id=f"{find.__name__[:-3]}: {rule.name}") for find, rules in TABLES for rule in rules]


@pytest.mark.parametrize(("find", "rule"), RULES)
def test_a_rule_finds_its_examples_and_not_its_counter_examples(find: Names, rule: Rule[Any]) -> None:
    assert rule.examples and rule.counters
    assert [text for text in rule.examples if rule.name not in find(text)] == []
    assert [text for text in rule.counters if rule.name in find(text)] == []


@pytest.mark.parametrize("rules", [rules for _find, rules in TABLES])
def test_rules_of_one_table_have_different_names(rules: Sequence[Rule[Any]]) -> None:
    assert len({rule.name for rule in rules}) == len(rules)



ALTERNATIVES = [(rule, word) for rule in FURNITURE_RULES for word in rule.find.words]


@pytest.mark.parametrize(("rule", "word"), ALTERNATIVES)
def test_every_alternative_of_a_row_of_furniture_is_shown_by_an_example(rule: Rule[SiteRow], word: str) -> None:
    alone = re.compile(rule.find._replace(words=[word]).pattern)
    assert [line for line in rule.examples if alone.match(line)]
