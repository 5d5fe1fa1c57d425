"""A text in; out, the personal data in it, by kind and place: what a trainer must know before using it.

Only what proves itself is found: a checksum, a prefix that the numbering plan assigns, a name of the thing before it. Texts are
read in their twin, so that full-width digits and letters are the same data. One pass a kind, the first kind of a place holds.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from ipaddress import ip_address
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.parse.personal_rows import CHECK_DIGITS, CHECK_WEIGHTS, DIGIT_GAP, DIGITS, FEWER_DIGITS, FIGURES, GROUPS, ROWS
from pipeline.text.characters import HAN
from pipeline.text.folding import TWINS, code_points, sign_table
from pipeline.text.rules import Rule
from schemas.defects import PERSONAL


class Datum(NamedTuple):
    """A personal datum: its kind, the code points that it takes, and how it is written."""

    kind: str
    start: int
    end: int
    form: str


PLAIN = TWINS.copy()
"""For every code point its twin, and for full-width signs and blanks and for other hyphens a plain one."""
PLAIN[0xFF01:0xFF5F] = range(0x21, 0x7F)
PLAIN[[0x3000, 0xA0]], PLAIN[[0x2010, 0x2011, 0x2013, 0x2014]] = ord(" "), ord("-")
FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")
GROUPED = re.compile(rf"[\dA-Za-z]{DIGIT_GAP[:-1]}[\dA-Za-z]")
# Without seven figures, each next to another or one sign from it, and without @ no text has one of the kinds that are defects.
MAY_HOLD = re.compile(f"[0-9０-９@＠](?:(?<=[@＠])|(?:[^0-9０-９{HAN}]?[0-9０-９]){{6}})")
AROUND = 200  # code points: no datum is longer, with all that its pattern asks around it
PLACE = re.compile(r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")


def has_id_checksum(number: str) -> bool:
    """Whether 18 places, gaps left out, hold a date and end with the check digit of GB 11643 (ISO 7064 MOD 11-2).

    >>> has_id_checksum("11010519491231002X"), has_id_checksum("110105194912310021"), has_id_checksum("110105 19491231 002X")
    (True, False, True)
    """
    places = squeeze(number)
    if not PLACE.fullmatch(places):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(CHECK_WEIGHTS, places, strict=False))
    return CHECK_DIGITS[total % 11] == places[-1].upper()


def has_luhn_checksum(number: str) -> bool:
    """Whether the digits, spaces and hyphens left out, sum up as those of payment cards do (ISO/IEC 7812).

    >>> has_luhn_checksum("4111 1111 1111 1111"), has_luhn_checksum("4111 1111 1111 1112")
    (True, False)
    """
    digits = [int(character) for character in reversed(number) if character.isdigit()]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0


def has_iban_checksum(number: str) -> bool:
    """Whether letters and digits are right by ISO 13616.

    >>> has_iban_checksum("GB82 WEST 1234 5698 7654 32"), has_iban_checksum("GB83 WEST 1234 5698 7654 32")
    (True, False)
    """
    places = squeeze(number)
    return int("".join(str(int(place, 36)) for place in places[4:] + places[:4])) % 97 == 1


def is_grouped(number: str) -> bool:
    """Whether the digits of a mobile number stand in groups as they are written, the country left out.

    >>> [is_grouped(number) for number in ("13800138000", "+86 138-0013-8000", "1 3 8 0 0 1 3 8 0 0 0", "138.0013.8000")]
    [True, True, True, True]
    >>> [is_grouped(number) for number in ("138 00 13 80 00", "138.00138000")]
    [False, False]
    """
    own = re.sub(r"^(?:\+|00)?86[ -]?(?=1)", "", number)
    groups = tuple(map(len, re.split("[ .-]", own)))
    return groups == (3, 4, 4) if "." in own else groups in GROUPS


def is_address(number: str) -> bool:
    """Whether dotted or coloned numbers are an address of the Internet and no section 1.2.3.4 and no time 12:30.

    >>> [is_address(number) for number in ("202.108.22.5", "2.1.3.4", "2001:db8::ff00:42:8329", "12:30")]
    [True, False, True, False]
    """
    try:
        address = ip_address(number)
    except ValueError:
        return False
    return number.count(":") > 2 or max(address.packed) > 63


def has_letter(number: str) -> bool:
    """Whether hexadecimal places are no plain figures: 00-1A-2B…, not 12-11-10…"""
    return not squeeze(number).replace(":", "").isdigit()


def squeeze(number: str) -> str:
    """A number without its gaps."""
    return number.replace(" ", "").replace("-", "")


PROOFS: dict[str, Callable[[str], bool]] = {
    "id_number": has_id_checksum, "foreign_id": has_id_checksum, "bank_card": has_luhn_checksum, "imei": has_luhn_checksum,
    "iban": has_iban_checksum, "mobile_number": is_grouped, "ip_address": is_address, "mac_address": has_letter,
}  # fmt: skip
"""Of the kinds whose form is not enough, what proves them."""
PERSONAL_RULES = tuple(
    Rule(kind, re.compile(pattern, re.ASCII), examples, counters, hint=re.compile(hint))
    for kind, hint, pattern, examples, counters in ROWS
)


def find_personal(text: str) -> list[Datum]:
    """The personal data of a text, in its order; none overlap.

    >>> find_personal("请致电１３８００１３８０００或来信a.b@example.com")
    [Datum(kind='mobile_number', start=3, end=14, form='full_width'), Datum(kind='email', start=17, end=32, form='plain')]
    """
    found: list[Datum] = []
    for start, end, kind in sorted(propose_data(plain_widths(text), PERSONAL_RULES)):
        if not found or start >= found[-1].end:
            found.append(Datum(kind, start, end, form_of(text[start:end])))
    return found


def propose_data(twin: str, rules: Sequence[Rule[re.Pattern[str]]]) -> Iterator[tuple[int, int, str]]:
    """Places of data, where no earlier rule has found one."""
    taken = bytearray(len(twin))
    hinted: dict[str, list[tuple[int, int]]] = {}
    signs = hint_signs()[code_points(twin)]
    begins = np.flatnonzero(signs)  # few: each hint looks at them, not at the whole text
    signs = signs[begins]
    for rule in rules:
        proves = PROOFS.get(rule.name)
        if rule.hint.pattern not in hinted:
            hinted[rule.hint.pattern] = windows(rule.hint, twin, places_of(rule.hint.pattern, begins, signs))
        for window in hinted[rule.hint.pattern]:
            for match in rule.find.finditer(twin, *window):
                start, end = match.span(match.lastgroup or 0)
                if not any(taken[start:end]) and (proves is None or proves(twin[start:end])):
                    taken[start:end] = b"\1" * (end - start)
                    yield start, end, rule.name


HINTS = list(dict.fromkeys(rule.hint.pattern for rule in PERSONAL_RULES))
FIRST = re.compile(r"\[[^\]]+\]|\\?.")
FIGURES_IN_HINT = {DIGITS: 7, FEWER_DIGITS: 5}  # figures that must stand next to one another, or one sign apart


@cache
def hint_signs() -> npt.NDArray[np.uint16]:
    """For every code point which hints begin with it, or count it: one look at a page is far faster than a search for each."""
    ways = ([FIGURES] if hint in FIGURES_IN_HINT else [hint] if "(" in hint else hint.split("|") for hint in HINTS)
    return sign_table(re.compile("|".join(found[0] for way in some if (found := FIRST.match(way)))) for some in ways)


def places_of(hint: str, begins: npt.NDArray[np.int64], signs: npt.NDArray[np.uint16]) -> list[int]:
    """Where a hint can begin in a text with these signs at these places."""
    places = begins[signs & np.uint16(1 << HINTS.index(hint)) != 0]
    more = FIGURES_IN_HINT.get(hint, 1) - 1
    return [*map(int, places[:-more][places[more:] - places[:-more] <= 2 * more] if more else places)]


def windows(hint: re.Pattern[str], twin: str, places: Iterable[int]) -> list[tuple[int, int]]:
    """The parts of a text that are near enough to a hint for all that a pattern asks; at these places one can begin.

    >>> windows(re.compile("@"), "一" * 300 + "@" + "一" * 300 + "@", [300, 601])
    [(100, 802)]
    """
    found: list[tuple[int, int]] = []
    for match in filter(None, (hint.match(twin, place) for place in places)):
        start, end = max(0, match.start() - AROUND), match.end() + AROUND
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, end))
    return found


def plain_widths(text: str) -> str:
    """The twin of a text with plain signs and blanks, of the same length."""
    plain: bytes = PLAIN[np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")].tobytes()
    return plain.decode("utf-32-le", "surrogatepass")


def name_masks(text: str, data: Sequence[Datum]) -> list[str]:
    """What stands for each of a page's data where it is masked: its kind, and a number for each that is another.

    >>> name_masks(text := "13800138000、a@b.cn或138 0013 8000", find_personal(text))
    ['〔mobile_number 1〕', '〔email 1〕', '〔mobile_number 1〕']
    """
    numbers: dict[str, dict[str, int]] = {}
    masks = []
    for kind, start, end, _form in data:
        same = numbers.setdefault(kind, {})
        masks.append(f"〔{kind} {same.setdefault(squeeze(plain_widths(text[start:end])), len(same) + 1)}〕")
    return masks


def form_of(datum: str) -> str:
    """How a datum is written: full_width, grouped or plain."""
    return "full_width" if FULL_WIDTH.search(datum) else "grouped" if GROUPED.search(datum) else "plain"


def count_personal_data(text: str) -> dict[str, int]:
    """How many of the kinds that are defects the text holds, every kind named.

    >>> count_personal_data("请致电13800138000或来信a.b@example.com")
    {'id_number': 0, 'mobile_number': 1, 'email': 1, 'bank_card': 0}
    """
    counts = dict.fromkeys(PERSONAL, 0)
    if not MAY_HOLD.search(text):
        return counts
    for _start, _end, kind in propose_data(plain_widths(text), DEFECTIVE):
        counts[kind] += 1
    return counts


DEFECTIVE = tuple(rule for rule in PERSONAL_RULES if rule.name in PERSONAL)
