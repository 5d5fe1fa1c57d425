"""What is no speech says so, as do speeches whose container says otherwise."""

import re

import pytest

from pipeline.lines import spoken
from pipeline.lines.spoken import ENOUGH, Sign, count_found, speech_points
from pipeline.parse.page import parse_page
from pipeline.parse.signs import UNSPOKEN, contradicts
from pipeline.text.records import Stated

NEWS = (
    "春灌全面展开\n本报三月四日电　全县三十万亩麦田昨日开始春灌，二十七座泵站同时开机。\n"
    "据水务部门介绍，今年水量充足，预计十天以内完成第一遍。\n"
)
RECIPE = (
    "红烧豆腐的做法\n豆腐一块，切成方块，下锅煎黄，加酱油和糖，小火煮十分钟，撒上葱花，起锅装盘，趁热吃。\n"
    "再配一碗米饭，老少都喜欢。剩下的汤汁可以拌面，也可以留到第二天煮青菜，味道很鲜。\n"
)
LAW = (
    "青禾市河道条例\n第一条　为了保护河道，制定本条例。\n第二条　河道由水务部门管理，任何单位和个人不得侵占河道。\n"
    "第三条　不得向河道倾倒垃圾，不得在河道取土，不得在河道两岸搭建房屋。\n"
)
STORY = (
    "老井\n村口有一口老井，他每天清早去挑水。她站在井边，看他把桶放下去。井水很凉，他的手冻得通红。\n"
    "她把手套递给他，他笑了，把一桶水倒进缸里，又去挑第二桶，雪落在井台上。\n"
)

NOVEL = (
    "第六十五章 总结大会\n会议室里安静下来。\n“各位工人同志们，今天我们开年底总结会，我先给大家拜个早年，祝大家新年快乐。”\n"
    "小叶笑呵呵地说道。\n“叶总新年快乐。”下边乱哄哄地喊道。\n“好了，现在开始开会，咱们听听大家一年的成绩好不好？”小叶大声问道。\n"
)

REPLY = (
    "立法会三题：渠水收费\n问题：\n收费自去年起调整，水量有何变化？\n答覆：\n收费调整后，日均用水由七万吨减至六万吨，高峰减少一成。\n"
    "收费所得用于修渠，余下的拨入水利基金，每年公布账目。\n"
)


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        (NEWS, True),
        (RECIPE, True),
        (LAW, True),
        (STORY, True),
        (NEWS + "县长在会上的讲话引起热烈反响。\n", True),  # a report of a speech is none
        ("在春灌动员会上的讲话\n" + NEWS.partition("\n")[2], False),
        (RECIPE.replace("豆腐一块", "各位乡亲：\n豆腐一块").replace("趁热吃", "请大家尝尝"), False),
        (STORY + "我们要守好这口井，谢谢大家。\n", False),
        ("春灌全面展开。", False),  # too short to say
        ("县长出席春灌大会并讲话\n" + NEWS.partition("\n")[2], True),
        ("被告人石某故意伤害案判决书\n" + NEWS.partition("\n")[2], True),
        ("告全县同胞书\n" + STORY.partition("\n")[2], False),
        ("在庆功会上发表的讲话\n" + STORY.partition("\n")[2], False),
        ("春灌水质检测报告\n" + NEWS.partition("\n")[2], True),
        ("春灌大会讲话要点\n" + NEWS.partition("\n")[2], False),
        ("劳模事迹报告：渡江\n" + STORY.partition("\n")[2], False),
        ("告别式悼文\n" + STORY.partition("\n")[2], False),
        (REPLY, False),
        (NOVEL, True),
        (NOVEL.partition("\n")[2], True),
        ("在总结大会上的讲话\n" + NOVEL.partition("\n")[2], False),
    ],
)
def test_what_has_little_of_a_speech_says_so_in_all_its_records(text: str, lacks: bool) -> None:
    layout = parse_page(text).layout
    assert [UNSPOKEN in extent.defects for extent in layout.extents] == [lacks]
    assert (UNSPOKEN in layout.defects) == lacks


def test_a_page_with_one_speech_among_others_is_one_of_speeches() -> None:
    speech = "修渠大会讲话\n同志们：\n我们要把渠修好，一锹一锹地修，大家辛苦了。谢谢大家！\n"
    layout = parse_page(f"讲话两篇\n第一篇：{speech}第二篇：{RECIPE}").layout
    assert [UNSPOKEN in extent.defects for extent in layout.extents] == [False, True]
    assert UNSPOKEN not in layout.defects


SIGNS = [sign for signs in (spoken.OF_TITLES, spoken.OF_TEXTS, spoken.OF_BEGINNINGS, spoken.OF_ENDS) for sign in signs]


@pytest.mark.parametrize("sign", SIGNS, ids=[re.sub(r"[\s|]", " ", sign.examples[0]) for sign in SIGNS])
def test_a_sign_finds_its_examples_and_counts_so_often(sign: Sign) -> None:
    assert all(count_found(sign, text) >= 1 for text in sign.examples)
    assert count_found(sign, sign.counter) == 0
    assert count_found(sign, f"{sign.examples[-1]}。\n" * 9) <= sign.most


def test_what_counts_stands_at_the_beginning_and_the_end() -> None:
    filler = "水渠很长，" * 600
    assert speech_points("老井", filler) < ENOUGH
    assert speech_points("老井", f"我们今天来开会，各位辛苦了。{filler}") >= ENOUGH
    assert speech_points("老井", f"{filler[:2_000]}我们今天来开会，各位辛苦了。{filler[2_000:]}") < ENOUGH


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


def test_what_the_container_calls_a_speech_is_one() -> None:
    assert UNSPOKEN in parse_page(NEWS).layout.defects
    assert UNSPOKEN not in parse_page(NEWS, stated=Stated(title="在春灌大會上的講話")).layout.defects
    assert UNSPOKEN not in parse_page(NEWS, stated=Stated(speaker="陆远舟")).layout.defects


def test_a_page_without_a_text_says_nothing_of_it() -> None:
    assert parse_page("").layout.defects == parse_page("在水利大会上的讲话").layout.defects == ()
