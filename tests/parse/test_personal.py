"""Personal data is found where it proves itself, in any width and grouping."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.personal import (
    count_personal_data,
    find_personal,
    has_id_checksum,
    has_luhn_checksum,
)
from tests.tools.personal import KINDS, LEAST, measure


def test_a_datum_is_the_code_points_it_takes_and_how_it_is_written() -> None:
    text = "联系电话１３８００１３８０００，身份证１１０１０５１９４９１２３１００２Ｘ，卡号4111 1111 1111 1111。"
    assert [(datum.kind, text[datum.start : datum.end], datum.form) for datum in find_personal(text)] == [
        ("mobile_number", "１３８００１３８０００", "full_width"),
        ("id_number", "１１０１０５１９４９１２３１００２Ｘ", "full_width"),
        ("bank_card", "4111 1111 1111 1111", "grouped"),
    ]


def test_planted_data_is_found_and_nothing_beside_it() -> None:
    found = measure(40, 5)
    assert len(KINDS) >= 20
    assert {kind for kind, figures in found.items() if min(figures) < LEAST} == set()


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


@given(st.text(), st.text(alphabet="0123456789 -Xx@.ace元市县路号:"))
def test_any_text_is_read_and_no_two_data_overlap(anything: str, likely: str) -> None:
    for text in (anything, likely):
        found = find_personal(text)
        assert all(one.end <= other.start for one, other in pairwise(found))
        assert all(0 <= datum.start < datum.end <= len(text) for datum in found)
