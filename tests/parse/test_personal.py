"""Personal data is counted where it proves itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.personal import PERSONAL_RULES, PersonalRule, count_personal_data, has_id_checksum, has_luhn_checksum


@pytest.mark.parametrize("rule", PERSONAL_RULES, ids=lambda rule: rule.kind)
def test_each_kind_is_counted_once_in_its_examples_and_never_in_its_counter_examples(rule: PersonalRule) -> None:
    for text in rule.examples:
        assert count_personal_data(f"请记下{text},谢谢") == {other.kind: int(other is rule) for other in PERSONAL_RULES}
    for text in rule.counters:
        assert count_personal_data(text)[rule.kind] == 0


def test_every_datum_is_counted() -> None:
    assert count_personal_data("13800138000、13900139000和a@example.com")["mobile_number"] == 2


@given(st.from_regex(r"[1-8][0-9]{5}19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True))
def test_one_check_digit_of_eleven_is_right(number: str) -> None:
    right = [digit for digit in "0123456789X" if has_id_checksum(number + digit)]
    assert len(right) == 1
    assert count_personal_data(number + right[0])["id_number"] == 1


@given(st.from_regex(r"4[0-9]{14}", fullmatch=True))
def test_at_most_one_digit_of_ten_ends_a_card_number(number: str) -> None:
    assert sum(has_luhn_checksum(number + digit) for digit in "0123456789") <= 1


@given(st.text(), st.text(alphabet="0123456789 -Xx@.ace元"))
def test_any_text_is_counted(anything: str, likely: str) -> None:
    for text in (anything, likely):
        assert list(count_personal_data(text)) == [rule.kind for rule in PERSONAL_RULES]
