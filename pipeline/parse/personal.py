"""A text in; out, how many personal data it holds, by kind: what a trainer must know before using it.

Only what proves itself is counted: a checksum, a prefix that the numbering plan assigns, an address with a domain.
"""

import re
from collections.abc import Callable
from typing import NamedTuple


class PersonalRule(NamedTuple):
    """A kind of personal data: what no text is without that holds it, where it may be, and whether it is."""

    kind: str
    hint: re.Pattern[str]
    pattern: re.Pattern[str]
    proves: Callable[[str], bool]
    examples: tuple[str, ...]
    counters: tuple[str, ...]


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
CHECK_DIGITS = "10X98765432"
AT = re.compile("@")
LONG_NUMBER = re.compile(r"\d{4}[ -]?\d{4}")


def has_id_checksum(number: str) -> bool:
    """Whether the last of 18 places is the check digit of GB 11643 (ISO 7064 MOD 11-2).

    >>> has_id_checksum("11010519491231002X"), has_id_checksum("110105194912310021")
    (True, False)
    """
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return CHECK_DIGITS[total % 11] == number[-1].upper()


def has_luhn_checksum(number: str) -> bool:
    """Whether the digits, spaces and hyphens left out, sum up as those of payment cards do (ISO/IEC 7812).

    >>> has_luhn_checksum("4111 1111 1111 1111"), has_luhn_checksum("4111 1111 1111 1112")
    (True, False)
    """
    digits = [int(character) for character in reversed(number) if character.isdigit()]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0


def _always(_number: str) -> bool:
    return True


# Region 1-8, a date of birth since 1800, a serial number and a check digit; not any document number of 18 digits.
ID_NUMBER = re.compile(r"(?<![\dA-Za-z])[1-8]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
                       r"(?![\dA-Za-z])")
# Not a part of a longer number, not a sum of money.
MOBILE_NUMBER = re.compile(r"(?<![\d.A-Za-z])(?:(?:\+|00)86[ -]?)?1[3-9]\d(?P<gap>[ -]?)\d{4}(?P=gap)\d{4}(?!\d|\.\d|[亿万元])")
# Not @某同志 and not 微博@example.com, which has no name before the sign.
EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,40}@(?:[A-Za-z0-9-]{1,40}\.){1,4}[A-Za-z]{2,10}(?![\w-])", re.ASCII)
# UnionPay, Visa and Mastercard prefixes; sixteen digits or nineteen, not a part of a longer number.
BANK_CARD = re.compile(r"(?<![\d.A-Za-z])(?:62|4\d|5[1-5])\d\d(?P<gap>[ -]?)\d{4}(?P=gap)\d{4}(?P=gap)\d{4}"
                       r"(?:(?P=gap)\d{3})?(?!\d|[A-Za-z]|\.\d)")

PERSONAL_RULES = (
    PersonalRule("id_number", LONG_NUMBER, ID_NUMBER, has_id_checksum,
                 ("身份证号11010519491231002X",), ("110105194912310021", "1101051949123100", "文号110105194913310021")),
    PersonalRule("mobile_number", LONG_NUMBER, MOBILE_NUMBER, _always,
                 ("电话13800138000。", "+86 138-0013-8000"), ("12800138000", "1380013800012", "13800138000元", "0.13800138000")),
    PersonalRule("email", AT, EMAIL, _always, ("邮箱zhang.san@example.com",), ("@某同志", "a@b", "微博@example.com")),
    PersonalRule("bank_card", LONG_NUMBER, BANK_CARD, has_luhn_checksum,
                 ("卡号4111 1111 1111 1111", "6222020000000000000"), ("4111111111111112", "1111111111111117")),
)


def count_personal_data(text: str) -> dict[str, int]:
    """How many of each kind the text holds, every kind named.

    >>> count_personal_data("请致电13800138000或来信a.b@example.com")
    {'id_number': 0, 'mobile_number': 1, 'email': 1, 'bank_card': 0}
    """
    return {
        rule.kind: sum(rule.proves(match.group()) for match in rule.pattern.finditer(text)) if rule.hint.search(text) else 0
        for rule in PERSONAL_RULES
    }
