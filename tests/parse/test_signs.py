"""A page without anything of a speech says so; one with a single sign does not."""

import pytest

from pipeline.parse.page import parse_page
from pipeline.parse.signs import lacks_signs

NEWS = (
    "春灌全面展开\n本报三月四日电　全县三十万亩麦田昨日开始春灌，二十七座泵站同时开机。\n"
    "据水务部门介绍，今年水量充足，预计十天以内完成第一遍。\n"
)


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        (NEWS, True),
        (NEWS + "县长在会上的讲话引起热烈反响。\n", False),
        (NEWS.replace("据水务部门介绍", "我们要看到"), False),
        (NEWS.replace("据水务部门介绍", "各位鄉親"), False),
        ("春灌全面展开。", False),
    ],
)
def test_a_page_without_signs_of_a_speech(text: str, lacks: bool) -> None:
    parsed = parse_page(text)
    assert lacks_signs(parsed.reading, parsed.layout) == lacks
