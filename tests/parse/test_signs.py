"""A page without anything of a speech says so; one with a single sign does not."""

import pytest

from pipeline.parse.page import parse_page
from pipeline.parse.signs import contradicts, lacks_signs

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


SPEECH = "植树节上的讲话\n同志们：\n今天开会，我讲三点。\n{}多种树\n多种树就是要把荒山全部种上树，一棵也不能少。\n{}种好树\n" \
    "种好树就是要保证成活率，栽一棵活一棵。\n{}管好树\n管好树就是要落实责任，有人管有人护。\n我讲完了，谢谢大家。\n"


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        (SPEECH.format("## ", "## ", "## "), False),
        (SPEECH.format("## ", "### ", "## "), False),
        (SPEECH.format("", "", ""), False),
        (SPEECH.format("## 一、", "## 二、", "## 三、"), False),
        (SPEECH.format("## 一、", "### 二、", "## 三、"), True),  # numbers say what level they have
        (SPEECH.format("## ", "## ", "## ").replace("我讲完了", "## 我讲完了"), True),
    ],
)
def test_a_speech_says_when_its_container_says_otherwise(text: str, differs: bool) -> None:
    parsed = parse_page(text)
    assert [contradicts(parsed.reading, *both) for both in zip(parsed.layout.extents, parsed.units, strict=True)] == [differs]
