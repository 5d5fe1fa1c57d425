"""Sentences of our own with planted personal data and look-alikes: what the search for personal data is measured with.

    python -m tests.tools.personal [each]     recall and precision by kind, over so many planted of each (2,000)

Every planted datum is made as its issuer makes it, check digits and all, and written plain, in full width, grouped and spaced.
Look-alikes stand between them: document numbers, sums, years, section numbers, cards and identity numbers with a wrong digit.
"""

import sys
from collections import Counter
from collections.abc import Callable
from random import Random

from pipeline.parse.personal import find_personal, has_iban_checksum, has_id_checksum, has_luhn_checksum

LEAST = 0.99  # recall and precision of every kind
CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
SITES = ("weibo.com/u/", "github.com/", "www.zhihu.com/people/", "space.bilibili.com/")
WORDS = ("各级干部要把群众的事放在心上，", "今年全县粮食总产再创新高，", "会议强调，要抓好安全生产，", "大家提了不少好意见，")


def digits(random: Random, count: int) -> str:
    """So many digits, the first no 0."""
    return str(random.randrange(10 ** (count - 1), 10**count))


def checked(stem: str, ends: str, proves: Callable[[str], bool]) -> str:
    """A number with the end that makes it right."""
    return next(stem + end for end in ends if proves(stem + end))


def birth(random: Random) -> str:
    """Eight digits of a day."""
    return f"{random.randrange(1940, 2015)}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"


def id_number(random: Random, first: str = "123456") -> str:
    """An identity number."""
    stem = f"{random.choice(first)}{digits(random, 5)}{birth(random)}{digits(random, 3)}"
    return checked(stem, "0123456789X", has_id_checksum)


def mobile(random: Random) -> str:
    """A mobile number."""
    return f"1{random.randrange(3, 10)}{digits(random, 9)}"


def card(random: Random) -> str:
    """A number of a bank card."""
    return checked(random.choice(("62", "45", "52")) + digits(random, random.choice((13, 16))), "0123456789", has_luhn_checksum)


def line(random: Random) -> str:
    """A fixed line with its area."""
    area, own = random.choice((("010", 8), ("021", 8), ("0571", 8), ("0755", 8), ("0837", 7)))
    return f"{area}-{random.randrange(2, 9)}{digits(random, own - 1)}"


def address(random: Random) -> str:
    """An address down to the room."""
    province = random.choice(("浙江省杭州市西湖区", "广东省广州市天河区", "四川省成都市双流县", "内蒙古自治区包头市昆都仑区"))
    street = random.choice(("文三路", "人民大街", "建设巷", "幸福小区", "中山大道"))
    house, block, room = random.randrange(1, 900), random.randrange(1, 40), random.randrange(101, 2000)
    return f"{province}{street}{house}号{block}栋{random.randrange(1, 7)}单元{room}室"


def name(random: Random) -> str:
    """A name of an account."""
    return "".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=random.randrange(6, 11))) + digits(random, 2)


def iban(random: Random) -> str:
    """An account number of a bank abroad."""
    own = digits(random, 18)
    return next(number for check in range(2, 99) if has_iban_checksum(number := f"DE{check:02}{own}"))


def day(random: Random) -> str:
    """A day as forms write it."""
    year, month, date = random.randrange(1940, 2015), random.randrange(1, 13), random.randrange(1, 29)
    return random.choice((f"{year}年{month}月{date}日", f"{year}-{month:02}-{date:02}", f"{year}.{month:02}.{date:02}"))


