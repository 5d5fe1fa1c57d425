"""A date as containers and markup state it in; out, as much of it in ISO form as is stated."""

import re

# not: 20231128123456 (no separator after the day), 电话2023-4455
DATE = re.compile(
    r"(?<!\d)(?P<year>(?:1[89]|20)\d\d)"
    r"(?:(?:[-/.]|年)(?P<month>\d{1,2})(?:(?:[-/.]|月)(?P<day>\d{1,2})(?:日|(?!\d))(?:[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?)?)?)?"
    r"(?!\d)"
)
PACKED = re.compile(r"^(?P<year>(?:1[89]|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)$")  # not: 2023112
LARGEST = {"month": 12, "day": 31, "hour": 23, "minute": 59, "second": 59}


def parse_date(text: str) -> str | None:
    """The date or date-time of a text in ISO form; a time zone is left out, since it is seldom meant.

    >>> parse_date("2023-11-28T12:44:06+08:00"), parse_date("2023年3月4日"), parse_date("20231128"), parse_date("2023")
    ('2023-11-28T12:44:06', '2023-03-04', '2023-11-28', '2023')
    >>> parse_date("2023-13-01"), parse_date("昨天")
    (None, None)
    """
    found = PACKED.match(text.strip()) or DATE.search(text)
    if found is None:
        return None
    parts = {name: int(value) for name, value in found.groupdict().items() if value is not None}
    if any(parts.get(name, 1) > largest for name, largest in LARGEST.items()) or 0 in (parts.get("month"), parts.get("day")):
        return None
    date = "-".join(f"{parts[name]:02}" for name in ("year", "month", "day") if name in parts)
    time = ":".join(f"{parts[name]:02}" for name in ("hour", "minute", "second") if name in parts)
    return f"{date}T{time}" if time else date