KINDS: dict[str, tuple[str, Callable[[Random], str]]] = {
    "id_number": ("身份证号", id_number),
    "foreign_id": ("永久居留证", lambda random: id_number(random, "9")),
    "old_id_number": ("身份证号", lambda random: id_number(random)[:6] + birth(random)[2:] + digits(random, 3)),
    "mobile_number": ("手机", mobile),
    "landline": ("电话", line),
    "email": ("邮箱", lambda random: f"{name(random)}@{name(random)}.com"),
    "bank_card": ("卡号", card),
    "passport": ("护照号", lambda random: f"{random.choice('EGDS')}{digits(random, 8)}"),
    "travel_permit": ("回乡证", lambda random: f"{random.choice('HM')}{digits(random, 8)}"),
    "plate": ("车牌", lambda random: f"{random.choice('京沪粤浙川鲁')}{random.choice(CAPITALS)}{digits(random, 5)}"),
    "wechat": ("微信号：", name),
    "qq": ("QQ：", lambda random: digits(random, random.randrange(6, 11))),
    "account": ("主页", lambda random: f"https://{random.choice(SITES)}{name(random)}"),
    "address": ("住址：", address),
    "postcode": ("邮编", lambda random: digits(random, 6)),
    "ip_address": ("登录地址", lambda random: ".".join(str(random.randrange(64, 255)) for _part in range(4))),
    "mac_address": ("网卡", lambda random: ":".join(f"{random.choice('ABCDEF')}{random.randrange(10)}" for _part in range(6))),
    "military_id": ("军官证号", lambda random: f"{random.choice('军士文')}字第{digits(random, 7)}号"),
    "driving_licence": ("驾驶证档案编号", lambda random: digits(random, 12)),
    "licence_number": ("律师执业证号", lambda random: digits(random, 17)),
    "social_security": ("社保卡号", lambda random: digits(random, random.choice((9, 10)))),
    "birth_date": ("出生日期：", day),
    "iban": ("账号", iban),
    "vin": ("车架号", lambda random: "".join(random.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=9)) + digits(random, 8)),
    "imei": ("IMEI：", lambda random: checked(digits(random, 14), "0123456789", has_luhn_checksum)),
}  # fmt: skip
"""What is written before a datum of each kind, and how one is made."""
GROUPS = {"id_number": (6, 8, 4), "foreign_id": (6, 8, 4), "mobile_number": (3, 4, 4), "bank_card": (4,) * 5, "imei": (4,) * 4}
SPACED = ("id_number", "mobile_number", "bank_card", "qq", "postcode", "driving_licence")
ALIKE: tuple[Callable[[Random], str], ...] = (
    lambda random: f"国发〔{random.randrange(1990, 2024)}〕{digits(random, 3)}号文件",
    lambda random: f"投资{digits(random, 11)}元",
    lambda random: f"文号{digits(random, 8)}{digits(random, 9)}",
    lambda random: f"第{random.randrange(1, 9)}.{random.randrange(1, 9)}.{random.randrange(1, 9)}.{random.randrange(1, 9)}节",
    lambda random: f"{random.randrange(1949, 2024)}年{random.randrange(1, 13)}月{random.randrange(1, 29)}日",
    lambda random: f"订单{wrong(id_number(random), has_id_checksum)}",
    lambda random: f"流水{wrong(card(random), has_luhn_checksum)}",
    lambda random: f"增长{random.randrange(1, 99)}.{digits(random, 8)}%",
    lambda random: f"从{digits(random, 4)}-{digits(random, 4)}年",
    lambda random: f"编号{random.choice(CAPITALS)}{digits(random, 8)}",
    lambda random: f"G{digits(random, 3)}次列车第{digits(random, 2)}号车厢",
    lambda random: f"{digits(random, 6)}户{digits(random, 7)}人",
    lambda random: f"建设路上的{digits(random, 3)}个工地",
)
"""What looks like personal data and is none."""


def wrong(number: str, proves: Callable[[str], bool]) -> str:
    """The same number with a last digit that does not fit."""
    return next(number[:-1] + end for end in "0123456789" if not proves(number[:-1] + end))


def written(kind: str, datum: str, random: Random) -> str:
    """A datum as somebody writes it: plain, in full width, grouped or with spaces."""
    way = random.randrange(4)
    if way == 1 and kind != "address":
        return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalnum() else sign for sign in datum)
    if way == 2 and kind in GROUPS:
        sizes, parts, gap = GROUPS[kind], [], random.choice(" -")
        for size in sizes:
            parts.append(datum[:size])
            datum = datum[size:]
        return gap.join(filter(None, [*parts, datum]))
    return " ".join(datum) if way == 3 and kind in SPACED else datum


def plant(random: Random, kinds: list[str]) -> tuple[str, set[tuple[str, int, int]]]:
    """A text with a datum of each of these kinds, and where they stand."""
    text, places = "", set()
    for kind in kinds:
        before, make = KINDS[kind]
        datum = written(kind, make(random), random)
        text += f"{random.choice(WORDS)}{random.choice(ALIKE)(random)}，{before}"
        places.add((kind, len(text), len(text) + len(datum)))
        text += f"{datum}{random.choice('，。；')}"
    return text, places


def measure(each: int, seed: int) -> dict[str, tuple[float, float]]:
    """Recall and precision of every kind: spans are right to the character."""
    random, planted, right, told = Random(seed), Counter[str](), Counter[str](), Counter[str]()
    for _text in range(each):
        text, places = plant(random, random.sample(list(KINDS), len(KINDS)))
        found = {(datum.kind, datum.start, datum.end) for datum in find_personal(text)}
        for counter, data in ((planted, places), (right, places & found), (told, found)):
            counter.update(kind for kind, _start, _end in data)
    return {kind: (right[kind] / planted[kind], right[kind] / max(told[kind], 1)) for kind in KINDS}


if __name__ == "__main__":
    for kind, (recall, precision) in measure(int(sys.argv[1]) if sys.argv[1:] else 2_000, 1).items():
        print(f"{kind:18}recall {recall:.4f}   precision {precision:.4f}")
